"""The interface for programs: the pages' questions over HTTP, in the process of the app, by the pages' own parameters.

`/api` lists every view; docs/api.md explains them. Only reading, bounded, open to every origin.
"""

import json
import logging
from collections.abc import Iterator
from dataclasses import replace
from urllib.parse import urlencode

import polars as pl
from starlette.requests import Request
from starlette.responses import FileResponse, JSONResponse, Response, StreamingResponse

from dashboard import address, condition
from dashboard.api import caching
from dashboard.api.feed import atom
from dashboard.api.openapi import EVERYWHERE, FORMAT, LOOKS, RAW, SCOPE, document
from dashboard.api.parameters import Given, Wrong, verify
from dashboard.api.view import AGENCY, CHECK, Answer, agency_key
from dashboard.api.views import LIMIT, OFFSET, VIEWS, client
from dashboard.data import ask, gone, snapshot, warehouse_folder
from dashboard.scope import known, made_up, marked
from dashboard.words import words
from warehouse import export, questions
from warehouse.plain_tables import flat, without_formulas
from warehouse.scope import Scope

_OPEN = {"Access-Control-Allow-Origin": "*", "Access-Control-Allow-Methods": "GET, OPTIONS",
         "Access-Control-Allow-Headers": "*",
         "Access-Control-Expose-Headers": "X-Total-Rows, X-Snapshot, X-Cut, Link, ETag"}  # fmt: skip
_LOST = "snapshot {} is no longer kept; leave it out for the one in force"
_UNREPEATABLE = ("sql",)  # what a reader's own query says may differ from one time to the next
_AT_A_TIME = 5_000  # rows of a piece of a large answer
_LONGEST = 20_000  # characters of all parameters together


def index(request: Request) -> Response:
    """What there is to ask."""
    views = {
        f"/api/{name}": {
            "answers": view.what,
            "parameters": [each.name for each in (*view.parameters, *(SCOPE if view.scoped else ()))],
        }
        for name, view in VIEWS.items()
    }
    every = {parameter.name: parameter.what for parameter in EVERYWHERE}
    body = {"views": views, "everywhere": every, "whole": "/api/warehouse.zip", "openapi": "/api/openapi.json"}
    return Response(json.dumps(body, ensure_ascii=False, indent=2), media_type="application/json", headers=_OPEN)


def openapi(request: Request) -> Response:
    """The interface as an OpenAPI 3.1 document."""
    return JSONResponse(document(), headers=_OPEN)


def answer(request: Request) -> Response:
    """One view as JSON or CSV."""
    name = request.path_params["view"].strip("/")
    client.set(str(getattr(request.state, "client", "")))
    given = dict(request.query_params)
    try:
        if twice := [each for each in given if len(request.query_params.getlist(each)) > 1]:
            raise Wrong(f"{twice[0][:40]} is there twice")
        if sum(map(len, given.values())) > _LONGEST:
            raise Wrong("the parameters are too long", 414)
        with address.reading(given):
            if (lost := gone()) is not None:
                raise Wrong(_LOST.format(lost), 410)
            view, kind = _format_of(name, given)
            etag = caching.mark(request, snapshot().id)
            if view in VIEWS and view not in _UNREPEATABLE and caching.is_known(request, etag):
                return Response(status_code=304, headers={**_OPEN, **caching.kept(request, etag)})
            made = _answered(view, kind, given, snapshot().id)
            repeatable = view not in _UNREPEATABLE and "X-Cut" not in made.headers
            made.headers.update(caching.kept(request, etag) if repeatable else caching.UNKEPT)
            return made
    except Wrong as wrong:
        return _error(wrong.sentence, wrong.status)
    except condition.UNSERVED as why:
        return _unserved(why)
    except (Exception, pl.exceptions.PanicException):
        logging.getLogger("nianbao").exception("api %s failed", name)
        return _error("this could not be answered; the data is unharmed", 500)


def _format_of(name: str, given: Given) -> tuple[str, str]:
    """(name of the view, format) by the ending of the path or by the parameter, which must agree."""
    kind = FORMAT.of(given)
    if not name.endswith((".json", ".csv")):
        return name, kind
    name, _, ending = name.rpartition(".")
    if "format" in given and kind != ending:
        raise Wrong(f"format={kind} contradicts the ending .{ending}; leave one of them out")
    return name, ending


def _scope_of(given: Given) -> Scope:
    """The scope that a request asks for; raises Wrong for what does not exist, contradicts itself or cannot be."""
    scope, ignored = address.scope_of(given, known(given))
    if ignored:
        raise Wrong("; ".join(f"{name}: there is no “{value}”" for name, value in ignored))
    if "from" in given and "to" in given and int(given["from"]) > int(given["to"]):
        raise Wrong(f"from: {given['from']} is later than to: {given['to']}")
    if given.get("layer", scope.layer) != scope.layer:
        raise Wrong(f"layer: agencies of the type {scope.agency_type} are in the layer {scope.layer} alone")
    return scope


