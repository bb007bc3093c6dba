"""The interface for programs: the pages' questions over HTTP, in the process of the app, by the pages' own parameters.

`/api` lists every view; docs/api.md explains them. Only reading, bounded, open to every origin.
"""

import json
import logging
from urllib.parse import urlencode

import polars as pl
from starlette.requests import Request
from starlette.responses import FileResponse, JSONResponse, Response

from dashboard import address
from dashboard.api.views import MOST, USUAL, VIEWS, Answer, Wrong, limit, offset
from dashboard.data import flat, gone, snapshot, warehouse_folder
from dashboard.scope import known
from warehouse import export
from warehouse.publish import NoSnapshot
from warehouse.questions import OtherVersion

_OPEN = {"Access-Control-Allow-Origin": "*", "Access-Control-Allow-Methods": "GET, OPTIONS",
         "Access-Control-Allow-Headers": "*",
         "Access-Control-Expose-Headers": "X-Total-Rows, X-Snapshot, X-Cut, Link"}  # fmt: skip
# What the pages put into their addresses for how they look: harmless here, so that a page's parameters may be pasted.
_LOOKS = {"as", "part", "view", "page", "lang", "line"}
_LOST = "snapshot {} is no longer kept; leave it out for the one in force"
_NOTHING = "there is no data yet; open the app in a browser once, or run python -m ingest"
_LONGEST = 20_000  # characters of all parameters together
_OF_ALL = {"format", "limit", "offset", "snapshot", *address.NARROWING}


def index(request: Request) -> Response:
    """What there is to ask."""
    views = {
        f"/api/{name}": {
            "answers": view.what,
            "parameters": [*view.params, *(address.NARROWING if view.scoped else ())],
        }
        for name, view in VIEWS.items()
    }
    every = {"format": "json (default) or csv", "limit": f"rows of the answer, {USUAL} unless told, {MOST} at most",
             "offset": "rows to leave out before", "snapshot": "id of a snapshot that is still kept"}  # fmt: skip
    body = {"views": views, "everywhere": every, "whole": "/api/warehouse.zip"}
    return Response(json.dumps(body, ensure_ascii=False, indent=2), media_type="application/json", headers=_OPEN)


def answer(request: Request) -> Response:
    """One view as JSON or CSV."""
    name = request.path_params["view"].strip("/")
    given = dict(request.query_params)
    name, _, kind = (
        name.rpartition(".") if name.endswith((".json", ".csv")) else (name, "", given.get("format", "json"))
    )
    try:
        if twice := [each for each in given if len(request.query_params.getlist(each)) > 1]:
            raise Wrong(f"{twice[0][:40]} is there twice")
        if sum(map(len, given.values())) > _LONGEST:
            raise Wrong("the parameters are too long", 414)
        with address.reading(given):
            if (lost := gone()) is not None:
                raise Wrong(_LOST.format(lost), 410)
            return _answered(name, kind, given, snapshot().id)
    except Wrong as wrong:
        return _said(wrong.sentence, wrong.status)
    except NoSnapshot:
        return _said(_NOTHING, 503)
    except OtherVersion:
        return _said("the snapshot was made by another version of this program; run python -m ingest again", 503)
    except (Exception, pl.exceptions.PanicException):
        logging.getLogger("nianbao").exception("api %s failed", name)
        return _said("this could not be answered; the data is unharmed", 500)


def _answered(name: str, kind: str, given: dict[str, str], shown: str) -> Response:
    if name not in VIEWS:
        raise Wrong(f"there is no view “{name[:60]}”; /api lists them", 404)
    if kind not in ("json", "csv"):
        raise Wrong("format: json or csv is wanted")
    if strange := sorted(set(given) - _LOOKS - _OF_ALL - set(VIEWS[name].params)):
        raise Wrong(f"there is no parameter “{strange[0][:40]}”; /api lists those of each view")
    scope, ignored = address.scope_of(given, known(given))
    if ignored and VIEWS[name].scoped:
        raise Wrong("; ".join(f"{each}: there is no “{value}”" for each, value in ignored))
    found = VIEWS[name].put(given, scope)
    found = found if isinstance(found, Answer) else Answer(found)
    start, total = offset(given), found.total
    frame = found.frame
    if total is None:
        total, frame = frame.height, frame.slice(start, limit(given))
    after = start + frame.height
    rest = urlencode(given | {"offset": str(after), "format": kind, "snapshot": shown})
    more = f"/api/{name}?{rest}" if after < total else None
    headers = {**_OPEN, "X-Total-Rows": str(total), "X-Snapshot": shown}
    if found.cut:
        headers["X-Cut"] = "true"
    if more:
        headers["Link"] = f'<{more}>; rel="next"'
    if kind == "csv":
        return Response(flat(frame).write_csv(), media_type="text/csv; charset=utf-8", headers=headers)
    head = {"snapshot": shown, "view": name, "parameters": given, "total": total, "next": more}
    head |= {"cut": True} if found.cut else {}
    text = f'{json.dumps(head, ensure_ascii=False)[:-1]}, "data": {_plain(frame).write_json()}}}'
    return Response(text, media_type="application/json", headers=headers)


def _plain(frame: pl.DataFrame) -> pl.DataFrame:
    """Bytes as text: JSON has none."""
    return frame.with_columns(pl.col(n).bin.encode("hex") for n, kind in frame.schema.items() if kind == pl.Binary)


def whole(request: Request) -> Response:
    """The whole snapshot as Parquet with its dictionary, in one ZIP."""
    try:
        with address.reading(dict(request.query_params)):
            if (lost := gone()) is not None:
                return _said(_LOST.format(lost), 410)
            path = export.whole(warehouse_folder(), snapshot())
    except NoSnapshot:
        return _said(_NOTHING, 503)
    except OSError as error:
        logging.getLogger("nianbao").error("export failed: %s", error)
        return _said("the files could not be written; there may be no room left on the server", 500)
    return FileResponse(path, media_type="application/zip", filename=path.name, headers=_OPEN)


def _said(sentence: str, status: int) -> Response:
    return JSONResponse({"error": sentence}, status_code=status, headers=_OPEN)


def preflight(request: Request) -> Response:
    return Response(status_code=204, headers=_OPEN)
