"""SQL that wants more than it may have: files, the network, other databases, the server's paths, its environment,
writing, endless work. Each is tried on a real snapshot; what comes out is looked through."""

import hashlib
import itertools
import os
import secrets
from dataclasses import dataclass, field
from pathlib import Path

from warehouse import free_sql

_FILES = ("{secret}", "file://{secret}", "{folder}/*", "/etc/passwd", "/proc/self/environ", "/proc/self/cmdline", "{database}",
          "../{name}", "http://127.0.0.1:9/x", "s3://bucket/x")  # fmt: skip
_READERS = (
    "SELECT * FROM read_text('{f}')", "SELECT * FROM read_blob('{f}')", "SELECT * FROM read_csv('{f}')",
    "SELECT * FROM read_json('{f}')", "SELECT * FROM read_parquet('{f}')", "SELECT * FROM glob('{f}')", "SELECT * FROM '{f}'",
    "SELECT content FROM read_text(['{f}'])", "FROM read_csv_auto('{f}', sep='\\0')", "SELECT * FROM sniff_csv('{f}')",
    "SELECT * FROM parquet_metadata('{f}')", "WITH x AS (SELECT * FROM read_text('{f}')) SELECT * FROM x",
    "SELECT (SELECT content FROM read_text('{f}'))", "EXPLAIN ANALYZE SELECT * FROM read_text('{f}')",
    "SELECT * FROM query('SELECT * FROM read_text(''{f}'')')", "SELECT * FROM query_table('{f}')",
)  # fmt: skip
_WRITERS = (
    "COPY (SELECT 1) TO '{f}'", "COPY reports TO '{f}' (FORMAT parquet)", "EXPORT DATABASE '{f}'", "ATTACH '{f}' AS x",
    "ATTACH '{f}' AS x (READ_ONLY)", "INSTALL httpfs FROM '{f}'", "LOAD '{f}'", "IMPORT DATABASE '{f}'",
    "SET temp_directory = '{f}'", "SET extension_directory = '{f}'", "SET home_directory = '{f}'", "SET log_query_path = '{f}'",
    "PRAGMA profiling_output = '{f}'", "CREATE TABLE x AS SELECT * FROM read_text('{f}')",
)  # fmt: skip
_TELLING = (
    "SELECT * FROM duckdb_databases()", "SELECT * FROM duckdb_settings()", "PRAGMA database_list", "PRAGMA database_size",
    "SELECT * FROM pragma_database_size()", "SELECT * FROM duckdb_extensions()", "SELECT * FROM duckdb_secrets()",
    "SELECT * FROM duckdb_temporary_files()", "SELECT * FROM duckdb_logs()", "SELECT * FROM duckdb_memory()",
    "SELECT * FROM duckdb_tables()", "SELECT * FROM duckdb_views()", "SELECT * FROM information_schema.tables",
    "SELECT * FROM duckdb_functions()", "SELECT * FROM pragma_platform()", "SELECT * FROM pragma_version()",
    "SELECT current_setting('temp_directory')", "SELECT current_setting('extension_directory')", "SELECT getenv('SECRET')",
    "SELECT getenv('PATH')", "SELECT getenv('HOME')", "SELECT current_database()", "SELECT current_query()", "SELECT user",
    "SHOW DATABASES", "SHOW ALL TABLES", "DESCRIBE", "CALL duckdb_settings()", "CALL duckdb_databases()",
    "SELECT path FROM duckdb_databases()", "FROM duckdb_databases() SELECT *", "select*from\"duckdb_settings\"()",
    "SELECT * FROM main.duckdb_settings()", "SELECT * FROM system.main.duckdb_settings()", "EXPLAIN SELECT * FROM reports",
    "EXPLAIN ANALYZE SELECT * FROM reports", "SELECT * FROM no_such_table", "SELECT no_such_column FROM reports",
    "SELECT error('x')", "SELECT CAST('x' AS INTEGER)", "SELECT * FROM nianbao.main.reports", "VALUES (1",
    "SELECT * FROM storage_info('reports')", "SELECT * FROM pragma_storage_info('fact_rows')", "PRAGMA show_tables",
    "SELECT * FROM duckdb_settings() WHERE value LIKE '%/%'", "SELECT which_secret('x', 's3')",
)  # fmt: skip
_CHANGING = (
    "DELETE FROM report_rows", "UPDATE report_rows SET title = 'x'", "DROP TABLE report_rows", "DROP VIEW reports",
    "INSERT INTO quarantine (source) VALUES ('x')", "CREATE TABLE x (a INT)", "CREATE TEMP TABLE x (a INT)",
    "CREATE MACRO f() AS 1", "ALTER TABLE report_rows ADD COLUMN x INT", "VACUUM", "CHECKPOINT", "FORCE CHECKPOINT",
    "BEGIN", "COMMIT", "USE memory", "DETACH nianbao", "SET memory_limit = '64GB'", "SET threads = 64",
    "SET enable_external_access = true", "SET lock_configuration = false", "RESET enable_external_access", "PRAGMA enable_profiling",
    "SELECT 1; SELECT 2", "SELECT 1; DROP TABLE report_rows", "/* */ DELETE FROM report_rows", "EXPLAIN ANALYZE DELETE FROM report_rows",
    "PREPARE q AS SELECT 1", "EXECUTE q", "TRUNCATE report_rows", "CALL force_checkpoint()", "COMMENT ON TABLE report_rows IS 'x'",
    "MERGE INTO report_rows USING report_rows s ON true WHEN MATCHED THEN DELETE", "CREATE SECRET s (TYPE s3)",
)  # fmt: skip
_ENDLESS = (
    "SELECT count(*) FROM range(1000000000000)", "SELECT * FROM range(100000000)", "SELECT repeat('x', 1000000000)",
    "WITH RECURSIVE t(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM t) SELECT max(n) FROM t",
    "SELECT list_sum(range(1000000000))", "SELECT string_agg(printed, '') FROM facts, range(100000)",
    "SELECT count(*) FROM facts a, facts b, facts c", "SELECT sum(random()) FROM range(100000000000)",
    "SELECT regexp_matches(repeat('a', 30000000), '(a*)*b')", "SELECT * FROM facts, range(1000)",
    "SELECT range(100000000)", "SELECT array_agg(r) FROM range(300000000) t(r)",
)  # fmt: skip


