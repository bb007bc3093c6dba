"""What every reader ends in: the text of a document, line by line, and the rows of cells found in it."""

from dataclasses import dataclass, field


@dataclass(slots=True)
class Row:
    """Cells that stand in one row of a table.

    `lines` holds the 1-based line of each cell. `kept` says whether the layout keeps empty cells in their places: only
    then may a cell be told by its position. A stretch of lone lines is one row each value run, with `kept` False.
    """

    cells: list[str]
    lines: list[int]
    kept: bool


@dataclass(slots=True)
class Document:
    """A document as text lines (line n stands at `lines[n-1]`) and rows of cells in reading order."""

    lines: list[str]
    rows: list[Row] = field(default_factory=list)

    @property
    def text(self) -> str:
        return "\n".join(self.lines)
