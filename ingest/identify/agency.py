"""An agency's printed name → agency, place and kind. Anything that cannot be determined stays None. Pure."""

import re
from dataclasses import replace

from ingest.cells.finding import UNTESTABLE, Finding
from ingest.identify.areas import is_zone
from ingest.identify.best import best_reading, has_town, without_echo
from ingest.identify.divisions import Division, Year
from ingest.identify.head import REMARKS_IN_NAME
from ingest.identify.identity import (
    Context,
    Identity,
    ResolvedPlace,
    Undecided,
    city_of,
    full_prefix,
    one_of,
    placed,
    several,
)
from ingest.identify.organ import GOVERNMENT, Organ, organ_of
from ingest.identify.past import front, gone_name, of_another_year
from ingest.identify.place import Reading, below
from ingest.identify.placeless import TIERS, place_from_document
from ingest.identify.reference import Reference, counties_of_town, reference
from ingest.identify.systems import national_body, of_corps, of_system
from ingest.identify.towns import town_alone, town_at, town_of
from ingest.identify.zones import listed_zone, tier_below, unlisted_zone

_GOVERNMENT = Organ(GOVERNMENT, "government", "government")
_OUTPOST = Organ("行政公署", "government", "government")
_BUREAUS = {"public_security": "公安局", "ecology": "生态环境局"}  # city bureaus whose branches are named by county
_COMMITTEE_ENDS = ("管理委员会", "管委会")
_TAILS = {"街道办事处": "subdistrict", "镇人民政府": "township", "乡人民政府": "township"}
_ANONYMOUS = "某"
_FREE_TRADE = re.compile("中国[（(](.{2,3})[)）]自由贸易试验区")
_INNER = re.compile("[区县镇乡园]")  # a separate area within the place: the tier is unknown


def name_agency(who: str, context: Context) -> Identity:
    """Resolve a printed name in a year: a national body, vertical system, Corps, zone, or organ of a place."""
    name = REMARKS_IN_NAME.sub("", _FREE_TRADE.sub(r"\1自由贸易试验区", who)).removeprefix("中共")
    resolved = _named(name, context)
    if _ANONYMOUS in name:
        # A name anonymised by the source (某局, 某镇): the place may be identified, the agency is not.
        return replace(resolved, agency=None, agency_id=None, township=None, findings=_no_agency(context))
    return resolved


def _named(name: str, context: Context) -> Identity:
    known = reference()
    year = known.divisions.year(context.year)
    return (
        national_body(name, known)
        or _corrected(name, known, year, context)
        or of_system(name, known, year, context)
        or of_corps(name, known, year)
        or listed_zone(name, known, year, context)
        or _of_place(name, known, year, context)
        or _behind_zone(name, known, year, context)
        or _without_place(name, known, year, context)
    )


def _corrected(name: str, known: Reference, year: Year, context: Context) -> Identity | None:
    if meant := known.names.get(name):
        return replace(_named(meant, context), evidence=f"correction: {name} → {meant}")
    for printed, code in known.places.items():
        if name.startswith(printed) and (place := year.coded.get(code)):
            resolved = name_agency(place.name + name[len(printed) :], context)
            return replace(resolved, evidence=f"correction: {printed} → {place.name}")
    return None


# -- an organ of a place ---


