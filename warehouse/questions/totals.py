"""Sums and rates over a scope. They leave out what is not a number and come with how many reports gave one."""

import json
from collections.abc import Sequence

import polars as pl

from forms import TOTAL
from forms.measures import measures
from warehouse.questions.asking import ASKED, Connection, json_cells, put, put_in_scope
from warehouse.scope import Scope

# What a comparison can be by: the columns that name a group, from a closed list (never a user's text).
GROUPS = {
    "agency": "agency",
    "province": "province",
    "prefecture": "prefecture",
    "county": "county",
    "agency_type": "agency_type",
    "level": "level",
}


def about(con: Connection) -> pl.DataFrame:
    """One row: snapshot, reports, agencies, facts, findings, quarantined, first and last year."""
    return put(
        con,
        """
        SELECT s.*, count(DISTINCT coalesce(r.agency_id, r.agency_printed)) AS agencies, min(r.year) AS first_year,
               max(r.year) AS last_year
        FROM snapshot s LEFT JOIN report_rows r ON true GROUP BY ALL
        """,
    )


def facets(con: Connection) -> pl.DataFrame:
    """(province, prefecture, county, agency_type, level, reports): what there is to choose from, with counts."""
    return put(
        con,
        """
        SELECT province, prefecture, county, agency_type, level, count(*) AS reports FROM report_rows
        WHERE superseded_by IS NULL GROUP BY ALL ORDER BY ALL
        """,
    )


def coverage(con: Connection, scope: Scope) -> pl.DataFrame:
    """(year, reports, agencies, partial, left_out): how many reports stand behind each year of the scope.

    `left_out` overlap with others in scope (a lower government with the upper, a zone with its bodies); `partial` cover
    part of a year.
    """
    return put_in_scope(
        con,
        """
        SELECT s.year, count(c.report_no) AS reports,
               count(DISTINCT coalesce(c.agency_id, c.agency_printed, c.report_id)) AS agencies,
               count(c.report_no) FILTER (c.covers_from > make_date(c.year, 1, 1)
                                          OR c.covers_to < make_date(c.year, 12, 31)) AS partial,
               count(*) - count(c.report_no) AS left_out
        FROM scoped s LEFT JOIN counted c USING (report_no)
        GROUP BY s.year ORDER BY s.year
        """,
        scope,
    )


def agency_count(con: Connection, scope: Scope) -> int:
    """Different agencies behind the reports counted."""
    frame = put_in_scope(
        con, "SELECT count(DISTINCT coalesce(agency_id, agency_printed, report_id)) AS n FROM counted", scope
    )
    return int(frame["n"][0])


def same_agencies(con: Connection, scope: Scope, year: int) -> bool:
    """Whether exactly the same agencies are counted in a year and in the year before it."""
    frame = put_in_scope(
        con,
        """
        , reporting AS (
            SELECT bool_or(year = $this) AS now, bool_or(year = $this - 1) AS before
            FROM counted WHERE year IN ($this, $this - 1) GROUP BY coalesce(agency_id, report_id)
        )
        SELECT coalesce(bool_and(now AND before), false) AS same FROM reporting
        """,
        scope,
        this=year,
    )
    return bool(frame["same"][0])


def unplaced(con: Connection, scope: Scope) -> int:
    """Reports on the scope's years whose kind of agency cannot be told: they are in no sum."""
    frame = put(
        con,
        """
        SELECT count(*) AS n FROM report_rows
        WHERE superseded_by IS NULL AND layer IS NULL AND (year IS NULL OR year BETWEEN $first AND $last)
        """,
        first=scope.first,
        last=scope.last,
    )
    return int(frame["n"][0])


