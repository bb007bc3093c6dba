"""One agency among its peers, and two to six agencies or places side by side."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

import polars as pl
import streamlit as st

from dashboard.address import asked, link, remember
from dashboard.contents import MEASURES
from dashboard.data import ask
from dashboard.draw import canvas, charts
from dashboard.draw import members as by_member
from dashboard.parts import opening_words
from dashboard.parts.trends import comparison, definitions
from dashboard.scope import MOST_MEMBERS, Member, member_of, sentence
from dashboard.widgets.chart import chart_with_files
from dashboard.widgets.page_head import Opened, choice, heading
from dashboard.widgets.provenance import origin
from dashboard.widgets.table import table
from dashboard.words import NONE, language, listed, phrase, plain, short
from forms.measures import Measure, measure
from warehouse import questions
from warehouse.scope import LAYERS, Scope

INDICATORS = MEASURES["compare"]
LEAST = 2
FEW = 5  # with fewer peers a percentile is not meaningful: only the table is shown
COUNTRY, PROVINCE = "country", "province"


# -- one agency among its peers ---


def compared(opened: Opened, names: Sequence[str]) -> None:
    """Show a page's measures across its scope; where that is one agency, the agency among its peers."""
    if opened.scope.agency is not None:
        among_peers(opened.scope.agency, opened, names)
    else:
        comparison(opened, names)


def among_peers(agency: str, own: Opened, names: Sequence[str] = INDICATORS) -> None:
    """Show the agency's percentile and the peers' distribution for each indicator, with the number of peers."""
    heading(phrase("peers"), phrase("peers.help"))
    if not own.years:
        st.info(phrase("empty.numbers"))
        return
    years = [str(year) for year in reversed(own.years) if year in own.agencies]
    with st.container(horizontal=True):
        where = choice(
            "peers",
            phrase("peers.where"),
            [PROVINCE, COUNTRY],
            {each: phrase(f"peers.{each}") for each in (PROVINCE, COUNTRY)},
        )
        year = int(choice("year", phrase("compare.year"), years, {each: each for each in years}, width=110))
    frame: pl.DataFrame = ask(questions.peers, agency, year, tuple(names), where == COUNTRY)
    found = {row["measure"]: row for row in frame.iter_rows(named=True)}
    rows = [_among(measure(name), found[name]) for name in names if found[name]["value"] is not None]
    ranked = [row for row in rows if row["percentile"] is not None]
    if not ranked:
        st.info(phrase("peers.none"))
    elif max(row["peers"] for row in ranked) < FEW:
        st.info(phrase("peers.few", n=FEW))
        if where == PROVINCE:
            st.button(phrase("peers.widen"), on_click=remember, args=("peers", COUNTRY))
    else:
        title = phrase("peers.title", year=year)
        chart_with_files(
            title, charts.spread(ranked), "peers", phrase(f"peers.{where}"), lambda: _peer_table(rows),
            lambda: origin(title, None, names), help_=phrase("peers.chart.help"),
        )  # fmt: skip
    with st.expander(phrase("peers.table")):
        table(_peer_table(rows), "peers", origin(phrase("peers"), None, names))
        others: pl.DataFrame = ask(questions.peer_names, agency, year, where == COUNTRY)
        if others.height:
            st.caption(phrase("peers.who", n=others.height))
            links = (f"[{plain(name)}]({link('agency', agency=key)})" for key, name in others.iter_rows() if name)
            st.markdown(" · ".join(links))


def _among(indicator: Measure, row: Mapping[str, Any]) -> dict[str, Any]:
    """Return one indicator's row for the chart and the table."""
    shown = {
        each: canvas.shown(indicator, row[each])
        for each in ("value", "least", "quarter", "median", "three_quarters", "most")
    }
    hover = phrase("peers.hover", n=row["peers"], **shown)
    if row["percentile"] is not None:
        hover = f"{phrase('peers.at', percentile=round(row['percentile']))}<br>{hover}"
    return {
        **row,
        "label": f"{indicator.text(language())} (n={row['peers']})",
        "shown": shown,
        "hover": hover,
        "rate": indicator.is_rate,
    }


def _peer_table(rows: Sequence[Mapping[str, Any]]) -> pl.DataFrame:
    columns = ("value", "least", "quarter", "median", "three_quarters", "most")
    return pl.DataFrame(
        {
            phrase("col.measure"): [row["label"] for row in rows],
            **{phrase(f"peers.col.{each}"): [row["shown"][each] for row in rows] for each in columns},
            phrase("peers.col.percentile"): [
                None if row["percentile"] is None else round(row["percentile"], 1) for row in rows
            ],
            phrase("peers.col.n"): [row["peers"] for row in rows],
        },
        strict=False,
    )


# -- side by side ---


def members(scope: Scope) -> list[Member]:
    """Return the members named in the URL, warning about unknown ones. A place's key is its path (福建省/福州市)."""
    chosen: list[Member] = []
    unknown: list[str] = []
    for key in dict.fromkeys(each for each in (asked("with") or "").split(",") if each):
        member = member_of(key, scope)
        if member is None:
            unknown.append(key[:60])
        elif len(chosen) < MOST_MEMBERS and member.key not in [each.key for each in chosen]:
            chosen.append(member)
        elif len(chosen) >= MOST_MEMBERS:
            unknown.append(key[:60])
    if unknown:
        st.warning(phrase("compare.unknown", key=plain(listed(unknown[:6]))))
    often = Counter(each.name for each in chosen)  # districts of different cities may share a name
    return [each if often[each.name] == 1 else replace(each, name=f"{each.name} ({each.key})") for each in chosen]


