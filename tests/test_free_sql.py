"""A reader's own query: only reading, nothing but the snapshot, and an end to time, memory and rows."""

import time
from pathlib import Path

import pytest

from warehouse import free_sql
from warehouse.examples import EXAMPLES
from warehouse.free_sql import Refused, run
from warehouse.publish import current


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
