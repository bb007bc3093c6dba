"""The parts of a report: every heading with its lines, in every way in which headings are printed."""

from pathlib import Path

import duckdb
import pytest

from ingest.parts import parts_of

LINES = [
    "某市2022年政府信息公开工作年度报告", "目录", "一、总体情况", "二、主动公开政府信息情况", "",
    "一、总体情况", "全年主动公开信息48条。", "二、主动公开政府信息情况", "信息内容\t本年制发件数",
    "三、收到和处理政府信息公开申请情况", "一、本年新收政府信息公开申请数量\t14", "三、本年度办理结果", "四、结转下年度继续办理\t0",
    "四、政府信息公开行政复议、行政诉讼情况", "0\t0", "五、存在的主要问题及改进情况", "一是队伍建设。", "六、其他需要报告的事项", "无。",
]  # fmt: skip


def spans(lines: list[str], edition: int = 2021) -> list[tuple[int, int, int]]:
    return [(part.number, part.line, part.last_line) for part in parts_of(lines, edition)]


def test_parts_begin_at_their_headings_and_a_table_of_contents_is_none() -> None:
    assert spans(LINES) == [(1, 6, 7), (2, 8, 9), (3, 10, 13), (4, 14, 15), (5, 16, 17), (6, 18, 19)]
    assert parts_of(LINES, 2021)[4].title == "五、存在的主要问题及改进情况"


@pytest.mark.parametrize("heading", ["## 五、存在的主要问题及改进情况", "五、 存在的主要问题及 改进情况", "（五）存在的主要问题及改进情况",
                                     "第五部分：存在的主要问题及改进情况", "存在的主要问题及改进情况", "五、政府信息公开工作存在的主要问题及改进情况"])  # fmt: skip
def test_headings_are_known_however_they_are_printed(heading: str) -> None:
    lines = [heading if line.startswith("五、") else line for line in LINES]
    assert (5, 16, 17) in spans(lines)


def test_a_heading_with_another_number_is_none_and_missing_parts_leave_no_gap() -> None:
    lines = [line.replace("五、存在", "二、存在") for line in LINES]
    assert spans(lines)[-2:] == [(4, 14, 17), (6, 18, 19)]
    assert spans(LINES[9:13]) == [(3, 1, 4)]
    assert spans(["无"]) == []


def test_the_parts_of_the_sample_are_in_the_warehouse(warehouse: Path) -> None:
    with duckdb.connect(str(next(warehouse.glob("nianbao-*.duckdb"))), read_only=True) as con:
        rows = con.execute(
            "SELECT report_id, part, line, last_line, text FROM parts ORDER BY report_id, part"
        ).fetchall()
        lines = dict(con.execute("SELECT report_id, string_split(text, chr(10)) FROM documents").fetchall())
    assert {part for _, part, *_ in rows} == {1, 2, 3, 4, 5, 6} or len(rows) > 10
    for report, _, first, last, text in rows:
        assert text == "\n".join(lines[report][first - 1 : last])
