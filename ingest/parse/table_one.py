"""Tables in blocks (table 1): rows under heads of their own, some with sub-rows."""

import re
from dataclasses import dataclass, field

from forms import Block
from ingest.cells.columns import is_printed, one_window, printed_cells
from ingest.cells.form_row import BLOCK, HEADS, CellMeaning, FormRow
from ingest.cells.heads import Order, disclosure_order
from ingest.cells.wrapped_heads import wrapped_heads
from ingest.parse.sheet import Sheet
from ingest.parse.subrows import SubRows
from ingest.read.document import Row
from ingest.read.numbers import printed_unit, read_number, scaled

_BLANKS = re.compile(r"\s+(?![^（(）)]*[）)])")  # not within brackets: `本年收费金额（单位： 万元）` is one head
_LONGEST_HEADS = 1000  # characters of a cell with heads


@dataclass(slots=True)
class TableOne:
    """The heads above the current block, and the row whose sub-rows may follow (`parent`).

    `in_form`: the tables have begun; `collecting`: heads are being read; `scaled_heads`: the heads count in hundreds,
    thousands or another currency, so that no number below them can be used; `levels`: all words above the rows of the
    block, by the row or line that prints them, for heads that are wrapped over several; `has_rows`: a row was taken;
    `is_over`: a row of another table was.
    """

    sheet: Sheet
    subrows: SubRows
    in_form: bool = False
    heads: list[str] = field(default_factory=list)
    levels: dict[tuple[int, int], list[str]] = field(default_factory=dict)
    has_rows: bool = False
    is_over: bool = False
    heads_row: Row | None = None
    collecting: bool = False
    scaled_heads: bool = False
    parent: FormRow | None = None

    def open_block(self, opens: str, row: Row) -> None:
        """Begin a new block or its line of heads."""
        self.heads, self.collecting, self.parent, self.in_form = [], opens == HEADS, None, True
        if opens == BLOCK or self.has_rows:
            self.levels, self.has_rows = {}, False
        self.scaled_heads = self.is_over = False
        self.heads_row = row if opens == HEADS and row.keeps_blanks else None

    def open_table(self) -> None:
        """Begin a table at its title."""
        self.in_form = True
        self.collecting = False

    def take_heads(self, text: str, sign: CellMeaning | None, level: tuple[int, int]) -> None:
        """Take a cell of heads before a row's label; it may hold the corner followed by all heads (信息内容 …).

        `level` identifies the row or line of the document that prints it.
        """
        labels = self.sheet.labels
        if sign is None or sign.opens != BLOCK:
            self.levels.setdefault(level, []).append(text)
        if not self.collecting and sign is None and not text.startswith(labels.corners):
            return
        pieces = _pieces(text) if text.startswith(labels.corners) else [text]
        loose = self.collecting and sign is None and labels.row(text) is None
        if loose or (sign is not None and sign.columns & labels.block_columns):
            self.heads += [piece for piece in pieces if piece not in labels.corners]
            self.collecting = True
        elif len(pieces) > 1:
            self.heads, self.collecting, self.heads_row = pieces[1:], True, None
            self.in_form = True
            for piece in pieces[1:]:
                self.take_head_unit(piece, frozenset(labels.column_ids(piece)))

    def take_head_unit(self, text: str, columns: frozenset[str]) -> None:
        """Take the unit printed in a head: a unit of money, or one that is not the form's."""
        if columns & self.sheet.labels.money_columns:
            self.sheet.money = printed_unit(text)
        elif columns and scaled(text):
            self.scaled_heads = True

    def take(self, form_row: FormRow, row: Row, start: int) -> None:
        """Take a row of numbers after its label."""
        self.parent = form_row if form_row.row.parts else None
        self.has_rows = True
        if self.sheet.taken is not None:
            self.sheet.heads = " ".join(self.heads)
        columns = len(form_row.block.columns)
        indexes = self._by_heads(form_row, row, start)
        if indexes is None and not self.scaled_heads and self._may_be_whole(row, start, columns):
            order = self._order(form_row.block)
            count = len(row.cells) - start
            keeps = row.keeps_blanks and not row.blanks_between  # else the same number twice may be one in two pieces
            begin = start if count == columns else one_window(row.cells, start, columns) if keeps else None
            printed = printed_cells(row.cells, start)
            if order is not None and begin is not None and count >= columns:
                indexes = [begin + n for n in order]
            elif order is not None and row.keeps_blanks and len(printed) == columns:
                indexes = [printed[n] for n in order]  # empty cells beside merged ones, and a number for each column
        self.sheet.keep(form_row, row, None if self.scaled_heads else indexes, start)

    def _order(self, block: Block) -> Order | None:
        """The order of a block's columns: by its heads as they are, or put together from the lines they wrap over."""
        if (order := disclosure_order(self.heads, block, self.sheet.labels)) is not None:
            return order
        corners = self.sheet.labels.corners
        levels = (
            tuple(piece for text in level for piece in _pieces(text) if piece not in corners)
            for level in self.levels.values()
        )
        wrapped = wrapped_heads(tuple(filter(None, levels)), block)
        if wrapped is None:
            return None
        for column, head in zip(block.columns, wrapped.printed, strict=True):
            self.take_head_unit(head, frozenset((column.id,)))
        return wrapped.order

    def _may_be_whole(self, row: Row, start: int, columns: int) -> bool:
        """False for a row with empty cells whose width differs from its heads': it gained or lost unknown cells.

        And for one with a number under an empty head, unless all its numbers are there.
        """
        if not row.keeps_blanks or self.heads_row is None:
            return True
        if len(row.cells) == len(self.heads_row.cells):
            return len(printed_cells(row.cells, start)) == columns or not self._under_no_head(row, start)
        printed = len(printed_cells(row.cells, start))
        return printed == len(row.cells) - start or (columns == 1 and printed <= 1)

    def _by_heads(self, form_row: FormRow, row: Row, start: int) -> list[int] | None:
        """Columns by the heads above them, if heads and row have the same width."""
        if not row.keeps_blanks or self.heads_row is None or len(self.heads_row.cells) != len(row.cells):
            return None
        index_of: dict[str, int] = {}
        spread: set[int] = set()
        for i, head in enumerate(self.heads_row.cells):
            for column_id in self.sheet.labels.column_ids(head):
                # What a merged cell held may be repeated in each of its cells, heads and numbers alike.
                if column_id in index_of and row.cells[i].strip() != row.cells[index_of[column_id]].strip():
                    return None
                index_of.setdefault(column_id, i)
                spread.add(i)
        indexes = [index_of[column.id] for column in form_row.block.columns if column.id in index_of]
        if len(indexes) != len(form_row.block.columns):
            return None
        if self._under_no_head(row, start) and not all(is_printed(row.cells[i]) for i in indexes):
            # A merged head leaves an empty one beside it: numbers for all columns are those columns, in order.
            printed, places = printed_cells(row.cells, start), sorted(indexes)
            return [printed[places.index(i)] for i in indexes] if len(printed) == len(indexes) else None
        for i, cell in enumerate(row.cells):
            if i not in indexes and i not in spread and read_number(cell).value is not None:
                self.sheet.note("outside", form_row.figure, row.lines[i], text=cell.strip())
        return indexes

    def _under_no_head(self, row: Row, start: int) -> list[int]:
        """The cells behind the label that hold a number and have an empty head above them."""
        heads = self.heads_row.cells if self.heads_row is not None else []
        return [i for i in range(start, len(row.cells)) if read_number(row.cells[i]).value is not None
                and i < len(heads) and not heads[i].strip()]  # fmt: skip

    def take_subrow(self, row: Row, label: int) -> bool:
        """Take a row if it is a sub-row, such as 行政检查 under 其他对外管理服务事项; return whether it is."""
        labels = self.sheet.labels
        form_row = labels.part(row.cells[label])
        if form_row is None or not self.in_form:
            return False
        if form_row != self.parent and not any(labels.row(cell) == form_row for cell in row.cells[:label]):
            return False
        self.parent = form_row
        self.subrows.take(form_row, row, label, self._order(form_row.block), readable=not self.scaled_heads)
        return True


def _pieces(text: str) -> list[str]:
    """The heads in a text, with blanks between them."""
    bracketed = len(text) <= _LONGEST_HEADS and ("（" in text or "(" in text)
    return _BLANKS.split(text.strip()) if bracketed else text.split()
