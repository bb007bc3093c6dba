"""A reader's own query: only reading, nothing but the snapshot, and an end to time, memory and rows."""

import os
import shutil
import subprocess
import sys
import threading
import time
from pathlib import Path

import duckdb
import psutil
import pytest

from warehouse import free_sql
from warehouse.examples import EXAMPLES
from warehouse.free_sql import Refused, run
from warehouse.publish import current
from warehouse.sql_places import Full, Places


@pytest.fixture(scope="module")
def path(warehouse: Path) -> Path:
    return current(warehouse).path


@pytest.mark.parametrize("name", EXAMPLES)
def test_every_example_runs(path: Path, name: str) -> None:
    assert run(path, EXAMPLES[name]).frame.height > 0


def test_rows_are_cut_and_it_is_said(path: Path) -> None:
    answer = run(path, "SELECT * FROM range(100000)")
    assert answer.cut and answer.frame.height == free_sql.ROWS
    answer = run(path, "SELECT 1 AS a, 2 AS a, [1, 2] AS l, NULL AS n, DATE '2024-01-31' AS d")
    assert not answer.cut and answer.frame.columns == ["a", "a_2", "l", "n", "d"]
    assert run(path, "SELECT 1 WHERE false").frame.height == 0


@pytest.mark.parametrize(
    ("query", "kind"),
    [("", "empty"), ("SELECT 1; SELECT 2", "several"), ("selec 1", "error"), ("SELECT nothing", "error"),
     ("CREATE TABLE x AS SELECT 1", "write"), ("DROP TABLE report_rows", "write"), ("SET threads = 1", "write"),
     ("ATTACH ':memory:' AS m", "write"), ("INSTALL httpfs", "write"), ("PRAGMA database_list", "write"),
     ("COPY reports TO '/tmp/nianbao-out.csv'", "write"), ("EXPORT DATABASE '/tmp/nianbao-out'", "write"),
     ("SELECT * FROM read_text('/etc/passwd')", "error"), ("SELECT * FROM glob('/*')", "error"),
     ("SELECT * FROM read_csv('https://example.org/x.csv')", "error"), ("FROM '/etc/passwd'", "error"),
     ("SELECT getenv('HOME')", "error"), ("SELECT list(a.range) FROM range(100000000) a", "memory")],
)  # fmt: skip
def test_what_is_refused(path: Path, query: str, kind: str) -> None:
    before = path.read_bytes()[:4096], path.stat().st_mtime_ns
    with pytest.raises(Refused) as refused:
        run(path, query)
    assert refused.value.kind == kind
    assert (path.read_bytes()[:4096], path.stat().st_mtime_ns) == before
    assert not Path("/tmp/nianbao-out.csv").exists() and not Path("/tmp/nianbao-out").exists()


def test_a_query_without_end_is_ended(path: Path) -> None:
    started = time.monotonic()
    with pytest.raises(Refused) as refused:
        run(path, "WITH RECURSIVE t(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM t) SELECT max(n) FROM t", seconds=2)
    assert refused.value.kind == "time" and time.monotonic() - started < 30
    assert run(path, "SELECT 1").frame.height == 1


def told(path: Path, query: str) -> str:
    """Everything that a query's answer or refusal says."""
    try:
        return str(run(path, query).frame.to_dicts())
    except Refused as refused:
        return refused.detail


def server_names() -> list[str]:
    """Every table function and view that DuckDB brings, as a reader may ask for it."""
    con = duckdb.connect()
    functions = con.execute(
        "SELECT DISTINCT function_name, len(parameters) FROM duckdb_functions() "
        "WHERE function_type IN ('table', 'table_macro', 'pragma')"
    ).fetchall()
    views = con.execute("SELECT DISTINCT schema_name || '.' || view_name FROM duckdb_views() WHERE internal").fetchall()
    calls = {f"{name}({', '.join(['?'] * given)})" for name, count in functions for given in {0, count}}
    return sorted({view for (view,) in views} | {call.replace("?", "'duckdb_databases'") for call in calls})


def test_nothing_that_duckdb_brings_tells_where_the_warehouse_is(path: Path, tmp_path: Path) -> None:
    """All in one query where DuckDB allows it would hide the others behind the first refusal: each by itself, in-process."""
    hidden = tmp_path / "a secret folder" / path.name
    hidden.parent.mkdir()
    shutil.copy(path, hidden)  # of the file itself, this process may have a connection with settings of its own
    secrets = (str(path.parent), "a secret folder", str(Path.cwd()), sys.prefix, os.environ["PATH"])
    for name in server_names():
        try:
            answered = str(free_sql._answer(str(hidden), 100, f"SELECT * FROM {name}"))
        except Refused as refused:
            answered = free_sql._told(refused.detail)
        assert not any(secret in answered for secret in secrets), (name, answered[:300])


