"""Change from year to year among the agencies that reported in both: what a sum over different agencies cannot tell."""

from collections.abc import Sequence

import polars as pl

from forms.measures import measure
from warehouse.questions.asking import Connection, run_in_groups, run_in_scope
from warehouse.questions.totals import GROUPS_BY, group_column, named, value_of
from warehouse.scope import Scope, is_of_groups
from warehouse.terms import MeasureSql, columns_of, in_sql, laid_out_as, terms_of


def like_for_like(con: Connection, scope: Scope, names: Sequence[str], by: str | None = None) -> pl.DataFrame:
    """(measure, name, year, agencies, before, value, index): a row for each measure, group and year with one before it.

    `before` and `value` are the measure in the year before and in this year, over the `agencies` that have it in both,
    each in one report on the whole year: of several reports nobody knows which counts. `index` chains the ratios: 100
    in the year before the first of an unbroken row of years; None for rates and for differences, which may be negative
    or zero and have no ratio, and from the year on in which a ratio is missing (nothing before, or 0).
    """
    wanted = in_sql(names)
    if is_of_groups(scope) and by in GROUPS_BY and all(map(laid_out_as, wanted)):
        return _chained(_pairs_in_groups(con, scope, wanted, by), _without_ratio(names))
    sums = []
    for n, each in enumerate(wanted):
        both = " + ".join((f"n.a{n} + b.a{n}", *((f"n.b{n} + b.b{n}",) if each.is_rate else ())))
        sums.append(f"count({both}) AS n{n}")
        for side, of in (("n", "now"), ("b", "before")):
            sums += [
                f"sum({side}.{part}{n}) FILTER ({both} IS NOT NULL) AS {of}_{part}{n}"
                for part in ("ab" if each.is_rate else "a")
            ]
    frame = run_in_scope(
        con,
        f"""
        , each AS (SELECT year, {group_column(by)} AS name, report_no, before_no, {terms_of(wanted)} FROM counted),
        grouped AS (
            SELECT n.year, n.name, {", ".join(sums)} FROM each n JOIN each b ON b.report_no = n.before_no
                AND b.name IS NOT DISTINCT FROM n.name
            GROUP BY n.year, n.name
        )
        {named("grouped", by)}
        """,
        scope,
        columns_of(wanted),
    )
    pairs = pl.concat(
        frame.filter(pl.col(f"n{n}") > 0).select(
            "name", "year", measure=pl.lit(each.name), agencies=f"n{n}",
            before=value_of(each, f"before_a{n}", f"before_b{n}"), value=value_of(each, f"now_a{n}", f"now_b{n}"),
        )
        for n, each in enumerate(wanted)
    ).sort("measure", "name", "year", nulls_last=True)  # fmt: skip
    return _chained(pairs, _without_ratio(names))


def _pairs_in_groups(con: Connection, scope: Scope, wanted: Sequence[MeasureSql], by: str | None) -> pl.DataFrame:
    """The pairs of years of each measure and group, from sums made in advance."""
    measures = {f"m{n}": laid_out_as(each) for n, each in enumerate(wanted)}
    same = "true" if by is None else f"g.{by} IS NOT DISTINCT FROM b.{by}"
    frame = run_in_groups(
        con,
        f"""
        SELECT g.year, {f"g.{by}" if by else "NULL::VARCHAR"} AS name, s.measure, sum(s.agencies)::BIGINT AS agencies,
               sum(s.before_above) AS before_above, sum(s.before_below) AS before_below,
               sum(s.above) AS above, sum(s.below) AS below
        FROM change_rows s JOIN counted_groups g USING (group_no)
        JOIN counted_groups b ON b.group_no = s.before_no AND {same}
        WHERE s.measure IN ({", ".join(f"${each}" for each in measures)}) GROUP BY ALL
        """,
        scope,
        **measures,
    )
    return pl.concat(
        frame.filter(measure=measures[f"m{n}"]).select(
            "name", "year", measure=pl.lit(each.name), agencies="agencies",
            before=value_of(each, "before_above", "before_below"), value=value_of(each, "above", "below"),
        )
        for n, each in enumerate(wanted)
    ).sort("measure", "name", "year", nulls_last=True)  # fmt: skip


def _without_ratio(names: Sequence[str]) -> list[str]:
    """The measures that are rates or differences, which may be negative."""
    return [
        name for name in names
        if measure(name).is_rate or any(above < 0 for _, above, _ in measure(name).terms())
    ]  # fmt: skip


def _chained(pairs: pl.DataFrame, without: Sequence[str]) -> pl.DataFrame:
    """Chain the ratios of an unbroken row of years of each measure and group; none from the year on that lacks one."""
    ratio = pl.when((pl.col("before") > 0) & ~pl.col("measure").is_in(list(without))).then(
        pl.col("value") / pl.col("before")
    )
    of_group = ("measure", "name")
    unbroken = (*of_group, pl.col("year") - pl.int_range(pl.len()).over(of_group))
    return pairs.with_columns(ratio=ratio).with_columns(
        index=pl.when(pl.col("ratio").is_null().cum_sum().over(unbroken) == 0)
        .then(100 * pl.col("ratio").cum_prod().over(unbroken))
    ).select("measure", "name", "year", "agencies", "before", "value", "index")  # fmt: skip
