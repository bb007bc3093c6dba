"""Tables in the shapes that people's tools and sites leave them in: what a reader with paper and pencil reads is read."""

from collections.abc import Iterator
from pathlib import Path
from random import Random

import pytest
import yaml
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bench.fidelity.filled import Filled, fill, fill_at_random
from bench.fidelity.grid import Box, Table, tables
from bench.fidelity.made import traced_cells
from bench.fidelity.texts import LOSES, render
from bench.fidelity.wrapped import WRAPPED_LAYOUTS, make_wrapped
from forms import Block, form
from forms.normal import normal
from ingest.cells.across_heads import across_heads
from ingest.cells.wrapped_heads import wrapped_heads
from ingest.read.separated import separated
from ingest.report import Report, report_of

CASES = Path(__file__).parent / "documents" / "cases" / "shapes"
FIGURES: dict[str, dict[str, list[int]]] = yaml.safe_load((CASES / "figures.yml").read_text(encoding="utf-8"))
SOME = settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck))
SEEDS = st.integers(0, 10**9)
TITLE = "延安市商务局2022年政府信息公开工作年度报告\n一、总体情况\n略。\n"


def read(text: str) -> Report:
    report = report_of(text.encode())
    assert isinstance(report, Report), report
    return report


def figures(report: Report) -> dict[str, list[float | str]]:
    """By row of the form, what was read of its cells: the value, or the state where there is none."""
    rows: dict[str, list[float | str]] = {}
    for (figure, applicant), fact in report.parsed.facts.items():
        if fact.state != "absent":
            row = figure if applicant else figure.rpartition(".")[0]
            rows.setdefault(row, []).append(fact.state if fact.value is None else float(fact.value))
    return rows


def wrong(form_: Filled, report: Report) -> list[object]:
    """Cells with another number than the form prints, a number for a blank, or a blank for a number."""
    return [
        (cell, form_.values[cell], fact)
        for cell, fact in report.parsed.facts.items()
        if (fact.value is not None and form_.values.get(cell) is None)
        or (fact.value is not None and float(fact.value) != float(form_.values[cell] or 0))
        or (fact.state == "blank" and form_.values.get(cell) is not None)
    ]


@pytest.mark.parametrize("name", sorted(FIGURES))
def test_inputs_that_once_failed_are_read(name: str) -> None:
    report = report_of((CASES / name).read_bytes())
    assert isinstance(report, Report)
    assert figures(report) == FIGURES[name]


# -- heads over several lines ---

BLOCKS = [block for edition in (2019, 2021) for block in form(edition).tables[0].blocks if len(block.columns) > 1]


@SOME
@given(block=st.sampled_from(BLOCKS), seed=SEEDS)
def test_heads_wrapped_anywhere_are_put_together(block: Block, seed: int) -> None:
    chance = Random(seed)
    heads = [column.label.zh for column in block.columns]
    lines: list[list[str]] = [[], [], []]
    for head in heads:
        cuts = sorted(chance.sample(range(1, len(head)), chance.randint(1, 2)))
        for n, (a, b) in enumerate(zip([0, *cuts], [*cuts, len(head)], strict=True)):
            lines[n].append(head[a:b])
    found = wrapped_heads(tuple(tuple(line) for line in lines if line), block)
    assert found is not None
    assert found.order == tuple(range(len(heads))) and [normal(head) for head in found.printed] == [
        normal(head) for head in heads
    ]


def test_wrapped_heads_in_another_order_are_read_in_it_and_foreign_ones_refused() -> None:
    block = form(2021).tables[0].blocks[0]
    found = wrapped_heads((("现行有", "本年制", "本年废"), ("效件数", "发件数", "止件数")), block)
    assert found is not None and found.order == (1, 2, 0)
    assert wrapped_heads((("本年制", "本年废", "上年"), ("发件数", "止件数", "件数")), block) is None
    assert wrapped_heads((("本年制", "本年制", "现行有"), ("发件数", "发件数", "效件数")), block) is None
    assert wrapped_heads((("本年制", "本年废"), ("发件数", "止件数")), block) is None


