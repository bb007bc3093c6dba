"""Rows of merged cells → rows on a grid, and the lines of text that they are kept as. Pure; for web pages and Word."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import NamedTuple

from ingest.document import Document, Row
from ingest.read.text import rows_of

_WHITE = re.compile(r"[\s\xa0]+")
_WIDEST = 200  # grid columns; a damaged colspan may say millions


class Merged(NamedTuple):
    """A cell as a document declares it; `down` is how many rows it spans."""

    text: str
    across: int = 1
    down: int = 1


@dataclass(slots=True)
class Page:
    """Gathers text lines and tables in reading order; `document` gives what they are together."""

    lines: list[str] = field(default_factory=list)
    rows: list[Row] = field(default_factory=list)
    loose: int = 0  # lines from here on belong to no table yet
    grids: int = 0

    def say(self, text: str) -> None:
        """Add text outside tables; blanks are made single, empty text is left out."""
        text = squeezed(text)
        if text:
            self.lines.append(text)

    def table(self, rows: Iterable[list[Merged]]) -> None:
        """Add a table: a line of text a row, its cells between tabs."""
        self._settle()
        self.grids += 1
        covered: dict[int, int] = {}  # grid column → rows that a cell above still spans
        for merged in rows:
            spans: list[tuple[int, int]] = []
            begun: dict[int, int] = {}
            at = 0
            for cell in merged:
                while covered.get(at, 0):
                    at += 1
                end = at + max(1, min(cell.across, _WIDEST))
                spans.append((at, end))
                if cell.down > 1:
                    begun |= dict.fromkeys(range(at, end), cell.down)
                at = end
            covered = {column: left - 1 for column, left in covered.items() if left > 1} | {
                column: down - 1 for column, down in begun.items()
            }
            cells = [cell.text for cell in merged]
            self.lines.append("\t".join(cells))
            if any(cells) or len(cells) > 4:  # a row of empty cells is a row, a spare cell is none
                self.rows.append(Row(cells, [len(self.lines)] * len(cells), True, spans, self.grids))
        self.loose = len(self.lines)

    def _settle(self) -> None:
        """Text between tables may hold rows of cells of its own: read as plain text is."""
        if self.loose < len(self.lines):
            self.rows += rows_of(self.lines[self.loose :], self.loose)
            self.loose = len(self.lines)

    def document(self) -> Document:
        self._settle()
        return Document(self.lines, self.rows)


def squeezed(text: str) -> str:
    """Runs of white space as one blank, none at the ends."""
    return _WHITE.sub(" ", text).strip()