def _of_place(name: str, known: Reference, year: Year, context: Context) -> Identity | None:
    """Read a name as place and organ in the best way; None if it does not begin with a division."""
    chosen = best_reading(name, year)
    if chosen is None:
        return None
    rest = without_echo(chosen.rest)
    organ = organ_of(rest) if rest else _GOVERNMENT
    town = town_of(rest)
    alone = town_of(name)
    if alone and alone.line in counties_of_town() and (chosen.bare or not has_town(chosen, town)):
        return town_alone(alone, year, context)
    if chosen.bare and rest.endswith("厅"):
        # Only provinces have departments of this rank: 吉林财政厅 is the province's, not the city's.
        chosen = replace(chosen, units=tuple(each for each in chosen.units if each.level == "province") or chosen.units)
    if town:
        return town_at(chosen, town, year, context)
    if is_zone(rest) and len(chosen.units) > 1:
        # If a prefecture and a county share a name, a zone of that name is the prefecture's: 承德高新区.
        cities = tuple(each for each in chosen.units if each.level == "prefecture")
        chosen = replace(chosen, units=cities if len(cities) == 1 else chosen.units)
    if organ.branch and len(chosen.units) > 1 and (inner := below(chosen.units, organ.branch, year)):
        holding = tuple(unit for unit in chosen.units if any(unit in year.parents(each) for each in inner))
        chosen = replace(chosen, units=holding)
    resolved = one_of(chosen, year, context, (rest, organ.full))
    if not isinstance(resolved, ResolvedPlace):
        return several(resolved, organ, year, context)
    if organ.inner or organ.kind is None:
        within = _zone_at(name, Reading((resolved.place,), rest, chosen.bare), known, year, context)
        if within is None and rest.endswith(_COMMITTEE_ENDS) and not chosen.bare:
            within = _committee(resolved.place, rest, year)
        if within:
            return replace(within, evidence=resolved.evidence)
        if front(rest, known.divisions.names()) or front(rest, year.full):
            return None  # a division that did not exist there in this year
    return _organ_at(resolved, rest, organ, name, chosen.bare, year, context)


def _committee(place: Division, rest: str, year: Year) -> Identity:
    """The committee of an area whose name matches no pattern: 漯河市西城区管委会."""
    area = next(rest.removesuffix(end) for end in _COMMITTEE_ENDS if rest.endswith(end))
    return placed(
        place, year, agency=f"{full_prefix(place, year)}{area}管理委员会", agency_id=f"{place.line}.{area}",
        agency_type="development_zone", level=tier_below(place),
    )  # fmt: skip


def _behind_zone(name: str, known: Reference, year: Year, context: Context) -> Identity | None:
    """A division preceded by the zone that administers it: 雄安新区容城县…"""
    for length in known.zone_lengths.get(name[:1], ()):
        zone = known.zones.get(name[:length])
        resolved = _of_place(name[length:], known, year, context) if zone else None
        if zone and resolved and resolved.region_code and resolved.region_code[:2] == zone.code[:2]:
            return resolved
    return None


def _zone_at(name: str, reading: Reading, known: Reference, year: Year, context: Context) -> Identity | None:
    """A zone preceded by its place: a listed one (浙江省杭州钱塘新区…), else one recognised by its name."""
    listed = listed_zone(reading.rest, known, year, context)
    if listed and listed.region_code:
        ground = year.coded[listed.region_code]
        if reading.units[0] in (ground, *year.parents(ground)):
            return listed
    return unlisted_zone(name, [reading], known, year)


def _organ_at(
    resolved: ResolvedPlace, rest: str, organ: Organ, name: str, bare: bool, year: Year, context: Context
) -> Identity:
    place = resolved.place
    prefix = full_prefix(place, year)
    if not rest and place.name.endswith(("地区", "盟")):
        organ = _OUTPOST
    if organ.kind == "general_office" and organ.full.startswith(GOVERNMENT):
        organ = replace(organ, full=f"{GOVERNMENT}{_office(place, rest)}")
    agency, agency_id = f"{prefix}{organ.full}", f"{place.line}.{organ.line}"
    level: str | None = place.level
    findings: tuple[Finding, ...] = ()
    if organ.kind is None:
        level = None if _INNER.search(rest) else place.level
        findings = (Finding("agency", UNTESTABLE, "no_type", None, context.line, {"name": name}),)
    elif organ.inner:
        # An area that is not in the tables comes in between: the level is not the division's.
        agency_id = f"{place.line}.{organ.inner}.{organ.line}"
        values: dict[str, object] = {"name": name, "place": place.name}
        level, findings = None, (Finding("place", UNTESTABLE, "inner_place", None, context.line, values),)
    elif organ.branch and (branch := _branch(resolved, organ, agency, year)):
        return branch
    elif (city := city_of(place, year)) and (short := _as_branch(place, organ, rest, bare)):
        above = replace(resolved, place=year.coded[place.parent])
        if branch := _branch(above, short, f"{city}{short.full}", year, place):
            return replace(branch, superior=f"{city}{_BUREAUS[short.kind or '']}")
    return placed(
        place,
        year,
        agency=agency,
        agency_id=agency_id,
        agency_type=organ.kind,
        level=level,
        evidence=resolved.evidence,
        findings=findings,
    )


