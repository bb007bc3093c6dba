"""What a row of the form is: windows of columns, editions, heads, labels, facts and findings, each on its own."""

import random
from collections import Counter
from collections.abc import Sequence
from decimal import Decimal

import pytest

from bench.fidelity.filled import fill
from bench.fidelity.texts import render, tabs
from forms import EDITIONS, TOTAL, form
from forms.declaration import Column, Label
from forms.normal import normal
from ingest.cells import columns
from ingest.cells.across_heads import AcrossHeads, _own_part, across_heads
from ingest.cells.columns import is_printed, one_window, printed_cells, windows
from ingest.cells.edition import _telling as telling
from ingest.cells.edition import edition_of
from ingest.cells.fact import Fact, fact_of, plain
from ingest.cells.finding import BROKEN, Finding, InBoth
from ingest.cells.form_row import BLOCK, HEADS, CellMeaning, FormRow, form_row_of
from ingest.cells.heads import FOREIGN, disclosure_order, form_order, row_heads
from ingest.cells.labels import Labels, labels
from ingest.cells.spellings import _all_spellings as every_label
from ingest.cells.spellings import distinguishing_labels, forms_of
from ingest.read.document import Document, Row


@pytest.fixture(autouse=True)
def made_anew() -> None:
    """What is made once and kept is made anew for each test: none leans on what another one left."""
    for keeps_blanks in (labels, row_heads, across_heads, distinguishing_labels, forms_of, plain, every_label, telling):
        keeps_blanks.cache_clear()


# -- columns ---


def placed(
    *rows: str, width: int = 3, start: int | Sequence[int] = 1, whole: Counter[tuple[int, int]] | None = None
) -> list[int | None]:
    """Where the columns of rows begin; `a|1||3` is a row of four cells."""
    starts = [start] * len(rows) if isinstance(start, int) else start
    return windows([(row.split("|"), at) for row, at in zip(rows, starts, strict=True)], width, whole or Counter())


def test_signs_for_nothing_are_printed_and_white_space_is_not() -> None:
    assert printed_cells(["a", "", "/", " ", "0", "—", "无", "x", "\u3000"], 0) == [0, 2, 4, 5, 6, 7]
    assert printed_cells(["1", "2", "", "3"], 1) == [1, 3]
    assert is_printed("|") and is_printed("\\") and not is_printed("\xa0")


def test_a_row_with_all_its_cells_determines_its_columns_by_itself() -> None:
    assert placed("a|1|2|3") == [1]
    assert placed("a||1|2|3") == [2]
    assert placed("a|1|2|3||") == [1]
    assert placed("a|/|-|无") == [1]


def test_a_row_of_the_forms_own_width_keeps_its_blanks() -> None:
    assert placed("a|1||3") == [1]
    assert placed("a|||3", "b|1||", "c||2|", "d|||") == [1, 1, 1, 1]


def test_a_row_too_short_is_nobodys() -> None:
    assert placed("a|1|2") == [None]
    assert placed("a||") == [None]
    assert placed("a|1|2|3", "b|1|2") == [1, None]


def test_blanks_are_placed_by_all_rows_of_the_same_shape() -> None:
    assert placed("a||1|2|") == [None]
    assert placed("a||1|2|3", "b||1|2|") == [2, 2]
    assert placed("a||1|2|3", "b|||2|") == [2, 2]
    assert placed("b||1|2|", whole=Counter({(5, 1): 1})) == [None]  # of that shape, but which window is not known
    assert placed("b|1||3|", whole=Counter({(5, 1): 1})) == [1]
    assert placed("b||1||3", "c||1|2|", whole=Counter({(5, 1): 1})) == [2, 2]
    # One row fills the front, another one the back: no window holds both.
    assert placed("a|1|2|3|", "b||1|2|3", "c||1|2|") == [1, 2, None]


def test_a_row_that_lost_a_cell_is_nobodys() -> None:
    assert placed("a||1|2|3", "b|1||3") == [2, None]
    assert placed("a|1|2|3", "b|1|2|") == [1, 1]
    assert placed("b|1|2|", whole=Counter({(5, 1): 1})) == [None]
    assert placed("b|1|2|", whole=Counter({(5, 2): 1})) == [1]  # another beginning says nothing


def test_more_numbers_than_columns_are_placed_only_if_every_window_reads_the_same() -> None:
    assert placed("a|1|2|3|4") == [None]
    assert placed("a|0|0|0|0") == [1]
    assert placed("a|0|0| 0|0 ") == [1]
    assert placed("a|1||2|3") == [None]


def test_where_rows_print_too_much_a_row_with_a_blank_may_print_any_of_it() -> None:
    assert placed("a|1|2|3|4", "b|1|2|3|") == [None, 1]  # three numbers side by side that add up
    assert placed("a|1|2|3|4", "b||5|1|9") == [None, None]  # they do not
    assert placed("a|1|2|3|4", "b|1|2|3|", "c|1|2||") == [None, 1, None]
    assert placed("a|1|2|3", "b|1|2|") == [1, 1]
    assert placed("a|1|2|3|4", "b|||1|2") == [None, None]


