"""Figures of agencies over the years: they move slowly, are mostly small or zero, and satisfy the form's identities.

A batch of agencies is drawn at once, as arrays of agencies × years; a batch depends on nothing but its number.
"""

from collections.abc import Mapping

import numpy as np
import numpy.typing as npt

from bench.made_up.agencies import YEARS
from forms import APPLICANTS, TOTAL, CellId, equations, form

BATCH = 500  # agencies that are drawn at once
Numbers = npt.NDArray[np.float64]  # agencies × years

# Mean shares of outcomes and applicants; rows that are not named get the rest in equal parts.
_OUTCOMES = {
    "granted": 0.38, "partially_granted": 0.08, "unable.not_held": 0.22, "not_processed.petition": 0.04,
    "refused.prohibited_by_law": 0.02, "unable.unclear_after_correction": 0.03, "other.overdue_correction": 0.04,
}  # fmt: skip
_APPLICANTS = (0.87, 0.06, 0.01, 0.01, 0.03, 0.02)
_ENDS = ("received", "carried_in", "processed", "carried_out")
_DISPUTES = ("reconsideration", "litigation_direct", "litigation_after_reconsideration")
_DECISIONS = {
    "licensing": (5.5, 0.4),
    "penalties": (4.0, 0.5),
    "coercion": (2.0, 0.7),
    "other_services": (4.5, 0.6),
    "fees": (1.5, 0.7),
}  # fmt: skip  logarithm of the usual number, and the share of agencies that have none


def figures_of(batch: int) -> Mapping[int, tuple[list[CellId], npt.NDArray[np.float64]]]:
    """Return for each edition its cells, and the figures of a batch as agencies × years × cells.

    Money is in 万元. Years are those of `YEARS`, whatever edition they had: a report takes its year from its edition's.
    """
    chance = np.random.default_rng(batch)
    size = np.exp(chance.normal(0, 1.2, BATCH))[:, None] * _walk(chance, 0.15)
    values = _applications(chance, size) | _disputes(chance, size) | _documents(chance) | _decisions(chance, size)
    values["fees.amount", None] = _money(chance, size)
    values["procurement.items", None] = chance.poisson(3 * size).astype(float)
    values["procurement.amount", None] = _money(chance, size)
    return {edition: _in_order(edition, values) for edition in (2019, 2021)}


def _walk(chance: np.random.Generator, step: float) -> Numbers:
    return np.exp(np.cumsum(chance.normal(0, step, (BATCH, len(YEARS))), axis=1))


def _in_order(edition: int, values: Mapping[CellId, Numbers]) -> tuple[list[CellId], npt.NDArray[np.float64]]:
    cells = form(edition).cells(False)
    of_edition = dict(values)
    for applicant in APPLICANTS:  # outcomes differ between the editions
        if applicant != TOTAL:
            _balance(edition, applicant, of_edition)
    for equation in equations(edition):
        if equation.check in ("row", "review"):
            of_edition[equation.anchor] = sum(
                (of_edition[cell] for cell, sign in equation.terms if sign > 0), np.zeros((BATCH, len(YEARS)))
            )
    return list(cells), np.stack([of_edition[cell] for cell in cells], axis=2)


def _outcomes(edition: int) -> list[str]:
    rows = dict.fromkeys(
        figure.removeprefix("applications.") for figure, each in form(edition).cells(False) if each == TOTAL
    )
    return [row for row in rows if row not in _ENDS]


