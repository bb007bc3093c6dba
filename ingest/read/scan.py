"""Pictures of pages → Document: lines from OpenCV, words from RapidOCR; an optional extra (requirements-ocr.txt).

Every cell with a short text is read twice, once with its page and once cropped on its own; if the two differ, the
cell keeps both readings and is not a number. A cell with ink in it is never blank.
"""

import os
from collections.abc import Sequence
from functools import cache
from importlib import import_module
from importlib.util import find_spec
from typing import Any, NamedTuple

from ingest.read.document import Document, Spot
from ingest.read.flatten import Flattened, flattened
from ingest.read.ink import Picture, ink_of, opencv
from ingest.read.page_parts import Cell, Glyph, Layout, Ruled, Sheet, Stroke
from ingest.read.pages import Pages
from ingest.read.ruled import layout
from ingest.read.unreadable import Unreadable

_NEEDED = ("rapidocr", "onnxruntime", "cv2")
_LONGEST_SIDE = 4200  # pixels; a page at 300 dpi has 3508
_SHORTEST_SIDE = 300
_NUMBERLIKE = 24  # characters; longer cells are labels, and labels are compared with the form's
_SEARCH_WIDTH = 900  # pixels; width of the picture used to detect the skew
_LEVEL = 0.02  # degrees; smaller skew is ignored
_LEANS = 0.18  # of its height that a slash leans to the right; an upright 1 leans less
_NARROWEST = 96  # pixels; texts are recognised 48 pixels high, and narrower ones are padded to this width
_SURE = 0.6  # readings with a lower confidence are discarded
_INKED = 0.0025  # share of a cell's pixels above which ink is not just dust


def is_installed() -> bool:
    """Whether the extra for text recognition is installed."""
    return all(find_spec(name) is not None for name in _NEEDED)


def read_pictures(pictures: Sequence[bytes]) -> Document:
    """Read pictures of pages, in order, as one document; raise Unreadable if that is impossible."""
    if not is_installed():
        raise Unreadable("scan")
    cv2, np = opencv(), import_module("numpy")

    pages = Pages()
    for number, data in enumerate(pictures, 1):
        picture = cv2.imdecode(np.frombuffer(data, np.uint8), cv2.IMREAD_GRAYSCALE)
        if picture is None or min(picture.shape) < _SHORTEST_SIDE:
            raise Unreadable("no_picture")
        pages.add(read_page(picture.astype(np.uint8), number))
    document = pages.document()
    document.recognised = True
    return document


def read_page(picture: Picture, number: int) -> Layout:
    """Read one greyscale picture of a page: text lines and tables, as for a page of a PDF."""
    cv2 = opencv()

    longest = max(picture.shape)
    if longest > _LONGEST_SIDE:
        picture = cv2.resize(picture, None, fx=_LONGEST_SIDE / longest, fy=_LONGEST_SIDE / longest)
    angle = _angle(picture)
    flat = flattened(picture, angle)
    if flat.bent:
        picture = flat.applied(picture)
    elif abs(angle) >= _LEVEL:
        picture = _turned(picture, angle, 255)
    height, width = picture.shape
    scale = max(height, width) / 842  # pixels per point on A4
    horizontal, vertical, lines = _rules(picture)
    sheet = Sheet(number, width, height, _words(picture), horizontal, vertical)
    page = layout(sheet, near=2.4 * scale)
    without_lines = cv2.inpaint(picture, lines, 3, cv2.INPAINT_TELEA) if lines.any() else picture
    for part in page.parts:
        if isinstance(part, Ruled):
            part.rows = _read_again(part.rows, without_lines)
    return _as_photographed(page, flat)


def _as_photographed(page: Layout, flat: Flattened) -> Layout:
    """The content of a page with its places on the photograph, which is what readers of a report are shown."""

    def placed(spot: Spot) -> Spot:
        box = flat.origin(spot.left / 1000, spot.top / 1000, spot.right / 1000, spot.bottom / 1000)
        left, top, right, bottom = (max(0, min(1000, round(1000 * each))) for each in box)
        return Spot(spot.page, left, top, right, bottom)

    for number, part in enumerate(page.parts):
        if isinstance(part, Ruled):
            part.rows = [[cell._replace(spot=placed(cell.spot)) for cell in row] for row in part.rows]
        else:
            page.parts[number] = part._replace(spot=placed(part.spot))
    return page