def test_scrambled_heads_of_table_3_need_every_character_and_three_sums() -> None:
    heads = "行政复议 行政诉讼\n未经复议直接起诉 复议后起诉\n结果 其他 维持 结果 尚未 总计 结果 审结 纠正\n"
    rest = "维持 结果 其他 总计 结果 结果 纠正 尚未 审结\n结果 结果 维持 其他 结果 总计 尚未 审结 纠正\n"
    title = f"{TITLE}四、政府信息公开行政复议、行政诉讼情况\n"
    row = "7 6 8 3 24 2 4 5 1 12 1 1 2 6 10\n五、存在的主要问题及改进情况\n"
    assert across_heads(2021, "disputes").are_scrambled((heads + rest).replace(" ", ""))
    assert figures(read(title + heads + rest + row))["litigation_direct"] == [2, 4, 5, 1, 12]
    unequal = figures(read(title + heads + rest + row.replace("24", "25")))
    assert unequal["reconsideration"] == ["unreadable"] * 5
    fewer = figures(read(title + heads + rest.replace("审结", "", 1) + row))
    assert fewer["reconsideration"] == ["unreadable"] * 5
    shuffled = "未经复议直接起诉 复议后起诉\n行政复议 行政诉讼\n"
    assert (
        figures(read(title + shuffled + heads.split("\n")[2] + "\n" + rest + row))["reconsideration"][0] == "unreadable"
    )


# -- a whole document in one line ---


@SOME
@given(seed=SEEDS, edition=st.sampled_from([(2019, False), (2021, False), (2021, True)]), gap=st.sampled_from("\t|"))
def test_a_document_in_one_line_is_read(seed: int, edition: tuple[int, bool], gap: str) -> None:
    filled = fill(seed, *edition)
    report = read(gap.join(line for line in render(filled, LOSES["lines"]).split("\n") if line.strip()))
    assert wrong(filled, report) == []
    assert {fact.state for fact in report.parsed.facts.values()} == {"printed"}


def test_a_piece_of_a_number_is_no_numbering() -> None:
    text = f"{TITLE}二、主动公开政府信息情况\n第二十条第（八）项\n信息内容\n本年收费金额（单位：万元）\n行政事业性收费\n47\n1.\n56\n三、\n"
    assert figures(read(text))["fees"] == ["unreadable"]


# -- rows between commas, semicolons and bars ---


@pytest.mark.parametrize("separator", [",", "，", ";", "；"])
def test_rows_between_separators_are_read_without_quotes(separator: str) -> None:
    text = (
        f"{TITLE}二、主动公开政府信息情况\n第二十条第（一）项\n信息内容,现行有效件数,本年制发件数,本年废止件数\n"
        "规章,9,1,2\n行政规范性文件,8,,4\n第二十条第（五）项\n信息内容,本年处理决定数量\n行政许可,27\n"
    )
    assert figures(read(text.replace(",", separator))) == {
        "regulations": [1, 2, 9], "normative_documents": ["blank", 4, 8], "licensing": [27],
    }  # fmt: skip


def test_a_sentence_with_commas_is_no_row_and_a_thousand_no_two_cells() -> None:
    assert separated(["一、本年新收政府信息公开申请数量 153 159 224 168 126 188 1,018"]) == {}
    assert separated(["全年收到申请12件,办结12件", "行政许可,1,260", "1,260,300", "如下,见表。"]) == {
        2: ["行政许可", "1", "260"]
    }
    text = f"{TITLE}二、主动公开政府信息情况\n第二十条第（五）项\n信息内容,本年处理决定数量\n行政许可,1,260\n"
    assert figures(read(text)) == {"licensing": ["unreadable"]}


