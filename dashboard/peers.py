"""One agency among its peers, and two to six agencies or regions side by side."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import polars as pl
import streamlit as st

from dashboard import charts
from dashboard.address import PLACES, asked, link, remember
from dashboard.contents import MEASURES
from dashboard.data import ask
from dashboard.opening import Opened, choice, heading
from dashboard.origin import origin
from dashboard.pictures import picture
from dashboard.scope import sentence
from dashboard.tables import table
from dashboard.trends import definitions
from dashboard.words import NONE, language, listed, plain, short, t
from forms.measures import Measure, measure
from warehouse import questions
from warehouse.scope import DEPARTMENTS, GOVERNMENTS, LAYERS, Scope

INDICATORS = MEASURES["compare"]
MOST, LEAST = 6, 2
FEW = 5  # with fewer peers a percentile is an anecdote: the table alone is shown
COUNTRY, PROVINCE = "country", "province"


# -- one agency among its peers ---


def among_peers(agency: str, own: Opened) -> None:
    """Its percentile and the peers' spread for each indicator, with how many peers there are."""
    heading(t("peers"), t("peers.help"))
    if not own.years:
        st.info(t("empty.numbers"))
        return
    years = [str(year) for year in reversed(own.years) if year in own.agencies]
    with st.container(horizontal=True):
        where = choice(
            "peers", t("peers.where"), [PROVINCE, COUNTRY], {each: t(f"peers.{each}") for each in (PROVINCE, COUNTRY)}
        )
        year = int(choice("year", t("compare.year"), years, {each: each for each in years}, width=110))
    frame: pl.DataFrame = ask(questions.peers, agency, year, INDICATORS, where == COUNTRY)
    found = {row["measure"]: row for row in frame.iter_rows(named=True)}
    rows = [_among(measure(name), found[name]) for name in INDICATORS if found[name]["value"] is not None]
    ranked = [row for row in rows if row["percentile"] is not None]
    if not ranked:
        st.info(t("peers.none"))
    elif max(row["peers"] for row in ranked) < FEW:
        st.info(t("peers.few", n=FEW))
        if where == PROVINCE:
            st.button(t("peers.widen"), on_click=remember, args=("peers", COUNTRY))
    else:
        title = t("peers.title", year=year)
        picture(
            title, charts.spread(ranked), "peers", t(f"peers.{where}"), lambda: _peer_table(rows),
            lambda: origin(title, None, INDICATORS), help_=t("peers.chart.help"),
        )  # fmt: skip
    with st.expander(t("peers.table")):
        table(_peer_table(rows), "peers", origin(t("peers"), None, INDICATORS))
        others: pl.DataFrame = ask(questions.peer_names, agency, year, where == COUNTRY)
        if others.height:
            st.caption(t("peers.who", n=others.height))
            links = (f"[{plain(name)}]({link('agency', agency=key)})" for key, name in others.iter_rows() if name)
            st.markdown(" · ".join(links))


def _among(wanted: Measure, row: Mapping[str, Any]) -> dict[str, Any]:
    """One indicator's row for the chart and the table."""
    shown = {
        each: charts.shown(wanted, row[each])
        for each in ("value", "least", "quarter", "median", "three_quarters", "most")
    }
    hover = t("peers.hover", n=row["peers"], **shown)
    if row["percentile"] is not None:
        hover = f"{t('peers.at', percentile=round(row['percentile']))}<br>{hover}"
    return {
        **row,
        "label": f"{wanted.text(language())} (n={row['peers']})",
        "shown": shown,
        "hover": hover,
        "rate": wanted.is_rate,
    }


def _peer_table(rows: Sequence[Mapping[str, Any]]) -> pl.DataFrame:
    columns = ("value", "least", "quarter", "median", "three_quarters", "most")
    return pl.DataFrame(
        {
            t("col.measure"): [row["label"] for row in rows],
            **{t(f"peers.col.{each}"): [row["shown"][each] for row in rows] for each in columns},
            t("peers.col.percentile"): [
                None if row["percentile"] is None else round(row["percentile"], 1) for row in rows
            ],
            t("peers.col.n"): [row["peers"] for row in rows],
        },
        strict=False,
    )


# -- side by side ---


@dataclass(frozen=True, slots=True)
class Member:
    """An agency or a region that is compared: its key in the address, its name, and the scope that its numbers have."""

    key: str
    name: str
    scope: Scope


def members(scope: Scope) -> list[Member]:
    """Those that the address names; unknown ones are told. A region's key is its path (福建省/福州市)."""
    found: list[Member] = []
    unknown: list[str] = []
    for key in dict.fromkeys(each for each in (asked("with") or "").split(",") if each):
        member = member_of(key, scope)
        if member is None:
            unknown.append(key[:60])
        elif len(found) < MOST and member.key not in [each.key for each in found]:
            found.append(member)
        elif len(found) >= MOST:
            unknown.append(key[:60])
    if unknown:
        st.warning(t("compare.unknown", key=plain(listed(unknown[:6]))))
    often = Counter(each.name for each in found)  # four cities have a district of one name
    return [each if often[each.name] == 1 else replace(each, name=f"{each.name} ({each.key})") for each in found]


