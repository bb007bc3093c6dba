"""`python -m ingest explain`: why a cell of a file is what it is, as lines of text. Pure."""

from collections.abc import Iterable, Iterator

from forms import CellId, applicants, figures
from ingest.cells.fact import BY_ROW, Fact, decided_by_words
from ingest.cells.finding import HOLDS
from ingest.explain import Explanation, explained
from ingest.parse import traced
from ingest.parse.sheet import Taken
from ingest.read.document import Document
from ingest.read.numbers import PRINTED


class UnknownFigure(ValueError):
    """A figure that the document's form does not have."""


def explain(document: Document, edition: int, figure: str | None) -> Iterator[str]:
    """Lines on every cell of one figure, or, without one, on every cell that is not simply printed in its own place.

    Raises UnknownFigure.
    """
    parsed, taken = traced(document, edition)
    cells = [cell for cell in parsed.facts if figure in (None, cell[0])]
    if not cells:
        raise UnknownFigure(figure)
    if figure is None:
        broken = {(finding.figure, finding.applicant) for finding in parsed.findings}
        cells = [cell for cell in cells if _is_doubtful(parsed.facts[cell]) or cell in broken]
    if not cells:
        yield "every cell was read from its own place; name a figure to see why it is what it is"
    values = {cell: fact.value for cell, fact in parsed.facts.items()}
    for cell in cells:
        row = _taken_for(taken, cell)
        fact = parsed.facts[cell]
        found = explained(
            edition, parsed.single_row, cell, fact.line, document.lines, values, row.heads if row is not None else ""
        )
        yield from _on_cell(cell, fact, row, found, document)


def _is_doubtful(fact: Fact) -> bool:
    return fact.state != PRINTED and not (fact.state == "blank" and fact.decided_by == BY_ROW)


def _taken_for(taken: Iterable[Taken], cell: CellId) -> Taken | None:
    """How the row of a cell was taken last."""
    return next((each for each in reversed(list(taken)) if cell in each.form_row.cells), None)


def _on_cell(cell: CellId, fact: Fact, row: Taken | None, why: Explanation, document: Document) -> Iterator[str]:
    figure, applicant = cell
    column = f" · {applicants()[applicant].label.zh}" if applicant is not None else ""
    yield f"{figure}{'' if applicant is None else f' {applicant}'}   {figures()[figure].text('zh')}{column}"
    value = "no number" if fact.value is None else f"{fact.value}{f' {fact.unit}' if fact.unit else ''}"
    printed = "" if fact.printed is None else f", printed “{fact.printed}”"
    yield f"  value       {value} ({fact.state}{printed})"
    if fact.line:
        yield f"  line        {fact.line}: {document.lines[fact.line - 1].strip()[:160]}"
    if row is None and fact.line and fact.state == "unreadable":
        yield "  row         none recognised as this one; its label, or a longer one that has it in it, is on the line"
    if row is not None:
        yield f"  row         {' | '.join(text.strip() for text in row.row.cells)[:200]}"
        if row.indexes is not None:
            at = row.indexes[row.form_row.cells.index(cell)]
            yield f"  cell        {at + 1} of {len(row.row.cells)}"
        else:
            yield "  cell        its row's cells could not be separated"
    if why.row is not None:
        yield f"  label       “{why.row.spelling}”, a spelling of {why.row.label.zh}"
    if why.head is not None:
        yield f"  head        “{why.head.spelling}”, a spelling of {why.head.label.zh}"
    elif row is not None and row.indexes is not None:
        yield "  head        none printed above it; the form's own order of columns"
    yield f"  decided by  {fact.decided_by}: {decided_by_words()[fact.decided_by]['en']}"
    for tested in why.identities:
        verdict = "holds" if tested.verdict == HOLDS else tested.verdict
        yield f"  identity    {verdict}: {tested.numbers}   ({tested.check}: {tested.rule('en')})"
    yield ""
