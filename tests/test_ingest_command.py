"""The command as users run it: summary, exit codes, reuse, bad input of every kind, snapshots that replace each other."""

import ctypes
import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import duckdb
import pytest
from PIL import Image

from bench.fidelity.filled import fill
from bench.fidelity.texts import render, tabs, word
from ingest.read import scan
from ingest.store import ledger
from tests.conftest import ROOT, SAMPLE, ingest, opened
from warehouse.publish import current, kept, writing

GOOD = SAMPLE / "江西省" / "丰城市卫生健康委员会_2020.txt"


def summary(text: str) -> dict[str, str]:
    """The counts at the end; what was left out is named before them."""
    lines = [line for line in text.strip().splitlines() if re.match(r"\S.*?\s{2,}\S", line)]
    return dict(re.split(r"\s{2,}", line, maxsplit=1) for line in lines)  # type: ignore[misc]


def quarantine(warehouse: Path) -> dict[str, tuple[str, str]]:
    rows = opened(warehouse).execute("SELECT source, reason, detail FROM quarantine").fetchall()
    return {source: (reason, detail) for source, reason, detail in rows}


def test_summary_and_reuse(tmp_path: Path) -> None:
    first = summary(ingest(SAMPLE, "--warehouse", tmp_path).stdout)
    assert first["files read"] == "19 of 19"
    assert (first["parsed"], first["reused"], first["quarantined"], first["reports"]) == ("19", "0", "0", "19")
    assert first["facts"] == "3774"
    assert str(current(tmp_path).path) in first["snapshot"]
    again = summary(ingest(SAMPLE, "--warehouse", tmp_path).stdout)
    assert (again["parsed"], again["reused"], again["facts"], again["findings"]) == (
        "0", "19", first["facts"], first["findings"],
    )  # fmt: skip


def test_the_default_is_the_sample(tmp_path: Path) -> None:
    assert summary(ingest("--warehouse", tmp_path).stdout)["reports"] == "19"


def test_a_file_that_moved_or_was_touched_is_not_parsed_again(tmp_path: Path) -> None:
    reports = tmp_path / "reports"
    shutil.copytree(SAMPLE, reports)
    ingest(reports, "--warehouse", tmp_path / "w")
    moved = reports / "moved" / "somewhere.txt"
    moved.parent.mkdir()
    (reports / "江西省" / GOOD.name).rename(moved)
    os.utime(next((reports / "上海市").iterdir()))
    counts = summary(ingest(reports, "--warehouse", tmp_path / "w").stdout)
    assert (counts["parsed"], counts["reused"]) == ("0", "19")
    sources = {s for (s,) in opened(tmp_path / "w").execute("SELECT source FROM reports").fetchall()}
    assert "moved/somewhere.txt" in sources


def test_paths_are_the_whole_input(tmp_path: Path) -> None:
    ingest(SAMPLE, "--warehouse", tmp_path)
    ingest(GOOD, "--warehouse", tmp_path)
    assert opened(tmp_path).execute("SELECT source FROM reports").fetchall() == [(GOOD.name,)]


def test_same_input_same_snapshot(tmp_path: Path) -> None:
    """Deterministic: two warehouses of the same files hold the same rows under the same id."""
    for name in ("a", "b"):
        ingest(SAMPLE, "--warehouse", tmp_path / name)
    assert current(tmp_path / "a").id == current(tmp_path / "b").id
    for table in ("reports", "facts", "findings", "quarantine", "checks"):
        rows = [opened(tmp_path / n).execute(f"SELECT * FROM {table} ORDER BY ALL").fetchall() for n in ("a", "b")]
        assert rows[0] == rows[1]


