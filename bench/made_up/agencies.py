"""Agencies that made-up reports are of: the governments, general offices and departments of real places."""

import random
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

from ingest.identify.divisions import Division
from ingest.identify.reference import agency_types, reference, towns

YEARS = tuple(range(2019, 2026))
_IN_FORCE = 2023  # places as of this year
_WITHOUT_REPORTS = ("71", "81", "82")  # the Regulations do not apply there
_OF_VERTICAL_SYSTEMS = ("taxation", "customs", "meteorology")
_ENDING = {
    "province": ("厅", "委员会", "办公厅"),
    "prefecture": ("局", "委员会", "办公室"),
    "county": ("局", "委员会", "办公室"),
}
_MISSING, _LATE = 0.03, 0.05  # shares: of reports that are missing, of agencies that began later


@dataclass(frozen=True, slots=True)
class Agency:
    """An agency by its number, its printed name, and its level."""

    number: int
    name: str
    level: str


@cache
def agencies() -> tuple[Agency, ...]:
    """Every agency, those of all kinds and places mixed: the first thousand are a sample of the country."""
    known = reference().divisions
    now = known.year(_IN_FORCE)
    names: list[tuple[str, str]] = []
    for place in known.units:
        reports_here = (
            place.since <= YEARS[0] and YEARS[-1] <= place.until and not place.code.startswith(_WITHOUT_REPORTS)
        )
        if reports_here and place.level in _ENDING:
            names += ((now.path(place) + organ, place.level) for organ in _organs(place))
            names += ((now.path(place) + town, "township") for town in _towns(place))
    random.Random(1).shuffle(names)
    return tuple(Agency(number, *each) for number, each in enumerate(names))


def _organs(place: Division) -> Iterator[str]:
    endings = _ENDING[place.level]
    yield "人民政府"
    for kind, declared in agency_types().items():
        wordings = [line[0] for line in declared.lines if line[0].endswith(endings)]
        if kind not in ("government", *_OF_VERTICAL_SYSTEMS) and wordings:
            yield wordings[0]


def _towns(place: Division) -> Iterator[str]:
    for town in sorted(towns().get(place.code, ())):
        if town.endswith(("镇", "乡", "街道")):
            yield town + ("办事处" if town.endswith("街道") else "人民政府")


def years_of(agency: Agency) -> tuple[int, ...]:
    """The years that an agency has reported on."""
    chance = random.Random(agency.number)
    first = chance.randrange(len(YEARS)) if chance.random() < _LATE else 0
    return tuple(year for year in YEARS[first:] if chance.random() >= _MISSING)
