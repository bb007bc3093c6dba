"""The address that a page or a program asks with: its parameters, and the scope that they make. Knows no widgets.

A page reads the address of its session; the interface for programs and files built without a session put the request's
parameters in its place (`reading`), so that both mean the same by the same words.
"""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from urllib.parse import quote, urlencode

import streamlit as st

from ingest.identify.reference import agency_types, levels
from warehouse.scope import DEPARTMENTS, LAYERS, Scope

PAGE = "page.path"  # where a session keeps the path of the page that it shows
PLACES = ("province", "prefecture", "county")
COUNTS, RATES = "counts", "rates"
# Names in the address that make the scope, and all that carry over from page to page.
NARROWING = ("from", "to", *PLACES, "type", "level", "layer", "panel")
CARRIED = ("lang", "snapshot", *NARROWING, "as")

_GIVEN: ContextVar[Mapping[str, str] | None] = ContextVar("given", default=None)


@contextmanager
def reading(params: Mapping[str, str]) -> Iterator[None]:
    """Read these parameters in place of a session's address."""
    token = _GIVEN.set(params)
    try:
        yield
    finally:
        _GIVEN.reset(token)


def request() -> Mapping[str, str] | None:
    """The parameters put in the session's place, themselves: the same object for as long as they are read."""
    return _GIVEN.get()


def params() -> dict[str, str]:
    """All parameters of the address in force."""
    given = _GIVEN.get()
    return dict(given) if given is not None else st.query_params.to_dict()


def asked(name: str) -> str | None:
    """One parameter of the address in force; None where it is not there."""
    given = _GIVEN.get()
    return given.get(name) if given is not None else st.query_params.get(name)


def remember(name: str, value: str | None) -> None:
    """Write one parameter to the page's address; None takes it away."""
    remember_all({name: value})


def remember_all(changes: Mapping[str, str | None]) -> None:
    """Write several parameters at once: one step for the browser's Back."""
    wanted = {name: value for name, value in ({**params(), **changes}).items() if value is not None}
    given = _GIVEN.get()
    if isinstance(given, dict):  # what the rest of this run reads
        given.clear()
        given.update(wanted)
    if wanted != st.query_params.to_dict():
        st.query_params.from_dict(wanted)


def keep(name: str, usual: object) -> None:
    """What a widget of this name now says goes into the address; the usual choice leaves no trace there."""
    chosen = st.session_state[f"w.{name}"]
    remember(name, None if chosen == usual else str(chosen))


def follow(name: str) -> None:
    """A box of text shows what the address says whenever the address has changed by another hand than the box's."""
    wanted = asked(name) or ""
    if st.session_state.get(f"seen.{name}") != wanted:
        st.session_state[f"seen.{name}"] = wanted
        st.session_state[f"w.{name}"] = wanted


def carried(**more: str | None) -> dict[str, str]:
    """The scope as address parameters, for a link to another page; `more` adds to it, None takes away."""
    now = params()
    kept = {name: now[name] for name in CARRIED if name in now and more.get(name, "") is not None}
    return kept | {name: value for name, value in more.items() if value is not None}


def link(page: str, **more: str | None) -> str:
    """The address of a page within this app, scope and language included."""
    return f"/{'' if page == 'overview' else page}?{urlencode(carried(**more))}"


def home() -> str:
    """The address of the app itself, as the reader's browser has it, without the page or a slash at its end."""
    page = st.session_state.get(PAGE, "")
    whole = (st.context.url or "").rstrip("/")
    return whole.removesuffix(f"/{page}") if page else whole


def query(given: Mapping[str, str]) -> str:
    """Parameters as a link has them, Chinese left as it is: a third as long, and a reader sees what it is about."""
    return "&".join(
        f"{name}={''.join(c if ord(c) > 127 else quote(c, safe='-_.~,:@*!()') for c in value)}"
        for name, value in given.items()
    )


@dataclass(frozen=True, slots=True)
class Known:
    """What the snapshot has to choose from: its years, and which of the address's places there are."""

    first: int
    last: int
    places: frozenset[tuple[str, str]]


def scope_of(given: Mapping[str, str], known: Known) -> tuple[Scope, list[tuple[str, str]]]:
    """The scope that an address asks for, and what of it does not exist and is ignored: (parameter, value)."""
    ignored: list[tuple[str, str]] = []

    def one_of(name: str, options: tuple[str, ...]) -> str | None:
        value = given.get(name)
        if value is None or value in options:
            return value
        ignored.append((name, value[:60]))
        return None

    def year(name: str, otherwise: int) -> int:
        value = given.get(name)
        if value is None:
            return otherwise
        if len(value) == 4 and value.isascii() and value.isdecimal() and known.first <= int(value) <= known.last:
            return int(value)
        ignored.append((name, value[:60]))
        return otherwise

    first, last = year("from", known.first), year("to", known.last)
    places = {name: one_of(name, tuple(v for n, v in known.places if n == name)) for name in PLACES}
    kind = one_of("type", tuple(agency_types()))
    level = one_of("level", tuple(levels()))
    layer = LAYERS[1] if kind == "government" else one_of("layer", LAYERS) or DEPARTMENTS
    panel = one_of("panel", ("1",)) is not None
    scope = Scope(min(first, last), max(first, last), **places, agency_type=kind, level=level, layer=layer, panel=panel)
    return scope, ignored
