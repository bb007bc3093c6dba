"""[I/O] What is parsed is kept: facts are stored under a file's content and the parser's version, and not parsed again.

`ledger.sqlite` knows every file seen (so that an unchanged file is not even read) and where the facts of every content
lie; the facts themselves lie in Parquet shards that the warehouse is built from. Every row carries a checksum: a
damaged one is as good as none, and what it said is read again.
"""

import hashlib
import json
import os
import sqlite3
import zlib
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from forms import declaration_files
from ingest.identify.reference import reference_files
from ingest.read.libraries import reader_versions
from ingest.store.files import Mark
from ingest.store.sums import Sum, Sums

_VERSION = 7  # of the tables; those of another version are made anew
_MOST_UNUSED = 100_000  # contents without facts that no snapshot needs; beyond that they are forgotten
_FEW_PAGES = 1000  # a smaller ledger is not packed
_COUNT = -1  # the place of a row of `members` that says how many there are
_COLUMNS = {
    "seen": ("path blob primary key", "size", "mtime", "ctime", "inode", "sha256"),
    "outcomes": ("sha256 text primary key", "parser", "shard", "reason", "detail", "extra"),
    "members": ("archive text", "place integer", "parser", "name", "sha256", "primary key (archive, place)"),
    "shards": ("shard text primary key", "parser", "sums", "used integer"),
}


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one content: its facts are in a shard, or there is a reason why it gave none.

    `extra` is what it depends on beside the parser: the version of the text recognition that read it or was missing,
    or the bounds within which it could not be read; None where there is nothing.
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
    """The store's index; one process writes at a time (the command holds a lock on the warehouse).

    `damaged` counts the rows that were not what had been written.
    """

    def __init__(self, folder: Path, read_only: bool = False) -> None:
        """Open a folder's ledger; raises sqlite3.Error if it is damaged, or of another version where `read_only`."""
        self.folder = folder
        self.damaged = 0
        if not read_only:
            folder.mkdir(parents=True, exist_ok=True)
        mode = "ro" if read_only else "rwc"
        self._db = sqlite3.connect(f"{(folder / 'ledger.sqlite').absolute().as_uri()}?mode={mode}", uri=True)
        self._db.text_factory = lambda data: data.decode("utf-8", "replace")  # what is damaged has another checksum
        (version,) = self._db.execute("pragma user_version").fetchone()
        (sound,) = self._db.execute("pragma quick_check(1)").fetchone()
        if sound != "ok":
            raise sqlite3.DatabaseError(sound)
        if version == _VERSION and self._has_tables():
            return
        if read_only:
            raise sqlite3.DatabaseError("its tables are of another version")
        self.damaged += version == _VERSION
        self._make_tables()

    def _has_tables(self) -> bool:
        return all(
            [name for _, name, *_ in self._db.execute(f"pragma table_info({table})")] == [*_names(columns), "crc"]
            for table, columns in _COLUMNS.items()
        )

    def _make_tables(self) -> None:
        with self._db:
            for (table,) in self._db.execute("select name from sqlite_master where type = 'table'").fetchall():
                self._db.execute(f'drop table "{table}"')
            for table, columns in _COLUMNS.items():
                own = [*(each for each in columns if not each.startswith("primary key")), "crc integer"]
                keys = [each for each in columns if each.startswith("primary key")]
                self._db.execute(f"create table {table} ({', '.join([*own, *keys])}) without rowid")
            self._db.execute(f"pragma user_version = {_VERSION}")

    def close(self) -> None:
        self._db.close()

    def _rows(self, query: str, *values: object) -> Iterator[tuple[object, ...]]:
        """The rows whose last column is the checksum of the others."""
        for *row, crc in self._db.execute(query, values):
            if crc == _crc(row):
                yield tuple(row)
            else:
                self.damaged += 1

    def _put(self, table: str, rows: Iterable[tuple[object, ...]]) -> None:
        places = ", ".join("?" * (len(_names(_COLUMNS[table])) + 1))
        self._db.executemany(f"insert or replace into {table} values ({places})", ((*row, _crc(row)) for row in rows))

    def seen(self) -> dict[str, tuple[Mark, str]]:
        """Path → (mark, sha256) of every file read before."""
        rows: Iterator[Any] = self._rows("select * from seen")
        return {os.fsdecode(path): (tuple(mark), sha256) for path, *mark, sha256 in rows}

    def outcomes(self, parser: str, extras: Collection[str], shards: Collection[str]) -> dict[str, Outcome]:
        """sha256 → outcome of every content parsed by this version whose shard is among `shards`.

        One that depends on something else counts only where that is the same now (`extras`).
        """
        rows = self._rows(
            "select sha256, parser, shard, reason, detail, extra, crc from outcomes where parser = ?", parser
        )
        known = (Outcome(sha256, *rest) for sha256, _, *rest in rows)  # type: ignore[arg-type]
        return {
            outcome.sha256: outcome
            for outcome in known
            if (outcome.shard is None or outcome.shard in shards) and (outcome.extra is None or outcome.extra in extras)
        }

    def members(self, parser: str) -> Members:
        """What is in every archive that was opened by this version."""
        found: dict[str, dict[int, tuple[str, str]]] = {}
        for archive, place, _, name, sha256 in self._rows("select * from members where parser = ?", parser):
            found.setdefault(str(archive), {})[int(str(place))] = (str(name), str(sha256))
        members: Members = {}
        for archive, inside in found.items():
            count, _ = inside.pop(_COUNT, ("", ""))
            if count == str(len(inside)):  # else a row is lost, and the archive is opened again
                members[archive] = [inside[place] for place in sorted(inside)]
        return members

    def shards(self, parser: str) -> dict[str, Sums]:
        """The shards of this version, with the checksums that their files had when they were written."""
        found: dict[str, Sums] = {}
        for shard, _, sums, _ in self._rows("select * from shards where parser = ?", parser):
            found[str(shard)] = {part: Sum(*each) for part, each in json.loads(str(sums)).items()}
        return found

    def record(
        self,
        parser: str,
        seen: Iterable[tuple[str, Mark, str]],
        outcomes: Sequence[Outcome],
        members: Members,
        shards: Mapping[str, Sums],
    ) -> None:
        """Remember files (path, mark, sha256), outcomes of contents, what archives hold, and the shards written."""
        with self._db:
            self._put("shards", ((name, parser, json.dumps(sums), 0) for name, sums in shards.items()))
            self._put("seen", ((os.fsencode(path), *mark, sha256) for path, mark, sha256 in seen))
            self._put(
                "outcomes",
                ((each.sha256, parser, each.shard, each.reason, each.detail, each.extra) for each in outcomes),
            )
            known = [(each.sha256,) for each in outcomes]
            # An archive is known by what is in it, or given up as a whole.
            self._db.executemany("delete from members where archive = ?", [*known, *((each,) for each in members)])
            self._db.executemany("delete from outcomes where sha256 = ?", [(each,) for each in members])
            for archive, inside in members.items():
                self._put("members", ((archive, place, parser, *each) for place, each in enumerate(inside)))
                self._put("members", [(archive, _COUNT, parser, str(len(inside)), "")])

    def contents(self, parser: str) -> dict[str, int]:
        """How many contents each shard of this version holds."""
        query = "select shard, count(*) from outcomes where parser = ? and shard is not null group by shard"
        return dict(self._db.execute(query, [parser]).fetchall())

    def put_together(
        self, parser: str, shards: Collection[str], name: str, sums: Sums, wanted: Collection[str] | None
    ) -> None:
        """Remember that what was in some shards is in another one now; what is not `wanted` is forgotten."""
        held: list[Any] = []
        for shard in shards:
            held += self._rows(
                f"select {', '.join(_names(_COLUMNS['outcomes']))}, crc from outcomes where shard = ?", shard
            )
        kept = [(row[0], row[1], name, *row[3:]) for row in held if wanted is None or row[0] in wanted]
        with self._db:
            self._db.executemany("delete from shards where shard = ?", [(shard,) for shard in shards])
            self._db.executemany("delete from outcomes where shard = ?", [(shard,) for shard in shards])
            self._put("shards", [(name, parser, json.dumps(sums), 0)])
            self._put("outcomes", kept)

    def mark_used(self, shards: Collection[str]) -> None:
        """Remember that a snapshot which comes into force now uses these shards."""
        (last,) = self._db.execute("select coalesce(max(used), 0) from shards").fetchone()
        rows = [row for row in self._rows("select * from shards") if row[0] in shards]
        with self._db:
            self._put("shards", ((shard, parser, sums, last + 1) for shard, parser, sums, _ in rows))

    def by_use(self, parser: str) -> list[str]:
        """The shards of this version, the one whose last use is the longest ago last."""
        query = "select shard from shards where parser = ? order by used desc, shard"
        return [str(shard) for (shard,) in self._db.execute(query, [parser])]

    def forget(self, shards: Collection[str]) -> None:
        """Forget shards and all that was in them."""
        with self._db:
            self._db.executemany("delete from shards where shard = ?", [(shard,) for shard in shards])
            self._db.executemany("delete from outcomes where shard = ?", [(shard,) for shard in shards])

    def keep_only(self, parser: str, used: Collection[str]) -> None:
        """Forget what other versions of the parser left and, if there is much of it, contents without facts that the
        snapshot in force (`used`) does not need; and every file whose content is not known."""
        with self._db:
            for table in ("outcomes", "members", "shards"):
                self._db.execute(f"delete from {table} where parser <> ?", [parser])
            self._db.execute("create temp table used (sha256 text primary key) without rowid")
            self._db.executemany("insert or ignore into used values (?)", ((each,) for each in used))
            unused = "shard is null and sha256 not in (select sha256 from used)"
            (count,) = self._db.execute(f"select count(*) from outcomes where {unused}").fetchone()
            if count > max(_MOST_UNUSED, len(used)):
                self._db.execute(f"delete from outcomes where {unused}")
                self._db.execute("delete from members where archive not in (select sha256 from used)")
            self._db.execute(
                "delete from seen where sha256 not in (select sha256 from outcomes union select archive from members)"
            )
            self._db.execute("drop table used")
        (free,) = self._db.execute("pragma freelist_count").fetchone()
        (pages,) = self._db.execute("pragma page_count").fetchone()
        if 2 * free > pages > _FEW_PAGES:
            self._db.execute("vacuum")


def _names(columns: tuple[str, ...]) -> list[str]:
    return [each.partition(" ")[0] for each in columns if not each.startswith("primary key")]


def _crc(row: Iterable[object]) -> int:
    return zlib.crc32(repr(tuple(row)).encode("utf-8", "surrogatepass"))
