"""Sections of the quality page: check results, states of cells, the list of findings."""

import polars as pl
import streamlit as st

from dashboard.address import links
from dashboard.data import EVERY, ask, ask_afresh
from dashboard.draw import charts, palette
from dashboard.draw.statutory import state_name
from dashboard.scope import sentence
from dashboard.widgets.chart import chart_with_files
from dashboard.widgets.findings import applicant_names, check_names, findings_table, source_links
from dashboard.widgets.page_head import Opened, choice, heading
from dashboard.widgets.provenance import origin
from dashboard.widgets.table import LOADED, agency_column, downloads, groups_named, said_in_part, table
from dashboard.words import exact, language, percent, phrase
from forms import CHECKS, figures
from ingest.read.numbers import STATES
from warehouse import questions

_AS = ("list", "agencies")
_VERDICTS = ("broken", "untestable", "all")


def headlines(opened: Opened) -> None:
    """Show the pass rate, the share of cells with a number, and the number of broken checks, each with its basis."""
    tallies: pl.DataFrame = ask(questions.check_tallies, opened.scope)
    cells: pl.DataFrame = ask(questions.states, opened.scope)
    holds, broken = int(tallies["holds"].sum()), int(tallies["broken"].sum())
    numbers = int(cells.filter(pl.col("state").is_in(["printed", "recovered"]))["cells"].sum())
    every = int(cells["cells"].sum())
    first, second, third = st.columns(3)
    with first:
        rate = holds / (holds + broken) if holds + broken else None
        st.metric(phrase("quality.rate"), percent(rate), help=phrase("quality.rate.help"), border=True)
        st.caption(f"{exact(holds)} ÷ {exact(holds + broken)}")
    with second:
        share = numbers / every if every else None
        st.metric(phrase("quality.complete"), percent(share), help=phrase("quality.complete.help"), border=True)
        st.caption(f"{exact(numbers)} ÷ {exact(every)}")
    with third:
        n = ask(questions.finding_count, opened.scope, "broken", None)
        st.metric(phrase("quality.broken"), exact(n), border=True)
        kinds: pl.DataFrame = ask(questions.finding_kinds, opened.scope, "broken")
        arithmetic = int(kinds.filter(pl.col("check_id").is_in(list(CHECKS)))["findings"].sum())
        st.caption(phrase("quality.split", arithmetic=exact(arithmetic), reading=exact(n - arithmetic)))
    st.caption(phrase("quality.note"))


def _verdicts_and_rate() -> list[pl.Expr]:
    """Return the columns of identities that hold, are broken or untestable, and the share that holds in percent."""
    rate = (pl.col("holds") / (pl.col("holds") + pl.col("broken")) * 100).round(2).fill_nan(None)
    return [
        *(pl.col(verdict).alias(phrase(f"col.{verdict}")) for verdict in ("holds", "broken", "untestable")),
        rate.alias(f"{phrase('col.rate')} %"),
    ]


def by_kind(opened: Opened) -> None:
    """Show for each check how many identities hold, are broken, or cannot be tested."""
    words = language()
    tallies: pl.DataFrame = ask(questions.check_tallies, opened.scope)
    order = {check_id: number for number, check_id in enumerate(CHECKS)}
    tallies = tallies.with_columns(order=pl.col("check_id").replace_strict(order)).sort("order")
    shown = tallies.select(
        pl.col("check_id").replace_strict({c.id: c.text(words) for c in CHECKS.values()}).alias(phrase("col.check")),
        pl.col("check_id").replace_strict({c.id: c.rule(words) for c in CHECKS.values()}).alias(phrase("col.rule")),
        *_verdicts_and_rate(),
    )
    title = phrase("quality.kinds")
    drawn = charts.shares(
        shown,
        phrase("col.check"),
        [
            (phrase("col.holds"), phrase("col.holds"), palette.GREEN),
            (phrase("col.broken"), phrase("col.broken"), palette.RED),
            (phrase("col.untestable"), phrase("col.untestable"), palette.PALE),
        ],
    )
    chart_with_files(
        title, drawn, "quality.kinds", sentence(opened.scope), lambda: shown, lambda: origin(title, opened.scope),
        help_=phrase("quality.rate.help"),
    )  # fmt: skip


_GROUPS = ("province", "agency_type", "level")


def by_group(opened: Opened) -> None:
    """Show how many identities hold by province, agency type or level, in a fixed order and not by rank."""
    heading(phrase("quality.groups"), phrase("quality.rate.help"))
    by = choice("by", phrase("compare.by"), list(_GROUPS), {each: phrase(f"by.{each}") for each in _GROUPS}, width=150)
    frame: pl.DataFrame = groups_named(ask(questions.check_rates, opened.scope, by), by)
    shown = frame.select(
        pl.col("name").alias(phrase(f"by.{by}")),
        pl.col("reports").alias(phrase("col.reports")),
        *_verdicts_and_rate(),
    )
    table(shown, "quality-groups", origin(phrase("quality.groups"), opened.scope))


