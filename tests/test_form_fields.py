"""Figures in the fields of a web form are read where it is certain what the field shows."""

import time
from contextlib import suppress

import pytest

from ingest.read import Unreadable, read
from ingest.report import Report, report_of

PAGE = (
    "<html><body><h1>丰城市教育局2023年政府信息公开工作年度报告</h1><table><tr><td colspan=2>第二十条第（六）项</td></tr>"
    "<tr><td>信息内容</td><td>本年处理决定数量</td></tr><tr><td>行政处罚</td><td>{}</td></tr>"
    '<tr><td>行政强制</td><td><input value="7"></td></tr></table><h2>五、其他</h2></body></html>'
)


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ('<input type="text" readonly value="12">', 12), ("<INPUT VALUE=12>", 12), ("<input type='number' value='12'/>", 12),
        ('<input value="１２">', 12), ('<input value="12">件', 12), ('<input value="&#49;2">', 12), ('<input value="">', "blank"),
        ("<input>", "unreadable"), ('<input type="hidden" value="9"><input value="12">', 12), ("<input type=hidden value=9>12", 12),
        ('<input type="checkbox" value="12">', "unreadable"), ('<input type="password" value="12">', "unreadable"),
        ('<input style="display:none" value="9">12', 12), ('<input value="1"><input value="2">', "unreadable"),
        ('<input style="text-decoration:line-through" value="12">', "unreadable"),
        ('<input style="color:#fff" value="12">', "unreadable"), ('<input placeholder="12">', "unreadable"),
        ('<input data-value="9" value="12">', 12), ('<input title="a>b" value="12">', 12),
        ("<textarea>12</textarea>", 12), ("<textarea></textarea>", "blank"), ("件<textarea>12</textarea>", "unreadable"),
        ("<select><option>1</option><option selected>12</option></select>", 12),
        ("<select><option>1</option><option>12</option></select>", "unreadable"),
        ("<select multiple><option selected>1<option selected>2</select>", "unreadable"),
        ("<button>12</button>", "unreadable"),
    ],
)  # fmt: skip
def test_a_field_in_a_cell(field: str, value: object) -> None:
    report = report_of(PAGE.format(field).encode())
    assert isinstance(report, Report)
    fact = report.parsed.facts["penalties.decisions", None]
    assert (fact.state if fact.value is None else fact.value) == value


def test_empty_fields_are_not_blanks_where_a_script_may_fill_them() -> None:
    report = report_of(PAGE.replace('value="7"', 'value=""').format('<input value="">').encode())
    assert isinstance(report, Report)
    assert report.parsed.facts["penalties.decisions", None].state == "unreadable"


@pytest.mark.parametrize(
    "part", ["<select>", "<select><option>", '<input "', "<input value='", "<input a=\"'>", "<textarea>"]
)
def test_unclosed_fields_take_no_time(part: str) -> None:
    started = time.perf_counter()
    with suppress(Unreadable):  # some nest deeper than any page does
        read(("<table><tr><td>1</td></tr></table>" + part * 100_000).encode())
    assert time.perf_counter() - started < 15
