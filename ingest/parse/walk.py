"""Document + form → facts: every cell of the form gets a number, a blank, or the plain word that it cannot be told.

Pure. A row of numbers is taken only where its label is known, its columns are told by their heads (or there are none),
and its cells can be told apart; nothing is moved, filled or corrected. What the document prints beside the form is
returned as remarks, which become findings.
"""

import re
from collections import Counter
from dataclasses import dataclass, field
from functools import cache

from forms import APPLICANTS, form
from forms.normal import normal
from ingest.cells.columns import Shape, is_printed, one_window, printed_cells, windows
from ingest.cells.fact import Fact, Parsed, Remark
from ingest.cells.heads import FOREIGN, Order, applicant_order, disclosure_order, has_foreign_head
from ingest.cells.labels import Place, Sign, labels
from ingest.parse.damaged_labels import assign
from ingest.parse.missing import doubt_the_last, remarks_on, settle_missing
from ingest.parse.page_breaks import fragments, mended
from ingest.parse.sheet import Sheet
from ingest.parse.subrows import Parts
from ingest.parse.table_three import Disputes
from ingest.read.document import Document, Row
from ingest.read.numbers import BLANK, PRINTED, UNREADABLE, is_words, printed_unit, read_number, scaled
from ingest.recover.joined_lines import Run, runs
from ingest.recover.resolve import Unsettled, resolve

_FORM_ORDER: Order = tuple(range(len(APPLICANTS)))
_THIRD = re.compile(r"\s*[（(]?\s*3\s*[）)、.．]")
_NAMELESS = re.compile(r"数据\d*|类别|项目|总计|合计|序号|数量|\(?\s*数据项目\s*\)?|（数据项目）")


