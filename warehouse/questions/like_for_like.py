"""Change from year to year among the agencies that reported in both: what a sum over different agencies cannot tell."""

from collections.abc import Sequence

import polars as pl

from forms.measures import measure
from warehouse.questions.asking import Connection, run_in_scope
from warehouse.questions.terms import MeasureSql, columns_of, in_sql
from warehouse.questions.totals import group_column, named
from warehouse.scope import Scope


def like_for_like(con: Connection, scope: Scope, names: Sequence[str], by: str | None = None) -> pl.DataFrame:
    """(measure, name, year, agencies, before, value, index): a row for each measure, group and year with one before it.

    `before` and `value` are the measure in the year before and in this year, over the `agencies` that have it in both,
    each in one report on the whole year: of several reports nobody knows which counts. `index` chains the ratios: 100
    in the year before the first of an unbroken row of years; None for rates and for differences, which may be negative
    or zero and have no ratio, and from the year on in which a ratio is missing (nothing before, or 0).
    """
    without_ratio = [name for name in names if measure(name).is_rate or any(a < 0 for _, a, _ in measure(name).terms())]
    wanted = in_sql(names)
    each = ", ".join(f"{m.above} AS a{n}, {m.below} AS b{n}" for n, m in enumerate(wanted))
    both = {n: f"n.a{n} + n.b{n} + b.a{n} + b.b{n} IS NOT NULL" for n in range(len(wanted))}
    rows = ", ".join(
        f"{{measure: '{m.name}', agencies: n{n}, before: {_value(m, 'x', 'y', n)}, value: {_value(m, 'a', 'b', n)}}}"
        for n, m in enumerate(wanted)
    )
    sums = ", ".join(
        f"count(*) FILTER ({both[n]}) AS n{n}, sum(n.a{n}) FILTER ({both[n]}) AS a{n}, "
        f"sum(n.b{n}) FILTER ({both[n]}) AS b{n}, sum(b.a{n}) FILTER ({both[n]}) AS x{n}, "
        f"sum(b.b{n}) FILTER ({both[n]}) AS y{n}"
        for n in range(len(wanted))
    )
    return run_in_scope(
        con,
        f"""
        , each AS (SELECT year, {group_column(by)} AS name, report_no, before_no, {each} FROM counted),
        grouped AS (
            SELECT n.year, n.name, {sums} FROM each n JOIN each b ON b.report_no = n.before_no
                AND b.name IS NOT DISTINCT FROM n.name
            GROUP BY n.year, n.name
        ),
        called AS ({named("grouped", by)}),
        pairs AS (
            SELECT * FROM (SELECT year, name, unnest([{rows}], recursive := true) FROM called) WHERE agencies > 0
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
        columns_of(wanted),
        without=without_ratio,
    )


def _value(of_measure: MeasureSql, above: str, below: str, number: int) -> str:
    return f"{above}{number} / nullif({below}{number}, 0)" if of_measure.is_rate else f"{above}{number}"