def test_what_follows_a_label_in_brackets_may_explain_it_or_narrow_it() -> None:
    text = f"{TITLE}二、主动公开政府信息情况\n第二十条第（六）项\n信息内容\t本年处理决定数量\n"
    for label in ("行政处罚（由执法科室填写）", "行政处罚（含警告、罚款）", "行政处罚"):
        assert figures(read(f"{text}{label}\t5\n行政强制\t7\n")) == {"penalties": [5], "coercion": [7]}
    for label in ("行政处罚（简易程序）", "行政处罚（其中本机关填写）", "行政处罚（不含警告）", "行政处罚（万件）"):
        got = figures(read(f"{text}{label}\t5\n行政强制\t7\n"))
        assert got["penalties"] == ["unreadable"] and got["coercion"] == [7], label


# -- Markdown made from HTML ---


def _converted(table: Table) -> Iterator[str]:
    """As converters write it: a merged cell leaves empty ones behind it, and nothing in the rows that it covers."""

    def cell(box: Box) -> str:
        return f" {box.text} " + "|" + " |" * (box.width - 1)

    yield "|" + "  |" * table.columns
    yield "|" + " --- |" * table.columns
    for row in range(table.rows):
        yield "|" + "".join(map(cell, table.at(row)))


@SOME
@given(seed=SEEDS)
def test_ragged_tables_of_converters_are_read_cell_for_cell(seed: int) -> None:
    filled = fill_at_random(seed)
    drawn = ["\n".join(_converted(table)) for table in tables(filled)]
    parts = ("二、主动公开政府信息情况", "三、收到和处理政府信息公开申请情况", "四、政府信息公开行政复议、行政诉讼情况")
    text = filled.title + "\n" + "".join(f"\n{part}\n\n{table}\n" for part, table in zip(parts, drawn, strict=True))
    report = read(text)
    assert wrong(filled, report) == []
    states = [
        report.parsed.facts[cell].state for cell in traced_cells(filled, "all") if filled.values[cell] is not None
    ]
    assert states.count("unreadable") <= len(states) * 0.02


def test_one_blank_between_bars_is_an_empty_cell_in_a_table_of_one_width() -> None:
    text = (
        f"{TITLE}二、主动公开政府信息情况\n\n| 第二十条第（一）项 |  |  |  |\n|---|---|---|---|\n"
        "| 信息内容 | 本年制发件数 | 本年废止件数 | 现行有效件数 |\n| 规章 | | 2 | 9 |\n| 行政规范性文件 |  | 4 | 8 |\n"
    )
    assert figures(read(text))["regulations"] == ["blank", 2, 9]


# -- tables as pandas prints them ---


def test_frames_are_read_with_their_numbers_of_rows_and_columns() -> None:
    heads = ["信息内容", "本年处理决定数量", "本年处理决定数量"]
    frame = "           0         1         2\n0   第二十条第（五）项  第二十条第（五）项  第二十条第（五）项\n"
    frame += f"1   {'  '.join(heads)}\n2   行政许可  27  27\n"
    disputes = ["行政复议"] * 5 + ["行政诉讼"] * 10
    second = ["结果维持", "结果纠正", "其他结果", "尚未审结", "总计"] + ["未经复议直接起诉"] * 5 + ["复议后起诉"] * 5
    numbers = ["1", "0", "0", "0", "1", "0", "2", "0", "0", "2", "0", "0", "NaN", "0", "0"]
    rows = [disputes, second, ["结果维持", "结果纠正", "其他结果", "尚未审结", "总计"] * 3, numbers]
    frame += "\n" + "  ".join(["", *map(str, range(15))]) + "\n"
    frame += "\n".join(f"{n}  {'  '.join(row)}" for n, row in enumerate(rows))
    got = figures(read(f"{TITLE}{frame}\n"))
    assert got["licensing"] == [27]
    assert got["reconsideration"] == [1, 0, 0, 0, 1] and got["litigation_direct"] == [0, 2, 0, 0, 2]
    assert got["litigation_after_reconsideration"] == [0, 0, "blank", 0, 0]
    bars = "\n".join(f"| {' | '.join(row)} |" for row in ([str(n) for n in range(15)], *rows))
    assert figures(read(f"{TITLE}四、政府信息公开行政复议、行政诉讼情况\n{bars}\n"))["reconsideration"] == [
        1,
        0,
        0,
        0,
        1,
    ]


