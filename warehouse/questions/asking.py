"""[I/O] Connect to a published snapshot and run queries; values are always bound as parameters."""

import json
import re
from collections.abc import Iterable, Sequence

import duckdb
import polars as pl

from forms import is_by_applicant
from warehouse.schema import tables
from warehouse.scope import Scope, in_scope
from warehouse.stream import Stream

Connection = duckdb.DuckDBPyConnection


class OtherVersion(Exception):
    """The snapshot was built by another version of this program and lacks columns that the queries need."""


class Damaged(Exception):
    """The snapshot's database cannot be opened or read: cut, overwritten, or not one at all."""


# What DuckDB raises where the file is at fault, and never the question.
_OF_THE_FILE = (duckdb.IOException, duckdb.FatalException, duckdb.InternalException, duckdb.SerializationException)


def connect(path: str) -> Connection:
    """Open a published snapshot read-only, without file or network access for queries.

    Raises OtherVersion, or Damaged with DuckDB's first line.
    """
    try:
        return _connect(path)
    except duckdb.Error as error:
        raise Damaged(str(error).split("\n")[0]) from None


def _connect(path: str) -> Connection:
    con = duckdb.connect(path, read_only=True)
    # Connections of a process to the same file share its settings: the first one locks them for all.
    locked = con.execute("SELECT current_setting('lock_configuration')").fetchone()
    if locked is None or not locked[0]:
        con.execute("SET enable_external_access = false")
        con.execute("SET lock_configuration = true")
    there = set(con.execute("SELECT table_name, column_name FROM information_schema.columns").fetchall())
    if missing := [f"{name}.{c.name}" for name, table in tables().items() for c in table.columns
                   if (name, c.name) not in there]:  # fmt: skip
        con.close()
        raise OtherVersion(f"{path} lacks {', '.join(missing[:3])}")
    return con


def run_query(con: Connection, query: str, **values: object) -> pl.DataFrame:
    """Run a query, binding those of `values` that it names as `$name`, and return the result. Raises Damaged."""
    named = {name: values[name] for name in set(re.findall(r"\$([a-z]\w*)", query))}
    # Through Arrow's C interface: the relation's `.pl()` imports pyarrow and NumPy, a fifth of the first page's time.
    try:
        return pl.DataFrame(Stream(con.cursor().sql(query, params=named)))
    except _OF_THE_FILE as error:
        raise Damaged(str(error).split("\n")[0]) from None


def run_in_scope(
    con: Connection, query: str, scope: Scope, numbers: Iterable[str] = (), **values: object
) -> pl.DataFrame:
    """Run a query over the reports of a scope (`in_scope`); `numbers` are the columns of cells that it needs."""
    return run_query(con, f"WITH {in_scope(scope, numbers)} {query}", **scope.parameters(), **values)


# The scope's place, type and level without its layer: for lists to choose from, in which nothing is summed.
IN_PLACE_TYPE_AND_LEVEL = """
    ($province IS NULL OR province = $province) AND ($prefecture IS NULL OR prefecture = $prefecture)
    AND ($county IS NULL OR county = $county) AND ($agency_type IS NULL OR agency_type = $agency_type)
    AND ($level IS NULL OR level = $level)
"""


def _cells(figures: Sequence[str], applicants: Sequence[str | None]) -> list[dict[str, str | None]]:
    return [
        {"figure": figure, "applicant": applicant}
        for figure in figures
        for applicant in (applicants if is_by_applicant(figure) else (None,))
    ]


# The requested cells with their storage numbers, so that the join that follows reads only their part of the facts.
REQUESTED_CELLS = """
    asked AS (
        SELECT cell, figure, applicant FROM form_cells
        WHERE (figure, coalesce(applicant, '')) IN (
            SELECT (c.figure, coalesce(c.applicant, ''))
            FROM (SELECT unnest(from_json($cells::JSON, '[{"figure": "VARCHAR", "applicant": "VARCHAR"}]')) AS c)
        )
    )
"""


def json_cells(figures: Sequence[str], applicants: Sequence[str | None]) -> str:
    return json.dumps(_cells(figures, applicants))
