"""Cells that no row gave: absent, or there and not to be told; and the remarks on both. Pure."""

from forms import CellId
from forms.normal import normal
from ingest.cells.fact import Fact, Remark
from ingest.cells.labels import Labels
from ingest.read.document import Document
from ingest.read.numbers import ABSENT, UNREADABLE


def doubt_the_last(document: Document, facts: dict[CellId, Fact]) -> None:
    """A document that ends within a table and without an end of line may be cut within its last number."""
    last = document.lines[-1].rstrip() if document.lines else ""
    if not last or not last[-1].isdigit():
        return
    on_it = [cell for cell, fact in facts.items() if fact.line == len(document.lines) and fact.value is not None]
    for cell in on_it[-1:]:
        facts[cell] = facts[cell]._replace(value=None, unit=None, state=UNREADABLE)


def settle_missing(document: Document, known: Labels, facts: dict[CellId, Fact], missing: list[CellId]) -> None:
    """A cell whose label stands in the tables cannot be told; one whose label is not there is absent."""
    flat = [normal(line) for line in document.lines]
    start = next((i for i, line in enumerate(flat) if "信息内容" in line or "申请人情况" in line), len(flat))
    spelled = {
        place.cells[number][0]: (place.row.label.spellings, place.block.table)
        for place in known.rows.values()
        for number in range(len(place.block.columns))
    }
    seen: dict[str, int] = {}
    whole = "".join(flat[start:])
    for figure in {figure for figure, _ in missing}:
        spellings, table = spelled[figure]
        own = [s for s in spellings if len(s) > 2 or table == "disclosure"]
        if any(spelling in whole for spelling in own):
            at = next((i for i in range(start, len(flat)) if any(s in flat[i] for s in own)), start)
            seen[figure] = at + 1
    short = [figure for figure in ("applications.processed", "applications.other.other") if figure not in seen]
    around = {line for figure, line in seen.items() if figure.startswith("applications.")}
    for figure in short:  # 总计 and 其他 also stand elsewhere: they are there where their neighbours are
        if len(around) and any(figure == f for f, _ in missing) and "applications.carried_out" in seen:
            seen[figure] = seen["applications.carried_out"]
    for cell in missing:
        line = seen.get(cell[0])
        facts[cell] = Fact(None, None, ABSENT if line is None else UNREADABLE, None, line or 0)


def remarks_on(facts: dict[CellId, Fact]) -> list[Remark]:
    """One remark a row that cannot be read, one for what is absent, one a sum of money without a unit."""
    remarks: list[Remark] = []
    unreadable: dict[str, Fact] = {}
    absent: list[str] = []
    for (figure, _), fact in facts.items():
        if fact.state == UNREADABLE:
            unreadable.setdefault(figure, fact)
        elif fact.state == ABSENT and figure not in absent:
            absent.append(figure)
        elif fact.value and fact.unit is None:
            values: dict[str, object] = {"text": fact.printed}
            remarks.append(Remark("unit", "untestable", "no_unit", figure, fact.line, values))
    for figure, fact in unreadable.items():
        message = "unreadable" if fact.printed else "unreadable_row"
        remarks.append(
            Remark("unreadable", "untestable", message, figure, fact.line, {"text": (fact.printed or "")[:80]})
        )
    if absent:
        values = {"count": len(absent), "first": absent[0]}
        remarks.append(Remark("absent", "untestable", "absent", None, 0, values))
    return remarks
