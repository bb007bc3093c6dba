"""Facts → findings: which of the form's identities fail, which cannot be tested, and which cells are to blame.

Pure. Values are taken as printed; nothing is filled in. One wrong digit breaks several identities at once: the smallest
set of cells that explains all of them is reported once, with the values that would satisfy them.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import cache, lru_cache
from operator import itemgetter
from typing import cast

from forms import CHECKS, CellId, Equation, applicants, equations, figures
from ingest.cells.fact import Fact, Parsed
from ingest.cells.finding import BROKEN, HOLDS, UNTESTABLE, Finding, InBoth
from ingest.read.numbers import Number
from ingest.recover.blame import Residual, blame

Pick = Callable[[Mapping[CellId, Number | None]], tuple[Number, ...]]


@dataclass(frozen=True, slots=True)
class Checked:
    """All findings of one report, and per check the number of identities that hold, are broken or are untestable."""

    findings: list[Finding]
    tallies: dict[str, tuple[int, int, int]]


def check(parsed: Parsed, others: Iterable[Finding] = ()) -> Checked:
    """Test every identity of the report's form on its facts; `others` are earlier findings from reading."""
    values = {cell: fact.value for cell, fact in parsed.facts.items()}
    verdicts: list[tuple[Equation, str, Number]] = []
    for equation, pick_plus, pick_minus in _picks(parsed.edition, parsed.single_row):
        try:
            residual = sum(pick_plus(values)) - sum(pick_minus(values))
        except TypeError:  # a cell without a number; catching it is faster than testing for None
            verdicts.append((equation, UNTESTABLE, 0))
            continue
        verdicts.append((equation, BROKEN if residual else HOLDS, residual))
    counted = Counter((equation.check, verdict) for equation, verdict, _ in verdicts)
    tallies = {
        each: (counted[each, HOLDS], counted[each, BROKEN], counted[each, UNTESTABLE])
        for each in dict.fromkeys(equation.check for equation, _, _ in verdicts)
    }
    findings = [*others, *parsed.findings]
    findings += _untestable(verdicts, parsed.facts)
    if any(verdict == BROKEN for _, verdict, _ in verdicts):
        findings += _broken(verdicts, values, parsed.facts, parsed.edition)
    return Checked(findings, tallies)


@cache
def _picks(edition: int, single_row: bool) -> list[tuple[Equation, Pick, Pick]]:
    """Every identity with fast getters for its positive and its negative cells."""
    return [
        (
            equation,
            _pick([cell for cell, sign in equation.terms if sign > 0]),
            _pick([cell for cell, sign in equation.terms if sign < 0]),
        )
        for equation in equations(edition, single_row)
    ]


def _pick(cells: list[CellId]) -> Pick:
    if len(cells) == 1:
        (only,) = cells
        return lambda values: (values[only],)  # type: ignore[return-value]
    return cast(Pick, itemgetter(*cells))


def _untestable(verdicts: list[tuple[Equation, str, Number]], facts: Mapping[CellId, Fact]) -> list[Finding]:
    findings: list[Finding] = []
    for equation, verdict, _ in verdicts:
        if verdict != UNTESTABLE:
            continue
        figure, applicant = equation.anchor
        missing = tuple(cell for cell, _ in equation.terms if cell not in facts or facts[cell].value is None)
        line = next((facts[cell].line for cell in missing if cell in facts and facts[cell].line), 0)
        values = {"rule": _rule(equation.check), "cells": _names_in_both(missing)}
        actual = facts[equation.anchor].value
        findings.append(
            Finding(equation.check, UNTESTABLE, "untestable", figure, line, values, applicant, None, actual)
        )
    return findings


def _rule(check: str) -> InBoth:
    declared = CHECKS[check]
    return InBoth(declared.rule_zh, declared.rule_en)


@lru_cache(maxsize=4096)
def _names_in_both(cells: tuple[CellId, ...]) -> InBoth:
    return InBoth(_names(cells, "zh"), _names(cells, "en"))


def _names(cells: tuple[CellId, ...], language: str) -> str:
    names = [_name(cell, language) for cell in cells[:3]]
    if len(cells) > len(names):
        names.append("…")
    return ("、" if language == "zh" else ", ").join(names)


@lru_cache(maxsize=4096)
def _name(cell: CellId, language: str) -> str:
    figure, applicant = cell
    label = figures()[figure].brief(language)
    if applicant is None:
        return label
    column = applicants()[applicant]
    return f"{label}〔{column.label.text(language)}〕" if language == "zh" else f"{label} [{column.label.text('en')}]"


# -- blame ---


