"""Whether reports were published in time, over a scope; a report without a legible date is never counted as late."""

import polars as pl

from warehouse.punctuality import PUNCTUALITY
from warehouse.questions.asking import Connection, run_in_scope
from warehouse.questions.totals import group_column, named
from warehouse.scope import PLACES, Scope

_COUNTS = ", ".join(f"count(*) FILTER (r.punctuality = '{each}') AS {each}" for each in PUNCTUALITY)


def punctuality_by_year(con: Connection, scope: Scope) -> pl.DataFrame:
    """(year, on_time, late, unset, unknown): numbers of counted reports."""
    return run_in_scope(
        con,
        f"""
        SELECT c.year, {_COUNTS} FROM counted c JOIN report_rows r USING (report_no) GROUP BY c.year ORDER BY c.year
        """,
        scope,
    )


def punctuality_by_group(con: Connection, scope: Scope, by: str) -> pl.DataFrame:
    """(name, on_time, late, unset, unknown, median_days), one row a group, places by their division codes, others by
    name; `by` is a key of `GROUPS`.

    median_days: days from the end of the year to publication, of the reports with a date.
    """
    return run_in_scope(
        con,
        f"""
        , grouped AS (
            SELECT {group_column(by)} AS name, {_COUNTS}, min(r.region_code) AS code,
                   median(r.published_on - make_date(c.year, 12, 31)) AS median_days
            FROM counted c JOIN (SELECT report_no, punctuality, published_on, region_code FROM report_rows) r
            USING (report_no) GROUP BY ALL
        )
        SELECT * EXCLUDE (code) FROM ({named("grouped", by)}) ORDER BY {"code, name" if by in PLACES else "name"}
        """,
        scope,
    )


def punctuality_list(con: Connection, scope: Scope, which: str, limit: int) -> pl.DataFrame:
    """(year, agency, published_on, published_by, due_on, days, report_id), the newest year first.

    `which` is one of `PUNCTUALITY`. days: after the legal date, negative before it.
    """
    return run_in_scope(
        con,
        """
        SELECT c.year, r.agency_name AS agency, r.published_on, r.published_by, r.due_on,
               r.published_on - r.due_on AS days, r.report_id
        FROM counted c JOIN report_rows r USING (report_no) WHERE r.punctuality = $which
        ORDER BY c.year DESC, agency, r.report_id LIMIT $limit
        """,
        scope,
        which=which,
        limit=limit,
    )
