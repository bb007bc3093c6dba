"""One walk over the rows of a document: heads, labels and numbers in reading order. Pure.

A row of numbers is taken only if its label is known, its columns are determined by their heads (or there are none),
and its cells can be assigned to them; nothing is moved, filled in or corrected. Anything that the document prints
besides the form becomes a finding.
"""

import re
from dataclasses import dataclass
from functools import cache

from forms import EDITIONS, form
from forms.declaration import ACROSS, BLOCKS, ROWS
from forms.normal import normal
from ingest.cells.columns import is_printed
from ingest.cells.form_row import BLOCK, HEADS, CellMeaning, FormRow
from ingest.cells.heads import FOREIGN
from ingest.cells.labels import Labels, labels
from ingest.parse.continued import Above
from ingest.parse.guessed_grids import with_numbers_apart
from ingest.parse.misread import as_printed
from ingest.parse.page_breaks import rejoined
from ingest.parse.sheet import Sheet
from ingest.parse.split_words import with_whole_words
from ingest.parse.subrows import SubRows
from ingest.parse.table_one import TableOne
from ingest.parse.table_three import TableThree
from ingest.parse.table_two import TableTwo
from ingest.parse.words import Words
from ingest.parse.wrapped_labels import with_whole_labels
from ingest.read.document import OBJECT, Document, Row
from ingest.read.numbers import BLANK, is_words, read_number
from ingest.read.printed_frames import are_numbered

_NEAR_HEADS = 6  # cells before a label in which the heads of table 3 may be
_FIRST = ("0", "")  # of the cells that number the columns of a table
_LONGEST_LABEL = 60  # characters; anything longer is narrative


