"""Lines that hold one cell each: rows are words followed by values. Pure."""

import re
from collections.abc import Iterator
from functools import lru_cache

from ingest.read.document import Row
from ingest.read.numbers import is_words

_UNITS = frozenset(("元", "万元", "亿元"))
_MARKS = "#*> `"
_BEGINS = re.compile(r"\d{1,2}[.、．]|[（）()“”]")


class LoneLines:
    """Collects single-cell lines into rows of words followed by values; empty cells have left no trace in them."""

    def __init__(self) -> None:
        self.row = Row([], [], False)
        self.has_values = False
        self.held: tuple[str, int] | None = None  # `1.` behind values: the next label's number, or a piece of a number

    def add(self, cell: str, line: int) -> Iterator[Row]:
        if self.held is not None:
            held, self.held = self.held, None
            if is_words(cell):
                yield from self.flush()
            self._append(*held)
        elif self.has_values and not is_words(cell) and begins_words(cell):
            self.held = cell, line
            return
        if self.has_values and cell.strip() in _UNITS:
            self.row.cells[-1] += cell.strip()  # a sum of money whose unit is on a line of its own
            return
        words = begins_words(cell)
        if words and self.has_values:
            yield from self.flush()
        self._append(cell, line)
        self.has_values = self.has_values or not words

    def _append(self, cell: str, line: int) -> None:
        self.row.cells.append(cell.strip(_MARKS))
        self.row.lines.append(line)

    def flush(self) -> Iterator[Row]:
        if self.held is not None:
            held, self.held = self.held, None
            self._append(*held)
        if self.row.cells:
            yield self.row
        self.row, self.has_values = Row([], [], False), False


@lru_cache(maxsize=65536)
def begins_words(cell: str) -> bool:
    """Whether a cell holds words, or a lone `1.` or `（`, which begins a label split over lines and is not a value."""
    return is_words(cell) or _BEGINS.fullmatch(cell.strip()) is not None
