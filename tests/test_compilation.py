"""A file of several reports gives each with its own lines; what holds none says what it is."""

import re
from dataclasses import replace
from pathlib import Path

import pytest

from bench.fidelity.filled import Filled, fill
from bench.fidelity.layouts import make_text
from bench.fidelity.markup import make_markup
from bench.fidelity.other_formats import make_other
from bench.fidelity.wordfile import docx_xml, package
from ingest.report import Rejected, Report, report_of, reports_of_parts
from tests.conftest import ingest, opened
from tests.test_formats import zipped

CASE = Path(__file__).parent / "documents" / "cases" / "complaints" / "05-compilation.html"
NAMES = ("丰城市教育局", "丰城市司法局", "樟树市财政局")


def forms(names: tuple[str, ...] = NAMES, year: int = 2022) -> list[Filled]:
    return [
        replace(fill(700 + n, 2021), title=f"{name}{year}年政府信息公开工作年度报告") for n, name in enumerate(names)
    ]


def joined_docx(made: list[Filled]) -> bytes:
    documents = [docx_xml(form, "docx_plain", 1) for form in made]
    bodies = [re.search("<w:body>(.*?)<w:sectPr", each, re.DOTALL) for each in documents]
    whole = "".join(body[1] for body in bodies if body is not None)
    return package(
        re.sub("<w:body>.*?(<w:sectPr)", lambda found: f"<w:body>{whole}{found[1]}", documents[0], flags=re.DOTALL)
    )


def joined_text(made: list[Filled], layout: str = "tabs") -> bytes:
    return b"\n".join(make_text(form, layout, 1).data for form in made)


def check(data: bytes, made: list[Filled]) -> None:
    """Every report is there under its agency and year, with its figures, each on the line that its text prints it on."""
    reports = reports_of_parts([data])
    assert [name for name, _ in reports] == [f"{form.title[:6]}2022" for form in made]
    for (_, report), form in zip(reports, made, strict=True):
        assert isinstance(report, Report)
        lines = report.text.split("\n")
        for cell, fact in report.parsed.facts.items():
            assert fact.value == form.values[cell] or float(fact.value or 0) == float(form.values[cell] or 0), cell
            assert str(fact.printed) in lines[fact.line - 1]
        assert all(form.title not in report.text for form in made if form.title != report.identity.title)


@pytest.mark.parametrize("layout", ["tabs", "word", "pipes", "lines", "traditional", "label_blanks"])
def test_a_compilation_as_text(layout: str) -> None:
    check(joined_text(forms(), layout), forms())


def test_a_compilation_as_web_page_and_word_file() -> None:
    check(b"".join(make_markup(form, "html_clean", 1).data for form in forms()), forms())
    check(joined_docx(forms()), forms())


def test_a_compilation_with_contents_and_with_names_above_the_titles() -> None:
    contents = "\n".join(["政府信息公开年报汇编", "目录", *(form.title for form in forms())]).encode()
    check(contents + b"\n" + joined_text(forms()), forms())
    apart = joined_text(forms()).decode().replace("局2022年", "局\n2022年")
    reports = reports_of_parts([apart.encode()])
    assert [name for name, _ in reports] == [f"{name}2022" for name in NAMES]


def test_what_is_no_report_of_its_own_does_not_cut_a_report() -> None:
    form = forms()[0]
    links = "\n相关信息\n丰城市司法局2022年政府信息公开工作年度报告\n丰城市司法局2021年政府信息公开工作年度报告\n"
    for data in (joined_text([form]) + links.encode(), links.encode() + joined_text([form])):
        ((name, report),) = reports_of_parts([data])
        assert name == "" and isinstance(report, Report)


def test_a_report_cut_in_two_by_another_title_is_refused() -> None:
    text = joined_text(forms()[:1]).decode().replace("三、收到和处理", f"{forms()[1].title}\n三、收到和处理", 1)
    rejected = report_of(text.encode())
    assert isinstance(rejected, Rejected) and rejected.reason == "several_reports"
    assert NAMES[0] in rejected.detail and NAMES[1] in rejected.detail


