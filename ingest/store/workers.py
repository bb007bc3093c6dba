"""[I/O] Worker processes that read documents within bounds: one that crashes, hangs or grows is ended and replaced.

Whatever a document does to its worker, the others are read: the files around it go to another worker, the document
itself is tried once more alone where it may not have been the cause, and then it is known by the reason.
"""

import ctypes
import gc
import logging
import multiprocessing
import os
import resource
import signal
import socket
import struct
import sys
import threading
import time
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from dataclasses import replace
from multiprocessing.connection import Connection, wait
from multiprocessing.context import BaseContext
from typing import Any, NamedTuple

import psutil

from ingest.read.pace import listen
from ingest.report import Rejected, rejected
from ingest.store.chunk import OPENING, READING, Chunk, Job, Parsed, parse_chunk
from ingest.store.desk import WRITING, Desk
from ingest.store.files import Found
from ingest.store.store_error import StoreError

_LOG = logging.getLogger("nianbao.ingest")
_LOOK = 0.05  # seconds between two looks at the workers
_STANDSTILL = 1.0  # seconds between two looks, after which the command itself was held up
_ANSWER = 10  # seconds in which the whole of an answer has to come, once it has begun
_MOST_SKIPPED = 4  # documents of one archive that end their worker, before the archive is given up
_MARGIN = 1.25  # times the memory allowed at which the system refuses more, should it be taken between two looks
_SPARE = 256  # MB that libraries reserve beside it
_DIES_WITH_PARENT = 1  # PR_SET_PDEATHSIG, see prctl(2)


class Trouble(NamedTuple):
    """Why a worker ended. `is_certain`: its document is the cause, whatever came before it; `is_from_outside`: somebody
    ended it who is not the command, as a system does that runs out of memory."""

    reason: Rejected
    is_certain: bool = False
    is_from_outside: bool = False


def read_chunks(
    chunks: Iterable[list[Found]], job: Job, count: int, under_way: Callable[[int], None] = lambda files: None
) -> Iterator[Parsed]:
    """Read all chunks in up to `count` workers; raises StoreError if one cannot write what it read.

    `under_way` hears now and then how many files are read of chunks that are not done.
    """
    waiting = deque(Chunk(files) for files in chunks)
    crew = [Worker(job) for _ in range(min(count, len(waiting)))]
    given_up: set[str] = set()
    looked = time.monotonic()
    try:
        while waiting or any(worker.chunk for worker in crew):
            for number, worker in enumerate(crew):
                if worker.chunk is None and waiting:
                    crew[number] = _given(waiting.popleft(), worker, job, given_up)
            wait([each for worker in crew if worker.chunk for each in worker.signs], timeout=_LOOK)
            under_way(sum(worker.done for worker in crew))
            looked, before = time.monotonic(), looked
            if looked - before > _STANDSTILL:
                for worker in crew:
                    worker.desk.grant(looked - before)
            for number, worker in enumerate(crew):
                if worker.chunk is None:
                    continue
                answer = worker.answer()
                if answer is not None:
                    given_up |= {each.sha256 for each in answer.outcomes if each.extra == job.bounds.id}
                    if waiting:  # before the answer is stored: nobody waits for that
                        crew[number] = _given(waiting.popleft(), worker, job, given_up)
                    yield answer
                elif (why := worker.trouble()) is not None:
                    worker.end()
                    lost, again = _after(worker, why)
                    waiting.extendleft(reversed(again))
                    crew[number] = Worker(job)
                    yield from lost
    finally:
        for worker in crew:
            worker.end()


def _given(chunk: Chunk, worker: "Worker", job: Job, given_up: set[str]) -> "Worker":
    """Hand a chunk over, to another worker if what this one did before could harm it; returns the one that has it."""
    if worker.is_fat or (chunk.alone and not worker.is_fresh):
        worker.end()
        worker = Worker(job)
    worker.give(replace(chunk, given_up=frozenset(given_up)) if given_up else chunk)
    return worker


