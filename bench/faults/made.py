"""What the faults are made on: a folder of reports, the command run on it, and what its warehouse then holds."""

import hashlib
import os
import subprocess
import sys
from pathlib import Path

import duckdb

from bench.fidelity.filled import fill
from bench.fidelity.texts import render, tabs
from bench.served import ROOT
from ingest.command.lists import LISTS
from warehouse.publish import current, kept

_COMPARED = ("reports", "facts", "findings", "quarantine")


def make_reports(folder: Path, count: int, first: int = 0) -> Path:
    """Reports of the bench's own, each different."""
    folder.mkdir(parents=True, exist_ok=True)
    for number in range(first, first + count):
        (folder / f"report{number:05}.txt").write_text(render(fill(number, 2021), tabs), encoding="utf-8")
    return folder


def command(*arguments: object) -> list[str]:
    return [sys.executable, "-m", "ingest", *map(str, arguments)]


def ingest(*arguments: object, seconds: float = 300, **environment: str) -> subprocess.CompletedProcess[str]:
    """Run the real command."""
    return subprocess.run(
        command(*arguments), cwd=ROOT, env={**os.environ, **environment}, capture_output=True, text=True,
        timeout=seconds, check=False,
    )  # fmt: skip


def digest(warehouse: Path) -> str:
    """A digest of all that readers see of the snapshot in force."""
    found = hashlib.sha256()
    with duckdb.connect(str(current(warehouse).path), read_only=True) as con:
        for table in _COMPARED:
            for row in con.execute(f"SELECT * FROM {table} ORDER BY ALL").fetchall():
                found.update(repr(row).encode("utf-8", "surrogateescape"))
    return found.hexdigest()


def leftovers(warehouse: Path) -> list[str]:
    """Files in a warehouse that no complete run leaves there."""
    names = {"current.json", ".lock", "store", *LISTS}
    for snapshot in list(kept(warehouse))[:3]:
        names |= {f"nianbao-{snapshot}.duckdb", f"nianbao-{snapshot}.json"}
    strange = [path.name for path in warehouse.iterdir() if path.name not in names]
    known = _known_shards(warehouse / "store")
    return strange + [
        path.name
        for path in (warehouse / "store").iterdir()
        if path.name != "ledger.sqlite" and path.name.partition(".")[0] not in known
    ]


def _known_shards(store: Path) -> set[str]:
    import sqlite3

    with sqlite3.connect(store / "ledger.sqlite") as ledger:
        return {str(name) for (name,) in ledger.execute("select shard from shards")}
