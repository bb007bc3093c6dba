"""Document + form → facts: every cell of the form gets a number, a blank, or the plain word that it cannot be told.

Pure. A row of numbers is taken only where its label is known, its columns are told by their heads (or there are none),
and its cells can be told apart; nothing is moved, filled or corrected. What the document prints beside the form is
returned as remarks, which become findings.
"""

import re
from collections import Counter
from dataclasses import dataclass, field, replace
from functools import cache

from forms import APPLICANTS, CellId, Form, form
from forms.normal import normal
from ingest.assign import assign
from ingest.breaks import fragments, mended
from ingest.document import Document, Row
from ingest.fact import Fact, Parsed, Remark, fact_of, plain
from ingest.gaps import doubt_the_last, remarks_on, settle_missing
from ingest.glued import Run, runs
from ingest.heads import Order, applicant_order, disclosure_order, dispute_heads
from ingest.labels import Labels, Place, Sign, labels
from ingest.numbers import BLANK, PRINTED, RECOVERED, UNREADABLE, is_words, printed_unit, read_number, scaled
from ingest.resolve import Unsettled, resolve
from ingest.window import Shape, is_printed, one_window, printed_cells, windows

_RESULTS = 5  # columns of table 3 for each kind of dispute
# Labels of table 2 that stand elsewhere on the form too; they count only in their place.
_ALSO_ELSEWHERE = frozenset({"other", "other.other", "processed"})
_FORM_ORDER: Order = tuple(range(len(APPLICANTS)))
_THIRD = re.compile(r"\s*[（(]?\s*3\s*[）)、.．]")
_NAMELESS = re.compile(r"数据\d*|类别|项目|总计|合计|序号|数量|\(?\s*数据项目\s*\)?|（数据项目）")


