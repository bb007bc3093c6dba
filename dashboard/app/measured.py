"""What is counted while the server runs, as Prometheus reads it: requests, seconds, sessions, memory, the snapshot."""

import os
import time
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from importlib import import_module
from pathlib import Path
from threading import Lock
from typing import Any

_BOUNDS = (0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0)  # seconds
_PAGES = frozenset(path.stem for path in (Path(__file__).parents[2] / "pages").glob("*.py"))
_PARTS = ("static", "media", "component", "app", "_stcore")
_OWN = ("healthz", "readyz", "metrics")
Labels = tuple[tuple[str, str], ...]


def view_of(scope: Mapping[str, Any]) -> str:
    """Return the view that a request is for: a closed list of names, whatever is asked for."""
    path = str(scope["path"]).strip("/")
    first, _, rest = path.partition("/")
    if not path or (first in _PAGES and not rest):
        return f"page {first or 'overview'}"
    if first == "api":
        views = import_module("dashboard.api.views").VIEWS
        name = rest.removesuffix(".json").removesuffix(".csv")
        return f"api {name}" if name in views or name in ("", "warehouse.zip", "openapi.json") else "api other"
    if scope["type"] == "websocket":
        return "session"
    return first if first in (*_PARTS, *_OWN) else "other"


class Counted:
    """Counts since the server began."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._answers: Counter[tuple[str, int]] = Counter()
        self._within: Counter[tuple[str, float]] = Counter()
        self._seconds: dict[str, float] = {}
        self.sessions = 0

    def answered(self, view: str, status: int, seconds: float) -> None:
        """Count one answer."""
        with self._lock:
            self._answers[view, status] += 1
            self._seconds[view] = self._seconds.get(view, 0.0) + seconds
            for bound in _BOUNDS:
                if seconds <= bound:
                    self._within[view, bound] += 1

    def total(self) -> int:
        """Return how many answers there were."""
        return self._answers.total()

    @contextmanager
    def session(self) -> Iterator[None]:
        """Count an open page for the duration of the block."""
        self.sessions += 1
        try:
            yield
        finally:
            self.sessions -= 1

    def lines(self) -> Iterator[str]:
        """Yield the counts in Prometheus' text format."""
        with self._lock:
            answers, within, seconds = self._answers.copy(), self._within.copy(), dict(self._seconds)
        yield from family("nianbao_requests_total", "counter", "Answers by view and status", (
            ((("view", view), ("status", str(status))), n) for (view, status), n in sorted(answers.items())
        ))  # fmt: skip
        name = "nianbao_request_seconds"
        yield from family(name, "histogram", "Seconds to the end of an answer by view", ())
        for view, whole in sorted(seconds.items()):
            count = sum(n for (of, _), n in answers.items() if of == view)
            for bound in _BOUNDS:
                yield sample(f"{name}_bucket", (("view", view), ("le", str(bound))), within[view, bound])
            yield sample(f"{name}_bucket", (("view", view), ("le", "+Inf")), count)
            yield sample(f"{name}_sum", (("view", view),), whole)
            yield sample(f"{name}_count", (("view", view),), count)
        yield from family("nianbao_sessions", "gauge", "Pages that are open in browsers", (((), self.sessions),))
        memory = resident()
        yield from family("nianbao_resident_bytes", "gauge", "Resident memory of the server", (((), memory),))


COUNTED = Counted()


def of_snapshot(about: Mapping[str, Any] | None, written: float) -> Iterator[str]:
    """Yield what is served: `about` as `questions.about` has it, None where nothing is; `written` in Unix seconds."""
    yield from family("nianbao_ready", "gauge", "1 where a snapshot is served", (((), int(about is not None)),))
    if about is None:
        return
    named = (("snapshot", str(about["snapshot"])),)
    yield from family("nianbao_snapshot_info", "gauge", "The snapshot that is served", ((named, 1),))
    age = max(time.time() - written, 0)
    yield from family("nianbao_snapshot_age_seconds", "gauge", "Seconds since it was written", (((), age),))
    yield from family("nianbao_reports", "gauge", "Reports in the snapshot", (((), about["reports"]),))
    yield from family("nianbao_quarantine", "gauge", "Files that gave no report", (((), about["quarantined"]),))


def resident() -> int:
    """Return the server's resident memory in bytes; 0 where the system does not tell."""
    try:
        return int(Path("/proc/self/statm").read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE")
    except (OSError, ValueError, IndexError):
        return 0


def family(name: str, kind: str, what: str, samples: Iterable[tuple[Labels, float]]) -> Iterator[str]:
    """Yield the lines of one metric: what it is, of which kind, and its samples."""
    yield f"# HELP {name} {what}"
    yield f"# TYPE {name} {kind}"
    for labels, value in samples:
        yield sample(name, labels, value)


def sample(name: str, labels: Labels, value: float) -> str:
    """Return one line: a metric's name with its labels, and its value."""
    written = ",".join(f'{label}="{_escaped(text)}"' for label, text in labels)
    return f"{name}{{{written}}} {value}" if written else f"{name} {value}"


def _escaped(text: str) -> str:
    return text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n")