@pytest.mark.parametrize(
    "query",
    ["SELECT path FROM duckdb_databases()", 'SELECT * FROM "DuckDB_Databases"()', "FROM pragma_database_list",
     "FROM system.main.duckdb_settings()", "WITH a AS (FROM duckdb_databases()) SELECT hex(path) FROM a",
     "SELECT (SELECT max(path) FROM duckdb_databases())", "SELECT reverse(current_setting('allowed_paths'))",
     "SELECT 'allowed_paths'.current_setting()", "FROM query('FROM duckdb_databases()')",
     "FROM query_table('pragma_database_list')", "FROM histogram('pragma_database_list', 'file')", "FROM pg_catalog.pg_settings",
     "FROM json_execute_serialized_sql(json_serialize_sql('FROM duckdb_databases()'))", "EXPLAIN ANALYZE FROM duckdb_databases()",
     "EXPLAIN (FORMAT json) FROM duckdb_databases()", "/* x */ EXPLAIN FROM duckdb_databases()", "FROM duckdb_logs",
     "SELECT 1 UNION ALL SELECT database_oid FROM duckdb_databases()", "SELECT getenv('PATH')", "FROM sys", "FROM os",
     "FROM duckdb_extensions()", "FROM duckdb_secrets()", "SELECT * FROM glob('*')", "FROM read_text('current.json')"],
)  # fmt: skip
def test_a_query_that_asks_for_the_server_is_refused(path: Path, query: str) -> None:
    with pytest.raises(Refused) as refused:
        run(path, query)
    assert refused.value.kind in ("error", "write") and "/" not in refused.value.detail, refused.value.detail


def test_what_describes_the_tables_is_still_told(path: Path) -> None:
    for query in ("SHOW TABLES", "DESCRIBE reports", "SUMMARIZE reports", "FROM information_schema.columns",
                  "FROM duckdb_columns()", "EXPLAIN SELECT * FROM reports", "FROM range(3)", "TABLE snapshot"):  # fmt: skip
        assert run(path, query).frame.height, query


def test_an_error_is_cut_and_names_no_path(path: Path) -> None:
    said = told(path, f"SELECT error('{path} ' || repeat('x', 100000))")
    assert len(said) == free_sql.ERROR and str(path.parent) not in said
    assert len(told(path, "SELECT " + "nothing_" * 700)) <= free_sql.ERROR
    assert told(path, "SELECT " + "(" * 3000 + "1" + ")" * 3000)


@pytest.mark.parametrize(
    ("query", "suggested"), [("SELECT * FROM name_row", ""), ("SELECT * FROM reportss", "reports")]
)
def test_only_what_a_reader_may_ask_is_suggested(path: Path, query: str, suggested: str) -> None:
    with pytest.raises(Refused) as refused:
        run(path, query)
    said = refused.value.detail
    assert "_rows" not in said and (f'"{suggested}"' in said if suggested else "Did you mean" not in said)


def test_one_client_cannot_take_all_places(path: Path) -> None:
    endless = "WITH RECURSIVE t(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM t) SELECT max(n) FROM t"
    ends: list[str] = []

    def ask() -> None:
        try:
            run(path, endless, seconds=6, client="greedy")
        except Refused as refused:
            ends.append(refused.kind)

    greedy = [threading.Thread(target=ask) for _ in range(6)]
    for thread in greedy:
        thread.start()
    until = time.monotonic() + 20
    while len(ends) < 3 and time.monotonic() < until:  # those beyond what one client may have waiting
        time.sleep(0.01)
    assert ends[:3] == ["busy"] * 3
    assert run(path, "SELECT 1", client="patient").frame.height == 1
    free_sql.stop()
    for thread in greedy:
        thread.join(30)
    assert len(ends) == 6


def test_places_are_given_back_and_nothing_is_kept_of_a_client() -> None:
    places = Places(at_once=2, waiting=1, each=1)
    with places.taken("a", 0), places.taken("b", 0):
        for client in ("a", "c"):
            with pytest.raises(Full), places.taken(client, 0.01):
                pass
    assert not places._running and not places._waiting
    with pytest.raises(ValueError), places.taken("a", 0):
        raise ValueError
    with places.taken("a", 0):
        pass


def test_a_query_ends_with_the_process_that_asked_for_it(path: Path) -> None:
    """Killed as an out-of-memory killer does, the server leaves no query behind."""
    endless = "SELECT count(*) FROM range(1000000000000) a, range(1000000) b"
    code = f"from pathlib import Path; from warehouse.free_sql import run; run(Path({str(path)!r}), {endless!r}, seconds=60)"
    asking = subprocess.Popen([sys.executable, "-c", code])
    until = time.monotonic() + 30
    children: list[psutil.Process] = []
    while not children and time.monotonic() < until:
        children = psutil.Process(asking.pid).children()
        time.sleep(0.01)
    assert children
    asking.kill()
    asking.wait(20)
    assert not psutil.wait_procs(children, timeout=20)[1]
