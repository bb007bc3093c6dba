"""A sheet of cells → rows and text lines of a Document. Pure; for xlsx and ods.

A sheet holds headings, paragraphs and tables one below the other. A row of a table is as wide as the widest row of its
table: what lies to the right of it was never part of it. Merged cells appear once, hidden rows and columns not at all.
"""

from bisect import bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from ingest.read.tables import MOST_CHARACTERS, Page, squeezed
from ingest.read.unreadable import Unreadable

MOST_CELLS = 100_000  # with content, and those of merged areas; a report has under 1000
_LONGEST = 300  # characters; a longer cell is a paragraph


class Area(NamedTuple):
    """Merged cells: first and last row, first and last column."""

    top: int
    bottom: int
    left: int
    right: int


@dataclass(slots=True)
class Sheet:
    """Cells by row and column, counted from 0; a cell without text is there only if drawn as part of a table."""

    cells: dict[int, dict[int, str]] = field(default_factory=dict)
    merged: list[Area] = field(default_factory=list)
    hidden_rows: set[int] = field(default_factory=set)
    hidden_columns: list[tuple[int, int]] = field(default_factory=list)
    count: int = 0
    characters: int = 0

    def put(self, row: int, column: int, text: str) -> None:
        self.count += 1
        self.characters += len(text)
        if self.count > MOST_CELLS:
            raise Unreadable("too_much", limit=MOST_CELLS)
        if self.characters > MOST_CHARACTERS:
            raise Unreadable("too_much", limit=MOST_CHARACTERS)
        self.cells.setdefault(row, {})[column] = squeezed(text)


class Hidden:
    """Columns that are not shown, as ranges that do not overlap, in order."""

    def __init__(self, ranges: Iterable[tuple[int, int]]) -> None:
        self._begins: list[int] = []
        self._ends: list[int] = []
        for first, last in sorted(ranges):
            if self._ends and first <= self._ends[-1] + 1:
                self._ends[-1] = max(self._ends[-1], last)
            elif first <= last:
                self._begins.append(first)
                self._ends.append(last)

    def holds(self, column: int) -> bool:
        """Whether a column is hidden."""
        at = bisect_right(self._begins, column) - 1
        return at >= 0 and column <= self._ends[at]


class _Line(NamedTuple):
    """A visible row: its cells by column, and the column after its last cell."""

    cells: dict[int, str]
    end: int
    covered: frozenset[int]

    @property
    def texts(self) -> list[str]:
        return [text for text in self.cells.values() if text]


def put_sheet(sheet: Sheet, page: Page) -> None:
    """Add the headings, paragraphs and tables of a sheet."""
    hidden = Hidden(sheet.hidden_columns)
    lines = _lines(sheet, hidden)
    filled = [line for line in lines if line is not None and line.texts]
    if not filled:
        return
    begin = min(column for line in filled for column, text in line.cells.items() if text)
    table: list[_Line] = []
    for number, line in enumerate(lines):
        if line is not None and not _is_heading(lines, number):
            table.append(line)
            continue
        _put_table(table, begin, hidden, page)
        table = []
        if line is not None:
            page.say(" ".join(line.texts))
    _put_table(table, begin, hidden, page)


def _put_table(table: Sequence[_Line], begin: int, hidden: Hidden, page: Page) -> None:
    end = max((line.end for line in table), default=0)
    page.make_room(len(table) * max(0, end - begin))
    shown = [column for column in range(begin, end) if not hidden.holds(column)]
    if shown:
        page.table([[line.cells.get(column, "") for column in shown if column not in line.covered] for line in table])


def _lines(sheet: Sheet, hidden: Hidden) -> list[_Line | None]:
    """The rows from top to bottom; None for an empty one between others."""
    covered, ends = _covered(sheet, hidden)
    rows = sorted({*sheet.cells, *covered} - sheet.hidden_rows)
    last = max((row for row in rows if any(sheet.cells.get(row, {}).values())), default=-1)
    lines: list[_Line | None] = []
    before: int | None = None
    for row in rows:
        if row > last:
            break
        cells = sheet.cells.get(row, {})
        gone = covered.get(row, set())
        kept = {column: text for column, text in cells.items() if column not in gone}
        if not any(kept.values()) and not gone:
            lines.append(None)
            continue
        if before is not None and any(
            each not in sheet.hidden_rows for each in range(before + 1, min(row, before + 9))
        ):
            lines.append(None)
        before = row
        end = max((ends.get(row, 0), *(column + 1 for column in cells)))
        lines.append(_Line(kept, end, frozenset(gone)))
    return lines


def _covered(sheet: Sheet, hidden: Hidden) -> tuple[dict[int, set[int]], dict[int, int]]:
    """Row → the columns that merged cells beginning elsewhere cover, and the column after its last merged cell."""
    covered: dict[int, set[int]] = {}
    ends: dict[int, int] = {}
    count = 0
    for area in sheet.merged:
        count += (area.bottom - area.top + 1) * (area.right - area.left + 1)
        if count > MOST_CELLS:
            raise Unreadable("too_much", limit=MOST_CELLS)
        first = next((row for row in range(area.top, area.bottom + 1) if row not in sheet.hidden_rows), area.top)
        columns = [c for c in range(area.left, area.right + 1) if not hidden.holds(c)]
        for row in range(area.top, area.bottom + 1):
            covered.setdefault(row, set()).update(columns if row != first else columns[1:])
            ends[row] = max(ends.get(row, 0), area.right + 1)
        text = sheet.cells.get(area.top, {}).get(area.left, "")
        if text and columns and (first, columns[0]) != (area.top, area.left):  # its first row or column is hidden
            sheet.cells.setdefault(first, {})[columns[0]] = text
    return covered, ends


def _is_heading(lines: Sequence[_Line | None], number: int) -> bool:
    """Whether a row is a heading or a paragraph, and not part of a table: a single text with nothing beside it.

    A text alone between two rows of the same width is a row of their table whose other cells are empty.
    """
    line = lines[number]
    assert line is not None
    if any(len(text) > _LONGEST for text in line.texts):
        return True
    if len(line.texts) != 1:
        return False
    at = next(column for column, text in line.cells.items() if text)
    end = at + 1
    while end in line.covered:
        end += 1
    if end < line.end or any(column < at for column in line.covered):
        return False
    around = [lines[n] for n in (number - 1, number + 1) if 0 <= n < len(lines)]
    widths = {each.end for each in around if each is not None and len(each.texts) > 1}
    whole = len(around) == 2 and all(each is not None and len(each.texts) > 1 for each in around)
    return end > at + 1 or not (whole and len(widths) == 1)