@dataclass(slots=True)
class Walk:
    """State carried from earlier rows of a document to later ones, table by table."""

    sheet: Sheet
    one: TableOne
    twos: dict[str, TableTwo]
    threes: dict[str, TableThree]
    words: Words
    ended: bool = False
    at: int = 0
    above: Above | None = None
    before: Row | None = None

    def over(self, rows: list[Row]) -> None:
        """Take all rows of a document."""
        take = self._take
        for self.at, row in enumerate(rows):
            take(row)
            self.before = row

    def is_complete(self) -> bool:
        """Whether every row of the form was encountered; then no row can have been cut in two."""
        return any(figures <= self.sheet.found for figures in _first_figures(self.sheet.form.edition))

    def _take(self, row: Row) -> None:
        """Classify a row (heads, a row of numbers, or neither) and record its content."""
        if (row.keeps_blanks and self._take_plain(row)) or (row.cells[0] in _FIRST and are_numbered(row.cells)):
            return
        cells = row.cells
        words = [i for i, cell in enumerate(cells) if is_words(cell)]
        if not words:
            self._take_unlabelled(row, 0)
            return
        last = words[-1]
        behind = len(cells) - last - 1
        label = self._find_label(row, words) if behind or not row.keeps_blanks else None
        self._take_heads(row, words, label[1] if label is not None else len(row.cells))
        if label is not None:
            form_row, begin, start = label
            self._take_row(form_row, row, start, begin)
        elif behind and not row.keeps_blanks and self._take_unlabelled(row, last + 1):
            return
        elif behind and not (not self.ended and self.one.take_subrow(row, last)):
            self._note_unknown(row, last)

    def _take_plain(self, row: Row) -> bool:
        """Take the common case on a fast path: a row of table 2 with its label followed by exactly its numbers."""
        if self.words.all or self.ended:
            return False
        plain = self.sheet.labels.plain_row(row.cells)
        return plain is not None and self.twos[plain.form_row.table].take_plain(plain, self.at, row)

    def _find_label(self, row: Row, words: list[int]) -> tuple[FormRow, int, int] | None:
        """(row of the form, cell where its label begins, first cell after it) for a row of numbers."""
        for end in reversed(words):
            found = self.sheet.labels.row_ending(row.cells, end, not row.keeps_blanks)
            if found is None and self.sheet.labels.part(row.cells[end]) is not None:
                return None
            if found is not None and end + 1 < len(row.cells) and self._fits(found[0], row, end):
                return found[0], found[1], end + 1
            if not row.keeps_blanks:
                break
        return None

    def _fits(self, form_row: FormRow, row: Row, end: int) -> bool:
        """Whether a label counts here: an ambiguous one only in its place, and none in a row of heads."""
        after = row.cells[end + 1 :]
        known = self.sheet.labels
        if self.ended or any(is_words(cell) and known.is_known(cell) for cell in after):
            return False
        if not any(any(c.isdigit() or c == OBJECT for c in cell) or read_number(cell).state == BLANK for cell in after):
            return False
        layout = form_row.block.layout
        has_number = any(is_printed(cell) and not is_words(cell) for cell in after)
        if layout == BLOCKS:
            return self.one.in_form or any(sign is not None and sign.opens for sign in map(known.sign, row.cells[:end]))
        if layout == ACROSS:
            return has_number and not row.cells[end].strip().startswith("#")
        return not form_row.row.elsewhere or self._is_in_its_place(form_row, row, end, has_number)

    def _is_in_its_place(self, form_row: FormRow, row: Row, end: int, has_number: bool) -> bool:
        """Whether a label that also occurs elsewhere on the form (其他, 总计) refers to this row here."""
        if form_row is self.sheet.labels.single:
            return has_number  # otherwise it is the group's heading with its empty cells
        if form_row.row.total_of is not None:
            before = normal("".join(row.cells[max(0, end - _NEAR_HEADS) : end])) or self.words.all.replace("\n", "")
            is_head = any(three.heads.ends_with_last_but_one(before) for three in self.threes.values())
            return not is_head and self.sheet.has_found(form_row.table)
        if is_words(next((cell for cell in row.cells[end + 1 :] if cell.strip()), "")):
            return False  # a head among heads
        number = _own_number(form_row.row.label.zh)
        numbered = number is not None and number.match(row.cells[end]) is not None
        return numbered or self.sheet.has_found_parts_of_single()

    def _take_heads(self, row: Row, words: list[int], before: int) -> None:
        """Take the heads and headings among the words before the label, which apply to this row and those below."""
        self.words.enter(row.grid)
        known = self.sheet.labels
        last = ""
        for i in words:
            text, last, before_it = row.cells[i], row.cells[i], last
            sign = known.sign(text)
            if sign is not None:
                self._follow(sign, text, row)
            if i >= before:
                continue
            in_blocks = self.one.in_form and not self.one.is_over
            if sign is not None or text.startswith(known.corners) or (in_blocks and not _is_label(row, i)):
                self.one.take_heads(text, sign, (self.at, -1 if row.keeps_blanks else row.lines[i]))
            head = known.head_text(text)
            # A label column printed twice repeats the first head.
            if head and (text != before_it or head in known.head_pieces):
                # Single lines: each one is a level of heads.
                self.words.add(head if row.keeps_blanks else f"{head}\n")
        only_words = row.keeps_blanks and before == len(row.cells)
        if only_words and len(words) > 3 and self._has_foreign_head([row.cells[i] for i in words]):
            self.words.add(FOREIGN)
        self.words.trim()
        if only_words:
            self.words.add("\n")
            self.words.heads = row

    def _has_foreign_head(self, cells: list[str]) -> bool:
        """Whether the heads of a table of rows include one that no form has."""
        return any(two.heads.has_foreign(cells) for two in self.twos.values())

    def _follow(self, sign: CellMeaning, text: str, row: Row) -> None:
        """Apply the effect of one cell: a new block, a table's title, heads, the end of the tables."""
        if sign.opens in (BLOCK, HEADS):
            self.one.open_block(sign.opens, row)
        elif sign.opens is not None:
            self.one.open_table()
            if sign.opens in self.threes:
                self.threes[sign.opens].titled = True
            if sign.opens in self.threes or sign.opens in self.twos:
                self.words.clear_all()
        self.one.take_head_unit(text, sign.columns)
        if sign.columns and row.keeps_blanks and self.one.heads_row is None:
            self.one.heads_row = row
        if sign.parent is not None:
            self.one.parent = sign.parent
        if sign.ends and self.sheet.found:
            self.ended = True

    def _note_unknown(self, row: Row, last: int) -> None:
        """Note numbers after words that are not on the form, and give up a sum that they may belong to."""
        behind = row.cells[last + 1 :]
        label = row.cells[last].strip()
        numbers = sum(1 for cell in behind if read_number(cell).value is not None)
        known = self.sheet.labels.is_known(label) or len(label) > _LONGEST_LABEL
        if self.ended or not self.one.in_form or not numbers or known:
            return
        if self.one.parent is not None:
            self.one.subrows.spoiled.add(self.one.parent.row.id)
        if row.keeps_blanks or len(behind) in _widths():
            self.sheet.note("unknown_row", None, row.lines[last], label=label)

    def _take_row(self, form_row: FormRow, row: Row, start: int, begin: int) -> None:
        """Take a row of numbers with a label of the form."""
        self.one.collecting = False
        before = self.sheet.labels.row(row.cells[begin - 1]) if begin and not row.keeps_blanks else None
        self.above = Above(self.at, row, start, (form_row,), before)
        if form_row.table in self.threes:
            self.threes[form_row.table].take_labelled(form_row, row, start, self.words.all)
        elif form_row.table in self.twos:
            self.one.parent = None
            self.one.is_over = True
            self._take_row_of_two(self.twos[form_row.table], form_row, row, start)
        else:
            self.one.take(form_row, row, start)

    def _take_row_of_two(self, two: TableTwo, form_row: FormRow, row: Row, start: int) -> None:
        if self.words.all:
            has_heads = two.take_heads(self.words.all, self.words.own, in_grid=bool(row.grid))
            if not has_heads and self.words.heads is not None:
                two.note_foreign(form_row, row, self.words.heads)
            self.words.clear()
        self.words.heads = None
        two.take(form_row, self.at, row, start)

    def _take_unlabelled(self, row: Row, start: int) -> bool:
        """Take numbers without a label, from a table whose rows are side by side; return whether they were taken."""
        if self.ended:
            return False
        if self.above is not None and self.above.goes_on_in(row, self.at):
            for form_row in self.above.form_rows:
                self.sheet.refuse(form_row, self.above.row, self.above.start)
            return True
        for three in sorted(self.threes.values(), key=lambda each: not each.titled):
            taken = three.take(row, start, self.words.all, self.before)
            if taken is not False:
                self.words.clear_all()
                self.above = Above(self.at, row, start, tuple(three.form_rows)) if taken else None
                return bool(taken)
        return False


