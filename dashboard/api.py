"""The interface for programs: the pages' questions over HTTP, in the process of the app, by the pages' own parameters.

`/api` lists every view; docs/api.md explains them. Only reading, bounded, open to every origin.
"""

import json
import logging
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

import polars as pl
from starlette.requests import Request
from starlette.responses import FileResponse, JSONResponse, Response

from dashboard import address
from dashboard.contents import MEASURES
from dashboard.data import ask, ask_afresh, connection, gone, snapshot, warehouse_folder
from dashboard.download import flat
from dashboard.peers import member_of
from dashboard.scope import known
from forms import APPLICANTS, CHECKS, TOTAL, figures, reading_checks
from forms.measures import measures
from warehouse import export, free_sql, questions
from warehouse.publish import NoSnapshot
from warehouse.questions import OtherVersion
from warehouse.scope import Scope

MOST, USUAL = 100_000, 10_000  # rows of one answer
SEVERAL = 40  # values in one list
_OPEN = {"Access-Control-Allow-Origin": "*", "Access-Control-Allow-Methods": "GET, OPTIONS",
         "Access-Control-Expose-Headers": "X-Total-Rows, X-Snapshot, X-Cut, Link"}  # fmt: skip
_SCOPED = ("from", "to", "province", "prefecture", "county", "type", "level", "layer", "panel")


@dataclass
class Wrong(Exception):
    """A request that cannot be answered as it stands; the sentence says what to do."""

    sentence: str
    status: int = 400


_CUT = "__cut"  # marks an answer of which more rows were left out than may be asked
# What the pages put into their addresses for themselves: harmless here, so that any page's parameters may be pasted.
_OF_PAGES = {"as", "part", "view", "page", "lang", "figure", "applicant", "line", "measure", "year", "by", "rows",
             "verdict", "check", "peers", "with", "agency", "report", "q", "text", "sql", "figures",
             "applicants"}  # fmt: skip
_OF_ALL = {"format", "limit", "offset", "snapshot", *_SCOPED}
Given = Mapping[str, str]
Put = Callable[[Given, Scope], pl.DataFrame]


@dataclass(frozen=True, slots=True)
class View:
    """One view: what it answers, its parameters beside the scope's, and the question itself."""

    what: str
    params: tuple[str, ...]
    put: Put
    scoped: bool = True


def _listed(given: Given, name: str, usual: tuple[str, ...], options: Callable[[str], bool]) -> tuple[str, ...]:
    wanted = tuple(dict.fromkeys(each for each in given.get(name, "").split(",") if each)) or usual
    if len(wanted) > SEVERAL:
        raise Wrong(f"{name}: at most {SEVERAL} may be asked at once")
    for each in wanted:
        if not options(each):
            raise Wrong(f"{name}: there is no “{each[:60]}”; docs/data-dictionary.md lists what there is")
    return wanted


def _one(given: Given, name: str, options: tuple[str, ...]) -> str:
    wanted = given.get(name, options[0])
    if wanted not in options:
        raise Wrong(f"{name}: “{wanted[:60]}” is none of {', '.join(options)}")
    return wanted


def _needed(given: Given, name: str) -> str:
    if not given.get(name):
        raise Wrong(f"{name} is missing")
    return given[name]


def _number(given: Given, name: str, usual: int, most: int, least: int = 0) -> int:
    text = given.get(name, str(usual))
    if not (text.isascii() and text.isdecimal() and len(text) < 14) or not least <= int(text) <= most:
        raise Wrong(f"{name}: a whole number from {least} to {most} is wanted")
    return int(text)


def _is_measure(name: str) -> bool:
    figure, _, applicant = name.partition("@")
    asked_right = not applicant or (figure.startswith("applications.") and applicant in APPLICANTS)
    return name in measures() or (figure in figures() and asked_right)


def _measured(page: str) -> Put:
    def put(given: Given, scope: Scope) -> pl.DataFrame:
        by = _one(given, "rows", ("none", *questions.GROUPS))
        names = _listed(given, "measures", MEASURES[page], _is_measure)
        return _asked(questions.measured, scope, names, by=None if by == "none" else by)

    return put


def _asked(question: Callable[..., pl.DataFrame], *given: Any, **named: Any) -> pl.DataFrame:
    frame: pl.DataFrame = ask(question, *given, **named)
    return frame


def _map(given: Given, scope: Scope) -> pl.DataFrame:
    by = "county" if scope.prefecture else "prefecture" if scope.province else "province"
    names = _listed(given, "measure", MEASURES["map"][:1], _is_measure)
    frame = _asked(questions.measured, scope, names, by=by)
    if "year" not in given:
        return frame
    return frame.filter(pl.col("year") == _number(given, "year", scope.last, scope.last, scope.first))


def _compare(given: Given, scope: Scope) -> pl.DataFrame:
    keys = list(dict.fromkeys(each for each in _needed(given, "with").split(",") if each))
    if len(keys) > 6:
        raise Wrong("with: at most six agencies or places may be compared")
    found = []
    for key in keys:
        member = member_of(key, scope)
        if member is None:
            raise Wrong(f"with: there is no agency or place “{key[:60]}”", 404)
        frame = _asked(questions.measured, member.scope, MEASURES["compare"])
        found.append(frame.with_columns(name=pl.lit(member.name), key=pl.lit(member.key)))
    return pl.concat(found)


