"""[I/O] User-supplied SQL: read-only, without file or network access, limited in time, memory and rows.

Each query runs in a separate process that is killed on timeout, so that no query can block others. Its DuckDB opens
the snapshot read-only, has no other access, and locks its configuration before it parses the query.
"""

import io
import json
import re
import resource
import subprocess
import sys
import threading
from dataclasses import dataclass
from pathlib import Path

import duckdb
import polars as pl

ROWS = 10_000
SECONDS = 10
MEMORY = 512  # MB for DuckDB
BYTES = 64_000_000  # of a result
_STRANGE = re.compile(r"UHUGEINT|BIGNUM|VARINT|INTERVAL|\bBIT\b|BLOB\[|BLOB\)")
_SPACE = 3 * 2**30  # bytes of address space for the process
_AT_ONCE, _WAITING = threading.BoundedSemaphore(2), threading.BoundedSemaphore(8)  # further queries are refused
_PATIENCE = 5.0  # seconds to wait for a free slot


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


def run(path: Path, query: str, rows: int = ROWS, seconds: float = SECONDS) -> Answer:
    """Run a user's query against the snapshot at `path`; raises Refused."""
    if not query.strip():
        raise Refused("empty")
    if not _WAITING.acquire(blocking=False):
        raise Refused("busy")
    try:
        if not _AT_ONCE.acquire(timeout=_PATIENCE):
            raise Refused("busy")
    finally:
        _WAITING.release()
    try:
        done = subprocess.run(
            [sys.executable, "-m", "warehouse.free_sql", str(path), str(min(rows, ROWS)), str(int(seconds) + 1)],
            input=query.encode(), capture_output=True, timeout=seconds, cwd=Path(__file__).parents[1], check=False,
        )  # fmt: skip
    except subprocess.TimeoutExpired:
        raise Refused("time", str(int(seconds))) from None
    finally:
        _AT_ONCE.release()
    if done.returncode:
        errors = done.stderr.decode(errors="replace").strip().splitlines()
        try:
            raise Refused(**json.loads(errors[-1]))
        except (IndexError, ValueError, TypeError):
            raise Refused("memory", str(MEMORY)) from None
    head, _, body = done.stdout.partition(b"\n")
    return Answer(pl.read_ipc(io.BytesIO(body)), json.loads(head)["cut"])


def _statement(query: str) -> str:
    """Return the single SELECT or EXPLAIN statement in `query`; raises Refused."""
    try:
        found = duckdb.extract_statements(query)
    except duckdb.Error as error:
        raise Refused("error", str(error).split("\n\n")[0]) from None
    if len(found) != 1:
        raise Refused("several")
    if found[0].type not in (duckdb.StatementType.SELECT, duckdb.StatementType.EXPLAIN):
        raise Refused("write")
    return str(found[0].query)


def _answer(path: str, rows: int, query: str) -> tuple[bool, bytes]:
    con = duckdb.connect(path, read_only=True)
    con.execute(f"SET memory_limit = '{MEMORY}MB'")
    con.execute("SET threads = 2")
    con.execute("SET temp_directory = ''")
    con.execute("SET enable_external_access = false")
    con.execute("SET lock_configuration = true")
    try:
        asked = _statement(query)
        found = con.execute(asked)
        names = [str(each[0]) for each in found.description or ()]
        strange = [bool(_STRANGE.search(str(each[1]))) for each in found.description or ()]
        if any(strange):  # types that a data frame cannot hold are cast to text
            columns = ", ".join(f"c{n}::VARCHAR AS c{n}" if odd else f"c{n}" for n, odd in enumerate(strange))
            given = ", ".join(f"c{n}" for n in range(len(strange)))
            found = con.execute(f"SELECT {columns} FROM ({asked.rstrip().rstrip(';')}\n) AS t({given})")
        unique: list[str] = []
        for number, name in enumerate(names):
            free = (f"{name}{more}" for more in ("", *(f"_{each}" for each in range(number + 1, number + 2000))))
            unique.append(next(each for each in free if each not in unique))
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
        raise Refused("error", str(error).split("\n\n")[0]) from None
    frame = pl.concat(pieces) if pieces else pl.DataFrame(schema=unique)
    try:
        frame.select(pl.col(pl.Date, pl.Datetime).cast(pl.String))
    except (pl.exceptions.PolarsError, pl.exceptions.PanicException):  # infinity, or a year out of range
        raise Refused("error", "a date of the answer is beyond every calendar; cast it to VARCHAR") from None
    buffer = io.BytesIO()
    frame.head(rows).write_ipc(buffer)
    return frame.height > rows, buffer.getvalue()


def main() -> int:
    """Read path, rows and seconds from the command line and the query from stdin; write the answer to stdout.

    The answer is a line of JSON (`cut`) and an Arrow IPC file. Exit code 3: refused, JSON on stderr; 4: out of memory.
    """
    path, rows, seconds = sys.argv[1], int(sys.argv[2]), int(sys.argv[3])
    resource.setrlimit(resource.RLIMIT_AS, (_SPACE, _SPACE))
    resource.setrlimit(resource.RLIMIT_CPU, (2 * seconds, 2 * seconds))
    try:
        cut, body = _answer(path, rows, sys.stdin.buffer.read().decode())
    except Refused as refused:
        sys.stderr.write(json.dumps({"kind": refused.kind, "detail": refused.detail}) + "\n")
        return 3
    except MemoryError:
        return 4
    except Exception as error:  # noqa: BLE001 (any error here is caused by the query)
        sys.stderr.write(json.dumps({"kind": "error", "detail": str(error).split("\n")[0][:300]}) + "\n")
        return 3
    sys.stdout.buffer.write(json.dumps({"cut": cut}).encode() + b"\n" + body)
    return 0


if __name__ == "__main__":
    sys.exit(main())
