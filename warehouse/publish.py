"""[I/O] Which snapshot is in force: `current.json` is swapped in one step, and older databases are kept a while."""

import fcntl
import json
import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path


class Busy(Exception):
    """Another ingest is writing to the same warehouse."""


class NoSnapshot(Exception):
    """The warehouse has no snapshot in force."""


@dataclass(frozen=True, slots=True)
class Snapshot:
    """A published database that nobody writes to any more."""

    id: str
    path: Path


def database_name(snapshot: str) -> str:
    return f"nianbao-{snapshot}.duckdb"


def current(folder: Path) -> Snapshot:
    """The snapshot in force; raises NoSnapshot where there is none or its database is gone."""
    try:
        told = json.loads((folder / "current.json").read_text(encoding="utf-8"))
        snapshot = Snapshot(str(told["snapshot"]), folder / str(told["database"]))
    except (OSError, ValueError, KeyError, TypeError):
        raise NoSnapshot(f"no snapshot in {folder}") from None
    if not snapshot.path.is_file():
        raise NoSnapshot(f"{snapshot.path} is gone")
    return snapshot


def kept(folder: Path) -> dict[str, Snapshot]:
    """Every snapshot still in the folder, by id."""
    found = (path for path in sorted(folder.glob("nianbao-*.duckdb")))
    return {each: Snapshot(each, path) for path in found for each in [path.stem.removeprefix("nianbao-")]}


def put_in_force(folder: Path, snapshot: str) -> None:
    """Point current.json at a snapshot in one step; a reader sees the old one or the new one, never a half."""
    aside = folder / f".current-{os.getpid()}.json"
    text = json.dumps({"snapshot": snapshot, "database": database_name(snapshot)}, ensure_ascii=False)
    with aside.open("w", encoding="utf-8") as stream:
        stream.write(text + "\n")
        stream.flush()
        os.fsync(stream.fileno())
    aside.replace(folder / "current.json")


@contextmanager
def writing(folder: Path) -> Iterator[None]:
    """Hold the warehouse for one writer; raises Busy when another holds it. The lock goes with the process."""
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / ".lock").open("w") as stream:
        try:
            fcntl.flock(stream, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            raise Busy(f"another ingest is writing to {folder}") from None
        yield
