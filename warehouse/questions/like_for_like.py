"""Change from year to year among the agencies that reported in both: what a sum over different agencies cannot tell."""

from collections.abc import Sequence

import polars as pl

from forms.measures import measure
from warehouse.questions.asking import Connection, run_in_scope
from warehouse.questions.totals import MEASURE_VALUES, NEWEST, group_column, terms
from warehouse.scope import Scope


def like_for_like(con: Connection, scope: Scope, names: Sequence[str], by: str | None = None) -> pl.DataFrame:
    """(measure, name, year, agencies, before, value, index): a row for each measure, group and year with one before it.

    `before` and `value` are the measure in the year before and in this year, over the `agencies` that have it in both,
    each in one report on the whole year: of several reports nobody knows which counts. `index` chains the ratios: 100
    in the year before the first of an unbroken row of years; None for rates and for differences, which may be negative
    or zero and have no ratio, and from the year on in which a ratio is missing (nothing before, or 0).
    """
    without_ratio = [name for name in names if measure(name).is_rate or any(a < 0 for _, a, _ in measure(name).terms())]
    return run_in_scope(
        con,
        f"""
        , {MEASURE_VALUES},
        given AS (
            SELECT e.measure, e.is_rate, {group_column(by)} AS name, c.year, c.agency_key,
                   sum(e.above) AS above, sum(e.below) AS below
            FROM each e JOIN counted c USING (report_no) {NEWEST if by == "agency" else ""}
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
