"""[I/O] What is parsed is kept: facts are stored under a file's content and the parser's version, and not parsed again.

`ledger.sqlite` knows every file seen (so that an unchanged file is not even read) and where the facts of every content
lie; the facts themselves lie in Parquet shards that the warehouse is built from.
"""

import hashlib
import sqlite3
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from forms import declaration_files
from ingest.identify.reference import reference_files
from ingest.read.libraries import reader_versions

_SCHEMA = """
create table if not exists seen (
    path text primary key, size integer, mtime integer, ctime integer, inode integer, sha256 text
) without rowid;
drop table if exists parsed;
create table if not exists outcomes (
    sha256 text, parser text, shard text, reason text, detail text, extra text, primary key (sha256, parser)
) without rowid;
create table if not exists members (
    archive text, parser text, place integer, name text, sha256 text, primary key (archive, parser, place)
) without rowid;
create table if not exists snapshots (
    snapshot text primary key, published integer, reports integer, facts integer, findings integer
) without rowid;
"""

Mark = tuple[int, int, int, int]


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one content: its facts are in a shard, or there is a reason why it gave none.

    `extra` is the version of the text recognition that read it or was missing; None where that did not matter.
    """

    sha256: str
    shard: str | None = None
    reason: str | None = None
    detail: str | None = None
    extra: str | None = None


Members = dict[str, list[tuple[str, str]]]  # sha256 of an archive → (name, sha256) of what is in it


@cache
def parser_version() -> str:
    """A digest of everything that decides what a file's facts are: code, forms, reference tables, reading libraries."""
    here = Path(__file__).parents[1]
    files = sorted([*here.rglob("*.py"), *here.rglob("*.yml"), *declaration_files()])
    files += sorted((here.parent / "forms").glob("*.py"))
    digest = hashlib.sha256(reader_versions().encode())
    for file in (*files, *reference_files()):
        digest.update(f"{file.relative_to(here.parent)}\0".encode() + file.read_bytes())
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

    def outcomes(self, parser: str, extra: str) -> dict[str, Outcome]:
        """sha256 → outcome of every content parsed by this version whose shard still exists.

        What text recognition read, or was missing for, counts only where the same recognition is installed (`extra`).
        """
        shards = {shard.name for shard in self.folder.glob(f"{parser}-*.reports.parquet")}
        query = "select sha256, shard, reason, detail, extra from outcomes where parser = ?"
        known = (Outcome(*row) for row in self._db.execute(query, [parser]))
        return {
            outcome.sha256: outcome
            for outcome in known
            if (outcome.shard is None or f"{outcome.shard}.reports.parquet" in shards)
            and outcome.extra in (None, extra)
        }

    def members(self, parser: str) -> Members:
        """What is in every archive that was opened by this version."""
        by_archive: Members = {}
        query = "select archive, name, sha256 from members where parser = ? order by archive, place"
        for archive, name, sha256 in self._db.execute(query, [parser]):
            by_archive.setdefault(archive, []).append((name, sha256))
        return by_archive

    def record(
        self,
        parser: str,
        seen: Iterable[tuple[str, Mark, str]],
        outcomes: Iterable[Outcome],
        members: Members,
    ) -> None:
        """Remember files (path, mark, sha256), outcomes of contents, and what archives hold."""
        with self._db:
            self._db.executemany(
                "insert or replace into seen values (?, ?, ?, ?, ?, ?)",
                ((path, *mark, sha256) for path, mark, sha256 in seen),
            )
            self._db.executemany(
                "insert or replace into outcomes values (?, ?, ?, ?, ?, ?)",
                ((each.sha256, parser, each.shard, each.reason, each.detail, each.extra) for each in outcomes),
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
