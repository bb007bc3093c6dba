"""[I/O] Files → store: read what is new, reuse what is known, in as many processes as pay."""

import os
from collections.abc import Callable, Container, Iterator
from dataclasses import dataclass, field, replace

from ingest.read.libraries import recognition_version
from ingest.report import Rejected
from ingest.store.bounds import Bounds
from ingest.store.chunk import Job, Parsed
from ingest.store.compact import compact
from ingest.store.files import Found
from ingest.store.ledger import Ledger, Members, Outcome, parser_version
from ingest.store.sums import Sums, damaged
from ingest.store.workers import read_chunks

_SIZE = 16 * 2**20  # bytes of a chunk: some 2,000 texts, 50 PDFs or a dozen scans
_CHUNK = 2000  # files a worker takes at a time and writes as one shard
_ON_A_CLUSTER = 16  # workers to spread files over where their number may change
_ALONE = 80  # fewer new files than this are given to one worker: starting others would take longer


@dataclass(frozen=True, slots=True)
class Contribution:
    """What one file gives to a snapshot: a content with facts in a shard, or the reason why it gives none."""

    source: str
    sha256: str | None
    shard: str | None
    reason: str | None = None
    detail: str | None = None
    extra: str | None = None


@dataclass(slots=True)
class Gathered:
    """What all files give, in the order of their sources, and how many were read, reused and parsed.

    `contents` are the SHA-256 of all that they hold: of files, and of what is in archives and compilations. `mended`
    counts what of the store was not as it had been written: shards, and rows of the ledger.
    """

    contributions: list[Contribution] = field(default_factory=list)
    read: int = 0
    reused: int = 0
    parsed: int = 0
    mended: int = 0
    contents: set[str] = field(default_factory=set)

    @property
    def shards(self) -> set[str]:
        """The shards that a snapshot of these contributions is built from."""
        return {each.shard for each in self.contributions if each.shard is not None}


Tell = Callable[[int, int], None]


@dataclass(frozen=True, slots=True)
class How:
    """How files are read: within which bounds, where, and who hears the progress."""

    bounds: Bounds = field(default_factory=Bounds)
    cluster: str | None = None  # the address of a Ray cluster to read on, ray://HOST:PORT
    tell: Tell = lambda done, of: None


def gather(files: list[Found], ledger: Ledger, how: How = How()) -> Gathered:
    """Bring the store up to date with the files found and say what each contributes.

    Of a damaged part of the store all that it held is read again. Raises StoreError if the store cannot be written.
    """
    parser = parser_version()
    shards, lost = _sound_shards(ledger, parser)
    seen, inside = ledger.seen(), ledger.members(parser)
    outcomes = ledger.outcomes(parser, (recognition_version(), how.bounds.id), shards)
    known: dict[str, str] = {}
    new: list[Found] = []
    for each in files:
        if each.problem is not None:
            continue
        before = seen.get(each.path)
        if before is not None and before[0] == each.mark and _is_known(before[1], outcomes, inside):
            known[each.path] = before[1]
        else:
            new.append(each)
    result = Gathered(read=sum(1 for each in files if each.problem is None), mended=lost + ledger.damaged)
    ledger.damaged = 0
    failed: dict[str, Rejected] = {}
    done = {each for each in (*outcomes, *inside) if _is_known(each, outcomes, inside)}
    over = len(files) - len(new)  # known, or not to be read at all
    how.tell(over, len(files))

    def under_way(more: int) -> None:
        how.tell(min(over + more, len(files) - 1), len(files))

    for chunk in _work(new, Job(ledger.folder, parser, done, how.bounds), how.cluster, under_way):
        marked = [each for each in chunk.seen if each[0] not in chunk.racy]
        ledger.record(parser, marked, chunk.outcomes, chunk.opened, chunk.shards)
        for outcome in chunk.outcomes:
            inside.pop(outcome.sha256, None)  # an archive is known by what is in it, or given up as a whole
            outcomes[outcome.sha256] = outcome
        for archive, members in chunk.opened.items():
            outcomes.pop(archive, None)
            inside[archive] = members
        known.update({path: sha256 for path, _, sha256 in chunk.seen})
        failed.update(chunk.unread)
        result.parsed += chunk.fresh
        over += len({path for path, _, _ in chunk.seen} | set(chunk.unread))
        how.tell(over, len(files))
    for each in files:
        problem = each.problem or failed.get(each.path)
        if problem is not None:
            result.contributions.append(Contribution(each.source, None, None, problem.reason, problem.detail))
            continue
        sha256 = known[each.path]
        result.contents |= set(_within(sha256, inside))
        held = _held(each.source, sha256, inside)
        result.contributions += [_contribution(source, outcomes[own]) for source, own in held]
    _compact(ledger, parser, result)
    result.read -= len(failed)
    result.reused = result.read - result.parsed
    return result


