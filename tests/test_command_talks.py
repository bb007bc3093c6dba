"""The command as a user: on a terminal it shows how far it is and asks; everywhere it names what it left out."""

import csv
import fcntl
import os
import pty
import select
import shutil
import signal
import subprocess
import sys
import termios
import time
from pathlib import Path

import pytest

from bench.faults.made import leftovers, make_reports
from ingest.command import line, lists
from ingest.command.progress import telling
from tests.conftest import ROOT, SAMPLE, ingest, opened
from warehouse.publish import current, kept

QUESTION = "Publish it without them? [y/N]"


def _own_terminal() -> None:
    """So that Ctrl-C is one, whoever started the tests."""
    fcntl.ioctl(0, termios.TIOCSCTTY, 0)
    signal.signal(signal.SIGINT, signal.default_int_handler)


def on_a_terminal(*arguments: object, answer: str = "") -> tuple[int, str]:
    """Run the real command with a terminal for all its streams; `answer` is typed when it asks."""
    ours, theirs = pty.openpty()
    termios.tcsetwinsize(theirs, (24, 120))
    command = [sys.executable, "-m", "ingest", *map(str, arguments)]
    process = subprocess.Popen(
        command, cwd=ROOT, stdin=theirs, stdout=theirs, stderr=theirs, start_new_session=True,
        preexec_fn=_own_terminal,
    )  # fmt: skip
    os.close(theirs)
    text, is_answered = "", False
    while True:
        ready, _, _ = select.select([ours], [], [], 60)
        assert ready, text
        try:
            piece = os.read(ours, 65536)
        except OSError:  # its last end is closed
            break
        if not piece:
            break
        text += piece.decode(errors="replace")
        if QUESTION in text and not is_answered:
            is_answered = True
            time.sleep(0.3)  # as nobody answers before the question is there
            os.write(ours, answer.encode())
    os.close(ours)
    return process.wait(60), text


def rows_of(path: Path) -> list[dict[str, str]]:
    return list(csv.DictReader(path.read_text(encoding="utf-8-sig").splitlines()))


@pytest.fixture()
def reports(tmp_path: Path) -> Path:
    return make_reports(tmp_path / "reports", 4)


def test_a_terminal_shows_how_far_it_is(tmp_path: Path, reports: Path) -> None:
    code, text = on_a_terminal(reports, "--warehouse", tmp_path / "w")
    assert code == 0 and "reading:" in text and " files/s" in text and "building the snapshot" in text
    assert "reports            4" in text and "Traceback" not in text


def test_elsewhere_nothing_is_said_beside_the_summary(tmp_path: Path, reports: Path) -> None:
    done = ingest(reports, "--warehouse", tmp_path / "w")
    assert done.stderr == "" and "reading" not in done.stdout and "building" not in done.stdout


def test_the_time_left_is_of_what_is_still_to_be_read(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys.stderr, "isatty", lambda: True)
    with telling(as_lines=False) as tell:
        tell(900, 1000)
        for done in range(901, 1001):
            tell(done, 1000)
        tell(1000, 1000)
    shown = capsys.readouterr().err
    assert "1000/1000" in shown or "90%" in shown
    assert shown.count("building the snapshot") == 1


def test_lines_for_a_program_are_few_and_end_with_the_last(capsys: pytest.CaptureFixture[str]) -> None:
    with telling(as_lines=True) as tell:
        for done in range(10_001):
            tell(done, 10_000)
    lines = capsys.readouterr().out.splitlines()
    assert lines[0] == "progress 0 10000" and lines[-1] == "progress 10000 10000" and len(lines) <= 102


def test_long_files_are_progress_before_their_chunk_is_done(tmp_path: Path) -> None:
    """A chunk holds hundreds of files: what is read of it counts."""
    done = ingest(make_reports(tmp_path / "many", 400), "--warehouse", tmp_path / "w", "--progress")
    seen = [int(each.split()[1]) for each in done.stdout.splitlines() if each.startswith("progress ")]
    assert seen == sorted(seen) and seen[-1] == 400
    assert len(seen) > 2 + 400 // 50, "more often than whole chunks"