def _answered(name: str, kind: str, given: dict[str, str], shown: str) -> Response:
    view = VIEWS.get(name)
    if view is None:
        raise Wrong(f"there is no view “{name[:60]}”; /api lists them", 404)
    verify(given, [*view.parameters, *EVERYWHERE], LOOKS | {parameter.name for parameter in SCOPE})
    found = view.answer(given, _scope_of(given))
    found = found if isinstance(found, Answer) else Answer(found)
    start, total = OFFSET.of(given), found.total
    frame = marked(found.frame)
    if total is None:
        total, frame = frame.height, frame.slice(start, LIMIT.of(given))
    after = start + frame.height
    rest = urlencode(given | {"offset": str(after), "format": kind, "snapshot": shown})
    more = f"/api/{name}?{rest}" if after < total else None
    headers = {**_OPEN, "X-Total-Rows": str(total), "X-Snapshot": shown}
    if number := made_up():
        headers["X-Made-Up"] = str(number)
    if found.cut:
        headers["X-Cut"] = "true"
    if more:
        headers["Link"] = f'<{more}>; rel="next"'
    if kind == "csv":
        table = flat(frame) if RAW.of(given) else without_formulas(flat(frame))
        return _sent(_csv(table), table.height, "text/csv; charset=utf-8", headers)
    head = {"snapshot": shown, "view": name, "parameters": given, "total": total, "next": more}
    head |= {"made_up": number} if number else {}
    head |= {"cut": True} if found.cut else {}
    return _sent(_json(head, _plain(frame)), frame.height, "application/json", headers)


def _sent(pieces: Iterator[str], rows: int, kind: str, headers: dict[str, str]) -> Response:
    """An answer, a large one piece by piece as it is written."""
    if rows > _AT_A_TIME:
        return StreamingResponse(pieces, media_type=kind, headers=headers)
    return Response("".join(pieces), media_type=kind, headers=headers)


def _csv(table: pl.DataFrame) -> Iterator[str]:
    yield table.head(_AT_A_TIME).write_csv()
    for first in range(_AT_A_TIME, table.height, _AT_A_TIME):
        yield table.slice(first, _AT_A_TIME).write_csv(include_header=False)


def _json(head: dict[str, object], frame: pl.DataFrame) -> Iterator[str]:
    yield f'{json.dumps(head, ensure_ascii=False)[:-1]}, "data": ['
    for first in range(0, frame.height, _AT_A_TIME):
        yield f"{',' if first else ''}{frame.slice(first, _AT_A_TIME).write_json()[1:-1]}"
    yield "]}"


def _plain(frame: pl.DataFrame) -> pl.DataFrame:
    """Bytes as text: JSON has none."""
    return frame.with_columns(pl.col(n).bin.encode("hex") for n, kind in frame.schema.items() if kind == pl.Binary)


def whole(request: Request) -> Response:
    """The whole snapshot as Parquet with its dictionary, in one ZIP."""
    try:
        with address.reading(dict(request.query_params)):
            if (lost := gone()) is not None:
                return _error(_LOST.format(lost), 410)
            ask(questions.about)  # a database that cannot be read is said to be so
            path = export.whole(warehouse_folder(), snapshot())
    except condition.UNSERVED as why:
        return _unserved(why)
    except OSError as error:
        logging.getLogger("nianbao").error("export failed: %s", error)
        return _error("the files could not be written; there may be no room left on the server", 503)
    return FileResponse(path, media_type="application/zip", filename=path.name, headers=_OPEN)


def feed(request: Request) -> Response:
    """What changed in a scope from snapshot to snapshot, as an Atom feed."""
    given = dict(request.query_params)
    try:
        with address.reading(given):
            of_one = [AGENCY] if "agency" in given else []
            verify(given, [CHECK, *of_one], LOOKS | {parameter.name for parameter in SCOPE})
            scope = _scope_of(given)
            if of_one:
                scope = replace(scope, agency=agency_key(given))
            site = str(request.url).partition("/api/")[0]
            body = atom(scope, CHECK.of(given) if "check" in given else None, site, given)
    except Wrong as wrong:
        return _error(wrong.sentence, wrong.status)
    except condition.UNSERVED as why:
        return _unserved(why)
    except (Exception, pl.exceptions.PanicException):
        logging.getLogger("nianbao").exception("the feed failed")
        return _error("this could not be answered; the data is unharmed", 500)
    return Response(body, media_type="application/atom+xml", headers={**_OPEN, **caching.UNKEPT})


def _error(sentence: str, status: int) -> Response:
    return JSONResponse({"error": sentence}, status_code=status, headers={**_OPEN, **caching.UNKEPT})


def refused(request: Request) -> Response:
    """Only reading."""
    return _error("only GET may be asked here", 405)


def _unserved(why: Exception) -> Response:
    return _error(words()[condition.explained(why)]["en"], 503)


def preflight(request: Request) -> Response:
    return Response(status_code=204, headers=_OPEN)
