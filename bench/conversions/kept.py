"""Which cells are still traced in a converted text: their row of numbers is there, in its order, a cell apart from a cell.

A tool may lose a number, cut it, or print it away from its row. Such a row is not traced: nobody can read it without
arithmetic, and the converted document is not held against a reader that leaves it open.
"""

import re
import unicodedata
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from bench.fidelity.filled import Value, shown
from bench.fidelity.made import Made
from bench.fidelity.statutory import Cell, printed_rows

_ORDER = ("singles", "rows", "all")
_BETWEEN = r"(?:[\s|\"',;\\/\-—–无:]|NaN|nan|None)+"
_UNIT = r"(?:\s*(?:万?元|件|项|个))?"
_DISPUTE = 5  # cells of one block of table 3, which may stand in tables of their own


@dataclass(frozen=True)
class Source:
    """A document to be converted; `printed` are the texts of its cells, `keeps` what its layout leaves of a blank."""

    document: Made
    printed: Mapping[Cell, str]
    keeps: str
    group: str


def least(left: str, right: str) -> str:
    """Return the smaller of two ways to keep cells apart."""
    return min(left, right, key=_ORDER.index)


def traced_in(source: Source, text: str | None, keeps: str) -> frozenset[Cell]:
    """Return the cells of a document with a trace of their own in a converted text; None where it is no text."""
    kept = least(source.keeps, keeps)
    if text is None:
        return frozenset(cell for row in _rows(source, kept) for cell in row)
    flat = unicodedata.normalize("NFKC", text)
    runs = [run for row in _rows(source, kept) for run in _runs(row)]
    patterns = {run: _pattern([source.document.truth[cell] for cell in run]) for run in runs}
    wanted = Counter(patterns.values())
    there = {each: not each or sum(1 for _ in re.finditer(each, flat)) >= count for each, count in wanted.items()}
    found = {cell for run in runs if there[patterns[run]] for cell in run}
    # A row that is cut into runs is traced as a whole or not at all: blanks in one move the others.
    whole = [row for row in _rows(source, kept) if all(cell in found for cell in row)]
    return frozenset(cell for row in whole for cell in row)


def _rows(source: Source, kept: str) -> Iterator[tuple[Cell, ...]]:
    """The rows that a layout which keeps so much can show at all."""
    document = source.document
    for row in printed_rows(document.edition, document.single_row):
        cells = tuple(cell for cell in row if cell in document.truth)
        full = all(source.printed[cell] for cell in cells)
        if cells and (kept == "all" or (full and (kept == "rows" or len(cells) == 1))):
            yield cells


def _runs(row: tuple[Cell, ...]) -> list[tuple[Cell, ...]]:
    if row[0][0].startswith("reconsideration"):
        return [row[at : at + _DISPUTE] for at in range(0, len(row), _DISPUTE)]
    return [row]


def _pattern(values: list[Value]) -> str:
    numbers = [_number(value) for value in values if value is not None]
    return rf"(?<![\d.]){_BETWEEN.join(numbers)}(?!\d|\.\d)" if numbers else ""


def _number(value: float) -> str:
    whole, _, decimals = shown(abs(value)).partition(".")
    digits = ",?".join(filter(None, (whole[: len(whole) % 3], *re.findall("...", whole[len(whole) % 3 :]))))
    sign = r"[-−–—减]" if value < 0 else r"[+增]?"
    return sign + digits + (rf"\.{decimals}0*" if decimals else r"(?:\.0+)?") + _UNIT
