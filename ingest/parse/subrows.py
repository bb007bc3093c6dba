"""Sub-rows that an agency prints under one row of table 1 (行政检查 under 其他对外管理服务事项) and that sum to it."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from forms.normal import normal
from ingest.cells.columns import one_window
from ingest.cells.fact import Fact, fact_of
from ingest.cells.form_row import FormRow
from ingest.cells.heads import Order
from ingest.parse.sheet import Sheet
from ingest.read.document import Row
from ingest.read.numbers import BLANK, RECOVERED, UNREADABLE


@dataclass(slots=True)
class SubRows:
    """The sub-rows encountered so far, by the row they belong to; `spoiled` are rows whose sum cannot be trusted."""

    sheet: Sheet
    parts: dict[str, dict[str, list[Fact]]] = field(default_factory=dict)
    spoiled: set[str] = field(default_factory=set)

    def take(self, form_row: FormRow, row: Row, label: int, order: Order | None, readable: bool) -> None:
        """Record a sub-row of `form_row` whose label is in cell `label`."""
        columns = form_row.block.columns
        width, begin = len(columns), label + 1
        count = len(row.cells) - begin
        at = begin if count == width else one_window(row.cells, begin, width) if row.keeps_blanks else None
        if at is None or order is None or count < width or not readable:
            text = " ".join(row.cells[begin:])
            values = [Fact(None, None, UNREADABLE, text, row.lines[label])] * width
        else:
            money = self.sheet.money
            values = [
                fact_of(column, row.cells[at + n], row.lines[at + n], money)
                for column, n in zip(columns, order, strict=True)
            ]
        known = self.parts.setdefault(form_row.row.id, {})
        name = normal(row.cells[label])
        if name in known and [f.value for f in known[name]] != [f.value for f in values]:
            self.spoiled.add(form_row.row.id)
        known.setdefault(name, values)

    def add_up(self) -> None:
        """Sum sub-rows that are printed in place of their row: state recovered (docs/contract.md)."""
        sheet = self.sheet
        for row_id, parts in self.parts.items():
            form_row = next(p for p in sheet.labels.parts.values() if p.row.id == row_id)
            for number, cell in enumerate(form_row.cells):
                if cell not in sheet.facts or sheet.facts[cell].state == BLANK:
                    sheet.found.add(cell[0])
                    values = [facts[number] for facts in parts.values()]
                    sheet.decide(cell, _sum(values, row_id not in self.spoiled))


def _sum(values: Sequence[Fact], trusted: bool) -> Fact:
    printed = " + ".join(fact.printed or "" for fact in values)
    numbers = [fact.value for fact in values if fact.value is not None]
    if trusted and len(numbers) == len(values):
        return Fact(sum(numbers), values[0].unit, RECOVERED, printed, values[0].line, values[0].spot)
    if trusted and all(fact.state == BLANK for fact in values):
        return Fact(None, None, BLANK, "", values[0].line, values[0].spot)
    return Fact(None, None, UNREADABLE, printed, values[0].line, values[0].spot)
