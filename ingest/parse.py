"""Document + form → facts: every cell of the form gets a number, a blank, or the plain word that it cannot be told.

Pure. A row of numbers is taken only where its label is known and its cells can be told apart; nothing is moved, filled
or corrected. What the document prints beside the form is returned as remarks, which become findings.
"""

from dataclasses import dataclass, field
from functools import lru_cache
from typing import NamedTuple

from forms import APPLICANTS, CellId, Form, form
from forms.declaration import Block, Column
from forms.normal import normal
from ingest.document import Document, Row
from ingest.labels import Labels, Place, labels
from ingest.numbers import ABSENT, BLANK, PRINTED, RECOVERED, UNREADABLE, Number, is_words, printed_unit, read_number

_DISPUTES = 15  # cells in the one row of table 3


class Fact(NamedTuple):
    """One cell of the form as the document has it; `line` is 1-based, 0 where the document has no such line."""

    value: Number | None
    unit: str | None
    state: str
    printed: str | None
    line: int


@dataclass(frozen=True, slots=True)
class Remark:
    """Something that reading noticed: a reading check and a message of forms/checks.yml, with what goes into it."""

    check: str
    verdict: str
    message: str
    figure: str | None = None
    line: int = 0
    values: dict[str, object] = field(default_factory=dict)


@dataclass(slots=True)
class Parsed:
    edition: int
    single_row: bool
    facts: dict[CellId, Fact]
    remarks: list[Remark]
    rows_found: int
    repeats: int


@lru_cache(maxsize=65536)
def _fact(text: str, line: int, unit: str | None, money: bool, signed: bool) -> Fact:
    reading = read_number(text)
    if reading.value is None:
        return Fact(None, None, reading.state, text.strip(), line)
    if reading.value < 0 and not signed:
        return Fact(None, None, UNREADABLE, text.strip(), line)
    if money:
        return Fact(reading.value, reading.unit or unit, PRINTED, text.strip(), line)
    if reading.unit in ("元", "万元"):
        return Fact(None, None, UNREADABLE, text.strip(), line)  # a sum of money where the form asks for a count
    return Fact(reading.value, unit, PRINTED, text.strip(), line)


# Labels of table 2 that stand elsewhere on the form too; they count only in their place.
_ALSO_ELSEWHERE = frozenset({"other", "other.other", "processed"})


