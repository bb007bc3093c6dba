"""What programs may ask: every view with its declared parameters and its question, by the pages' own words."""

from contextvars import ContextVar
from typing import Any

import polars as pl

from dashboard.api.parameters import Given, Parameter, Wrong, number, one_of, several, text
from dashboard.api.verified import VERIFIED
from dashboard.api.view import AGENCY, CHECK, REPORT, Answer, View, agency_key, report_id
from dashboard.contents import MEASURES
from dashboard.data import EVERY, ask, ask_afresh, snapshot
from dashboard.scope import MOST_MEMBERS, member_of, places_below
from forms import APPLICANTS, TOTAL, figures, is_by_applicant
from forms.measures import measure, measures
from warehouse import free_sql, questions
from warehouse.examples import EXAMPLES
from warehouse.scope import Scope

MOST, USUAL = 100_000, 10_000  # rows of one answer
_FOUND, _PASSAGES = 100, 50  # names and passages that a search gives at most
_TYPED = 60  # characters of a search that are looked at
_FIRST_YEAR, _LAST_YEAR = 2008, 2100


def _is_measure(name: str) -> bool:
    figure, _, applicant = name.partition("@")
    known_applicant = not applicant or (is_by_applicant(figure) and applicant in APPLICANTS)
    return name in measures() or (figure in figures() and known_applicant)


# -- parameters --

LIMIT = number("limit", f"rows of the answer, {USUAL} by default", USUAL, 1, MOST)
OFFSET = number("offset", "rows to leave out before", 0, 0, 2**40)
_GROUPS = ("none", *questions.GROUPS)
_ROWS = one_of("rows", "also by this group: a row a year and group", lambda: _GROUPS, "none")
_BY = one_of("by", "the same as rows, as a page's comparison has it", lambda: _GROUPS, "none", same_as="rows")
_YEAR = number("year", "of this year alone", None, _FIRST_YEAR, _LAST_YEAR)
_WITH = text(
    "with",
    f"2 to {MOST_MEMBERS} agencies (key or name) or places (province/prefecture), by commas",
    2000,
    "320800.government,350000.government",
)
_PEERS = one_of("peers", "where its peers are", lambda: ("province", "country"), "province")
_CHECK_GROUP = one_of("by", "the group", lambda: ("province", "agency_type", "level"), "province")
_VERDICT = one_of("verdict", "which findings", lambda: ("broken", "untestable", "all"), "broken")
_Q = text("q", "a name, its pinyin or its initials, and a year", _TYPED, "pingtan 2023")
_TEXT = text("text", "words that a passage holds", _TYPED, "2023")
_SQL = text("sql", "one SELECT", 20_000, EXAMPLES["years"])
_FIGURES = several(
    "figures", "ids of figures, by commas", ("applications.received", "applications.processed"),
    lambda name: name in figures(), "licensing.decisions,penalties.decisions",
)  # fmt: skip
_APPLICANTS = several(
    "applicants", "ids of applicants, by commas; for figures that have them", (TOTAL,), APPLICANTS.__contains__,
    "natural_person,total",
)  # fmt: skip


def _measures(usual: tuple[str, ...], name: str = "measures", **more: Any) -> Parameter[tuple[str, ...]]:
    what = "ids of measures or figures, by commas; applications.received@natural_person for one applicant"
    return several(name, what, usual, _is_measure, "received,disclosure_rate", **more)


# -- views --


def _of_page(page: str) -> View:
    """The measures of a page. `by` and `measure` are what its comparison has in its address for the same."""
    both = _measures(MEASURES[page]), _measures(MEASURES[page], "measure", same_as="measures")

    def answer(given: Given, scope: Scope) -> pl.DataFrame:
        by = _ROWS.of(given) if "rows" in given else _BY.of(given)
        names = both[0].of(given) if "measures" in given else both[1].of(given)
        return _said(_in_year(given, scope, ask(questions.measured, scope, names, by=None if by == "none" else by)))

    what = f"the measures of the page “{page}” by year, or by year and group"
    return View(what, (_ROWS, both[0], _BY, both[1], _YEAR), answer)


