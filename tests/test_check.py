"""Blame: the smallest set of cells that explains all broken equations, and nobody where several sets would do."""

import random

import pytest

from bench.fidelity.filled import fill
from forms import CellId, equations
from ingest.cells.fact import Fact, Parsed
from ingest.check import check

P, N = "applications.processed", "applications.received"


def parsed(values: dict[CellId, int]) -> Parsed:
    facts = {cell: Fact(value, "件", "printed", str(value), 1) for cell, value in values.items()}
    return Parsed(2021, False, facts, [], 0)


def form_that_agrees(seed: int = 7) -> dict[CellId, int]:
    values = fill(seed, 2021).values
    return {cell: int(value or 0) for cell, value in values.items()}


def broken(values: dict[CellId, int]) -> list[tuple[str, str | None, str | None, object, object]]:
    findings = check(parsed(values)).findings
    return [(f.check, f.figure, f.applicant, f.expected, f.actual) for f in findings if f.verdict == "broken"]


def test_a_form_that_agrees_has_no_finding() -> None:
    assert broken(form_that_agrees()) == []


@pytest.mark.parametrize(
    ("cell", "kind"),
    [
        (("applications.granted", "natural_person"), "row"),
        (("applications.refused.state_secret", "total"), "row"),
        ((N, "legal_service"), "balance"),
        (("applications.carried_out", "total"), "balance"),
        ((P, "other"), "sum"),
    ],
)
def test_one_wrong_cell_is_named_once_with_the_value_that_fixes_it(cell: CellId, kind: str) -> None:
    values = form_that_agrees()
    right = values[cell]
    values[cell] = right + 5
    assert broken(values) == [(kind, *cell, right, right + 5)]


@pytest.mark.parametrize(
    "second", [("applications.unable.not_held", "legal_service"), ("applications.granted", "legal_service")]
)
def test_two_wrong_cells_are_both_named(second: CellId) -> None:
    """In different rows, and in the same row, whose total is then off by both."""
    values = form_that_agrees()
    first = ("applications.granted", "natural_person")
    rights = values[first], values[second]
    values[first] += 7
    values[second] += 2
    assert {(figure, applicant): expected for _, figure, applicant, expected, _ in broken(values)} == {
        first: rights[0], second: rights[1],
    }  # fmt: skip


def test_nobody_is_blamed_where_several_would_do() -> None:
    """A real report (平潭 2020): outcomes add to 26 and 27, totals print 20 and 21, rows and balances hold."""
    values = form_that_agrees()
    values["applications.granted", "natural_person"] += 6
    values["applications.granted", "total"] += 6
    findings = broken(values)
    assert {(kind, figure, applicant) for kind, figure, applicant, _, _ in findings} == {
        ("sum", P, "natural_person"), ("sum", P, "total"),
    }  # fmt: skip
    assert all(expected == actual + 6 for _, _, _, expected, actual in findings)  # type: ignore[operator]


def test_review_is_checked_against_its_total() -> None:
    values = form_that_agrees()
    for result, number in zip(("upheld", "corrected", "other", "pending", "total"), (10, 1, 0, 0, 0), strict=True):
        values[f"reconsideration.{result}", None] = number
    assert broken(values) == [("review", "reconsideration.total", None, 11, 0)]


def test_many_wrong_cells_stay_bounded() -> None:
    chance = random.Random(3)
    values = form_that_agrees()
    for cell in list(values):
        if cell[0].startswith("applications."):
            values[cell] += chance.randrange(1, 50)
    assert len(broken(values)) >= 30


def test_equations_do_not_share_their_anchor_within_a_check() -> None:
    for edition, single in ((2019, False), (2021, False), (2021, True)):
        anchors = [(equation.check, equation.anchor) for equation in equations(edition, single)]
        assert len(anchors) == len(set(anchors))
