"""Cells joined without separators: three digits under three heads are three numbers only where no cell was empty."""

import pytest

from forms.declaration import CellId
from ingest.report import Rejected, report_of

TITLE = "某市教育局2023年度政府信息公开工作年度报告\n"
ROWS = (
    "二、主动公开政府信息情况", "第二十条第（一）项", "信息内容本年制发件数本年废止件数现行有效件数", "规章{regulations}",
    "行政规范性文件{documents}", "第二十条第（五）项", "信息内容本年处理决定数量", "行政许可{licensing}", "第二十条第（六）项",
    "信息内容本年处理决定数量", "行政处罚6", "行政强制0", "第二十条第（八）项", "信息内容本年收费金额（单位：万元）", "行政事业性收费0",
    "三、收到和处理政府信息公开申请情况",
)  # fmt: skip
JOINED = {"a row a line": "\n", "one line": ""}


def regulations(separator: str, **printed: str) -> list[object]:
    given = {"regulations": "290", "documents": "013", "licensing": "5"} | printed
    report = report_of((TITLE + separator.join(ROWS).format(**given)).encode())
    assert not isinstance(report, Rejected)
    columns: list[CellId] = [(f"regulations.{column}", None) for column in ("issued", "repealed", "in_force")]
    return [report.parsed.facts[cell].value for cell in columns]


@pytest.mark.parametrize("separator", JOINED.values(), ids=JOINED)
def test_as_many_digits_as_columns_where_every_row_has_them(separator: str) -> None:
    assert regulations(separator) == [2, 9, 0]


@pytest.mark.parametrize("empty", ["documents", "licensing"])
@pytest.mark.parametrize("separator", JOINED.values(), ids=JOINED)
def test_a_row_of_nothing_shows_that_blanks_leave_no_trace(separator: str, empty: str) -> None:
    assert regulations(separator, **{empty: ""}) == [None, None, None]


@pytest.mark.parametrize("separator", JOINED.values(), ids=JOINED)
def test_zeros_alone_are_never_blanks(separator: str) -> None:
    assert regulations(separator, regulations="000", documents="") == [0, 0, 0]


def test_a_label_that_also_stands_by_itself_keeps_its_numbers() -> None:
    listed = TITLE + "第二十条第（一）项规章行政规范性文件\n" + "\n".join(ROWS).format(
        regulations="290", documents="013", licensing="5"
    )  # fmt: skip
    report = report_of(listed.encode())
    assert not isinstance(report, Rejected)
    assert report.parsed.facts[("licensing.decisions", None)].value == 5
    assert report.parsed.facts[("normative_documents.in_force", None)].value == 3
