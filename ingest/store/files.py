"""[I/O] Which files there are under the given paths, and their bytes.

Links to files are followed within the path that was given; all others only where that is asked for.
"""

import hashlib
import os
import re
import stat
import time
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path

from ingest.read import LARGEST
from ingest.report import Rejected, rejected
from ingest.store.buckets import address_of, fetched, listed

_RACY = 2_000_000_000  # ns
_TRIES = 3  # to read a file that changes meanwhile
# What would end a line, write over it or turn it around where a name is shown.
_UNSHOWN = re.compile("[\x00-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ufff9-\ufffb]")

Mark = tuple[int, int, int, int]


@dataclass(frozen=True, slots=True)
class Found:
    """A file under a PATH: `source` is its path relative to that PATH; `mark` changes whenever its content may have."""

    path: str
    source: str
    mark: Mark
    problem: Rejected | None = None
    is_link: bool = False


def find(paths: Iterable[Path], follow_links: bool = False, without: Path | None = None) -> list[Found]:
    """All files under the paths, at any depth, in a fixed order. A path that is a file is found under its name.

    A path may be an address in object storage (`ingest.store.buckets`); raises StoreError if that cannot be listed.

    `without`: a folder that is not looked into, wherever it is met: the warehouse is none of its own documents.
    """
    files: list[Found] = []
    for path in paths:
        if address := address_of(path):
            files += [_bounded(Found(*found)) for found in listed(address)]
        elif path.is_dir():
            files += _Walk(os.path.realpath(path), follow_links, without).files(str(path))
        else:
            files.append(_look(str(path), shown(path.name), is_link=path.is_symlink()))
    return sorted(files, key=lambda each: (each.source, os.fsencode(each.path)))


def shown(name: str) -> str:
    """A file's name as text: of bytes that are not UTF-8 as GBK, which old archives unpack to; with no character left
    that would end or turn the line in which it is shown."""
    try:
        name.encode()
    except UnicodeEncodeError:
        try:
            name = os.fsencode(name).decode("gb18030")
        except UnicodeDecodeError:
            name = os.fsencode(name).decode("utf-8", "backslashreplace")
    return _UNSHOWN.sub(lambda found: found[0].encode("unicode_escape").decode(), name)


class _Walk:
    """A walk over the folders below one; no deeper folder needs a deeper call."""

    def __init__(self, root: str, follow_links: bool, without: Path | None) -> None:
        self.root = root
        self.follow_links = follow_links
        self.visited: set[tuple[int, int]] = set()
        self.without = without.stat().st_ino if without is not None and without.is_dir() else None

    def files(self, folder: str) -> Iterator[Found]:
        waiting = [(folder, "")]
        while waiting:
            folder, prefix = waiting.pop()
            try:
                with os.scandir(folder) as entries:
                    listed = list(entries)
            except OSError as error:
                yield Found(folder, prefix.rstrip("/") or shown(folder), (0, 0, 0, 0), _of_error(error))
                continue
            for entry in listed:
                if entry.name.startswith("."):
                    continue  # .DS_Store, editors' swap files: never reports
                source = prefix + shown(entry.name)
                if self.without is not None and entry.inode() == self.without and entry.is_dir():
                    continue
                if entry.is_dir(follow_symlinks=False) or (self.follow_links and self._is_new_folder(entry)):
                    waiting.append((entry.path, f"{source}/"))
                elif entry.is_symlink():
                    yield self._link(entry.path, source)
                else:
                    yield _look(entry.path, source)

    def _is_new_folder(self, entry: os.DirEntry[str]) -> bool:
        """Whether a link leads to a folder that no other link has led to: links may lead in a circle."""
        try:
            status = os.stat(entry.path)
        except OSError:
            return False
        key = status.st_dev, status.st_ino
        if not stat.S_ISDIR(status.st_mode) or key in self.visited:
            return False
        self.visited.add(key)
        return True

    def _link(self, path: str, source: str) -> Found:
        nowhere = (0, 0, 0, 0)
        if Path(path).is_dir():
            return Found(path, source, nowhere, rejected("folder_link"))
        inside = os.path.realpath(path).startswith(self.root.rstrip("/") + "/")
        if not inside and not self.follow_links and Path(path).exists():
            return Found(path, source, nowhere, rejected("link_outside"))
        return _look(path, source, is_link=True)


def _look(path: str, source: str, is_link: bool = False) -> Found:
    try:
        status = os.stat(path)
    except FileNotFoundError:
        return Found(path, source, (0, 0, 0, 0), rejected("broken_link"))
    except OSError as error:
        return Found(path, source, (0, 0, 0, 0), _of_error(error))
    mark = _mark(status)
    if not stat.S_ISREG(status.st_mode):
        return Found(path, source, mark, rejected("not_a_file"))
    return _bounded(Found(path, source, mark, is_link=is_link))


def _bounded(file: Found) -> Found:
    """The file, given up if it is larger than any that is read."""
    if file.mark[0] <= LARGEST:
        return file
    return replace(file, problem=rejected("too_large", size=file.mark[0] // 2**20, limit=LARGEST // 2**20))


def is_racy(mark: Mark) -> bool:
    """Whether a file changed so shortly ago that it may change again under the same mark."""
    return time.time_ns() - max(mark[1], mark[2]) < _RACY


def _mark(status: os.stat_result) -> Mark:
    return status.st_size, status.st_mtime_ns, status.st_ctime_ns, status.st_ino


def content(file: Found) -> bytes | Rejected:
    """The file's bytes, all of one moment, or why they cannot be had."""
    if address := address_of(file.path):
        try:
            data = fetched(address, file.mark[0] + 1)
        except OSError as error:
            return _of_error(error)
        return data if len(data) == file.mark[0] else rejected("changing")
    # What has become a pipe meanwhile must not make its reader wait, nor what has become a link lead elsewhere.
    how = os.O_RDONLY | os.O_NONBLOCK | os.O_CLOEXEC | (0 if file.is_link else os.O_NOFOLLOW)
    try:
        for _ in range(_TRIES):
            with os.fdopen(os.open(file.path, how), "rb", buffering=0) as stream:
                before = os.fstat(stream.fileno())
                if not stat.S_ISREG(before.st_mode):
                    return rejected("not_a_file")
                data = _read(stream.fileno(), LARGEST + 1)
                if _mark(os.fstat(stream.fileno())) == _mark(before) and len(data) == before.st_size:
                    return data
    except OSError as error:
        return _of_error(error)
    return rejected("changing")


def _read(descriptor: int, most: int) -> bytes:
    pieces: list[bytes] = []
    while most > 0 and (piece := os.read(descriptor, min(most, 2**20))):
        pieces.append(piece)
        most -= len(piece)
    return b"".join(pieces)


def _of_error(error: OSError) -> Rejected:
    if isinstance(error, PermissionError):
        return rejected("no_permission")
    if isinstance(error, FileNotFoundError):
        return rejected("vanished")
    return rejected("io_error", error=error.strerror or type(error).__name__)


def digest(data: bytes) -> str:
    """SHA-256 of a file's bytes, in hex."""
    return hashlib.sha256(data).hexdigest()