def member_of(key: str, scope: Scope) -> Member | None:
    """An agency by its id or any of its names, or a region by its path; None where there is none, or more than one.

    Of governments, a region's number is its own government's report: what lower ones add up to is not the region.
    """
    pieces = key.split("/")
    for names in ((*pieces, None, None)[:3], (pieces[0], None, pieces[-1])) if len(pieces) <= 3 else ():
        place: dict[str, str | None] = dict(zip(PLACES, names, strict=True))
        found: pl.DataFrame = ask(questions.places, *names)
        lowest = next((each for each in reversed(PLACES) if place[each]), PLACES[0])
        if found.select(PLACES[: PLACES.index(lowest) + 1]).unique().height == 1:
            level = lowest if scope.layer == GOVERNMENTS else scope.level
            there = replace(
                scope, province=place["province"], prefecture=place["prefecture"], county=place["county"], level=level
            )
            return Member(key, "".join(dict.fromkeys(each for each in names if each)), there)
    agency = ask(questions.agency_key, key)
    if agency is None:
        return None
    newest = ask(questions.agency_reports, agency).row(0, named=True)
    alone = Scope(scope.first, scope.last, layer=newest["layer"] or DEPARTMENTS, agency=agency)
    return Member(agency, newest["agency"] or newest["title"] or agency, alone)


def choose(chosen: Sequence[Member]) -> None:
    """A box that finds agencies and places as one types; those chosen are buttons that take themselves away."""
    keys = [each.key for each in chosen]
    with st.container(horizontal=True, vertical_alignment="bottom"):
        for each in chosen:
            st.button(
                each.name, key=f"drop.{each.key}", icon=":material/close:", help=t("compare.drop"),
                on_click=_put, args=([key for key in keys if key != each.key],),
            )  # fmt: skip
    if len(chosen) >= MOST:
        st.caption(t("compare.full", most=MOST))
        return
    typed = st.text_input(t("compare.add"), key="w.add", live=True, placeholder=t("search.hint"), width=460)
    if typed.strip():
        found: pl.DataFrame = ask(questions.names_like, typed.strip()[:60], 8)
        with st.container(horizontal=True):
            for row in found.filter(~pl.col("key").is_in(keys)).iter_rows(named=True):
                st.button(
                    row["name"], key=f"add.{row['key']}", on_click=_add,
                    icon=":material/place:" if row["kind"] == "place" else ":material/account_balance:",
                    args=([*keys, row["key"]],),
                    help=" · ".join(filter(None, (row["province"], row["prefecture"], row["county"]))),
                )  # fmt: skip
        if found.is_empty():
            st.caption(t("search.nothing"))


def _put(keys: Sequence[str]) -> None:
    remember("with", ",".join(keys) or None)


def _add(keys: Sequence[str]) -> None:
    _put(keys)
    st.session_state["w.add"] = ""


def side_by_side(chosen: Sequence[Member], scope: Scope) -> None:
    """One indicator over the years, every indicator in one year; each number with its fraction."""
    if len(chosen) < LEAST:
        st.info(t("compare.start"))
        return
    words = language()
    years = [str(year) for year in range(scope.last, scope.first - 1, -1)]
    with st.container(horizontal=True):
        name = choice(
            "measure", t("measure"), list(INDICATORS), {n: measure(n).text(words) for n in INDICATORS}, width=260
        )
        frames = {each.name: ask(questions.measured, each.scope, INDICATORS) for each in chosen}
        often = Counter(y for each in frames.values() for y in each.drop_nulls("value")["year"].unique())
        told = max(often, key=lambda y: (often[y], y), default=scope.last)  # the newest that most have numbers on
        year = choice("year", t("compare.year"), years, {each: each for each in years}, str(told), width=110)
    wanted = measure(name)
    frame = pl.concat([each.with_columns(name=pl.lit(label)) for label, each in frames.items()])
    drawn = frame.filter(pl.col("measure") == name)
    span = list(range(scope.first, scope.last + 1))
    title = wanted.text(words)
    if drawn["value"].null_count() == drawn.height:
        heading(title, definitions((name,)))
        st.info(t("empty.numbers"))
        other = next(each for each in LAYERS if each != scope.layer)
        label = t("compare.other", layer=t(f"layer.{other}"))
        st.button(label, on_click=remember, args=("layer", None if other == LAYERS[0] else other))
    else:
        picture(
            title, charts.lines(drawn, list(frames), wanted, span), "members", sentence(scope),
            lambda: _members_table(frame.filter(pl.col("measure") == name), (name,)),
            lambda: origin(title, scope, (name,)), help_=definitions((name,)),
        )  # fmt: skip
    heading(t("compare.all", year=year))
    if len({each.scope.layer for each in chosen}) > 1 or len({bool(each.scope.agency) for each in chosen}) > 1:
        st.caption(t("compare.mixed"))
    table(
        _wide(frame.filter(pl.col("year") == int(year)), list(frames)),
        "members",
        origin(t("page.compare"), scope, INDICATORS),
    )


def _members_table(frame: pl.DataFrame, names: Sequence[str]) -> pl.DataFrame:
    rate = any(measure(name).is_rate for name in names)
    return frame.sort("name", "year").select(
        pl.col("year").alias(t("col.year")), pl.col("name").alias(t("col.name")),
        (pl.col("value") * (100 if rate else 1)).round(4).alias(t("col.value") + (" %" if rate else "")),
        pl.col("above").alias(t("col.above")), pl.col("below").alias(t("col.below")),
        pl.col("reports").alias(t("col.reports")),
    )  # fmt: skip


def _wide(frame: pl.DataFrame, members_: Sequence[str]) -> pl.DataFrame:
    """Indicators down, members across: each value with its fraction where it is a rate."""
    cells = {(row["measure"], row["name"]): row for row in frame.iter_rows(named=True)}

    def text(name: str, member: str) -> str:
        row = cells.get((name, member))
        if row is None or row["value"] is None:
            return NONE
        shown = charts.shown(measure(name), row["value"])
        return f"{shown} ({short(row['above'])} ÷ {short(row['below'])})" if measure(name).is_rate else shown

    return pl.DataFrame({
        t("col.measure"): [measure(name).text(language()) for name in INDICATORS],
        **{member: [text(name, member) for name in INDICATORS] for member in members_},
    })  # fmt: skip
