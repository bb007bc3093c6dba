"""A warehouse of made-up reports, straight from parsed parts."""

import shutil
from hashlib import sha256
from pathlib import Path

from bench.made_up.parts import write
from ingest.store.ledger import parser_version
from ingest.store.update import Contribution
from warehouse.build import Counts, build
from warehouse.contributed import contributed
from warehouse.publish import database_name, make_current


def publish(folder: Path, count: int) -> tuple[str, Counts]:
    """Make a warehouse of `count` reports in a folder and put it in force; returns the snapshot's id and its counts."""
    snapshot = sha256(f"{parser_version()} made up {count}".encode()).hexdigest()[:12]
    folder.mkdir(parents=True, exist_ok=True)
    store, aside = folder / "store", folder / f".building-{snapshot}.duckdb"
    shutil.rmtree(store, ignore_errors=True)
    store.mkdir()
    aside.unlink(missing_ok=True)
    contributions: list[Contribution] = []
    for _, _, own in write(store, count):
        contributions += own
    counts = build(aside, snapshot, parser_version(), contributed(contributions), store)
    aside.replace(folder / database_name(snapshot))
    make_current(folder, snapshot)
    return snapshot, counts
