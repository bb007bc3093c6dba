"""The form's arithmetic as a solver: exact (it agrees with trying everything), sound (never another number), bounded."""

import random
import time
from itertools import product

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bench.fidelity.filled import APPLICANTS, fill
from forms import CellId, equations
from ingest.recover.readings import MOST, regrouped, split_with_total, splits
from ingest.recover.solve import DoubtfulRow, Reading, solve

QUICK = settings(max_examples=80, deadline=None, suppress_health_check=[HealthCheck.too_slow])


def total_of(numbers: tuple[int, ...]) -> tuple[int, ...]:
    return (*numbers, sum(numbers))


rows = st.lists(st.one_of(st.just(0), st.integers(0, 30), st.integers(0, 99999)), min_size=6, max_size=6).map(
    lambda parts: total_of(tuple(parts))
)


@QUICK
@given(rows)
def test_the_true_reading_is_always_among_the_splits(row: tuple[int, ...]) -> None:
    readings = split_with_total("".join(map(str, row)), 7)
    assert readings is None or row in readings  # None: given up as a whole, never cut short
    assert readings is None or all(sum(reading[:-1]) == reading[-1] for reading in readings)


@QUICK
@given(st.lists(st.integers(0, 20), min_size=2, max_size=4))
def test_splits_are_all_there_are(numbers: list[int]) -> None:
    """Against every way to put cuts between the digits."""
    digits, count = "".join(map(str, numbers)), len(numbers)
    every = set()
    for cuts in product((False, True), repeat=len(digits) - 1):
        pieces, piece = [], digits[0]
        for cut, digit in zip(cuts, digits[1:], strict=True):
            if cut:
                pieces.append(piece)
                piece = digit
            else:
                piece += digit
        pieces.append(piece)
        if len(pieces) == count and all(part == "0" or part[0] != "0" for part in pieces):
            every.add(tuple(map(int, pieces)))
    assert set(splits(digits, count) or []) == every


@QUICK
@given(rows, st.integers(0, 6), st.sampled_from(("doubled", "joined", "parted", "gone")))
def test_a_row_with_a_cell_too_many_or_too_few_can_still_be_read_rightly(
    row: tuple[int, ...], at: int, kind: str
) -> None:
    cells = [str(number) for number in row]
    if kind == "doubled":
        cells.insert(at, cells[at])
    elif kind == "joined":
        cells[at : at + 2] = ["".join(cells[at : at + 2])]
    elif kind == "parted" and len(cells[at]) > 1 and cells[at][1] != "0":
        cells[at : at + 1] = [cells[at][0], cells[at][1:]]
    elif kind == "gone":
        del cells[at]
    readings = regrouped(cells, 7)
    if len(cells) != 7:
        assert readings is not None and row in readings


def table(seed: int) -> tuple[dict[CellId, int], list[str]]:
    values = {cell: int(v) for cell, v in fill(seed, 2021).values.items() if cell[1] is not None and v is not None}
    return values, list(dict.fromkeys(figure for figure, _ in values))


def brute(doubts: list[DoubtfulRow], known: dict[CellId, int]) -> dict[CellId, int | None]:
    """Every combination of the readings, tried one by one."""
    between = [e for e in equations(2021) if e.check in ("sum", "balance")]
    fitting: list[dict[CellId, int | None]] = []
    for chosen in product(*(doubt.readings for doubt in doubts)):
        values: dict[CellId, int | None] = dict(known)
        for doubt, reading in zip(doubts, chosen, strict=True):
            values |= zip(doubt.cells, reading, strict=True)  # type: ignore[arg-type]
        if all(sum(sign * (values[cell] or 0) for cell, sign in e.terms) == 0 for e in between):
            fitting.append(values)
    cells = [cell for doubt in doubts for cell in doubt.cells]
    return {cell: fitting[0][cell] for cell in cells if fitting and len({fitted[cell] for fitted in fitting}) == 1}


@QUICK
@given(st.integers(0, 10**6), st.integers(1, 4), st.integers(0, 10**6))
def test_the_solver_finds_what_trying_everything_finds(seed: int, many: int, pick: int) -> None:
    values, figures = table(seed)
    chance = random.Random(pick)
    doubts: list[DoubtfulRow] = []
    for figure in chance.sample(figures, many):
        cells: tuple[CellId, ...] = tuple((figure, applicant) for applicant in APPLICANTS)
        truth = tuple(values[cell] for cell in cells)
        others: list[Reading] = []
        for _ in range(chance.randrange(4)):
            shifted = list(truth)
            first, second = chance.sample(range(6), 2)
            moved = chance.randrange(0, shifted[first] + 1)
            shifted[first], shifted[second] = shifted[first] - moved, shifted[second] + moved
            others.append(tuple(shifted))
        doubts.append(DoubtfulRow(cells, tuple(dict.fromkeys([truth, *others]))))
    doubtful = {cell for doubt in doubts for cell in doubt.cells}
    known = {cell: value for cell, value in values.items() if cell not in doubtful}
    between = [e for e in equations(2021) if e.check in ("sum", "balance")]
    solved = solve(doubts, known, between)
    assert solved.fits and solved.tested
    assert solved.values == brute(doubts, known)


@QUICK
@given(st.integers(0, 10**6))
def test_glued_rows_are_never_solved_wrongly(seed: int) -> None:
    values, figures = table(seed)
    doubts = []
    for figure in figures:
        cells: tuple[CellId, ...] = tuple((figure, applicant) for applicant in APPLICANTS)
        made = split_with_total("".join(str(values[cell]) for cell in cells), 7)
        if made:
            doubts.append(DoubtfulRow(cells, tuple(made)))
    between = [e for e in equations(2021) if e.check in ("sum", "balance")]
    solved = solve(doubts, {}, between)
    assert all(values[cell] == value for cell, value in solved.values.items())


def test_contradictions_fit_nothing_and_blanks_decide_nothing() -> None:
    values, _ = table(3)
    cells: tuple[CellId, ...] = tuple(("applications.received", applicant) for applicant in APPLICANTS)
    wrong = tuple(values[cell] + 1 for cell in cells)
    known: dict[CellId, int | None] = {cell: v for cell, v in values.items() if cell not in cells}
    between = [e for e in equations(2021) if e.check in ("sum", "balance")]
    assert not solve([DoubtfulRow(cells, (wrong, wrong[::-1]), by_itself=False)], known, between).fits
    assert solve([DoubtfulRow(cells, (wrong, wrong[::-1]), by_itself=False)], known, between).values == {}
    del known["applications.carried_in", "total"]
    assert not solve([DoubtfulRow(cells, (wrong,))], known, between).tested


def test_the_search_is_bounded() -> None:
    _, figures = table(1)
    doubts = []
    for figure in figures:
        cells: tuple[CellId, ...] = tuple((figure, applicant) for applicant in APPLICANTS)
        readings = tuple((a, b, 9 - a - b, 0, 0, 0, 9) for a in range(10) for b in range(10 - a))
        doubts.append(DoubtfulRow(cells, readings, by_itself=False))
    started = time.perf_counter()
    solved = solve(doubts, {}, [e for e in equations(2021) if e.check in ("sum", "balance")])
    assert time.perf_counter() - started < 5  # a bound on hanging, not a measure of speed
    assert ("applications.received", "natural_person") not in solved.values
    assert split_with_total("1234567890" * 4, 7) is None or MOST