def _agency(question: Callable[..., pl.DataFrame], *more: Any) -> Put:
    def put(given: Given, scope: Scope) -> pl.DataFrame:
        return _asked(question, _key(given), *more)

    return put


def _key(given: Given) -> str:
    key = ask(questions.agency_key, _needed(given, "agency"))
    if key is None:
        raise Wrong(f"agency: there is no agency “{given['agency'][:60]}”; /api/search?q=… finds one", 404)
    return str(key)


def _peers(given: Given, scope: Scope) -> pl.DataFrame:
    where = _one(given, "peers", ("province", "country"))
    names = _listed(given, "measures", MEASURES["compare"], _is_measure)
    year = _number(given, "year", scope.last, scope.last, scope.first)
    return _asked(questions.peers, _key(given), year, names, where == "country")


def _report(question: Callable[..., pl.DataFrame]) -> Put:
    def put(given: Given, scope: Scope) -> pl.DataFrame:
        report = _needed(given, "report")
        if _asked(questions.report, report).is_empty():
            raise Wrong(f"report: there is no report “{report[:40]}”", 404)
        return _asked(question, report)

    return put


def _text(given: Given, scope: Scope) -> pl.DataFrame:
    _report(questions.report_facts)(given, scope)
    lines = str(ask(questions.report_text, given["report"])).split("\n")
    return pl.DataFrame({"line": range(1, len(lines) + 1), "text": lines})


def _quality_groups(given: Given, scope: Scope) -> pl.DataFrame:
    return _asked(questions.check_rates, scope, _one(given, "by", ("province", "agency_type", "level")))


def _findings(given: Given, scope: Scope) -> pl.DataFrame:
    verdict = _one(given, "verdict", ("broken", "untestable", "all"))
    check = given.get("check")
    if check is not None and check not in (*CHECKS, *reading_checks()):
        raise Wrong(f"check: there is no “{check[:40]}”; /api/quality lists the checks")
    found: pl.DataFrame = ask_afresh(questions.findings, scope, None if verdict == "all" else verdict, check, 2**31)()
    return found


def _chosen(given: Given) -> tuple[tuple[str, ...], tuple[str, ...]]:
    wanted = _listed(given, "figures", ("applications.received", "applications.processed"), figures().__contains__)
    return wanted, _listed(given, "applicants", (TOTAL,), APPLICANTS.__contains__)


def _rows(given: Given, scope: Scope) -> pl.DataFrame:
    wanted, kinds = _chosen(given)
    start = _number(given, "offset", 0, 2**40)
    return questions.rows(connection(str(snapshot().path)), scope, wanted, kinds, limit=_limit(given), offset=start)


def _limit(given: Given) -> int:
    return _number(given, "limit", USUAL, MOST, 1)


def _sql(given: Given, scope: Scope) -> pl.DataFrame:
    try:
        found = free_sql.run(snapshot().path, _needed(given, "sql"))
        return found.frame.with_columns(pl.lit(True).alias(_CUT)) if found.cut else found.frame
    except free_sql.Refused as refused:
        told = {"time": f"the query ran for more than {refused.detail} seconds",
                "busy": "too many queries at once; try again",
                "memory": "the query wants more memory than it may have", "write": "only one SELECT may be asked",
                "several": "only one statement may be asked", "size": "the answer is too large"}  # fmt: skip
        raise Wrong(told.get(refused.kind, refused.detail), 503 if refused.kind == "busy" else 400) from None


