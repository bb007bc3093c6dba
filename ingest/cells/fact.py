"""The result of reading a document: facts, findings, and both together."""

from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path
from typing import NamedTuple

from forms import CellId
from forms.declaration import Column
from forms.declared import declared
from ingest.cells.finding import Finding
from ingest.read.document import Spot
from ingest.read.numbers import PRINTED, UNREADABLE, Number, read_number

# The pass of `ingest.parse` that decided what a cell is; decided_by.yml has each in words.
BY_ROW, BY_COLUMNS, BY_POSITION, BY_FRAGMENT, BY_PLACE = "row", "columns", "position", "fragment", "place"
BY_EMPTY_COLUMNS, BY_SUBROWS, BY_JOINED_LINE, BY_ARITHMETIC = "empty_columns", "subrows", "joined_line", "arithmetic"
BY_LABEL_ALONE, BY_CUT_END, BY_CONTRADICTION = "label_alone", "cut_end", "contradiction"


@cache
def decided_by_words() -> dict[str, dict[str, str]]:
    """What each pass decides by, in both languages."""
    words: dict[str, dict[str, str]] = declared(Path(__file__).parent / "decided_by.yml")
    return words


DECIDED_BY = tuple(decided_by_words())


class Fact(NamedTuple):
    """One cell of the form as it appears in the document.

    `line` is 1-based, or 0 if the document has no such line; `spot` is set if the document has pages; `decided_by` is
    the pass that decided the cell.
    """

    value: Number | None
    unit: str | None
    state: str
    printed: str | None
    line: int
    spot: Spot | None = None
    decided_by: str = BY_ROW


@dataclass(slots=True)
class Parsed:
    """Every cell of the form, in the form's order; `repeats` counts repeated occurrences of cells."""

    edition: int
    single_row: bool
    facts: dict[CellId, Fact]
    findings: list[Finding]
    repeats: int


def fact_of(column: Column, text: str, line: int, money_head: str | None) -> Fact:
    """Read one cell of a column; money takes the unit of the cell, else of the column's head, else none."""
    value, unit, state = read_cell(text, money_head if column.money else column.unit, column.money, column.signed)
    return Fact(value, unit, state, text.strip(), line)


@lru_cache(maxsize=65536)
def read_cell(text: str, unit: str | None, money: bool, signed: bool) -> tuple[Number | None, str | None, str]:
    """The value, unit and state of a cell."""
    reading = read_number(text)
    if reading.value is None:
        return None, None, reading.state
    if reading.value < 0 and not signed:
        return None, None, UNREADABLE
    if money:
        if reading.unit is None and unit == "亿元":
            return reading.value * 10000, "万元", PRINTED
        return reading.value, reading.unit or unit, PRINTED
    if reading.unit in ("元", "万元"):
        return None, None, UNREADABLE  # a sum of money in a column of counts
    if reading.value != int(reading.value):
        return None, None, UNREADABLE  # counts are whole numbers
    return int(reading.value), unit, PRINTED


@lru_cache(maxsize=65536)
def plain(text: str) -> Number | None:
    """Return the count of a cell that holds a plain non-negative integer without a unit, else None."""
    reading = read_number(text)
    whole = isinstance(reading.value, int) and reading.unit is None and reading.value >= 0
    return reading.value if whole else None
