"""Totals from the facts themselves, cell by cell: what the questions must answer too, which read `total_rows`.

Slow, and independent of how totals are laid out: nothing here knows `total_rows`.
"""

import json
import re
from collections.abc import Sequence
from dataclasses import replace

import duckdb
import polars as pl

from forms import TOTAL
from forms.measures import measure
from warehouse.questions import GROUPS
from warehouse.questions.compared import LEAST_RANKED
from warehouse.scope import DEPARTMENTS, GOVERNMENTS, PLACES, Scope
from warehouse.stream import Stream


def run_query(con: duckdb.DuckDBPyConnection, query: str, **values: object) -> pl.DataFrame:
    named = {name: values[name] for name in set(re.findall(r"\$([a-z]\w*)", query))}
    return pl.DataFrame(Stream(con.sql(query, params=named)))


def run_in_scope(con: duckdb.DuckDBPyConnection, query: str, scope: Scope, **values: object) -> pl.DataFrame:
    return run_query(con, f"WITH {in_scope(scope)} {query}", **scope.parameters(), **values)


REPORTED, PARTIAL, QUARANTINED, MISSING = "reported", "partial", "quarantined", "missing"
_NARROWING = (*PLACES, "agency_type", "level")
# A balanced panel: only agencies that reported in every year of the scope, under whatever name.
_PANEL = """
    SELECT * FROM scoped WHERE agency_key IN (
        SELECT agency_key FROM scoped GROUP BY agency_key HAVING count(DISTINCT year) = $last - $first + 1
    )
"""
# Excludes overlapping reports. A development zone's committee also reports for the zone's bodies; in a year in which
# one of these reports separately, the bodies' reports are counted instead (a body's id is the zone's plus its organ).
# Of governments only the highest of each year are counted: a prefecture's report includes its counties'.
_COUNTED = {
    DEPARTMENTS: """
        bodies AS (
            SELECT DISTINCT year, split_part(agency_id, '.', 1) || '.' || split_part(agency_id, '.', 2) AS zone
            FROM panelled WHERE agency_id LIKE '%.%.%'
        ),
        counted AS (
            SELECT * FROM panelled r
            ANTI JOIN bodies b ON b.year = r.year AND b.zone = r.agency_id AND r.agency_type = 'development_zone'
        )
    """,
    GOVERNMENTS: """
        upper AS (
            SELECT DISTINCT year, level, province, CASE WHEN level <> 'province' THEN prefecture END AS prefecture,
                   CASE WHEN level = 'county' THEN county END AS county
            FROM panelled WHERE level IN ('province', 'prefecture', 'county')
        ),
        counted AS (
            SELECT * FROM panelled r
            ANTI JOIN upper p ON p.level = 'province' AND r.level <> 'province' AND p.year = r.year
                AND p.province = r.province
            ANTI JOIN upper q ON q.level = 'prefecture' AND r.level IN ('county', 'township') AND q.year = r.year
                AND q.province = r.province AND q.prefecture = r.prefecture
            ANTI JOIN upper c ON c.level = 'county' AND r.level = 'township' AND c.year = r.year
                AND c.province = r.province AND c.prefecture = r.prefecture AND c.county = r.county
        )
    """,
}


def in_scope(scope: Scope) -> str:
    narrowed = [f"{name} = ${name}" for name in _NARROWING if getattr(scope, name) is not None]
    if scope.agency is not None:
        narrowed.append("agency_key = $agency")
    where = " AND ".join(("superseded_by IS NULL", "year BETWEEN $first AND $last", "layer = $layer", *narrowed))
    return f"""
        scoped AS (SELECT * FROM report_rows WHERE {where}),
        panelled AS ({_PANEL if scope.panel else "SELECT * FROM scoped"}),
        {_COUNTED[scope.layer]}
    """