def _angle(picture: Picture) -> float:
    """By how many degrees, at most ten, a page must be rotated for its lines to be level.

    If lines of text and tables are level, rows of pixels are either full of ink or empty: the search is for the
    rotation with the highest contrast between rows, on a small picture and in ever smaller steps.
    """
    cv2, np = opencv(), import_module("numpy")
    scale = _SEARCH_WIDTH / picture.shape[1]
    small = cv2.resize(ink_of(picture), None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA)

    def contrast(angle: float) -> float:
        rows = _turned(small, angle, 0).sum(axis=1, dtype=np.float64)
        return float(((rows[1:] - rows[:-1]) ** 2).sum())

    best = 0.0
    for reach, step in ((10.0, 0.5), (0.5, 0.1), (0.1, 0.02)):
        tried = [best + n * step for n in range(-round(reach / step), round(reach / step) + 1)]
        best = max(tried, key=contrast)
    return best


def _turned(picture: Picture, angle: float, ground: int) -> Picture:
    cv2 = opencv()
    height, width = picture.shape
    turn = cv2.getRotationMatrix2D((width / 2, height / 2), angle, 1.0)
    return cv2.warpAffine(picture, turn, (width, height), flags=cv2.INTER_CUBIC, borderValue=ground)


def _rules(picture: Picture) -> tuple[list[Stroke], list[Stroke], Picture]:
    """Horizontal and vertical lines, and a mask of where they are."""
    cv2 = opencv()

    ink = ink_of(picture)
    height, width = picture.shape
    long = max(height, width) // 45
    thick = max(height, width) // 150
    level = cv2.morphologyEx(cv2.dilate(ink, cv2.getStructuringElement(cv2.MORPH_RECT, (1, 3))), cv2.MORPH_OPEN,
                             cv2.getStructuringElement(cv2.MORPH_RECT, (long, 1)))  # fmt: skip
    upright = cv2.morphologyEx(cv2.dilate(ink, cv2.getStructuringElement(cv2.MORPH_RECT, (3, 1))), cv2.MORPH_OPEN,
                               cv2.getStructuringElement(cv2.MORPH_RECT, (1, long)))  # fmt: skip
    horizontal = [
        Stroke(y + h / 2, x, x + w) for x, y, w, h, _ in cv2.connectedComponentsWithStats(level)[2][1:] if h <= thick
    ]
    vertical = [
        Stroke(x + w / 2, y, y + h) for x, y, w, h, _ in cv2.connectedComponentsWithStats(upright)[2][1:] if w <= thick
    ]
    return horizontal, vertical, cv2.dilate(cv2.bitwise_or(level, upright), None)


@cache
def _engine() -> Any:
    """The recogniser with its models, which are part of the package: nothing is downloaded."""
    threads = os.cpu_count() or 1
    return import_module("rapidocr").RapidOCR(
        params={
            "Global.log_level": "critical", "Global.use_cls": False, "Global.max_side_len": _LONGEST_SIDE,
            "EngineConfig.onnxruntime.intra_op_num_threads": threads, "Rec.rec_img_shape": [3, 48, _NARROWEST],
        }
    )  # fmt: skip


def _words(picture: Picture) -> list[Glyph]:
    """The words of a page with their boxes."""
    cv2 = opencv()

    result = _engine()(cv2.cvtColor(picture, cv2.COLOR_GRAY2BGR))
    if result.boxes is None:
        return []
    return [
        Glyph(text, float(box[:, 0].min()), float(box[:, 1].min()), float(box[:, 0].max()), float(box[:, 1].max()))
        for box, text, score in zip(result.boxes, result.txts, result.scores, strict=True)
        if score >= _SURE
    ]


