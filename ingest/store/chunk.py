"""[I/O] Some files → one shard: what a worker does with the files that it is given."""

from collections.abc import Container, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from ingest.read.libraries import recognition_version
from ingest.report import Rejected, Report, opened_archive, reports_of_parts
from ingest.store.bounds import Bounds
from ingest.store.desk import WRITING, Desk
from ingest.store.files import Found, Mark, content, digest, is_racy
from ingest.store.ledger import Members, Outcome
from ingest.store.sums import Sums

Seen = tuple[str, Mark, str]  # path, mark, sha256
OPENING, READING = -1, -2  # what precedes the documents of a file, in place of a document's number


@dataclass(frozen=True, slots=True)
class Job:
    """What all chunks of a run have in common: where shards go, whose they are, and the contents that are known."""

    folder: Path
    parser: str
    known: Container[str]
    bounds: Bounds


@dataclass(frozen=True, slots=True)
class Chunk:
    """Files to be read together. `skip`: documents of the first file that are not read, by number, with the reason;
    `alone`: to be read by a worker that has read nothing before; `given_up`: contents that ended a worker in this run.
    """

    files: Sequence[Found]
    skip: Mapping[int, Rejected] = field(default_factory=dict)
    alone: bool = False
    given_up: frozenset[str] = frozenset()


@dataclass(slots=True)
class Parsed:
    """What came of one chunk of files; `fresh` counts the contents that were parsed, `racy` are the paths of files that
    may have changed since without a trace."""

    seen: list[Seen] = field(default_factory=list)
    outcomes: list[Outcome] = field(default_factory=list)
    unread: dict[str, Rejected] = field(default_factory=dict)
    opened: Members = field(default_factory=dict)
    shards: dict[str, Sums] = field(default_factory=dict)  # by name, with the checksums of their files
    fresh: int = 0
    racy: set[str] = field(default_factory=set)


def parse_chunk(chunk: Chunk, job: Job, desk: Desk) -> Parsed:
    """Read and parse some files and write their facts as one shard; a content met before is not parsed again.

    Raises StoreError if the shard cannot be written.
    """
    from ingest.store.shards import Shard  # polars is loaded where shards are written, not where nothing is new

    result = Parsed()
    reports: list[Outcome] = []
    done: set[str] = set()
    shard = Shard()
    for number, file in enumerate(chunk.files):
        desk.begin_file(number)
        desk.at.member = READING
        skip = chunk.skip if number == 0 else {}
        data = content(file)
        if isinstance(data, Rejected):
            result.unread[file.path] = data
            continue
        sha256 = digest(data)
        result.seen.append((file.path, file.mark, sha256))
        if is_racy(file.mark):
            result.racy.add(file.path)
        if sha256 in job.known or sha256 in chunk.given_up or sha256 in done or sha256 in result.opened:
            continue
        result.fresh += 1
        if OPENING in skip:
            result.outcomes.append(_ended(sha256, skip[OPENING], job.bounds))
            continue
        desk.begin_document(OPENING)
        for member, (own, parts) in enumerate(_contents(sha256, data, result)):
            if own in job.known or own in chunk.given_up or own in done:
                continue
            done.add(own)
            if member in skip:
                result.outcomes.append(_ended(own, skip[member], job.bounds))
                continue
            desk.begin_document(member)
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
    name = f"{job.parser}-{digest(''.join(each.sha256 for each in reports).encode())[:16]}"
    if reports:
        desk.rest(WRITING)
        result.shards[name] = shard.write(job.folder, name)
    result.outcomes += [replace(outcome, shard=name) for outcome in reports]
    return result


def _ended(sha256: str, why: Rejected, bounds: Bounds) -> Outcome:
    """A document whose worker was ended; it is tried again only under other bounds."""
    return Outcome(sha256, None, why.reason, why.detail, bounds.id)


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