def test_every_file_that_gave_no_report_is_named_with_what_to_do(tmp_path: Path, reports: Path) -> None:
    (reports / "empty.txt").write_bytes(b"")
    (reports / "=cmd.txt").write_text("no report at all", encoding="utf-8")
    shutil.copy(reports / "report00000.txt", reports / "copy.txt")
    done = ingest(reports, "--warehouse", tmp_path / "w")
    assert "empty.txt: The file is empty. Please download it again." in done.stdout
    assert "1 with the same content as another" in done.stdout
    rows = rows_of(tmp_path / "w" / lists.QUARANTINED)
    assert {row["source"]: row["reason"] for row in rows} == {
        "empty.txt": "empty", "'=cmd.txt": "not_a_report", "report00000.txt": "duplicate",
    }  # fmt: skip
    assert all(row["message"].endswith("。") and row["message_en"].endswith(".") for row in rows)
    assert done.stdout.splitlines()[-1].startswith("snapshot "), "what others read stands last"
    assert leftovers(tmp_path / "w") == []
    for name in ("empty.txt", "=cmd.txt", "copy.txt"):
        (reports / name).unlink()
    again = ingest(reports, "--warehouse", tmp_path / "w")
    assert "gave no report" not in again.stdout and not (tmp_path / "w" / lists.QUARANTINED).exists()


def test_a_long_list_is_cut_on_the_screen_and_whole_in_the_file(tmp_path: Path, reports: Path) -> None:
    for number in range(30):
        (reports / f"bad{number:02}.txt").write_text(f"nothing {number}", encoding="utf-8")
    done = ingest(reports, "--warehouse", tmp_path / "w")
    assert "30 files gave no report" in done.stdout and "and 10 more" in done.stdout
    assert len(rows_of(tmp_path / "w" / lists.QUARANTINED)) == 30


def test_reports_without_agency_are_warned_of(tmp_path: Path) -> None:
    done = ingest(SAMPLE, "--warehouse", tmp_path / "w")
    unknown = opened(tmp_path / "w").execute(
        "SELECT source FROM reports WHERE agency IS NULL OR year IS NULL ORDER BY source"
    ).fetchall()  # fmt: skip
    assert unknown, "the sample has one"
    assert [row["source"] for row in rows_of(tmp_path / "w" / lists.UNKNOWN)] == [source for (source,) in unknown]
    assert f"{unknown[0][0]}: the agency could not be told" in done.stdout


def test_what_vanished_is_told_and_without_a_terminal_nobody_is_asked(tmp_path: Path, reports: Path) -> None:
    ingest(reports, "--warehouse", tmp_path / "w")
    (reports / "report00001.txt").unlink()
    (reports / "report00002.txt").rename(reports / "moved.txt")
    text = (reports / "report00003.txt").read_text(encoding="utf-8")
    (reports / "report00003.txt").write_text(text + "\n补充说明。\n", encoding="utf-8")
    done = ingest(reports, "--warehouse", tmp_path / "w")
    assert "1 report of the snapshot before vanished from this one" in done.stdout
    assert [row["source"] for row in rows_of(tmp_path / "w" / lists.VANISHED)] == ["report00001.txt"]
    again = ingest(reports, "--warehouse", tmp_path / "w")
    assert "vanished from this one" not in again.stdout and not (tmp_path / "w" / lists.VANISHED).exists()


@pytest.mark.parametrize(
    ("answer", "code"), [("\n", 1), ("n\n", 1), ("\x04", 1), ("\x03", 130), ("y\n", 0), ("yes\n", 0)]
)
def test_a_terminal_is_asked_before_reports_vanish(tmp_path: Path, reports: Path, answer: str, code: int) -> None:
    warehouse = tmp_path / "w"
    ingest(reports, "--warehouse", warehouse)
    before = current(warehouse).id
    (reports / "report00001.txt").unlink()
    got, text = on_a_terminal(reports, "--warehouse", warehouse, answer=answer)
    assert got == code and "1 report in force is not under these paths" in text and "report00001.txt" in text
    assert "Traceback" not in text
    assert (current(warehouse).id == before) == (code != 0)
    assert len(kept(warehouse)) == (1 if code else 2) and leftovers(warehouse) == []