def _broken(
    verdicts: list[tuple[Equation, str, Number]],
    values: Mapping[CellId, Number | None],
    facts: Mapping[CellId, Fact],
    edition: int,
) -> list[Finding]:
    broken = [(equation, residual) for equation, verdict, residual in verdicts if verdict == BROKEN]
    tested = [(equation, residual) for equation, verdict, residual in verdicts if verdict != UNTESTABLE]
    findings: list[Finding] = []
    for group, cells in blame(broken, tested):
        if not cells:
            for equation, residual in group:
                findings.append(_of_equation(equation, residual, values, facts))
            continue
        for cell, change in cells:
            own = [(e, r) for e, r in group if any(cell == term for term, _ in e.terms)]
            findings.append(_of_cell(cell, change, own, values, facts))
    return findings


def _of_cell(
    cell: CellId,
    change: Number,
    own: list[Residual],
    values: Mapping[CellId, Number | None],
    facts: Mapping[CellId, Fact],
) -> Finding:
    actual = values[cell]
    assert actual is not None
    words = {
        "label": InBoth(_name(cell, "zh"), _name(cell, "en")),
        "equations": InBoth(_written(own, values, "zh"), _written(own, values, "en")),
        "actual": str(actual),
        "expected": str(actual + change),
        "count": len(own),
    }
    kind = _kind_of({equation.check for equation, _ in own})
    line = facts[cell].line
    return Finding(kind, BROKEN, "blamed", cell[0], line, words, cell[1], actual + change, actual)


def _kind_of(kinds: set[str]) -> str:
    """Choose the check that names the finding: the one most specific to the cell, such as its row for a leaf."""
    if len(kinds) == 1:
        (only,) = kinds
        return only
    particular = ("review", "sum", "row") if {"sum", "balance"} <= kinds else ("review", "balance", "row", "sum")
    return next((kind for kind in (*particular, *CHECKS) if kind in kinds), "sum")


def _of_equation(
    equation: Equation, residual: Number, values: Mapping[CellId, Number | None], facts: Mapping[CellId, Fact]
) -> Finding:
    figure, applicant = equation.anchor
    actual = values[equation.anchor]
    assert actual is not None
    sign = next(sign for cell, sign in equation.terms if cell == equation.anchor)
    own = [(equation, residual)]
    words = {
        "rule": _rule(equation.check),
        "equations": InBoth(_written(own, values, "zh"), _written(own, values, "en")),
    }
    line, expected = facts[equation.anchor].line, actual - residual * sign
    return Finding(equation.check, BROKEN, "broken", figure, line, words, applicant, expected, actual)


def written_identity(equation: Equation, values: Mapping[CellId, Number | float | None]) -> str:
    """An identity with its numbers, in whatever case it is: `3 + 4 = 7 = 7`, `3 + 4 = 7 ≠ 8`, `3 + — ? 8`."""
    sides: list[list[Number | float | None]] = [
        [values.get(cell) for cell, sign in equation.terms if sign * wanted > 0] for wanted in (1, -1)
    ]
    if any(value is None for side in sides for value in side):
        return " ? ".join(" + ".join("—" if value is None else f"{value:.15g}" for value in side) for side in sides)
    totals = [sum(float(value or 0) for value in side) for side in sides]
    shown = [
        _side_of([value for value in side if value] or [0], total) for side, total in zip(sides, totals, strict=True)
    ]
    return (" = " if totals[0] == totals[1] else " ≠ ").join(shown)


def _side_of(numbers: list[Number | float | None], total: float) -> str:
    texts = [f"{number:.15g}" for number in numbers]
    return texts[0] if len(texts) == 1 else f"{' + '.join(texts)} = {total:.15g}"


def _written(own: list[Residual], values: Mapping[CellId, Number | None], language: str) -> str:
    """Format the broken identities with their numbers: `3001 + 53 + 61 + 4 = 3119 ≠ 3118 (…)`."""
    parts = []
    for equation, _ in own:
        left = [(cell, sign) for cell, sign in equation.terms if sign > 0]
        right = [(cell, sign) for cell, sign in equation.terms if sign < 0]
        parts.append(f"{_side(left, values)} ≠ {_side(right, values)} ({CHECKS[equation.check].text(language)})")
    return "; ".join(parts)


def _side(terms: list[tuple[CellId, int]], values: Mapping[CellId, Number | None]) -> str:
    numbers = [values[cell] or 0 for cell, _ in terms]
    shown = [str(number) for number in numbers if number] or ["0"]
    total = sum(numbers)
    return shown[0] if len(shown) == 1 else f"{' + '.join(shown)} = {total}"
