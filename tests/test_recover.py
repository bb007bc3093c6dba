"""Recovery: every reading that a text allows is tried, only what is certain is returned, and blame is never a guess."""

from collections import Counter
from collections.abc import Iterable, Sequence
from decimal import Decimal
from itertools import product

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bench.fidelity.filled import fill
from forms import CellId, Equation, equations, form
from ingest.cells.across_heads import across_heads
from ingest.cells.fact import BY_ARITHMETIC, BY_JOINED_LINE, Fact, Parsed
from ingest.cells.finding import BROKEN, UNTESTABLE, Finding
from ingest.cells.form_row import FormRow, form_row_of
from ingest.cells.heads import row_heads
from ingest.cells.labels import labels
from ingest.check import Checked, _kind_of, check, written_identity
from ingest.read.document import Row, Spot
from ingest.read.numbers import Number, adds_up
from ingest.recover.blame import blame
from ingest.recover.joined_lines import Run, _pattern, runs
from ingest.recover.readings import MOST, Budget, regrouped, split_with_total, splits
from ingest.recover.resolve import UndecidedRow, resolve
from ingest.recover.solve import DoubtfulRow, Reading, solve

QUICK = settings(max_examples=25, deadline=None, derandomize=True, database=None,
                 suppress_health_check=list(HealthCheck))  # fmt: skip
IN_ORDER = tuple(range(7))


@pytest.fixture(autouse=True)
def made_anew() -> None:
    """What is made once and kept is made anew for each test: none leans on what another one left."""
    for keeps_blanks in (labels, row_heads, across_heads, _pattern):
        keeps_blanks.cache_clear()


def cell(name: str) -> CellId:
    return name, None


def equation(text: str) -> Equation:
    """`a+b-c`: the cells and signs of an identity; the last is its anchor."""
    signed = text.replace("-", "+-").split("+")
    terms = tuple((cell(part.lstrip("-")), -1 if part[0] == "-" else 1) for part in signed)
    return Equation("sum", terms, terms[-1][0], between=True)


# -- blame ---


def blamed(**residuals: Number) -> list[tuple[list[str], dict[str, Number]]]:
    """Groups of identities with the cells blamed for them; `a_b_Xc` stands for a + b − c."""
    tested = [(equation(text.replace("_X", "-").replace("_", "+")), residual) for text, residual in residuals.items()]
    written = dict(zip((id(e) for e, _ in tested), residuals, strict=True))
    result = blame([one for one in tested if one[1]], tested)
    return [([written[id(e)] for e, _ in group], {name: n for (name, _), n in cells}) for group, cells in result]


def test_the_cell_that_all_broken_identities_share_is_blamed() -> None:
    assert blamed(a_b_Xt=5, a_c_Xu=5, b_c=0) == [(["a_b_Xt", "a_c_Xu"], {"a": -5})]
    assert blamed(b_d_Xa=5, a_c_Xu=-5, b_c=0) == [(["b_d_Xa", "a_c_Xu"], {"a": 5})]
    assert blamed(a_b_Xt=Decimal("0.5"), a_c_Xu=Decimal("0.5"), b_c=0)[0][1] == {"a": Decimal("-0.5")}


def test_nobody_is_blamed_where_several_cells_would_do() -> None:
    assert blamed(a_b_Xt=5) == [(["a_b_Xt"], {})]
    assert blamed(a_b_Xt=5, a_b_Xu=5, t=0, u=0) == [(["a_b_Xt", "a_b_Xu"], {})]


def test_a_cell_of_an_identity_that_holds_is_not_suspected() -> None:
    assert blamed(a_b_Xt=5, b_c=0, t_d=0) == [(["a_b_Xt"], {"a": -5})]
    assert blamed(a_Xt=5, a=0, t=0) == [(["a_Xt"], {})]


def test_independent_groups_are_separated_and_named_in_order() -> None:
    groups = blamed(a_Xt=2, c_d=0, e_Xv=7, t_w=0, v_w=0)
    assert groups == [(["a_Xt"], {"a": -2}), (["e_Xv"], {"e": -7})]
    chained = blamed(a_b=3, c_d=0, b_e=3, e_f=1, f_g=1)
    assert [names for names, _ in chained] == [["a_b", "b_e", "e_f", "f_g"]]


def test_the_smallest_set_is_blamed_and_its_changes_fix_everything() -> None:
    assert blamed(a_x=2, a_y=2, b_y=0, x=0, y=0) == [(["a_x", "a_y"], {"a": -2})]
    # Two cells, each of which alone leaves one identity broken; the shared identity is off by both.
    two = blamed(a_p=2, a_b_q=5, b_r=3, p=0, q=0, r=0)
    assert two == [(["a_p", "a_b_q", "b_r"], {"a": -2, "b": -3})]
    three = blamed(a_p=2, a_b_q=5, b_c_s=4, c_r=1, p=0, q=0, r=0, s=0)
    assert three == [(["a_p", "a_b_q", "b_c_s", "c_r"], {"a": -2, "b": -3, "c": -1})]
    four = blamed(a_p=2, a_b_q=5, b_c_s=4, c_d_u=8, d_v=7, p=0, q=0, s=0, u=0, v=0)
    assert four[0][1] == {}


def test_a_change_of_nothing_is_no_blame() -> None:
    """b would have to change by nothing to fix the rest: then a alone is to blame, or nobody."""
    assert blamed(a_p=2, a_b_q=2, p=0, q=0) == [(["a_p", "a_b_q"], {"a": -2})]
    assert blamed(a_b=2, a_b_c=2, c_d=1, d=0) == [(["a_b", "a_b_c", "c_d"], {})]


@pytest.mark.parametrize(("suspects", "is_blamed"), [(40, True), (41, False)])
def test_blame_is_laid_only_among_so_many_suspects(suspects: int, is_blamed: bool) -> None:
    rest = [f"r{n}" for n in range(suspects - 1)]
    tested = [(equation("+".join(["a", *rest])), 4), (equation("a+z"), 4), (equation("z"), 0)]
    ((_, cells),) = blame(tested[:2], tested)
    assert cells == ([(cell("a"), -4)] if is_blamed else [])


# -- solve ---


def row(names: str, *readings: Sequence[Number | None], by_itself: bool = True) -> DoubtfulRow:
    return DoubtfulRow(tuple(map(cell, names)), tuple(map(tuple, readings)), by_itself)


def named(values: dict[CellId, Number | None]) -> dict[str, Number | None]:
    return {name: value for (name, _), value in values.items()}


def test_what_all_fitting_combinations_share_is_proved() -> None:
    solved = solve([row("ab", (1, 2), (2, 2), (5, 1)), row("c", (3,), (4,))], {}, [equation("a+b-c")])
    assert (named(solved.values), solved.fits, solved.tested) == ({"b": 2}, True, True)
    one = solve([row("ab", (1, 2), (2, 2), (5, 1))], {cell("c"): 6}, [equation("a+b-c")])
    assert named(one.values) == {"a": 5, "b": 1}


def test_signs_and_constants_count() -> None:
    known = {cell("k"): 3, cell("n"): None}
    assert named(solve([row("a", (1,), (2,), (3,))], known, [equation("k-a")]).values) == {"a": 3}
    assert named(solve([row("a", (1,), (-3,), (3,))], known, [equation("a+k")]).values) == {"a": -3}
    assert named(solve([row("a", (0,), (3,))], known, [equation("a-n")]).values) == {"a": 0}
    assert named(solve([row("a", (None,), (3,))], known, [equation("a-k")]).values) == {"a": 3}
    assert named(solve([row("a", (None,), (3,))], known, [equation("a-n")]).values) == {"a": None}


