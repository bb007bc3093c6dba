"""Look up which row of the form a printed label refers to: the dictionary of one edition, in normal form."""

import re
from collections.abc import Callable
from functools import cache
from typing import TypeVar

from forms import Form, FormError, Row, Table, form
from forms.declaration import ACROSS, BLOCKS, ROWS
from forms.normal import normal
from ingest.cells.fact import plain
from ingest.cells.form_row import BLOCK, HEADS, CellMeaning, FormRow, PlainRow, form_row_of
from ingest.cells.spellings import BRACKETS, LONGEST_LABEL, forms_of

_STRAY_DIGIT = re.compile(r"\d")
_LEADING = re.compile(r"^\s*+[（(]?\s*+\d{1,2}\s*+[）)、.．,，]?")
_NUMBERED = re.compile(r"[（(]?(?P<number>[一二三四五六七八九十]+|\d+)[）)、.．](?P<label>.+)")
_NARRATIVE = re.compile(r"[，。；]|\d\s*[件宗起条]")  # a sentence, or a part of one: `其中结果维持 7 件`
_JOIN = 8  # a label is split over at most this many cells
_LONGEST = 120  # characters; anything longer is narrative
_LONGEST_HEAD = 80  # characters
_REMEMBERED = 20_000  # texts whose lookup is cached, to bound memory


K = TypeVar("K")
V = TypeVar("V")


_NOTHING = CellMeaning()


class _Remembered(dict[K, V]):
    """A bounded cache of lookups."""

    def __init__(self, find: Callable[[K], V]) -> None:
        self.find = find

    def __missing__(self, key: K) -> V:
        answer = self.find(key)
        if len(self) < _REMEMBERED:
            self[key] = answer
        return answer