def test_merged_cells_repeated_with_different_numbers_are_refused() -> None:
    text = f"{TITLE}第二十条第（五）项,,\n信息内容,本年处理决定数量,本年处理决定数量\n行政许可,27,28\n"
    assert figures(read(text))["licensing"] == ["unreadable"]


# -- text of PDFs ---


@SOME
@given(seed=SEEDS, layout=st.sampled_from(sorted(WRAPPED_LAYOUTS)))
def test_labels_wrapped_in_every_way_are_read(seed: int, layout: str) -> None:
    filled = fill_at_random(seed)
    document = make_wrapped(filled, layout, seed)
    report = report_of(document.data)
    assert isinstance(report, Report)
    assert wrong(filled, report) == []
    assert not [cell for cell in document.traced if report.parsed.facts[cell].state in ("unreadable", "absent")]


def test_a_number_that_goes_on_in_the_line_below_is_not_cut() -> None:
    title = f"{TITLE}四、政府信息公开行政复议、行政诉讼情况\n"
    heads = "行政复议 未经复议直接起诉 复议后起诉\n" + "结果维持 结果纠正 其他结果 尚未审结 总计 " * 3 + "\n"
    row = "0 0 40 49 89 0 0 17 0 17 0 0 0 0 0\n"
    assert figures(read(f"{title}{heads}{row}五、存在的主要问题"))["reconsideration"] == [0, 0, 40, 49, 89]
    assert figures(read(f"{title}{heads}{row}12\n五、存在的主要问题"))["reconsideration"] == [0, 0, 40, 49, 89]
    broken = figures(read(f"{title}{heads}{row}54 40 94 8 8\n五、存在的主要问题"))
    assert broken["reconsideration"] == broken["litigation_direct"] == ["unreadable"] * 5
    text = f"{TITLE}二、主动公开政府信息情况\n第二十条第（六）项\n信息内容 本年处理决定数量\n行政处罚 3985\n758\n行政强制 1\n"
    assert figures(read(text)) == {"penalties": ["unreadable"], "coercion": [1]}
    assert figures(read(text.replace("3985", "398")))["penalties"] == [398]  # a page's number below a short one


def test_a_grid_guessed_from_the_places_of_words_has_no_empty_columns() -> None:
    rows = ["| 一、本年新收政府信息公开申请数量 | | 10 13 | | 10 10 | 6 15 | 64 |", "| 二、上年结转政府信息公开申请数量 | | 0 2 | 0 | | 0 0 | 0 2 |",
            "| 四、结转下年度继续办理 | | 1 | | 1 | | 2 |"]  # fmt: skip
    got = figures(read(f"{TITLE}三、收到和处理政府信息公开申请情况\n" + "\n".join(rows)))
    assert got["applications.received"] == [10, 13, 10, 10, 6, 15, 64]
    assert got["applications.carried_in"] == [0, 2, 0, 0, 0, 0, 2]
    assert got["applications.carried_out"] == ["unreadable"] * 7


def test_numbers_of_several_rows_below_the_labels_of_several_rows_belong_to_none() -> None:
    labels = "一、本年新收政府信息公开申请数量\n\n二、上年结转政府信息公开申请数量\n\n"
    title = f"{TITLE}三、收到和处理政府信息公开申请情况\n\n"
    numbers = "\n\n".join(map(str, (3160, 0, 0, 0, 9712, 1393, 5343)))
    more = figures(read(f"{title}{labels}{numbers}\n\n11089 30697\n\n0\n\n0\n\n四、结转下年度继续办理\n\n{numbers}\n"))
    assert more["applications.carried_in"] == ["unreadable"] * 7
    alone = figures(read(f"{title}{labels}{numbers}\n\n四、结转下年度继续办理\n\n{numbers}\n"))
    assert alone["applications.carried_in"] == [3160, 0, 0, 0, 9712, 1393, 5343]  # the row above is blank