def _after(worker: "Worker", why: Trouble) -> tuple[list[Parsed], list[Chunk]]:
    """What a worker that ended leaves: files given up unread, and chunks to be read again."""
    assert worker.chunk is not None
    chunk, at, member = worker.chunk, worker.desk.at.file, worker.desk.at.member
    files = list(chunk.files)
    if not 0 <= at < len(files):  # before its first file, or while it wrote; or what it said of itself is damaged too
        if len(files) > 1:
            return [], [Chunk(files[: len(files) // 2], chunk.skip), Chunk(files[len(files) // 2 :])]
        at, member = 0, OPENING
    before = [Chunk(files[:at], chunk.skip)] if at else []
    behind = [Chunk(files[at + 1 :])] if files[at + 1 :] else []
    own = chunk.skip if at == 0 else {}
    _LOG.warning("reading %s: %s", files[at].source, why.reason.detail)
    if not chunk.alone and not why.is_certain:
        alone = Chunk([files[at]], own, alone=True)  # what others left in the worker may have been the cause
    elif member == READING or OPENING in own or why.is_from_outside:
        return [Parsed(unread={files[at].path: why.reason})], [*before, *behind]  # and tried again by the next run
    elif len(own) >= _MOST_SKIPPED:
        alone = Chunk([files[at]], {OPENING: why.reason}, alone=True)
    else:
        alone = Chunk([files[at]], {**own, member: why.reason}, alone=True)
    return [], [*before, alone, *behind]


class Worker:
    """A process that reads one chunk after another, and what is known of it."""

    def __init__(self, job: Job, reads: Callable[[Any, Job, Desk], Any] = parse_chunk) -> None:
        context = _context()
        self.desk = Desk(context, job.bounds)
        self.chunk: Any = None  # a Chunk, or what else its `reads` takes
        self.is_fresh = True
        self.peak = 0.0
        self._is_cut = False  # it has ended within an answer, or without one
        self._ours, theirs = context.Pipe()
        self._process: Any = context.Process(  # type: ignore[attr-defined]
            target=_serve, args=(theirs, self.desk, job, os.getpid(), reads), daemon=True, name="reader"
        )
        self._process.start()
        theirs.close()
        _bound_waiting(self._ours)
        self._system = psutil.Process(self._process.pid)

    def give(self, chunk: Any) -> None:
        """Hand a chunk over; a worker that is gone is noticed by `trouble`."""
        self.chunk, self.peak, self.is_fresh = chunk, 0.0, False
        self.desk.rest()
        with suppress(OSError):
            self._ours.send(chunk)

    @property
    def done(self) -> int:
        """How many files of its chunk it has read."""
        at = self.desk.at.file
        files = len(self.chunk.files) if self.chunk is not None else 0
        return files if at == WRITING else min(max(at, 0), files)

    @property
    def signs(self) -> list[Any]:
        """What becomes ready when the worker has answered or ended."""
        return [self._process.sentinel] if self._is_cut else [self._ours, self._process.sentinel]

    def answer(self) -> Any:
        """What came of its chunk, None if it is not done; raises StoreError."""
        try:
            answer = self._ours.recv() if not self._is_cut and self._ours.poll() else None
        except Exception:  # noqa: BLE001 — it ended within its answer, or what it sent is none
            self._is_cut = True
            return None
        if isinstance(answer, StoreError):
            raise answer
        if answer is not None:
            self.chunk = None
        return answer

    def trouble(self) -> Trouble | None:
        """Why the worker has ended or must be ended, None while all is well."""
        memory = self._memory()
        self.peak = max(self.peak, memory)
        if not self._process.is_alive():
            if not self._is_cut and self._ours.poll():
                return None  # it answered before it ended
            if self.peak > 0.75 * self.desk.memory:
                return self._too_large()
            code = self._process.exitcode
            return Trouble(rejected("crashed", error=_ending(code)), is_from_outside=code == -signal.SIGKILL)
        if memory > self.desk.memory:
            return self._too_large()
        if self.desk.is_late:
            return Trouble(rejected("too_slow", seconds=f"{self.desk.seconds:.0f}"), is_certain=self.desk.at.file >= 0)
        if self._is_cut:
            return Trouble(rejected("crashed", error="no answer"))
        return None

    def _too_large(self) -> Trouble:
        return Trouble(rejected("memory", limit=f" ({self.desk.memory:g} MB)"))

    @property
    def is_fat(self) -> bool:
        """Whether so much memory stayed with the worker that the next document would have too little."""
        return self._memory() > self.desk.bounds.memory / 2

    def _memory(self) -> float:
        """MB resident in the process."""
        try:
            return float(self._system.memory_info().rss) / 2**20
        except psutil.Error:
            return 0.0

    def end(self) -> None:
        """End the process at once, whatever it is doing."""
        self._process.kill()
        self._process.join()
        self._ours.close()


def _bound_waiting(ours: Connection) -> None:
    """Let no worker that stops in the middle of its answer hold up the command."""
    with socket.socket(fileno=os.dup(ours.fileno())) as pipe:
        pipe.setsockopt(socket.SOL_SOCKET, socket.SO_RCVTIMEO, struct.pack("ll", _ANSWER, 0))


def _ending(code: int | None) -> str:
    if code is not None and code < 0:
        with suppress(ValueError):
            return signal.Signals(-code).name
    return f"exit {code}"


def _context() -> BaseContext:
    """Workers are copies of this process, which costs them no start; of one with threads no copy can be relied on."""
    single = psutil.Process().num_threads() == 1
    multiprocessing.set_forkserver_preload(["ingest.store.chunk"])  # once for all of them
    return multiprocessing.get_context("fork" if single else "forkserver")


# -- in the worker ---


def _serve(ours: Connection, desk: Desk, job: Job, command: int, reads: Callable[[Any, Job, Desk], Any]) -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is for the command, which ends its workers
    _end_with_the_command(command)
    _bound_memory(max(job.bounds.memory, job.bounds.scan_memory) * _MARGIN + _SPARE)
    gc.freeze()  # the tables live as long as the worker
    gc.disable()  # what a report makes is freed by counting references; the rare cycle waits for the end of its chunk
    listen(desk.begin_page)
    while True:
        try:
            chunk = ours.recv()
        except EOFError:
            return
        answer: Any
        try:
            answer = reads(chunk, job, desk)
        except StoreError as error:
            answer = error
        except Exception:  # noqa: BLE001 — a defect of ours: the chunk is read again in halves, and it is logged
            _LOG.exception("reading a chunk of files crashed")
            os._exit(1)
        desk.rest(WRITING)
        gc.collect(0)
        ours.send(answer)
        gc.collect(0)


def _end_with_the_command(command: int) -> None:
    """However the command ends, even killed alone, its workers end at once and leave nothing locked."""
    if sys.platform == "linux":
        ctypes.CDLL(None, use_errno=True).prctl(_DIES_WITH_PARENT, signal.SIGKILL)
    parent = multiprocessing.parent_process()
    if parent is None or not psutil.pid_exists(command):
        os._exit(1)  # it ended before this was asked for

    def watch() -> None:
        wait([parent.sentinel])
        os._exit(1)

    threading.Thread(target=watch, daemon=True).start()


def _bound_memory(megabytes: float) -> None:
    """Where the system can, let it refuse memory that would be taken faster than the command looks."""
    limit = int(megabytes * 2**20)
    with suppress(ValueError, OSError):
        resource.setrlimit(resource.RLIMIT_DATA, (limit, limit))
    with suppress(ValueError, OSError):
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))  # what crashed is small and at hand; its memory is not
