"""Streamlit's own files, compressed once for all readers.

Streamlit compresses what it says itself, and not its scripts, styles and first page, as that would be done anew for
every reader. Here it is done once a file: a first visit over a slow line waits for nothing else.
"""

import asyncio
import gzip
from collections.abc import MutableMapping

from starlette.types import ASGIApp, Message, Receive, Scope, Send

_TEXT = (
    b"text/html",
    b"text/css",
    b"text/javascript",
    b"application/javascript",
    b"image/svg+xml",
    b"application/json",
)
_SMALLEST = 1_000  # bytes; below that compression saves nothing
_MOST = 512  # files kept; Streamlit has fewer

_Headers = list[tuple[bytes, bytes]]


class Compressed:
    """An ASGI app whose text under `/static/` and whose first page are sent with gzip to those who accept it."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app
        self._kept: MutableMapping[tuple[str, bytes], bytes] = {}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or scope["method"] != "GET" or not _left_plain(scope["path"]) or not _accepts(scope):
            await self.app(scope, receive, send)
            return
        await self.app(scope, receive, _Answer(scope["path"], send, self._kept).send)


class _Answer:
    """One answer on its way out; where it is text, its beginning is held back until its compressed body is known."""

    def __init__(self, path: str, send: Send, kept: MutableMapping[tuple[str, bytes], bytes]) -> None:
        self._path, self._send, self._kept = path, send, kept
        self._begun: Message | None = None
        self._body: list[bytes] = []

    async def send(self, message: Message) -> None:
        if message["type"] == "http.response.start" and _is_plain_text(message):
            self._begun = message
            return
        if self._begun is None or message["type"] != "http.response.body":
            await self._send(message)
            return
        self._body.append(message.get("body", b""))
        if not message.get("more_body", False):
            await self._end(self._begun)

    async def _end(self, begun: Message) -> None:
        headers: _Headers = [(name.lower(), value) for name, value in begun["headers"]]
        version = next((value for name, value in headers if name == b"etag"), b"").removeprefix(b"W/")
        packed = self._kept.get((self._path, version)) if version else None
        if packed is None:
            packed = await asyncio.to_thread(gzip.compress, b"".join(self._body), 9, mtime=0)
            if version and len(self._kept) < _MOST:
                self._kept[self._path, version] = packed
        # Two encodings of one file are not the same bytes: its mark is a weak one.
        headers = [each for each in headers if each[0] not in (b"content-length", b"etag", b"vary", b"accept-ranges")]
        headers += [(b"content-length", str(len(packed)).encode()), (b"content-encoding", b"gzip")]
        headers += [(b"vary", b"Accept-Encoding"), *([(b"etag", b"W/" + version)] if version else [])]
        await self._send({**begun, "headers": headers})
        await self._send({"type": "http.response.body", "body": packed})


def _left_plain(path: str) -> bool:
    return "/static/" in path or path.endswith("/")


def _accepts(scope: Scope) -> bool:
    given = dict(scope["headers"])
    return b"gzip" in given.get(b"accept-encoding", b"") and b"range" not in given


def _is_plain_text(begun: Message) -> bool:
    headers = {name.lower(): value for name, value in begun.get("headers", ())}
    return (
        begun["status"] == 200
        and headers.get(b"content-type", b"").startswith(_TEXT)
        and b"content-encoding" not in headers
        and int(headers.get(b"content-length", b"0")) >= _SMALLEST
    )
