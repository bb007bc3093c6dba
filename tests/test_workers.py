"""One document can never stop a run: whatever it does to the process that reads it, it is known by the reason, the
others are read, and it is not tried again."""

import os
import shutil
import signal
import subprocess
import sys
import time
import zipfile
from pathlib import Path

import psutil
import pytest

from bench.fidelity.filled import fill
from bench.fidelity.texts import render, tabs
from tests.conftest import ROOT, SAMPLE, opened
from tests.test_ingest_command import quarantine, summary

GOOD = SAMPLE / "江西省" / "丰城市卫生健康委员会_2020.txt"
# What a reader could do, by a word in the file: the command as it is, with a reader that obeys.
OBEYING = """
import sys, os, ctypes, time; sys.path.insert(0, os.getcwd())
import ingest.__main__ as command, ingest.report as report
real, met = report.read, []
def read(data):
    met.append(data)
    if b"HANG" in data:
        while True: pass
    if b"SLEEP" in data:
        time.sleep(3600)
    if b"GROW" in data:
        hoard = []
        while True: hoard.append(bytearray(2**22)); time.sleep(0.002)
    if b"LEAP" in data:
        bytearray(2**36)
    if b"SEGV" in data:
        ctypes.string_at(0)
    if b"ABORT" in data:
        os.abort()
    if b"EXIT" in data:
        raise SystemExit(3)
    if b"LEAVE" in data:
        os._exit(0)
    if b"KILLED" in data:
        os.kill(os.getpid(), 9)
    if b"MEMORY" in data:
        raise MemoryError
    if b"RECURSE" in data:
        def deeper(n): return deeper(n + 1)
        deeper(0)
    if b"AFTER" in data and len(met) > 1:
        os.abort()
    if b"TRACE" in data:
        open(os.environ["TRACE"], "a").write("read\\n")
    return real(data)
report.read = read
sys.exit(command.main(sys.argv[1:]))
"""
REASONS = {
    "HANG": "too_slow", "SLEEP": "too_slow", "GROW": "too_large", "LEAP": "too_large", "SEGV": "crashed",
    "ABORT": "crashed", "EXIT": "crashed", "LEAVE": "crashed", "KILLED": "crashed", "MEMORY": "too_large",
    "RECURSE": "crashed",
}  # fmt: skip
BOUNDS = {"NIANBAO_SECONDS": "2", "NIANBAO_MEMORY": "400"}


