"""Findings as a table: what does not hold or cannot be tested, in the reader's words, each with its line."""

import polars as pl

from dashboard.address import link
from dashboard.words import language, t
from forms import CHECKS, figures, form, reading_checks


def check_names() -> dict[str, str]:
    """Every check, of arithmetic and of reading, in the reader's words."""
    return {each.id: each.text(language()) for each in (*reading_checks().values(), *CHECKS.values())}


def applicant_names() -> dict[str, str]:
    columns = form(2021).table("applications").blocks[0].columns
    return {column.id: column.label.text(language()) for column in columns}


def source_links(frame: pl.DataFrame) -> pl.Series:
    """For each row with report_id, figure and applicant, the link to its line."""
    links = [
        link("report", report=row["report_id"], figure=row["figure"], applicant=row["applicant"])
        for row in frame.iter_rows(named=True)
    ]
    return pl.Series(t("col.source"), links, dtype=pl.String)


def findings_table(frame: pl.DataFrame) -> pl.DataFrame:
    """Findings with words for their ids; each links to the line it is about."""
    words = language()
    verdicts = {"broken": t("col.broken"), "untestable": t("col.untestable")}
    names = {figure: declared.brief(words) for figure, declared in figures().items()}
    return frame.select(
        *([pl.col("year").alias(t("col.year")), pl.col("agency").alias(t("col.agency"))] if "year" in frame.columns
          else []),
        pl.col("message" if words == "zh" else "message_en").alias(t("col.message")),
        pl.col("check_id").replace(check_names()).alias(t("col.check")),
        pl.col("verdict").replace(verdicts).alias(t("col.verdict")),
        pl.col("figure").replace(names).alias(t("col.figure")),
        pl.col("applicant").replace(applicant_names()).alias(t("col.applicant")),
        pl.col("actual").alias(t("col.actual")),
        pl.col("expected").alias(t("col.expected")),
        pl.col("line").alias(t("col.line")),
        source_links(frame),
    )  # fmt: skip
