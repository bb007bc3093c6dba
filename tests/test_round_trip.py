"""Render a form, read it back: every cell exact, in every layout. Change one cell: exactly its equations break."""

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bench.fidelity.filled import Filled, fill
from bench.fidelity.texts import KEEPS, LOSES, Layout, render
from forms import equations, form, within_report
from ingest.check import check
from ingest.report import Report, report_of

EXACT = {**KEEPS, **LOSES}
SLOW = settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
EDITIONS = st.sampled_from([(2019, False), (2021, False), (2021, True)])


def read(form_: Filled, layout: Layout) -> Report:
    report = report_of(render(form_, layout).encode())
    assert isinstance(report, Report), report
    return report


@SLOW
@given(seed=st.integers(0, 10**9), edition=EDITIONS, layout=st.sampled_from(sorted(EXACT)))
def test_every_cell_comes_back_exact(seed: int, edition: tuple[int, bool], layout: str) -> None:
    filled = fill(seed, *edition)
    report = read(filled, EXACT[layout])
    assert (report.parsed.edition, report.parsed.single_row) == edition
    got = {cell: None if fact.value is None else float(fact.value) for cell, fact in report.parsed.facts.items()}
    assert got == {cell: float(value) for cell, value in filled.values.items()}  # type: ignore[arg-type]
    assert {fact.state for fact in report.parsed.facts.values()} == {"printed"}
    assert [f for f in report.checked.findings if f.verdict == "broken"] == []


@SLOW
@given(seed=st.integers(0, 10**9), edition=EDITIONS, layout=st.sampled_from(sorted(KEEPS)))
def test_a_blank_stays_a_blank(seed: int, edition: tuple[int, bool], layout: str) -> None:
    filled = fill(seed, *edition, blanks=0.1)
    report = read(filled, KEEPS[layout])
    for cell, value in filled.values.items():
        fact = report.parsed.facts[cell]
        if fact.state == "unreadable":  # a row whose columns cannot be distinguished says so
            continue
        assert (fact.value is None) == (value is None), (cell, fact)
        assert fact.state == ("blank" if value is None else "printed")
        if value is not None:
            assert float(fact.value) == value  # type: ignore[arg-type]


@SLOW
@given(seed=st.integers(0, 10**9), edition=EDITIONS, layout=st.sampled_from(sorted(LOSES)))
def test_a_lost_blank_is_never_a_wrong_number(seed: int, edition: tuple[int, bool], layout: str) -> None:
    """Where empty cells leave no trace, a row that lost one is ambiguous; the others are exact."""
    filled = fill(seed, *edition, blanks=0.05)
    report = read(filled, LOSES[layout])
    for cell, fact in report.parsed.facts.items():
        if fact.value is not None:
            assert filled.values[cell] is not None and float(fact.value) == filled.values[cell], (cell, fact)


@SLOW
@given(seed=st.integers(0, 10**9), edition=EDITIONS, pick=st.integers(0, 10**6), change=st.integers(1, 900))
def test_one_wrong_cell_breaks_exactly_its_equations(
    seed: int, edition: tuple[int, bool], pick: int, change: int
) -> None:
    filled = fill(seed, *edition)
    involved = sorted({cell for e in equations(*edition) for cell, _ in e.terms}, key=str)
    cell = involved[pick % len(involved)]
    right = filled.values[cell]
    assert right is not None
    filled.printed[cell] = str(int(right) + change)
    report = read(filled, KEEPS["tabs"])
    own = [e for e in equations(*edition) if any(cell == term for term, _ in e.terms)]
    tallies = report.checked.tallies
    assert sum(broken for _, broken, _ in tallies.values()) == len(own)
    broken = [f for f in report.checked.findings if f.verdict == "broken"]
    assert len(broken) == 1
    assert report.parsed.facts[cell].value == int(right) + change  # as printed, never overwritten
    if len(own) > 1:  # one identity alone cannot say which of its cells is wrong
        (finding,) = broken
        assert (finding.figure, finding.applicant) == cell
        assert (finding.actual, finding.expected) == (int(right) + change, right)


@SLOW
@given(seed=st.integers(0, 10**9), edition=EDITIONS)
def test_an_operand_without_a_number_makes_a_check_untestable(seed: int, edition: tuple[int, bool]) -> None:
    filled = fill(seed, *edition, blanks=0.08)
    parsed = read(filled, KEEPS["tabs"]).parsed
    checked = check(parsed)
    held = sum(holds for holds, _, _ in checked.tallies.values())
    testable = [e for e in equations(*edition) if all(parsed.facts[cell].value is not None for cell, _ in e.terms)]
    assert held == len(testable)
    assert len([f for f in checked.findings if f.check in within_report()]) == len(equations(*edition)) - len(testable)


def test_forms_are_filled_whole() -> None:
    """The renderer's own list of cells is the declaration's: neither can lose one unseen."""
    for edition, single in ((2019, False), (2021, False), (2021, True)):
        assert set(fill(1, edition, single).values) == set(form(edition).cells(single))
