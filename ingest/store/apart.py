"""[I/O] Documents that are read and not kept: bytes in memory → reports, in workers within the same bounds.

Nothing is stored: a document goes to its worker, and what was read comes back, through a pipe. A reader that can work
with files alone has them in memory (`/dev/shm`), where there is such a place, in a folder that is removed.
"""

import logging
import os
import tempfile
from collections import deque
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field, replace
from math import inf
from multiprocessing.connection import wait
from pathlib import Path
from tempfile import TemporaryDirectory
from time import monotonic

from ingest.read import LARGEST
from ingest.report import Rejected, Report, opened_archive, rejected, reports_of_parts
from ingest.store.bounds import Bounds
from ingest.store.chunk import OPENING, Job
from ingest.store.desk import WRITING, Desk
from ingest.store.workers import Worker

_IN_MEMORY = "/dev/shm"
_LOOK = 0.05  # seconds between two looks at the workers
_MOST_SKIPPED = 4  # documents of one archive that end their worker, before the archive is given up

Outcome = tuple[str, Report | Rejected]  # a document's name, and what it is
Read = tuple[int, list[Outcome]]  # a document's place, and what it holds


@dataclass(frozen=True, slots=True)
class Given:
    """A document: its name, its bytes, and the documents in it that are not read again, with the reason."""

    name: str
    data: bytes
    skip: Mapping[int, Rejected] = field(default_factory=dict)


def read_apart(documents: Sequence[Given], bounds: Bounds, processes: int = 0, longest: float = inf) -> Iterator[Read]:
    """Yield (place among the documents, what it holds) as each is read, by up to `processes` workers.

    What has not been read after `longest` seconds is rejected as too slow.

    A document that crashes its worker, hangs or grows is rejected with the reason; the others are read.
    """
    with TemporaryDirectory(prefix="nianbao-", dir=_IN_MEMORY if os.access(_IN_MEMORY, os.W_OK) else None) as folder:
        yield from _read_all(documents, Job(Path(folder), "", frozenset(), bounds), processes, longest)


def _read_all(documents: Sequence[Given], job: Job, processes: int, longest: float) -> Iterator[Read]:
    waiting = deque(enumerate(documents))
    crew: dict[Worker, int] = {}
    count = min(processes or os.cpu_count() or 1, len(documents))
    idle: list[Worker] = []
    try:
        until = monotonic() + longest
        while waiting or crew:
            if monotonic() > until:
                for place, given in (*((place, worker.chunk) for worker, place in crew.items()), *waiting):
                    yield place, [(given.name, rejected("check_too_slow", seconds=f"{longest:.0f}"))]
                return
            while waiting and len(crew) < count:
                place, given = waiting.popleft()
                if len(given.data) > LARGEST:
                    why = rejected("too_large", size=len(given.data) // 2**20, limit=LARGEST // 2**20)
                    yield place, [(given.name, why)]
                    continue
                worker = idle.pop() if idle else Worker(job, _read)
                worker.give(given)
                crew[worker] = place
            wait([sign for worker in crew for sign in worker.signs], timeout=_LOOK)
            for worker, place in list(crew.items()):
                given = worker.chunk
                if (answer := worker.answer()) is not None:
                    del crew[worker]
                    _rest(worker, idle)
                    yield place, answer
                elif (trouble := worker.trouble()) is not None:
                    del crew[worker]
                    worker.end()
                    again = _without(given, worker.desk.at.member, trouble.reason)
                    if again is None:
                        yield place, [(given.name, trouble.reason)]
                    else:
                        waiting.appendleft((place, again))
    finally:
        for worker in (*crew, *idle):
            worker.end()


def _rest(worker: Worker, idle: list[Worker]) -> None:
    if worker.is_fat:
        worker.end()
    else:
        idle.append(worker)


def _without(given: Given, member: int, why: Rejected) -> Given | None:
    """The document without the one in it that ended the worker; None where it is the document itself."""
    if member < 0 or not _is_archive(given) or len(given.skip) >= _MOST_SKIPPED or member in given.skip:
        return None
    return replace(given, skip={**given.skip, member: why})


def _is_archive(given: Given) -> bool:
    return given.data[:2] == b"PK"  # what is in it is looked at by a worker alone


# -- in the worker ---


def _read(given: Given, job: Job, desk: Desk) -> list[Outcome]:
    """Every report in a document, by its name in it. What a reader says of it is not logged: it may quote it."""
    logging.disable()
    tempfile.tempdir = str(job.folder)
    desk.begin_file(0)
    desk.begin_document(OPENING)
    inside = opened_archive(given.data)
    if isinstance(inside, Rejected):
        return [(given.name, inside)]
    members = [("", (given.data,))] if inside is None else [(member.name, member.parts) for member in inside]
    found: list[Outcome] = []
    for number, (name, parts) in enumerate(members):
        own = f"{given.name}/{name}" if name else given.name
        if number in given.skip:
            found.append((own, given.skip[number]))
            continue
        desk.begin_document(number)
        with suppress(MemoryError):
            found += [(f"{own}/{each}" if each else own, report) for each, report in reports_of_parts(parts)]
    desk.rest(WRITING)
    return found
