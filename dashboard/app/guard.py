"""What every request passes on its way in and out: bounds for each client, headers of the answer, count and log."""

import asyncio
import json
import logging
import time
import uuid
from typing import Any

from starlette.formparsers import MultiPartParser
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from dashboard.app import settings
from dashboard.app.clients import Clients, Uploads, client_of
from dashboard.app.headers import secure_headers
from dashboard.app.measured import COUNTED, view_of
from dashboard.app.under_path import UPLOAD, own

_FILE = 32 * 2**20 + 65_536  # bytes of the largest file that is read, and of what a form puts around it
_OPEN = (b"access-control-allow-origin", b"*")
_REFUSED = {
    413: "the request's body is too large",
    429: "too many requests from your address; wait a moment, then ask fewer at a time",
    404: "there is nothing here",
    500: "this could not be answered; the data is unharmed",
}


class _TooLarge(Exception):
    """The body has more bytes than it may have."""


class Guard:
    """Bounds, headers, counts and logs around an ASGI app."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app
        self._clients = Clients(settings.REQUESTS.number(), settings.BURST.number(), settings.CONNECTIONS.number())
        self._proxies, self._body = settings.PROXIES.number(), settings.BODY.number()
        self._frames = settings.FRAME_ANCESTORS.text()
        # Files are taken by the page that checks them alone, and no agent of Streamlit's is spoken to.
        closed = ["/_stcore/agent"] + ([UPLOAD] if settings.CHECK.text() == "off" else [])
        closed += ["/_stcore/metrics"] if settings.STREAMLIT_METRICS.text() == "off" else []
        self._closed = tuple(closed)
        self._uploads = Uploads(settings.UPLOADED.number() * 2**20)
        MultiPartParser.spool_max_size = 2 * _FILE  # what is handed over is never laid aside on a disk
        self._heavy = asyncio.Semaphore(max(settings.HEAVY.number(), 1))

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] not in ("http", "websocket"):
            await self.app(scope, receive, send)
            return
        client = client_of(scope, self._proxies)
        scope.setdefault("state", {})["client"] = client
        answer = _Answer(scope, send, self._frames)
        if not self._clients.enter(client):
            await answer.refuse(429)
            return
        try:
            if scope["type"] == "websocket":
                with COUNTED.session():
                    await self.app(scope, receive, answer.send)
            else:
                await self._answered(scope, receive, answer)
        finally:
            self._clients.leave(client)
            answer.counted()

    async def _answered(self, scope: Scope, receive: Receive, answer: "_Answer") -> None:
        path = own(scope["path"])
        try:
            bounded = self._bounded(scope, receive, path)
            if path.startswith(self._closed):
                await answer.refuse(404)
            elif path.startswith("/api/") and not path.startswith("/api/sql"):  # that has places of its own
                async with self._heavy:
                    await self.app(scope, bounded, answer.send)
            else:
                await self.app(scope, bounded, answer.send)
        except _TooLarge:
            await answer.refuse(413)
        except Exception:
            logging.getLogger("nianbao").exception("request %s failed", answer.id)
            await answer.refuse(500)

    def _bounded(self, scope: Scope, receive: Receive, path: str) -> Receive:
        """Return a `receive` that lets no more of a body through than it may have; raises _TooLarge."""
        told = dict(scope["headers"]).get(b"content-length", b"0")
        is_file = path.startswith(UPLOAD)
        most, client = _FILE if is_file else self._body, scope["state"]["client"]
        if told.isdigit() and int(told[:20]) > most:
            raise _TooLarge
        seen = 0

        async def counted() -> Message:
            nonlocal seen
            message = await receive()
            size = len(message.get("body", b""))
            seen += size
            if seen > most or (is_file and not self._uploads.take(client, size)):
                raise _TooLarge
            return message

        return counted


class _Answer:
    """One answer on its way out: it gets its headers, and is counted and logged when it has ended."""

    def __init__(self, scope: Scope, send: Send, frames: str) -> None:
        self.id = uuid.uuid4().hex[:16]
        self._scope, self._send, self._frames = scope, send, frames
        self._begun, self._status = time.monotonic(), 0

    async def send(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            self._status = message["status"]
            # "Not modified" has no content of its own, and its headers would replace those of the page in the browser.
            given = list(message.get("headers", ()))
            named = (b"x-request-id", self.id.encode())
            message = {**message, "headers": [*given, named] if self._status == 304 else self._with_ours(given)}
        elif message["type"] == "websocket.accept":
            self._status = 101
        await self._send(message)

    async def refuse(self, status: int) -> None:
        """Answer with a sentence, unless an answer has begun; then there is nothing left to say."""
        if self._status:
            return
        if self._scope["type"] == "websocket":
            self._status = status
            await self._send({"type": "websocket.close", "code": 1008, "reason": _REFUSED[status]})
            return
        body = json.dumps({"error": _REFUSED[status]}).encode()
        headers = [(b"content-type", b"application/json"), (b"content-length", str(len(body)).encode()), _OPEN]
        headers += [(b"retry-after", b"1")] if status == 429 else []
        headers += [(b"connection", b"close")] if status == 413 else []
        await self.send({"type": "http.response.start", "status": status, "headers": headers})
        await self._send({"type": "http.response.body", "body": body})

    def _with_ours(self, headers: list[tuple[bytes, bytes]]) -> list[tuple[bytes, bytes]]:
        kind = next((value for name, value in headers if name.lower() == b"content-type"), b"")
        ours = secure_headers(self._frames, kind.startswith(b"text/html"))
        names = {name for name, _ in ours}
        kept = [(name, value) for name, value in headers if name.lower() not in names]
        return [*kept, *ours, (b"x-request-id", self.id.encode())]

    def counted(self) -> None:
        """Count the answer, and log it where the log is for machines. Of a question, neither has more than its view."""
        seconds = time.monotonic() - self._begun
        view = view_of(self._scope)
        if self._scope["type"] == "http":
            COUNTED.answered(view, self._status, seconds)
        detail: dict[str, Any] = {"request": self.id, "view": view, "status": self._status, "ms": round(seconds * 1000)}
        logging.getLogger("nianbao.request").debug("answered", extra={"detail": detail})