VIEWS: dict[str, View] = {
    **{
        page: View(f"the measures of the page “{page}” by year, or by year and group",
                   ("rows", "measures"), _measured(page))
        for page in ("overview", "applications", "permits", "penalties", "disputes")
    },
    "map": View("one measure by the places just below those of the scope", ("measure", "year"), _map),
    "compare": View("two to six agencies or places side by side", ("with",), _compare),
    "agency": View("every figure of one agency in every year", ("agency",),
                   _agency(questions.agency_facts, tuple(figures())), scoped=False),
    "agency/reports": View("its reports", ("agency",), _agency(questions.agency_reports), scoped=False),
    "agency/findings": View("what does not hold in them", ("agency",), _agency(questions.agency_findings),
                            scoped=False),
    "agency/peers": View("its percentile and its peers' spread for each indicator",
                         ("agency", "year", "peers", "measures"), _peers),
    "report": View("every cell of one report", ("report",), _report(questions.report_facts), scoped=False),
    "report/findings": View("its findings", ("report",), _report(questions.report_findings), scoped=False),
    "report/text": View("its text, line by line", ("report",), _text, scoped=False),
    "coverage": View("agency by year: reported, partial, quarantined, missing", (),
                     lambda given, scope: ask_afresh(questions.collected, scope, 2**31 - 1)()),
    "coverage/years": View("how many agencies of each state in each year", (),
                           lambda given, scope: _asked(questions.collected_by_year, scope)),
    "quality": View("each kind of check: holds, broken, untestable", (),
                    lambda given, scope: _asked(questions.check_tallies, scope)),
    "quality/groups": View("the checks by province, kind of agency or level", ("by",), _quality_groups),
    "quality/states": View("how the cells of each year were come by", (),
                           lambda given, scope: _asked(questions.states, scope)),
    "quality/findings": View("the list of findings", ("verdict", "check"), _findings),
    "quality/unsure": View("cells that are unreadable or recovered", (),
                           lambda given, scope: ask_afresh(questions.unsure, scope, 2**31)()),
    "quality/quarantine": View("files that gave no report", (),
                               lambda given, scope: _asked(questions.quarantine), scoped=False),
    "search": View("agencies and places by name, spelling or initials", ("q",),
                   lambda given, scope: _asked(questions.names_like, _needed(given, "q")[:60], min(_limit(given), 100)),
                   scoped=False),
    "search/reports": View("reports by agency, title or file", ("q",),
                           lambda given, scope: _asked(questions.reports_like, _needed(given, "q")[:60],
                                                       min(_limit(given), 100)), scoped=False),
    "search/text": View("passages of the reports' own words", ("text",),
                        lambda given, scope: _asked(questions.passages, scope, _needed(given, "text")[:60], 50)),
    "names": View("every agency by all its names, with its successions", (),
                  lambda given, scope: _asked(questions.every_name), scoped=False),
    "data": View("facts, one row a report and cell", ("figures", "applicants"), _rows),
    "sql": View("one SELECT of your own, at most 10,000 rows", ("sql",), _sql, scoped=False),
}  # fmt: skip


def index(request: Request) -> Response:
    """What there is to ask."""
    views = {
        f"/api/{name}": {"answers": view.what, "parameters": [*view.params, *(_SCOPED if view.scoped else ())]}
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
        with address.reading(given):
            return _answered(name, kind, given, request)
    except Wrong as wrong:
        return _said(wrong.sentence, wrong.status)
    except NoSnapshot:
        return _said("there is no data yet; open the app in a browser once, or run python -m ingest", 503)
    except OtherVersion:
        return _said("the snapshot was made by another version of this program; run python -m ingest again", 503)
    except Exception:
        logging.getLogger("nianbao").exception("api %s failed", name)
        return _said("this could not be answered; the data is unharmed", 500)


def _answered(name: str, kind: str, given: dict[str, str], request: Request) -> Response:
    if name not in VIEWS:
        raise Wrong(f"there is no view “{name[:60]}”; /api lists them", 404)
    if kind not in ("json", "csv"):
        raise Wrong("format: json or csv is wanted")
    if (lost := gone()) is not None:
        raise Wrong(f"snapshot {lost} is no longer kept; leave it out for the one in force", 410)
    if strange := sorted(set(given) - _OF_PAGES - _OF_ALL - set(VIEWS[name].params)):
        raise Wrong(f"there is no parameter “{strange[0][:40]}”; /api lists those of each view")
    scope, ignored = address.scope_of(given, known(given))
    if ignored and VIEWS[name].scoped:
        raise Wrong("; ".join(f"{each}: there is no “{value}”" for each, value in ignored))
    frame = VIEWS[name].put(given, scope)
    total = frame.height
    limit, start = _limit(given), _number(given, "offset", 0, 2**40)
    if name == "data":
        wanted, kinds = _chosen(given)
        total = questions.row_count(connection(str(snapshot().path)), scope, wanted, kinds)
    else:
        frame = frame.slice(start, limit)
    after = start + frame.height
    cut = _CUT in frame.columns
    frame = frame.drop(_CUT, strict=False)
    more = f"/api/{name}?{urlencode(given | {'offset': str(after), 'format': kind})}" if after < total else None
    headers = {**_OPEN, "X-Total-Rows": str(total), "X-Snapshot": snapshot().id}
    if cut:
        headers["X-Cut"] = "true"
    if more:
        headers["Link"] = f'<{more}>; rel="next"'
    if kind == "csv":
        return Response(flat(frame).write_csv(), media_type="text/csv; charset=utf-8", headers=headers)
    head = {"snapshot": snapshot().id, "view": name, "parameters": given, "total": total, "next": more}
    head |= {"cut": True} if cut else {}
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
                return _said(f"snapshot {lost} is no longer kept; leave it out for the one in force", 410)
            path = export.whole(warehouse_folder(), snapshot())
    except NoSnapshot:
        return _said("there is no data yet; open the app in a browser once, or run python -m ingest", 503)
    except OSError as error:
        logging.getLogger("nianbao").error("export failed: %s", error)
        return _said("the files could not be written; there may be no room left on the server", 500)
    return FileResponse(path, media_type="application/zip", filename=path.name, headers=_OPEN)


def _said(sentence: str, status: int) -> Response:
    return JSONResponse({"error": sentence}, status_code=status, headers=_OPEN)


def preflight(request: Request) -> Response:
    return Response(status_code=204, headers=_OPEN)

