"""[I/O] Which agency succeeded which: places merged or split, and organs that a reform merged into others."""

from collections import defaultdict
from dataclasses import dataclass
from functools import cache

from ingest.identify.reference import load, reference

MERGED, SPLIT = "merged", "split"


@dataclass(frozen=True, slots=True)
class Succession:
    """`from_` has been part of `into` since one of the years `first` to `last`."""

    from_: str
    into: str
    kind: str
    first: int
    last: int
    note: str


@cache
def _places() -> dict[str, list[Succession]]:
    """Line of a division that ended → its successors' lines."""
    units = {each.code: each for each in reference().divisions.units}
    by_line: dict[str, list[Succession]] = defaultdict(list)
    for each in load("successions.yml")["places"]:
        if each["kind"] == "renamed":
            continue  # the line continues
        line, year = units[each["from"]].line, each["year"]
        into = [units[code].line for code in each["into"]]
        by_line[line] += [Succession(line, heir, each["kind"], year, year, each["note"]) for heir in into]
    return dict(by_line)


@cache
def _organs() -> dict[str, Succession]:
    """Line of an organ abolished by a reform → the line that it has since been part of."""
    return {
        each["from"]: Succession(each["from"], each["into"], MERGED, first, last, f"{each['from']} → {each['into']}")
        for each in load("successions.yml")["organs"] for first, last in [each["years"]]
    }  # fmt: skip


def heirs_of(line: str) -> list[str]:
    """Return the lines of the divisions that the ground of a division that ended belongs to."""
    return [each.into for each in _places().get(line, [])]


def successions_of(agency_id: str) -> list[Succession]:
    """Return an agency's successors: the same organ of its place's successors, and the organ that absorbed it."""
    place, _, organ = agency_id.partition(".")
    found = [
        Succession(agency_id, f"{each.into}.{organ}", each.kind, each.first, each.last, each.note)
        for each in _places().get(place, [])
    ]
    if each := _organs().get(organ):
        found.append(Succession(agency_id, f"{place}.{each.into}", each.kind, each.first, each.last, each.note))
    return found
