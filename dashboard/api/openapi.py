"""The interface for programs described from its own declarations: the OpenAPI document and the table in docs/api.md."""

from pathlib import Path
from typing import Any

from dashboard.api.parameters import Parameter, number, one_of
from dashboard.api.view import View
from dashboard.api.views import LIMIT, OFFSET, VIEWS
from ingest.identify.reference import agency_types, levels
from warehouse.scope import LAYERS

DOCS = Path(__file__).parents[2] / "docs" / "api.md"
BEGIN, END = "<!-- views: written by python -m dashboard.api -->", "<!-- end of views -->"
# What pages put into their addresses for how they look: harmless here, so that a page's parameters may be pasted.
LOOKS = frozenset({"as", "part", "view", "page", "lang", "line"})
_FIRST, _LAST = 2008, 2100


def _name(name: str, what: str) -> Parameter[str]:
    return Parameter(name, what, str, lambda: {"type": "string"})


FORMAT = one_of("format", "or put .json or .csv behind the view", lambda: ("json", "csv"), "json")
RAW = one_of(
    "raw", "in CSV, text as it is; without it, text that a spreadsheet would evaluate has an apostrophe before it",
    lambda: ("1",), None,  # type: ignore[arg-type]
)  # fmt: skip
SNAPSHOT = _name("snapshot", "id of a snapshot that is still kept")
EVERYWHERE: tuple[Parameter[Any], ...] = (FORMAT, LIMIT, OFFSET, SNAPSHOT, RAW)
SCOPE: tuple[Parameter[Any], ...] = (
    number("from", "first year reported on", None, _FIRST, _LAST),
    number("to", "last year reported on", None, _FIRST, _LAST),
    _name("province", "full name"),
    _name("prefecture", "full name"),
    _name("county", "full name"),
    one_of("type", "kind of agency", lambda: tuple(agency_types()), None),  # type: ignore[arg-type]
    one_of("level", "level of agency", lambda: tuple(levels()), None),  # type: ignore[arg-type]
    one_of("layer", "agencies' own reports, or governments' aggregated ones", lambda: LAYERS, LAYERS[0]),
    one_of("panel", "only agencies with a report on every year", lambda: ("1",), None),  # type: ignore[arg-type]
)


def parameters_of(view: View) -> tuple[Parameter[Any], ...]:
    """All parameters that a view takes, its own first. Without a scope, those of one are checked and have no effect."""
    own = {parameter.name for parameter in view.parameters}
    return (*view.parameters, *(each for each in (*SCOPE, *EVERYWHERE) if each.name not in own))


_ERROR = {
    "description": "What cannot be answered, and what to do",
    "content": {
        "application/json": {
            "schema": {"type": "object", "required": ["error"], "properties": {"error": {"type": "string"}}}
        }
    },
}
_STATUSES = ("400", "404", "410", "413", "414", "429", "500", "503")
_ROWS = {
    "type": "object",
    "required": ["snapshot", "view", "parameters", "total", "next", "data"],
    "properties": {
        "snapshot": {"type": "string"},
        "view": {"type": "string"},
        "parameters": {"type": "object", "additionalProperties": {"type": "string"}},
        "total": {"type": "integer", "minimum": 0},
        "next": {"type": ["string", "null"]},
        "cut": {"type": "boolean"},
        "made_up": {"type": "integer", "description": "how many reports of the snapshot are made up, if any"},
        "data": {"type": "array", "items": {"type": "object"}},
    },
}
_HEADERS = {
    "X-Total-Rows": {"description": "rows of the whole answer", "schema": {"type": "integer"}},
    "X-Made-Up": {"description": "how many reports of the snapshot are made up, if any", "schema": {"type": "integer"}},
    "X-Snapshot": {"description": "the snapshot that answered", "schema": {"type": "string"}},
}


def document() -> dict[str, Any]:
    """The whole interface as OpenAPI 3.1."""
    paths: dict[str, Any] = {f"/api/{name}": {"get": _operation(name, view)} for name, view in VIEWS.items()}
    zipped = {"description": "Parquet files and the dictionary", "content": {"application/zip": {}}}
    errors = dict.fromkeys(_STATUSES, _ERROR)
    paths["/api/warehouse.zip"] = {
        "get": {
            "operationId": "warehouse.zip",
            "summary": "the whole snapshot: a Parquet file a table, with the dictionary",
            "parameters": [SNAPSHOT.described()],
            "responses": {"200": zipped, **errors},
        }
    }
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "Nianbao 年报",
            "version": "1",
            "description": "China's annual reports on open government information, figure by figure. Reading only.",
        },
        "paths": paths,
    }


def _operation(name: str, view: View) -> dict[str, Any]:
    answered = {
        "description": view.what,
        "headers": _HEADERS,
        "content": {"application/json": {"schema": _ROWS}, "text/csv": {"schema": {"type": "string"}}},
    }
    return {
        "operationId": name,
        "summary": view.what,
        "parameters": [parameter.described() for parameter in parameters_of(view)],
        "responses": {"200": answered, **dict.fromkeys(_STATUSES, _ERROR)},
    }


def table() -> str:
    """Every view with its own parameters, as Markdown."""
    lines = ["| view | answers | parameters beside the scope's |", "|---|---|---|"]
    for name, view in VIEWS.items():
        own = "; ".join(
            f"`{each.name}`{'' if not each.required else ' (needed)'} {each.what}" for each in view.parameters
        )
        lines.append(f"| `/api/{name}` | {view.what} | {own} |")
    lines.append("| `/api/warehouse.zip` | the whole snapshot: a Parquet file a table, with the dictionary | |")
    lines.append("| `/api/openapi.json` | all of this as an OpenAPI 3.1 document | |")
    return "\n".join(lines)


def with_table(docs: str) -> str:
    """docs/api.md with its table of views as the declarations have it."""
    before, rest = docs.split(BEGIN)
    return f"{before}{BEGIN}\n\n{table()}\n\n{END}{rest.split(END)[1]}"
