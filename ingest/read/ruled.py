"""Glyphs and drawn lines of a page → text lines and tables. Pure geometry; for PDFs and recognised scans.

All measures are in points (or pixels) from the top left of the page. Cells are the areas enclosed by drawn lines; if a
line between two of them is missing, they are one merged cell.
"""

from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from ingest.read.bounds import check_steps
from ingest.read.document import OBJECT, Spot
from ingest.read.glyph_lines import lines_of_glyphs, text_of_line, text_within, without_wrapped, words_of_line
from ingest.read.page_parts import Cell, Glyph, Layout, Printed, Ruled, Sheet, Stroke
from ingest.read.text import is_page_number

_LONGEST_STRIKE = 120.0  # points; a longer line is a border
_FOOT = 0.08  # share of a page's height, at its top and bottom, where page numbers are printed


def layout(sheet: Sheet, near: float = 3.0) -> Layout:
    """Find the tables and text lines of a page; ends of lines up to `near` apart are taken to meet."""
    tables = [_Grid(group, near) for group in _groups(sheet, near)]
    tables = [table for table in tables if len(table.xs) > 2]  # at least two columns: excludes frames around text
    inside: dict[int, list[Glyph]] = defaultdict(list)
    outside: list[Glyph] = []
    check_steps(len(sheet.glyphs) * len(tables), len(sheet.glyphs) + len(tables))
    for glyph in _struck(_without_page_number(sheet), sheet.horizontal):
        x, y = (glyph.left + glyph.right) / 2, (glyph.top + glyph.bottom) / 2
        number = next((n for n, table in enumerate(tables) if table.holds(x, y)), None)
        (outside if number is None else inside[number]).append(glyph)
    parts: list[Printed | Ruled] = [table.ruled(inside[n], sheet) for n, table in enumerate(tables)]
    lines = lines_of_glyphs(outside)
    parts += [
        Printed(
            text,
            min(g.top for g in line),
            _spot(sheet, line),
            tuple((word, _spot(sheet, glyphs)) for word, glyphs in words_of_line(line)),
        )
        for line, certain in zip(lines, without_wrapped(lines), strict=True)
        if (text := text_of_line(certain))
    ]
    parts.sort(key=lambda part: part.top)
    return Layout(parts)


def _without_page_number(sheet: Sheet) -> list[Glyph]:
    """The glyphs of a page except its page number, which may be inside a table that continues on the next page."""
    edge = sheet.height * _FOOT
    at_edge = [g for g in sheet.glyphs if g.bottom < edge or g.top > sheet.height - edge]
    numbers = {id(g) for line in lines_of_glyphs(at_edge) if is_page_number(text_of_line(line)) for g in line}
    return [g for g in sheet.glyphs if id(g) not in numbers] if numbers else sheet.glyphs


def _struck(glyphs: list[Glyph], strokes: list[Stroke]) -> list[Glyph]:
    """Replace struck-out characters, those with a line through their middle, by a placeholder."""
    short = sorted(stroke for stroke in strokes if stroke.end - stroke.begin < _LONGEST_STRIKE)
    if not short:
        return glyphs
    heights = [stroke.at for stroke in short]
    kept_glyphs: list[Glyph] = []
    steps = 0
    for count, g in enumerate(glyphs):
        middle, reach, x = (g.top + g.bottom) / 2, (g.bottom - g.top) / 4, (g.left + g.right) / 2
        near = short[bisect_right(heights, middle - reach) : bisect_left(heights, middle + reach)]
        check_steps(steps := steps + len(near), count)
        through = any(s.begin <= x <= s.end for s in near)
        kept_glyphs.append(g._replace(text=OBJECT) if through else g)
    return kept_glyphs


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


def _merged(strokes: Iterable[Stroke], near: float) -> list[Stroke]:
    """Merge strokes that lie on one line and touch."""
    joined: list[Stroke] = []
    steps = 0
    for count, stroke in enumerate(sorted(strokes)):
        for number in range(len(joined) - 1, -1, -1):
            other = joined[number]
            steps += 1
            if stroke.at - other.at > near:
                joined.append(stroke)  # those before lie farther away still
                break
            touch = stroke.begin <= other.end + near and other.begin <= stroke.end + near
            if touch:
                joined[number] = Stroke(other.at, min(stroke.begin, other.begin), max(stroke.end, other.end))
                break
        else:
            joined.append(stroke)
        check_steps(steps, count)
    return joined


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

    heights = [stroke.at for stroke in horizontal]  # in order, as they were merged
    steps = 0
    for v, (x, top, bottom) in enumerate(vertical, len(horizontal)):
        first, last = bisect_left(heights, top - near), bisect_right(heights, bottom + near)
        check_steps(steps := steps + last - first, len(leader))
        for h in range(first, last):
            if horizontal[h].begin - near <= x <= horizontal[h].end + near:
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
    clusters: list[list[float]] = []
    for value in sorted(values):
        if clusters and value - clusters[-1][-1] <= near:
            clusters[-1].append(value)
        else:
            clusters.append([value])
    return [sum(each) / len(each) for each in clusters]


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
        check_steps(len(strokes) * (len(across) + len(along)), len(strokes) + len(across) + len(along))
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
        check_steps(rows * columns, rows + columns)
        right_of = self._walls(self.group.vertical, self.xs, self.ys)
        below = self._walls(self.group.horizontal, self.ys, self.xs)
        seen: set[tuple[int, int]] = set()
        boxes: list[tuple[int, int, int, int]] = []
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
                boxes.append((min(at_rows), max(at_rows) + 1, min(at_columns), max(at_columns) + 1))
        return boxes

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
            text = text_within(lines_of_glyphs(held[n]), self.xs[c1] - self.xs[c0])
            spot = _box(sheet, self.xs[c0], self.ys[r0], self.xs[c1], self.ys[r1])
            rows[r0].append(Cell(text, spot))
        return Ruled(self.ys[0], self.ys[-1], self.xs, [sorted(row, key=lambda cell: cell.spot.left) for row in rows])
