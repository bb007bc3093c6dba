"""[I/O] User-supplied SQL: read-only, without file or network access, limited in time, memory and rows.

Each query runs in a separate process that is killed on timeout, so that no query can block others; it ends with the
server too. Its DuckDB opens the snapshot read-only, has no other access, and locks its configuration before it parses
the query, which may name nothing of the server (`sql_names`). Nor does the answer: the process has an empty
environment, and an error is cut and rid of paths.
"""

import ctypes
import io
import json
import os
import re
import resource
import signal
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import duckdb
import polars as pl

from warehouse.sql_names import TABLES, forbidden
from warehouse.sql_places import Full, Places

ROWS = 10_000
SECONDS = 10
MEMORY = 512  # MB for DuckDB
BYTES = 64_000_000  # of a result
_NAME = 200  # characters of a column's name
# Types that data frames, files and JSON all hold. Any other is cast to text by DuckDB, also within lists and records.
_NUMBERS = ("boolean", "tinyint", "smallint", "integer", "bigint", "utinyint", "usmallint", "uinteger", "ubigint")
_WITHIN = frozenset({*_NUMBERS, "float", "double", "varchar"})
_HELD = _WITHIN | {"hugeint", "decimal", "blob", "date", "timestamp", "time"}
_SPACE = 3 * 2**30  # bytes of address space for the process
_PLACES = Places()
_PATIENCE = 5.0  # seconds to wait for a place
_RUNNING: set[subprocess.Popen[bytes]] = set()
ERROR = 500  # characters of an error that are told
_HERE = Path(__file__).parents[1]
_EXPLAIN = re.compile(r"\s*EXPLAIN\b\s*(ANALYZE\b|\(\s*(ANALYZE|FORMAT)\b[^()]*\))?", re.IGNORECASE)
_PATH = re.compile(r"(?<![\w.])/(?:[^\s/'\"]+/)+[^\s'\"]*")


@dataclass
class Refused(Exception):
    """Why a query was refused: `kind` is a phrase id (`sql.kind.…`), `detail` the database's message or the limit."""

    kind: str
    detail: str = ""


@dataclass(frozen=True, slots=True)
class Answer:
    """The rows, at most ROWS; `cut` if there were more."""

    frame: pl.DataFrame
    cut: bool


def run(path: Path, query: str, rows: int = ROWS, seconds: float = SECONDS, client: str = "") -> Answer:
    """Run a user's query against the snapshot at `path`; raises Refused. `client` says whose place it takes."""
    if not query.strip():
        raise Refused("empty")
    try:
        with _PLACES.taken(client, _PATIENCE):
            code, out, errors = _in_a_process(path, query, rows, seconds)
    except Full:
        raise Refused("busy") from None
    if code:
        try:
            raise Refused(**json.loads(errors.decode(errors="replace").strip().splitlines()[-1]))
        except (IndexError, ValueError, TypeError):
            raise Refused("memory", str(MEMORY)) from None
    head, _, body = out.partition(b"\n")
    return Answer(pl.read_ipc(io.BytesIO(body)), json.loads(head)["cut"])


def _in_a_process(path: Path, query: str, rows: int, seconds: float) -> tuple[int, bytes, bytes]:
    """Return exit code, stdout and stderr of a query's own process; raises Refused if it takes too long."""
    command = [sys.executable, "-m", "warehouse.free_sql", str(path.absolute()), str(min(rows, ROWS)),
               str(int(seconds) + 1), str(os.getpid())]  # fmt: skip
    with subprocess.Popen(
        command, cwd=_HERE, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
        env={"PATH": os.defpath, "LANG": "C.UTF-8", "HOME": "/"},
    ) as process:  # fmt: skip
        _RUNNING.add(process)
        try:
            out, errors = process.communicate(query.encode(errors="replace"), timeout=seconds)
        except subprocess.TimeoutExpired:
            raise Refused("time", str(int(seconds))) from None
        finally:
            process.kill()
            _RUNNING.discard(process)
    return process.returncode, out, errors


def stop() -> None:
    """End every query that is running; whoever waits for one is told that it was refused."""
    for process in tuple(_RUNNING):
        process.kill()


def _statement(query: str) -> str:
    """Return the single SELECT or EXPLAIN statement in `query`; raises Refused."""
    found = _parsed(query)
    if len(found) != 1:
        raise Refused("several")
    if found[0].type not in (duckdb.StatementType.SELECT, duckdb.StatementType.EXPLAIN):
        raise Refused("write")
    return str(found[0].query)


def _parsed(query: str) -> list[duckdb.Statement]:
    try:
        return duckdb.extract_statements(query)
    except duckdb.Error as error:
        raise Refused("error", str(error)) from None


def _verify(con: duckdb.DuckDBPyConnection, asked: str) -> None:
    """Raise Refused where a SELECT, or what an EXPLAIN explains, names something of the server."""
    if explain := _EXPLAIN.match(asked):
        found = _parsed(asked[explain.end() :])
        if len(found) != 1 or found[0].type != duckdb.StatementType.SELECT:
            raise Refused("write")
        asked = str(found[0].query)
    try:
        written = con.execute("SELECT json_serialize_sql($1::VARCHAR)", [asked]).fetchone()
        parsed = json.loads(written[0]) if written else {}
    except (duckdb.Error, ValueError, RecursionError):
        raise Refused("error", "this query is too deep or too odd to be looked at; write it more simply") from None
    if parsed.get("error"):
        raise Refused("write")
    if (name := forbidden(parsed)) is not None:
        raise Refused("error", f"{name[:60]}: only the snapshot's tables may be asked; files and settings are not told")


