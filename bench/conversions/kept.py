"""Which cells are still traced in a converted text: their row of numbers is there, in its order, each cell apart.

A tool may lose a number, cut it, or print it away from its row. Such a row is not traced: nobody can read it without
arithmetic, and the converted document is not held against a reader that leaves it open.
"""

import re
import unicodedata
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from bench.conversions.lookups import TABLE_ONE
from bench.fidelity.filled import shown
from bench.fidelity.made import Made
from bench.fidelity.statutory import Cell, printed_rows

_ORDER = ("singles", "rows", "all")
_BETWEEN = r"(?:[\s|\"',;\\/\-—–无:]|NaN|nan|None)+"
_UNIT = r"(?:\s*(?:万?元|件|项|个))?"
_ANY = r"\d[\d.,]*"
_MOST = 15  # numbers behind a row's on its line: a merged cell is repeated, table 3 is cut into three
_DISPUTE = 5  # cells of one block of table 3, which may be in tables of their own


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
    rows = list(_rows(source, kept))
    if text is None:
        return frozenset(cell for row in rows for cell in row)
    flat = unicodedata.normalize("NFKC", text)
    patterns = {row: [_pattern(source, run) for run in _runs(row)] for row in rows}
    wanted = Counter(each for several in patterns.values() for each in several if each)
    there = {each for each, count in wanted.items() if sum(1 for _ in re.finditer(each, flat, re.MULTILINE)) >= count}
    # A row that is cut into runs is traced as a whole or not at all: blanks in one move the others.
    whole = [row for row, several in patterns.items() if all(not each or each in there for each in several)]
    return frozenset(cell for row in whole for cell in row)


def lost_in(source: Source, text: str) -> frozenset[Cell]:
    """Return the cells whose number is nowhere in a converted text: to call them blank is no error of the reader."""
    flat = unicodedata.normalize("NFKC", text)
    numbers = {cell: value for cell, value in source.document.truth.items() if value is not None}
    there = {v: bool(re.search(rf"(?<![\d.]){_number(v)}(?!\d|\.\d)", flat)) for v in set(numbers.values())}
    return frozenset(cell for cell, value in numbers.items() if not there[value])


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


def _pattern(source: Source, run: tuple[Cell, ...]) -> str:
    """An expression for the numbers of a row: a short one behind its label, one with a blank at the end of its line."""
    numbers = [each for cell in run if (each := _printed(source, cell))]
    if not numbers:
        return ""
    label = _label(source.document.edition, run)
    front = rf"{label}[^\d\n]{{0,30}}?\n*[^\d\n]{{0,9}}?" if label else r"(?<![\d.])"
    # Where a blank stood, only a line of its own shows where the row ends.
    behind = "" if all(source.printed[cell] for cell in run) else rf"(?=(?:[^\n\d]*{_ANY}){{0,{_MOST}}}[^\n\d]*$)"
    return rf"{front}{_BETWEEN.join(numbers)}(?!\d|\.\d){behind}"


def _printed(source: Source, cell: Cell) -> str:
    """An expression for what a cell prints: its number in any usual way, or its sign for nothing."""
    value = source.document.truth[cell]
    return re.escape(unicodedata.normalize("NFKC", source.printed[cell])) if value is None else _number(value)


def _label(edition: int, run: tuple[Cell, ...]) -> str:
    found = (words for words, figures in TABLE_ONE[edition] if run[0][0] in figures)
    return next((r"\s*".join(words) for words in found), "")


def _number(value: float) -> str:
    whole, _, decimals = shown(abs(value)).partition(".")
    digits = ",?".join(filter(None, (whole[: len(whole) % 3], *re.findall("...", whole[len(whole) % 3 :]))))
    sign = r"[-−–—减]" if value < 0 else r"[+增]?"
    return sign + digits + (rf"\.{decimals}0*" if decimals else r"(?:\.0+)?") + _UNIT