def test_a_cell_too_many_with_a_blank_is_nobodys() -> None:
    assert placed("a|1|2|3", "b|1|2|3", "c|1|2|4|") == [1, 1, None]
    assert placed("a|1|2|3", "b|1|2|3", "c|1|2|3|", "d||1|2|3") == [1, 1, 1, 2]  # all numbers are there and add up
    assert placed("a|1|2|3", "b|1|2|3", "c||0|0|0") == [1, 1, None]  # zeros always add up
    assert placed("a|1|2|3", "b|1|2|3", "f|1|2|3", "c||0|0|0", "d||0|0|0") == [1, 1, 1, 2, 2]
    assert placed("a|1|2|3", "c|1|2|3|") == [1, 1]  # one against one: neither is usual
    assert placed("a|1|2|3", whole=Counter({(4, 1): 1})) == [1]
    assert placed("c|1|2|4|", whole=Counter({(4, 1): 2})) == [None]
    assert placed("a|1|2|3", "b|1|2|3", "c|1|2|3", "d||1|2|4", "e|0|0|0|0") == [1, 1, 1, None, 1]  # no empty cell in e


GRID = ("a||1|2|3", "b||1|2|3", "c||1|2|3", "g|d|1|2|3")


def test_a_table_of_one_width_places_a_row_by_the_only_rule_that_fits_all() -> None:
    assert placed(*GRID, "g|e|1||", start=(1, 1, 1, 2, 2)) == [2] * 5
    behind = ("a|1|2|3|", "b|1|2|3|", "c|1|2|3|", "g|d|1|2|3")
    assert placed(*behind, "e|1|||", start=(1, 1, 1, 2, 1)) == [1, 1, 1, 2, 1]
    # Either rule would explain these rows: the one with blanks stays open.
    assert placed("a|||1|", "b|||1|", "c|||1|", "d|||1|", "g|e||1|", start=(1, 1, 1, 1, 2), width=3)[0] in (None, 2)


def test_rows_that_begin_elsewhere_show_where_columns_begin() -> None:
    """Merged labels on three levels: `b` shows whether their empty cells are before the numbers or at the end."""
    deep = ("g|d|e|1|2|3", "g|d|f|4|5|6")
    assert placed("a|||1|2|", "c|||1||", "b|x||1|2|3", *deep, start=(1, 1, 2, 3, 3)) == [3] * 5
    assert placed("a|||1|2|", "b|x||1|2|3", *deep, start=(1, 2, 3, 3)) == [None, 3, 3, 3]  # four rows are no grid
    assert placed("a|||1|2|", "|||||", "b|x||1|2|3", *deep, start=(1, 1, 2, 3, 3))[0] == 3
    assert placed("a||2|||", "b|x|1|2|3|", *deep, "g|d|f|7|8|9", start=(1, 2, 3, 3, 3)) == [1, 2, 3, 3, 3]
    both = placed("a||2|||", "b|x|1|2|3|", "b|y||1|2|3", *deep, start=(1, 2, 2, 3, 3))
    assert both == [None, 2, 3, 3, 3]  # neither rule explains all rows
    assert placed("a|||1|2|", "c|||1||", "b|x||1|2|3", start=(1, 1, 2), whole=Counter({(6, 3): 2})) == [3, 3, 3]
    assert placed("a|||1|2|", "c|||1||", "b|x||1|2|3", start=(1, 1, 2), whole=Counter({(6, 1): 2})) == [None, None, 3]
    assert placed("a|||1||", "c|||1||", *deep, "g|d|f|7|8|9", start=(1, 1, 3, 3, 3)) == [None, None, 3, 3, 3]


def test_an_empty_row_is_read_as_blanks_unless_its_table_prints_too_much() -> None:
    assert placed("a|1|2|3", "b||||") == [1, 1]
    assert placed("a|1|2|3|4", "b||||") == [None, None]


def test_a_table_padded_to_one_width_has_no_row_that_is_too_wide() -> None:
    rows = [f"g|{n}|1|2|3" for n in range(5)]
    assert placed(*rows, "a|1|2|3", "b|1|2|3", "c|1|2|3|", start=(2,) * 5 + (1,) * 3) == [2] * 5 + [1] * 3
    assert placed("a|1|2|3", "b|1|2|3", "c|1|2|3|", "d|1|2|3|") == [1, 1, 1, 1]  # two against two: none is usual


def test_each_row_of_the_forms_own_width_is_regular_by_itself() -> None:
    assert placed("a|1||3", "g|d|1||", "g|e|1||", start=(1, 2, 2)) == [1, 2, 2]


