"""The form's arithmetic as a solver: find the only readings of doubtful rows that fit. Pure and exact.

A doubtful row comes with every reading that its text allows. The form's identities between rows (sum, balance) decide
among them. A value is returned if it is the same in all combinations that fit, so it is proved and not merely likely;
if none fits or the search takes too long, only rows with a single reading of their own are returned.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from forms import CellId, Equation
from ingest.read.numbers import Number

Reading = tuple[Number | None, ...]  # None is a blank, which counts as zero in a sum

_MOST_STEPS = 60_000
_MOST_SOLUTIONS = 500


@dataclass(frozen=True, slots=True)
class DoubtfulRow:
    """A row whose cells cannot be read on their own, with all readings that its text allows.

    `by_itself` says that the readings have already been filtered by an identity within the row: a single remaining one
    is then certain without the other rows.
    """

    cells: tuple[CellId, ...]
    readings: tuple[Reading, ...]
    by_itself: bool = True


@dataclass(frozen=True, slots=True)
class Solved:
    """`values` are the cells that read the same in every combination that fits; `fits` is False if there is none."""

    values: dict[CellId, Number | None]
    fits: bool
    tested: bool  # every identity that contains a doubtful cell could be tested


def solve(rows: Sequence[DoubtfulRow], known: Mapping[CellId, Number | None], equations: Iterable[Equation]) -> Solved:
    """Find the readings of the rows that satisfy the identities.

    `known` holds every cell that was read, None for a blank. An identity with a cell that is neither known nor in any
    of the rows cannot be tested and decides nothing.
    """
    owner = {cell: (n, place) for n, row in enumerate(rows) for place, cell in enumerate(row.cells)}
    rules: list[_Rule] = []
    tested = True
    for equation in equations:
        if not any(cell in owner for cell, _ in equation.terms):
            continue
        if any(cell not in owner and cell not in known for cell, _ in equation.terms):
            tested = False
            continue
        rules.append(_rule(equation, owner, known))
    domains = [list(dict.fromkeys(row.readings)) for row in rows]
    narrowed = _narrow(domains, rules)
    solutions = None if narrowed is None else _search(narrowed, rules)
    if solutions is None or not solutions:
        return Solved(_alone(rows), fits=narrowed is not None and solutions is None, tested=tested)
    values: dict[CellId, Number | None] = {}
    for n, row in enumerate(rows):
        for place, cell in enumerate(row.cells):
            found = {solution[n][place] for solution in solutions}
            if len(found) == 1:
                values[cell] = found.pop()
    return Solved(values, True, tested)


def _alone(rows: Sequence[DoubtfulRow]) -> dict[CellId, Number | None]:
    """Rows with a single reading by their own identity, regardless of the other rows."""
    values: dict[CellId, Number | None] = {}
    for row in rows:
        if row.by_itself and len(set(row.readings)) == 1:
            values |= zip(row.cells, row.readings[0], strict=True)
    return values


@dataclass(frozen=True, slots=True)
class _Rule:
    """An identity reduced to doubtful rows: constant + Σ of the signed cells of each row = 0."""

    constant: Number
    terms: dict[int, list[tuple[int, int]]]

    def part(self, row: int, reading: Reading) -> Number:
        return sum((sign * (reading[place] or 0) for place, sign in self.terms[row]), 0)


def _rule(equation: Equation, owner: Mapping[CellId, tuple[int, int]], known: Mapping[CellId, Number | None]) -> _Rule:
    constant: Number = 0
    terms: dict[int, list[tuple[int, int]]] = {}
    for cell, sign in equation.terms:
        if cell in owner:
            row, place = owner[cell]
            terms.setdefault(row, []).append((place, sign))
        else:
            constant += sign * (known[cell] or 0)
    return _Rule(constant, terms)


def _narrow(domains: list[list[Reading]], rules: Sequence[_Rule]) -> list[list[Reading]] | None:
    """Drop readings that no choice of the others can satisfy, to a fixpoint; None if a row has none left."""
    domains = [list(domain) for domain in domains]
    if not all(domains):
        return None
    changed = True
    while changed:
        changed = False
        for rule in rules:
            parts = {n: [rule.part(n, reading) for reading in domains[n]] for n in rule.terms}
            low = rule.constant + sum(min(each) for each in parts.values())
            high = rule.constant + sum(max(each) for each in parts.values())
            for n, own in parts.items():
                low_others, high_others = low - min(own), high - max(own)
                kept = [r for r, part in zip(domains[n], own, strict=True) if low_others <= -part <= high_others]
                if len(kept) < len(own):
                    if not kept:
                        return None
                    domains[n] = kept
                    changed = True
                    left = [rule.part(n, reading) for reading in kept]
                    low, high = low_others + min(left), high_others + max(left)
    return domains


def _search(domains: list[list[Reading]], rules: Sequence[_Rule]) -> list[list[Reading]] | None:
    """All combinations that fit; None if there are too many or the search takes too long."""
    steps = 0
    solutions: list[list[Reading]] = []
    stack = [domains]
    while stack:
        steps += sum(map(len, domains))
        if steps > _MOST_STEPS or len(solutions) > _MOST_SOLUTIONS:
            return None
        current = stack.pop()
        open_rows = [n for n, domain in enumerate(current) if len(domain) > 1]
        if not open_rows:
            solutions.append([domain[0] for domain in current])
            continue
        chosen = min(open_rows, key=lambda n: len(current[n]))
        for reading in current[chosen]:
            tried = _narrow([*current[:chosen], [reading], *current[chosen + 1 :]], rules)
            if tried is not None:
                stack.append(tried)
    return solutions
