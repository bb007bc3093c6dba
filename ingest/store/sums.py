"""[I/O] Checksums of the store's files: a shard is believed only while each of its files is as it was written."""

import hashlib
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import NamedTuple

PARTS = ("reports", "facts", "findings", "tallies")


class Sum(NamedTuple):
    """What a file was when it was written: SHA-256 in hex, and bytes."""

    sha256: str
    size: int


Sums = Mapping[str, Sum]  # by part


def part_path(folder: Path, shard: str, part: str) -> Path:
    """One of the files of a shard."""
    return folder / f"{shard}.{part}.parquet"


def sum_of(path: Path) -> Sum:
    """The checksum of a file as it is now; raises OSError."""
    with path.open("rb") as stream:
        return Sum(hashlib.file_digest(stream, "sha256").hexdigest(), stream.tell())


def is_as_written(path: Path, written: Sum) -> bool:
    """Whether a file is what was written: a disk that fails leaves size and times as they were, so it is read."""
    try:
        return path.stat().st_size == written.size and sum_of(path) == written
    except OSError:
        return False


def damaged(folder: Path, shards: Mapping[str, Sums]) -> set[str]:
    """The shards of which a file is missing or not what was written."""
    return {
        name
        for name, sums in shards.items()
        if sums.keys() != set(PARTS)
        or not all(is_as_written(part_path(folder, name, part), each) for part, each in sums.items())
    }


def names_of(files: Iterable[Path]) -> set[str]:
    """The shards that files belong to."""
    return {path.name.partition(".")[0] for path in files}
