"""A page that is not flat → a flat one, by its own ruled lines; and every place of it on the photograph.

Ruled lines were straight and level when they were printed. They are traced in a small picture; then a smooth field of
displacements is fitted that makes every traced line straight again, level or upright. Perspective, the curve of an
open book and a curled sheet are one problem that way. A page whose lines are straight is not touched.
"""

from dataclasses import dataclass
from importlib import import_module
from typing import Any, NamedTuple

from ingest.read.ink import Picture, ink_of, opencv

_LONG = 1300  # pixels; the longer side of the picture in which lines are traced, about 110 dpi for A4
_KNOTS = 100.0  # pixels between the knots of the field
_EVERY = 6  # pixels between the traced points of a line
_STRAIGHT = 0.7  # pixels; a page whose lines keep within this is flat
_STRAIGHTER = 0.35  # the same, once it has been flattened
_ROUNDS = 3
_STEEP, _MORE = 1.0, 1.2  # degrees; and times the length of traced lines for another angle to be better
_BACK = 6  # steps to the inverse of a field; each is a third as far off as the one before, at the worst
_BROAD = 11  # pixels; how broad a traced line is at most, with what it was broadened by
_FEWEST = 2  # lines in one direction; with fewer of them there is nothing to go by
_MOST_LEAN = 0.35  # of a pixel by which neighbouring places may come nearer or go apart: more is no sheet of paper
_BEND, _STRETCH = 0.5, 0.7  # how stiff the field is


class Traced(NamedTuple):
    """Points along ruled lines: where they are, and the number of the line that each belongs to."""

    x: Any
    y: Any
    line: Any


@dataclass(slots=True)
class Flattened:
    """Where the places of a flattened picture are on the photograph: two maps, of the picture at `scale`.

    `bent`: the lines of the page were not straight; otherwise it has only been rotated.
    """

    x: Any
    y: Any
    scale: float
    bent: bool

    def applied(self, picture: Picture) -> Picture:
        """The picture flattened."""
        cv2 = opencv()
        height, width = picture.shape
        x, y = (_enlarged(each, (height, width), self.scale) for each in (self.x, self.y))
        return cv2.remap(
            picture, (x + 0.5) / self.scale - 0.5, (y + 0.5) / self.scale - 0.5, cv2.INTER_CUBIC,
            borderMode=cv2.BORDER_REPLICATE,
        )  # fmt: skip

    def origin(self, left: float, top: float, right: float, bottom: float) -> tuple[float, float, float, float]:
        """The box on the photograph around a box of the flattened picture; all in shares of width and height."""
        np = import_module("numpy")
        height, width = self.x.shape
        columns = np.clip(np.linspace(left, right, 5) * width, 0, width - 1).astype(int)
        rows = np.clip(np.linspace(top, bottom, 5) * height, 0, height - 1).astype(int)
        x, y = self.x[np.ix_(rows, columns)], self.y[np.ix_(rows, columns)]
        middle_x, middle_y = x[2, 2] / width, y[2, 2] / height
        half_x, half_y = np.ptp(x.mean(axis=0)) / width / 2, np.ptp(y.mean(axis=1)) / height / 2
        return middle_x - half_x, middle_y - half_y, middle_x + half_x, middle_y + half_y


