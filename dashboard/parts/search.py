"""The search box for agencies, places and reports as the user types, and full-text search in reports."""

from collections.abc import Mapping
from typing import Any

import polars as pl
import streamlit as st

from dashboard.address import follow, remember
from dashboard.data import ask
from dashboard.scope import spoken
from dashboard.widgets.page_head import heading, page_link
from dashboard.widgets.provenance import origin
from dashboard.widgets.table import agency_column, table
from dashboard.words import NONE, agency_said, phrase, place_name, plain
from warehouse import questions
from warehouse.scope import Scope

_SHOWN, _QUICK, _PASSAGES = 12, 5, 50
_LONGEST = 60


@st.fragment
def quick() -> None:
    """Show the search box in the sidebar of every page, with links to the best matches."""
    typed = st.text_input(
        phrase("search.box"), key="w.quick", live=True, placeholder=phrase("search.hint"), icon=":material/search:",
        label_visibility="collapsed", max_chars=_LONGEST, type="search",
    )  # fmt: skip
    if typed and typed.strip():
        _results(typed.strip(), _QUICK)
        page_link("search", phrase("search.all"), icon=":material/manage_search:", q=typed.strip())


def box() -> str:
    """Show the page's search box, bound to the URL; returns the text."""
    follow("q")
    typed = st.text_input(
        phrase("search.box"), key="w.q", live=True, placeholder=phrase("search.hint"), icon=":material/search:",
        max_chars=_LONGEST, type="search", on_change=lambda: remember("q", st.session_state["w.q"].strip() or None),
    )  # fmt: skip
    return (typed or "").strip()


def names(typed: str) -> None:
    """Show matching places, agencies and reports."""
    if not typed:
        st.caption(phrase("search.start"))
        return
    _results(typed, _SHOWN)


def _results(typed: str, limit: int) -> None:
    names: pl.DataFrame = ask(questions.names_like, typed, limit)
    reports: pl.DataFrame = ask(questions.reports_like, typed, min(limit, 8))
    if names.is_empty() and reports.is_empty():
        st.caption(phrase("search.nothing"))
    for kind in ("place", "agency"):
        rows = names.filter(pl.col("kind") == kind)
        if rows.height:
            st.caption(phrase(f"search.{kind}"))
        for row in rows.iter_rows(named=True):
            (_place if kind == "place" else _agency)(row)
    if reports.height:
        st.caption(phrase("search.report"))
    for row in reports.iter_rows(named=True):
        label = f"{row['year'] or NONE} · {plain(agency_said(row['agency']))}"
        page_link("report", label, icon=":material/article:", report=row["report_id"])


def _agency(row: Mapping[str, Any]) -> None:
    first, last = row["first_year"], row["last_year"]
    held = phrase("search.years", years=first if first == last else f"{first}–{last}", n=row["reports"])
    said = plain(agency_said(row["name"]))
    page_link("agency", f"{said} :gray[{held}]", icon=":material/account_balance:", agency=row["key"])


def _place(row: Mapping[str, Any]) -> None:
    parents = (
        row["province"] if row["name"] != row["province"] else None,
        row["prefecture"] if row["county"] else None,
    )
    above = " · ".join(place_name(each) for each in parents if each)
    # What was typed may be the Chinese name: it stays beside the English one.
    name = " ".join(dict.fromkeys((place_name(row["name"]), row["name"])))
    page_link(
        "overview", f"{plain(name)} :gray[{plain(above)} {phrase('search.count', n=row['reports'])}]",
        icon=":material/place:",
        province=row["province"],
        prefecture=row["prefecture"] if row["prefecture"] != row["province"] or row["county"] else None,
        county=row["county"],
    )  # fmt: skip


def text(scope: Scope) -> None:
    """Show passages of reports in the scope whose text outside the statutory tables contains all the words."""
    heading(phrase("search.text"), phrase("search.text.help"))
    follow("text")
    typed = st.text_input(
        phrase("search.words"), key="w.text", placeholder=phrase("search.text.hint"), max_chars=_LONGEST,
        on_change=lambda: remember("text", st.session_state["w.text"].strip() or None),
    )  # fmt: skip
    words = (typed or "").strip()
    st.caption(plain(spoken(scope)))
    if not words:
        return
    with st.spinner(phrase("search.looking")):
        passages: pl.DataFrame = ask(questions.passages, scope, words, _PASSAGES)
    complete = bool(passages["complete"].all())
    passages = passages.filter(pl.col("report_id") != "")
    if passages.is_empty():
        st.info(phrase("search.text.nothing") if complete else phrase("search.text.stopped"))
        return
    if not complete:
        st.caption(phrase("search.text.more", n=passages.height))
    for row in passages.iter_rows(named=True):
        with st.container(horizontal=True, vertical_alignment="center"):
            said = plain(agency_said(row["agency"] or NONE))
            page_link("report", f"{row['year']} · {said}", icon=":material/article:",
                      report=row["report_id"], line=str(row["line"]))  # fmt: skip
            st.caption(_plain(row["passage"], words.split()[0]))
    shown = passages.select(
        pl.col("year").alias(phrase("col.year")),
        agency_column(passages),
        pl.col("line").alias(phrase("col.line")),
        pl.col("passage").alias(phrase("col.passage")),
    )
    with st.container(key="view-passages"), st.expander(phrase("picture.table")):  # on paper they stand above
        table(shown, "passages", origin(phrase("search.text"), scope))


def _plain(passage: str, word: str) -> str:
    """Return a passage as escaped Markdown with the word in bold."""
    return plain(passage).replace(plain(word), f"**{plain(word)}**")
