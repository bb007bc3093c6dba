"""[I/O] Provinces, prefectures and counties by name and year: which units bore a name, and when."""

import csv
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path

FIRST_YEAR, LAST_YEAR = 2008, 2026
MUNICIPALITIES = frozenset({"110000", "120000", "310000", "500000"})
_STILL = 9999


@dataclass(frozen=True, slots=True)
class Division:
    """A province, prefecture or county under the name it bore at the end of the years `since` to `until`.

    line: the code that persists through renamings (赣榆县 and 赣榆区 are one line); short: the name without its tier.
    """

    code: str
    name: str
    level: str
    parent: str
    since: int
    until: int
    line: str
    short: str
    pinyin: str

    @property
    def is_province(self) -> bool:
        return self.level == "province"


Named = dict[str, tuple[Division, ...]]
Lengths = dict[str, tuple[int, ...]]


def lengths_of(names: Iterable[str]) -> Lengths:
    """Map the first character of the names to the lengths of those that begin with it, longest first."""
    by_sign: dict[str, set[int]] = defaultdict(set)
    for name in names:
        by_sign[name[0]].add(len(name))
    return {sign: tuple(sorted(lengths, reverse=True)) for sign, lengths in by_sign.items()}


@dataclass(frozen=True, slots=True)
class Year:
    """The divisions of one year by code, by full name (including old and new names of a unit), and by short name."""

    coded: dict[str, Division]
    full: Named
    short: Named
    lengths: Lengths

    def parents(self, division: Division) -> tuple[Division, ...]:
        """Return the units above a division, nearest first."""
        above: list[Division] = []
        each = self.coded.get(division.parent)
        while each is not None:
            above.append(each)
            each = self.coded.get(each.parent)
        return tuple(above)

    def path(self, division: Division) -> str:
        """Return the full name preceded by all parents: 吉林省长春市朝阳区."""
        return "".join(each.name for each in (*reversed(self.parents(division)), division))


@dataclass(slots=True)
class Divisions:
    """All units of 2008–2026; a year's index is built on first use (years out of range use the nearest)."""

    units: tuple[Division, ...]
    aliases: dict[str, str]
    _years: dict[int, Year] = field(default_factory=dict)
    _names: dict[str, list[Division]] = field(default_factory=dict)

    def year(self, year: int) -> Year:
        year = min(max(year, FIRST_YEAR), LAST_YEAR)
        if year not in self._years:
            self._years[year] = _index(self.units, self.aliases, year)
        return self._years[year]

    def ever(self, name: str) -> tuple[Division, ...]:
        """Return every unit that bore a full name in any year."""
        return tuple(self.names().get(name, ()))

    def names(self) -> dict[str, list[Division]]:
        """Return every full name used in any year, with the units that bore it, earliest first."""
        if not self._names:
            for each in self.units:
                self._names.setdefault(each.name, []).append(each)
        return self._names


def load(folder: Path, aliases: dict[str, str]) -> Divisions:
    """Read divisions.csv; `aliases` maps a reviewed short form to a code."""
    with (folder / "divisions.csv").open(encoding="utf-8", newline="") as stream:
        rows = csv.reader(stream)
        assert next(rows) == ["code", "name", "level", "parent", "since", "until", "line", "short", "pinyin"]
        units = tuple(
            Division(code, name, level, parent, int(since), int(until or _STILL), line, short, pinyin)
            for code, name, level, parent, since, until, line, short, pinyin in rows
        )
    return Divisions(tuple(sorted(units, key=lambda each: each.since)), aliases)


_TIERS = {"自治州": "州", "自治县": "县", "自治旗": "旗", "族区": "区"}


def _index(units: tuple[Division, ...], aliases: dict[str, str], year: int) -> Year:
    """The units that existed at the end of the year, and those that ended for good during it."""
    in_force = {each.line: each for each in units if each.since <= year <= each.until}
    ended = [each for each in units if each.until == year - 1]
    coded = {each.code: each for each in (*ended, *in_force.values())}
    standing = in_force | {each.line: each for each in ended if each.line not in in_force}
    full: dict[str, set[Division]] = defaultdict(set)
    short: dict[str, set[Division]] = defaultdict(set)
    for each in standing.values():
        full[each.name].add(each)
        if each.short:
            short[each.short].add(each)
            if tier := next((short_tier for tier, short_tier in _TIERS.items() if each.name.endswith(tier)), None):
                full[each.short + tier].add(each)
                if each.name.endswith(f"自治{tier}"):
                    full[f"{each.short}自治{tier}"].add(each)
    for name, code in aliases.items():
        if code in coded:
            full[name].add(coded[code])
    # A name abandoned in this year was valid for part of it; one adopted in the next may head a report printed then.
    for each in ended:
        if each.name not in full:
            full[each.name] = {each}
    for each in units:
        now = standing.get(each.line)
        if each.since == year + 1 and now is not None and each.name not in full:
            full[each.name] = {now}
    names = {
        kind: {name: tuple(sorted(found, key=lambda unit: unit.code)) for name, found in table.items()}
        for kind, table in (("full", full), ("short", short))
    }
    return Year(coded, names["full"], names["short"], lengths_of((*full, *short)))
