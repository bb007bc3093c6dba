"""Trends of each agency, place, type or level in place of a sum: labelled lines of a few, small charts of many."""

import polars as pl
import streamlit as st

from dashboard.address import settle
from dashboard.data import ask
from dashboard.draw import members as by_member
from dashboard.parts.change import means
from dashboard.scope import sentence
from dashboard.widgets.chart import chart_with_files
from dashboard.widgets.page_head import Opened, choice
from dashboard.widgets.provenance import origin
from dashboard.widgets.table import groups_named, measured_table
from dashboard.words import language, phrase
from forms.measures import measure
from warehouse import questions

SUM, _USUAL = "sum", "usual"
_FEW = 12  # agencies or fewer are shown one by one unless a sum is asked for; lines or fewer are in one chart
_MOST = 40  # small charts


def choose(opened: Opened) -> str:
    """Show the choice of what a trend has a line for, bound to the URL; one agency alone has none."""
    if opened.scope.agency is not None:
        return SUM
    # What is usual is an option of its own: it stays the same while the scope, and with it what it amounts to, changes.
    options = [_USUAL, SUM, *questions.GROUPS]
    words = {_USUAL: phrase("each.usual"), SUM: phrase("each.sum")}
    shown = words | {each: phrase(f"by.{each}") for each in questions.GROUPS}
    chosen = choice("each", phrase("each"), options, shown, width=230)
    if chosen == _USUAL:
        chosen = "agency" if 1 < opened.coverage["ever"][0] <= _FEW else SUM
    settle("each", chosen)
    return chosen


def trend_of_each(opened: Opened, name: str, each: str, mean: bool) -> None:
    """Show one measure, or its mean per agency, by year with a line, or a small chart, for each member of a group."""
    of_measure = measure(name)
    frame = groups_named(ask(questions.measured, opened.scope, (name,), by=each), each)
    like = groups_named(ask(questions.like_for_like, opened.scope, (name,), by=each), each)
    frame = frame.filter(pl.col("value").is_not_null())
    frame = means(frame) if mean else frame
    members = frame["name"].unique().sort().to_list()  # in every chart the same, and so in the same colours
    if len(members) > _FEW:  # the largest first, so that what is left out of too many is the smallest
        members = frame.group_by("name").agg(pl.max("value")).sort(-pl.col("value"), "name")["name"].to_list()
    kind = f" ({phrase('trend.mean')})" if mean else ""
    title = f"{of_measure.text(language())}{kind} · {phrase(f'by.{each}')}"
    if not members:
        st.info(phrase("empty.numbers"))
        return
    draw = by_member.lines if len(members) <= _FEW else by_member.panels
    chart_with_files(
        title, draw(frame, members[:_MOST], of_measure, opened.years, like), f"each.{each}.{name}",
        sentence(opened.scope),
        lambda: measured_table(frame, (name,), grouped=True, mean=mean), lambda: origin(title, opened.scope, (name,)),
        help_=f"**{of_measure.text(language())}**: {of_measure.rule(language())}",
    )  # fmt: skip
    if len(members) > _MOST:
        st.caption(phrase("compare.shown", shown=_MOST, of=len(members)))
