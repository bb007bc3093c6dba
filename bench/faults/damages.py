"""Damage to every file of a warehouse: the next ingest mends it and says so, or says what to do."""

import json
import os
import random
import shutil
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

from bench.faults.made import digest, ingest, leftovers, make_reports
from ingest.store.sums import PARTS

Harm = Callable[[Path, random.Random], None]


@dataclass(frozen=True, slots=True)
class Damage:
    """A kind of damage to a file of the warehouse, given as a pattern. `silent`: nothing was lost, so nothing is said."""

    name: str
    pattern: str
    harm: Harm
    silent: bool = False


def _cut(path: Path, rng: random.Random) -> None:
    data = path.read_bytes()
    path.write_bytes(data[: rng.randrange(len(data))])


def _flip(path: Path, rng: random.Random) -> None:
    data = bytearray(path.read_bytes())
    data[rng.randrange(len(data))] ^= 1 << rng.randrange(8)
    path.write_bytes(data)


def _flip_unseen(path: Path, rng: random.Random) -> None:
    """As a failing disk does it: size and times stay."""
    before = path.stat()
    _flip(path, rng)
    os.utime(path, ns=(before.st_atime_ns, before.st_mtime_ns))


def _scramble(path: Path, rng: random.Random) -> None:
    data = bytearray(path.read_bytes())
    begin = rng.randrange(len(data))
    data[begin : begin + 4096] = rng.randbytes(len(data[begin : begin + 4096]))
    path.write_bytes(data)


def _remove(path: Path, rng: random.Random) -> None:
    path.unlink()


def _empty(path: Path, rng: random.Random) -> None:
    path.write_bytes(b"")


def _garbage(path: Path, rng: random.Random) -> None:
    path.write_bytes(rng.randbytes(200))


def _as_folder(path: Path, rng: random.Random) -> None:
    path.unlink()
    path.mkdir()


def _another_value(column: str, table: str) -> Harm:
    def harm(path: Path, rng: random.Random) -> None:
        with sqlite3.connect(path) as ledger:
            ledger.execute(f"update {table} set {column} = 'z' || substr({column}, 2)")

    return harm


def _flip_high(path: Path, rng: random.Random) -> None:
    """A byte of a text of the ledger, so that it is no text any more."""
    data = path.read_bytes()
    at = data.rfind(b"crashed") if b"crashed" in data else data.rfind(b".txt")
    path.write_bytes(data[:at] + bytes([data[at] | 0x80]) + data[at + 1 :])


def _in_sql(*statements: str) -> Harm:
    def harm(path: Path, rng: random.Random) -> None:
        with sqlite3.connect(path) as ledger:
            for statement in statements:
                ledger.execute(statement)

    return harm


def _as_link(path: Path, rng: random.Random) -> None:
    warehouse = path.parents[path.parent.name == "store"]
    elsewhere = warehouse.parent / f"elsewhere-{rng.random()}"
    path.rename(elsewhere)
    path.symlink_to(rng.choice((elsewhere, warehouse / "nowhere")))


def _written_to(path: Path, rng: random.Random) -> None:
    """Somebody opens the published database for writing, and is killed."""
    code = (
        "import duckdb, os, sys; con = duckdb.connect(sys.argv[1]); con.execute('PRAGMA disable_checkpoint_on_shutdown');"
        "con.execute('UPDATE fact_rows SET value = value + 1'); os._exit(0)"
    )
    subprocess.run([sys.executable, "-c", code, str(path)], check=True)


def _written_to_and_gone(path: Path, rng: random.Random) -> None:
    _written_to(path, rng)
    path.unlink()


def _beside(name: str) -> Harm:
    def harm(path: Path, rng: random.Random) -> None:
        (path.parent / name).mkdir()
        (path.parent / name / "file").write_text("x")

    return harm


def _deep_json(path: Path, rng: random.Random) -> None:
    path.write_text("[" * 200_000)


def _both(one: Harm, other: Harm, pattern: str) -> Harm:
    def harm(path: Path, rng: random.Random) -> None:
        one(path, rng)
        other(next(path.parent.glob(pattern)), rng)

    return harm


def _pointing(where: str) -> Harm:
    def harm(path: Path, rng: random.Random) -> None:
        written = json.loads(path.read_text())
        path.write_text(json.dumps({**written, "database": where}))

    return harm


