"""The state of the form while a document is read: facts, findings, and rows that cannot be read on their own."""

from dataclasses import dataclass, field, replace

from forms import CellId, Form
from ingest.cells.fact import BY_CONTRADICTION, BY_FRAGMENT, BY_ROW, Fact, fact_of
from ingest.cells.finding import BROKEN, Finding
from ingest.cells.form_row import FormRow
from ingest.cells.labels import Labels
from ingest.read.document import Row
from ingest.read.numbers import UNREADABLE
from ingest.recover.resolve import UndecidedRow


@dataclass(frozen=True, slots=True)
class Taken:
    """One row of a document as a pass took it, for `explain`; `indexes` is None if its cells cannot be separated."""

    deciding: str
    form_row: FormRow
    row: Row
    start: int
    indexes: tuple[int, ...] | None
    heads: str


@dataclass(slots=True)
class Sheet:
    """The results so far, filled by the walk and the passes; `deciding` is the pass that is running.

    `found` are the figures encountered, `repeats` counts repeated cells, `money` is the unit printed in the head above
    a sum of money, `contested` are cells that were repeated with another value.
    """

    form: Form
    labels: Labels
    facts: dict[CellId, Fact] = field(default_factory=dict)
    findings: list[Finding] = field(default_factory=list)
    found: set[str] = field(default_factory=set)
    undecided: list[UndecidedRow] = field(default_factory=list)
    contested: set[CellId] = field(default_factory=set)
    repeats: int = 0
    single_row: bool = False
    money: str | None = None
    deciding: str = BY_ROW
    heads: str = ""  # the words of the heads above the row that is being read
    taken: list[Taken] | None = None  # kept only where somebody asks why

    def has_found(self, table: str) -> bool:
        """Whether any figure of a table was encountered."""
        return any(self.form.figures[figure].table == table for figure in self.found)

    def has_found_parts_of_single(self) -> bool:
        """Whether any of the rows was encountered that the single row 其他处理 replaces."""
        return not self.found.isdisjoint(self.labels.single_parts)

    def keep(self, form_row: FormRow, row: Row, indexes: list[int] | None, start: int) -> None:
        """Record a row's cells at `indexes`, or as unreadable if their columns are unknown (None)."""
        if form_row is self.labels.single:
            self.single_row = True
        if self.taken is not None:
            self.trace(form_row, row, start, indexes)
        if indexes is None:
            text = " ".join(cell.strip() for cell in row.cells[start:])
            at = min(start, len(row.lines) - 1)
            spot = row.spots[at] if row.spots else None
            for cell in form_row.cells:
                self.put(cell, Fact(None, None, UNREADABLE, text, row.lines[at], spot))
            return
        cells, lines, spots, money = row.cells, row.lines, row.spots, self.money
        for cell, column, index in zip(form_row.cells, form_row.block.columns, indexes, strict=True):
            fact = fact_of(column, cells[index], lines[index], money)
            self.put(cell, fact if spots is None else fact._replace(spot=spots[index]))

    def trace(self, form_row: FormRow, row: Row, start: int, indexes: list[int] | None) -> None:
        """Remember how a row was taken, where somebody asks why."""
        columns = None if indexes is None else tuple(indexes)
        taken = Taken(self.deciding, form_row, row, start, columns, self.heads)
        self.taken = [*(self.taken or ()), taken]

    def put(self, cell: CellId, fact: Fact) -> None:
        """Record one cell; a cell repeated with another value becomes unreadable."""
        before = self.facts.get(cell)
        self.found.add(cell[0])
        if before is None:
            self.decide(cell, fact)
            return
        self.repeats += 1
        if (before.value, before.state) != (fact.value, fact.state):
            text = f"{before.printed} | {fact.printed}"
            self.facts[cell] = Fact(None, None, UNREADABLE, text, before.line, decided_by=BY_CONTRADICTION)
            self.contested.add(cell)

    def decide(self, cell: CellId, fact: Fact) -> None:
        """Set the fact of a cell on behalf of the running pass."""
        if self.deciding != BY_ROW:
            value, unit, state, printed, line, spot, _ = fact
            fact = Fact(value, unit, state, printed, line, spot, self.deciding)  # in half the time of _replace
        self.facts[cell] = fact

    def refuse(self, form_row: FormRow, row: Row, start: int) -> None:
        """Make cells of a row unreadable that have been read, and leave them so."""
        text = " ".join(cell.strip() for cell in row.cells[start:])
        for cell in form_row.cells:
            if cell in self.facts:
                line = self.facts[cell].line
                self.facts[cell] = Fact(None, None, UNREADABLE, text, line, decided_by=BY_FRAGMENT)
                self.contested.add(cell)

    def leave_to_arithmetic(self, form_row: FormRow, row: Row, begin: int, order: tuple[int, ...]) -> None:
        """Queue a recorded row for the form's arithmetic if some of its cells are unreadable."""
        if any(self.facts[cell].state == UNREADABLE for cell in form_row.cells):
            own = part_of(row, slice(begin, begin + len(form_row.cells)))
            self.undecided.append(UndecidedRow(form_row, own, 0, order))

    def note(self, message_id: str, figure: str | None, line: int, **values: object) -> None:
        """Add a finding about content that is not on the form."""
        self.findings.append(Finding("leftover", BROKEN, message_id, figure, line, values))


def part_of(row: Row, columns: slice) -> Row:
    """Return a row reduced to some of its cells."""
    return replace(
        row, cells=row.cells[columns], lines=row.lines[columns],
        spots=row.spots[columns] if row.spots else None,
    )  # fmt: skip
