"""Pictures of pages → Document: lines from OpenCV, words from RapidOCR; an optional extra (requirements-ocr.txt).

Every cell with a short text is read twice, once with its page and once cropped on its own; if the two differ, the
cell keeps both readings and is not a number. A cell with ink in it is never blank.
"""

import os
from collections.abc import Sequence
from functools import cache
from importlib import import_module
from importlib.util import find_spec
from itertools import pairwise
from multiprocessing import parent_process
from statistics import median
from typing import Any

from ingest.read.cuts import Cut, Paper, cut
from ingest.read.document import OBJECT, UNSETTLED, Document, Spot
from ingest.read.flatten import Flattened, flattened
from ingest.read.ink import Picture, darker_than_noise, evenly_lit, opencv, without_grain
from ingest.read.pace import page_begins
from ingest.read.page_parts import Cell, Glyph, Layout, Ruled, Sheet, Stroke
from ingest.read.pages import MOST_PAGES, Pages
from ingest.read.picture_size import check_size
from ingest.read.ruled import layout
from ingest.read.rules import ruled_lines
from ingest.read.skew import level_angle, rotated
from ingest.read.unreadable import Unreadable

_NEEDED = ("rapidocr", "onnxruntime", "cv2")
_LONGEST_SIDE = 4200  # pixels; a page at 300 dpi has 3508
_MOST_RECOGNISED = 13_500_000  # pixels; of the longest side, a photograph of four by three has as many
_SHORTEST_SIDE = 300
_NUMBERLIKE = 24  # characters; longer cells are labels, and labels are compared with the form's
_LEVEL = 0.02  # degrees; smaller skew is ignored
_FINDS_TEXT = (
    1800  # pixels; the longer side of the picture in which texts are looked for; they are read in the whole one
)
_MARGIN = 0.45  # of a word's height: what is narrower beside a ruled line is no part of the word
_NARROWEST = 96  # pixels; texts are recognised 48 pixels high, and narrower ones are padded to this width
_SLASH = 0.18  # of its height that a slash leans to the right
_LOW = 0.5  # of the height of the other texts of a table: too low for a digit
_BROAD = 1.2  # times its height: a small mark that is a dash
_ALIKE = str.maketrans("，。OoŌō", ",.0000")  # what one reading may take for the other
_NO_MARKS = str.maketrans("", "", ",+-")  # not the point, which a comma may be mistaken for
_APART = 0.7  # of their height: what stands farther apart may be two numbers
_NO_SLASH = tuple("02345689")  # digits that no slash is taken for
_ONE = 0.1  # of its height that a 1 leans, at most; what leans more and is no slash is neither
_SURE = 0.6  # readings with a lower confidence are discarded


def is_installed() -> bool:
    """Whether the extra for text recognition is installed."""
    return all(find_spec(name) is not None for name in _NEEDED)


def read_pictures(pictures: Sequence[bytes]) -> Document:
    """Read pictures of pages, in order, as one document; raise Unreadable if that is impossible."""
    if not is_installed():
        raise Unreadable("scan")
    if len(pictures) > MOST_PAGES:
        raise Unreadable("too_many_pages", pages=len(pictures), limit=MOST_PAGES)
    cv2, np = opencv(), import_module("numpy")

    pages = Pages()
    for number, data in enumerate(pictures, 1):
        check_size(data)
        picture = cv2.imdecode(np.frombuffer(data, np.uint8), cv2.IMREAD_GRAYSCALE)
        if picture is None or min(picture.shape) < _SHORTEST_SIDE:
            raise Unreadable("no_picture")
        pages.add(read_page(picture.astype(np.uint8, copy=False), number))
    document = pages.document()
    document.recognised = True
    return document