@lru_cache(maxsize=65536)
def _plain(text: str) -> Number | None:
    reading = read_number(text)
    return reading.value if reading.value is not None and reading.unit is None and reading.value >= 0 else None


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
    heads: Row | None = None
    money_head: str | None = None
    applicant_order: tuple[int, ...] | None = None
    offsets: dict[tuple[int, int], int] = field(default_factory=dict)
    waiting: list[tuple[Place, Row, int]] = field(default_factory=list)
    parts: dict[str, list[tuple[str, list[Fact]]]] = field(default_factory=dict)
    parent: Place | None = None
    dispute: Place | None = None
    disputes_named: set[str] = field(default_factory=set)
    ended: bool = False

    # -- rows ---

    def take(self, row: Row) -> None:
        """Find out what a row is — heads, a row of numbers, or neither — and keep what it says."""
        if row.kept and self.take_plain(row):
            return
        words = [i for i, cell in enumerate(row.cells) if is_words(cell)]
        if not words:
            self.take_unlabelled(row, 0)
            return
        last = words[-1]
        after = len(row.cells) - last - 1
        self.notice(row, words)
        if after == 0 and row.kept:
            return
        if not row.kept and self.take_disputes(row, last):
            return
        for end in reversed(words):
            place = self.labels.row_ending(row.cells, end, not row.kept)
            if place is not None and end + 1 < len(row.cells) and self.fits(place, row, end):
                self.take_row(place, row, end + 1)
                return
            part = self.labels.part(row.cells[end])
            if part is not None and (part == self.parent or self.parent_before(part, row, end)):
                self.take_part(part, row, end + 1)
                return
            if not row.kept:
                break
        if after and self.dispute is None and len(row.cells) - last - 1 in (3, len(APPLICANTS)) and self.found:
            label = row.cells[last].strip()
            if not self.labels.is_known(label):
                values: dict[str, object] = {"label": label}
                self.remarks.append(Remark("leftover", "broken", "unknown_row", None, row.lines[last], values))

    def take_plain(self, row: Row) -> bool:
        """The common case at once: a row of table 2 that is its label and then exactly its seven plain numbers.

        Takes nothing that the general way would read otherwise; whatever is in the least unusual is left to it.
        """
        cells = row.cells
        start = len(cells) - len(APPLICANTS)
        if not 1 <= start <= 3 or self.applicant_order is not None:
            return False
        place = self.labels.row(cells[start - 1])
        if place is None or place.block.table != "applications" or place.row.id in _ALSO_ELSEWHERE:
            return False
        facts: list[Fact] = []
        for text, line in zip(cells[start:], row.lines[start:], strict=True):
            number = _plain(text)
            if number is None:
                return False
            facts.append(Fact(number, "件", PRINTED, text.strip(), line))
        ids = place.cells
        if ids[0] in self.facts:
            return False
        self.facts.update(zip(ids, facts, strict=True))
        self.found.add(ids[0][0])
        return True

    def notice(self, row: Row, words: list[int]) -> None:
        """Heads and headings: what they tell of the rows that follow."""
        organisations: list[int] = []
        for i in words[-64:]:
            sign = self.labels.sign(row.cells[i])
            if sign is None:
                continue
            if sign.columns:
                if row.kept:
                    self.heads = row
                if "amount" in sign.columns:
                    self.money_head = printed_unit(row.cells[i])
            if sign.row is not None and sign.row.row.parts:
                self.parent = sign.row
            elif sign.row is not None:
                self.dispute = sign.row
                self.disputes_named.add(sign.row.row.id)
            if sign.applicant is not None and 1 <= sign.applicant <= 5:
                organisations.append(sign.applicant)
            if sign.ends and self.found:
                self.ended = True
        if len(organisations) == 5 and sorted(organisations) == [1, 2, 3, 4, 5]:
            in_order = organisations == [1, 2, 3, 4, 5]
            self.applicant_order = None if in_order else (0, *organisations, 6)

    def fits(self, place: Place, row: Row, end: int) -> bool:
        """A label that also means something else counts only in its place; a row of heads is no row of numbers."""
        after = row.cells[end + 1 :]
        if any(is_words(cell) and self.labels.is_known(cell) for cell in after):
            return False
        if not any(read_number(cell).state != UNREADABLE for cell in after) and not any(
            any(c.isdigit() for c in cell) for cell in after
        ):
            return False
        if place.block.table == "disputes":
            return any(read_number(cell).value is not None for cell in after)
        if place.block.table == "applications":
            if place.row.id == "other.other":
                return any(f.startswith(("applications.other.", "applications.not_processed")) for f in self.found)
            if place.row.total_of:
                return "applications.received" in self.found or "applications.carried_in" in self.found or any(
                    f.startswith("applications.") for f in self.found
                )
        return True

    # -- values ---

    def take_row(self, place: Place, row: Row, start: int) -> None:
        columns = place.block.columns
        self.parent = place if place.row.parts else None
        after = row.cells[start:]
        if place.row.parts and all(is_words(cell) for cell in after):
            return
        offset = self.offset(place, row, start, len(columns))
        if offset is None:
            self.waiting.append((place, row, start))
            self.found.add(self.figure(place, 0))
            return
        self.keep(place, row, offset)

    def offset(self, place: Place, row: Row, start: int, wanted: int) -> list[int] | None:
        """Which cells of the row are the form's columns, in the form's order; None where that cannot be told yet."""
        cells = row.cells
        if place.block.table == "disclosure" and row.kept and (by_head := self.by_heads(place.block, row)) is not None:
            return by_head
        after = len(cells) - start
        if after == wanted:
            return self.in_order(place, list(range(start, start + wanted)))
        if not row.kept or after < wanted:
            return None
        full = [i for i in range(start, len(cells)) if read_number(cells[i]).state != BLANK]
        lowest, highest = start, len(cells) - wanted
        if full and full[-1] - full[0] < wanted:  # all that is printed fits one window of the form's width
            lowest, highest = max(start, full[-1] - wanted + 1), min(full[0], highest)
        known = self.offsets.get((after, start))
        if lowest == highest:
            self.offsets[(after, start)] = lowest
        elif known is None or not lowest <= known <= highest:
            windows = {tuple(cells[i : i + wanted]) for i in range(lowest, highest + 1)}
            if len(windows) > 1:
                return None
            if full and len(full) > wanted:
                self.remark_surplus(place, row, len(full), wanted)
        else:
            lowest = known
        return self.in_order(place, list(range(lowest, lowest + wanted)))

    def remark_surplus(self, place: Place, row: Row, printed: int, wanted: int) -> None:
        """More numbers than columns, and yet every way to read them gives the same: read, with a finding."""
        values: dict[str, object] = {"printed": printed, "wanted": wanted}
        self.remarks.append(Remark("leftover", "broken", "surplus", self.figure(place, 0), row.lines[-1], values))

    def in_order(self, place: Place, indexes: list[int]) -> list[int]:
        if place.block.table == "applications" and self.applicant_order is not None:
            by_column = dict(zip(self.applicant_order, indexes, strict=True))
            return [by_column[n] for n in range(len(indexes))]
        return indexes

    def by_heads(self, block: Block, row: Row) -> list[int] | None:
        """Columns by the heads above them, where heads and row stand on the same grid."""
        if self.heads is None or len(self.heads.cells) != len(row.cells):
            return None
        found: dict[str, int] = {}
        for i, head in enumerate(self.heads.cells):
            for column_id in self.labels.column_ids(head):
                if column_id in found:
                    return None
                found[column_id] = i
        indexes = [found[column.id] for column in block.columns if column.id in found]
        if len(indexes) != len(block.columns):
            return None
        for i, cell in enumerate(row.cells):
            if i not in indexes and read_number(cell).value is not None:
                self.remarks.append(
                    Remark("leftover", "broken", "outside", self._subject(row), row.lines[i], {"text": cell.strip()})
                )
        return indexes

    def _subject(self, row: Row) -> str:
        place = next((found for cell in row.cells if (found := self.labels.row(cell)) is not None), None)
        return self.figure(place, 0) if place is not None else ""

    def keep(self, place: Place, row: Row, indexes: list[int]) -> None:
        if place.block.table == "applications" and "." not in place.row.id and place.row.id == "other":
            self.single_row = self.form.edition != 2019
        read, columns, cells, lines = self.read, place.block.columns, row.cells, row.lines
        for cell, column, index in zip(place.cells, columns, indexes, strict=True):
            self.put(cell, read(column, cells[index], lines[index]))

    def read(self, column: Column, text: str, line: int) -> Fact:
        unit = self.money_head if column.money else column.unit
        return _fact(text, line, unit, column.money, column.signed)

    def put(self, cell: CellId, fact: Fact) -> None:
        before = self.facts.get(cell)
        self.found.add(cell[0])
        if before is None:
            self.facts[cell] = fact
            return
        self.repeats += 1
        if (before.value, before.state) != (fact.value, fact.state):
            self.facts[cell] = Fact(None, None, UNREADABLE, f"{before.printed} | {fact.printed}", before.line)

    def figure(self, place: Place, number: int) -> str:
        return place.cells[number][0]

    # -- sub-rows ---

    def parent_before(self, part: Place, row: Row, end: int) -> bool:
        return any(self.labels.row(cell) == part for cell in row.cells[:end])

    def take_part(self, place: Place, row: Row, start: int) -> None:
        wanted = len(place.block.columns)
        self.parent = place
        offset = self.offset(place, row, start, wanted) if len(row.cells) - start >= wanted else None
        values = (
            [Fact(None, None, UNREADABLE, " ".join(row.cells[start:]), row.lines[start - 1])] * wanted
            if offset is None
            else [self.read(place.block.columns[n], row.cells[i], row.lines[i]) for n, i in enumerate(offset)]
        )
        self.parts.setdefault(place.row.id, []).append((row.cells[start - 1].strip(), values))

    def add_parts(self) -> None:
        """Sub-rows printed in place of their row add up to it: state recovered (contract, sub-rows)."""
        for row_id, parts in self.parts.items():
            place = next(p for p in self.labels.parts.values() if p.row.id == row_id)
            for number in range(len(place.block.columns)):
                cell = place.cells[number]
                if cell in self.facts:
                    continue
                values = [fact[number] for _, fact in parts]
                printed = " + ".join(fact.printed or "" for fact in values)
                line = values[0].line
                numbers = [fact.value for fact in values if fact.value is not None]
                if len(numbers) == len(values):
                    self.facts[cell] = Fact(sum(numbers), values[0].unit, RECOVERED, printed, line)
                elif all(fact.state == BLANK for fact in values):
                    self.facts[cell] = Fact(None, None, BLANK, "", line)
                else:
                    self.facts[cell] = Fact(None, None, UNREADABLE, printed, line)
                self.found.add(cell[0])

    # -- table 3 ---

    def take_disputes(self, row: Row, last: int) -> bool:
        """A lone stretch that ends in the heads of table 3 and goes on with its numbers."""
        if last + 1 == len(row.cells) or not row.cells[last].rstrip().endswith(("计", "計")):
            return False
        joined = normal("".join(row.cells[max(0, last - 40) : last + 1])[-80:])
        if not joined.endswith("结果维持结果纠正其他结果尚未审结总计"):
            return False
        return self.take_unlabelled(row, last + 1)

    def take_unlabelled(self, row: Row, start: int) -> bool:
        """Numbers without a label: the row of table 3, or five cells under the kind of dispute named last."""
        if self.dispute is None or self.ended:
            return False
        block = self.dispute.block
        full = [i for i in range(start, len(row.cells)) if read_number(row.cells[i]).state != BLANK]
        count = len(row.cells) - start
        if count == len(block.columns):
            places = [self.dispute]
        elif len(self.disputes_named) == len(block.rows) and (
            count == _DISPUTES or (row.kept and len(full) and full[-1] - full[0] == _DISPUTES - 1)
        ):
            places = [self.labels.place(each) for each in block.rows]
            start = start if count == _DISPUTES else full[0]
        else:
            return False
        wanted = [(place, number) for place in places for number in range(len(block.columns))]
        for index, (place, number) in enumerate(wanted, start):
            self.put(place.cells[number], self.read(block.columns[number], row.cells[index], row.lines[index]))
        return True

    # -- the end ---

    def settle_waiting(self) -> None:
        """Rows that stayed ambiguous: now that all rows were seen, or else their cells cannot be told."""
        for place, row, start in self.waiting:
            wanted = len(place.block.columns)
            offset = self.offset(place, row, start, wanted) if row.kept else None
            if offset is not None:
                self.keep(place, row, offset)
                continue
            text = " ".join(cell.strip() for cell in row.cells[start:])
            line = row.lines[start] if start < len(row.lines) else row.lines[-1]
            for number in range(wanted):
                self.put(place.cells[number], Fact(None, None, UNREADABLE, text, line))


