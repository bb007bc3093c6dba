"""Which place on the form a printed label means: the dictionary of one edition, in normal form."""

import re
from dataclasses import dataclass
from functools import cache, lru_cache

from forms import EDITIONS, Form, form
from forms.declaration import Block, Row
from forms.normal import normal

_BRACKETS = re.compile(r"[（(〔\[【][^（()）]*[)）〕\]】]")
_JOIN = 8  # a label is cut over at most so many cells


@lru_cache(maxsize=65536)
def forms_of(text: str) -> tuple[str, ...]:
    """Normal forms of a printed label to look up: as it stands, then without explanations in brackets."""
    whole = normal(text)
    bare = normal(_BRACKETS.sub("", text))
    return (whole,) if bare == whole or not bare else (whole, bare)


@dataclass(frozen=True, slots=True)
class Place:
    """A row of the form and the block it stands in."""

    block: Block
    row: Row


class Labels:
    """Looks up printed labels of one edition: rows, sub-rows, column heads, everything else that is known."""

    def __init__(self, edition: Form) -> None:
        self.rows: dict[str, Place] = {}
        self.parts: dict[str, Place] = {}
        self.columns: dict[str, set[str]] = {}
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
                        self.rows[spelling] = Place(block, row)
                    for part in row.parts:
                        self.parts[part] = Place(block, row)
        single = edition.single_row
        for group in edition.groups.values():
            self.known |= group.label.spellings
        if single is not None:
            for spelling in single.label.spellings:
                self.rows[spelling] = Place(edition.table("applications").blocks[0], single)

    def row_ending(self, cells: list[str], end: int) -> Place | None:
        """The row whose label ends in cell `end`; the label may be cut over up to eight cells before it."""
        joined = ""
        for start in range(end, max(-1, end - _JOIN), -1):
            joined = cells[start] + joined
            for spelling in forms_of(joined):
                if (place := self.rows.get(spelling)) is not None:
                    return place
        return None

    def part_ending(self, cells: list[str], end: int) -> Place | None:
        for spelling in forms_of(cells[end]):
            if (place := self.parts.get(spelling)) is not None:
                return place
        return None

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