def states(opened: Opened) -> None:
    """Show the states of each year's cells."""
    words = language()
    cells: pl.DataFrame = ask(questions.states, opened.scope)
    wide = cells.pivot("state", index="year", values="cells").fill_null(0).sort("year")
    tints = {"printed": palette.GREEN, "recovered": palette.SKY, "blank": palette.PALE, "absent": palette.YELLOW,
             "unreadable": palette.RED}  # fmt: skip
    present = [state for state in tints if state in wide.columns]
    shown = wide.select(
        pl.col("year").cast(pl.String).alias(phrase("col.year")),
        *(pl.col(state).alias(state_name(state, words)) for state in present),
    )
    names = [state_name(state, words) for state in present]
    bars = [(name, name, tints[state]) for name, state in zip(names, present, strict=True)]
    title = phrase("quality.states")
    chart_with_files(
        title, charts.shares(shown, phrase("col.year"), bars), "quality.states", sentence(opened.scope), lambda: shown,
        lambda: origin(title, opened.scope),
    )  # fmt: skip


def unreadable(opened: Opened) -> None:
    """Show the printed text of unreadable cells and of cells recovered from the form's arithmetic."""
    frame: pl.DataFrame = ask(questions.uncertain_cells, opened.scope, LOADED)
    heading(phrase("quality.unsure"), phrase("quality.unsure.help"))
    if frame.is_empty():
        st.info(phrase("quality.unsure.none"))
        return
    words = language()
    shown = frame.select(
        pl.col("year").alias(phrase("col.year")),
        agency_column(frame),
        pl.col("figure").replace({f: d.brief(words) for f, d in figures().items()}).alias(phrase("col.figure")),
        pl.col("applicant").replace(applicant_names()).alias(phrase("col.applicant")),
        pl.col("printed").alias(phrase("col.printed")),
        pl.col("state").replace_strict({s: state_name(s, words) for s in STATES}).alias(phrase("col.state")),
        source_links(frame),
        pl.col("message" if words == "zh" else "message_en").alias(phrase("col.message")),
        pl.col("line").alias(phrase("col.line")),
    )
    table(shown, "unsure", origin(phrase("quality.unsure"), opened.scope))
    if frame.height == LOADED:
        st.caption(phrase("quality.unsure.more", n=exact(LOADED)))


def findings(opened: Opened) -> None:
    """Show the findings page by page, each linked to its source line, or counted by agency."""
    heading(phrase("quality.findings"))
    names = {"broken": phrase("col.broken"), "untestable": phrase("col.untestable"), "all": phrase("scope.all")}
    kinds = {"all": phrase("scope.all"), **check_names()}
    with st.container(horizontal=True):
        verdict = choice("verdict", phrase("quality.verdict"), list(_VERDICTS), names, width=150)
        check = choice("check", phrase("col.check"), list(kinds), kinds, width=200)
        asked_for = (None if verdict == "all" else verdict, None if check == "all" else check)
        count: int = ask(questions.finding_count, opened.scope, *asked_for)
        shown_as = choice(
            "findings", phrase("quality.as"), list(_AS), {each: phrase(f"quality.as.{each}") for each in _AS}
        )
    if not count:
        st.info(phrase("quality.findings.none"))
    elif shown_as == "agencies":
        _by_agency(opened, *asked_for)
    else:
        frame: pl.DataFrame = ask(questions.findings, opened.scope, *asked_for, LOADED, 0)
        st.caption(phrase("quality.count", n=exact(count)))
        said_in_part(LOADED, count)
        table(findings_table(frame), "findings", origin(phrase("quality.findings"), opened.scope))
        if count > LOADED:
            everything = ask_afresh(questions.findings, opened.scope, *asked_for, EVERY, 0)
            downloads(
                lambda: findings_table(everything()), "findings-all", origin(phrase("quality.findings"), opened.scope)
            )


def _by_agency(opened: Opened, verdict: str | None, check: str | None) -> None:
    frame: pl.DataFrame = ask(questions.findings_by_agency, opened.scope, verdict, check)
    shown = frame.select(
        agency_column(frame),
        pl.col("broken").alias(phrase("col.broken")),
        pl.col("untestable").alias(phrase("col.untestable")),
        pl.col("reports").alias(phrase("col.found_in")),
        pl.Series(phrase("col.source"), links("agency", "agency", frame["key"]), dtype=pl.String),
    )
    table(shown, "findings-by-agency", origin(phrase("quality.findings"), opened.scope))


def quarantine() -> None:
    """Show the files that yielded no report, with the reasons."""
    heading(phrase("quality.quarantine"))
    frame: pl.DataFrame = ask(questions.quarantine)
    if frame.is_empty():
        st.info(phrase("quality.quarantine.none"))
        return
    shown = frame.select(
        pl.col("source").alias(phrase("col.file")),
        pl.col("message" if language() == "zh" else "message_en").alias(phrase("col.message")),
        agency_column(frame), pl.col("year").alias(phrase("col.year")),
    )  # fmt: skip
    table(shown, "quarantine", origin(phrase("quality.quarantine"), None))
