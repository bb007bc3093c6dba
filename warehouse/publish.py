"""[I/O] Snapshots in a folder: which one is in force, which are kept, and what each was when it was published.

`current.json` names the snapshot in force and is replaced in one step. Beside each database lies a manifest with its
checksum, so that damage is noticed and an earlier snapshot can be put in force again.
"""

import fcntl
import hashlib
import json
import os
import re
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import asdict, dataclass
from pathlib import Path

_IDS = re.compile("[0-9a-f]{12}")


class Busy(Exception):
    """Another ingest process is writing to the same warehouse."""


class NoSnapshot(Exception):
    """The warehouse has no current snapshot; the text says why and what to do."""


@dataclass(frozen=True, slots=True)
class Snapshot:
    """A published, immutable database."""

    id: str
    path: Path


@dataclass(frozen=True, slots=True)
class Manifest:
    """What a snapshot was when it was published: checksum and size in bytes of its database, its counts, the parser's
    version, the paths it was made of. `published` counts publications: the highest was the last."""

    snapshot: str
    sha256: str
    size: int
    reports: int
    facts: int
    findings: int
    parser: str
    paths: tuple[str, ...]
    follow_links: bool
    published: int


def database_name(snapshot: str) -> str:
    return f"nianbao-{snapshot}.duckdb"


def manifest_name(snapshot: str) -> str:
    return f"nianbao-{snapshot}.json"


def current(folder: Path) -> Snapshot:
    """Return the current snapshot; raises NoSnapshot if there is none, or none that may be believed."""
    if not folder.is_dir():
        raise NoSnapshot("the folder of the warehouse is not there; is it mounted?")
    pointer = folder / "current.json"
    if not pointer.exists():
        raise NoSnapshot("the warehouse has no current.json, and so no snapshot; run python -m ingest")
    try:
        written = json.loads(pointer.read_text(encoding="utf-8"))
        snapshot, name = str(written["snapshot"]), str(written["database"])
    except (OSError, ValueError, KeyError, TypeError, RecursionError):
        raise NoSnapshot("current.json is damaged; run python -m ingest again, or python -m ingest rollback") from None
    if _IDS.fullmatch(snapshot) is None or name != database_name(snapshot):
        raise NoSnapshot("current.json names no snapshot of this folder; run python -m ingest again")
    path = folder / name
    if not path.is_file() or path.is_symlink():
        raise NoSnapshot(f"{name} is gone; run python -m ingest again, or python -m ingest rollback")
    if log_of(path).exists():
        raise NoSnapshot(f"{name} was written to after it was published; run python -m ingest again")
    return Snapshot(snapshot, path)


def kept(folder: Path) -> dict[str, Snapshot]:
    """Return every snapshot whose database is in the folder, by id."""
    found = {path.stem.removeprefix("nianbao-"): path for path in sorted(folder.glob("nianbao-*.duckdb"))}
    return {each: Snapshot(each, path) for each, path in found.items() if _IDS.fullmatch(each)}


def manifest_of(folder: Path, snapshot: str) -> Manifest | None:
    """What a snapshot was when it was published; None if that is not known, or damaged."""
    try:
        written = json.loads((folder / manifest_name(snapshot)).read_text(encoding="utf-8"))
        crc = written.pop("crc")
        if crc != _crc(written) or written["snapshot"] != snapshot:
            return None
        return Manifest(**{**written, "paths": tuple(written["paths"])})
    except (OSError, ValueError, KeyError, TypeError, AttributeError, RecursionError):
        return None


def history(folder: Path) -> list[str]:
    """The snapshots in the folder, the last published first; those without a manifest last."""
    order = {each: manifest_of(folder, each) for each in kept(folder)}
    return sorted(order, key=lambda each: (-(manifest.published if (manifest := order[each]) else 0), each))


def is_sound(folder: Path, manifest: Manifest) -> bool:
    """Whether a database is what was published, by its checksum."""
    path = folder / database_name(manifest.snapshot)
    try:
        if path.is_symlink() or log_of(path).exists():
            return False
        return path.stat().st_size == manifest.size and checksum(path) == manifest.sha256
    except OSError:
        return False


def log_of(path: Path) -> Path:
    """The log that a database leaves beside it while it is being written to: a published one has none."""
    return path.with_name(f"{path.name}.wal")


def checksum(path: Path) -> str:
    """SHA-256 of a file, in hex."""
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def write_manifest(folder: Path, manifest: Manifest) -> None:
    written = asdict(manifest) | {"paths": list(manifest.paths)}
    _replace(folder, manifest_name(manifest.snapshot), ".manifest", written | {"crc": _crc(written)})


def next_publication(folder: Path) -> int:
    """The number of the next publication."""
    return 1 + max((each.published for name in kept(folder) if (each := manifest_of(folder, name))), default=0)


def make_current(folder: Path, snapshot: str) -> None:
    """Make a snapshot current by atomically replacing current.json: readers see either the old or the new one."""
    _replace(folder, "current.json", ".current", {"snapshot": snapshot, "database": database_name(snapshot)})


def _replace(folder: Path, name: str, aside: str, content: dict[str, object]) -> None:
    path = folder / f"{aside}-{os.getpid()}.json"
    with path.open("w", encoding="utf-8") as stream:
        stream.write(json.dumps(content) + "\n")
        stream.flush()
        os.fsync(stream.fileno())
    path.replace(folder / name)


def _crc(written: dict[str, object]) -> str:
    return hashlib.sha256(json.dumps(written, sort_keys=True).encode()).hexdigest()[:16]


def remove(folder: Path, snapshot: str) -> None:
    """Remove a snapshot's database and manifest."""
    path = folder / database_name(snapshot)
    for each in (path, log_of(path), folder / manifest_name(snapshot)):
        with suppress(FileNotFoundError):
            each.unlink()


_OURS: set[str] = set()  # folders that this process is writing to: its own lock does not stop it


@contextmanager
def writing(folder: Path) -> Iterator[None]:
    """Lock the warehouse for one writer; raises Busy if it is locked. The lock ends with this very process.

    It is a record lock, which no process started by this one has a share in: whatever becomes of those, the lock goes.
    """
    folder.mkdir(parents=True, exist_ok=True)
    own = os.path.realpath(folder)
    lock = os.open(folder / ".lock", os.O_RDWR | os.O_CREAT | os.O_NOFOLLOW | os.O_CLOEXEC, 0o666)
    with os.fdopen(lock, "w") as stream:
        try:
            if own in _OURS:
                raise BlockingIOError
            fcntl.lockf(stream, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except (BlockingIOError, PermissionError):
            raise Busy(f"another ingest is writing to {folder}") from None
        _OURS.add(own)
        try:
            yield
        finally:
            _OURS.discard(own)
