"""Heads and separators that text recognition misread: put right where the form leaves one reading, else left."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.cells.labels import labels
from ingest.parse.misread import as_printed
from ingest.read.document import UNSETTLED, Document, Row
from ingest.report import Report, _report_of

KNOWN = labels(2021)
RESULTS = ["结果维持", "结果纠正", "其他结果", "尚未审结", "总计"]


def corrected(*cells: str) -> list[str]:
    return as_printed(Row(list(cells), [1] * len(cells), True), KNOWN).cells


@pytest.mark.parametrize(
    ("misread", "printed"),
    [
        ("本年度止件数", "本年废止件数"), ("结果组正", "结果纠正"), ("行政诉偿", "行政诉讼"), ("尚未事结", "尚未审结"),
        ("本年处理决定教量", "本年处理决定数量"),
    ],
)  # fmt: skip
def test_a_head_with_one_wrong_character_is_that_head(misread: str, printed: str) -> None:
    assert corrected("信息内容", misread) == ["信息内容", printed]


@pytest.mark.parametrize("word", ["结果终结", "总针", "其他机构", "本年工作完成情况", "207", "12｜72", ""])
def test_what_may_be_several_heads_or_none_stays(word: str) -> None:
    assert corrected("信息内容", word) == ["信息内容", word]


@given(n=st.integers(0, 14), failed=st.sampled_from([f"?{UNSETTLED}?", f"211{UNSETTLED}?"]))
def test_a_failed_head_among_heads_in_order_is_the_missing_one(n: int, failed: str) -> None:
    row = RESULTS * 3
    assert corrected(*row[:n], failed, *row[n + 1 :]) == row


@given(order=st.permutations(range(5)), n=st.integers(0, 4))
def test_a_failed_head_among_heads_in_another_order_stays(order: list[int], n: int) -> None:
    row = [RESULTS[k] for k in order]
    row[n] = f"?{UNSETTLED}?"
    assert corrected(*row) == (RESULTS if order == sorted(order) else row)


def test_points_between_thousands_are_commas_where_no_sum_of_money_can_be() -> None:
    assert corrected("行政处罚", "4.629.478") == ["行政处罚", "4,629,478"]
    assert corrected("行政事业性收费", "52.157") == ["行政事业性收费", "52.157"]
    counts = ["9.025", "0.025", "1", "2", "9.02", "3", "4"]
    assert corrected("本年新收", *counts) == ["本年新收", "9,025", *counts[1:]]


@pytest.mark.parametrize(("recognised", "state"), [(True, "printed"), (False, "unreadable")])
def test_only_recognised_pages_are_corrected(recognised: bool, state: str) -> None:
    cells = [
        ["第二十条第（一）项"],
        ["信息内容", "本年制发件数", "本年度止件数", "现行有效件数"],
        ["规章", "1", "2", "9"],
    ]
    lines = [
        "延安市商务局2022年政府信息公开工作年度报告",
        "二、主动公开政府信息情况",
        *("\t".join(row) for row in cells),
    ]
    rows = [Row([line], [n], True) for n, line in enumerate(lines[:2], 1)]
    rows += [Row(row, [n] * len(row), True, grid=1) for n, row in enumerate(cells, 3)]
    report = _report_of(Document(lines, rows, recognised=recognised))
    assert isinstance(report, Report)
    assert report.parsed.facts["regulations.repealed", None].state == state
