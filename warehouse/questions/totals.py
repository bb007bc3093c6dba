"""Sums and rates over a scope. Cells without a number are left out; the number of reports included is given."""

from collections.abc import Sequence
from dataclasses import replace

import polars as pl

from forms import TOTAL, within_report
from forms.measures import measure
from warehouse.questions.asking import Connection, run_in_groups, run_in_scope, run_over_reports, run_query
from warehouse.scope import GOVERNMENTS, PLACES, Scope, is_of_groups
from warehouse.terms import MeasureSql, columns_of, in_sql, laid_out_as, terms_of

# What comparisons can be grouped by: a fixed list of columns, never user input.
GROUPS = {
    "agency": "agency",
    "province": "province",
    "prefecture": "prefecture",
    "county": "county",
    "agency_type": "agency_type",
    "level": "level",
}
# Of these, what the groups of reports have that sums are made of in advance.
GROUPS_BY = (None, "province", "agency_type", "level")


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
            SELECT agency_no, agency || CASE WHEN count(*) OVER (PARTITION BY agency) > 1
                                             THEN ' (' || agency_key || ')' ELSE '' END AS name
            FROM agency_rows WHERE is_latest AND agency_no IN (SELECT name FROM {frame})
        ) n ON n.agency_no = f.name
    """


# The first agencies of a scope by name.
_FIRST = """
    agency_no IN (
        SELECT agency_no FROM agency_rows WHERE is_latest AND agency_no IN (SELECT agency_no FROM counted)
        ORDER BY agency, agency_key LIMIT {}
    )
"""


def measured(
    con: Connection,
    scope: Scope,
    names: Sequence[str],
    by: str | None = None,
    applicant: str = TOTAL,
    first: int | None = None,
) -> pl.DataFrame:
    """(year, name, measure, above, below, value, reports, asked, report_id), one row per year, group and measure.

    Only reports in which every term of the measure has a number are included: `reports` is their number, `asked` that
    of all reports with the cells. `value` is above/below for a rate and `above` for a count; money is in 万元, and a
    non-zero amount without a unit counts as no number. `report_id` is set if a single report has the cells. `first`: of
    agencies, only so many, the first by name.
    """
    wanted = in_sql(names, applicant)
    if is_of_groups(scope) and by in GROUPS_BY and all(map(laid_out_as, wanted)):
        return _with_ids(con, _measured_in_groups(con, scope, wanted, by))
    # In the layer of governments, a place's value is its own government's report, not one above or below it.
    if scope.layer == GOVERNMENTS and by in PLACES and scope.level is None:
        scope = replace(scope, level=by)
    own = f"($layer <> '{GOVERNMENTS}' OR level = '{by}')" if by in PLACES else "true"
    sums: dict[str, None] = {}
    for n, each in enumerate(wanted):
        sums |= dict.fromkeys((
            f"sum(a{n}) FILTER (b{n} IS NOT NULL) AS a{n}, sum(b{n}) FILTER (a{n} IS NOT NULL) AS b{n}" if each.is_rate
            else f"sum(a{n}) AS a{n}",
            f"count(a{n} + b{n}) AS n{n}" if each.is_rate else f"count(a{n}) AS n{n}",
        ))  # fmt: skip
    forms = list(dict.fromkeys(each.asked for each in wanted))
    for k, asked in enumerate(forms):
        sums[f"count(*) FILTER ({asked}) AS k{k}, any_value(report_no) FILTER ({asked}) AS r{k}"] = None
    frame = run_in_scope(
        con,
        f"""
        , each AS (
            SELECT year, {group_column(by)} AS name, report_no, form, single_row, {terms_of(wanted)}
            FROM counted WHERE {own} AND {"true" if first is None or by != "agency" else _FIRST.format(int(first))}
        ),
        grouped AS (SELECT year, name, {", ".join(sums)} FROM each GROUP BY year, name)
        {named("grouped", by)}
        """,
        scope,
        columns_of(wanted),
    )
    rows = [
        frame.filter(pl.col(f"k{k}") > 0).select(
            "year", "name", measure=pl.lit(each.name), above=pl.col(f"a{n}").cast(pl.Float64),
            below=pl.col(f"b{n}").cast(pl.Float64) if each.is_rate else pl.lit(None, pl.Float64),
            value=value_of(each, f"a{n}", f"b{n}"), reports=f"n{n}", asked=f"k{k}",
            report_no=pl.when(pl.col(f"k{k}") == 1).then(f"r{k}"),
        )
        for n, each in enumerate(wanted) for k in (forms.index(each.asked),)
    ]  # fmt: skip
    return _with_ids(con, pl.concat(rows))


def _measured_in_groups(con: Connection, scope: Scope, wanted: Sequence[MeasureSql], by: str | None) -> pl.DataFrame:
    """What `measured` returns, from sums made in advance, with `report_no` in place of `report_id`."""
    measures = {f"m{n}": laid_out_as(each) for n, each in enumerate(wanted)}
    frame = run_in_groups(
        con,
        f"""
        SELECT g.year, {by or "NULL::VARCHAR"} AS name, s.measure, sum(s.above) AS above, sum(s.below) AS below,
               sum(s.reports)::BIGINT AS reports, sum(g.reports)::BIGINT AS asked, any_value(g.report_no) AS report_no
        FROM sum_rows s JOIN counted_groups g USING (group_no)
        WHERE s.measure IN ({", ".join(f"${each}" for each in measures)}) GROUP BY ALL
        """,
        scope,
        **measures,
    )
    above, below = pl.col("above"), pl.col("below")
    return pl.concat(
        frame.filter(measure=measures[f"m{n}"]).select(
            "year", "name", measure=pl.lit(each.name), above=above, below=below, value=value_of(each, "above", "below"),
            reports="reports", asked="asked", report_no=pl.when(pl.col("asked") == 1).then("report_no"),
        )
        for n, each in enumerate(wanted)
    )  # fmt: skip


def _with_ids(con: Connection, listed: pl.DataFrame) -> pl.DataFrame:
    """The rows of `measured` in their order, with the ids of reports instead of their numbers."""
    return (
        listed.join(_ids(con, listed["report_no"]), on="report_no", how="left", maintain_order="left")
        .drop("report_no").sort("year", "name", "measure", nulls_last=True)
    )  # fmt: skip


def value_of(of_measure: MeasureSql, above: str, below: str) -> pl.Expr:
    """The value of a measure of its sums: a rate's numerator over its denominator, none over 0."""
    top = pl.col(above).cast(pl.Float64)
    return pl.when(pl.col(below) != 0).then(top / pl.col(below)) if of_measure.is_rate else top


