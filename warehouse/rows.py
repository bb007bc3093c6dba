"""[I/O] Rows into the tables of a snapshot that is being built."""

from collections.abc import Iterable

import duckdb
import polars as pl

from ingest.cells.finding import Finding
from ingest.store.shards import FINDING_COLUMNS, Schema, in_columns

_FINDING: Schema = {"report_no": pl.Int32, **FINDING_COLUMNS}


def insert(con: duckdb.DuckDBPyConnection, table: str, frame: pl.DataFrame) -> None:
    """Append the rows of a frame to a table, column by column name."""
    con.register("incoming", frame.to_arrow())
    con.execute(f"INSERT INTO {table} BY NAME SELECT * FROM incoming")
    con.unregister("incoming")


def whole_report(check: str, verdict: str, message_id: str, **values: object) -> Finding:
    """A finding about a whole report and no cell of it."""
    return Finding(check, verdict, message_id, values=values)


def add_findings(con: duckdb.DuckDBPyConnection, findings: Iterable[tuple[int, Finding]]) -> None:
    """Add findings to `finding_rows`, each with the number of its report."""
    rows = [(number, *in_columns(finding)) for number, finding in findings]
    if rows:
        insert(con, "finding_rows", pl.DataFrame(rows, schema=_FINDING, orient="row"))
