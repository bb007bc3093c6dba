"""Traps in documents: each a way in which a number could be wrong in silence. None may be."""

import time

import pytest

from bench.fidelity.filled import Filled, fill
from bench.fidelity.texts import lines, pipes, render, tabs
from forms import APPLICANTS, CellId
from ingest.cells.fact import Fact
from ingest.recover.readings import regrouped
from ingest.report import Rejected, Report, report_of

HEAD = "丰城市卫生健康委员会{year}年政府信息公开工作年度报告\n一、总体情况\n二、主动公开政府信息情况\n"


def facts(text: str, year: int = 2023) -> dict[CellId, Fact]:
    report = report_of((HEAD.format(year=year) + text).encode())
    assert isinstance(report, Report), report
    return report.parsed.facts


def value(text: str, figure: str, applicant: str | None = None, year: int = 2023) -> object:
    fact = facts(text, year)[figure, applicant]
    return fact.value if fact.value is not None else fact.state


BLOCK5 = "第二十条第（五）项\n信息内容\t本年处理决定数量\n"
ROW2 = "一、本年新收政府信息公开申请数量"


@pytest.mark.parametrize(
    ("heads", "expected"),
    [
        ("本年制发件数\t本年废止件数\t现行有效件数", (9, 0, 1)),
        ("现行有效件数\t本年废止件数\t本年制发件数", (1, 0, 9)),
        ("现行有效文件数\t本年废止件数\t本年制发件数", ("unreadable",) * 3),
        ("本年制发件数\t现行有效件数\t历年累计件数", ("unreadable",) * 3),
        ("本年制发件数\t本年废止件数\t现行有效件数（百件）", ("unreadable",) * 3),
    ],
)
@pytest.mark.parametrize("joint", ["\t", "\n", " | "])
def test_columns_of_table_1_are_identified_by_their_heads(heads: str, expected: tuple[object, ...], joint: str) -> None:
    text = f"第二十条第（一）项\n信息内容\t{heads}\n规章\t9\t0\t1\n{BLOCK5}行政许可\t3\n".replace("\t", joint)
    got = tuple(value(text, f"regulations.{name}") for name in ("issued", "repealed", "in_force"))
    assert got == expected


ORDERS = {
    "自然人\t法人或其他组织\t\t\t\t\t总计\n\t商业企业\t科研机构\t社会公益组织\t法律服务机构\t其他\t": 1,
    "自然人\t商业企业\t科研机构\t社会公益组织\t法律服务机构\t其他\t总计": 1,
    "商业企业\t科研机构\t社会公益组织\t法律服务机构\t其他\t自然人\t总计": 6,
    "科研机构\t商业企业\t公益性机构\t法律服务机构\t其他\t自然人\t总计": "unreadable",
}


@pytest.mark.parametrize("heads", list(ORDERS))
def test_columns_of_table_2_are_identified_by_their_heads(heads: str) -> None:
    text = "三、收到和处理政府信息公开申请情况\n" + "\n".join("\t" + line for line in heads.split("\n"))
    text += f"\n{ROW2}\t1\t2\t3\t4\t5\t6\t21\n二、上年结转政府信息公开申请数量\t0\t0\t0\t0\t0\t0\t0\n"
    assert value(text, "applications.received", "natural_person") == ORDERS[heads]


def test_a_head_typed_twice_replaces_the_missing_one_only_among_heads_in_their_places() -> None:
    """制发 | 制发 | 现行有效 is a slip; where the other heads are not in their places it is ambiguous."""

    def read(heads: str) -> tuple[object, ...]:
        text = f"第二十条第（一）项\n信息内容\t{heads}\n规章\t1\t0\t9\n"
        return tuple(value(text, f"regulations.{name}") for name in ("issued", "repealed", "in_force"))

    assert read("本年制发件数\t本年制发件数\t现行有效件数") == (1, 0, 9)
    assert read("本年废止件数\t本年制发件数\t本年废止件数") == ("unreadable",) * 3
    assert read("现行有效件数\t现行有效件数\t本年制发件数") == ("unreadable",) * 3