@dataclass(slots=True)
class _Reader:
    """The walk over one document's rows; holds what earlier rows told about later ones."""

    form: Form
    labels: Labels
    facts: dict[CellId, Fact] = field(default_factory=dict)
    remarks: list[Remark] = field(default_factory=list)
    found: set[str] = field(default_factory=set)
    repeats: int = 0
    single_row: bool = False
    ended: bool = False
    # table 1
    in_form: bool = False
    heads: list[str] = field(default_factory=list)
    heads_row: Row | None = None
    collecting: bool = False
    money_head: str | None = None
    scaled_heads: bool = False
    parent: Place | None = None
    parts: dict[str, dict[str, list[Fact]]] = field(default_factory=dict)
    spoiled: set[str] = field(default_factory=set)
    # table 2
    words: str = ""
    order: Order | None = _FORM_ORDER
    foreign: Row | None = None
    whole: Counter[Shape] = field(default_factory=Counter)
    later: list[tuple[Place, Row, int, Order | None]] = field(default_factory=list)
    unsettled: list[Unsettled] = field(default_factory=list)
    at: int = 0
    placed: dict[int, Place] = field(default_factory=dict)
    # table 3
    disputes_seen: bool = False
    empty_disputes: dict[int, Row] = field(default_factory=dict)

    # -- rows ---

    def walk(self, rows: list[Row]) -> None:
        for number, row in enumerate(rows):
            self.at = number
            self.take(row)

    def is_complete(self) -> bool:
        """Whether every row of the form was met; then no row can have been cut in two."""
        return any(figures <= self.found for figures in _first_figures(self.form.edition))

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
        cells = row.cells
        end = len(cells)
        while end and not cells[end - 1]:
            end -= 1  # empty cells behind the last number: a table's spare columns
        start = end - len(APPLICANTS)
        if not 1 <= start <= 3 or self.words or self.ended or self.order is not _FORM_ORDER:
            return False
        place = self.labels.row(cells[start - 1])
        if place is None or place.block.table != "applications" or place.row.id in _ALSO_ELSEWHERE:
            return False
        if place.cells[0] in self.facts:
            return False
        facts: list[Fact] = []
        for text, line in zip(cells[start:end], row.lines[start:end], strict=True):
            number = plain(text)
            if number is None:
                return False
            facts.append(Fact(number, "件", PRINTED, text.strip(), line))
        if row.spots is not None:
            facts = [fact._replace(spot=spot) for fact, spot in zip(facts, row.spots[start:end], strict=True)]
        self.facts.update(zip(place.cells, facts, strict=True))
        self.found.add(place.cells[0][0])
        self.placed[self.at] = place
        self.whole[len(cells), start] += 1
        return True

    def find_label(self, row: Row, words: list[int]) -> tuple[Place, int, int] | None:
        """(place on the form, cell where its label begins, cell behind it) of a row of numbers."""
        for end in reversed(words):
            found = self.labels.row_ending(row.cells, end, not row.kept)
            if found is None and self.labels.part(row.cells[end]) is not None:
                return None
            if found is not None and end + 1 < len(row.cells) and self.fits(found[0], row, end):
                return found[0], found[1], end + 1
            if not row.kept:
                break
        return None

    def fits(self, place: Place, row: Row, end: int) -> bool:
        """A label that also means something else counts only in its place; a row of heads is no row of numbers."""
        after = row.cells[end + 1 :]
        if self.ended or any(is_words(cell) and self.labels.is_known(cell) for cell in after):
            return False
        if not any(any(c.isdigit() for c in cell) or read_number(cell).state == BLANK for cell in after):
            return False
        table, row_id = place.block.table, place.row.id
        has_number = any(is_printed(cell) and not is_words(cell) for cell in after)
        if table == "disclosure":
            return self.in_form or any(
                sign is not None and sign.opens for sign in map(self.labels.sign, row.cells[:end])
            )
        if table == "disputes":
            return has_number and not row.cells[end].strip().startswith("#")
        if row_id == "other.other":
            numbered = _THIRD.match(row.cells[end]) is not None
            return numbered or any(f.startswith("applications.other.") for f in self.found)
        if row_id == "other" and self.form.single_row is not None and not has_number:
            return False  # the group heading with its empty cells, not the single row
        if not place.row.total_of:
            return True
        heads_of_disputes = normal("".join(row.cells[max(0, end - 6) : end])).endswith("尚未审结")
        return not heads_of_disputes and any(f.startswith("applications.") for f in self.found)

    def notice(self, row: Row, words: list[int], before: int) -> None:
        """Heads and headings among the words before the label: what they tell of this row and those that follow."""
        last = ""
        for i in words:
            text, last, before_it = row.cells[i], row.cells[i], last
            sign = self.labels.sign(text)
            if sign is not None:
                self.heed(sign, text, row)
            if i >= before:
                continue
            pieces = text.split() if text.startswith("信息内容") else [text]
            loose = self.collecting and sign is None and self.labels.row(text) is None
            if loose or (sign is not None and sign.columns):
                self.heads += [piece for piece in pieces if piece != "信息内容"]
                self.collecting = True
            elif len(pieces) > 1:
                self.heads, self.collecting, self.heads_row = pieces[1:], True, None
                self.in_form = True
                for piece in pieces[1:]:
                    self.heed_column(piece, frozenset(self.labels.column_ids(piece)))
            # A label column that is printed twice prints the first head twice.
            if len(text) < 80 and text != before_it and not self.labels.is_group(text):
                self.words += normal(text)
        if len(self.words) > 4000:
            self.words = self.words[-2000:]
        if row.kept and before == len(row.cells):
            self.words += "\n"
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
                self.disputes_seen = True
            elif opens == "applications":
                self.words = ""
        self.heed_column(text, sign.columns)
        if sign.columns and row.kept and self.heads_row is None:
            self.heads_row = row
        if sign.parent is not None:
            self.parent = sign.parent
        if sign.ends and self.found:
            self.ended = True

    def heed_column(self, text: str, columns: frozenset[str]) -> None:
        if "amount" in columns:
            self.money_head = printed_unit(text)
        elif columns and scaled(text):
            self.scaled_heads = True

    def remark_unknown(self, row: Row, last: int) -> None:
        """Numbers behind words that the form does not have: said, and a sum that they may belong to is given up."""
        behind = row.cells[last + 1 :]
        label = row.cells[last].strip()
        numbers = sum(1 for cell in behind if read_number(cell).value is not None)
        if self.ended or not self.in_form or not numbers or self.labels.is_known(label) or len(label) > 60:
            return
        if self.parent is not None:
            self.spoiled.add(self.parent.row.id)
        if row.kept or len(behind) in (1, 2, 3, len(APPLICANTS)):
            values: dict[str, object] = {"label": label}
            self.remarks.append(Remark("leftover", "broken", "unknown_row", None, row.lines[last], values))

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
            _, order = dispute_heads(self.words)
            count = len(row.cells) - start
            begin = start if count == _RESULTS else (one_window(row.cells, start, _RESULTS) if row.kept else None) or 0
            whole = begin and order is not None and count >= _RESULTS
            self.keep(place, row, [begin + n for n in order] if whole and order is not None else None, start)

    def take_disclosure(self, place: Place, row: Row, start: int) -> None:
        wanted = len(place.block.columns)
        indexes = self.by_heads(place, row)
        if indexes is None and not self.scaled_heads and self.may_be_whole(row, start, wanted):
            order = disclosure_order(self.heads, place.block, self.labels)
            count = len(row.cells) - start
            begin = start if count == wanted else one_window(row.cells, start, wanted) if row.kept else None
            if order is not None and begin is not None and count >= wanted:
                indexes = [begin + n for n in order]
        self.keep(place, row, None if self.scaled_heads else indexes, start)

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
            for column_id in self.labels.column_ids(head):
                if column_id in found:
                    return None
                found[column_id] = i
        indexes = [found[column.id] for column in place.block.columns if column.id in found]
        if len(indexes) != len(place.block.columns):
            return None
        for i, cell in enumerate(row.cells):
            if i not in indexes and read_number(cell).value is not None:
                values: dict[str, object] = {"text": cell.strip()}
                self.remarks.append(
                    Remark("leftover", "broken", "outside", place.cells[0][0], row.lines[i], values)
                )
        return indexes

    def take_application(self, place: Place, row: Row, start: int) -> None:
        """A row of table 2; where empty cells are kept, it waits until all rows of its shape were seen."""
        if self.words:
            heads, order = applicant_order(self.words)
            if heads:
                self.order = _FORM_ORDER if order == _FORM_ORDER else order
            elif self.foreign is not None:
                self.remark_foreign(place, row)
            self.words = ""
        self.foreign = None
        self.found.add(place.cells[0][0])
        self.placed[self.at] = place
        if row.kept:
            self.later.append((place, row, start, self.order))
        else:
            whole = len(row.cells) - start == len(APPLICANTS) and self.order is not None
            self.keep(place, row, [start + n for n in self.order] if whole and self.order else None, start)

    def remark_foreign(self, place: Place, row: Row) -> None:
        """Heads that are not those of table 2 stand above a row: it is read in the form's order, and that is said."""
        assert self.foreign is not None
        words = [cell.strip() for cell in self.foreign.cells if is_words(cell)]
        heads = [word for word in words if not _NAMELESS.fullmatch(word)]
        if len(self.foreign.cells) == len(row.cells) and len(heads) >= 3:
            values: dict[str, object] = {"heads": "、".join(heads[:7])}
            self.remarks.append(
                Remark("leftover", "broken", "foreign_heads", place.cells[0][0], self.foreign.lines[0], values)
            )

    def keep(self, place: Place, row: Row, indexes: list[int] | None, start: int) -> None:
        """Keep a row's cells, or, where they cannot be told apart, that they are unreadable."""
        if place.cells[0][0] == "applications.other":
            self.single_row = self.form.single_row is not None
        if indexes is None:
            text = " ".join(cell.strip() for cell in row.cells[start:])
            at = min(start, len(row.lines) - 1)
            for cell in place.cells:
                self.put(cell, Fact(None, None, UNREADABLE, text, row.lines[at], row.spots[at] if row.spots else None))
            return
        cells, lines, spots, money = row.cells, row.lines, row.spots, self.money_head
        for cell, column, index in zip(place.cells, place.block.columns, indexes, strict=True):
            fact = fact_of(column, cells[index], lines[index], money)
            self.put(cell, fact if spots is None else fact._replace(spot=spots[index]))

    def put(self, cell: CellId, fact: Fact) -> None:
        before = self.facts.get(cell)
        self.found.add(cell[0])
        if before is None:
            self.facts[cell] = fact
            return
        self.repeats += 1
        if (before.value, before.state) != (fact.value, fact.state):
            self.facts[cell] = Fact(None, None, UNREADABLE, f"{before.printed} | {fact.printed}", before.line)

    # -- sub-rows ---

    def take_part(self, row: Row, last: int) -> bool:
        """A sub-row of a row that has sub-rows, such as 行政检查 under 其他对外管理服务事项."""
        place = self.labels.part(row.cells[last])
        if place is None or not self.in_form or self.ended:
            return False
        if place != self.parent and not any(self.labels.row(cell) == place for cell in row.cells[:last]):
            return False
        self.parent = place
        wanted = len(place.block.columns)
        count = len(row.cells) - last - 1
        order = disclosure_order(self.heads, place.block, self.labels)
        begin = last + 1 if count == wanted else one_window(row.cells, last + 1, wanted) if row.kept else None
        if begin is None or order is None or count < wanted or self.scaled_heads:
            text = " ".join(row.cells[last + 1 :])
            values = [Fact(None, None, UNREADABLE, text, row.lines[last])] * wanted
        else:
            columns = zip(place.block.columns, order, strict=True)
            values = [fact_of(c, row.cells[begin + n], row.lines[begin + n], self.money_head) for c, n in columns]
        known = self.parts.setdefault(place.row.id, {})
        label = normal(row.cells[last])
        if label in known and [f.value for f in known[label]] != [f.value for f in values]:
            self.spoiled.add(place.row.id)
        known.setdefault(label, values)
        return True

    def add_parts(self) -> None:
        """Sub-rows printed in place of their row add up to it: state recovered (docs/contract.md)."""
        for row_id, parts in self.parts.items():
            place = next(p for p in self.labels.parts.values() if p.row.id == row_id)
            for number, cell in enumerate(place.cells):
                if cell in self.facts and self.facts[cell].state != BLANK:
                    continue
                values = [facts[number] for facts in parts.values()]
                printed = " + ".join(fact.printed or "" for fact in values)
                line = values[0].line
                numbers = [fact.value for fact in values if fact.value is not None]
                self.found.add(cell[0])
                if row_id in self.spoiled:
                    self.facts[cell] = Fact(None, None, UNREADABLE, printed, line)
                elif len(numbers) == len(values):
                    self.facts[cell] = Fact(sum(numbers), values[0].unit, RECOVERED, printed, line)
                elif all(fact.state == BLANK for fact in values):
                    self.facts[cell] = Fact(None, None, BLANK, "", line)
                else:
                    self.facts[cell] = Fact(None, None, UNREADABLE, printed, line)

    # -- table 3 ---

    def take_disputes(self, row: Row, start: int) -> bool:
        """Numbers without a label: the row of table 3, or five cells under the one kind of dispute named above."""
        kinds, order = dispute_heads(self.words)
        if self.ended or not (self.disputes_seen or (len(kinds) == 3 and order is not None)):
            return False
        if not kinds and "总计" not in self.words and not self.disputes_seen:
            return False
        block = self.form.table("disputes").blocks[0]
        every = [self.labels.place(each) for each in block.rows]
        # A sign for nothing is as good as a number here; cells without any sign may be a row of spare ones.
        full = [i for i in range(start, len(row.cells)) if row.cells[i].strip()]
        count = len(row.cells) - start
        whole = len(every) * _RESULTS
        if len(full) == 0 and row.kept and kinds and count == len(kinds) * _RESULTS and order is not None:
            for at, kind in enumerate(kinds):
                cells = slice(start + at * _RESULTS, start + (at + 1) * _RESULTS)
                self.empty_disputes.setdefault(kind, _window(row, cells))
            self.words = "" if len(kinds) == 1 else self.words
            return False
        if len(full) == 0 or (len(full) < 2 and count < _RESULTS):
            return False
        self.words = ""
        if kinds and count == len(kinds) * _RESULTS and order is not None:
            for at, kind in enumerate(kinds):
                self.keep_disputes(every[kind], row, start + at * _RESULTS, order)
            return True
        spare = row.kept and count > whole and full[-1] < start + whole and len(full) == whole
        if len(kinds) in (0, 3) and (count == whole or spare) and order is not None:
            for at, kind in enumerate(kinds or range(len(every))):
                self.keep_disputes(every[kind], row, start + at * _RESULTS, order)
            return True
        for kind in kinds if len(kinds) < 3 else range(len(every)):
            self.keep(every[kind], row, None, start)
        return True

    def keep_disputes(self, place: Place, row: Row, begin: int, order: Order) -> None:
        self.keep(place, row, [begin + n for n in order], begin)
        if any(self.facts[cell].state == UNREADABLE for cell in place.cells):
            self.unsettled.append(Unsettled(place, _window(row, slice(begin, begin + _RESULTS)), 0, order))

    def settle_disputes(self) -> None:
        """Empty cells below the heads of a kind of dispute and no others: an agency that left them empty."""
        rows = self.form.table("disputes").blocks[0].rows
        for kind, row in self.empty_disputes.items():
            place = self.labels.place(rows[kind])
            if not any(cell in self.facts for cell in place.cells):
                self.keep(place, row, list(range(_RESULTS)), 0)

    # -- the end ---

    def doubt(self, rows: list[Row], broken: set[int]) -> None:
        """Rows beside lines of bare numbers: their own numbers may be cut into lines."""
        for index in broken & self.placed.keys():
            place = self.placed[index]
            self.later = [each for each in self.later if each[0] is not place]
            for cell in place.cells:
                self.facts.pop(cell, None)
            self.keep(place, rows[index], None, max(0, len(rows[index].cells) - len(place.cells)))

    def place_the_rest(self, rows: list[Row], broken: set[int]) -> None:
        """Rows of table 2 whose labels are wrapped or damaged: by order and nearness, or not at all."""
        if len(self.placed) >= len(self.form.table("applications").blocks[0].rows):
            return
        for each in assign(rows, self.placed, self.labels):
            if each.index in broken:
                continue
            row = rows[each.index]
            self.remarks = [r for r in self.remarks if r.message != "unknown_row" or r.line not in row.lines]
            if each.damaged is not None:
                values: dict[str, object] = {"label": each.damaged}
                self.remarks.append(
                    Remark("leftover", "broken", "damaged_label", each.place.cells[0][0], row.lines[0], values)
                )
            whole = self.order is not None and len(row.cells) - each.start == len(APPLICANTS)
            self.keep(each.place, row, [each.start + n for n in self.order or ()] if whole else None, each.start)

    def settle_later(self) -> None:
        """Rows of table 2 in which blanks are kept: their columns, now that all rows were seen."""
        wanted = len(APPLICANTS)
        begins = windows([(row.cells, start) for _, row, start, _ in self.later], wanted, self.whole)
        for (place, row, start, order), begin in zip(self.later, begins, strict=True):
            if begin is None or order is None:
                self.keep(place, row, None, start)
                self.unsettled.append(Unsettled(place, row, start, order))
                continue
            self.keep(place, row, [begin + n for n in order], start)
            if any(self.facts[cell].state == UNREADABLE for cell in place.cells):
                columns = slice(begin, begin + wanted)
                self.unsettled.append(Unsettled(place, _window(row, columns), 0, order))
            printed = [i for i in range(start, len(row.cells)) if read_number(row.cells[i]).state != BLANK]
            if printed and printed[-1] - printed[0] >= wanted:
                values: dict[str, object] = {"printed": len(printed), "wanted": wanted}
                self.remarks.append(Remark("leftover", "broken", "surplus", place.cells[0][0], row.lines[-1], values))


