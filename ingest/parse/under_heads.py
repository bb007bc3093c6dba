"""Rows of tables without drawn lines, by the heads that their numbers are under. Pure.

For the tables that have no rows of the same columns to compare: each block of table 1, and table 3. Only on pages,
whose words have places; a row with fewer numbers than columns shows there which of its cells are empty.
"""

from collections.abc import Sequence
from itertools import takewhile

from forms.declaration import ACROSS, BLOCKS
from forms.normal import normal
from ingest.cells.across_heads import across_heads
from ingest.cells.fact import fact_of
from ingest.cells.form_row import FormRow
from ingest.cells.heads import form_order
from ingest.cells.labels import Labels
from ingest.parse.page_lines import Line, lines_of
from ingest.parse.placed_columns import Columns, Word, aligned, columns_of, whole
from ingest.parse.sheet import Sheet
from ingest.read.document import Row, Spot
from ingest.read.numbers import UNREADABLE, is_value, printed_unit, read_number, scaled

_LEAST = 2  # numbers; a single one may be the number of a page


def take_rows_under_heads(rows: Sequence[Row], sheet: Sheet) -> None:
    """Read rows of table 1 and table 3 that the walk could not, where each number is under one head."""
    lines = list(lines_of(rows))
    _take_blocks(lines, sheet)
    for table in sheet.form.tables_of(ACROSS):
        _take_across(lines, sheet, [sheet.labels.form_row(row) for row in table.block.rows], table.id)


def _take_blocks(lines: Sequence[Line], sheet: Sheet) -> None:
    known = sheet.labels
    loose = [word for line in lines if _row_of(line, known) is None for word in line.words if _has_digit(word[0])]
    heads: dict[str, Word] = {}
    for line in lines:
        if line.words[0][0] in known.corners:
            heads = {column: head for head in _whole(line.words[1:], known) for column in known.column_ids(head[0])}
            continue
        found = _row_of(line, known)
        if found is None or not _is_open(sheet, found[0]):
            continue
        form_row, numbers = found
        own = [heads[column.id] for column in form_row.block.columns if column.id in heads]
        if (
            len(own) != len(form_row.block.columns)
            or len(numbers) >= max(len(own), 2)
            or any(scaled(w) for w, _ in own)
        ):
            continue
        spot = numbers[0][1] if numbers else line.words[0][1]
        money = next((unit for word, _ in own if (unit := printed_unit(word))), None)
        _put(sheet, form_row, _under([head for _, head in own], numbers, spot, loose), line.number, money)


def _whole(words: Sequence[Word], known: Labels) -> list[Word]:
    """The heads of a line, those with a gap in them put together: `本年收费金额（单位：` and `万元）`."""
    heads: list[Word] = []
    for text, spot in words:
        if heads and not known.column_ids(text) and known.column_ids(heads[-1][0] + text):
            before = heads.pop()
            heads.append((before[0] + text, spot._replace(left=before[1].left)))
        else:
            heads.append((text, spot))
    return heads


def _take_across(lines: Sequence[Line], sheet: Sheet, form_rows: list[FormRow], table: str) -> None:
    heads = across_heads(sheet.form.edition, table)
    count = heads.columns * len(form_rows)
    title = {s for each in sheet.form.tables if each.id == table for s in each.title.spellings}
    begin = next((n for n, line in enumerate(lines) if normal(line.text) in title), None)
    if begin is None or not all(_is_open(sheet, form_row) for form_row in form_rows):
        return
    above: list[Line] = []
    for number, first in enumerate(lines[begin + 1 :], begin + 1):
        if not _is_of_values(first):
            above.append(first)
            continue
        # The lines above and below the longest one hold the pieces of numbers that narrow columns broke.
        line = max(takewhile(_is_of_values, lines[number:]), key=lambda each: len(each.words))
        if not _LEAST <= len(line.words) < count:
            return
        words = "\n".join(normal(each.text) for each in above)
        kinds, order = heads.read(words)
        in_order = order == form_order(heads.columns) or (order is None and heads.are_scrambled(words))
        if kinds != tuple(range(len(form_rows))) or not in_order:
            return
        own = [[spot for word, spot in each.words if normal(word) in sheet.labels.head_pieces] for each in above]
        cells = _by_columns(columns_of([spots for spots in own if spots], count), line, lines)
        for n, form_row in enumerate(form_rows):
            part = None if cells is None else cells[n * heads.columns : (n + 1) * heads.columns]
            _put(sheet, form_row, part, line.number, None)
        return


def _is_of_values(line: Line) -> bool:
    return all(is_value(word) for word, _ in line.words)


def _by_columns(columns: Columns | None, line: Line, lines: Sequence[Line]) -> list[Word] | None:
    """The cells of a line of numbers by the columns of its heads, with what is near an empty one."""
    if columns is None:
        return None
    loose = [word for each in lines if each is not line for word in each.words if _has_digit(word[0])]
    return _cells(columns, line.words, line.words[0][1], loose)


def _under(heads: Sequence[Spot], numbers: Sequence[Word], beside: Spot, loose: Sequence[Word]) -> list[Word] | None:
    """The cells under heads; None if numbers and heads are not aligned."""
    columns = aligned(heads, [[spot for _, spot in numbers]])
    return None if columns is None else _cells(columns, numbers, beside, loose)


def _cells(columns: Columns, numbers: Sequence[Word], beside: Spot, loose: Sequence[Word]) -> list[Word] | None:
    places = columns.of([spot for _, spot in numbers])
    if places is None:
        return None
    at = dict(zip(places, numbers, strict=True))
    cells: list[Word] = []
    for n in range(len(columns.places)):
        own, spot = at.get(n, ("", beside))
        cells.append((whole(own, n, beside, columns, loose), spot))
    return cells


def _put(sheet: Sheet, form_row: FormRow, cells: Sequence[Word] | None, line: int, money: str | None) -> None:
    if cells is None:
        return
    for cell, column, (text, spot) in zip(form_row.cells, form_row.block.columns, cells, strict=True):
        sheet.found.add(cell[0])
        sheet.decide(cell, fact_of(column, text, line, money)._replace(spot=spot))


def _row_of(line: Line, known: Labels) -> tuple[FormRow, tuple[Word, ...]] | None:
    """The row of table 1 whose label a line begins with, and the numbers behind it."""
    end = len(line.words)
    while end and is_value(line.words[end - 1][0]):
        end -= 1
    form_row = known.row("".join(word for word, _ in line.words[:end])) if end else None
    return None if form_row is None or form_row.block.layout != BLOCKS else (form_row, line.words[end:])


def _is_open(sheet: Sheet, form_row: FormRow) -> bool:
    """Whether nothing was read of a row, and nothing contradicts itself in it."""
    facts = [sheet.facts.get(cell) for cell in form_row.cells]
    return not sheet.contested.intersection(form_row.cells) and all(
        fact is None or fact.state == UNREADABLE for fact in facts
    )


def _has_digit(word: str) -> bool:
    return read_number(word).value is not None or word.strip().isdecimal()
