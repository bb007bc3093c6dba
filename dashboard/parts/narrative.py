"""What the text of reports says, beside what their tables count; the problems that part five names."""

import polars as pl
import streamlit as st

from dashboard.address import link_upto
from dashboard.data import EVERY, ask, ask_afresh
from dashboard.parts.report import Shown
from dashboard.widgets.findings import applicant_names
from dashboard.widgets.page_head import Opened, choice, heading
from dashboard.widgets.provenance import origin
from dashboard.widgets.table import LOADED, agency_column, long_table, table
from dashboard.words import language, phrase
from forms.claims import claim_words, claims, problems
from ingest.narrative.compared import AGREE, DIFFER, PROBLEM, VERDICTS
from warehouse import questions


def of_report(report: Shown) -> None:
    """Show every number that the report's text states beside the table's, and the problems that it names."""
    frame: pl.DataFrame = ask(questions.report_claims, report.id)
    if frame.is_empty():
        return
    heading(phrase("narrative.of_report"), phrase("narrative.help"))
    counts = dict(frame["verdict"].value_counts().iter_rows())
    st.caption(phrase("narrative.count", n=counts.get(AGREE, 0), differ=counts.get(DIFFER, 0)))
    table(stated(frame), "narrative", origin(phrase("narrative.of_report"), None))


def of_scope(opened: Opened) -> None:
    """Show how often text and table agree, by what the text speaks of, and the list of what it states."""
    heading(phrase("narrative.of_scope"), phrase("narrative.help"))
    tallies: pl.DataFrame = ask(questions.claim_tallies, opened.scope)
    if tallies.is_empty():
        st.info(phrase("narrative.none"))
        return
    verdicts = {each: phrase(f"narrative.{each}") for each in VERDICTS}
    by_figure = tallies.select(
        pl.col("figure").replace(labels()).alias(phrase("col.figure")),
        *(pl.col(each).alias(name) for each, name in verdicts.items()),
        pl.col("reports").alias(phrase("col.reports")),
    )
    table(by_figure, "narrative-tallies", origin(phrase("narrative.of_scope"), opened.scope))
    shown = choice("said", phrase("col.verdict"), [DIFFER, *(v for v in VERDICTS if v != DIFFER)], verdicts, width=200)
    rows = int(tallies[shown].sum())
    if not rows:
        st.info(phrase("narrative.none_such"))
        return
    frame: pl.DataFrame = ask(questions.claims, opened.scope, shown, None, LOADED)
    everything = ask_afresh(questions.claims, opened.scope, shown, None, EVERY)
    long_table(frame, rows, everything, stated, "narrative-list", origin(phrase("narrative.of_scope"), opened.scope))


def stated(frame: pl.DataFrame) -> pl.DataFrame:
    """Return rows of the view `claims` in the reader's words, each with a link to its line."""
    source = pl.concat_str(pl.lit(link_upto("report", "report")), "report_id", pl.lit("&line="), "line")
    whose: list[pl.Expr | pl.Series] = []
    if "year" in frame.columns:
        whose = [pl.col("year").alias(phrase("col.year")), agency_column(frame)]
    return frame.select(
        *whose,
        pl.col("figure").replace(labels()).alias(phrase("col.figure")),
        pl.col("applicant").replace(whose_or_where()).alias(phrase("col.applicant")),
        pl.col("value").alias(phrase("narrative.value")),
        pl.col("counted").alias(phrase("narrative.counted")),
        pl.col("verdict")
        .replace_strict({each: phrase(f"narrative.{each}") for each in VERDICTS})
        .alias(phrase("col.verdict")),
        source.alias(phrase("col.source")),
        pl.col("passage").alias(phrase("col.passage")),
        pl.col("line").alias(phrase("col.line")),
    )


def whose_or_where() -> dict[str, str]:
    """What a claim may be narrowed to, by its id: an applicant, or the channel of what is published."""
    return applicant_names() | {
        each: phrase(f"narrative.{each}") for each in ("organisations", *claim_words()["channels"])
    }


def labels() -> dict[str, str]:
    """What a claim may be about, by its id, in the reader's language."""
    words = language()
    kinds = {f"{PROBLEM}{each.id}": phrase("narrative.problem", kind=each.text(words)) for each in problems().values()}
    return {each.id: each.text(words) for each in claims().values()} | kinds
