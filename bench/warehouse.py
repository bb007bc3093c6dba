"""python -m bench warehouse [--reports N | --parts DIR]: a snapshot of parsed parts, and the same asked elsewhere.

Builds a snapshot of made-up reports from nothing, then one in which a hundredth of the reports is new and a hundredth
gone; prints seconds, the most memory in use and bytes a report. The floor is reading and writing the parts' numbers
alone. Then a few questions are asked of the snapshot, and of the same data in pandas and in SQLite with indexes.
"""

import argparse
import multiprocessing
import sqlite3
import statistics
import tempfile
import threading
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path

import duckdb
import pandas as pd
import polars as pl
import psutil

from bench.made_up.parts import write
from bench.section import Section
from bench.serve import in_use
from dashboard.contents import MEASURES
from ingest.store.update import Contribution
from warehouse import questions
from warehouse.build import build
from warehouse.contributed import contributed
from warehouse.scope import Scope
from warehouse.terms import in_sql

_PARSER = "bench"
_ALL = Scope(2019, 2025)
_RUNS = 3


def built(folder: Path, frame: pl.DataFrame, name: str, before: Path | None = None) -> tuple[Path, float, int]:
    """Build a snapshot in a process of its own; returns its path, seconds, and the most bytes of memory in use."""
    path = folder / f"{name}.duckdb"
    path.unlink(missing_ok=True)
    context = multiprocessing.get_context("spawn")
    process = context.Process(target=build, args=(path, name, _PARSER, frame, folder / "store", before))
    most = [0]

    def watch() -> None:
        own = psutil.Process(process.pid)
        while process.is_alive():
            try:
                most[0] = max(most[0], in_use(own))
            except psutil.NoSuchProcess:
                return
            time.sleep(0.05)

    started = time.perf_counter()
    process.start()
    threading.Thread(target=watch, daemon=True).start()
    process.join()
    if process.exitcode:
        raise SystemExit(f"the build ended with {process.exitcode}")
    return path, time.perf_counter() - started, most[0]


def floor(folder: Path) -> float:
    """Seconds to read the number of every cell and to write it into a table, and nothing else."""
    path = folder / "floor.duckdb"
    path.unlink(missing_ok=True)
    started = time.perf_counter()
    with duckdb.connect(str(path)) as con:
        con.execute("SET enable_progress_bar = false")
        con.execute(
            f"CREATE TABLE t AS SELECT report, cell, value FROM read_parquet('{folder / 'store'}/*.facts.parquet')"
        )
    taken = time.perf_counter() - started
    path.unlink()
    return taken


def parts(folder: Path, count: int) -> pl.DataFrame:
    """Write parsed parts of made-up reports into a folder; returns what they contribute."""
    (folder / "store").mkdir(parents=True, exist_ok=True)
    contributions: list[Contribution] = []
    for _, _, own in write(folder / "store", count):
        contributions += own
    frame = contributed(contributions)
    frame.write_parquet(folder / "contributions.parquet")
    return frame


def without(frame: pl.DataFrame, hundredth: int) -> pl.DataFrame:
    return frame.with_row_index("n").filter(pl.col("n").hash(7) % 100 != hundredth).drop("n")


# -- the same questions elsewhere ---


def _cells(name: str) -> list[int]:
    return sorted({cell for each in in_sql(MEASURES[name]) for cell in each.cells})


class Pandas:
    """The facts and reports in memory, as a frame each."""

    name = "pandas"

    def __init__(self, database: Path, cells: list[int]) -> None:
        with duckdb.connect(str(database), read_only=True) as con:
            listed = ", ".join(map(str, cells))
            self.facts = con.sql(f"SELECT cell, report_no, value FROM fact_rows WHERE cell IN ({listed})").df()
            self.reports = con.sql(_REPORTS).df()
            self.findings = con.sql("SELECT report_no, check_id, verdict FROM finding_rows").df()

    def sums(self, cells: list[int], by: str | None) -> object:
        own = self.reports[["report_no", "year", *([by] if by else [])]]
        rows = self.facts[self.facts.cell.isin(cells)].merge(own, on="report_no")
        return rows.groupby([*([by] if by else []), "year", "cell"]).value.agg(["sum", "count"])

    def kinds(self) -> object:
        rows = self.findings[self.findings.verdict == "broken"].merge(self.reports[["report_no"]], on="report_no")
        return rows.groupby("check_id").size()

    def years(self) -> object:
        return pd.crosstab(self.reports.agency_key, self.reports.year).clip(upper=1).sum()


class Sqlite:
    """The facts and reports in a database with an index for each question."""

    name = "SQLite"

    def __init__(self, database: Path, cells: list[int], path: Path) -> None:
        path.unlink(missing_ok=True)
        self.con = sqlite3.connect(path)
        self.con.executescript(
            """
            PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF; PRAGMA cache_size = -1000000;
            CREATE TABLE facts (cell INTEGER, report_no INTEGER, value REAL);
            CREATE TABLE reports (report_no INTEGER PRIMARY KEY, year INTEGER, province TEXT, agency_key TEXT);
            CREATE TABLE findings (report_no INTEGER, check_id TEXT, verdict TEXT);
            """
        )
        with duckdb.connect(str(database), read_only=True) as con:
            listed = ", ".join(map(str, cells))
            for table, query in (
                ("facts", f"SELECT cell, report_no, value FROM fact_rows WHERE cell IN ({listed})"),
                ("reports", _REPORTS),
                ("findings", "SELECT report_no, check_id, verdict FROM finding_rows"),
            ):
                rows = con.execute(query)
                marks = ", ".join("?" * len(rows.description or ()))
                while some := rows.fetchmany(200_000):
                    self.con.executemany(f"INSERT INTO {table} VALUES ({marks})", some)
        self.con.executescript(
            """
            CREATE INDEX a ON facts (cell, report_no, value); CREATE INDEX b ON findings (verdict, check_id, report_no);
            CREATE INDEX c ON reports (year, agency_key); ANALYZE;
            """
        )

    def sums(self, cells: list[int], by: str | None) -> object:
        listed, name = ", ".join(map(str, cells)), by or "1"
        return self.con.execute(
            f"SELECT {name}, year, cell, sum(value), count(value) FROM facts JOIN reports USING (report_no) "
            f"WHERE cell IN ({listed}) GROUP BY {name}, year, cell"
        ).fetchall()

    def kinds(self) -> object:
        return self.con.execute(
            "SELECT check_id, count(*) FROM findings JOIN reports USING (report_no) WHERE verdict = 'broken' "
            "GROUP BY check_id"
        ).fetchall()

    def years(self) -> object:
        return self.con.execute("SELECT year, count(DISTINCT agency_key) FROM reports GROUP BY year").fetchall()


