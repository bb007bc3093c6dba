"""The form as it fills up while a document is read: facts, remarks, and rows that could not be told by themselves."""

from dataclasses import dataclass, field, replace

from forms import CellId, Form
from ingest.cells.fact import Fact, Remark, fact_of
from ingest.cells.labels import Labels, Place
from ingest.read.document import Row
from ingest.read.numbers import UNREADABLE
from ingest.recover.resolve import Unsettled


@dataclass(slots=True)
class Sheet:
    """What was read so far. `found` are the figures met, `repeats` counts cells met again, `money` is the unit that
    the head above a sum of money prints."""

    form: Form
    labels: Labels
    facts: dict[CellId, Fact] = field(default_factory=dict)
    remarks: list[Remark] = field(default_factory=list)
    found: set[str] = field(default_factory=set)
    unsettled: list[Unsettled] = field(default_factory=list)
    contested: set[CellId] = field(default_factory=set)  # cells met again with another value
    repeats: int = 0
    single_row: bool = False
    money: str | None = None

    def keep(self, place: Place, row: Row, indexes: list[int] | None, start: int) -> None:
        """Keep a row's cells, or, where they cannot be told apart, that they are unreadable."""
        if place.cells[0][0] == "applications.other":
            self.single_row = self.form.single_row is not None
        if indexes is None:
            text = " ".join(cell.strip() for cell in row.cells[start:])
            at = min(start, len(row.lines) - 1)
            for cell in place.cells:
                self.put(cell, Fact(None, None, UNREADABLE, text, row.lines[at], row.spots[at] if row.spots else None))
            return
        cells, lines, spots, money = row.cells, row.lines, row.spots, self.money
        for cell, column, index in zip(place.cells, place.block.columns, indexes, strict=True):
            fact = fact_of(column, cells[index], lines[index], money)
            self.put(cell, fact if spots is None else fact._replace(spot=spots[index]))

    def put(self, cell: CellId, fact: Fact) -> None:
        """Keep one cell; met again with another value it is unreadable."""
        before = self.facts.get(cell)
        self.found.add(cell[0])
        if before is None:
            self.facts[cell] = fact
            return
        self.repeats += 1
        if (before.value, before.state) != (fact.value, fact.state):
            self.facts[cell] = Fact(None, None, UNREADABLE, f"{before.printed} | {fact.printed}", before.line)
            self.contested.add(cell)

    def doubt(self, place: Place, row: Row, begin: int, order: tuple[int, ...]) -> None:
        """Where a row that was kept has cells that are no number, leave it to the form's arithmetic."""
        if any(self.facts[cell].state == UNREADABLE for cell in place.cells):
            own = part_of(row, slice(begin, begin + len(place.cells)))
            self.unsettled.append(Unsettled(place, own, 0, order))


def part_of(row: Row, columns: slice) -> Row:
    """Only these cells of a row."""
    return replace(
        row, cells=row.cells[columns], lines=row.lines[columns],
        spots=row.spots[columns] if row.spots else None,
    )  # fmt: skip
