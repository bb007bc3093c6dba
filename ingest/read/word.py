"""Word → Document: docx by walking its markup, doc and wps by conversion to docx."""

import re
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

from lxml import etree

from ingest.read.document import OBJECT, Document
from ingest.read.office_parts import Parts, root_of
from ingest.read.tables import Page, squeezed
from ingest.read.unreadable import Unreadable

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
# The strict variant, and the single XML file of Word 2003.
_OTHER_NAMESPACES = (
    b"http://purl.oclc.org/ooxml/wordprocessingml/main", b"http://schemas.microsoft.com/office/word/2003/wordml",
)  # fmt: skip
_P, _TBL, _TR, _TC, _R, _T = (_W + tag for tag in ("p", "tbl", "tr", "tc", "r", "t"))
_MC = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"
# Deleted text, fallbacks for the same picture, field instructions.
_SKIPPED = frozenset(
    (*(_W + tag for tag in ("del", "moveFrom", "instrText", "rPr", "pPr", "tblPr", "sectPr")), _MC + "Fallback")
)
_MATH = "{http://schemas.openxmlformats.org/officeDocument/2006/math}"
_MERGES = frozenset((_W + "vMerge", _W + "vmerge"))  # the second as Word 2003 spells it
_SPAN = _W + "gridSpan"
_FLOATING = frozenset((_W + "txbxContent", _MC + "Fallback"))
_OBJECTS = frozenset(
    (*(_W + tag for tag in ("drawing", "pict", "object", "sym", "ruby")), _MC + "AlternateContent", _MATH + "oMath")
)
_NOTE = re.compile("footnote|endnote|annotation|super|subscript", re.IGNORECASE)  # styles of note marks
_TINY = 8  # half-points; smaller text is not meant to be read
_BREAKS = frozenset(_W + tag for tag in ("br", "cr", "tab"))
_ENCRYPTED = "EncryptedPackage".encode("utf-16-le")  # a docx or xlsx with a password is within an old kind of file
_LONGEST = 300  # characters; a longer cell is layout, not a cell of the form


def read_docx(data: bytes) -> Document:
    """Read a docx file's bytes; raise Unreadable if it is another kind of ZIP, damaged, locked or too large."""
    parts = Parts(data, "docx")
    document = read_word_markup(parts.content(parts.main_part("word/document.xml")))
    document.is_whole = True
    return document


def read_word_markup(markup: bytes) -> Document:
    """Read the markup of a Word document: that of a docx file, or a document saved as a single XML file."""
    for other in _OTHER_NAMESPACES:
        markup = markup.replace(other, _W[1:-1].encode())
    root = root_of(markup, "docx")
    page = Page()
    body = next(root.iter(_W + "body"), None)
    _blocks(body if body is not None else root, page)
    return page.document()


def read_doc(data: bytes) -> Document:
    """Read an old Word or WPS file by converting it to docx; raise Unreadable if it is damaged or locked."""
    from doc2docx import convert
    from doc2docx.errors import Doc2DocxError, EncryptedDocumentError, StreamNotFound

    with TemporaryDirectory() as folder:
        source, target = Path(folder, "report.doc"), Path(folder, "report.docx")
        source.write_bytes(data)
        try:
            convert(source, target)
        except EncryptedDocumentError:
            raise Unreadable("locked") from None
        except StreamNotFound:
            raise Unreadable("locked" if _ENCRYPTED in data else "no_document") from None
        except (Doc2DocxError, ValueError, IndexError, KeyError, OverflowError):
            raise Unreadable("damaged", kind="doc") from None
        document = read_docx(target.read_bytes())
    document.is_whole = False  # the conversion reads what a cut file still holds
    return document


def _blocks(node: etree._Element, page: Page) -> None:
    """Add paragraphs and tables in reading order; text boxes come after the paragraph that anchors them."""
    for child in node:
        tag = child.tag
        if tag == _P:
            page.say("".join(_text(child)))
            for box in _boxes(child):
                _blocks(box, page)
        elif tag == _TBL:
            _table(child, page)
        elif tag not in _SKIPPED and isinstance(tag, str):  # content controls, custom markup
            _blocks(child, page)


def _table(table: etree._Element, page: Page) -> None:
    rows: list[list[etree._Element]] = []
    for row in _inside(table, _TR):
        rows.append(list(_cells(row)))
        page.make_room(len(rows[-1]))
    # A table that holds others is layout, and its text is read with them: read here as well, it would be read again
    # for each table around it.
    is_layout = next(table.iterfind(f".//{_TBL}"), None) is not None
    texts = [] if is_layout else [[squeezed(" ".join(_paragraphs(cell))) for cell in row] for row in rows]
    if is_layout or any(len(text) > _LONGEST for row in texts for text in row):
        for row in rows:  # a layout table for text or other tables
            for cell in row:
                _blocks(cell, page)
        return
    page.table(_joined(texts, rows))