def damages() -> Iterator[Damage]:
    """Every kind of damage that is tried."""
    name: str
    harm: Harm
    for part in PARTS:
        kinds = (("cut", _cut), ("flipped", _flip), ("flipped, times kept", _flip_unseen), ("missing", _remove),
                 ("emptied", _empty), ("a folder", _as_folder), ("a link", _as_link))  # fmt: skip
        for name, harm in kinds:
            yield Damage(f"shard {part}: {name}", f"store/*.{part}.parquet", harm)
    ledger = "store/ledger.sqlite"
    for name, harm in (("cut", _cut), ("scrambled", _scramble), ("flipped", _flip)):
        yield Damage(f"ledger: {name}", ledger, harm, silent=True)  # where it hits a page that is not used
    for name, harm in (
        ("emptied", _empty), ("missing", _remove), ("garbage", _garbage), ("a folder", _as_folder),
        ("a text that is none", _flip_high), ("a table renamed", _in_sql("alter table seen rename to gone")),
        ("a table dropped", _in_sql("drop table outcomes")), ("a column renamed", _in_sql("alter table seen rename size to s")),
        ("a folder beside it", _beside("ledger.sqlite-journal")),
    ):  # fmt: skip
        yield Damage(f"ledger: {name}", ledger, harm, silent=name in ("missing", "emptied"))
    for table, column in (("outcomes", "shard"), ("outcomes", "sha256"), ("seen", "sha256"), ("shards", "sums")):
        yield Damage(f"ledger: {table}.{column} changed", ledger, _another_value(column, table))
    for name, harm in (
        ("cut", _cut), ("flipped", _flip), ("flipped, times kept", _flip_unseen), ("emptied", _empty), ("missing", _remove),
        ("a folder", _as_folder), ("a link", _as_link), ("written to", _written_to),
        ("written to, then gone", _written_to_and_gone),
        ("flipped, and a shard too", _both(_flip, _flip, "store/*.facts.parquet")),
    ):  # fmt: skip
        yield Damage(f"database: {name}", "nianbao-*.duckdb", harm)
    for name, harm in (
        ("cut", _cut), ("garbage", _garbage), ("missing", _remove), ("a folder", _as_folder), ("nested", _deep_json),
        ("folders like snapshots beside it", _beside("nianbao-0123456789ab.duckdb")),
    ):  # fmt: skip
        yield Damage(f"manifest: {name}", "nianbao-*.json", harm, silent=True)
    for name, harm in (
        ("garbage", _garbage), ("emptied", _empty), ("a folder", _as_folder), ("a link", _as_link), ("nested", _deep_json),
    ):  # fmt: skip
        yield Damage(f"current.json: {name}", "current.json", harm)
    yield Damage("current.json: missing", "current.json", _remove, silent=True)
    for where in ("../outside.duckdb", "/etc/passwd", "store/ledger.sqlite", "nianbao-000000000000.duckdb", "n" * 300):
        yield Damage(f"current.json: names {where[:40]}", "current.json", _pointing(where))


def try_damages(folder: Path, seed: int, rounds: int = 1, step: int = 1) -> tuple[int, list[str]]:
    """Do every kind of damage to a warehouse of its own, ingest, and compare; returns how many, and what went wrong.

    With a `step`, only every so many of them.

    Wrong is: a traceback, an exit code other than 0, other facts than before, a file left over, or nothing said.
    """
    rng, wrong, tried = random.Random(seed), [], 0
    reports = make_reports(folder / "reports", 12)
    (reports / "none.txt").write_text("no report", encoding="utf-8")
    time.sleep(2.1)  # a file changed just before it is read is not believed to be unchanged
    ingest(reports, "--warehouse", folder / "whole")
    wanted = digest(folder / "whole")
    for _ in range(rounds):
        for damage in islice(damages(), 0, None, step):
            tried += 1
            warehouse = folder / "w"
            shutil.copytree(folder / "whole", warehouse)
            damage.harm(next(iter(sorted(warehouse.glob(damage.pattern)))), rng)
            after = ingest(reports, "--warehouse", warehouse)
            said = sum(line.startswith("mended ") for line in after.stdout.splitlines())
            if after.returncode or after.stderr:
                wrong.append(f"{damage.name}: exit {after.returncode}, {after.stderr.strip()[-300:]}")
            elif digest(warehouse) != wanted:
                wrong.append(f"{damage.name}: other facts")
            elif left := leftovers(warehouse):
                wrong.append(f"{damage.name}: left over {left}")
            elif said > 1 or not (said or damage.silent):
                wrong.append(f"{damage.name}: said in {said} lines")
            shutil.rmtree(warehouse)
    return tried, wrong