@dataclass(slots=True)
class _Reader:
    """The walk over one document's rows; holds what earlier rows told about later ones."""

    sheet: Sheet
    parts: Parts
    disputes: Disputes
    ended: bool = False
    # table 1
    in_form: bool = False
    heads: list[str] = field(default_factory=list)
    heads_row: Row | None = None
    collecting: bool = False
    scaled_heads: bool = False
    parent: Place | None = None
    # table 2
    words: str = ""
    own_words: str = ""  # of the table that the row stands in; nothing outside it heads its columns
    grid: int = 0
    order: Order | None = _FORM_ORDER
    foreign: Row | None = None
    whole: Counter[Shape] = field(default_factory=Counter)
    later: list[tuple[Place, Row, int, Order | None]] = field(default_factory=list)
    at: int = 0
    placed: dict[int, Place] = field(default_factory=dict)

    # -- rows ---

    def walk(self, rows: list[Row]) -> None:
        for number, row in enumerate(rows):
            self.at = number
            self.take(row)

    def is_complete(self) -> bool:
        """Whether every row of the form was met; then no row can have been cut in two."""
        return any(figures <= self.sheet.found for figures in _first_figures(self.sheet.form.edition))

    def take(self, row: Row) -> None:
        """Find out what a row is — heads, a row of numbers, or neither — and keep what it says."""
        if row.kept and self.take_plain(row):
            return
        words = [i for i, cell in enumerate(row.cells) if is_words(cell)]
        if not words:
            self.take_disputes(row, 0)
            return
        last = words[-1]
        behind = len(row.cells) - last - 1
        label = self.find_label(row, words) if behind or not row.kept else None
        self.notice(row, words, label[1] if label is not None else len(row.cells))
        if label is not None:
            place, begin, start = label
            self.take_row(place, row, start, begin)
        elif behind and not row.kept and self.take_disputes(row, last + 1):
            return
        elif behind and not self.take_part(row, last):
            self.remark_unknown(row, last)

    def take_plain(self, row: Row) -> bool:
        """The common case at once: a row of table 2 that is its label and then exactly its seven plain numbers.

        Takes nothing that the general way would read otherwise; whatever is in the least unusual is left to it.
        """
        if self.words or self.ended or self.order is not _FORM_ORDER:
            return False
        found = self.sheet.labels.plain_row(row.cells)
        if found is None or found.place.cells[0] in self.sheet.facts:
            return False
        place, start, numbers, texts = found
        end = start + len(numbers)
        lines = row.lines[start:end]
        facts = [Fact(n, "件", PRINTED, text, line) for n, text, line in zip(numbers, texts, lines, strict=True)]
        if row.spots is not None:
            facts = [fact._replace(spot=spot) for fact, spot in zip(facts, row.spots[start:end], strict=True)]
        self.sheet.facts.update(zip(place.cells, facts, strict=True))
        self.sheet.found.add(place.cells[0][0])
        self.placed[self.at] = place
        self.whole[len(row.cells), start] += 1
        return True

    def find_label(self, row: Row, words: list[int]) -> tuple[Place, int, int] | None:
        """(place on the form, cell where its label begins, cell behind it) of a row of numbers."""
        for end in reversed(words):
            found = self.sheet.labels.row_ending(row.cells, end, not row.kept)
            if found is None and self.sheet.labels.part(row.cells[end]) is not None:
                return None
            if found is not None and end + 1 < len(row.cells) and self.fits(found[0], row, end):
                return found[0], found[1], end + 1
            if not row.kept:
                break
        return None

    def fits(self, place: Place, row: Row, end: int) -> bool:
        """A label that also means something else counts only in its place; a row of heads is no row of numbers."""
        after = row.cells[end + 1 :]
        if self.ended or any(is_words(cell) and self.sheet.labels.is_known(cell) for cell in after):
            return False
        if not any(any(c.isdigit() for c in cell) or read_number(cell).state == BLANK for cell in after):
            return False
        table, row_id = place.block.table, place.row.id
        has_number = any(is_printed(cell) and not is_words(cell) for cell in after)
        if table == "disclosure":
            return self.in_form or any(
                sign is not None and sign.opens for sign in map(self.sheet.labels.sign, row.cells[:end])
            )
        if table == "disputes":
            return has_number and not row.cells[end].strip().startswith("#")
        if row_id == "other.other":
            numbered = _THIRD.match(row.cells[end]) is not None
            return numbered or any(f.startswith("applications.other.") for f in self.sheet.found)
        if row_id == "other" and self.sheet.form.single_row is not None and not has_number:
            return False  # the group heading with its empty cells, not the single row
        if not place.row.total_of:
            return True
        heads_of_disputes = normal("".join(row.cells[max(0, end - 6) : end])).endswith("尚未审结")
        return not heads_of_disputes and any(f.startswith("applications.") for f in self.sheet.found)

    def notice(self, row: Row, words: list[int], before: int) -> None:
        """Heads and headings among the words before the label: what they tell of this row and those that follow."""
        if row.grid != self.grid:
            self.grid, self.own_words = row.grid, ""
        known = self.sheet.labels
        last = ""
        for i in words:
            text, last, before_it = row.cells[i], row.cells[i], last
            sign = known.sign(text)
            if sign is not None:
                self.heed(sign, text, row)
            if i >= before:
                continue
            pieces = text.split() if text.startswith("信息内容") else [text]
            loose = self.collecting and sign is None and known.row(text) is None
            if loose or (sign is not None and sign.columns):
                self.heads += [piece for piece in pieces if piece != "信息内容"]
                self.collecting = True
            elif len(pieces) > 1:
                self.heads, self.collecting, self.heads_row = pieces[1:], True, None
                self.in_form = True
                for piece in pieces[1:]:
                    self.heed_column(piece, frozenset(known.column_ids(piece)))
            # A label column that is printed twice prints the first head twice.
            if text != before_it and (said := known.said(text)):
                if not row.kept:
                    said += "\n"  # lone lines: each is a level of heads
                self.words += said
                self.own_words += said
        if row.kept and before == len(row.cells) and len(words) > 3 and has_foreign_head(row.cells[i] for i in words):
            self.words += FOREIGN
            self.own_words += FOREIGN
        if len(self.words) > 4000:
            self.words = self.words[-2000:]
        if row.kept and before == len(row.cells):
            self.words += "\n"
            self.own_words += "\n"
            self.foreign = row

    def heed(self, sign: Sign, text: str, row: Row) -> None:
        """Take in what one cell tells: a new block, a table's title, heads, the end of the tables."""
        opens = sign.opens
        if opens == "block" or opens == "heads":
            self.heads, self.collecting, self.parent, self.in_form = [], opens == "heads", None, True
            self.scaled_heads = False
            self.heads_row = row if opens == "heads" and row.kept else None
        elif opens is not None:
            self.in_form = True
            self.collecting = False
            if opens == "disputes":
                self.words = ""
                self.disputes.seen = True
            elif opens == "applications":
                self.words = ""
        self.heed_column(text, sign.columns)
        if sign.columns and row.kept and self.heads_row is None:
            self.heads_row = row
        if sign.parent is not None:
            self.parent = sign.parent
        if sign.ends and self.sheet.found:
            self.ended = True

    def heed_column(self, text: str, columns: frozenset[str]) -> None:
        if "amount" in columns:
            self.sheet.money = printed_unit(text)
        elif columns and scaled(text):
            self.scaled_heads = True

    def remark_unknown(self, row: Row, last: int) -> None:
        """Numbers behind words that the form does not have: said, and a sum that they may belong to is given up."""
        behind = row.cells[last + 1 :]
        label = row.cells[last].strip()
        numbers = sum(1 for cell in behind if read_number(cell).value is not None)
        if self.ended or not self.in_form or not numbers or self.sheet.labels.is_known(label) or len(label) > 60:
            return
        if self.parent is not None:
            self.parts.spoiled.add(self.parent.row.id)
        if row.kept or len(behind) in (1, 2, 3, len(APPLICANTS)):
            values: dict[str, object] = {"label": label}
            self.sheet.remarks.append(Remark("leftover", "broken", "unknown_row", None, row.lines[last], values))

    # -- values ---

    def take_row(self, place: Place, row: Row, start: int, begin: int) -> None:
        """A row of numbers under a label of the form."""
        self.collecting = False
        table = place.block.table
        if table == "disclosure":
            self.parent = place if place.row.parts else None
            self.take_disclosure(place, row, start)
        elif table == "applications":
            self.parent = None
            self.take_application(place, row, start)
        else:
            self.disputes.take_labelled(place, row, start, self.words)

    def take_disclosure(self, place: Place, row: Row, start: int) -> None:
        wanted = len(place.block.columns)
        indexes = self.by_heads(place, row)
        if indexes is None and not self.scaled_heads and self.may_be_whole(row, start, wanted):
            order = disclosure_order(self.heads, place.block, self.sheet.labels)
            count = len(row.cells) - start
            begin = start if count == wanted else one_window(row.cells, start, wanted) if row.kept else None
            if order is not None and begin is not None and count >= wanted:
                indexes = [begin + n for n in order]
        self.sheet.keep(place, row, None if self.scaled_heads else indexes, start)

    def may_be_whole(self, row: Row, start: int, wanted: int) -> bool:
        """False for a row with empty cells that is not as wide as its heads: nobody knows what it gained or lost."""
        if not row.kept or self.heads_row is None or len(row.cells) == len(self.heads_row.cells):
            return True
        printed = len(printed_cells(row.cells, start))
        return printed == len(row.cells) - start or (wanted == 1 and printed <= 1)

    def by_heads(self, place: Place, row: Row) -> list[int] | None:
        """Columns by the heads above them, where heads and row stand on the same grid."""
        if not row.kept or self.heads_row is None or len(self.heads_row.cells) != len(row.cells):
            return None
        found: dict[str, int] = {}
        for i, head in enumerate(self.heads_row.cells):
            for column_id in self.sheet.labels.column_ids(head):
                if column_id in found:
                    return None
                found[column_id] = i
        indexes = [found[column.id] for column in place.block.columns if column.id in found]
        if len(indexes) != len(place.block.columns):
            return None
        for i, cell in enumerate(row.cells):
            if i not in indexes and read_number(cell).value is not None:
                values: dict[str, object] = {"text": cell.strip()}
                self.sheet.remarks.append(
                    Remark("leftover", "broken", "outside", place.cells[0][0], row.lines[i], values)
                )
        return indexes

    def take_application(self, place: Place, row: Row, start: int) -> None:
        """A row of table 2; where empty cells are kept, it waits until all rows of its shape were seen."""
        if self.words:
            heads, order = applicant_order(self.own_words if row.grid else self.words)
            if heads:
                self.order = _FORM_ORDER if order == _FORM_ORDER else order
            elif self.foreign is not None:
                self.remark_foreign(place, row)
            self.words = self.own_words = ""
        self.foreign = None
        self.sheet.found.add(place.cells[0][0])
        self.placed[self.at] = place
        if row.kept:
            self.later.append((place, row, start, self.order))
        else:
            whole = len(row.cells) - start == len(APPLICANTS) and self.order is not None
            self.sheet.keep(place, row, [start + n for n in self.order] if whole and self.order else None, start)

    def remark_foreign(self, place: Place, row: Row) -> None:
        """Heads that are not those of table 2 stand above a row: it is read in the form's order, and that is said."""
        assert self.foreign is not None
        words = [cell.strip() for cell in self.foreign.cells if is_words(cell)]
        heads = [word for word in words if not _NAMELESS.fullmatch(word)]
        if len(self.foreign.cells) == len(row.cells) and len(heads) >= 3:
            values: dict[str, object] = {"heads": "、".join(heads[:7])}
            self.sheet.remarks.append(
                Remark("leftover", "broken", "foreign_heads", place.cells[0][0], self.foreign.lines[0], values)
            )

    # -- sub-rows and table 3 ---

    def take_part(self, row: Row, last: int) -> bool:
        """A sub-row of a row that has sub-rows, such as 行政检查 under 其他对外管理服务事项."""
        known = self.sheet.labels
        place = known.part(row.cells[last])
        if place is None or not self.in_form or self.ended:
            return False
        if place != self.parent and not any(known.row(cell) == place for cell in row.cells[:last]):
            return False
        self.parent = place
        self.parts.take(place, row, last, self.heads, readable=not self.scaled_heads)
        return True

    def take_disputes(self, row: Row, start: int) -> bool:
        taken = not self.ended and self.disputes.take(row, start, self.words)
        if taken is not False:
            self.words = ""
        return bool(taken)

    # -- the end ---

    def doubt(self, rows: list[Row], broken: set[int]) -> None:
        """Rows beside lines of bare numbers: their own numbers may be cut into lines."""
        for index in broken & self.placed.keys():
            place = self.placed[index]
            self.later = [each for each in self.later if each[0] is not place]
            for cell in place.cells:
                self.sheet.facts.pop(cell, None)
            self.sheet.keep(place, rows[index], None, max(0, len(rows[index].cells) - len(place.cells)))

    def place_the_rest(self, rows: list[Row], broken: set[int]) -> None:
        """Rows of table 2 whose labels are wrapped or damaged: by order and nearness, or not at all."""
        if len(self.placed) >= len(self.sheet.form.table("applications").blocks[0].rows):
            return
        for each in assign(rows, self.placed, self.sheet.labels):
            if each.index in broken:
                continue
            row = rows[each.index]
            sheet = self.sheet
            sheet.remarks = [r for r in sheet.remarks if r.message != "unknown_row" or r.line not in row.lines]
            if each.damaged is not None:
                values: dict[str, object] = {"label": each.damaged}
                self.sheet.remarks.append(
                    Remark("leftover", "broken", "damaged_label", each.place.cells[0][0], row.lines[0], values)
                )
            whole = self.order is not None and len(row.cells) - each.start == len(APPLICANTS)
            self.sheet.keep(each.place, row, [each.start + n for n in self.order or ()] if whole else None, each.start)

    def settle_later(self) -> None:
        """Rows of table 2 in which blanks are kept: their columns, now that all rows were seen."""
        wanted = len(APPLICANTS)
        begins = windows([(row.cells, start) for _, row, start, _ in self.later], wanted, self.whole)
        for (place, row, start, order), begin in zip(self.later, begins, strict=True):
            if begin is None or order is None:
                self.sheet.keep(place, row, None, start)
                self.sheet.unsettled.append(Unsettled(place, row, start, order))
                continue
            self.sheet.keep(place, row, [begin + n for n in order], start)
            self.sheet.doubt(place, row, begin, order)
            printed = [i for i in range(start, len(row.cells)) if read_number(row.cells[i]).state != BLANK]
            if printed and printed[-1] - printed[0] >= wanted:
                values: dict[str, object] = {"printed": len(printed), "wanted": wanted}
                about = place.cells[0][0]
                self.sheet.remarks.append(Remark("leftover", "broken", "surplus", about, row.lines[-1], values))