def test_an_identity_with_an_unknown_cell_decides_nothing() -> None:
    solved = solve([row("a", (1,), (2,))], {}, [equation("a-x")])
    assert (solved.values, solved.fits, solved.tested) == ({}, True, False)
    solved = solve([row("a", (1,), (2,))], {cell("k"): 2}, [equation("x-y"), equation("a-k")])
    assert (named(solved.values), solved.tested) == ({"a": 2}, True)  # x and y concern no doubtful row
    solved = solve([row("a", (1,), (2,))], {cell("k"): 2}, [equation("a-x"), equation("a-k")])
    assert (named(solved.values), solved.tested) == ({"a": 2}, False)


def test_where_nothing_fits_only_rows_proved_by_themselves_are_left() -> None:
    rows = [row("ab", (1, 1), (1, 1)), row("c", (5,), by_itself=False), row("d", (7,), (8,))]
    solved = solve(rows, {}, [equation("a-c")])
    assert (named(solved.values), solved.fits) == ({"a": 1, "b": 1}, False)
    nothing = solve([row("a"), row("b", (1,))], {}, [])
    assert (named(nothing.values), nothing.fits) == ({"b": 1}, False)
    # Each row alone could be fixed, all together not: found only by the search.
    parity = [row("a", (0,), (1,)), row("b", (0,), (1,)), row("c", (0,), (1,))]
    odd = [equation("a+b-k"), equation("b+c-k"), equation("a+c-k")]
    assert not solve(parity, {cell("k"): 1}, odd).fits


def test_too_many_solutions_prove_nothing_but_contradict_nothing() -> None:
    def free(many: int) -> DoubtfulRow:
        return row("ab", *((n, 9) for n in range(many)))

    over = solve([free(900), row("c", (4,))], {}, [])
    assert (named(over.values), over.fits, over.tested) == ({"c": 4}, True, True)
    # Rows that are doubtful together: 22 × 22 combinations are searched to the end, 23 × 23 are more than 500.
    for side, proved in ((22, {"b": 9, "d": 7}), (23, {})):
        rows = [free(side), row("cd", *((n, 7) for n in range(side)))]
        assert named(solve(rows, {}, []).values) == proved


def brute(
    rows: Sequence[DoubtfulRow], known: dict[CellId, Number | None], rules: Iterable[Equation]
) -> dict[CellId, object]:
    """Every combination of readings that fits, tried one by one."""
    fitting = []
    for chosen in product(*(doubt.readings for doubt in rows)):
        values = dict(known)
        for doubt, reading in zip(rows, chosen, strict=True):
            values |= zip(doubt.cells, reading, strict=True)
        if all(sum(sign * (values[c] or 0) for c, sign in rule.terms) == 0 for rule in rules):
            fitting.append(values)
    return {c: fitting[0][c] for doubt in rows for c in doubt.cells if fitting and len({f[c] for f in fitting}) == 1}


pairs = st.lists(st.tuples(st.integers(0, 4), st.integers(0, 4)), min_size=1, max_size=4)


@QUICK
@given(pairs, pairs, pairs, st.integers(0, 6), st.integers(0, 6))
def test_solving_is_trying_everything(
    one: list[Reading], two: list[Reading], three: list[Reading], k: int, m: int
) -> None:
    rows = [row(names, *readings, by_itself=False) for names, readings in (("ab", one), ("cd", two), ("ef", three))]
    known: dict[CellId, Number | None] = {cell("k"): k, cell("m"): m}
    rules = [equation("a+c-k"), equation("b+d-f"), equation("e+k-m"), equation("a+b-c")]
    assert solve(rows, known, rules).values == brute(rows, known, rules)
    turned = [Equation(rule.check, rule.terms[::-1], rule.anchor, between=True) for rule in rules[1:2]]
    assert solve(rows, known, turned).values == brute(rows, known, turned)


# -- readings ---


def every_cut(digits: str, count: int) -> set[tuple[int, ...]]:
    """Every way to put cuts between the digits, tried one by one."""
    every = set()
    for cuts in product((False, True), repeat=max(len(digits) - 1, 0)):
        pieces = [""]
        for digit, cut in zip(digits, (*cuts, False), strict=True):
            pieces[-1] += digit
            if cut:
                pieces.append("")
        if len(pieces) == count and all(piece == "0" or piece[0] != "0" for piece in pieces):
            every.add(tuple(map(int, pieces)))
    return every


@QUICK
@given(st.text("01234", min_size=1, max_size=9), st.integers(1, 4))
def test_splits_are_every_way_to_cut(digits: str, count: int) -> None:
    made = splits(digits, count)
    assert made is not None and len(made) == len(set(made))
    assert set(made) == every_cut(digits, count)


@QUICK
@given(st.text("0123", min_size=3, max_size=9), st.integers(3, 5), st.sets(st.integers(1, 8), max_size=2))
def test_splits_with_a_total_are_those_that_add_up(digits: str, count: int, cuts: set[int]) -> None:
    made = split_with_total(digits, count, frozenset(cuts))
    expected = set()
    for pieces in every_cut(digits, count):
        ends = {sum(len(str(number)) for number in pieces[:n]) for n in range(1, count)}
        if sum(pieces[:-1]) == pieces[-1] and {cut for cut in cuts if cut < len(digits)} <= ends:
            expected.add(pieces)
    assert made is not None and len(made) == len(expected) and set(made) == expected


def test_short_runs_are_split_in_every_way_that_adds_up() -> None:
    """All runs of up to six digits out of four, against every way to cut them."""
    for length in range(1, 7):
        for digits in map("".join, product("0123", repeat=length)):
            made = split_with_total(digits, 3) or []
            every = {pieces for pieces in every_cut(digits, 3) if sum(pieces[:-1]) == pieces[-1]}
            assert len(made) == len(every) and set(made) == every, digits


def test_a_cut_is_where_one_number_surely_ends() -> None:
    assert split_with_total("112", 3, frozenset({2})) == [(1, 1, 2)]
    assert split_with_total("112", 3, frozenset({1, 2, 3})) == [(1, 1, 2)]
    assert set(split_with_total("011011", 4) or []) == {(0, 1, 10, 11), (0, 11, 0, 11)}
    assert split_with_total("011011", 4, frozenset({2})) == [(0, 1, 10, 11)]
    assert split_with_total("011011", 4, frozenset({3})) == [(0, 11, 0, 11)]
    assert split_with_total("011011", 4, frozenset({5})) == []


def test_long_numbers_are_split_too() -> None:
    assert splits("123456789012", 1) == [(123456789012,)]
    assert splits("1234567890123", 1) == []  # no agency counts beyond twelve digits
    assert split_with_total("12345678901212345678901200", 2) == []
    assert split_with_total("123456789012" * 2, 2) == [(123456789012,) * 2]
    assert split_with_total("1234567890123" * 2, 2) == []
    assert split_with_total("", 3) == [] and split_with_total("12", 3) == []


def test_splitting_stops_at_its_budget_and_at_too_many_readings() -> None:
    spent = Budget()
    assert splits("1234", 2, spent) == [(123, 4), (12, 34), (1, 234)]
    steps = 500_000 - spent.left
    assert steps == 7  # the start, three first numbers, three second ones
    assert splits("1234", 2, Budget(steps)) is not None
    assert splits("1234", 2, Budget(steps - 1)) is None
    with_total = Budget()
    assert split_with_total("112", 3, budget=with_total) == [(1, 1, 2)]
    steps = 500_000 - with_total.left
    assert steps == 2  # the start and the first number: the second is what is missing from the total
    assert split_with_total("112", 3, budget=Budget(steps)) == [(1, 1, 2)]
    assert split_with_total("112", 3, budget=Budget(steps - 1)) is None
    assert splits("1" * 30, 8) is None
    assert MOST == 4000