def _is_label(row: Row, cell: int) -> bool:
    """Whether words are directly in front of a number."""
    return cell + 1 < len(row.cells) and read_number(row.cells[cell + 1]).value is not None


@cache
def _own_number(label: str) -> re.Pattern[str] | None:
    """A pattern for the number that a label of the form begins with: 3 of `3.其他`."""
    number = re.match(r"\d+", label)
    return None if number is None else re.compile(rf"\s*[（(]?\s*{number[0]}\s*[）)、.．]")


@cache
def _widths() -> frozenset[int]:
    """The widths of rows in all tables except those with rows side by side."""
    blocks = [
        block
        for edition in EDITIONS
        for table in form(edition).tables
        if table.layout != ACROSS
        for block in table.blocks
    ]
    return frozenset(len(block.columns) for block in blocks)


@cache
def _first_figures(edition: int) -> tuple[frozenset[str], ...]:
    """The first figure of every row, for each variant of the form."""
    known = labels(edition)
    firsts = frozenset(form_row.figure for form_row in known.rows.values())
    if known.single is None:
        return (firsts,)
    return (firsts - {known.single.figure}, firsts - known.single_parts)


def begin(edition: int, trace: bool = False) -> Walk:
    """Return a new walk over a document of this edition."""
    sheet = Sheet(form(edition), labels(edition), taken=[] if trace else None)
    twos = {table.id: TableTwo.on(sheet, table) for table in sheet.form.tables_of(ROWS)}
    threes = {table.id: TableThree.on(sheet, table) for table in sheet.form.tables_of(ACROSS)}
    return Walk(sheet, TableOne(sheet, SubRows(sheet)), twos, threes, Words())


def walked(document: Document, edition: int, trace: bool = False) -> tuple[Walk, list[Row]]:
    """Walk over a document. Rows cut by a page break are joined first if it has pages, else only if rows are lost."""
    known: Labels = labels(edition)
    paged = bool(document.rows) and document.rows[-1].spots is not None
    printed = [as_printed(row, known) for row in document.rows] if document.recognised else document.rows
    own = with_numbers_apart([with_whole_words(row, known) for row in printed], known)
    rows = rejoined(with_whole_labels(own, known), known) if paged else own
    walk = begin(edition, trace)
    walk.over(rows)
    if not paged and not walk.is_complete():
        whole = rejoined(with_whole_labels(own, known), known)
        if whole != rows:
            rows, walk = whole, begin(edition, trace)
            walk.over(rows)
    return walk, rows
