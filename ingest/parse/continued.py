"""A row whose numbers may go on in the row below it: a narrow column breaks a long number over two lines. Pure.

Some programs give the labels of several rows first and their numbers after them: then the numbers below two labels go
on too.
"""

from dataclasses import dataclass

from forms.declaration import ROWS
from ingest.cells.form_row import FormRow
from ingest.read.document import Row
from ingest.read.numbers import is_value, read_number

_LONG = 4  # digits; a column of a form that is printed holds shorter numbers
_LEAST = 2  # numbers: if one of a row that adds up goes on, so does its total


@dataclass(frozen=True, slots=True)
class Above:
    """A row of numbers that was taken: its place among the rows, where its numbers begin, and its rows of the form.

    `before` is the row of the form whose label is directly in front of its own, without numbers.
    """

    at: int
    row: Row
    start: int
    form_rows: tuple[FormRow, ...]
    before: FormRow | None = None

    def goes_on_in(self, row: Row, at: int) -> bool:
        """Whether a row directly below, of numbers alone, may hold the rest of this row's numbers.

        Of rows of a table with totals, only those below two labels are asked: `page_breaks.fragments` knows more of
        the others. A single number below a row that adds up is the number of a page.
        """
        layout = self.form_rows[0].block.layout
        if at != self.at + 1 or not all(is_value(cell) or not cell.strip() for cell in row.cells):
            return False
        if layout == ROWS:
            return self.before is not None and self.before.table == self.form_rows[0].table
        numbers = [cell for cell in row.cells if read_number(cell).value is not None]
        if self.form_rows[0].block.has_arithmetic:
            return _LEAST <= len(numbers) < len(self.row.cells) - self.start
        is_long = any(sum(map(str.isdigit, cell)) >= _LONG for cell in self.row.cells[self.start :])
        return bool(numbers) and is_long and row.lines[0] - self.row.lines[-1] <= 1