def test_one_budget_is_for_all_rows_together() -> None:
    budget = Budget(10)
    assert splits("1234", 2, budget) is not None
    assert splits("1234", 2, budget) is None


def test_a_row_adds_up_only_if_every_number_is_there() -> None:
    assert adds_up((1, 2, 3)) and adds_up((Decimal("0.5"), Decimal("0.5"), 1)) and adds_up((0,))
    assert not adds_up((1, 2, 4)) and not adds_up((1, None, 1)) and not adds_up((1, 2, None))
    assert not adds_up((3,))


REGROUPED: list[tuple[list[str], set[tuple[int, ...]] | None]] = [
    (["1", "2", "2", "5"], None),  # as many as wanted: nothing to regroup
    (["1", "2", "3", "3", "9"], set()),
    (["1", "2", "3", "6", "6"], {(1, 2, 3, 6)}),  # a cell that repeats its neighbour
    (["1", "0", "2", "0", "12"], {(10, 2, 0, 12)}),  # joined with its right neighbour
    (["2", "2", "2", "2", "6"], {(2, 2, 2, 6)}),
    (["0", "1", "0", "0", "1"], {(0, 1, 0, 1)}),
    (["1", "1", "0", "0", "1", "1"], {(11, 0, 0, 11), (1, 10, 0, 11), (1, 0, 0, 1)}),  # two joined, or two left out
    (["1", "1", "1", "2", "4", "4"], {(1, 1, 2, 4)}),  # two left out
    (["12", "3", "6"], {(1, 2, 3, 6), (12, 3, 6, 21)}),  # one cut in two, or the total is gone
    (["12", "36"], {(1, 2, 3, 6)}),  # two cut in two
    (["3", "100", "103"], {(3, 100, 0, 103), (3, 0, 100, 103), (0, 3, 100, 103), (3, 100, 103, 206)}),
    (["5", "3", "9"], {(5, 3, 1, 9), (5, 1, 3, 9), (1, 5, 3, 9), (5, 3, 9, 17)}),  # gone: what the total says
    (["5", "3", "7"], {(5, 3, 7, 15)}),  # a total that is less than its parts: only itself can be gone
    (["10", "1"], set()),
    (["00", "3", "3"], {(0, 0, 3, 3)}),
    (["100", "1", "2"], {(100, 1, 2, 103)}),
    (["00", "12", "12"], {(0, 0, 12, 12)}),
    (["1,000", "5", "1005"], {(1000, 5, 0, 1005), (1000, 0, 5, 1005), (0, 1000, 5, 1005), (1000, 5, 1005, 2010)}),
    (["00", "3", "3", "6", "6"], set()),  # a run that is no number leaves nothing to be left out
    (["5", "1,000", "0", "0", "51000"], set()),  # 5 and 1,000 are not the parts of 51,000
    (["100", "1", "11"], {(10, 0, 1, 11), (100, 1, 11, 112)}),
    (["101", "3", "5"], {(101, 3, 5, 109)}),  # 1 and 01 would add up, if 01 were a number
    (["0 0", "3", "3"], {(0, 0, 3, 3)}),
    (["01", "3", "4"], {(0, 1, 3, 4)}),
    (["00", "1", "2", "3", "6"], set()),  # no number begins with a zero, nor is it left out
    (["1 2", "3", "4", "0", "46"], {(12, 34, 0, 46)}),  # one fell apart, and two
    ([], None),
    (["7"], None),  # three away
    (["1", "2", "3", "4", "5", "6", "7"], None),
    (["1", "", "3", "4", "5"], None),  # a blank makes the total untestable
    (["1", "约", "3", "4", "5"], None),
    (["1", "3件", "3", "4", "8"], None),  # words beside a number prove nothing
    (["1", "-3", "3", "4", "8"], None),
]


@pytest.mark.parametrize(("cells", "expected"), REGROUPED)
def test_a_row_is_regrouped_in_every_way_that_agrees(cells: list[str], expected: set[tuple[int, ...]] | None) -> None:
    made = regrouped(cells, 4)
    assert made == expected if made is None else set(made) == expected
    assert made is None or len(made) == len(set(made))


@QUICK
@given(st.lists(st.integers(0, 30), min_size=3, max_size=3), st.integers(0, 3), st.sampled_from(("more", "fewer")))
def test_every_regrouped_reading_agrees_and_the_true_one_is_there(parts: list[int], at: int, kind: str) -> None:
    truth = (*parts, sum(parts))
    cells = [str(number) for number in truth]
    if kind == "more":
        cells.insert(at, cells[at])
    else:
        del cells[at]
    made = regrouped(cells, 4)
    assert made is not None and truth in made
    assert all(len(reading) == 4 and adds_up(reading) for reading in made)


# -- resolve ---


def of_form(figure: str, edition: int = 2021) -> FormRow:
    """The row of the form that begins with a figure."""
    made = [form_row_of(b, r) for table in form(edition).tables for b in table.blocks for r in b.rows]
    return next(form_row for form_row in made if form_row.figure == figure)


RECEIVED, GRANTED, CARRIED_IN = map(
    of_form, ("applications.received", "applications.granted", "applications.carried_in")
)
REGULATIONS = of_form("regulations.issued")


def filled(*without: FormRow, seed: int = 7) -> tuple[dict[CellId, Fact], dict[CellId, int]]:
    """The facts of a form that agrees with itself, but for some rows; and all values of its counts."""
    values = {key: int(value or 0) for key, value in fill(seed, 2021).values.items()}
    gone = {key for form_row in without for key in form_row.cells}
    facts = {key: Fact(value, "件", "printed", str(value), 1) for key, value in values.items() if key not in gone}
    return facts, values


def run(text: str, *rows: FormRow, order: tuple[int, ...] | None = IN_ORDER, money: str | None = None) -> Run:
    return Run(rows or (RECEIVED,), text, 9, order, money)


def numbers(facts: dict[CellId, Fact], form_row: FormRow) -> list[Number | None]:
    return [facts[key].value for key in form_row.cells] if form_row.cells[0] in facts else []


def resolved(*given: Run, facts: dict[CellId, Fact] | None = None) -> dict[CellId, Fact]:
    return resolve([], list(given), facts or {}, 2021, False)


def test_a_run_with_blanks_between_is_printed_as_it_is() -> None:
    recovered = resolved(run("1 2 3 0 / 0 6"))
    assert numbers(recovered, RECEIVED) == [1, 2, 3, 0, None, 0, 6]
    states = {(fact.state, fact.line, fact.decided_by) for fact in recovered.values()}
    assert states == {("printed", 9, BY_JOINED_LINE), ("blank", 9, BY_JOINED_LINE)}
    assert [recovered[key].printed for key in RECEIVED.cells] == ["1", "2", "3", "0", "/", "0", "6"]
    assert {fact.unit for fact in recovered.values()} == {"件", None}


def test_a_run_is_read_in_the_order_of_its_heads() -> None:
    first = run("6 1 2 3 0 0 0", order=(1, 2, 3, 4, 5, 6, 0))
    assert numbers(resolved(first), RECEIVED) == [1, 2, 3, 0, 0, 0, 6]
    assert resolved(run("1 2 3 0 0 0 6", order=None)) == {}


