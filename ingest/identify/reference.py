"""[I/O] The reviewed tables of data/reference, loaded once: divisions, towns, kinds, zones, systems, evidence."""

import csv
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from forms.declared import declared
from ingest.identify import divisions
from ingest.identify.divisions import Divisions, Lengths, lengths_of

FOLDER = Path(__file__).parents[2] / "data" / "reference"


@dataclass(frozen=True, slots=True)
class Zone:
    """A development zone: the division that it is located in, its tier, and the years in which it existed."""

    name: str
    agency: str
    code: str
    level: str
    since: int
    until: int


@dataclass(frozen=True, slots=True)
class AgencyType:
    """A kind of agency: labels, lines of full wordings, common short wordings, and prefixes that identify the kind."""

    id: str
    zh: str
    en: str
    lines: tuple[tuple[str, ...], ...]
    short: dict[str, str]
    fields: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Wording:
    """The meaning of an organ's wording: its full form, its kind, and the line of agencies that it belongs to."""

    full: str
    kind: str
    line: str


@dataclass(frozen=True, slots=True)
class System:
    """Agencies of a vertical system: one of their wordings is `before` + place + `after`.

    line: the system that it belongs to across reforms; place: the form in which their names include the place.
    """

    id: str
    line: str
    kind: str
    head: str
    superior: str
    since: int
    until: int
    before: str
    after: str
    full_before: str
    full_after: str
    place: str
    tier: str | None
    only: str | None
    regional: bool
    tiers: dict[str, str]


@dataclass(frozen=True, slots=True)
class Systems:
    """Wordings of the vertical systems, by the characters that names begin or end with, longest first."""

    by_front: dict[str, tuple[System, ...]]
    by_end: dict[str, tuple[System, ...]]

    def of(self, name: str) -> Iterator[System]:
        """Yield the wordings that a name may have."""
        yield from self.by_front.get(name[:_SIGNS], ())
        yield from self.by_end.get(name[-_SIGNS:], ())


_SIGNS = 2


@dataclass(frozen=True, slots=True)
class Reference:
    """All tables, indexed for reading names."""

    divisions: Divisions
    zones: dict[str, Zone]
    zone_lengths: Lengths
    places: dict[str, str]
    names: dict[str, str]
    domains: dict[str, str]
    wordings: dict[str, Wording]
    endings: tuple[int, ...]
    fields: dict[str, str]
    systems: Systems
    direct_customs: dict[str, str]
    other_customs: dict[str, str]
    separate_cities: frozenset[str]
    national: dict[str, Wording]
    corps: dict[str, dict[str, Any]]


def load(name: str) -> dict[str, Any]:
    """Load one of the YAML tables unchanged."""
    loaded: dict[str, Any] = declared(FOLDER / name)
    return loaded


def reference_files() -> list[Path]:
    """Return the files that identification depends on."""
    return sorted(path for kind in ("csv", "tsv", "yml") for path in FOLDER.glob(f"*.{kind}"))


@cache
def agency_types() -> dict[str, AgencyType]:
    return {
        type_id: AgencyType(
            type_id, entry["zh"], entry["en"], tuple(map(tuple, entry["lines"])), dict(entry.get("short", {})),
            tuple(entry.get("fields", ())),
        )
        for type_id, entry in load("agency_types.yml")["types"].items()
    }  # fmt: skip


@cache
def levels() -> dict[str, dict[str, str]]:
    loaded: dict[str, dict[str, str]] = load("agency_types.yml")["levels"]
    return loaded


def _wordings(types: dict[str, AgencyType]) -> dict[str, Wording]:
    """Every wording, full and short; 委 and 办 mean 委员会 and 办公室 unless another wording claims them."""
    full: dict[str, Wording] = {}
    for kind in types.values():
        for number, line in enumerate(kind.lines):
            key = kind.id if number == 0 else f"{kind.id}.{line[0]}"
            full |= {wording: Wording(wording, kind.id, key) for wording in line}
    by_wording: dict[str, Wording] = {}
    for wording, each in full.items():
        if wording.endswith("委员会"):
            by_wording[wording.removesuffix("员会")] = each
        if wording.endswith("办公室") and len(wording) > len("办公室"):
            by_wording[wording.removesuffix("公室")] = each
    for kind in types.values():
        by_wording |= {
            short: full.get(meant, Wording(meant, kind.id, f"{kind.id}.{meant}")) for short, meant in kind.short.items()
        }
    return by_wording | full


