"""Tables whose rows are side by side (table 3): fifteen numbers without a label, or five for each kind of dispute."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from forms import Table
from forms.normal import normal
from ingest.cells.across_heads import AcrossHeads, across_heads
from ingest.cells.columns import one_window
from ingest.cells.fact import BY_ARITHMETIC, BY_ROW
from ingest.cells.form_row import FormRow
from ingest.cells.heads import Order, form_order
from ingest.parse.sheet import Sheet, part_of
from ingest.read.document import Row
from ingest.read.numbers import adds_up, read_number


@dataclass(slots=True)
class TableThree:
    """A table with rows side by side. `titled`: its title was seen; `empty`: rows of empty cells by row of the form."""

    sheet: Sheet
    heads: AcrossHeads
    form_rows: list[FormRow]
    titled: bool = False
    empty: dict[int, Row] = field(default_factory=dict)

    @classmethod
    def on(cls, sheet: Sheet, table: Table) -> "TableThree":
        """Create the state from before the table's title is seen."""
        form_rows = [sheet.labels.form_row(row) for row in table.block.rows]
        return cls(sheet, across_heads(sheet.form.edition, table.id), form_rows)

    def take_labelled(self, form_row: FormRow, row: Row, start: int, words: str) -> None:
        """Take numbers after the kind of dispute that they belong to."""
        columns = self.heads.columns
        self.sheet.heads = words
        _, order = self.heads.read(words)
        count = len(row.cells) - start
        begin = (
            start if count == columns else (one_window(row.cells, start, columns) if row.keeps_blanks else None) or 0
        )
        whole = begin and order is not None and count >= columns
        self.sheet.keep(form_row, row, [begin + n for n in order] if whole and order is not None else None, start)

    def take(self, row: Row, start: int, words: str, before: Row | None) -> bool | None:
        """Take numbers without a label below `words`: True if taken, None if only the heads are used up, else False.

        `before` is the row before it.
        """
        columns, every = self.heads.columns, self.form_rows
        self.sheet.heads = words
        kinds, order = self.heads.read(words)
        named = order is not None and (len(kinds) == len(every) or (kinds and self.heads.names_last(words)))
        if not (self.titled or named):
            return False
        if not kinds and not self.heads.names_last(words) and not self.titled:
            return False
        # A character for "none" counts like a number here; entirely empty cells may be a row of spare ones.
        full = [i for i in range(start, len(row.cells)) if row.cells[i].strip()]
        count = len(row.cells) - start
        whole = len(every) * columns
        if not full and row.keeps_blanks and kinds and count == len(kinds) * columns and order is not None:
            for at, kind in enumerate(kinds):
                self.empty.setdefault(kind, part_of(row, slice(start + at * columns, start + (at + 1) * columns)))
            return None if len(kinds) == 1 else False
        if not full or (len(full) < 2 and count < columns):
            return False
        spare = (
            row.keeps_blanks and count > whole and len(full) == whole and self._below_heads(row, full, start, before)
        )
        own: list[int] = []
        if (
            order is None
            and kinds == tuple(range(len(every)))
            and count == whole
            and self._agrees(row.cells[start:], words)
        ):
            order, self.sheet.deciding = form_order(columns), BY_ARITHMETIC
        if order is not None and kinds and count == len(kinds) * columns:
            own = list(kinds)
        elif order is not None and len(kinds) in (0, len(every)) and (count == whole or spare):
            own = list(kinds) or list(range(len(every)))
        first = full[0] if spare else start
        for at, kind in enumerate(own):
            self._keep(every[kind], row, first + at * columns, order or ())
        if not own:
            for kind in kinds if len(kinds) < len(every) else range(len(every)):
                self.sheet.keep(every[kind], row, None, start)
        self.sheet.deciding = BY_ROW
        return True

    def _below_heads(self, row: Row, full: list[int], start: int, before: Row | None) -> bool:
        """Whether numbers in a row with spare cells stand side by side, and below heads if these have as many cells."""
        if full[-1] - full[0] != len(full) - 1:
            return False
        if before is None or len(before.cells) != len(row.cells):
            return full[0] == start
        last = normal(before.cells[full[-1]])
        return self.heads.is_last(last) or (full[0] == start and not before.cells[-1].strip())

    def _agrees(self, cells: Sequence[str], words: str) -> bool:
        """Whether numbers under scrambled heads can be read in the form's order: each row of the form adds up."""
        values = [read_number(cell).value for cell in cells]
        rows = [values[at : at + self.heads.columns] for at in range(0, len(values), self.heads.columns)]
        return self.heads.are_scrambled(words) and all(adds_up(numbers) for numbers in rows)

    def _keep(self, form_row: FormRow, row: Row, begin: int, order: Order) -> None:
        self.sheet.keep(form_row, row, [begin + n for n in order], begin)
        self.sheet.leave_to_arithmetic(form_row, row, begin, order)

    def take_empty_columns(self) -> None:
        """Record blanks for a kind of dispute whose heads have only empty cells below them."""
        for kind, row in self.empty.items():
            form_row = self.form_rows[kind]
            if not any(cell in self.sheet.facts for cell in form_row.cells):
                self.sheet.keep(form_row, row, list(range(self.heads.columns)), 0)
