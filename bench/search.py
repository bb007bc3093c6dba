"""python -m bench search [NAMES]: response time of the search box for several inputs, over generated agencies.

The agencies combine counties and prefectures with organs, spelled as in a snapshot. The floor is one scan of the names
alone. Prints a Markdown table.
"""

import argparse
import random
import statistics
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import duckdb
import polars as pl

from ingest.identify.reference import agency_types, reference
from ingest.identify.spelling import spelling
from warehouse.questions.found import names_like
from warehouse.schema import create_table, tables

_TYPED = ("平", "平潭", "平潭县财政", "卫健委", "pt", "pingtan", "ptxczj", "pingtanxian 2020", "没有这个机关")
_RUNS = 5


def made(count: int) -> pl.DataFrame:
    """Return rows of `name_rows` for `count` agencies, with their spellings."""
    organs = [line[0] for kind in agency_types().values() for line in kind.lines]
    units = [each for each in reference().divisions.units if each.level != "province"]
    pairs = [(unit, organ + more) for more in ("", "分局", "大队", "服务中心") for unit in units for organ in organs]
    chosen = random.Random(1).sample(pairs, min(count, len(pairs)))
    letters = [spelling().spell(unit.name + organ, (unit.name,)) for unit, organ in chosen]
    return pl.DataFrame({
        "kind": ["agency"] * len(chosen), "key": [str(number) for number in range(len(chosen))],
        "name": [unit.name + organ for unit, organ in chosen], "pinyin": [whole for whole, _ in letters],
        "initials": [initials for _, initials in letters], "province": ["某省"] * len(chosen),
        "prefecture": ["某市"] * len(chosen), "county": [unit.name for unit, _ in chosen],
        "reports": [5] * len(chosen), "first_year": [2019] * len(chosen), "last_year": [2024] * len(chosen),
    })  # fmt: skip


def _timed(ask: Callable[[], object]) -> float:
    ask()
    runs = []
    for _ in range(_RUNS):
        started = time.perf_counter()
        ask()
        runs.append(time.perf_counter() - started)
    return 1000 * statistics.median(runs)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("names", nargs="?", type=int, default=1_000_000)
    started = time.perf_counter()
    frame = made(parser.parse_args().names)
    print(f"{frame.height:,} names, made and spelled in {time.perf_counter() - started:.1f} s\n")
    with tempfile.TemporaryDirectory() as scratch:
        path = Path(scratch) / "names.duckdb"
        with duckdb.connect(str(path)) as con:
            con.execute(create_table(tables()["name_rows"]))
            con.register("made", frame.to_arrow())
            con.execute("INSERT INTO name_rows BY NAME SELECT * FROM made")
        con = duckdb.connect(str(path), read_only=True)
        print("| typed | found | ms, median of five | floor |")
        print("|---|---|---|---|")
        for typed in _TYPED:
            query = "SELECT count(*) FROM name_rows WHERE contains(name, $word)"
            floor = _timed(lambda word=typed, query=query: con.execute(query, {"word": word}).fetchall())  # type: ignore[misc]
            took = _timed(lambda typed=typed: names_like(con, typed))  # type: ignore[misc]
            print(f"| {typed} | {names_like(con, typed).height} | {took:.0f} | {floor:.0f} |")
        con.close()


if __name__ == "__main__":
    main()
