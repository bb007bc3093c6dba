"""Parts of the page on quality: which identities hold, how the cells were come by, the list of findings."""

import polars as pl
import streamlit as st

from dashboard import charts, parts
from dashboard.data import ask
from dashboard.one_report import findings_table
from dashboard.parts import Opened
from dashboard.statutory import state_name
from dashboard.words import exact, language, percent, t
from forms import CHECKS
from warehouse import questions

_PAGE = 100
_VERDICTS = ("broken", "untestable", "all")


def headlines(opened: Opened) -> None:
    """Pass rate, cells with a number, findings that are broken: each with what it is a share of."""
    tallies: pl.DataFrame = ask(questions.check_tallies, opened.scope)
    cells: pl.DataFrame = ask(questions.states, opened.scope)
    holds, broken = int(tallies["holds"].sum()), int(tallies["broken"].sum())
    numbers = int(cells.filter(pl.col("state").is_in(["printed", "recovered"]))["cells"].sum())
    every = int(cells["cells"].sum())
    first, second, third = st.columns(3)
    with first:
        rate = holds / (holds + broken) if holds + broken else None
        st.metric(t("quality.rate"), percent(rate), help=t("quality.rate.help"), border=True)
        st.caption(f"{exact(holds)} ÷ {exact(holds + broken)}")
    with second:
        share = numbers / every if every else None
        st.metric(t("quality.complete"), percent(share), help=t("quality.complete.help"), border=True)
        st.caption(f"{exact(numbers)} ÷ {exact(every)}")
    with third:
        n = ask(questions.finding_count, opened.scope, "broken")
        st.metric(t("quality.broken"), exact(n), border=True)
        kinds: pl.DataFrame = ask(questions.finding_kinds, opened.scope, "broken")
        arithmetic = int(kinds.filter(pl.col("check_id").is_in(list(CHECKS)))["findings"].sum())
        st.caption(t("quality.split", arithmetic=arithmetic, reading=n - arithmetic))
    st.caption(t("quality.note"))


def by_kind(opened: Opened) -> None:
    """Each kind of check: how many identities hold, are broken, cannot be tested."""
    words = language()
    tallies: pl.DataFrame = ask(questions.check_tallies, opened.scope)
    order = {check_id: number for number, check_id in enumerate(CHECKS)}
    tallies = tallies.with_columns(order=pl.col("check_id").replace_strict(order)).sort("order")
    shown = tallies.select(
        pl.col("check_id").replace_strict({c.id: c.text(words) for c in CHECKS.values()}).alias(t("col.check")),
        pl.col("check_id").replace_strict({c.id: c.rule(words) for c in CHECKS.values()}).alias(t("col.rule")),
        pl.col("holds").alias(t("col.holds")),
        pl.col("broken").alias(t("col.broken")),
        pl.col("untestable").alias(t("col.untestable")),
        (pl.col("holds") / (pl.col("holds") + pl.col("broken")) * 100).round(2).fill_nan(None).alias(
            f"{t('col.rate')} %"
        ),
    )  # fmt: skip
    parts.heading(t("quality.kinds"))
    parts.chart(
        charts.shares(
            shown, t("col.check"),
            [(t("col.holds"), t("col.holds"), charts.GREEN), (t("col.broken"), t("col.broken"), charts.RED),
             (t("col.untestable"), t("col.untestable"), "#C4C4C4")],
        ),
        "quality.kinds",
    )  # fmt: skip
    parts.table(shown, "checks")


def states(opened: Opened) -> None:
    """How the cells of each year were come by."""
    words = language()
    cells: pl.DataFrame = ask(questions.states, opened.scope)
    wide = cells.pivot("state", index="year", values="cells").fill_null(0).sort("year")
    tints = {"printed": charts.GREEN, "recovered": charts.SKY, "blank": "#C4C4C4", "absent": charts.YELLOW,
             "unreadable": charts.RED}  # fmt: skip
    present = [state for state in tints if state in wide.columns]
    shown = wide.select(
        pl.col("year").cast(pl.String).alias(t("col.year")),
        *(pl.col(state).alias(state_name(state, words)) for state in present),
    )
    parts.heading(t("quality.states"))
    names = [state_name(state, words) for state in present]
    bars = [(name, name, tints[state]) for name, state in zip(names, present, strict=True)]
    parts.chart(charts.shares(shown, t("col.year"), bars), "quality.states")
    parts.table(shown, "states")


def findings(opened: Opened) -> None:
    """The list of findings, a page at a time; each links to the line it is about."""
    parts.heading(t("quality.findings"))
    names = {"broken": t("col.broken"), "untestable": t("col.untestable"), "all": t("scope.all")}
    verdict = parts.choice("verdict", t("quality.verdict"), _VERDICTS, names.__getitem__)
    wanted = None if verdict == "all" else verdict
    count: int = ask(questions.finding_count, opened.scope, wanted)
    if not count:
        st.info(t("report.nofindings"))
        return
    pages = [str(number) for number in range(1, -(-count // _PAGE) + 1)]
    page = int(parts.choice("page", t("quality.page"), pages, str)) if len(pages) > 1 else 1
    start = (page - 1) * _PAGE
    frame: pl.DataFrame = ask(questions.findings, opened.scope, wanted, _PAGE, start)
    st.caption(t("quality.shown", n=count, first=start + 1, last=start + frame.height))
    parts.table(findings_table(frame), "findings")


def quarantine() -> None:
    """Files that gave no report, and why."""
    parts.heading(t("quality.quarantine"))
    frame: pl.DataFrame = ask(questions.quarantine)
    if frame.is_empty():
        st.info(t("quality.quarantine.none"))
        return
    shown = frame.select(
        pl.col("source").alias(t("col.file")), pl.col("reason").alias(t("col.reason")),
        pl.col("detail").alias(t("col.message")),
    )  # fmt: skip
    parts.table(shown, "quarantine")
