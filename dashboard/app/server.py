"""What a server begins with: it answers at once, and gets ready for its first reader in the background.

Only this module is loaded before the port is open. Pages and the interface for programs are loaded by a thread while
the first reader's browser is still busy with its own start.
"""

import asyncio
import atexit
import gc
import logging
import os
import sys
import threading
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from importlib import import_module
from pathlib import Path
from typing import Any

from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import FileResponse, RedirectResponse, Response
from starlette.routing import Route

from dashboard.app import connections, health, logs, memory, settings
from dashboard.app.compressed import Compressed
from dashboard.app.guard import Guard
from dashboard.app.measured import COUNTED
from dashboard.app.under_path import UnderPath


def page() -> None:
    """The page that the address names, for one reader."""
    import_module("dashboard.app.shell").run()


def _later(name: str) -> Callable[[Request], Response]:
    def endpoint(request: Request) -> Response:
        answered: Response = getattr(import_module("dashboard.api.http"), name)(request)
        return answered

    return endpoint


def _first(request: Request) -> Response:
    """The first page under its name: Streamlit serves it at the root alone."""
    return RedirectResponse(f"./?{request.url.query}" if request.url.query else "./")


def _icon(request: Request) -> Response:
    """The browser tab's picture. Named in the page's settings it would load NumPy and Pillow before the first page."""
    return FileResponse(Path(__file__).parent / "icon.png")


ROUTES = [
    Route("/healthz", health.up, methods=["GET"]),
    Route("/readyz", health.ready, methods=["GET"]),
    Route("/metrics", health.metrics, methods=["GET"]),
    Route("/favicon.png", _icon, methods=["GET"]),
    Route("/overview", _first, methods=["GET"]),
    Route("/api", _later("index"), methods=["GET"]),
    Route("/api/", _later("index"), methods=["GET"]),
    Route("/api/warehouse.zip", _later("whole"), methods=["GET"]),
    Route("/api/changes.atom", _later("feed"), methods=["GET"]),
    Route("/api/openapi.json", _later("openapi"), methods=["GET"]),
    Route("/api", _later("refused"), methods=["POST", "PUT", "PATCH", "DELETE"]),
    Route("/api/{view:path}", _later("refused"), methods=["POST", "PUT", "PATCH", "DELETE"]),
    Route("/api", _later("preflight"), methods=["OPTIONS"]),
    Route("/api/{view:path}", _later("preflight"), methods=["OPTIONS"]),
    Route("/api/{view:path}", _later("answer"), methods=["GET"]),
]


MIDDLEWARE = [Middleware(UnderPath), Middleware(Guard), Middleware(Compressed)]


@asynccontextmanager
async def lifespan(app: Any) -> AsyncIterator[dict[str, Any]]:
    """Begin to get ready as the server starts; nobody waits for it. At the end, no reader's query is left running."""
    logs.begin(settings.LOG_LEVEL.text(), settings.LOG.text() == "json")
    give_back = asyncio.create_task(memory.give_back_when_quiet(memory.bounded(), COUNTED.total))
    getting_ready = threading.Thread(target=_ready, name="ready", daemon=True)
    getting_ready.start()
    async with connections.kept_in_bounds(settings.HALF_SENT.number(), settings.STOP.number()):
        yield {}
    give_back.cancel()
    if "warehouse.free_sql" in sys.modules:
        import_module("warehouse.free_sql").stop()
    await asyncio.to_thread(getting_ready.join, settings.STOP.number())
    # What Streamlit's threads still run may be in the midst of a library; the interpreter's own end would abort there.
    atexit.register(_end)


def _end() -> None:
    sys.stdout.flush()
    sys.stderr.flush()
    os._exit(0)


def _ready() -> None:
    try:
        import_module("dashboard.app.warm_up").first_page()
        import_module("dashboard.api.http")
    except Exception:
        logging.getLogger("nianbao").exception("getting ready failed")
    # What lives as long as the server is not looked through again at every run.
    gc.collect()
    gc.freeze()
