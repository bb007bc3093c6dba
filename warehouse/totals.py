"""[I/O] `total_rows`: what totals are computed from, one row a report, with its place in every scope and its numbers.

A total asks for a few figures of all reports: here each is a column of its own, beside the columns that scopes narrow
by, so that a question reads those columns and joins nothing (docs/decisions/0011).
"""

from pathlib import Path

import duckdb
import polars as pl

from forms import cells, units
from ingest.read.numbers import STATES
from warehouse.schema import cell_column

_BATCH = 10_000  # reports whose numbers are in memory at once, or those of one shard

# Of agencies with several reports on a year nobody knows which counts: they are compared with no other year.
_KEYS = """
    CREATE TEMP TABLE total_keys AS
    WITH current AS (
        SELECT *, (dense_rank() OVER (ORDER BY agency_key) - 1)::INTEGER AS agency_no,
               count(*) OVER (PARTITION BY agency_key, year) > 1 AS has_twin,
               coalesce(covers_from > make_date(year, 1, 1), false)
               OR coalesce(covers_to < make_date(year, 12, 31), false) AS is_partial
        FROM report_rows WHERE superseded_by IS NULL AND layer IS NOT NULL AND year IS NOT NULL
    ),
    zone AS (SELECT DISTINCT agency_id, agency_no FROM current WHERE agency_type = 'development_zone')
    SELECT c.report_no, c.year, c.layer, c.agency_type, c.level, c.province, c.prefecture, c.county, c.form,
           c.single_row, c.agency_no, z.agency_no AS zone_no, c.has_twin, c.is_partial, b.report_no AS before_no
    FROM current c
    LEFT JOIN zone z ON c.agency_id LIKE '%.%.%'
        AND z.agency_id = split_part(c.agency_id, '.', 1) || '.' || split_part(c.agency_id, '.', 2)
    LEFT JOIN current b ON b.agency_no = c.agency_no AND b.year = c.year - 1
        AND NOT (b.has_twin OR b.is_partial OR c.has_twin OR c.is_partial)
"""


def place_totals(con: duckdb.DuckDBPyConnection) -> None:
    """Make the temporary table `total_keys`: `total_rows` without its numbers, from the finished `report_rows`."""
    con.execute(_KEYS)


def fill_totals(con: duckdb.DuckDBPyConnection, shards: Path, names: list[str]) -> None:
    """Fill `total_rows` from the facts of the shards `names`, a few at a time; `place` says which report each is."""
    place_totals(con)
    waiting: list[pl.DataFrame] = []
    for number, name in enumerate(names):
        waiting.append(_values(con, shards / f"{name}.facts.parquet", number))
        if sum(each.height for each in waiting) >= _BATCH or number == len(names) - 1:
            con.register("values_by_report", pl.concat(waiting).to_arrow())
            con.execute("INSERT INTO total_rows BY NAME FROM total_keys JOIN values_by_report USING (report_no)")
            con.unregister("values_by_report")
            waiting.clear()
    con.execute("DROP TABLE total_keys")


def _values(con: duckdb.DuckDBPyConnection, path: Path, file: int) -> pl.DataFrame:
    """One row a report of a shard: its number, its cells in each state, the number in each cell, null without one.

    Money is in 万元; an amount without a unit is none, unless it is 0.
    """
    rows = con.execute("SELECT report, report_no FROM place WHERE file = ? ORDER BY report", [file]).fetchall()
    place = pl.DataFrame(rows, schema={"report": pl.UInt32, "report_no": pl.Int32}, orient="row")
    facts = pl.read_parquet(path, columns=["report", "cell", "value", "unit", "state"])
    value, unit = pl.col("value"), pl.col("unit")
    number = (
        pl.when(unit.is_null() & (value != 0)).then(None)
        .when(unit == units().index("元")).then(value / 10000).otherwise(value)
    )  # fmt: skip
    wide = facts.select("report", "cell", number=number).pivot("cell", index="report", values="number")
    there = {int(name): name for name in wide.columns[1:]}
    states = facts.group_by("report").agg(
        (pl.col("state") == number).sum().cast(pl.UInt16).alias(f"{state}_cells") for number, state in enumerate(STATES)
    )
    return (
        wide.join(place, on="report").join(states, on="report").select(
            "report_no",
            *(f"{state}_cells" for state in STATES),
            *(
                (pl.col(there[cell]) if cell in there else pl.lit(None, pl.Float64)).alias(cell_column(cell))
                for cell in range(len(cells()))
            ),
        )
    )  # fmt: skip
