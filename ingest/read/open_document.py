"""OpenDocument (odt, ods, and both as one XML file) → Document: a walk over paragraphs, tables and sheets."""

from lxml import etree

from ingest.read.blocks import Block, Cell, Grid, put
from ingest.read.document import OBJECT, Document
from ingest.read.odf_sheet import repeated, rows_of_table, sheet_of
from ingest.read.odf_styles import HIDDEN, MARKED, Styles
from ingest.read.office_parts import DEEPEST, Parts, name_of, root_of
from ingest.read.sheet import put_sheet
from ingest.read.tables import Page
from ingest.read.unreadable import Unreadable

_TEXT = "{urn:oasis:names:tc:opendocument:xmlns:text:1.0}"
_TABLE = "{urn:oasis:names:tc:opendocument:xmlns:table:1.0}"
_OFFICE = "{urn:oasis:names:tc:opendocument:xmlns:office:1.0}"
_MOST_CELLS = 200_000
_WIDEST = 256  # repeated cells; a table of text has no more columns
_PARAGRAPHS = frozenset(("p", "h"))
# What is not printed where it is written: deleted text, comments, notes, the fallback of a picture, declarations.
_SKIPPED = frozenset((
    "tracked-changes", "annotation", "annotation-end", "sequence-decls", "variable-decls", "user-field-decls", "forms",
    "alphabetical-index-auto-mark-file", "table-source", "dde-source", "shapes", "label-cell-address", "title", "desc",
))  # fmt: skip
_OBJECTS = frozenset(("note", "ruby", "object", "object-ole", "control", "image", "custom-shape", "plugin", "applet"))
_OTHERS = frozenset(("presentation", "drawing", "chart", "image", "database"))  # what no report is
_SPACES = frozenset(("tab", "line-break"))
_REPEATED = f"{_TABLE}number-columns-repeated"


def read_package(data: bytes) -> Document:
    """Read an odt or ods file's bytes; raise Unreadable if it is damaged, locked or holds too much."""
    parts = Parts(data, "OpenDocument")
    if parts.has("META-INF/manifest.xml") and b"encryption-data" in parts.content("META-INF/manifest.xml"):
        raise Unreadable("locked")
    roots = [parts.root(name) for name in ("styles.xml", "content.xml") if name == "content.xml" or parts.has(name)]
    return _document(roots[-1], Styles(roots), is_whole=True)


def read_flat(data: bytes) -> Document:
    """Read an OpenDocument file that is a single XML file."""
    root = root_of(data, "OpenDocument")
    return _document(root, Styles([root]), is_whole=data.rstrip().endswith(b"</office:document>"))


def _document(root: etree._Element, styles: Styles, is_whole: bool = False) -> Document:
    page, walk = Page(), _Walk(styles, _deletions(root))
    body = root.find(f"{_OFFICE}body")
    for content in body if body is not None else ():
        name = name_of(content)
        if name == "spreadsheet":
            for table in content.iterchildren(f"{_TABLE}table"):
                if not styles.is_hidden_table(table):
                    put_sheet(sheet_of(table, styles, walk.text_of_cell), page)
        elif name in _OTHERS:
            raise Unreadable("no_document")
        elif name:  # a text; in a damaged file also what follows it
            put(walk.blocks(content, 0), page)
    return page.document(is_whole)


