"""Glyphs and drawn lines of a page → text lines and tables. Pure geometry; for PDFs and recognised scans.

All measures are in points (or pixels) from the top left of the page. Cells are the areas enclosed by drawn lines; if a
line between two of them is missing, they are one merged cell.
"""

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from ingest.read.document import OBJECT, Spot
from ingest.read.text import is_page_number

_LONGEST_STRIKE = 120.0  # points; a longer line is a border
_SMALL = 0.75  # of the height of the digits next to it
_WITHIN_NUMBERS = ("，", ",", ".")
_FOOT = 0.08  # share of a page's height, at its top and bottom, where page numbers are printed
_MARGINS = 12.0  # points, left and right of a cell's text together, as in Word and browsers


class Glyph(NamedTuple):
    """A character, or a word recognised in a picture, with its box."""

    text: str
    left: float
    top: float
    right: float
    bottom: float


class Stroke(NamedTuple):
    """A horizontal line (`at` is its y, from `begin` to `end` in x) or a vertical one (x, from … to … in y)."""

    at: float
    begin: float
    end: float


@dataclass(slots=True)
class Sheet:
    """One page: its size, its glyphs in drawing order, its horizontal and vertical lines."""

    number: int
    width: float
    height: float
    glyphs: list[Glyph]
    horizontal: list[Stroke]
    vertical: list[Stroke]


class Cell(NamedTuple):
    """A cell of a ruled table: its text and its location."""

    text: str
    spot: Spot


@dataclass(slots=True)
class Ruled:
    """A table: its rows, each with the cells that begin in it; `edges` are the x positions of its column borders."""

    top: float
    bottom: float
    edges: list[float]
    rows: list[list[Cell]]


class Printed(NamedTuple):
    """A line of text outside tables."""

    text: str
    top: float
    spot: Spot


@dataclass(slots=True)
class Layout:
    """The content of a page, from top to bottom."""

    parts: list[Printed | Ruled] = field(default_factory=list)


def layout(sheet: Sheet, near: float = 3.0) -> Layout:
    """Find the tables and text lines of a page; ends of lines up to `near` apart are taken to meet."""
    tables = [_Grid(group, near) for group in _groups(sheet, near)]
    tables = [table for table in tables if len(table.xs) > 2]  # at least two columns: excludes frames around text
    inside: dict[int, list[Glyph]] = defaultdict(list)
    outside: list[Glyph] = []
    for glyph in _struck(_without_page_number(sheet), sheet.horizontal):
        x, y = (glyph.left + glyph.right) / 2, (glyph.top + glyph.bottom) / 2
        number = next((n for n, table in enumerate(tables) if table.holds(x, y)), None)
        (outside if number is None else inside[number]).append(glyph)
    parts: list[Printed | Ruled] = [table.ruled(inside[n], sheet) for n, table in enumerate(tables)]
    parts += [
        Printed(text, min(g.top for g in line), _spot(sheet, line)) for line in _lines(outside) if (text := _text(line))
    ]
    parts.sort(key=lambda part: part.top)
    return Layout(parts)


def _without_page_number(sheet: Sheet) -> list[Glyph]:
    """The glyphs of a page except its page number, which may be inside a table that continues on the next page."""
    edge = sheet.height * _FOOT
    at_edge = [g for g in sheet.glyphs if g.bottom < edge or g.top > sheet.height - edge]
    numbers = {id(g) for line in _lines(at_edge) if is_page_number(_text(line)) for g in line}
    return [g for g in sheet.glyphs if id(g) not in numbers] if numbers else sheet.glyphs


def _struck(glyphs: list[Glyph], strokes: list[Stroke]) -> list[Glyph]:
    """Replace struck-out characters, those with a line through their middle, by a placeholder."""
    short = [stroke for stroke in strokes if stroke.end - stroke.begin < _LONGEST_STRIKE]
    if not short:
        return glyphs
    found: list[Glyph] = []
    for g in glyphs:
        middle, reach, x = (g.top + g.bottom) / 2, (g.bottom - g.top) / 4, (g.left + g.right) / 2
        through = any(s.begin <= x <= s.end and abs(s.at - middle) < reach for s in short)
        found.append(g._replace(text=OBJECT) if through else g)
    return found


def _spot(sheet: Sheet, glyphs: Sequence[Glyph]) -> Spot:
    return _box(
        sheet,
        min(g.left for g in glyphs),
        min(g.top for g in glyphs),
        max(g.right for g in glyphs),
        max(g.bottom for g in glyphs),
    )


def _box(sheet: Sheet, left: float, top: float, right: float, bottom: float) -> Spot:
    def per_mille(value: float, whole: float) -> int:
        return max(0, min(1000, round(1000 * value / whole))) if whole else 0

    return Spot(
        sheet.number,
        per_mille(left, sheet.width),
        per_mille(top, sheet.height),
        per_mille(right, sheet.width),
        per_mille(bottom, sheet.height),
    )