def choose(chosen: Sequence[Member]) -> None:
    """Show a search box for agencies and places, and a button for each chosen one that removes it."""
    keys = [each.key for each in chosen]
    with st.container(horizontal=True, vertical_alignment="bottom"):
        for each in chosen:
            st.button(
                plain(each.name), key=f"drop.{each.key}", icon=":material/close:", help=phrase("compare.drop"),
                on_click=_put, args=([key for key in keys if key != each.key],),
            )  # fmt: skip
    if len(chosen) >= MOST_MEMBERS:
        st.caption(phrase("compare.full", most=MOST_MEMBERS))
        return
    typed = st.text_input(phrase("compare.add"), key="w.add", live=True, placeholder=phrase("search.hint"), width=460)
    if typed.strip():
        names: pl.DataFrame = ask(questions.names_like, typed.strip()[:60], 8)
        with st.container(horizontal=True):
            for row in names.filter(~pl.col("key").is_in(keys)).iter_rows(named=True):
                st.button(
                    plain(row["name"]), key=f"add.{row['key']}", on_click=_add,
                    icon=":material/place:" if row["kind"] == "place" else ":material/account_balance:",
                    args=([*keys, row["key"]],),
                    help=plain(" · ".join(filter(None, (row["province"], row["prefecture"], row["county"])))),
                )  # fmt: skip
        if names.is_empty():
            st.caption(phrase("search.nothing"))


def _put(keys: Sequence[str]) -> None:
    remember("with", ",".join(keys) or None)


def _add(keys: Sequence[str]) -> None:
    _put(keys)
    st.session_state["w.add"] = ""


def side_by_side(chosen: Sequence[Member], scope: Scope) -> None:
    """Show one indicator over the years and all indicators in one year; rates with their fractions."""
    if len(chosen) < LEAST:
        st.info(phrase("compare.start"))
        return
    words = language()
    years = [str(year) for year in range(scope.last, scope.first - 1, -1)]
    with st.container(horizontal=True):
        name = choice(
            "measure", phrase("measure"), list(INDICATORS), {n: measure(n).text(words) for n in INDICATORS}, width=260
        )
        frames = {each.name: ask(questions.measured, each.scope, INDICATORS) for each in chosen}
        often = Counter(y for each in frames.values() for y in each.drop_nulls("value")["year"].unique())
        # the year with most members' numbers, of several the newest
        fullest = max(often, key=lambda y: (often[y], y), default=scope.last)
        year = choice("year", phrase("compare.year"), years, {each: each for each in years}, str(fullest), width=110)
    wanted = measure(name)
    frame = pl.concat([each.with_columns(name=pl.lit(label)) for label, each in frames.items()])
    drawn = frame.filter(pl.col("measure") == name)
    span = list(range(scope.first, scope.last + 1))
    title = wanted.text(words)
    opening_words.of_members(wanted, drawn, chosen, int(year))
    if drawn["value"].null_count() == drawn.height:
        heading(title, definitions((name,)))
        st.info(phrase("empty.numbers"))
        other = next(each for each in LAYERS if each != scope.layer)
        label = phrase("compare.other", layer=phrase(f"layer.{other}"))
        st.button(label, on_click=remember, args=("layer", None if other == LAYERS[0] else other))
    else:
        chart_with_files(
            title, by_member.lines(drawn, list(frames), wanted, span, _same_agencies(chosen, name)), "members",
            sentence(scope),
            lambda: _members_table(frame.filter(pl.col("measure") == name), (name,)),
            lambda: origin(title, scope, (name,)), help_=definitions((name,)),
        )  # fmt: skip
    heading(phrase("compare.all", year=year))
    if len({each.scope.layer for each in chosen}) > 1 or len({bool(each.scope.agency) for each in chosen}) > 1:
        st.caption(phrase("compare.mixed"))
    table(
        _wide(frame.filter(pl.col("year") == int(year)), list(frames)),
        "members",
        origin(phrase("page.compare"), scope, INDICATORS),
    )


def _same_agencies(chosen: Sequence[Member], name: str) -> pl.DataFrame:
    """Return `questions.like_for_like` of each member, under its name."""
    return pl.concat(
        [ask(questions.like_for_like, each.scope, (name,)).with_columns(name=pl.lit(each.name)) for each in chosen]
    )


def _members_table(frame: pl.DataFrame, names: Sequence[str]) -> pl.DataFrame:
    rate = any(measure(name).is_rate for name in names)
    return frame.sort("name", "year").select(
        pl.col("year").alias(phrase("col.year")), pl.col("name").alias(phrase("col.name")),
        (pl.col("value") * (100 if rate else 1)).round(4).alias(phrase("col.value") + (" %" if rate else "")),
        pl.col("above").alias(phrase("col.above")), pl.col("below").alias(phrase("col.below")),
        pl.col("reports").alias(phrase("col.reports")),
    )  # fmt: skip


def _wide(frame: pl.DataFrame, members_: Sequence[str]) -> pl.DataFrame:
    """Return a table with a row per indicator and a column per member; rates with their fractions."""
    cells = {(row["measure"], row["name"]): row for row in frame.iter_rows(named=True)}

    def text(name: str, member: str) -> str:
        row = cells.get((name, member))
        if row is None or row["value"] is None:
            return NONE
        shown = canvas.shown(measure(name), row["value"])
        return f"{shown} ({short(row['above'])} ÷ {short(row['below'])})" if measure(name).is_rate else shown

    return pl.DataFrame({
        phrase("col.measure"): [measure(name).text(language()) for name in INDICATORS],
        **{member: [text(name, member) for name in INDICATORS] for member in members_},
    })  # fmt: skip
