"""The common result of all readers: the text of a document, line by line, and the rows of cells found in it."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

# Placeholder in the text of a cell for anything other than plain text: a picture, a field, struck-out, raised or
# hidden text. A cell that contains it is neither blank nor a number; labels are compared without it.
OBJECT = "\ufffc"
# Between the readings of a cell on which text recognition did not agree with itself (`7｜1`, `?｜0`).
UNSETTLED = "｜"


class Spot(NamedTuple):
    """A location on a page: the page (1-based) and a box in thousandths of its width and height, from the top left."""

    page: int
    left: int
    top: int
    right: int
    bottom: int


_SPARE = 4  # more empty cells than this are a row that was left empty, not spare cells of the layout


def is_row(cells: Sequence[str]) -> bool:
    """Whether the cells of a line in a table form a row: some are not empty, or there are many of them."""
    return len(cells) > _SPARE or any(cells)


@dataclass(slots=True)
class Row:
    """The cells of one row of a table.

    `lines` holds the 1-based line of each cell. `keeps_blanks`: the layout keeps empty cells in place, so that a cell
    can be identified by its position. A run of single-cell lines makes one row per series of values, with it False.
    `blanks_between`: the cells are separated only by whitespace, so that an empty one leaves no trace.
    `grid` is the number of the table that contains the row, 0 outside tables; merged cells appear once, in the row in
    which they begin. `spots` is set if the document has pages, `words` (each with its place) for the lines of one.
    """

    cells: list[str]
    lines: list[int]
    keeps_blanks: bool
    grid: int = 0
    spots: list[Spot] | None = None
    blanks_between: bool = False
    words: tuple[tuple[str, Spot], ...] = ()


@dataclass(slots=True)
class Document:
    """A document as text lines (line n is `lines[n-1]`) and rows of cells in reading order.

    `unread` counts pages that consist of a picture and were not read; `recognised` says that pages were read by text
    recognition; `is_whole` that the format itself shows that the file was not cut off.
    """

    lines: list[str]
    rows: list[Row] = field(default_factory=list)
    unread: int = 0
    recognised: bool = False
    is_whole: bool = False

    @property
    def text(self) -> str:
        return "\n".join(self.lines)