def test_single_digits_with_a_sign_among_them_are_one_for_each_cell() -> None:
    recovered = resolved(run("12/0003"))
    assert numbers(recovered, RECEIVED) == [1, 2, None, 0, 0, 0, 3]
    received = [recovered[key] for key in RECEIVED.cells]
    assert (received[0].state, received[0].printed, received[0].decided_by) == ("recovered", "12/0003", BY_JOINED_LINE)
    assert (received[2].state, received[2].printed, received[2].decided_by) == ("blank", "/", BY_JOINED_LINE)


def test_a_run_with_what_is_no_count_is_left_alone() -> None:
    assert resolved(run("1 2 3 0 0 0 6元")) == {}
    assert resolved(run("1 2 3 0 0 1.5 7.5")) == {}
    assert resolved(run("1 2 x 0 0 0 3")) == {}


def test_a_glued_run_is_cut_where_its_total_leaves_one_way() -> None:
    recovered = resolved(run("1234560216"))
    assert recovered == {}
    recovered = resolved(run("12345621"))
    assert numbers(recovered, RECEIVED) == [1, 2, 3, 4, 5, 6, 21]
    assert set(recovered.values()) == {
        Fact(value, "件", "recovered", "12345621", 9, None, BY_ARITHMETIC) for value in (1, 2, 3, 4, 5, 6, 21)
    }
    assert resolved(run("12345621", order=(1, 0, 2, 3, 4, 5, 6))) == {}


def test_blanks_between_digits_decide_only_where_the_digits_leave_a_choice() -> None:
    open_run = resolved(run("011000011"))  # 1 and 10, or 11 and 0: only what both ways share is certain
    assert {applicant: fact.value for (_, applicant), fact in open_run.items()} == {
        "natural_person": 0, "social_organization": 0, "legal_service": 0, "other": 0, "total": 11,
    }  # fmt: skip
    assert numbers(resolved(run("01 1000011")), RECEIVED) == [0, 1, 10, 0, 0, 0, 11]
    assert numbers(resolved(run("011 000011")), RECEIVED) == [0, 11, 0, 0, 0, 0, 11]
    assert numbers(resolved(run("0 11 000011")), RECEIVED) == [0, 11, 0, 0, 0, 0, 11]
    assert numbers(resolved(run("1 23 45 621")), RECEIVED) == [1, 2, 3, 4, 5, 6, 21]
    assert numbers(resolved(run("12 34 5621")), RECEIVED) == [1, 2, 3, 4, 5, 6, 21]


def test_zero_for_every_cell_is_certain_even_where_blanks_are_lost() -> None:
    short = run("00", CARRIED_IN)
    zeros = resolved(run("0000000"), short)
    assert numbers(zeros, RECEIVED) == [0] * 7 and {fact.line for fact in zeros.values()} == {9}
    assert resolved(run("12345621"), short) == {}
    assert resolved(short) == {}
    assert numbers(resolved(run("0000000", order=(1, 0, 2, 3, 4, 5, 6))), RECEIVED) == [0] * 7
    assert resolved(run("00000000")) == {}


def test_only_rows_that_nothing_else_gave_are_recovered() -> None:
    text = "1 2 3 0 0 0 6"
    one = RECEIVED.cells[3]
    for fact in (
        Fact(0, "件", "printed", "0", 1),
        Fact(None, None, "blank", "", 1),
        Fact(None, None, "unreadable", "x", 1),
    ):
        assert resolved(run(text), facts={one: fact}) == {}
    assert len(resolved(run(text), facts={one: Fact(None, None, "unreadable", None, 0)})) == 7


def test_a_row_met_twice_counts_only_if_both_say_the_same() -> None:
    same = resolved(run("1 2 3 0 0 0 6"), run("1 23 0006"))
    assert numbers(same, RECEIVED) == [1, 2, 3, 0, 0, 0, 6]
    assert resolved(run("1 2 3 0 0 0 6"), run("1 2 3 0 0 0 7")) == {}
    # A later run of the same text is not taken: the first has its line.
    assert {
        fact.line for fact in resolved(run("1 2 3 0 0 0 6"), Run((RECEIVED,), "1230006", 20, IN_ORDER)).values()
    } == {9}


def test_table_1_is_cut_only_in_the_one_way_there_is() -> None:
    order = (0, 1, 2)
    recovered = resolved(run("120", REGULATIONS, order=order))
    assert numbers(recovered, REGULATIONS) == [1, 2, 0]
    assert {(f.unit, f.state, f.printed, f.line, f.decided_by) for f in recovered.values()} == {
        ("件", "recovered", "120", 9, BY_JOINED_LINE)
    }
    assert numbers(resolved(run("120", REGULATIONS, order=(2, 0, 1))), REGULATIONS) == [0, 1, 2]
    assert resolved(run("1234", REGULATIONS, order=order)) == {}
    assert numbers(resolved(run("10 00", REGULATIONS, order=order)), REGULATIONS) == [10, 0, 0]
    assert resolved(run("1,200", REGULATIONS, order=order)) == {}
    short = run("00", CARRIED_IN)
    assert resolved(run("120", REGULATIONS, order=order), short) == {}
    assert numbers(resolved(run("000", REGULATIONS, order=order), short), REGULATIONS) == [0, 0, 0]


def test_money_takes_the_unit_of_its_head() -> None:
    fees = of_form("fees.amount")
    key = fees.cells[0]
    assert resolved(run("12.5", fees, order=(0,), money="万元"))[key][:2] == (Decimal("12.5"), "万元")
    assert resolved(run("12", fees, order=(0,)))[key][:2] == (12, None)
    procurement = of_form("procurement.items", 2019)
    recovered = resolve([], [Run((procurement,), "10 0.5", 9, (0, 1), "元")], {}, 2019, False)
    assert [recovered[key][:2] for key in procurement.cells] == [(10, "项"), (Decimal("0.5"), "元")]
    glued = resolve([], [Run((procurement,), "00", 9, (0, 1), "元")], {}, 2019, False)
    assert [glued[key][:2] for key in procurement.cells] == [(0, "项"), (0, "元")]


THREE = tuple(of_form(f"{kind}.upheld") for kind in (
    "reconsideration", "litigation_direct", "litigation_after_reconsideration"
))  # fmt: skip


def test_table_3_in_one_run_is_three_rows_that_each_add_up() -> None:
    order = tuple(range(5))
    recovered = resolved(run("100010000052007", *THREE, order=order))
    assert [numbers(recovered, form_row) for form_row in THREE] == [[1, 0, 0, 0, 1], [0] * 5, [5, 2, 0, 0, 7]]
    assert {fact.state for fact in recovered.values()} == {"recovered"}
    long = resolved(run("120 00 12 00000 5 20 0 0 25", *THREE, order=order))
    assert [numbers(long, form_row) for form_row in THREE] == [[12, 0, 0, 0, 12], [0] * 5, [5, 20, 0, 0, 25]]
    assert resolved(run("100010000052008", *THREE, order=order)) == {}
    assert resolved(run("100010000052007", *THREE, order=(1, 0, 2, 3, 4))) == {}
    assert [numbers(resolved(run("0" * 15, *THREE, order=order)), form_row) for form_row in THREE] == [[0] * 5] * 3
    apart = resolved(run("1 0 0 0 1 0 0 0 0 0 5 2 0 0 7", *THREE, order=(1, 0, 2, 3, 4)))
    assert [numbers(apart, form_row) for form_row in THREE] == [[0, 1, 0, 0, 1], [0] * 5, [2, 5, 0, 0, 7]]