def _joined(texts: list[list[str]], rows: list[list[etree._Element]]) -> Iterator[list[str]]:
    """Rows without the empty cells that Word keeps below a vertically merged cell."""
    open_columns: set[int] = set()
    for row, own in zip(rows, texts, strict=True):
        at = 0
        kept: list[str] = []
        for cell, text in zip(row, own, strict=True):
            kind, width = _merged(cell)
            if kind != "continue" or at not in open_columns or text:
                kept.append(text)
                open_columns.discard(at)
                if kind is not None:
                    open_columns.add(at)
            at += width
        yield kept


def _merged(cell: etree._Element) -> tuple[str | None, int]:
    """How a cell is merged: with those below it (restart, continue or None), and over how many columns."""
    kind, span = None, "1"
    for each in () if (properties := _child(cell, "tcPr")) is None else properties:
        if each.tag in _MERGES:
            kind = str(each.get(_W + "val") or "continue")
        elif each.tag == _SPAN:
            span = str(each.get(_W + "val") or "1")
    return kind, int(span) if span.isdecimal() and 0 < len(span) < 4 and int(span) else 1


def _child(node: etree._Element, name: str) -> etree._Element | None:
    return next(node.iterchildren(_W + name), None)


def _cells(row: etree._Element) -> Iterator[etree._Element]:
    skipped = row.find(f"{_W}trPr/{_W}gridBefore")
    if skipped is not None and (value := str(skipped.get(_W + "val") or "")).isdecimal() and len(value) < 3:
        yield from [etree.SubElement(etree.Element("nothing"), _TC)] * int(value)
    yield from _inside(row, _TC)


def _inside(node: etree._Element, wanted: str) -> Iterator[etree._Element]:
    """Rows of a table or cells of a row, including those inside content controls."""
    for child in node:
        if child.tag == wanted:
            yield child
        elif child.tag not in _SKIPPED and child.tag != _TC and isinstance(child.tag, str):
            yield from _inside(child, wanted)


def _paragraphs(cell: etree._Element) -> Iterator[str]:
    """The paragraphs of a cell; OBJECT replaces automatic numbers and floating boxes, whose text is omitted."""
    for paragraph in cell.iter(_P):
        if next(paragraph.iterancestors(*_FLOATING), None) is not None:
            continue
        properties = _child(paragraph, "pPr")
        numbered = properties is not None and _child(properties, "numPr") is not None
        yield (f"{OBJECT} " if numbered else "") + "".join(_text(paragraph, OBJECT))


def _boxes(paragraph: etree._Element) -> Iterator[etree._Element]:
    """The text boxes that a paragraph anchors; those within one of them are found with its own paragraphs."""
    name = _W + "txbxContent"
    if next(paragraph.iter(name), None) is None:
        return
    ahead = [paragraph.iterchildren()]
    while ahead:
        node = next(ahead[-1], None)
        if node is None:
            ahead.pop()
        elif node.tag == name:
            yield node
        elif node.tag not in _SKIPPED:
            ahead.append(node.iterchildren())


def _text(node: etree._Element, mark: str = "") -> Iterator[str]:
    """The printed text of a paragraph: its runs in order, without hidden or deleted text.

    `mark` replaces pictures, boxes, symbols and formulas, and precedes text that is struck out, raised, white or tiny.
    """
    for child in node:
        tag = child.tag
        if tag == _T:
            yield child.text or ""
        elif tag in _OBJECTS:
            yield mark
        elif tag in _BREAKS:
            yield " "
        elif tag == _W + "noBreakHyphen":
            yield "-"
        elif tag == _R:
            style = _child(child, "rPr")
            if style is None or _is_plain(style):
                yield from _text(child, mark)
            elif not _is_on(style, "vanish"):
                printed = "".join(_text(child, mark))
                # A run without text prints nothing: programs keep the height of empty cells small with it.
                yield f" {mark}{printed} " if printed.strip() else printed
        elif tag not in _SKIPPED and isinstance(tag, str):
            yield from _text(child, mark)


def _is_plain(style: etree._Element) -> bool:
    """Whether a run is plain printed text, not hidden, struck out, raised, white, tiny or a note mark."""
    if any(_is_on(style, name) for name in ("vanish", "strike", "dstrike")):
        return False
    values = {name: style.find(_W + name) for name in ("vertAlign", "position", "color", "sz", "rStyle")}
    said = {name: str(found.get(_W + "val")) for name, found in values.items() if found is not None}
    return (
        said.get("vertAlign", "baseline") == "baseline"
        and said.get("position", "0") == "0"
        and _NOTE.search(said.get("rStyle", "")) is None
        and said.get("color", "").upper() != "FFFFFF"
        and not (said.get("sz", "").isdecimal() and int(said["sz"]) < _TINY)
    )


def _is_on(style: etree._Element, name: str) -> bool:
    found = style.find(_W + name)
    return found is not None and found.get(_W + "val") not in ("0", "false", "none", "off")
