"""Invisible marks around every printed cell and row label, which show what remains where in a damaged document.

A mark begins with two private-use characters, for the kind (cell or row) and its number, and ends with a third one.
Layouts carry them along without counting them; they are removed before a document is given to a reader.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from bench.fidelity.filled import Filled
from bench.fidelity.statutory import printed_rows

_CELL, _ROW, _END = "\ue000", "\ue001", "\ue002"
_CELLS_FROM, _ROWS_FROM = 0xE100, 0xE800
_MARKS = re.compile("[\ue000-\uf8ff]")
_TOKEN = re.compile(f"([{_CELL}{_ROW}])([\ue100-\uf8ff])([^{_CELL}{_ROW}{_END}]*)({_END}?)")


@dataclass(frozen=True)
class Token:
    """A marked text in a document: a row's label or a cell, its number in print order, and its current text."""

    is_cell: bool
    number: int
    text: str
    start: int
    end: int
    whole: bool


def bare(text: str) -> str:
    """Return the text without marks."""
    return _MARKS.sub("", text)


def width(text: str) -> int:
    """Return the width of the text in terminal columns; marks have no width."""
    return sum(0 if "\ue000" <= char <= "\uf8ff" else 1 if ord(char) < 0x2E80 else 2 for char in text)


def pieces(text: str, length: int) -> list[str]:
    """Cut the text into runs of `length` visible characters."""
    found, run, count = [], "", 0
    for char in text:
        marked = "\ue000" <= char <= "\uf8ff"
        if count == length and (not marked or char in (_CELL, _ROW)):
            found.append(run)
            run, count = "", 0
        run, count = run + char, count + (not marked)
    return [*found, run]


def label_mark(row: int, text: str) -> str:
    """Return the text marked as the label of a row of numbers."""
    return _ROW + chr(_ROWS_FROM + row) + text + _END


def marked(form: Filled) -> Filled:
    """Return the form with marks around the text of every cell; labels are marked when the form is laid out."""
    order = [cell for row in printed_rows(form.edition, form.single_row) for cell in row]
    printed = {cell: _CELL + chr(_CELLS_FROM + n) + form.printed[cell] + _END for n, cell in enumerate(order)}
    return replace(form, printed=printed, marked=True)


def tokens(text: str) -> Iterator[Token]:
    """Yield all marked texts in order."""
    for found in _TOKEN.finditer(text):
        is_cell = found[1] == _CELL
        number = ord(found[2]) - (_CELLS_FROM if is_cell else _ROWS_FROM)
        yield Token(is_cell, number, found[3], found.start(), found.end(), bool(found[4]))