def test_a_choice_in_table_3_stays_open_but_for_what_all_ways_share() -> None:
    recovered = resolved(run("1111400000" + "00000", *THREE, order=tuple(range(5))))
    assert [numbers(recovered, form_row) for form_row in THREE] == [[1, 1, 1, 1, 4], [0] * 5, [0] * 5]
    open_run = run("101001100000" + "00000", *THREE, order=tuple(range(5)))
    for form_row in THREE:
        assert all(fact.value is not None for key, fact in resolved(open_run).items() if key in form_row.cells)


def undecided(
    cells: Sequence[str], form_row: FormRow = RECEIVED, order: tuple[int, ...] | None = IN_ORDER, **more: object
) -> UndecidedRow:
    texts = [form_row.row.label.zh, *cells]
    spots = more.pop("spots", None)
    row_ = Row(texts, list(range(11, 11 + len(texts))), keeps_blanks=True, spots=spots)  # type: ignore[arg-type]
    for name, value in more.items():
        setattr(row_, name, value)
    return UndecidedRow(form_row, row_, 1, order)


def printed(values: dict[CellId, int], form_row: FormRow = RECEIVED) -> list[str]:
    return [str(values[key]) for key in form_row.cells]


BIG = next(seed for seed in range(99) if min(filled(seed=seed)[1][key] for key in RECEIVED.cells) >= 10)


def test_a_number_that_fell_apart_is_joined_and_placed() -> None:
    facts, values = filled(RECEIVED, seed=BIG)
    cells = printed(values)
    cells[2] = f"{cells[2][0]} {cells[2][1:]}"
    spots = [Spot(1, n, n, n, n) for n in range(8)]
    recovered = resolve([undecided(cells, spots=spots)], [], facts, 2021, False)
    assert numbers(recovered, RECEIVED) == [values[key] for key in RECEIVED.cells]
    fact = recovered[RECEIVED.cells[2]]
    assert (fact.state, fact.unit, fact.line, fact.decided_by) == ("recovered", "件", 12, BY_ARITHMETIC)
    assert fact.printed == " ".join(cells)
    assert [recovered[key].spot for key in RECEIVED.cells] == spots[1:]


@pytest.mark.parametrize("shape", ["{0}｜{1}", "{1}｜{0}", "{0} {0}", "{0}｜abc", "{2} {3} {2} {3}"])
def test_a_number_recognised_in_two_ways_or_printed_twice_is_decided_by_the_total(shape: str) -> None:
    facts, values = filled(RECEIVED, seed=BIG)
    cells = printed(values)
    cells[1] = shape.format(cells[1], "7", cells[1][0], cells[1][1:])
    recovered = resolve([undecided(cells)], [], facts, 2021, False)
    assert numbers(recovered, RECEIVED) == [values[key] for key in RECEIVED.cells]
    assert {fact.spot for fact in recovered.values()} == {None}


def test_a_row_that_no_reading_makes_agree_stays_unread() -> None:
    facts, values = filled(RECEIVED, seed=BIG)
    cells = printed(values)
    for wrong in ("9999｜8888", "", "约", "1 x", f"{cells[2]} 7", f"{cells[2]}件｜8888"):
        assert resolve([undecided([*cells[:2], wrong, *cells[3:]])], [], facts, 2021, False) == {}
    assert resolve([undecided([*cells[:6], ""])], [], facts, 2021, False) == {}  # a blank total proves nothing


def test_the_line_of_a_row_is_that_of_its_first_cell_where_there_is_one() -> None:
    facts, values = filled(RECEIVED, seed=BIG)
    for lines, line in (([11], 11), ([11, 12], 12), ([11, 12, 13], 12)):
        cells = [f"+{text}" for text in printed(values)]
        recovered = resolve([undecided(cells, lines=lines)], [], facts, 2021, False)
        assert numbers(recovered, RECEIVED) == [values[key] for key in RECEIVED.cells]
        assert {fact.line for fact in recovered.values()} == {line}


@pytest.mark.parametrize("more", [{"order": None}, {"order": (1, 0, 2, 3, 4, 5, 6)}, {"keeps_blanks": False}])
def test_cells_whose_places_are_not_known_are_not_proved(more: dict[str, object]) -> None:
    facts, values = filled(RECEIVED, seed=BIG)
    assert resolve([undecided(printed(values), **more)], [], facts, 2021, False) == {}  # type: ignore[arg-type]


def test_a_cell_too_many_or_gone_is_proved_by_row_and_column() -> None:
    facts, values = filled(RECEIVED, seed=BIG)
    truth = [values[key] for key in RECEIVED.cells]
    doubled = printed(values)
    doubled.insert(3, doubled[3])
    spots = [Spot(1, n, n, n, n) for n in range(9)]
    recovered = resolve([undecided(doubled, spots=spots)], [], facts, 2021, False)
    assert numbers(recovered, RECEIVED) == truth
    assert {fact.spot for fact in recovered.values()} == {spots[1]}
    gone = printed(values)
    del gone[4]
    assert numbers(resolve([undecided(gone)], [], facts, 2021, False), RECEIVED) == truth
    assert resolve([undecided(gone, blanks_between=True)], [], facts, 2021, False) == {}
    spare = [*printed(values), "", ""]
    assert numbers(resolve([undecided(spare, blanks_between=True)], [], facts, 2021, False), RECEIVED) == truth


def test_a_row_of_another_width_is_not_proved_where_the_form_has_blanks_or_gaps() -> None:
    facts, values = filled(RECEIVED, seed=BIG)
    gone = printed(values)
    del gone[4]
    case = undecided(gone)
    blank = {**facts, GRANTED.cells[0]: Fact(None, None, "blank", "", 1)}
    assert resolve([case], [], blank, 2021, False) == {}
    table_1 = {**facts, REGULATIONS.cells[0]: Fact(None, None, "blank", "", 1)}
    assert len(resolve([case], [], table_1, 2021, False)) == 7
    untested = {key: fact for key, fact in facts.items() if key != CARRIED_IN.cells[0]}
    assert resolve([case], [], untested, 2021, False) == {}
    wrong = {**facts, CARRIED_IN.cells[0]: Fact(values[CARRIED_IN.cells[0]] + 3, "件", "printed", "3", 1)}
    assert resolve([case], [], wrong, 2021, False) == {}
    # A cell of the right width is proved by its row alone, whatever the columns say.
    assert len(resolve([undecided(printed(values))], [], wrong, 2021, False)) == 7


def test_many_rows_of_another_width_are_the_tables_own() -> None:
    names = ("received", "carried_in", "carried_out", "processed")
    rows = [of_form(f"applications.{name}") for name in names]
    for many, proved in ((3, True), (4, False)):
        facts, values = filled(*rows[:many], seed=BIG)
        cases = []
        for form_row in rows[:many]:
            cells = printed(values, form_row)
            cells.insert(6, cells[6])
            cases.append(undecided(cells, form_row))
        assert bool(resolve(cases, [], facts, 2021, False)) == proved


def test_cells_that_are_already_read_are_never_replaced() -> None:
    facts, values = filled(seed=BIG)
    cells = printed(values)
    facts[RECEIVED.cells[0]] = Fact(None, None, "unreadable", "x", 1)
    facts[RECEIVED.cells[1]] = Fact(None, None, "blank", "", 1)
    recovered = resolve([undecided(cells)], [], facts, 2021, False)
    assert set(recovered) == {RECEIVED.cells[0]}
    assert recovered[RECEIVED.cells[0]].value == values[RECEIVED.cells[0]]


