"""Page layouts → one Document: text lines and tables in reading order. Pure."""

import re
from dataclasses import dataclass, field

from ingest.read.document import OBJECT, Document, Row, is_row
from ingest.read.page_parts import Layout, Printed
from ingest.read.text import is_page_number, rows_of

# What a document in pages may hold: a report has up to 40 pages, of 2000 characters and 500 lines at the most.
MOST_PAGES = 120
MOST_GLYPHS = 300_000
MOST_OBJECTS = 400_000
_MOST_WORDS = 1000  # in a line; in a longer one the places of words are of no use, and each of its rows has them all
_NUMBER = re.compile(r"\d+")


@dataclass(slots=True)
class Pages:
    """Collects the pages of a document."""

    layouts: list[Layout] = field(default_factory=list)

    def add(self, page: Layout) -> None:
        self.layouts.append(page)

    def put(self, index: int, page: Layout) -> None:
        self.layouts[index] = page

    def lines_of(self, number: int) -> int:
        """Return the number of parts (text lines and tables) on a page."""
        return len(self.layouts[number - 1].parts) if number <= len(self.layouts) else 0

    def document(self) -> Document:
        """Return all pages in order. A row of a table becomes a line of text with tabs between its cells."""
        lines: list[str] = []
        rows: list[Row] = []
        loose: list[Printed] = []
        grids = 0

        def settle() -> None:
            made = rows_of([printed.text for printed in loose], len(lines))
            for row in made:
                printed = [loose[line - len(lines) - 1] for line in row.lines]
                row.spots = [each.spot for each in printed]
                row.words = tuple(
                    word
                    for line in dict.fromkeys(row.lines)
                    if len(words := loose[line - len(lines) - 1].words) <= _MOST_WORDS
                    for word in words
                )
                if row.blanks_between:
                    _place_numbers(row)
            rows.extend(made)
            lines.extend(printed.text for printed in loose)
            loose.clear()

        for page in self.layouts:
            parts = page.parts
            if loose and parts and isinstance(parts[0], Printed) and _goes_on(loose[-1].text, parts[0].text):
                loose[-1] = loose[-1]._replace(text=_NUMBER.sub(OBJECT, loose[-1].text))
                parts = [parts[0]._replace(text=_NUMBER.sub(OBJECT, parts[0].text)), *parts[1:]]
            for part in parts:
                if isinstance(part, Printed):
                    if not is_page_number(part.text):
                        loose.append(part)
                    continue
                settle()
                grids += 1
                for cells in part.rows:
                    if not cells:
                        continue
                    texts = [cell.text for cell in cells]
                    lines.append("\t".join(texts))
                    if is_row(texts):
                        spots = [cell.spot for cell in cells]
                        rows.append(Row(texts, [len(lines)] * len(texts), True, grids, spots))
        settle()
        return Document(lines, rows)


def _place_numbers(row: Row) -> None:
    """Give each number at the end of a line its own place instead of the line's."""
    assert row.spots is not None
    for n in range(1, min(len(row.cells), len(row.words)) + 1):
        if len(row.cells[-n]) != len(row.words[-n][0]):  # a doubtful number is a placeholder in the text
            break
        row.spots[-n] = row.words[-n][1]


def _goes_on(last: str, first: str) -> bool:
    """Whether a page begins with nothing but numbers below a line of numbers: they may be one row, wrapped and cut."""
    tokens = first.split()
    return (
        not is_page_number(first)
        and all(token.isdecimal() for token in tokens)
        and len(_NUMBER.findall(last)) >= max(2, len(tokens))
    )
