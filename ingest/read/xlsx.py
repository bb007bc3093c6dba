"""Excel sheets (xlsx) → Document: visible sheets, rows and columns; numbers as they are stored, if shown the same.

Written here because the libraries that read sheets cannot tell an empty cell from a formula without a stored
result, and do not bound what they read.
"""

import re
from collections.abc import Callable, Iterator
from typing import NamedTuple

from lxml import etree

from ingest.read.document import OBJECT, Document
from ingest.read.office_parts import Parts, elements, root_of
from ingest.read.sheet import MOST_CELLS, Area, Sheet, put_sheet
from ingest.read.shown import Format, format_of, shown
from ingest.read.tables import Page
from ingest.read.unreadable import Unreadable

_S = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
_STRICT = b"http://purl.oclc.org/ooxml/spreadsheetml/main"
_RELATION = (
    "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id",
    "{http://purl.oclc.org/ooxml/officeDocument/relationships}id",
)
_PLACE = re.compile(r"\$?([A-Z]{1,3})\$?(\d{1,7})")
_MOST_SHEETS = 100
_WIDEST = 16_384
_OFF = ("0", "false")


class _Style(NamedTuple):
    """What a cell's style says: how its number is shown, and whether its text is plain and its cell drawn."""

    how: Format = Format()
    is_marked: bool = False
    is_drawn: bool = False


def read_xlsx(data: bytes) -> Document:
    """Read an xlsx file's bytes; raise Unreadable if it is damaged, locked or holds too much."""
    parts = Parts(data, "xlsx")
    book = parts.main_part("xl/workbook.xml")
    root = root_of(_plain(parts.content(book)), "xlsx")
    targets = parts.targets(book)
    folder = book.rpartition("/")[0]
    texts = _shared_texts(parts, f"{folder}/sharedStrings.xml")
    styles = _styles(parts, f"{folder}/styles.xml")
    calendar = root.find(f"{_S}workbookPr")
    from_1904 = calendar is not None and calendar.get("date1904", "0") not in _OFF
    page, found = Page(), False
    for number, named in enumerate(root.iter(f"{_S}sheet")):
        if number >= _MOST_SHEETS:
            raise Unreadable("too_much", limit=_MOST_SHEETS)
        part = targets.get(str(next((named.get(each) for each in _RELATION if named.get(each)), "")))
        if part is None or not parts.has(part) or named.get("state", "visible") != "visible":
            continue
        found = True
        put_sheet(_sheet(_plain(parts.content(part)), texts, styles, from_1904), page)
    if not found:
        raise Unreadable("no_document")
    return page.document(is_whole=True)


def _plain(markup: bytes) -> bytes:
    return markup.replace(_STRICT, _S[1:-1].encode())


def _sheet(markup: bytes, texts: list[str], styles: list[_Style], from_1904: bool) -> Sheet:
    sheet = Sheet()
    at = -1
    for element in elements(markup, (f"{_S}col", f"{_S}row", f"{_S}mergeCell"), "xlsx"):
        if element.tag == f"{_S}row":
            at = _whole(element, "r", at + 2) - 1
            _put_row(sheet, at, element, lambda cell, style: _text(cell, texts, style, from_1904), styles)
        elif element.tag == f"{_S}col":
            if element.get("hidden", "0") not in _OFF:
                sheet.hidden_columns.append((_whole(element, "min", 1) - 1, _whole(element, "max", _WIDEST) - 1))
        else:
            first, _, last = element.get("ref", "").partition(":")
            begin, end = _PLACE.fullmatch(first), _PLACE.fullmatch(last or first)
            if begin and end:
                sheet.merged.append(
                    Area(int(begin[2]) - 1, int(end[2]) - 1, _column(begin[1]), _column(end[1]))
                )  # fmt: skip
    return sheet


def _put_row(
    sheet: Sheet, at: int, row: etree._Element, text_of: Callable[[etree._Element, _Style], str], styles: list[_Style]
) -> None:
    """Put the cells of a row into a sheet."""
    if row.get("hidden", "0") not in _OFF:
        sheet.hidden_rows.add(at)
        return
    column = -1
    for cell in row.iterchildren(f"{_S}c"):
        place = _PLACE.fullmatch(cell.get("r", ""))
        column = _column(place[1]) if place else column + 1
        style = styles[index] if 0 <= (index := _whole(cell, "s", 0)) < len(styles) else _Style()
        text = text_of(cell, style)
        if text or style.is_drawn:
            sheet.put(at, column, text)