def _window(row: Row, columns: slice) -> Row:
    """Only these cells of a row."""
    return replace(
        row, cells=row.cells[columns], lines=row.lines[columns], spans=None,
        spots=row.spots[columns] if row.spots else None,
    )  # fmt: skip


def _prints_single_row(joined: list[Run], reader: _Reader) -> bool:
    """Whether rows joined without separators hold 其他处理 as one row, in a form that has three."""
    figures = {run.places[0].cells[0][0] for run in joined} | reader.found
    several = any(figure.startswith("applications.other.") for figure in figures)
    return reader.form.single_row is not None and "applications.other" in figures and not several


@cache
def _first_figures(edition: int) -> tuple[frozenset[str], ...]:
    """The first figure of every row, for each way to print the form."""
    firsts = frozenset(place.cells[0][0] for place in labels(edition).rows.values())
    single = frozenset({"applications.other"})
    parts = frozenset(figure for figure in firsts if figure.startswith("applications.other."))
    return (firsts - single, firsts - parts) if parts else (firsts,)


def _walked(document: Document, edition: int) -> tuple[_Reader, list[Row]]:
    """The rows after the walk. Rows that a page break cut are mended first where there are pages, else where needed."""
    paged = bool(document.rows) and document.rows[-1].spots is not None
    rows = mended(document.rows, labels(edition)) if paged else document.rows
    reader = _Reader(form(edition), labels(edition))
    reader.walk(rows)
    if not paged and not reader.is_complete():
        whole = mended(document.rows, reader.labels)
        if whole != rows:
            rows, reader = whole, _Reader(form(edition), labels(edition))
            reader.walk(rows)
    return reader, rows


