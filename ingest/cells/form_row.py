"""A row of the form with its cells, and what a printed cell implies about the rows below it."""

from dataclasses import dataclass
from typing import NamedTuple

from forms import Block, CellId, Row
from ingest.read.numbers import Number


@dataclass(frozen=True, slots=True)
class FormRow:
    """A row of the form, the block it is printed in, and its cells."""

    block: Block
    row: Row
    cells: tuple[CellId, ...]
    figures: frozenset[str]

    @property
    def figure(self) -> str:
        """The figure of the row's first cell, which findings about the whole row refer to."""
        return self.cells[0][0]

    @property
    def table(self) -> str:
        """The id of the table that the row belongs to."""
        return self.block.table


def form_row_of(block: Block, row: Row) -> FormRow:
    """Return a row declared in a block, with its cells."""
    cells = block.cells_of(row)
    return FormRow(block, row, cells, frozenset(figure for figure, _ in cells))


class PlainRow(NamedTuple):
    """A label followed by exactly as many plain numbers as its table has columns, from cell `start` on."""

    form_row: FormRow
    start: int
    numbers: tuple[Number, ...]
    texts: tuple[str, ...]


BLOCK, HEADS = "block", "heads"  # what a `Sign` opens, besides a table (by its title)


class CellMeaning(NamedTuple):
    """What a cell implies about the rows below it: columns, a row with sub-rows, a new block or table, the end."""

    columns: frozenset[str] = frozenset()
    parent: FormRow | None = None
    opens: str | None = None  # BLOCK for 第二十条第…项, HEADS for 信息内容, else the id of the table with this title
    ends: bool = False
