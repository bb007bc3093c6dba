"""The report as RTF, as an OpenDocument text and as an Excel sheet, written without the programs that usually do."""

import io
import zipfile
from collections.abc import Callable
from html import escape
from random import Random

from bench.fidelity.filled import Filled
from bench.fidelity.grid import Box, Table, tables
from bench.fidelity.made import Made, made
from bench.fidelity.markup import paragraphs
from bench.fidelity.statutory import TITLES

_EPOCH = (2020, 1, 1, 0, 0, 0)
_WIDTH = 8600  # twentieths of a point


def packed(parts: dict[str, str]) -> bytes:
    """Return a ZIP file of these parts, the first of them uncompressed, as OpenDocument asks for."""
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for number, (name, text) in enumerate(parts.items()):
            how = zipfile.ZIP_DEFLATED if number else zipfile.ZIP_STORED
            archive.writestr(zipfile.ZipInfo(name, _EPOCH), text.encode(), how)
    return stream.getvalue()


# -- RTF ---


def rtf_unicode(text: str) -> str:
    """Every character that is not ASCII by its number, with a question mark for old readers."""
    units = text.encode("utf-16-be")
    codes = [int.from_bytes(units[n : n + 2], "big", signed=True) for n in range(0, len(units), 2)]
    return "".join(f"\\u{code}?" if not 0 <= code < 128 else _plain(chr(code)) for code in codes)


def rtf_bytes(text: str) -> str:
    """Every character by its bytes in GBK, as old programs on Chinese Windows write it."""
    return "".join(
        _plain(char) if ord(char) < 128 else "".join(f"\\'{byte:02x}" for byte in char.encode("gb18030"))
        for char in text
    )


def _plain(char: str) -> str:
    return f"\\{char}" if char in "\\{}" else char


def _rtf(form: Filled, write: Callable[[str], str]) -> bytes:
    drawn = [_rtf_table(one, write) for one in tables(form)]
    body = paragraphs(form, drawn, lambda text: f"\\pard\\plain\\f0 {write(text)}\\par", around=False)
    head = "{\\rtf1\\ansi\\ansicpg936\\deff0{\\fonttbl{\\f0\\fnil\\fcharset134 SimSun;}}{\\*\\generator made;}\\uc1\n"
    return (head + body + "}").encode("ascii")


def _rtf_table(drawn: Table, write: Callable[[str], str]) -> str:
    wide = _WIDTH // drawn.columns
    rows = []
    for row in range(drawn.rows):
        covering = sorted((b for b in drawn.boxes if b.row <= row < b.row + b.height), key=lambda b: b.column)
        merges = ["" if b.height == 1 else "\\clvmgf" if b.row == row else "\\clvmrg" for b in covering]
        ends = [f"{merge}\\cellx{(b.column + b.width) * wide}" for merge, b in zip(merges, covering, strict=True)]
        cells = [f"\\pard\\intbl {write(b.text) if b.row == row else ''}\\cell" for b in covering]
        rows.append(f"\\trowd{''.join(ends)}\n{' '.join(cells)}\\row")
    return "\n".join(rows)


# -- OpenDocument ---

_ODF = "urn:oasis:names:tc:opendocument:xmlns:"
_SPACES = " ".join(f'xmlns:{each}="{_ODF}{each}:1.0"' for each in ("office", "text", "table", "style"))
_ODT = "application/vnd.oasis.opendocument.text"
_MANIFEST = (
    f'<m:manifest xmlns:m="{_ODF}manifest:1.0"><m:file-entry m:full-path="/" m:media-type="{_ODT}"/></m:manifest>'
)


def _odt(form: Filled, chance: Random) -> bytes:
    drawn = [_odt_table(one, chance) for one in tables(form)]
    body = paragraphs(form, drawn, _odt_paragraph, around=False)
    content = (
        f'<?xml version="1.0" encoding="UTF-8"?><office:document-content {_SPACES}><office:body><office:text>{body}'
        "</office:text></office:body></office:document-content>"
    )
    return packed(
        {"mimetype": _ODT, "content.xml": content, "META-INF/manifest.xml": _MANIFEST}
    )  # fmt: skip


