"""What surrounds every page: navigation that keeps the scope, the link to copy, the footer, a last line of defence."""

import logging
from dataclasses import replace
from typing import Any

import streamlit as st

from dashboard import condition
from dashboard.address import PAGE, announce, carried, has_shown, reading, remember, settle
from dashboard.app import first_build
from dashboard.data import ask, gone, is_older, snapshot
from dashboard.parts.search import quick
from dashboard.scope import of_agency
from dashboard.widgets.copy_link import copy_button
from dashboard.widgets.filters import read
from dashboard.widgets.side_menu import closes_on_a_phone
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
    "trust": (
        ("coverage", ":material/grid_on:"),
        ("quality", ":material/rule:"),
        ("data", ":material/table_chart:"),
        ("sql", ":material/terminal:"),
        ("about", ":material/info:"),
    ),
}
PAGES = tuple(page for pages in GROUPS.values() for page in pages)
# Streamlit's own strings are English; what they say, the pages say in the reader's language.
_STYLE = """<style>
[data-testid=stMainBlockContainer] {padding-top: 2.6rem; padding-bottom: 2rem; max-width: 1500px}
[data-testid=stSidebarContent] [data-testid=stPageLink-NavLink] {padding: .1rem .4rem; min-height: 1.7rem}
[data-testid=stSidebarContent] [data-testid=stVerticalBlock] {gap: .35rem}
.nb-brand {font-size: .82rem; line-height: 1.4; opacity: .9} .nb-brand b {font-size: 1.15rem}
[data-testid=stSidebarHeader] {height: 2.2rem; padding-bottom: 0; margin-bottom: 0}
button.nb-key {font: inherit; font-size: .82rem; color: inherit; background: none; border: 0; padding: .1rem .2rem;
  cursor: pointer}
button.nb-key[aria-pressed=true] {font-weight: 700; text-decoration: underline}
.nb-key {display: inline-flex; align-items: center; gap: .3rem; margin-right: .9rem; font-size: .82rem}
.nb-key i {width: .8rem; height: .8rem; border-radius: 2px; display: inline-block}
.nb-key i.nb-apart {width: 1.4rem; height: 0; border-radius: 0; border-top: 2px dotted #8C8C8C}
.modebar, .plotly-notifier {display: none !important}
[data-testid=stMain] h2 {font-size: 1.25rem !important; padding: .5rem 0 .35rem !important}
[class*="st-key-chart-"] h2 {padding-bottom: 0 !important}
[data-testid=stCaptionContainer] {color: light-dark(#5C6066, #B4B8C0) !important; opacity: 1 !important}
[data-testid=stCaptionContainer] :is(p, li) {color: inherit}
button[data-selected=true] p, button[data-selected=true] span {color: light-dark(#004F7C, #8CCBF0) !important}
[data-testid=stMetricDelta] > div, [data-testid=stMetricValue] > div {overflow: visible}
[data-testid=stMetricDelta] :is(div, p), [data-testid=stMetricValue] :is(div, p), [data-testid=stMetricLabel] p {
  white-space: normal !important; overflow: visible !important; text-overflow: clip !important}
[data-testid=stMetricValue] {font-size: 1.55rem; line-height: 1.25}
.st-key-headlines [data-testid=stMetricLabel] {min-height: 2.6rem; align-items: end}
.st-key-headlines {display: grid !important; gap: .8rem; align-items: end;
  grid-template-columns: repeat(auto-fill, minmax(min(185px, 46%), 1fr))}
.st-key-headlines > *, .st-key-headlines > * > * {width: 100% !important; min-width: 0 !important}
[data-testid=stMain] [data-testid=stPageLink-NavLink] :is(span, p) {white-space: normal; overflow: visible}
[data-testid=stMultiSelect] [role=group] {height: auto !important; max-height: none !important}
[data-testid=stMultiSelectTagsContainer] {flex-wrap: wrap !important; overflow: visible !important}
.st-key-filters [data-testid=stWidgetLabel] {min-height: 1.1rem}
.st-key-parts > * {max-width: 100%} .st-key-parts [role=radiogroup] {flex-wrap: wrap}
.st-key-filters {row-gap: .3rem; column-gap: .7rem}
.st-key-filters [data-testid=stButtonGroup], .st-key-filters [data-testid=stCheckbox] {padding-bottom: .1rem}
[data-testid=stElementToolbarButton]:has([aria-label*="ownload"]) {display: none}
@media (max-width: 640px) {
  [data-testid=stMain] button:not([data-testid=stTooltipHoverTarget] *), [data-testid=stSidebar] button,
  [data-testid=stSidebarContent] [data-testid=stPageLink-NavLink], [data-testid=stPageLink-NavLink],
  [data-testid=stMain] summary, [data-testid=stHeader] button, [data-testid=stSelectbox] [role=group],
  [data-testid=stMultiSelect] [role=group],
  [data-testid=stMain] [data-testid=stTextInput] > div {min-height: 44px !important; min-width: 44px}
  [data-testid=stMain] :is([data-testid=stSelectbox], [data-testid=stMultiSelect]) button {min-width: 0}
  [data-testid=stTooltipHoverTarget] button {position: relative}
  [data-testid=stTooltipHoverTarget] button::after {content: ""; position: absolute; inset: -14px}
  [class*=st-key-chart-flow] [data-testid=stElementContainer]:has([data-testid=stPlotlyChart]) {overflow-x: auto}
  [class*=st-key-chart-flow] [data-testid=stFullScreenFrame]:has([data-testid=stPlotlyChart]) {min-width: 760px}
  .st-key-filters {flex-wrap: nowrap !important; overflow-x: auto; padding: 0 2rem .4rem 0;
    mask-image: linear-gradient(to right, #000 calc(100% - 2.5rem), transparent)}
  .st-key-filters > * {flex-shrink: 0}
  h1 {font-size: 1.8rem !important}
  [data-testid=stMainBlockContainer] {padding-top: 4.2rem}
  [data-testid=stMetricValue] {font-size: 1.3rem}
}
</style>"""


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
            st.html(_STYLE)
            _sidebar(pages)
            _which_snapshot()
            st.session_state[_SCOPE] = read()
            st.session_state[PAGE] = chosen.url_path
            chosen.run()
            copy_button()
            _footer()
            has_shown(chosen.url_path)
    except condition.UNSERVED as why:
        st.error(phrase(condition.explained(why)))
    except Exception:
        # The page's reader gets a sentence; the trace goes to whoever runs the server.
        logging.getLogger("nianbao").exception("page %s failed", chosen.title)
        st.error(phrase("trouble"))


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
    }


def _sidebar(pages: dict[str, Any]) -> None:
    kept = carried()
    with st.sidebar:
        closes_on_a_phone()
        st.html(f"<div class='nb-brand'><b>{phrase('app')}</b><br>{phrase('tagline')}</div>")
        _language()
        quick()
        for group, members in GROUPS.items():
            st.caption(phrase(f"nav.{group}"))
            for name, icon in members:
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


def _footer() -> None:
    about = ask(questions.about).row(0, named=True)
    st.divider()
    st.caption(
        phrase("footer", snapshot=about["snapshot"], reports=f"{about['reports']:,}", facts=f"{about['facts']:,}")
    )
