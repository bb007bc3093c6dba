"""The scope of all pages: read from the address, chosen in the sidebar, written back to the address."""

from typing import Any
from urllib.parse import urlencode

import polars as pl
import streamlit as st

from dashboard.data import ask
from dashboard.words import LANGUAGES, kind_name, language, level_name, t
from ingest.reference import agency_types, levels
from warehouse import questions
from warehouse.scope import DEPARTMENTS, LAYERS, Scope

# Names in the address; they carry over from page to page.
_IGNORED = "ignored"
_PLACES = ("province", "prefecture", "county")
CARRIED = ("lang", "from", "to", *_PLACES, "type", "level", "layer")


def carried(**more: str | None) -> dict[str, str]:
    """The scope as address parameters, for a link to another page; `more` adds to it, None takes away."""
    params = {name: st.query_params[name] for name in CARRIED if name in st.query_params}
    params.update({name: value for name, value in more.items() if value is not None})
    return {name: value for name, value in params.items() if more.get(name, "") is not None}


def link(page: str, **more: str) -> str:
    """The address of a page within this app, scope and language included."""
    return f"/{page}?{urlencode(carried(**more))}"


def remember(name: str, value: str | None) -> None:
    """Write one parameter to the address; None takes it away."""
    if value is None:
        st.query_params.pop(name, None)
    else:
        st.query_params[name] = value


def sidebar() -> Scope:
    """Show the filters and return the scope they make."""
    facets: pl.DataFrame = ask(questions.facets)
    st.session_state[_IGNORED] = []
    _with_parents(facets)
    about = ask(questions.about).row(0, named=True)
    first, last = about["first_year"] or 2019, about["last_year"] or 2019
    with st.sidebar:
        _language()
        st.subheader(t("scope"), anchor=False)
        begin, end = _years(first, last)
        chosen: dict[str, str | None] = {}
        narrowed = facets
        for number, place in enumerate(_PLACES):
            options = _counted(narrowed, place)
            chosen[place] = _select(place, f"scope.{place}", options) if options else None
            if chosen[place] is None:
                for below in _PLACES[number if not options else number + 1 :]:
                    if below in st.query_params:
                        _ignore(below, st.query_params[below])
                break
            narrowed = narrowed.filter(pl.col(place) == chosen[place])
        kinds = _in_order(_counted(narrowed, "agency_type"), list(agency_types()))
        kind = _select("type", "scope.agency_type", kinds, kind_name)
        level = _select("level", "scope.level", _in_order(_counted(narrowed, "level"), list(levels())), level_name)
        layer = _layer("government" if kind == "government" else None)
        if any(name in st.query_params for name in CARRIED if name != "lang"):
            st.button(t("scope.reset"), on_click=_reset, width="stretch")
    places = {place: chosen.get(place) for place in _PLACES}
    return Scope(begin, end, **places, agency_type=kind, level=level, layer=layer)


def sentence(scope: Scope) -> str:
    """The scope in words."""
    years = str(scope.first) if scope.first == scope.last else f"{scope.first}–{scope.last}"
    place = scope.county or scope.prefecture or scope.province or t("scope.national")
    kind = kind_name(scope.agency_type) if scope.agency_type else t("scope.all")
    if scope.level:
        kind = f"{kind}（{level_name(scope.level)}）" if language() == "zh" else f"{kind} ({level_name(scope.level)})"
    return t("scope.sentence", years=years, place=place, kind=kind, layer=t(f"layer.{scope.layer}"))


def _reset() -> None:
    for name in CARRIED:
        if name != "lang":
            st.query_params.pop(name, None)


def _language() -> None:
    def changed() -> None:
        remember("lang", None if st.session_state["w.lang"] == "zh" else st.session_state["w.lang"])

    st.session_state["w.lang"] = language()
    st.segmented_control(
        t("language"), list(LANGUAGES), format_func=LANGUAGES.__getitem__, key="w.lang", on_change=changed,
        label_visibility="collapsed", required=True,
    )  # fmt: skip