def test_windows_never_misplace_a_number() -> None:
    """Tables laid out by one rule with random blanks and merged labels: a row reads rightly or not at all."""
    for seed in range(400):
        chance = random.Random(seed)
        width = chance.choice((3, 5, 7))
        deep = chance.choice((1, 2, 3))
        spare = chance.choice((0, 0, 1))
        in_front = chance.random() < 0.7
        rows, starts, truth = [], [], []
        for _ in range(chance.randrange(1, 9)):
            start = chance.randrange(1, deep + 1)
            values = [str(chance.randrange(10)) if chance.random() < 0.85 else "" for _ in range(width)]
            padding = [""] * (deep - start)
            labels_ = ["x"] * start
            made = [*labels_, *padding, *values] if in_front else [*labels_, *values, *padding]
            rows.append([*made, *[""] * spare])
            starts.append(start)
            truth.append(values)
        begins = windows(list(zip(rows, starts, strict=True)), width, Counter())
        for cells, values, begin in zip(rows, truth, begins, strict=True):
            if begin is not None and any(values):
                assert cells[begin : begin + width] == values, (seed, rows, cells, begin)


def alone(row: str, shared: set[int] | None = None) -> int | None:
    return one_window(row.split("|"), 1, 3, shared)


def test_one_window_alone() -> None:
    assert alone("a|||") == 1
    assert alone("a||||1") == 2
    assert alone("a||") is None
    assert alone("a||1||") is None
    assert alone("a||1||", {2}) == 2
    assert alone("a||1||", {3}) is None
    assert alone("a|1||2|") == 1
    assert alone("a||1|2|3|4") is None
    assert alone("a|5|5|5|5|5") == 1
    assert windows([], 3, Counter()) == []


# -- editions ---


def document(text: str, cells: bool = True) -> Document:
    lines = text.split("\n")
    rows = (
        [Row(line.split("\t"), [n] * len(line.split("\t")), keeps_blanks=True) for n, line in enumerate(lines, 1)]
        if cells
        else []
    )
    return Document(lines, rows)


@pytest.mark.parametrize("cells", [True, False])
@pytest.mark.parametrize("edition", EDITIONS)
def test_the_tables_determine_the_edition(edition: int, cells: bool) -> None:
    text = render(fill(1, edition), tabs)
    for year in (2018, 2020, 2023):
        changed = text.replace("2020年", f"{year}年").replace("2023年", f"{year}年")
        assert edition_of(document(changed, cells)) == (edition, False)


def test_labels_of_another_edition_are_noticed_and_outnumbered() -> None:
    old, new = sorted(distinguishing_labels(2019, 2021)), sorted(distinguishing_labels(2021, 2019))
    assert edition_of(document("\t".join(new[:4]))) == (2021, False)
    assert edition_of(document("\t".join([*new[:4], old[0]]))) == (2021, True)
    assert edition_of(document("\t".join([*new[:1], *old[:2]]))) == (2019, True)
    assert edition_of(document("\t".join([*new[:2], *old[:2]]))) == (None, False)
    assert edition_of(document("规章\t行政许可\t自然人")) == (None, False)
    assert edition_of(document("")) == (None, False)


def test_the_text_decides_where_fewer_than_two_cells_do() -> None:
    words = "本年制发件数本年废止件数现行有效件数"
    assert edition_of(document(words, cells=False)) == (2021, False)
    assert edition_of(document("本年制发件数\n" + "x" * 3)) == (2021, False)
    assert edition_of(document("本年制发件数\t1\n一段文字：上一年项目数量、本年增减、采购总金额")) == (2019, True)
    both = document("本年制发件数\t现行有效件数\n一段文字：上一年项目数量、本年增减、采购总金额")
    assert edition_of(both) == (2021, False)  # two labels in cells of their own outweigh a narrative
    assert edition_of(document("本年制发件数\t" + "上一年项目数量" * 10 + "\t现行有效件数")) == (2021, False)


def test_of_a_very_wide_row_only_the_end_is_looked_at() -> None:
    for zeros, expected in ((62, (2021, False)), (63, (2019, True)), (64, (2019, True))):
        row = "\t".join(["本年制发件数", "现行有效件数", *["0"] * zeros])
        assert (
            edition_of(document(f"{row}\n上一年项目数量、本年增减数量、采购总金额、本年新制作数量、对外公开总数量"))
            == expected
        )


def test_a_label_counts_once_however_often_it_is_printed() -> None:
    assert edition_of(document("\t".join(["本年制发件数"] * 9 + ["上一年项目数量", "采购总金额"]))) == (2019, True)
    assert edition_of(document("本年制发件数（件）\t本年制发件数\t采购总金额\t采购项目数量")) == (2019, True)


# -- spellings ---


@pytest.mark.parametrize(
    ("text", "spellings"),
    [
        ("行政处罚", ("行政处罚",)),
        ("行政处罚（件）", ("行政处罚件", "行政处罚")),
        ("行政处罚[2023年]", ("行政处罚年", "行政处罚")),
        ("行政处罚（单位：件）", ("行政处罚单位件", "行政处罚")),
        ("行政处罚（简易程序）", ("行政处罚简易程序",)),
        ("行政处罚（万件）", ("行政处罚万件",)),
        ("行政处罚（件）（简易程序）", ("行政处罚件简易程序",)),
        ("部分公开（区分处理的，只计这一情形）", ("部分公开区分处理的只计这一情形", "部分公开")),
        ("（件）", ("件",)),
        ("行政處罰（單位：件）", ("行政处罚单位件", "行政处罚")),
        ("收费金额（1）", ("收费金额",)),
        ("收费金额（保留两位小数）", ("收费金额保留两位小数", "收费金额")),
    ],
)
def test_only_what_explains_may_be_left_out(text: str, spellings: tuple[str, ...]) -> None:
    assert forms_of(text) == spellings


