"""[I/O] Insert rows into the tables of a snapshot under construction."""

from collections.abc import Callable, Iterable, Sequence

import duckdb
import polars as pl

from ingest.cells.finding import Finding
from ingest.identify import Identity
from ingest.identify.statement import stored
from ingest.store.shards import FINDING_COLUMNS, Schema, in_columns

_SAID: dict[str, Callable[[Identity], object]] = {
    "stated_by": lambda who: stored(who.statements),
    "candidates": lambda who: list(who.candidates) or None,
}
_FINDING: Schema = {"report_no": pl.Int32, **FINDING_COLUMNS}


def insert(con: duckdb.DuckDBPyConnection, table: str, frame: pl.DataFrame) -> None:
    """Append the rows of a frame to a table, matching columns by name."""
    con.register("incoming", frame.to_arrow())
    con.execute(f"INSERT INTO {table} BY NAME SELECT * FROM incoming")
    con.unregister("incoming")


def whole_report(check: str, verdict: str, message_id: str, **values: object) -> Finding:
    """Return a finding about a report as a whole, without a cell."""
    return Finding(check, verdict, message_id, values=values)


def replace_identities(
    con: duckdb.DuckDBPyConnection, told: Sequence[tuple[int, Identity]], columns: Schema, checks: Sequence[str]
) -> None:
    """Replace `columns` of reports (by number) by what their identities say, and their findings of some checks."""
    rows = [
        (number, *(_SAID[each](who) if each in _SAID else getattr(who, each) for each in columns))
        for number, who in told
    ]
    con.register("told", pl.DataFrame(rows, schema={"report_no": pl.Int32, **columns}, orient="row").to_arrow())
    assigned = ", ".join(f"{each} = told.{each}" for each in columns)
    con.execute(f"UPDATE report_rows SET {assigned} FROM told WHERE report_rows.report_no = told.report_no")
    con.execute(
        """
        DELETE FROM finding_rows
        WHERE report_no IN (SELECT report_no FROM told) AND check_id IN (SELECT unnest($checks))
        """,
        {"checks": list(checks)},
    )
    con.unregister("told")
    add_findings(con, [(number, each) for number, who in told for each in who.findings if each.check in checks])


def add_findings(con: duckdb.DuckDBPyConnection, findings: Iterable[tuple[int, Finding]]) -> None:
    """Append (report number, finding) pairs to `finding_rows`."""
    rows = [(number, *in_columns(finding)) for number, finding in findings]
    if rows:
        insert(con, "finding_rows", pl.DataFrame(rows, schema=_FINDING, orient="row"))
