"""The report as a Word document, with cells merged as in Word: gridSpan horizontally, vMerge vertically."""

import io
import re
import zipfile
from collections.abc import Callable
from functools import cache
from html import escape
from random import Random

from docx import Document as new_document

from bench.fidelity.filled import Filled
from bench.fidelity.grid import Box, Table, tables
from bench.fidelity.made import Made, made
from bench.fidelity.marks import pieces
from bench.fidelity.statutory import TITLES

_BODY = re.compile(r"<w:body>.*?(<w:sectPr.*?)</w:body>", re.DOTALL)
_WIDTH = 8600  # twentieths of a point between the margins
_WIDTHS = {10: [500, 1000, 2900, *[600] * 7]}  # table 2 as in the published template: narrow groups, wide labels
_EPOCH = (2020, 1, 1, 0, 0, 0)


@cache
def _template() -> dict[str, bytes]:
    """The parts of an empty document as written by python-docx."""
    stream = io.BytesIO()
    new_document().save(stream)
    with zipfile.ZipFile(stream) as parts:
        return {name: parts.read(name) for name in parts.namelist()}


def package(document_xml: str) -> bytes:
    """Return a .docx file with this document.xml."""
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as parts:
        for name, data in _template().items():
            held = document_xml.encode() if name == "word/document.xml" else data
            parts.writestr(zipfile.ZipInfo(name, _EPOCH), held, zipfile.ZIP_DEFLATED)
    return stream.getvalue()


def _run(text: str) -> str:
    return f'<w:r><w:t xml:space="preserve">{escape(text, quote=False)}</w:t></w:r>' if text else ""


def _whole(text: str) -> str:
    return f"<w:p>{_run(text)}</w:p>"


def _split(chance: Random) -> Callable[[str], str]:
    """Split text into random runs, as editing does, with proofing marks or empty runs in between."""

    def write(text: str) -> str:
        runs = [_run(cut) for cut in pieces(text, chance.choice((1, 2, 4)))]
        between = chance.choice(("", '<w:proofErr w:type="spellStart"/>', "<w:r></w:r>"))
        return f"<w:p>{between.join(runs)}</w:p>"

    return write


def table_xml(drawn: Table, write: Callable[[str], str]) -> str:
    """Return a table; every row lists its merged cells, those below the first row as continued and empty."""
    widths = _WIDTHS.get(drawn.columns) or [_WIDTH // drawn.columns] * drawn.columns
    rows = []
    for row in range(drawn.rows):
        covering = [box for box in drawn.boxes if box.row <= row < box.row + box.height]
        cells = "".join(_cell(box, row, widths, write) for box in sorted(covering, key=lambda box: box.column))
        rows.append(f"<w:tr>{cells}</w:tr>")
    grid = "".join(f'<w:gridCol w:w="{wide}"/>' for wide in widths)
    sides = ("top", "left", "bottom", "right", "insideH", "insideV")
    edges = "".join(f'<w:{side} w:val="single" w:sz="4"/>' for side in sides)
    head = f'<w:tblPr><w:tblW w:w="{_WIDTH}" w:type="dxa"/><w:tblBorders>{edges}</w:tblBorders></w:tblPr>'
    return f"<w:tbl>{head}<w:tblGrid>{grid}</w:tblGrid>{''.join(rows)}</w:tbl>"


def _cell(box: Box, row: int, widths: list[int], write: Callable[[str], str]) -> str:
    span = f'<w:gridSpan w:val="{box.width}"/>' if box.width > 1 else ""
    first = row == box.row
    merge = "" if box.height == 1 else '<w:vMerge w:val="restart"/>' if first else "<w:vMerge/>"
    inside = write(box.text) if first else "<w:p/>"
    wide = sum(widths[box.column : box.column + box.width])
    return f'<w:tc><w:tcPr><w:tcW w:w="{wide}" w:type="dxa"/>{span}{merge}</w:tcPr>{inside}</w:tc>'


def _report(form: Filled, drawn: list[str], write: Callable[[str], str], title: str = "") -> str:
    parts = [title or write(form.heading), write("一、总体情况"), *map(write, form.above)]
    for heading, one in zip(TITLES, drawn, strict=True):
        parts += [write(heading), one, "<w:p/>"]
    parts += [write("五、存在的主要问题及改进情况"), *map(write, form.below[0])]
    return "".join([*parts, write("六、其他需要报告的事项"), *map(write, form.below[1])])


def plain(form: Filled, chance: Random) -> str:
    """Three tables between paragraphs."""
    return _report(form, [table_xml(one, _whole) for one in tables(form)], _whole)


def split_runs(form: Filled, chance: Random) -> str:
    """Every text split into runs."""
    write = _split(chance)
    return _report(form, [table_xml(one, write) for one in tables(form)], write)


def nested(form: Filled, chance: Random) -> str:
    """The whole report inside the only cell of a layout table."""
    inside = _report(form, [table_xml(one, _whole) for one in tables(form)], _whole)
    return (
        f'<w:tbl><w:tblPr><w:tblW w:w="9000" w:type="dxa"/></w:tblPr><w:tblGrid><w:gridCol w:w="9000"/></w:tblGrid>'
        f'<w:tr><w:tc><w:tcPr><w:tcW w:w="9000" w:type="dxa"/></w:tcPr>{inside}</w:tc></w:tr></w:tbl><w:p/>'
    )


def text_box(form: Filled, chance: Random) -> str:
    """The title in a text box, as on the cover of some reports."""
    box = (
        "<w:p><w:r><w:pict><v:shape xmlns:v='urn:schemas-microsoft-com:vml' style='width:400pt;height:60pt'><v:textbox>"
        f"<w:txbxContent>{_whole(form.heading)}</w:txbxContent></v:textbox></v:shape></w:pict></w:r></w:p>"
    )
    return _report(form, [table_xml(one, _whole) for one in tables(form)], _whole, box)


def one_table(form: Filled, chance: Random) -> str:
    """All three tables in one, with the part headings as rows over its whole width."""
    boxes: list[Box] = []
    top = 0
    columns = 60  # 4, 10 and 15 columns all divide it
    for heading, one in zip(TITLES, tables(form), strict=True):
        boxes.append(Box(heading, top, 0, 1, columns))
        wide = columns // one.columns
        boxes += [Box(b.text, top + 1 + b.row, b.column * wide, b.height, b.width * wide, b.cell) for b in one.boxes]
        top += one.rows + 1
    parts = [form.heading, "一、总体情况", *form.above]
    behind = ["五、存在的主要问题及改进情况", *form.below[0], "六、其他需要报告的事项", *form.below[1]]
    whole = table_xml(Table(top, columns, tuple(boxes)), _whole)
    return "".join([*map(_whole, parts), whole, *map(_whole, behind)])


DOCX_LAYOUTS: dict[str, Callable[[Filled, Random], str]] = {
    "docx_plain": plain, "docx_split_runs": split_runs, "docx_nested": nested, "docx_text_box": text_box,
    "docx_one_table": one_table,
}  # fmt: skip


def docx_xml(form: Filled, name: str, seed: int) -> str:
    """Return the document.xml of a report in a layout; for a marked form it differs only by the marks."""
    body = DOCX_LAYOUTS[name](form, Random(seed))
    template = _template()["word/document.xml"].decode()
    return _BODY.sub(lambda found: f"<w:body>{body}{found[1]}</w:body>", template, count=1)


def make_docx(form: Filled, name: str, seed: int) -> Made:
    """Make a report as a Word document."""
    return made(form, name, "docx", package(docx_xml(form, name, seed)), "all", seed)
