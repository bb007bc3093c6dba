"""[I/O] The current snapshot: `current.json` is replaced atomically, and older databases are kept for a while."""

import fcntl
import json
import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path


class Busy(Exception):
    """Another ingest process is writing to the same warehouse."""


class NoSnapshot(Exception):
    """The warehouse has no current snapshot."""


@dataclass(frozen=True, slots=True)
class Snapshot:
    """A published, immutable database."""

    id: str
    path: Path


def database_name(snapshot: str) -> str:
    return f"nianbao-{snapshot}.duckdb"


def current(folder: Path) -> Snapshot:
    """Return the current snapshot; raises NoSnapshot if there is none or its database is missing."""
    try:
        written = json.loads((folder / "current.json").read_text(encoding="utf-8"))
        snapshot = Snapshot(str(written["snapshot"]), folder / str(written["database"]))
    except (OSError, ValueError, KeyError, TypeError):
        raise NoSnapshot(f"no snapshot in {folder}") from None
    if not snapshot.path.is_file():
        raise NoSnapshot(f"{snapshot.path} is gone")
    return snapshot


def kept(folder: Path) -> dict[str, Snapshot]:
    """Return every snapshot whose database is in the folder, by id."""
    found = (path for path in sorted(folder.glob("nianbao-*.duckdb")))
    return {each: Snapshot(each, path) for path in found for each in [path.stem.removeprefix("nianbao-")]}


def make_current(folder: Path, snapshot: str) -> None:
    """Make a snapshot current by atomically replacing current.json: readers see either the old or the new one."""
    aside = folder / f".current-{os.getpid()}.json"
    text = json.dumps({"snapshot": snapshot, "database": database_name(snapshot)}, ensure_ascii=False)
    with aside.open("w", encoding="utf-8") as stream:
        stream.write(text + "\n")
        stream.flush()
        os.fsync(stream.fileno())
    aside.replace(folder / "current.json")


@contextmanager
def writing(folder: Path) -> Iterator[None]:
    """Lock the warehouse for one writer; raises Busy if it is locked. The lock ends with the process."""
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / ".lock").open("w") as stream:
        try:
            fcntl.flock(stream, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            raise Busy(f"another ingest is writing to {folder}") from None
        yield