def _prints_single_row(joined: list[Run], sheet: Sheet) -> bool:
    """Whether rows joined without separators hold 其他处理 as one row, in a form that has three."""
    figures = {run.places[0].cells[0][0] for run in joined} | sheet.found
    several = any(figure.startswith("applications.other.") for figure in figures)
    return sheet.form.single_row is not None and "applications.other" in figures and not several


@cache
def _first_figures(edition: int) -> tuple[frozenset[str], ...]:
    """The first figure of every row, for each way to print the form."""
    firsts = frozenset(place.cells[0][0] for place in labels(edition).rows.values())
    single = frozenset({"applications.other"})
    parts = frozenset(figure for figure in firsts if figure.startswith("applications.other."))
    return (firsts - single, firsts - parts) if parts else (firsts,)


def _reader(edition: int) -> _Reader:
    sheet = Sheet(form(edition), labels(edition))
    return _Reader(sheet, Parts(sheet), Disputes(sheet))


def _walked(document: Document, edition: int) -> tuple[_Reader, list[Row]]:
    """The rows after the walk. Rows that a page break cut are mended first where there are pages, else where needed."""
    paged = bool(document.rows) and document.rows[-1].spots is not None
    rows = mended(document.rows, labels(edition)) if paged else document.rows
    reader = _reader(edition)
    reader.walk(rows)
    if not paged and not reader.is_complete():
        whole = mended(document.rows, labels(edition))
        if whole != rows:
            rows, reader = whole, _reader(edition)
            reader.walk(rows)
    return reader, rows