_REPORTS = """
    SELECT report_no, year, province, agency_key FROM report_rows
    WHERE superseded_by IS NULL AND layer = 'departments' AND year BETWEEN 2019 AND 2025
"""


def _milliseconds(do: Callable[[], object]) -> float:
    taken = []
    for _ in range(_RUNS):
        started = time.perf_counter()
        do()
        taken.append(1000 * (time.perf_counter() - started))
    return statistics.median(taken)


def _of_snapshot(database: Path, ask: Callable[[questions.Connection], object]) -> float:
    taken = []
    for _ in range(_RUNS):
        con = questions.connect(str(database))
        started = time.perf_counter()
        ask(con)
        taken.append(1000 * (time.perf_counter() - started))
        con.close()
    return statistics.median(taken)


def compare(database: Path, folder: Path, section: Section) -> None:
    """Ask questions of a snapshot, of pandas and of SQLite, and tell how long each takes."""
    many, few = _cells("applications"), _cells("penalties")
    both = sorted({*many, *few})
    asked: list[tuple[str, Callable[[questions.Connection], object], Callable[[Pandas | Sqlite], object]]] = [
        ("measures of applications by year", lambda con: questions.measured(con, _ALL, MEASURES["applications"]),
         lambda other: other.sums(many, None)),
        ("measures of applications by province",
         lambda con: questions.measured(con, _ALL, MEASURES["applications"], "province"),
         lambda other: other.sums(many, "province")),
        ("measures of penalties by year", lambda con: questions.measured(con, _ALL, MEASURES["penalties"]),
         lambda other: other.sums(few, None)),
        ("kinds of findings", lambda con: questions.finding_kinds(con, _ALL, "broken"), lambda other: other.kinds()),
        ("agencies by year", lambda con: questions.collected_by_year(con, _ALL), lambda other: other.years()),
    ]  # fmt: skip
    taken = {name: [_of_snapshot(database, ask)] for name, ask, _ in asked}
    makers: list[Callable[[], Pandas | Sqlite]] = [
        partial(Pandas, database, both), partial(Sqlite, database, both, folder / "instead.sqlite"),
    ]  # fmt: skip
    for maker in makers:
        started = time.perf_counter()
        other = maker()
        held = time.perf_counter() - started
        section.say(f"{other.name} holds the facts for these questions after {held:.0f} s.", "")
        for name, _, instead in asked:
            taken[name].append(_milliseconds(partial(instead, other)))
        del other
    (folder / "instead.sqlite").unlink()
    section.say("| question | here, ms | pandas, ms | times | SQLite, ms | times |", "|---|---:|---:|---:|---:|---:|")
    for name, (own, frames, rows) in taken.items():
        section.say(f"| {name} | {own:.0f} | {frames:,.0f} | {frames / own:.0f} | {rows:,.0f} | {rows / own:.0f} |")


def main() -> None:
    parser = argparse.ArgumentParser(
        "bench warehouse", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--reports", type=int, default=20_000)
    parser.add_argument("--parts", type=Path, help="a folder of parsed parts that this command wrote before")
    parser.add_argument("--folder", type=Path, help="where it works (a temporary folder)")
    parser.add_argument("--write", action="store_true", help="keep what is said in docs/performance.md")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(dir=options.folder) as scratch:
        folder = options.parts or Path(scratch)
        known = folder / "contributions.parquet"
        frame = pl.read_parquet(known) if known.exists() else parts(folder, options.reports)
        earlier, later = without(frame, 1), without(frame, 2)
        section = Section("warehouse", f"python -m bench warehouse --reports {later.height}")
        section.say(
            f"A snapshot of {later.height:,} made-up reports from parsed parts: as a whole, and renewed where of a "
            "hundred reports one is new and one gone. The floor is copying the number of every cell into a table.", "",
            "| | seconds | most memory, MB | bytes a report |", "|---|---:|---:|---:|",
            f"| floor | {floor(folder):.1f} | | |",
        )  # fmt: skip
        for name, of, before in (("whole", later, None), ("earlier", earlier, None), ("renewed", later, "earlier")):
            path, seconds, most = built(folder, of, name, folder / f"{before}.duckdb" if before else None)
            told = f"{seconds:.1f} | {most / 2**20:,.0f} | {path.stat().st_size / of.height:,.0f}"
            section.say(f"| {name} | {told} |")
        (folder / "earlier.duckdb").unlink()
        (folder / "whole.duckdb").unlink()
        section.say("", "The same questions, here the first over a connection, in pandas and SQLite asked again:", "")
        compare(folder / "renewed.duckdb", folder, section)
        (folder / "renewed.duckdb").unlink()
        if options.write:
            section.write()


if __name__ == "__main__":
    main()