def read_page(picture: Picture, number: int) -> Layout:
    """Read one greyscale picture of a page: text lines and tables, as for a page of a PDF."""
    page_begins()
    cv2 = opencv()

    smaller = min(_LONGEST_SIDE / max(picture.shape), (_MOST_RECOGNISED / picture.size) ** 0.5)
    if smaller < 1:
        picture = cv2.resize(picture, None, fx=smaller, fy=smaller)
    picture = evenly_lit(picture)
    angle = level_angle(picture)
    flat = flattened(picture, angle)
    if flat.bent:
        picture = flat.applied(picture)
    elif abs(angle) >= _LEVEL:
        picture = rotated(picture, angle)
    height, width = picture.shape
    scale = max(height, width) / 842  # pixels per point on A4
    rules = ruled_lines(picture, darker_than_noise(picture))
    picture = without_grain(picture)  # lines are long enough to stand out from it, characters are not
    sheet = Sheet(number, width, height, _words(picture, rules.vertical), rules.horizontal, rules.vertical)
    page = layout(sheet, near=2.4 * scale)
    without_lines = cv2.inpaint(picture, rules.mask, 3, cv2.INPAINT_TELEA) if rules.mask.any() else picture
    paper = Paper(picture, without_lines, rules.mask, darker_than_noise(picture))
    for part in page.parts:
        if isinstance(part, Ruled):
            part.rows = _read_again(part.rows, paper)
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


def _threads() -> int:
    """Threads for recognition: as the setting of numerical libraries says; else one in a worker, every core alone.

    Workers with a thread for every core each would wait for each other, and take twice the time.
    """
    wanted = os.environ.get("OMP_NUM_THREADS", "")
    if wanted.isdecimal() and int(wanted):
        return int(wanted)
    return 1 if parent_process() is not None else os.cpu_count() or 1


@cache
def _engine() -> Any:
    """The recogniser with its models, which are part of the package: nothing is downloaded."""
    return import_module("rapidocr").RapidOCR(
        params={
            "Global.log_level": "critical", "Global.use_cls": False, "Global.max_side_len": _LONGEST_SIDE,
            "Det.limit_type": "max", "Det.limit_side_len": _FINDS_TEXT,
            "EngineConfig.onnxruntime.intra_op_num_threads": _threads(), "Rec.rec_img_shape": [3, 48, _NARROWEST],
        }
    )  # fmt: skip


def _words(picture: Picture, vertical: list[Stroke]) -> list[Glyph]:
    """The words of a page with their boxes; what was taken for one word in neighbouring cells is read in its parts."""
    cv2 = opencv()

    result = _engine()(cv2.cvtColor(picture, cv2.COLOR_GRAY2BGR))
    if result.boxes is None:
        return []
    words: list[Glyph] = []
    parts: list[Glyph] = []
    for box, text, score in zip(result.boxes, result.txts, result.scores, strict=True):
        left, top, right, bottom = (float(each) for each in (*box.min(axis=0), *box.max(axis=0)))
        apart = _parted(Glyph(text, left, top, right, bottom), vertical)
        if len(apart) > 1:
            parts += apart
        elif score >= _SURE:
            words.append(Glyph(text, left, top, right, bottom))
    cuts = [picture[round(g.top) : round(g.bottom), round(g.left) : round(g.right)] for g in parts]
    words += [part._replace(text=text) for part, text in zip(parts, _recognise(cuts), strict=True) if text]
    return words


def _parted(word: Glyph, vertical: list[Stroke]) -> list[Glyph]:
    """A word parted at the ruled lines that it crosses; what is left at its ends is the margin around its box."""
    top, middle, height = max(0.0, word.top), (word.top + word.bottom) / 2, word.bottom - word.top
    margin = _MARGIN * height
    crossed = sorted(s.at for s in vertical if s.begin <= middle <= s.end and word.left < s.at < word.right)
    edges = [max(0.0, word.left), *crossed, word.right]
    between = [(a, b) for a, b in pairwise(edges) if b - a > margin]
    if len(between) == 1 and not crossed:
        return [word]
    return [Glyph("", a + 2 if a in crossed else a, top, b - 2 if b in crossed else b, word.bottom) for a, b in between]


