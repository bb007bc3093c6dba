"""Findings as a table: broken and untestable checks in the user's language, each with its source line."""

import polars as pl

from dashboard.address import link_upto
from dashboard.widgets.table import agency_column
from dashboard.words import language, phrase
from forms import CHECKS, applicants, figures, publication_checks, reading_checks


def check_names() -> dict[str, str]:
    """Return the names of all checks, of arithmetic and of reading, in the user's language, by id."""
    every = (*reading_checks().values(), *CHECKS.values(), *publication_checks().values())
    return {each.id: each.text(language()) for each in every}


def applicant_names() -> dict[str, str]:
    return {name: column.label.text(language()) for name, column in applicants().items()}


def source_links(frame: pl.DataFrame) -> pl.Series:
    """Return for each row (report_id, figure, applicant) the link to its source line."""
    parts = [pl.lit(link_upto("report", "report")), pl.col("report_id")]
    # What the text says is not on the line of the cell that it speaks of.
    of_text = pl.col("check_id") == "text" if "check_id" in frame.columns else pl.lit(False)
    for name in ("figure", "applicant"):
        is_cell = pl.col(name).is_not_null() & ~of_text
        parts.append(pl.when(is_cell).then(pl.lit(f"&{name}=") + pl.col(name)).otherwise(pl.lit("")))
    if "check_id" in frame.columns:
        parts.append(pl.when(of_text).then(pl.lit("&line=") + pl.col("line").cast(pl.String)).otherwise(pl.lit("")))
    return frame.select(pl.concat_str(parts).alias(phrase("col.source"))).to_series()


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