# The cells that the requested measures sum.
TERMS = """
    terms AS (
        SELECT t.measure, f.cell, t.above, t.below, t.zero, t.is_rate
        FROM (SELECT unnest(from_json($terms::JSON, '[{"measure": "VARCHAR", "figure": "VARCHAR", "applicant":
              "VARCHAR", "above": "INTEGER", "below": "INTEGER", "zero": "BOOLEAN", "is_rate": "BOOLEAN"}]')) AS t)
        JOIN form_cells f ON f.figure = t.figure AND f.applicant IS NOT DISTINCT FROM t.applicant
    )
"""
# Every requested measure for every report that has its cells; `whole` if each of its terms has a number. Money is in
# 万元; a non-zero amount printed without a unit counts as no number.
MEASURE_VALUES = f"""
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
    return json.dumps([
        {"measure": name, "figure": figure, "applicant": each, "above": above, "below": below,
         "zero": measure(name).zero, "is_rate": measure(name).is_rate}
        for name in dict.fromkeys(names)
        for (figure, each), above, below in measure(name).terms(applicant)
    ])  # fmt: skip


# Counties of two prefectures may share a name, so the prefecture is prepended unless one is chosen. Counties directly
# under a province are listed with the prefectures.
_GROUPED = {
    "agency": "n.name",
    "prefecture": "coalesce(c.prefecture, c.county)",
    "county": "CASE WHEN $prefecture IS NULL THEN coalesce(c.prefecture, '') || c.county ELSE c.county END",
}


# An agency is one group under its most recent name; agencies with the same name are distinguished by their keys.
NEWEST = """
    LEFT JOIN (
        SELECT agency_key, name || CASE WHEN count(*) OVER (PARTITION BY name) > 1 THEN ' (' || agency_key || ')'
                                        ELSE '' END AS name
        FROM (SELECT agency_key, arg_min(agency_name, (-year, report_id)) AS name FROM report_rows
              WHERE superseded_by IS NULL AND agency_key IN (SELECT agency_key FROM counted) GROUP BY agency_key)
    ) n USING (agency_key)
"""


def group_column(by: str | None) -> str:
    return "NULL::VARCHAR" if by is None else _GROUPED.get(by, "") or f"c.{GROUPS[by]}"


def measured(
    con: duckdb.DuckDBPyConnection, scope: Scope, names: Sequence[str], by: str | None = None, applicant: str = TOTAL
) -> pl.DataFrame:
    column = group_column(by)
    # In the layer of governments, a place's value is its own government's report, not one above or below it.
    if scope.layer == GOVERNMENTS and by in PLACES and scope.level is None:
        scope = replace(scope, level=by)
    own = f"($layer <> '{GOVERNMENTS}' OR c.level = '{by}')" if by in PLACES else "true"
    return run_in_scope(
        con,
        f"""
        , {MEASURE_VALUES}
        SELECT c.year, {column} AS name, e.measure, sum(e.above) FILTER (e.whole) AS above,
               CASE WHEN e.is_rate THEN sum(e.below) FILTER (e.whole) END AS below,
               CASE WHEN e.is_rate THEN sum(e.above) FILTER (e.whole) / nullif(sum(e.below) FILTER (e.whole), 0)
                    ELSE sum(e.above) FILTER (e.whole) END AS value,
               count(*) FILTER (e.whole) AS reports, count(*) AS asked,
               CASE WHEN count(*) = 1 THEN any_value(c.report_id) END AS report_id
        FROM each e JOIN counted c USING (report_no) {NEWEST if by == "agency" else ""}
        WHERE {own}
        GROUP BY c.year, {column}, e.measure, e.is_rate ORDER BY c.year, name, e.measure
        """,
        scope,
        terms=terms(names, applicant),
    )


def measured_together(con: duckdb.DuckDBPyConnection, scope: Scope, names: Sequence[str]) -> pl.DataFrame:
    return run_in_scope(
        con,
        f"""
        , {MEASURE_VALUES}
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


