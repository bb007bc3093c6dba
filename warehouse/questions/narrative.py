"""What the narratives of reports say: numbers beside those of the tables, and the problems that part five names."""

import polars as pl

from warehouse.questions.asking import Connection, run_in_scope, run_over_reports, run_query
from warehouse.scope import Scope

_STATED = "s.figure, s.applicant, s.value, s.exact, s.counted, s.verdict, s.line, s.passage"


def report_claims(con: Connection, report_id: str) -> pl.DataFrame:
    """Every row of the view `claims` of one report, in the order of its lines."""
    return run_query(con, "SELECT * FROM claims WHERE report_id = $report_id ORDER BY line", report_id=report_id)


def claims(con: Connection, scope: Scope, verdict: str | None, figure: str | None, limit: int) -> pl.DataFrame:
    """(year, agency, figure, applicant, value, exact, counted, verdict, line, passage, report_id), newest years first.

    `verdict` and `figure` are those of the view `claims`; None is every one.
    """
    return run_over_reports(
        con,
        f"""
        SELECT c.year, r.agency_name AS agency, {_STATED}, r.report_id
        FROM claim_rows s JOIN counted c USING (report_no) JOIN report_rows r USING (report_no)
        WHERE ($verdict IS NULL OR s.verdict = $verdict) AND ($figure IS NULL OR s.figure = $figure)
        ORDER BY c.year DESC, agency, r.report_id, s.line, s.figure, s.applicant LIMIT $limit
        """,
        scope,
        limit=limit,
        verdict=verdict,
        figure=figure,
    )


def claim_tallies(con: Connection, scope: Scope) -> pl.DataFrame:
    """(figure, agree, differ, incomparable, uncounted, reports) over the counted reports, by figure."""
    return run_in_scope(
        con,
        """
        SELECT s.figure, count(*) FILTER (s.verdict = 'agree') AS agree,
               count(*) FILTER (s.verdict = 'differ') AS differ,
               count(*) FILTER (s.verdict = 'incomparable') AS incomparable,
               count(*) FILTER (s.verdict = 'uncounted') AS uncounted, count(DISTINCT s.report_no) AS reports
        FROM claim_rows s JOIN counted c USING (report_no) GROUP BY s.figure ORDER BY s.figure
        """,
        scope,
    )