def _read_again(rows: list[list[Cell]], paper: Paper) -> list[list[Cell]]:
    """Read cells with short texts, or with ink but no text, on their own, and compare the results."""
    cuts: dict[tuple[int, int], Cut] = {}
    for r, row in enumerate(rows):
        for c, cell in enumerate(row):
            found = cut(cell.spot, paper) if len(cell.text) <= _NUMBERLIKE else None
            if found is None or _is_label(cell.text):
                if found is None and len(cell.text) <= _NUMBERLIKE and any(char.isdigit() for char in cell.text):
                    row[c] = cell._replace(text=f"{cell.text}{UNSETTLED}?")  # a number where there is no more than dust
                continue
            if found.is_dash:
                row[c] = cell._replace(text="—")
            elif found.lean > _SLASH and len(cell.text) <= 1 and cell.text not in _NO_SLASH:
                row[c] = cell._replace(text="/")
            else:
                cuts[r, c] = found
    usual = median([found.height for found in cuts.values()] or [0])
    for r, c in [at for at, found in cuts.items() if found.height < _LOW * usual and found.is_clear]:
        low = cuts.pop((r, c))
        rows[r][c] = rows[r][c]._replace(text="—" if low.breadth >= _BROAD * low.height else OBJECT)
    alone = _lines_of({at: found.lines for at, found in cuts.items()})
    doubtful = {at: found.again for at, found in cuts.items() if _plain(rows[at[0]][at[1]].text) != _plain(alone[at])}
    again = _lines_of(doubtful)
    for (r, c), found in cuts.items():
        text = _settled(rows[r][c].text, alone[r, c], again.get((r, c), ""), found)
        rows[r][c] = rows[r][c]._replace(text=text)
    return rows


def _lines_of(cuts: dict[tuple[int, int], list[Picture]]) -> dict[tuple[int, int], str]:
    """Recognise the lines of cells; lines of which one is not recognised are no text."""
    texts = iter(_recognise([line for lines in cuts.values() for line in lines]))
    read = {at: [next(texts) for _ in lines] for at, lines in cuts.items()}
    return {at: "".join(lines) if all(lines) else "" for at, lines in read.items()}


def _is_label(text: str) -> bool:
    """Whether a text is words, which are taken from the page: they are compared with the form's."""
    return sum(char.isdigit() for char in text) * 2 < len(text) and len(text) > 2


def _settled(page: str, alone: str, again: str, found: Cut) -> str:
    """Reconcile the readings of a cell: with its page, alone and, where these differ, once more.

    Two that agree are its text; but of three only if its ink is clear of the ruled lines, where all of them may lose or
    gain the same stroke. A 1 that leans may be a slash. What is not settled keeps its readings, and is no number.
    """
    first, second, third = _plain(page), _plain(alone), _plain(again)
    leaning = max(found.lean, found.slope) > _ONE
    text = ""
    if first == second and not (first == "1" and leaning):
        text = alone if first.isdecimal() and not page.isdecimal() and alone.isdecimal() else page
    elif third and found.is_clear and not (third == "1" and leaning):
        if third == first:
            text = page
        elif third == second and len(found.lines) == 1:
            text = alone
    if text and found.gap < _APART and _plain(text).translate(_NO_MARKS).isdecimal():
        text = "".join(text.split())  # the recogniser's blanks: digits of some fonts stand apart
    if found.is_struck and any(char.isdigit() for char in text):
        return OBJECT
    return text or f"{page or '?'}{UNSETTLED}{alone or '?'}"


def _plain(text: str) -> str:
    return "".join(text.split()).translate(_ALIKE)


def _recognise(cuts: list[Picture]) -> list[str]:
    """Recognise the text of pictures of single lines."""
    cv2 = opencv()

    if not cuts:
        return []
    result = _engine().recognize_txt([cv2.cvtColor(cut, cv2.COLOR_GRAY2BGR) for cut in cuts])
    if result.txts is None:
        return [""] * len(cuts)
    return [text if score >= _SURE else "" for text, score in zip(result.txts, result.scores, strict=True)]
