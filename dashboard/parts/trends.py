"""Sections of pages over a scope: trends, compositions, comparisons, and the tables behind them."""

from collections.abc import Sequence
from dataclasses import replace

import polars as pl
import streamlit as st

from dashboard.address import asked, keep, settle
from dashboard.data import ask, ask_afresh
from dashboard.draw import by_year, canvas, charts
from dashboard.parts import grouping
from dashboard.parts.change import changes, like, means, measured
from dashboard.scope import in_rates, sentence
from dashboard.widgets.chart import chart_with_files
from dashboard.widgets.page_head import Opened, choice, heading
from dashboard.widgets.provenance import origin
from dashboard.widgets.table import downloads, groups_named, measured_table, table
from dashboard.words import exact, language, listed, phrase, plain
from forms import TOTAL
from forms import applicants as columns_of_applicants
from forms.measures import Measure, measure
from warehouse import questions
from warehouse.questions.compared import LEAST_RANKED
from warehouse.scope import GOVERNMENTS, PLACES

_LISTED = 500  # agencies in a table by agency, whose files hold all of them


def part(page_parts: Sequence[str]) -> str:
    """Show the switch between the parts of the page, bound to the URL; returns the chosen part, first by default."""
    wanted = asked("part") or page_parts[0]
    if wanted not in page_parts:
        st.warning(phrase("scope.ignored", name="part", value=plain(wanted[:60])))
        wanted = page_parts[0]

    settle("part", wanted)
    st.session_state["w.part"] = wanted
    shown = {each: phrase(f"part.{each}") for each in page_parts}
    st.segmented_control(
        phrase("part"), list(page_parts), format_func=shown.__getitem__, key="w.part", on_change=keep,
        args=("part", page_parts[0]), required=True, label_visibility="collapsed",
    )  # fmt: skip
    return wanted


def part_and_lines(opened: Opened, page_parts: Sequence[str]) -> tuple[str, str]:
    """Show in one row the switch between parts and, for trends, what they have a line for; returns both choices."""
    with st.container(horizontal=True, vertical_alignment="bottom", key="parts"):
        chosen = part(page_parts)
        return chosen, grouping.choose(opened) if chosen == page_parts[0] else grouping.SUM


# -- charts ---


def definitions(names: Sequence[str]) -> str:
    """Return the definitions of measures as Markdown, one paragraph each."""
    words = language()
    return "\n\n".join(f"**{measure(name).text(words)}**: {measure(name).rule(words)}" for name in names)


def trend(
    opened: Opened, word: str, counts: Sequence[str], rates: Sequence[str] = (), each: str = grouping.SUM
) -> None:
    """Show measures by year, with the break in the form: counts, or rates if the switch says so.

    Without `rates`, the mean per counted report is shown instead. `word` is the phrase id of the title. Where `each`
    names a group, every measure is a chart of its own with a line for each of its members.
    """
    mean = is_mean(counts, rates)
    names = tuple(rates if in_rates() and rates else counts)
    if each != grouping.SUM:
        for name in names:
            grouping.trend_of_each(opened, name, each, mean)
            doubts(opened, (name,))
        return
    frame = _drawn(opened, names, mean)
    title = phrase(word) + (f" ({phrase('trend.mean')})" if mean else "")
    if frame["value"].null_count() == frame.height:
        heading(title, definitions(names))
        st.info(phrase("empty.numbers"))
        return
    note = definitions(names) + (f"\n\n{phrase('trend.mean.rule')}" if mean else "")
    chart_with_files(
        title, by_year.trend(frame, [measure(name) for name in names], opened.years, language(), like(opened, names)),
        f"trend.{word}", sentence(opened.scope), lambda: _trend_table(frame, names, mean),
        lambda: origin(title, opened.scope, names), help_=note,
    )  # fmt: skip
    if not mean:
        changes(opened, names)
    doubts(opened, names)


def is_mean(counts: Sequence[str], rates: Sequence[str]) -> bool:
    """Whether a trend shows means per agency: rates are asked for, none is declared, and its counts are none."""
    return in_rates() and not rates and not any(measure(name).is_rate for name in counts)


