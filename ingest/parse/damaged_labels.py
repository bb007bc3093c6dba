"""Rows of numbers whose labels are cut, wrapped or damaged → rows of the form, by order and proximity.

One assignment over a whole table, anchored by the rows with known labels. Between two anchors there must be as many
rows without a label as the form has, and the remains of each one's label must be near it. Otherwise none of them is
assigned. Pure.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

from forms import Table
from forms.declaration import ACROSS
from forms.normal import normal
from ingest.cells.form_row import FormRow
from ingest.cells.labels import Labels
from ingest.read.document import Row
from ingest.read.numbers import is_value, is_words

_MOST_EMPTY = 4  # cells of a row that may have left no trace; a row with fewer numbers is ambiguous
_NEAR = 0.5  # share of a label's character pairs that must occur near its row
_WHOLE = 0.95  # share from which a label counts as undamaged


@dataclass(frozen=True, slots=True)
class Assigned:
    """A row of the document assigned to a row of the form; `damaged` holds the remains of an incomplete label."""

    index: int
    form_row: FormRow
    start: int
    damaged: str | None


def assign(rows: Sequence[Row], placed: Mapping[int, FormRow], known: Labels, table: Table) -> list[Assigned]:
    """Assign rows of the form to the rows of numbers of a table that have none; `placed` maps those that have one."""
    columns = len(table.block.columns)
    orphans = [n for n, row in enumerate(rows) if n not in placed and _start(row, columns) is not None]
    if not orphans:
        return []
    found = {
        tuple((each.index, each.form_row.cells[0]) for each in made): made
        for order in _orders(known, table)
        if (made := _between(rows, placed, orphans, order, _landmarks(known, table))) is not None
    }
    if len(found) != 1:
        return []
    return next(iter(found.values()))


@dataclass(frozen=True, slots=True)
class _Landmarks:
    """Words above the first row of a table and below its last one, and the number of its columns."""

    above: tuple[str, ...]
    below: tuple[str, ...]
    columns: int


def _landmarks(known: Labels, table: Table) -> _Landmarks:
    """The heading above all columns, and the first and last label of the next table."""
    above = tuple(normal(head.label.zh) for head in table.heads if not head.over)
    tables = known.form.tables
    behind = next((each for each in tables[tables.index(table) + 1 :] if each.layout == ACROSS), None)
    below = () if behind is None else (behind.block.columns[0].label.zh, behind.block.rows[-1].label.zh)
    return _Landmarks(above, tuple(map(normal, below)), len(table.block.columns))


def _orders(known: Labels, table: Table) -> list[list[FormRow]]:
    """The rows of a table in the form's order, and also with 其他处理 as a single row if the form allows it."""
    whole = [known.form_row(row) for row in table.block.rows]
    single = known.single
    if single is None or single.table != table.id:
        return [whole]
    at = next(n for n, form_row in enumerate(whole) if form_row.figure in known.single_parts)
    rest = [form_row for form_row in whole if form_row.figure not in known.single_parts]
    return [whole, [*rest[:at], single, *rest[at:]]]


def _start(row: Row, columns: int) -> int | None:
    """Where the numbers at the end of a row begin, else None. There must be one for each column, or a few fewer if
    some cells were empty.
    """
    empties = row.keeps_blanks and not row.blanks_between  # empty cells keep their place
    begin = len(row.cells)
    while begin and (is_value(row.cells[begin - 1]) or (empties and not row.cells[begin - 1].strip())):
        begin -= 1
    if not any(is_value(cell) for cell in row.cells[begin:]):
        return None
    count = len(row.cells) - begin
    return begin if columns - _MOST_EMPTY <= count <= columns and begin <= 4 else None


def _between(
    rows: Sequence[Row],
    placed: Mapping[int, FormRow],
    orphans: Sequence[int],
    order: Sequence[FormRow],
    landmarks: _Landmarks,
) -> list[Assigned] | None:
    position = {form_row.cells[0]: n for n, form_row in enumerate(order)}
    anchors = sorted((n, position.get(form_row.cells[0], -1)) for n, form_row in placed.items())
    if any(p < 0 for _, p in anchors) or any(a[1] >= b[1] for a, b in pairwise(anchors)):
        return None
    made: list[Assigned] = []
    first, last = (anchors[0][0], anchors[-1][0]) if anchors else (len(rows), 0)
    heads = [n for n in range(first) if _names(rows[n], landmarks.above)]
    behind = [n for n in range(last + 1, len(rows)) if _names(rows[n], landmarks.below)]
    if not anchors and (not heads or not behind or behind[0] < heads[0]):
        return None
    bounds = [*((n, -1) for n in heads[:1]), *anchors, *((n, len(order)) for n in behind[:1])]
    for (low, above), (high, below) in pairwise(bounds):
        inside = [n for n in orphans if low < n < high]
        if len(inside) != below - above - 1:
            continue
        gap = [_one(rows, n, order[above + 1 + at], landmarks.columns) for at, n in enumerate(inside)]
        if all(each is not None for each in gap):
            made += [each for each in gap if each is not None]
    return made


def _names(row: Row, words: Sequence[str]) -> bool:
    text = normal("".join(row.cells))
    return any(word in text for word in words)


def _one(rows: Sequence[Row], index: int, form_row: FormRow, columns: int) -> Assigned | None:
    """Assign the row to this row of the form, if its label is found nearby."""
    start = _start(rows[index], columns)
    assert start is not None
    own = [cell for cell in rows[index].cells[:start] if cell.strip()]
    before = _words(rows, range(index - 1, -1, -1))
    after = _words(rows, range(index + 1, len(rows)))
    near = normal("".join([*reversed(before), *own, *after]))
    share = max(_share(spelling, near) for spelling in form_row.row.label.spellings)
    if share < _NEAR:
        return None
    return Assigned(index, form_row, start, None if share >= _WHOLE else " ".join(own) or near[:40])


def _words(rows: Sequence[Row], indexes: range) -> list[str]:
    """The words next to a row, up to the nearest row with numbers."""
    nearby: list[str] = []
    for n in indexes:
        if not all(is_words(cell) or not cell.strip() for cell in rows[n].cells):
            break
        nearby.append("".join(rows[n].cells))
        if len(nearby) > 6:
            break
    return nearby


def _share(label: str, text: str) -> float:
    pairs = [label[n : n + 2] for n in range(len(label) - 1)] or [label]
    return sum(1 for pair in pairs if pair in text) / len(pairs)
