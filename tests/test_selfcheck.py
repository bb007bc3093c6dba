"""A report before it is published: what is found in it, by the command and on the page; nothing is kept."""

import io
import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import openpyxl
import pytest
from docx import Document
from playwright.sync_api import Page

from bench.fidelity.filled import Filled, fill
from bench.fidelity.wordfile import docx_xml, package
from dashboard.address import reading
from dashboard.app.guard import _FILE
from dashboard.parts.check_files import _rows, stated
from dashboard.widgets.checklist import checklist
from forms import CellId
from ingest.__main__ import main
from ingest.narrative.compared import Compared
from ingest.read.kinds import LARGEST
from ingest.report import Rejected, Report, rejected, report_of
from ingest.selfcheck.earlier import Earlier, EarlierFact
from ingest.selfcheck.remarks import remarks
from ingest.selfcheck.result import CLEAN, FOUND, UNREAD, as_json, result_of
from ingest.store.apart import Given, read_apart
from ingest.store.bounds import Bounds
from tests.browsing import settle, visit
from tests.conftest import ROOT
from warehouse.publish import current
from warehouse.questions.asking import connect
from warehouse.questions.earlier import earlier_report

SAMPLE = ROOT / "data" / "reports" / "江苏省"
TITLE = "宿迁市人民政府2025年政府信息公开工作年度报告"
RECEIVED = ("applications.received", "total")


def _filled(**printed: str) -> Filled:
    """A consistent report of an agency whose earlier ones are in the sample; `figure__applicant` gives a cell's text."""
    filled = fill(7, 2021)
    cells: dict[CellId, str] = dict(filled.printed)
    for name, text in printed.items():
        figure, _, applicant = name.partition("__")
        cells[figure.replace("_of_", "."), applicant or None] = text
    return replace(filled, printed=cells, title=TITLE)


def _word(filled: Filled) -> bytes:
    return package(docx_xml(filled, "docx_plain", 1))


def _with_three_faults() -> tuple[bytes, Filled]:
    """A Word file with a wrong total, a text that contradicts its table, and fewer documents in force than issued."""
    whole = _filled(normative_documents_of_issued="9", normative_documents_of_in_force="4")
    received = int(whole.printed[RECEIVED])
    cells = {
        **whole.printed,
        ("applications.granted", "total"): str(int(whole.printed["applications.granted", "total"]) + 5),
    }
    above = (f"2025年，全市收到政府信息公开申请{received + 11}件。",)
    filled = replace(whole, printed=cells, above=above)
    return _word(filled), filled


def _earlier(report: Report, year: int) -> Earlier:
    facts = {cell: EarlierFact(fact.value, fact.unit, fact.line) for cell, fact in report.parsed.facts.items()}
    return Earlier("0" * 16, year, report.parsed.edition, facts, report.text.split("\n"))


@pytest.fixture(scope="module")
def report() -> Report:
    read = report_of((SAMPLE / "宿迁市人民政府_2024.txt").read_bytes())
    assert isinstance(read, Report)
    return read


def _with(report: Report, **values: float) -> Report:
    facts = dict(report.parsed.facts)
    for name, value in values.items():
        figure, _, applicant = name.partition("__")
        cell = (figure.replace("_of_", "."), applicant or None)
        facts[cell] = facts[cell]._replace(value=value, state="printed")
    return replace(report, parsed=replace(report.parsed, facts=facts))


def _checks(report: Report, earlier: Earlier | None = None) -> set[tuple[str, str | None]]:
    return {(each.check, each.figure) for each in remarks(report, earlier)}


# -- what is remarked on ---


def test_a_report_that_follows_on_last_year_s_has_nothing_of_these(report: Report) -> None:
    before = report_of((SAMPLE / "宿迁市人民政府_2023.txt").read_bytes())
    assert isinstance(before, Report)
    kinds = {check for check, _ in _checks(report, _earlier(before, 2023))}
    assert not kinds & {"alike", "confused", "zeros", "documents"}