def flattened(picture: Picture, angle: float) -> Flattened:
    """How to flatten a page whose content is level when rotated by `angle` degrees."""
    cv2, np = opencv(), import_module("numpy")
    scale = min(1.0, _LONG / max(picture.shape))
    small = cv2.resize(ink_of(picture), None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA)
    height, width = small.shape
    x, y = np.meshgrid(np.arange(width, dtype=np.float32), np.arange(height, dtype=np.float32))

    def turned_by(degrees: float, bent: bool = False) -> Flattened:
        turn = cv2.getRotationMatrix2D((width / 2, height / 2), degrees, 1.0)
        (a, b, c), (d, e, f) = cv2.invertAffineTransform(turn).astype(np.float32)
        return Flattened(a * x + b * y + c, d * x + e * y + f, scale, bent)

    def length(of: Flattened) -> int:
        return sum(len(lines.line) for lines in traced(cv2.remap(small, of.x, of.y, cv2.INTER_LINEAR)))

    turned = turned_by(angle)
    # A curved line has no angle: if its steep part was taken for the whole page, the page is better not rotated.
    if abs(angle) > _STEEP and length(unturned := turned_by(0.0, bent=True)) > _MORE * length(turned):
        turned = unturned
    found = turned
    for _ in range(_ROUNDS):
        level, upright = traced(cv2.remap(small, found.x, found.y, cv2.INTER_LINEAR))
        off = max(_off(level.y, level.line), _off(upright.x, upright.line))
        if off < (_STRAIGHTER if found.bent else _STRAIGHT):
            break
        rise, shift = _field(level, (height, width)), _field(upright, (height, width), upright=True)
        if max(_lean(rise), _lean(shift)) > _MOST_LEAN:
            return turned
        back_x, back_y = x, y
        for _ in range(_BACK):  # the inverse of (x + shift, y + rise), by going back and looking again
            moved_x, moved_y = (
                cv2.remap(each, back_x, back_y, cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE)
                for each in (shift, rise)
            )
            back_x, back_y = x - moved_x, y - moved_y
        found = Flattened(_beyond(found.x, back_x, back_y), _beyond(found.y, back_x, back_y), scale, bent=True)
    return found


def traced(small: Picture) -> tuple[Traced, Traced]:
    """The horizontal and the upright ruled lines of a small picture of the ink, as points along each."""
    np = import_module("numpy")
    ink = (small > 60).astype(np.uint8)
    upright = _along(np.ascontiguousarray(ink.T))
    return _along(ink), Traced(upright.y, upright.x, upright.line)


def _along(ink: Picture) -> Traced:
    """Points along the lines that run from left to right, at any slope that a bent page has."""
    cv2, np = opencv(), import_module("numpy")
    height, width = ink.shape
    long = max(height, width) // 46
    run = cv2.morphologyEx(
        cv2.dilate(ink, cv2.getStructuringElement(cv2.MORPH_RECT, (1, 5))), cv2.MORPH_OPEN,
        cv2.getStructuringElement(cv2.MORPH_RECT, (long, 1)),
    )  # fmt: skip
    _, labels, boxes, _ = cv2.connectedComponentsWithStats(run)
    xs, ys, lines = [], [], []
    for number, (left, top, wide, high, size) in enumerate(boxes):
        if not number or wide < 2 * long or size > _BROAD * wide or high > wide:
            continue
        own = labels[top : top + high, left : left + wide] == number
        thick = own.sum(axis=0)
        middle = (own * np.arange(high)[:, None]).sum(axis=0) / np.maximum(thick, 1)
        kept = np.flatnonzero((thick > 0) & (thick <= _BROAD))[2:-2:_EVERY]
        xs.append(kept + left)
        ys.append(middle[kept] + top)
        lines.append(np.full(len(kept), number))
    if not xs:
        nothing = np.zeros(0)
        return Traced(nothing, nothing, nothing.astype(int))
    _, line = np.unique(np.concatenate(lines), return_inverse=True)
    return Traced(np.concatenate(xs).astype(float), np.concatenate(ys), line)


def _too_few(line: Any) -> bool:
    return not len(line) or int(line.max()) + 1 < _FEWEST


def _means(values: Any, line: Any) -> Any:
    """The mean of the values of each line, for each of its points."""
    np = import_module("numpy")
    count = np.maximum(np.bincount(line), 1)
    return (np.bincount(line, weights=values) / count)[line]


def _off(values: Any, line: Any) -> float:
    """How far the points of lines are from straight: nine of ten are nearer."""
    np = import_module("numpy")
    if _too_few(line):
        return 0.0
    return float(np.quantile(np.abs(values - _means(values, line)), 0.9))


def _lean(field: Any) -> float:
    np = import_module("numpy")
    return float(max(np.abs(np.diff(field, axis=axis)).max() for axis in (0, 1)))


