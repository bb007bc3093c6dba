"""What programs may ask: every view with its parameters and its question, by the pages' own words."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import polars as pl

from dashboard.contents import MEASURES
from dashboard.data import ask, ask_afresh, snapshot
from dashboard.scope import MOST_MEMBERS, member_of, places_below
from forms import APPLICANTS, CHECKS, TOTAL, figures, is_by_applicant, reading_checks
from forms.measures import measures
from warehouse import free_sql, questions
from warehouse.scope import Scope

MOST, USUAL = 100_000, 10_000  # rows of one answer
SEVERAL = 40  # values in one list
_FOUND = 100  # names that a search gives at most


@dataclass
class Wrong(Exception):
    """A request that cannot be answered as it stands; the sentence says what to do."""

    sentence: str
    status: int = 400


Given = Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Answer:
    """Rows of an answer. `total` where they are a piece already, of so many; `cut` where more are never told."""

    frame: pl.DataFrame
    total: int | None = None
    cut: bool = False


Put = Callable[[Given, Scope], pl.DataFrame | Answer]


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
    asked_right = not applicant or (is_by_applicant(figure) and applicant in APPLICANTS)
    return name in measures() or (figure in figures() and asked_right)


def _measured(page: str) -> Put:
    def put(given: Given, scope: Scope) -> pl.DataFrame:
        # `by`, `measure` and `year` are what the page's comparison has in its address for the same.
        by = _one(given, "rows" if "rows" in given else "by", ("none", *questions.GROUPS))
        names = _listed(given, "measures" if "measures" in given else "measure", MEASURES[page], _is_measure)
        return _in_year(given, scope, _asked(questions.measured, scope, names, by=None if by == "none" else by))

    return put


def _in_year(given: Given, scope: Scope, frame: pl.DataFrame) -> pl.DataFrame:
    if "year" not in given:
        return frame
    return frame.filter(pl.col("year") == _number(given, "year", scope.last, scope.last, scope.first))


def _asked(question: Callable[..., pl.DataFrame], *given: Any, **named: Any) -> pl.DataFrame:
    frame: pl.DataFrame = ask(question, *given, **named)
    return frame


def _map(given: Given, scope: Scope) -> pl.DataFrame:
    names = _listed(given, "measure", MEASURES["map"][:1], _is_measure)
    return _in_year(given, scope, _asked(questions.measured, scope, names, by=places_below(scope)))


def _compare(given: Given, scope: Scope) -> pl.DataFrame:
    keys = list(dict.fromkeys(each for each in _needed(given, "with").split(",") if each))
    if len(keys) > MOST_MEMBERS:
        raise Wrong("with: at most six agencies or places may be compared")
    found = {}
    for key in keys:
        member = member_of(key, scope)
        if member is None:
            raise Wrong(f"with: there is no agency or place “{key[:60]}”, or more than one", 404)
        frame = _asked(questions.measured, member.scope, MEASURES["compare"])
        found[member.key] = frame.with_columns(name=pl.lit(member.name), key=pl.lit(member.key))
    return pl.concat(found.values())


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
    key = _key(given)
    newest = _asked(questions.agency_reports, key)["year"].max()
    year = _number(given, "year", newest if isinstance(newest, int) else scope.last, scope.last, scope.first)
    return _asked(questions.peers, key, year, names, where == "country")


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


def _rows(given: Given, scope: Scope) -> Answer:
    asked_for = scope, *_chosen(given)
    piece = ask_afresh(questions.rows, *asked_for, limit=limit(given), offset=offset(given))()
    return Answer(piece, ask(questions.row_count, *asked_for))


def limit(given: Given) -> int:
    """How many rows an answer may have."""
    return _number(given, "limit", USUAL, MOST, 1)


def offset(given: Given) -> int:
    """How many rows are left out before them."""
    return _number(given, "offset", 0, 2**40)


def _sql(given: Given, scope: Scope) -> Answer:
    try:
        found = free_sql.run(snapshot().path, _needed(given, "sql"))
        return Answer(found.frame, cut=found.cut)
    except free_sql.Refused as refused:
        told = {"empty": "sql is empty", "time": f"the query ran for more than {refused.detail} seconds",
                "busy": "too many queries at once; try again",
                "memory": "the query wants more memory than it may have", "write": "only one SELECT may be asked",
                "several": "only one statement may be asked", "size": "the answer is too large"}  # fmt: skip
        raise Wrong(told.get(refused.kind, refused.detail), 503 if refused.kind == "busy" else 400) from None


VIEWS: dict[str, View] = {
    **{
        page: View(f"the measures of the page “{page}” by year, or by year and group",
                   ("rows", "measures", "by", "measure", "year"), _measured(page))
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
                   lambda given, scope: _asked(questions.names_like, _needed(given, "q")[:60], _FOUND),
                   scoped=False),
    "search/reports": View("reports by agency, title or file", ("q",),
                           lambda given, scope: _asked(questions.reports_like, _needed(given, "q")[:60], _FOUND),
                           scoped=False),
    "search/text": View("passages of the reports' own words", ("text",),
                        lambda given, scope: _asked(questions.passages, scope, _needed(given, "text")[:60], 50)),
    "names": View("every agency by all its names, with its successions", (),
                  lambda given, scope: _asked(questions.every_name), scoped=False),
    "data": View("facts, one row a report and cell", ("figures", "applicants"), _rows),
    "sql": View("one SELECT of your own, at most 10,000 rows", ("sql",), _sql, scoped=False),
}  # fmt: skip
