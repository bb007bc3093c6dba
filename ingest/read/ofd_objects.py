"""The objects on a page of an OFD file: where their text is and which lines they draw. Pure geometry, in points."""

import math
from collections.abc import Iterator
from itertools import islice
from typing import NamedTuple

from lxml import etree

from ingest.read.office_parts import name_of
from ingest.read.strokes import Edge, Point, thin_boxes

PER_MM = 72 / 25.4  # points
Matrix = tuple[float, float, float, float, float, float]  # x' = a·x + c·y + e, y' = b·x + d·y + f
_IDENTITY: Matrix = (1.0, 0.0, 0.0, 1.0, 0.0, 0.0)
_MOST_NUMBERS = 200_000  # in one attribute
# How many numbers follow each operator of a path; the last two are the point where it ends.
_OPERANDS = {"M": 2, "S": 2, "L": 2, "Q": 4, "B": 6, "A": 7, "C": 0}


class Placed(NamedTuple):
    """A run of characters: their positions on the baseline (in the object's own measure), and how they are drawn."""

    text: str
    at: tuple[Point, ...]
    size: float
    wide: float  # the scale of the characters' width
    matrix: Matrix
    is_invisible: bool


def within(inner: Matrix, outer: Matrix) -> Matrix:
    """The matrix that applies `inner` and then `outer`."""
    a, b, c, d, e, f = inner
    p, q, r, s, t, u = outer
    return (p * a + r * b, q * a + s * b, p * c + r * d, q * c + s * d, p * e + r * f + t, q * e + s * f + u)


def on(matrix: Matrix, x: float, y: float) -> Point:
    a, b, c, d, e, f = matrix
    return a * x + c * y + e, b * x + d * y + f


def numbers_of(text: str, most: int = _MOST_NUMBERS) -> tuple[float, ...]:
    """The numbers of an attribute; nothing if one of them is none."""
    try:
        numbers = tuple(float(each) for each in islice(text.split(), most))
    except ValueError:
        return ()
    return numbers if all(map(math.isfinite, numbers)) else ()


def moved(node: etree._Element) -> Matrix:
    """From an object's own measure to that of its page: its matrix, then the corner of its boundary."""
    matrix = numbers_of(str(node.get("CTM", "")), 6)
    boundary = numbers_of(str(node.get("Boundary", "")), 4)
    own: Matrix = matrix if len(matrix) == 6 else _IDENTITY
    x, y = boundary[:2] if len(boundary) > 1 else (0.0, 0.0)
    return within(own, (1.0, 0.0, 0.0, 1.0, x, y))


def placed_runs(node: etree._Element, outer: Matrix) -> Iterator[Placed]:
    """The runs of a text object. A run without a position of its own begins where the one before it began."""
    matrix = within(moved(node), outer)
    size = next(iter(numbers_of(str(node.get("Size") or node.get("size") or ""), 1)), 0.0)  # some writers misspell it
    wide = next(iter(numbers_of(str(node.get("HScale", "1")), 1)), 1.0)
    if size <= 0 or wide <= 0:
        return
    invisible = _is_invisible(node)
    down = str(node.get("ReadDirection", "0")) in ("90", "270")
    x = y = 0.0
    for code in node:
        if name_of(code) != "TextCode":
            continue
        x = next(iter(numbers_of(str(code.get("X", "")), 1)), x)
        y = next(iter(numbers_of(str(code.get("Y", "")), 1)), y)
        text = code.text or ""
        if text.strip():
            steps = _steps(code, text, size * wide, down)
            yield Placed(text, tuple(_positions(x, y, steps)), size, wide, matrix, invisible)


def _positions(x: float, y: float, steps: list[Point]) -> Iterator[Point]:
    yield x, y
    for right, down in steps:
        x, y = x + right, y + down
        yield x, y


def _steps(code: etree._Element, text: str, size: float, down: bool) -> list[Point]:
    """How far each character but the first is from the one before it."""
    count = len(text) - 1
    right = _deltas(str(code.get("DeltaX", "")), count)
    below = _deltas(str(code.get("DeltaY", "")), count)
    if not right and not below:
        usual = [size * width_of(char) for char in text[:-1]]
        return [(0.0, each) if down else (each, 0.0) for each in usual]
    return list(zip(_filled(right, count), _filled(below, count), strict=True))


def _deltas(text: str, count: int) -> list[float]:
    """The distances of an attribute, in which `g 5 3.2` means five times 3.2; no more than `count`."""
    deltas: list[float] = []
    tokens = iter(text.split()[:_MOST_NUMBERS])
    for token in tokens:
        if len(deltas) >= count:
            break
        times = 1.0
        if token.lower() == "g":
            times, token = next(iter(numbers_of(next(tokens, "0"), 1)), 0.0), next(tokens, "")
        distance = numbers_of(token, 1)
        if not distance:
            return []
        deltas += [distance[0]] * int(max(0, min(times, count - len(deltas))))
    return deltas


def _filled(deltas: list[float], count: int) -> list[float]:
    """As many distances as needed: where there are too few, the last one goes on."""
    return deltas + [deltas[-1] if deltas else 0.0] * (count - len(deltas))


def width_of(char: str) -> float:
    """The usual width of a character as a share of its height: half for Latin letters and digits."""
    return 0.5 if ord(char) < 0x2000 else 1.0


def _is_invisible(node: etree._Element) -> bool:
    """Whether text is drawn white, transparent, or not at all."""
    if node.get("Fill", "true").lower() == "false" and node.get("Stroke", "false").lower() != "true":
        return True
    color = next((each for each in node if name_of(each) == "FillColor"), None)
    for each in (node, color):
        alpha = numbers_of(str(each.get("Alpha", "")), 1) if each is not None else ()
        if alpha and alpha[0] < 8:
            return True
    parts = numbers_of(str(color.get("Value", "")), 4) if color is not None else ()
    return parts == (0.0, 0.0, 0.0, 0.0) if len(parts) == 4 else bool(parts) and min(parts) > 248


def path_edges(node: etree._Element, outer: Matrix) -> Iterator[Edge]:
    """The straight lines that a path draws: its strokes, or the centre lines of thin filled boxes."""
    stroke = node.get("Stroke", "true").lower() not in ("false", "0")
    fill = node.get("Fill", "false").lower() in ("true", "1")
    if not stroke and not fill:
        return
    data = next((each.text or "" for each in node if name_of(each) == "AbbreviatedData"), "")
    edges = list(_edges(data, within(moved(node), outer)))
    yield from edges if stroke else thin_boxes(edges)


def _edges(data: str, matrix: Matrix) -> Iterator[Edge]:
    start = here = None
    tokens = iter(data.split()[:_MOST_NUMBERS])
    for operator in tokens:
        count = _OPERANDS.get(operator)
        if count is None:
            return
        numbers = numbers_of(" ".join(islice(tokens, count)))
        if len(numbers) != count:
            return
        if operator == "C":
            if start is not None and here is not None and start != here:
                yield here, start
            here = start
            continue
        point = on(matrix, numbers[-2], numbers[-1])
        if operator in ("M", "S"):
            start = point
        elif operator == "L" and here is not None:
            yield here, point
        here = point
