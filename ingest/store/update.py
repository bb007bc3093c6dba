"""[I/O] Files → store: read what is new, reuse what is known, in as many processes as pay."""

import os
import time
from collections.abc import Callable, Container, Iterator
from dataclasses import dataclass, field

from ingest.read.libraries import recognition_version
from ingest.report import Rejected
from ingest.store.bounds import Bounds
from ingest.store.chunk import Job, Parsed
from ingest.store.files import Found, Mark
from ingest.store.ledger import Ledger, Members, Outcome, parser_version
from ingest.store.sums import Sums, damaged
from ingest.store.workers import read_chunks

_CHUNK = 500  # files a worker takes at a time and writes as one shard
_ALONE = 80  # fewer new files than this are given to one worker: starting others would take longer
_RACY = 2_000_000_000  # ns: a file changed so shortly before it was read may change again under the same mark


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

    `mended` counts what of the store was not as it had been written: shards, and rows of the ledger.
    """

    contributions: list[Contribution] = field(default_factory=list)
    read: int = 0
    reused: int = 0
    parsed: int = 0
    mended: int = 0

    @property
    def shards(self) -> set[str]:
        """The shards that a snapshot of these contributions is built from."""
        return {each.shard for each in self.contributions if each.shard is not None}

    def take(self, again: "Gathered") -> None:
        """What the same files give after some of them were read again."""
        self.contributions, self.parsed, self.reused = again.contributions, again.parsed, again.reused


Tell = Callable[[int, int], None]


@dataclass(frozen=True, slots=True)
class How:
    """How files are read: within which bounds, and who hears the progress."""

    bounds: Bounds = field(default_factory=Bounds)
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
    done = {*outcomes, *(archive for archive in inside if _is_known(archive, outcomes, inside))}
    how.tell(len(known), len(files))
    for chunk in _work(new, Job(ledger.folder, parser, done, how.bounds)):
        marked = [each for each in chunk.seen if not _is_racy(each[1])]
        ledger.record(parser, marked, chunk.outcomes, chunk.opened, chunk.shards)
        inside.update(chunk.opened)
        outcomes.update({outcome.sha256: outcome for outcome in chunk.outcomes})
        known.update({path: sha256 for path, _, sha256 in chunk.seen})
        failed.update(chunk.unread)
        result.parsed += chunk.fresh
        how.tell(len(known) + len(failed), len(files))
    for each in files:
        problem = each.problem or failed.get(each.path)
        if problem is not None:
            result.contributions.append(Contribution(each.source, None, None, problem.reason, problem.detail))
            continue
        sha256 = known[each.path]
        held = _held(each.source, sha256, inside)
        result.contributions += [_contribution(source, outcomes[own]) for source, own in held]
    result.read -= len(failed)
    result.reused = result.read - result.parsed
    return result


def drop_damaged(gathered: Gathered, ledger: Ledger) -> int:
    """Read every shard that a snapshot is to be built from; forget those that are damaged and return how many."""
    shards = ledger.shards(parser_version())
    lost = damaged(ledger.folder, {name: shards.get(name, {}) for name in gathered.shards}, thorough=True)
    ledger.forget(lost)
    return len(lost)


def _sound_shards(ledger: Ledger, parser: str) -> tuple[dict[str, Sums], int]:
    """The shards whose files look as they were written, and how many do not, which are forgotten."""
    shards = ledger.shards(parser)
    lost = damaged(ledger.folder, shards, thorough=False)
    ledger.forget(lost)
    return {name: sums for name, sums in shards.items() if name not in lost}, len(lost)


def _contribution(source: str, outcome: Outcome) -> Contribution:
    return Contribution(source, outcome.sha256, outcome.shard, outcome.reason, outcome.detail, outcome.extra)


def _held(source: str, sha256: str, inside: Members) -> list[tuple[str, str]]:
    """What a file holds, with the source of each: itself, what is in an archive, or the reports of a compilation."""
    if sha256 not in inside:
        return [(source, sha256)]
    return [held for name, own in inside[sha256] for held in _held(f"{source}/{name}", own, inside)]


def _is_known(sha256: str, parsed: Container[str], inside: Members) -> bool:
    """A content is known, or, for an archive or a compilation, all that is in it."""
    if sha256 in inside:
        return all(_is_known(member, parsed, inside) for _, member in inside[sha256])
    return sha256 in parsed


def _is_racy(mark: Mark) -> bool:
    return time.time_ns() - max(mark[1], mark[2]) < _RACY


def _work(new: list[Found], job: Job) -> Iterator[Parsed]:
    workers = 1 if len(new) < _ALONE else min(os.cpu_count() or 1, len(new) // (_ALONE // 2))
    return read_chunks(_spread(new, workers), job, workers)


def _spread(new: list[Found], workers: int) -> list[list[Found]]:
    """Chunks small enough that every worker gets some, large enough that a shard is worth its files."""
    size = max(25, min(_CHUNK, -(-len(new) // (workers * 4)))) if workers > 1 else _CHUNK
    return [new[i : i + size] for i in range(0, len(new), size)]
