"""Answers for whoever watches the server: it is up, it serves a snapshot, what it has counted."""

from importlib import import_module

from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, Response

from dashboard.app import settings
from dashboard.app.clients import is_local
from dashboard.app.measured import COUNTED, of_snapshot

_FRESH = {"Cache-Control": "no-store"}


async def up(request: Request) -> Response:
    """The process is up and answers, whatever the state of the warehouse."""
    return JSONResponse({"status": "up"}, headers=_FRESH)


def ready(request: Request) -> Response:
    """A snapshot is served; else 503 with a sentence."""
    why = import_module("dashboard.condition").trouble()
    if why is not None:
        sentence = import_module("dashboard.words").words()[why]["en"]
        return JSONResponse({"error": sentence}, 503, headers=_FRESH)
    return JSONResponse({"status": "ready", "snapshot": import_module("dashboard.data").snapshot().id}, headers=_FRESH)


def metrics(request: Request) -> Response:
    """Counts in Prometheus' text format, for those who may read them."""
    who = settings.METRICS.text()
    if who == "off" or (who == "local" and not is_local(request.scope)):
        return JSONResponse({"error": "there is nothing here"}, 404, headers=_FRESH)
    about, written = import_module("dashboard.condition").about()
    text = "\n".join([*COUNTED.lines(), *of_snapshot(about, written)]) + "\n"
    return PlainTextResponse(text, media_type="text/plain; version=0.0.4; charset=utf-8", headers=_FRESH)