def like_for_like(
    con: duckdb.DuckDBPyConnection, scope: Scope, names: Sequence[str], by: str | None = None
) -> pl.DataFrame:
    without_ratio = [name for name in names if measure(name).is_rate or any(a < 0 for _, a, _ in measure(name).terms())]
    return run_in_scope(
        con,
        f"""
        , {MEASURE_VALUES},
        -- Of several reports of an agency on a year, wherever they are, nobody knows which counts.
        twin AS (
            SELECT report_no FROM report_rows WHERE superseded_by IS NULL AND layer IS NOT NULL
            QUALIFY count(*) OVER (PARTITION BY agency_key, year) > 1
        ),
        given AS (
            SELECT e.measure, e.is_rate, {group_column(by)} AS name, c.year, c.agency_key,
                   sum(e.above) AS above, sum(e.below) AS below
            FROM each e JOIN counted c USING (report_no) {NEWEST if by == "agency" else ""}
            WHERE report_no NOT IN (SELECT report_no FROM twin)
            GROUP BY e.measure, e.is_rate, {group_column(by)}, c.year, c.agency_key
            HAVING count(*) = 1 AND bool_and(e.whole)
               AND coalesce(bool_and(c.covers_from <= make_date(c.year, 1, 1)), true)
               AND coalesce(bool_and(c.covers_to >= make_date(c.year, 12, 31)), true)
        ),
        pairs AS (
            SELECT n.measure, n.name, n.year, count(*) AS agencies,
                   CASE WHEN n.is_rate THEN sum(b.above) / nullif(sum(b.below), 0) ELSE sum(b.above) END AS before,
                   CASE WHEN n.is_rate THEN sum(n.above) / nullif(sum(n.below), 0) ELSE sum(n.above) END AS value
            FROM given n JOIN given b ON b.measure = n.measure AND b.agency_key = n.agency_key AND b.year = n.year - 1
                AND b.name IS NOT DISTINCT FROM n.name
            GROUP BY n.measure, n.is_rate, n.name, n.year
        ),
        ratios AS (
            SELECT *, CASE WHEN before > 0 AND measure NOT IN (SELECT unnest($without)) THEN value / before END ratio,
                   year - row_number() OVER (PARTITION BY measure, name ORDER BY year) AS unbroken
            FROM pairs
        )
        SELECT measure, name, year, agencies, before, value,
               CASE WHEN bool_and(ratio IS NOT NULL) OVER so_far THEN 100 * product(ratio) OVER so_far END AS index
        FROM ratios
        WINDOW so_far AS (PARTITION BY measure, name, unbroken ORDER BY year ROWS UNBOUNDED PRECEDING)
        ORDER BY measure, name, year
        """,
        scope,
        terms=terms(names),
        without=without_ratio,
    )


def peers(con: duckdb.DuckDBPyConnection, key: str, year: int, names: Sequence[str], country: bool) -> pl.DataFrame:
    return run_query(
        con,
        f"""
        WITH me AS (
            SELECT report_no, agency_type, level, province FROM report_rows
            WHERE agency_key = $key AND year = $year AND superseded_by IS NULL
            ORDER BY report_id LIMIT 1
        ),
        peer AS (
            SELECT r.report_no FROM report_rows r, me
            WHERE r.year = $year AND r.superseded_by IS NULL AND r.agency_type = me.agency_type AND r.level = me.level
              AND ($country OR r.province = me.province)
              AND r.agency_key <> $key
        ),
        counted AS (SELECT report_no FROM peer UNION ALL SELECT report_no FROM me),
        {MEASURE_VALUES},
        numbers AS (
            SELECT e.measure, e.report_no, e.above, e.below,
                   CASE WHEN is_rate THEN e.above / nullif(e.below, 0) ELSE e.above END AS value,
                   NOT is_rate OR e.below >= {LEAST_RANKED} AS ranked
            FROM each e WHERE e.whole
        ),
        own AS (SELECT n.* FROM numbers n JOIN me USING (report_no)),
        others AS (SELECT n.* FROM numbers n JOIN peer USING (report_no) WHERE n.ranked AND n.value IS NOT NULL)
        SELECT m.measure, any_value(w.value) AS value, any_value(w.above) AS above, any_value(w.below) AS below,
               count(o.value) AS peers, min(o.value) AS least, quantile_cont(o.value, 0.25) AS quarter,
               median(o.value) AS median, quantile_cont(o.value, 0.75) AS three_quarters, max(o.value) AS most,
               CASE WHEN bool_and(w.ranked) AND count(o.value) > 0 AND any_value(w.value) IS NOT NULL THEN
                   100 * (count(*) FILTER (o.value < w.value) + 0.5 * count(*) FILTER (o.value = w.value))
                       / count(o.value) END AS percentile
        FROM (SELECT DISTINCT measure FROM terms) m LEFT JOIN own w USING (measure) LEFT JOIN others o USING (measure)
        GROUP BY m.measure ORDER BY m.measure
        """,
        key=key,
        year=year,
        country=country,
        terms=terms(names),
    )


