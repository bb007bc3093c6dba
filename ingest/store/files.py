"""[I/O] Which files there are under the given paths, and their bytes."""

import hashlib
import os
import stat
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from ingest.read import LARGEST
from ingest.report import Rejected, rejected


@dataclass(frozen=True, slots=True)
class Found:
    """A file under a PATH: `source` is its path relative to that PATH; `mark` changes whenever its content may have."""

    path: str
    source: str
    mark: tuple[int, int, int, int]
    problem: Rejected | None = None


def find(paths: Iterable[Path]) -> list[Found]:
    """All files under the paths, at any depth, in a fixed order. A path that is a file is found under its name."""
    files: list[Found] = []
    for path in paths:
        if path.is_dir():
            files += _walk(str(path), "")
        else:
            files.append(_look(str(path), path.name))
    return sorted(files, key=lambda each: (each.source, each.path))


def _walk(folder: str, prefix: str) -> Iterator[Found]:
    try:
        with os.scandir(folder) as entries:
            listed = list(entries)
    except OSError:
        yield Found(folder, prefix.rstrip("/") or folder, (0, 0, 0, 0), rejected("no_permission"))
        return
    for entry in listed:
        if entry.name.startswith("."):
            continue  # .DS_Store, editors' swap files: never reports
        if entry.is_dir(follow_symlinks=False):
            yield from _walk(entry.path, f"{prefix}{entry.name}/")
        else:
            yield _look(entry.path, prefix + entry.name)


def _look(path: str, source: str) -> Found:
    try:
        status = os.stat(path)
    except FileNotFoundError:
        return Found(path, source, (0, 0, 0, 0), rejected("broken_link"))
    except OSError as error:
        return Found(path, source, (0, 0, 0, 0), _of_error(error))
    mark = (status.st_size, status.st_mtime_ns, status.st_ctime_ns, status.st_ino)
    if not stat.S_ISREG(status.st_mode):
        return Found(path, source, mark, rejected("not_a_file"))
    if status.st_size > LARGEST:
        size, limit = status.st_size // 2**20, LARGEST // 2**20
        return Found(path, source, mark, rejected("too_large", size=size, limit=limit))
    return Found(path, source, mark)


def content(path: str) -> bytes | Rejected:
    """The file's bytes, or why they cannot be had."""
    try:
        with open(path, "rb", buffering=0) as stream:
            return stream.read(LARGEST + 1)
    except OSError as error:
        return _of_error(error)


def _of_error(error: OSError) -> Rejected:
    if isinstance(error, PermissionError):
        return rejected("no_permission")
    return rejected("io_error", error=error.strerror or type(error).__name__)


def digest(data: bytes) -> str:
    """SHA-256 of a file's bytes, in hex."""
    return hashlib.sha256(data).hexdigest()