def _sound_shards(ledger: Ledger, parser: str) -> tuple[dict[str, Sums], int]:
    """The shards whose files are as they were written, and how many are not, which are forgotten."""
    shards = ledger.shards(parser)
    lost = damaged(ledger.folder, shards)
    ledger.forget(lost)
    return {name: sums for name, sums in shards.items() if name not in lost}, len(lost)


def _compact(ledger: Ledger, parser: str, result: Gathered) -> None:
    """Put small shards together, and name the new ones in what the files contribute."""
    used: dict[str, list[str]] = {}
    for each in result.contributions:
        if each.shard is not None and each.sha256 is not None:
            used.setdefault(each.shard, []).append(each.sha256)
    moved = compact(ledger, parser, used)
    if moved:
        result.contributions = [
            replace(each, shard=moved.get(each.shard, each.shard)) if each.shard else each
            for each in result.contributions
        ]


def _contribution(source: str, outcome: Outcome) -> Contribution:
    return Contribution(source, outcome.sha256, outcome.shard, outcome.reason, outcome.detail, outcome.extra)


def _held(source: str, sha256: str, inside: Members) -> list[tuple[str, str]]:
    """What a file holds, with the source of each: itself, what is in an archive, or the reports of a compilation."""
    if sha256 not in inside:
        return [(source, sha256)]
    return [held for name, own in inside[sha256] for held in _held(f"{source}/{name}", own, inside)]


def _within(sha256: str, inside: Members) -> Iterator[str]:
    """A content and all that is in it."""
    yield sha256
    for _, own in inside.get(sha256, ()):
        yield from _within(own, inside)


def _is_known(sha256: str, parsed: Container[str], inside: Members) -> bool:
    """A content is known, or, for an archive or a compilation, all that is in it."""
    if sha256 in inside:
        return all(_is_known(member, parsed, inside) for _, member in inside[sha256])
    return sha256 in parsed


def _work(new: list[Found], job: Job, cluster: str | None, under_way: Callable[[int], None]) -> Iterator[Parsed]:
    if cluster is not None and new:
        from ingest.store.cluster import read_on_cluster

        return read_on_cluster(_spread(new, _ON_A_CLUSTER), job, cluster, under_way)
    workers = 1 if len(new) < _ALONE else min(os.cpu_count() or 1, len(new) // (_ALONE // 2))
    return read_chunks(_spread(new, workers), job, workers, under_way)


def _spread(new: list[Found], workers: int) -> list[list[Found]]:
    """Chunks small enough that every worker gets some and a killed run loses little, large enough that a shard is worth
    its files."""
    most = max(25, min(_CHUNK, -(-len(new) // (workers * 4)))) if workers > 1 else _CHUNK
    chunks: list[list[Found]] = []
    size = 0
    for file in new:
        if not chunks or len(chunks[-1]) >= most or size + file.mark[0] > _SIZE:
            chunks.append([])
            size = 0
        chunks[-1].append(file)
        size += file.mark[0]
    return chunks
