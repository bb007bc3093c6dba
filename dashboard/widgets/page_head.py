"""The head of every page over a scope: title, filters, the scope in words, and caveats."""

from dataclasses import dataclass, replace

import polars as pl
import streamlit as st

from dashboard.address import PLACES, asked, carried, keep, remember, settle
from dashboard.contents import MEASURES
from dashboard.data import ask
from dashboard.draw import canvas
from dashboard.draw.events import Event
from dashboard.scope import sentence
from dashboard.widgets.copy_link import copy_later
from dashboard.widgets.filters import bar, ignored
from dashboard.words import language, phrase, plain
from warehouse import questions
from warehouse.scope import LAYERS, Scope


@dataclass(frozen=True, slots=True)
class Opened:
    """Starting point of a page: its scope, the reports of each year (`questions.coverage`), and its measures."""

    scope: Scope
    coverage: pl.DataFrame
    measures: tuple[str, ...]

    @property
    def years(self) -> list[int]:
        """All years from the first to the last with a report, including gaps."""
        present = self.coverage["year"].to_list()
        return list(range(min(present), max(present) + 1)) if present else []

    @property
    def agencies(self) -> dict[int, int]:
        return dict(self.coverage.select("year", "agencies").iter_rows())

    @property
    def fullest_recent_year(self) -> int:
        """The newest year, or the one before it while fewer than half as many agencies have reported on the newest."""
        years = sorted(self.agencies)
        newest, before = years[-1], years[-2] if len(years) > 1 else years[-1]
        return newest if self.agencies[newest] * 2 >= self.agencies[before] else before


def heading(text: str, help_: str | None = None) -> None:
    """Show a section heading, with its definition as a tooltip."""
    st.markdown(f"## {text}", help=help_)


def title(page: str, over: str = "") -> None:
    """Show a page's title, its introduction, and warnings for URL parameters that were ignored.

    The browser's tab names the page and what it is over (the scope in words).
    """
    st.set_page_config(page_title=" · ".join(filter(None, (phrase(f"page.{page}"), over, phrase("app")))))
    with st.container(horizontal=True, horizontal_alignment="distribute", vertical_alignment="center"):
        st.title(phrase(f"page.{page}"), anchor=False, width="content")
        copy_later()
    st.caption(phrase(f"intro.{page}"))
    for name, value in ignored():
        why = "scope.ambiguous" if _is_of_several(name, value) else "scope.ignored"
        st.warning(phrase(why, name=plain(name), value=plain(value)))


def _is_of_several(name: str, value: str) -> bool:
    """Whether a place that was ignored is there, but more than once."""
    return (
        name in PLACES and not ask(questions.places, *(value if name == each else None for each in PLACES)).is_empty()
    )


def opening(page: str, scope: Scope, trends: bool = False) -> Opened | None:
    """Show title, filters, scope in words and caveats; returns None (after a message) if the scope has no reports.

    `trends` adds the switch between counts and rates.
    """
    title(page, sentence(scope))
    bar(scope, trends=trends)
    coverage: pl.DataFrame = ask(questions.coverage, scope)
    if not coverage["reports"].sum():
        st.markdown(f"**{plain(sentence(scope))}**")
        _nothing(scope, coverage)
        return None
    holds = phrase("scope.holds", reports=f"{coverage['reports'].sum():,}", agencies=f"{coverage['ever'][0]:,}")
    with st.container(horizontal=True, vertical_alignment="center", key="scope"):
        st.markdown(f"**{plain(sentence(scope))}** — {holds}", width="content")
        _other_layer(page, scope)
    _caveats(scope, coverage)
    return Opened(scope, coverage.filter(pl.col("reports") > 0), MEASURES.get(page, ()))


def _other_layer(page: str, scope: Scope) -> None:
    """Say how many reports the other layer has in the same scope, with a link to it: nothing is hidden."""
    layer = next(each for each in LAYERS if each != scope.layer)
    if scope.agency is not None or scope.agency_type is not None:
        return
    there: pl.DataFrame = ask(questions.coverage, replace(scope, layer=layer, panel=False))
    if number := int(there["reports"].sum()):
        said = phrase(f"scope.also.{layer}", n=f"{number:,}")
        page_link(page, f"{said} →", layer=None if layer == LAYERS[0] else layer, panel=None)


def _nothing(scope: Scope, coverage: pl.DataFrame) -> None:
    """Explain why there are no reports, and offer a remedy."""
    if scope.panel and coverage.height:
        st.info(phrase("empty.panel", first=scope.first, last=scope.last))
        st.button(phrase("empty.panel.off"), on_click=remember, args=("panel", None))
        return
    st.info(phrase("empty"))
    layer = next(each for each in LAYERS if each != scope.layer)
    there: pl.DataFrame = ask(questions.coverage, replace(scope, layer=layer, panel=False))
    if there.height and scope.agency_type != "government":
        label = phrase("empty.other", layer=phrase(f"layer.{layer}"), n=int(there["reports"].sum()))
        st.button(label, on_click=remember, args=("layer", None if layer == LAYERS[0] else layer))


def _caveats(scope: Scope, coverage: pl.DataFrame) -> None:
    notes = []
    if canvas.breaks(scope.first, scope.last):
        notes.append(phrase("caveat.break"))
    notes += [in_words(event) for event, _ in canvas.marks(scope.first, scope.last)]
    outside = int(coverage["outside"].sum())
    notes.append(phrase("caveat.panel", n=outside) if scope.panel else phrase("caveat.composition"))
    notes += [phrase("caveat.layer"), phrase("caveat.blank")]
    if unplaced := ask(questions.unplaced, scope):
        notes.append(phrase("caveat.unplaced", n=unplaced))
    if left_out := int(coverage["left_out"].sum()):
        notes.append(phrase("caveat.left_out", n=left_out))
    if partial := int(coverage["partial"].sum()):
        notes.append(phrase("caveat.partial", n=partial))
    with st.container(key="caveats"), st.expander(phrase("caveat.title"), icon=":material/info:"):
        st.markdown("\n".join(f"- {note}" for note in notes))


def in_words(event: Event) -> str:
    """Describe an event that charts by year mark: its sign, day, sentence and source."""
    day, text = f"{event.on:%Y-%m-%d}", event.text(language())
    return phrase("caveat.event", sign=canvas.EVENT, day=day, text=text, source=event.source(language()))


def choice(
    name: str, label: str, options: list[str], shown: dict[str, str], default: str | None = None, **look: int
) -> str:
    """Show a select box bound to the URL, which omits the default (or first) option; returns the chosen one."""
    usual = default if default is not None else options[0]
    wanted = asked(name) or usual
    if wanted not in options:
        st.warning(phrase("scope.ignored", name=name, value=plain(wanted[:60])))
        wanted = usual

    settle(name, wanted)
    st.session_state[f"w.{name}"] = wanted
    st.selectbox(
        label,
        options,
        format_func=shown.__getitem__,
        key=f"w.{name}",
        on_change=keep,
        args=(name, usual),
        width=look.get("width", 220),
    )
    return wanted


def page_link(page: str, label: str, icon: str | None = None, **more: str | None) -> None:
    """Show a link to another page that keeps the scope."""
    st.page_link(f"pages/{page}.py", label=label, icon=icon, query_params=carried(**more))