def trends_in_pairs(opened: Opened, *drawn: tuple[str, Sequence[str], Sequence[str]], each: str = grouping.SUM) -> None:
    """Show trends in aligned rows of two; each is (phrase id, counts, rates)."""
    for pair in (drawn[start : start + 2] for start in range(0, len(drawn), 2)):
        for column, (word, counts, rates) in zip(st.columns(2), pair, strict=False):
            with column:
                trend(opened, word, counts, rates, each)


def _trend_table(frame: pl.DataFrame, names: Sequence[str], mean: bool) -> pl.DataFrame:
    return measured_table(frame, names, grouped=False, mean=mean)


def doubts(opened: Opened, names: Sequence[str]) -> None:
    """List the years with counted reports whose printed figures break a check; they are included as printed."""
    frame: pl.DataFrame = ask(questions.doubtful, opened.scope, tuple(names))
    if frame.height:
        years = listed(phrase("trend.doubtful.year", year=year, n=reports) for year, reports in frame.iter_rows())
        st.caption(phrase("trend.doubtful", years=years))


def _drawn(opened: Opened, names: Sequence[str], mean: bool) -> pl.DataFrame:
    frame = measured(opened, names)
    return means(frame) if mean else frame


def composition(opened: Opened, word: str, names: Sequence[str]) -> None:
    """Show measures that are parts of a whole, stacked by year; as shares if the switch says rates."""
    frame = _parts(opened, names)
    series = [(name, measure(name).text(language())) for name in names]
    _stacked(opened, word, frame, series, names)


def _parts(opened: Opened, names: Sequence[str]) -> pl.DataFrame:
    """Return the parts by year; for shares, only from reports that give every part, so that they form one whole."""
    frame: pl.DataFrame = (
        ask(questions.measured_together, opened.scope, tuple(names)) if in_rates() else measured(opened, names)
    )
    return frame


def _stacked(
    opened: Opened, word: str, frame: pl.DataFrame, series: Sequence[tuple[str, str]], names: Sequence[str]
) -> None:
    title = phrase(word) + (f" ({phrase('trend.shares')})" if in_rates() else "")
    if frame["value"].null_count() == frame.height:
        heading(title)
        st.info(phrase("empty.numbers"))
        return
    labels = dict(series)
    chart_with_files(
        title,
        by_year.stacked(frame, series, opened.years, in_rates()),
        f"stack.{word}",
        sentence(opened.scope),
        lambda: frame.select(
            pl.col("year").alias(phrase("col.year")),
            pl.col("measure").replace_strict(labels).alias(phrase("col.measure")),
            pl.col("value").alias(phrase("col.value")),
            pl.col("reports").alias(phrase("col.reports")),
            pl.col("asked").alias(phrase("col.asked")),
        ),
        lambda: origin(title, opened.scope, names),
        help_=phrase("trend.parts"),
    )
    doubts(opened, [name for name, _ in series])


def applicants(opened: Opened, figure: str) -> None:
    """Show a figure of the second table by type of applicant, stacked by year."""
    labels = {name: column.label.text(language()) for name, column in columns_of_applicants().items()}
    kinds = [applicant for applicant in labels if applicant != TOTAL]
    series = [(f"{figure}@{kind}", labels[kind]) for kind in kinds]
    _stacked(opened, "applicants", _parts(opened, [name for name, _ in series]), series, ())


# -- comparison ---