@dataclass
class Tried:
    """How many were tried, and what went wrong: an escape, a path told, a change, too long a time."""

    count: int = 0
    answered: int = 0
    longest: float = 0.0
    wrong: list[str] = field(default_factory=list)


def queries(names: dict[str, str]) -> list[str]:
    """Every query, with the names of real files in it."""
    files = [file.format(**names) for file in _FILES]
    with_files = [each.replace("{f}", file) for each, file in itertools.product((*_READERS, *_WRITERS), files)]
    return [*with_files, *_TELLING, *_CHANGING, *_ENDLESS]


def try_queries(database: Path) -> Tried:
    """Try every query on a snapshot; nothing of what the server keeps for itself may come out, and nothing change."""
    import time

    token = secrets.token_hex(16)
    secret = database.parent / "secret.txt"
    secret.write_text(token)
    os.environ["SECRET"] = token
    before, files = _digest(database), sorted(path.name for path in database.parent.iterdir())
    told = (token, str(database.parent), str(Path.cwd()), os.environ.get("HOME", "/root"), "root:x:0")
    result = Tried()
    names = {"secret": str(secret), "folder": str(database.parent), "database": str(database), "name": secret.name}
    for query in queries(names):
        result.count += 1
        started = time.perf_counter()
        try:
            found = free_sql.run(database, query)
            result.answered += 1
            text = " ".join(map(str, (found.frame.columns, found.frame.rows())))
        except free_sql.Refused as refused:
            text = refused.detail
            if len(text) > 600:
                result.wrong.append(f"an error of {len(text)} characters: {query}")
        result.longest = max(result.longest, time.perf_counter() - started)
        # What the reader typed comes back in an error; what it did not type must not.
        result.wrong += [f"tells {each}: {query}" for each in told if each in text and each not in query]
        result.wrong += [f"took {time.perf_counter() - started:.0f} s: {query}"] * (time.perf_counter() - started > 15)
    if _digest(database) != before:
        result.wrong.append("the database was changed")
    if sorted(path.name for path in database.parent.iterdir()) != files:
        result.wrong.append("a file was written beside the database")
    secret.unlink()
    return result


def _digest(path: Path) -> str:
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()
