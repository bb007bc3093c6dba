"""Each pass of the parser by itself: a document that only it can decide, and which pass every fact says decided it."""

import pytest

from bench.fidelity.filled import Filled, fill
from bench.fidelity.texts import glued_rows, lines_cut, render, tabs
from forms import CellId
from ingest.cells.fact import DECIDED_BY, Fact
from ingest.cells.labels import labels
from ingest.parse import parse
from ingest.parse.passes import PASSES
from ingest.parse.walk import walked
from ingest.read import read

EDITION = 2021
TITLE = "杭州市财政局2023年政府信息公开工作年度报告\n"
ROW2, ROW3 = "一、本年新收政府信息公开申请数量", "二、上年结转政府信息公开申请数量"
HEADS2 = "三、收到和处理政府信息公开申请情况\n\t自然人\t商业企业\t科研机构\t社会公益组织\t法律服务机构\t其他\t总计\n"
HEADS3 = "四、政府信息公开行政复议、行政诉讼情况\n"
RESULTS = "结果维持\t结果纠正\t其他结果\t尚未审结\t总计"


def facts(text: str, edition: int = EDITION) -> dict[CellId, Fact]:
    return parse(read((TITLE + text).encode()), edition).facts


def of_form(text: str, filled: Filled) -> dict[CellId, Fact]:
    return parse(read(text.encode()), filled.edition).facts


def ways(cells: dict[CellId, Fact], figure: str) -> set[str]:
    return {fact.decided_by for (name, _), fact in cells.items() if name == figure}


def test_the_passes_are_a_list_of_known_names() -> None:
    assert [step.id for step in PASSES] == [name for name in DECIDED_BY if name in {step.id for step in PASSES}]
    assert {"row", "joined_line", "contradiction"} == set(DECIDED_BY) - {step.id for step in PASSES}
    assert all(step.run.__doc__ for step in PASSES)


def test_the_walk_reads_a_row_under_its_heads() -> None:
    filled = fill(3, EDITION)
    cells = of_form(render(filled, tabs), filled)
    assert ways(cells, "licensing.decisions") == {"row"} == ways(cells, "reconsideration.upheld")
    assert {float(fact.value or 0) for fact in cells.values()} == {
        float(value or 0) for value in filled.values.values()
    }


def test_columns_are_decided_by_all_rows_of_a_shape() -> None:
    blank = f"{HEADS2}{ROW2}\t5\t\t0\t0\t0\t0\t5\n{ROW3}\t1\t0\t0\t0\t0\t0\t1\n"
    cells = facts(blank)
    assert ways(cells, "applications.received") == {"columns"}
    assert cells["applications.received", "commercial_enterprise"].state == "blank"
    assert cells["applications.received", "total"].value == 5


def test_a_row_with_a_damaged_label_is_placed_by_position() -> None:
    """Between the rows before and behind it there is one row of the form, and what is left of its label is near."""
    text = (
        f"{HEADS2}{ROW2}\t5\t0\t0\t0\t0\t0\t5\n二、上年结转政府信息公开申＊＊＊\t2\t0\t0\t0\t0\t0\t2\n"
        "三、本年度办理结果\n（一）予以公开\t7\t0\t0\t0\t0\t0\t7\n"
    )
    cells = facts(text)
    assert ways(cells, "applications.carried_in") == {"position"}
    assert cells["applications.carried_in", "natural_person"].value == 2
    gone = facts(text.replace("二、上年结转政府信息公开申＊＊＊", "＊＊＊＊"))
    assert gone["applications.carried_in", "natural_person"].value is None


def test_a_row_beside_bare_numbers_is_a_fragment() -> None:
    """In text that spaces align, a number may go on in the next line of its cell."""
    text = (
        "三、收到和处理政府信息公开申请情况\n      自然人   商业企业   科研机构   社会公益组织   法律服务机构   其他   总计\n"
        f"{ROW2}   120   0   0   0   0   0   12\n      3   0\n"
        f"{ROW3}   1   0   0   0   0   0   1\n"
    )
    cells = facts(text)
    assert ways(cells, "applications.received") == {"fragment"}
    assert all(fact.value is None for (figure, _), fact in cells.items() if figure == "applications.received")


