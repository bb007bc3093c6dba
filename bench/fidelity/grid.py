"""A filled form as three tables of boxes: the position of every text, and how many rows and columns it covers."""

from dataclasses import dataclass

from bench.fidelity.filled import Filled
from bench.fidelity.marks import label_mark
from bench.fidelity.statutory import (
    APPLICANT_HEADS,
    APPLICANTS,
    DISPUTES,
    NOTE,
    RESULTS,
    Cell,
    application_rows,
    blocks,
)


@dataclass(frozen=True)
class Box:
    """One cell of a table as drawn; `cell` is set if it holds a figure."""

    text: str
    row: int
    column: int
    height: int = 1
    width: int = 1
    cell: Cell | None = None


@dataclass(frozen=True)
class Line:
    """One row, with merged cells as their text followed by empty cells; `labels` columns precede its `cells`."""

    grid: tuple[str, ...]
    labels: int
    cells: tuple[Cell, ...]

    @property
    def heads(self) -> tuple[str, ...]:
        """The non-empty texts of a row's label columns; for a head row, of all columns."""
        return tuple(text for text in (self.grid[: self.labels] if self.cells else self.grid) if text)

    @property
    def values(self) -> tuple[str, ...]:
        """The printed texts of the row's figures, including empty ones."""
        return self.grid[self.labels : self.labels + len(self.cells)]


@dataclass(frozen=True)
class Table:
    """One of the three tables."""

    rows: int
    columns: int
    boxes: tuple[Box, ...]

    def at(self, row: int) -> list[Box]:
        """Return the boxes that begin in a row, from left to right."""
        return sorted((box for box in self.boxes if box.row == row), key=lambda box: box.column)

    @property
    def lines(self) -> list[Line]:
        """The rows with merged cells expanded."""
        grid = [[""] * self.columns for _ in range(self.rows)]
        held: list[list[Box]] = [[] for _ in range(self.rows)]
        for box in self.boxes:
            grid[box.row][box.column] = box.text
            if box.cell:
                held[box.row].append(box)
        return [_line(texts, boxes) for texts, boxes in zip(grid, held, strict=True)]


def _line(texts: list[str], boxes: list[Box]) -> Line:
    first = min((box.column for box in boxes), default=0)
    return Line(tuple(texts), first, tuple(box.cell for box in boxes if box.cell))


def tables(form: Filled) -> tuple[Table, Table, Table]:
    """Return the three tables of a form."""
    return _first(form), _second(form), _third(form)


def _label(form: Filled, row: int, text: str) -> str:
    return label_mark(row, text) if form.marked else text


def _first_rows(form: Filled) -> int:
    return sum(len(rows) for _, _, rows in blocks(form.edition))


def _first(form: Filled) -> Table:
    boxes: list[Box] = []
    at = number = 0
    for heading, heads, rows in blocks(form.edition):
        boxes.append(Box(heading, at, 0, width=4))
        boxes.append(Box("信息内容", at + 1, 0))
        boxes += [Box(head, at + 1, 1 + n, width=_last(n, len(heads))) for n, head in enumerate(heads)]
        at += 2
        for label, figures in rows:
            boxes.append(Box(_label(form, number, label), at, 0))
            boxes += [
                Box(form.printed[figure, None], at, 1 + n, width=_last(n, len(figures)), cell=(figure, None))
                for n, figure in enumerate(figures)
            ]
            at, number = at + 1, number + 1
    return Table(at, 4, tuple(boxes))


def _last(number: int, count: int) -> int:
    return 4 - count if number == count - 1 else 1


def _second(form: Filled) -> Table:
    boxes = [
        Box(NOTE, 0, 0, 3, 3), Box("申请人情况", 0, 3, width=7), Box("自然人", 1, 3, height=2),
        Box("法人或其他组织", 1, 4, width=5), Box("总计", 1, 9, height=2),
        *(Box(head, 2, 4 + n) for n, head in enumerate(APPLICANT_HEADS[1:6])),
    ]  # fmt: skip
    rows = application_rows(form.edition, form.single_row)
    first = _first_rows(form)
    above: tuple[str, ...] = ()
    for number, (labels, figure) in enumerate(rows):
        for depth, label in enumerate(labels):
            inner = depth == len(labels) - 1
            if not inner and above[: depth + 1] == labels[: depth + 1]:
                continue
            height = sum(1 for other, _ in rows[number:] if other[: depth + 1] == labels[: depth + 1])
            text = _label(form, first + number, label) if inner else label
            boxes.append(Box(text, number + 3, depth, 1 if inner else height, 3 - depth if inner else 1))
        above = labels
        cells: list[Cell] = [(f"applications.{figure}", applicant) for applicant in APPLICANTS]
        boxes += [Box(form.printed[cell], number + 3, 3 + n, cell=cell) for n, cell in enumerate(cells)]
    return Table(len(rows) + 3, 10, tuple(boxes))


def _third(form: Filled) -> Table:
    heads = [label for _, label in RESULTS]
    cells: list[Cell] = [(f"{dispute}.{each}", None) for dispute in DISPUTES for each, _ in RESULTS]
    last = _first_rows(form) + len(application_rows(form.edition, form.single_row))
    boxes = [
        Box("行政复议", 0, 0, width=5), Box("行政诉讼", 0, 5, width=10),
        *(Box(head, 1, n, height=2) for n, head in enumerate(heads)),
        Box("未经复议直接起诉", 1, 5, width=5), Box("复议后起诉", 1, 10, width=5),
        *(Box(head, 2, 5 + n) for n, head in enumerate(heads * 2)),
    ]  # fmt: skip
    # The row of table 3 has no label of its own: its last head represents it.
    boxes[-1] = Box(_label(form, last, heads[-1]), 2, 14)
    boxes += [Box(form.printed[cell], 3, n, cell=cell) for n, cell in enumerate(cells)]
    return Table(4, 15, tuple(boxes))
