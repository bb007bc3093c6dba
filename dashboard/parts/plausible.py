"""Sections of the page on what is plausible: questions and never verdicts, each with its method."""

import polars as pl
import streamlit as st

from dashboard.data import EVERY, ask, ask_afresh
from dashboard.parts.report import Shown
from dashboard.widgets.findings import source_links
from dashboard.widgets.page_head import Opened, choice, heading
from dashboard.widgets.provenance import origin
from dashboard.widgets.table import LOADED, agency_column, long_table
from dashboard.words import exact, language, phrase
from forms import TOTAL, figures, is_by_applicant
from forms.plausible import doubts, looked_at
from warehouse import questions

_ALL = "all"


def methods() -> None:
    """Say how each kind of question is found."""
    words = language()
    looked = "、" if words == "zh" else "; "
    named = looked.join(figures()[each].brief(words) for each in looked_at())
    with st.expander(phrase("plausible.methods"), icon=":material/help:"):
        st.markdown(phrase("plausible.looked_at", figures=named))
        st.markdown("\n".join(f"- **{each.text(words)}** — {each.method(words)}" for each in doubts().values()))


def counts(opened: Opened) -> pl.DataFrame:
    """Show how many figures are worth each kind of question; returns (kind, figures, reports)."""
    st.info(phrase("plausible.note"), icon=":material/info:")
    frame: pl.DataFrame = ask(questions.doubt_counts, opened.scope)
    found = {kind: (figures_, reports) for kind, figures_, reports in frame.iter_rows()}
    columns = st.columns(len(doubts()))
    for column, each in zip(columns, doubts().values(), strict=True):
        with column.container(border=True, height="stretch"):
            number, reports = found.get(each.id, (0, 0))
            st.metric(each.text(language()), exact(number))
            st.caption(phrase("plausible.in_reports", n=reports))
    return frame


def questions_raised(opened: Opened, counted: pl.DataFrame) -> None:
    """List the figures with what makes them worth a question, by year and agency."""
    heading(phrase("plausible.list"))
    names = {_ALL: phrase("scope.all"), **{each.id: each.text(language()) for each in doubts().values()}}
    kind = choice("doubt", phrase("plausible.kind"), list(names), names, width=240)
    of = counted if kind == _ALL else counted.filter(pl.col("kind") == kind)
    number = int(of["figures"].sum())
    if not number:
        st.info(phrase("plausible.none"))
        return
    wanted = None if kind == _ALL else kind
    frame: pl.DataFrame = ask(questions.doubt_list, opened.scope, wanted, LOADED)
    everything = ask_afresh(questions.doubt_list, opened.scope, wanted, EVERY)
    long_table(frame, number, everything, _listed, "doubts", origin(phrase("plausible.list"), opened.scope))


def of_report(report: Shown) -> None:
    """Show what of one report is worth a question."""
    frame: pl.DataFrame = ask(questions.report_doubts, report.id)
    if frame.is_empty():
        return
    heading(phrase("plausible.of_report"), phrase("plausible.note"))
    colon = "：" if language() == "zh" else ": "
    lines = [f"{figures()[row['figure']].brief(language())}{colon}{_why(row)}" for row in frame.iter_rows(named=True)]
    st.markdown("\n".join(f"- {each}" for each in lines))


def _listed(frame: pl.DataFrame) -> pl.DataFrame:
    words = language()
    applicants = {each: TOTAL if is_by_applicant(each) else None for each in frame["figure"].unique()}
    kinds = {each.id: each.text(words) for each in doubts().values()}
    where = frame.with_columns(applicant=pl.col("figure").replace_strict(applicants, return_dtype=pl.String))
    why = [_why(row) for row in frame.iter_rows(named=True)]
    return frame.select(
        pl.col("year").alias(phrase("col.year")),
        agency_column(frame),
        pl.col("figure").replace({f: d.brief(words) for f, d in figures().items()}).alias(phrase("col.figure")),
        pl.col("value").alias(phrase("col.value")),
        pl.Series(phrase("plausible.why"), why, dtype=pl.String),
        source_links(where),
        pl.col("kind").replace_strict(kinds).alias(phrase("plausible.kind")),
    )


def _why(row: dict[str, object]) -> str:
    """What makes a figure worth a question, in a sentence."""
    value, usual = (None if row[each] is None else exact(float(str(row[each]))) for each in ("value", "usual"))
    return phrase(f"plausible.{row['kind']}", value=value, usual=usual, number=row["reports"])