def _odt_paragraph(text: str) -> str:
    return f"<text:p>{escape(text, quote=False)}</text:p>"


def _odt_table(drawn: Table, chance: Random) -> str:
    """A table; where neighbouring cells are alike, they may be written once with the number of repetitions."""
    rows = []
    for row in range(drawn.rows):
        covering = sorted((b for b in drawn.boxes if b.row <= row < b.row + b.height), key=lambda b: b.column)
        cells: list[tuple[str, int]] = []
        for box in covering:
            for written in _odt_cells(box, row):
                if cells and cells[-1][0] == written and chance.random() < 0.8:
                    cells[-1] = (written, cells[-1][1] + 1)
                else:
                    cells.append((written, 1))
        rows.append("<table:table-row>" + "".join(_repeated(*each) for each in cells) + "</table:table-row>")
    columns = f'<table:table-column table:number-columns-repeated="{drawn.columns}"/>'
    return f"<table:table>{columns}{''.join(rows)}</table:table>"


def _odt_cells(box: Box, row: int) -> list[str]:
    spans = f' table:number-columns-spanned="{box.width}" table:number-rows-spanned="{box.height}"'
    first = f"<table:table-cell{spans}>{_odt_paragraph(box.text)}</table:table-cell>"
    covered = "<table:covered-table-cell/>"
    return [first if row == box.row else covered, *[covered] * (box.width - 1)]


def _repeated(cell: str, times: int) -> str:
    if times == 1:
        return cell
    return cell.replace("-cell", f'-cell table:number-columns-repeated="{times}"', 1)


# -- Excel ---


def _xlsx(form: Filled, chance: Random) -> bytes:
    """All three tables on one sheet or each on its own; numbers as numbers, in borders or not."""
    import openpyxl
    from openpyxl.styles import Border, Side

    book = openpyxl.Workbook()
    sheet = book.active
    several = chance.random() < 0.3
    edge = Side(style="thin")
    border = Border(left=edge, right=edge, top=edge, bottom=edge)
    left, at = chance.choice((1, 2)), 1
    for text in (form.heading, "一、总体情况", *form.above):
        sheet.cell(at, left, text)
        at += 1
    for title, one in zip(TITLES, tables(form), strict=True):
        if several:
            sheet, at = book.create_sheet(title[:10]), 1
        sheet.cell(at, left, title)
        at += 1
        for box in one.boxes:
            first = sheet.cell(at + box.row, left + box.column)
            is_count = box.cell is not None and box.text.isascii() and box.text.isdecimal()
            first.value = int(box.text) if is_count else box.text or None
            for row in range(box.height):
                for column in range(box.width):
                    sheet.cell(at + box.row + row, left + box.column + column).border = border
            if box.height > 1 or box.width > 1:
                sheet.merge_cells(
                    start_row=at + box.row, start_column=left + box.column,
                    end_row=at + box.row + box.height - 1, end_column=left + box.column + box.width - 1,
                )  # fmt: skip
        at += one.rows + chance.choice((0, 1))
    for text in ("五、存在的主要问题及改进情况", *form.below[0], "六、其他需要报告的事项", *form.below[1]):
        sheet.cell(at, left, text)
        at += 1
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


OTHER_LAYOUTS: dict[str, tuple[str, Callable[[Filled, Random], bytes]]] = {
    "rtf_unicode": ("rtf", lambda form, chance: _rtf(form, rtf_unicode)),
    "rtf_bytes": ("rtf", lambda form, chance: _rtf(form, rtf_bytes)),
    "odt": ("odt", _odt),
    "xlsx": ("xlsx", _xlsx),
}


def make_other(form: Filled, name: str, seed: int) -> Made:
    """Make a report as RTF, OpenDocument or Excel."""
    suffix, build = OTHER_LAYOUTS[name]
    return made(form, name, suffix, build(form, Random(seed)), "all", seed)
