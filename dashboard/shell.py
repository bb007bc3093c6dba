"""What surrounds every page: navigation that keeps the scope, the filters, the footer, and a last line of defence."""

import logging
from typing import Any

import streamlit as st

from dashboard import start
from dashboard.data import ask
from dashboard.scope import carried, sidebar
from dashboard.words import t
from warehouse import questions
from warehouse.publish import NoSnapshot
from warehouse.scope import Scope

_SCOPE = "scope"
_LESS_AIR = "<style>[data-testid=stMainBlockContainer]{padding-top:3rem;padding-bottom:2rem}</style>"
PAGES = (
    ("overview", ":material/home:"),
    ("applications", ":material/mail:"),
    ("permits", ":material/verified:"),
    ("penalties", ":material/gavel:"),
    ("disputes", ":material/balance:"),
    ("agency", ":material/account_balance:"),
    ("quality", ":material/rule:"),
    ("report", ":material/article:"),
    ("data", ":material/table_chart:"),
)


def run() -> None:
    """List the pages, show what surrounds them, run the chosen one."""
    pages = _pages()
    chosen = st.navigation(pages, position="hidden")
    if not start.ready():
        return
    try:
        _sidebar(pages)
        chosen.run()
        _footer()
    except NoSnapshot:
        st.info(t("no_snapshot"))
    except Exception:
        # The page's reader gets a sentence; the trace goes to whoever runs the server.
        logging.getLogger("nianbao").exception("page %s failed", chosen.title)
        st.error(t("trouble"))


def scope() -> Scope:
    """The scope chosen in the sidebar, for the page that is being run."""
    if _SCOPE not in st.session_state:
        # The first visit to a new server may be a deep link, and Streamlit, seeing a folder `pages`, then runs the page
        # without app.py. Naming the pages ourselves once puts an end to that; the next run goes through app.py.
        st.navigation(_pages(), position="hidden")
        st.rerun()
    chosen: Scope = st.session_state[_SCOPE]
    return chosen


def _pages() -> list[Any]:
    return [
        st.Page(f"pages/{name}.py", title=t(f"page.{name}"), icon=icon, url_path=name, default=name == "overview")
        for name, icon in PAGES
    ]


def _sidebar(pages: list[Any]) -> None:
    st.html(_LESS_AIR)
    with st.sidebar:
        st.markdown(f"### {t('app')}")
        st.caption(t("tagline"))
        for page, (name, _) in zip(pages, PAGES, strict=True):
            st.page_link(page, label=t(f"page.{name}"), query_params=carried())
    st.session_state[_SCOPE] = sidebar()


def _footer() -> None:
    about = ask(questions.about).row(0, named=True)
    st.divider()
    st.caption(t("footer", snapshot=about["snapshot"], reports=f"{about['reports']:,}", facts=f"{about['facts']:,}"))
