"""Who reports on which place: the identity of an agency, and the parts of its full name. Pure."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from ingest.cells.finding import UNTESTABLE, Finding
from ingest.identify.divisions import MUNICIPALITIES, Division, Year
from ingest.identify.evidence import decide, weigh
from ingest.identify.organ import Organ
from ingest.identify.place import Reading
from ingest.identify.statement import Statement

_SHOWN = 8  # candidates listed in a finding; a town's name may have eighty


@dataclass(frozen=True, slots=True)
class Identity:
    """Who reports on which place. Names are the full names in force in that year; None if not determined.

    agency_id: stable across short names, renamings and reforms. superior: the agency above in a vertical system.
    evidence: how the place was determined if not by the name alone. candidates: the places that remain possible if
    none can be determined, as full paths. statements: what was found on who and when, in and about the document.
    is_titled: some of it calls the document a report.
    """

    agency: str | None = None
    agency_id: str | None = None
    agency_type: str | None = None
    level: str | None = None
    province: str | None = None
    prefecture: str | None = None
    county: str | None = None
    township: str | None = None
    region_code: str | None = None
    superior: str | None = None
    evidence: str | None = None
    candidates: tuple[str, ...] = ()
    title: str | None = None
    agency_printed: str | None = None
    year: int | None = None
    published_on: date | None = None
    covers_from: date | None = None
    covers_to: date | None = None
    statements: tuple[Statement, ...] = ()
    is_titled: bool = False
    findings: tuple[Finding, ...] = field(default=())


@dataclass(frozen=True, slots=True)
class Context:
    """What is known besides the printed name: year, text (computed only if needed), path, other reports.

    siblings: codes of the places assigned to reports of the same agency name in the same folder. line: of the title.
    """

    year: int
    text: Callable[[], str] = str
    path: str = ""
    siblings: tuple[str, ...] = ()
    line: int = 0


@dataclass(frozen=True, slots=True)
class ResolvedPlace:
    """An identified place, and the evidence for it if its name alone did not identify it."""

    place: Division
    evidence: str | None


def one_of(reading: Reading, year: Year, context: Context) -> ResolvedPlace | tuple[Division, ...]:
    """Return the place that a reading means, using the evidence if the name is ambiguous; else all candidates."""
    if len(reading.units) == 1:
        return ResolvedPlace(reading.units[0], None)
    decided = decide(weigh(reading.units, year, context.text(), context.path, context.siblings))
    return ResolvedPlace(year.coded[decided[0]], decided[1]) if decided else reading.units


def several(candidates: tuple[Division, ...], organ: Organ, year: Year, context: Context) -> Identity:
    """Return an identity without a place, with the places that remain possible as candidates."""
    paths = tuple(year.path(each) for each in candidates)
    shown = "、".join(paths[:_SHOWN]) + ("……" if len(paths) > _SHOWN else "")
    finding = Finding("place", UNTESTABLE, "several_places", None, context.line, {"name": organ.full, "places": shown})
    return Identity(agency_type=organ.kind, candidates=paths, findings=(finding,))


def placed(place: Division, year: Year, **fields: Any) -> Identity:
    """Return an identity at a place: province, prefecture, county, region_code, and `fields`.

    A municipality is its own prefecture (contract).
    """
    units = (place, *year.parents(place))
    names = {each.level: each.name for each in units}
    if units[-1].code in MUNICIPALITIES:
        names["prefecture"] = units[-1].name
    return Identity(
        province=names.get("province"), prefecture=names.get("prefecture"), county=names.get("county"),
        region_code=place.code, **fields,
    )  # fmt: skip


def full_prefix(place: Division, year: Year) -> str:
    """Return the place as written in an agency's full name: a district includes its city's name, a county does not."""
    is_district = place.level == "county" and place.name.endswith("区") and not place.name.endswith("特区")
    return f"{city_of(place, year) or ''}{place.name}" if is_district else place.name


def city_of(place: Division, year: Year) -> str | None:
    """Return the full name of the prefecture (or municipality) directly above a county, if any."""
    city = year.coded.get(place.parent)
    return city.name if city and (city.level == "prefecture" or city.code in MUNICIPALITIES) else None
