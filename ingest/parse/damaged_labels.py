"""Rows of numbers whose labels are cut, wrapped or damaged → their places on the form, by order and nearness.

One assignment over the whole of table 2: the rows whose labels are known are the anchors. Between two anchors there
must be as many rows without a place as the form has, and near each of them must stand what is left of its label.
Otherwise none of them is placed. Pure.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

from forms import APPLICANTS
from forms.normal import normal
from ingest.cells.labels import Labels, Place
from ingest.read.document import Row
from ingest.read.numbers import is_value, is_words

_MOST_EMPTY = 4  # cells of a row that may have left no trace; a row with fewer numbers could be anything
_NEAR = 0.5  # share of a label's pairs of characters that must stand near its row
_WHOLE = 0.95  # and from which on the label counts as undamaged


@dataclass(frozen=True, slots=True)
class Assigned:
    """A row of the document and its place; `damaged` holds what is left of a label that is not whole."""

    index: int
    place: Place
    start: int
    damaged: str | None


def assign(rows: Sequence[Row], placed: Mapping[int, Place], known: Labels) -> list[Assigned]:
    """Places for the rows of seven numbers that have none; `placed` maps rows of the document to their places."""
    orphans = [n for n, row in enumerate(rows) if n not in placed and _start(row) is not None]
    if not orphans:
        return []
    found = {
        tuple((each.index, each.place.cells[0]) for each in made): made
        for order in _orders(known)
        if (made := _between(rows, placed, orphans, order)) is not None
    }
    if len(found) != 1:
        return []
    return next(iter(found.values()))


def _orders(known: Labels) -> list[list[Place]]:
    """The rows of table 2 in the order of the form; in the 2021 form also with 其他处理 as one row."""
    rows = known.form.table("applications").blocks[0].rows
    whole = [known.place(row) for row in rows]
    single = known.form.single_row
    if single is None or known.single is None:
        return [whole]
    short = [place for place in whole if not place.row.id.startswith("other.")]
    at = next(n for n, place in enumerate(short) if place.row.id == "processed")
    return [whole, [*short[:at], known.single, *short[at:]]]


def _start(row: Row) -> int | None:
    """Where the numbers at the end of a row begin, seven or, where some cells were empty, a few less; else None."""
    empties = row.kept and not row.spaced  # there an empty cell keeps its place
    begin = len(row.cells)
    while begin and (is_value(row.cells[begin - 1]) or (empties and not row.cells[begin - 1].strip())):
        begin -= 1
    if not any(is_value(cell) for cell in row.cells[begin:]):
        return None
    count = len(row.cells) - begin
    whole = len(APPLICANTS)
    return begin if whole - _MOST_EMPTY <= count <= whole and begin <= 4 else None


def _between(
    rows: Sequence[Row], placed: Mapping[int, Place], orphans: Sequence[int], order: Sequence[Place]
) -> list[Assigned] | None:
    position = {place.cells[0]: n for n, place in enumerate(order)}
    anchors = sorted((n, position.get(place.cells[0], -1)) for n, place in placed.items())
    if any(p < 0 for _, p in anchors) or any(a[1] >= b[1] for a, b in pairwise(anchors)):
        return None
    made: list[Assigned] = []
    first, last = (anchors[0][0], anchors[-1][0]) if anchors else (len(rows), 0)
    heads = [n for n in range(first) if _names(rows[n], "申请人情况")]
    behind = [n for n in range(last + 1, len(rows)) if _names(rows[n], "结果维持", "复议后起诉")]
    if not anchors and (not heads or not behind or behind[0] < heads[0]):
        return None
    bounds = [*((n, -1) for n in heads[:1]), *anchors, *((n, len(order)) for n in behind[:1])]
    for (low, above), (high, below) in pairwise(bounds):
        inside = [n for n in orphans if low < n < high]
        if len(inside) != below - above - 1:
            continue
        gap = [_one(rows, n, order[above + 1 + at]) for at, n in enumerate(inside)]
        if all(each is not None for each in gap):
            made += [each for each in gap if each is not None]
    return made


def _names(row: Row, *words: str) -> bool:
    text = normal("".join(row.cells))
    return any(word in text for word in words)


def _one(rows: Sequence[Row], index: int, place: Place) -> Assigned | None:
    """The row on this place, if what stands near it is its label."""
    start = _start(rows[index])
    assert start is not None
    own = [cell for cell in rows[index].cells[:start] if cell.strip()]
    before = _words(rows, range(index - 1, -1, -1))
    after = _words(rows, range(index + 1, len(rows)))
    near = normal("".join([*reversed(before), *own, *after]))
    share = max(_share(spelling, near) for spelling in place.row.label.spellings)
    if share < _NEAR:
        return None
    return Assigned(index, place, start, None if share >= _WHOLE else " ".join(own) or near[:40])


def _words(rows: Sequence[Row], indexes: range) -> list[str]:
    """The words next to a row, up to the nearest row with numbers."""
    found: list[str] = []
    for n in indexes:
        if not all(is_words(cell) or not cell.strip() for cell in rows[n].cells):
            break
        found.append("".join(rows[n].cells))
        if len(found) > 6:
            break
    return found


def _share(label: str, text: str) -> float:
    pairs = [label[n : n + 2] for n in range(len(label) - 1)] or [label]
    return sum(1 for pair in pairs if pair in text) / len(pairs)
