"""Findings as a table: broken and untestable checks in the user's language, each with its source line."""

import polars as pl

from dashboard.address import link
from dashboard.widgets.table import agency_column
from dashboard.words import language, phrase
from forms import CHECKS, applicants, figures, reading_checks


def check_names() -> dict[str, str]:
    """Return the names of all checks, of arithmetic and of reading, in the user's language, by id."""
    return {each.id: each.text(language()) for each in (*reading_checks().values(), *CHECKS.values())}


def applicant_names() -> dict[str, str]:
    return {name: column.label.text(language()) for name, column in applicants().items()}


def source_links(frame: pl.DataFrame) -> pl.Series:
    """Return for each row (report_id, figure, applicant) the link to its source line."""
    links = [
        link("report", report=row["report_id"], figure=row["figure"], applicant=row["applicant"])
        for row in frame.iter_rows(named=True)
    ]
    return pl.Series(phrase("col.source"), links, dtype=pl.String)


def findings_table(frame: pl.DataFrame) -> pl.DataFrame:
    """Return findings with names instead of ids, each with a link to its source line.

    What a reader compares (printed, to agree, the source) is before what is long.
    """
    words = language()
    verdicts = {"broken": phrase("col.broken"), "untestable": phrase("col.untestable")}
    names = {figure: declared.brief(words) for figure, declared in figures().items()}
    whose: list[pl.Expr | pl.Series] = []
    if "year" in frame.columns:
        whose = [pl.col("year").alias(phrase("col.year")), agency_column(frame)]
    return frame.select(
        *whose,
        pl.col("check_id").replace(check_names()).alias(phrase("col.check")),
        pl.col("actual").alias(phrase("col.actual")),
        pl.col("expected").alias(phrase("col.expected")),
        source_links(frame),
        pl.col("message" if words == "zh" else "message_en").alias(phrase("col.message")),
        pl.col("verdict").replace(verdicts).alias(phrase("col.verdict")),
        pl.col("figure").replace(names).alias(phrase("col.figure")),
        pl.col("applicant").replace(applicant_names()).alias(phrase("col.applicant")),
        pl.col("line").alias(phrase("col.line")),
    )
