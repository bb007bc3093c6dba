"""A row of the form with its cells, and what a printed cell can say of the rows below it."""

from dataclasses import dataclass
from typing import NamedTuple

from forms import Block, CellId, Row
from ingest.read.numbers import Number


@dataclass(frozen=True, slots=True)
class FormRow:
    """A row of the form, the block in which it is printed, and its cells."""

    block: Block
    row: Row
    cells: tuple[CellId, ...]
    figures: frozenset[str]

    @property
    def figure(self) -> str:
        """The figure of the row's first cell: what a remark about the whole row names."""
        return self.cells[0][0]

    @property
    def table(self) -> str:
        """The id of the table that the row is part of."""
        return self.block.table


def form_row_of(block: Block, row: Row) -> FormRow:
    """A row as it is declared in a block, with its cells."""
    cells = block.cells_of(row)
    return FormRow(block, row, cells, frozenset(figure for figure, _ in cells))


class PlainRow(NamedTuple):
    """A row that is its label and then exactly as many plain numbers as its table has columns, from cell `start` on."""

    form_row: FormRow
    start: int
    numbers: tuple[Number, ...]
    texts: tuple[str, ...]


BLOCK, HEADS = "block", "heads"  # what a sign opens, beside a table by its title


class Sign(NamedTuple):
    """What a cell tells of the rows below it: columns, a row with sub-rows, a new block or table, the end."""

    columns: frozenset[str] = frozenset()
    parent: FormRow | None = None
    opens: str | None = None  # BLOCK for 第二十条第…项, HEADS for 信息内容, else the id of a table (its title)
    ends: bool = False
