"""[I/O] The reviewed tables of data/reference, read once: divisions by year, kinds of agency, zones, corrections."""

import csv
from collections import defaultdict
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import yaml

FOLDER = Path(__file__).parents[1] / "data" / "reference"
FIRST_YEAR, LAST_YEAR = 2018, 2024
MUNICIPALITIES = frozenset({"110000", "120000", "310000", "500000"})


@dataclass(frozen=True, slots=True)
class Division:
    """A province, prefecture or county under the name it bore from `since` to `until` (None: still in force)."""

    code: str
    name: str
    level: str
    parent: str
    since: int
    until: int | None

    def stood_in(self, year: int) -> bool:
        return self.since <= year and (self.until is None or year <= self.until)


@dataclass(frozen=True, slots=True)
class Zone:
    name: str
    agency: str
    code: str
    level: str


@dataclass(frozen=True, slots=True)
class AgencyType:
    """A kind of agency: its labels, the endings of full names, and everyday wordings with what they stand for."""

    id: str
    zh: str
    en: str
    full: tuple[str, ...]
    short: dict[str, str]


@dataclass(frozen=True, slots=True)
class Reference:
    """Every table, indexed: divisions by full name and by code, zones, slips, kinds, and endings longest first."""

    by_name: dict[str, tuple[Division, ...]]
    by_code: dict[str, tuple[Division, ...]]
    longest: int
    zones: dict[str, Zone]
    place_slips: dict[str, Division]
    types: dict[str, AgencyType]
    endings: tuple[tuple[str, str, str], ...]

    def named(self, name: str, year: int) -> tuple[Division, ...]:
        """Divisions of that full name in force in a year (years outside 2018–2024 take the nearest table)."""
        year = min(max(year, FIRST_YEAR), LAST_YEAR)
        return tuple(each for each in self.by_name.get(name, ()) if each.stood_in(year))

    def coded(self, code: str, year: int) -> Division | None:
        year = min(max(year, FIRST_YEAR), LAST_YEAR)
        return next((each for each in self.by_code.get(code, ()) if each.stood_in(year)), None)


def _load(name: str) -> dict[str, Any]:
    with (FOLDER / name).open(encoding="utf-8") as stream:
        loaded: dict[str, Any] = yaml.load(stream, Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader))
    return loaded


def reference_files() -> list[Path]:
    """The files that identification depends on."""
    return sorted([*FOLDER.glob("*.csv"), *FOLDER.glob("*.yml")])


@cache
def agency_types() -> dict[str, AgencyType]:
    return {
        type_id: AgencyType(type_id, entry["zh"], entry["en"], tuple(entry["full"]), dict(entry.get("short", {})))
        for type_id, entry in _load("agency_types.yml")["types"].items()
    }


@cache
def levels() -> dict[str, dict[str, str]]:
    loaded: dict[str, dict[str, str]] = _load("agency_types.yml")["levels"]
    return loaded


@cache
def reference() -> Reference:
    """All tables together; about 20 ms, once a process."""
    by_name: dict[str, list[Division]] = defaultdict(list)
    by_code: dict[str, list[Division]] = defaultdict(list)
    with (FOLDER / "divisions.csv").open(encoding="utf-8", newline="") as stream:
        for row in csv.DictReader(stream):
            until = int(row["until"]) if row["until"] else None
            division = Division(row["code"], row["name"], row["level"], row["parent"], int(row["since"]), until)
            by_name[division.name].append(division)
            by_code[division.code].append(division)
    types = agency_types()
    endings: list[tuple[str, str, str]] = []
    for kind in types.values():
        endings += [(ending, ending, kind.id) for ending in kind.full]
        endings += [(short, full, kind.id) for short, full in kind.short.items()]
    endings.sort(key=lambda each: (-len(each[0]), each[0] == each[1]))
    slips = {entry["printed"]: by_code[entry["code"]][-1] for entry in _load("corrections.yml")["places"]}
    zones = {
        entry["name"]: Zone(entry["name"], entry["agency"], entry["code"], entry["level"])
        for entry in _load("zones.yml")["zones"]
    }
    return Reference(
        {name: tuple(found) for name, found in by_name.items()},
        {code: tuple(found) for code, found in by_code.items()},
        max(map(len, by_name)),
        zones,
        slips,
        types,
        tuple(endings),
    )
