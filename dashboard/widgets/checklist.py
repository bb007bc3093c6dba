"""The findings of a check as a Word file: a list that an office hands to the department. Pure: results → bytes."""

import io
from collections.abc import Iterable, Sequence

from docx import Document
from docx.enum.section import WD_ORIENT
from docx.oxml.ns import qn
from docx.shared import Cm, Pt

from dashboard.words import phrase, printable

_FONT = "SimSun"
_HEADS = ("number", "kind", "where", "printed", "expected", "what", "done")
_WIDTHS = (1.2, 3.4, 3.2, 2.0, 2.0, 10.4, 3.0)  # cm of the columns


def checklist(reports: Iterable[tuple[str, str, Sequence[Sequence[str]]]]) -> bytes:
    """Return a Word file: for each report its heading, a line about it, and a table of what to look at, with a column
    to fill in. The rows have as many texts as `check.list.*` has heads but the last."""
    document = Document()
    section = document.sections[0]
    section.orientation = WD_ORIENT.LANDSCAPE
    section.page_width, section.page_height = Cm(29.7), Cm(21.0)
    section.left_margin = section.right_margin = Cm(2)
    style = document.styles["Normal"]
    style.font.name, style.font.size = _FONT, Pt(10)
    style.element.rPr.rFonts.set(qn("w:eastAsia"), _FONT)
    document.add_heading(phrase("check.list"), 1)
    document.add_paragraph(phrase("check.list.note"))
    for title, about, rows in reports:
        document.add_heading(printable(title), 2)
        document.add_paragraph(printable(about))
        if not rows:
            document.add_paragraph(phrase("check.clean"))
            continue
        heads = [phrase(f"check.list.{each}") for each in _HEADS]
        table = document.add_table(rows=1, cols=len(heads))
        table.style = "Table Grid"
        for cell, text in zip(table.rows[0].cells, heads, strict=True):
            cell.paragraphs[0].add_run(text).bold = True
        for number, row in enumerate(rows, 1):
            for cell, text in zip(table.add_row().cells, (str(number), *row, ""), strict=True):
                cell.text = printable(text)
        for row_ in table.rows:
            for cell, width in zip(row_.cells, _WIDTHS, strict=True):
                cell.width = Cm(width)
    document.add_paragraph()
    document.add_paragraph(phrase("check.list.signed"))
    buffer = io.BytesIO()
    document.save(buffer)
    return buffer.getvalue()
