"""The filters above a page: set from the URL, and written back to the URL when changed."""

from dataclasses import replace
from typing import Any

import polars as pl
import streamlit as st

from dashboard.address import (
    COUNTS,
    NARROWING,
    PLACES,
    RATES,
    keep,
    one_of_many,
    params,
    remember,
    remember_all,
    scope_of,
    settle,
)
from dashboard.data import ask
from dashboard.scope import agency_name, in_rates, known
from dashboard.words import kind_name, level_name, phrase, place_name, plain
from ingest.identify.reference import agency_types, levels
from warehouse import questions
from warehouse.scope import DEPARTMENTS, LAYERS, Scope

_IGNORED = "ignored"
_WIDTHS = {"province": 140, "prefecture": 140, "county": 140, "type": 150, "level": 120}


def read() -> Scope:
    """Return the scope in the page's URL; invalid parameters are kept for the page head to report (`ignored`)."""
    _with_parents()
    given = params()
    scope, ignored = scope_of(given, known(given))
    if (key := given.get("agency")) is not None:
        agency = ask(questions.agency_key, key)
        if agency is None:
            ignored.append(("agency", key[:60]))
        else:
            scope = replace(scope, agency=agency)
    st.session_state[_IGNORED] = ignored
    return scope


def ignored() -> list[tuple[str, str]]:
    """Return the URL parameters ignored in this run, as (parameter, value)."""
    parameters: list[tuple[str, str]] = st.session_state.get(_IGNORED, [])
    return parameters


def bar(scope: Scope, totals: bool = True, trends: bool = True) -> None:
    """Show the filters in one line: years, place, agency type, level; with `trends` counts or rates.

    With `totals`, what is seldom changed (level, layer, panel) is folded into its end, whose label says what holds.
    """
    about = ask(questions.about).row(0, named=True)
    first, last = about["first_year"] or 2019, about["last_year"] or 2019
    with st.container(horizontal=True, key="filters", vertical_alignment="bottom"):
        _year("from", scope.first, list(range(first, scope.last + 1)), first)
        _year("to", scope.last, list(range(scope.first, last + 1)), last)
        if scope.agency is not None:
            _one_agency(scope.agency)
        else:
            _many_agencies(scope, folded=totals)
        if trends:
            _as()
        if scope != Scope(first, last, agency=scope.agency):
            st.button(phrase("scope.reset"), on_click=_reset, icon=":material/filter_alt_off:", type="tertiary",
                      key="w.reset", help=phrase("scope.reset"))  # fmt: skip


def _one_agency(agency: str) -> None:
    settle("agency", agency)
    st.button(
        plain(agency_name(agency)), icon=":material/close:", help=phrase("scope.agency.leave"), key="w.agency.leave",
        on_click=remember_all, args=({"agency": None, **one_of_many()},),
    )  # fmt: skip


def _many_agencies(scope: Scope, folded: bool) -> None:
    facets: pl.DataFrame = ask(questions.facets, scope)
    for number, place in enumerate(PLACES):
        chosen = getattr(scope, place)
        if number and not any(getattr(scope, above) for above in PLACES[:number]) and chosen is None:
            continue  # prefectures are offered once a province is chosen
        _select(place, f"scope.{place}", _counted(facets, place), chosen, place_name)
    kinds = _in_order(_counted(facets, "agency_type"), list(agency_types()))
    _select("type", "scope.agency_type", kinds, scope.agency_type, kind_name)
    at_levels = _in_order(_counted(facets, "level"), list(levels()))
    if not folded:
        _select("level", "scope.level", at_levels, scope.level, level_name)
        return
    with st.popover(_in_force(scope), icon=":material/tune:", key="fold"):
        _layer(scope)
        _panel(scope)
        _select("level", "scope.level", at_levels, scope.level, level_name)


def _in_force(scope: Scope) -> str:
    """What holds of what is folded: the layer, and a level or the panel if chosen."""
    level = plain(level_name(scope.level)) if scope.level else None
    panel = phrase("scope.panel") if scope.panel else None
    held = " · ".join(filter(None, (phrase(f"layer.{scope.layer}"), level, panel)))
    return phrase("scope.fold", held=held)


def _reset() -> None:
    remember_all({**dict.fromkeys((*NARROWING, "agency")), **one_of_many()})


def _year(name: str, value: int, options: list[int], default: int) -> None:
    def changed() -> None:
        chosen = st.session_state[f"w.{name}"]
        remember_all({**one_of_many(), name: None if chosen == default else str(chosen)})

    settle(name, value)
    st.session_state[f"w.{name}"] = value
    st.selectbox(phrase(f"scope.{name}"), options, key=f"w.{name}", on_change=changed, width=86)


def _counted(facets: pl.DataFrame, facet: str) -> dict[str, int]:
    return dict(facets.filter(pl.col("facet") == facet).select("value", "reports").iter_rows())


def _in_order(options: dict[str, int], order: list[str]) -> dict[str, int]:
    return {each: options[each] for each in order if each in options}


def _with_parents() -> None:
    """Complete a URL that names a county or prefecture without those above it, if the name is unique."""
    for number in (2, 1):
        place, above = PLACES[number], PLACES[:number]
        named = st.query_params.get(place)
        if named is None or all(each in st.query_params for each in above):
            continue
        found = ask(questions.places, **{each: named if each == place else None for each in PLACES})
        parents = found.select(above).unique()
        if parents.height == 1:
            remember_all({each: name for each, name in parents.row(0, named=True).items() if name is not None})


def _select(name: str, label: str, options: dict[str, int], chosen: str | None, words: Any) -> None:
    if chosen is not None and chosen not in options:
        options = {chosen: 0, **options}

    def changed() -> None:
        # Reset the levels below a changed place, and which of them was shown: other ones are asked for.
        below = PLACES[PLACES.index(name) + 1 :] if name in PLACES else ()
        others = dict.fromkeys((*below, "agency"))
        remember_all({**one_of_many(), **others, name: st.session_state[f"w.{name}"]})

    st.session_state[f"w.{name}"] = chosen
    shown = {each: f"{words(each)} ({count:,})" for each, count in options.items()}
    st.selectbox(
        phrase(label), list(options), format_func=shown.__getitem__, key=f"w.{name}", index=None,
        placeholder=phrase("scope.all"), on_change=changed, width=_WIDTHS[name],
    )  # fmt: skip


def _layer(scope: Scope) -> None:
    settle("layer", scope.layer)
    st.session_state["w.layer"] = scope.layer
    shown = {each: phrase(f"layer.{each}") for each in LAYERS}
    st.segmented_control(
        phrase("scope.layer"), LAYERS, format_func=shown.__getitem__, key="w.layer", on_change=keep,
        args=("layer", DEPARTMENTS), help=phrase("scope.layer.help"), disabled=scope.agency_type == "government",
        required=True,
    )  # fmt: skip


def _as() -> None:
    st.session_state["w.as"] = RATES if in_rates() else COUNTS
    settle("as", st.session_state["w.as"])
    shown = {COUNTS: phrase("scope.counts"), RATES: phrase("scope.rates")}
    st.segmented_control(
        phrase("scope.as"), [COUNTS, RATES], format_func=shown.__getitem__, key="w.as", on_change=keep,
        args=("as", COUNTS), required=True, label_visibility="collapsed",
    )  # fmt: skip


def _panel(scope: Scope) -> None:
    def changed() -> None:
        remember("panel", "1" if st.session_state["w.panel"] else None)

    st.session_state["w.panel"] = scope.panel
    st.toggle(phrase("scope.panel"), key="w.panel", on_change=changed, help=phrase("scope.panel.help"))
