"""Why a number is what it is: its label, the heads above it, the identities that it is part of. Pure.

The command `explain` and the page of a report say it from the same answers.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from forms import CHECKS, CellId, equations, form
from forms.declaration import Label
from forms.normal import normal
from ingest.cells.finding import BROKEN, HOLDS, UNTESTABLE
from ingest.check import written_identity
from ingest.read.numbers import Number

_HEADS_ABOVE = 40  # lines above a row in which the heads of its table are looked for


@dataclass(frozen=True, slots=True)
class Recognised:
    """A label of the form as a document prints it: the declared label, and the spelling found, in normal form."""

    label: Label
    spelling: str


@dataclass(frozen=True, slots=True)
class Tested:
    """An identity that a cell is part of, with its numbers: it holds, is broken, or cannot be tested."""

    check: str
    verdict: str
    numbers: str

    def rule(self, language: str) -> str:
        return CHECKS[self.check].rule(language)


@dataclass(frozen=True, slots=True)
class Explanation:
    """Why one cell is what it is. `row` and `head` are None where neither its line nor those above it print them."""

    row: Recognised | None
    head: Recognised | None
    identities: tuple[Tested, ...]


def explained(
    edition: int,
    single_row: bool,
    cell: CellId,
    line: int,
    lines: Sequence[str],
    values: Mapping[CellId, Number | float | None],
    heads: str = "",
) -> Explanation:
    """Explain a cell of a report. `line` is 1-based, 0 for none; `heads` are the words of its heads where known."""
    row, column = _labels_of(edition, single_row, cell)
    flat = [normal(text) for text in lines[max(0, line - 1 - _HEADS_ABOVE) : line]] if line else []
    own = flat[-1:]
    found_row = _recognised(row, own) or _recognised(row, flat[::-1])
    found_head = _recognised(column, [normal(heads)]) or _recognised(column, flat[::-1])
    return Explanation(found_row, found_head, tuple(_identities(edition, single_row, cell, values)))


def _labels_of(edition: int, single_row: bool, cell: CellId) -> tuple[Label, Label]:
    """The declared labels of a cell's row and column; raises KeyError for a cell that the edition does not have."""
    made = form(edition)
    for table in made.tables:
        for block in table.blocks:
            rows = [*block.rows, *([made.single_row] if table.by_applicant and made.single_row is not None else [])]
            for row in rows:
                for column, own in zip(block.columns, block.cells_of(row), strict=True):
                    if own == cell:
                        return row.label, column.label
    raise KeyError(cell)


def _recognised(label: Label, texts: Sequence[str]) -> Recognised | None:
    """The longest declared spelling in the first of the texts that has one."""
    for text in texts:
        spellings = sorted((each for each in label.spellings if each and each in text), key=len)
        if spellings:
            return Recognised(label, spellings[-1])
    return None


def _identities(
    edition: int, single_row: bool, cell: CellId, values: Mapping[CellId, Number | float | None]
) -> list[Tested]:
    tested: list[Tested] = []
    for equation in equations(edition, single_row):
        if all(cell != term for term, _ in equation.terms):
            continue
        numbers = [(values.get(term), sign) for term, sign in equation.terms]
        if any(value is None for value, _ in numbers):
            verdict = UNTESTABLE
        else:
            verdict = BROKEN if sum((value or 0) * sign for value, sign in numbers) else HOLDS
        tested.append(Tested(equation.check, verdict, written_identity(equation, values)))
    return tested
