"""Every question that pages ask of a warehouse, and what each must touch."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial

from dashboard.contents import MEASURES
from forms import cell_number
from ingest.read.numbers import STATES
from warehouse import questions
from warehouse.scope import Scope
from warehouse.terms import columns_of, in_sql

_SCOPE = ("year", "layer")  # what every total looks at
LOADED = 20_000  # rows of the lists on the pages, as `dashboard.widgets.table` has them

Ask = Callable[[questions.Connection, Scope], object]


@dataclass(frozen=True, slots=True)
class Question:
    """A question of a page, and the columns that it must touch: (table, or some rows of it; its columns)."""

    page: str
    name: str
    ask: Ask
    touches: tuple[str, tuple[str, ...]]


def _totals(*columns: str) -> tuple[str, tuple[str, ...]]:
    return "total_rows", (*_SCOPE, *columns)


def _measured(con: questions.Connection, scope: Scope, names: Sequence[str], by: str | None = None) -> object:
    return questions.measured(con, scope, names, by)


def _compared(con: questions.Connection, scope: Scope, names: Sequence[str]) -> object:
    return questions.like_for_like(con, scope, names)


def _of_topics() -> Iterator[Question]:
    for topic, names in MEASURES.items():
        cells, of = columns_of(in_sql(names)), f"{len(names)} measures"
        yield Question(topic, f"{of} by year", partial(_measured, names=names), _totals(*cells))
        touched = _totals("report_no", "before_no", *cells)
        yield Question(topic, f"{of}, like for like", partial(_compared, names=names), touched)
        for by in ("province", "agency_type", "level"):
            yield Question(topic, f"{of} by {by}", partial(_measured, names=names, by=by), _totals(by, *cells))


_SOME = ("received", "licensing", "penalties")
_ONE = ("licensing.decisions",)
_OF_ONE = f"fact_rows WHERE cell = {cell_number()[(*_ONE, None)]}"
_LISTED = ("finding_rows", ("report_no", "verdict", "check_id", "figure", "applicant", "message", "message_en", "line"))
_FINDINGS = ("finding_rows", ("report_no", "check_id", "verdict"))
_TALLIES = ("tally_rows", ("report_no", "check_id", "holds", "broken", "untestable"))
_NAMES, _TEXTS = ("name_rows", ("name", "pinyin", "initials")), ("document_rows", ("text",))
_AGENCY, _REPORT = ("report_rows", ("agency_key",)), ("report_rows", ("report_id",))


def _of_every_page() -> list[Question]:
    return [
        Question("every page", "about", lambda con, _: questions.about(con), _totals("agency_no")),
        Question("every page", "facets", questions.facets, _totals("province", "agency_type", "level")),
        Question("every page", "coverage", questions.coverage, _totals("agency_no", "is_partial")),
        Question("every page", "unplaced", questions.unplaced, ("report_rows", ("layer", "year"))),
        Question("every page", "search as _ONE types", lambda con, _: questions.names_like(con, "pingtan"), _NAMES),
        Question("every page", "reports by name", lambda con, _: questions.reports_like(con, "平潭 2023"), _NAMES),
    ]


def _of_totals() -> list[Question]:
    return [
        Question("topics", "doubtful years", lambda con, scope: questions.doubtful(con, scope, _SOME), _FINDINGS),
        Question(
            "topics",
            "by agency, first rows",
            lambda con, scope: questions.measured(con, scope, _SOME, "agency", first=500),
            _totals("agency_no", *columns_of(in_sql(_SOME))),
        ),
        Question(
            "topics",
            "parts of a whole",
            lambda con, scope: questions.measured_together(con, scope, _SOME),
            _totals(*columns_of(in_sql(_SOME))),
        ),
        Question(
            "map",
            "_ONE measure by province",
            lambda con, scope: questions.measured(con, scope, ("received",), "province"),
            _totals("province", *columns_of(in_sql(("received",)))),
        ),
        Question(
            "data",
            "rows of facts",
            lambda con, scope: questions.rows(con, scope, _ONE, limit=LOADED),
            (_OF_ONE, ("report_no", "value", "unit", "state", "printed", "line")),
        ),
        Question(
            "data", "number of facts", lambda con, scope: questions.row_count(con, scope, _ONE), _totals("report_no")
        ),
    ]


def _of_quality() -> list[Question]:
    return [
        Question(
            "quality", "kinds of findings", lambda con, scope: questions.finding_kinds(con, scope, "broken"), _FINDINGS
        ),
        Question("quality", "tallies", questions.check_tallies, _TALLIES),
        Question(
            "quality", "tallies by province", lambda con, scope: questions.check_rates(con, scope, "province"), _TALLIES
        ),
        Question("quality", "states of cells", questions.states, _totals(*(f"{each}_cells" for each in STATES))),
        Question(
            "quality",
            "unsure cells",
            lambda con, scope: questions.uncertain_cells(con, scope, LOADED),
            ("unsure_rows", ("report_no", "cell", "state", "printed", "line")),
        ),
        Question(
            "quality", "findings", lambda con, scope: questions.findings(con, scope, "broken", None, LOADED), _LISTED
        ),
        Question(
            "quality",
            "findings by agency",
            lambda con, scope: questions.findings_by_agency(con, scope, "broken", None),
            _FINDINGS,
        ),
        Question(
            "quality",
            "number of findings",
            lambda con, scope: questions.finding_count(con, scope, None, None),
            _FINDINGS,
        ),
        Question("quality", "quarantine", lambda con, _: questions.quarantine(con), ("quarantine", ("source",))),
    ]


def _of_holdings() -> list[Question]:
    return [
        Question("coverage", "by year", questions.collected_by_year, _totals("agency_no")),
        Question("coverage", "agencies", lambda con, scope: questions.collected(con, scope, 50), _totals("agency_no")),
        Question("coverage", "number of agencies", questions.collected_count, _totals("agency_no")),
        Question(
            "coverage",
            "without agency or year",
            lambda con, _: questions.without_agency_or_year(con),
            ("report_rows", ("agency", "year")),
        ),
        Question("search", "passages", lambda con, scope: questions.passages(con, scope, "法律顾问", 50), _TEXTS),
        Question(
            "search",
            "passages, a rare word",
            lambda con, scope: questions.passages(con, scope, "量子计算机", 50),
            _TEXTS,
        ),
    ]


def _of_an_agency(key: str, name: str, year: int) -> list[Question]:
    return [
        Question("agency", "its key", lambda con, _: questions.agency_key(con, name), _AGENCY),
        Question("agency", "its reports", lambda con, _: questions.agency_reports(con, key), _AGENCY),
        Question(
            "agency",
            "its facts",
            lambda con, _: questions.agency_facts(con, key, ("licensing.decisions", "applications.received")),
            _AGENCY,
        ),
        Question("agency", "its findings", lambda con, _: questions.agency_findings(con, key), _AGENCY),
        Question("agency", "its names", lambda con, _: questions.agency_names(con, key), _AGENCY),
        Question(
            "agency",
            "its peers",
            lambda con, _: questions.peers(con, key, year, MEASURES["applications"], True),
            _totals("agency_type", "level", *columns_of(in_sql(MEASURES["applications"]))),
        ),
        Question(
            "agency",
            "names of peers",
            lambda con, _: questions.peer_names(con, key, year, True),
            _totals("agency_type", "level"),
        ),
        Question("agency", "list", lambda con, scope: questions.agencies(con, scope, 5000), _totals("agency_no")),
    ]


def _of_a_report(report: str) -> list[Question]:
    return [
        Question("report", "itself", lambda con, _: questions.report(con, report), _REPORT),
        Question("report", "its facts", lambda con, _: questions.report_facts(con, report), _REPORT),
        Question("report", "its findings", lambda con, _: questions.report_findings(con, report), _REPORT),
        Question("report", "its text", lambda con, _: questions.report_text(con, report), _REPORT),
        Question("report", "its other years", lambda con, _: questions.neighbour_years(con, report), _REPORT),
        Question(
            "report",
            "list",
            lambda con, scope: questions.reports(con, scope, 5000),
            ("report_rows", ("year", "agency_name")),
        ),
    ]


def every_question(con: questions.Connection) -> list[Question]:
    """Every question that pages ask, with what it must touch; examples are taken from the warehouse itself."""
    sample = con.execute(
        "SELECT report_id, agency_key, agency_name, year FROM report_rows WHERE year = 2023 AND agency_id IS NOT NULL "
        "ORDER BY report_no LIMIT 1"
    ).fetchone()
    assert sample is not None
    report, key, name, year = sample
    return [
        *_of_topics(),
        *_of_every_page(),
        *_of_totals(),
        *_of_quality(),
        *_of_holdings(),
        *_of_an_agency(key, name, year),
        *_of_a_report(report),
    ]
