"""A straight picture of a page → its ruled lines. Pure geometry on pixels.

Strokes of neighbouring characters in a line of small type look like a short piece of a ruled line. A short piece is one
only if it joins two ruled lines that cross it, a longer one if it meets one.
"""

from importlib import import_module
from typing import Any, NamedTuple

from ingest.read.ink import Picture, ink_of, opencv
from ingest.read.page_parts import Stroke

_LONG = 45  # the part of a page's longer side that a piece of line is long
_SHORTEST = 3.5  # times as short as that: the side of the smallest cell
_SURE = 5.0  # times as long as that: no row of characters looks like it
_ROUNDS = 3
_THICK = 150  # the part of a page's longer side that a line is thick, at most
_JOINS = 0.0018  # of the longer side: how near a piece comes to the lines that it joins


class Rules(NamedTuple):
    """The ruled lines of a page, and a mask of where they are."""

    horizontal: list[Stroke]
    vertical: list[Stroke]
    mask: Picture


class _Runs(NamedTuple):
    """Runs of ink in one direction, as arrays, and a map with the number of the run that each pixel belongs to."""

    at: Any
    begin: Any
    end: Any
    number: Any
    map: Any

    @property
    def length(self) -> Any:
        return self.end - self.begin


def ruled_lines(picture: Picture, darker: float) -> Rules:
    """The ruled lines of a page whose ink is `darker` than its paper by so many grey levels."""
    cv2, np = opencv(), import_module("numpy")
    ink = ink_of(picture, darker)
    side = max(picture.shape)
    least, near = side // _LONG, max(2.0, _JOINS * side)
    level, upright = _runs(ink, side), _runs(np.ascontiguousarray(ink.T), side)
    is_level, is_upright = level.length >= _SURE * least, upright.length >= _SURE * least
    for _ in range(_ROUNDS):  # lines that join others make those sure that join them in turn
        is_level = is_level | _is_joined(level, upright, is_upright, least, near)
        is_upright = is_upright | _is_joined(upright, level, is_level, least, near)
    mask = cv2.bitwise_or(_drawn(level, is_level), np.ascontiguousarray(_drawn(upright, is_upright).T))
    return Rules(_strokes(level, is_level), _strokes(upright, is_upright), cv2.dilate(mask, None))


def _runs(ink: Picture, side: int) -> _Runs:
    """Runs of ink from left to right that are as thin as a line."""
    cv2, np = opencv(), import_module("numpy")
    broad = cv2.dilate(ink, cv2.getStructuringElement(cv2.MORPH_RECT, (1, 3)))
    shortest = max(9, round(side / _LONG / _SHORTEST))
    opened = cv2.morphologyEx(broad, cv2.MORPH_OPEN, cv2.getStructuringElement(cv2.MORPH_RECT, (shortest, 1)))
    _, labels, boxes, _ = cv2.connectedComponentsWithStats(opened)
    x, y, wide, high = boxes[:, :4].astype(float).T
    thin = np.flatnonzero((high <= side // _THICK) & (wide > 2 * high))
    thin = thin[thin > 0]
    return _Runs((y + high / 2)[thin], x[thin], (x + wide)[thin], thin, labels)


def _is_joined(runs: _Runs, across: _Runs, chosen: Any, least: float, near: float) -> Any:
    """Whether a run joins two of the chosen lines across; for a long one it is enough to meet one."""
    np = import_module("numpy")
    at, begin, end = across.at[chosen], across.begin[chosen] - near, across.end[chosen] + near
    reached = (begin <= runs.at[:, None]) & (runs.at[:, None] <= end)
    ends = sum(
        ((np.abs(place[:, None] - at) <= near) & reached).any(axis=1).astype(int) for place in (runs.begin, runs.end)
    )
    return (ends == 2) | ((ends == 1) & (runs.length >= least))


def _strokes(runs: _Runs, chosen: Any) -> list[Stroke]:
    places = zip(runs.at[chosen], runs.begin[chosen], runs.end[chosen], strict=True)
    return [Stroke(float(at), float(begin), float(end)) for at, begin, end in places]


def _drawn(runs: _Runs, chosen: Any) -> Picture:
    np = import_module("numpy")
    drawn = np.zeros(int(runs.map.max()) + 1, np.uint8)
    drawn[runs.number[chosen]] = 255
    return drawn[runs.map]
