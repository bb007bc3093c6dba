"""A cell on a picture of a page → pictures of its text alone, for recognition, and what a recogniser mistakes. Pure."""

from importlib import import_module
from itertools import pairwise
from typing import NamedTuple

from ingest.read.document import Spot
from ingest.read.ink import Picture, ink_of, opencv

_INKED = 0.0025  # share of a cell's pixels above which ink is not just dust
_FAINT = 0.4  # of the darkness of the cell's darkest ink, below which marks around it are noise
_GAP = 2  # rows of pixels without ink between two lines, at least
_LOW = 0.6  # of the height of the tallest line, below which a band of ink is no line of its own
_MIDDLE = (0.35, 0.6)  # of a number's height, where the line runs that strikes it out
_BAR = 0.7  # of a character's width: the foot of a 2, the bar of a 7; a slash has none
_LEGIBLE = 20  # pixels of height; in smaller digits their own bars run into each other
_THROUGH = 0.97  # of a number's width that such a line is long


class Paper(NamedTuple):
    """A page to cut cells from: as it is, without its ruled lines, and the mask of them."""

    picture: Picture
    without_lines: Picture
    lines: Picture
    darker: float


class Cut(NamedTuple):
    """The text of a cell, cropped to its ink: a picture of each of its lines."""

    lines: list[Picture]
    again: list[Picture]  # from the page as it is, with another margin and another size
    height: int  # of the tallest line
    breadth: int  # of its ink
    is_dash: bool  # a single flat stroke, which recognisers mistake for `一` or quotation marks
    lean: float  # how far a single stroke leans to the right, as a share of its height; 0 for anything else
    slope: float  # the same of the ink as a whole, whatever its strokes are
    is_struck: bool  # a line runs through the middle
    is_clear: bool  # no ink is at the ruled lines, where a stroke may have been lost or added
    gap: float  # the widest between neighbouring strokes of a line, as a share of its height


