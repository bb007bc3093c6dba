"""A third edition of the form, in one YAML file: read, checked, stored, charted and downloaded without a line of code."""

import io
import json
import shutil
import subprocess
import sys
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import quote

import duckdb
import openpyxl
import polars as pl
import pytest

from bench.served import start
from tests.conftest import ROOT
from warehouse.publish import current

# What the edition of 2027 has and no other: a row, a column of applicants, a column and a table, and a check of its own.
NEW_ROW = "- {id: refused.commercial_secret, zh: 9.属于商业秘密, short: 商业秘密, en: Commercial secrets}"
NEW_COLUMN = "- {id: foreign_person, zh: 境外个人, en: Foreign persons}"
NEW_TABLE = """
  - id: training
    section: 五
    title: {zh: 政府信息公开培训情况, en: Training on open government information}
    layout: rows
    unit: 人次
    row_total: attendance
    column_total: courses_total
    columns:
      - {id: own, zh: 本机关人员, en: own staff}
      - {id: guests, zh: 其他机关人员, en: staff of other bodies}
      - {id: total, zh: 参训合计, en: total, total_of: [own, guests]}
    rows:
      - group: kinds
        zh: 各类培训
        en: Kinds of training
        rows:
          - {id: lectures, zh: 专题讲座, en: Lectures}
          - {id: exercises, zh: 案例演练, en: Exercises}
      - {id: courses, zh: 培训总计, en: All courses, total_of: kinds}

checks:
  attendance: {zh: 参训合计, en: Attendance, rule: {zh: 本机关 + 其他机关 = 参训合计, en: own staff + others = total}}
  courses_total: {zh: 培训合计, en: All courses, rule: {zh: 讲座 + 演练 = 培训总计, en: lectures + exercises = all courses}}
"""


def third_edition() -> str:
    """The form of 2021 with what is new in it."""
    text = (ROOT / "forms" / "2021.yml").read_text(encoding="utf-8")
    changes = [
        ("edition: 2021", "edition: 2027"), ("first_year: 2021", "first_year: 2027"), ("issued: 2021-09-26", "issued: 2027-01-01"),
        ("{number: 五, zh: 存在", "{number: 六, zh: 存在"), ("{number: 六, zh: 其他需要", "{number: 七, zh: 其他需要"),
        ("units:\n", "units:\n  人次: {zh: 人次, en: attendances}\n"),
        ("              - {id: refused.administrative_query", f"              {NEW_ROW}\n              - {{id: refused.administrative_query"),
        ("      - {id: commercial_enterprise,", f"      {NEW_COLUMN}\n      - {{id: commercial_enterprise,"),
        ("total_of: [natural_person,", "total_of: [natural_person, foreign_person,"),
        ("{id: in_force, zh: 现行有效件数,", "{id: drafts, zh: 本年征求意见件数, en: drafts for comment}\n          - {id: in_force, zh: 现行有效件数,"),
    ]  # fmt: skip
    for old, new in changes:
        assert old in text, old
        text = text.replace(old, new, 1)
    return text.rstrip() + "\n" + NEW_TABLE


@dataclass
class Copy:
    """The project with one file more, reports of the new edition, and what was ingested from them."""

    root: Path
    truth: dict[str, dict[str, int]]

    @property
    def warehouse(self) -> Path:
        return self.root / "w"

    def connect(self) -> duckdb.DuckDBPyConnection:
        return duckdb.connect(str(current(self.warehouse).path), read_only=True)