@pytest.mark.parametrize("between", [" ", "", "  "])
def test_the_number_of_the_next_row_is_no_value(between: str) -> None:
    """In joined lines it may be at the end of the line before its label."""
    text = (
        "信息内容本年制发件数本年废止件数现行有效件数\n规章120\n三、收到和处理政府信息公开申请情况\n"
        f"1.属于国家秘密00000{between}2.\n其他法律行政法规禁止公开0000000\n"
    )
    for applicant in APPLICANTS:
        assert value(text, "applications.refused.state_secret", applicant) == "unreadable"
        assert value(text, "applications.refused.prohibited_by_law", applicant) in (0, "unreadable")


def test_a_fraction_is_no_zero_where_a_cell_is_missing() -> None:
    assert regrouped(["1.5", "3", "9"], 4) in ([], None)
    assert (3, 0, 6, 9) in (regrouped(["3", "6", "9"], 4) or [])


def test_columns_of_table_3_are_identified_by_their_heads() -> None:
    text = "四、政府信息公开行政复议、行政诉讼情况\n\t结果纠正\t结果维持\t其他结果\t尚未审结\t总计\n行政复议\t3\t9\t0\t0\t12\n"
    assert value(text, "reconsideration.upheld") == 9


@pytest.mark.parametrize("values", ["27\n10\n9\n15\n61", "27\n10\n9\n15\n61\n1"])
def test_five_numbers_under_three_kinds_are_nobodys(values: str) -> None:
    heads = "结果维持\n结果纠正\n其他结果\n尚未审结\n总计\n"
    text = f"四、政府信息公开行政复议、行政诉讼情况\n行政复议\n行政诉讼\n{heads}未经复议直接起诉\n复议后起诉\n{heads}{heads}{values}\n"
    got = facts(text)
    kinds = ("reconsideration", "litigation_direct", "litigation_after_reconsideration")
    assert {got[f"{kind}.upheld", None].value for kind in kinds} == {None}


def test_a_trimmed_blank_does_not_shift_a_row() -> None:
    rows = [(ROW2, "\t\t5\t1\t0\t0\t0\t2\t8"), ("二、上年结转政府信息公开申请数量", "\t\t5\t1\t0\t0\t0\t2")]
    text = "三、收到和处理政府信息公开申请情况\n" + "\n".join(label + cells for label, cells in rows) + "\n"
    assert value(text, "applications.received", "natural_person") == 5
    assert value(text, "applications.carried_in", "total") == "unreadable"


@pytest.mark.parametrize("cell", ["5①", "5²", "³5", "12①", "000", "5 1", "约5", "9" * 40, "1" + " " * 50 + "x"])
def test_what_is_not_one_number_is_unreadable(cell: str) -> None:
    assert value(f"{BLOCK5}行政许可\t{cell}\n", "licensing.decisions") == "unreadable"


@pytest.mark.parametrize(
    ("head", "cell", "expected"),
    [
        ("本年收费金额（单位：万元）", "471.56", "471.56 万元"), ("本年收费金额（单位：元）", "4715600", "4715600 元"),
        ("本年收费金额", "12", "12 None"), ("本年收费金额（千元）", "12", "None None"), ("本年收费金额（亿元）", "2", "20000 万元"),
        ("本年收费金额（单位：万元）", "15000（元）", "15000 元"), ("本年收费金额（单位：万元）", "3（千元）", "None None"),
    ],
)  # fmt: skip
def test_a_unit_is_read_and_never_guessed(head: str, cell: str, expected: str) -> None:
    fact = facts(f"第二十条第（八）项\n信息内容\t{head}\n行政事业性收费\t{cell}\n")["fees.amount", None]
    assert f"{fact.value} {fact.unit}" == expected


@pytest.mark.parametrize(
    "head", ["本年收费金额（单位： 万元）", "本年收费金额（ 单位: 万元 ）", "本年收费金额(单位：　万元)"]
)
def test_a_unit_between_blanks_within_its_brackets_is_read(head: str) -> None:
    fact = facts(f"第二十条第（八）项\n信息内容 {head}\n行政事业性收费 12\n")["fees.amount", None]
    assert (fact.value, fact.unit) == (12, "万元")


PARTS = "第二十条第（五）项\n信息内容\t上一年项目数量\t本年增/减\t处理决定数量\n行政许可\t1\t0\t2\n其他对外管理服务事项"


