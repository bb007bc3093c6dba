"""Pictures of pages → Document: lines by OpenCV, words by RapidOCR; an extra (requirements-ocr.txt).

Every cell that holds a short text is read twice, once with its page and once cut out by itself; where the two differ
the cell keeps both and is no number. A cell with ink in it is never blank.
"""

import os
from collections.abc import Sequence
from functools import cache
from importlib import import_module
from importlib.util import find_spec
from typing import Any

from ingest.document import Document
from ingest.read.pages import Pages
from ingest.read.ruled import Cell, Glyph, Layout, Ruled, Sheet, Stroke, layout
from ingest.read.unreadable import Unreadable

Picture = Any  # a grey picture as OpenCV has it: an array of bytes, rows by columns
_NEEDED = ("rapidocr", "onnxruntime", "cv2")
_LONGEST_SIDE = 4200  # pixels; a page at 300 dpi has 3508
_SHORTEST_SIDE = 300
_NUMBERLIKE = 24  # characters; longer cells are labels, and labels are compared with the form's
_SURE = 0.6  # a reading with less confidence than this counts as none
_INKED = 0.0025  # share of a cell's pixels that is more than dust


def is_installed() -> bool:
    """Whether the extra for text recognition is there."""
    return all(find_spec(name) is not None for name in _NEEDED)


@cache
def _cv2() -> Any:
    """OpenCV, which must not write its own remarks on damaged pictures into the command's output."""
    cv2 = import_module("cv2")
    cv2.utils.logging.setLogLevel(cv2.utils.logging.LOG_LEVEL_SILENT)
    return cv2


def read_pictures(pictures: Sequence[bytes]) -> Document:
    """Read pictures of pages, in order, as one document; raises Unreadable where that cannot be done."""
    if not is_installed():
        raise Unreadable("scan")
    cv2, np = _cv2(), import_module("numpy")

    pages = Pages()
    for number, data in enumerate(pictures, 1):
        picture = cv2.imdecode(np.frombuffer(data, np.uint8), cv2.IMREAD_GRAYSCALE)
        if picture is None or min(picture.shape) < _SHORTEST_SIDE:
            raise Unreadable("no_picture")
        pages.add(read_page(picture.astype(np.uint8), number))
    return pages.document()


def read_page(picture: Picture, number: int) -> Layout:
    """What stands on one grey picture of a page: text lines and tables, as for a page of a PDF."""
    cv2 = _cv2()

    longest = max(picture.shape)
    if longest > _LONGEST_SIDE:
        picture = cv2.resize(picture, None, fx=_LONGEST_SIDE / longest, fy=_LONGEST_SIDE / longest)
    picture = _upright(picture)
    height, width = picture.shape
    scale = max(height, width) / 842  # pixels a point on A4
    horizontal, vertical, lines = _rules(picture)
    sheet = Sheet(number, width, height, _words(picture), horizontal, vertical)
    page = layout(sheet, near=2.4 * scale)
    without_lines = cv2.inpaint(picture, lines, 3, cv2.INPAINT_TELEA) if lines.any() else picture
    for part in page.parts:
        if isinstance(part, Ruled):
            part.rows = _read_again(part.rows, without_lines)
    return page


def _ink(picture: Picture) -> Picture:
    """White where there is ink, whatever the light of the photo."""
    cv2 = _cv2()

    return cv2.adaptiveThreshold(
        cv2.GaussianBlur(picture, (3, 3), 0), 255, cv2.ADAPTIVE_THRESH_MEAN_C, cv2.THRESH_BINARY_INV, 41, 14
    )


def _upright(picture: Picture) -> Picture:
    """The picture turned so that the long lines of its tables are level; at most ten degrees."""
    cv2, np = _cv2(), import_module("numpy")

    width = picture.shape[1]
    found = cv2.HoughLinesP(_ink(picture), 1, np.pi / 3600, 200, minLineLength=width / 4, maxLineGap=12)
    if found is None:
        return picture
    ends = found.reshape(-1, 4).astype(float)
    across, down = ends[:, 2] - ends[:, 0], ends[:, 3] - ends[:, 1]
    angles = np.degrees(np.arctan2(down, across))
    level = angles[np.abs(angles) < 10]
    if not len(level) or abs(float(np.median(level))) < 0.02:
        return picture
    height = picture.shape[0]
    turn = cv2.getRotationMatrix2D((width / 2, height / 2), float(np.median(level)), 1.0)
    return cv2.warpAffine(picture, turn, (width, height), flags=cv2.INTER_CUBIC, borderValue=255)


