"""Sections of the SQL page: the query, kept in the URL, its result with downloads, and the schema."""

from contextlib import suppress
from pathlib import Path
from threading import Lock
from typing import Any
from urllib.parse import urlencode

import streamlit as st
from cachetools import LRUCache
from streamlit.runtime.scriptrunner import get_script_run_ctx

from dashboard.address import asked, follow, home, link, remember
from dashboard.data import snapshot
from dashboard.widgets.page_head import heading
from dashboard.widgets.provenance import origin
from dashboard.widgets.table import foreign_table
from dashboard.words import language, phrase, plain
from warehouse import free_sql
from warehouse.examples import EXAMPLES
from warehouse.schema import tables
from warehouse.sql_names import TABLES

_LONGEST = 6000
_LOCK = Lock()


def query_box() -> str:
    """Show the query in an editor; returns the query in the URL, which the button updates."""
    follow("sql")
    if not st.session_state["w.sql"] and asked("sql") is None:
        st.session_state["w.sql"] = EXAMPLES["years"]
    st.text_area(phrase("sql.query"), key="w.sql", height=180, max_chars=_LONGEST)
    with st.container(horizontal=True, vertical_alignment="center"):
        st.button(phrase("sql.run"), type="primary", icon=":material/play_arrow:", on_click=_put)
        for name in EXAMPLES:
            st.button(
                phrase(f"sql.example.{name}"), key=f"sql.{name}", type="tertiary", on_click=_example, args=(name,)
            )
    st.caption(phrase("sql.bounds", rows=f"{free_sql.ROWS:,}", seconds=free_sql.SECONDS, memory=free_sql.MEMORY))
    return asked("sql") or EXAMPLES["years"]


def _put() -> None:
    remember("sql", st.session_state["w.sql"].strip()[:_LONGEST] or None)


def _example(name: str) -> None:
    st.session_state["w.sql"] = EXAMPLES[name]
    _put()


_KEPT = 64_000_000  # bytes of answers
_answers: LRUCache[Any, free_sql.Answer] = LRUCache(_KEPT, getsizeof=lambda found: 4000 + found.frame.estimated_size())


def _answer(path: Path, text: str) -> free_sql.Answer:
    """The answer to a query, remembered for the reruns of the page; a refusal is raised and not remembered."""
    context = get_script_run_ctx()
    with _LOCK:
        known = _answers.get((path, text))
    found = known or free_sql.run(path, text, client=f"session {context.session_id if context else ''}")
    with _LOCK, suppress(ValueError):  # too large to be kept
        _answers[path, text] = found
    return found


def rows(text: str) -> None:
    """Show the result as a table, or a message on why the query was refused."""
    if len(text) > _LONGEST:
        st.error(phrase("sql.long", most=_LONGEST))
        return
    try:
        with st.spinner(phrase("sql.running")):
            found = _answer(snapshot().path, text)
    except free_sql.Refused as refused:
        st.error(phrase(f"sql.kind.{refused.kind}", detail=plain(refused.detail)))
        return
    st.caption(phrase("sql.rows", n=f"{found.frame.height:,}"))
    if found.cut:
        st.warning(phrase("sql.cut", rows=f"{free_sql.ROWS:,}"))
    foreign_table(found.frame, "sql", origin(phrase("page.sql"), None))
    st.caption(phrase("sql.api"))
    st.code(f"{home()}/api/sql?{urlencode({'sql': text, 'format': 'csv'})}", language=None, wrap_lines=True)


def schema() -> None:
    """Show the public tables, from the same declaration as the data dictionary."""
    heading(phrase("sql.tables"))
    for name in TABLES:
        declared = tables()[name]
        with st.expander(f"`{name}` {declared.zh if language() == 'zh' else declared.en}"):
            st.markdown(
                "\n".join(f"- `{c.name}` {c.type} — {c.zh if language() == 'zh' else c.en}" for c in declared.columns)
            )
    st.markdown(f"[{phrase('page.about')}]({link('about')})")
