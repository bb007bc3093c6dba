"""Sums and rates over a scope. Cells without a number are left out; the number of reports included is given."""

import json
from collections.abc import Sequence
from dataclasses import replace

import polars as pl

from forms import TOTAL, within_report
from forms.measures import measure
from warehouse.questions.asking import Connection, run_in_scope
from warehouse.scope import GOVERNMENTS, PLACES, Scope

# What comparisons can be grouped by: a fixed list of columns, never user input.
GROUPS = {
    "agency": "agency",
    "province": "province",
    "prefecture": "prefecture",
    "county": "county",
    "agency_type": "agency_type",
    "level": "level",
}


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
    """Return the terms of measures as JSON, to be bound to `$terms` in `TERMS` and `EACH`."""
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
        FROM (SELECT agency_key, max_by(agency_name, year) AS name FROM counted GROUP BY agency_key)
    ) n USING (agency_key)
"""


def group_column(by: str | None) -> str:
    """Return the name of a counted report's group (`c`, and `n` of `NEWEST` for agencies) as SQL; NULL for no group."""
    return "NULL::VARCHAR" if by is None else _GROUPED.get(by, "") or f"c.{GROUPS[by]}"


def measured(
    con: Connection, scope: Scope, names: Sequence[str], by: str | None = None, applicant: str = TOTAL
) -> pl.DataFrame:
    """(year, name, measure, above, below, value, reports, asked, report_id), one row per year, group and measure.

    Only reports in which every term of the measure has a number are included: `reports` is their number, `asked` that
    of all reports with the cells. `value` is above/below for a rate and `above` for a count; money is in 万元, and a
    non-zero amount without a unit counts as no number. `report_id` is set if a single report has the cells.
    """
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


def doubtful(con: Connection, scope: Scope, names: Sequence[str]) -> pl.DataFrame:
    """(year, reports): counted reports whose printed figures break a check in these measures' part of the form.

    The part is a table or block of the form, for the same applicant: which of its cells is wrong is unknown.
    """
    return run_in_scope(
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


def measured_together(con: Connection, scope: Scope, names: Sequence[str]) -> pl.DataFrame:
    """(year, measure, value, reports, asked): sums over the reports in which all the measures have numbers.

    Parts of a whole are comparable only if every report gives all of them. `asked`: reports with any of the cells.
    """
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
