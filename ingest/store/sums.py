"""[I/O] Checksums of the store's files: a shard is believed only while each of its files is as it was written."""

import hashlib
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import NamedTuple

PARTS = ("reports", "facts", "findings", "tallies")


class Sum(NamedTuple):
    """What a file was when it was written: SHA-256 in hex, bytes, and time of its last change in ns."""

    sha256: str
    size: int
    mtime: int


Sums = Mapping[str, Sum]  # by part


def part_path(folder: Path, shard: str, part: str) -> Path:
    """One of the files of a shard."""
    return folder / f"{shard}.{part}.parquet"


def sum_of(path: Path) -> Sum:
    """The checksum of a file as it is now; raises OSError."""
    with path.open("rb") as stream:
        sha256 = hashlib.file_digest(stream, "sha256").hexdigest()
    status = path.stat()
    return Sum(sha256, status.st_size, status.st_mtime_ns)


def is_as_written(path: Path, written: Sum, thorough: bool) -> bool:
    """Whether a file is what was written; `thorough` reads it even if it looks untouched."""
    try:
        status = path.stat()
        if status.st_size != written.size:
            return False
        if status.st_mtime_ns == written.mtime and not thorough:
            return True
        return sum_of(path).sha256 == written.sha256
    except OSError:
        return False


def damaged(folder: Path, shards: Mapping[str, Sums], thorough: bool) -> set[str]:
    """The shards of which a file is missing or not what was written."""
    return {
        name
        for name, sums in shards.items()
        if sums.keys() != set(PARTS)
        or not all(is_as_written(part_path(folder, name, part), each, thorough) for part, each in sums.items())
    }


def names_of(files: Iterable[Path]) -> set[str]:
    """The shards that files belong to."""
    return {path.name.partition(".")[0] for path in files}
