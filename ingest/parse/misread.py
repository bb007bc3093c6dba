"""What text recognition misread around the numbers of a page, where the form leaves one reading. Pure.

Recognisers confuse characters of nearly the same shape (项日 for 项目), fail on a short head, and take a comma for a
point. A text with one wrong character is the form's head if it is no other head with one wrong character; a failed head
among heads in the form's order is the missing one. No digit is ever replaced.
"""

import re
from dataclasses import replace
from functools import cache, lru_cache

from forms.declaration import ACROSS
from forms.normal import normal
from ingest.cells.labels import Labels, labels
from ingest.read.document import UNSETTLED, Row
from ingest.read.numbers import is_words

_SHORTEST = 4  # characters; shorter words are too near each other
_POINTS = re.compile(r"\d{1,3}(?:\.\d{3}){2,}")
_POINT = re.compile(r"[1-9]\d{0,2}\.\d{3}")
_COUNTS = 5  # cells; a row with so many numbers has no sums of money


def as_printed(row: Row, known: Labels) -> Row:
    """Return a recognised row with the heads and separators that were misread in only one possible way."""
    cells = [_near(cell, known.edition) if is_words(cell) else cell for cell in row.cells]
    cells = _with_separators(_with_failed_heads(cells, known))
    return row if cells == row.cells else replace(row, cells=cells)


@lru_cache(maxsize=4096)
def _near(text: str, edition: int) -> str:
    """The form's head or title that differs from a text in one character, if it is the only one; else the text."""
    known, word = labels(edition), normal(text)
    if len(word) < _SHORTEST or known.is_known(text) or known.row(text) is not None:
        return text
    near = [each for each in _heads(edition) if len(each) == len(word) and _differences(each, word) == 1]
    return near[0] if len(near) == 1 else text


@cache
def _heads(edition: int) -> tuple[str, ...]:
    known = labels(edition)
    return tuple(sorted(known.known | set(known.columns)))


def _differences(one: str, other: str) -> int:
    return sum(a != b for a, b in zip(one, other, strict=True))


def _with_failed_heads(cells: list[str], known: Labels) -> list[str]:
    """Heads of rows side by side (结果维持 … 总计): one of a set that failed, the others being in the form's order."""
    if not any(UNSETTLED in cell for cell in cells):
        return cells
    for table in known.form.tables_of(ACROSS):
        heads = [column.label for column in table.block.columns]
        for at in range(len(cells) - len(heads) + 1):
            part = cells[at : at + len(heads)]
            failed = [n for n, head in enumerate(heads) if normal(part[n]) not in head.spellings]
            if len(failed) == 1 and UNSETTLED in part[failed[0]]:
                cells = [*cells[: at + failed[0]], heads[failed[0]].zh, *cells[at + failed[0] + 1 :]]
    return cells


def _with_separators(cells: list[str]) -> list[str]:
    """Numbers whose separators of thousands were taken for points: two points, or one in a row of counts."""
    counts = sum(cell.strip()[:1].isdigit() for cell in cells) >= _COUNTS
    return [
        cell.replace(".", ",")
        if _POINTS.fullmatch(cell.strip()) or (counts and _POINT.fullmatch(cell.strip()))
        else cell
        for cell in cells
    ]