def _number(name: str, otherwise: int, first: int, last: int) -> int:
    asked = st.query_params.get(name)
    if asked is None:
        return otherwise
    if asked.isdecimal() and first <= int(asked) <= last:
        return int(asked)
    _ignore(name, asked)
    return otherwise


def _years(first: int, last: int) -> tuple[int, int]:
    begin, end = _number("from", first, first, last), _number("to", last, first, last)
    begin, end = min(begin, end), max(begin, end)
    years = list(range(first, last + 1))
    left, right = st.columns(2)
    with left:
        _year("from", begin, [year for year in years if year <= end], first)
    with right:
        _year("to", end, [year for year in years if year >= begin], last)
    return begin, end


def _year(name: str, value: int, options: list[int], default: int) -> None:
    def changed() -> None:
        chosen = st.session_state[f"w.{name}"]
        remember(name, None if chosen == default else str(chosen))

    st.session_state[f"w.{name}"] = value
    st.selectbox(t(f"scope.{name}"), options, key=f"w.{name}", on_change=changed)


def _counted(facets: pl.DataFrame, column: str) -> dict[str, int]:
    counted = facets.filter(pl.col(column).is_not_null()).group_by(column).agg(pl.col("reports").sum()).sort(column)
    return dict(counted.iter_rows())


def _in_order(options: dict[str, int], order: list[str]) -> dict[str, int]:
    return {each: options[each] for each in order if each in options}


def _ignore(name: str, value: str) -> None:
    """Keep what the address asks for and nobody has; the page's head says it."""
    st.session_state[_IGNORED].append((name, value[:60]))


def ignored() -> list[tuple[str, str]]:
    """Parameters of the address that were ignored in this run."""
    found: list[tuple[str, str]] = st.session_state.get(_IGNORED, [])
    return found


def _with_parents(facets: pl.DataFrame) -> None:
    """A link to a county alone: its prefecture and province go without saying, where only one has that name."""
    for number in (2, 1):
        place, above = _PLACES[number], list(_PLACES[:number])
        asked = st.query_params.get(place)
        if asked is None or all(each in st.query_params for each in above):
            continue
        parents = facets.filter(pl.col(place) == asked).select(above).unique().drop_nulls(_PLACES[0])
        if parents.height == 1:
            for each, name in parents.row(0, named=True).items():
                if name is not None:
                    remember(each, name)


def _select(name: str, label: str, options: dict[str, int], words: Any = str) -> str | None:
    asked = st.query_params.get(name)
    if asked is not None and asked not in options:
        _ignore(name, asked)
        asked = None

    def changed() -> None:
        remember(name, st.session_state[f"w.{name}"])
        if name in _PLACES:  # what lies below the place that changed is no longer there
            for below in _PLACES[_PLACES.index(name) + 1 :]:
                remember(below, None)

    st.session_state[f"w.{name}"] = asked
    shown = {each: f"{words(each)} ({count:,})" for each, count in options.items()}
    return st.selectbox(
        t(label), list(options), format_func=shown.__getitem__, key=f"w.{name}", index=None,
        placeholder=t("scope.all"), on_change=changed,
    )  # fmt: skip


def _layer(kind: str | None) -> str:
    asked = "governments" if kind == "government" else st.query_params.get("layer", DEPARTMENTS)
    if asked not in LAYERS:
        _ignore("layer", asked)
        asked = DEPARTMENTS

    def changed() -> None:
        chosen = st.session_state["w.layer"]
        remember("layer", None if chosen == DEPARTMENTS else chosen)

    st.session_state["w.layer"] = asked
    shown = {each: t(f"layer.{each}") for each in LAYERS}
    chosen = st.segmented_control(
        t("scope.layer"), LAYERS, format_func=shown.__getitem__, key="w.layer", on_change=changed,
        help=t("scope.layer.help"), disabled=kind == "government", width="stretch", required=True,
    )  # fmt: skip
    return chosen or asked