def parse(document: Document, edition: int) -> Parsed:
    """Read every cell of `edition` out of a document. Returns one fact a cell of the form, in the form's order."""
    reader = _Reader(form(edition), labels(edition))
    for row in document.rows:
        reader.take(row)
    reader.settle_waiting()
    reader.add_parts()
    found = len(reader.found)
    single_row = reader.single_row and not any(f.startswith("applications.other.") for f in reader.found)
    if reader.single_row and not single_row:
        reader.remarks.append(Remark("leftover", "broken", "other_twice", "applications.other"))
    wanted = form(edition).cells(single_row)
    missing = [cell for cell in wanted if cell not in reader.facts]
    if missing:
        _settle_missing(document, reader, missing)
    facts = {cell: reader.facts[cell] for cell in wanted}
    return Parsed(edition, single_row, facts, reader.remarks + _remarks(facts), found, reader.repeats)


def _settle_missing(document: Document, reader: _Reader, missing: list[CellId]) -> None:
    """A cell whose label stands in the tables cannot be told; one whose label is not there is absent."""
    flat = [normal(line) for line in document.lines]
    start = next((i for i, line in enumerate(flat) if "信息内容" in line or "申请人情况" in line), len(flat))
    spelled = {
        place.cells[number][0]: (place.row.label.spellings, place.block.table)
        for place in reader.labels.rows.values()
        for number in range(len(place.block.columns))
    }
    seen: dict[str, int] = {}
    whole = "".join(flat[start:])
    for figure in {figure for figure, _ in missing}:
        spellings, table = spelled[figure]
        own = [s for s in spellings if len(s) > 2 or table == "disclosure"]
        if any(spelling in whole for spelling in own):
            at = next((i for i in range(start, len(flat)) if any(s in flat[i] for s in own)), start)
            seen[figure] = at + 1
    short = [figure for figure in ("applications.processed", "applications.other.other") if figure not in seen]
    around = {line for figure, line in seen.items() if figure.startswith("applications.")}
    for figure in short:  # 总计 and 其他 also stand elsewhere: they are there where their neighbours are
        if len(around) and any(figure == f for f, _ in missing) and "applications.carried_out" in seen:
            seen[figure] = seen["applications.carried_out"]
    for cell in missing:
        line = seen.get(cell[0])
        reader.facts[cell] = Fact(None, None, ABSENT if line is None else UNREADABLE, None, line or 0)


def _remarks(facts: dict[CellId, Fact]) -> list[Remark]:
    """One remark a row that cannot be read, one for what is absent, one a sum of money without a unit."""
    remarks: list[Remark] = []
    unreadable: dict[str, Fact] = {}
    absent: list[str] = []
    for (figure, _), fact in facts.items():
        if fact.state == UNREADABLE:
            unreadable.setdefault(figure, fact)
        elif fact.state == ABSENT and figure not in absent:
            absent.append(figure)
        elif fact.value and fact.unit is None:
            values: dict[str, object] = {"text": fact.printed}
            remarks.append(Remark("unit", "untestable", "no_unit", figure, fact.line, values))
    for figure, fact in unreadable.items():
        message = "unreadable" if fact.printed else "unreadable_row"
        remarks.append(
            Remark("unreadable", "untestable", message, figure, fact.line, {"text": (fact.printed or "")[:80]})
        )
    if absent:
        values = {"count": len(absent), "first": absent[0]}
        remarks.append(Remark("absent", "untestable", "absent", None, 0, values))
    return remarks
