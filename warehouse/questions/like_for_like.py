"""Change from year to year among the agencies that reported in both: what a sum over different agencies cannot tell."""

from collections.abc import Sequence

import polars as pl

from forms.measures import measure
from warehouse.questions.asking import Connection, run_in_scope
from warehouse.questions.terms import columns_of, in_sql, terms_of
from warehouse.questions.totals import group_column, named, value_of
from warehouse.scope import Scope


def like_for_like(con: Connection, scope: Scope, names: Sequence[str], by: str | None = None) -> pl.DataFrame:
    """(measure, name, year, agencies, before, value, index): a row for each measure, group and year with one before it.

    `before` and `value` are the measure in the year before and in this year, over the `agencies` that have it in both,
    each in one report on the whole year: of several reports nobody knows which counts. `index` chains the ratios: 100
    in the year before the first of an unbroken row of years; None for rates and for differences, which may be negative
    or zero and have no ratio, and from the year on in which a ratio is missing (nothing before, or 0).
    """
    wanted = in_sql(names)
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
    return _chained(pairs, [name for name in names if not _has_ratio(name)])


def _has_ratio(name: str) -> bool:
    """Whether a measure is neither a rate nor a difference, which may be negative."""
    return not measure(name).is_rate and all(above >= 0 for _, above, _ in measure(name).terms())


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
