"""Sections of the agency page: its figures over the years, each linked to its source, and its reports."""

from collections.abc import Mapping
from typing import Any

import polars as pl
import streamlit as st

from dashboard.address import asked, link, links, remember
from dashboard.contents import MEASURES
from dashboard.data import ask, ask_afresh
from dashboard.parts.punctuality import name as punctuality_name
from dashboard.scope import of_agency
from dashboard.widgets.findings import findings_table
from dashboard.widgets.page_head import Opened, heading, page_link
from dashboard.widgets.printing import on_paper
from dashboard.widgets.provenance import origin
from dashboard.widgets.table import downloads, table
from dashboard.words import (
    NONE,
    agency_said,
    boxed_agency,
    exact,
    kind_name,
    language,
    level_name,
    listed,
    phrase,
    place_name,
    plain,
    unit_name,
)
from forms import figures, groups, is_by_applicant
from warehouse import questions
from warehouse.punctuality import PUNCTUALITY
from warehouse.scope import Scope

_NAMES = ("agency_id", "agency", "first_year", "last_year", "reports", "part_of", "part_of_since")
_LISTED = 200  # names offered in the select box; the search page finds all others


def pick(scope: Scope) -> str | None:
    """Show a select box of the scope's agencies; returns the key of the one in the URL or the first, None if none."""
    listed_ = ask(questions.agencies, scope, _LISTED)
    names = {key: boxed_agency(name) for key, name in listed_.select("key", "agency").iter_rows()}
    wanted = asked("agency")
    key = None if wanted is None else wanted if wanted in names else ask(questions.agency_key, wanted)
    if key is not None and key not in names:  # a linked agency outside the scope is still shown
        names = {key: boxed_agency(ask(questions.agency_reports, key)["agency"][0] or str(wanted)), **names}
    if wanted is not None and key is None:
        st.warning(phrase("agency.unknown", name=plain(wanted[:60])))
        page_link("search", phrase("agency.search"), icon=":material/search:", q=wanted[:60])
        return None
    if not names:
        st.info(phrase("agency.none"))
        return None
    chosen = key or next(iter(names))
    remember("agency", chosen)
    st.session_state["w.agency"] = chosen
    with st.container(horizontal=True, vertical_alignment="bottom"):
        st.selectbox(
            phrase("agency.pick"), list(names), format_func=names.__getitem__, key="w.agency", width=460,
            on_change=lambda: remember("agency", st.session_state["w.agency"]),
        )  # fmt: skip
        page_link("search", phrase("agency.search"), icon=":material/search:")
    return chosen


def own(agency: str, scope: Scope) -> Opened:
    """Return a scope of this agency alone over the chosen years, in the layer of its newest report."""
    alone = of_agency(agency, scope)
    return Opened(alone, ask(questions.coverage, alone).filter(pl.col("reports") > 0), MEASURES["overview"])


def who(agency: str) -> None:
    """Show place, type, level and layer from the newest report, superior agency, missing years and report counts."""
    newest = ask(questions.agency_reports, agency).row(0, named=True)
    heading(plain(agency_said(newest["agency"])))
    places = dict.fromkeys(filter(None, (newest[each] for each in ("province", "prefecture", "county"))))
    place = (", " if language() == "en" else "").join(map(place_name, places))
    st.markdown(
        phrase(
            "agency.place", place=plain(place or phrase("compare.unnamed")), kind=kind_name(newest["agency_type"]),
            level=level_name(newest["level"]),
        )
    )  # fmt: skip
    if newest["layer"]:
        layer = "zone" if newest["agency_type"] == "development_zone" else newest["layer"]
        st.caption(phrase(f"agency.layer.{layer}"))
    if newest["superior"]:
        st.caption(phrase("agency.superior", name=plain(newest["superior"])))
    reports: pl.DataFrame = ask(questions.agency_reports, agency).filter(pl.col("superseded_by").is_null())
    years = set(reports["year"].drop_nulls())
    if gaps := [str(year) for year in range(min(years, default=0), max(years, default=0)) if year not in years]:
        st.caption(phrase("agency.gaps", years=listed(gaps)))
    with st.container(horizontal=True):
        st.caption(phrase("agency.counts", reports=reports.height, broken=int(reports["broken"].sum())))
        page_link("compare", phrase("agency.compare"), icon=":material/compare_arrows:", **{"with": agency})


def names(agency: str) -> None:
    """Show the agency's names, predecessors and successors, and the download of the names of all agencies."""
    known: pl.DataFrame = ask(questions.agency_names, agency)
    others: pl.DataFrame = ask(questions.agency_successions, agency)
    if known.is_empty():
        return  # an unidentified agency has no id and therefore no names
    heading(phrase("agency.names"))
    lines = [
        phrase("agency.name", **row | {"agency": plain(agency_said(row["agency"]))})
        for row in known.iter_rows(named=True)
    ]
    for row in others.iter_rows(named=True):
        way = "took" if row["ended"] else "went"
        words = phrase(f"agency.{way}.{row['kind']}", name=plain(agency_said(row["agency"])), year=row["first_year"])
        lines.append(f"[{words}]({link('agency', agency=row['key'])})")
    st.markdown("\n".join(f"- {line}" for line in lines))
    st.caption(phrase("agency.names.note", id=plain(agency)))
    every, labels = ask_afresh(questions.every_name), {column: phrase(f"names.{column}") for column in _NAMES}
    downloads(lambda: every().rename(labels), "names", origin(phrase("agency.names"), None))