def _read_again(rows: list[list[Cell]], picture: Picture) -> list[list[Cell]]:
    """Read cells with short texts, or with ink but no text, on their own, and compare the results."""
    cuts: dict[tuple[int, int], Picture] = {}
    for r, row in enumerate(rows):
        for c, cell in enumerate(row):
            cut = _cut(cell, picture) if len(cell.text) <= _NUMBERLIKE else None
            if cut is not None and cut.is_dash:
                row[c] = cell._replace(text="—")
            elif cut is not None and cut.is_slash and len(cell.text) <= 1:
                row[c] = cell._replace(text="/")
            elif cut is not None and not _is_label(cell.text):
                cuts[r, c] = cut.picture
    alone = dict(zip(cuts, _recognise(list(cuts.values())), strict=True))
    again = {at: cut for at, cut in cuts.items() if not rows[at[0]][at[1]].text}
    wider = dict(zip(again, _recognise([_doubled(cut) for cut in again.values()]), strict=True))
    return [
        [
            cell._replace(text=_settled(cell.text or wider.get((r, c), ""), alone[r, c])) if (r, c) in alone else cell
            for c, cell in enumerate(row)
        ]
        for r, row in enumerate(rows)
    ]


def _is_label(text: str) -> bool:
    """Whether a text is words, which are taken from the page: they are compared with the form's."""
    return sum(char.isdigit() for char in text) * 2 < len(text) and len(text) > 2


def _settled(first: str, second: str) -> str:
    """Reconcile two readings of a cell: if they differ both are kept, and it is no number."""
    if _plain(first) == _plain(second):
        return first
    return f"{first or '?'}｜{second or '?'}"


def _plain(text: str) -> str:
    return "".join(text.split()).replace("，", ",").replace("。", ".").replace("O", "0").replace("o", "0")


class _Cut(NamedTuple):
    picture: Picture
    is_dash: bool  # a single flat stroke, which recognisers mistake for `一` or quotation marks
    is_slash: bool  # a single slanted stroke, which they mistake for 1


def _cut(cell: Cell, picture: Picture) -> _Cut | None:
    """A cell cropped to its ink; None if it holds no more than dust."""
    cv2 = opencv()
    height, width = picture.shape
    spot = cell.spot
    left, right = int(spot.left * width / 1000) + 3, int(spot.right * width / 1000) - 2
    top, bottom = int(spot.top * height / 1000) + 3, int(spot.bottom * height / 1000) - 2
    inside = picture[top:bottom, left:right]
    if inside.size == 0:
        return None
    ink = cv2.morphologyEx(ink_of(inside), cv2.MORPH_OPEN, cv2.getStructuringElement(cv2.MORPH_RECT, (2, 2)))
    x, y, w, h = cv2.boundingRect(ink)
    if not w or (cv2.countNonZero(ink) < max(8, _INKED * inside.size) and h < 8 and w < 8):
        return None
    pad = max(4, h // 3)
    close = inside[max(0, y - pad) : y + h + pad, max(0, x - pad) : x + w + pad]
    flat = h <= height / 260 and w >= 1.6 * h and cv2.countNonZero(ink) > 0.5 * w * h
    return _Cut(cv2.copyMakeBorder(close, 4, 4, 8, 8, cv2.BORDER_REPLICATE), flat, _is_slash(ink[y : y + h, x : x + w]))


def _is_slash(ink: Picture) -> bool:
    """Whether the ink is a narrow stroke leaning to the right: along one slanted line, unlike any digit."""
    np = import_module("numpy")
    height, width = ink.shape
    ys, xs = np.nonzero(ink)
    if not 0.2 * height <= width <= 0.9 * height or len(ys) < 12:
        return False
    slope, start = np.polyfit(ys, xs, 1)
    spread = float(np.abs(xs - (slope * ys + start)).mean())
    return bool(slope < -_LEANS) and spread < 0.13 * height


def _doubled(picture: Picture) -> Picture:
    cv2 = opencv()

    return cv2.resize(picture, None, fx=1.5, fy=1.5, interpolation=cv2.INTER_CUBIC)


def _recognise(cuts: list[Picture]) -> list[str]:
    """Recognise the text of pictures of single lines."""
    cv2 = opencv()

    if not cuts:
        return []
    result = _engine().recognize_txt([cv2.cvtColor(cut, cv2.COLOR_GRAY2BGR) for cut in cuts])
    if result.txts is None:
        return [""] * len(cuts)
    return [text if score >= _SURE else "" for text, score in zip(result.txts, result.scores, strict=True)]
