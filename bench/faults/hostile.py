"""Documents that cost much for their size, each read in a process of its own: seconds and memory by kind."""

import os
import resource
import signal
import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from bench.faults.costly import FORMATS
from bench.fidelity.real import shared_folder
from bench.served import ROOT
from ingest.report import Rejected, report_of

Document = bytes | Callable[[int], bytes]  # as it is, or made at a size in characters
MOST_SECONDS, MOST_MEMORY = 30.0, 1000.0  # and MB
_ENDED = 60  # seconds after which a document is given up


@dataclass(frozen=True, slots=True)
class Cost:
    """What reading one document took: seconds, and the largest memory of its process in MB; `came` of it: a report, or
    the reason why not, or how the process ended."""

    name: str
    size: int
    seconds: float
    memory: float
    came: str


def cost_of(name: str, data: bytes) -> Cost:
    """Read a document in a copy of this process and see what it costs."""
    begun = time.perf_counter()
    reader, writer = os.pipe()
    child = os.fork()
    if not child:
        os.close(reader)
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
        signal.alarm(_ENDED)
        made = report_of(data, name)
        os.write(writer, (made.reason if isinstance(made, Rejected) else "report").encode())
        os._exit(0)
    os.close(writer)
    _, status, used = os.wait4(child, 0)
    came = os.read(reader, 100).decode() or f"ended by signal {os.WTERMSIG(status) if os.WIFSIGNALED(status) else '?'}"
    os.close(reader)
    return Cost(name, len(data), time.perf_counter() - begun, used.ru_maxrss / 1024, came)


def costs(size: int) -> Iterator[tuple[str, Cost]]:
    """The costs of every kind of costly document at a size in characters, and of those met elsewhere, by group."""
    report_of(b"")  # what is loaded once is no cost of a document
    for group, fillers in _groups().items():
        for name, made in fillers.items():
            yield group, cost_of(name, made(size) if callable(made) else made)


def _groups() -> Mapping[str, Mapping[str, Document]]:
    groups: dict[str, Mapping[str, Document]] = {name: dict(fillers) for name, fillers in FORMATS.items()}
    shared = shared_folder(ROOT)
    folder = shared / "cases" / "hostile" if shared else Path("nowhere")
    if folder.is_dir():
        files = sorted(path for path in folder.iterdir() if path.suffix != ".md")
        groups["met elsewhere"] = {path.name: path.read_bytes() for path in files}
    return groups


def is_dear(cost: Cost) -> bool:
    """Whether a document cost more than one may, or ended its process."""
    return cost.seconds > MOST_SECONDS or cost.memory > MOST_MEMORY or cost.came.startswith(("ended", "crashed"))
