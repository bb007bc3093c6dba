"""Development zones and other areas that are not divisions: listed, or recognised by their names. Pure."""

import re
from collections.abc import Iterable
from dataclasses import replace

from ingest.identify.areas import COMMITTEES, ZONE, is_zone
from ingest.identify.divisions import MUNICIPALITIES, Division, Year
from ingest.identify.identity import Context, Identity, full_prefix, placed
from ingest.identify.organ import GOVERNMENT, organ_of
from ingest.identify.place import Reading
from ingest.identify.reference import Reference, Zone
from ingest.identify.towns import town_of

_ENDINGS = re.compile(f"(?:管理委员会|执行委员会|管理局|{GOVERNMENT})$")
_ECONOMIC = ("经济技术开发区", "经济开发区")  # possible meanings of 经开区; only the tables decide
_BUREAUS = ("管理局", "管理中心", "管理办公室")  # if a zone is not run by a committee, the body's name is kept
_SHORTEST_ORGAN = 3
_LONG = {"高新区": "高新技术产业开发区"}
# A zone ranks with the units directly below the place that dispatches its committee (地方组织法: 派出机关).
_BESIDE = {"province": "prefecture", "prefecture": "county", "county": "township"}


def tier_below(place: Division) -> str:
    """Return the tier of a zone, branch or area directly below a place."""
    return "county" if place.code in MUNICIPALITIES else _BESIDE[place.level]


def listed_zone(name: str, known: Reference, year: Year, context: Context) -> Identity | None:
    """Return a zone of the tables that a name begins with."""
    for length in known.zone_lengths.get(name[:1], ()):
        zone = known.zones.get(name[:length])
        if zone is None or not zone.since <= context.year <= zone.until:
            continue
        if resolved := of_zone(zone, name[length:], year):
            return resolved
    return None


def of_zone(zone: Zone, rest: str, year: Year) -> Identity | None:
    """Return the committee of a listed zone, or its town or organ named by `rest`; None if that is neither."""
    place = year.coded.get(zone.code)
    if place is None and zone.code:
        return None
    # A zone across a provincial border is not contained in any division.
    found = placed(place, year, level=zone.level) if place else Identity()
    zone_id = f"{zone.code}.{zone.name}"
    if rest in COMMITTEES or rest == GOVERNMENT:
        kind = "government" if zone.agency.endswith(GOVERNMENT) else "development_zone"
        return replace(found, agency=zone.agency, agency_id=zone_id, agency_type=kind)
    return _within(found, _ENDINGS.sub("", zone.agency), zone_id, rest)


def unlisted_zone(name: str, ways: Iterable[Reading], known: Reference, year: Year) -> Identity | None:
    """Return a zone that is not in the tables, by its name: it is located in the place before it."""
    for each in ways:
        match = ZONE.fullmatch(each.rest) if len(each.units) == 1 else None
        if match is None:
            continue
        place, zone = each.units[0], match["zone"]
        long = next((zone.removesuffix(end) + full for end, full in _LONG.items() if zone.endswith(end)), zone)
        # After a province alone, it is unknown who dispatches the committee: 浙江省金华山旅游经济区 is the city's.
        tier = tier_below(place)
        found = placed(place, year, level=None if tier == "prefecture" else tier)
        front = name[: len(name) - len(each.rest)] if each.bare else full_prefix(place, year)
        in_full = (long, *(zone.removesuffix("经开区") + each for each in _ECONOMIC if zone.endswith("经开区")))
        listed = next((known.zones[own] for each in in_full if (own := f"{place.short}{each}") in known.zones), None)
        if listed:
            return of_zone(listed, match["rest"], year)
        zone_id = f"{place.line}.{long.replace('经开区', _ECONOMIC[0])}"
        if match["rest"] in COMMITTEES:
            committee = match["rest"] if match["rest"] in _BUREAUS else "管理委员会"
            return replace(found, agency=f"{front}{long}{committee}", agency_id=zone_id, agency_type="development_zone")
        if resolved := _within(found, f"{front}{long}", zone_id, match["rest"]):
            return resolved
    return None


def _within(identity: Identity, zone: str, zone_id: str, rest: str) -> Identity | None:
    """A town, an organ or a zone within a zone; None if `rest` is none of these."""
    for committee in ("管理委员会", "管委会"):
        rest = rest.removeprefix(committee) or rest
    if town := town_of(rest):
        return replace(
            identity, agency=f"{zone}{town.full}", agency_id=f"{zone_id}.{town.line}", agency_type=town.kind,
            level="township", township=town.line,
        )  # fmt: skip
    if is_zone(rest):  # a zone within: 西咸新区沣东新城管委会
        match = ZONE.fullmatch(rest)
        assert match is not None
        name = f"{zone}{match['zone']}"
        if match["rest"] not in COMMITTEES:
            return None
        return replace(
            identity,
            agency=f"{name}管理委员会",
            agency_id=f"{zone_id}.{match['zone']}",
            agency_type="development_zone",
            level=None,
        )
    organ = organ_of(rest)
    if organ.inner or len(rest) < _SHORTEST_ORGAN or rest.endswith(("街道办事处", GOVERNMENT)):
        return None
    return replace(identity, agency=f"{zone}{organ.full}", agency_id=f"{zone_id}.{organ.line}", agency_type=organ.kind)
