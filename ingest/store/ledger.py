"""[I/O] What is parsed is kept: facts are stored under a file's content and the parser's version, and not parsed again.

`ledger.sqlite` knows every file seen (so that an unchanged file is not even read) and where the facts of every content
lie; the facts themselves lie in Parquet shards that the warehouse is built from.
"""

import hashlib
import sqlite3
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path

from forms import declaration_files
from ingest.identify.reference import reference_files

_SCHEMA = """
create table if not exists seen (
    path text primary key, size integer, mtime integer, ctime integer, inode integer, sha256 text
) without rowid;
create table if not exists parsed (
    sha256 text, parser text, shard text, reason text, detail text, primary key (sha256, parser)
) without rowid;
create table if not exists members (
    archive text, parser text, place integer, name text, sha256 text, primary key (archive, parser, place)
) without rowid;
create table if not exists snapshots (
    snapshot text primary key, published integer, reports integer, facts integer, findings integer
) without rowid;
"""

Mark = tuple[int, int, int, int]
Members = dict[str, list[tuple[str, str]]]  # sha256 of an archive → (name, sha256) of what is in it


@cache
def parser_version() -> str:
    """A digest of everything that decides what a file's facts are: the code, the forms, the reference tables."""
    here = Path(__file__).parents[1]
    files = sorted([*here.rglob("*.py"), *here.glob("*.yml"), *declaration_files()])
    files += sorted((here.parent / "forms").glob("*.py"))
    digest = hashlib.sha256()
    for file in (*files, *reference_files()):
        digest.update(file.name.encode() + b"\0" + file.read_bytes())
    return digest.hexdigest()[:12]


class Ledger:
    """The store's index; one process writes at a time (the command holds a lock on the warehouse)."""

    def __init__(self, folder: Path) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self.folder = folder
        self._db = sqlite3.connect(folder / "ledger.sqlite")
        self._db.executescript(_SCHEMA)

    def close(self) -> None:
        self._db.close()

    def seen(self) -> dict[str, tuple[Mark, str]]:
        """Path → (mark, sha256) of every file read before."""
        rows = self._db.execute("select path, size, mtime, ctime, inode, sha256 from seen")
        return {path: ((size, mtime, ctime, inode), sha256) for path, size, mtime, ctime, inode, sha256 in rows}

    def parsed(self, parser: str) -> dict[str, tuple[str | None, str | None, str | None]]:
        """sha256 → (shard, reason, detail) of every content parsed by this version whose shard is still there."""
        shards = {shard.name for shard in self.folder.glob(f"{parser}-*.reports.parquet")}
        rows = self._db.execute("select sha256, shard, reason, detail from parsed where parser = ?", [parser])
        return {
            sha256: (shard, reason, detail)
            for sha256, shard, reason, detail in rows
            if shard is None or f"{shard}.reports.parquet" in shards
        }

    def members(self, parser: str) -> Members:
        """What is in every archive that was opened by this version."""
        found: Members = {}
        query = "select archive, name, sha256 from members where parser = ? order by archive, place"
        for archive, name, sha256 in self._db.execute(query, [parser]):
            found.setdefault(archive, []).append((name, sha256))
        return found

    def record(
        self,
        parser: str,
        seen: Iterable[tuple[str, Mark, str]],
        parsed: Iterable[tuple[str, str | None, str | None, str | None]],
        members: Members,
    ) -> None:
        """Remember files (path, mark, sha256), contents (sha256, shard, reason, detail) and what archives hold."""
        with self._db:
            self._db.executemany(
                "insert or replace into seen values (?, ?, ?, ?, ?, ?)",
                ((path, *mark, sha256) for path, mark, sha256 in seen),
            )
            self._db.executemany(
                "insert or replace into parsed values (?, ?, ?, ?, ?)",
                ((sha256, parser, shard, reason, detail) for sha256, shard, reason, detail in parsed),
            )
            self._db.executemany(
                "insert or replace into members values (?, ?, ?, ?, ?)",
                (
                    (archive, parser, place, name, sha256)
                    for archive, inside in members.items()
                    for place, (name, sha256) in enumerate(inside)
                ),
            )

    def snapshot(self, snapshot: str) -> tuple[int, int, int] | None:
        """(reports, facts, findings) of a snapshot built before."""
        query = "select reports, facts, findings from snapshots where snapshot = ?"
        row: tuple[int, int, int] | None = self._db.execute(query, [snapshot]).fetchone()
        return row

    def record_snapshot(self, snapshot: str, counts: tuple[int, int, int]) -> None:
        """Remember a published snapshot as the newest one."""
        with self._db:
            self._db.execute(
                "insert or replace into snapshots values (?, (select coalesce(max(published), 0) + 1 from snapshots),"
                " ?, ?, ?)",
                [snapshot, *counts],
            )

    def newest_snapshots(self) -> list[str]:
        """Snapshots by the order of their last publication, newest first."""
        return [name for (name,) in self._db.execute("select snapshot from snapshots order by published desc")]

    def forget_snapshot(self, snapshot: str) -> None:
        with self._db:
            self._db.execute("delete from snapshots where snapshot = ?", [snapshot])


@contextmanager
def opened(folder: Path) -> Iterator[Ledger]:
    ledger = Ledger(folder)
    try:
        yield ledger
    finally:
        ledger.close()