def test_what_is_carried_over_must_be_what_was_carried_out(report: Report) -> None:
    before = report_of((SAMPLE / "宿迁市人民政府_2023.txt").read_bytes())
    assert isinstance(before, Report)
    carried = before.parsed.facts["applications.carried_out", "total"].value
    assert carried is not None
    whole = _with(report, applications_of_carried_in__total=carried)
    assert ("carry", "applications.carried_in") not in {
        (each.check, each.figure) for each in remarks(whole, _earlier(before, 2023)) if each.applicant == "total"
    }
    wrong = _with(report, applications_of_carried_in__total=carried + 3)
    found = [
        each for each in remarks(wrong, _earlier(before, 2023)) if each.applicant == "total" and each.check == "carry"
    ]
    assert [(each.expected, each.actual) for each in found] == [(carried, carried + 3)]
    assert not [each for each in remarks(wrong, _earlier(before, 2022)) if each.check == "carry"]  # not the year before


def test_fields_that_agencies_confuse(report: Report) -> None:
    assert ("confused", "normative_documents.in_force") in _checks(
        _with(report, normative_documents_of_issued=9, normative_documents_of_in_force=4)
    )
    assert ("confused", "fees.amount") in _checks(_with(report, fees_of_amount=592372449))
    county = replace(report, identity=replace(report.identity, level="county"))
    assert ("confused", "fees.amount") in _checks(_with(county, fees_of_amount=316441))
    assert ("confused", "fees.amount") not in _checks(_with(report, fees_of_amount=316441))  # a large city takes that
    before = _earlier(report, 2023)
    scaled = float(report.parsed.facts["fees.amount", None].value or 0) * 10_000
    assert ("confused", "fees.amount") in _checks(_with(report, fees_of_amount=scaled), before)


def test_blanks_beside_numbers_are_said(report: Report) -> None:
    facts = dict(report.parsed.facts)
    facts["applications.granted", "other"] = facts["applications.granted", "other"]._replace(value=None, state="blank")
    found = remarks(replace(report, parsed=replace(report.parsed, facts=facts)))
    assert [each for each in found if each.check == "zeros" and "1" in each.message]
    assert not [each for each in remarks(report) if each.check == "zeros"]


def test_blanks_are_said_once_and_not_for_each_identity() -> None:
    read = report_of((ROOT / "data" / "reports" / "上海市" / "上海市人民政府办公厅_2019.txt").read_bytes())
    assert isinstance(read, Report)
    untested = [each for each in read.checked.findings if each.message_id == "untestable"]
    found = result_of("a", read).findings
    assert len(untested) > 30 and not [each for each in found if each.message_id == "untestable"]
    zeros = [each for each in found if each.check == "zeros"]
    assert len(zeros) == 2 and sum(int(str(each.values["identities"])) for each in zeros) == len(untested)


def test_a_jump_needs_numbers_that_are_large_enough(report: Report) -> None:
    before = _earlier(_with(report, litigation_direct_of_total=2, licensing_of_decisions=3), 2023)
    far = _with(report, litigation_direct_of_total=14, licensing_of_decisions=400)
    assert ("jump", "licensing.decisions") in _checks(far, before)
    assert ("jump", "litigation_direct.total") not in _checks(far, before)


def test_the_same_tables_and_text_as_last_year_are_said(report: Report) -> None:
    found = [each for each in remarks(report, _earlier(report, 2023)) if each.check == "alike"]
    assert len(found) >= 2 and all("2023" in each.message for each in found)
    other = report_of((SAMPLE / "淮安市人民政府_2024.txt").read_bytes())
    assert isinstance(other, Report)
    assert not [each for each in remarks(report, _earlier(other, 2023)) if each.check == "alike"]


def test_a_part_without_a_heading_is_said(report: Report) -> None:
    parts = tuple(part for part in report.parts if part.number != 4)
    found = [each for each in remarks(replace(report, parts=parts)) if each.check == "part"]
    assert any("第四部分" in each.message and "part 4" in each.message_en for each in found)


# -- read apart ---


