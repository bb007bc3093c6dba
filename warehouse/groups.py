"""[I/O] Sums made in advance: of all departments' reports of one year, place, type, level and form together.

A scope without a prefecture, an agency or a panel is a union of such groups, of which there are a hundredth as many
as reports (docs/decisions/0014). What a scope may leave out of a group is a group of its own: each report of an agency
with several on a year, and of a development zone whose bodies report for themselves.
"""

from collections.abc import Iterator, Sequence

import duckdb
import polars as pl

from warehouse.rows import insert
from warehouse.scope import DEPARTMENTS
from warehouse.terms import MeasureSql, columns_of, laid_out

_KEYS = ("year", "province", "agency_type", "level", "form", "single_row", "agency_no")
_AT_A_TIME = 8  # measures, whose terms of all reports are in memory
_TABLES = ("group_rows", "grouped_rows", "body_rows", "sum_rows", "change_rows", "tally_sums", "finding_sums")
_GROUPED = f"""
    CREATE TEMP TABLE keyed AS
    WITH zones AS (SELECT DISTINCT zone_no FROM total_rows WHERE layer = '{DEPARTMENTS}' AND zone_no IS NOT NULL)
    SELECT report_no, zone_no, is_partial,
           dense_rank() OVER (ORDER BY {", ".join(_KEYS)})::INTEGER AS group_no, {", ".join(_KEYS)}
    FROM (
        SELECT * REPLACE (
            CASE WHEN has_twin OR agency_no IN (SELECT zone_no FROM zones) THEN agency_no END AS agency_no
        ) FROM total_rows WHERE layer = '{DEPARTMENTS}'
    )
"""
_FILL = (
    f"""
    INSERT INTO group_rows BY NAME
    SELECT group_no, {", ".join(f"any_value({each}) AS {each}" for each in _KEYS)},
           count(*)::INTEGER AS reports, (count(*) FILTER (is_partial))::INTEGER AS partial,
           (count(*) FILTER (report_no IN (SELECT report_no FROM tally_rows)))::INTEGER AS tallied,
           min(report_no) AS report_no
    FROM keyed GROUP BY group_no ORDER BY group_no
    """,
    "INSERT INTO grouped_rows BY NAME SELECT report_no, group_no FROM keyed ORDER BY report_no",
    "INSERT INTO body_rows SELECT DISTINCT zone_no, group_no FROM keyed WHERE zone_no IS NOT NULL ORDER BY ALL",
    """
    INSERT INTO tally_sums BY NAME
    SELECT check_id, group_no, count(*)::INTEGER AS reports, sum(holds)::INTEGER AS holds,
           sum(broken)::INTEGER AS broken, sum(untestable)::INTEGER AS untestable
    FROM tally_rows JOIN keyed USING (report_no) GROUP BY ALL ORDER BY ALL
    """,
    """
    INSERT INTO finding_sums BY NAME
    SELECT check_id, verdict, group_no, count(*)::INTEGER AS findings
    FROM finding_rows JOIN keyed USING (report_no) GROUP BY ALL ORDER BY ALL
    """,
)


def sum_groups(con: duckdb.DuckDBPyConnection) -> None:
    """Make every group and its sums anew, from the finished `total_rows`, `tally_rows` and `finding_rows`."""
    for table in _TABLES:
        con.execute(f"DELETE FROM {table}")
    con.execute(_GROUPED)
    for statement in _FILL:
        con.execute(statement)
    con.execute("SET preserve_insertion_order = true")
    forms = con.sql("SELECT group_no, form, single_row FROM group_rows").pl()
    grouped = con.sql("FROM grouped_rows").pl()
    reports = con.sql(_REPORTS).pl().join(grouped, on="report_no", how="left", maintain_order="left")
    before = _before(reports)
    sums: list[pl.DataFrame] = []
    changes: list[pl.DataFrame] = []
    for some in _chunks(laid_out()):
        each = _each(con, reports, some)
        sums += _sums(each, some, forms)
        changes += _changes(each, some, before)
    con.execute("SET preserve_insertion_order = false")
    insert(con, "sum_rows", pl.concat(sums))
    insert(con, "change_rows", pl.concat(changes))
    con.execute("DROP TABLE keyed")


# Rows in the order in which they lie: to sort them would take longer than to add them up.
_REPORTS = "SELECT report_no, before_no, form, single_row FROM total_rows"


def _chunks(measures: Sequence[MeasureSql]) -> Iterator[Sequence[MeasureSql]]:
    for first in range(0, len(measures), _AT_A_TIME):
        yield measures[first : first + _AT_A_TIME]