def _beyond(field: Any, x: Any, y: Any) -> Any:
    """A map looked up at other places; outside, it goes on as it was at its edge."""
    cv2, np = opencv(), import_module("numpy")
    height, width = field.shape
    inside_x, inside_y = np.clip(x, 0, width - 1), np.clip(y, 0, height - 1)
    looked_up = cv2.remap(field, inside_x, inside_y, cv2.INTER_LINEAR)
    across, down = np.gradient(field, axis=1).mean(), np.gradient(field, axis=0).mean()
    return (looked_up + across * (x - inside_x) + down * (y - inside_y)).astype(np.float32)


def _enlarged(field: Any, shape: tuple[int, int], scale: float) -> Any:
    """A map of a small picture for a large one; values stay in pixels of the small one."""
    np = import_module("numpy")
    x, y = (((np.arange(n, dtype=np.float32) + 0.5) * scale - 0.5).astype(np.float32) for n in shape[::-1])
    large_x, large_y = np.meshgrid(x, y)
    return _beyond(field, large_x, large_y)


# -- the field: how far each place has to move across, a smooth surface over knots ---


def _field(lines: Traced, shape: tuple[int, int], upright: bool = False) -> Any:
    """How far every place moves, down or to the right, for the lines to be straight: a surface of cubic splines."""
    np = import_module("numpy")
    if _too_few(lines.line):
        return np.zeros(shape, np.float32)
    knots = tuple(int(np.ceil(n / _KNOTS)) + 3 for n in shape)
    values, line = (lines.x, lines.line) if upright else (lines.y, lines.line)
    surface = _weights(lines.y, lines.x, knots)
    count = np.maximum(np.bincount(line), 1)
    means = np.zeros((len(count), surface.shape[1]))
    np.add.at(means, line, surface)
    rows = surface - (means / count[:, None])[line]
    wanted = -(values - _means(values, line))
    stiff = _stiffness(knots, upright)
    weight = np.ones(len(values))
    for _ in range(3):  # a point far from its line was a character
        weighted = rows * weight[:, None]
        moves = np.linalg.solve(rows.T @ weighted + stiff, weighted.T @ wanted)
        weight = 1 / (1 + ((rows @ moves - wanted) / 2) ** 2)
    down, across = (_basis(np.arange(n, dtype=float), count) for n, count in zip(shape, knots, strict=True))
    return (down @ moves.reshape(knots) @ across.T).astype(np.float32)


def _basis(at: Any, count: int) -> Any:
    """The cubic splines around each place, as a matrix of places by knots."""
    np = import_module("numpy")
    first = np.clip((at / _KNOTS).astype(int), 0, count - 4)
    t = at / _KNOTS - first
    parts = ((1 - t) ** 3, 3 * t**3 - 6 * t**2 + 4, -3 * t**3 + 3 * t**2 + 3 * t + 1, t**3)
    matrix = np.zeros((len(at), count))
    for n, part in enumerate(parts):
        matrix[np.arange(len(at)), first + n] = part / 6
    return matrix


def _weights(down: Any, across: Any, knots: tuple[int, ...]) -> Any:
    np = import_module("numpy")
    return np.einsum("pi,pj->pij", _basis(down, knots[0]), _basis(across, knots[1])).reshape(len(down), -1)


def _stiffness(knots: tuple[int, ...], upright: bool) -> Any:
    """What it costs to bend the field, and to stretch it across the lines, of which they know nothing."""
    np = import_module("numpy")
    eyes = [np.eye(n) for n in knots]
    bends = [np.diff(eye, n=2, axis=0) for eye in eyes]
    slopes = [np.diff(eye, axis=0) for eye in eyes]
    stretched = np.kron(eyes[0], slopes[1]) if upright else np.kron(slopes[0], eyes[1])
    parts = (
        (_BEND, np.kron(bends[0], eyes[1])), (_BEND, np.kron(eyes[0], bends[1])),
        (_STRETCH, stretched), (0.02, np.eye(knots[0] * knots[1])),
    )  # fmt: skip
    return sum(weight**2 * part.T @ part for weight, part in parts)