def figures_by_year(agency: str) -> None:
    """Show every figure by year, each number linked to its source line. A blank is a dash, not a zero."""
    facts: pl.DataFrame = ask(questions.agency_facts, agency, tuple(figures()))
    years = sorted(facts["year"].drop_nulls().unique().to_list())
    twins = facts.group_by("year").agg(pl.col("report_id").n_unique() > 1).filter("report_id")["year"].to_list()
    if twins:  # several current reports on one year: their numbers cannot be attributed
        st.warning(phrase("agency.twins", years=listed(str(year) for year in sorted(twins))))
    by_figure: dict[str, dict[int, Mapping[str, Any]]] = {}
    for row in facts.filter(~pl.col("year").is_in(twins)).iter_rows(named=True):
        by_figure.setdefault(row["figure"], {})[row["year"]] = row
    order = [figure for figure in figures() if figure in by_figure]
    label = phrase("col.figure")
    labels = [_label(figure) for figure in order]
    base = link("report")
    base += "&" if "=" in base else ""
    linked = pl.DataFrame(
        {label: labels, **{str(y): [_linked(base, by_figure[figure].get(y)) for figure in order] for y in years}}
    )
    files = pl.DataFrame(
        {
            label: labels,
            **{
                str(y): pl.Series([_value(by_figure[figure].get(y)) for figure in order], dtype=pl.Float64)
                for y in years
            },
        }
    )
    heading(phrase("agency.figures"))
    config = {str(year): st.column_config.LinkColumn(display_text=r"#(.*)$") for year in years}
    st.dataframe(linked, column_config=config, hide_index=True, key="table.agency", height=420, placeholder=NONE)
    on_paper(linked.with_columns(pl.col(map(str, years)).cast(pl.String).str.replace(r"^[^#]*#", "")))
    downloads(lambda: files, "agency", origin(phrase("page.agency"), None))


def _label(figure: str) -> str:
    declared = figures()[figure]
    above_it = declared.row.groups[-1:]
    above = "".join(f"{groups()[group].label.brief(language())} · " for group in above_it if group != "results")
    unit = f" ({unit_name(declared.unit)})" if declared.money else ""
    return above + declared.brief(language()) + unit


def _value(fact: Mapping[str, Any] | None) -> float | None:
    """Return the number for a download, with money in 万元; None for a non-zero amount printed without a unit."""
    value: float | None = fact["value"] if fact else None
    if not fact or not value or not figures()[fact["figure"]].money:
        return value
    return value / 10_000 if fact["unit"] == "元" else value if fact["unit"] else None


def _linked(base: str, fact: Mapping[str, Any] | None) -> str | None:
    if fact is None:
        return None
    applicant = "&applicant=total" if is_by_applicant(fact["figure"]) else ""
    is_unsure = fact["value"] and figures()[fact["figure"]].money and not fact["unit"]
    shown = f"{exact(fact['value'])} ({phrase('agency.unit')})" if is_unsure else exact(_value(fact))
    return f"{base}report={fact['report_id']}&figure={fact['figure']}{applicant}#{shown}"


def its_reports(agency: str) -> None:
    """Show the agency's reports with their numbers of findings."""
    reports: pl.DataFrame = ask(questions.agency_reports, agency)
    heading(phrase("agency.reports"))
    kinds = {each: punctuality_name(each) for each in PUNCTUALITY}
    shown = reports.select(
        pl.col("year").alias(phrase("col.year")),
        pl.col("title").alias(phrase("col.title")),
        pl.col("form").cast(pl.String).alias(phrase("col.form")),
        pl.col("published_on").alias(phrase("col.published_on")),
        pl.col("punctuality").replace_strict(kinds).alias(phrase("page.punctuality")),
        pl.col("broken").alias(phrase("col.findings")),
        pl.col("untestable").alias(phrase("col.untestable")),
        pl.Series(phrase("col.source"), links("report", "report", reports["report_id"])),
    )
    table(shown, "reports", origin(phrase("agency.reports"), None))


def its_findings(agency: str) -> None:
    """Show the broken checks of the agency's reports, each linked to its source line."""
    frame: pl.DataFrame = ask(questions.agency_findings, agency)
    heading(phrase("agency.findings", n=frame.height))
    if frame.is_empty():
        untested = int(ask(questions.agency_reports, agency)["untestable"].sum())
        if untested:
            st.info(phrase("agency.untested", n=f"{untested:,}"))
        else:
            st.success(phrase("report.nofindings"))
        return
    table(findings_table(frame), "agency-findings", origin(phrase("page.agency"), None))