def test_distinguishing_labels_are_part_of_no_label_of_the_other_edition() -> None:
    for edition, other in ((2019, 2021), (2021, 2019)):
        unique = distinguishing_labels(edition, other)
        assert unique and all(len(label) > 3 for label in unique)
        own, others = every_spelling(edition), every_spelling(other)
        assert unique <= own
        assert not [label for label in unique if any(label in spelling for spelling in others)]
        assert not [label for label in own - unique if len(label) > 3 and not any(label in other_ for other_ in others)]
    assert distinguishing_labels(2021, 2021) == frozenset()


def every_spelling(edition: int) -> set[str]:
    made = form(edition)
    blocks = [block for table in made.tables for block in table.blocks]
    named = [*(c.label for b in blocks for c in b.columns), *(r.label for b in blocks for r in b.rows)]
    return {text for label in (*named, *(group.label for group in made.groups.values())) for text in label.spellings}


# -- facts and findings ---


def column(unit: str | None = "件", money: bool = False, signed: bool = False) -> Column:
    return Column("x", Label("某", "some", "某", frozenset({"某"})), unit, money=money, signed=signed)


@pytest.mark.parametrize(
    ("made", "text", "head", "expected"),
    [
        (column(), " 12 ", None, (12, "件", "printed", "12")),
        (column(), "12件", None, (12, "件", "printed", "12件")),
        (column("项"), "12", "元", (12, "项", "printed", "12")),
        (column(), "", None, (None, None, "blank", "")),
        (column(), " / ", None, (None, None, "blank", "/")),
        (column(), "约", None, (None, None, "unreadable", "约")),
        (column(), "-1", None, (None, None, "unreadable", "-1")),
        (column(signed=True), "-1", None, (-1, "件", "printed", "-1")),
        (column(), "0", None, (0, "件", "printed", "0")),
        (column(), "2.0", None, (2, "件", "printed", "2.0")),
        (column(), "2.5", None, (None, None, "unreadable", "2.5")),
        (column(), "25元", None, (None, None, "unreadable", "25元")),
        (column(), "25万元", None, (None, None, "unreadable", "25万元")),
        (column(money=True), "2.5", "万元", (Decimal("2.5"), "万元", "printed", "2.5")),
        (column(money=True), "2.5", None, (Decimal("2.5"), None, "printed", "2.5")),
        (column(money=True), "2.5元", "万元", (Decimal("2.5"), "元", "printed", "2.5元")),
        (column(money=True), "2.5", "亿元", (25000, "万元", "printed", "2.5")),
        (column(money=True), "2.5亿元", "元", (25000, "万元", "printed", "2.5亿元")),
        (column(money=True), "2.5元", "亿元", (Decimal("2.5"), "元", "printed", "2.5元")),
        (column(money=True), "-2.5", "元", (None, None, "unreadable", "-2.5")),
    ],
)
def test_a_cell_under_its_column(
    made: Column, text: str, head: str | None, expected: tuple[object, object, str, str]
) -> None:
    fact = fact_of(made, text, 7, head)
    assert (fact.value, fact.unit, fact.state, fact.printed) == expected
    assert (fact.line, fact.spot, fact.decided_by) == (7, None, "row")
    assert type(fact.value) is type(expected[0]) or fact.value == 25000


def test_plain_numbers_are_digits_alone() -> None:
    assert [plain(text) for text in ("0", "12", "4,293", "12件", "-1", "1.5", "", "x")] == [
        0,
        12,
        4293,
        None,
        None,
        None,
        None,
        None,
    ]
    assert plain("12元") is None


def test_a_finding_is_worded_in_both_languages() -> None:
    made = Finding("row", BROKEN, "unknown_row", values={"label": InBoth("某行", "some row")})
    assert made.message == made.text("zh") == "行“某行”不在表格之内，其数字未采用"
    assert made.message_en == made.text("en") == "Row “some row” is not on the form; its numbers were not taken."
    alike = Finding("row", BROKEN, "surplus", values={"printed": 8, "wanted": 7})
    assert "8" in alike.message and "7" in alike.message_en
    assert (made.figure, made.line, made.applicant, made.expected, made.actual) == (None, 0, None, None, None)


# -- heads ---

ALONE = ["自然人", "商业企业", "科研机构", "社会公益组织", "法律服务机构", "其他", "总计"]
GROUP = "法人或其他组织"
INNER = "".join(ALONE[1:6])
IN_ORDER = (0, 1, 2, 3, 4, 5, 6)
TOTAL_FIRST = (1, 2, 3, 4, 5, 6, 0)
PERSON_BEFORE_TOTAL = (5, 0, 1, 2, 3, 4, 6)


