"""Columns of a table without drawn lines, by the places of its numbers on the page. Pure.

Numbers of one column are below each other, aligned at their left, in the middle or at their right. Where the places of
all rows' numbers make as many columns as the form has, a row with fewer numbers shows which of its cells are empty.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from operator import itemgetter
from typing import TypeVar

from ingest.read.document import Row, Spot

Word = tuple[str, Spot]
_EVEN = 0.4  # heights of a line by which the pieces of a number may be unevenly far from its row
_EXACT = 6  # thousandths of a page's width that a number may be off where its column is aligned with its head
_TOUCHING = 3  # thousandths of a page's width up to which pieces of a head are beside each other
_NEXT = 3.3  # heights of a line within which a piece of a number is above or below its row; half of four lines
Key = TypeVar("Key")
Side = Callable[[Spot], float]
SIDES: tuple[Side, ...] = (
    lambda spot: float(spot.left),
    lambda spot: (spot.left + spot.right) / 2,
    lambda spot: float(spot.right),
)


@dataclass(frozen=True, slots=True)
class Columns:
    """Where columns are, in thousandths of a page's width; numbers up to `near` apart are in one column."""

    side: int
    places: tuple[float, ...]
    near: float

    def of(self, spots: Sequence[Spot]) -> list[int] | None:
        """The columns of a row's numbers from left to right.

        None if some are between two columns, or two in one, or if one reaches into another column: two numbers with
        no gap between them.
        """
        columns: list[int] = []
        for spot in spots:
            x = SIDES[self.side](spot)
            column = min(range(len(self.places)), key=lambda n: abs(self.places[n] - x))
            if abs(self.places[column] - x) > self.near or (columns and column <= columns[-1]):
                return None
            if any(spot.left < place < spot.right for n, place in enumerate(self.places) if n != column):
                return None
            columns.append(column)
        return columns

    def farthest(self, rows: Sequence[Sequence[Spot]], under: Sequence[Sequence[int]]) -> float:
        """How far the number that is farthest from its column is from it."""
        place = SIDES[self.side]
        return max(
            (abs(place(spot) - self.places[column]) for row, own in zip(rows, under, strict=True)
             for spot, column in zip(row, own, strict=True)), default=0.0,
        )  # fmt: skip


def columns_of(rows: Sequence[Sequence[Spot]], count: int) -> Columns | None:
    """Find `count` columns that hold all rows' numbers, at most one of a row in each; None if there are not so many."""
    found: list[tuple[float, Columns]] = []
    for side, place in enumerate(SIDES):
        placed = [sorted(map(place, row)) for row in rows]
        gaps = [right - left for row in placed for left, right in pairwise(row)]
        if not gaps:
            return None
        near = min(gaps) / 2
        groups: list[list[float]] = []
        for x in sorted(x for row in placed for x in row):
            if groups and x - groups[-1][-1] <= near:
                groups[-1].append(x)
            else:
                groups.append([x])
        spread = max(group[-1] - group[0] for group in groups)
        if len(groups) == count and spread <= near:
            found.append((spread, Columns(side, tuple(sum(group) / len(group) for group in groups), near)))
    return min(found, key=lambda each: each[0])[1] if found else None


def columns_under(heads: Sequence[Spot], rows: Sequence[Sequence[Spot]], count: int) -> Columns | None:
    """Find columns by the pieces of their heads, for tables in which a column has no number at all.

    None if the pieces are not in `count` groups side by side, or cannot be aligned with the numbers (`aligned`).
    """
    groups = beside_each_other([("", spot) for spot in heads])
    if len(groups) != count:
        return None
    return aligned([around([spot for _, spot in group]) for group in groups], rows)


def beside_each_other(words: Iterable[Word]) -> list[list[Word]]:
    """Words in groups from left to right: those above each other or next to each other are in one group."""
    groups: list[list[Word]] = []
    end = 0
    for word in sorted(words, key=lambda word: (word[1].left, word[1].right)):
        if groups and word[1].left <= end + _TOUCHING:
            groups[-1].append(word)
        else:
            groups.append([word])
            end = word[1].right
        end = max(end, word[1].right)
    return groups


