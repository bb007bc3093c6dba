"""[I/O] Many small shards → a few large ones: what is parsed stays in few files, however often little is added."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from hashlib import sha256

from ingest.store.ledger import Ledger
from ingest.store.sums import Sums

_FULL = 20_000  # reports of a large shard: as many as are read, and sorted, at a time
_MANY = 16  # small shards that may lie side by side


def compact(ledger: Ledger, parser: str, used: Mapping[str, Collection[str]]) -> dict[str, str]:
    """Put small shards together, and what is used of large ones that mostly is not; returns old name → new name.

    `used`: the contents that are needed of each shard, by SHA-256. Files of shards that were put together stay until
    the store is tidied: if the run is killed, the ledger knows either these or the new ones. Raises StoreError if one
    cannot be written.
    """
    held = ledger.contents(parser)
    small = [shard for shard in used if held[shard] < _FULL // 2]
    groups = list(together(small, held)) if len(small) >= _MANY else []
    groups += [[shard] for shard in used if held[shard] >= _FULL // 2 and 2 * len(used[shard]) < held[shard]]
    moved: dict[str, str] = {}
    for group in groups:
        name = f"{parser}-{sha256(' '.join(group).encode()).hexdigest()[:16]}"
        wanted = set(used[group[0]]) if len(group) == 1 else None
        ledger.put_together(parser, group, name, _written(ledger, group, name, wanted), wanted)
        moved |= dict.fromkeys(group, name)
    return moved


def together(small: Sequence[str], held: Mapping[str, int]) -> Iterator[list[str]]:
    """Groups of two or more shards, in their order, that hold at most `_FULL` contents."""
    group: list[str] = []
    for shard in small:
        if group and sum(held[each] for each in group) + held[shard] > _FULL:
            if len(group) > 1:
                yield group
            group = []
        group.append(shard)
    if len(group) > 1:
        yield group


def _written(ledger: Ledger, group: Sequence[str], name: str, wanted: Collection[str] | None) -> Sums:
    from ingest.store.shards import merged, write_parts  # polars is loaded where there is something to put together

    return write_parts(ledger.folder, name, merged(ledger.folder, group, wanted))
