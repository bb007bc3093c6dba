"""Paragraphs and tables, tables within tables → rows and lines of a Document. Pure; for RTF and OpenDocument."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from ingest.read.tables import Page, squeezed
from ingest.read.unreadable import Unreadable

_LONGEST = 300  # characters; a longer cell is layout, not a cell of the form
_DEEPEST = 60  # tables within tables


@dataclass(slots=True)
class Grid:
    """A table: rows of cells; a cell holds paragraphs and other tables."""

    rows: list[list["Cell"]] = field(default_factory=list)


Block = str | Grid
Cell = list[Block]


class Column(NamedTuple):
    """Where a cell begins, and whether it is merged with the one above: `begins`, `goes_on` or None."""

    left: int
    merge: str | None = None


def put(blocks: Sequence[Block], page: Page, depth: int = 0) -> None:
    """Add paragraphs and tables in reading order; a table that holds tables or long text is layout for them."""
    if depth > _DEEPEST:
        raise Unreadable("too_much", limit=f"{_DEEPEST}")
    for block in blocks:
        if isinstance(block, str):
            page.say(block)
            continue
        page.make_room(sum(map(len, block.rows)))  # a repeated cell is one object, and put as often as it is repeated
        texts = [[squeezed(" ".join(each for each in cell if isinstance(each, str))) for cell in row]
                 for row in block.rows]  # fmt: skip
        nested = any(isinstance(each, Grid) for row in block.rows for cell in row for each in cell)
        if nested or any(len(text) > _LONGEST for row in texts for text in row):
            for row in block.rows:
                for cell in row:
                    put(cell, page, depth + 1)
        elif texts:
            page.table(texts)


def without_continued(row: Sequence[Cell], columns: Sequence[Column], open_at: set[int]) -> list[Cell]:
    """A row without the empty cells that only continue the merged cell above; `open_at` is carried between rows."""
    kept: list[Cell] = []
    for cell, (left, merge) in zip(row, columns, strict=True):
        if merge == "goes_on" and left in open_at and not any(isinstance(each, Grid) or each.strip() for each in cell):
            continue
        kept.append(cell)
        open_at.discard(left)
        if merge is not None:
            open_at.add(left)
    return kept
