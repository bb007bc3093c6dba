"""PDF → Document: characters and drawn lines from pypdfium2, tables from the areas that the lines enclose."""

import ctypes
import io
import math
from collections.abc import Callable, Iterator

import pypdfium2 as pdfium
import pypdfium2.raw as raw

from ingest.read.document import OBJECT, Document
from ingest.read.page_parts import Glyph, Sheet, Stroke
from ingest.read.pages import MOST_GLYPHS, MOST_OBJECTS, MOST_PAGES, Pages
from ingest.read.pdf_cost import check_cost
from ingest.read.picture_size import LONGEST_SHAPE, MOST_PIXELS
from ingest.read.ruled import layout
from ingest.read.strokes import Point, add_strokes, once, thin_boxes
from ingest.read.unreadable import Unreadable

Seen = Callable[[float, float], Point]
_RESOLUTION = 200  # dpi at which a page without text is rendered for recognition
_LARGE, _OF_A_LARGE_PAGE = 8400, 4200  # pixels; the longer side of A1 so rendered, and of any page beyond it
_DEEPEST = 4  # forms within forms
_FEW = 20  # characters; a page with a picture and fewer characters is a scan


def read_pdf(data: bytes) -> Document:
    """Read a PDF's bytes. Pages without text go to text recognition if it is installed.

    Raises Unreadable for damaged or locked files, for too many pages, and for scans if recognition is not installed.
    """
    check_cost(data)
    try:
        pdf = pdfium.PdfDocument(data)
    except pdfium.PdfiumError as error:
        raise Unreadable("locked" if "assword" in str(error) else "damaged", kind="PDF") from None
    try:
        if b"/Encrypt" in data and raw.FPDF_GetSecurityHandlerRevision(pdf) >= 0:
            check_cost(_without_encryption(pdf))
        count = len(pdf)
        if count > MOST_PAGES:
            raise Unreadable("too_many_pages", pages=count, limit=MOST_PAGES)
        pages = Pages()
        room = _Room()
        scanned: list[int] = []
        for number in range(count):
            try:
                page = pdf[number]
            except pdfium.PdfiumError:
                continue  # a damaged page: the others may hold the tables
            sheet, pictured = _sheet(page, number + 1, room)
            if pictured and len(sheet.glyphs) < _FEW:
                scanned.append(number)
            pages.add(layout(sheet))
        if not scanned:
            return pages.document()
        return _with_scans(pdf, pages, scanned)
    finally:
        pdf.close()


def _with_scans(pdf: pdfium.PdfDocument, pages: Pages, scanned: list[int]) -> Document:
    """Recognise the pages that are pictures; without recognition they are counted as `unread`."""
    from ingest.read.scan import is_installed, read_page

    if not is_installed():
        if not any(pages.lines_of(number + 1) for number in range(len(pdf)) if number not in scanned):
            raise Unreadable("scan")
        document = pages.document()
        document.unread = len(scanned)
        return document
    for number in scanned:
        page = pdf[number]
        picture = page.render(scale=_scale(page), grayscale=True).to_numpy()
        pages.put(number, read_page(picture.reshape(picture.shape[:2]), number + 1))
    document = pages.document()
    document.recognised = True
    return document


def _scale(page: pdfium.PdfPage) -> float:
    """The scale at which a page is rendered; raise Unreadable if it, or a picture on it, is no page of a report."""
    width, height = page.get_size()
    if max(width, height) > LONGEST_SHAPE * min(width, height):
        raise Unreadable("picture_size")
    across, down = ctypes.c_uint(), ctypes.c_uint()
    pixels = 0
    for picture in page.get_objects(filter=(raw.FPDF_PAGEOBJ_IMAGE,), max_depth=_DEEPEST):
        raw.FPDFImageObj_GetImagePixelSize(picture, ctypes.byref(across), ctypes.byref(down))
        pixels += across.value * down.value
    if pixels > MOST_PIXELS:
        raise Unreadable("picture_size")
    scale = _RESOLUTION / 72
    return scale if max(width, height) * scale <= _LARGE else _OF_A_LARGE_PAGE / max(width, height)


def _without_encryption(pdf: pdfium.PdfDocument) -> bytes:
    """The file without the encryption that its readers need no password for."""
    copy = io.BytesIO()
    pdf.save(copy, flags=raw.FPDF_REMOVE_SECURITY)
    return copy.getvalue()


class _Room:
    """What a file's pages may still hold, counted before it is read."""

    def __init__(self) -> None:
        self.glyphs, self.objects = MOST_GLYPHS, MOST_OBJECTS

    def take(self, glyphs: int, objects: int) -> None:
        self.glyphs -= glyphs
        self.objects -= objects
        if self.glyphs < 0:
            raise Unreadable("too_much", limit=MOST_GLYPHS)
        if self.objects < 0:
            raise Unreadable("too_much", limit=MOST_OBJECTS)