def test_what_is_read_apart_is_what_is_read(report: Report) -> None:
    files = sorted((ROOT / "data" / "reports").rglob("*.*"))[:6]
    read = dict(read_apart([Given(path.name, path.read_bytes()) for path in files], Bounds()))
    for place, path in enumerate(files):
        ((name, outcome),) = read[place]
        assert name == path.name and isinstance(outcome, Report)
        alone = report_of(path.read_bytes())
        assert isinstance(alone, Report) and outcome.parsed == alone.parsed and outcome.narrative == alone.narrative


def test_a_document_that_harms_its_reader_is_rejected_and_the_others_are_read() -> None:
    good = (SAMPLE / "宿迁市人民政府_2024.txt").read_bytes()
    bomb = b"PK\x03\x04" + b"\x00" * 200
    huge = b"x" * (LARGEST + 1)
    read = dict(read_apart([Given("a", bomb), Given("b", good), Given("c", huge), Given("d", b"")], Bounds()))
    assert isinstance(read[1][0][1], Report)
    for place in (0, 2, 3):
        assert isinstance(read[place][0][1], Rejected), place
    hostile = ROOT.parent / "shared" / "cases" / "hostile"
    if hostile.exists():  # documents of other people, which are not in the project
        files = sorted(each for each in hostile.iterdir() if each.suffix != ".md")
        read = dict(read_apart([Given(p.name, p.read_bytes()) for p in files] + [Given("g", good)], Bounds(seconds=3)))
        assert len(read) == len(files) + 1 and isinstance(read[len(files)][0][1], Report)


def test_a_check_that_takes_too_long_is_ended_and_says_so() -> None:
    files = [Given(each.name, each.read_bytes()) for each in sorted(SAMPLE.rglob("*.txt"))[:4]]
    read = dict(read_apart(files, Bounds(), longest=-1))
    assert sorted(read) == [0, 1, 2, 3]
    for ((_, outcome),) in read.values():
        assert isinstance(outcome, Rejected) and outcome.reason == "too_slow"


def test_names_with_control_characters_make_no_broken_files() -> None:
    made = checklist([("a\x00\x0b.docx", "\ud800 x", [("\x1b", "", "", "", "")])])
    assert "a.docx" in {each.text for each in Document(io.BytesIO(made)).paragraphs}


def test_a_list_names_a_document_that_could_not_be_read_and_why() -> None:
    with reading({}):
        ((kind, *_, why),) = _rows(result_of("a.txt", rejected("not_a_report")))
    assert kind == "未能读取" and "没有找到" in why and "/" not in why


def test_an_old_word_file_is_read_in_memory_and_leaves_nothing() -> None:
    data = (ROOT / "tests" / "documents" / "doc_plain-11.doc").read_bytes()
    ((_, ((_, outcome),)),) = read_apart([Given("a.doc", data)], Bounds())
    assert isinstance(outcome, Report)
    assert not [name for place in _places() for name in os.listdir(place) if name.startswith("nianbao-")]


def _places() -> Iterator[str]:
    """Where something could be left."""
    yield tempfile.gettempdir()
    if Path("/dev/shm").is_dir():
        yield "/dev/shm"


# -- the command ---


def test_the_command_says_what_to_look_at(tmp_path: Path, warehouse: Path, capsys: pytest.CaptureFixture[str]) -> None:
    data, filled = _with_three_faults()
    (tmp_path / "planted.docx").write_bytes(data)
    before = sorted(path.name for path in warehouse.rglob("*"))
    assert main(["check", str(tmp_path / "planted.docx"), "--json", "--warehouse", str(warehouse)]) == FOUND
    (told,) = json.loads(capsys.readouterr().out)
    assert told["agency"] == "宿迁市人民政府" and told["year"] == 2025 and told["form"] == 2021
    assert told["compared_with"] == 2024
    granted = int(filled.printed["applications.granted", "total"])
    kinds = {(each["check_id"], each["figure"], each["expected"], each["actual"]) for each in told["findings"]}
    assert ("row", "applications.granted", granted - 5, granted) in kinds
    received = int(filled.printed[RECEIVED])
    assert ("text", "applications.received", None, received + 11) in kinds  # which of the two is right is not known
    assert ("confused", "normative_documents.in_force", None, 4) in kinds
    assert {each["verdict"] for each in told["claims"]} == {"differ"}
    assert len(told["facts"]) == 200
    assert sorted(path.name for path in warehouse.rglob("*")) == before  # nothing is stored