def test_heads_above_empty_cells_are_blanks() -> None:
    empty = "\t".join([""] * 15)
    kinds = "行政复议\t\t\t\t\t未经复议直接起诉\t\t\t\t\t复议后起诉\t\t\t\t"
    three = "\t".join([RESULTS] * 3)
    text = f"{HEADS2}{ROW2}\t1\t0\t0\t0\t0\t0\t1\n{HEADS3}| {kinds} |\n| {three} |\n| {empty} |\n".replace("\t", " | ")
    cells = facts(text)
    assert ways(cells, "reconsideration.upheld") == {"empty_columns"}
    assert cells["reconsideration.upheld", None].state == "blank"


def test_subrows_add_up_to_their_row() -> None:
    heads = "信息内容\t上一年项目数量\t本年增/减\t处理决定数量"
    text = (
        f"第二十条第（五）项\n{heads}\n行政许可\t1\t0\t4\n"
        "其他对外管理服务事项\t行政检查\t2\t0\t5\n其他对外管理服务事项\t行政确认\t3\t1\t6\n"
    )
    cells = facts(text, 2019)
    assert ways(cells, "other_services.decisions") == {"subrows"}
    assert (cells["other_services.decisions", None].value, cells["other_services.prior_items", None].value) == (11, 5)
    assert cells["other_services.decisions", None].state == "recovered"


def test_a_joined_line_is_cut_at_its_labels_and_by_arithmetic() -> None:
    """Without separators: where only one cut is possible, or where only one reading agrees with the form."""
    filled = fill(11, EDITION)
    cells = of_form(render(filled, glued_rows), filled)
    assert ways(cells, "licensing.decisions") == {"joined_line"}
    recovered = {name: fact for name, fact in cells.items() if fact.decided_by == "arithmetic"}
    assert len(recovered) > 50 and {fact.state for fact in recovered.values()} == {"recovered"}
    assert all(filled.values[cell] == float(fact.value or 0) for cell, fact in recovered.items())


def test_a_number_that_fell_apart_is_put_together_by_arithmetic() -> None:
    text = f"{HEADS2}{ROW2}\t1 5\t0\t0\t0\t0\t0\t15\n{ROW3}\t1\t0\t0\t0\t0\t0\t1\n"
    cells = facts(text)
    assert cells["applications.received", "natural_person"].value == 15
    assert cells["applications.received", "natural_person"].decided_by == "arithmetic"


@pytest.mark.parametrize(("text", "state"), [(f"{HEADS2}{ROW2}\n", "unreadable"), (HEADS2, "absent")])
def test_a_label_alone_is_unreadable_and_no_label_is_absent(text: str, state: str) -> None:
    cells = facts(f"第二十条第（五）项\n信息内容\t本年处理决定数量\n行政许可\t3\n{text}")
    assert ways(cells, "applications.received") == {"label_alone"}
    assert {f.state for (name, _), f in cells.items() if name == "applications.received"} == {state}


def test_a_document_that_ends_within_a_number_may_be_cut_there() -> None:
    text = f"{HEADS2}{ROW2}\t1\t0\t0\t0\t0\t0\t1\n{ROW3}\t4\t0\t0\t0\t0\t0\t4"
    cells = facts(text)
    last = cells["applications.carried_in", "total"]
    assert (last.value, last.state, last.decided_by) == (None, "unreadable", "cut_end")
    assert facts(f"{text}\n")["applications.carried_in", "total"].value == 4
    # A row that lost its end may have had other empty cells: nothing of it is certain.
    cut = facts(f"{HEADS2}{ROW2}\t1\t0\t0\t0\t0\t0\t1\n{ROW3}\t\t\t4\t\t0\t0\t")
    row = [fact for (figure, _), fact in cut.items() if figure == "applications.carried_in"]
    assert {fact.state for fact in row} == {"unreadable"}


def test_two_values_for_one_cell_contradict_each_other() -> None:
    block = "第二十条第（五）项\n信息内容\t本年处理决定数量\n行政许可\t{}\n"
    cells = facts(block.format(3) + block.format(4))
    fact = cells["licensing.decisions", None]
    assert (fact.value, fact.printed, fact.decided_by) == (None, "3 | 4", "contradiction")
    assert facts(block.format(3) + block.format(3))["licensing.decisions", None].value == 3


def test_rows_cut_by_a_page_break_are_joined_where_rows_are_missing() -> None:
    filled = fill(5, EDITION)
    document = read(render(filled, lines_cut).encode())
    walk, rows = walked(document, EDITION)
    assert walk.is_complete() and len(rows) <= len(document.rows)
    assert labels(EDITION).form is walk.sheet.form
