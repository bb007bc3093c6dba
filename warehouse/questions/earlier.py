"""An agency's own report on an earlier year, for the check of a new one."""

from decimal import Decimal

from ingest.read.numbers import Number
from ingest.selfcheck.earlier import Earlier, EarlierFact
from warehouse.questions.asking import Connection, run_query
from warehouse.questions.reports import report, report_facts, report_text


def earlier_report(con: Connection, agency_id: str | None, year: int | None) -> Earlier | None:
    """The counted report of an agency on the last year before `year`; None where there is none, or who is unknown."""
    if agency_id is None or year is None:
        return None
    found = run_query(
        con,
        """
        SELECT report_id FROM report_rows
        WHERE agency_id = $agency_id AND year < $year AND superseded_by IS NULL ORDER BY year DESC, report_id LIMIT 1
        """,
        agency_id=agency_id,
        year=year,
    )
    if found.is_empty():
        return None
    return kept_report(con, found.item(0, "report_id"))


def kept_report(con: Connection, report_id: str) -> Earlier:
    """A report of the snapshot: its facts and its lines."""
    row = report(con, report_id).row(0, named=True)
    facts = {
        (fact["figure"], fact["applicant"]): EarlierFact(_exact(fact["value"]), fact["unit"], fact["line"] or 0)
        for fact in report_facts(con, report_id).iter_rows(named=True)
    }
    return Earlier(report_id, row["year"], row["form"], facts, report_text(con, report_id).split("\n"))


def _exact(value: float | None) -> Number | None:
    """A number as it was read: sums of money have a fraction, and are no floating point."""
    return None if value is None else int(value) if value.is_integer() else Decimal(str(value))