def test_bad_input_is_quarantined_with_a_reason_and_the_rest_is_read(tmp_path: Path) -> None:
    reports = tmp_path / "reports"
    reports.mkdir()
    good = GOOD.read_bytes()
    text = good.decode()
    shutil.copy(GOOD, reports / "good.txt")
    (reports / "empty.txt").write_bytes(b"")
    (reports / "blank.txt").write_bytes(b" \n\t\n")
    (reports / "binary.txt").write_bytes(bytes(range(256)) * 40)
    (reports / "picture.txt").write_bytes(b"\x89PNG\r\n\x1a\n" + b"0" * 100)
    (reports / "page.txt").write_text("<html><body>年报</body></html>", encoding="utf-8")
    (reports / "paper.pdf").write_bytes(b"%PDF-1.7 ...")
    (reports / "word.docx").write_bytes(b"PK\x03\x04....")
    (reports / "letter.md").write_text("# 会议纪要\n\n今天开会。\n", encoding="utf-8")
    (reports / "title_only.txt").write_text(text[:60], encoding="utf-8")
    (reports / "big5.txt").write_bytes("政府資訊公開工作年度報告 臺北".encode("big5"))
    (reports / "latin.txt").write_bytes(b"\xff\xfe\xfd\xfc" * 99 + b"\x81")
    other = render(fill(5, 2021), word)
    (reports / "two.txt").write_text(text + "\n" + other, encoding="utf-8")
    zeros = text.replace("丰城市卫健委 2020", "樟树市卫健委 2020")
    (reports / "two_alike.txt").write_text(text + "\n" + zeros, encoding="utf-8")
    (reports / "twin.txt").write_bytes(good)
    (reports / "link.txt").symlink_to(reports / "nowhere.txt")
    os.mkfifo(reports / "pipe.txt")
    with (reports / "huge.txt").open("wb") as stream:
        stream.truncate(200 * 2**20)
    (reports / "gb.txt").write_bytes(other.replace("丰城市", "樟树市").encode("gb18030"))
    (reports / "utf16.txt").write_bytes(other.replace("丰城市", "高安市").encode("utf-16"))
    done = ingest(reports, "--warehouse", tmp_path / "w")
    assert done.returncode == 0 and done.stderr == ""
    quarantined = quarantine(tmp_path / "w")
    assert {source: reason for source, (reason, _) in quarantined.items()} == {
        "empty.txt": "empty", "blank.txt": "empty", "binary.txt": "binary", "picture.txt": quarantined["picture.txt"][0],
        "page.txt": "not_a_report", "paper.pdf": "damaged", "word.docx": "damaged", "letter.md": "not_a_report",
        "title_only.txt": "no_tables", "big5.txt": quarantined["big5.txt"][0], "latin.txt": quarantined["latin.txt"][0],
        "twin.txt": "duplicate",
        "link.txt": "broken_link", "pipe.txt": "not_a_file", "huge.txt": "too_large",
    }  # fmt: skip
    assert quarantined["picture.txt"][0] in ("scan", "no_picture")
    assert quarantined["big5.txt"][0] in ("encoding", "not_a_report") and quarantined["latin.txt"][0] in (
        "encoding",
        "binary",
        "not_a_report",
    )
    assert all(len(detail) > 10 and "Traceback" not in detail for _, detail in quarantined.values())
    sources = {s for (s,) in opened(tmp_path / "w").execute("SELECT source FROM reports").fetchall()}
    assert {source for source in sources if "/" not in source} == {"good.txt", "gb.txt", "utf16.txt"}
    assert sorted(source.partition("/")[0] for source in sources if "/" in source) == [
        "two.txt",
        "two.txt",
        "two_alike.txt",
        "two_alike.txt",
    ]
    counts = summary(done.stdout)
    assert (counts["quarantined"], counts["reports"]) == (str(len(quarantined)), "7")


def test_a_cut_file_keeps_what_is_there(tmp_path: Path) -> None:
    whole = render(fill(11, 2021), tabs).encode()
    for number, share in enumerate((0.3, 0.5, 0.8, 0.99)):
        (tmp_path / f"cut{number}.txt").write_bytes(whole[: int(len(whole) * share)])
    ingest(tmp_path, "--warehouse", tmp_path / "w")
    values = fill(11, 2021).values
    rows = (
        opened(tmp_path / "w")
        .execute("SELECT source, figure, applicant, value, state FROM facts JOIN reports USING (report_id)")
        .fetchall()
    )
    assert {source for source, *_ in rows} >= {"cut1.txt", "cut2.txt", "cut3.txt"}
    wrong = [row for row in rows if row[3] is not None and row[3] != values[row[1], row[2]]]
    # Only the very last number before the cut can have lost digits.
    assert len(wrong) <= 4 and {state for *_, state in rows} <= {"printed", "absent", "unreadable"}