def run(root: Path, *command: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run([sys.executable, *command], cwd=root, capture_output=True, text=True, check=False)


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Copy:
    root = tmp_path_factory.mktemp("third") / "project"
    for name in ("forms", "ingest", "warehouse", "dashboard", "pages", ".streamlit", "static"):
        shutil.copytree(ROOT / name, root / name, ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copytree(ROOT / "data" / "reference", root / "data" / "reference")
    (root / "tests").mkdir()
    for name in ("app.py", "tests/__init__.py", "tests/printed_form.py"):
        shutil.copy(ROOT / name, root / name)
    (root / "forms" / "2027.yml").write_text(third_edition(), encoding="utf-8")
    made = run(root, "-m", "tests.printed_form", str(root / "reports"))
    assert made.returncode == 0, made.stderr
    done = run(root, "-m", "ingest", "reports", "--warehouse", "w")
    assert done.returncode == 0, done.stderr + done.stdout
    return Copy(root, json.loads((root / "reports.json").read_text(encoding="utf-8")))


def test_every_cell_is_read_and_stored(project: Copy) -> None:
    con = project.connect()
    assert dict(con.execute("SELECT source, form FROM reports").fetchall()) == {
        name: 2021 if name.startswith("教育局") else 2027 for name in project.truth
    }
    for source, truth in project.truth.items():
        rows = con.execute(
            """
            SELECT f.figure || coalesce('|' || f.applicant, ''), f.value, f.state FROM facts f
            JOIN reports r USING (report_id) WHERE r.source = ?
            """,
            [source],
        ).fetchall()
        assert {cell: value for cell, value, _ in rows} == truth
        assert {state for _, _, state in rows} == {"printed"}
    new = con.execute("SELECT DISTINCT figure FROM facts WHERE unit = '人次' ORDER BY 1").fetchall()
    assert len(new) == 9
    (lines,) = con.execute(
        "SELECT count(DISTINCT line) FROM facts WHERE figure LIKE 'lectures.%' AND line > 1"
    ).fetchone() or (0,)
    assert lines
    con.close()


def test_it_is_checked_with_its_own_words(project: Copy) -> None:
    con = project.connect()
    tallies = {
        check: (holds, broken)
        for check, holds, broken in con.execute(
            """
            SELECT c.check_id, c.holds, c.broken FROM checks c JOIN reports r USING (report_id)
            WHERE r.source = '财政局2027.txt'
            """
        ).fetchall()
    }
    assert tallies["attendance"] == (3, 0) and tallies["courses_total"] == (3, 0)
    assert tallies["row"] == (26, 0) and tallies["sum"] == (8, 0)
    broken = con.execute(
        """
        SELECT f.check_id, f.figure, f.expected, f.actual, f.message, f.message_en FROM findings f
        JOIN reports r USING (report_id) WHERE r.source = '司法局2027.txt' AND f.verdict = 'broken'
        """
    ).fetchall()
    ((check, figure, expected, actual, zh, en),) = broken
    assert (check, figure, actual - expected) == ("attendance", "courses.total", 1)
    assert "培训总计·参训合计" in zh and "All courses, total" in en
    con.close()


@pytest.fixture(scope="module")
def served(project: Copy) -> Iterator[str]:
    server, address = start(project.root / "app.py", project.root, NIANBAO_WAREHOUSE=str(project.warehouse))
    yield address
    server.terminate()
    server.wait(20)


def get(address: str) -> bytes:
    with urllib.request.urlopen(address, timeout=60) as answer:
        body: bytes = answer.read()
        return body


def test_it_is_downloaded_with_the_rest(project: Copy, served: str) -> None:
    frame = pl.read_csv(get(f"{served}/api/data.csv?figures=lectures.own,applications.refused.commercial_secret"))
    own = frame.filter(pl.col("figure") == "lectures.own").sort("year", "agency")
    assert own["value"].to_list() == [
        project.truth[name]["lectures.own"] for name in ("司法局2027.txt", "财政局2027.txt", "财政局2028.txt")
    ]
    rows = json.loads(get(f"{served}/api/applications?measures=applications.received@foreign_person"))["data"]
    assert sum(row["value"] for row in rows) == sum(
        truth.get("applications.received|foreign_person", 0) for truth in project.truth.values()
    )
    described = json.loads(get(f"{served}/api/openapi.json"))
    assert described["openapi"] == "3.1.0"


def in_the_copy(project: Copy, script: str) -> Any:
    """What a script in the copy prints as JSON on its last line."""
    (project.root / "ask.py").write_text(script, encoding="utf-8")
    done = subprocess.run(
        [sys.executable, "ask.py"], cwd=project.root, capture_output=True, text=True, check=False,
        env={"NIANBAO_WAREHOUSE": str(project.warehouse), "PATH": "/usr/bin:/bin", "HOME": str(project.root)},
    )  # fmt: skip
    assert done.returncode == 0, done.stderr[-3000:]
    return json.loads(done.stdout.strip().split("\n")[-1])


def test_it_is_charted(project: Copy) -> None:
    script = """
import json
from dashboard.address import reading
with reading({"lang": "en"}):
    from dashboard.data import ask
    from dashboard.draw.by_year import trend
    from forms.measures import measure
    from warehouse import questions
    from warehouse.scope import Scope
    names = ("courses.total", "applications.refused.commercial_secret")
    frame = ask(questions.measured, Scope(2027, 2028), names)
    like = ask(questions.like_for_like, Scope(2027, 2028), names)
    drawn = trend(frame, [measure("courses.total")], [2027, 2028], "en", like)
    print(json.dumps([[list(map(float, each["y"])), each.get("name")] for each in drawn["data"] if each.get("y")][0]))
"""
    values, name = in_the_copy(project, script)
    truth = project.truth
    assert values == [
        truth["财政局2027.txt"]["courses.total"] + truth["司法局2027.txt"]["courses.total"], truth["财政局2028.txt"]["courses.total"],
    ]  # fmt: skip
    assert "All courses" in name


def test_pages_show_it_in_both_languages(project: Copy, served: str, browser: Any) -> None:
    """The statutory table on the report's page, the chart and its workbook on the page of the data."""
    con = project.connect()
    (report,) = con.execute("SELECT report_id FROM reports WHERE source = '财政局2027.txt'").fetchone() or ("",)
    con.close()
    page = browser.new_page()
    page.goto(f"{served}/report?report={report}&lang=en&figure=lectures.guests")
    page.get_by_text("Training on open government information").first.wait_for(timeout=60_000)
    page.get_by_text("Foreign persons").first.wait_for()
    assert page.locator("td.chosen").inner_text() == str(project.truth["财政局2027.txt"]["lectures.guests"])
    page.goto(f"{served}/data?figures={quote('courses.total,lectures.own')}")
    page.get_by_text("所选项目各年合计").first.wait_for(timeout=60_000)
    page.locator("[class*='st-key-chart-trend'] .js-plotly-plot .point").first.wait_for(timeout=60_000)
    with page.expect_download() as waiting:
        page.locator("[class*=st-key-download-rows][class*=xlsx] button").first.click()
    book = openpyxl.load_workbook(io.BytesIO(Path(waiting.value.path()).read_bytes()))
    texts = {cell for row in book.worksheets[0].iter_rows(values_only=True) for cell in row}
    assert "培训总计·参训合计" in texts and "人次" in texts
    page.close()
