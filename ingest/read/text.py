"""Text and Markdown → Document: find the rows of cells in every known plain-text form of a table.

Known forms: cells separated by tabs, pipes or commas; one cell per line after a tab, with empty lines between rows (as
Word saves a table as text); one cell per line; a label and its numbers separated by spaces. Forms may be mixed.
"""

import csv
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import islice

from ingest.read.blanks import between_blanks
from ingest.read.document import Document, Row, is_row
from ingest.read.lone_lines import LoneLines
from ingest.read.markdown import between_pipes, cells_of_a_table_in_one_line, in_cells, without_fillers
from ingest.read.one_line import LONG_LINE, WIDEST, is_a_table, unrolled, unrolled_markdown
from ingest.read.printed_frames import may_be_frames, printed_frames
from ingest.read.separated import separated
from ingest.read.unreadable import Unreadable

MOST_CHARACTERS = 3_000_000  # of all text; a report has under 100,000, a year of a province's reports two million
_INDENTED = re.compile(r"\t[^\t\n]+$")
_OTHER_BREAKS = re.compile("\r\n|[\r\x0b\x85\u2028\u2029]")
_MARGIN = frozenset(" \t")
_RULE_SIGNS = frozenset("|:-—=+ \t")
_PAGE = re.compile(
    r"\s*(?:[-—–－·_•]+\s*\d{1,4}\s*[-—–－·_•]+|\[\d{1,3}\]|第\s*\d{1,4}\s*页.*|[Pp]age\s*\d{1,4}|\d{1,3}\s*/\s*\d{1,3})\s*"
)
_PAGE_ENDS = frozenset("0123456789-—–－·_•]页) \t")
_FEW_LINES, _WIDEST_OF_FEW_LINES = 5, 18  # in a text of few lines, each may hold a whole table


def read_text(text: str) -> Document:
    """Split decoded text into lines and rows; text without a table gives none. Raise Unreadable for too much."""
    if len(text) > MOST_CHARACTERS:
        raise Unreadable("too_much", limit=MOST_CHARACTERS)
    if _OTHER_BREAKS.search(text):
        text = _OTHER_BREAKS.sub("\n", text)
    lines = text.split("\n")
    return Document(lines, rows_of(lines))


def rows_of(lines: list[str], before: int = 0) -> list[Row]:
    """Return the rows of cells among text lines that are preceded by `before` other lines in the document."""
    rows = list(_rows(lines))
    if before:
        for row in rows:
            row.lines = [line + before for line in row.lines]
    return rows


def is_page_number(line: str) -> bool:
    """Whether a line is a page number and not part of a table: `- 3 -`, `第 3 页`, `3/6`."""
    return len(line) < 30 and line[-1:] in _PAGE_ENDS and _PAGE.fullmatch(line) is not None


def _are_commas(lines: list[str]) -> bool:
    """Whether this is a table saved as CSV: many lines with commas, some of them with empty cells."""
    parted = [line for line in lines if "," in line]
    if len(parted) <= 15:
        return False
    parted = [line for line in parted if line.count(",") > 1 and "\t" not in line and "|" not in line]
    return len(parted) > 15 and sum(1 for line in parted if ",," in line) > 5


@dataclass(frozen=True, slots=True)
class _Layout:
    """How a text prints tables.

    `indented`: a cell a line, each after a tab; `commas`: a file saved as CSV; `cells`: of lines in which they were
    recognised; `ragged`: of rows of Markdown tables with merged cells; `widest`: cells that one row may have.
    """

    indented: bool
    commas: bool
    cells: Mapping[int, list[str]]
    ragged: Mapping[int, list[str]]
    widest: int

    @classmethod
    def of(cls, lines: list[str]) -> "_Layout":
        behind_blanks = [line for line in lines if line[:1] in _MARGIN]
        indented = sum(1 for _ in islice(filter(_INDENTED.match, behind_blanks), 21)) > 20
        few = sum(1 for _ in islice(filter(str.strip, lines), _FEW_LINES + 1)) <= _FEW_LINES
        known = separated(lines)
        if may_be_frames(behind_blanks):
            known |= printed_frames(lines)
        widest = _WIDEST_OF_FEW_LINES if few else WIDEST
        return cls(indented, _are_commas(lines), known, without_fillers(lines), widest)

    def rows(self, line: str, at: int) -> list[Row] | str:
        """The rows of a line that is not empty, or its only cell."""
        stripped = line.strip()
        blanks_between = False
        if "|" in stripped:
            if "--" in stripped and set(stripped) <= _RULE_SIGNS:
                return []
            if at not in self.ragged and stripped.count("|") > self.widest:
                return list(unrolled_markdown(cells_of_a_table_in_one_line(stripped), at))
            cells = in_cells(self.ragged[at]) if at in self.ragged else between_pipes(stripped)
            if not is_row(cells):
                return []  # padding of a merged cell: `||`
        elif "\t" in line:
            cells = line.split("\t")
        elif at in self.cells:
            cells = self.cells[at]
        elif self.commas and "," in line:
            cells = _between_commas(line)
        elif len(stripped) > LONG_LINE and is_a_table(stripped):
            cells = stripped.split()
        else:
            cells, blanks_between = between_blanks(stripped), True
        if len(cells) > self.widest:
            return list(unrolled(cells, at))
        if len(cells) == 1:
            return cells[0]
        return [Row(cells, [at] * len(cells), True, blanks_between=blanks_between)] if cells else []


def _rows(lines: list[str]) -> Iterator[Row]:
    layout, lone = _Layout.of(lines), LoneLines()
    at, end = 0, len(lines)
    while at < end:
        line = lines[at]
        at += 1
        if layout.indented and line.startswith("\t"):
            # A row with one cell per line, each after a tab, ends before the next line without a tab.
            last = at
            while last < end and lines[last].startswith("\t"):
                last += 1
            cells = [each[1:] for each in lines[at - 1 : last]]
            if not any("\t" in cell for cell in cells):
                yield from lone.flush()
                yield Row(cells, list(range(at, last + 1)), True)
                at = last
                continue
        if not (stripped := line.strip()):
            if is_row(empty := [""] * (line.count("\t") + 1)):
                yield from lone.flush()
                yield Row(empty, [at] * len(empty), True)
            continue
        if is_page_number(stripped):
            continue
        rows = layout.rows(line, at)
        if isinstance(rows, str):
            yield from lone.add(rows, at)
        elif rows:
            yield from lone.flush()
            yield from rows
    yield from lone.flush()


def _between_commas(line: str) -> list[str]:
    return next(csv.reader([line]))
