"""Rows whose cells could not be read on their own → facts proved by the form's arithmetic, state recovered. Pure.

A reading is accepted only if it is the only way to cut a run of digits into the form's cells, or the only one that
satisfies the row's own total and the identities between rows. Everything else stays unreadable.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise, zip_longest

from forms import CellId, Equation, equations, figures
from ingest.cells.fact import BY_ARITHMETIC, BY_JOINED_LINE, Fact, fact_of
from ingest.cells.form_row import FormRow
from ingest.cells.heads import Order
from ingest.read.document import UNSETTLED, Row, Spot
from ingest.read.numbers import (
    BLANK,
    PRINTED,
    RECOVERED,
    UNREADABLE,
    Number,
    adds_up,
    is_padded,
    is_value,
    read_number,
)  # fmt: skip
from ingest.recover.joined_lines import Run
from ingest.recover.readings import Budget, regrouped, split_with_total, splits
from ingest.recover.solve import DoubtfulRow, Reading, solve

_SIGNS = frozenset("+-−减增")  # of a change
_FEW = 3  # rows of another width; if more have it, it is the table's own width, and no cell was lost or gained


@dataclass(frozen=True, slots=True)
class UndecidedRow:
    """A row whose label is known but whose cells, from `start` on, could not all be read."""

    form_row: FormRow
    row: Row
    start: int
    order: Order | None


@dataclass(frozen=True, slots=True)
class _Case:
    """A doubtful row with what a fact needs besides its number."""

    row: DoubtfulRow
    printed: str
    line: int
    kind: str  # "run", "cells" or "regrouped"
    spots: tuple[Spot | None, ...] = ()


def resolve(
    undecided: Sequence[UndecidedRow], runs: Sequence[Run], facts: Mapping[CellId, Fact], edition: int, single_row: bool
) -> dict[CellId, Fact]:
    """Return facts for cells that are missing from `facts` or unreadable there; only those that are certain."""
    identities = equations(edition, single_row)
    resolved: dict[CellId, Fact] = {}
    cases = [case for each in undecided for case in _of_row(each)]
    fresh = _once(runs, facts)
    blanks_lost = any(run.text and _is_short(run) for run in fresh)
    row_left_empty = any(not run.text for run in fresh)  # `规章行政规范性文件`: nothing between two labels
    budget = Budget()
    for run in fresh:
        if run.order is None:
            continue
        if (apart := _told_apart(run)) is not None:
            resolved |= apart
            continue
        if len(run.form_rows) == 1 and not run.form_rows[0].block.has_arithmetic:
            resolved |= _disclosure(run, blanks_lost or row_left_empty, budget)
        else:
            cases += _of_run(run, blanks_lost, budget)
    if sum(1 for case in cases if not case.row.readings) > 1:
        # Several rows have no consistent reading: cells were left empty, so a consistent reading may be a coincidence.
        cases = [case for case in cases if case.kind != "run" or set(case.printed) <= {"0", " "}]
    if sum(1 for case in cases if case.kind == "regrouped") > _FEW:
        cases = [case for case in cases if case.kind != "regrouped"]
    if cases:
        resolved |= _solved(cases, facts, identities)
    return resolved


def _once(runs: Sequence[Run], facts: Mapping[CellId, Fact]) -> list[Run]:
    """Runs of rows that have not been read otherwise, each once; a row that occurs with different texts is dropped."""
    texts: dict[tuple[CellId, ...], set[str]] = {}
    for run in runs:
        if run.text:
            texts.setdefault(_cells(run.form_rows), set()).add("".join(run.text.split()))
    missing = [run for run in runs if all(_is_open(facts.get(cell)) for cell in _cells(run.form_rows))]
    kept: dict[tuple[CellId, ...], Run] = {}
    for run in sorted(missing, key=lambda run: not run.text):  # a label may stand somewhere else by itself
        if len(texts.get(cells := _cells(run.form_rows), ())) <= 1:
            kept.setdefault(cells, run)
    return list(kept.values())


def _is_open(fact: Fact | None) -> bool:
    return fact is None or (fact.state == UNREADABLE and fact.printed is None)


def _cells(form_rows: Sequence[FormRow]) -> tuple[CellId, ...]:
    return tuple(cell for form_row in form_rows for cell in form_row.cells)


def _is_short(run: Run) -> bool:
    """Whether there are fewer characters than cells: the document leaves cells empty, and their places are lost."""
    return len("".join(run.text.split())) < len(_cells(run.form_rows))


# -- runs ---


def _told_apart(run: Run) -> dict[CellId, Fact] | None:
    """Read a run with a space between all cells, or with one character per cell, among them one for "none"."""
    cells = _cells(run.form_rows)
    columns = [column for form_row in run.form_rows for column in form_row.block.columns]
    tokens = run.text.split()
    state = PRINTED
    if len(tokens) != len(cells):
        tokens, state = list("".join(tokens)), RECOVERED
        if len(tokens) != len(cells) or all(token.isdecimal() for token in tokens):
            return None  # without a character for "none" among them, empty cells may have left no trace
    if not all(is_value(token) and not is_padded(token) for token in tokens) or run.order is None:
        return None
    order = [at + n for at in range(0, len(cells), len(run.order)) for n in run.order]
    signed = {n for column, n in zip(columns, order, strict=True) if column.signed}
    if state == RECOVERED and any(
        sign in _SIGNS and number.isdecimal() and signed & {n, n + 1}
        for n, (sign, number) in enumerate(pairwise(tokens))
    ):
        return None  # `-1` is −1 beside an empty cell as well as a dash and a 1
    facts = {
        cell: fact_of(column, tokens[n], run.line, run.money)
        for cell, column, n in zip(cells, columns, order, strict=True)
    }
    if any(fact.state == UNREADABLE for fact in facts.values()):
        return None
    return {
        cell: fact._replace(decided_by=BY_JOINED_LINE)
        if state == PRINTED or fact.value is None
        else fact._replace(state=state, printed=run.text, decided_by=BY_JOINED_LINE)
        for cell, fact in facts.items()
    }


def _disclosure(run: Run, blanks_lost: bool, budget: Budget) -> dict[CellId, Fact]:
    """Read a run in table 1, where no identity helps: only if it can be cut in exactly one way."""
    (form_row,) = run.form_rows
    columns = form_row.block.columns
    assert run.order is not None
    digits = "".join(run.text.split())
    if not digits.isdecimal() or (blanks_lost and set(digits) != {"0"}):
        return {}
    made = splits(digits, len(columns), budget)
    if made is None or len(made) != 1:
        return {}
    texts = [str(made[0][n]) for n in run.order]
    facts = {
        cell: fact_of(column, text, run.line, run.money)
        for cell, column, text in zip(form_row.cells, columns, texts, strict=True)
    }
    if any(fact.state != PRINTED for fact in facts.values()):
        return {}
    return {
        cell: fact._replace(state=RECOVERED, printed=run.text, decided_by=BY_JOINED_LINE)
        for cell, fact in facts.items()
    }


def _of_run(run: Run, blanks_lost: bool, budget: Budget) -> Iterator[_Case]:
    cells = _cells(run.form_rows)
    digits = "".join(run.text.split())
    if not digits.isdecimal() or run.order is None:
        return
    if set(digits) == {"0"} and len(digits) == len(cells):
        yield _Case(DoubtfulRow(cells, ((0,) * len(cells),)), run.text, run.line, "run")
        return
    if blanks_lost:
        return
    cuts = _cuts(run.text)
    if len(run.form_rows) == 1:
        made = split_with_total(digits, len(cells), budget=budget) if run.order == tuple(range(len(cells))) else None
        if made and len(made) > 1 and cuts:
            # If the digits alone are ambiguous, spaces between them are taken as ends of numbers.
            made = split_with_total(digits, len(cells), cuts, budget) or made
        readings = made
    else:
        readings = _three_reviews(digits, run.order, budget)
    if readings is not None and (readings or len(run.form_rows) == 1):
        yield _Case(DoubtfulRow(cells, tuple(readings)), run.text, run.line, "run")


def _cuts(text: str) -> frozenset[int]:
    ends: set[int] = set()
    at = 0
    for token in text.split():
        at += len(token)
        ends.add(at)
    return frozenset(ends - {at})


def _three_reviews(digits: str, order: Order, budget: Budget) -> list[Reading] | None:
    """Read table 3 from one run: three times five numbers, the fifth the sum of the other four."""
    if order != tuple(range(len(order))):
        return None
    length = len(digits)
    heads: dict[int, list[Reading]] = {0: [()]}
    for left in (2, 1, 0):
        ahead: dict[int, list[Reading]] = {}
        for at, starts in heads.items():
            for end in [length] if not left else range(at + 5, length - 5 * left + 1):
                if end <= at:
                    continue
                made = split_with_total(digits[at:end], 5, budget=budget)
                if made is None:
                    return None
                ahead.setdefault(end, []).extend((*start, *reading) for start in starts for reading in made)
                if len(ahead[end]) > 4000:
                    return None
        heads = ahead
    return heads.get(length, [])


# -- rows of cells ---


def _of_row(undecided: UndecidedRow) -> Iterator[_Case]:
    columns = len(undecided.form_row.cells)
    cells = [cell.strip() for cell in undecided.row.cells[undecided.start :]]
    if undecided.order != tuple(range(columns)) or not undecided.row.keeps_blanks:
        return
    while len(cells) > columns and not cells[-1]:
        cells.pop()
    text = " ".join(cells)
    line = undecided.row.lines[min(undecided.start, len(undecided.row.lines) - 1)]
    made: list[Reading] | None
    if len(cells) == columns:
        made, kind = _cell_by_cell(cells), "cells"
    elif len(cells) < columns and undecided.row.blanks_between:
        return  # empty cells leave no trace here: the missing cell may be a blank
    else:
        made, kind = regrouped(cells, columns), "regrouped"
    if made:
        own = (undecided.row.spots or [])[undecided.start :]
        spots = tuple(own[:columns] if kind == "cells" else [own[0] if own else None] * columns)
        yield _Case(DoubtfulRow(undecided.form_row.cells, tuple(made)), text, line, kind, spots)


def _cell_by_cell(cells: Sequence[str]) -> list[Reading] | None:
    """Read the right number of cells, some of which fell apart (`1 5`) or were recognised in two ways (`7｜1`)."""
    rows: list[Reading] = [()]
    for cell in cells:
        reading = read_number(cell)
        if reading.state == BLANK:
            return None
        options = {reading.value} if reading.value is not None else set(_options(cell))
        rows = [(*row, option) for row in rows for option in options]
        if not rows or len(rows) > 2000:
            return None
    return [row for row in rows if adds_up(row)]


def _options(cell: str) -> Iterator[Number]:
    halves = cell.split()
    ways = cell.split(UNSETTLED)
    if len(halves) % 2 == 0 and halves[: len(halves) // 2] == halves[len(halves) // 2 :]:
        ways.append(" ".join(halves[: len(halves) // 2]))  # a number that fell apart, or one printed twice
    for way in ways:
        joined = "".join(way.split())
        reading = read_number(joined)
        if joined.isdecimal() and reading.value is not None and not is_padded(joined):
            yield reading.value


# -- all together ---


def _solved(cases: list[_Case], facts: Mapping[CellId, Fact], identities: Sequence[Equation]) -> dict[CellId, Fact]:
    doubtful = {cell for case in cases for cell in case.row.cells}
    # A blank is not zero: an identity with a blank decides nothing, so blanks are not included in `known`.
    known = {cell: fact.value for cell, fact in facts.items() if fact.value is not None and cell not in doubtful}
    blank = any(fact.state == BLANK for cell, fact in facts.items() if cell[1] is not None)
    between = [equation for equation in identities if equation.between]
    solved = solve([case.row for case in cases], known, between)
    resolved: dict[CellId, Fact] = {}
    for case in cases:
        if case.kind == "regrouped" and (blank or not (solved.fits and solved.tested)):
            continue
        for cell, spot in zip_longest(case.row.cells, case.spots):
            value = solved.values.get(cell)
            if value is not None and (cell not in facts or facts[cell].state == UNREADABLE):
                unit = figures()[cell[0]].unit
                resolved[cell] = Fact(value, unit, RECOVERED, case.printed, case.line, spot, BY_ARITHMETIC)
    return resolved
