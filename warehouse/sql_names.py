"""What a reader's SELECT may name: the snapshot's tables and what describes them, nothing of the server. Pure.

A query is looked at as DuckDB itself parses it (`json_serialize_sql`), so that quotes, comments and letter case hide
nothing. Functions that run text as a query are not allowed: all that is named is in the parsed query.
"""

from collections.abc import Iterator, Mapping
from typing import Any

# The public tables and views, under the names in the data dictionary; the storage tables are left out.
TABLES = (
    "reports",
    "facts",
    "findings",
    "quarantine",
    "checks",
    "documents",
    "agency_names",
    "successions",
    "snapshot",
)
# Table functions make rows of anything: files, settings, where the database lies. Those that make them of the query
# itself, or describe tables, are listed; whatever a later DuckDB brings is refused until it is looked at.
TABLE_FUNCTIONS = frozenset({
    "range", "generate_series", "unnest", "repeat", "repeat_row", "json_each", "json_tree", "duckdb_columns",
    "duckdb_constraints", "duckdb_functions", "duckdb_keywords", "duckdb_tables", "duckdb_types", "duckdb_views",
    "pragma_version", "icu_calendar_names", "pg_timezone_names",
})  # fmt: skip
VIEWS = TABLE_FUNCTIONS | {"pg_class", "pg_attribute", "pg_namespace", "pg_type", "pg_views", "pg_tables"}
_OF_THE_SERVER = ("duckdb_", "pragma_", "pg_")
FORBIDDEN_FUNCTIONS = frozenset({"current_setting", "getenv", "query", "query_table", "json_execute_serialized_sql"})


def forbidden(parsed: Mapping[str, Any]) -> str | None:
    """Return the first name in a parsed query that is not allowed; None if there is none."""
    return next((name for node in _nodes(parsed) if (name := _forbidden_in(node)) is not None), None)


def _forbidden_in(node: Mapping[str, Any]) -> str | None:
    if node.get("type") == "TABLE_FUNCTION":
        name = str((node.get("function") or {}).get("function_name", "")).lower()
        return None if name in TABLE_FUNCTIONS else name or "this table function"
    if node.get("type") == "BASE_TABLE":
        name = str(node.get("table_name", "")).lower()
        return name if name.startswith(_OF_THE_SERVER) and name not in VIEWS else None
    name = str(node.get("function_name", "")).lower()
    return name if name in FORBIDDEN_FUNCTIONS else None


def _nodes(parsed: Any) -> Iterator[Mapping[str, Any]]:
    """Yield every object within a parsed query, at any depth, without recursion."""
    waiting = [parsed]
    while waiting:
        each = waiting.pop()
        if isinstance(each, Mapping):
            yield each
            waiting.extend(each.values())
        elif isinstance(each, list):
            waiting.extend(each)
