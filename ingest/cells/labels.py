"""Which place on the form a printed label means: the dictionary of one edition, in normal form."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import NamedTuple, TypeVar

from forms import APPLICANTS, EDITIONS, CellId, Form, form
from forms.declaration import Block, Row
from forms.normal import normal, simplified
from ingest.cells.fact import plain
from ingest.read.numbers import Number

_BRACKETS = re.compile(r"[（(〔\[【][^（()）]*[)）〕\]】]")
_EXPLAINS = re.compile(
    r"^.\s*(?:单位[::]?\s*)?(?:件|项|个|元|万元|亿元|人民币|公历)?\s*.$|^.\s*(?:20\d\d年?度?|本年度?)\s*.$"
    r"|区分处理|只计这一情形|保留.{1,2}位小数|单位[::]\s*(?:元|万元|亿元)|^.\s*万元|勾稽|\(?以下"
)
_STRAY_DIGIT = re.compile(r"\d")
_LEADING = re.compile(r"^\s*[（(]?\s*\d{1,2}\s*[）)、.．,，]?")
_SINGLE_ROW = re.compile(r"\s*[（(]?六[）)、]\s*其他\s*$")
_UPRIGHT = re.compile("[三、本年度办理结果]{1,2}")  # a piece of the heading that is printed upright beside the rows
END_HEADING = re.compile(r"[\s#*]*[五六]\s*、")
_JOIN = 8  # a label is cut over at most so many cells
_LONGEST = 120  # characters; anything longer is narrative
# Labels of table 2 that stand elsewhere on the form too; they count only in their place.
_ALSO_ELSEWHERE = frozenset({"other", "other.other", "processed"})
_LONGEST_HEAD = 80  # characters
_REMEMBERED = 20_000  # texts whose meaning is kept, so that memory stays bounded
END = frozenset(normal(text) for text in ("存在的主要问题及改进情况", "政府信息公开工作存在的主要问题及改进情况"))


K = TypeVar("K")
V = TypeVar("V")


@lru_cache(maxsize=65536)
def forms_of(text: str) -> tuple[str, ...]:
    """Normal forms of a printed label to look up: as it stands, then without explanations in brackets.

    Only what explains without changing the meaning may go: a unit, a year, the form's own remark.
    `行政处罚（简易程序）` is another row than 行政处罚, and `（万件）` counts in ten thousands.
    """
    whole = normal(text)
    bracketed = _BRACKETS.findall(text)
    if not bracketed or not all(_EXPLAINS.search(simplified(each)) for each in bracketed):
        return (whole,)
    bare = normal(_BRACKETS.sub("", text))
    return (whole,) if bare == whole or not bare else (whole, bare)


@dataclass(frozen=True, slots=True)
class Place:
    """A row of the form, the block it stands in, and its cells."""

    block: Block
    row: Row
    cells: tuple[CellId, ...]


def _place(block: Block, row: Row) -> Place:
    if block.table == "applications":
        return Place(block, row, tuple((f"applications.{row.id}", column.id) for column in block.columns))
    return Place(block, row, tuple((f"{row.id}.{column.id}", None) for column in block.columns))


class PlainRow(NamedTuple):
    """A row of table 2 that is its label and then exactly its seven plain numbers, from cell `start` on."""

    place: Place
    start: int
    numbers: tuple[Number, ...]
    texts: tuple[str, ...]


class Sign(NamedTuple):
    """What a cell tells of the rows below it: columns, a row with sub-rows, a new block or table, the end."""

    columns: frozenset[str] = frozenset()
    parent: Place | None = None
    opens: str | None = None  # "block" for 第二十条第…项, "heads" for 信息内容, else the id of a table (its title)
    ends: bool = False


_NOTHING = Sign()


class _Remembered(dict[K, V]):
    """Answers that are found once; bounded, so that memory is."""

    def __init__(self, find: Callable[[K], V]) -> None:
        self.find = find

    def __missing__(self, key: K) -> V:
        answer = self.find(key)
        if len(self) < _REMEMBERED:
            self[key] = answer
        return answer


class Labels:
    """Looks up printed labels of one edition: rows, sub-rows, column heads, everything else that is known."""

    def __init__(self, edition: Form) -> None:
        self.form = edition
        self.edition = edition.edition
        self.rows: dict[str, Place] = {}
        self.parts: dict[str, Place] = {}
        self.columns: dict[str, set[str]] = {}
        self._row_of = _Remembered(self._find_row)
        self._sign_of = _Remembered(self._read_sign)
        self._said = _Remembered(self._read_said)
        self._plain = _Remembered(self._read_plain)
        self.openings: dict[str, str] = {normal("信息内容"): "heads"}
        self.known: set[str] = {normal("信息内容"), normal("行政诉讼")}
        for table in edition.tables:
            self.known |= table.title.spellings
            self.openings |= dict.fromkeys(table.title.spellings, table.id)
            for head in table.heads:
                self.known |= head.spellings
            for block in table.blocks:
                if block.heading:
                    self.known |= block.heading.spellings
                    self.openings |= dict.fromkeys(block.heading.spellings, "block")
                for column in block.columns:
                    for spelling in column.label.spellings:
                        self.columns.setdefault(spelling, set()).add(column.id)
                for row in block.rows:
                    for spelling in row.label.spellings:
                        self.rows[spelling] = _place(block, row)
                    for part in row.parts:
                        self.parts[part] = _place(block, row)
        single = edition.single_row
        self.groups: set[str] = set()
        for group in edition.groups.values():
            self.groups |= group.label.spellings
        self.known |= self.groups
        applications = edition.table("applications").blocks[0]
        self.single = _place(applications, single) if single is not None else None
        if self.single is not None and single is not None:
            for spelling in single.label.spellings:
                self.rows[spelling] = self.single
        if single is None:  # the 2019 form: 其他处理 is a row of its own, and `（六）其他` is short for it
            self.single = next(place for place in self.rows.values() if place.cells[0][0] == "applications.other")

    def row_ending(self, cells: list[str], end: int, cut: bool = True) -> tuple[Place, int] | None:
        """The row whose label ends in cell `end`, and the cell where the label begins.

        With `cut` the label may be cut over up to eight cells.
        """
        joined = cells[end]
        if (place := self.row(joined)) is not None:
            return place, end
        if cut and len(joined) < _LONGEST:
            for start in range(end - 1, max(-1, end - _JOIN), -1):
                joined = cells[start] + joined
                if len(joined) > _LONGEST:
                    return None
                if (place := self.row(joined)) is not None:
                    return place, start
        return None

    def row(self, text: str) -> Place | None:
        """The row whose whole label this is."""
        return self._row_of[text]

    def _find_row(self, text: str) -> Place | None:
        if self.single is not None and _SINGLE_ROW.match(text):
            return self.single
        if _STRAY_DIGIT.search(_LEADING.sub("", _BRACKETS.sub("", text))):
            return None if " " not in text.strip() else self._behind_pieces(text)  # a number that ran into its label
        place = next((self.rows[each] for each in forms_of(text) if each in self.rows), None)
        if place is None and " " in text.strip() and len(text) < _LONGEST:
            place = self._behind_pieces(text)
        return place

    def _behind_pieces(self, text: str) -> Place | None:
        """`三、本年度办理结果 （一）予以公开`: group headings and the label in one cell, between blanks."""
        pieces = text.split()
        for at in range(1, len(pieces)):
            label = " ".join(pieces[at:])
            if not _STRAY_DIGIT.search(_LEADING.sub("", _BRACKETS.sub("", label))) and all(
                self.is_piece_of_group(piece) for piece in pieces[:at]
            ):
                place = next((self.rows[each] for each in forms_of(label) if each in self.rows), None)
                if place is not None:
                    return place
        return None

    def plain_row(self, cells: list[str]) -> PlainRow | None:
        """What a row of table 2 says where it says it plainly; most rows of most reports are rows of noughts."""
        return self._plain[tuple(cells)]

    def _read_plain(self, cells: tuple[str, ...]) -> PlainRow | None:
        end = len(cells)
        while end and not cells[end - 1]:
            end -= 1  # empty cells behind the last number: a table's spare columns
        start = end - len(APPLICANTS)
        place = self.row(cells[start - 1]) if 1 <= start <= 3 else None
        if place is None or place.block.table != "applications" or place.row.id in _ALSO_ELSEWHERE:
            return None
        numbers = [number for cell in cells[start:end] if (number := plain(cell)) is not None]
        if len(numbers) < len(APPLICANTS):
            return None
        return PlainRow(place, start, tuple(numbers), tuple(cell.strip() for cell in cells[start:end]))

    def said(self, text: str) -> str:
        """What a cell may say about columns: its letters, but nothing for the heading of a group of rows."""
        return self._said[text]

    def _read_said(self, text: str) -> str:
        return "" if len(text) > _LONGEST_HEAD or self.is_group(text) else normal(text)

    def is_piece_of_group(self, text: str) -> bool:
        """A group's heading or a piece of one, as narrow columns cut it and put it beside the rows."""
        bare = normal(text)
        return not bare or _UPRIGHT.fullmatch(text) is not None or any(bare in group for group in self.groups)

    def is_group(self, text: str) -> bool:
        return any(each in self.groups for each in forms_of(text))

    def place(self, row: Row) -> Place:
        """The place of a row that is known by its id."""
        return next(self.rows[spelling] for spelling in row.label.spellings if self.rows[spelling].row.id == row.id)

    def part(self, text: str) -> Place | None:
        """The row that has this sub-row."""
        return next((self.parts[each] for each in forms_of(text) if each in self.parts), None)

    def sign(self, text: str) -> Sign | None:
        """What a cell tells of the rows that follow it; None for nearly all cells."""
        return self._sign_of[text]

    def _read_sign(self, text: str) -> Sign | None:
        ends = END_HEADING.match(text) is not None or normal(text) in END
        if len(text) > _LONGEST:
            return Sign(ends=True) if ends else None
        spellings = forms_of(text)
        place = self.row(text)
        opens = next((self.openings[each] for each in spellings if each in self.openings), None)
        sign = Sign(frozenset(self.column_ids(text)), place if place and place.row.parts else None, opens, ends)
        return None if sign == _NOTHING else sign

    def column_ids(self, cell: str) -> set[str]:
        for spelling in forms_of(cell):
            if spelling in self.columns:
                return self.columns[spelling]
        return set()

    def is_known(self, cell: str) -> bool:
        return any(
            spelling in self.known or spelling in self.rows or spelling in self.columns for spelling in forms_of(cell)
        )


@cache
def labels(edition: int) -> Labels:
    return Labels(form(edition))


@cache
def telling_labels(edition: int) -> frozenset[str]:
    """Normal forms that only this edition prints: they tell which form a document uses."""
    own, others = (_all_spellings(e) for e in (edition, *[e for e in EDITIONS if e != edition]))
    return frozenset(
        spelling
        for spelling in own
        # A spelling that is part of one of the other edition's would be found there too.
        if len(spelling) > 3 and not any(spelling in other for other in others)
    )


def _all_spellings(edition: int) -> set[str]:
    declared = form(edition)
    found: set[str] = set()
    for table in declared.tables:
        for block in table.blocks:
            for column in block.columns:
                found |= column.label.spellings
            for row in block.rows:
                found |= row.label.spellings
    for group in declared.groups.values():
        found |= group.label.spellings
    return found
