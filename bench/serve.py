"""python -m bench serve [--warehouse DIR | --reports N] [--sessions N] [--reruns N]: sessions on every page at once.

Real sessions over 127.0.0.1, spread over all pages; three snapshots are published meanwhile. Beside them in the same
run, as a floor, as many sessions of an app of one line. Without a warehouse one of N made-up reports is built.
"""

import argparse
import asyncio
import random
import shutil
import statistics
import tempfile
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path

import duckdb
import psutil
import websockets
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg

from bench.made_up.warehouse import publish
from bench.section import Section
from bench.served import ROOT, start
from dashboard.app.shell import PAGES
from warehouse.publish import current, database_name, make_current

_SNAPSHOTS = 3
_PAUSE = 5.0  # seconds between two clicks of one reader
_ONE_LINE = "import streamlit as st\nst.title('one line')\n"
_PATIENCE = 120  # seconds for one rerun
_APART = 0.1  # seconds between two readings of the memory in use
_DONE = threading.Event()
_DONE.set()


@dataclass
class Held:
    """What became of sessions: seconds and bytes of each rerun by page, exceptions, and the most memory in use."""

    seconds: dict[str, list[float]] = field(default_factory=dict)
    sent: dict[str, list[int]] = field(default_factory=dict)
    wrong: list[str] = field(default_factory=list)
    took: float = 0
    before: int = 0
    most: int = 0
    after: int = 0

    @property
    def all_seconds(self) -> list[float]:
        return sorted(each for own in self.seconds.values() for each in own)


async def _session(at: str, page: str, reruns: int, held: Held, done: threading.Event, pause: float) -> None:
    """Run a page in a session of its own so many times, and on until it is done, `pause` seconds apart."""
    await asyncio.sleep(pause * random.random())
    url = at.replace("http", "ws", 1) + "/_stcore/stream"
    async with websockets.connect(url, subprotocols=["streamlit"], max_size=None, origin=at) as socket:  # type: ignore[arg-type, list-item]
        runs = 0
        while runs < reruns or not done.is_set():
            runs += 1
            back = BackMsg()
            back.rerun_script.page_name = page
            started, size = time.perf_counter(), 0
            await socket.send(back.SerializeToString())
            while True:
                message = await asyncio.wait_for(socket.recv(), _PATIENCE)
                size += len(message)
                forward = ForwardMsg()
                forward.ParseFromString(message)
                element = forward.delta.new_element
                if forward.WhichOneof("type") == "delta" and element.WhichOneof("type") == "exception":
                    held.wrong.append(f"{page}: {element.exception.message[:200]}")
                if forward.WhichOneof("type") == "script_finished":
                    break
            held.seconds.setdefault(page, []).append(time.perf_counter() - started)
            await asyncio.sleep(pause)
            held.sent.setdefault(page, []).append(size)


async def _hold(
    at: str,
    pages: list[str],
    sessions: int,
    reruns: int,
    held: Held,
    done: threading.Event = _DONE,
    pause: float = 0,
) -> None:
    every = (_session(at, pages[number % len(pages)], reruns, held, done, pause) for number in range(sessions))
    for outcome in await asyncio.gather(*every, return_exceptions=True):
        if isinstance(outcome, BaseException):
            held.wrong.append(f"{type(outcome).__name__}: {outcome}")


def in_use(process: psutil.Process) -> int:
    """Bytes that a server and the processes it started hold in memory."""
    total = 0
    for each in (process, *process.children(recursive=True)):
        try:
            total += each.memory_info().rss
        except psutil.NoSuchProcess:
            continue
    return total


@contextmanager
def _watched(process: psutil.Process, held: Held) -> Iterator[None]:
    done = threading.Event()

    def watch() -> None:
        while not done.wait(_APART):
            held.most = max(held.most, in_use(process))

    held.before = held.most = in_use(process)
    watching = threading.Thread(target=watch, daemon=True)
    watching.start()
    yield
    done.set()
    watching.join()
    held.after = in_use(process)


def held_by(
    script: Path,
    folder: Path,
    pages: list[str],
    sessions: int,
    reruns: int,
    environment: Mapping[str, str],
    meanwhile: Callable[[], None] | None = None,
    pause: float = 0,
) -> Held:
    """Hold sessions on a server of its own until each has run its page so many times, and what is done meanwhile is."""
    held, done = Held(), threading.Event()

    def do() -> None:
        try:
            if meanwhile is not None:
                meanwhile()
        finally:
            done.set()

    server, at = start(script, folder, NIANBAO_CONNECTIONS="0", NIANBAO_REQUESTS="0", **environment)
    try:
        for page in pages:  # everything is imported, and the caches hold what a server in use holds
            asyncio.run(_hold(at, [page], 1, 1, Held()))
        with _watched(psutil.Process(server.pid), held):
            started = time.perf_counter()
            threading.Thread(target=do, daemon=True).start()
            asyncio.run(_hold(at, pages, sessions, reruns, held, done, pause))
            held.took = time.perf_counter() - started
    finally:
        server.terminate()
        server.wait(20)
    return held