class _Walk:
    def __init__(self, styles: Styles, deletions: frozenset[str]) -> None:
        self.styles = styles
        self.cells = 0
        self.deletions = deletions
        self.deleting: set[str] = set()  # tracked deletions that have begun and not ended: their text is not read
        self.left_out = 0  # how often text was left out so

    def add(self, text: str | None, pieces: list[str]) -> None:
        if not text:
            return
        if self.deleting:
            self.left_out += bool(text.strip())
        else:
            pieces.append(text)

    def blocks(self, node: etree._Element, depth: int) -> list[Block]:
        """Paragraphs and tables in reading order; text boxes come after the paragraph that anchors them."""
        if depth > DEEPEST:
            raise Unreadable("too_much", limit=DEEPEST)
        found: list[Block] = []
        for child in node:
            name = name_of(child)
            if name in _PARAGRAPHS:
                boxes: list[etree._Element] = []
                found.append(self.paragraph(child, depth, boxes))
                for box in boxes:
                    found += self.blocks(box, depth + 1)
            elif name == "table":
                if not self.styles.is_hidden_table(child):
                    found.append(self.table(child, depth + 1))
            elif name == "text-box" or (name and name not in _SKIPPED and not _is_hidden_part(child)):
                found += self.blocks(child, depth + 1)  # sections, lists, frames, indexes
        return found

    def paragraph(self, node: etree._Element, depth: int, boxes: list[etree._Element]) -> str:
        if node.tag != f"{_TEXT}h" and self.styles.of(node) == HIDDEN:
            return ""
        pieces: list[str] = []
        self.gather(node, pieces, boxes, depth)
        text = "".join(pieces)
        return f" {OBJECT} {text}" if self.styles.of(node) == MARKED and text.strip() else text

    def gather(self, node: etree._Element, pieces: list[str], boxes: list[etree._Element], depth: int) -> None:
        """Collect the printed text of a paragraph or span; what is not plain text becomes OBJECT."""
        if depth > DEEPEST:
            raise Unreadable("too_much", limit=DEEPEST)
        self.add(node.text, pieces)
        for child in node:
            name = name_of(child)
            if name == "s" or name in _SPACES:
                self.add(" ", pieces)
            elif name == "change-start":
                self.deleting |= {str(child.get(f"{_TEXT}change-id"))} & self.deletions
            elif name == "change-end":
                self.deleting.discard(str(child.get(f"{_TEXT}change-id")))
            elif name == "text-box":
                boxes.append(child)
                self.add(OBJECT, pieces)
            elif name in _OBJECTS:
                self.add(OBJECT, pieces)
            elif name and name not in _SKIPPED and not _is_hidden_part(child):
                style = self.styles.of(child) if name == "span" else ""
                if style == MARKED:
                    self.add(f" {OBJECT} ", pieces)
                if style != HIDDEN:
                    self.gather(child, pieces, boxes, depth + 1)
                if style == MARKED:
                    pieces.append(" ")
            self.add(child.tail, pieces)

    def table(self, node: etree._Element, depth: int) -> Grid:
        rows: list[list[Cell]] = []
        for row, times in rows_of_table(node):
            if row.get(f"{_TABLE}visibility", "visible") != "visible":
                continue
            left_out = self.left_out
            made = self.row(row, depth)
            if self.left_out > left_out and not any(cell for cell in made):
                continue  # a row that was deleted
            if times > 1 and not any(cell for cell in made):
                times = 1
            self.cells += len(made) * times
            if self.cells > _MOST_CELLS:
                raise Unreadable("too_much", limit=_MOST_CELLS)
            rows += [made] * times
        return Grid(rows)

    def row(self, node: etree._Element, depth: int) -> list[Cell]:
        cells: list[Cell] = []
        for child in node:
            if name_of(child) != "table-cell":
                continue  # a covered cell is part of the merged one before it
            cell = self.cell(child, depth)
            times = repeated(child, _REPEATED)
            if times > _WIDEST:
                if any(cell):
                    raise Unreadable("too_much", limit=_WIDEST)
                times = 1
            cells += [cell] * times
        return cells

    def text_of_cell(self, node: etree._Element) -> str:
        """The text of a sheet's cell."""
        return " ".join(each for each in self.cell(node, 0) if isinstance(each, str))

    def cell(self, node: etree._Element, depth: int) -> Cell:
        """The blocks of a cell; OBJECT replaces text boxes and the automatic number of a list."""
        blocks: Cell = []
        for child in node:
            name = name_of(child)
            if name in _PARAGRAPHS:
                blocks.append(self.paragraph(child, depth, []))
            elif name == "table":
                blocks.append(self.table(child, depth + 1))
            elif name in ("list", "numbered-paragraph"):
                blocks += [f"{OBJECT} {each}" if isinstance(each, str) else each
                           for each in self.blocks(child, depth + 1)]  # fmt: skip
            elif name in ("frame", *_OBJECTS):
                blocks.append(OBJECT)
            elif name and name not in _SKIPPED and not _is_hidden_part(child):
                blocks += self.blocks(child, depth + 1)
        return [each for each in blocks if not isinstance(each, str) or each.strip()]


def _deletions(root: etree._Element) -> frozenset[str]:
    """The ids of tracked deletions, whose text some programs leave where it was."""
    return frozenset(
        str(region.get(f"{_TEXT}id"))
        for region in root.iter(f"{_TEXT}changed-region")
        if region.find(f"{_TEXT}deletion") is not None
    )


def _is_hidden_part(node: etree._Element) -> bool:
    """Whether a section or field is hidden, always or by a condition that holds."""
    name = name_of(node)
    if name in ("hidden-text", "hidden-paragraph"):
        return str(node.get(f"{_TEXT}is-hidden")) == "true"
    if name == "section":
        shown, hidden = str(node.get(f"{_TEXT}display")), str(node.get(f"{_TEXT}is-hidden"))
        return shown == "none" or (shown == "condition" and hidden != "false")
    return False
