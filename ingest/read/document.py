"""What every reader ends in: the text of a document, line by line, and the rows of cells found in it."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

# Stands in the text of a cell for what is no plain text there: a picture, a field, what is struck out, raised or
# hidden. A cell with it is neither blank nor a number; labels are compared without it.
OBJECT = "\ufffc"


class Spot(NamedTuple):
    """A place on a page: the page (1-based) and a box in thousandths of its width and height, from the top left."""

    page: int
    left: int
    top: int
    right: int
    bottom: int


_SPARE = 4  # more empty cells than this are a row that was left empty, and not spare cells of a layout


def is_row(cells: Sequence[str]) -> bool:
    """Whether the cells of a table's line are a row: something stands in them, or there are many and all are empty."""
    return len(cells) > _SPARE or any(cells)


@dataclass(slots=True)
class Row:
    """Cells that stand in one row of a table.

    `lines` holds the 1-based line of each cell. `kept` says whether the layout keeps empty cells in their places: only
    then may a cell be told by its position. A stretch of lone lines is one row each value run, with `kept` False.
    `spaced` says that only blanks stand between the cells: an empty one leaves no trace.
    `grid` is the number of the table that the row stands in, 0 outside tables; cells merged with others stand once, in
    the row in which they begin. `spots` is there where the document has pages.
    """

    cells: list[str]
    lines: list[int]
    kept: bool
    grid: int = 0
    spots: list[Spot] | None = None
    spaced: bool = False


@dataclass(slots=True)
class Document:
    """A document as text lines (line n stands at `lines[n-1]`) and rows of cells in reading order.

    `unread` counts pages that hold only a picture and were not read.
    """

    lines: list[str]
    rows: list[Row] = field(default_factory=list)
    unread: int = 0

    @property
    def text(self) -> str:
        return "\n".join(self.lines)