def test_where_two_rows_agree_with_nothing_only_zeros_are_believed() -> None:
    """Cells were left empty in this document: a run that agrees may do so by chance."""
    wrong = run("999999991", GRANTED), run("999999992", CARRIED_IN)
    good, zeros = run("12345621"), run("0000000", of_form("applications.carried_out"))
    assert numbers(resolved(good, wrong[0]), RECEIVED) == [1, 2, 3, 4, 5, 6, 21]
    recovered = resolved(good, zeros, *wrong)
    assert set(recovered) == set(zeros.form_rows[0].cells)


def test_zeros_with_blanks_among_them_are_zeros_too() -> None:
    wrong = run("999999991", GRANTED), run("999999992", CARRIED_IN)
    zeros = run("00 0 0 0 0 0", of_form("applications.carried_out"))
    assert set(resolved(zeros, *wrong)) == set(zeros.form_rows[0].cells)


def test_rows_that_agree_do_not_make_each_other_doubtful() -> None:
    recovered = resolved(run("12345621"), run("12345621", GRANTED))
    assert [numbers(recovered, form_row) for form_row in (RECEIVED, GRANTED)] == [[1, 2, 3, 4, 5, 6, 21]] * 2


def test_rows_of_another_width_do_not_stop_the_others() -> None:
    rows = [of_form(f"applications.{name}") for name in ("received", "carried_in", "carried_out", "processed")]
    facts, values = filled(*rows, GRANTED, seed=BIG)
    widened = []
    for form_row in rows:
        cells = printed(values, form_row)
        widened.append(undecided([*cells[:6], cells[6], cells[6]], form_row))
    joined = run("".join(printed(values, GRANTED)), GRANTED)
    assert set(resolve(widened, [joined], facts, 2021, False)) == set(GRANTED.cells)
    facts, values = filled(RECEIVED, GRANTED, seed=BIG)
    gone = printed(values)
    del gone[4]
    facts[REGULATIONS.cells[0]] = Fact(None, None, "blank", "", 1)
    facts[CARRIED_IN.cells[0]] = Fact(None, None, "blank", "", 1)
    assert set(resolve([undecided(gone)], [joined], facts, 2021, False)) == set(GRANTED.cells)


def test_a_form_with_one_row_of_other_outcomes_is_proved_by_its_own_identities() -> None:
    made = {key: int(value or 0) for key, value in fill(37, 2021, single_row=True).values.items()}
    facts = {key: Fact(value, "件", "printed", str(value), 1) for key, value in made.items()}
    for key in GRANTED.cells:
        del facts[key]
    joined = [run("".join(printed(made, GRANTED)), GRANTED)]
    assert numbers(resolve([], joined, facts, 2021, True), GRANTED) == [made[key] for key in GRANTED.cells]
    assert len(resolve([], joined, facts, 2021, False)) < len(GRANTED.cells)


def test_the_same_number_in_all_readings_is_proved_by_the_columns() -> None:
    """A glued row whose own total leaves a choice is decided by the rows beside it."""
    facts, values = filled(RECEIVED, seed=BIG)
    text = "".join(printed(values))
    recovered = resolve([], [run(text)], facts, 2021, False)
    assert numbers(recovered, RECEIVED) == [values[key] for key in RECEIVED.cells]


# -- joined lines ---

TABLE_2 = [
    "三、收到和处理政府信息公开申请情况", "（本列数据的勾稽关系为：第一项加第二项之和，等于第三项加第四项之和）申请人情况",
    "自然人法人或其他组织总计", "商业企业科研机构社会公益组织法律服务机构其他",
]  # fmt: skip
TABLE_1 = ["二、主动公开政府信息情况", "第二十条第（一）项", "信息内容本年制发件数本年废止件数现行有效件数"]


def read(lines: list[str], edition: int = 2021) -> list[tuple[list[str], str, int]]:
    return [([form_row.figure for form_row in one.form_rows], one.text, one.line) for one in runs(lines, edition)]


def test_values_between_two_labels_are_those_of_the_first() -> None:
    line = "规章 1 2 0 行政规范性文件 3 0 12"
    assert read([*TABLE_1, line]) == [
        (["regulations.issued"], "1 2 0", 4), (["normative_documents.issued"], "3 0 12", 4),
    ]  # fmt: skip
    assert read([*TABLE_1, "规章120", "行政规范性文件3012"]) == [
        (["regulations.issued"], "120", 4), (["normative_documents.issued"], "3012", 5),
    ]  # fmt: skip
    assert read([*TABLE_1, "规　章", "1 2 0"]) == []


def test_nothing_is_read_before_the_form_and_behind_it() -> None:
    assert read(["规章120"]) == []
    assert read([*TABLE_1, "五、存在的主要问题及改进情况", "规章120"]) == []
    assert read([*TABLE_1, "存在的主要问题及改进情况", "规章120"]) == []
    assert read([*TABLE_1, "五、其他", "规章120"]) == []
    assert len(read([*TABLE_1, "五、其他", *TABLE_1, "规章120"])) == 1


def test_lines_with_cells_are_not_joined_lines() -> None:
    for line in ("规章\t1 2 0", "规章|1|2|0", "规章 1 2 0 |"):
        assert read([*TABLE_1, line]) == []


def test_words_among_the_values_make_them_nobodys() -> None:
    for line in ("规章共120件以上", "规章约1 2 0", "规章", "规章，"):
        assert read([*TABLE_1, line]) == []
    assert read([*TABLE_1, "规章：1 2 0"])[0][1] == "1 2 0"
    assert read([*TABLE_1, "规章）1 / 无"])[0][1] == "1 / 无"


def test_the_number_before_the_next_label_is_not_a_value() -> None:
    lines = [*TABLE_1, *TABLE_2, "（三）不予公开1.属于国家秘密0 0 0 0 0 0 02.其他法律行政法规禁止公开1000001"]
    assert read(lines) == [
        (["applications.refused.state_secret"], "0 0 0 0 0 0 0", 8),
        (["applications.refused.prohibited_by_law"], "1000001", 8),
    ]  # fmt: skip
    lines = [
        *TABLE_1,
        *TABLE_2,
        "一、本年新收政府信息公开申请数量 1 2 3 4 5 6 21 二、上年结转政府信息公开申请数量 0000000",
    ]
    assert read(lines) == [
        (["applications.received"], "1 2 3 4 5 6 21", 8), (["applications.carried_in"], "0000000", 8),
    ]  # fmt: skip
    lines = [
        *TABLE_1,
        *TABLE_2,
        "（一）予以公开 1000001 （二）部分公开0000000（区分处理的，只计这一情形，不计其他情形）",
    ]
    assert [text for _, text, _ in read(lines)][:1] == ["1000001"]


def test_heads_in_the_line_give_the_order_of_columns() -> None:
    assert [one.order for one in runs([*TABLE_1, "规章120"], 2021)] == [(0, 1, 2)]
    turned = [*TABLE_1[:2], "信息内容现行有效件数本年制发件数本年废止件数", "规章120", "行政规范性文件120"]
    assert [one.order for one in runs(turned, 2021)] == [(1, 2, 0), (1, 2, 0)]
    refused = [*TABLE_1[:2], "信息内容本年制发件数现行有效件数", "规章120"]
    assert [one.order for one in runs(refused, 2021)] == [None]
    row_line = "一、本年新收政府信息公开申请数量1 2 3 4 5 6 21"
    assert [
        one.order for one in runs([*TABLE_1, *TABLE_2, row_line, "二、上年结转政府信息公开申请数量0000000"], 2021)
    ] == [IN_ORDER] * 2
    total_first = [*TABLE_1, TABLE_2[0], "总计自然人商业企业科研机构社会公益组织法律服务机构其他", row_line,
                   "二、上年结转政府信息公开申请数量0000000"]  # fmt: skip
    assert [one.order for one in runs(total_first, 2021)] == [(1, 2, 3, 4, 5, 6, 0)] * 2