def parse(document: Document, edition: int) -> Parsed:
    """Read every cell of `edition` out of a document. Returns one fact a cell of the form, in the form's order."""
    reader, rows = _walked(document, edition)
    broken = fragments(rows)
    reader.place_the_rest(rows, broken)
    reader.doubt(rows, broken)
    reader.settle_later()
    reader.settle_disputes()
    reader.add_parts()
    single_row = reader.single_row and not any(f.startswith("applications.other.") for f in reader.found)
    if reader.single_row and not single_row:
        reader.remarks.append(Remark("leftover", "broken", "other_twice", "applications.other"))
    wanted = form(edition).cells(single_row)
    if any(cell not in reader.facts or reader.facts[cell].state == UNREADABLE for cell in wanted):
        joined = runs(document.lines, edition) if any(cell not in reader.facts for cell in wanted) else []
        single_row = single_row or _prints_single_row(joined, reader)
        wanted = form(edition).cells(single_row)
        reader.facts |= resolve(reader.unsettled, joined, reader.facts, edition, single_row)
    missing = [cell for cell in wanted if cell not in reader.facts]
    if missing:
        settle_missing(document, reader.labels, reader.facts, missing)
        doubt_the_last(document, reader.facts)
    facts = {cell: reader.facts[cell] for cell in wanted}
    return Parsed(edition, single_row, facts, reader.remarks + remarks_on(facts), reader.repeats)