def _said(frame: pl.DataFrame) -> pl.DataFrame:
    """Rows of `questions.measured` in the words of the interface: a rate is a fraction, its unit 1."""
    units = {name: "1" if measure(name).is_rate else measure(name).unit for name in frame["measure"].unique()}
    unit = pl.col("measure").replace_strict(units, return_dtype=pl.String)
    return frame.rename({"above": "numerator", "below": "denominator"}).with_columns(unit=unit)


def _in_year(given: Given, scope: Scope, frame: pl.DataFrame) -> pl.DataFrame:
    return frame if "year" not in given else frame.filter(pl.col("year") == _year_in(given, scope))


def _year_in(given: Given, scope: Scope) -> int:
    year = _YEAR.of(given)
    if not scope.first <= year <= scope.last:
        raise Wrong(f"year: {year} is not within {scope.first}–{scope.last}")
    return year


_MAP_MEASURE = _measures(MEASURES["map"][:1], "measure")


def _map(given: Given, scope: Scope) -> pl.DataFrame:
    frame = ask(questions.measured, scope, _MAP_MEASURE.of(given), by=places_below(scope))
    return _said(_in_year(given, scope, frame))


def _compare(given: Given, scope: Scope) -> pl.DataFrame:
    keys = list(dict.fromkeys(key for key in _WITH.of(given).split(",") if key))
    if not 2 <= len(keys) <= MOST_MEMBERS:
        raise Wrong(f"with: 2 to {MOST_MEMBERS} agencies or places may be compared")
    found = {}
    for key in keys:
        member = member_of(key, scope)
        if member is None:
            raise Wrong(f"with: there is no agency or place “{key[:60]}”, or more than one", 404)
        frame = ask(questions.measured, member.scope, MEASURES["compare"])
        found[member.key] = _said(frame).with_columns(name=pl.lit(member.name), key=pl.lit(member.key))
    return pl.concat(found.values())


_PEER_MEASURES = _measures(MEASURES["compare"])


def _peers(given: Given, scope: Scope) -> pl.DataFrame:
    key = agency_key(given)
    newest = ask(questions.agency_reports, key)["year"].max()
    year = _year_in(given, scope) if "year" in given else newest if isinstance(newest, int) else scope.last
    return ask(questions.peers, key, year, _PEER_MEASURES.of(given), _PEERS.of(given) == "country")


def _report_lines(given: Given, scope: Scope) -> pl.DataFrame:
    lines = ask(questions.report_text, report_id(given)).split("\n")
    return pl.DataFrame({"line": range(1, len(lines) + 1), "text": lines})


def _findings(given: Given, scope: Scope) -> pl.DataFrame:
    verdict = _VERDICT.of(given)
    only = None if verdict == "all" else verdict
    return ask_afresh(questions.findings, scope, only, CHECK.of(given), EVERY)()


def _facts(given: Given, scope: Scope) -> Answer:
    names, kinds = _FIGURES.of(given), _APPLICANTS.of(given)
    piece = ask_afresh(questions.rows, scope, names, kinds, limit=LIMIT.of(given), offset=OFFSET.of(given))()
    return Answer(piece, ask(questions.row_count, scope, names, kinds))


# Who asks, for the bounds of each client; set for one answer.
client: ContextVar[str] = ContextVar("client", default="")


def _sql(given: Given, scope: Scope) -> Answer:
    try:
        found = free_sql.run(snapshot().path, _SQL.of(given), client=f"address {client.get()}")
        return Answer(found.frame, cut=found.cut)
    except free_sql.Refused as refused:
        sentences = {"empty": "sql is empty", "time": f"the query ran for more than {refused.detail} seconds",
                     "busy": "too many queries at once; try again",
                     "memory": "the query wants more memory than it may have", "write": "only one SELECT may be asked",
                     "several": "only one statement may be asked", "size": "the answer is too large"}  # fmt: skip
        busy = refused.kind == "busy"
        raise Wrong(sentences.get(refused.kind, refused.detail), 503 if busy else 400) from None


