"""Text and Markdown → Document: find the rows of cells in every known plain-text form of a table.

Known forms: cells separated by tabs, pipes or commas; one cell per line after a tab, with empty lines between rows (as
Word saves a table as text); one cell per line; a label and its numbers separated by spaces. Forms may be mixed.
"""

import csv
import re
from collections.abc import Iterator, Mapping
from html import unescape
from itertools import islice

from forms.normal import normal
from ingest.read.document import Document, Row, is_row
from ingest.read.markdown import cells_of_a_table_in_one_line, without_fillers
from ingest.read.numbers import is_value, is_words
from ingest.read.printed_frames import printed_frames
from ingest.read.separated import separated

_INDENTED = re.compile(r"\t[^\t\n]+$")
_OTHER_BREAKS = re.compile("\r\n|[\r\x0b\x85\u2028\u2029]")
_RULE_SIGNS = frozenset("|:-—=+ \t")
_PAGE = re.compile(
    r"\s*(?:[-—–－·_•]+\s*\d{1,4}\s*[-—–－·_•]+|\[\d{1,3}\]|第\s*\d{1,4}\s*页.*|[Pp]age\s*\d{1,4}|\d{1,3}\s*/\s*\d{1,3})\s*"
)
_IN_CELL = re.compile(r"</?(?:br|p|b|strong|span|div|u|i|em)\b[^<>|]*>", re.IGNORECASE)  # in a cell of Markdown
_VALUE_ENDS = frozenset("/-—–―无元件项条个)）")
_UNITS = frozenset(("元", "万元", "亿元"))
_MARKS = "#*> `"
_PAGE_ENDS = frozenset("0123456789-—–－·_•]页) \t")
_WIDEST = 60  # cells; a line with more is not one row of the form, of which the widest has fifteen and its labels
_FEW_LINES, _WIDEST_OF_FEW_LINES = 5, 18  # in a text of few lines, each may hold a whole table
_LONG_LINE = 300  # characters; a line that holds a whole table is longer
_LABELLIKE = 60  # characters; longer words before numbers are narrative


def read_text(text: str) -> Document:
    """Split decoded text into lines and rows. Never fails: text without a table gives a Document without rows."""
    if _OTHER_BREAKS.search(text):
        text = _OTHER_BREAKS.sub("\n", text)
    lines = text.split("\n")
    return Document(lines, rows_of(lines))


def rows_of(lines: list[str], before: int = 0) -> list[Row]:
    """Return the rows of cells among text lines that are preceded by `before` other lines in the document."""
    behind_tabs = (line for line in lines if line[:1] == "\t" and _INDENTED.match(line))
    indented = sum(1 for _ in islice(behind_tabs, 21)) > 20
    rows = list(
        _rows(lines, indented, _are_commas(lines), separated(lines) | printed_frames(lines), without_fillers(lines))
    )
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


def _rows(
    lines: list[str],
    indented: bool,
    commas: bool,
    separated: Mapping[int, list[str]],
    unspanned: Mapping[int, list[str]],
) -> Iterator[Row]:
    lone = _Lone()
    at, end = 0, len(lines)
    most_cells = _WIDEST if sum(1 for line in lines if line.strip()) > _FEW_LINES else _WIDEST_OF_FEW_LINES
    while at < end:
        line = lines[at]
        at += 1
        if indented and line.startswith("\t"):
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
        stripped = line.strip()
        if not stripped:
            if is_row(empty := [""] * (line.count("\t") + 1)):
                yield from lone.flush()
                yield Row(empty, [at] * len(empty), True)
            continue
        if is_page_number(stripped):
            continue
        blanks_between = False
        if "|" in stripped:
            if "--" in stripped and set(stripped) <= _RULE_SIGNS:
                continue
            if at not in unspanned and stripped.count("|") > most_cells:
                yield from lone.flush()
                yield from _unrolled_line(cells_of_a_table_in_one_line(stripped), at)
                continue
            cells = _in_cells(unspanned[at]) if at in unspanned else _between_pipes(stripped)
            if not is_row(cells):
                continue  # padding of a merged cell: `||`
        elif "\t" in line:
            cells = line.split("\t")
        elif at in separated:
            cells = separated[at]
            if not cells:
                continue
        elif commas and "," in line:
            cells = _between_commas(line)
        elif len(stripped) > _LONG_LINE and _is_a_table(tokens := stripped.split()):
            cells = tokens
        else:
            cells, blanks_between = _between_blanks(stripped), True
        if len(cells) > most_cells:
            yield from lone.flush()
            yield from _unrolled(cells, at)
        elif len(cells) > 1:
            yield from lone.flush()
            yield Row(cells, [at] * len(cells), True, blanks_between=blanks_between)
        elif cells:
            yield from lone.add(cells[0], at)
    yield from lone.flush()


