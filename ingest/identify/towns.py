"""Towns, townships and subdistricts: their governments and offices. Pure."""

import re
from dataclasses import replace

from ingest.divisions import Division, Year
from ingest.identify.evidence import decide, weigh
from ingest.identify.identity import Context, Identity, Told, full_prefix, one_of, placed, several
from ingest.identify.organ import GOVERNMENT, Organ
from ingest.identify.place import Reading
from ingest.reference import counties_of_town, towns

_TOWN = re.compile(
    r"(?P<name>[^省市县]{1,10}?(?:街道|地区街道|镇|乡|苏木))(?:人民政府|政府|街道办事处|办事处|办|党政办公室)?"
    r"|(?P<street>[^省市县]{1,8}?)(?:街道办事处|街道办|街办|街道)"
)


def town_of(rest: str) -> Organ | None:
    """The government or office of a town that is all of `rest`; its line is the town's own name."""
    rest = rest.removeprefix(GOVERNMENT)
    match = _TOWN.fullmatch(rest) if 1 < len(rest) <= 20 else None
    if match is None:
        return None
    name = match["name"] or f"{match['street']}街道"
    street = name.endswith("街道")
    return Organ(f"{name}{'办事处' if street else GOVERNMENT}", "subdistrict" if street else "township", name)


def town_at(reading: Reading, town: Organ, year: Year, context: Context) -> Identity:
    """A town within the place read; where that is a prefecture, the county below it that has a town of the name."""
    name, units, evidence = town.line, reading.units, None
    having = tuple(each for each in units if name in towns().get(each.code, ()))
    if len(units) > 1 and len(having) == 1:
        units, evidence = having, f"town: {name}"
    told = one_of(replace(reading, units=units), year, context)
    if not isinstance(told, Told):
        return several(told, town, year, context)
    place, evidence = told.place, told.evidence or evidence
    if place.level != "county":
        coded = (year.coded.get(code) for code in counties_of_town().get(name, ()))
        inside = tuple(each for each in coded if each and (each == place or place in year.parents(each)))
        if len(inside) > 1:
            return several(inside, town, year, context)
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
    """黄腊乡 for 黄腊布依族苗族乡: the one township of a people in the county that begins alike."""
    there = towns().get(place.code, frozenset())
    if not town.line.endswith("乡") or town.line in there:
        return town
    alike = [name for name in there if name.startswith(town.line[:-1]) and name.endswith("族乡")]
    return Organ(f"{alike[0]}{GOVERNMENT}", town.kind, alike[0]) if len(alike) == 1 else town


def town_alone(town: Organ, year: Year, context: Context) -> Identity | None:
    """A town named without its county: the only one of its name, or the one that the evidence tells."""
    counties = tuple(year.coded[code] for code in counties_of_town().get(town.line, ()) if code in year.coded)
    if not counties:
        return None
    if len(counties) == 1:
        return in_county(counties[0], town, year, f"town: {town.line}")
    if decided := decide(weigh(counties, year, context.text(), context.path, context.siblings, own=True)):
        return in_county(year.coded[decided[0]], town, year, f"{decided[1]}; town: {town.line}")
    return several(counties, town, year, context)
