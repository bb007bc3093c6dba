"""The words above a row of numbers, among which the heads of its table are."""

from ingest.read.document import Row

_MOST_WORDS, _LAST_WORDS = 4000, 2000  # characters of words kept above a row; beyond the first, cut to the second


class Words:
    """The words since the last row of numbers: `all` of them, and `own`, those in the grid of the current row.

    `heads` is the last row that held only words. Words are kept in pieces and joined when they are asked for: a
    document may have a hundred thousand of them before its first number.
    """

    def __init__(self) -> None:
        self._all: list[str] = []
        self._own: list[str] = []
        self._size = 0
        self.grid = 0
        self.heads: Row | None = None

    @property
    def all(self) -> str:
        if len(self._all) > 1:
            self._all = ["".join(self._all)]
        return self._all[0] if self._all else ""

    @property
    def own(self) -> str:
        return "".join(self._own)

    def enter(self, grid: int) -> None:
        """Clear the own words on entering another grid."""
        if grid != self.grid:
            self.grid, self._own = grid, []

    def add(self, text: str) -> None:
        """Add words behind the others."""
        self._all.append(text)
        self._own.append(text)
        self._size += len(text)

    def trim(self) -> None:
        """Drop all but the last of very many words."""
        if self._size > _MOST_WORDS:
            self._all = [self.all[-_LAST_WORDS:]]
            self._size = len(self._all[0])

    def clear_all(self) -> None:
        """Forget all words but those of the current grid."""
        self._all, self._size = [], 0

    def clear(self) -> None:
        """Forget all words."""
        self.clear_all()
        self._own = []
