"""A sheet of an ods file → its cells. Repeated cells and rows are expanded only where they hold something."""

from collections.abc import Callable, Iterator

from lxml import etree

from ingest.read.document import OBJECT
from ingest.read.numbers import read_number
from ingest.read.odf_styles import HIDDEN, MARKED, Styles
from ingest.read.office_parts import DEEPEST, name_of
from ingest.read.sheet import MOST_CELLS, Area, Sheet
from ingest.read.shown import number_of
from ingest.read.tables import squeezed
from ingest.read.unreadable import Unreadable

_TABLE = "{urn:oasis:names:tc:opendocument:xmlns:table:1.0}"
_OFFICE = "{urn:oasis:names:tc:opendocument:xmlns:office:1.0}"
_CELLS = frozenset(("table-cell", "covered-table-cell"))
_MANY = 64  # repeated empty cells or rows that are the rest of the sheet, and no part of a table


def sheet_of(table: etree._Element, styles: Styles, text_of: Callable[[etree._Element], str]) -> Sheet:
    """The cells of a sheet; `text_of` gives the printed text of a cell."""
    sheet = Sheet()
    column = 0
    for node in table.iter(f"{_TABLE}table-column"):
        times = repeated(node, f"{_TABLE}number-columns-repeated")
        if node.get(f"{_TABLE}visibility", "visible") != "visible":
            sheet.hidden_columns.append((column, column + times - 1))
        column += times
    at = 0
    for row, times in rows_of_table(table):
        cells = list(_cells(row, styles, text_of))
        filled = any(text for _, text, _, _ in cells)
        for again in range(times if filled or times <= _MANY else 0):
            if row.get(f"{_TABLE}visibility", "visible") != "visible":
                sheet.hidden_rows.add(at + again)
            for column, text, height, width in cells:
                sheet.put(at + again, column, text)
                if height > 1 or width > 1:
                    sheet.merged.append(Area(at + again, at + again + height - 1, column, column + width - 1))
        at += times
    return sheet


def _cells(row: etree._Element, styles: Styles, text_of: Callable[[etree._Element], str]) -> Iterator[
    tuple[int, str, int, int]
]:  # fmt: skip
    """The cells of a row: column, text, height and width; without the empty ones that fill up the sheet."""
    column = 0
    for node in row:
        if name_of(node) not in _CELLS:
            continue
        times = repeated(node, f"{_TABLE}number-columns-repeated")
        text = _text(node, styles, text_of) if name_of(node) == "table-cell" else ""
        height, width = (repeated(node, f"{_TABLE}number-{each}-spanned") for each in ("rows", "columns"))
        styled = bool(text) or height > 1 or width > 1 or styles.has_border(node)
        if text and times > MOST_CELLS:
            raise Unreadable("too_much", limit=MOST_CELLS)
        for again in range(times if text or (styled and times <= _MANY) else 0):
            yield column + again, text, height, width
        column += times


def _text(node: etree._Element, styles: Styles, text_of: Callable[[etree._Element], str]) -> str:
    """The text that a cell shows; with OBJECT where it is not plain, or shows another number than it stores."""
    text = squeezed(text_of(node))
    kind = styles.of(node)
    if kind in (HIDDEN, MARKED) and text:
        return f"{OBJECT}{text}"
    stored = number_of(str(node.get(f"{_OFFICE}value", "")))
    if stored is None or node.get(f"{_OFFICE}value-type") not in ("float", "currency"):
        return text
    if not any(char.isdigit() for char in text):
        return format(stored, "f") if not text.strip("-— ") else f"{OBJECT}{text}"  # a format that shows 0 as a dash
    read = read_number(text).value
    return text if read is None or read == stored else f"{OBJECT}{text}"


def rows_of_table(node: etree._Element, depth: int = 0) -> Iterator[tuple[etree._Element, int]]:
    """The rows of a table, including those in its head and in groups, and how often each is repeated."""
    for child in node:
        name = name_of(child)
        if name == "table-row":
            yield child, repeated(child, f"{_TABLE}number-rows-repeated")
        elif name in ("table-header-rows", "table-rows", "table-row-group") and depth < DEEPEST:
            yield from rows_of_table(child, depth + 1)


def repeated(node: etree._Element, attribute: str) -> int:
    """How often a cell, row or column is repeated, or how many it covers."""
    count = str(node.get(attribute, "1"))
    return int(count) if count.isdecimal() and 0 < len(count) < 10 and int(count) else 1