def around(spots: Sequence[Spot]) -> Spot:
    """The smallest box around boxes on one page."""
    return Spot(
        spots[0].page, min(spot.left for spot in spots), min(spot.top for spot in spots),
        max(spot.right for spot in spots), max(spot.bottom for spot in spots),
    )  # fmt: skip


def aligned(heads: Sequence[Spot], rows: Sequence[Sequence[Spot]]) -> Columns | None:
    """The columns of heads side by side that all rows' numbers are under, aligned left, in the middle or right.

    Either two of these put the numbers under the same heads, or one puts each exactly at its head; None otherwise, and
    if they put numbers under different heads.
    """
    fit: list[tuple[Columns, list[list[int]]]] = []
    for side, place in enumerate(SIDES):
        places = tuple(map(place, heads))
        columns = Columns(side, places, min((b - a for a, b in pairwise(places)), default=2000.0) / 2)
        own = [each for row in rows if (each := columns.of(row)) is not None]
        if len(own) == len(rows):
            fit.append((columns, own))
    if not fit or any(under != fit[0][1] for _, under in fit):
        return None
    best, under = min(fit, key=lambda each: each[0].farthest(rows, each[1]))
    return best if len(fit) > 1 or best.farthest(rows, under) <= _EXACT else None


def with_blanks(row: Row, start: int, columns: Columns, loose: Sequence[Word]) -> Row | None:
    """Return a row with one cell for each column; None if its numbers are not in columns.

    `loose` are numbers that belong to no row: those directly above or below a cell are pieces of its number, which a
    narrow column broke, and are added to it.
    """
    assert row.spots is not None
    places = columns.of(row.spots[start:])
    if places is None:
        return None
    at = {column: start + n for n, column in enumerate(places)}
    line, spot = row.lines[start], row.spots[start]
    cells, lines, spots = row.cells[:start], row.lines[:start], row.spots[:start]
    for column in range(len(columns.places)):
        own = at.get(column)
        cells.append(whole("" if own is None else row.cells[own], column, spot, columns, loose))
        lines.append(line if own is None else row.lines[own])
        spots.append(spot if own is None else row.spots[own])
    return replace(row, cells=cells, lines=lines, spots=spots, blanks_between=False)


def with_pieces(row: Row, columns: Columns, loose: Sequence[Word]) -> Row:
    """Return a row of one cell before its columns, with the pieces of broken numbers added to its cells."""
    assert row.spots is not None
    cells = [whole(own, n, row.spots[0], columns, loose) for n, own in enumerate(row.cells[1:])]
    return replace(row, cells=[row.cells[0], *cells])


def nearest_rows(loose: Iterable[Word], rows: Mapping[Key, Spot]) -> defaultdict[Key, list[Word]]:
    """Words by the row that they are nearest to, of the rows on their page."""
    nearest: defaultdict[Key, list[Word]] = defaultdict(list)
    for word in loose:
        at = [(abs(word[1].top + word[1].bottom - spot.top - spot.bottom), key) for key, spot in rows.items()
              if spot.page == word[1].page]  # fmt: skip
        if at:
            nearest[min(at, key=itemgetter(0))[1]].append(word)
    return nearest


def whole(own: str, column: int, beside: Spot, columns: Columns, loose: Sequence[Word]) -> str:
    """The number in a cell, of which a narrow column may have put pieces above and below the line of its row.

    Pieces in lines at one distance from each other, with the row in their middle, are a number with what is in the
    line itself; any others are returned beside it, which is none.
    """
    height, middle = max(beside.bottom - beside.top, 1), (beside.top + beside.bottom) / 2
    near = [
        (at, text)
        for text, spot in loose
        if spot.page == beside.page
        and abs(at := (spot.top + spot.bottom) / 2 - middle) <= _NEXT * height
        and columns.of([spot]) in ([column], None)
    ]
    if not near:
        return own
    lines = sorted([*near, (0.0, own)] if own else near)
    gaps = [below - above for (above, _), (below, _) in pairwise(lines)]
    centred = abs(lines[0][0] + lines[-1][0]) <= _EVEN * height
    if gaps and centred and max(gaps) - min(gaps) <= _EVEN * height < min(gaps):
        return "".join(text for _, text in lines)
    return " ".join([own, *(text for _, text in sorted(near)), "…"]).strip()
