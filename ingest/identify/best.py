"""Choose the best way to read a name as a place and something that belongs to it. Pure."""

from enum import IntEnum, auto

from ingest.identify.areas import goes_on, is_elsewhere, is_zone
from ingest.identify.divisions import Year
from ingest.identify.organ import Organ, organ_of
from ingest.identify.place import Reading, readings
from ingest.identify.placeless import TIERS
from ingest.identify.reference import towns
from ingest.identify.towns import town_of


class Fit(IntEnum):
    """How well a reading explains a name, from not at all to completely.

    A place's full name (杭州市) is stronger evidence than its short name (杭州), which may begin a longer name.
    """

    NOTHING = 0
    UNKNOWN_ORGAN = auto()
    SHORT_IN_CHAIN = auto()  # an unlisted wording after a short name within a chain: 北京市·密云·水库管理处
    INNER_AREA = auto()
    SHORT_ALONE = auto()
    ECHO = auto()
    SHORT_ZONE = auto()
    ZONE = auto()
    SHORT_UNLISTED = auto()
    SHORT_TOWN = auto()
    TOWN = auto()
    SHORT_KNOWN_TOWN = auto()
    KNOWN_TOWN = auto()
    UNLISTED = auto()
    SHORT_LISTED = auto()
    EXPLAINED = auto()  # a full name, alone or followed by a listed organ


def best_reading(name: str, year: Year) -> Reading | None:
    """Return the reading that explains a name best; None if no reading explains anything."""
    best: Reading | None = None
    best_fit = Fit.NOTHING
    for each in readings(name, year):
        fit = fit_of(each, name)
        if each.bare and fit < Fit.SHORT_LISTED and best is not None and not best.bare:
            continue
        if fit > best_fit:
            best, best_fit = each, fit
            if fit is Fit.EXPLAINED:
                break
    return best


def fit_of(each: Reading, name: str) -> Fit:
    """Rate a reading by whether the rest is a recognisable organ, town or zone."""
    rest, bare = each.rest, each.bare
    if not rest:
        return Fit.SHORT_ALONE if bare else Fit.EXPLAINED
    if bare and is_elsewhere(rest):
        return Fit.NOTHING
    if town := town_of(rest):
        if has_town(each, town):
            return Fit.SHORT_KNOWN_TOWN if bare else Fit.KNOWN_TOWN
        return Fit.SHORT_TOWN if bare else Fit.TOWN
    organ = organ_of(rest)
    if organ.known and organ.kind and organ.listed:
        return Fit.SHORT_LISTED if bare else Fit.EXPLAINED
    if bare and organ.inner and not is_zone(rest):
        return Fit.NOTHING
    if organ.known and organ.kind:
        in_chain = len(rest) + len(each.units[0].short) < len(name)
        return Fit.UNLISTED if not bare else Fit.SHORT_IN_CHAIN if in_chain else Fit.SHORT_UNLISTED
    if is_zone(rest):
        own = not bare or goes_on(rest, city=each.units[0].level != "county")
        return Fit.NOTHING if not own else Fit.SHORT_ZONE if bare else Fit.ZONE
    if bare:
        return Fit.NOTHING
    if organ_of(without_echo(rest)).known:
        return Fit.ECHO
    return Fit.INNER_AREA if organ.kind else Fit.UNKNOWN_ORGAN


def has_town(reading: Reading, town: Organ | None) -> bool:
    return town is not None and any(town.line in towns().get(each.code, ()) for each in reading.units)


def without_echo(rest: str) -> str:
    """Drop a repeated tier: 杭州市市政府 has 市 twice, once for the place and once for the organ."""
    return rest[1:] if rest[:1] and rest[0] in TIERS and not organ_of(rest).known and organ_of(rest[1:]).known else rest
