"""The bench grades conversions rightly: what a tool destroyed is not held against the reader, what the reader swaps is."""

import re
from dataclasses import replace

from bench.conversions.instead import Answer, counted
from bench.conversions.kept import Source, traced_in
from bench.conversions.lookups import looked_up, rows_of_markdown
from bench.conversions.run import DIRECTLY, Conversions, answers, convert_and_grade, graded
from bench.conversions.tools import Tool, usable
from bench.fidelity.filled import Filled, fill
from bench.fidelity.layouts import make_text
from bench.fidelity.wrapped import WRAPPED_LAYOUTS, make_wrapped

LICENSING = ("licensing.decisions", None)
RECEIVED = ("applications.received", "natural_person")


def source(form: Filled, layout: str = "pipes", keeps: str = "all") -> Source:
    return Source(make_text(form, layout, 1), form.printed, keeps, layout)


def text(one: Source) -> str:
    return one.document.data.decode()


def numbered() -> Filled:
    """A form in which no number occurs twice, so that a cell can be found by it."""
    form = fill(3, 2021)
    values = {cell: float(1001 + 7 * n) for n, cell in enumerate(form.values)}
    return replace(form, values=values, printed={cell: str(int(value)) for cell, value in values.items()})


def test_a_whole_conversion_is_traced_whole_and_read_exactly() -> None:
    one = source(fill(3, 2021, blanks=0.1))
    assert traced_in(one, text(one), "all") == frozenset(one.document.truth)
    result = graded(one, one.document.data, "txt", "a tool", "all")
    assert result.grade.traced == {"exact": len(one.document.truth)}
    assert result.made is None


def test_a_number_that_the_tool_destroyed_is_not_traced_and_counts_as_missed() -> None:
    one = source(numbered())
    printed = one.printed[RECEIVED]
    row = {cell for cell in one.document.truth if cell[0] == "applications.received"}
    for broken in ("", f"{printed[:2]} {printed[2:]}", printed + "7"):
        data = text(one).replace(printed, broken)
        left = traced_in(one, data, "all")
        # Its row alone is no longer there.
        assert left == frozenset(one.document.truth) - row
    for broken in ("", "1O7l"):
        result = graded(one, text(one).replace(printed, broken).encode(), "txt", "a tool", "all")
        assert result.grade.others["missed"] == 1 and not result.grade.traced["missed"]
        assert not result.grade.others["wrong"] + result.grade.traced["wrong"]


def test_a_sum_of_one_number_is_traced_only_behind_its_label() -> None:
    one = source(numbered())
    assert LICENSING in traced_in(one, text(one), "all")
    assert LICENSING not in traced_in(one, text(one).replace("行政许可", "……"), "all")


def test_where_blanks_leave_nothing_only_full_rows_are_traced() -> None:
    form = fill(3, 2021, blanks=0.1)
    one = source(form)
    left = traced_in(one, text(one), "rows")
    assert left and all(form.printed[cell] for cell in left)
    assert len(left) < len(one.document.truth)


def test_a_row_with_a_blank_must_end_its_line() -> None:
    one = source(fill(3, 2021, blanks=0.1))
    on_one_line = text(one).replace("\n", " ")
    left = traced_in(one, on_one_line, "all")
    full = {cell for cell in one.document.truth if one.printed[cell]}
    assert left and left <= full


def test_swapped_numbers_are_wrong_and_silent_where_nothing_says_so() -> None:
    form = numbered()
    licensing, penalties = form.printed[LICENSING], form.printed["penalties.decisions", None]
    one = source(form)
    swapped = text(one).replace(licensing, "@").replace(penalties, licensing).replace("@", penalties)
    result = graded(one, swapped.encode(), "txt", "a tool", "all")
    wrong = result.grade.traced["wrong"] + result.grade.others["wrong"]
    assert wrong == 2
    assert result.grade.traced["silent"] + result.grade.others["silent"] == 2
    assert "silent" in result.kinds and result.answers[LICENSING] == penalties


def test_a_rejected_conversion_misses_every_traced_cell() -> None:
    one = source(numbered())
    numbers_alone = re.sub("[一-鿿]", "", text(one))
    result = graded(one, numbers_alone.encode(), "txt", "a tool", "all")
    assert result.grade.rejected and result.kinds == ["rejected"]
    left = result.grade.traced["missed"]
    assert left > 150 and result.grade.traced == {"missed": left} and len(result.answers) == left
    assert set(answers(replace(one.document, data=b"nothing"))) == set(one.document.traced)
    total = Conversions()
    total.add(result)
    assert sum(total.by_tool["a tool"].rejected.values()) == 1 and total.failures == [result]


def test_what_a_tool_returns_empty_is_not_traced_at_all() -> None:
    result = graded(source(numbered()), b"", "txt", "a tool", "all")
    assert not result.grade.traced and set(result.grade.others) == {"missed"}


def test_every_way_to_wrap_labels_prints_every_row() -> None:
    form = fill(5, 2021)
    for name in WRAPPED_LAYOUTS:
        made = make_wrapped(form, name, 5)
        one = Source(made, form.printed, "rows", name)
        assert traced_in(one, text(one), "rows") == frozenset(form.values), name


def test_tools_that_are_not_installed_are_named() -> None:
    there = Tool("a tool", "html", lambda data: data, "all", ("json",))
    absent = Tool("another", "html", lambda data: data, "all", ("no_such_package",))
    tools, left_out = usable((there, absent))
    assert tools == [there]
    assert left_out == ["another: no_such_package not installed"]


def test_documents_are_also_read_directly() -> None:
    (result,) = convert_and_grade([source(fill(3, 2021))])
    assert result.tool == DIRECTLY and not result.kinds


def test_the_lookups_read_a_plain_table_and_are_graded_like_the_reader() -> None:
    form = numbered()
    one = source(form)
    found = {cell: Answer(value) for cell, value in looked_up(rows_of_markdown(text(one)), last=True).items()}
    assert counted(one, found)["exact"] == len(form.values)
    found[RECEIVED] = Answer(5)
    del found[LICENSING]
    counts = counted(one, found)
    assert (counts["missed"], counts["wrong"], counts["silent"]) == (1, 1, 1)
