"""[I/O] Insert rows into the tables of a snapshot under construction."""

from collections.abc import Iterable

import duckdb
import polars as pl

from ingest.cells.finding import Finding
from ingest.store.shards import FINDING_COLUMNS, Schema, in_columns

_FINDING: Schema = {"report_no": pl.Int32, **FINDING_COLUMNS}


def insert(con: duckdb.DuckDBPyConnection, table: str, frame: pl.DataFrame) -> None:
    """Append the rows of a frame to a table, matching columns by name."""
    con.register("incoming", frame.to_arrow())
    con.execute(f"INSERT INTO {table} BY NAME SELECT * FROM incoming")
    con.unregister("incoming")


def whole_report(check: str, verdict: str, message_id: str, **values: object) -> Finding:
    """Return a finding about a report as a whole, without a cell."""
    return Finding(check, verdict, message_id, values=values)


def add_findings(con: duckdb.DuckDBPyConnection, findings: Iterable[tuple[int, Finding]]) -> None:
    """Append (report number, finding) pairs to `finding_rows`."""
    rows = [(number, *in_columns(finding)) for number, finding in findings]
    if rows:
        insert(con, "finding_rows", pl.DataFrame(rows, schema=_FINDING, orient="row"))