@pytest.mark.parametrize(
    ("text", "order"),
    [
        ("", (False, None)),
        ("自然人其他总计", (False, None)),  # words that are printed elsewhere too
        ("商业企业", (False, None)),
        ("商业企业科研机构", (True, IN_ORDER)),  # the rest is cut, these are in order
        ("科研机构商业企业", (True, None)),
        ("".join(ALONE), (True, IN_ORDER)),
        ("".join([ALONE[6], *ALONE[:6]]), (True, TOTAL_FIRST)),
        ("".join([ALONE[1], ALONE[0], *ALONE[2:]]), (True, (1, 0, 2, 3, 4, 5, 6))),
        (f"自然人{GROUP}总计\n{INNER}", (True, IN_ORDER)),
        (f"申请人情况\n自然人{GROUP}总计\n{INNER}", (True, IN_ORDER)),
        (f"总计自然人{GROUP}\n{INNER}", (True, TOTAL_FIRST)),
        (f"{GROUP}自然人总计\n{INNER}", (True, PERSON_BEFORE_TOTAL)),
        (f"总计{GROUP}自然人\n{INNER}", (True, (6, 1, 2, 3, 4, 5, 0))),
        (f"申请人情况总计\n自然人{GROUP}\n{INNER}", (True, IN_ORDER)),
        (f"总计申请人情况\n自然人{GROUP}\n{INNER}", (True, IN_ORDER)),
        (f"自然人{GROUP}总计\n科研机构商业企业社会公益组织法律服务机构其他", (True, (0, 2, 1, 3, 4, 5, 6))),
        (f"自然人{GROUP}总计\n商业企业科研机构社会公益组织法律服务机构", (True, IN_ORDER)),
        (f"自然人{GROUP}总计\n科研机构商业企\n业社会公益组织法律服务机构其他", (True, (0, 2, 1, 3, 4, 5, 6))),
        (f"自然人{GROUP}总计\n商业企业社会公益组织科研机构法律服务机构", (True, None)),
        (f"自然人自然人{GROUP}总计\n{INNER}", (True, None)),
        (f"自然人{GROUP}{GROUP}总计\n{INNER}", (True, None)),
        (f"自然人{GROUP}总计总计\n{INNER}", (True, None)),
        (f"自然人{GROUP}总计\n{INNER}\n{FOREIGN}", (True, None)),
        ("申请人情况" + "".join(ALONE), (True, IN_ORDER)),
        ("申请人情况" + "".join([ALONE[6], *ALONE[:6]]), (True, None)),  # levels run into one, the group's head missing
        ("自然\n人商业企\n业科研机构社会公益组织法律服务机构其他总计", (True, IN_ORDER)),
        ("自然人商业企业\n科研机构社会公益组织法律服务机构其他总计", (True, IN_ORDER)),
        (
            "商业企业科研机构社会公益组织自然人\n法律服务机构其他总计",
            (True, None),
        ),  # four on one level are all one level
    ],
)
def test_the_order_of_heads_in_table_2(text: str, order: tuple[bool, tuple[int, ...] | None]) -> None:
    assert row_heads(2021, "applications").order(text) == order


def test_a_head_that_the_form_does_not_have_is_foreign_among_known_ones() -> None:
    heads = row_heads(2021, "applications")
    assert not heads.has_foreign(ALONE)
    assert heads.has_foreign([*ALONE, "军人"])
    assert not heads.has_foreign(["项目", "序号", *ALONE])  # ahead of the first head is that of the labels
    assert not heads.has_foreign([*ALONE, "机构服"])  # a piece of a head
    assert not heads.has_foreign(["自然人", "商业企业", "军人"])  # two known heads are too few
    assert heads.has_foreign(["自然人", "商业企业", "科研机构", "军人"])
    assert not heads.has_foreign([*ALONE, "其他（军人）总计"])
    assert heads.has_foreign(["自然人", "军人", "商业企业", "科研机构"])
    assert not heads.has_foreign([*ALONE, "", "12"])


def disclosed(heads: list[str], block: int = 0, edition: int = 2021) -> tuple[int, ...] | None:
    return disclosure_order(heads, form(edition).tables[0].blocks[block], labels(edition))


def test_the_order_of_heads_in_table_1() -> None:
    made, gone, now = "本年制发件数", "本年废止件数", "现行有效件数"
    assert disclosed([]) == form_order(3) == (0, 1, 2)
    assert disclosed([made, gone, now]) == (0, 1, 2)
    assert disclosed([now, made, gone]) == (1, 2, 0)
    assert disclosed(["本年", "制发件数", gone, "现行有", "效", "件数"]) == (0, 1, 2)  # cut over two and three cells
    assert disclosed(["现行有", "效", "件数", made, gone]) == (1, 2, 0)
    assert disclosed([made, gone]) is None
    assert disclosed([made, gone, now, now]) is None
    assert disclosed([made, gone, "历年件数"]) is None
    assert disclosed([made, "本年废", now]) == (0, 1, 2)  # cut to its beginning, in its own place
    assert disclosed([made, now, "本年废"]) is None
    assert disclosed([made, "本年", now]) is None
    assert disclosed([made, gone, now, "本年废"]) is None
    assert disclosed([made, made, now]) == (0, 1, 2)  # typed twice, the missing one's place
    assert disclosed([made, gone, gone]) == (0, 1, 2)
    assert disclosed([gone, gone, now]) is None
    assert disclosed([made, made, made]) is None
    assert disclosed(["处理决定数量"], block=1) == (0,)
    assert disclosed(["处理决定数量", "上一年项目数量", "本年增/减"], 1, 2019) == (1, 2, 0)