def test_money_has_the_unit_of_its_head() -> None:
    for head, unit in (("本年收费金额（单位：万元）", "万元"), ("本年收费金额", None)):
        lines = ["第二十条第（八）项", f"信息内容{head}", "行政事业性收费12.5"]
        assert [(one.text, one.money) for one in runs(lines, 2021)] == [("12.5", unit)]


def test_table_3_is_one_run_of_all_its_rows() -> None:
    results = "结果维持结果纠正其他结果尚未审结总计"
    lines = [*TABLE_1, "四、政府信息公开行政复议、行政诉讼情况", "行政复议行政诉讼", results + "未经复议直接起诉复议后起诉",
             results + results, "100010000052007"]  # fmt: skip
    assert read(lines) == []  # the numbers are on a line of their own
    values = lines.pop()
    joined_runs = runs([*lines[:-1], lines[-1] + values], 2021)
    assert [([form_row.figure for form_row in one.form_rows], one.text, one.order) for one in joined_runs] == [
        ([form_row.figure for form_row in THREE], "100010000052007", (0, 1, 2, 3, 4)),
    ]  # fmt: skip


def test_every_row_of_both_forms_is_found_in_joined_lines() -> None:
    for edition in (2019, 2021):
        known = labels(edition)
        for form_row in set(known.rows.values()):
            if form_row.table == "disputes" or form_row.row.elsewhere:
                continue
            values = " ".join("3" * len(form_row.cells))
            joined_runs = runs([*TABLE_1, form_row.row.label.zh + values], edition)
            assert form_row in [read_row for one in joined_runs for read_row in one.form_rows], form_row.row.id


def test_identities_of_the_form_are_what_the_solver_is_given() -> None:
    """Recovery with the form's own identities never contradicts a form that agrees."""
    facts, values = filled(RECEIVED, GRANTED, seed=BIG)
    cases = [run("".join(printed(values, form_row)), form_row) for form_row in (RECEIVED, GRANTED)]
    recovered = resolve([], cases, facts, 2021, False)
    assert all(values[key] == fact.value for key, fact in recovered.items())
    assert any(identity.between for identity in equations(2021))


# -- findings of a report ---


def checked(change: dict[CellId, int | None], edition: int = 2021, single_row: bool = False) -> Checked:
    """The findings on a form that agrees with itself but for some cells; a cell set to None is blank."""
    values: dict[CellId, int | None] = {k: int(v or 0) for k, v in fill(7, edition, single_row).values.items()}
    facts = {
        key: Fact(value, "件" if value is not None else None, "printed" if value is not None else "blank", "", 10 + n)
        for n, (key, value) in enumerate((values | change).items())
    }
    return check(Parsed(edition, single_row, facts, [], 0))


VALUES = {key: int(v or 0) for key, v in fill(7, 2021).values.items()}
LINES = {key: 10 + n for n, key in enumerate(VALUES)}


def test_every_identity_is_counted_once() -> None:
    for edition, single_row in ((2019, False), (2021, False), (2021, True)):
        expected = Counter(identity.check for identity in equations(edition, single_row))
        made = checked({}, edition, single_row)
        assert made.findings == []
        assert made.tallies == {kind: (count, 0, 0) for kind, count in expected.items()}
        assert list(made.tallies) == list(expected)


def test_findings_made_before_come_first() -> None:
    earlier, of_reading = Finding("year", BROKEN, "no_year"), Finding("unit", UNTESTABLE, "no_year")
    facts, _ = filled()
    parsed = Parsed(2021, False, facts, [of_reading], 0)
    assert check(parsed, [earlier]).findings[:2] == [earlier, of_reading]
    assert check(parsed).findings[0] == of_reading


def test_a_blamed_cell_is_reported_with_the_value_that_fixes_it() -> None:
    key = ("applications.granted", "natural_person")
    right = VALUES[key]
    made = checked({key: right + 5})
    (finding,) = made.findings
    assert (finding.check, finding.verdict, finding.message_id) == ("row", BROKEN, "blamed")
    assert (finding.figure, finding.applicant, finding.line) == (*key, LINES[key])
    assert (finding.expected, finding.actual) == (right, right + 5)
    assert finding.values["count"] == 2
    assert f"予以公开〔自然人〕印作{right + 5}；若为{right}，则2条勾稽关系全部成立：" in finding.message
    assert f"Granted [Natural persons] is printed as {right + 5}; {right} would mend all 2" in finding.message_en
    assert "(横向合计); " in finding.message and "(办理结果合计)" in finding.message
    assert "(Row total); " in finding.message_en and "(Outcome total)" in finding.message_en
    row_sum = sum(VALUES[GRANTED.cells[n]] for n in range(6)) + 5
    assert f"= {row_sum} ≠ {row_sum - 5} (横向合计)" in finding.message
    assert (made.tallies["row"][1], made.tallies["sum"][1], made.tallies["balance"][1]) == (1, 1, 0)


def test_where_nobody_is_blamed_the_identity_is_reported() -> None:
    cells_ = THREE[0].cells
    made = checked(dict(zip(cells_, (10, 1, 0, 0, 0), strict=True)))
    (finding,) = made.findings
    assert (finding.check, finding.message_id, finding.figure, finding.applicant) == (
        "review", "broken", "reconsideration.total", None,
    )  # fmt: skip
    assert (finding.expected, finding.actual, finding.line) == (11, 0, LINES[cells_[4]])
    assert finding.message == "维持 + 纠正 + 其他 + 未审结 = 总计。10 + 1 = 11 ≠ 0 (复议诉讼合计)"
    assert finding.message_en == "Upheld + corrected + other + pending = total. 10 + 1 = 11 ≠ 0 (Disputes total)."


def test_what_has_no_number_cannot_be_tested() -> None:
    gone = [("applications.granted", "natural_person"), ("applications.granted", "other")]
    made = checked(dict.fromkeys(gone))
    assert {finding.verdict for finding in made.findings} == {UNTESTABLE}
    assert [finding.check for finding in made.findings] == ["row", "sum", "sum"]
    first = made.findings[0]
    assert (first.figure, first.applicant, first.message_id) == ("applications.granted", "total", "untestable")
    assert (first.line, first.expected) == (LINES[gone[0]], None)
    assert first.actual == VALUES["applications.granted", "total"]
    assert first.message == "六类申请人之和 = 总计：予以公开〔自然人〕、予以公开〔其他〕没有数字，无法核验"
    assert first.message_en == (
        "The six applicant types add up to the total: cannot be tested, no number in "
        "Granted [Natural persons], Granted [Others]."
    )
    assert (made.tallies["row"][2], made.tallies["sum"][2], made.tallies["balance"]) == (1, 2, (7, 0, 0))


def test_of_many_cells_without_a_number_three_are_named() -> None:
    four = dict.fromkeys(THREE[0].cells[:4])
    assert checked(four).findings[0].message.count("、") == 3
    assert "、…" in checked(four).findings[0].message and ", …" in checked(four).findings[0].message_en
    three = dict.fromkeys(THREE[0].cells[:3])
    assert checked(three).findings[0].message.count("、") == 2 and "…" not in checked(three).findings[0].message


