"""The place at the start of an agency's name: every way to read it as a chain of divisions. Pure."""

from collections.abc import Iterator
from dataclasses import dataclass

from ingest.identify.divisions import Division, Year
from ingest.identify.reference import reference


@dataclass(frozen=True, slots=True)
class Reading:
    """One way to read the start of a name: the units that its last word may mean, and the rest.

    bare: the last word is a short name (杭州 for 杭州市), which must be followed by something recognisable.
    """

    units: tuple[Division, ...]
    rest: str
    bare: bool


def readings(name: str, year: Year, above: tuple[Division, ...] = ()) -> Iterator[Reading]:
    """Yield every chain of divisions at the start of a name, longest first: 江苏省南京市鼓楼区…, 南京鼓楼…"""
    for length in year.lengths.get(name[:1], ()):
        if length > len(name):
            continue
        word = name[:length]
        for table, bare in ((year.full, False), (year.short, True)):
            units = table.get(word)
            if units is None:
                continue
            if bare and not above and word in reference().fields:
                continue  # 公安局… does not begin with a place, although 公安县 is one
            if above:
                units = tuple(each for each in units if _is_under(each, above, year))
                if not units:
                    continue
            yield from readings(name[length:], year, units)
            yield Reading(units, name[length:], bare)


def _is_under(division: Division, above: tuple[Division, ...], year: Year) -> bool:
    return any(parent in above for parent in year.parents(division))


def below(units: tuple[Division, ...], word: str, year: Year) -> tuple[Division, ...]:
    """Return the units with a full or short name below one of `units`: 鼓楼 below 南京市."""
    named = (*year.full.get(word, ()), *year.short.get(word, ()))
    return tuple({each.code: each for each in named if _is_under(each, units, year)}.values())