def _rules(picture: Picture) -> tuple[list[Stroke], list[Stroke], Picture]:
    """Horizontal and vertical lines, and a mask of where they are."""
    cv2 = _cv2()

    ink = _ink(picture)
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
    """The recogniser with its models, which lie within the package: nothing is fetched."""
    threads = os.cpu_count() or 1
    return import_module("rapidocr").RapidOCR(
        params={
            "Global.log_level": "critical", "Global.use_cls": False, "Global.max_side_len": _LONGEST_SIDE,
            "EngineConfig.onnxruntime.intra_op_num_threads": threads,
        }
    )  # fmt: skip


def _words(picture: Picture) -> list[Glyph]:
    """The words of a page with their boxes."""
    cv2 = _cv2()

    result = _engine()(cv2.cvtColor(picture, cv2.COLOR_GRAY2BGR))
    if result.boxes is None:
        return []
    return [
        Glyph(text, float(box[:, 0].min()), float(box[:, 1].min()), float(box[:, 0].max()), float(box[:, 1].max()))
        for box, text, score in zip(result.boxes, result.txts, result.scores, strict=True)
        if score >= _SURE
    ]


def _read_again(rows: list[list[Cell]], picture: Picture) -> list[list[Cell]]:
    """Cells with short texts or with ink but no text, read by themselves and compared."""
    cuts: dict[tuple[int, int], Picture] = {}
    for r, row in enumerate(rows):
        for c, cell in enumerate(row):
            if len(cell.text) <= _NUMBERLIKE and (cut := _cut(cell, picture)) is not None:
                cuts[r, c] = cut
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


def _settled(first: str, second: str) -> str:
    """What two readings of a cell agree on. Words are the page's; digits in doubt stay both, as no number."""
    if _plain(first) == _plain(second):
        return first
    if sum(char.isdigit() for char in first) * 2 < len(first) and len(first) > 2:
        return first  # a label
    return f"{first or '?'}｜{second or '?'}"


def _plain(text: str) -> str:
    return "".join(text.split()).replace("，", ",").replace("。", ".").replace("O", "0").replace("o", "0")


def _cut(cell: Cell, picture: Picture) -> Picture | None:
    """A cell cut out close around its ink; None where it holds no more than dust."""
    cv2 = _cv2()

    height, width = picture.shape
    spot = cell.spot
    left, right = int(spot.left * width / 1000) + 3, int(spot.right * width / 1000) - 2
    top, bottom = int(spot.top * height / 1000) + 3, int(spot.bottom * height / 1000) - 2
    inside = picture[top:bottom, left:right]
    if inside.size == 0:
        return None
    ink = cv2.morphologyEx(_ink(inside), cv2.MORPH_OPEN, cv2.getStructuringElement(cv2.MORPH_RECT, (2, 2)))
    x, y, w, h = cv2.boundingRect(ink)
    if cv2.countNonZero(ink) < max(8, _INKED * inside.size) and h < 8:
        return None
    if not w:
        return None
    pad = max(4, h // 3)
    close = inside[max(0, y - pad) : y + h + pad, max(0, x - pad) : x + w + pad]
    return cv2.copyMakeBorder(close, 4, 4, 8, 8, cv2.BORDER_REPLICATE)


def _doubled(picture: Picture) -> Picture:
    cv2 = _cv2()

    return cv2.resize(picture, None, fx=1.5, fy=1.5, interpolation=cv2.INTER_CUBIC)


def _recognise(cuts: list[Picture]) -> list[str]:
    """The text of pictures of single lines."""
    cv2 = _cv2()

    if not cuts:
        return []
    result = _engine().recognize_txt([cv2.cvtColor(cut, cv2.COLOR_GRAY2BGR) for cut in cuts])
    if result.txts is None:
        return [""] * len(cuts)
    return [text if score >= _SURE else "" for text, score in zip(result.txts, result.scores, strict=True)]