def test_in_a_guessed_grid_nothing_is_a_blank_even_where_no_row_is_whole() -> None:
    labels = ["一、本年新收政府信息公开申请数量", "二、上年结转政府信息公开申请数量", "四、结转下年度继续办理"]
    rows = [f"| {label} | | 0 | 1 {n} | 0 | | 0 {n} |" for n, label in enumerate(labels, 2)]
    title = f"{TITLE}三、收到和处理政府信息公开申请情况\n"
    assert all(row == ["unreadable"] * 7 for row in figures(read(title + "\n".join(rows))).values())
    grouped = [f"| {label} | 0 | 1 002 | 0 | 0 | 0 | 0 | 1 002 |" for label in labels]
    assert figures(read(title + "\n".join(grouped)))["applications.received"][2:6] == [0, 0, 0, 0]


@pytest.mark.parametrize(
    ("cells", "expected"),
    [
        ("|行政许可|5||3|8|", [5, 3, 8]),
        ("|行政许可|5||||", [5, "blank", "blank"]),
        ("|行政许可|5|||8|", [5, "blank", 8]),
        ("|行政许可|5||3||", ["unreadable"] * 3),
    ],
)
def test_an_extra_empty_cell_is_no_blank(cells: str, expected: list[float | str]) -> None:
    heads = "|第二十条第（五）项|||||\n|信息内容|上一年项目数量|本年增/减||处理决定数量|\n"
    text = TITLE.replace("2022", "2020") + f"二、主动公开政府信息情况\n\n{heads}{cells}\n"
    assert figures(read(text))["licensing"] == expected


# -- where two readings are possible ---

FIVE = "结果维持|结果纠正|其他结果|尚未审结|总计"
ABOVE_DISPUTES = "|行政复议|||||行政诉讼||||||||||\n||||||未经复议直接起诉|||||复议后起诉|||||\n"
FIFTEEN = "0|0|0|0|0|1|0|0|0|1|0|0|0|0|0"


@pytest.mark.parametrize("gap", [" ", "  ", "   "])
def test_the_same_number_twice_between_blanks_may_be_one_number_in_two_pieces(gap: str) -> None:
    text = f"{TITLE}二、主动公开政府信息情况\n第二十条第（六）项\n信息内容    本年处理决定数量\n行政处罚    2{gap}2\n行政强制    1\n"
    assert figures(read(text)) == {"penalties": ["unreadable"], "coercion": [1]}


@pytest.mark.parametrize("front", ["延安", ""])
def test_numbers_that_stand_one_column_beside_their_heads_are_refused(front: str) -> None:
    title = f"{TITLE}四、政府信息公开行政复议、行政诉讼情况\n\n{ABOVE_DISPUTES}"
    heads = "|".join([FIVE] * 3)
    shifted = figures(read(f"{title}|{front}|{heads}|\n|{FIFTEEN}||\n"))
    assert {cell for row in shifted.values() for cell in row} == {"unreadable"}
    below = figures(read(f"{title}|{front}|{heads}|\n||{FIFTEEN}|\n"))
    assert below["litigation_direct"] == [1, 0, 0, 0, 1]


def test_heads_on_two_levels_give_no_order_of_their_own() -> None:
    heads = ("结果维持\n尚未审结 结果纠正 其他结果 总计\n" * 3).rstrip()
    text = f"{TITLE}四、政府信息公开行政复议、行政诉讼情况\n行政复议 行政诉讼\n未经复议直接起诉 复议后起诉\n{heads}\n"
    got = figures(read(f"{text}0 1652 0 0 1652 {'0 ' * 10}\n"))["reconsideration"]
    assert got in ([0, 1652, 0, 0, 1652], ["unreadable"] * 5)