VIEWS: dict[str, View] = {
    **{page: _of_page(page) for page in ("overview", "applications", "permits", "penalties", "disputes")},
    "map": View("one measure by the places just below those of the scope", (_MAP_MEASURE, _YEAR), _map),
    "compare": View(f"2 to {MOST_MEMBERS} agencies or places side by side", (_WITH,), _compare),
    "agency": View("every figure of one agency in every year, with state, printed text and line", (AGENCY,),
                   lambda given, scope: ask(questions.agency_facts, agency_key(given), tuple(figures())), scoped=False),
    "agency/reports": View("its reports", (AGENCY,),
                           lambda given, scope: ask(questions.agency_reports, agency_key(given)), scoped=False),
    "agency/findings": View("what does not hold in them", (AGENCY,),
                            lambda given, scope: ask(questions.agency_findings, agency_key(given)), scoped=False),
    "agency/peers": View("its percentile and the spread of its peers for each measure",
                         (AGENCY, _YEAR, _PEERS, _PEER_MEASURES), _peers),
    "report": View("every cell of one report", (REPORT,),
                   lambda given, scope: ask(questions.report_facts, report_id(given)), scoped=False),
    "report/findings": View("its findings", (REPORT,),
                            lambda given, scope: ask(questions.report_findings, report_id(given)), scoped=False),
    "report/text": View("its text, line by line", (REPORT,), _report_lines, scoped=False),
    "coverage": View("agency by year: reported, partial, quarantined, missing", (),
                     lambda given, scope: ask_afresh(questions.collected, scope, EVERY)()),
    "coverage/years": View("how many agencies of each state in each year", (),
                           lambda given, scope: ask(questions.collected_by_year, scope)),
    "coverage/unknown": View("reports of which the agency or the year is unknown", (),
                             lambda given, scope: ask(questions.without_agency_or_year), scoped=False),
    "quality": View("each kind of check: holds, broken, untestable", (),
                    lambda given, scope: ask(questions.check_tallies, scope)),
    "quality/groups": View("the checks by group", (_CHECK_GROUP,),
                           lambda given, scope: ask(questions.check_rates, scope, _CHECK_GROUP.of(given))),
    "quality/states": View("how the values of each year's cells were obtained", (),
                           lambda given, scope: ask(questions.states, scope)),
    "quality/findings": View("the list of findings", (_VERDICT, CHECK), _findings),
    "quality/unsure": View("cells that are unreadable or recovered", (),
                           lambda given, scope: ask_afresh(questions.uncertain_cells, scope, EVERY)()),
    "quality/quarantine": View("files that gave no report", (),
                               lambda given, scope: ask(questions.quarantine), scoped=False),
    **VERIFIED,
    "search": View(f"agencies and places by name, spelling or initials, the best {_FOUND}", (_Q,),
                   lambda given, scope: ask(questions.names_like, _Q.of(given), _FOUND), scoped=False),
    "search/reports": View(f"reports by agency, title or file, the best {_FOUND}", (_Q,),
                           lambda given, scope: ask(questions.reports_like, _Q.of(given), _FOUND), scoped=False),
    "search/text": View(f"passages of the reports' own words, the newest {_PASSAGES}; `complete` says whether all "
                        "were looked through", (_TEXT,),
                        lambda given, scope: ask(questions.passages, scope, _TEXT.of(given), _PASSAGES)),
    "names": View("every agency by all its names, with its successions", (),
                  lambda given, scope: ask(questions.every_name), scoped=False),
    "data": View("facts, one row a report and cell", (_FIGURES, _APPLICANTS), _facts),
    "sql": View("one SELECT of your own: at most 10,000 rows, 10 seconds, 512 MB, no files, no network", (_SQL,), _sql,
                scoped=False),
}  # fmt: skip
