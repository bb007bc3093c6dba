"""What a server begins with: it answers at once, and gets ready for its first reader in the background.

Only this module is loaded before the port is open. Pages and the interface for programs are loaded by a thread while
the first reader's browser is still busy with its own start.
"""

import gc
import logging
import os
import threading
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from importlib import import_module
from pathlib import Path
from typing import Any

from starlette.requests import Request
from starlette.responses import FileResponse, RedirectResponse, Response
from starlette.routing import Route


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
    return RedirectResponse(f"/?{request.url.query}" if request.url.query else "/")


def _icon(request: Request) -> Response:
    """The browser tab's picture. Named in the page's settings it would load NumPy and Pillow before the first page."""
    return FileResponse(Path(__file__).parent / "icon.png")


ROUTES = [
    Route("/favicon.png", _icon, methods=["GET"]),
    Route("/overview", _first, methods=["GET"]),
    Route("/api", _later("index"), methods=["GET"]),
    Route("/api/", _later("index"), methods=["GET"]),
    Route("/api/warehouse.zip", _later("whole"), methods=["GET"]),
    Route("/api/openapi.json", _later("openapi"), methods=["GET"]),
    Route("/api", _later("preflight"), methods=["OPTIONS"]),
    Route("/api/{view:path}", _later("preflight"), methods=["OPTIONS"]),
    Route("/api/{view:path}", _later("answer"), methods=["GET"]),
]


@asynccontextmanager
async def lifespan(app: Any) -> AsyncIterator[dict[str, Any]]:
    """Begin to get ready as the server starts; nobody waits for it."""
    logging.getLogger("nianbao").setLevel(os.environ.get("NIANBAO_LOG_LEVEL", "INFO").upper())
    threading.Thread(target=_ready, name="ready", daemon=True).start()
    yield {}


def _ready() -> None:
    try:
        import_module("dashboard.app.warm_up").first_page()
        import_module("dashboard.api.http")
    except Exception:
        logging.getLogger("nianbao").exception("getting ready failed")
    # What lives as long as the server is not looked through again at every run.
    gc.collect()
    gc.freeze()
