"""[I/O] What a run that was killed left behind, and how large the store may become."""

import shutil
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path

from ingest.store.ledger import Ledger
from ingest.store.sums import PARTS, names_of, part_path

_SPARE = 200 * 2**20  # bytes of results that no kept snapshot uses, which are kept in any case


def remove_leftovers(warehouse: Path) -> None:
    """Remove what only a killed run leaves: databases and files that were being written."""
    for pattern in (".building-*", ".current-*.json", ".manifest-*.json", ".verify-*", "store/*.part"):
        _remove(warehouse.glob(pattern))


def bound_store(ledger: Ledger, parser: str, used: set[str]) -> None:
    """Keep what the snapshots in the warehouse use, and beside it at most as much again, or 200 MB.

    What was used the longest ago goes first; what other versions of the parser left, and shards that the ledger does
    not know, go at once.
    """
    ledger.keep_only(parser)
    order = ledger.by_use(parser)
    sizes = {shard: _size(ledger.folder, shard) for shard in order}
    spare = max(_SPARE, sum(sizes[shard] for shard in order if shard in used))
    kept: set[str] = set()
    for shard in order:
        if shard not in used:
            spare -= sizes[shard]
        if shard in used or spare >= 0:
            kept.add(shard)
    ledger.forget([shard for shard in order if shard not in kept])
    files = list(ledger.folder.glob("*.parquet"))
    strange = names_of(files) - kept
    _remove(path for path in files if path.name.partition(".")[0] in strange)


def _size(folder: Path, shard: str) -> int:
    size = 0
    for part in PARTS:
        with suppress(OSError):
            size += part_path(folder, shard, part).stat().st_size
    return size


def _remove(paths: Iterable[Path]) -> None:
    for path in paths:
        with suppress(FileNotFoundError):
            if path.is_dir():
                shutil.rmtree(path)
            else:
                path.unlink()