def _office(place: Division, rest: str) -> str:
    """办公厅 or 办公室 as printed; if only 办 is printed, 办公厅 for a province, else 办公室."""
    if rest.endswith(("办公厅", "办公室")):
        return rest[-3:]
    return "办公厅" if place.level == "province" else "办公室"


def _as_branch(place: Division, organ: Organ, rest: str, bare: bool) -> Organ | None:
    """A city bureau's branch in a county, named short or after the county: 海淀公安分局 is 北京市公安局海淀分局."""
    if place.level != "county":
        return None
    area = place.short or place.name
    if rest == "公安分局":
        return Organ(f"公安局{area}分局", organ.kind, f"public_security.{area}分局", branch=area)
    if bare and organ.full == "生态环境局":
        return Organ(f"{area}生态环境局", organ.kind, f"ecology.{area}生态环境局", branch=area)
    return None


def _branch(
    resolved: ResolvedPlace, organ: Organ, agency: str, year: Year, served: Division | None = None
) -> Identity | None:
    """A branch of a city's bureau, which serves the district in its name (南京市公安局鼓楼分局), or `served`."""
    zone = reference().zones.get(organ.branch)
    ground = year.coded.get(zone.code) if zone else None
    inner = (served,) if served else below((resolved.place,), organ.branch, year)
    if not inner and ground and resolved.place in year.parents(ground):
        inner = (ground,)
    if len(inner) != 1 and organ.full.endswith("队"):
        return None  # 交通警察大队 is not the branch of an area
    place = inner[0] if len(inner) == 1 else resolved.place
    level = place.level if len(inner) == 1 else tier_below(place) if is_zone(organ.branch) else None
    bureau, area = organ.line.split(".")[0], place.line if len(inner) == 1 else organ.branch
    return placed(
        place,
        year,
        agency=agency,
        agency_id=f"{resolved.place.line}.{bureau}.{area}",
        agency_type=organ.kind,
        level=level,
        evidence=resolved.evidence,
        superior=agency[: agency.rindex(organ.branch)] or None,
    )


# -- names without a place ---


def _without_place(name: str, known: Reference, year: Year, context: Context) -> Identity:
    """Find the place from the document and its path, else report what is missing or which division was abolished."""
    if not name:
        return Identity(findings=_no_place("?", context) + _no_agency(context))
    if (town := town_of(name)) and (resolved := town_alone(town, year, context)):
        return resolved
    rest = name[1:] if name[0] in TIERS and organ_of(name[1:]).known else name
    organ = organ_of(rest)
    if body := known.national.get(front(name, known.national)):
        # An office of a national body that serves no division: 国家能源局华东监管局.
        return Identity(agency=name, agency_type=body.kind, findings=_no_place(name, context))
    gone = gone_name(name, known, year)
    says_something = is_zone(name) or (organ.kind and not organ.inner) or name[0] in TIERS
    found = place_from_document(name, year, context) if says_something and not gone else None
    if isinstance(found, Undecided):
        return several(found, organ, year, context)
    if found:
        within = unlisted_zone(name, [Reading((found.place,), name, bare=False)], known, year)
        told_there = within or _organ_at(found, rest, organ, name, False, year, context)
        return replace(told_there, evidence=found.evidence)
    if gone:
        old, tail, above = gone
        return of_another_year(old, above, organ_of(tail).kind, known, year, context)
    if organ.kind is None:
        kind = next((kind for tail, kind in _TAILS.items() if name.endswith(tail)), None)
        return Identity(agency_type=kind, findings=_no_place(name, context) + _no_agency(context))
    return Identity(
        agency=organ.full if organ.known else None, agency_type=organ.kind, findings=_no_place(name, context)
    )


def _no_place(name: str, context: Context) -> tuple[Finding, ...]:
    return (Finding("place", UNTESTABLE, "no_place", None, context.line, {"name": name}),)


def _no_agency(context: Context) -> tuple[Finding, ...]:
    return (Finding("agency", UNTESTABLE, "no_agency", None, context.line),)
