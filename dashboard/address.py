"""URL parameters of a page or an API request, and the scope that they define. Does not depend on widgets.

A page reads the URL of its session; the API, and files built without a session, substitute the parameters of their
request (`reading`), so that the same parameters mean the same to both.
"""

from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from urllib.parse import quote, quote_plus, urlencode

import streamlit as st

from ingest.identify.reference import agency_types, levels
from warehouse.scope import DEPARTMENTS, LAYERS, Scope

PAGE = "page.path"  # session key of the current page's path
CLIENT = "page.client"  # session key of the address that the page is asked from
_SHOWN = "page.shown"  # session key of the page and parameters that the last run has shown
PLACES = ("province", "prefecture", "county")
COUNTS, RATES = "counts", "rates"
# Parameters that define the scope, and all that carry over from page to page.
NARROWING = ("from", "to", *PLACES, "type", "level", "layer", "panel")
CARRIED = ("lang", "snapshot", *NARROWING, "agency", "as")
# What a page shows one of: whoever asks for another place, type or level asks for other ones.
_ONE_OF_MANY = ("report", "figure", "applicant", "line", "page")

_GIVEN: ContextVar[Mapping[str, str] | None] = ContextVar("given", default=None)
_SETTLED: ContextVar[dict[str, str] | None] = ContextVar("settled", default=None)


@contextmanager
def reading(params: Mapping[str, str]) -> Iterator[None]:
    """Use these parameters instead of those in the session's URL within the context."""
    given, settled = _GIVEN.set(params), _SETTLED.set({})
    try:
        yield
    finally:
        _GIVEN.reset(given)
        _SETTLED.reset(settled)


def request() -> Mapping[str, str] | None:
    """Return the object passed to the enclosing `reading`, or None."""
    return _GIVEN.get()


def params() -> dict[str, str]:
    """Return all current parameters, from `reading` or the session's URL."""
    given = _GIVEN.get()
    return dict(given) if given is not None else st.query_params.to_dict()


def asked(name: str) -> str | None:
    """Return one current parameter, or None if it is missing."""
    given = _GIVEN.get()
    return given.get(name) if given is not None else st.query_params.get(name)


def settle(name: str, value: object) -> None:
    """Note what a parameter amounts to on this page, also where the address leaves it to its default."""
    settled = _SETTLED.get()
    if settled is not None and value is not None:
        settled[name] = str(value)


def whole() -> dict[str, str]:
    """Return all that this page shows as parameters: a link with them depends on no default, now or later."""
    return params() | (_SETTLED.get() or {})


def announce(page: str) -> None:
    """Tell the browser the address where a link to the page that is open has changed what the page is about.

    Streamlit changes the address only when the page changes.
    """
    shown, now = st.session_state.get(_SHOWN), st.query_params.to_dict()
    if shown is not None and shown[0] == page and shown[1] != now:
        st.query_params.from_dict(now)


def has_shown(page: str) -> None:
    """Note what this run has shown, for `announce` in the next."""
    st.session_state[_SHOWN] = (page, st.query_params.to_dict())


def remember(name: str, value: str | None) -> None:
    """Set one parameter of the page's URL; None removes it."""
    remember_all({name: value})


def remember_all(changes: Mapping[str, str | None]) -> None:
    """Set several parameters at once, as one entry in the browser's history; None removes one."""
    wanted = {name: value for name, value in ({**params(), **changes}).items() if value is not None}
    given = _GIVEN.get()
    if isinstance(given, dict):  # read by the rest of this run
        given.clear()
        given.update(wanted)
    if wanted != st.query_params.to_dict():
        st.query_params.from_dict(wanted)


def one_of_many() -> dict[str, None]:
    """Return as changes for `remember_all` that no page, row or report of the lists is chosen any more."""
    return {**dict.fromkeys(_ONE_OF_MANY), **_of_lists()}


def _of_lists() -> dict[str, None]:
    return dict.fromkeys(name for name in params() if name.endswith((".page", ".row")))


def keep(name: str, usual: object) -> None:
    """Write the value of the widget `w.{name}` to the URL; the default value `usual` is omitted.

    Lists begin anew: their pages and chosen rows belong to what they were.
    """
    chosen = st.session_state[f"w.{name}"]
    remember_all({**_of_lists(), name: None if chosen == usual else str(chosen)})


def follow(name: str) -> None:
    """Update the text box `w.{name}` from the URL if the parameter has changed since the box was last shown.

    Streamlit forgets what a box held once another page has been shown: the browser's Back fills it again.
    """
    wanted = asked(name) or ""
    if st.session_state.get(f"seen.{name}") != wanted or f"w.{name}" not in st.session_state:
        st.session_state[f"seen.{name}"] = wanted
        st.session_state[f"w.{name}"] = wanted


def carried(**more: str | None) -> dict[str, str]:
    """Return the scope as URL parameters for a link to another page; `more` adds parameters, None removes one."""
    now = params()
    kept = {name: now[name] for name in CARRIED if name in now and more.get(name, "") is not None}
    return kept | {name: value for name, value in more.items() if value is not None}


def link(page: str, **more: str | None) -> str:
    """Return the URL of a page of this app, including scope, language and snapshot.

    It is relative to the app, wherever a proxy or `server.baseUrlPath` puts that: all pages lie side by side.
    """
    return f"{'./' if page == 'overview' else page}?{urlencode(carried(**more))}"


def link_upto(page: str, name: str, **more: str | None) -> str:
    """Return the URL of a page up to the value of one more parameter."""
    base = link(page, **{name: None, **more})
    return f"{base}{'&' if '=' in base else ''}{name}="


def links(page: str, name: str, values: Iterable[str]) -> list[str]:
    """Return the URLs of one page for many values of one parameter: `link`, whose scope is read once."""
    base = link_upto(page, name)
    return [f"{base}{quote_plus(value)}" for value in values]


def home() -> str:
    """Return the base URL of the app as seen by the browser, without the page or a trailing slash."""
    page = st.session_state.get(PAGE, "")
    whole = (st.context.url or "").rstrip("/")
    return whole.removesuffix(f"/{page}") if page else whole


def query(given: Mapping[str, str]) -> str:
    """Encode parameters as a query string, leaving Chinese unescaped: a third of the length, and readable."""
    return "&".join(
        f"{name}={''.join(c if ord(c) > 127 else quote(c, safe='-_.~,:@*!()') for c in value)}"
        for name, value in given.items()
    )


@dataclass(frozen=True, slots=True)
class Known:
    """What the snapshot contains: its first and last year, and which requested places exist, as (parameter, name)."""

    first: int
    last: int
    places: frozenset[tuple[str, str]]


def scope_of(given: Mapping[str, str], known: Known) -> tuple[Scope, list[tuple[str, str]]]:
    """Return the scope that parameters define, and the invalid ones that are ignored, as (parameter, value)."""
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
