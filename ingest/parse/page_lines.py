"""The lines of pages without drawn lines, each with its words and their places. Pure."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from ingest.parse.placed_columns import Word
from ingest.read.document import Row, Spot


@dataclass(frozen=True, slots=True)
class Line:
    """A line of a page: its words from left to right, and its number in the document."""

    words: tuple[Word, ...]
    number: int

    @property
    def text(self) -> str:
        return "".join(word for word, _ in self.words)


def lines_of(rows: Iterable[Row]) -> Iterator[Line]:
    """The lines that rows of text consist of, from top to bottom."""
    for row in rows:
        line: list[Word] = []
        numbers = iter(dict.fromkeys(row.lines))
        for word in row.words:
            if line and _is_below(word[1], line[-1][1]):
                yield Line(tuple(line), next(numbers, row.lines[-1]))
                line = []
            line.append(word)
        if line:
            yield Line(tuple(line), next(numbers, row.lines[-1]))


def _is_below(spot: Spot, before: Spot) -> bool:
    """Whether a word begins another line than the one before it."""
    height = max(spot.bottom - spot.top, before.bottom - before.top)
    return spot.page != before.page or abs(spot.top + spot.bottom - before.top - before.bottom) > height
