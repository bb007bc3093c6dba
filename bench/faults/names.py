"""Names and folders as archives, mirrors and people leave them, and what becomes of each: read, or a reason."""

import os
import socket
import subprocess
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from bench.fidelity.filled import fill
from bench.fidelity.texts import render, tabs


@dataclass(frozen=True, slots=True)
class Name:
    """A way to name or place a file: `make` does it under a folder; `source` is how the file is shown, `reason` why it
    gives no report, None where it is read."""

    what: str
    make: Callable[[Path, bytes], None]
    source: str
    reason: str | None = None


def _raw(name: bytes) -> Callable[[Path, bytes], None]:
    def make(folder: Path, text: bytes) -> None:
        with open(os.fsencode(folder) + b"/" + name, "wb") as stream:
            stream.write(text)

    return make


def _link(target: str, name: str, of_folder: bool = False) -> Callable[[Path, bytes], None]:
    def make(folder: Path, text: bytes) -> None:
        goal = folder.parent / target if target.startswith("out") else folder / target
        if of_folder:
            goal.mkdir(exist_ok=True)
            (goal / "within.txt").write_bytes(text)
        elif target.startswith("out"):
            goal.write_bytes(text)
        (folder / name).symlink_to(goal)

    return make


def _socket(folder: Path, text: bytes) -> None:
    here = Path.cwd()
    os.chdir(folder)  # the path of a socket is at most 108 bytes long
    try:
        with socket.socket(socket.AF_UNIX) as server:
            server.bind("socket.txt")
    finally:
        os.chdir(here)


def _deep(levels: int) -> Callable[[Path, bytes], None]:
    def make(folder: Path, text: bytes) -> None:
        here = os.open(folder, os.O_RDONLY)
        for _ in range(levels):
            os.mkdir("d", dir_fd=here)
            below = os.open("d", os.O_RDONLY, dir_fd=here)
            os.close(here)
            here = below
        with os.fdopen(os.open("deep.txt", os.O_WRONLY | os.O_CREAT, dir_fd=here), "wb") as stream:
            stream.write(text)
        os.close(here)

    return make


NAMES = (
    Name("name in GBK", _raw("年报一.txt".encode("gbk")), "年报一.txt"),
    Name("name in Big5, which is none in GBK", _raw(b"\xff\xfe\x80.txt"), "\\xff\\xfe\\x80.txt"),
    Name("name with a newline", _raw(b"line\nbreak.txt"), "line\\nbreak.txt"),
    Name("name with control characters", _raw(b"\x01\x1b[31mred.txt"), "\\x01\\x1b[31mred.txt"),
    Name("name with a bidirectional override", _raw("evil\u202etxt.exe".encode()), "evil\\u202etxt.exe"),
    Name("name of 255 bytes", _raw(b"n" * 251 + b".txt"), "n" * 251 + ".txt"),
    Name("name of blanks and quotes", _raw(b" ' \" ; -- %s {x} $HOME `id`"), " ' \" ; -- %s {x} $HOME `id`"),
    Name("name that looks like an option", _raw(b"--warehouse"), "--warehouse"),
    Name("folder in GBK", lambda folder, text: _in_gbk(folder, text), "政府/年报.txt"),
    Name("1,900 folders deep", _deep(1900), "d/" * 1900 + "deep.txt"),
    Name("link to a file in the folder", _link("real.txt", "link.txt"), "link.txt", "duplicate"),
    Name("link out of the folder", _link("outside.txt", "out.txt"), "out.txt", "link_outside"),
    Name("link to a folder", _link("outer", "linked", of_folder=True), "linked", "folder_link"),
    Name("link to nothing", _link("nowhere.txt", "broken.txt"), "broken.txt", "broken_link"),
    Name("link to itself", lambda folder, text: (folder / "self.txt").symlink_to("self.txt"), "self.txt", "io_error"),
    Name("named pipe", lambda folder, text: os.mkfifo(folder / "pipe.txt"), "pipe.txt", "not_a_file"),
    Name("socket", _socket, "socket.txt", "not_a_file"),
    Name("link to a device", lambda folder, text: (folder / "zero.txt").symlink_to("/dev/zero"), "zero.txt", "link_outside"),
)  # fmt: skip


def _in_gbk(folder: Path, text: bytes) -> None:
    below = os.fsencode(folder) + "/政府".encode("gbk")
    os.mkdir(below)  # noqa: PTH102 — a Path holds no bytes
    with open(below + "/年报.txt".encode("gbk"), "wb") as stream:
        stream.write(text)


def remove_names(folder: Path) -> None:
    """Remove what `make_names` made: Python's own removal calls itself for every folder, and these are too deep."""
    subprocess.run(["rm", "-rf", str(folder)], check=True)


def make_names(folder: Path) -> None:
    """One of every kind under `folder`, each with a report of its own, beside one whose name is plain."""
    folder.mkdir(parents=True)
    (folder / "real.txt").write_bytes(render(fill(1, 2021), tabs).encode())
    for number, name in enumerate(NAMES, 2):
        name.make(folder, render(fill(number, 2021), tabs).encode())


def found_wrong(scratch: Path) -> list[str]:
    """Ingest one of every kind; return the kinds that are neither read nor have their reason."""
    import duckdb

    from bench.faults.made import ingest
    from warehouse.publish import current

    make_names(scratch / "reports")
    done = ingest(scratch / "reports", "--warehouse", scratch / "w")
    remove_names(scratch / "reports")
    if done.returncode or done.stderr:
        return [f"exit {done.returncode}: {done.stderr.strip()[-300:]}"]
    with duckdb.connect(str(current(scratch / "w").path), read_only=True) as con:
        came = {str(source): "" for (source,) in con.execute("SELECT source FROM reports").fetchall()}
        came |= {
            str(source): str(reason)
            for source, reason in con.execute("SELECT source, reason FROM quarantine").fetchall()
        }
    # Of two equal files one is counted and the other is its duplicate, whichever that is.
    equal = {each.source for each in NAMES if each.reason == "duplicate"}
    return [
        f"{each.what}: {came.get(each.source, 'gone')}"
        for each in NAMES
        if each.source not in equal and came.get(each.source) != (each.reason or "")
    ]
