"""The parts of a marked document (rows, cells, labels), and what remains of them after damage."""

import re
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise

from bench.fidelity.filled import Filled
from bench.fidelity.marks import Token, tokens
from bench.fidelity.statutory import Cell, printed_rows

Span = tuple[int, int]

TEXT_ROWS = ("tabs", "tabs_padded_behind", "pipes", "pipes_behind", "blanks", "columns")
TEXT_CELLS = ("word", "lines", "lines_apart")
MARKUP = ("html_clean", "html_portal", "html_table_per_block")
WORD = ("docx_plain", "docx_nested", "docx_one_table")
ALL = (*TEXT_ROWS, *TEXT_CELLS, *MARKUP, *WORD)

_ROW = {"html": re.compile(r"<tr>(?:(?!<tr|</tr>).)*</tr>", re.DOTALL),
        "docx": re.compile(r"<w:tr>(?:(?!<w:tr>|</w:tr>).)*</w:tr>", re.DOTALL)}  # fmt: skip
_CELL = {"html": re.compile(r"<td(?:(?!<td|</td>).)*</td>", re.DOTALL),
         "docx": re.compile(r"<w:tc>(?:(?!<w:tc>|</w:tc>).)*</w:tc>", re.DOTALL)}  # fmt: skip
_DELIMITER = re.compile(r"(?:\t| \| | +|\n+\t?)$")


@dataclass(frozen=True)
class Marked:
    """A document with marks: its form, its layout and its text."""

    form: Filled
    layout: str
    text: str

    @property
    def family(self) -> str:
        """The format of the layout: text, html or docx."""
        return "html" if self.layout in MARKUP else "docx" if self.layout in WORD else "text"

    @property
    def cell_a_line(self) -> bool:
        """Whether a line of the text is a cell rather than a row."""
        return self.layout in TEXT_CELLS

    @cached_property
    def tokens(self) -> list[Token]:
        """All marked texts in order."""
        return list(tokens(self.text))

    @cached_property
    def order(self) -> list[tuple[Cell, ...]]:
        """The cells of every row of the form; a row's number identifies its mark."""
        return printed_rows(self.form.edition, self.form.single_row)

    @cached_property
    def units(self) -> list[Span]:
        """The units that are shuffled, doubled and dropped: rows of a table, or lines of text in or near the tables."""
        if self.family != "text":
            return [found.span() for found in _ROW[self.family].finditer(self.text) if list(tokens(found[0]))]
        first, last = self.tokens[0].start - 120, self.tokens[-1].end + 40
        spans, at = [], 0
        for line in self.text.split("\n"):
            if first <= at <= last and line.strip():
                spans.append((at, at + len(line) + 1))
            at += len(line) + 1
        return spans

    @cached_property
    def cells(self) -> list[Span]:
        """All printed cells, each with the separator before it."""
        if self.family != "text":
            found = (each.span() for each in _CELL[self.family].finditer(self.text))
            return [span for span in found if any(token.is_cell for token in tokens(self.text[slice(*span)]))]
        spans = []
        for token in self.tokens:
            if token.is_cell:
                before = _DELIMITER.search(self.text[: token.start])
                spans.append((before.start() if before else token.start, token.end))
        return spans

    @property
    def labels(self) -> list[Token]:
        """The labels of rows, without the head that represents the row of table 3."""
        return [token for token in self.tokens if not token.is_cell and token.number < len(self.order) - 1]


@dataclass(frozen=True)
class Left:
    """What remains of a damaged document: the cells that are lost, and the cells in rows that are whole.

    `legible_otherwise`: some row now has the right number of cells, but not its own. The damage is then undetectable:
    the document is a different form rather than a damaged one, and is not generated.
    """

    lost: frozenset[Cell]
    whole: frozenset[Cell]
    legible_otherwise: bool


def left_of(before: Marked, text: str) -> Left:
    """Compare a damaged document with the original."""
    cells = [cell for row in before.order for cell in row]
    number_of = {cell: number for number, cell in enumerate(cells)}
    shown = {token.number: token.text for token in before.tokens if token.is_cell}
    found = list(tokens(text))
    touching = [(a, b) for a, b in pairwise(found) if a.end == b.start and a.is_cell and b.is_cell]
    run_together = {token.number for pair in touching for token in pair}
    runs: list[tuple[int, list[Token]]] = []
    for token in found:
        if not token.is_cell:
            runs.append((token.number, []))
        elif runs:
            runs[-1][1].append(token)
    whole: set[Cell] = set()
    broken: set[Cell] = set()
    otherwise = False
    for row, run in runs:
        own = [number_of[cell] for cell in before.order[row]]
        intact = [token.number for token in run] == own and all(
            token.whole and token.text == shown[token.number] and token.number not in run_together for token in run
        )
        (whole if intact else broken).update(before.order[row])
        otherwise |= len(run) == len(own) and [token.number for token in run] != own
    lost = frozenset(cells[number] for number in shown.keys() - {token.number for token in found if token.is_cell})
    return Left(lost, frozenset(whole - broken), otherwise)
