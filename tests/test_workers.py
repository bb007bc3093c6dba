"""One document can never stop a run: whatever it does to the process that reads it, it is known by the reason, the
others are read, and it is not tried again."""

import os
import shutil
import signal
import subprocess
import sys
import time
import zipfile
from contextlib import suppress
from pathlib import Path

import psutil
import pytest

import ingest.__main__ as command
from bench.fidelity.filled import fill
from bench.fidelity.texts import render, tabs
from ingest.command import line
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
    if b"SLOW" in data:
        time.sleep(float(os.environ["SLOW"]))
    if b"ONCE" in data and not os.path.exists(os.environ["ONCE"]):
        open(os.environ["ONCE"], "w").close()
        os.kill(os.getpid(), 9)
    if b"CLOSES" in data:
        os.closerange(3, 64)
        while True: time.sleep(1)
    if b"LEAVES" in data:
        class Cycle:
            def __del__(self): time.sleep(3600)
        cycle = Cycle(); cycle.own = cycle
    return real(data)
report.read = read
import ingest.store.workers as workers
if "HALF" in os.environ:
    whole, sent = workers.parse_chunk, []
    def parse_chunk(chunk, job, desk):
        if not os.path.exists(os.environ["HALF"]):
            open(os.environ["HALF"], "w").close()
            for fd in range(3, 64):
                try: os.write(fd, bytes([0, 0, 16, 0]) + b"half")
                except OSError: pass
            time.sleep(3600)
        return whole(chunk, job, desk)
    workers.parse_chunk = parse_chunk
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


# -- what is nobody's fault ---


def test_what_a_system_kills_is_tried_again(tmp_path: Path) -> None:
    """A single new file, whose worker is killed from outside: it is read again at once, and by every later run."""
    reports, warehouse = tmp_path / "reports", tmp_path / "w"
    good(reports, 1)
    obeying(reports, "--warehouse", warehouse)
    (reports / "once.txt").write_text("ONCE\n" + render(fill(5, 2021), tabs), encoding="utf-8")
    done = obeying(reports, "--warehouse", warehouse, ONCE=str(tmp_path / "once"))
    assert summary(done.stdout)["reports"] == "2"
    (reports / "always.txt").write_text("KILLED\n" + render(fill(6, 2021), tabs), encoding="utf-8")
    assert quarantine_of(obeying(reports, "--warehouse", warehouse), warehouse) == {"always.txt": "crashed"}
    again = subprocess.run(
        [sys.executable, "-m", "ingest", str(reports), "--warehouse", str(warehouse)],
        cwd=ROOT, capture_output=True, text=True, check=True,
    )  # fmt: skip
    assert summary(again.stdout)["reports"] == "3"


def quarantine_of(done: subprocess.CompletedProcess[str], warehouse: Path) -> dict[str, str]:
    assert done.returncode == 0, done.stderr
    return {source: reason for source, (reason, _) in quarantine(warehouse).items()}


def test_time_in_which_everything_stands_still_counts_for_nothing(tmp_path: Path) -> None:
    """As on a laptop that sleeps, or in a shell where Ctrl-Z was pressed."""
    reports, warehouse = tmp_path / "reports", tmp_path / "w"
    good(reports, 1)
    (reports / "slow.txt").write_text("SLOW\n" + render(fill(5, 2021), tabs), encoding="utf-8")
    command = [sys.executable, "-c", OBEYING, str(reports), "--warehouse", str(warehouse)]
    running = subprocess.Popen(
        command, cwd=ROOT, env={**os.environ, "NIANBAO_SECONDS": "5", "SLOW": "2"}, start_new_session=True,
        stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
    )  # fmt: skip
    wait_for_workers(running.pid)
    os.killpg(running.pid, signal.SIGSTOP)
    time.sleep(7)  # longer than a document may take: this is what is tested
    os.killpg(running.pid, signal.SIGCONT)
    out, _ = running.communicate(timeout=60)
    assert summary(out)["reports"] == "2"


def test_copies_of_a_culprit_cost_its_time_once(tmp_path: Path) -> None:
    reports, warehouse = tmp_path / "reports", tmp_path / "w"
    good(reports, 1)
    for number in range(9):
        (reports / f"copy{number}.txt").write_text("政府信息公开 HANG")
    started = time.monotonic()
    done = obeying(reports, "--warehouse", warehouse)
    assert quarantine_of(done, warehouse)["copy0.txt"] == "too_slow"
    assert time.monotonic() - started < 2 * 5


