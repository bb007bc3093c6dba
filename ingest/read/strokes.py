"""Drawn paths and glyphs of a page → the lines of its tables, and its glyphs without shadows. Pure; for PDF and OFD."""

from collections.abc import Iterable, Iterator, Sequence

from ingest.read.bounds import check_steps
from ingest.read.page_parts import Glyph, Stroke

_THIN = 3.0  # points; a filled box as thin as this is a line
_SHORT = 4.0  # points; shorter lines are not borders
Point = tuple[float, float]
Edge = tuple[Point, Point]


def add_strokes(edges: Iterable[Edge], horizontal: list[Stroke], vertical: list[Stroke]) -> None:
    """Add the edges that are horizontal or vertical lines and long enough to be borders."""
    for (x0, y0), (x1, y1) in edges:
        if abs(y0 - y1) < _THIN and abs(x0 - x1) > _SHORT:
            horizontal.append(Stroke((y0 + y1) / 2, min(x0, x1), max(x0, x1)))
        elif abs(x0 - x1) < _THIN and abs(y0 - y1) > _SHORT:
            vertical.append(Stroke((x0 + x1) / 2, min(y0, y1), max(y0, y1)))


def thin_boxes(edges: Sequence[Edge]) -> Iterator[Edge]:
    """The centre lines of the thin boxes among the shapes of a filled path, each of them closed separately."""
    corners: list[Point] = []
    for begin, end in edges:
        if corners and corners[-1] != begin:
            yield from _thin(corners)
            corners = []
        corners += [begin, end] if not corners else [end]
    yield from _thin(corners)


def _thin(corners: list[Point]) -> Iterator[tuple[Point, Point]]:
    if len(corners) < 3:
        return
    x0, x1 = min(x for x, _ in corners), max(x for x, _ in corners)
    y0, y1 = min(y for _, y in corners), max(y for _, y in corners)
    if y1 - y0 < _THIN < x1 - x0:
        yield (x0, (y0 + y1) / 2), (x1, (y0 + y1) / 2)
    elif x1 - x0 < _THIN < y1 - y0:
        yield ((x0 + x1) / 2, y0), ((x0 + x1) / 2, y1)


def once(glyphs: list[Glyph]) -> list[Glyph]:
    """The glyphs without those drawn a second time over themselves, as a shadow or to look bold."""
    near: dict[tuple[str, int, int], list[Glyph]] = {}
    kept: list[Glyph] = []
    steps = 0
    for count, glyph in enumerate(glyphs):
        size = max(glyph.bottom - glyph.top, 1.0)
        column, row = int(glyph.left / 4), int(glyph.top / 4)
        around = [g for c in (column - 1, column, column + 1) for r in (row - 1, row, row + 1)
                  for g in near.get((glyph.text, c, r), ())]  # fmt: skip
        check_steps(steps := steps + len(around), count)
        if any(abs(g.left - glyph.left) < 0.3 * size and abs(g.top - glyph.top) < 0.3 * size for g in around):
            continue
        near.setdefault((glyph.text, column, row), []).append(glyph)
        kept.append(glyph)
    return kept
