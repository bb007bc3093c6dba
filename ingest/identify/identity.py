"""Who reports on which place: the identity of an agency, and the parts of its full name. Pure."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from ingest.cells.finding import UNTESTABLE, Finding, InBoth
from ingest.identify.divisions import MUNICIPALITIES, Division, Year
from ingest.identify.evidence import Signs, Surroundings, weigh
from ingest.identify.organ import Organ
from ingest.identify.place import Reading
from ingest.identify.reference import load
from ingest.identify.statement import Statement
from ingest.identify.verdict import decide, disagreeing, supported

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
    published_by: str | None = None
    signed_on: date | None = None
    covers_from: date | None = None
    covers_to: date | None = None
    statements: tuple[Statement, ...] = ()
    is_titled: bool = False
    findings: tuple[Finding, ...] = field(default=())


@dataclass(frozen=True, slots=True)
class Context:
    """What is known besides the printed name: year, text (computed only if needed), path, other reports.

    text: the lines outside tables. siblings: codes of the places assigned to reports of the same agency name in the
    same folder. line: of the title.
    """

    year: int
    text: Callable[[], str] = str
    path: str = ""
    siblings: tuple[str, ...] = ()
    line: int = 0

    def around(self) -> Surroundings:
        return Surroundings(self.text(), self.path, self.siblings)


@dataclass(frozen=True, slots=True)
class ResolvedPlace:
    """An identified place, and the evidence for it if its name alone did not identify it."""

    place: Division
    evidence: str | None


@dataclass(frozen=True, slots=True)
class Undecided:
    """The places that remain possible; `named`: those that the evidence names, with it, if it disagrees."""

    candidates: tuple[Division, ...]
    named: tuple[tuple[Division, str], ...] = ()


def one_of(reading: Reading, year: Year, context: Context, tails: tuple[str, ...] = ()) -> ResolvedPlace | Undecided:
    """Return the place that a reading means, using the evidence if the name is ambiguous; else all candidates."""
    if len(reading.units) == 1:
        return ResolvedPlace(reading.units[0], None)
    around = context.around()
    # 吉林财政局 may be the province's or the city's: where names differ, each place's own name is evidence too.
    own = len({each.name for each in reading.units}) > 1
    return settle(reading.units, weigh(reading.units, year, around, own=own, tails=tails), year, around)


def settle(units: tuple[Division, ...], signs: Signs, year: Year, around: Surroundings) -> ResolvedPlace | Undecided:
    """Return the unit that the evidence agrees on; else all of them, with those that it names if it names several."""
    decided = decide(signs)
    if decided is None:
        named = supported(signs)
        return Undecided(units, tuple((year.coded[code], shown) for code, shown in named.items()) * (len(named) > 1))
    return agreed(ResolvedPlace(year.coded[decided[0]], decided[1]), units, year, around)


def agreed(
    found: ResolvedPlace, units: tuple[Division, ...], year: Year, around: Surroundings
) -> ResolvedPlace | Undecided:
    """Return a place found by evidence, unless other evidence names one that it cannot be."""
    others = disagreeing(found.place, year, around)
    if not others:
        return found
    named = ((found.place, found.evidence or ""), *((year.coded[code], shown) for code, shown in others.items()))
    return Undecided(units, named)


def several(undecided: Undecided, organ: Organ, year: Year, context: Context) -> Identity:
    """Return an identity without a place, with the places that remain possible as candidates."""
    if undecided.named:
        signs = InBoth(*(_signs(undecided.named, year, language) for language in ("zh", "en")))
        values: dict[str, object] = {"name": organ.full, "signs": signs}
        finding = Finding("place", UNTESTABLE, "places_differ", None, context.line, values)
        paths = tuple(dict.fromkeys(year.path(place) for place, _ in undecided.named))
        return Identity(agency_type=organ.kind, candidates=paths, findings=(finding,))
    paths = tuple(year.path(each) for each in undecided.candidates)
    shown = "、".join(paths[:_SHOWN]) + ("……" if len(paths) > _SHOWN else "")
    finding = Finding("place", UNTESTABLE, "several_places", None, context.line, {"name": organ.full, "places": shown})
    return Identity(agency_type=organ.kind, candidates=paths, findings=(finding,))


def _signs(named: tuple[tuple[Division, str], ...], year: Year, language: str) -> str:
    """The places that evidence names, each with the evidence in words: 江苏省徐州市鼓楼区（电话区号 0516）."""
    kinds = load("evidence.yml")["kinds"]
    shown = []
    for place, evidence in named[:_SHOWN]:
        pieces = [piece.split(": ", 1) for piece in evidence.split("; ") if ": " in piece]
        worded = [f"{kinds[kind][language]} {value}" for kind, value in pieces]
        shown.append(
            f"{year.path(place)}（{'，'.join(worded)}）"
            if language == "zh"
            else f"{year.path(place)} ({', '.join(worded)})"
        )
    return ("、" if language == "zh" else "; ").join(shown)


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
