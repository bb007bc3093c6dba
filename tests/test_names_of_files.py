"""Names and folders of every kind: each file is read or has its reason, and nothing stops the others."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from bench.faults.made import digest, make_reports
from bench.faults.names import NAMES, make_names, remove_names
from ingest.report import Rejected
from ingest.store import files
from ingest.store.files import content, find, shown
from tests.conftest import ROOT, ingest, opened
from tests.test_ingest_command import quarantine, summary
from warehouse.publish import current


def test_every_name_is_read_or_has_its_reason(tmp_path: Path) -> None:
    try:
        make_names(tmp_path / "reports")
        done = ingest(tmp_path / "reports", "--warehouse", tmp_path / "w")
        again = summary(ingest(tmp_path / "reports", "--warehouse", tmp_path / "w").stdout)
    finally:
        remove_names(tmp_path / "reports")
    assert done.stderr == ""
    read = {source for (source,) in opened(tmp_path / "w").execute("SELECT source FROM reports").fetchall()}
    reasons = {source: reason for source, (reason, _) in quarantine(tmp_path / "w").items()}
    for name in NAMES:
        if name.reason is None:
            assert name.source in read, name.what
        elif name.reason == "duplicate":  # which of two equal files is counted is no matter
            assert {name.source, "real.txt"} & set(reasons), name.what
        else:
            assert reasons.get(name.source) == name.reason, name.what
    assert len(read) + len(reasons) == len(NAMES) + 1
    assert again["reports"] == str(len(read))


def test_links_are_followed_where_that_is_asked_for_and_never_in_a_circle(tmp_path: Path) -> None:
    reports = make_reports(tmp_path / "reports", 1)
    make_reports(tmp_path / "outer", 2, first=1)
    (reports / "folder").symlink_to(tmp_path / "outer")
    (tmp_path / "outer" / "circle").symlink_to(tmp_path / "outer")
    (reports / "file.txt").symlink_to(tmp_path / "outer" / "report00001.txt")
    counts = summary(ingest(reports, "--follow-links", "--warehouse", tmp_path / "w").stdout)
    assert counts["reports"] == "3"
    counts = summary(ingest(reports, "--warehouse", tmp_path / "w").stdout)
    assert counts["reports"] == "1"
    (tmp_path / "itself").symlink_to(reports)  # the path itself may be a link: it was named
    assert summary(ingest(tmp_path / "itself", "--warehouse", tmp_path / "w").stdout)["reports"] == "1"


def test_a_hundred_thousand_files_in_one_folder(tmp_path: Path) -> None:
    folder = tmp_path / "many"
    folder.mkdir()
    for number in range(100_000):
        os.close(os.open(folder / f"{number}.txt", os.O_CREAT | os.O_WRONLY))
    found = find([folder])
    assert len(found) == 100_000 and not any(each.problem for each in found)


def test_proc_is_read_to_its_end(tmp_path: Path) -> None:
    """Files that are no files: endless, without a size, refusing to be read."""
    if not Path("/proc/self/fd").is_dir():
        # Other systems have no such files to meet.
        pytest.skip("this system has no /proc")
    done = ingest("/proc/self", "--warehouse", tmp_path / "w", check=False)
    assert done.returncode == 1 and "Traceback" not in done.stderr and done.stderr.startswith("ingest: none of ")


class TestChanges:
    """Between the moment when a file is found and the moment when it is read, and while it is read."""

    def found(self, tmp_path: Path) -> files.Found:
        (tmp_path / "a.txt").write_text("first")
        return find([tmp_path])[0]

    def test_gone(self, tmp_path: Path) -> None:
        file = self.found(tmp_path)
        (tmp_path / "a.txt").unlink()
        read = content(file)
        assert isinstance(read, Rejected) and read.reason == "vanished"

    def test_a_pipe_now(self, tmp_path: Path) -> None:
        file = self.found(tmp_path)
        (tmp_path / "a.txt").unlink()
        os.mkfifo(tmp_path / "a.txt")
        read = content(file)
        assert isinstance(read, Rejected) and read.reason == "not_a_file"

    def test_a_link_now(self, tmp_path: Path) -> None:
        file = self.found(tmp_path)
        (tmp_path / "a.txt").unlink()
        (tmp_path / "a.txt").symlink_to("/etc/hostname")
        assert isinstance(content(file), Rejected)

    @pytest.mark.parametrize(("times", "reason"), [(1, None), (99, "changing")])
    def test_written_while_it_is_read(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, times: int, reason: str | None
    ) -> None:
        """A file that is complete in the end is read whole; one that never is, is not taken."""
        file, real, left = self.found(tmp_path), os.read, [times]

        def read(descriptor: int, most: int) -> bytes:
            data = real(descriptor, most)
            if not data and left[0]:
                left[0] -= 1
                with (tmp_path / "a.txt").open("a") as stream:
                    stream.write(" and more")
            return data

        monkeypatch.setattr(files.os, "read", read)
        got = content(file)
        assert got == b"first and more" if reason is None else isinstance(got, Rejected) and got.reason == reason


def test_names_keep_what_tells_them_apart() -> None:
    assert shown("年报 2021.txt") == "年报 2021.txt"
    assert len({shown(name) for name in ("a\nb", "a\rb", "a b", "a\u202eb")}) == 4


# -- a disk that is full, or may not be written to ---

FULL = """
import resource, signal, sys, os; sys.path.insert(0, os.getcwd())
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
resource.setrlimit(resource.RLIMIT_FSIZE, (int(sys.argv[1]), int(sys.argv[1])))
import ingest.__main__ as command
sys.exit(command.main(sys.argv[2:]))
"""


def test_no_room_at_any_step_is_one_clear_line_and_the_old_snapshot_stays(tmp_path: Path) -> None:
    """No file may grow beyond a bound that is raised step by step, so that each write is the first that fails."""
    old, new, warehouse = (
        make_reports(tmp_path / "old", 2),
        make_reports(tmp_path / "new", 30, first=50),
        tmp_path / "w",
    )
    ingest(old, "--warehouse", warehouse)
    before, snapshot = digest(warehouse), current(warehouse).id
    failed = 0
    for bound in (0, 6_000, 20_000, 80_000, 300_000, 2**40):
        done = subprocess.run(
            [sys.executable, "-c", FULL, str(bound), str(new), "--warehouse", str(warehouse)],
            cwd=ROOT, capture_output=True, text=True, timeout=120,
        )  # fmt: skip
        if done.returncode == 0:
            continue
        failed += 1
        assert done.returncode == 1 and len(done.stderr.strip().splitlines()) == 1, (bound, done.stderr)
        assert done.stderr.startswith("ingest: "), done.stderr
        assert current(warehouse).id == snapshot and digest(warehouse) == before
    assert failed >= 4 and done.returncode == 0, "the last bound is none"
    assert current(warehouse).id != snapshot


@pytest.mark.skipif(os.geteuid() != 0, reason="needs root to mount a disk of its own that is full or read-only")
@pytest.mark.parametrize("how", ["size=600k", "size=1500k", "size=2500k", "ro"])
def test_a_disk_that_is_full_or_read_only(tmp_path: Path, how: str) -> None:
    disk = tmp_path / "disk"
    disk.mkdir()
    mounted = subprocess.run(["mount", "-t", "tmpfs", "-o", how, "tmpfs", str(disk)], capture_output=True, text=True)
    if mounted.returncode:
        # Within a container root may not mount; the test before makes every step fail without it.
        pytest.skip(f"this machine lets nobody mount a disk: {mounted.stderr.strip()}")
    try:
        done = ingest(make_reports(tmp_path / "new", 60), "--warehouse", disk / "w", check=False)
        assert done.returncode == 1 and len(done.stderr.strip().splitlines()) == 1, done.stderr
        assert done.stderr.startswith("ingest: ") and "Traceback" not in done.stderr
    finally:
        subprocess.run(["umount", str(disk)], check=True)