def test_a_cell_that_is_not_there_has_no_line() -> None:
    facts, _ = filled(seed=7)
    total = THREE[0].cells[4]
    facts[THREE[0].cells[0]] = Fact(None, None, "absent", None, 0)
    facts[THREE[0].cells[1]] = Fact(None, None, "blank", "", 44)
    (finding,) = check(Parsed(2021, False, facts, [], 0)).findings
    assert finding.line == 44
    facts[THREE[0].cells[1]] = Fact(None, None, "absent", None, 0)
    facts[total] = Fact(None, None, "absent", None, 0)
    (finding,) = check(Parsed(2021, False, facts, [], 0)).findings
    assert (finding.line, finding.actual) == (0, None)


@pytest.mark.parametrize(
    ("figure", "applicant", "kind"),
    [
        ("applications.granted", "natural_person", "row"),
        ("applications.granted", "total", "row"),
        ("applications.processed", "natural_person", "sum"),
        ("applications.processed", "total", "sum"),
        ("applications.received", "natural_person", "balance"),
        ("applications.received", "total", "balance"),
        ("applications.carried_out", "other", "balance"),
    ],
)
def test_a_finding_is_named_after_the_identity_that_is_particular_to_its_cell(
    figure: str, applicant: str, kind: str
) -> None:
    key = (figure, applicant)
    (finding,) = checked({key: VALUES[key] + 1}).findings
    assert (finding.check, finding.figure, finding.applicant) == (kind, figure, applicant)


def test_two_groups_give_their_findings_apart() -> None:
    one, two = ("applications.granted", "natural_person"), ("applications.received", "legal_service")
    cells_ = THREE[1].cells
    made = checked({one: VALUES[one] + 1, two: VALUES[two] + 2, cells_[4]: VALUES[cells_[4]] + 3})
    assert sorted((finding.figure or "", finding.applicant or "", finding.message_id) for finding in made.findings) == [
        ("applications.granted", "natural_person", "blamed"), ("applications.received", "legal_service", "blamed"),
        ("litigation_direct.total", "", "broken"),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("kinds", "named_after"),
    [
        ({"row"}, "row"), ({"sum", "balance"}, "sum"), ({"sum", "balance", "row"}, "sum"), ({"row", "sum"}, "row"),
        ({"balance", "row"}, "balance"), ({"balance", "sum", "review"}, "review"), ({"review", "row"}, "review"),
    ],
)  # fmt: skip
def test_the_particular_identity_names_the_finding(kinds: set[str], named_after: str) -> None:
    assert _kind_of(kinds) == named_after


def test_an_identity_is_written_with_its_numbers() -> None:
    made = equation("a+b-c")

    def written(**values: float | None) -> str:
        return written_identity(made, {cell(name): value for name, value in values.items()})

    assert written(a=3, b=4, c=7) == "3 + 4 = 7 = 7"
    assert written(a=3, b=4, c=8) == "3 + 4 = 7 ≠ 8"
    assert written(a=3, b=0, c=8) == "3 ≠ 8"
    assert written(a=0, b=0, c=0) == "0 = 0"
    assert written(a=3, b=None, c=8) == "3 + — ? 8"
    assert written(a=3, b=4) == "3 + 4 ? —"
    assert written_identity(equation("a-b-c"), {cell("a"): 1.5, cell("b"): 1, cell("c"): 1}) == "1.5 ≠ 1 + 1 = 2"


def test_table_3_in_joined_lines_is_read_in_the_order_of_its_kinds() -> None:
    results = "结果维持结果纠正其他结果尚未审结总计"
    front = [*TABLE_1, "四、政府信息公开行政复议、行政诉讼情况"]
    bare = runs([*TABLE_1, results * 3 + "000000000000000"], 2021)
    assert [one.form_rows for one in bare] == [THREE] and bare[0].line == 4
    turned = runs([*front, "复议后起诉未经复议直接起诉行政复议", results * 3 + "000000000000000"], 2021)
    assert [one.form_rows for one in turned] == [THREE[::-1]] and turned[0].line == 6
    one_kind = runs([*front, "行政复议", results + "00000"], 2021)
    assert one_kind == []
    alone = [one for head in ("总计", "尚未审结") for one in runs([*front, f"{head}00000"], 2021)]
    assert [one.form_rows[0].figure for one in alone] == ["applications.processed"]  # one head is no table


def test_signs_for_nothing_are_values_too() -> None:
    for sign in "/-—无":
        assert read([*TABLE_1, f"规章{sign * 3}"]) == [(["regulations.issued"], sign * 3, 4)]
    assert read([*TABLE_1, "规章、,."]) == []


def test_a_head_of_two_letters_on_a_line_of_its_own_counts() -> None:
    lines = [
        *TABLE_1,
        TABLE_2[0],
        "总计",
        "自然人商业企业科研机构社会公益组织法律服务机构其他",
        "（一）予以公开1000001",
    ]
    assert [one.order for one in runs(lines, 2021)] == [(1, 2, 3, 4, 5, 6, 0)]


def test_a_row_of_table_3_with_its_own_label_has_the_order_of_the_form() -> None:
    (one,) = runs([*TABLE_1, "行政复议1 0 0 0 1"], 2021)
    assert (one.form_rows, one.text, one.order) == (THREE[:1], "1 0 0 0 1", (0, 1, 2, 3, 4))


def test_one_run_does_not_block_another() -> None:
    apart, refused = run("1 2 3 0 0 0 6"), run("1 2 3 0 0 0 6", order=None)
    others = run("0 0 0 0 0 0 0", CARRIED_IN), run("12345621", GRANTED), run("120", REGULATIONS, order=(0, 1, 2))
    documents = of_form("normative_documents.issued")
    more = run("340", documents, order=(0, 1, 2))
    recovered = resolved(apart, *others, more)
    assert [numbers(recovered, form_row) for form_row in (RECEIVED, CARRIED_IN, GRANTED, REGULATIONS, documents)] == [
        [1, 2, 3, 0, 0, 0, 6], [0] * 7, [1, 2, 3, 4, 5, 6, 21], [1, 2, 0], [3, 4, 0],
    ]  # fmt: skip
    assert set(resolved(refused, *others)) == {
        key for form_row in (CARRIED_IN, GRANTED, REGULATIONS) for key in form_row.cells
    }
    cells = ["5", "5", *"000000"]  # of a row whose columns cannot be tested
    both = resolve([undecided(cells, CARRIED_IN)], [run("12345621")], {}, 2021, False)
    assert set(both) == set(RECEIVED.cells)


def test_a_blank_beside_a_row_decides_nothing_about_it() -> None:
    column = "commercial_enterprise"
    key = ("applications.received", column)
    facts = {
        (f"applications.{name}", column): Fact(number, "件", "printed", str(number), 1)
        for name, number in (("carried_in", 0), ("processed", 1), ("carried_out", 0))
    }
    assert resolved(run("011000011"), facts=facts)[key].value == 1
    facts["applications.carried_in", column] = Fact(None, None, "blank", "", 1)
    assert key not in resolved(run("011000011"), facts=facts)


def test_earlier_findings_stay_beside_broken_identities() -> None:
    earlier = Finding("year", BROKEN, "no_year")
    facts, _ = filled()
    total = THREE[0].cells[4]
    facts[total] = facts[total]._replace(value=(facts[total].value or 0) + 1)
    findings = check(Parsed(2021, False, facts, [], 0), [earlier]).findings
    assert findings[0] == earlier and len(findings) == 2


def test_a_blamed_cell_is_reported_with_its_own_identities_alone() -> None:
    one, two = ("applications.granted", "natural_person"), ("applications.granted", "legal_service")
    made = checked({one: VALUES[one] + 7, two: VALUES[two] + 2})
    assert [finding.values["count"] for finding in made.findings] == [2, 2]