# DuckDB suggests any table, also those that the page does not list: only what a reader may ask is suggested.
_SUGGESTED = re.compile(r'\s*(?:Did you mean|Candidate tables:) "(?:\w+\.)*(\w+)"[^\n]*')


def _if_public(suggested: re.Match[str]) -> str:
    return suggested[0] if suggested[1] in TABLES else ""


def _told(error: object) -> str:
    """Return the first paragraph of an error, without paths, cut to ERROR characters."""
    text = _PATH.sub("…", _SUGGESTED.sub(_if_public, str(error)).split("\n\n")[0].strip())
    return text if len(text) <= ERROR else text[: ERROR - 1] + "…"


def _answer(path: str, rows: int, query: str) -> tuple[bool, bytes]:
    con = duckdb.connect(path, read_only=True)
    con.execute(f"SET memory_limit = '{MEMORY}MB'")
    con.execute("SET threads = 2")
    con.execute("SET temp_directory = ''")
    con.execute("SET enable_external_access = false")
    con.execute("SET python_enable_replacements = false")
    con.execute("SET lock_configuration = true")
    try:
        asked = _statement(query)
        _verify(con, asked)
        found = con.execute(asked)
        names = [str(each[0])[:_NAME] for each in found.description or ()]
        strange = [not _is_held(each[1]) for each in found.description or ()]
        if any(strange):
            columns = ", ".join(f"c{n}::VARCHAR AS c{n}" if odd else f"c{n}" for n, odd in enumerate(strange))
            given = ", ".join(f"c{n}" for n in range(len(strange)))
            found = con.execute(f"SELECT {columns} FROM ({asked.rstrip().rstrip(';')}\n) AS t({given})")
        unique = _unique(names)
        pieces: list[pl.DataFrame] = []
        for batch in (found.to_arrow_reader(2048) or ()) if names else ():
            pieces.append(pl.DataFrame(pl.from_arrow(batch.rename_columns(unique))))
            if sum(piece.estimated_size() for piece in pieces) > BYTES:
                raise Refused("size", str(BYTES // 1_000_000))
            if sum(piece.height for piece in pieces) > rows:
                break
    except duckdb.OutOfMemoryException:
        raise Refused("memory", str(MEMORY)) from None
    except duckdb.Error as error:
        raise Refused("error", str(error)) from None
    frame = pl.concat(pieces) if pieces else pl.DataFrame(schema=unique)
    frame = _dates_held(frame)
    buffer = io.BytesIO()
    frame.head(rows).write_ipc(buffer)
    return frame.height > rows, buffer.getvalue()


def _is_held(kind: Any, within: bool = False) -> bool:
    """Whether a column's type is one that everything can hold; within a list or a record, fewer are."""
    if kind.id in ("list", "array"):
        return _is_held(dict(kind.children)["child"], True)
    if kind.id == "struct":
        return bool(kind.children) and all(_is_held(child, True) for _, child in kind.children)
    return str(kind) != "JSON" and kind.id in (_WITHIN if within else _HELD)


def _unique(names: list[str]) -> list[str]:
    """Return names of which none is there twice: the later ones get the number of their column."""
    unique: dict[str, None] = {}
    for number, name in enumerate(names):
        free = (f"{name}{more}" for more in ("", *(f"_{each}" for each in range(number + 1, number + 2000))))
        unique[next(each for each in free if each not in unique)] = None
    return list(unique)


def _dates_held(frame: pl.DataFrame) -> pl.DataFrame:
    """Return dates and times of years that no spreadsheet knows as text; raises Refused where there is no such year."""
    try:
        for name in frame.select(pl.col(pl.Date, pl.Datetime)).columns:
            written = frame[name].cast(pl.String)
            if written.drop_nulls().str.contains(r"^[-+]|^\d{5}|^0000").any():
                frame = frame.with_columns(written)
    except (pl.exceptions.PolarsError, pl.exceptions.PanicException):  # infinity, or a year out of range
        raise Refused("error", "a date of the answer is beyond every calendar; cast it to VARCHAR") from None
    return frame


def _end_with(server: int) -> None:
    """Have this process killed when the server's thread that waits for it ends, also if the server is killed."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(1, signal.SIGKILL)  # PR_SET_PDEATHSIG
    if os.getppid() != server:  # it ended before
        os.kill(os.getpid(), signal.SIGKILL)


def main() -> int:
    """Read path, rows, seconds and the server's process from the command line, the query from stdin; answer on stdout.

    The answer is a line of JSON (`cut`) and an Arrow IPC file. Exit code 3: refused, JSON on stderr; 4: out of memory.
    """
    path, rows, seconds = sys.argv[1], int(sys.argv[2]), int(sys.argv[3])
    _end_with(int(sys.argv[4]))
    resource.setrlimit(resource.RLIMIT_AS, (_SPACE, _SPACE))
    resource.setrlimit(resource.RLIMIT_CPU, (2 * seconds, 2 * seconds))
    try:
        cut, body = _answer(path, rows, sys.stdin.buffer.read().decode())
    except Refused as refused:
        sys.stderr.write(json.dumps({"kind": refused.kind, "detail": _told(refused.detail)}) + "\n")
        return 3
    except MemoryError:
        return 4
    except Exception as error:  # noqa: BLE001 (any error here is caused by the query)
        sys.stderr.write(json.dumps({"kind": "error", "detail": _told(error)}) + "\n")
        return 3
    sys.stdout.buffer.write(json.dumps({"cut": cut}).encode() + b"\n" + body)
    return 0


if __name__ == "__main__":
    sys.exit(main())