def _column(letters: str) -> int:
    number = 0
    for letter in letters:
        number = 26 * number + ord(letter) - 64
    return number - 1


def _whole(element: etree._Element, name: str, otherwise: int) -> int:
    value = str(element.get(name, ""))
    return int(value) if value.isdecimal() and len(value) < 8 else otherwise


def _text(cell: etree._Element, texts: list[str], style: _Style, from_1904: bool) -> str:
    """The text that a cell shows; with OBJECT where it is not plain, or a formula has no stored result."""
    kind = cell.get("t", "n")
    stored = cell.findtext(f"{_S}v")
    if kind == "inlineStr":
        own = cell.find(f"{_S}is")
        text = "" if own is None else _rich(own)
    elif stored is None:
        text = OBJECT if cell.find(f"{_S}f") is not None else ""
    elif kind == "s":
        number = int(stored) if stored.strip().isdecimal() and len(stored) < 10 else -1
        text = texts[number] if 0 <= number < len(texts) else OBJECT
    elif kind == "n":
        text = shown(stored, style.how, from_1904) if stored.strip() else ""
    else:
        text = f"{OBJECT}{stored}" if kind == "b" else stored  # t="str", "d" (a date) and "e" (an error)
    return f"{OBJECT}{text}" if style.is_marked and text else text


def _shared_texts(parts: Parts, name: str) -> list[str]:
    if not parts.has(name):
        return []
    texts: list[str] = []
    for item in elements(_plain(parts.content(name)), (f"{_S}si",), "xlsx"):
        texts.append(_rich(item))
        if len(texts) > MOST_CELLS:
            raise Unreadable("too_much", limit=MOST_CELLS)
    return texts


def _rich(item: etree._Element) -> str:
    """A text of several runs; its readings in another script are left out."""
    pieces: list[str] = []
    for child in item:
        if child.tag == f"{_S}t":
            pieces.append(child.text or "")
        elif child.tag == f"{_S}r":
            text = child.findtext(f"{_S}t") or ""
            font = child.find(f"{_S}rPr")
            pieces.append(f" {OBJECT} {text} " if font is not None and _is_marked(font) and text.strip() else text)
    return "".join(pieces)


def _is_marked(font: etree._Element) -> bool:
    """Whether a font is struck out, raised or white."""
    strike, raised, color = (font.find(f"{_S}{name}") for name in ("strike", "vertAlign", "color"))
    return (
        (strike is not None and strike.get("val", "1") not in _OFF)
        or (raised is not None and raised.get("val", "baseline") != "baseline")
        or (color is not None and (color.get("rgb", "")[-6:].upper() == "FFFFFF" or color.get("theme") == "0"))
    )


def _styles(parts: Parts, name: str) -> list[_Style]:
    if not parts.has(name):
        return []
    root = root_of(_plain(parts.content(name)), "xlsx")
    codes = {_whole(each, "numFmtId", -1): str(each.get("formatCode", "")) for each in root.iter(f"{_S}numFmt")}
    fonts = [_is_marked(font) for font in _within(root, "fonts", "font")]
    fills = [
        (pattern := fill.find(f"{_S}patternFill")) is not None and pattern.get("patternType", "none") != "none"
        for fill in _within(root, "fills", "fill")
    ]
    borders = [any(side.get("style", "none") != "none" for side in each) for each in _within(root, "borders", "border")]

    def style(each: etree._Element) -> _Style:
        number, font, fill, border = (_whole(each, f"{n}Id", 0) for n in ("numFmt", "font", "fill", "border"))
        filled = fill < len(fills) and fills[fill]
        marked = font < len(fonts) and fonts[font] and not filled  # white on a coloured ground can be read
        return _Style(format_of(number, codes.get(number)), marked, border < len(borders) and borders[border])

    return [style(each) for each in _within(root, "cellXfs", "xf")]


def _within(root: etree._Element, group: str, name: str) -> Iterator[etree._Element]:
    for each in root.iterchildren(f"{_S}{group}"):
        yield from each.iterchildren(f"{_S}{name}")