def obeying(*arguments: object, **environment: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-c", OBEYING, *map(str, arguments)]
    return subprocess.run(
        command, cwd=ROOT, env={**os.environ, **BOUNDS, **environment}, capture_output=True, text=True, timeout=120
    )


def good(folder: Path, count: int) -> None:
    folder.mkdir(exist_ok=True)
    for number in range(count):
        (folder / f"good{number:03}.txt").write_text(render(fill(number, 2021), tabs), encoding="utf-8")


@pytest.mark.parametrize("count", [3, 120], ids=["few", "many"])
def test_every_way_to_end_a_worker(tmp_path: Path, count: int) -> None:
    """Few files are read by one worker, many by several; in the middle of both the culprit is found."""
    reports, warehouse = tmp_path / "reports", tmp_path / "w"
    good(reports, count)
    for word in REASONS:
        (reports / f"good000-{word}.txt").write_text(f"{word}\n政府信息公开")
    done = obeying(reports, "--warehouse", warehouse)
    assert done.returncode == 0, done.stderr
    found = {source: reason for source, (reason, _) in quarantine(warehouse).items()}
    assert found == {f"good000-{word}.txt": reason for word, reason in REASONS.items()}
    assert summary(done.stdout)["reports"] == str(count)
    assert all(len(detail) > 20 for _, detail in quarantine(warehouse).values())
    again = obeying(reports, "--warehouse", warehouse)
    assert summary(again.stdout)["parsed"] == "0", "what ended a worker is not tried again"
    assert "Traceback" not in done.stderr.replace("reading good000-EXIT.txt crashed\nTraceback", "").replace(
        "reading good000-RECURSE.txt crashed\nTraceback", ""
    )


def test_under_other_bounds_it_is_tried_again(tmp_path: Path) -> None:
    reports, warehouse = tmp_path / "reports", tmp_path / "w"
    good(reports, 2)
    (reports / "slow.txt").write_text("HANG")
    obeying(reports, "--warehouse", warehouse)
    again = obeying(reports, "--warehouse", warehouse, NIANBAO_SECONDS="1")
    assert summary(again.stdout)["parsed"] == "1" and quarantine(warehouse)["slow.txt"][0] == "too_slow"


def test_a_culprit_inside_an_archive_harms_no_other_member(tmp_path: Path) -> None:
    reports, warehouse = tmp_path / "reports", tmp_path / "w"
    reports.mkdir()
    with zipfile.ZipFile(reports / "all.zip", "w") as archive:
        for number in range(4):
            archive.writestr(f"good{number}.txt", render(fill(number, 2021), tabs))
        archive.writestr("good1b.txt", "政府信息公开 HANG")
        archive.writestr("good2b.txt", "政府信息公开 SEGV")
    done = obeying(reports, "--warehouse", warehouse)
    assert done.returncode == 0, done.stderr
    assert summary(done.stdout)["reports"] == "4"
    assert {source: reason for source, (reason, _) in quarantine(warehouse).items()} == {
        "all.zip/good1b.txt": "too_slow", "all.zip/good2b.txt": "crashed",
    }  # fmt: skip
    assert summary(obeying(reports, "--warehouse", warehouse).stdout)["parsed"] == "0"


def test_an_archive_of_culprits_is_given_up(tmp_path: Path) -> None:
    reports, warehouse = tmp_path / "reports", tmp_path / "w"
    good(reports, 1)
    with zipfile.ZipFile(reports / "all.zip", "w") as archive:
        for number in range(12):
            archive.writestr(f"{number:02}.txt", f"政府信息公开 ABORT {number}")
    done = obeying(reports, "--warehouse", warehouse)
    assert done.returncode == 0 and quarantine(warehouse)["all.zip"][0] == "crashed"
    assert summary(obeying(reports, "--warehouse", warehouse).stdout)["parsed"] == "0"


def test_what_another_file_left_in_the_worker_is_no_fault_of_a_document(tmp_path: Path) -> None:
    """A file that only crashes behind others is read alone, and taken."""
    reports, warehouse = tmp_path / "reports", tmp_path / "w"
    good(reports, 3)
    text = render(fill(9, 2021), tabs)
    (reports / "good001b.txt").write_text(f"AFTER\n{text}", encoding="utf-8")
    done = obeying(reports, "--warehouse", warehouse)
    assert done.returncode == 0 and summary(done.stdout)["reports"] == "4", done.stderr


def test_a_wrong_setting_is_one_clear_line(tmp_path: Path) -> None:
    good(tmp_path / "reports", 1)
    for wrong in ("much", "-1", "0", "inf"):
        done = obeying(tmp_path / "reports", "--warehouse", tmp_path / "w", NIANBAO_MEMORY=wrong)
        assert done.returncode == 1 and done.stderr.startswith("ingest: NIANBAO_MEMORY is"), done.stderr
        assert len(done.stderr.strip().splitlines()) == 1


@pytest.mark.parametrize("whom", ["alone", "group"])
def test_killed_alone_or_with_its_group_it_leaves_nothing_running_and_nothing_locked(tmp_path: Path, whom: str) -> None:
    """As an out-of-memory killer does: the workers end by themselves, and the next ingest runs."""
    reports, warehouse = tmp_path / "reports", tmp_path / "w"
    good(reports, 3)
    (reports / "slow.txt").write_text("SLEEP")
    command = [sys.executable, "-c", OBEYING, str(reports), "--warehouse", str(warehouse)]
    running = subprocess.Popen(
        command, cwd=ROOT, env={**os.environ, "NIANBAO_SECONDS": "600"}, start_new_session=True,
        stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
    )  # fmt: skip
    workers = wait_for_workers(running.pid)
    os.kill(running.pid, signal.SIGKILL) if whom == "alone" else os.killpg(running.pid, signal.SIGKILL)
    running.wait(20)
    _, alive = psutil.wait_procs(workers, timeout=10)
    assert not alive
    (reports / "slow.txt").unlink()
    done = obeying(reports, "--warehouse", warehouse)
    assert done.returncode == 0, done.stderr
    assert summary(done.stdout)["reports"] == "3"


def wait_for_workers(pid: int) -> list[psutil.Process]:
    until = time.monotonic() + 30
    while time.monotonic() < until:
        workers = psutil.Process(pid).children(recursive=True)
        if workers:
            return workers
        time.sleep(0.02)
    raise AssertionError("no worker was started")


def test_a_process_with_threads_reads_as_well(tmp_path: Path) -> None:
    """Where no copy of the process can be relied on, workers are started anew."""
    reports = tmp_path / "reports"
    reports.mkdir()
    shutil.copy(GOOD, reports)
    code = (
        "import sys, os; sys.path.insert(0, os.getcwd()); import polars, ingest.__main__ as command\n"
        "polars.DataFrame({'a': [1]}).sum()\n"
        "if __name__ == '__main__': sys.exit(command.main(sys.argv[1:]))"
    )
    done = subprocess.run(
        [sys.executable, "-c", code, str(reports), "--warehouse", str(tmp_path / "w")],
        cwd=ROOT, capture_output=True, text=True, timeout=120,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    assert opened(tmp_path / "w").execute("SELECT count(*) FROM reports").fetchone() == (1,)