def test_bounds_that_change_and_change_back(tmp_path: Path) -> None:
    """An archive is given up under one bound, and opened under another; then only what hangs depends on the bound."""
    reports, warehouse = tmp_path / "reports", tmp_path / "w"
    good(reports, 1)
    with zipfile.ZipFile(reports / "all.zip", "w") as archive:
        for number in range(4):
            archive.writestr(f"{number}.txt", f"政府信息公开 SLOW {number}")
        archive.writestr("7.txt", "政府信息公开 HANG")
        archive.writestr("good.txt", render(fill(7, 2021), tabs))
    came = []
    for seconds in ("1", "3", "1", "1"):
        done = obeying(reports, "--warehouse", warehouse, NIANBAO_SECONDS=seconds, SLOW="1.5")
        assert done.returncode == 0, done.stderr
        came.append(quarantine(warehouse).get("all.zip", ("opened",))[0])
    assert came == ["too_slow", "opened", "opened", "opened"]  # what was read once is known
    assert quarantine(warehouse)["all.zip/7.txt"][0] == "too_slow"


# -- a worker that stops where no document is to blame ---


@pytest.mark.parametrize("word", ["CLOSES", "LEAVES"])
def test_a_worker_that_cannot_answer_is_replaced(tmp_path: Path, word: str) -> None:
    """It has closed its pipe, or what a document left behind hangs when it is cleared away."""
    reports, warehouse = tmp_path / "reports", tmp_path / "w"
    good(reports, 2)
    (reports / "good000b.txt").write_text(f"{word}\n政府信息公开")
    done = obeying(reports, "--warehouse", warehouse, NIANBAO_SECONDS="1")
    assert done.returncode == 0, done.stderr
    assert summary(done.stdout)["reports"] == "2"


def test_half_an_answer_does_not_hold_up_the_command(tmp_path: Path) -> None:
    reports, warehouse = tmp_path / "reports", tmp_path / "w"
    good(reports, 2)
    done = obeying(reports, "--warehouse", warehouse, HALF=str(tmp_path / "half"))
    assert done.returncode == 0, done.stderr
    assert summary(done.stdout)["reports"] == "2"


# -- who listens ---


def test_nobody_listening_changes_nothing(tmp_path: Path) -> None:
    """The pipe is closed, or has no room: the snapshot is in force all the same."""
    reports = tmp_path / "reports"
    good(reports, 2)
    for number, redirection in enumerate(("| true", "> /dev/full")):
        warehouse = tmp_path / f"w{number}"
        command = f"'{sys.executable}' -m ingest '{reports}' --progress --warehouse '{warehouse}' {redirection}"
        done = subprocess.run(
            ["bash", "-o", "pipefail", "-c", command], cwd=ROOT, capture_output=True, text=True, timeout=120
        )
        assert done.returncode == 0 and "Traceback" not in done.stderr, done.stderr
        assert opened(warehouse).execute("SELECT count(*) FROM reports").fetchone() == (2,)


def test_interrupted_at_any_moment_is_one_line(tmp_path: Path) -> None:
    good(tmp_path / "reports", 30)
    command = [sys.executable, "-m", "ingest", str(tmp_path / "reports"), "--warehouse", str(tmp_path / "w")]
    for after in (0.1, 0.2, 0.4, 0.6, 0.8):
        running = subprocess.Popen(
            command, cwd=ROOT, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True, start_new_session=True
        )
        with suppress(subprocess.TimeoutExpired):
            running.wait(after)
        running.send_signal(signal.SIGINT)
        _, errors = running.communicate(timeout=60)
        assert running.returncode in (0, 130, -signal.SIGINT) and "Traceback" not in errors, errors


def test_interrupted_within_a_statement_of_the_database_is_one_line(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """DuckDB answers a Ctrl-C there with an error of its own; no other error is taken for one."""

    def raising(words: str) -> None:
        def run(_: object) -> int:
            raise RuntimeError(words)

        monkeypatch.setattr(line, "main", run)

    raising("Query interrupted")
    assert command.main([]) == 130
    assert capsys.readouterr().err == "ingest: interrupted; nothing half-made is in force\n"
    raising("something else")
    with pytest.raises(RuntimeError, match="something else"):
        command.main([])


def test_the_warehouse_is_none_of_its_own_documents(tmp_path: Path) -> None:
    good(tmp_path / "reports", 2)
    inside = tmp_path / "reports" / "w"
    counts = [summary(obeying(tmp_path / "reports", "--warehouse", inside).stdout)["files read"] for _ in range(2)]
    assert counts == ["2 of 2", "2 of 2"]
    refused = obeying(inside, "--warehouse", inside)
    assert refused.returncode == 1 and "is the warehouse itself" in refused.stderr


def test_a_warehouse_that_cannot_be_one_is_one_clear_line(tmp_path: Path) -> None:
    good(tmp_path / "reports", 1)
    (tmp_path / "file").write_text("in the way")
    (tmp_path / "w" / ".lock").mkdir(parents=True)
    (tmp_path / "v").mkdir()
    (tmp_path / "v" / "store").write_text("in the way")
    gbk = os.fsdecode(os.fsencode(tmp_path) + "/仓库".encode("gbk"))
    for warehouse in (tmp_path / "file", tmp_path / "w", tmp_path / "v", gbk):
        done = obeying(tmp_path / "reports", "--warehouse", warehouse)
        assert done.returncode == 1 and len(done.stderr.strip().splitlines()) == 1, done.stderr