class Labels:
    """Looks up printed labels of one edition: rows, sub-rows, column heads, and all other known labels."""

    def __init__(self, edition: Form) -> None:
        self.form = edition
        self.edition = edition.edition
        self.rows: dict[str, FormRow] = {}
        self.parts: dict[str, FormRow] = {}
        self.columns: dict[str, set[str]] = {}
        self.openings: dict[str, str] = {}
        self.known: set[str] = set()
        self.numbered: list[tuple[re.Pattern[str], FormRow]] = []
        for table in edition.tables:
            self._learn(table)
        corners = {s for table in edition.tables if table.corner for s in (table.corner.zh, *table.corner.spellings)}
        self.corners = tuple(sorted(corners))
        self.money_columns = frozenset(
            column.id for table in edition.tables for block in table.blocks for column in block.columns if column.money
        )
        # 其他 is a column of table two, and a sub-row of table one: only these are heads of a block.
        self.block_columns = frozenset(
            column.id for table in edition.tables_of(BLOCKS) for block in table.blocks for column in block.columns
        )
        # Heads of rows side by side, and their pieces: narrow columns print 结果 twice beside itself, above 维持 纠正.
        across = [s for table in edition.tables_of(ACROSS) for c in table.block.columns for s in c.label.spellings]
        self.head_pieces = frozenset(s[i:j] for s in across for i in range(len(s)) for j in range(i + 1, len(s) + 1))
        self.groups: set[str] = set()
        for group in edition.groups.values():
            self.groups |= group.label.spellings
        self.known |= self.groups
        outermost = {row.groups[0] for table in edition.tables for block in table.blocks for row in block.rows
                     if row.groups}  # fmt: skip
        letters = {re.escape(sign) for group in outermost for sign in edition.groups[group].label.zh}
        # A piece of the heading that is printed vertically beside the rows.
        self.upright = re.compile(f"[{''.join(sorted(letters))}]{{1,2}}") if letters else None
        behind = edition.parts_behind
        self.end_titles = frozenset(spelling for part in behind for spelling in part.label.spellings)
        self.end_heading = re.compile(rf"[\s#*]*[{''.join(part.number for part in behind)}]\s*、")
        # Widths of the tables whose plain rows take the fast path.
        plain_tables = [table for table in edition.tables_of(ROWS) if not any(c.money for c in table.block.columns)]
        self.widths = tuple(sorted({len(table.block.columns) for table in plain_tables}))
        self.single: FormRow | None = None
        self.single_parts: frozenset[str] = frozenset()
        if (single := edition.single_row) is not None:
            block = next(table.block for table in edition.tables if table.by_applicant)
            self.single = form_row_of(block, single)
            self.single_parts = frozenset(
                figure for row in block.rows if single.id in row.groups for figure, _ in block.cells_of(row)
            )
            self._learn_row(self.single)
        self._row_of = _Remembered(self._find_row)
        self._sign_of = _Remembered(self._read_sign)
        self._head_text = _Remembered(self._read_head_text)
        self._plain = _Remembered(self._read_plain)
        self._is_known = _Remembered(self._look_up)

    def _learn(self, table: Table) -> None:
        self.known |= table.title.spellings
        self.openings |= dict.fromkeys(table.title.spellings, table.id)
        if table.corner is not None:
            self.known |= table.corner.spellings
            self.openings |= dict.fromkeys(table.corner.spellings, HEADS)
        for head in table.heads:
            self.known |= head.label.spellings
        for block in table.blocks:
            if block.heading:
                self.known |= block.heading.spellings
                self.openings |= dict.fromkeys(block.heading.spellings, BLOCK)
            for column in block.columns:
                for spelling in column.label.spellings:
                    self.columns.setdefault(spelling, set()).add(column.id)
            for row in block.rows:
                self._learn_row(form_row_of(block, row))

    def _learn_row(self, form_row: FormRow) -> None:
        row = form_row.row
        for spelling in row.label.spellings:
            self.rows[spelling] = form_row
        for part in row.parts:
            self.parts[part] = form_row
        if row.under is not None:
            self.known.add(normal(row.under))
        for short in row.numbered:
            printed = _NUMBERED.fullmatch(short)
            if printed is None:
                raise FormError(f"{self.edition}.yml: “{short}” of row {row.id} has no number before its label")
            number, label = re.escape(printed["number"]), re.escape(printed["label"])
            self.numbered.append((re.compile(rf"\s*[（(]?{number}[）)、]\s*{label}\s*$"), form_row))

    def row_ending(self, cells: list[str], end: int, cut: bool = True) -> tuple[FormRow, int] | None:
        """Return the row whose label ends in cell `end`, and the cell where the label begins.

        With `cut`, the label may be split over up to eight cells; else over as many as hold words side by side.
        """
        joined = cells[end]
        if (form_row := self.row(joined)) is not None:
            return form_row, end
        if len(joined) < _LONGEST:
            for start in range(end - 1, max(-1, end - _JOIN), -1):
                if not cut and (not cells[start].strip() or self.is_known(cells[start])):
                    return None
                joined = cells[start] + joined
                if len(joined) > _LONGEST:
                    return None
                if (form_row := self.row(joined)) is not None:
                    return form_row, start
        return None

    def row(self, text: str) -> FormRow | None:
        """Return the row whose complete label this is."""
        return self._row_of[text]

    def _find_row(self, text: str) -> FormRow | None:
        if len(text) > LONGEST_LABEL:
            return None
        if numbered := next((form_row for pattern, form_row in self.numbered if pattern.match(text)), None):
            return numbered
        if _STRAY_DIGIT.search(_LEADING.sub("", BRACKETS.sub("", text))):
            return None if " " not in text.strip() else self._behind_pieces(text)  # a number merged into its label
        form_row = next((self.rows[each] for each in forms_of(text) if each in self.rows), None)
        if form_row is None and " " in text.strip() and len(text) < _LONGEST:
            form_row = self._behind_pieces(text)
        return form_row

    def _behind_pieces(self, text: str) -> FormRow | None:
        """`三、本年度办理结果 （一）予以公开`: group headings and the label in one cell, separated by spaces."""
        pieces = text.split()
        for at in range(1, len(pieces)):
            label = " ".join(pieces[at:])
            if not _STRAY_DIGIT.search(_LEADING.sub("", BRACKETS.sub("", label))) and all(
                self.is_piece_of_group(piece) for piece in pieces[:at]
            ):
                form_row = next((self.rows[each] for each in forms_of(label) if each in self.rows), None)
                if form_row is not None:
                    return form_row
        return None

    def plain_row(self, cells: list[str]) -> PlainRow | None:
        """Return a plain row of table 2, or None; cached, as most rows of most reports are rows of zeros."""
        return self._plain[tuple(cells)]

    def _read_plain(self, cells: tuple[str, ...]) -> PlainRow | None:
        end = len(cells)
        while end and not cells[end - 1]:
            end -= 1  # empty cells after the last number: a table's spare columns
        for width in self.widths:
            start = end - width
            form_row = self.row(cells[start - 1]) if 1 <= start <= 3 else None
            if form_row is None or form_row.row.elsewhere or len(form_row.cells) != width:
                continue
            if form_row.block.layout != ROWS:
                continue
            numbers = [number for cell in cells[start:end] if (number := plain(cell)) is not None]
            if len(numbers) == width:
                return PlainRow(form_row, start, tuple(numbers), tuple(cell.strip() for cell in cells[start:end]))
        return None

    def head_text(self, text: str) -> str:
        """Return what a cell may say about columns: its normal form, or "" for the heading of a group of rows."""
        return self._head_text[text]

    def _read_head_text(self, text: str) -> str:
        if len(text) > _LONGEST_HEAD:
            return ""
        narrative = _NARRATIVE.search(BRACKETS.sub("", text)) is not None
        return "" if narrative or self.is_group(text) else normal(text)

    def is_piece_of_group(self, text: str) -> bool:
        """Whether this is a group's heading or a piece of one, as narrow columns split it beside the rows."""
        bare = normal(text)
        upright = self.upright is not None and self.upright.fullmatch(text) is not None
        return not bare or upright or any(bare in group for group in self.groups)

    def is_group(self, text: str) -> bool:
        return any(each in self.groups for each in forms_of(text))

    def form_row(self, row: Row) -> FormRow:
        """Return the FormRow of a declared row."""
        return next(self.rows[spelling] for spelling in row.label.spellings if self.rows[spelling].row.id == row.id)

    def part(self, text: str) -> FormRow | None:
        """Return the row that has this sub-row."""
        return next((self.parts[each] for each in forms_of(text) if each in self.parts), None)

    def sign(self, text: str) -> CellMeaning | None:
        """Return what a cell implies about the rows that follow it; None for nearly all cells."""
        return self._sign_of[text]

    def _read_sign(self, text: str) -> CellMeaning | None:
        ends = self.end_heading.match(text) is not None or normal(text) in self.end_titles
        if len(text) > _LONGEST:
            return CellMeaning(ends=True) if ends else None
        spellings = forms_of(text)
        form_row = self.row(text)
        opens = next((self.openings[each] for each in spellings if each in self.openings), None)
        sign = CellMeaning(
            frozenset(self.column_ids(text)), form_row if form_row and form_row.row.parts else None, opens, ends
        )
        return None if sign == _NOTHING else sign

    def column_ids(self, cell: str) -> set[str]:
        for spelling in forms_of(cell):
            if spelling in self.columns:
                return self.columns[spelling]
        return set()

    def is_known(self, cell: str) -> bool:
        """Whether this is anything that the form prints."""
        return self._is_known[cell]

    def _look_up(self, cell: str) -> bool:
        return any(
            spelling in self.known or spelling in self.rows or spelling in self.columns for spelling in forms_of(cell)
        )


@cache
def labels(edition: int) -> Labels:
    return Labels(form(edition))
