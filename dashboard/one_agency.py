"""Parts of the page on one agency: its figures over the years, each a link to its source, and its reports."""

from collections.abc import Mapping, Sequence
from typing import Any

import polars as pl
import streamlit as st

from dashboard import charts, parts
from dashboard.data import ask, ask_afresh
from dashboard.scope import link, remember
from dashboard.words import NONE, kind_name, language, level_name, short, t, unit_name
from forms import figures, form
from forms.measures import measures
from warehouse import questions
from warehouse.scope import Scope

_NAMES = ("agency_id", "agency", "first_year", "last_year", "reports", "part_of", "part_of_since")


def pick(scope: Scope) -> str | None:
    """The agency in the address, or the first of the scope; a box to choose another."""
    names: dict[str, str] = dict(ask(questions.agencies, scope).select("key", "agency").iter_rows())
    asked = st.query_params.get("agency")
    key = None if asked is None else asked if asked in names else ask(questions.agency_key, asked)
    if key is not None and key not in names:  # a link to an agency outside the scope still shows it
        names = {key: ask(questions.agency_reports, key)["agency"][0] or str(asked), **names}
    if not names:
        st.info(t("agency.none"))
        return None
    if asked is not None and key is None:
        st.warning(t("agency.unknown", name=asked[:60]))
    st.session_state["w.agency"] = key or next(iter(names))
    return st.selectbox(
        t("agency.pick"), list(names), format_func=names.__getitem__, key="w.agency",
        on_change=lambda: remember("agency", st.session_state["w.agency"]),
    )  # fmt: skip


def who(agency: str) -> None:
    """Place, kind, level and layer from the newest report; the agency above it in a vertical line."""
    newest = ask(questions.agency_reports, agency).row(0, named=True)
    place = "".join(dict.fromkeys(newest[each] or "" for each in ("province", "prefecture", "county")))
    st.markdown(
        t(
            "agency.place", place=place or t("compare.unnamed"), kind=kind_name(newest["agency_type"]),
            level=level_name(newest["level"]),
        )
    )  # fmt: skip
    if newest["layer"]:
        layer = "zone" if newest["agency_type"] == "development_zone" else newest["layer"]
        st.caption(t(f"agency.layer.{layer}"))
    if newest["superior"]:
        st.caption(t("agency.superior", name=newest["superior"]))


def names(agency: str) -> None:
    """Every name that it reported under, what became a part of it or it of what; the table of all names."""
    known: pl.DataFrame = ask(questions.agency_names, agency)
    others: pl.DataFrame = ask(questions.agency_successions, agency)
    if known.is_empty():
        return  # an agency that could not be told has no id and no names of its own
    parts.heading(t("agency.names"))
    lines = [t("agency.name", **row) for row in known.iter_rows(named=True)]
    for row in others.iter_rows(named=True):
        way = "took" if row["ended"] else "went"
        words = t(f"agency.{way}.{row['kind']}", name=row["agency"], year=row["first_year"])
        lines.append(f"[{words}]({link('agency', agency=row['key'])})")
    st.markdown("\n".join(f"- {line}" for line in lines))
    st.caption(t("agency.names.note", id=agency))
    every, labels = ask_afresh(questions.every_name), {column: t(f"names.{column}") for column in _NAMES}
    parts.downloads(lambda: every().rename(labels), "names")


def over_the_years(agency: str) -> None:
    """Applications, and decisions, by year."""
    left, right = st.columns(2)
    with left:
        _trend(agency, ("received", "processed"))
    with right:
        _trend(agency, ("licensing", "penalties"))


def _trend(agency: str, names: Sequence[str]) -> None:
    wanted = [measures()[name] for name in names]
    facts: pl.DataFrame = ask(questions.agency_facts, agency, tuple(measure.of[0] for measure in wanted))
    ids = {measure.of[0]: measure.id for measure in wanted}
    frame = facts.with_columns(
        measure=pl.col("figure").replace_strict(ids), reports=pl.col("value").is_not_null().cast(pl.Int32),
        asked=pl.lit(1),
    )  # fmt: skip
    words = language()
    parts.heading(("、" if words == "zh" else ", ").join(m.text(words) for m in wanted))
    years = frame["year"].drop_nulls().to_list()
    if not years or frame["value"].null_count() == frame.height:
        st.info(t("empty.numbers"))
        return
    span = list(range(min(years), max(years) + 1))
    parts.chart(charts.trend(frame, wanted, span, words), f"agency.{'.'.join(names)}")


def figures_by_year(agency: str) -> None:
    """Every figure in every year; each number links to the line it came from. A blank is a dash, not a zero."""
    facts: pl.DataFrame = ask(questions.agency_facts, agency, tuple(figures()))
    years = sorted(facts["year"].drop_nulls().unique().to_list())
    by_figure: dict[str, dict[int, Mapping[str, Any]]] = {}
    for row in facts.iter_rows(named=True):
        by_figure.setdefault(row["figure"], {})[row["year"]] = row
    order = [figure for figure in figures() if figure in by_figure]
    label = t("col.figure")
    names = [_label(figure) for figure in order]
    linked = pl.DataFrame(
        {label: names, **{str(y): [_linked(by_figure[figure].get(y)) for figure in order] for y in years}}
    )
    plain = pl.DataFrame(
        {
            label: names,
            **{
                str(y): pl.Series([_value(by_figure[figure].get(y)) for figure in order], dtype=pl.Float64)
                for y in years
            },
        }
    )
    parts.heading(t("agency.figures"))
    config = {str(year): st.column_config.LinkColumn(display_text=r"#(.*)$") for year in years}
    st.dataframe(linked, column_config=config, hide_index=True, key="table.agency", height=420, placeholder=NONE)
    parts.downloads(lambda: plain, "agency")


def _label(figure: str) -> str:
    declared = figures()[figure]
    groups = declared.row.groups[-1:] if declared.table == "applications" else ()
    above = "".join(f"{form(2021).groups[group].label.brief(language())} · " for group in groups if group != "results")
    return above + declared.brief(language())


def _value(fact: Mapping[str, Any] | None) -> float | None:
    return None if fact is None else fact["value"]


def _linked(fact: Mapping[str, Any] | None) -> str | None:
    if fact is None:
        return None
    applicant = {"applicant": "total"} if fact["figure"].startswith("applications.") else {}
    shown = short(fact["value"]) + (f" {unit_name(fact['unit'])}" if fact["unit"] in ("元", "万元") else "")
    return f"{link('report', report=fact['report_id'], figure=fact['figure'], **applicant)}#{shown}"


def its_reports(agency: str) -> None:
    """The agency's reports with how much in them does not agree."""
    reports: pl.DataFrame = ask(questions.agency_reports, agency)
    parts.heading(t("agency.reports"))
    shown = reports.select(
        pl.col("year").alias(t("col.year")),
        pl.col("title").alias(t("col.title")),
        pl.col("form").alias(t("col.form")),
        pl.col("published_on").alias(t("col.published_on")),
        pl.col("broken").alias(t("col.findings")),
        pl.col("untestable").alias(t("col.untestable")),
        pl.Series(t("col.source"), [link("report", report=each) for each in reports["report_id"]]),
    )
    parts.table(shown, "reports")