def _ids(con: Connection, numbers: pl.Series) -> pl.DataFrame:
    """(report_no, report_id) of reports."""
    wanted = numbers.drop_nulls().unique().to_list()
    if not wanted:
        return pl.DataFrame(schema={"report_no": pl.Int32, "report_id": pl.String})
    query = "SELECT report_no, report_id FROM report_rows WHERE report_no IN (SELECT unnest($numbers))"
    return run_query(con, query, numbers=wanted)


def doubtful(con: Connection, scope: Scope, names: Sequence[str]) -> pl.DataFrame:
    """(year, reports): counted reports whose printed figures break a check in these measures' part of the form.

    The part is a table or block of the form, for the same applicant: which of its cells is wrong is unknown.
    """
    cells = {cell for each in names for cell, *_ in measure(each).terms()}
    blocks = sorted({f"{figure.partition('.')[0]}@{applicant or ''}" for figure, applicant in cells})
    return run_over_reports(
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
    whole = " AND ".join(f"a{n} IS NOT NULL AND {each.asked}" for n, each in enumerate(wanted))
    frame = run_in_scope(
        con,
        f"""
        , each AS (
            SELECT year, form, single_row, {terms_of(wanted)} FROM counted
            WHERE {" OR ".join(dict.fromkeys(each.asked for each in wanted))}
        )
        SELECT year, {", ".join(f"sum(a{n}) FILTER ({whole}) AS a{n}" for n in range(len(wanted)))},
               count(*) FILTER ({whole}) AS reports, count(*) AS asked
        FROM each GROUP BY year HAVING count(*) FILTER ({whole}) > 0
        """,
        scope,
        columns_of(wanted),
    )
    return pl.concat(
        frame.select(
            "year", measure=pl.lit(each.name), value=pl.col(f"a{n}").cast(pl.Float64), reports="reports", asked="asked"
        )
        for n, each in enumerate(wanted)
    ).sort("year", "measure")
