"""Reports whose texts are alike, and tables that are those of the year before, over a scope."""

import polars as pl

from warehouse.alike import OWN
from warehouse.questions.asking import Connection, run_in_scope, run_query
from warehouse.scope import Scope

STEPS = (50, 60, 70, 80, 90)  # % of likeness


def likeness_by_year(con: Connection, scope: Scope) -> pl.DataFrame:
    """(year, compared, at_50, at_60, at_70, at_80, at_90, same_tables): of the counted reports with a text.

    compared: those whose agency has a text of the year before; at_N: how many of them are alike by N % and more;
    same_tables: reports with a table that is number for number that of the year before.
    """
    steps = ", ".join(f"count(*) FILTER (a.likeness >= {step / 100}) AS at_{step}" for step in STEPS)
    return run_in_scope(
        con,
        f"""
        SELECT c.year, count(*) FILTER (b.report_no IS NOT NULL AND n.report_no IS NOT NULL) AS compared, {steps},
               count(*) FILTER (c.report_no IN (SELECT report_no FROM same_table_rows)) AS same_tables
        FROM counted c LEFT JOIN signature_rows n USING (report_no)
        LEFT JOIN signature_rows b ON b.report_no = c.before_no
        LEFT JOIN alike_rows a ON a.report_no = c.report_no AND a.whose = '{OWN}'
        GROUP BY c.year ORDER BY c.year
        """,
        scope,
    )


def alike_list(con: Connection, scope: Scope, whose: str, least: float, limit: int) -> pl.DataFrame:
    """(year, agency, likeness, other_year, other_agency, report_id, other_id), by agency and year.

    whose: `own` for texts of the year before, `other` for other agencies'. least: of likeness, from 0.5.
    """
    return run_in_scope(
        con,
        """
        SELECT c.year, r.agency_name AS agency, a.likeness, o.year AS other_year, o.agency_name AS other_agency,
               r.report_id, o.report_id AS other_id
        FROM alike_rows a JOIN counted c USING (report_no) JOIN report_rows r USING (report_no)
        JOIN report_rows o ON o.report_no = a.other_no
        WHERE a.whose = $whose AND a.likeness >= $least
        ORDER BY c.year DESC, agency, other_agency, other_year, report_id, other_id LIMIT $limit
        """,
        scope,
        whose=whose,
        least=least,
        limit=limit,
    )


def same_tables(con: Connection, scope: Scope, limit: int) -> pl.DataFrame:
    """(year, agency, table_id, other_year, report_id, other_id): tables that are those of the year before."""
    return run_in_scope(
        con,
        """
        SELECT c.year, r.agency_name AS agency, s.table_id, o.year AS other_year, r.report_id, o.report_id AS other_id
        FROM same_table_rows s JOIN counted c USING (report_no) JOIN report_rows r USING (report_no)
        JOIN report_rows o ON o.report_no = s.other_no
        ORDER BY c.year DESC, agency, s.table_id, report_id LIMIT $limit
        """,
        scope,
        limit=limit,
    )


def alike_of(con: Connection, report_id: str) -> pl.DataFrame:
    """(whose, likeness, year, agency, other_id) of what one report is alike to, the most alike first."""
    return run_query(
        con,
        """
        SELECT a.whose, a.likeness, r.year, r.agency_name AS agency, a.other_id
        FROM alike a JOIN reports r ON r.report_id = a.other_id WHERE a.report_id = $report_id
        ORDER BY a.likeness DESC, r.year DESC, agency, a.other_id
        """,
        report_id=report_id,
    )
