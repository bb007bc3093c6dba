"""Sections of the page on punctuality: in time, late or unknown, by year and group; the reports; what is missing."""

import polars as pl
import streamlit as st

from dashboard.address import links
from dashboard.data import EVERY, ask, ask_afresh
from dashboard.draw import charts, palette
from dashboard.scope import sentence
from dashboard.widgets.chart import chart_with_files
from dashboard.widgets.page_head import Opened, choice, heading, page_link
from dashboard.widgets.provenance import origin
from dashboard.widgets.table import LOADED, agency_column, groups_named, long_table, table
from dashboard.words import language, phrase
from warehouse import questions
from warehouse.punctuality import LATE, ON_TIME, PUNCTUALITY, UNKNOWN, UNSET, deadlines
from warehouse.schema import tables

_GROUPS = ("province", "prefecture", "agency_type", "level")
_COLOURS = {ON_TIME: palette.GREEN, LATE: palette.RED, UNSET: palette.SKY, UNKNOWN: palette.PALE}


def rules() -> None:
    """Say what the legal dates are, and what counts as what."""
    st.markdown(
        "\n".join(f"- {rule.text(language())}" for rule in deadlines() if rule.zh) + f"\n- {phrase('punctuality.note')}"
    )


def by_year(opened: Opened) -> None:
    """Show how many reports of each year were in time, late, or have no legible date, and how many are missing."""
    frame: pl.DataFrame = ask(questions.punctuality_by_year, opened.scope)
    shown = frame.select(pl.col("year").cast(pl.String).alias(phrase("col.year")), *_counts())
    title = phrase("punctuality.by_year")
    bars = [(name(each), name(each), _COLOURS[each]) for each in PUNCTUALITY]
    chart_with_files(
        title, charts.shares(shown, phrase("col.year"), bars), "punctuality.years", sentence(opened.scope),
        lambda: shown, lambda: origin(title, opened.scope), help_=phrase("punctuality.help"),
    )  # fmt: skip
    page_link("coverage", phrase("punctuality.missing"), icon=":material/grid_on:")


def by_group(opened: Opened) -> None:
    """Show the same by place, type or level, in a fixed order and not by rank."""
    heading(phrase("punctuality.groups"), phrase("punctuality.help"))
    by = choice("by", phrase("compare.by"), list(_GROUPS), {each: phrase(f"by.{each}") for each in _GROUPS}, width=150)
    frame: pl.DataFrame = groups_named(ask(questions.punctuality_by_group, opened.scope, by), by)
    known = pl.col(ON_TIME) + pl.col(LATE)
    shown = frame.select(
        pl.col("name").alias(phrase(f"by.{by}")),
        *_counts(),
        pl.when(known > 0).then((pl.col(ON_TIME) / known * 100).round(1)).alias(f"{phrase('punctuality.share')} %"),
        pl.col("median_days").cast(pl.Float64).alias(phrase("punctuality.median")),
    )
    table(shown, "punctuality-groups", origin(phrase("punctuality.groups"), opened.scope))


def reports(opened: Opened) -> None:
    """List the reports of one kind with their dates, how these are known, and the legal date."""
    heading(phrase("punctuality.list"))
    kinds = [LATE, UNKNOWN, UNSET, ON_TIME]
    which = choice("which", phrase("punctuality.which"), kinds, {each: name(each) for each in kinds}, width=200)
    by_year_: pl.DataFrame = ask(questions.punctuality_by_year, opened.scope)
    count = int(by_year_[which].sum())
    if not count:
        st.info(phrase("punctuality.none"))
        return
    frame: pl.DataFrame = ask(questions.punctuality_list, opened.scope, which, LOADED)
    everything = ask_afresh(questions.punctuality_list, opened.scope, which, EVERY)
    long_table(frame, count, everything, _listed, "punctuality", origin(phrase("punctuality.list"), opened.scope))


def _listed(frame: pl.DataFrame) -> pl.DataFrame:
    known_by = {value: words[language()] for value, words in _values("published_by").items()}
    return frame.select(
        pl.col("year").alias(phrase("col.year")),
        agency_column(frame),
        pl.col("published_on").alias(phrase("col.published_on")),
        pl.col("due_on").alias(phrase("punctuality.due")),
        pl.col("days").alias(phrase("punctuality.days")),
        pl.Series(phrase("col.source"), links("report", "report", frame["report_id"]), dtype=pl.String),
        pl.col("published_by").replace(known_by).alias(phrase("punctuality.known_by")),
    )


def _counts() -> list[pl.Expr]:
    return [pl.col(each).alias(name(each)) for each in PUNCTUALITY]


def name(punctuality: str) -> str:
    """In time, late or unknown in the reader's language."""
    return _values("punctuality")[punctuality][language()]


def _values(column: str) -> dict[str, dict[str, str]]:
    return next(each for each in tables()["reports"].columns if each.name == column).values
