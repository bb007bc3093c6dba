"""Coverage of the collection: for which years an agency has a report, a partial one, an unreadable file, or none."""

import polars as pl

from warehouse.questions.asking import WINDOW, Connection, place_type_and_level, run_query
from warehouse.scope import PARTIAL as PARTIAL_YEAR
from warehouse.scope import Scope

REPORTED, PARTIAL, QUARANTINED, MISSING = "reported", "partial", "quarantined", "missing"
KINDS = (REPORTED, PARTIAL, QUARANTINED, MISSING)


# Agencies that were in the scope in any of its years, by their permanent key, times every year of the scope. Whether an
# agency existed in a given year is not known here; its names and successions help to judge.
def _agencies(scope: Scope) -> str:
    """SQL: `agency` (agency_no, key, agency, reported, whole, lost) of a scope, and its years.

    `reported`, `whole` and `lost` are years as bits: those with a report, with one on all of the year, with a file that
    gave none.
    """
    narrowed = place_type_and_level(scope)
    there = f"agency_no IN (SELECT agency_no FROM agency_rows WHERE years & {WINDOW} <> 0 AND {narrowed})"
    return f"""
        WITH own AS (
            SELECT agency_no, agency_key AS key, agency, all_years & {WINDOW} AS reported,
                   whole_years & {WINDOW} AS whole
            FROM agency_rows
            WHERE is_latest AND all_years & {WINDOW} <> 0 AND {"true" if narrowed == "true" else there}
        ),
        gone AS (
            SELECT agency_id AS key, max(agency) AS agency, bit_or(1::HUGEINT << (year - 2000)) AS years FROM quarantine
            WHERE agency_id IS NOT NULL AND year BETWEEN $first AND $last AND {narrowed} GROUP BY agency_id
        ),
        agency AS (
            FROM own SELECT *, 0::HUGEINT AS lost WHERE key NOT IN (SELECT key FROM gone)
            UNION ALL
            SELECT agency_no, key, coalesce(own.agency, gone.agency), coalesce(reported, 0), coalesce(whole, 0), years
            FROM gone LEFT JOIN own USING (key)
        ),
        year AS (SELECT unnest(range($first, $last + 1))::INTEGER AS year)
    """


# The reports of the agencies on a page, found by their numbers where they have one.
_REPORTS_OF_A_PAGE = """
    SELECT report_no FROM total_rows WHERE agency_no IN (SELECT agency_no FROM page)
    UNION SELECT report_no FROM report_rows WHERE layer IS NULL AND agency_key IN (SELECT key FROM page)
"""
_STATE = f"""
    CASE WHEN whole >> (year - 2000) & 1 = 1 THEN '{REPORTED}' WHEN reported >> (year - 2000) & 1 = 1 THEN '{PARTIAL}'
         WHEN lost >> (year - 2000) & 1 = 1 THEN '{QUARANTINED}' ELSE '{MISSING}' END
"""


def collected_by_year(con: Connection, scope: Scope) -> pl.DataFrame:
    """(year, state, agencies): number of agencies in the scope by collection state (`KINDS`)."""
    return run_query(
        con,
        f"""
        {_agencies(scope)},
        alike AS (SELECT reported, whole, lost, count(*) AS agencies FROM agency GROUP BY ALL)
        SELECT year, {_STATE} AS state, sum(agencies)::BIGINT AS agencies FROM alike CROSS JOIN year
        GROUP BY ALL ORDER BY ALL
        """,
        **scope.parameters(),
    )


def collected(con: Connection, scope: Scope, limit: int, offset: int = 0) -> pl.DataFrame:
    """(key, agency, year, state, report_id), most missing years first; `limit` and `offset` count agencies."""
    return run_query(
        con,
        f"""
        {_agencies(scope)},
        page AS (
            SELECT *, bit_count({WINDOW} & ~(reported | lost)) AS missing FROM agency
            ORDER BY missing DESC, agency, key LIMIT {int(limit)} OFFSET {int(offset)}
        ),
        report AS (
            SELECT agency_key AS key, year, arg_min(report_id, {PARTIAL_YEAR}) AS report_id FROM report_rows
            WHERE superseded_by IS NULL AND year BETWEEN $first AND $last AND report_no IN ({_REPORTS_OF_A_PAGE})
            GROUP BY ALL
        )
        SELECT p.key, p.agency, y.year, r.report_id, {_STATE.replace("year", "y.year")} AS state
        FROM page p CROSS JOIN year y LEFT JOIN report r ON r.key = p.key AND r.year = y.year
        ORDER BY p.missing DESC, p.agency, p.key, y.year
        """,
        **scope.parameters(),
    )


def without_agency_or_year(con: Connection) -> pl.DataFrame:
    """(report_id, source, title, agency_printed, agency, year): reports of an unknown agency or year, in any scope.

    No trend, comparison or coverage of an agency holds them.
    """
    return run_query(
        con,
        """
        SELECT report_id, source, title, agency_printed, agency, year FROM report_rows
        WHERE superseded_by IS NULL AND (agency IS NULL OR year IS NULL) ORDER BY source
        """,
    )


def collected_count(con: Connection, scope: Scope) -> int:
    """Return the number of agencies in `collected` without a limit."""
    frame = run_query(con, f"{_agencies(scope)} SELECT count(*) AS n FROM agency", **scope.parameters())
    return int(frame["n"][0])