def cut(spot: Spot, paper: Paper) -> Cut | None:
    """Crop a cell to its ink; None if it holds no more than dust."""
    cv2, np = opencv(), import_module("numpy")
    height, width = paper.picture.shape
    left, right = round(spot.left * width / 1000), round(spot.right * width / 1000) + 1
    top, bottom = round(spot.top * height / 1000), round(spot.bottom * height / 1000) + 1
    inside, lines = paper.without_lines[top:bottom, left:right], paper.lines[top:bottom, left:right]
    if min(inside.shape) < 8:
        return None
    ink = ink_of(inside, paper.darker)
    ink[lines > 0] = 0
    ink[:1], ink[-1:], ink[:, :1], ink[:, -1:] = 0, 0, 0, 0
    ink = cv2.morphologyEx(ink, cv2.MORPH_OPEN, cv2.getStructuringElement(cv2.MORPH_RECT, (2, 2)))
    x, y, w, h = cv2.boundingRect(ink)
    if not w or (cv2.countNonZero(ink) < max(8, _INKED * inside.size) and h < 8 and w < 8):
        return None
    ink = _without_noise(ink, inside)
    x, y, w, h = cv2.boundingRect(ink)
    flat = h <= height / 260 and w >= 1.6 * h and cv2.countNonZero(ink) > 0.5 * w * h
    tight = ink[y : y + h, x : x + w]
    beside = cv2.dilate(lines, np.ones((5, 5), np.uint8))
    original = paper.picture[top:bottom, left:right]
    boxes = _lines(ink)
    return Cut(
        [_framed(inside, box, max(4, box.height // 3)) for box in boxes],
        [_enlarged(_framed(original, box, max(2, box.height // 6))) for box in boxes],
        max(box.height for box in boxes), w, flat, _lean(tight), _slope(tight), _is_struck(tight),
        not bool((beside[ink > 0] > 0).any()), max(_gap(ink[box.y : box.y + box.height]) for box in boxes),
    )  # fmt: skip


class _Box(NamedTuple):
    x: int
    y: int
    width: int
    height: int
    room: int  # above and below, up to the next line


def _lines(ink: Picture) -> list[_Box]:
    """The boxes around the lines of a cell: a number may be broken into two in a narrow one."""
    cv2, np = opencv(), import_module("numpy")
    rows = np.flatnonzero(ink.any(axis=1))
    bands = [band for band in np.split(rows, np.flatnonzero(np.diff(rows) > _GAP) + 1) if len(band)]
    tallest = max(len(band) for band in bands)
    if len(bands) == 1 or any(len(band) < _LOW * tallest for band in bands):
        bands = [rows]  # an accent, a dot or the strokes of one character
    boxes: list[_Box] = []
    for number, band in enumerate(bands):
        first, last = int(band[0]), int(band[-1]) + 1
        x, _, wide, _ = cv2.boundingRect(ink[first:last])
        gaps = [int(a[0]) - int(b[-1]) for b, a in pairwise(bands)][max(0, number - 1) : number + 1]
        boxes.append(_Box(x, first, wide, last - first, min(gaps, default=len(ink)) - 1))
    return boxes


def _enlarged(picture: Picture) -> Picture:
    cv2 = opencv()
    return cv2.resize(picture, None, fx=1.5, fy=1.5, interpolation=cv2.INTER_CUBIC)


def _framed(inside: Picture, box: _Box, pad: int) -> Picture:
    cv2 = opencv()
    x, y, wide, high, room = box
    over = min(pad, room)
    close = inside[max(0, y - over) : y + high + over, max(0, x - pad) : x + wide + pad]
    return cv2.copyMakeBorder(close, 4, 4, 8, 8, cv2.BORDER_REPLICATE)


def _without_noise(ink: Picture, inside: Picture) -> Picture:
    """The ink of a cell without marks much fainter than its darkest ones: grain of paper, moiré of a screen."""
    cv2, np = opencv(), import_module("numpy")
    count, labels, boxes, _ = cv2.connectedComponentsWithStats(ink)
    if count < 3:
        return ink
    paper = float(np.median(inside))
    depth = np.bincount(labels.ravel(), weights=np.maximum(0.0, paper - inside.astype(float)).ravel(), minlength=count)
    depth /= np.maximum(1, boxes[:, cv2.CC_STAT_AREA])
    large = boxes[1:, cv2.CC_STAT_AREA] >= 0.3 * boxes[1:, cv2.CC_STAT_AREA].max()
    kept = np.where(depth >= _FAINT * depth[1:][large].max(), 255, 0).astype(np.uint8)
    kept[0] = 0
    return kept[labels]


def _lean(ink: Picture) -> float:
    """How far a narrow stroke leans to the right, as a share of its height; 0 if it is not a single stroke."""
    np = import_module("numpy")
    height, width = ink.shape
    ys, xs = np.nonzero(ink)
    if not 0.2 * height <= width <= 0.9 * height or len(ys) < 12 or (ink > 0).sum(axis=1).max() > _BAR * width:
        return 0.0
    slope, start = np.polyfit(ys, xs, 1)
    spread = float(np.abs(xs - (slope * ys + start)).mean())
    return float(-slope) if spread < 0.13 * height else 0.0


def _slope(ink: Picture) -> float:
    """How far ink leans to the right: at a low resolution the steps of a slash are bars, as other characters have."""
    np = import_module("numpy")
    ys, xs = np.nonzero(ink)
    return float(-np.polyfit(ys, xs, 1)[0]) if len(set(ys)) > 1 else 0.0


def _gap(ink: Picture) -> float:
    """The widest gap between neighbouring strokes of a line, as a share of the line's height."""
    np = import_module("numpy")
    inked = np.flatnonzero(ink.any(axis=0))
    return float(np.diff(inked).max(initial=1) - 1) / len(ink)


def _is_struck(ink: Picture) -> bool:
    """Whether a line runs through the middle of several digits, from end to end."""
    height, width = ink.shape
    if height < _LEGIBLE or width < height:
        return False
    middle = ink[round(_MIDDLE[0] * height) : round(_MIDDLE[1] * height)] > 0
    return bool(middle.mean(axis=1).max() >= _THROUGH)
