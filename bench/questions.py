"""python -m bench questions [--warehouse DIR | --reports N]: how long every question of every page takes, cold.

Each question is asked over a connection of its own, of all reports and of a few (a province's agencies of one type),
and beside it its floor: the sum of the columns that it must touch, over the same rows, in a table made for it. Without
a warehouse one of N made-up reports is built.
"""

import argparse
import statistics
import tempfile
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import duckdb

from bench.every_question import Ask, Question, every_question
from bench.made_up.warehouse import publish
from bench.section import Section
from warehouse import questions
from warehouse.publish import current
from warehouse.scope import Scope

_RUNS = 3
_SEARCH = 500.0  # ms; texts are looked through, whatever the floor
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


@dataclass(frozen=True, slots=True)
class Answered:
    """A question with its floor and its time over all reports and over a few, in milliseconds."""

    question: Question
    floor: float
    everything: float
    few: float

    @property
    def is_over(self) -> bool:
        enough = _SEARCH if self.question.page == "search" else max(_LEAST, 3 * self.floor)
        return max(self.everything, self.few) > enough

    @property
    def row(self) -> str:
        mark = "**" if self.is_over else ""
        told = f"{mark}{self.everything:.0f}{mark}"
        return f"| {self.question.page} | {self.question.name} | {self.floor:.1f} | {told} | {self.few:.0f} |"


def measure(warehouse: Path, only: str = "") -> list[Answered]:
    """Ask every question of a warehouse, or those whose page and name contain `only`."""
    database = current(warehouse).path
    few = Scope(2019, 2025, province="四川省", agency_type="health")
    found = []
    with duckdb.connect(str(database), read_only=True) as con:
        asked = [each for each in every_question(con) if only in f"{each.page} {each.name}"]
    with tempfile.TemporaryDirectory() as folder:
        for each in asked:
            least = floor(database, Path(folder) / "floor.duckdb", each.touches)
            times = (cold(database, each.ask, scope) for scope in (Scope(2019, 2025), few))
            found.append(Answered(each, least, *times))
            print(found[-1].row, flush=True)
    return found


def tell(answered: Sequence[Answered], warehouse: Path, section: Section) -> None:
    """Every question, and what is over."""
    path = current(warehouse).path
    with duckdb.connect(str(path), read_only=True) as con:
        ((reports, facts),) = con.execute("SELECT reports, facts FROM snapshot").fetchall()
    over = sum(each.is_over for each in answered)
    size = path.stat().st_size
    section.lines += [
        _SAID.format(
            reports=f"{reports:,}", facts=f"{facts:,}", size=f"{size / 2**20:,.0f}", each=f"{size / reports:,.0f}",
            runs=_RUNS, least=f"{_LEAST:.0f}",
            search=f"{_SEARCH:.0f}", within=len(answered) - over, questions=len(answered),
        ),
        *(each.row for each in answered),
    ]  # fmt: skip


_SAID = """{reports} made-up reports with their texts, {facts} facts: a database of {size} MB, {each} bytes a report.

Every question that pages ask, in milliseconds: cold (the first over a new connection, the file in the system's cache;
median of {runs}), over all reports, and over the health commissions of one province. The floor is the sum of the
columns that a question must touch, over all reports, in a table made for it. **Bold**: over three times the floor and
over {least} ms; for passages, over {search} ms. {within} of {questions} are within.

| page | question | floor | all reports | few |
|---|---|---:|---:|---:|"""


def main() -> None:
    parser = argparse.ArgumentParser(
        "bench questions", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--warehouse", type=Path)
    parser.add_argument("--reports", type=int, default=100_000)
    parser.add_argument("--write", action="store_true", help="keep what is said in docs/performance.md")
    parser.add_argument("--only", default="", help="questions whose page and name contain this")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        warehouse = options.warehouse or Path(folder)
        if not options.warehouse:
            publish(warehouse, options.reports)
        answered = measure(warehouse, options.only)
        if options.write:
            section = Section("questions", "python -m bench questions")
            tell(answered, warehouse, section)
            section.write()


if __name__ == "__main__":
    main()
