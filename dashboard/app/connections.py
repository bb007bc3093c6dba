"""[I/O] The server below the app: half-sent requests are closed, and a stop ends in time, with exit code 0.

Streamlit starts uvicorn and passes on none of its settings. The server is found as whoever handles SIGTERM, which
uvicorn has set by the time that the app begins; under any other server nothing here applies.
"""

import asyncio
import contextlib
import signal
from collections.abc import AsyncIterator
from types import FrameType
from typing import Any

import h11
import uvicorn
from uvicorn.middleware.proxy_headers import ProxyHeadersMiddleware

from dashboard.app.under_path import UPLOAD, own

_EVERY = 1.0  # seconds between two looks at the connections
_FILE = 15  # times as long, for a file that is handed over


def server() -> uvicorn.Server | None:
    """Return the uvicorn server of this process; None where another one runs the app."""
    found = getattr(signal.getsignal(signal.SIGTERM), "__self__", None)
    return found if isinstance(found, uvicorn.Server) else None


@contextlib.asynccontextmanager
async def kept_in_bounds(half_sent: int, stop: int) -> AsyncIterator[None]:
    """Bound the server for the duration of the block: seconds for a request to be there whole, seconds to stop."""
    running = server()
    if running is None:
        yield
        return
    running.config.timeout_graceful_shutdown = stop
    if isinstance(running.config.loaded_app, ProxyHeadersMiddleware):  # it would believe any proxy on this machine
        running.config.loaded_app = running.config.loaded_app.app
    before = _stop_on_signals(running)
    watching = asyncio.create_task(_close_half_sent(running, half_sent)) if half_sent else None
    try:
        yield
    finally:
        if watching is not None:
            watching.cancel()
        for number, handler in before.items():
            signal.signal(number, handler)


def _stop_on_signals(running: uvicorn.Server) -> dict[signal.Signals, Any]:
    """Have SIGTERM stop the server as asked for, and not as if it had been killed. Returns the handlers before.

    uvicorn raises the signal again when it has stopped; the exit code then says that the process was killed.
    """

    def asked(number: int, frame: FrameType | None) -> None:
        running.force_exit = running.should_exit  # asked a second time
        running.should_exit = True

    return {signal.SIGTERM: signal.signal(signal.SIGTERM, asked)}


async def _close_half_sent(running: uvicorn.Server, seconds: int) -> None:
    """Close every connection whose next request has not come whole for so long."""
    loop = asyncio.get_running_loop()
    waiting: dict[Any, tuple[Any, float]] = {}
    while True:
        await asyncio.sleep(min(_EVERY, seconds / 2))
        now, still = loop.time(), {}
        for connection in list(running.server_state.connections):
            state = getattr(getattr(connection, "conn", None), "their_state", None)
            if state not in (h11.IDLE, h11.SEND_BODY):
                continue
            cycle = getattr(connection, "cycle", None)  # another one for each request
            if state is h11.IDLE and cycle is not None and not cycle.response_complete:
                continue
            known, since = waiting.get(connection, (cycle, now))
            since = since if known is cycle else now
            if now - since > seconds * (_FILE if _is_file(cycle) else 1):
                connection.transport.abort()
            else:
                still[connection] = (cycle, since)
        waiting = still


def _is_file(cycle: Any) -> bool:
    """Whether a request hands over a file."""
    scope = getattr(cycle, "scope", None) or {}
    return own(scope.get("path", "")).startswith(UPLOAD)
