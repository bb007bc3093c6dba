"""Bodies of the State Council, agencies of the vertical systems, and the Production and Construction Corps. Pure."""

import re
from dataclasses import replace

from ingest.identify.divisions import Division, Year
from ingest.identify.identity import Context, Identity, ResolvedPlace, full_prefix, one_of, placed, several
from ingest.identify.organ import Organ, organ_of
from ingest.identify.place import readings
from ingest.identify.reference import Reference, System
from ingest.identify.towns import town_of
from ingest.identify.zones import of_zone, unlisted_zone

_TIERS = ("province", "prefecture", "county")
_COUNTRY = "000000"
_XINJIANG = "650000"
_CORPS_NAMES = ("新疆生产建设兵团", "新疆兵团", "兵团")
_CORPS = re.compile(
    f"(?P<corps>{'|'.join(_CORPS_NAMES)})?(?P<division>第?[一二三四五六七八九十]{{1,3}}师|农[一二三四五六七八九十]{{1,3}}师|建工师)?(?P<rest>.*)"
)
_OFFICES = {each: Organ(each, "general_office", "general_office") for each in ("办公厅", "办公室")}
_WHOLE = Organ("", "government", "government")


def national_body(name: str, known: Reference) -> Identity | None:
    body = known.national.get(name)
    return Identity(body.full, f"{_COUNTRY}.{body.line}", body.kind, "national") if body else None


def of_system(name: str, known: Reference, year: Year, context: Context) -> Identity | None:
    """Return an agency of a vertical system, by the wordings of systems.yml in force in the year."""
    for system in known.systems.of(name):
        if not name.startswith(system.before) or not system.since <= context.year <= system.until:
            continue
        if system.before and system.kind == "taxation":
            # Offices below a tax bureau (第一税务分局, 稽查局) have its name before their own.
            at = name.find(system.after, len(system.before) + 1)
            inner, tail = (name[len(system.before) : at], name[at + len(system.after) :]) if at > 0 else ("", "")
        elif name.endswith(system.after):
            inner, tail = name[len(system.before) : len(name) - len(system.after)], ""
        else:
            continue
        if inner and (found := _serving(inner, tail, system, known, year, context)):
            return found
    return None


def _serving(inner: str, tail: str, system: System, known: Reference, year: Year, context: Context) -> Identity | None:
    """The system's agency for the place `inner`; None if that is not a place."""
    if system.id == "customs" and (code := known.direct_customs.get(inner) or known.other_customs.get(inner)):
        return placed(
            year.coded[code], year, agency=f"{inner}{system.full_after}", agency_id=f"{system.line}.{inner}",
            agency_type=system.kind, level="province" if inner in known.direct_customs else None, superior=system.head,
        )  # fmt: skip
    reading = next((each for each in readings(inner, year) if not each.rest), None)
    if reading is None:
        return _serving_zone(inner, tail, system, known, year)
    if system.only and reading.units[0].level != system.only:
        return None
    if (tier := _tier(system)) and (of_tier := tuple(each for each in reading.units if each.level == tier)):
        reading = replace(reading, units=of_tier)
    elif system.place != "full" and not system.tiers:
        # Among units of the same name, the highest has the agency: 荆州海关 is the city's, not 荆州区's.
        highest = min((_TIERS.index(each.level) for each in reading.units), default=0)
        reading = replace(reading, units=tuple(each for each in reading.units if _TIERS.index(each.level) == highest))
    organ = Organ(f"{system.full_after}{tail}", system.kind, f"{system.line}{'.' if tail else ''}{tail}")
    resolved = one_of(reading, year, context, (organ.full,))
    if not isinstance(resolved, ResolvedPlace):
        return several(resolved, organ, year, context)
    prefix = _named(resolved.place, inner, system, year)
    return placed(
        resolved.place, year, agency=f"{system.full_before}{prefix}{organ.full}",
        agency_id=f"{resolved.place.line}.{organ.line}", agency_type=system.kind,
        level=None if system.regional else resolved.place.level,
        evidence=resolved.evidence,
        superior=_superior(system, resolved.place, known, year),
    )  # fmt: skip


