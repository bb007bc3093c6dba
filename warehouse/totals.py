"""[I/O] `total_rows`: what totals are computed from, one row a report, with its place in every scope and its numbers.

A total asks for a few figures of all reports: here each is a column of its own, beside the columns that scopes narrow
by, so that a question reads those columns and joins nothing (docs/decisions/0011).
"""

from pathlib import Path

import duckdb
import numpy as np
import polars as pl

from forms import cells
from ingest.read.numbers import STATES
from ingest.store.sums import part_path
from warehouse.loading import in_shards
from warehouse.schema import cell_column
from warehouse.scope import PARTIAL

_AT_A_TIME = 6  # shards in a transaction: what they fill is held in memory until it ends

# Of agencies with several reports on a year nobody knows which counts: they are compared with no other year.
_KEYS = f"""
    CREATE TEMP TABLE total_keys AS
    WITH numbered AS (
        SELECT DISTINCT agency_key, agency_no FROM total_rows JOIN report_rows USING (report_no)
    ),
    keyed AS (
        SELECT r.*, n.agency_no AS known,
               count(*) OVER (PARTITION BY agency_key, year) > 1 AS has_twin,
               {PARTIAL} AS is_partial
        FROM report_rows r LEFT JOIN numbered n USING (agency_key)
        WHERE superseded_by IS NULL AND layer IS NOT NULL AND year IS NOT NULL
    ),
    current AS (
        SELECT *, coalesce(known, (SELECT coalesce(max(agency_no), -1) FROM numbered)
                                  + dense_rank() OVER (PARTITION BY known IS NULL ORDER BY agency_key))::INTEGER
                  AS agency_no
        FROM keyed
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
    """Make the temporary table `total_keys`: `total_rows` without its numbers, from the finished `report_rows`.

    An agency keeps the number that it has in `total_rows`.
    """
    con.execute(_KEYS)


def fill_totals(con: duckdb.DuckDBPyConnection, store: Path, reports: pl.DataFrame) -> None:
    """Bring `total_rows` up to date: rows whose keys are other than before, and those that are missing.

    `reports` (report_no, sha256, shard): where the facts of each report are.
    """
    place_totals(con)
    keys = [name for name, *_ in con.execute("DESCRIBE total_keys").fetchall()]
    same = " AND ".join(f"t.{each} IS NOT DISTINCT FROM k.{each}" for each in keys)
    con.execute(f"CREATE TEMP TABLE stale AS SELECT report_no FROM total_rows t ANTI JOIN total_keys k ON {same}")
    numbers = f"t.* EXCLUDE ({', '.join(keys)})"
    con.execute(
        f"""
        CREATE TEMP TABLE carried AS
        SELECT k.*, {numbers} FROM total_rows t
        JOIN (FROM total_keys SEMI JOIN stale USING (report_no)) k USING (report_no)
        """
    )
    con.execute("DELETE FROM total_rows WHERE report_no IN (SELECT report_no FROM stale)")
    con.execute("INSERT INTO total_rows BY NAME FROM carried")
    missing = con.sql("SELECT report_no FROM total_keys ANTI JOIN total_rows USING (report_no)").pl()
    con.begin()
    waiting = in_shards(store, reports.join(missing, on="report_no", how="semi", maintain_order="left"))
    for number, (shard, own) in enumerate(waiting, 1):
        con.register("values_by_report", _values(part_path(store, shard, "facts"), own).to_arrow())
        con.execute("INSERT INTO total_rows BY NAME FROM total_keys JOIN values_by_report USING (report_no)")
        con.unregister("values_by_report")
        if number % _AT_A_TIME == 0:
            con.commit()
            con.begin()
    con.commit()
    for table in ("stale", "carried", "total_keys"):
        con.execute(f"DROP TABLE {table}")


def _values(path: Path, reports: pl.DataFrame) -> pl.DataFrame:
    """One row a report: its number, its cells in each state, the number in each cell, null without one.

    `reports` (report, report_no) of a shard whose facts lie at `path`. Money is in 万元; an amount without a unit is
    none, unless it is 0.
    """
    place = reports.select("report", "report_no").with_row_index("row")
    facts = pl.read_parquet(path, columns=["report", "cell", "value", "unit", "state"]).join(place, on="report")
    value, unit = pl.col("value"), pl.col("unit")
    number = (
        pl.when(unit.is_null() & (value != 0)).then(None)
        .when(unit == "元").then(value / 10000).otherwise(value)
    )  # fmt: skip
    found = facts.select("row", "cell", pl.col("state").to_physical(), number=number.fill_null(float("nan")))
    row, cell, state = (found[each].to_numpy() for each in ("row", "cell", "state"))
    numbers = np.full((len(cells()), place.height), np.nan)
    numbers[cell, row] = found["number"].to_numpy()
    states = np.bincount(row * len(STATES) + state, minlength=place.height * len(STATES)).reshape(place.height, -1)
    return pl.DataFrame(
        [place["report_no"]]
        + [pl.Series(f"{name}_cells", states[:, at], dtype=pl.UInt16) for at, name in enumerate(STATES)]
        + [pl.Series(cell_column(at), own, nan_to_null=True) for at, own in enumerate(numbers)]
    )
