"""Why is this number what it is: the command, and the page of a report in the same words."""

import subprocess
import sys
from pathlib import Path

import pytest
from playwright.sync_api import Page

from forms import equations
from ingest.cells.fact import decided_by_words
from ingest.explain import explained
from ingest.report import Report, report_of
from tests.browsing import visit
from tests.conftest import ROOT, SAMPLE, opened

FENGTAI = next(SAMPLE.rglob("丰台区卫生健康委员会_2020.txt"))
TEXT = (
    "杭州市财政局2023年政府信息公开工作年度报告\n三、收到和处理政府信息公开申请情况\n"
    "\t自然人\t商业企业\t科研机构\t社会公益组织\t法律服务机构\t其他\t总计\n"
    "一、本年新收政府信息公开申请数量\t5\t0\t0\t0\t0\t1\t7\n二、上年结转政府信息公开申请数量\t1 5\t0\t0\t0\t0\t0\t15\n"
)


def explain(*arguments: object) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "ingest", "explain", *map(str, arguments)]
    return subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)


def test_one_figure_with_its_row_label_head_pass_and_identities(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text(TEXT, encoding="utf-8")
    done = explain(tmp_path / "a.txt", "applications.received")
    assert done.returncode == 0, done.stderr
    first, *_, last = [part for part in done.stdout.split("\n\n") if part.strip()]
    assert "applications.received natural_person" in first
    assert "value       5 件 (printed, printed “5”)" in first and "line        4:" in first
    assert (
        "row         一、本年新收政府信息公开申请数量 | 5 | 0 | 0 | 0 | 0 | 1 | 7" in first
        and "cell        2 of 8" in first
    )
    assert "label       “本年新收政府信息公开申请数量”, a spelling of 一、本年新收政府信息公开申请数量" in first
    assert "head        “自然人”, a spelling of 自然人" in first
    assert f"decided by  columns: {decided_by_words()['columns']['en']}" in first
    assert "identity    broken: 5 + 1 = 6 ≠ 7   (row:" in last and "untestable:" in last


def test_without_a_figure_only_what_is_not_simply_printed(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text(TEXT, encoding="utf-8")
    done = explain(tmp_path / "a.txt")
    assert "applications.carried_in natural_person" in done.stdout and "decided by  arithmetic" in done.stdout
    assert "applications.received natural_person" not in done.stdout
    assert "processed" in done.stdout and "label_alone" in done.stdout


def test_a_document_read_whole_says_so(tmp_path: Path) -> None:
    from bench.fidelity.filled import fill
    from bench.fidelity.texts import render, tabs

    (tmp_path / "a.txt").write_text(render(fill(1, 2021), tabs), encoding="utf-8")
    assert "every cell was read from its own place" in explain(tmp_path / "a.txt").stdout


@pytest.mark.parametrize(
    ("name", "data", "figure", "said"),
    [("none.txt", None, (), "cannot read"), ("a.txt", TEXT.encode(), ("licence",), "has no figure licence"),
     ("empty.txt", b"", (), "empty"), ("a.pdf", b"%PDF-1.7 broken", (), "damaged")],
)  # fmt: skip
def test_what_cannot_be_explained_is_one_clear_line(
    tmp_path: Path, name: str, data: bytes | None, figure: tuple[str, ...], said: str
) -> None:
    if data is not None:
        (tmp_path / name).write_bytes(data)
    done = explain(tmp_path / name, *figure)
    assert done.returncode != 0 and said in done.stderr and done.stderr.count("\n") == 1, done.stderr


def test_every_identity_of_a_cell_is_listed_with_its_verdict() -> None:
    report = report_of(FENGTAI.read_bytes())
    assert isinstance(report, Report)
    parsed = report.parsed
    values = {cell: fact.value for cell, fact in parsed.facts.items()}
    for cell, fact in parsed.facts.items():
        why = explained(parsed.edition, parsed.single_row, cell, fact.line, report.text.split("\n"), values)
        own = [e for e in equations(parsed.edition, parsed.single_row) if any(cell == term for term, _ in e.terms)]
        assert [tested.check for tested in why.identities] == [e.check for e in own]
        if fact.line:
            assert why.row is not None and why.row.spelling in why.row.label.spellings, cell


def test_the_page_of_a_report_says_the_same(site: str, warehouse: Path, page: Page) -> None:
    con = opened(warehouse)
    (report,) = con.execute("SELECT report_id FROM reports WHERE source LIKE '%丰台区%'").fetchone() or ("",)
    con.close()
    for language, decided, label in (
        ("zh", "由此确定：", "行名：原文作“本年新收政府信息公开申请数量”"),
        ("en", "Decided by ", "Label: printed as “本年新收政府信息公开申请数量”"),
    ):
        visit(page, f"{site}/report?report={report}&figure=applications.received&applicant=total&lang={language}")
        box = page.locator("[data-testid=stExpander]").filter(
            has_text="为什么" if language == "zh" else "Why this number"
        )
        box.locator("summary").click()
        box.get_by_text(decided).wait_for()
        text = box.inner_text()
        assert (label in text and decided_by_words()["row"][language] in text) or decided_by_words()["columns"][
            language
        ] in text
        assert ("勾稽成立" if language == "zh" else "Holds:") in text
