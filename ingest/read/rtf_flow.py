"""What an RTF file writes, collected into paragraphs and tables. Pure.

RTF has no element for a table: every paragraph says how deep in tables it is, `\\cell` ends a cell, `\\row` a row.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field

from ingest.read.blocks import Block, Cell, Column, Grid, without_continued
from ingest.read.unreadable import Unreadable

_MOST_BLOCKS = 400_000  # paragraphs and cells; more is no report
_DEEPEST = 30  # tables within tables


@dataclass(slots=True)
class Columns:
    """The definition of a row's cells: where each ends, and which are merged with the one above or to the left."""

    left: int = 0
    columns: list[tuple[Column, bool]] = field(default_factory=list)  # with: goes on from the cell to the left
    merge: str | None = None
    goes_on: bool = False

    def end_cell(self, right: int) -> None:
        self.columns.append((Column(self.left, self.merge), self.goes_on))
        self.left, self.merge, self.goes_on = right, None, False


@dataclass(slots=True)
class _Level:
    """A table being collected: the blocks of the current cell, the cells of the current row, and the rows so far."""

    cell: Cell = field(default_factory=list)
    row: list[Cell] = field(default_factory=list)
    rows: list[list[Cell]] = field(default_factory=list)
    open_at: set[int] = field(default_factory=set)


class Flow:
    """A run of paragraphs and tables: the body of the document, or a text box."""

    def __init__(self) -> None:
        self.blocks: list[Block] = []
        self.pieces: list[str] = []
        self.boxes: list[Block] = []  # text boxes anchored in the current paragraph
        self._levels: list[_Level] = []
        self._count = 0

    def end_paragraph(self, depth: int) -> None:
        """End a paragraph in the body (depth 0) or in a cell of a table that lies so deep."""
        self._close(depth)
        while len(self._levels) < depth:
            self._levels.append(_Level())
        text = "".join(self.pieces)
        self.pieces.clear()
        target = self._levels[depth - 1].cell if depth else self.blocks
        if text.strip():
            self._counted(target, text)
        target += self.boxes
        self.boxes.clear()

    def end_cell(self, depth: int) -> None:
        self.end_paragraph(depth)
        level = self._levels[depth - 1]
        self._counted(level.row, level.cell)
        level.cell = []

    def end_row(self, depth: int, defined: Sequence[tuple[Column, bool]]) -> None:
        """End a row whose cells are defined so; text after its last cell belongs to none and is kept as one."""
        if len(self._levels) < depth:
            return
        self._close(depth)
        level = self._levels[depth - 1]
        if any(piece.strip() for piece in self.pieces) or level.cell:
            self.end_cell(depth)
        row, level.row = level.row, []
        if not row:
            return
        known = [*defined[: len(row)], *[(Column(-1 - n), False) for n in range(len(row) - len(defined))]]
        kept = [
            (cell, column)
            for cell, (column, goes_on) in zip(row, known, strict=True)
            if not (goes_on and not any(isinstance(each, Grid) or each.strip() for each in cell))
        ]
        cells = without_continued([cell for cell, _ in kept], [column for _, column in kept], level.open_at)
        level.rows.append(cells)

    def finished(self) -> list[Block]:
        self.end_paragraph(0)
        return self.blocks

    def _counted(self, target: list, thing: object) -> None:  # type: ignore[type-arg]
        self._count += 1
        if self._count > _MOST_BLOCKS:
            raise Unreadable("too_much", limit=_MOST_BLOCKS)
        target.append(thing)

    def _close(self, depth: int) -> None:
        """End the tables that lie deeper than `depth`; what a cut file left in an open row is its last row."""
        if depth > _DEEPEST:
            raise Unreadable("too_much", limit=_DEEPEST)
        while len(self._levels) > depth:
            level = self._levels.pop()
            if level.cell:
                level.row.append(level.cell)
            if level.row:
                level.rows.append(level.row)
            if level.rows:
                target = self._levels[-1].cell if self._levels else self.blocks
                target.append(Grid(level.rows))
