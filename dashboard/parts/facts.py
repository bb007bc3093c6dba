"""Sections of the data page: facts of the scope as rows, with preview and downloads."""

from collections.abc import Sequence
from urllib.parse import urlencode

import polars as pl
import streamlit as st

from dashboard.address import PLACES, asked, home, params, remember, settle
from dashboard.data import ask, ask_afresh, snapshot
from dashboard.draw.statutory import state_name
from dashboard.parts.trends import trend
from dashboard.widgets.findings import applicant_names, source_links
from dashboard.widgets.page_head import Opened, heading
from dashboard.widgets.provenance import origin
from dashboard.widgets.table import LOADED, agency_column, downloads, on_screen, said_in_part
from dashboard.words import exact, kind_name, language, level_name, phrase, place_name, plain, unit_name
from forms import APPLICANTS, TOTAL, figures, is_by_applicant, units
from ingest.read.numbers import STATES
from warehouse import questions

_MOST_LINES = 7
_DEFAULT = ("applications.received", "applications.processed")


def choose() -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Show the select boxes for figures and applicants, bound to the URL; returns both choices."""
    words = language()
    names = {figure: declared.text(words) for figure, declared in figures().items()}
    left, right = st.columns([3, 2])
    with left:
        chosen = _several("figures", phrase("data.figures"), list(names), names, _DEFAULT)
    with right:
        applicants = _several("applicants", phrase("data.applicants"), list(APPLICANTS), applicant_names(), (TOTAL,))
    if not chosen:
        st.info(phrase("data.pick"))
    return chosen, applicants or (TOTAL,)


def _several(
    name: str, label: str, options: Sequence[str], words: dict[str, str], default: Sequence[str]
) -> tuple[str, ...]:
    given = asked(name)
    wanted = list(default) if given is None else [each for each in given.split(",") if each]
    for each in wanted:
        if each not in options:
            st.warning(phrase("scope.ignored", name=name, value=plain(each[:60])))

    def changed() -> None:
        now = st.session_state[f"w.{name}"]
        remember(name, None if tuple(now) == tuple(default) else ",".join(now))

    settle(name, ",".join(each for each in wanted if each in options))
    st.session_state[f"w.{name}"] = [each for each in wanted if each in options]
    return tuple(st.multiselect(label, options, format_func=words.__getitem__, key=f"w.{name}", on_change=changed))


def chart(opened: Opened, chosen: tuple[str, ...], applicants: tuple[str, ...]) -> None:
    """Show those of the chosen figures by year that have the first one's unit, at most `_MOST_LINES` series."""
    unit = figures()[chosen[0]].unit
    names = as_measures([figure for figure in chosen if figures()[figure].unit == unit], applicants)
    trend(opened, "trend.figures", names[:_MOST_LINES])


def as_measures(chosen: Sequence[str], applicants: Sequence[str]) -> list[str]:
    """Return the ids of the measures that are these figures, for each applicant where they have them."""
    return [
        f"{figure}@{applicant}" if applicant is not None else figure
        for figure in chosen
        for applicant in (applicants if is_by_applicant(figure) else (None,))
    ]


def show(opened: Opened, chosen: tuple[str, ...], applicants: tuple[str, ...]) -> None:
    """Show the rows, page by page, and the downloads of all of them."""
    count: int = ask(questions.row_count, opened.scope, chosen, applicants)
    frame: pl.DataFrame = ask(questions.rows, opened.scope, chosen, applicants, limit=LOADED)
    st.caption(phrase("data.rows", n=exact(count)))
    said_in_part(LOADED, count)
    table = named(frame)
    on_screen(table.with_columns(source_links(frame)), "rows")
    everything = ask_afresh(questions.rows, opened.scope, chosen, applicants)
    build = (lambda: table) if count <= frame.height else (lambda: named(everything()))
    downloads(build, "rows", origin(phrase("page.data"), opened.scope))


def named(frame: pl.DataFrame) -> pl.DataFrame:
    """Return facts with names instead of ids; the ids of figure, applicant and report are kept as further columns."""
    words = language()
    kinds = {each: kind_name(each) for each in frame["agency_type"].unique()}
    tiers = {each: level_name(each) for each in frame["level"].unique()}
    return frame.select(
        pl.col("year").alias(phrase("col.year")),
        agency_column(frame),
        pl.col("figure").replace_strict({f: d.text(words) for f, d in figures().items()}).alias(phrase("col.figure")),
        pl.col("applicant").replace(applicant_names()).alias(phrase("col.applicant")),
        pl.col("value").alias(phrase("col.value")),
        pl.col("unit").replace({each: unit_name(each) for each in units()}).alias(phrase("col.unit")),
        pl.col("state").replace_strict({s: state_name(s, words) for s in STATES}).alias(phrase("col.state")),
        pl.col("printed").alias(phrase("col.printed")),
        pl.col("line").alias(phrase("col.line")),
        pl.col("agency_type").replace(kinds).alias(phrase("col.agency_type")),
        pl.col("level").replace(tiers).alias(phrase("col.level")),
        *(
            pl.col(each).replace({name: place_name(name) for name in frame[each].drop_nulls().unique()})
            .alias(phrase(f"col.{each}"))
            for each in PLACES
        ),
        pl.col("form").alias(phrase("col.form")),
        pl.col("figure").alias("figure"),
        pl.col("applicant").alias("applicant"),
        pl.col("report_id").alias("report_id"),
    )  # fmt: skip


def whole_warehouse() -> None:
    """Show the download of the whole snapshot as Parquet with its data dictionary, and how to use the API."""
    heading(phrase("data.whole"))
    st.markdown(phrase("data.whole.text"))
    st.link_button(phrase("data.whole.get"), f"api/warehouse.zip?snapshot={snapshot().id}", icon=":material/archive:")
    st.markdown(phrase("data.programs"))
    asked_here = {name: value for name, value in params().items() if name not in ("lang", "as", "page")}
    st.code(phrase("data.programs.code", address=home() or "http://localhost:8501",
              query=urlencode(asked_here | {"format": "csv"})), language="python")  # fmt: skip
