"""Sums and rates over a scope. They leave out what is not a number and come with how many reports gave one."""

import json
from collections.abc import Sequence
from dataclasses import replace

import polars as pl

from forms import TOTAL, within_report
from forms.measures import measure
from warehouse.questions.asking import ASKED, Connection, json_cells, put, put_in_scope
from warehouse.scope import GOVERNMENTS, PLACES, Scope

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
        SELECT s.*, count(DISTINCT r.agency_key) AS agencies, min(r.year) AS first_year,
               max(r.year) AS last_year
        FROM snapshot s LEFT JOIN report_rows r ON true GROUP BY ALL
        """,
    )


# What a scope can be narrowed by: the column, and those whose choice does not narrow its own options.
_FACETS = {
    "province": ("province", "prefecture", "county"),
    "prefecture": ("prefecture", "county"),
    "county": ("county",),
    "agency_type": ("agency_type",),
    "level": ("level",),
}


# Places are offered once what they lie in is chosen: there are thousands. A county whose name stands in several of a
# province's prefectures is offered under its prefecture only.
_ALONE = {"county": "HAVING $prefecture IS NOT NULL OR count(DISTINCT coalesce(prefecture, '')) = 1"}
_OFFERED = {"prefecture": "$province IS NOT NULL", "county": "coalesce($prefecture, $province) IS NOT NULL"}


def facets(con: Connection, scope: Scope) -> pl.DataFrame:
    """(facet, value, reports): what the scope's filters can be set to, and how many reports there are of each.

    Overlaps and panels are not taken out here. A filter's own options are counted without it; a prefecture's
    are those of the province that is chosen.
    """
    one = []
    for facet, free in _FACETS.items():
        narrowed = [f"(${name} IS NULL OR {name} = ${name})" for name in _FACETS if name not in free]
        one.append(f"""
            SELECT '{facet}' AS facet, {facet} AS value, count(*) AS reports FROM there
            WHERE {facet} IS NOT NULL AND {_OFFERED.get(facet, "true")} AND {" AND ".join(narrowed)} GROUP BY {facet}
            {_ALONE.get(facet, "")}
        """)
    return put(
        con,
        f"""
        WITH there AS (
            SELECT province, prefecture, county, agency_type, level FROM report_rows
            WHERE superseded_by IS NULL AND year BETWEEN $first AND $last AND layer = $layer
        )
        {" UNION ALL ".join(one)} ORDER BY facet, value
        """,
        **scope.parameters(),
    )


def places(con: Connection, province: str | None, prefecture: str | None, county: str | None) -> pl.DataFrame:
    """(province, prefecture, county): every place with reports that has these names; a name that is None is any."""
    return put(
        con,
        """
        SELECT DISTINCT province, prefecture, county FROM report_rows
        WHERE superseded_by IS NULL AND ($province IS NULL OR province = $province)
          AND ($prefecture IS NULL OR prefecture = $prefecture) AND ($county IS NULL OR county = $county)
        ORDER BY ALL LIMIT 5000
        """,
        province=province,
        prefecture=prefecture,
        county=county,
    )


def coverage(con: Connection, scope: Scope) -> pl.DataFrame:
    """(year, reports, agencies, ever, partial, left_out, outside): how many reports stand behind each year.

    `ever`, the same on each row: different agencies of all its years. `left_out` overlap with others in scope (a lower
    government with the upper, a zone with its bodies); `partial` cover part of a year; `outside` are of agencies that
    did not report in every year, where only such are asked for.
    """
    return put_in_scope(
        con,
        """
        SELECT s.year, count(c.report_no) AS reports, count(DISTINCT c.agency_key) AS agencies,
               (SELECT count(DISTINCT agency_key) FROM counted) AS ever,
               count(c.report_no) FILTER (c.covers_from > make_date(c.year, 1, 1)
                                          OR c.covers_to < make_date(c.year, 12, 31)) AS partial,
               count(p.report_no) - count(c.report_no) AS left_out, count(*) - count(p.report_no) AS outside
        FROM scoped s LEFT JOIN panelled p USING (report_no) LEFT JOIN counted c USING (report_no)
        GROUP BY s.year ORDER BY s.year
        """,
        scope,
    )


def same_agencies(con: Connection, scope: Scope, year: int) -> bool:
    """Whether exactly the same agencies are counted in a year and in the year before it."""
    frame = put_in_scope(
        con,
        """
        , reporting AS (
            SELECT bool_or(year = $this) AS now, bool_or(year = $this - 1) AS before
            FROM counted WHERE year IN ($this, $this - 1) GROUP BY agency_key
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


# The cells that the measures asked for add up.
TERMS = """
    terms AS (
        SELECT t.measure, f.cell, t.above, t.below, t.zero, t.is_rate
        FROM (SELECT unnest(from_json($terms::JSON, '[{"measure": "VARCHAR", "figure": "VARCHAR", "applicant":
              "VARCHAR", "above": "INTEGER", "below": "INTEGER", "zero": "BOOLEAN", "is_rate": "BOOLEAN"}]')) AS t)
        JOIN form_cells f ON f.figure = t.figure AND f.applicant IS NOT DISTINCT FROM t.applicant
    )
"""
# Every measure asked for, in every report that has its cells: `whole` where each of its terms is a number. Money is in
# 万元, and a sum printed without a unit is no number here.
EACH = f"""
    {TERMS},
    valued AS (
        SELECT cell, report_no, CASE WHEN unit IS NULL AND value <> 0 THEN NULL
                                     WHEN unit = '元' THEN value / 10000 ELSE value END AS value
        FROM fact_rows SEMI JOIN terms USING (cell) SEMI JOIN counted USING (report_no)
    ),
    each AS (
        SELECT t.measure, t.is_rate, v.report_no, count(v.value) = count(*) AS whole,
               CASE WHEN t.zero THEN (sum(v.value * t.above) = 0)::INTEGER ELSE sum(v.value * t.above) END AS above,
               CASE WHEN t.zero THEN 1 ELSE sum(v.value * t.below) END AS below
        FROM terms t JOIN valued v USING (cell) GROUP BY t.measure, t.is_rate, t.zero, v.report_no
    )
"""


def terms(names: Sequence[str], applicant: str = TOTAL) -> str:
    """The terms of measures, to be bound to `$terms` in EACH."""
    return json.dumps([
        {"measure": name, "figure": figure, "applicant": each, "above": above, "below": below,
         "zero": measure(name).zero, "is_rate": measure(name).is_rate}
        for name in dict.fromkeys(names)
        for (figure, each), above, below in measure(name).terms(applicant)
    ])  # fmt: skip


# A county's name may stand in two prefectures: it is told with its prefecture where none is chosen. What lies right
# under a province without a prefecture stands beside the prefectures.
_GROUPED = {
    "agency": "n.name",
    "prefecture": "coalesce(c.prefecture, c.county)",
    "county": "CASE WHEN $prefecture IS NULL THEN coalesce(c.prefecture, '') || c.county ELSE c.county END",
}


# One agency is one group under its newest name; agencies of one name are told apart by their keys.
_NEWEST = """
    LEFT JOIN (
        SELECT agency_key, name || CASE WHEN count(*) OVER (PARTITION BY name) > 1 THEN ' (' || agency_key || ')'
                                        ELSE '' END AS name
        FROM (SELECT agency_key, max_by(agency_name, year) AS name FROM counted GROUP BY agency_key)
    ) n USING (agency_key)
"""


def measured(
    con: Connection, scope: Scope, names: Sequence[str], by: str | None = None, applicant: str = TOTAL
) -> pl.DataFrame:
    """(year, name, measure, above, below, value, reports, asked, report_id), one row a year, group and measure.

    Only reports in which every term of the measure is a number enter: `reports` counts them (one an agency and year),
    `asked` all that have the cells. `value` is above/below for a rate and `above` for a count; money is in 万元, and
    a sum printed without a unit is no number here. `report_id` is set where one report alone stands behind the row.
    """
    column = "NULL::VARCHAR" if by is None else _GROUPED.get(by, "") or f"c.{GROUPS[by]}"
    # Of governments, a place's number is its own government's report: neither what it is in, nor what is in it.
    if scope.layer == GOVERNMENTS and by in PLACES and scope.level is None:
        scope = replace(scope, level=by)
    own = f"($layer <> '{GOVERNMENTS}' OR c.level = '{by}')" if by in PLACES else "true"
    return put_in_scope(
        con,
        f"""
        , {EACH}
        SELECT c.year, {column} AS name, e.measure, sum(e.above) FILTER (e.whole) AS above,
               CASE WHEN e.is_rate THEN sum(e.below) FILTER (e.whole) END AS below,
               CASE WHEN e.is_rate THEN sum(e.above) FILTER (e.whole) / nullif(sum(e.below) FILTER (e.whole), 0)
                    ELSE sum(e.above) FILTER (e.whole) END AS value,
               count(*) FILTER (e.whole) AS reports, count(*) AS asked,
               CASE WHEN count(*) = 1 THEN any_value(c.report_id) END AS report_id
        FROM each e JOIN counted c USING (report_no) {_NEWEST if by == "agency" else ""}
        WHERE {own}
        GROUP BY c.year, {column}, e.measure, e.is_rate ORDER BY c.year, name, e.measure
        """,
        scope,
        terms=terms(names, applicant),
    )


def doubtful(con: Connection, scope: Scope, names: Sequence[str]) -> pl.DataFrame:
    """(year, reports): reports counted in which these measures' part of the form does not agree in itself, as printed.

    The part is a form's table or block, in the same column of applicants: which of its cells is wrong nobody knows.
    """
    return put_in_scope(
        con,
        f"""
        , {TERMS}
        SELECT c.year, count(DISTINCT c.report_no) AS reports
        FROM finding_rows f JOIN counted c USING (report_no)
        WHERE f.verdict = 'broken' AND f.check_id IN (SELECT unnest($checks))
          AND (split_part(f.figure, '.', 1), coalesce(f.applicant, '')) IN (
              SELECT (split_part(m.figure, '.', 1), coalesce(m.applicant, '')) FROM terms JOIN form_cells m USING (cell)
          )
        GROUP BY c.year ORDER BY c.year
        """,
        scope,
        terms=terms(names),
        checks=list(within_report()),
    )


def together(con: Connection, scope: Scope, names: Sequence[str]) -> pl.DataFrame:
    """(year, measure, value, reports, asked): sums over the reports in which all of the measures are numbers.

    Parts of one whole can be set beside each other only where each report gives them all.
    """
    return put_in_scope(
        con,
        f"""
        , {EACH}
        , here AS (SELECT c.year, e.* FROM each e JOIN counted c USING (report_no)),
        good AS (
            SELECT report_no FROM here GROUP BY report_no HAVING bool_and(whole) AND count(*) = $measures
        ),
        of AS (
            SELECT year, count(DISTINCT report_no) AS asked, count(DISTINCT g.report_no) AS reports
            FROM here LEFT JOIN good g USING (report_no) GROUP BY year
        )
        SELECT h.year, h.measure, sum(h.above) AS value, any_value(of.reports) AS reports, any_value(of.asked) AS asked
        FROM here h SEMI JOIN good USING (report_no) JOIN of USING (year)
        GROUP BY h.year, h.measure ORDER BY h.year, h.measure
        """,
        scope,
        terms=terms(names),
        measures=len(set(names)),
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
        SELECT c.year, c.agency_name AS agency, c.agency_type, c.level, c.province, c.prefecture,
               c.county, c.form, a.figure, a.applicant, f.value, f.unit::VARCHAR AS unit, f.state::VARCHAR AS state,
               f.printed, f.line, c.report_id
        FROM asked a JOIN fact_rows f USING (cell) JOIN counted c USING (report_no)
        ORDER BY c.year DESC, agency, c.report_no, a.cell
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