def snapshots(warehouse: Path) -> list[str]:
    """Copy the database in force as further snapshots, each under an id of its own, ready to be put in force."""
    made = []
    for number in range(1, _SNAPSHOTS + 1):
        snapshot = f"{number:012x}"
        path = warehouse / database_name(snapshot)
        shutil.copyfile(current(warehouse).path, path)
        with duckdb.connect(str(path)) as con:
            con.execute("UPDATE snapshot SET snapshot = ?", [snapshot])
        made.append(snapshot)
    return made


def _put_in_force(warehouse: Path, made: list[str], every: float) -> None:
    for snapshot in made:
        time.sleep(every)
        make_current(warehouse, snapshot)
    time.sleep(every)


def row(name: str, held: Held) -> str:
    every = held.all_seconds or [0.0]
    p95 = every[min(len(every) - 1, int(len(every) * 0.95))]
    return (
        f"| {name} | {len(every) / held.took:.1f} | {1000 * statistics.median(every):,.0f} | {1000 * p95:,.0f} "
        f"| {1000 * every[-1]:,.0f} | {held.before / 2**20:,.0f} | {held.most / 2**20:,.0f} "
        f"| {held.after / 2**20:,.0f} | {len(held.wrong)} |"
    )


def report(warehouse: Path, section: Section, sessions: int, reruns: int, every: float) -> bool:
    """Measure and tell; returns whether nothing went wrong."""
    pages = ["" if name == "overview" else name for name, _ in PAGES]
    with tempfile.TemporaryDirectory() as scratch:
        line = Path(scratch) / "line.py"
        line.write_text(_ONE_LINE, encoding="utf-8")
        least = held_by(line, Path(scratch), [""], sessions, reruns, {})
    environment = {"NIANBAO_WAREHOUSE": str(warehouse.resolve())}
    alone = held_by(ROOT / "app.py", ROOT, pages, sessions, reruns, environment)
    before, made = current(warehouse).id, snapshots(warehouse)
    put_in_force = partial(_put_in_force, warehouse, made, every)
    meanwhile = held_by(ROOT / "app.py", ROOT, pages, sessions, reruns, environment, put_in_force)
    make_current(warehouse, before)
    reading = held_by(ROOT / "app.py", ROOT, pages, sessions, reruns, environment, put_in_force, _PAUSE)
    make_current(warehouse, before)
    for snapshot in made:
        (warehouse / database_name(snapshot)).unlink()
    with duckdb.connect(str(current(warehouse).path), read_only=True) as con:
        ((reports,),) = con.execute("SELECT reports FROM snapshot").fetchall()
    section.say(
        f"{sessions} sessions over {len(pages)} pages of {reports:,} made-up reports, at least {reruns} reruns each.",
        "",
        "| server | reruns a second | median ms | p95 ms | slowest ms | MB before | most MB | MB after | wrong |",
        "|---|---:|---:|---:|---:|---:|---:|---:|---:|",
        row("an app of one line", least),
        row("the dashboard", alone),
        row(f"the dashboard, {_SNAPSHOTS} snapshots published meanwhile", meanwhile),
        row(f"the same, readers who look for {_PAUSE:.0f} s before they go on", reading),
        "",
        "| page, with snapshots published | median ms | slowest ms | KB sent for a rerun |",
        "|---|---:|---:|---:|",
    )
    for page in pages:
        own, sent = meanwhile.seconds.get(page, [0.0]), meanwhile.sent.get(page, [0])
        section.say(
            f"| {page or 'overview'} | {1000 * statistics.median(own):,.0f} | {1000 * max(own):,.0f} "
            f"| {max(sent) / 1024:,.0f} |"
        )
    wrong = [*alone.wrong, *meanwhile.wrong, *reading.wrong]
    print(*wrong[:10], sep="\n")
    return not wrong


def main() -> None:
    parser = argparse.ArgumentParser(
        "bench serve", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--warehouse", type=Path)
    parser.add_argument("--reports", type=int, default=20_000)
    parser.add_argument("--sessions", type=int, default=50)
    parser.add_argument("--reruns", type=int, default=6)
    parser.add_argument("--every", type=float, default=10.0, help="seconds between two snapshots")
    parser.add_argument("--write", action="store_true", help="keep what is said in docs/performance.md")
    options = parser.parse_args()
    section = Section("serving", f"python -m bench serve --reports {options.reports} --sessions {options.sessions}")
    with tempfile.TemporaryDirectory() as folder:
        warehouse = options.warehouse or Path(folder)
        if not options.warehouse:
            publish(warehouse, options.reports)
        is_well = report(warehouse, section, options.sessions, options.reruns, options.every)
    if options.write:
        section.write()
    raise SystemExit(0 if is_well else 1)


if __name__ == "__main__":
    main()