def _systems(table: dict[str, Any]) -> Systems:
    """Every wording of every system, indexed by the words before the place if there are any, else by those after it."""
    wordings: list[System] = []
    for each in table["systems"]:
        full = [_around(wording) for wording in each["wordings"]]
        short = [_around(wording) for wording in each.get("short", ())]
        meant = [*((own, own) for own in full), *((own, _likest(own, full)) for own in short)]
        wordings += [
            System(
                each["id"], each.get("line", each["id"]), each["type"], each["head"], each["superior"],
                each.get("from", 0), each.get("to", 9999),
                *own, *whole, each.get("place", "full"), each.get("tier"), each.get("only"),
                each.get("regional", False), each.get("tiers", {}),
            )
            for own, whole in meant
        ]  # fmt: skip
    wordings.sort(key=lambda each: (-len(each.before), -len(each.after)))
    front: dict[str, list[System]] = defaultdict(list)
    end: dict[str, list[System]] = defaultdict(list)
    for system in wordings:
        signs, index = (system.before[:_SIGNS], front) if system.before else (system.after[-_SIGNS:], end)
        index[signs].append(system)
    return Systems({k: tuple(v) for k, v in front.items()}, {k: tuple(v) for k, v in end.items()})


def _around(wording: str) -> tuple[str, str]:
    before, after = wording.split("{place}")
    return before, after


def _likest(short: tuple[str, str], full: list[tuple[str, str]]) -> tuple[str, str]:
    """The full wording of a short one: the one with the most similar ends, the shorter of two."""
    return max(full, key=lambda each: (_alike(each[1], short[1]), -len(each[1])))


def _alike(one: str, other: str) -> int:
    """The number of characters that two wordings share at the start and at the end."""
    front = next((n for n, (a, b) in enumerate(zip(one, other, strict=False)) if a != b), min(len(one), len(other)))
    shorter = min(len(one), len(other))
    end = next((n for n, (a, b) in enumerate(zip(one[::-1], other[::-1], strict=False)) if a != b), shorter)
    return front + end


def _zones(given: list[dict[str, Any]]) -> dict[str, Zone]:
    with (FOLDER / "zones.csv").open(encoding="utf-8", newline="") as stream:
        found = {
            row["name"]: Zone(row["name"], f"{row['name']}管理委员会", row["parent"], "county", 0, 9999)
            for row in csv.DictReader(stream)
        }
    for each in given:
        agency = each.get("agency", f"{each['name']}管理委员会")
        zone = Zone(each["name"], agency, each["code"], each["level"], each.get("from", 0), each.get("to", 9999))
        found |= dict.fromkeys((each["name"], *each.get("also", ())), zone)
    return found


@cache
def reference() -> Reference:
    """Load all tables needed to read names; once per process."""
    types = agency_types()
    table, names, corrections = load("systems.yml"), load("aliases.yml"), load("corrections.yml")
    zones = _zones(load("zones.yml")["zones"])
    wordings = _wordings(types)
    fields = {name: kind.id for kind in types.values() for name in kind.fields}
    national = {
        wording: Wording(full, kind, full)
        for kind, bodies in table["national"].items() for full, others in bodies.items() for wording in (full, *others)
    }  # fmt: skip
    corps = {name: each for each in table["corps"]["divisions"] for name in (each["name"], *each["also"])}
    return Reference(
        divisions.load(FOLDER, names["names"]),
        zones, lengths_of(zones),
        {entry["printed"]: entry["code"] for entry in corrections["places"]},
        {entry["printed"]: entry["reads_as"] for entry in corrections["names"]},
        names["domains"],
        wordings, tuple(sorted({len(each) for each in wordings}, reverse=True)), fields,
        _systems(table), table["direct_customs"], table["other_customs"], frozenset(table["separate_cities"]),
        national, corps,
    )  # fmt: skip


@cache
def towns() -> dict[str, frozenset[str]]:
    """Load the towns, townships and subdistricts of 2026 by code of their county (or prefecture without counties)."""
    with (FOLDER / "townships.tsv").open(encoding="utf-8") as stream:
        return {line[:6]: frozenset(line[7:].split()) for line in stream}


@cache
def counties_of_town() -> dict[str, tuple[str, ...]]:
    """Map the name of a town to the codes of the counties that have a town of that name."""
    codes_of: dict[str, list[str]] = defaultdict(list)
    for code, names in sorted(towns().items()):
        for name in names:
            codes_of[name].append(code)
    return {name: tuple(codes) for name, codes in codes_of.items()}


@cache
def _lines() -> dict[str, str]:
    """Code → line, as facts about a unit hold under all its names."""
    return {each.code: each.line for each in reference().divisions.units}


@cache
def telephone_areas() -> dict[str, frozenset[str]]:
    """Map telephone area codes to the lines of the prefectures (or municipalities) that they serve."""
    with (FOLDER / "telephone.csv").open(encoding="utf-8", newline="") as stream:
        rows = [(row["area"], row["divisions"].split()) for row in csv.DictReader(stream)]
    return {area: frozenset(_lines()[code] for code in codes) for area, codes in rows}


@cache
def postcodes() -> dict[str, str]:
    """Map the line of a county to the postcode of its seat."""
    with (FOLDER / "postcodes.csv").open(encoding="utf-8", newline="") as stream:
        return {_lines()[row["code"]]: row["postcode"] for row in csv.DictReader(stream)}