def comparison(opened: Opened, names: Sequence[str]) -> None:
    """Show one measure across agencies, places, types or levels in one year, with the table behind the chart."""
    words = language()
    heading(phrase("compare"))
    years = [str(year) for year in reversed(opened.years)]
    with st.container(horizontal=True):
        by = choice(
            "by",
            phrase("compare.by"),
            list(questions.GROUPS),
            {g: phrase(f"by.{g}") for g in questions.GROUPS},
            width=150,
        )
        rates = [each for each in names if measure(each).is_rate]
        usual = rates[0] if in_rates() and rates else names[0]
        name = choice(
            "measure", phrase("measure"), list(names), {n: measure(n).text(words) for n in names}, usual, width=260
        )
        year = choice(
            "year", phrase("compare.year"), years, {y: y for y in years}, str(opened.fullest_recent_year), width=110
        )
        orders = {each: phrase(f"compare.order.{each}") for each in ("name", "value")}
        by_value = choice("order", phrase("compare.order"), list(orders), orders, width=130) == "value"
    of_measure = measure(name)
    # Query only this year, unless a panel is requested, which depends on all years.
    scope = opened.scope if opened.scope.panel else replace(opened.scope, first=int(year), last=int(year))
    frame: pl.DataFrame = groups_named(ask(questions.measured, scope, (name,), by=by), by)
    drawn = frame.filter((pl.col("year") == int(year)) & pl.col("value").is_not_null()).sort("name")
    drawn = ranked(drawn, of_measure) if by_value else drawn
    if drawn.is_empty():
        st.info(phrase("map.governments" if scope.layer == GOVERNMENTS and by in PLACES else "empty.numbers"))
        return
    title = f"{of_measure.text(words)} · {phrase(f'by.{by}')} · {year}"
    chart_with_files(
        title, charts.comparison(drawn, of_measure), f"compare.{by}", sentence(opened.scope),
        lambda: _by_group(opened, name, by),
        lambda: origin(title, opened.scope, (name,)), help_=definitions((name,)),
    )  # fmt: skip
    if scope.layer == GOVERNMENTS and by in PLACES:
        st.caption(phrase("map.governments"))
    if of_measure.is_rate and (drawn["below"] < LEAST_RANKED).any():
        st.caption(phrase("compare.small"))
    if drawn.height > canvas.MOST_BARS:
        st.caption(phrase("compare.shown", shown=canvas.MOST_BARS, of=drawn.height))


def _by_group(opened: Opened, name: str, by: str) -> pl.DataFrame:
    return measured_table(groups_named(measured(opened, (name,), by), by), (name,), grouped=True)


def ranked(frame: pl.DataFrame, of_measure: Measure) -> pl.DataFrame:
    """Sort by value, largest first; rates with a small denominator are not ranked and come last, by name."""
    if not of_measure.is_rate:
        return frame.sort(-pl.col("value"), "name")
    small = pl.col("below") < LEAST_RANKED
    return frame.sort(small, pl.when(small).then(None).otherwise(-pl.col("value")), "name")


def all_measures(opened: Opened, page: str, names: Sequence[str]) -> None:
    """Show the table of the page's measures by year, optionally by group, with its downloads."""
    heading(phrase("table"))
    st.caption(phrase("table.help"))
    by = _group()
    told = origin(phrase(f"page.{page}"), opened.scope, names)
    agencies = int(opened.coverage["ever"][0])
    if by == "agency" and agencies > _LISTED:
        some = ask(questions.measured, opened.scope, tuple(names), by=by, first=_LISTED)
        st.caption(phrase("table.agencies", shown=exact(_LISTED), of=exact(agencies)))
        table(measured_table(groups_named(some, by), names, grouped=True), page, told)
        every = ask_afresh(questions.measured, opened.scope, tuple(names), by=by)
        downloads(lambda: measured_table(groups_named(every(), by), names, grouped=True), f"{page}-all", told)
        return
    frame = measured(opened, names, by) if by else measured(opened, names)
    shown = measured_table(groups_named(frame, by) if by else frame, names, grouped=by is not None)
    table(shown, page, told)


def _group() -> str | None:
    """Show the select box for the table's groups, bound to the URL as `rows`; returns None by default."""
    options = ["none", *questions.GROUPS]
    shown = {"none": phrase("by.none"), **{group: phrase(f"by.{group}") for group in questions.GROUPS}}
    chosen = choice("rows", phrase("compare.by"), options, shown, width=150)
    return None if chosen == "none" else chosen
