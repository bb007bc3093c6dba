"""Figures that are worth a question (forms/plausible.yml), over a scope. Nothing is ranked by them."""

import polars as pl

from warehouse.questions.asking import Connection, run_in_scope, run_query
from warehouse.scope import Scope

_ROW = "d.kind, d.figure, d.value, d.usual, d.reports"


def doubt_counts(con: Connection, scope: Scope) -> pl.DataFrame:
    """(kind, figures, reports): how many figures of how many counted reports are worth each kind of question."""
    return run_in_scope(
        con,
        """
        SELECT d.kind, count(*) AS figures, count(DISTINCT d.report_no) AS reports
        FROM doubt_rows d JOIN counted c USING (report_no) GROUP BY d.kind ORDER BY d.kind
        """,
        scope,
    )


def doubt_list(con: Connection, scope: Scope, kind: str | None, limit: int) -> pl.DataFrame:
    """(year, agency, kind, figure, value, usual, reports, report_id), by year and agency; `kind` None is every one."""
    return run_in_scope(
        con,
        f"""
        SELECT c.year, r.agency_name AS agency, {_ROW}, r.report_id
        FROM doubt_rows d JOIN counted c USING (report_no) JOIN report_rows r USING (report_no)
        WHERE $kind IS NULL OR d.kind = $kind
        ORDER BY c.year DESC, agency, r.report_id, d.kind, d.figure LIMIT $limit
        """,
        scope,
        kind=kind,
        limit=limit,
    )


def report_doubts(con: Connection, report_id: str) -> pl.DataFrame:
    """(kind, figure, value, usual, reports) of one report."""
    return run_query(
        con, f"SELECT {_ROW} FROM doubts d WHERE d.report_id = $report_id ORDER BY d.kind, d.figure",
        report_id=report_id,
    )  # fmt: skip