def _unrolled_line(cells: list[str], at: int) -> Iterator[Row]:
    """The same for cells that may hold rows themselves, with blanks between their numbers."""
    single: list[str] = []
    for cell in _in_cells(cells):
        tokens = _between_blanks(cell) if cell else [cell]
        if len(tokens) == 1:
            single.append(cell)
            continue
        yield from _unrolled(single, at)
        yield Row(tokens, [at] * len(tokens), True, blanks_between=True)
        single = []
    yield from _unrolled(single, at)


def _is_a_table(tokens: list[str]) -> bool:
    """Whether a line with blanks between its words holds a whole table: many words, and many of them numbers."""
    return len(tokens) > _WIDEST and sum(map(is_value, tokens)) > len(tokens) // 4


def _unrolled(cells: list[str], at: int) -> Iterator[Row]:
    """The rows of a table, or of a whole document, whose cells are all in one line: each begins with its words."""
    while cells and not cells[-1].strip():
        cells = cells[:-1]
    begin = 0
    for n in range(1, len(cells) + 1):
        words = n < len(cells) and (
            is_words(cells[n]) or (begins_words(cells[n]) and is_words("".join(cells[n + 1 : n + 2])))
        )
        if n < len(cells) and not (words and not begins_words(cells[n - 1])):
            continue
        keeps_blanks = not all(cell.strip() for cell in cells[begin:n])
        last = max((i for i in range(begin, n) if is_words(cells[i])), default=begin)
        heads = [cell for cell in cells[begin:last] if cell.strip()] if keeps_blanks else []
        if heads:
            yield Row(heads, [at] * len(heads), False)
            begin = last
        yield Row(cells[begin:n], [at] * (n - begin), keeps_blanks)
        begin = n


class _Lone:
    """Collects single-cell lines into rows of words followed by values; empty cells have left no trace in them."""

    def __init__(self) -> None:
        self.row = Row([], [], False)
        self.has_values = False
        self.held: tuple[str, int] | None = None  # `1.` behind values: the next label's number, or a piece of a number

    def add(self, cell: str, line: int) -> Iterator[Row]:
        if self.held is not None:
            held, self.held = self.held, None
            if is_words(cell):
                yield from self.flush()
            self._append(*held)
        elif self.has_values and begins_words(cell) and not is_words(cell):
            self.held = cell, line
            return
        if self.has_values and cell.strip() in _UNITS:
            self.row.cells[-1] += cell.strip()  # a sum of money whose unit is on a line of its own
            return
        words = begins_words(cell)
        if words and self.has_values:
            yield from self.flush()
        self._append(cell, line)
        self.has_values = self.has_values or not words

    def _append(self, cell: str, line: int) -> None:
        self.row.cells.append(cell.strip(_MARKS))
        self.row.lines.append(line)

    def flush(self) -> Iterator[Row]:
        if self.held is not None:
            held, self.held = self.held, None
            self._append(*held)
        if self.row.cells:
            yield self.row
        self.row, self.has_values = Row([], [], False), False


def begins_words(cell: str) -> bool:
    """Whether a cell holds words, or a lone `1.` or `（`, which begins a label split over lines and is not a value."""
    return is_words(cell) or re.fullmatch(r"\d{1,2}[.、．]|[（）()“”]", cell.strip()) is not None


def _between_pipes(stripped: str) -> list[str]:
    cells = stripped.split("|")
    if stripped.startswith("|"):
        cells = cells[1:]
    if cells and stripped.endswith("|"):
        cells = cells[:-1]
    return _in_cells(cells)


def _in_cells(cells: list[str]) -> list[str]:
    """The cells of a Markdown row without its marks and markup."""
    if any("<" in cell or "&" in cell for cell in cells):
        cells = [unescape(_IN_CELL.sub(" ", cell)) for cell in cells]
    return [cell.strip(" *`") for cell in cells]


def _between_blanks(stripped: str) -> list[str]:
    """`规章 0 - 22元` → four cells; numbers alone → a row of numbers; anything else is one cell."""
    if len(stripped) > 200 or (not stripped[-1].isdigit() and stripped[-1] not in _VALUE_ENDS):
        return [stripped]
    tokens = stripped.split()
    begin = len(tokens)
    while begin and is_value(tokens[begin - 1]):
        begin -= 1
    if begin == len(tokens) or (len(tokens) == 1):
        return [stripped]
    if begin == 0:
        return tokens
    label = " ".join(tokens[:begin])
    # Words followed by a number are a row of a table only if the words are a short label.
    short = len(label) <= _LABELLIKE and (len(normal(label)) > 1 or len(tokens) - begin > 2)
    return [label, *tokens[begin:]] if short else [stripped]


def _between_commas(line: str) -> list[str]:
    return next(csv.reader([line]))