# -- text ---


def _lines(glyphs: Iterable[Glyph]) -> list[list[Glyph]]:
    """Group glyphs into lines from top to bottom, each from left to right.

    Lines of neighbouring cells may be half a line apart and must not be merged: a glyph belongs to the line whose
    middle is within a third of its height. Punctuation, shorter than its line, joins the line that contains it.
    """
    everything = list(glyphs)
    if not everything:
        return []
    usual = sorted(g.bottom - g.top for g in everything)[len(everything) // 2]
    tall = [g for g in everything if g.bottom - g.top >= usual / 2]
    lines: list[list[Glyph]] = []
    middle = height = 0.0
    for glyph in sorted(tall, key=lambda g: g.top + g.bottom):
        at, own = (glyph.top + glyph.bottom) / 2, glyph.bottom - glyph.top
        if lines and at - middle <= max(height, own) / 3:
            lines[-1].append(glyph)
        else:
            lines.append([glyph])
            middle, height = at, own
    bands = [(min(g.top for g in line), max(g.bottom for g in line)) for line in lines]
    for glyph in everything:
        if glyph.bottom - glyph.top >= usual / 2:
            continue
        at = (glyph.top + glyph.bottom) / 2
        near = [n for n, (top, bottom) in enumerate(bands) if top - usual / 4 <= at <= bottom + usual / 4]
        beside = [n for n in near if any(abs(glyph.left - g.right) < usual or abs(g.left - glyph.right) < usual
                                         for g in lines[n])]  # fmt: skip
        if near:
            chosen = min(beside or near, key=lambda n: abs(at - sum(bands[n]) / 2))
            lines[chosen].append(glyph)
        else:
            lines.append([glyph])
            bands.append((glyph.top, glyph.bottom))
    ordered = sorted(zip(bands, lines, strict=True), key=lambda each: each[0])
    return [sorted(line, key=lambda g: g.left) for _, line in ordered]


def _text(line: Sequence[Glyph]) -> str:
    """The text of a line; a gap wider than a third of its height becomes a space."""
    pieces: list[str] = []
    before: Glyph | None = None
    height = max(g.bottom - g.top for g in line)
    digits = [g for g in line if g.text.isdecimal()]
    usual = max((g.bottom - g.top for g in digits), default=0.0)
    for glyph in line:
        if glyph.text.isdecimal() and len(glyph.text) == 1 and glyph.bottom - glyph.top < _SMALL * usual:
            pieces.append(OBJECT)  # a small digit next to larger ones is a note mark
        if before is not None and glyph.left - before.right > height / 3 and pieces[-1] != " ":
            pieces.append(" ")
        pieces.append(glyph.text)
        before = glyph
    return " ".join("".join(pieces).split())


def _within(lines: Sequence[Sequence[Glyph]], width: float) -> str:
    """The text of a cell: its lines separated by a space, except that numbers broken by a narrow cell are rejoined."""
    text = ""
    room = 0.0
    for line in lines:
        piece = _text(line)
        if not piece:
            continue
        glyph = line[0].right - line[0].left
        number = all(char.isdigit() or char in _WITHIN_NUMBERS for char in (text[-1:] or "-", piece[0]))
        text += piece if not text or (number and room < _MARGINS + 1.3 * glyph) else f" {piece}"
        room = width - (line[-1].right - line[0].left)
    return text


# -- tables ---


def _merged(strokes: Iterable[Stroke], near: float) -> list[Stroke]:
    """Merge strokes that lie on one line and touch."""
    found: list[Stroke] = []
    for stroke in sorted(strokes):
        for number in range(len(found) - 1, -1, -1):
            other = found[number]
            touch = stroke.begin <= other.end + near and other.begin <= stroke.end + near
            if touch and stroke.at - other.at <= near:
                found[number] = Stroke(other.at, min(stroke.begin, other.begin), max(stroke.end, other.end))
                break
        else:
            found.append(stroke)
    return found


@dataclass(slots=True)
class _Group:
    horizontal: list[Stroke]
    vertical: list[Stroke]


def _groups(sheet: Sheet, near: float) -> list[_Group]:
    """Group the lines that cross each other, one group per table."""
    horizontal, vertical = _merged(sheet.horizontal, near), _merged(sheet.vertical, near)
    leader = list(range(len(horizontal) + len(vertical)))

    def lead(n: int) -> int:
        while leader[n] != n:
            leader[n] = n = leader[leader[n]]
        return n

    for v, (x, top, bottom) in enumerate(vertical, len(horizontal)):
        for h, (y, left, right) in enumerate(horizontal):
            if left - near <= x <= right + near and top - near <= y <= bottom + near:
                leader[lead(h)] = lead(v)
    groups: dict[int, _Group] = {}
    for n in range(len(leader)):
        group = groups.setdefault(lead(n), _Group([], []))
        if n < len(horizontal):
            group.horizontal.append(horizontal[n])
        else:
            group.vertical.append(vertical[n - len(horizontal)])
    whole = [_closed(group, near) for group in groups.values() if group.horizontal and len(group.vertical) > 1]
    return [group for group in whole if len(group.horizontal) > 1]


def _closed(group: _Group, near: float) -> _Group:
    """Close a table that a page break cut open, and that has no line there, at the ends of its vertical lines."""
    left, right = min(stroke.at for stroke in group.vertical), max(stroke.at for stroke in group.vertical)
    for end in (min(stroke.begin for stroke in group.vertical), max(stroke.end for stroke in group.vertical)):
        reach = [s for s in group.vertical if min(abs(s.begin - end), abs(s.end - end)) <= near]
        if len(reach) > 2 and all(abs(stroke.at - end) > 2 * near for stroke in group.horizontal):
            group.horizontal.append(Stroke(end, left, right))
    return group


def _clusters(values: Iterable[float], near: float) -> list[float]:
    found: list[list[float]] = []
    for value in sorted(values):
        if found and value - found[-1][-1] <= near:
            found[-1].append(value)
        else:
            found.append([value])
    return [sum(each) / len(each) for each in found]


class _Grid:
    """The cells enclosed by one group of lines."""

    def __init__(self, group: _Group, near: float) -> None:
        self.group = group
        self.near = near
        self.xs = _clusters((stroke.at for stroke in group.vertical), near)
        self.ys = _clusters((stroke.at for stroke in group.horizontal), near)

    def holds(self, x: float, y: float) -> bool:
        return self.xs[0] - self.near < x < self.xs[-1] + self.near and self.ys[0] < y < self.ys[-1]

    def _walls(self, strokes: list[Stroke], across: list[float], along: list[float]) -> set[tuple[int, int]]:
        """(line, stretch) for every stretch between two neighbours in `along` that is covered by a line of `across`."""
        walls: set[tuple[int, int]] = set()
        for stroke in strokes:
            line = min(range(len(across)), key=lambda n: abs(across[n] - stroke.at))
            for stretch in range(len(along) - 1):
                low, high = along[stretch], along[stretch + 1]
                if min(high, stroke.end) - max(low, stroke.begin) > (high - low) / 2:
                    walls.add((line, stretch))
        return walls

    def areas(self) -> list[tuple[int, int, int, int]]:
        """Return the cells as (first row, end row, first column, end column), ends exclusive."""
        rows, columns = len(self.ys) - 1, len(self.xs) - 1
        right_of = self._walls(self.group.vertical, self.xs, self.ys)
        below = self._walls(self.group.horizontal, self.ys, self.xs)
        seen: set[tuple[int, int]] = set()
        found: list[tuple[int, int, int, int]] = []
        for row in range(rows):
            for column in range(columns):
                if (row, column) in seen:
                    continue
                area, frontier = {(row, column)}, [(row, column)]
                while frontier:
                    r, c = frontier.pop()
                    for next_r, next_c, wall in (
                        (r, c + 1, (c + 1, r) in right_of),
                        (r, c - 1, (c, r) in right_of),
                        (r + 1, c, (r + 1, c) in below),
                        (r - 1, c, (r, c) in below),
                    ):
                        inside = 0 <= next_r < rows and 0 <= next_c < columns
                        if inside and not wall and (next_r, next_c) not in area:
                            area.add((next_r, next_c))
                            frontier.append((next_r, next_c))
                seen |= area
                at_rows, at_columns = [r for r, _ in area], [c for _, c in area]
                found.append((min(at_rows), max(at_rows) + 1, min(at_columns), max(at_columns) + 1))
        return found

    def ruled(self, glyphs: Iterable[Glyph], sheet: Sheet) -> Ruled:
        areas = self.areas()
        owner = {(r, c): n for n, (r0, r1, c0, c1) in enumerate(areas) for r in range(r0, r1) for c in range(c0, c1)}
        held: dict[int, list[Glyph]] = defaultdict(list)
        last_row, last_column = len(self.ys) - 2, len(self.xs) - 2
        for glyph in glyphs:
            row = bisect_right(self.ys, (glyph.top + glyph.bottom) / 2) - 1
            column = bisect_right(self.xs, (glyph.left + glyph.right) / 2) - 1
            held[owner[max(0, min(row, last_row)), max(0, min(column, last_column))]].append(glyph)
        rows: list[list[Cell]] = [[] for _ in range(last_row + 1)]
        for n, (r0, r1, c0, c1) in enumerate(areas):
            text = _within(_lines(held[n]), self.xs[c1] - self.xs[c0])
            spot = _box(sheet, self.xs[c0], self.ys[r0], self.xs[c1], self.ys[r1])
            rows[r0].append(Cell(text, spot))
        return Ruled(self.ys[0], self.ys[-1], self.xs, [sorted(row, key=lambda cell: cell.spot.left) for row in rows])
