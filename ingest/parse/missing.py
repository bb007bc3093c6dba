"""Cells that no row provided: absent, or printed but unreadable; and the findings on both. Pure."""

from forms import CellId, Form
from forms.declaration import BLOCKS, ROWS
from forms.normal import normal
from ingest.cells.fact import Fact
from ingest.cells.finding import UNTESTABLE, Finding
from ingest.cells.labels import Labels
from ingest.read.document import Document
from ingest.read.numbers import ABSENT, BLANK, UNREADABLE


def mark_cut_number(document: Document, facts: dict[CellId, Fact]) -> dict[CellId, Fact]:
    """Mark the last number unreadable if the document ends with it and no line break: it may be truncated.

    And its whole row, if the row has empty cells.
    """
    last = document.lines[-1] if document.lines else ""
    if not last:
        return {}
    on_it = {cell: fact for cell, fact in facts.items() if fact.line == len(document.lines)}
    numbers = [cell for cell, fact in on_it.items() if fact.value is not None]
    # With an empty cell in the row, cells that are cut off may have moved the others.
    doubtful = numbers[-1:] if last[-1].isdigit() else []
    if numbers and any(fact.state == BLANK for fact in on_it.values()):
        doubtful = list(on_it)
    return {cell: facts[cell]._replace(value=None, unit=None, state=UNREADABLE) for cell in doubtful}


def cells_without_rows(document: Document, known: Labels, missing: list[CellId]) -> dict[CellId, Fact]:
    """Mark missing cells as unreadable if their label is printed in the tables, else as absent."""
    flat = [normal(line) for line in document.lines]
    marks = _first_marks(known.form)
    start = next((i for i, line in enumerate(flat) if any(mark in line for mark in marks)), len(flat))
    figures = {figure for figure, _ in missing}
    seen = _lines_of_labels(flat, start, known, figures)
    for table in known.form.tables_of(ROWS):
        # 总计 and 其他 also occur elsewhere: they count as printed if the table's last row is.
        last = table.block.cells_of(table.block.rows[-1])[0][0]
        for row in table.block.rows:
            figure = table.block.cells_of(row)[0][0]
            if row.elsewhere and figure in figures and figure not in seen and last in seen:
                seen[figure] = seen[last]
    return {
        cell: Fact(None, None, UNREADABLE if cell[0] in seen else ABSENT, None, seen.get(cell[0], 0))
        for cell in missing
    }


def _first_marks(form: Form) -> frozenset[str]:
    """Labels printed above the row labels: corners, and headings above all columns."""
    corners = {spelling for table in form.tables if table.corner for spelling in table.corner.spellings}
    heads = {s for table in form.tables for head in table.heads if not head.over for s in head.label.spellings}
    return frozenset(corners | heads)


def _lines_of_labels(flat: list[str], start: int, known: Labels, figures: set[str]) -> dict[str, int]:
    """The line (1-based) that holds the label of each figure, searching from line `start` on."""
    spelled = {
        figure: (form_row.row.label.spellings, form_row.block.layout)
        for form_row in known.rows.values()
        for figure in form_row.figures
    }
    seen: dict[str, int] = {}
    whole = "".join(flat[start:])
    for figure in figures:
        spellings, layout = spelled[figure]
        own = [spelling for spelling in spellings if len(spelling) > 2 or layout == BLOCKS]
        if any(spelling in whole for spelling in own):
            at = next((i for i in range(start, len(flat)) if any(s in flat[i] for s in own)), start)
            seen[figure] = at + 1
    return seen


def findings_on(facts: dict[CellId, Fact]) -> list[Finding]:
    """Return one finding per unreadable figure, one for everything absent, and one per sum of money without a unit."""
    findings: list[Finding] = []
    unreadable: dict[str, Fact] = {}
    absent: list[str] = []
    for (figure, _), fact in facts.items():
        if fact.state == UNREADABLE:
            unreadable.setdefault(figure, fact)
        elif fact.state == ABSENT and figure not in absent:
            absent.append(figure)
        elif fact.value and fact.unit is None:
            findings.append(Finding("unit", UNTESTABLE, "no_unit", figure, fact.line, {"text": fact.printed}))
    for figure, fact in unreadable.items():
        message = "unreadable" if fact.printed else "unreadable_row"
        values = {"text": (fact.printed or "")[:80]}
        findings.append(Finding("unreadable", UNTESTABLE, message, figure, fact.line, values))
    if absent:
        values_absent = {"count": len(absent), "first": absent[0]}
        findings.append(Finding("absent", UNTESTABLE, "absent", None, 0, values_absent))
    return findings
