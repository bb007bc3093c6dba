"""Rows of cells → rows of a Document, and the lines of text that they are kept as. Pure; for web pages and Word.

A cell merged with others stands once, in the row in which it begins: what its columns are is told by the cells of its
row and of the rows like it, which damaged or careless spans do not change.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field

from ingest.read.document import OBJECT, Document, Row, is_row
from ingest.read.text import rows_of


@dataclass(slots=True)
class Page:
    """Gathers text lines and tables in reading order; `document` gives what they are together."""

    lines: list[str] = field(default_factory=list)
    rows: list[Row] = field(default_factory=list)
    loose: int = 0  # lines from here on belong to no table yet
    grids: int = 0

    def say(self, text: str) -> None:
        """Add text outside tables; blanks are made single, empty text is left out."""
        text = squeezed(text.replace(OBJECT, " "))
        if text:
            self.lines.append(text)

    def table(self, rows: Iterable[list[str]]) -> None:
        """Add a table: a line of text a row, its cells between tabs."""
        self._settle()
        self.grids += 1
        for cells in rows:
            self.lines.append("\t".join(cells))
            if is_row(cells):
                self.rows.append(Row(cells, [len(self.lines)] * len(cells), True, grid=self.grids))
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
    return " ".join(text.split())
