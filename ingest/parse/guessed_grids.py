"""Grids that a program guessed from the places of words on a page, in which cells are not columns. Pure.

They put the numbers of two columns into one cell (`0 2`) and leave cells empty where no column is: an empty cell says
nothing there. Their rows are read like lines of text, with nothing but blanks between numbers.
"""

import re
from collections.abc import Sequence
from dataclasses import replace

from forms.declaration import BLOCKS, ROWS
from ingest.cells.labels import Labels
from ingest.read.document import Row
from ingest.read.numbers import BLANK, adds_up, is_value, is_words, read_number

_ENOUGH = 2  # rows with several numbers in a cell that add up, after which no cell is believed to be a column
_MANY = 3  # rows with several numbers in a cell, whatever their sum
_GROUPED = re.compile(r"\d{1,3}( \d{3})+")  # one number with blanks between its groups of digits


def with_numbers_apart(rows: Sequence[Row], known: Labels) -> list[Row]:
    """Return rows with each number in a cell of its own, if the cells of their tables are not columns."""
    sharing = [row for row in rows if row.keeps_blanks and _shares_cells(row)]
    widths = {len(table.block.columns) for table in known.form.tables_of(ROWS)}
    if len(sharing) < _MANY and sum(_has_every_column(row, widths) for row in sharing) < _ENOUGH:
        return list(rows)
    return [apart for row in rows if (apart := _apart(row, known)).cells]  # of a row of blanks nothing is left


def _shares_cells(row: Row) -> bool:
    """Whether a cell of a row holds several numbers."""
    if row.blanks_between or row.spots or " " not in "".join(row.cells):
        return False
    cells = [cell.split() for cell in row.cells[_behind_words(row) :]]
    return all(is_value(piece) for pieces in cells for piece in pieces) and any(
        len(pieces) > 1 and not _GROUPED.fullmatch(" ".join(pieces)) for pieces in cells
    )


def _has_every_column(row: Row, widths: set[int]) -> bool:
    """Whether the numbers in the cells of a row are together one for each column, and add up."""
    numbers = [read_number(piece) for cell in row.cells[_behind_words(row) :] for piece in cell.split()]
    return len(numbers) in widths and adds_up([0 if each.state == BLANK else each.value for each in numbers])


def _apart(row: Row, known: Labels) -> Row:
    if not row.keeps_blanks or row.blanks_between or row.spots:
        return row
    begin = _behind_words(row)
    numbers = [piece for cell in row.cells[begin:] for piece in cell.split()]
    form_row = known.row(row.cells[begin - 1]) if begin else None
    if not all(map(is_value, numbers)) or (form_row is not None and form_row.block.layout == BLOCKS):
        return row
    labels = [(cell, line) for cell, line in zip(row.cells[:begin], row.lines, strict=False) if cell.strip()]
    cells = [*(cell for cell, _ in labels), *numbers]
    lines = [*(line for _, line in labels), *[row.lines[min(begin, len(row.lines) - 1)]] * len(numbers)]
    return replace(row, cells=cells, lines=lines, blanks_between=True)


def _behind_words(row: Row) -> int:
    """The first cell behind the last one with words."""
    return next((n + 1 for n in range(len(row.cells) - 1, -1, -1) if is_words(row.cells[n])), 0)
