"""What a worker is at, in memory that it shares with the command: read at any moment, even of a worker that hangs."""

import time
from ctypes import Structure, c_bool, c_double, c_int
from multiprocessing.context import BaseContext
from typing import Any

from ingest.store.bounds import Bounds

IDLE, WRITING = -1, -2  # in place of a file's number
_PATIENCE = 6  # times the seconds of a document, to begin with a chunk or to write what came of it


class _At(Structure):
    _fields_ = (
        ("file", c_int), ("member", c_int), ("began", c_double), ("until", c_double), ("recognises", c_bool),
    )  # fmt: skip


class Desk:
    """The file of a chunk, and the document in it, that a worker is reading; since when, and until when it may.

    `member` counts the documents of the file from 0. Times are those of the machine's monotonic clock, which its
    processes share.
    """

    def __init__(self, context: BaseContext, bounds: Bounds) -> None:
        self.at: Any = context.RawValue(_At)
        self.bounds = bounds
        self.rest()

    def rest(self, file: int = IDLE) -> None:
        """Nothing is being read: the worker is about to take a chunk, or writes what came of one."""
        self.at.file, self.at.member, self.at.recognises = file, 0, False
        self.at.began = time.monotonic()
        self.at.until = self.at.began + _PATIENCE * self.bounds.seconds

    def begin_file(self, number: int) -> None:
        self.rest(number)
        self.at.until = self.at.began + self.bounds.seconds

    def begin_document(self, member: int) -> None:
        """A document of the file begins, with the whole time that a document may take."""
        self.at.member = member
        self._allow(self.bounds.seconds)

    def begin_page(self) -> None:
        """Text recognition begins with a page."""
        self.at.recognises = True
        self._allow(self.bounds.page_seconds)

    def _allow(self, seconds: float) -> None:
        self.at.until = min(time.monotonic() + seconds, self.at.began + self.bounds.file_seconds)

    def grant(self, seconds: float) -> None:
        """Time in which nobody could look, as the whole machine stood still, counts for nothing."""
        self.at.began += seconds
        self.at.until += seconds

    @property
    def is_late(self) -> bool:
        return bool(time.monotonic() > self.at.until)

    @property
    def seconds(self) -> float:
        """How long the file has been read."""
        return float(time.monotonic() - self.at.began)

    @property
    def memory(self) -> float:
        """MB that the worker may hold now."""
        return self.bounds.scan_memory if self.at.recognises else self.bounds.memory