def _before(reports: pl.DataFrame) -> pl.DataFrame:
    """(at, before_at): rows of `reports` that are of one agency in two years running, in a group each."""
    at = reports.select("report_no", "before_no", "group_no").with_row_index("at").drop_nulls("group_no")
    return at.drop_nulls("before_no").join(
        at.select(before_no="report_no", before_at="at"), on="before_no", how="inner"
    ).select("at", "before_at")  # fmt: skip


def _each(con: duckdb.DuckDBPyConnection, reports: pl.DataFrame, wanted: Sequence[MeasureSql]) -> pl.DataFrame:
    """(group_no, a0, b0, a1, …), a row for each of `reports`: what it gives to measures; NULL unless to all of it."""
    rows = con.sql(f"SELECT report_no, {', '.join(columns_of(wanted))} FROM total_rows").pl()
    if not rows["report_no"].equals(reports["report_no"]):  # nothing promises that they come in the same order
        rows = reports.select("report_no").join(rows, on="report_no", how="left", maintain_order="left")
    numbers = rows.drop("report_no")
    terms = []
    for n, each in enumerate(wanted):
        above = pl.sql_expr(each.above).cast(pl.Float64)
        if not each.is_rate:
            terms.append(above.alias(f"a{n}"))
            continue
        below = pl.sql_expr(each.below).cast(pl.Float64)
        is_whole = above.is_not_null() & below.is_not_null()
        terms += [pl.when(is_whole).then(above).alias(f"a{n}"), pl.when(is_whole).then(below).alias(f"b{n}")]
    every: pl.DataFrame = pl.concat([reports, numbers], how="horizontal")
    return every.select("group_no", *terms)


def _sums(each: pl.DataFrame, wanted: Sequence[MeasureSql], forms: pl.DataFrame) -> Iterator[pl.DataFrame]:
    """(measure, group_no, above, below, reports) of every group whose form has the measure, for each measure."""
    sums = (
        each.drop_nulls("group_no")
        .group_by("group_no")
        .agg(pl.exclude("group_no").sum(), pl.exclude("group_no").count().cast(pl.Int32).name.prefix("n_"))
    )
    sums = sums.join(forms, on="group_no").sort("group_no")
    for n, of_measure in enumerate(wanted):
        of_some = pl.col(f"n_a{n}") > 0
        yield sums.filter(pl.sql_expr(of_measure.asked)).select(
            pl.lit(of_measure.name).alias("measure"), "group_no", pl.when(of_some).then(f"a{n}").alias("above"),
            (pl.when(of_some).then(f"b{n}") if of_measure.is_rate else pl.lit(None, pl.Float64)).alias("below"),
            pl.col(f"n_a{n}").alias("reports"),
        )  # fmt: skip


def _changes(each: pl.DataFrame, wanted: Sequence[MeasureSql], before: pl.DataFrame) -> Iterator[pl.DataFrame]:
    """(measure, group_no, before_no, agencies, …) for each measure: sums over the agencies that have it in both years.

    `before_no` is the group that their reports on the year before are in.
    """
    earlier = each[before["before_at"]].select(pl.all().name.prefix("before_"))
    pairs = pl.concat([each[before["at"]], earlier], how="horizontal")
    of_both: list[pl.Expr] = []
    for n in range(len(wanted)):
        in_both = pl.col(f"a{n}").is_not_null() & pl.col(f"before_a{n}").is_not_null()
        of_both.append(in_both.cast(pl.Int32).alias(f"agencies{n}"))
        terms = [f"{time}{part}{n}" for time in ("before_", "") for part in "ab" if f"{part}{n}" in each.columns]
        of_both += [pl.when(in_both).then(pl.col(term)).alias(term) for term in terms]
    groups = ("group_no", "before_group_no")
    found = pairs.select(*groups, *of_both).group_by(groups).agg(pl.exclude(groups).sum()).sort(groups)
    for n, of_measure in enumerate(wanted):
        yield found.filter(pl.col(f"agencies{n}") > 0).select(
            pl.lit(of_measure.name).alias("measure"), "group_no", pl.col("before_group_no").alias("before_no"),
            pl.col(f"agencies{n}").alias("agencies"),
            *(
                (pl.col(f"{time}{part}{n}") if f"{part}{n}" in each.columns else pl.lit(None, pl.Float64))
                .alias(f"{time}{name}")
                for time in ("before_", "") for part, name in (("a", "above"), ("b", "below"))
            ),
        )  # fmt: skip
