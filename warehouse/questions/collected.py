"""Coverage of the collection: for which years an agency has a report, a partial one, an unreadable file, or none."""

import polars as pl

from warehouse.questions.asking import IN_PLACE_TYPE_AND_LEVEL, Connection, run_query
from warehouse.scope import Scope

REPORTED, PARTIAL, QUARANTINED, MISSING = "reported", "partial", "quarantined", "missing"
KINDS = (REPORTED, PARTIAL, QUARANTINED, MISSING)
# Agencies that were in the scope in any of its years, by their permanent key, times every year of the scope. Whether an
# agency existed in a given year is not known here; its names and successions help to judge.
_MATRIX = f"""
    WITH every AS (
        SELECT agency_key AS key, * FROM report_rows WHERE superseded_by IS NULL AND year BETWEEN $first AND $last
    ),
    own AS (SELECT * FROM every WHERE key IN (SELECT key FROM every WHERE {IN_PLACE_TYPE_AND_LEVEL})),
    lost AS (
        SELECT agency_id AS key, year, any_value(agency) AS agency FROM quarantine
        WHERE agency_id IS NOT NULL AND year BETWEEN $first AND $last AND {IN_PLACE_TYPE_AND_LEVEL}
        GROUP BY agency_id, year
    ),
    agency AS (
        SELECT key, max_by(agency_name, year) AS agency FROM own GROUP BY key
        UNION ALL SELECT key, max(agency) FROM lost
        WHERE key NOT IN (SELECT key FROM own) GROUP BY key
    ),
    reported AS (
        SELECT key, year, arg_min(report_id, part) AS report_id, bool_and(part) AS partial FROM (
            SELECT key, year, report_id, coalesce(covers_from > make_date(year, 1, 1), false)
                   OR coalesce(covers_to < make_date(year, 12, 31), false) AS part
            FROM own
        ) GROUP BY key, year
    ),
    cell AS (
        SELECT a.key, a.agency, y.year, r.report_id,
               CASE WHEN r.partial THEN '{PARTIAL}' WHEN r.key IS NOT NULL THEN '{REPORTED}'
                    WHEN l.key IS NOT NULL THEN '{QUARANTINED}' ELSE '{MISSING}' END AS state
        FROM agency a CROSS JOIN (SELECT unnest(range($first, $last + 1))::INTEGER AS year) y
        LEFT JOIN reported r ON r.key = a.key AND r.year = y.year LEFT JOIN lost l ON l.key = a.key AND l.year = y.year
    )
"""


def collected_by_year(con: Connection, scope: Scope) -> pl.DataFrame:
    """(year, state, agencies): number of agencies in the scope by collection state (`KINDS`)."""
    return run_query(
        con,
        f"{_MATRIX} SELECT year, state, count(*) AS agencies FROM cell GROUP BY ALL ORDER BY ALL",
        **scope.parameters(),
    )


def collected(con: Connection, scope: Scope, limit: int, offset: int = 0) -> pl.DataFrame:
    """(key, agency, year, state, report_id), most missing years first; `limit` and `offset` count agencies."""
    return run_query(
        con,
        f"""
        {_MATRIX},
        page AS (
            SELECT key, count(*) FILTER (state = '{MISSING}') AS missing, any_value(agency) AS name FROM cell
            GROUP BY key ORDER BY missing DESC, name, key LIMIT {int(limit)} OFFSET {int(offset)}
        )
        SELECT c.* FROM cell c JOIN page p USING (key) ORDER BY p.missing DESC, p.name, c.key, c.year
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
    frame = run_query(con, f"{_MATRIX} SELECT count(DISTINCT key) AS n FROM cell", **scope.parameters())
    return int(frame["n"][0])
