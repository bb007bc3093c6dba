"""Which place on the form a printed label means: the dictionary of one edition, in normal form."""

import re
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import NamedTuple

from forms import EDITIONS, CellId, Form, form
from forms.declaration import Block, Row
from forms.normal import normal

_BRACKETS = re.compile(r"[（(〔\[【][^（()）]*[)）〕\]】]")
_JOIN = 8  # a label is cut over at most so many cells
_LONGEST = 120  # characters; anything longer is narrative
_REMEMBERED = 50_000  # texts whose meaning is kept, so that memory stays bounded
_END = frozenset(normal(text) for text in ("存在的主要问题及改进情况", "政府信息公开工作存在的主要问题及改进情况"))


@lru_cache(maxsize=65536)
def forms_of(text: str) -> tuple[str, ...]:
    """Normal forms of a printed label to look up: as it stands, then without explanations in brackets."""
    whole = normal(text)
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


class Sign(NamedTuple):
    """What a cell tells of the rows below it: columns, a row with sub-rows or disputes, an applicant, the end."""

    columns: frozenset[str] = frozenset()
    row: Place | None = None
    applicant: int | None = None
    ends: bool = False


_NOTHING = Sign()


class Labels:
    """Looks up printed labels of one edition: rows, sub-rows, column heads, everything else that is known."""

    def __init__(self, edition: Form) -> None:
        self.rows: dict[str, Place] = {}
        self.parts: dict[str, Place] = {}
        self.columns: dict[str, set[str]] = {}
        self._row_of: dict[str, Place | None] = {}
        self._sign_of: dict[str, Sign | None] = {}
        self.applicants = {
            spelling: number
            for number, column in enumerate(edition.table("applications").blocks[0].columns)
            for spelling in column.label.spellings
        }
        self.known: set[str] = {normal("信息内容"), normal("行政诉讼")}
        for table in edition.tables:
            self.known |= table.title.spellings
            for head in table.heads:
                self.known |= head.spellings
            for block in table.blocks:
                if block.heading:
                    self.known |= block.heading.spellings
                for column in block.columns:
                    for spelling in column.label.spellings:
                        self.columns.setdefault(spelling, set()).add(column.id)
                for row in block.rows:
                    for spelling in row.label.spellings:
                        self.rows[spelling] = _place(block, row)
                    for part in row.parts:
                        self.parts[part] = _place(block, row)
        single = edition.single_row
        for group in edition.groups.values():
            self.known |= group.label.spellings
        if single is not None:
            for spelling in single.label.spellings:
                self.rows[spelling] = _place(edition.table("applications").blocks[0], single)

    def row_ending(self, cells: list[str], end: int, cut: bool = True) -> Place | None:
        """The row whose label ends in cell `end`; with `cut` the label may be cut over up to eight cells before it."""
        joined = cells[end]
        if (place := self.row(joined)) is not None:
            return place
        if cut and len(joined) < _LONGEST:
            for start in range(end - 1, max(-1, end - _JOIN), -1):
                joined = cells[start] + joined
                if len(joined) > _LONGEST:
                    return None
                if (place := self.row(joined)) is not None:
                    return place
        return None

    def row(self, text: str) -> Place | None:
        """The row whose whole label this is."""
        try:
            return self._row_of[text]
        except KeyError:
            place = next((self.rows[each] for each in forms_of(text) if each in self.rows), None)
            if len(self._row_of) < _REMEMBERED:
                self._row_of[text] = place
            return place

    def place(self, row: Row) -> Place:
        """The place of a row that is known by its id."""
        return next(self.rows[spelling] for spelling in row.label.spellings if self.rows[spelling].row.id == row.id)

    def part(self, text: str) -> Place | None:
        """The row that has this sub-row."""
        return next((self.parts[each] for each in forms_of(text) if each in self.parts), None)

    def sign(self, text: str) -> Sign | None:
        """What a cell tells of the rows that follow it; None for nearly all cells."""
        try:
            return self._sign_of[text]
        except KeyError:
            sign = self._read_sign(text)
            if len(self._sign_of) < _REMEMBERED:
                self._sign_of[text] = sign
            return sign

    def _read_sign(self, text: str) -> Sign | None:
        if len(text) > _LONGEST:
            return None
        spelling = normal(text)
        place = self.row(text)
        sign = Sign(
            columns=frozenset(self.column_ids(text)),
            row=place if place and (place.row.parts or place.block.table == "disputes") else None,
            applicant=self.applicants.get(spelling),
            ends=spelling in _END,
        )
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
