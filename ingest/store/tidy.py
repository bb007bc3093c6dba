"""[I/O] What a run that was killed left behind, and how large the store may become."""

import re
import shutil
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path

from ingest.store.ledger import Ledger
from ingest.store.sums import PARTS, names_of, part_path

_OURS = re.compile(
    r"current\.json|nianbao-[0-9a-f]{12}\.(?:duckdb|json)|(?:quarantined|unknown|vanished)\.csv"
    r"|store/.*\.parquet|store/ledger\.sqlite.*"
)
_SPARE = 200 * 2**20  # bytes of results that no kept snapshot uses, which are kept in any case


def remove_leftovers(warehouse: Path) -> int:
    """Remove what only a killed run leaves; return how much else was there that no run leaves.

    That is a folder or link where a file of the warehouse should be, and the log of a database that somebody wrote to.
    """
    listed = [each for folder in (warehouse, warehouse / "store") if folder.is_dir() for each in folder.iterdir()]
    names = [(each, each.relative_to(warehouse).as_posix()) for each in listed]  # a glob does not see a link to nothing
    strange = [each for each, name in names if _OURS.fullmatch(name) and not _is_file(each)]
    strange += [each for each, name in names if name.endswith(".duckdb.wal")]
    _remove(strange)
    for pattern in (".building-*", ".list-*", ".current-*.json", ".manifest-*.json", ".verify-*", "store/*.part"):
        _remove(warehouse.glob(pattern))
    return len(strange)


def bound_store(ledger: Ledger, parser: str, used: set[str], contents: set[str]) -> None:
    """Keep the shards that the snapshot in force uses, and beside them at most as much again, or 200 MB.

    What was used the longest ago goes first; what other versions of the parser left, and shards that the ledger does
    not know, go at once. Of contents without facts, those not among `contents` are bounded as well.
    """
    ledger.keep_only(parser, contents)
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


def _is_file(path: Path) -> bool:
    return path.is_file() and not path.is_symlink()


def _size(folder: Path, shard: str) -> int:
    size = 0
    for part in PARTS:
        with suppress(OSError):
            size += part_path(folder, shard, part).stat().st_size
    return size


def _remove(paths: Iterable[Path]) -> None:
    for path in paths:
        with suppress(FileNotFoundError):
            if path.is_dir() and not path.is_symlink():
                shutil.rmtree(path)
            else:
                path.unlink()
