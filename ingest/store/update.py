"""[I/O] Files → store: read what is new, reuse what is known, in as many processes as pay."""

import gc
import os
import time
from collections.abc import Callable, Container, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, field, replace
from pathlib import Path

from ingest.read.libraries import recognition_version
from ingest.report import Rejected, Report, opened_archive, reports_of_parts
from ingest.store.files import Found, content, digest
from ingest.store.ledger import Ledger, Mark, Members, Outcome, parser_version

_CHUNK = 500  # files a worker takes at a time and writes as one shard
_ALONE = 80  # fewer new files than this are parsed in this process: starting others would take longer
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
    """What all files give, in the order of their sources, and how many were read, reused and parsed."""

    contributions: list[Contribution] = field(default_factory=list)
    read: int = 0
    reused: int = 0
    parsed: int = 0


Seen = tuple[str, Mark, str]  # path, mark, sha256
Tell = Callable[[int, int], None]


@dataclass(slots=True)
class Parsed:
    """What came of one chunk of files; `fresh` counts the contents that were parsed."""

    seen: list[Seen] = field(default_factory=list)
    outcomes: list[Outcome] = field(default_factory=list)
    unread: dict[str, Rejected] = field(default_factory=dict)
    opened: Members = field(default_factory=dict)
    fresh: int = 0


def gather(files: list[Found], ledger: Ledger, tell: Tell = lambda done, of: None) -> Gathered:
    """Bring the store up to date with the files found and say what each contributes; `tell` hears the progress."""
    parser = parser_version()
    seen, outcomes, inside = ledger.seen(), ledger.outcomes(parser, recognition_version()), ledger.members(parser)
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
    result = Gathered(read=sum(1 for each in files if each.problem is None))
    failed: dict[str, Rejected] = {}
    done = {*outcomes, *(archive for archive in inside if _is_known(archive, outcomes, inside))}
    tell(len(known), len(files))
    for chunk in _work(new, ledger.folder, parser, done):
        ledger.record(parser, [m for m in chunk.seen if not _is_racy(m[1])], chunk.outcomes, chunk.opened)
        inside.update(chunk.opened)
        outcomes.update({outcome.sha256: outcome for outcome in chunk.outcomes})
        known.update({path: sha256 for path, _, sha256 in chunk.seen})
        failed.update(chunk.unread)
        result.parsed += chunk.fresh
        tell(len(known) + len(failed), len(files))
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


def _work(new: list[Found], folder: Path, parser: str, parsed: set[str]) -> Iterator[Parsed]:
    chunks = [new[i : i + _CHUNK] for i in range(0, len(new), _CHUNK)]
    if len(new) < _ALONE:
        for chunk in chunks:
            yield parse_chunk(chunk, folder, parser, parsed)
        return
    workers = min(os.cpu_count() or 1, len(new) // (_ALONE // 2))
    with ProcessPoolExecutor(workers, initializer=_remember, initargs=(folder, parser, parsed)) as pool:
        yield from pool.map(_parse_remembered, _spread(new, workers))


def _spread(new: list[Found], workers: int) -> list[list[Found]]:
    """Chunks small enough that every worker gets some, large enough that a shard is worth its files."""
    size = max(25, min(_CHUNK, -(-len(new) // (workers * 4))))
    return [new[i : i + size] for i in range(0, len(new), size)]


_REMEMBERED: tuple[Path, str, set[str]] | None = None


def _remember(folder: Path, parser: str, parsed: set[str]) -> None:
    global _REMEMBERED
    gc.freeze()  # the tables live as long as the worker
    gc.disable()  # what a report makes is freed by counting references; the rare cycle waits for the end of its chunk
    _REMEMBERED = (folder, parser, parsed)


def _parse_remembered(chunk: list[Found]) -> Parsed:
    assert _REMEMBERED is not None
    worked = parse_chunk(chunk, *_REMEMBERED)
    gc.collect(0)
    return worked


def parse_chunk(chunk: list[Found], folder: Path, parser: str, parsed: set[str]) -> Parsed:
    """Read and parse some files and write their facts as one shard; a content met before is not parsed again."""
    from ingest.store.shards import Shard  # polars is loaded where shards are written, not where nothing is new

    result = Parsed()
    reports: list[Outcome] = []
    done: set[str] = set()
    shard = Shard()
    for file in chunk:
        data = content(file.path)
        if isinstance(data, Rejected):
            result.unread[file.path] = data
            continue
        sha256 = digest(data)
        result.seen.append((file.path, file.mark, sha256))
        if sha256 in parsed or sha256 in done or sha256 in result.opened:
            continue
        result.fresh += 1
        for own, parts in _contents(sha256, data, result):
            if own in parsed or own in done:
                continue
            done.add(own)
            made = reports_of_parts(parts, file.source)
            if len(made) > 1:
                result.opened[own] = [(name, digest(f"{own}/{name}".encode())) for name, _ in made]
            for held, (_, report) in zip((held for _, held in result.opened.get(own, [("", own)])), made, strict=True):
                extra = recognition_version() if report.by_extra else None
                if isinstance(report, Report):
                    shard.add(held, report)
                    reports.append(Outcome(held, extra=extra))
                else:
                    result.outcomes.append(Outcome(held, None, report.reason, report.detail, extra))
    name = f"{parser}-{digest(''.join(each.sha256 for each in reports).encode())[:16]}"
    if reports:
        shard.write(folder, name)
    result.outcomes += [replace(outcome, shard=name) for outcome in reports]
    return result


def _contents(sha256: str, data: bytes, result: Parsed) -> list[tuple[str, Sequence[bytes]]]:
    """What is to be parsed of a file: itself, or what is in an archive; one that cannot be opened is an outcome."""
    inside = opened_archive(data)
    if isinstance(inside, Rejected):
        result.outcomes.append(Outcome(sha256, None, inside.reason, inside.detail))
        return []
    if inside is None:
        return [(sha256, (data,))]
    result.opened[sha256] = [(member.name, digest(b"".join(member.parts))) for member in inside]
    return [(own, member.parts) for member, (_, own) in zip(inside, result.opened[sha256], strict=True)]
