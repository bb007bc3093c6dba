"""Agencies: lists to choose from, all their names, and their reports and figures over the years."""

from collections.abc import Sequence

import polars as pl

from forms import TOTAL
from warehouse.questions.asking import (
    REQUESTED_CELLS,
    WINDOW,
    Connection,
    json_cells,
    place_type_and_level,
    run_query,
)
from warehouse.scope import Scope

_FURTHER = "coalesce(len(list_filter({}, lambda each: each BETWEEN $first AND $last)), 0)"
_REPORTS = f"bit_count(years & {WINDOW}) + {_FURTHER.format('more')}"
_ALL_REPORTS = f"bit_count(all_years & {WINDOW}) + {_FURTHER.format('all_more')}"
_YEARS = "list_filter(range($first, $last + 1), lambda each: years >> (each - 2000) & 1 = 1)"


def agencies(con: Connection, scope: Scope, limit: int = 2**31) -> pl.DataFrame:
    """(key, agency, agency_type, level, province, prefecture, county, reports, first_year, last_year) within the scope.

    Name, type and place are those of the agency's most recent report. Covers both layers, as nothing is summed.
    Agencies with the most reports first.
    """
    narrowed = place_type_and_level(scope)
    own = f"""
        SELECT agency_no, bit_or(years & {WINDOW}) AS years, sum({_REPORTS})::BIGINT AS reports FROM agency_rows
        WHERE years & {WINDOW} <> 0 AND {narrowed} GROUP BY agency_no
    """
    every = (
        f"SELECT agency_no, all_years & {WINDOW} AS years, {_ALL_REPORTS} AS reports FROM agency_rows WHERE is_latest"
    )
    return run_query(
        con,
        f"""
        WITH own AS ({every if narrowed == "true" else own}),
        listed AS (
            SELECT l.* EXCLUDE (years), own.years, own.reports FROM own JOIN agency_rows l USING (agency_no)
            WHERE l.is_latest AND own.years <> 0
            ORDER BY own.reports DESC, l.agency, l.agency_key LIMIT {int(limit)}
        ),
        spanned AS (SELECT *, {_YEARS} AS of FROM listed)
        SELECT agency_key AS key, agency, agency_type, level, province, prefecture, county, reports,
               of[1]::INTEGER AS first_year, of[-1]::INTEGER AS last_year
        FROM spanned ORDER BY reports DESC, agency, key
        """,
        **scope.parameters(),
    )


def agency_key(con: Connection, asked: str) -> str | None:
    """Return the key of the agency with this key or name; None if there is none or the name is ambiguous."""
    found = run_query(
        con,
        """
        SELECT DISTINCT agency_key AS key FROM report_rows
        WHERE $asked IN (agency_key, agency, agency_printed, agency_name)
        ORDER BY agency_key = $asked DESC, 1 LIMIT 2
        """,
        asked=asked,
    )["key"].to_list()
    return found[0] if found and (found[0] == asked or len(found) == 1) else None


def agency_names(con: Connection, key: str) -> pl.DataFrame:
    """(agency, first_year, last_year, reports): every name that the agency reported under, earliest first."""
    return run_query(
        con,
        """
        SELECT agency, first_year, last_year, reports FROM agency_names WHERE agency_id = $key
        ORDER BY first_year, agency
        """,
        key=key,
    )


def agency_successions(con: Connection, key: str) -> pl.DataFrame:
    """(key, agency, kind, first_year, last_year, ended): predecessors (ended) and successors of an agency."""
    return run_query(
        con,
        """
        SELECT other.agency_id AS key, max_by(other.agency, other.last_year) AS agency, s.kind, s.first_year,
               s.last_year, s.into_id = $key AS ended
        FROM successions s
        JOIN agency_names other ON other.agency_id = CASE WHEN s.into_id = $key THEN s.from_id ELSE s.into_id END
        WHERE $key IN (s.from_id, s.into_id)
        GROUP BY other.agency_id, s.kind, s.first_year, s.last_year, s.into_id ORDER BY s.first_year, key
        """,
        key=key,
    )


def every_name(con: Connection) -> pl.DataFrame:
    """(agency_id, agency, first_year, last_year, reports, part_of, part_of_since): every name of every agency."""
    return run_query(
        con,
        """
        SELECT n.*, s.into_id AS part_of, s.first_year AS part_of_since
        FROM agency_names n LEFT JOIN successions s ON s.from_id = n.agency_id
        ORDER BY n.agency_id, n.first_year, n.agency, s.into_id
        """,
    )


def agency_reports(con: Connection, key: str) -> pl.DataFrame:
    """Every report of one agency with its numbers of `broken` and `untestable` findings, newest first."""
    return run_query(
        con,
        """
        SELECT r.year, r.form, r.title, r.agency_name AS agency, r.published_on, r.due_on, r.punctuality,
               r.covers_from, r.covers_to, r.source, r.report_id,
               r.agency_type, r.level, r.layer, r.province, r.prefecture, r.county, r.superior, r.superseded_by,
               (SELECT count(*) FROM finding_rows f WHERE f.report_no = r.report_no AND f.verdict = 'broken') AS broken,
               (SELECT count(*) FROM finding_rows f WHERE f.report_no = r.report_no AND f.verdict = 'untestable')
                   AS untestable
        FROM report_rows r WHERE r.agency_key = $key ORDER BY r.year DESC, r.source
        """,
        key=key,
    )


def agency_facts(con: Connection, key: str, figures: Sequence[str]) -> pl.DataFrame:
    """(year, figure, value, unit, state, printed, line, report_id) of one agency's current reports.

    Figures by applicant: only the total over all applicants.
    """
    return run_query(
        con,
        f"""
        WITH {REQUESTED_CELLS}
        SELECT r.year, a.figure, f.value, f.unit::VARCHAR AS unit, f.state::VARCHAR AS state, f.printed, f.line,
               r.report_id
        FROM asked a JOIN fact_rows f USING (cell) JOIN report_rows r USING (report_no)
        WHERE r.agency_key = $key AND r.superseded_by IS NULL ORDER BY r.year, a.cell
        """,
        key=key,
        cells=json_cells(figures, (TOTAL,)),
    )


def agency_findings(con: Connection, key: str) -> pl.DataFrame:
    """The broken checks of one agency's current reports, newest year first; at most 10,000."""
    return run_query(
        con,
        """
        SELECT r.year, r.agency_name AS agency, f.check_id, f.verdict, f.figure, f.applicant,
               f.actual, f.expected, f.message, f.message_en, f.line, r.report_id
        FROM finding_rows f JOIN report_rows r USING (report_no)
        WHERE r.agency_key = $key AND r.superseded_by IS NULL AND f.verdict = 'broken'
        ORDER BY r.year DESC, f.check_id, f.line, f.figure, f.applicant LIMIT 10000
        """,
        key=key,
    )
