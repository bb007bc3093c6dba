"""Reports: a list to choose from, and a single report with its facts, findings and text."""

from dataclasses import replace

import polars as pl

from warehouse.questions.asking import Connection, newest, place_type_and_level, run_query
from warehouse.scope import Scope


def reports(con: Connection, scope: Scope, limit: int = 2**31) -> pl.DataFrame:
    """(year, agency, title, source, form, report_id): reports within the scope, of both layers, newest first.

    Includes superseded reports and those without a year.
    """
    own = f"{place_type_and_level(scope)} AND ($agency IS NULL OR agency_key = $agency)"
    by_year = run_query(
        con,
        f"SELECT year, count(*) AS n FROM report_rows WHERE year BETWEEN $first AND $last AND {own} GROUP BY year",
        **scope.parameters(),
    )
    without_year = "true" if by_year["n"].sum() < limit else "false"
    scope = newest(replace(scope, panel=False), by_year, limit)
    return run_query(
        con,
        f"""
        SELECT year, agency_name AS agency, title, source, form, report_id FROM report_rows
        WHERE (year BETWEEN $first AND $last OR {without_year} AND year IS NULL) AND {own}
        ORDER BY year DESC, agency, source LIMIT {int(limit)}
        """,
        **scope.parameters(),
    )


def report(con: Connection, report_id: str) -> pl.DataFrame:
    """One report's row of the view `reports`; empty if there is no report with this id."""
    return run_query(con, "SELECT * FROM reports WHERE report_id = $report_id", report_id=report_id)


def report_facts(con: Connection, report_id: str) -> pl.DataFrame:
    """Every cell of one report, in the form's order; box edges in thousandths of the page."""
    return run_query(
        con,
        """
        SELECT c.figure, c.applicant, f.value, f.unit::VARCHAR AS unit, f.state::VARCHAR AS state, f.printed, f.line,
               f.page, f.box_left, f.box_top, f.box_right, f.box_bottom, f.decided_by::VARCHAR AS decided_by
        FROM fact_rows f JOIN form_cells c USING (cell)
        WHERE f.report_no = (SELECT report_no FROM report_rows WHERE report_id = $report_id) ORDER BY c.cell
        """,
        report_id=report_id,
    )


def report_findings(con: Connection, report_id: str) -> pl.DataFrame:
    """Every finding of one report, broken checks first."""
    return run_query(
        con,
        "SELECT * FROM findings WHERE report_id = $report_id ORDER BY verdict, check_id, line",
        report_id=report_id,
    )


def report_text(con: Connection, report_id: str) -> str:
    """Return a report's text, to which line numbers refer; empty if there is none."""
    frame = run_query(con, "SELECT text FROM documents WHERE report_id = $report_id", report_id=report_id)
    return str(frame["text"][0]) if frame.height else ""


def neighbour_years(con: Connection, report_id: str) -> pl.DataFrame:
    """(year, report_id) of the same agency's other current reports, oldest first."""
    return run_query(
        con,
        """
        SELECT other.year, other.report_id FROM report_rows r JOIN report_rows other USING (agency_key)
        WHERE r.report_id = $report_id AND other.report_id <> r.report_id AND other.superseded_by IS NULL
          AND other.year IS NOT NULL ORDER BY other.year
        """,
        report_id=report_id,
    )
