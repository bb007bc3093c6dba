"""Damage to every file of a warehouse: the next ingest mends it and says so, or says what to do."""

import json
import random
import shutil
import sqlite3
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from bench.faults.made import digest, ingest, leftovers, make_reports
from ingest.store.sums import PARTS
from warehouse.publish import current

Harm = Callable[[Path, random.Random], None]


@dataclass(frozen=True, slots=True)
class Damage:
    """A kind of damage to a file of the warehouse, given as a pattern. `silent`: nothing was lost, so nothing is said;
    `changes`: the next run finds a changed document, so that a snapshot is built."""

    name: str
    pattern: str
    harm: Harm
    silent: bool = False
    changes: bool = False


def _cut(path: Path, rng: random.Random) -> None:
    data = path.read_bytes()
    path.write_bytes(data[: rng.randrange(len(data))])


def _flip(path: Path, rng: random.Random) -> None:
    data = bytearray(path.read_bytes())
    data[rng.randrange(len(data))] ^= 1 << rng.randrange(8)
    path.write_bytes(data)


def _flip_unseen(path: Path, rng: random.Random) -> None:
    """As a failing disk does it: size and times stay."""
    import os

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
            ledger.execute(f"update {table} set {column} = 'f' || substr({column}, 2)")

    return harm


def _pointing(where: str) -> Harm:
    def harm(path: Path, rng: random.Random) -> None:
        written = json.loads(path.read_text())
        path.write_text(json.dumps({**written, "database": where}))

    return harm


def damages() -> Iterator[Damage]:
    """Every kind of damage that is tried."""
    for part in PARTS:
        for name, harm in (("cut", _cut), ("flipped", _flip), ("missing", _remove), ("emptied", _empty)):
            yield Damage(f"shard {part}: {name}", f"store/*.{part}.parquet", harm)
        yield Damage(f"shard {part}: flipped, times kept", f"store/*.{part}.parquet", _flip_unseen, changes=True)
    for name, harm in (("cut", _cut), ("scrambled", _scramble), ("emptied", _empty), ("garbage", _garbage)):
        yield Damage(f"ledger: {name}", "store/ledger.sqlite", harm, silent=True)
    yield Damage("ledger: missing", "store/ledger.sqlite", _remove, silent=True)
    for table, column in (("outcomes", "shard"), ("outcomes", "sha256"), ("seen", "sha256"), ("shards", "sums")):
        yield Damage(f"ledger: {table}.{column} changed", "store/ledger.sqlite", _another_value(column, table))
    for name, harm in (("cut", _cut), ("flipped", _flip), ("emptied", _empty)):
        yield Damage(f"database: {name}", "nianbao-*.duckdb", harm)
    yield Damage("database: missing", "nianbao-*.duckdb", _remove)
    for name, harm in (("cut", _cut), ("garbage", _garbage), ("missing", _remove)):
        yield Damage(f"manifest: {name}", "nianbao-*.json", harm, silent=True)
    for name, harm in (("garbage", _garbage), ("emptied", _empty)):
        yield Damage(f"current.json: {name}", "current.json", harm)
    yield Damage("current.json: missing", "current.json", _remove, silent=True)
    for where in ("../outside.duckdb", "/etc/passwd", "store/ledger.sqlite", "nianbao-000000000000.duckdb"):
        yield Damage(f"current.json: names {where}", "current.json", _pointing(where))


def try_damages(folder: Path, seed: int, rounds: int = 1) -> tuple[int, list[str]]:
    """Do every kind of damage to a warehouse of its own, ingest, and compare; returns how many, and what went wrong.

    Wrong is: a traceback, an exit code other than 0, other facts than before, a file left over, or nothing said.
    """
    rng, wrong, tried = random.Random(seed), [], 0
    reports = make_reports(folder / "reports", 12)
    time.sleep(2.1)  # a file changed just before it is read is not believed to be unchanged
    ingest(reports, "--warehouse", folder / "whole")
    (reports / "one.txt").write_text("changed later", encoding="utf-8")
    ingest(reports, "--warehouse", folder / "changed")
    (reports / "one.txt").unlink()
    wanted, wanted_changed = digest(folder / "whole"), digest(folder / "changed")
    for _ in range(rounds):
        for damage in damages():
            tried += 1
            warehouse = folder / "w"
            shutil.copytree(folder / "whole", warehouse)
            damage.harm(next(iter(sorted(warehouse.glob(damage.pattern)))), rng)
            if damage.changes:
                (reports / "one.txt").write_text("changed later", encoding="utf-8")
            after = ingest(reports, "--warehouse", warehouse)
            (reports / "one.txt").unlink(missing_ok=True)
            says = "mended " in after.stdout
            if after.returncode or after.stderr:
                wrong.append(f"{damage.name}: exit {after.returncode}, {after.stderr.strip()[-300:]}")
            elif digest(warehouse) != (wanted_changed if damage.changes else wanted):
                wrong.append(f"{damage.name}: other facts")
            elif left := leftovers(warehouse):
                wrong.append(f"{damage.name}: left over {left}")
            elif not says and not damage.silent:
                wrong.append(f"{damage.name}: nothing was said")
            elif len([line for line in after.stdout.splitlines() if line.startswith("mended")]) > 1:
                wrong.append(f"{damage.name}: said in more than one line")
            assert current(warehouse)
            shutil.rmtree(warehouse)
    return tried, wrong
