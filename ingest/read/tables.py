"""Rows of cells → rows and text lines of a Document. Pure; for web pages and Word.

A merged cell appears once, in the row in which it begins: its columns are inferred from the cells of its row and of
similar rows, which damaged or careless spans do not affect.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field

from ingest.read.document import OBJECT, Document, Row, is_row
from ingest.read.text import MOST_CHARACTERS, rows_of
from ingest.read.unreadable import Unreadable

__all__ = ["MOST_CELLS", "MOST_CHARACTERS", "Page", "squeezed"]
MOST_CELLS = 1_000_000  # of all tables, empty ones too; a report has under 1000


@dataclass(slots=True)
class Page:
    """Collects text lines and tables in reading order; `document` returns the result."""

    lines: list[str] = field(default_factory=list)
    rows: list[Row] = field(default_factory=list)
    loose: int = 0  # lines from here on belong to no table yet
    grids: int = 0
    cells: int = 0
    characters: int = 0

    def make_room(self, cells: int, characters: int = 0) -> None:
        """Raise Unreadable where a document holds more than any report; asked before so much is made of it."""
        self.cells += cells
        self.characters += characters
        if self.cells > MOST_CELLS:
            raise Unreadable("too_much", limit=MOST_CELLS)
        if self.characters > MOST_CHARACTERS:
            raise Unreadable("too_much", limit=MOST_CHARACTERS)

    def say(self, text: str) -> None:
        """Add text outside tables; whitespace is collapsed, empty text is skipped."""
        if text := squeezed(text.replace(OBJECT, " ")):
            self.characters += len(text)
            if self.characters > MOST_CHARACTERS:
                self.make_room(0)
            self.lines.append(text)

    def table(self, rows: Iterable[list[str]]) -> None:
        """Add a table: one line of text per row, with tabs between its cells."""
        self._settle()
        self.grids += 1
        lines, number = self.lines, len(self.lines)
        for cells in rows:
            line, width = "\t".join(cells), len(cells)
            self.cells += width
            self.characters += len(line)
            if self.cells > MOST_CELLS or self.characters > MOST_CHARACTERS:
                self.make_room(0)
            lines.append(line)
            number += 1
            if is_row(cells):
                self.rows.append(Row(cells, [number] * width, True, grid=self.grids))
        self.loose = number

    def _settle(self) -> None:
        """Read the text between tables as plain text, which may contain rows of cells."""
        if self.loose < len(self.lines):
            self.rows += rows_of(self.lines[self.loose :], self.loose)
            self.loose = len(self.lines)

    def document(self, is_whole: bool = False) -> Document:
        self._settle()
        return Document(self.lines, self.rows, is_whole=is_whole)


def squeezed(text: str) -> str:
    """Collapse runs of whitespace into one space and strip both ends."""
    return " ".join(text.split())