def without_privileges() -> None:
    """Give up, before another program begins, what lets root read every file: only its owner's permissions count then."""
    if os.geteuid() == 0:
        for capability in (1, 2):  # CAP_DAC_OVERRIDE, CAP_DAC_READ_SEARCH
            ctypes.CDLL(None).prctl(24, capability)  # PR_CAPBSET_DROP


def test_files_that_may_not_be_read(tmp_path: Path) -> None:
    reports, warehouse = tmp_path / "reports", tmp_path / "w"
    reports.mkdir()
    shutil.copy(GOOD, reports / "good.txt")
    shutil.copy(GOOD, reports / "secret.txt")
    (reports / "secret.txt").chmod(0)
    (reports / "closed").mkdir(mode=0)
    done = subprocess.run(
        [sys.executable, "-m", "ingest", str(reports), "--warehouse", str(warehouse)],
        cwd=ROOT, capture_output=True, text=True, preexec_fn=without_privileges,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    quarantined = quarantine(warehouse)
    assert quarantined["secret.txt"][0] == "no_permission" and quarantined["closed"][0] == "no_permission"
    assert summary(done.stdout)["reports"] == "1"


def test_nothing_to_read_is_one_clear_line_and_the_old_snapshot_stays(tmp_path: Path) -> None:
    warehouse = tmp_path / "w"
    ingest(GOOD, "--warehouse", warehouse)
    before = (warehouse / "current.json").read_text()
    (tmp_path / "nothing").mkdir()
    (tmp_path / "junk.txt").write_text("hello")
    for path in (tmp_path / "nothing", tmp_path / "missing", tmp_path / "junk.txt"):
        done = ingest(path, "--warehouse", warehouse, check=False)
        assert done.returncode != 0
        assert len(done.stderr.strip().splitlines()) == 1 and done.stderr.startswith("ingest: ")
        assert "Traceback" not in done.stderr and done.stdout == ""
    assert (warehouse / "current.json").read_text() == before
    assert opened(warehouse).execute("SELECT count(*) FROM reports").fetchone() == (1,)


def test_a_warehouse_that_cannot_be_written_is_one_clear_line(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    done = ingest(GOOD, "--warehouse", tmp_path / "file" / "w", check=False)
    assert done.returncode == 1 and len(done.stderr.strip().splitlines()) == 1


def test_one_writer_at_a_time(tmp_path: Path) -> None:
    with writing(tmp_path):
        done = ingest(GOOD, "--warehouse", tmp_path, check=False)
    assert done.returncode == 1 and "another ingest" in done.stderr


def test_snapshots_replace_each_other_and_a_reader_is_not_disturbed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("NIANBAO_KEEP_DAYS", "0")
    monkeypatch.setenv("NIANBAO_KEEP_SNAPSHOTS", "3")
    ingest(GOOD, "--warehouse", tmp_path)
    first = current(tmp_path)
    reader = duckdb.connect(str(first.path), read_only=True)
    ingest(SAMPLE, "--warehouse", tmp_path)
    second = current(tmp_path)
    assert second.id != first.id and second.path != first.path
    assert reader.execute("SELECT count(*) FROM reports").fetchone() == (1,)
    assert set(kept(tmp_path)) == {first.id, second.id}
    pointer = json.loads((tmp_path / "current.json").read_text())
    assert pointer == {"snapshot": second.id, "database": second.path.name}
    for other in ("上海市", "北京市", "福建省"):
        ingest(SAMPLE / other, "--warehouse", tmp_path)
    assert current(tmp_path).id in kept(tmp_path) and 2 <= len(kept(tmp_path)) <= 3
    assert reader.execute("SELECT count(*) FROM facts").fetchone() == (198,)  # its file is gone; its data is not
    assert not list(tmp_path.glob(".building-*"))


def test_a_damaged_store_is_built_again(tmp_path: Path) -> None:
    ingest(SAMPLE, "--warehouse", tmp_path)
    for shard in (tmp_path / "store").glob("*.parquet"):
        shard.unlink()
    for database in tmp_path.glob("*.duckdb"):
        database.unlink()
    counts = summary(ingest(SAMPLE, "--warehouse", tmp_path).stdout)
    assert (counts["parsed"], counts["reports"]) == ("19", "19")


# -- what a parse depends on, and what a crash leaves behind ---

WITHOUT = """
import sys, os; sys.path.insert(0, os.getcwd())
import ingest.__main__ as command, ingest.read.libraries as libraries, ingest.read.scan as scan
real = libraries._version
libraries._version = lambda name: {version!r} if name in libraries._RECOGNITION else real(name)
if {version!r} == "missing":
    scan.is_installed = lambda: False
sys.exit(command.main(sys.argv[1:]))
"""


def run_code(code: str, *arguments: object) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-c", code, *map(str, arguments)]
    return subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)


def test_what_was_rejected_for_want_of_a_part_is_tried_again(tmp_path: Path) -> None:
    """A scan met without text recognition is read once it is installed, and again with another version of it; a file
    that needs none is never read again for that."""
    if not scan.is_installed():  # the other half, without it, is tested in test_formats.py
        pytest.skip("text recognition is not installed (requirements-ocr.txt)")
    reports, warehouse = tmp_path / "reports", tmp_path / "w"
    reports.mkdir()
    shutil.copy(GOOD, reports / "good.txt")
    Image.new("L", (500, 700), 255).save(reports / "scan.png")

    def run(version: str | None) -> tuple[str, str, str]:
        arguments = (reports, "--warehouse", warehouse)
        done = ingest(*arguments) if version is None else run_code(WITHOUT.format(version=version), *arguments)
        assert done.returncode == 0, done.stderr
        counts = summary(done.stdout)
        return counts["parsed"], counts["reused"], quarantine(warehouse)["scan.png"][0]

    assert run("missing") == ("2", "0", "scan")
    assert run("missing") == ("0", "2", "scan")
    assert run(None) == ("1", "1", "not_a_report")
    assert run(None) == ("0", "2", "not_a_report")
    assert run("99.0") == ("1", "1", "not_a_report")
    assert run("missing") == ("1", "1", "scan")


def test_another_version_of_a_reading_library_is_another_parser(monkeypatch: pytest.MonkeyPatch) -> None:
    before = ledger.parser_version()
    monkeypatch.setattr(ledger, "reader_versions", lambda: "selectolax 99")
    ledger.parser_version.cache_clear()
    try:
        assert ledger.parser_version() != before
    finally:
        monkeypatch.undo()
        ledger.parser_version.cache_clear()
    assert ledger.parser_version() == before


CRASHING = """
import sys, os; sys.path.insert(0, os.getcwd())
import ingest.__main__ as command, ingest.report as report
real = report.read
def read(data):
    if b"crash" in data:
        raise RuntimeError("deep in a reader")
    return real(data)
report.read = read
sys.exit(command.main(sys.argv[1:]))
"""


def test_a_crash_inside_a_reader_is_logged_with_its_traceback_and_file(tmp_path: Path) -> None:
    reports = tmp_path / "reports"
    reports.mkdir()
    shutil.copy(GOOD, reports / "good.txt")
    (reports / "odd.txt").write_text("crash")
    done = run_code(CRASHING, reports, "--warehouse", tmp_path / "w")
    assert done.returncode == 0 and summary(done.stdout)["quarantined"] == "1"
    assert quarantine(tmp_path / "w")["odd.txt"][0] == "crashed"
    assert "reading odd.txt crashed" in done.stderr
    assert "Traceback" in done.stderr and "RuntimeError: deep in a reader" in done.stderr
    quiet = run_code(CRASHING, reports, "--warehouse", tmp_path / "q", "--log-level", "critical")
    assert quiet.returncode == 0 and quiet.stderr == ""