def states(con: duckdb.DuckDBPyConnection, scope: Scope) -> pl.DataFrame:
    return run_in_scope(
        con,
        """
        SELECT c.year, f.state::VARCHAR AS state, count(*) AS cells
        FROM fact_rows f JOIN counted c USING (report_no) GROUP BY ALL ORDER BY ALL
        """,
        scope,
    )


def coverage(con: duckdb.DuckDBPyConnection, scope: Scope) -> pl.DataFrame:
    return run_in_scope(
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


_IN_PLACE_TYPE_AND_LEVEL = " AND ".join(f"(${each} IS NULL OR {each} = ${each})" for each in _NARROWING)
_MATRIX = f"""
    WITH every AS (
        SELECT agency_key AS key, * FROM report_rows WHERE superseded_by IS NULL AND year BETWEEN $first AND $last
    ),
    own AS (SELECT * FROM every WHERE key IN (SELECT key FROM every WHERE {_IN_PLACE_TYPE_AND_LEVEL})),
    lost AS (
        SELECT agency_id AS key, year, any_value(agency) AS agency FROM quarantine
        WHERE agency_id IS NOT NULL AND year BETWEEN $first AND $last AND {_IN_PLACE_TYPE_AND_LEVEL}
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


def collected(con: duckdb.DuckDBPyConnection, scope: Scope) -> pl.DataFrame:
    """(key, year, state, report_id) of every agency and year."""
    return run_query(con, f"{_MATRIX} SELECT key, year, state, report_id FROM cell", **scope.parameters())


def agencies(con: duckdb.DuckDBPyConnection, scope: Scope) -> pl.DataFrame:
    """(key, reports, first_year, last_year)."""
    return run_query(
        con,
        f"""
        SELECT agency_key AS key, count(*) AS reports, min(year) AS first_year, max(year) AS last_year FROM report_rows
        WHERE superseded_by IS NULL AND year BETWEEN $first AND $last AND {_IN_PLACE_TYPE_AND_LEVEL} GROUP BY key
        """,
        **scope.parameters(),
    )


def tallies(con: duckdb.DuckDBPyConnection, scope: Scope, by: str | None = None) -> pl.DataFrame:
    """(name, holds, broken, untestable, reports) by check or, with `by`, by a place, type or level."""
    name = f"c.{by}" if by else "t.check_id"
    return run_in_scope(
        con,
        f"""
        SELECT {name} AS name, sum(t.holds) AS holds, sum(t.broken) AS broken, sum(t.untestable) AS untestable,
               count(DISTINCT c.report_no) AS reports FROM tally_rows t JOIN counted c USING (report_no) GROUP BY name
        """,
        scope,
    )


def findings(con: duckdb.DuckDBPyConnection, scope: Scope, verdict: str) -> pl.DataFrame:
    """(check_id, findings) of one verdict."""
    return run_in_scope(
        con,
        """
        SELECT f.check_id, count(*) AS findings FROM finding_rows f JOIN counted USING (report_no)
        WHERE f.verdict = $verdict GROUP BY f.check_id
        """,
        scope,
        verdict=verdict,
    )
