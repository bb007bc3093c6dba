"""[I/O] A connection to a published snapshot, and how a question is put to it: every value is bound."""

import json
import re
from collections.abc import Sequence

import duckdb
import polars as pl

from forms import is_by_applicant
from warehouse.schema import tables
from warehouse.scope import Scope, in_scope

Connection = duckdb.DuckDBPyConnection


class OtherVersion(Exception):
    """A snapshot that another version of this program made: it lacks what the questions ask for."""


def connect(path: str) -> Connection:
    """Open a published snapshot for reading only; questions reach neither files nor network. Raises OtherVersion."""
    con = duckdb.connect(path, read_only=True)
    # Connections of one process to one file share its settings: the first locks them for all.
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


def put(con: Connection, query: str, **values: object) -> pl.DataFrame:
    """The answer to a query; of the values those are bound that it names."""
    named = {name: values[name] for name in set(re.findall(r"\$([a-z]\w*)", query))}
    # By Arrow's C interface: the relation's own `.pl()` would load pyarrow and NumPy, a fifth of the first page's wait.
    return pl.DataFrame(con.cursor().sql(query, params=named))


def put_in_scope(con: Connection, query: str, scope: Scope, **values: object) -> pl.DataFrame:
    return put(con, f"WITH {in_scope(scope)} {query}", **scope.parameters(), **values)


# The scope's place, kind and level without its layer: for lists to choose from, which add nothing up.
WITHIN = """
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


# The cells asked for, with their numbers in storage: the join that follows reads only their share of the facts.
ASKED = """
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