def test_the_command_s_exit_codes(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    nowhere = str(tmp_path / "none")
    whole = replace(_filled(), above=("本年度工作有序开展。",))
    (tmp_path / "clean.docx").write_bytes(_word(whole))
    (tmp_path / "empty.txt").write_bytes(b"")
    code = main(["check", str(tmp_path / "clean.docx"), "--warehouse", nowhere])
    assert code in (CLEAN, FOUND) and "宿迁市人民政府, 2025" in capsys.readouterr().out
    assert main(["check", str(tmp_path), "--warehouse", nowhere]) == UNREAD
    assert "could not be read" in capsys.readouterr().out
    assert main(["check", nowhere]) == UNREAD
    assert "nothing was read" in capsys.readouterr().err


def test_a_result_says_how_grave_it_is(report: Report) -> None:
    clean = replace(report, checked=replace(report.checked, findings=[]), parts=report.parts)
    assert result_of("a", clean).code in (CLEAN, FOUND)
    assert result_of("a", Rejected("empty", "。 / x")).code == UNREAD
    told = as_json(result_of("a", Rejected("empty", "。 / x")))
    assert told["reason"] == "empty" and told["facts"] == told["findings"] == told["claims"] == []
    assert set(as_json(result_of("a", report))) == set(told) - {"reason", "detail"}  # a program finds what it looks for


def test_channels_have_names(report: Report) -> None:
    claim = Compared("items_published", "website", 5, True, 1, "网站发布5条", "uncounted")
    with reading({}):
        (row,) = stated(result_of("a", replace(report, narrative=(claim,)))).iter_rows()
    assert row[1] not in ("website", None)


def test_the_earlier_report_is_the_agency_s_own(warehouse: Path) -> None:
    con = connect(str(current(warehouse).path))
    found = earlier_report(con, "321300.government", 2024)
    assert found is not None and found.year == 2023 and len(found.facts) == 200
    last = earlier_report(con, "321300.government", 2026)
    assert last is not None and last.year == 2024
    assert earlier_report(con, "321300.government", 2023) is None and earlier_report(con, None, 2024) is None


# -- the page ---


def test_a_word_file_with_three_faults_on_the_page(page: Page, site: str, warehouse: Path) -> None:
    data, _ = _with_three_faults()
    places = {place: set(os.listdir(place)) for place in _places()}
    stored = sorted(path.name for path in warehouse.rglob("*"))
    visit(page, f"{site}/check")
    page.set_input_files("input[type=file]", {"name": "年报.docx", "mimeType": "application/zip", "buffer": data})
    page.get_by_text("核对清单（Word）").wait_for(timeout=60_000)
    settle(page)
    text = page.inner_text("[data-testid=stMain]")
    for said in ("横向合计", "文表不符", "易混项目", "与本机关 2024 年年报比对"):
        assert said in text, said
    page.get_by_role("button", name="第 ").first.click()
    page.locator(".nb-text .on").wait_for()
    with page.expect_download() as download:
        page.get_by_role("button", name="核对清单（Word）").click()
    document = Document(io.BytesIO(Path(download.value.path()).read_bytes()))
    (table,) = document.tables
    cells = [[cell.text for cell in row.cells] for row in table.rows]
    assert cells[0][0] == "序号" and {"文表不符", "易混项目"} <= {row[1] for row in cells}
    with page.expect_download() as download:
        page.get_by_role("button", name="核对清单（Excel）").click()
    book = openpyxl.load_workbook(io.BytesIO(Path(download.value.path()).read_bytes()))
    assert book.worksheets[0].max_row == len(cells) and book.worksheets[1].max_row == 201
    assert "文表不符" in _printed(page)
    page.get_by_role("link", name="关于数据").click()  # what was found does not stay beyond the page
    page.get_by_role("heading", name="关于数据").wait_for()
    page.get_by_role("link", name="发布前自查").click()
    page.get_by_role("heading", name="发布前自查").wait_for()
    settle(page)
    assert not page.get_by_text("核对清单（Word）").count()
    page.set_input_files("input[type=file]", {"name": "年报.docx", "mimeType": "application/zip", "buffer": data})
    page.get_by_role("button", name="清除").click(timeout=60_000)
    page.get_by_text("核对清单（Word）").wait_for(state="detached")
    assert sorted(path.name for path in warehouse.rglob("*")) == stored
    left = {place: set(os.listdir(place)) - before for place, before in places.items()}
    assert not [name for names in left.values() for name in names if name.startswith("nianbao-")]


def _printed(page: Page) -> str:
    import pypdfium2

    document = pypdfium2.PdfDocument(page.pdf(prefer_css_page_size=True))
    return "".join(sheet.get_textpage().get_text_bounded() for sheet in document).replace("\n", "").replace("\r", "")


def test_two_hundred_files_at_once_and_hostile_ones(page: Page, site: str) -> None:
    sample = sorted((ROOT / "data" / "reports").rglob("*.*"))
    files = [
        {"name": f"{number:03d}-{path.name}", "mimeType": "text/plain", "buffer": path.read_bytes()}
        for number, path in enumerate([sample[n % len(sample)] for n in range(198)])
    ]
    files += [{"name": "bomb.docx", "mimeType": "application/zip", "buffer": b"PK\x03\x04" + b"\x00" * 999},
              {"name": "<script>alert(1)</script>.txt", "mimeType": "text/plain", "buffer": b"x"}]  # fmt: skip
    visit(page, f"{site}/check?lang=en")
    page.set_input_files("input[type=file]", files)
    page.get_by_text("200 documents checked").wait_for(timeout=60_000)
    settle(page)
    assert page.locator("[data-testid=stException]").count() == 0
    assert page.evaluate("() => !document.querySelector('[data-testid=stMain] script')")


def test_a_file_may_be_as_large_as_any_that_is_read() -> None:
    assert LARGEST < _FILE < LARGEST + 2**20


_WRITES = re.compile(r'\b(?:openat|open|creat)\((?:AT_FDCWD, )?"([^"]+)", [A-Z_|]*O_(?:WRONLY|RDWR|CREAT)')


@pytest.mark.skipif(shutil.which("strace") is None, reason="strace, which sees what is written, is not installed")
@pytest.mark.skipif(not Path("/dev/shm").is_dir(), reason="the system has no place for files in memory")
def test_nothing_is_written_to_a_disk(tmp_path: Path, warehouse: Path) -> None:
    """Of every format, also those that a reader can take from files alone."""
    documents = ROOT / "tests" / "documents"
    files = [*documents.glob("doc_plain*"), *documents.glob("*.pdf"), *documents.glob("odt*"), *documents.glob("ofd*"),
             *documents.glob("rtf*"), *documents.glob("xlsx*")]  # fmt: skip
    (tmp_path / "planted.docx").write_bytes(_with_three_faults()[0])
    calls = tmp_path / "calls"
    command = ["strace", "-f", "-qq", "-s", "300", "-e", "trace=open,openat,creat", "-o", str(calls), sys.executable,
               "-m", "ingest", "check", *map(str, files), str(tmp_path / "planted.docx"), "--json", "--warehouse",
               str(warehouse)]  # fmt: skip
    environment = os.environ | {"PYTHONDONTWRITEBYTECODE": "1"}
    done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False)
    if "ptrace" in done.stderr:
        pytest.skip("strace is not allowed here")
    assert done.returncode == FOUND and len(json.loads(done.stdout)) == len(files) + 1, done.stderr[-500:]
    written = set(_WRITES.findall(calls.read_text(errors="replace")))
    # The standard library looks whether its folder for temporary files can be written to; its own files begin with tmp.
    # A converter's own process compiles its modules when it runs for the first time.
    written -= {path for path in written if "/__pycache__/" in path}
    written -= {path for path in written if re.fullmatch(rf"{tempfile.gettempdir()}/[a-z0-9_]{{8}}", path)}
    assert any(path.startswith("/dev/shm/") for path in written)  # what is written is seen
    assert not {path for path in written if not path.startswith(("/dev/", "/proc/"))}
