"""Sections of the coverage page: which agencies have a report on which year, and what is known about the gaps."""

import polars as pl
import streamlit as st

from dashboard.address import links
from dashboard.data import EVERY, ask, ask_afresh
from dashboard.draw import charts, palette
from dashboard.scope import spoken
from dashboard.widgets.chart import chart_with_files
from dashboard.widgets.page_head import heading
from dashboard.widgets.provenance import origin
from dashboard.widgets.table import agency_column, downloads, said_in_part, table
from dashboard.widgets.table_view import page_of
from dashboard.words import exact, phrase, plain
from warehouse import questions
from warehouse.questions.collected import KINDS, MISSING, PARTIAL, QUARANTINED, REPORTED
from warehouse.scope import Scope

_PAGE = 50  # agencies of the chart
_LISTED = 5_000  # agencies of the table
_LOOK = {
    REPORTED: (palette.GREEN, "●"), PARTIAL: (palette.SKY, "◐"), QUARANTINED: (palette.YELLOW, "!"),
    MISSING: (palette.NO_VALUE, "–"),
}  # fmt: skip


def by_year(scope: Scope) -> bool:
    """Show the number of agencies by year and collection state; returns False if the scope has none."""
    frame: pl.DataFrame = ask(questions.collected_by_year, scope)
    st.markdown(f"**{plain(spoken(scope))}**")
    if frame.is_empty():
        st.info(phrase("empty"))
        return False
    wide = frame.pivot("state", index="year", values="agencies").fill_null(0).sort("year")
    present = [kind for kind in KINDS if kind in wide.columns]
    shown = wide.select(
        pl.col("year").cast(pl.String).alias(phrase("col.year")),
        *(pl.col(kind).alias(phrase(f"coverage.{kind}")) for kind in present),
    )
    title = phrase("coverage.by_year")
    bars = [(phrase(f"coverage.{kind}"), phrase(f"coverage.{kind}"), _LOOK[kind][0]) for kind in present]
    chart_with_files(
        title, charts.shares(shown, phrase("col.year"), bars), "coverage.years", spoken(scope), lambda: shown,
        lambda: origin(title, scope), help_=phrase("coverage.help"),
    )  # fmt: skip
    return True


def by_agency(scope: Scope) -> None:
    """Show the matrix agency × year, paginated, agencies with the most missing years first."""
    count: int = ask(questions.collected_count, scope)
    title = phrase("coverage.matrix")
    start = page_of("page", count, _PAGE)
    frame: pl.DataFrame = ask(questions.collected, scope, _PAGE, start)
    years = sorted(frame["year"].unique().to_list())
    agencies = frame.select("key", "agency").unique(maintain_order=True)
    number = {kind: place for place, kind in enumerate(KINDS)}
    states = {(key, year): number[state] for key, year, state in frame.select("key", "year", "state").iter_rows()}
    kinds = [(phrase(f"coverage.{kind}"), *_LOOK[kind]) for kind in KINDS]
    rows = [[states[key, year] for year in years] for key in agencies["key"]]
    shown = _wide(frame, years)
    chart_with_files(
        title, charts.matrix(rows, agency_column(agencies).to_list(), years, kinds), "coverage.matrix", spoken(scope),
        lambda: shown, lambda: origin(title, scope), help_=phrase("coverage.help"),
    )  # fmt: skip
    st.caption("　".join(f"{sign} {label}" for label, _, sign in kinds))
    if count > agencies.height:
        last = exact(start + agencies.height)
        st.caption(phrase("coverage.page", n=exact(count), first=exact(start + 1), last=last))
    heading(phrase("coverage.table"))
    listed: pl.DataFrame = ask(questions.collected, scope, _LISTED)
    said_in_part(_LISTED, count)
    table(_wide(listed, years), "coverage", origin(title, scope))
    if count > _LISTED:
        st.caption(phrase("coverage.whole", n=exact(count)))
        everything, labels = (
            ask_afresh(questions.collected, scope, EVERY),
            {kind: phrase(f"coverage.{kind}") for kind in KINDS},
        )
        downloads(
            lambda: everything().with_columns(pl.col("state").replace(labels)), "coverage-all", origin(title, scope)
        )


def unknown() -> None:
    """Show the reports of which the agency or the year could not be told: no trend or comparison holds them."""
    frame: pl.DataFrame = ask(questions.without_agency_or_year)
    heading(phrase("coverage.unknown"), phrase("coverage.unknown.help"))
    if frame.is_empty():
        st.info(phrase("coverage.unknown.none"))
        return
    whose = frame.with_columns(pl.coalesce("agency", "agency_printed").alias("agency"))
    shown = frame.select(
        pl.col("source").alias(phrase("col.file")), pl.col("title").alias(phrase("col.title")),
        agency_column(whose), pl.col("year").alias(phrase("col.year")),
        pl.when(pl.col("agency").is_null() & pl.col("year").is_null()).then(pl.lit(phrase("coverage.unknown.both")))
        .when(pl.col("agency").is_null()).then(pl.lit(phrase("coverage.unknown.agency")))
        .otherwise(pl.lit(phrase("coverage.unknown.year"))).alias(phrase("col.missing")),
        pl.Series(phrase("col.source"), links("report", "report", frame["report_id"]), dtype=pl.String),
    )  # fmt: skip
    table(shown, "unknown", origin(phrase("coverage.unknown"), None))


def _wide(frame: pl.DataFrame, years: list[int]) -> pl.DataFrame:
    labels = {kind: phrase(f"coverage.{kind}") for kind in KINDS}
    wide = frame.with_columns(pl.col("state").replace(labels)).pivot(
        "year", index=["key", "agency"], values="state", maintain_order=True
    )
    return wide.select(
        agency_column(wide),
        *(pl.col(str(year)) for year in years),
        pl.Series(phrase("col.source"), links("agency", "agency", wide["key"]), dtype=pl.String),
    )
