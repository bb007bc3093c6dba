"""What the evidence for several places amounts to: the place that it agrees on, or those that it names. Pure.

A place is chosen if something specific to it, printed as such, supports it and nothing of that strength supports
another; otherwise the report has no place.
"""

from collections.abc import Iterable

from ingest.identify.contacts import contacts
from ingest.identify.divisions import MUNICIPALITIES, Division, Year
from ingest.identify.evidence import FOLDERS, STRONG, WEAK, Evidence, Signs, Surroundings, chain_of
from ingest.identify.place import readings
from ingest.identify.reference import postcodes, telephone_areas

_CLEARLY = 3


def decide(signs: Signs) -> tuple[str, str] | None:
    """Return the code of the place meant and its evidence in words, or None if the evidence does not suffice."""
    ranked = sorted(signs.items(), key=lambda each: -_weight(each[1]))
    if not ranked:
        return None
    (code, best), second = ranked[0], _weight(ranked[1][1]) if len(ranked) > 1 else 0
    if not _strong(best) or _weight(best) - second < _CLEARLY:
        return None
    has = {sign.shown for sign in _strong(best)}
    if any(sign.shown not in has for other, each in ranked[1:] for sign in _strong(each)):
        return None
    return code, shown(_strong(best) + [sign for sign in best if sign.weight < STRONG])


def supported(signs: Signs) -> dict[str, str]:
    """Return the places for which there is evidence that not all others share, with it in words, best first."""
    shared = set.intersection(*({sign.shown for sign in each} for each in signs.values())) if signs else set()
    own = {code: [sign for sign in each if sign.shown not in shared] for code, each in signs.items()}
    ranked = sorted(own.items(), key=lambda each: (-_weight(each[1]), each[0]))
    least = STRONG if any(_strong(each) for _, each in ranked) and sum(1 for _, e in ranked if _strong(e)) > 1 else WEAK
    return {code: shown(each) for code, each in ranked if _weight(each) >= least}


def disagreeing(place: Division, year: Year, around: Surroundings) -> dict[str, str]:
    """Return the places, with the evidence, that path, siblings or contacts name instead of `place`.

    An agency may sit in a district beside its own, so contacts only disagree by the prefecture.
    """
    found: dict[str, str] = {}
    for code in around.siblings:
        if (unit := year.coded.get(code)) and not _is_one_line(unit, place, year):
            found.setdefault(code, f"sibling: {unit.name}")
    for unit in _named_in_path(around.path, year):
        if not _is_one_line(unit, place, year):
            found.setdefault(unit.code, f"path: {unit.name}")
    printed = contacts(around.text)
    if place.level != "province":
        for area in printed.areas if len(printed.areas) == 1 else ():
            served = telephone_areas().get(area, frozenset())
            units = [each for each in year.coded.values() if each.line in served]
            if units and not any(_is_one_line(each, place, year) for each in units):
                found.setdefault(min(each.code for each in units), f"telephone: {area}")
        for code in printed.codes if len(printed.codes) == 1 else ():
            served_by = [each for each in year.coded.values() if (postcodes().get(each.line) or "")[:4] == code[:4]]
            city = _city_in((place, *year.parents(place)))
            if served_by and not any(city in (each, *year.parents(each)) for each in served_by):
                found.setdefault(min(each.code for each in served_by), f"postcode: {code}")
    for address in printed.addresses:
        if (chain := chain_of(address, year)) and not _is_one_line(_city_in(chain), place, year):
            found.setdefault(chain[0].code, f"address: {chain[0].name}")
    return found


def shown(signs: Iterable[Evidence]) -> str:
    return "; ".join(dict.fromkeys(sign.shown for sign in signs))


def _weight(signs: Iterable[Evidence]) -> int:
    """What is specific adds up; any number of mere mentions counts as one."""
    weights = [sign.weight for sign in set(signs)]
    return sum(each for each in weights if each >= STRONG) + max((each for each in weights if each < STRONG), default=0)


def _strong(signs: Iterable[Evidence]) -> list[Evidence]:
    return [sign for sign in signs if sign.weight >= STRONG]


def _is_one_line(unit: Division, other: Division, year: Year) -> bool:
    """Whether two places are one, or one lies in the other."""
    return unit == other or unit in year.parents(other) or other in year.parents(unit)


def _city_in(chain: tuple[Division, ...]) -> Division:
    """The prefecture or municipality of a chain of places; its lowest place if it has none."""
    return next((each for each in chain if each.level == "prefecture" or each.code in MUNICIPALITIES), chain[0])


def _named_in_path(path: str, year: Year) -> list[Division]:
    """The places that whole folders name in full, without those that contain another of them."""
    found = []
    for folder in FOLDERS.split(path):
        reading = next((each for each in readings(folder, year) if not each.rest and not each.bare), None)
        if reading and len(reading.units) == 1:
            found.append(reading.units[0])
    return [each for each in found if not any(each in year.parents(other) for other in found)]
