"""[I/O] Connect to a published snapshot and run queries; values are always bound as parameters."""

import json
import re
from collections.abc import Iterable, Sequence
from dataclasses import replace

import duckdb
import polars as pl

from forms import is_by_applicant
from warehouse.schema import tables
from warehouse.scope import PLACES, Scope, in_groups, in_reports, in_scope
from warehouse.stream import Stream

Connection = duckdb.DuckDBPyConnection


class OtherVersion(Exception):
    """The snapshot was built by another version of this program and lacks columns that the queries need."""


class Damaged(Exception):
    """The snapshot's database cannot be opened or read: cut, overwritten, or not one at all."""


# Of one snapshot, for what is read of it and what is being asked; of several that are open, each has its own.
_MEMORY = "500MB"
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
        con.execute(f"SET memory_limit = '{_MEMORY}'")
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


def run_in_groups(con: Connection, query: str, scope: Scope, **values: object) -> pl.DataFrame:
    """Run a query over the groups of reports of a scope (`in_groups`)."""
    return run_query(con, f"WITH {in_groups(scope)} {query}", **scope.parameters(), **values)


def run_over_reports(con: Connection, query: str, scope: Scope, **values: object) -> pl.DataFrame:
    """Run a query over the reports of a scope of which it needs no more than `in_reports` promises."""
    return run_query(con, f"WITH {in_reports(scope)} {query}", **scope.parameters(), **values)


def newest(scope: Scope, by_year: pl.DataFrame, rows: int) -> Scope:
    """Return the part of a scope that holds the first `rows` rows of a list with the newest years first.

    by_year: (year, n), the number of rows of each year. A panel is of all its years, and stays whole.
    """
    if scope.panel:
        return scope
    enough = (
        by_year.drop_nulls("year").sort("year", descending=True)
        .filter(pl.col("n").cum_sum() - pl.col("n") < rows)
    )  # fmt: skip
    return scope if enough.is_empty() else replace(scope, first=max(scope.first, int(enough["year"].min())))  # type: ignore[arg-type]


# The scope's place, type and level without its layer: for lists to choose from, in which nothing is summed.
IN_PLACE_TYPE_AND_LEVEL = """
    ($province IS NULL OR province = $province) AND ($prefecture IS NULL OR prefecture = $prefecture)
    AND ($county IS NULL OR county = $county) AND ($agency_type IS NULL OR agency_type = $agency_type)
    AND ($level IS NULL OR level = $level)
"""


def place_type_and_level(scope: Scope) -> str:
    """Return `IN_PLACE_TYPE_AND_LEVEL` of a scope without what it does not use; `true` if that is all of it."""
    narrowed = [f"{each} = ${each}" for each in (*PLACES, "agency_type", "level") if getattr(scope, each) is not None]
    return " AND ".join(narrowed) or "true"


# The years of a scope as bits, in which bit n stands for the year 2000 + n.
_BIT = "greatest(least({}, 2099) - 2000, 0)"
WINDOW = f"((1::HUGEINT << ({_BIT.format('$last')} + 1)) - (1::HUGEINT << {_BIT.format('$first')}))"


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