def _sheet(page: pdfium.PdfPage, number: int, room: _Room) -> tuple[Sheet, bool]:
    """A page's glyphs and lines as displayed (rotated pages turned upright), and whether it contains a picture."""
    left, bottom, right, top = page.get_bbox()
    turn = page.get_rotation()
    width, height = (right - left, top - bottom) if turn % 180 == 0 else (top - bottom, right - left)

    def seen(x: float, y: float) -> tuple[float, float]:
        if turn == 90:
            return y - bottom, x - left
        if turn == 180:
            return right - x, y - bottom
        if turn == 270:
            return top - y, right - x
        return x - left, top - y

    glyphs = _glyphs(page, seen, room)
    horizontal: list[Stroke] = []
    vertical: list[Stroke] = []
    pictured = False
    for thing in page.get_objects(max_depth=_DEEPEST):
        room.take(0, 1)
        if thing.type == raw.FPDF_PAGEOBJ_IMAGE:
            pictured = True
        elif thing.type == raw.FPDF_PAGEOBJ_PATH:
            room.take(0, raw.FPDFPath_CountSegments(thing) // 4)
            add_strokes(_edges(thing, seen), horizontal, vertical)
    return Sheet(number, width, height, glyphs, horizontal, vertical), pictured


def _glyphs(page: pdfium.PdfPage, seen: Seen, bound: _Room) -> list[Glyph]:
    """The characters of a page with their boxes.

    The height of a box is that of the ink. Its width is the advance that the font gives the character, so that a
    narrow 1 leaves no gap; for vertical fonts that value is meaningless, and the width of the ink is used.
    """
    text = page.get_textpage()
    bound.take(text.count_chars(), 0)
    get_ink, get_room, get_char = raw.FPDFText_GetCharBox, raw.FPDFText_GetLooseCharBox, raw.FPDFText_GetUnicode
    room = raw.FS_RECTF()
    place = ctypes.byref(room)
    left, right, bottom, top = (ctypes.c_double() for _ in range(4))
    ink = (ctypes.byref(left), ctypes.byref(right), ctypes.byref(bottom), ctypes.byref(top))
    glyphs: list[Glyph] = []
    high = 0
    for index in range(text.count_chars()):
        code = get_char(text, index)
        if code <= 32 or code == 0xA0 or code == 0xFFFE or not get_ink(text, index, *ink):
            continue  # spaces are derived from gaps
        if 0xD800 <= code < 0xDC00:
            high = code
            continue
        if 0xDC00 <= code < 0xE000:
            code = 0x10000 + ((high - 0xD800) << 10) + code - 0xDC00
        low_x, low_y, high_x, high_y = left.value, bottom.value, right.value, top.value
        around = get_room(text, index, place) and room.left <= low_x + 1 and high_x <= room.right + 1
        if around and room.right - room.left < 2 * (high_x - low_x) + 8:
            low_x, high_x = room.left, room.right
        x0, y0 = seen(low_x, high_y)
        x1, y1 = seen(high_x, low_y)
        if not math.isfinite(x0 + y0 + x1 + y1) or _is_slanted(raw.FPDFText_GetCharAngle(text, index)):
            continue  # a watermark across the page
        char = OBJECT if 48 <= code < 58 and _is_white(text, index) else chr(code)
        glyphs.append(Glyph(char, min(x0, x1), min(y0, y1), max(x0, x1), max(y0, y1)))
    return once(glyphs)


def _is_slanted(angle: float) -> bool:
    """Whether a character is not rotated by a multiple of 90 degrees."""
    return abs(math.sin(2 * angle)) > 0.05


def _is_white(text: pdfium.PdfTextPage, index: int) -> bool:
    """Whether a character is white or transparent, and so invisible."""
    red, green, blue, alpha = (ctypes.c_uint() for _ in range(4))
    found = raw.FPDFText_GetFillColor(text, index, *map(ctypes.byref, (red, green, blue, alpha)))
    return bool(found) and (min(red.value, green.value, blue.value) > 248 or alpha.value < 8)


def _edges(path: pdfium.PdfObject, seen: Seen) -> Iterator[tuple[Point, Point]]:
    """The straight lines that a path draws: its strokes, or the centre line of a thin filled box."""
    fill, stroke = ctypes.c_int(), ctypes.c_int()
    raw.FPDFPath_GetDrawMode(path, ctypes.byref(fill), ctypes.byref(stroke))
    if not stroke.value and not fill.value:
        return
    lines = list(_segments(path, seen))
    if stroke.value:
        yield from lines
        return
    yield from thin_boxes(lines)


def _segments(path: pdfium.PdfObject, seen: Seen) -> Iterator[tuple[Point, Point]]:
    matrix = path.get_matrix()
    x, y = ctypes.c_float(), ctypes.c_float()
    start: Point | None = None
    before: Point | None = None
    for index in range(raw.FPDFPath_CountSegments(path)):
        segment = raw.FPDFPath_GetPathSegment(path, index)
        raw.FPDFPathSegment_GetPoint(segment, ctypes.byref(x), ctypes.byref(y))
        here = seen(*matrix.on_point(x.value, y.value))
        kind = raw.FPDFPathSegment_GetType(segment)
        if kind == raw.FPDF_SEGMENT_MOVETO:
            start = here
        elif kind == raw.FPDF_SEGMENT_LINETO and before is not None:
            yield before, here
        before = here
        if raw.FPDFPathSegment_GetClose(segment) and start is not None and start != here:
            yield here, start
            before = start
