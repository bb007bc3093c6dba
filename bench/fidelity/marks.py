"""Invisible marks round every printed cell and row label, so that a damaged document still tells what is left where.

A mark is a pair of private-use characters: what begins, and which cell or row it is. Layouts carry them along without
counting them; they are taken out before a document is handed to a reader.
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
    """A marked text met in a document: a row's label or a cell, its number in print order, and the text now in it."""

    is_cell: bool
    number: int
    text: str
    start: int
    end: int
    whole: bool


def bare(text: str) -> str:
    """The text without marks."""
    return _MARKS.sub("", text)


def width(text: str) -> int:
    """How many columns the text takes on a terminal; marks take none."""
    return sum(0 if "\ue000" <= char <= "\uf8ff" else 1 if ord(char) < 0x2E80 else 2 for char in text)


def pieces(text: str, length: int) -> list[str]:
    """The text cut into runs of `length` visible characters."""
    found, run, count = [], "", 0
    for char in text:
        marked = "\ue000" <= char <= "\uf8ff"
        if count == length and (not marked or char in (_CELL, _ROW)):
            found.append(run)
            run, count = "", 0
        run, count = run + char, count + (not marked)
    return [*found, run]


def label_mark(row: int, text: str) -> str:
    """The text marked as the label of a row of numbers."""
    return _ROW + chr(_ROWS_FROM + row) + text + _END


def marked(form: Filled) -> Filled:
    """The form with marks round the text of every cell; labels are marked where the form is laid out."""
    order = [cell for row in printed_rows(form.edition, form.single_row) for cell in row]
    printed = {cell: _CELL + chr(_CELLS_FROM + n) + form.printed[cell] + _END for n, cell in enumerate(order)}
    return replace(form, printed=printed, marked=True)


def tokens(text: str) -> Iterator[Token]:
    """Every marked text in order."""
    for found in _TOKEN.finditer(text):
        is_cell = found[1] == _CELL
        number = ord(found[2]) - (_CELLS_FROM if is_cell else _ROWS_FROM)
        yield Token(is_cell, number, found[3], found.start(), found.end(), bool(found[4]))
