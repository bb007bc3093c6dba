"""[I/O] A connection to a published snapshot, and how a question is put to it: every value is bound."""

import json
from collections.abc import Sequence

import duckdb
import polars as pl

from warehouse.scope import IN_SCOPE, Scope

Connection = duckdb.DuckDBPyConnection

# What a comparison can be by: the columns that name a group, from a closed list (never a user's text).


def connect(path: str) -> Connection:
    """Open a published snapshot for reading only; questions reach neither files nor network."""
    con = duckdb.connect(path, read_only=True)
    # Connections of one process to one file share its settings: the first locks them for all.
    locked = con.execute("SELECT current_setting('lock_configuration')").fetchone()
    if locked is None or not locked[0]:
        con.execute("SET enable_external_access = false")
        con.execute("SET lock_configuration = true")
    return con


def put(con: Connection, query: str, **values: object) -> pl.DataFrame:
    frame: pl.DataFrame = con.cursor().sql(query, params=values).pl()
    return frame


def put_in_scope(con: Connection, query: str, scope: Scope, **values: object) -> pl.DataFrame:
    return put(con, f"WITH {IN_SCOPE} {query}", **scope.parameters(), **values)


# The scope's place, kind and level without its layer: for lists to choose from, which add nothing up.
WITHIN = """
    ($province IS NULL OR province = $province) AND ($prefecture IS NULL OR prefecture = $prefecture)
    AND ($county IS NULL OR county = $county) AND ($agency_type IS NULL OR agency_type = $agency_type)
    AND ($level IS NULL OR level = $level)
"""


def put_to_both_layers(con: Connection, query: str, scope: Scope) -> pl.DataFrame:
    return put(con, query, **{name: value for name, value in scope.parameters().items() if name != "layer"})


def _cells(figures: Sequence[str], applicants: Sequence[str | None]) -> list[dict[str, str | None]]:
    return [
        {"figure": figure, "applicant": applicant}
        for figure in figures
        for applicant in (applicants if figure.startswith("applications.") else (None,))
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