RESULTS = ["结果维持", "结果纠正", "其他结果", "尚未审结", "总计"]
ONE = "".join(RESULTS)
KINDS = "行政复议\t行政诉讼\n未经复议直接起诉\t复议后起诉"
FIVE = (0, 1, 2, 3, 4)


@pytest.mark.parametrize(
    ("text", "kinds", "order"),
    [
        ("", (), FIVE),
        ("维持", (), None),  # a piece of a head
        (ONE, (), FIVE),
        (ONE * 3, (), FIVE),
        (ONE + ONE[4:], (), None),
        ("结果纠正结果维持其他结果尚未审结总计", (), (1, 0, 2, 3, 4)),
        ("总计" + ONE[:-2], (), (1, 2, 3, 4, 0)),
        ("结果纠正结果维持其他结果尚未审结总计" + ONE, (), None),
        ("结果维持结果维持其他结果尚未审结总计", (), None),
        (f"行政复议\n{ONE}", (0,), FIVE),
        (f"行政复议\n{ONE}{ONE}", (0,), None),
        (f"{KINDS}\n{ONE * 3}", (0, 1, 2), FIVE),
        (f"{KINDS}\n{ONE}", (0, 1, 2), None),
        (f"复议后起诉未经复议直接起诉行政复议\n{ONE * 3}", (2, 1, 0), FIVE),
        (f"行政诉讼行政复议\n未经复议直接起诉复议后起诉\n{ONE * 3}", (1, 2, 0), FIVE),
        (f"行政复议行政诉讼\n{ONE * 3}", (0,), None),
        (f"政府信息公开行政复议、行政诉讼情况\n{KINDS}\n{ONE * 3}".replace("、", ""), (0, 1, 2), FIVE),
        (f"{KINDS}\n" + "结果维结果纠其他结尚未审总计" * 3 + "持正果结" * 3, (0, 1, 2), FIVE),
        (f"{KINDS}\n" + "结果纠结果维其他结尚未审总计" * 3 + "正持果结" * 3, (0, 1, 2), None),
        (f"{KINDS}\n" + "结果维结果纠其他结尚未审总计" * 2 + "持正果结" * 3, (0, 1, 2), None),
        (f"{KINDS}\n" + "结果维结果纠其他结尚未审总计" * 3 + "持正果" * 3, (0, 1, 2), None),
    ],
)
def test_the_order_of_heads_in_table_3(text: str, kinds: tuple[int, ...], order: tuple[int, ...] | None) -> None:
    assert across_heads(2021, "disputes").read(text.replace("\t", "")) == (kinds, order)


def test_the_last_heads_of_table_3() -> None:
    heads = across_heads(2021, "disputes")
    assert [heads.is_last(head) for head in RESULTS] == [False] * 4 + [True]
    assert [heads.is_last_but_one(head) for head in RESULTS] == [False] * 3 + [True, False]
    assert heads.names_last("xx总计xx") and not heads.names_last("尚未审结") and not heads.names_last("")
    assert heads.ends_with_last_but_one("其他结果尚未审结") and not heads.ends_with_last_but_one("尚未审结总计")
    assert not heads.is_last("某") and not heads.is_last_but_one("某")


def named(zh: str) -> Label:
    return Label(zh, zh, zh, frozenset({zh}))


def test_the_own_part_of_a_head_is_what_no_other_one_begins_with() -> None:
    assert _own_part(named("结果维持"), [named("结果纠正"), named("其他")]) == "维持"
    assert _own_part(named("结果维持"), [named("结果纠正"), named("结果维"), named("总计")]) == "持"
    assert _own_part(named("结果"), [named("结果纠正")]) == "结果"  # all of it is shared
    assert _own_part(named("结果"), []) == "结果"
    assert AcrossHeads(form(2021).table("disputes"))._tail == "维持"


# -- labels ---


def figure(made: FormRow | None) -> str | None:
    return None if made is None else made.figure


