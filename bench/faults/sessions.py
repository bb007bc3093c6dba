"""Readers who stay while snapshots change under them: no error, and no answer mixed of two snapshots."""

import asyncio
import json
import shutil
import urllib.request
from dataclasses import dataclass, field
from pathlib import Path

import websockets
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg

from bench.faults.made import ingest, make_reports
from bench.served import ROOT, served

_PAGES = ("", "applications", "permits", "search", "coverage", "quality", "data", "about")


@dataclass
class Held:
    """How many sessions were held, how often their pages ran, how many snapshots came into force, what went wrong."""

    sessions: int = 0
    runs: int = 0
    snapshots: int = 0
    answers: int = 0
    wrong: list[str] = field(default_factory=list)


def hold_sessions(scratch: Path, sessions: int, publications: int) -> Held:
    """Hold sessions on a server of its own while snapshots are published; all on 127.0.0.1, bounded."""
    warehouse = scratch / "w"
    inputs = [make_reports(scratch / f"in{count}", count) for count in (3, 5)]
    ingest(inputs[0], "--warehouse", warehouse)
    held = Held(sessions)
    with served(
        ROOT / "app.py", ROOT, NIANBAO_WAREHOUSE=str(warehouse), NIANBAO_CONNECTIONS="0", NIANBAO_REQUESTS="0"
    ) as at:
        asyncio.run(_hold(at, sessions, publications, inputs, warehouse, held))
    shutil.rmtree(warehouse)
    return held


async def _hold(at: str, sessions: int, publications: int, inputs: list[Path], warehouse: Path, held: Held) -> None:
    done = asyncio.Event()
    readers = [_read(at, number, done, held) for number in range(sessions)]
    await asyncio.gather(_publish(publications, inputs, warehouse, done, held), _ask(at, done, held), *readers)


async def _publish(count: int, inputs: list[Path], warehouse: Path, done: asyncio.Event, held: Held) -> None:
    try:
        for number in range(1, count + 1):
            after = await asyncio.to_thread(ingest, inputs[number % 2], "--warehouse", warehouse)
            if after.returncode:
                held.wrong.append(f"ingest: {after.stderr.strip()[-200:]}")
            held.snapshots += 1
    finally:
        done.set()


async def _read(at: str, number: int, done: asyncio.Event, held: Held) -> None:
    """One session: its page is run again and again until the last snapshot is in force."""
    url = at.replace("http", "ws", 1) + "/_stcore/stream"
    try:
        async with websockets.connect(url, subprotocols=["streamlit"], max_size=None, origin=at) as socket:  # type: ignore[arg-type, list-item]
            while not done.is_set():
                back = BackMsg()
                back.rerun_script.page_name = _PAGES[number % len(_PAGES)]
                await socket.send(back.SerializeToString())
                while True:
                    forward = ForwardMsg()
                    forward.ParseFromString(await asyncio.wait_for(socket.recv(), 120))
                    if (
                        forward.WhichOneof("type") == "delta"
                        and forward.delta.new_element.WhichOneof("type") == "exception"
                    ):
                        held.wrong.append(f"session {number}: {forward.delta.new_element.exception.message[:200]}")
                    if forward.WhichOneof("type") == "script_finished":
                        break
                held.runs += 1
    except (OSError, TimeoutError, websockets.WebSocketException) as error:
        held.wrong.append(f"session {number}: {type(error).__name__} {error}")


async def _ask(at: str, done: asyncio.Event, held: Held) -> None:
    """Ask the interface for programs meanwhile: every answer is of the snapshot that it names."""
    counts: dict[str, int] = {}
    while not done.is_set():
        snapshot, count = await asyncio.to_thread(_reports_in, at)
        held.answers += 1
        if counts.setdefault(snapshot, count) != count:
            held.wrong.append(f"snapshot {snapshot}: {counts[snapshot]} reports, then {count}")
        await asyncio.sleep(0.05)


def _reports_in(at: str) -> tuple[str, int]:
    with urllib.request.urlopen(f"{at}/api/coverage", timeout=60) as answer:
        found = json.load(answer)
        return str(answer.headers["X-Snapshot"]), int(found["total"])