def _applications(chance: np.random.Generator, size: Numbers) -> dict[CellId, Numbers]:
    """Outcomes of either edition, and what is carried over; `_balance` adds the rest for one of them."""
    outcomes = list(dict.fromkeys([*_outcomes(2019), *_outcomes(2021)]))
    rest = (1 - sum(_OUTCOMES.values())) / len(outcomes)
    values: dict[CellId, Numbers] = {}
    usual = 12 * size * (chance.random((BATCH, 1)) > 0.25)
    for applicant, share in zip((each for each in APPLICANTS if each != TOTAL), _APPLICANTS, strict=True):
        for row in outcomes:
            own = _OUTCOMES.get(row, rest) * np.exp(chance.normal(0, 0.5, (BATCH, 1)))
            values[f"applications.{row}", applicant] = chance.poisson(usual * share * own).astype(float)
        waiting = chance.poisson(0.06 * share * np.hstack([usual[:, :1], usual])).astype(float)
        values["applications.carried_in", applicant] = waiting[:, :-1]
        values["applications.carried_out", applicant] = waiting[:, 1:]
    return values


def _balance(edition: int, applicant: str, values: dict[CellId, Numbers]) -> None:
    """Received + carried in = processed + carried out; who carried in more than that has granted the rest."""
    outcomes = [(f"applications.{row}", applicant) for row in _outcomes(edition)]
    carried_in, carried_out = (values[f"applications.{each}", applicant] for each in ("carried_in", "carried_out"))
    processed = sum((values[cell] for cell in outcomes), np.zeros((BATCH, len(YEARS))))
    more = np.maximum(carried_in - processed - carried_out, 0)
    values["applications.granted", applicant] = values["applications.granted", applicant] + more
    values["applications.processed", applicant] = processed + more
    values["applications.received", applicant] = processed + more + carried_out - carried_in


def _disputes(chance: np.random.Generator, size: Numbers) -> dict[CellId, Numbers]:
    results = ("upheld", "corrected", "other", "pending")
    return {
        (f"{dispute}.{result}", None): chance.poisson(0.15 * size).astype(float)
        for dispute in _DISPUTES for result in results
    }  # fmt: skip


def _documents(chance: np.random.Generator) -> dict[CellId, Numbers]:
    """Stock this year = stock last year + issued − repealed; the older form's own three columns likewise."""
    values: dict[CellId, Numbers] = {}
    for kind, usual in (("regulations", 0.1), ("normative_documents", 4.0)):
        issued = chance.poisson(usual, (BATCH, len(YEARS))).astype(float)
        stock = chance.poisson(8 * usual, BATCH).astype(float)
        repealed, in_force = np.zeros_like(issued), np.zeros_like(issued)
        for year in range(len(YEARS)):
            repealed[:, year] = np.minimum(chance.poisson(usual, BATCH), stock)
            stock = stock + issued[:, year] - repealed[:, year]
            in_force[:, year] = stock
        values |= {(f"{kind}.issued", None): issued, (f"{kind}.repealed", None): repealed,
                   (f"{kind}.in_force", None): in_force, (f"{kind}.made", None): issued,
                   (f"{kind}.disclosed", None): issued, (f"{kind}.disclosed_total", None): in_force}  # fmt: skip
    return values


def _decisions(chance: np.random.Generator, size: Numbers) -> dict[CellId, Numbers]:
    """Decisions of the year; in the older form the number of items as well: that of last year and its change."""
    values: dict[CellId, Numbers] = {}
    for kind, (usual, none) in _DECISIONS.items():
        level = np.exp(chance.normal(usual, 1.2, (BATCH, 1))) * (chance.random((BATCH, 1)) > none)
        values[f"{kind}.decisions", None] = chance.poisson(level * size).astype(float)
        change = chance.poisson(0.3, (BATCH, len(YEARS))) - chance.poisson(0.2, (BATCH, len(YEARS)))
        first = 10 + chance.poisson(30, (BATCH, 1))
        items = np.maximum(np.hstack([first, first + np.cumsum(change, axis=1)]), 0).astype(float)
        values[f"{kind}.prior_items", None], values[f"{kind}.change", None] = items[:, :-1], np.diff(items, axis=1)
    return values


def _money(chance: np.random.Generator, size: Numbers) -> Numbers:
    has = chance.random((BATCH, 1)) > 0.6
    return np.round(np.exp(chance.normal(4, 1.5, (BATCH, 1))) * size * has, 2)
