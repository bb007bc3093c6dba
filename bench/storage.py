"""python -m bench storage [REPORTS]: compare ways to store facts: a long table sorted by cell, or a column per cell.

Generated reports of 200 cells, most of them zero, as in real reports. All layouts answer the same queries in the same
run; prints a Markdown table. A million reports temporarily need about 10 GB of disk space.
"""

import argparse
import os
import tempfile
import time
from pathlib import Path

import duckdb

_CELLS = 200
_VALUE = "CASE WHEN hash({cell}, r.range) % 10 < 7 THEN 0 ELSE hash({cell} * 7, r.range) % 5000 END::DOUBLE"
_LONG = f"""
    CREATE TABLE long AS
    SELECT cell, report_no, value, state, printed, line FROM (
        SELECT c.range::UTINYINT AS cell, r.range::INTEGER AS report_no,
               {_VALUE.format(cell="c.range")} AS value,
               'printed'::ENUM('printed', 'recovered', 'blank', 'absent', 'unreadable') AS state,
               value::BIGINT::VARCHAR AS printed, (30 + c.range)::INTEGER AS line
        FROM range($reports) r, range({_CELLS}) c
    )
"""


def _timed(con: duckdb.DuckDBPyConnection, query: str, repeat: int = 5, **values: object) -> float:
    best = float("inf")
    for _ in range(repeat):
        started = time.perf_counter()
        con.execute(query, values or None).fetchall()
        best = min(best, time.perf_counter() - started)
    return best


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("reports", nargs="?", type=int, default=1_000_000)
    count = parser.parse_args().reports
    with tempfile.TemporaryDirectory() as scratch:
        rows: dict[str, dict[str, float]] = {}
        for name, order in (("long, sorted by cell and report", "cell, report_no"),
                            ("long, sorted by report", "report_no, cell")):  # fmt: skip
            path = Path(scratch) / f"{order[:4]}.duckdb"
            con = duckdb.connect(str(path))
            con.execute("SET preserve_insertion_order = false")
            con.execute(f"SET temp_directory = '{scratch}/spill'")
            con.execute("CREATE TABLE reports AS SELECT range::INTEGER AS report_no, 2019 + range % 7 AS year"
                        " FROM range($n)", {"n": count})  # fmt: skip
            build = _timed(con, f"{_LONG} ORDER BY {order}", 1, reports=count)
            con.execute("CHECKPOINT")
            rows[name] = {"build": build, "size": os.path.getsize(path) / 2**20, **_questions(con, "long")}
            if order.startswith("cell"):
                con.execute(f"ATTACH '{scratch}/wide.duckdb' AS w")
                columns = ", ".join(_VALUE.format(cell=n) + f" AS c{n}" for n in range(_CELLS))
                wide = f"CREATE TABLE w.wide AS SELECT r.range::INTEGER AS report_no, {columns} FROM range($reports) r"
                took = _timed(con, wide, 1, reports=count)
                con.execute("CREATE TABLE w.reports AS FROM reports")
                con.execute("CHECKPOINT w")
                con.execute("DETACH w")
                with duckdb.connect(f"{scratch}/wide.duckdb", read_only=True) as other:
                    size = os.path.getsize(f"{scratch}/wide.duckdb") / 2**20
                    rows["wide, a column a cell (values alone)"] = {
                        "build": took, "size": size, **_questions(other, "wide"),
                    }  # fmt: skip
            con.close()
            path.unlink()
        heads = list(next(iter(rows.values())))
        print(f"{count:,} reports × {_CELLS} cells, {os.cpu_count()} cores\n")
        print("| layout | build s | MB | " + " | ".join(f"{h} ms" for h in heads[2:]) + " |")
        print("|---|" + "---|" * len(heads))
        for name, row in rows.items():
            print(f"| {name} | {row['build']:.0f} | {row['size']:.0f} | "
                  + " | ".join(f"{row[head] * 1000:.0f}" for head in heads[2:]) + " |")  # fmt: skip


def _questions(con: duckdb.DuckDBPyConnection, table: str) -> dict[str, float]:
    if table == "long":
        one = "SELECT year, sum(value) FROM long JOIN reports USING (report_no) WHERE cell = 17 GROUP BY year"
        many = ("SELECT year, cell, sum(value) FROM long JOIN reports USING (report_no)"
                " WHERE cell BETWEEN 30 AND 51 GROUP BY year, cell")  # fmt: skip
        single = "SELECT * FROM long WHERE report_no = 4711"
    else:
        one = "SELECT year, sum(c17) FROM wide JOIN reports USING (report_no) GROUP BY year"
        sums = ", ".join(f"sum(c{n})" for n in range(30, 52))
        many = f"SELECT year, {sums} FROM wide JOIN reports USING (report_no) GROUP BY year"
        single = "SELECT * FROM wide WHERE report_no = 4711"
    return {
        "one figure by year": _timed(con, one),
        "22 figures by year": _timed(con, many),
        "one report": _timed(con, single),
    }


if __name__ == "__main__":
    main()