def measured(
    con: Connection, scope: Scope, names: Sequence[str], by: str | None = None, applicant: str = TOTAL
) -> pl.DataFrame:
    """(year, name, measure, above, below, value, reports, asked, report_id), one row a year, group and measure.

    Only reports in which every term of the measure is a number enter: `reports` counts them, `asked` all that have the
    cells. `value` is above/below for a rate and `above` for a count; money is in 万元, and a sum printed without
    a unit is no number here. `report_id` is set where one report alone stands behind the row.
    """
    terms = [
        {"measure": name, "figure": figure, "applicant": each, "above": above, "below": below}
        for name in names
        for (figure, each), above, below in measures()[name].terms(applicant)
    ]
    column = "NULL::VARCHAR" if by is None else "n.name" if by == "agency" else f"c.{GROUPS[by]}"
    return put_in_scope(
        con,
        f"""
        , terms AS (
            SELECT t.measure, f.cell, t.above, t.below
            FROM (SELECT unnest(from_json($terms::JSON, '[{{"measure": "VARCHAR", "figure": "VARCHAR",
                  "applicant": "VARCHAR", "above": "INTEGER", "below": "INTEGER"}}]')) AS t)
            JOIN form_cells f ON f.figure = t.figure AND f.applicant IS NOT DISTINCT FROM t.applicant
        ),
        valued AS (
            SELECT cell, report_no, CASE WHEN unit IS NULL AND value <> 0 THEN NULL
                                         WHEN unit = '元' THEN value / 10000 ELSE value END AS value
            FROM fact_rows WHERE cell IN (SELECT cell FROM terms)
        ),
        each AS (
            SELECT t.measure, v.report_no, sum(v.value * t.above) AS above, sum(v.value * t.below) AS below,
                   count(v.value) = count(*) AS whole
            FROM terms t JOIN valued v USING (cell) GROUP BY t.measure, v.report_no
        )
        , newest AS (  -- one agency is one group under its newest name
            SELECT coalesce(agency_id, agency_printed) AS key,
                   max_by(coalesce(agency, agency_printed), year) AS name
            FROM counted GROUP BY key
        )
        SELECT c.year, {column} AS name, e.measure, sum(e.above) FILTER (e.whole) AS above,
               sum(e.below) FILTER (e.whole) AS below,
               CASE WHEN m.is_rate THEN sum(e.above) FILTER (e.whole) / nullif(sum(e.below) FILTER (e.whole), 0)
                    ELSE sum(e.above) FILTER (e.whole) END AS value,
               count(*) FILTER (e.whole) AS reports, count(*) AS asked,
               CASE WHEN count(*) = 1 THEN any_value(c.report_id) END AS report_id
        FROM each e JOIN counted c USING (report_no)
        LEFT JOIN newest n ON n.key = coalesce(c.agency_id, c.agency_printed)
        JOIN (SELECT measure, bool_or(below > 0) AS is_rate FROM terms GROUP BY measure) m USING (measure)
        GROUP BY c.year, ALL_NAMES, e.measure, m.is_rate ORDER BY c.year, name, e.measure
        """.replace("ALL_NAMES", column),
        scope,
        terms=json.dumps(terms),
    )


def rows(
    con: Connection,
    scope: Scope,
    figures: Sequence[str],
    applicants: Sequence[str | None] = (TOTAL,),
    limit: int | None = None,
    offset: int = 0,
) -> pl.DataFrame:
    """Facts behind a chart, one row a report and cell, with the report's place and the line each stands on."""
    return put_in_scope(
        con,
        f"""
        , {ASKED}
        SELECT c.year, coalesce(c.agency, c.agency_printed) AS agency, c.agency_type, c.level, c.province, c.prefecture,
               c.county, c.form, a.figure, a.applicant, f.value, f.unit::VARCHAR AS unit, f.state::VARCHAR AS state,
               f.printed, f.line, c.report_id
        FROM asked a JOIN fact_rows f USING (cell) JOIN counted c USING (report_no)
        ORDER BY c.year DESC, agency, a.cell
        LIMIT $limit OFFSET $offset
        """,
        scope,
        cells=json_cells(figures, applicants),
        limit=limit if limit is not None else 2**62,
        offset=offset,
    )


def row_count(
    con: Connection, scope: Scope, figures: Sequence[str], applicants: Sequence[str | None] = (TOTAL,)
) -> int:
    """How many rows `rows` has without a limit."""
    frame = put_in_scope(
        con,
        f", {ASKED} SELECT count(*) AS n FROM asked a JOIN fact_rows f USING (cell) JOIN counted c USING (report_no)",
        scope,
        cells=json_cells(figures, applicants),
    )
    return int(frame["n"][0])