def test_a_compiled_report_without_tables_is_named_in_quarantine(tmp_path: Path) -> None:
    lost = "宜春市审计局2022年政府信息公开工作年度报告\n一、总体情况\n略。\n二、主动公开政府信息情况\n三、收到和处理政府信息公开申请情况\n"
    reports = tmp_path / "reports"
    reports.mkdir()
    (reports / "all.txt").write_bytes(joined_text(forms()[:2]) + b"\n" + lost.encode())
    ingest(reports, "--warehouse", tmp_path / "w")
    con = opened(tmp_path / "w")
    assert con.sql("SELECT source, reason FROM quarantine").fetchall() == [("all.txt/宜春市审计局2022", "no_tables")]
    assert len(con.sql("SELECT source FROM reports").fetchall()) == 2


def test_the_command_reads_every_report_of_a_compilation_once(tmp_path: Path) -> None:
    """Also within an archive; and an unchanged file is not read again."""
    reports = tmp_path / "reports"
    reports.mkdir()
    (reports / "汇编.html").write_bytes(CASE.read_bytes())
    (reports / "all.zip").write_bytes(
        zipped(("a/b.docx", joined_docx(forms())), ("c.odt", make_other(fill(9, 2021), "odt", 1).data))
    )
    first = ingest(reports, "--warehouse", tmp_path / "w").stdout
    con = opened(tmp_path / "w")
    assert sorted(source for (source,) in con.sql("SELECT source FROM reports").fetchall()) == sorted([
        *(f"all.zip/a/b.docx/{name}2022" for name in NAMES), "all.zip/c.odt",
        "汇编.html/江苏省盐城市大丰区司法局2023", "汇编.html/江苏省盐城市大丰区教育局2023",
    ])  # fmt: skip
    received = con.sql("""
        SELECT agency_name, value FROM facts JOIN reports USING (report_id)
        WHERE figure = 'applications.received' AND applicant = 'total' AND source LIKE '汇编%' ORDER BY value
    """).fetchall()  # fmt: skip
    assert [value for _, value in received] == [916, 1446]
    again = ingest(reports, "--warehouse", tmp_path / "w").stdout
    assert re.search(r"parsed\s+2\n", first) and re.search(r"parsed\s+0\n", again) and re.search(r"reused\s+2\n", again)


# -- reports without the statutory tables ---


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("2016年松木镇政府信息公开工作年度报告\n一、概述\n略。\n二、主动公开政府信息情况\n主动公开12条。", "older_form"),
        ("松木市2018年政府信息公开工作年度报告\n附表\n统计指标 单位 统计数\n（一）收到申请数 件 35\n五、行政复议数量 件 2", "older_form"),
        ("现公布松木市财政局2017年政府信息公开工作年度报告。\n一、概述\n二、主动公开政府信息情况\n略。", "older_form"),
        ("根据《条例》规定，现公布松木市税务局2022年政府信息公开工作年度报告。\n一、总体情况\n略。\n二、主动公开政府信息情况", "no_tables"),
        ("松木市财政局2022年政府信息公开工作年度报告\n一、总体情况\n略。", "no_tables"),
        ("我局召开会议，研究2022年政府信息公开工作年度报告的编制。\n一、会议要求\n二、下一步工作", "not_a_report"),
        ("会议纪要\n今天开会。", "not_a_report"),
    ],
)  # fmt: skip
def test_what_has_no_tables_says_why(text: str, reason: str) -> None:
    rejected = report_of(text.encode())
    assert isinstance(rejected, Rejected) and rejected.reason == reason
    assert reason != "older_form" or re.search("201[678] 年", rejected.detail)


def test_the_tables_decide_and_not_the_year_in_the_title() -> None:
    form = replace(fill(1, 2019), title="丰城市教育局2018年政府信息公开工作年度报告")
    assert isinstance(report_of(joined_text([form])), Report)
