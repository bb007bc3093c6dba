"""python -m bench questions [--warehouse DIR | --reports N]: how long every question of every page takes, cold.

Each question is asked over a connection of its own, of all reports and of a few (a province's agencies of one type),
and beside it its floor: the sum of the columns that it must touch, over the same rows, in a table made for it. Without
a warehouse one of N made-up reports is built.
"""

import argparse
import statistics
import tempfile
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path

import duckdb

from bench.every_question import Ask, Question, every_question
from bench.made_up.warehouse import publish
from warehouse import questions
from warehouse.publish import current
from warehouse.scope import Scope

_RUNS = 3
_LEAST = 50.0  # ms; what takes less is fast enough, whatever its floor


def _milliseconds(do: Callable[[], object]) -> float:
    started = time.perf_counter()
    do()
    return 1000 * (time.perf_counter() - started)


def cold(database: Path, ask: Ask, scope: Scope) -> float:
    """Median milliseconds of a question as the first one over a connection; the file is in the system's cache."""
    taken = []
    for _ in range(_RUNS):
        con = questions.connect(str(database))
        taken.append(_milliseconds(partial(ask, con, scope)))
        con.close()
    return statistics.median(taken)


def floor(database: Path, scratch: Path, touches: tuple[str, tuple[str, ...]]) -> float:
    """Median milliseconds of summing columns in a table of their own, read the first time after it was opened."""
    table, columns = touches
    scratch.unlink(missing_ok=True)
    with duckdb.connect(str(scratch)) as con:
        con.execute(f"ATTACH '{database}' AS w (READ_ONLY)")
        con.execute(f"CREATE TABLE t AS SELECT {', '.join(columns)} FROM w.{table}")
        kinds = {name: kind for name, kind, *_ in con.execute("DESCRIBE t").fetchall()}
    sums = ", ".join(f"sum({_as_number(each, kinds[each])})" for each in columns)
    taken = []
    for _ in range(_RUNS):
        with duckdb.connect(str(scratch), read_only=True) as con:
            taken.append(_milliseconds(partial(_all, con, f"SELECT {sums} FROM t")))
    return statistics.median(taken)


def _as_number(column: str, kind: str) -> str:
    return column if kind in ("INTEGER", "BIGINT", "SMALLINT", "USMALLINT", "DOUBLE") else f"length({column}::VARCHAR)"


def _all(con: duckdb.DuckDBPyConnection, query: str) -> list[tuple[object, ...]]:
    return con.execute(query).fetchall()


def measure(warehouse: Path, only: str = "") -> list[tuple[Question, float, float, float]]:
    """Return for each question its floor, and its time over all reports and over a few, in milliseconds."""
    database = current(warehouse).path
    few = Scope(2019, 2025, province="四川省", agency_type="health")
    found = []
    with tempfile.TemporaryDirectory() as folder, duckdb.connect(str(database), read_only=True) as con:
        asked = [each for each in every_question(con) if only in f"{each.page} {each.name}"]
    with tempfile.TemporaryDirectory() as folder:
        for each in asked:
            least = floor(database, Path(folder) / "floor.duckdb", each.touches)
            everything = cold(database, each.ask, Scope(2019, 2025))
            narrow = cold(database, each.ask, few)
            found.append((each, least, everything, narrow))
            print(f"{each.page:12} {each.name:32} {least:8.1f} {everything:8.1f} {narrow:8.1f}"
                  f"{'  over' if everything > max(_LEAST, 3 * least) else ''}", flush=True)  # fmt: skip
    return found


def main() -> None:
    parser = argparse.ArgumentParser(
        "bench questions", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--warehouse", type=Path)
    parser.add_argument("--reports", type=int, default=100_000)
    parser.add_argument("--only", default="", help="questions whose page and name contain this")
    options = parser.parse_args()
    if options.warehouse:
        measure(options.warehouse, options.only)
        return
    with tempfile.TemporaryDirectory() as folder:
        publish(Path(folder), options.reports)
        measure(Path(folder), options.only)


if __name__ == "__main__":
    main()
