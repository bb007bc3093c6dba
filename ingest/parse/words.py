"""The words above a row of numbers, among which the heads of its table are."""

from dataclasses import dataclass

from ingest.read.document import Row

_MOST_WORDS, _LAST_WORDS = 4000, 2000  # characters of words kept above a row; beyond the first, cut to the second


@dataclass(slots=True)
class Words:
    """The words since the last row of numbers: `all` of them, and `own`, those in the grid of the current row.

    `heads` is the last row that held only words.
    """

    all: str = ""
    own: str = ""
    grid: int = 0
    heads: Row | None = None

    def enter(self, grid: int) -> None:
        """Clear the own words on entering another grid."""
        if grid != self.grid:
            self.grid, self.own = grid, ""

    def add(self, text: str) -> None:
        self.all += text
        self.own += text

    def trim(self) -> None:
        """Drop all but the last of very many words."""
        if len(self.all) > _MOST_WORDS:
            self.all = self.all[-_LAST_WORDS:]

    def clear(self) -> None:
        self.all = self.own = ""