def parse(document: Document, edition: int) -> Parsed:
    """Read every cell of `edition` out of a document. Returns one fact a cell of the form, in the form's order."""
    reader, rows = _walked(document, edition)
    broken = fragments(rows)
    reader.place_the_rest(rows, broken)
    reader.doubt(rows, broken)
    reader.settle_later()
    sheet = reader.sheet
    reader.disputes.settle()
    reader.parts.add_up()
    single_row = sheet.single_row and not any(f.startswith("applications.other.") for f in sheet.found)
    if sheet.single_row and not single_row:
        sheet.remarks.append(Remark("leftover", "broken", "other_twice", "applications.other"))
    wanted = form(edition).cells(single_row)
    facts = sheet.facts
    if any(cell not in facts or facts[cell].state == UNREADABLE for cell in wanted):
        joined = runs(document.lines, edition) if any(cell not in facts for cell in wanted) else []
        single_row = single_row or _prints_single_row(joined, sheet)
        wanted = form(edition).cells(single_row)
        # Which of two tables counts is no question of arithmetic.
        unsettled = [each for each in sheet.unsettled if not sheet.contested & set(each.place.cells)]
        facts |= resolve(unsettled, joined, facts, edition, single_row)
    missing = [cell for cell in wanted if cell not in facts]
    if missing:
        settle_missing(document, sheet.labels, facts, missing)
        doubt_the_last(document, facts)
    facts = {cell: facts[cell] for cell in wanted}
    return Parsed(edition, single_row, facts, sheet.remarks + remarks_on(facts), sheet.repeats)
