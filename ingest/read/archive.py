"""ZIP archives → the files in them, bounded in number, size and depth. Pure."""

import posixpath
import zipfile
from collections.abc import Iterator, Sequence
from contextlib import suppress
from typing import NamedTuple

from ingest.read.kinds import LARGEST, kind_of
from ingest.read.packages import BROKEN, opened, package_of
from ingest.read.unreadable import Unreadable

_DEEPEST = 3  # archives within archives
_MOST_FILES = 5000
_MOST_BYTES = 512 * 1024 * 1024  # of all files together, uncompressed
_LIMITS = f"{_DEEPEST} / {_MOST_FILES} / {_MOST_BYTES // 2**20} MB"
_HIDDEN = ("__MACOSX/", ".", "Thumbs.db")


class Member(NamedTuple):
    """One report in an archive: its name there and its bytes, in several parts if pictures are its pages."""

    name: str
    parts: tuple[bytes, ...]


def is_archive(data: bytes) -> bool:
    """Whether this is a ZIP archive of files and not an office document (which is a ZIP file internally)."""
    return kind_of(data) == "zip" and package_of(data) == "archive"


def members(data: bytes) -> list[Member]:
    """Return the files of an archive sorted by name, including those of nested archives.

    If an archive holds only pictures, they are the pages of one scan; next to documents they are ignored as decoration.
    Raises Unreadable if the archive is damaged, locked, nested too deep, too large or empty.
    """
    found = sorted(_walk(data, "", 1, _Bound()))
    pictures = [each for each in found if kind_of(each[1]) == "image"]
    others = [each for each in found if kind_of(each[1]) != "image" and _may_be_a_document(each[1])]
    if others:
        return [Member(name, (content,)) for name, content in others]
    if pictures:
        return [Member(posixpath.dirname(pictures[0][0]) or pictures[0][0], tuple(content for _, content in pictures))]
    raise Unreadable("empty_archive")


class _Bound:
    """The remaining limits for an archive and everything nested in it."""

    def __init__(self) -> None:
        self.files, self.bytes = _MOST_FILES, _MOST_BYTES

    def check(self, infos: Sequence[zipfile.ZipInfo]) -> None:
        """Raise Unreadable for an archive whose directory says that it holds too much, before any of it is unpacked."""
        if sum(info.file_size for info in infos) > self.bytes:
            raise Unreadable("too_deep", limit=_LIMITS)

    def take(self, size: int) -> None:
        self.files -= 1
        self.bytes -= size
        if self.files < 0 or self.bytes < 0:
            raise Unreadable("too_deep", limit=_LIMITS)


def _walk(data: bytes, prefix: str, depth: int, bound: _Bound) -> Iterator[tuple[str, bytes]]:
    if depth > _DEEPEST:
        raise Unreadable("too_deep", limit=_LIMITS)
    try:
        with opened(data, "ZIP") as archive:
            bound.check(archive.infolist())
            for info in archive.infolist():
                name = _name(info)
                if info.is_dir() or any(part.startswith(_HIDDEN) for part in (name, posixpath.basename(name))):
                    continue
                if info.flag_bits & 1:
                    raise Unreadable("locked")
                bound.take(info.file_size)
                if info.file_size > LARGEST:
                    raise Unreadable("too_deep", limit=_LIMITS)
                with archive.open(info) as stream:
                    content = stream.read(info.file_size + 1)  # at most the declared size: guards against zip bombs
                if len(content) > info.file_size:
                    raise Unreadable("damaged", kind="ZIP")
                if is_archive(content):
                    yield from _walk(content, f"{prefix}{name}/", depth + 1, bound)
                else:
                    yield prefix + name, content
    except RuntimeError:
        raise Unreadable("locked") from None
    except BROKEN:
        raise Unreadable("damaged", kind="ZIP") from None


def _name(info: zipfile.ZipInfo) -> str:
    """The member's name; archives made on Chinese Windows do not declare that names are in GBK."""
    name = info.filename
    if not info.flag_bits & 0x800:
        with suppress(UnicodeError):
            name = name.encode("cp437").decode("gb18030")
    parts = [part for part in name.replace("\\", "/").split("/") if part not in ("", ".", "..")]
    return "/".join(parts) + ("/" if name.endswith("/") else "")


def _may_be_a_document(content: bytes) -> bool:
    """Whether a file may be a report; style sheets and scripts of a saved page are text without non-ASCII bytes."""
    return bool(content.strip()) and (kind_of(content) != "text" or any(byte >= 0x80 for byte in content[:200_000]))
