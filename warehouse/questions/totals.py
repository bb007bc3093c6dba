"""Sums and rates over a scope. Cells without a number are left out; the number of reports included is given."""

from collections.abc import Sequence
from dataclasses import replace

import polars as pl

from forms import TOTAL, within_report
from forms.measures import measure
from warehouse.questions.asking import Connection, run_in_scope
from warehouse.questions.terms import columns_of, in_sql
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


# Counties of two prefectures may share a name, so the prefecture is prepended unless one is chosen. Counties directly
# under a province are listed with the prefectures.
_GROUPED = {
    "agency": "agency_no",
    "prefecture": "coalesce(prefecture, county)",
    "county": "CASE WHEN $prefecture IS NULL THEN coalesce(prefecture, '') || county ELSE county END",
}


# An agency is one group, by its number; `named` calls it by its most recent name, and by its key where names are equal.
def group_column(by: str | None) -> str:
    """Return a counted report's group as SQL: an agency's number, the name of a place, type or level; NULL for none."""
    return "NULL::VARCHAR" if by is None else _GROUPED.get(by, "") or GROUPS[by]


def named(frame: str, by: str | None) -> str:
    """Return a query for the rows of `frame`, in which the column `name` is what its groups are called."""
    if by != "agency":
        return f"FROM {frame}"
    return f"""
        SELECT f.* REPLACE (n.name AS name) FROM {frame} f JOIN (
            SELECT agency_no, agency_name || CASE WHEN count(*) OVER (PARTITION BY agency_name) > 1
                                                  THEN ' (' || agency_key || ')' ELSE '' END AS name
            FROM (SELECT agency_no, arg_max(report_no, (year, -report_no)) AS report_no FROM counted GROUP BY agency_no)
            JOIN report_rows USING (report_no)
        ) n ON n.agency_no = f.name
    """


def measured(
    con: Connection, scope: Scope, names: Sequence[str], by: str | None = None, applicant: str = TOTAL
) -> pl.DataFrame:
    """(year, name, measure, above, below, value, reports, asked, report_id), one row per year, group and measure.

    Only reports in which every term of the measure has a number are included: `reports` is their number, `asked` that
    of all reports with the cells. `value` is above/below for a rate and `above` for a count; money is in 万元, and a
    non-zero amount without a unit counts as no number. `report_id` is set if a single report has the cells.
    """
    wanted = in_sql(names, applicant)
    # In the layer of governments, a place's value is its own government's report, not one above or below it.
    if scope.layer == GOVERNMENTS and by in PLACES and scope.level is None:
        scope = replace(scope, level=by)
    own = f"($layer <> '{GOVERNMENTS}' OR level = '{by}')" if by in PLACES else "true"
    each = ", ".join(f"{m.above} AS a{n}, {m.below} AS b{n}, {m.asked} AS k{n}" for n, m in enumerate(wanted))
    sums = ", ".join(
        f"sum(a{n}) FILTER (b{n} IS NOT NULL) AS a{n}, sum(b{n}) FILTER (a{n} IS NOT NULL) AS b{n}, "
        f"count(*) FILTER (a{n} IS NOT NULL AND b{n} IS NOT NULL) AS n{n}, count(*) FILTER (k{n}) AS k{n}, "
        f"any_value(report_no) FILTER (k{n}) AS r{n}"
        for n in range(len(wanted))
    )
    rows = ", ".join(
        f"{{measure: '{m.name}', is_rate: {m.is_rate}, above: a{n}, below: b{n}, reports: n{n}, asked: k{n}, "
        f"one: r{n}}}"
        for n, m in enumerate(wanted)
    )
    return run_in_scope(
        con,
        f"""
        , each AS (SELECT year, {group_column(by)} AS name, report_no, {each} FROM counted WHERE {own}),
        grouped AS (SELECT year, name, {sums} FROM each GROUP BY year, name),
        called AS ({named("grouped", by)}),
        listed AS (SELECT year, name, unnest([{rows}], recursive := true) FROM called)
        SELECT l.year, l.name, l.measure, l.above, CASE WHEN l.is_rate THEN l.below END AS below,
               CASE WHEN l.is_rate THEN l.above / nullif(l.below, 0) ELSE l.above END AS value,
               l.reports, l.asked, r.report_id
        FROM listed l LEFT JOIN report_rows r ON l.asked = 1 AND r.report_no = l.one
        WHERE l.asked > 0 ORDER BY l.year, l.name, l.measure
        """,
        scope,
        columns_of(wanted),
    )


def doubtful(con: Connection, scope: Scope, names: Sequence[str]) -> pl.DataFrame:
    """(year, reports): counted reports whose printed figures break a check in these measures' part of the form.

    The part is a table or block of the form, for the same applicant: which of its cells is wrong is unknown.
    """
    cells = {cell for each in names for cell, *_ in measure(each).terms()}
    blocks = sorted({f"{figure.partition('.')[0]}@{applicant or ''}" for figure, applicant in cells})
    return run_in_scope(
        con,
        """
        SELECT c.year, count(DISTINCT c.report_no) AS reports
        FROM finding_rows f JOIN counted c USING (report_no)
        WHERE f.verdict = 'broken' AND f.check_id IN (SELECT unnest($checks))
          AND split_part(f.figure, '.', 1) || '@' || coalesce(f.applicant, '') IN (SELECT unnest($blocks))
        GROUP BY c.year ORDER BY c.year
        """,
        scope,
        checks=list(within_report()),
        blocks=blocks,
    )


def measured_together(con: Connection, scope: Scope, names: Sequence[str]) -> pl.DataFrame:
    """(year, measure, value, reports, asked): sums over the reports in which all the measures have numbers.

    Parts of a whole are comparable only if every report gives all of them. `asked`: reports with any of the cells.
    """
    wanted = in_sql(names)
    each = ", ".join(f"{m.above} AS a{n}" for n, m in enumerate(wanted))
    whole = " AND ".join(f"({m.above}) IS NOT NULL AND ({m.below}) IS NOT NULL AND {m.asked}" for m in wanted)
    rows = ", ".join(f"{{measure: '{m.name}', value: a{n}}}" for n, m in enumerate(wanted))
    return run_in_scope(
        con,
        f"""
        , each AS (
            SELECT year, {each}, {whole} AS whole FROM counted WHERE {" OR ".join(m.asked for m in wanted)}
        ),
        summed AS (
            SELECT year, {", ".join(f"sum(a{n}) FILTER (whole) AS a{n}" for n in range(len(wanted)))},
                   count(*) FILTER (whole) AS reports, count(*) AS asked
            FROM each GROUP BY year
        )
        SELECT year, measure, value, reports, asked FROM (
            SELECT year, reports, asked, unnest([{rows}], recursive := true) FROM summed WHERE reports > 0
        ) ORDER BY year, measure
        """,
        scope,
        columns_of(wanted),
    )
