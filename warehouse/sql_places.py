"""Places for readers' queries: few run at once, few wait, and no client has more than its share of either."""

import threading
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager

AT_ONCE, WAITING = 2, 8  # queries that run at once, and that wait for it
ONE_CLIENT_WAITS = 2  # queries of one client that wait while another one of its own runs


class Full(Exception):
    """There is no place, or none that this client may have."""


class Places:
    """A queue before `at_once` places. Each client has one place at most and `each` waiting queries."""

    def __init__(self, at_once: int = AT_ONCE, waiting: int = WAITING, each: int = ONE_CLIENT_WAITS) -> None:
        self._at_once, self._most_waiting, self._each = at_once, waiting, each
        self._changed = threading.Condition()
        self._running: Counter[str] = Counter()
        self._waiting: Counter[str] = Counter()

    @contextmanager
    def taken(self, client: str, patience: float) -> Iterator[None]:
        """Hold a place for the duration of the block; waits up to `patience` seconds for one. Raises Full."""
        self._take(client, patience)
        try:
            yield
        finally:
            with self._changed:
                self._less(self._running, client)
                self._changed.notify_all()

    def _take(self, client: str, patience: float) -> None:
        until = time.monotonic() + patience
        with self._changed:
            if self._free(client):
                self._running[client] += 1
                return
            if self._waiting.total() >= self._most_waiting or self._waiting[client] >= self._each:
                raise Full
            self._waiting[client] += 1
            try:
                while not self._free(client):
                    if not self._changed.wait(until - time.monotonic()) and time.monotonic() >= until:
                        raise Full
                self._running[client] += 1
            finally:
                self._less(self._waiting, client)

    def _free(self, client: str) -> bool:
        return self._running.total() < self._at_once and not self._running[client]

    @staticmethod
    def _less(counted: Counter[str], client: str) -> None:
        counted[client] -= 1
        if not counted[client]:  # clients come and go; nothing is kept of one that has gone
            del counted[client]