@pytest.mark.parametrize(
    ("parts", "expected"),
    [
        ("\t行政检查\t1\t0\t5\n\t行政确认\t3\t0\t9\n", 14),
        ("\t\t\t\n行政检查\t1\t0\t5\n行政确认\t3\t0\t9\n", 14),
        ("\t行政检查\t1\t0\t5\n\t行政监督检查\t2\t0\t7\n\t行政确认\t3\t0\t9\n", "unreadable"),
        ("\t行政检查\t1\t0\t5\n\t行政检查\t1\t0\t5\n\t行政确认\t3\t0\t9\n", 14),
        ("\t行政检查\t1\t0\t5\n\t行政检查\t1\t0\t6\n\t行政确认\t3\t0\t9\n", "unreadable"),
    ],
)
def test_sub_rows_add_up_only_where_all_are_known(parts: str, expected: object) -> None:
    assert value(PARTS + parts, "other_services.decisions", year=2020) == expected


def test_numbers_outside_the_tables_are_not_the_forms() -> None:
    narrative = "丰城市卫生健康委员会2023年政府信息公开工作年度报告\n一、总体情况\n行政许可\t77\n"
    text = (
        narrative
        + "二、主动公开政府信息情况\n第二十条第（六）项\n信息内容\t本年处理决定数量\n行政处罚\t3\n五、存在的问题\n行政许可\t9999\n"
    )
    report = report_of(text.encode())
    assert isinstance(report, Report)
    assert report.parsed.facts["licensing.decisions", None].value is None
    assert report.parsed.facts["penalties.decisions", None].value == 3


def test_another_row_is_not_the_row() -> None:
    text = "第二十条第（六）项\n信息内容\t本年处理决定数量\n行政处罚（简易程序）\t3\n行政处罚（一般程序）\t3\n"
    assert value(text, "penalties.decisions") != 3


def test_a_single_row_of_other_handling_by_its_short_name() -> None:
    form = fill(3, 2021, True)
    text = render(form, tabs).replace("（六）其他处理", "（六）其他")
    report = report_of(text.encode())
    assert isinstance(report, Report) and report.parsed.single_row
    assert report.parsed.facts["applications.other", "total"].value == form.values["applications.other", "total"]


def test_a_file_cut_within_its_last_number() -> None:
    assert (
        value("第二十条第（六）项\n信息内容\t本年处理决定数量\n行政处罚\t3\n行政强制\t41", "coercion.decisions")
        == "unreadable"
    )


def two(first: Filled, second: Filled) -> str:
    one = render(first, tabs)
    other = render(second, tabs).replace("丰城市卫生健康委员会2023年", "丰城市卫生健康委员会2022年")
    return one[: one.index("三、收到")] + other[: other.index("二、主动")] + other[other.index("三、收到") :]


def test_two_reports_joined_without_a_cell_in_common() -> None:
    result = report_of(two(fill(1, 2021), fill(2, 2021)).encode())
    assert isinstance(result, Rejected) and result.reason == "several_reports"


@pytest.mark.parametrize(
    "above",
    ["上一篇：丰城市卫生健康委员会2021年政府信息公开工作年度报告\n",
     "丰城市卫生健康委员会2021年政府信息公开工作年度报告\n丰城市卫生健康委员会2022年政府信息公开工作年度报告\n"],
)  # fmt: skip
def test_titles_of_other_years_above_the_own(above: str) -> None:
    report = report_of((above + render(fill(1, 2021), lines)).encode())
    assert isinstance(report, Report)
    assert (report.identity.year, report.identity.agency_printed) == (2023, "丰城市卫生健康委员会")


def test_a_year_in_chinese_figures() -> None:
    report = report_of(render(fill(1, 2021), pipes).replace("2023年政府", "二〇二三年政府").encode())
    assert isinstance(report, Report) and report.identity.year == 2023


@pytest.mark.parametrize(
    "text",
    ["|" + "-" * 4000 + "x", "1" + " " * 100_000 + "x", "9" * 5000, "|" * 200_000, "规章\t" * 50_000, "x" * 5_000_000,
     "规章\n0\n" * 50_000],
)  # fmt: skip
def test_no_input_takes_long_or_breaks(text: str) -> None:
    started = time.process_time()
    result = report_of((HEAD.format(year=2023) + BLOCK5 + "行政许可\t3\n" + text).encode())
    assert time.process_time() - started < 5
    assert not isinstance(result, Rejected) or result.reason != "crashed"
