"""[I/O] Rows into the tables of a snapshot that is being built."""

from collections.abc import Sequence

import duckdb
import polars as pl

from forms import message

_FINDING = {
    "report_no": pl.Int32, "check_id": pl.String, "verdict": pl.String, "figure": pl.String, "applicant": pl.String,
    "expected": pl.Float64, "actual": pl.Float64, "message": pl.String, "message_en": pl.String, "line": pl.Int32,
}  # fmt: skip
Row = tuple[object, ...]


def insert(con: duckdb.DuckDBPyConnection, table: str, frame: pl.DataFrame) -> None:
    con.register("incoming", frame.to_arrow())
    con.execute(f"INSERT INTO {table} BY NAME SELECT * FROM incoming")
    con.unregister("incoming")


def finding(number: int, check_id: str, verdict: str, words: str, **values: object) -> Row:
    """A finding about a whole report; `words` is the message's id."""
    zh, en = message(words, "zh", **values), message(words, "en", **values)
    return number, check_id, verdict, None, None, None, None, zh, en, None


def add_findings(con: duckdb.DuckDBPyConnection, rows: Sequence[Row]) -> None:
    if rows:
        insert(con, "finding_rows", pl.DataFrame(rows, schema=_FINDING, orient="row"))
