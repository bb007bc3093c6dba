"""Towns, townships and subdistricts: their governments and offices. Pure."""

import re
from functools import lru_cache

from ingest.identify.divisions import Division, Year
from ingest.identify.evidence import weigh
from ingest.identify.identity import (
    Context,
    Identity,
    ResolvedPlace,
    Undecided,
    agreed,
    full_prefix,
    one_of,
    placed,
    settle,
    several,
)
from ingest.identify.organ import GOVERNMENT, Organ
from ingest.identify.place import Reading
from ingest.identify.reference import counties_of_town, towns

_STREET = re.compile("(?P<name>.+?)(?:街道办事处|街道办|街办|街道)")
_TOWN = re.compile("(?P<name>.+?(?:镇|乡|苏木))(?:人民政府|政府|党政办公室)?")
_AREA = re.compile("(?P<name>.+?地区)办事处")
_SHORT_STREET = re.compile("(?P<name>.+?)(?:办事处|街)")  # 如意湖办事处 in Henan, 劝业场街 in Tianjin
_INSIDE = re.compile("[省市县区]")  # allowed in the name of a town only if the tables have that town
_LONGEST = 12


@lru_cache(maxsize=8192)
def town_of(rest: str) -> Organ | None:
    """Return the government or office of a town if `rest` is one as a whole; its line is the town's own name."""
    rest = rest.removeprefix(GOVERNMENT)
    if not rest or rest[-1] not in "道处办镇乡木府室街":
        return None
    if match := _STREET.fullmatch(rest):
        return _office(f"{match['name']}街道")
    if match := _TOWN.fullmatch(rest):
        name = match["name"]
        return Organ(f"{name}{GOVERNMENT}", "township", name) if _is_name(name) else None
    if match := _AREA.fullmatch(rest):
        return _office(match["name"])
    if (match := _SHORT_STREET.fullmatch(rest)) and f"{match['name']}街道" in counties_of_town():
        return _office(f"{match['name']}街道")
    return None


def _office(name: str) -> Organ | None:
    is_name = _is_name(name.removesuffix("地区"))
    return Organ(f"{name}办事处", "subdistrict", name) if is_name else None


def _is_name(name: str) -> bool:
    return (len(name) <= _LONGEST and not _INSIDE.search(name)) or name in counties_of_town()


def town_at(reading: Reading, town: Organ, year: Year, context: Context) -> Identity:
    """Place a town in the place read, or, above counties, in the county below that has a town of this name."""
    name, units = town.line, reading.units
    having = tuple(each for each in units if name in towns().get(each.code, ()))
    if len(units) > len(having) == 1:
        resolved = agreed(ResolvedPlace(having[0], f"town: {name}"), units, year, context.around())
    else:
        resolved = one_of(reading, year, context, (town.full, name))
    if not isinstance(resolved, ResolvedPlace):
        return several(resolved, town, year, context)
    place, evidence = resolved.place, resolved.evidence
    if place.level != "county":
        coded = (year.coded.get(code) for code in counties_of_town().get(name, ()))
        inside = tuple(each for each in coded if each and (each == place or place in year.parents(each)))
        if len(inside) > 1:
            return several(Undecided(inside), town, year, context)
        if inside:
            place, evidence = inside[0], f"town: {name}"
    return in_county(place, town, year, evidence)


def in_county(place: Division, town: Organ, year: Year, evidence: str | None) -> Identity:
    town = _of_a_people(town, place)
    return placed(
        place, year, agency=f"{full_prefix(place, year)}{town.full}", agency_id=f"{place.line}.{town.line}",
        agency_type=town.kind, level="township", township=town.line, evidence=evidence,
    )  # fmt: skip


def _of_a_people(town: Organ, place: Division) -> Organ:
    """Expand 黄腊乡 to 黄腊布依族苗族乡 if only one ethnic township in the county begins with the same name."""
    there = towns().get(place.code, frozenset())
    if not town.line.endswith("乡") or town.line in there:
        return town
    alike = [name for name in there if name.startswith(town.line[:-1]) and name.endswith("族乡")]
    return Organ(f"{alike[0]}{GOVERNMENT}", town.kind, alike[0]) if len(alike) == 1 else town


def town_alone(town: Organ, year: Year, context: Context) -> Identity | None:
    """Place a town named without its county: the only one of its name, or the one that the evidence identifies."""
    counties = tuple(year.coded[code] for code in counties_of_town().get(town.line, ()) if code in year.coded)
    if not counties:
        return None
    around = context.around()
    if len(counties) == 1:
        resolved = agreed(ResolvedPlace(counties[0], f"town: {town.line}"), counties, year, around)
    else:
        resolved = settle(counties, weigh(counties, year, around, own=True, tails=(town.full, town.line)), year, around)
    if not isinstance(resolved, ResolvedPlace):
        return several(resolved, town, year, context)
    evidence = resolved.evidence if len(counties) == 1 else f"{resolved.evidence}; town: {town.line}"
    return in_county(resolved.place, town, year, evidence)
