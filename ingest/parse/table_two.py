"""Tables with one line of heads above all rows (table 2): columns by their heads, and by all rows of a shape."""

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from forms import Table
from ingest.cells.columns import Shape, windows
from ingest.cells.fact import Fact
from ingest.cells.form_row import FormRow, PlainRow
from ingest.cells.heads import FOREIGN, Order, RowHeads, row_heads
from ingest.parse.damaged_labels import assign
from ingest.parse.heads_in_place import HeadsInPlace, heads_above
from ingest.parse.labels_in_place import is_between, labels_in_place, rows_in_place
from ingest.parse.page_lines import lines_of
from ingest.parse.placed_columns import (
    Columns,
    Word,
    columns_of,
    columns_under,
    nearest_rows,
    whole,
    with_blanks,
    with_pieces,
)
from ingest.parse.sheet import Sheet
from ingest.read.document import Row, Spot
from ingest.read.numbers import BLANK, PRINTED, UNREADABLE, has_digits, is_words, read_number
from ingest.recover.resolve import UndecidedRow

# Heads that say nothing about the numbers below them.
_NAMELESS = re.compile(r"数据\d*|类别|项目|总计|合计|序号|数量|\(?\s*数据项目\s*\)?|（数据项目）")


@dataclass(slots=True)
class TableTwo:
    """The current order of the columns, and the rows encountered.

    `rows` maps rows of the document to rows of the form; `waiting` are those that keep empty cells, whose columns are
    decided once all rows have been seen; `whole` counts the shapes of rows taken by `take_plain`. `places` are the
    places of the numbers of whole rows on pages without lines.
    """

    sheet: Sheet
    table: Table
    heads: RowHeads
    order: Order | None
    rows: dict[int, FormRow] = field(default_factory=dict)
    waiting: list[UndecidedRow] = field(default_factory=list)
    whole: Counter[Shape] = field(default_factory=Counter)
    printed_heads: str = ""
    places: dict[int, list[Spot]] = field(default_factory=dict)

    @classmethod
    def on(cls, sheet: Sheet, table: Table) -> "TableTwo":
        """Begin with the form's own order of columns."""
        heads = row_heads(sheet.form.edition, table.id)
        return cls(sheet, table, heads, heads.form_order)

    @property
    def columns(self) -> int:
        return len(self.heads.form_order)

    def take_plain(self, plain: PlainRow, number: int, row: Row) -> bool:
        """Take a label followed by exactly its plain numbers on the fast path; return whether it was taken.

        Anything unusual is left to the general path, so that both always agree.
        """
        form_row, start, numbers, texts = plain
        if self.order is not self.heads.form_order or form_row.cells[0] in self.sheet.facts:
            return False
        end = start + len(numbers)
        unit = form_row.block.columns[0].unit
        lines = row.lines[start:end]
        facts = [Fact(n, unit, PRINTED, text, line) for n, text, line in zip(numbers, texts, lines, strict=True)]
        if row.spots is not None:
            facts = [fact._replace(spot=spot) for fact, spot in zip(facts, row.spots[start:end], strict=True)]
        self.sheet.facts.update(zip(form_row.cells, facts, strict=True))
        self.sheet.found.update(form_row.figures)
        self.rows[number] = form_row
        self.whole[len(row.cells), start] += 1
        if row.words and row.blanks_between and row.spots is not None:
            self.places[number] = row.spots[start:end]
        if self.sheet.taken is not None:
            self.sheet.heads = self.printed_heads
            self.sheet.trace(form_row, row, start, list(range(start, end)))
        return True

    def take_heads(self, words: str, own_words: str, in_grid: bool) -> bool:
        """Take the heads among the words above a row; return whether there are any. In a grid, only its own count."""
        has_heads, order = self.heads.order(own_words if in_grid else words)
        if has_heads:
            self.printed_heads = own_words if in_grid else words
            self.order = self.heads.form_order if order == self.heads.form_order else order
        return has_heads

    def take(self, form_row: FormRow, number: int, row: Row, start: int) -> None:
        """Take a row of numbers after its label.

        It waits until all rows have been seen if empty cells are kept, or if the order of the columns may be found
        from the places of their heads.
        """
        self.sheet.found.add(form_row.figure)
        self.rows[number] = form_row
        if row.keeps_blanks or (self.order is None and row.words and row.blanks_between):
            self.waiting.append(UndecidedRow(form_row, row, start, self.order))
        else:
            self._keep_whole(form_row, number, row, start)

    def _keep_whole(self, form_row: FormRow, number: int, row: Row, start: int) -> None:
        whole = len(row.cells) - start == self.columns and self.order is not None
        if whole and row.words and row.blanks_between and row.spots is not None:
            self.places[number] = row.spots[start:]
        self.sheet.heads = self.printed_heads
        self.sheet.keep(form_row, row, [start + n for n in self.order] if whole and self.order else None, start)

    def note_foreign(self, form_row: FormRow, row: Row, heads: Row) -> None:
        """Note that the heads above a row are not those of its table, so that it is read in the form's order."""
        words = [cell.strip() for cell in heads.cells if is_words(cell)]
        named = [word for word in words if not _NAMELESS.fullmatch(word)]
        if len(heads.cells) == len(row.cells) and len(named) >= 3:
            self.sheet.note("foreign_heads", form_row.figure, heads.lines[0], heads="、".join(named[:7]))

    # -- after the walk ---

    def place_by_position(self, rows: list[Row], fragments: set[int]) -> None:
        """Read rows with wrapped or damaged labels by order and proximity, or not at all."""
        if len(self.rows) >= len(self.table.block.rows):
            return
        for assigned in assign(rows, self.rows, self.sheet.labels, self.table):
            if assigned.index in fragments:
                continue
            row = rows[assigned.index]
            sheet = self.sheet
            sheet.findings = [f for f in sheet.findings if f.message_id != "unknown_row" or f.line not in row.lines]
            if assigned.damaged is not None:
                sheet.note("damaged_label", assigned.form_row.figure, row.lines[0], label=assigned.damaged)
            self.rows[assigned.index] = assigned.form_row
            if row.words and (self.order is None or len(row.cells) - assigned.start < self.columns):
                sheet.found.add(assigned.form_row.figure)
                self.waiting.append(UndecidedRow(assigned.form_row, row, assigned.start, self.order))
            else:
                self._keep_whole(assigned.form_row, assigned.index, row, assigned.start)

    def drop_fragments(self, rows: list[Row], fragments: set[int]) -> None:
        """Mark rows next to lines of bare numbers unreadable: their own numbers may be split over lines."""
        if self.waiting and self._places(rows) is not None:  # where the pieces of numbers are found beside their cells
            fragments = {index for index in fragments if not rows[index].words}
        for index in fragments & self.rows.keys():
            form_row = self.rows[index]
            self.waiting = [row for row in self.waiting if row.form_row is not form_row]
            self._refuse(form_row, rows[index])

    def _refuse(self, form_row: FormRow, row: Row) -> None:
        """Mark a row unreadable that was read before."""
        for cell in form_row.cells:
            self.sheet.facts.pop(cell, None)
        self.sheet.keep(form_row, row, None, max(0, len(row.cells) - len(form_row.cells)))

    def _places(self, all_rows: Sequence[Row]) -> Columns | None:
        """Where the columns are on pages without drawn lines, if the numbers of all rows show it, or the heads."""
        lines = [each for each in self.waiting if each.row.words and each.row.spots and each.row.blanks_between]
        rows = [*self.places.values(), *(each.row.spots[each.start :] for each in lines if each.row.spots)]
        if not self.rows or not rows:
            return None
        heads = self._heads_above(all_rows)
        known = None if heads.are_beside_foreign() else columns_of(rows, self.columns)
        return known or columns_under(heads.spots, rows, self.columns)

    def _heads_above(self, all_rows: Sequence[Row]) -> HeadsInPlace:
        return heads_above(all_rows, min(self.rows), self.heads) if self.rows else HeadsInPlace(self.heads)

    def _hold_against_places(self, all_rows: Sequence[Row]) -> None:
        """Take the order of the columns from the places of their heads; leave whole rows open that are not below them.

        Without lines, a column that the form does not have, and a blank in the same row, look like a whole row.
        """
        columns, heads = self._places(all_rows), self._heads_above(all_rows)
        order = None if columns is None or FOREIGN in self.printed_heads else heads.order()
        if order is None and (heads.are_crossed() or heads.are_beside_foreign()):
            self.order = None
            self.waiting = [replace(each, order=None) if each.row.words else each for each in self.waiting]
        elif order is not None:
            self.order = order
            self.waiting = [replace(each, order=order) if each.row.words else each for each in self.waiting]
        in_order = self.order == self.heads.form_order
        for number, spots in self.places.items():
            if columns is None:
                self._wait_again(number, all_rows[number], None)
            elif not in_order or columns.of(spots) is None:
                self._wait_again(number, all_rows[number], self.order)

    def _wait_again(self, number: int, row: Row, order: Order | None) -> None:
        """Let a row wait for its columns that was read as a whole."""
        form_row = self.rows[number]
        for cell in form_row.cells:
            self.sheet.facts.pop(cell, None)
        self.waiting.append(UndecidedRow(form_row, row, len(row.cells) - self.columns, order))

    def _find_blanks(self, all_rows: Sequence[Row]) -> None:
        """Give rows of pages without drawn lines a cell for each column, from where their numbers are.

        Numbers that no row has may be pieces of one that a narrow cell broke: of the row that they are nearest to.
        """
        if (columns := self._places(all_rows)) is None:
            return
        boxes = self._labels_in_place(all_rows, columns)
        numbers = {word: line.number for n, row in enumerate(all_rows) if n not in self.rows
                   for line in lines_of([row]) for word in line.words if has_digits(word[0])}  # fmt: skip
        in_place = rows_in_place(boxes, numbers, columns)
        used = {word for own, _ in in_place.values() for word in own}
        levels = {form_row: spots[-1] for n, form_row in self.rows.items() if (spots := all_rows[n].spots)}
        levels |= {form_row: row.spots[0] for form_row, (_, row) in in_place.items() if row.spots}
        loose = nearest_rows([word for word in numbers if word not in used], levels)
        waiting = {each.form_row for each in self.waiting}
        for n, each in enumerate(self.waiting):
            if each.row.words and each.row.blanks_between and len(each.row.cells) > each.start:
                row = with_blanks(each.row, each.start, columns, loose[each.form_row])
                self.waiting[n] = each if row is None else replace(each, row=row)
        for form_row, level in levels.items():
            if loose[form_row] and form_row not in waiting and form_row not in in_place:
                self._refuse_broken(form_row, level, columns, loose[form_row])
        for form_row, (_, row) in in_place.items():
            self.sheet.found.add(form_row.figure)
            self.waiting.append(UndecidedRow(form_row, with_pieces(row, columns, loose[form_row]), 1, self.order))

    def _refuse_broken(self, form_row: FormRow, level: Spot, columns: Columns, loose: Sequence[Word]) -> None:
        """Mark numbers of a whole row unreadable where pieces are near them: a narrow cell broke them."""
        for n, cell in enumerate(form_row.cells):
            fact = self.sheet.facts.get(cell)
            if fact is None or fact.state != PRINTED or not fact.printed:
                continue
            text = whole(fact.printed, n, level, columns, loose)
            if text != fact.printed:
                self.sheet.facts[cell] = fact._replace(value=None, unit=None, state=UNREADABLE, printed=text)

    def _missing(self) -> list[FormRow]:
        """The rows of the table that were not encountered, in the form's order."""
        every = [self.sheet.labels.form_row(row) for row in self.table.block.rows]
        return [form_row for form_row in every if self.sheet.found.isdisjoint(form_row.figures)]

    def _labels_in_place(self, all_rows: Sequence[Row], columns: Columns) -> dict[FormRow, Spot]:
        """The labels of missing rows by their places, left of the columns and between the rows before and behind."""
        known = self.sheet.labels
        order = {known.form_row(row): n for n, row in enumerate(self.table.block.rows)}
        placed = {order[form_row]: spots[-1] for n, form_row in self.rows.items()
                  if form_row in order and (spots := all_rows[n].spots)}  # fmt: skip
        words = [word for row in all_rows for word in row.words]
        boxes = {
            form_row: [
                box for box in printed
                if box.right <= columns.places[0] and is_between(order[form_row], box, placed)
            ]
            for form_row, printed in labels_in_place(words, known, self._missing()).items()
        }  # fmt: skip
        return {form_row: own[0] for form_row, own in boxes.items() if len(own) == 1}

    def decide_columns(self, rows: Sequence[Row]) -> None:
        """Decide the columns of rows that keep blanks, now that all rows have been seen."""
        self.sheet.heads = self.printed_heads
        if any(row.words for row in rows):
            self._hold_against_places(rows)
            self._find_blanks(rows)
        begins = windows([(row.row.cells, row.start) for row in self.waiting], self.columns, self.whole)
        for waiting, begin in zip(self.waiting, begins, strict=True):
            form_row, row, start, order = waiting.form_row, waiting.row, waiting.start, waiting.order
            if begin is None or order is None:
                self.sheet.keep(form_row, row, None, start)
                self.sheet.undecided.append(waiting)
                continue
            self.sheet.keep(form_row, row, [begin + n for n in order], start)
            self.sheet.leave_to_arithmetic(form_row, row, begin, order)
            printed = [i for i in range(start, len(row.cells)) if read_number(row.cells[i]).state != BLANK]
            if printed and printed[-1] - printed[0] >= self.columns:
                self.sheet.note("surplus", form_row.figure, row.lines[-1], printed=len(printed), wanted=self.columns)