@pytest.mark.parametrize("edition", EDITIONS)
def test_every_label_of_the_form_means_its_row(edition: int) -> None:
    known = labels(edition)
    for table in form(edition).tables:
        for block in table.blocks:
            for row in block.rows:
                made = form_row_of(block, row)
                assert made.table == table.id and made.figures == {name for name, _ in made.cells}
                assert known.form_row(row) == made
                if not row.elsewhere and not row.numbered:
                    assert known.row(row.label.zh) == made
                    assert known.row(f"  {row.label.zh} ") == made
                for part in row.parts:
                    assert known.part(part) == made
            for form_column in block.columns:
                assert form_column.id in known.column_ids(form_column.label.zh)
                assert known.is_known(form_column.label.zh)
        for title in table.title.spellings:
            assert known.is_known(title)
            assert known.sign(title) is not None and known.sign(title).opens == table.id  # type: ignore[union-attr]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("规章", "regulations.issued"),
        ("规 章", "regulations.issued"),
        ("1.规章", "regulations.issued"),
        ("（12）规章", "regulations.issued"),
        ("规章（件）", "regulations.issued"),
        ("规章（简易）", None),
        ("规章12", None),  # a number that ran into its label
        ("规章 12", None),
        ("三、本年度办理结果 （一）予以公开", "applications.granted"),
        ("三、本年度办理结果 （四）无法提供 1.本机关不掌握相关政府信息", "applications.unable.not_held"),
        ("办理 结果 （一）予以公开", "applications.granted"),  # pieces of the heading
        ("不是标题 （一）予以公开", None),
        ("三、本年度办理结果 予以 公开", "applications.granted"),
        ("（六）其他", "applications.other"),
        ("六、其他", "applications.other"),
        (" （六） 其他 ", "applications.other"),
        ("（七）其他", "applications.other.other"),
        ("3.其他", "applications.other.other"),
        ("（六）其他处理", "applications.other"),
        ("", None),
        ("某", None),
        ("三、本年度办理结果 （一）予以公开3", None),
    ],
)
def test_which_row_a_label_means(text: str, expected: str | None) -> None:
    assert figure(labels(2021).row(text)) == expected
    assert labels(2021).row(text) == labels(2021).row(text)


def test_a_label_cut_over_cells_is_put_together() -> None:
    cells = ["序号", "本年新收政府", "信息公开", "申请数量", "1"]
    assert (figure(labels(2021).row_ending(cells, 3)[0]), labels(2021).row_ending(cells, 3)[1]) == (
        "applications.received",
        1,
    )  # type: ignore[index]
    # Where empty cells are kept, only words side by side belong together, none of which is a label by itself.
    assert labels(2021).row_ending(cells, 3, cut=False)[1] == 1  # type: ignore[index]
    assert labels(2021).row_ending(["本年新收政府", "信息公开", "", "申请数量", "1"], 3, cut=False) is None
    assert labels(2021).row_ending(["本年新收政府信息公开", "总计", "申请数量", "1"], 2, cut=False) is None
    assert labels(2021).row_ending(cells, 2) is None
    assert labels(2021).row_ending(["规", "章"], 1) == (labels(2021).row("规章"), 0)
    assert labels(2021).row_ending(["章", "规"], 0) is None  # nothing is before the first cell
    assert labels(2021).row_ending(["x", "规章"], 1) == (labels(2021).row("规章"), 1)
    letters = list("本年新收政府信息公开申请数量")
    eight = ["".join(letters[:7]), *letters[7:]]
    assert labels(2021).row_ending(eight, len(eight) - 1) == (labels(2021).row("".join(letters)), 0)
    assert labels(2021).row_ending(letters, len(letters) - 1) is None  # over more than eight cells
    assert labels(2021).row_ending(["规" + " " * 130, "章"], 1) is None
    assert labels(2021).row_ending(["规" + " " * 110, "章"], 1) == (labels(2021).row("规章"), 0)


def test_a_plain_row_is_its_label_and_its_numbers() -> None:
    label = "（一）予以公开"
    plain_ = labels(2021).plain_row([label, "1", " 2", "0", "0", "0", "0", "3"])
    assert plain_ is not None
    assert (plain_.form_row.figure, plain_.start) == ("applications.granted", 1)
    assert plain_.numbers == (1, 2, 0, 0, 0, 0, 3) and plain_.texts == ("1", "2", "0", "0", "0", "0", "3")
    for before in ([], ["三、本年度办理结果"], ["三", "x"]):
        made = labels(2021).plain_row([*before, label, *"1234567", "", ""])
        assert made is not None and made.start == len(before) + 1
    assert labels(2021).plain_row(["a", "b", "c", label, *"1234567"]) is None
    assert labels(2021).plain_row([label, *"123456"]) is None
    assert labels(2021).plain_row([label, *"12345678"]) is None
    assert labels(2021).plain_row([label, *"123456", "/"]) is None
    assert labels(2021).plain_row([label, *"12345", "", "7"]) is None
    assert labels(2021).plain_row(["规章", *"123"]) is None
    assert labels(2021).plain_row(["3.其他", *"1234567"]) is None  # the label is elsewhere on the form too
    assert (
        labels(2021).plain_row([]) is None
        and labels(2021).plain_row([label]) is None
        and labels(2021).plain_row([""] * 9) is None
    )


def test_what_a_cell_says_about_columns() -> None:
    assert labels(2021).head_text("自然人 ") == "自然人"
    assert labels(2021).head_text("三、本年度办理结果") == ""
    assert labels(2021).head_text("字" * 80) == "字" * 80 and labels(2021).head_text("字" * 81) == ""
    assert labels(2021).head_text("12") == ""


