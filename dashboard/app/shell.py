"""What surrounds every page: navigation that keeps the scope, the link to copy, the footer, a last line of defence."""

import logging
from dataclasses import replace
from pathlib import Path
from typing import Any

import streamlit as st
from streamlit.runtime.scriptrunner import get_script_run_ctx

from dashboard import condition
from dashboard.address import CLIENT, PAGE, announce, carried, has_shown, reading, remember, settle
from dashboard.app import first_build, settings
from dashboard.app.clients import client_of
from dashboard.data import ask, gone, is_older, snapshot
from dashboard.parts.search import quick
from dashboard.scope import made_up, of_agency, version
from dashboard.widgets.copy_link import copy_button
from dashboard.widgets.filters import read
from dashboard.widgets.printing import footed
from dashboard.widgets.reachable import by_keyboard
from dashboard.widgets.side_menu import closes_on_a_phone
from dashboard.widgets.streamlit_words import in_our_words
from dashboard.words import LANGUAGES, language, phrase, plain
from warehouse import questions
from warehouse.scope import Scope

_SCOPE = "scope"
# Pages by what a reader comes for; the first is where an address without a page leads.
GROUPS = {
    "look": (
        ("overview", ":material/home:"),
        ("map", ":material/map:"),
        ("applications", ":material/mail:"),
        ("permits", ":material/verified:"),
        ("penalties", ":material/gavel:"),
        ("disputes", ":material/balance:"),
    ),
    "find": (
        ("search", ":material/search:"),
        ("compare", ":material/compare_arrows:"),
        ("agency", ":material/account_balance:"),
        ("report", ":material/article:"),
    ),
    "verify": (
        ("check", ":material/fact_check:"),
        ("punctuality", ":material/event_available:"),
        ("changes", ":material/difference:"),
        ("likeness", ":material/content_copy:"),
        ("plausible", ":material/help_center:"),
    ),
    "trust": (
        ("coverage", ":material/grid_on:"),
        ("quality", ":material/rule:"),
        ("data", ":material/table_chart:"),
        ("sql", ":material/terminal:"),
        ("about", ":material/info:"),
    ),
}
PAGES = tuple(page for pages in GROUPS.values() for page in pages)
_CHECK = "check"  # the page that a setting turns off
# Streamlit's own strings are English; what they say, the pages say in the reader's language.
_STYLES = tuple(Path(__file__).with_name(name) for name in ("page.css", "print.css"))


def run() -> None:
    """List the pages, show what surrounds them, run the chosen one."""
    pages = _pages()
    chosen = st.navigation(list(pages.values()), position="hidden")
    if not first_build.ready():
        return
    try:
        with reading(st.query_params.to_dict()):  # read once: a page asks for its address hundreds of times
            announce(chosen.url_path)
            settle("lang", language())
            for style in _STYLES:
                st.html(style)
            _sidebar(pages)
            _which_snapshot()
            _whether_made_up()
            st.session_state[_SCOPE] = read()
            st.session_state[PAGE] = chosen.url_path
            st.session_state[CLIENT] = _client()
            _forget_what_was_checked(chosen.url_path)
            chosen.run()
            copy_button()
            footed()
            _footer()
            has_shown(chosen.url_path)
    except condition.UNSERVED as why:
        st.error(phrase(condition.explained(why)))
    except Exception:
        # The page's reader gets a sentence; the trace goes to whoever runs the server.
        logging.getLogger("nianbao").exception("page %s failed", chosen.title)
        st.error(phrase("trouble"))


def _forget_what_was_checked(page: str) -> None:
    """What a check found is not kept beyond its page, nor files that were handed over while it was left."""
    if page != _CHECK:
        if (context := get_script_run_ctx()) is not None:
            context.uploaded_file_mgr.remove_session_files(context.session_id)
        for key in [each for each in st.session_state if str(each).startswith(f"{_CHECK}.")]:
            del st.session_state[key]


def _client() -> str:
    """The address that the page is asked from, as the bounds for each client count it."""
    told = [(b"x-forwarded-for", value.encode()) for value in st.context.headers.get_all("X-Forwarded-For")]
    return client_of({"client": (st.context.ip_address or "", 0), "headers": told}, settings.PROXIES.number())


def scope(alone: bool = False) -> Scope:
    """The scope that the address asks for, for the page that is being run.

    Where it names an agency, `alone` gives the scope of that agency only; else the agency is left out.
    """
    if _SCOPE not in st.session_state:
        # The first visit to a new server may be a deep link, and Streamlit, seeing a folder `pages`, then runs the page
        # without app.py. Naming the pages ourselves once puts an end to that; the next run goes through app.py.
        st.navigation(list(_pages().values()), position="hidden")
        st.rerun()
    chosen: Scope = st.session_state[_SCOPE]
    if chosen.agency is not None and alone:
        return of_agency(chosen.agency, chosen)
    return replace(chosen, agency=None)


def _pages() -> dict[str, Any]:
    return {
        name: st.Page(f"pages/{name}.py", title=phrase(f"page.{name}"), url_path=name, default=name == "overview")
        for name, _ in PAGES  # an icon here would be fetched from the network for the browser's tab
        if name != _CHECK or settings.CHECK.text() == "on"
    }


def _sidebar(pages: dict[str, Any]) -> None:
    kept = carried()
    with st.sidebar:
        closes_on_a_phone()
        in_our_words()
        by_keyboard()
        st.html(f"<div class='nb-brand'><b>{phrase('app')}</b><br>{phrase('tagline')}</div>")
        _language()
        quick()
        for group, members in GROUPS.items():
            st.caption(phrase(f"nav.{group}"))
            for name, icon in members:
                if name not in pages:
                    continue
                st.page_link(pages[name], label=phrase(f"page.{name}"), icon=icon, query_params=kept)


def _language() -> None:
    def changed() -> None:
        remember("lang", None if st.session_state["w.lang"] == "zh" else st.session_state["w.lang"])

    st.session_state["w.lang"] = language()
    st.segmented_control(
        phrase("language"), list(LANGUAGES), format_func=LANGUAGES.__getitem__, key="w.lang", on_change=changed,
        label_visibility="collapsed", required=True,
    )  # fmt: skip


def _which_snapshot() -> None:
    """Say so where the link names a snapshot that is gone, or one that is not in force any more."""
    if (lost := gone()) is not None:
        st.error(phrase("snapshot.gone", asked=plain(lost), shown=snapshot().id), icon=":material/history_toggle_off:")
        st.button(phrase("snapshot.newest"), on_click=remember, args=("snapshot", None))
    elif is_older():
        st.info(phrase("snapshot.older", shown=snapshot().id), icon=":material/history:")
        st.button(phrase("snapshot.newest"), on_click=remember, args=("snapshot", None))


def _whether_made_up() -> None:
    if number := made_up():
        st.error(phrase("made_up.banner", n=f"{number:,}"), icon=":material/warning:")


def _footer() -> None:
    about = ask(questions.about).row(0, named=True)
    st.divider()
    st.caption(phrase("footer", snapshot=version(), reports=f"{about['reports']:,}", facts=f"{about['facts']:,}"))