def test_yes_and_an_input_that_lacks_nothing_are_not_asked_about(tmp_path: Path, reports: Path) -> None:
    warehouse = tmp_path / "w"
    ingest(reports, "--warehouse", warehouse)
    make_reports(reports, 1, first=9)
    code, text = on_a_terminal(reports, "--warehouse", warehouse)
    assert code == 0 and QUESTION not in text
    (reports / "report00001.txt").unlink()
    code, text = on_a_terminal(reports, "--yes", "--warehouse", warehouse)
    assert code == 0 and QUESTION not in text


def test_add_keeps_what_was_there(tmp_path: Path, reports: Path) -> None:
    warehouse, more = tmp_path / "w", make_reports(tmp_path / "more", 2, first=7)
    assert "reports            4" in ingest("--add", reports, "--warehouse", warehouse).stdout, "the first run"
    done = ingest("--add", more, "--warehouse", warehouse)
    assert "reports            6" in done.stdout and "parsed             2" in done.stdout
    assert "reports            6" in ingest("--add", more / "report00007.txt", "--warehouse", warehouse).stdout
    assert "quarantined        0" in ingest("--add", reports, "--warehouse", warehouse).stdout, "not twice"
    assert "differences        0" in ingest("verify", "--warehouse", warehouse).stdout
    shutil.rmtree(reports)
    refused = ingest("--add", more, "--warehouse", warehouse, check=False)
    assert refused.returncode == 1 and str(reports) in refused.stderr and len(refused.stderr.splitlines()) == 1
    assert "reports            2" in ingest(more, "--warehouse", warehouse).stdout


def test_nothing_is_added_to_what_is_not_known(tmp_path: Path, reports: Path) -> None:
    warehouse = tmp_path / "w"
    ingest(reports, "--warehouse", warehouse)
    (warehouse / f"nianbao-{current(warehouse).id}.json").unlink()
    refused = ingest("--add", reports, "--warehouse", warehouse, check=False)
    assert refused.returncode == 1 and "name all its folders" in refused.stderr


@pytest.mark.parametrize("arguments", [[""], ["  "], ["--warehouse", ""], ["--add", ""]])
def test_an_empty_name_is_never_the_folder_that_one_is_in(tmp_path: Path, arguments: list[str]) -> None:
    done = ingest(*arguments, *([] if "--warehouse" in arguments else ["--warehouse", tmp_path / "w"]), check=False)
    assert done.returncode == 1 and "is empty" in done.stderr and len(done.stderr.splitlines()) == 1
    assert not (tmp_path / "w").exists()


def test_a_mistyped_folder_is_not_filled_with_the_sample(tmp_path: Path) -> None:
    (tmp_path / "nothing").mkdir()
    for given in (tmp_path / "nothing", tmp_path / "mistyped"):
        done = ingest(given, "--warehouse", tmp_path / "w", check=False)
        assert done.returncode == 1 and len(done.stderr.splitlines()) == 1 and str(given) in done.stderr
        assert not (tmp_path / "w" / "current.json").exists()


@pytest.mark.parametrize("command", ["", "verify", "rollback", "explain"])
def test_every_option_has_its_help(command: str, monkeypatch: pytest.MonkeyPatch) -> None:
    import argparse

    found: list[argparse.ArgumentParser] = []

    def parse(parser: argparse.ArgumentParser, arguments: list[str]) -> None:
        found.append(parser)
        raise SystemExit

    monkeypatch.setattr(argparse.ArgumentParser, "parse_args", parse)
    with pytest.raises(SystemExit):
        line.main([command] if command else [])
    (parser,) = found
    assert all(action.help for action in parser._actions), [a.dest for a in parser._actions if not a.help]


def test_a_list_that_cannot_be_written_costs_nothing_else(tmp_path: Path, reports: Path) -> None:
    (reports / "empty.txt").write_bytes(b"")
    (tmp_path / "w" / lists.QUARANTINED / "in").mkdir(parents=True)
    done = ingest(reports, "--warehouse", tmp_path / "w")
    assert "reports            4" in done.stdout and "empty.txt: The file is empty" in done.stdout


def test_the_command_has_no_thread_before_documents_are_read() -> None:
    """Processes that read are copies of it, which start at once; a library with threads would forbid that."""
    code = "import ingest.command.line, psutil, sys; print(psutil.Process().num_threads(), {'polars', 'duckdb'} & {*sys.modules})"
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)
    assert done.stdout.split() == ["1", "set()"]