def test_pieces_of_a_group() -> None:
    assert (
        labels(2021).is_group("（三）不予公开")
        and labels(2021).is_group("不予公开（件）")
        and not labels(2021).is_group("予以公开")
    )
    for text in ("不予公开", "不予", "（四）", "年度", "三、", "结果", ""):
        assert labels(2021).is_piece_of_group(text), text
    for text in ("规章", "年度某", "本机关不掌握相关政府信息", "度年本"):
        assert not labels(2021).is_piece_of_group(text), text
    assert labels(2021).is_piece_of_group("果结")  # two signs of the outermost heading, printed upright


@pytest.mark.parametrize(
    ("text", "sign"),
    [
        ("第二十条第（五）项", CellMeaning(opens=BLOCK)),
        ("信息内容", CellMeaning(opens=HEADS)),
        ("信息内容（件）", CellMeaning(opens=HEADS)),
        ("三、收到和处理政府信息公开申请情况", CellMeaning(opens="applications")),
        ("本年制发件数", CellMeaning(frozenset({"issued"}))),
        ("处理决定数量", CellMeaning(frozenset({"decisions"}))),
        ("五、存在的主要问题及改进情况", CellMeaning(ends=True)),
        ("存在的主要问题及改进情况", CellMeaning(ends=True)),
        ("## 六、某", CellMeaning(ends=True)),
        ("六、" + "字" * 200, CellMeaning(ends=True)),
        ("字" * 200, None),
        ("规章", None),
        ("四、结转下年度继续办理", None),
        ("", None),
        ("总计", CellMeaning(frozenset({TOTAL}))),
    ],
)
def test_what_a_cell_says_of_the_rows_below(text: str, sign: CellMeaning | None) -> None:
    assert labels(2021).sign(text) == sign


def test_a_row_with_sub_rows_is_a_sign_for_them() -> None:
    old = labels(2019)
    sign = old.sign("其他对外管理服务事项")
    assert sign is not None and figure(sign.parent) == "other_services.prior_items"
    assert figure(old.part("行政检查")) == "other_services.prior_items" and old.part("规章") is None
    assert labels(2021).part("行政检查") is None
    assert old.sign("规章") is None


def test_the_single_row_takes_the_place_of_its_sub_rows() -> None:
    assert figure(labels(2021).single) == "applications.other"
    assert labels(2021).single_parts == {
        f"applications.other.{part}" for part in ("overdue_correction", "overdue_fee", "other")
    }
    assert labels(2019).single is None and labels(2019).single_parts == frozenset()
    assert labels(2021).widths == (7,) and labels(2021).money_columns == {"amount"}
    assert set(labels(2021).corners) == {"信息内容"}


def test_what_is_known_of_the_form() -> None:
    for text in ("规章", "自然人", "法人或其他组织", "申请人情况", "信息内容", "第二十条第（一）项", "不予公开", "行政诉讼",
                 "主动公开政府信息情况", "规章（件）"):  # fmt: skip
        assert labels(2021).is_known(text), text
    assert not labels(2021).is_known("某") and not labels(2021).is_known("规章（简易）")
    assert labels(2021).column_ids("某") == set()
    assert labels(2021).column_ids("其他") >= {"other"}


def test_answers_are_remembered_and_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    known = Labels(form(2021))
    monkeypatch.setattr("ingest.cells.labels._REMEMBERED", 2)
    for text in ("规章", "某", "行政许可", "规章"):
        assert figure(known.row(text)) == figure(labels(2021).row(text))
    assert len(known._row_of) == 2


def test_every_head_is_in_normal_form() -> None:
    for edition in EDITIONS:
        known = labels(edition)
        for spelling in (*known.rows, *known.columns, *known.openings):
            assert spelling == normal(spelling)


def test_a_fact_keeps_what_decided_it() -> None:
    fact = Fact(1, "件", "printed", "1", 3)
    assert (fact.spot, fact.decided_by) == (None, "row")


def test_a_row_as_wide_as_the_table_is_padded_to_is_not_too_wide() -> None:
    """Wider than the rows that begin like it, but as wide as most rows of the table: no cell too many."""
    row = ["", "", "1", "", "0", "0", "0", "0", "1"]
    rows = [(row, 1)] * 5 + [(row[:8], 2)] * 2 + [(row, 2)]
    shapes = [(len(cells), start) for cells, start in rows]
    assert columns._widened(rows, shapes, Counter(), 7) == []
    wider = [*rows, ([*row, ""], 2)]
    assert columns._widened(wider, [(len(cells), start) for cells, start in wider], Counter(), 7) == [8]


def test_whole_rows_show_where_a_padded_table_has_its_columns() -> None:
    """Of one width and two beginnings: only where the columns of all rows begin at one place does every row fit."""
    shapes, printed = [(9, 1)] * 5, [[2, 8]] * 5
    assert columns._by_grid(shapes, printed, 7, Counter({(9, 2): 3})) == dict.fromkeys(range(5), 2)
    assert columns._by_grid(shapes, printed, 7, Counter()) == {}