def _serving_zone(inner: str, tail: str, system: System, known: Reference, year: Year) -> Identity | None:
    zone = known.zones.get(inner)
    found = of_zone(zone, "", year) if zone else unlisted_zone(inner, readings(inner, year), known, year)
    if found is None or found.agency_type != "development_zone":
        return None
    return replace(
        found, agency=f"{system.full_before}{inner}{system.full_after}{tail}",
        agency_id=f"{found.agency_id}.{system.line}", agency_type=system.kind,
        superior=_above_zone(found, system, year),
    )  # fmt: skip


def _tier(system: System) -> str | None:
    """The tier implied by the wording itself: a province for 总队, a prefecture for 监管分局."""
    said = [tier for tier, ending in system.tiers.items() if system.full_after == ending]
    return said[0] if len(said) == 1 else system.tier


def _above_zone(identity: Identity, system: System, year: Year) -> str:
    """The superior of a zone's agency: the agency of the division that dispatches the zone's committee."""
    place = year.coded.get(identity.region_code or "")
    if place is None or system.superior == "head":
        return system.head
    if identity.level == "prefecture":  # dispatched by the province
        place = (place, *year.parents(place))[-1]
    return _agency_for(place, system, year)


def _superior(system: System, place: Division, known: Reference, year: Year) -> str:
    """The agency one tier up in the same system; the national body above a province, or if there are no tiers."""
    above = year.parents(place)
    if system.superior == "head" or not above or place.code in known.separate_cities:
        return system.head
    return _agency_for(above[0], system, year)


def _agency_for(place: Division, system: System, year: Year) -> str:
    """The system's agency for a place, in the wording of its tier."""
    after = system.tiers.get(place.level, system.full_after)
    return f"{system.full_before}{_named(place, place.name, system, year)}{after}"


def _named(place: Division, printed: str, system: System, year: Year) -> str:
    """The place in the form that the system's names use: in full, short, or as printed."""
    if system.place == "full":
        return full_prefix(place, year)
    return printed if system.place == "printed" else place.short or printed


def of_corps(name: str, known: Reference, year: Year) -> Identity | None:
    """Return the Corps, one of its divisions (with the city merged with it), or an organ or town of theirs."""
    match = _CORPS.fullmatch(name) if "师" in name[:12] or name.startswith(_CORPS_NAMES) else None
    if match is None or not (match["corps"] or match["division"]):
        return None
    ground = year.coded[_XINJIANG]
    rest = match["rest"]
    if match["division"] is None:
        organ = _OFFICES.get(rest) or (organ_of(rest) if rest else _WHOLE)
        return placed(
            ground, year, agency=f"{_CORPS_NAMES[0]}{organ.full}", agency_id=f"corps.{organ.line}",
            agency_type=organ.kind, level="province",
        )  # fmt: skip
    division = known.corps.get(match["division"])
    if division is None:
        return None
    named = f"{_CORPS_NAMES[0]}{division['name']}"
    city = year.coded.get(division.get("city", ""))
    if city is not None and rest.startswith(city.short):
        rest = rest.removeprefix(city.name) if rest.startswith(city.name) else rest.removeprefix(city.short)
        named = f"{division['name']}{city.name}"
    if town := town_of(rest):
        return placed(
            ground, year, agency=f"{named}{town.full}", agency_id=f"corps.{division['name']}.{town.line}",
            agency_type=town.kind, level="township", township=town.line,
        )  # fmt: skip
    organ = organ_of(rest) if rest else _WHOLE
    if rest.endswith(("团", "农场", "牧场", "林场")):  # a regiment or a farm, at the level of towns
        regiment, kind = f"corps.{division['name']}.{rest}", None if rest.endswith("团") else "other"
        return placed(ground, year, agency=f"{named}{rest}", agency_id=regiment, agency_type=kind, level="township")
    return placed(
        ground, year, agency=f"{named}{organ.full}", agency_id=f"corps.{division['name']}.{organ.line}",
        agency_type=organ.kind, level="prefecture",
    )  # fmt: skip
