"""Speed of reading names: names per second on one core with the tables loaded, and the time to load them."""

import csv
import os
import random
import statistics
import subprocess
import sys
import time
from pathlib import Path

from ingest.identify import Context, name_agency
from ingest.identify.reference import reference

ROOT = Path(__file__).parents[1]
_ORGANS = ("卫生健康局", "教育局", "市监局", "住建局", "人社局", "人民政府", "农业农村局", "自然资源局", "政府办")
_RUNS = 5
_LOAD = """
import time
from ingest.identify import reference
start = time.perf_counter()
reference.reference().divisions.year(2022)
reference.towns(), reference.counties_of_town(), reference.telephone_areas(), reference.postcodes()
print(time.perf_counter() - start)
"""


def listed() -> list[tuple[str, int]]:
    """Return the names of the test lists, which cover all known traps."""
    found = []
    for name in ("agency_names", "agency_titles"):
        with (ROOT / "tests" / f"{name}.tsv").open(encoding="utf-8", newline="") as stream:
            rows = csv.DictReader(stream, delimiter="\t", quoting=csv.QUOTE_NONE)
            found += [(row["printed"], int(row["year"])) for row in rows]
    return found


def usual(seed: int = 1) -> list[tuple[str, int]]:
    """Return typical names: a county of any year, half of them with their city, and an organ."""
    chance = random.Random(seed)
    found = []
    for year in range(2019, 2026):
        index = reference().divisions.year(year)
        for each in index.coded.values():
            city = index.coded.get(each.parent)
            if each.level == "county" and city is not None:
                front = city.name if chance.random() < 0.5 else ""
                found.append((f"{front}{each.name}{chance.choice(_ORGANS)}", year))
    return found


def _per_second(names: list[tuple[str, int]]) -> float:
    start = time.perf_counter()
    for name, year in names:
        name_agency(name, Context(year))
    return len(names) / (time.perf_counter() - start)


def _floor(names: list[tuple[str, int]]) -> float:
    """Names per second for the minimum of reading a name: one table lookup for each of its prefixes."""
    table = {each.name: each for each in reference().divisions.units}
    start = time.perf_counter()
    for name, _ in names:
        for length in range(len(name), 1, -1):
            table.get(name[:length])
    return len(names) / (time.perf_counter() - start)


def loading() -> float:
    """Return the seconds needed to load all tables, in a new process."""
    done = subprocess.run(
        [sys.executable, "-c", _LOAD], check=True, capture_output=True, text=True, cwd=ROOT, env=os.environ
    )
    return float(done.stdout)


def main() -> None:
    print("| names | how many | names a second, median of five | floor |")
    print("|---|---|---|---|")
    for title, names in (("as most titles have them", usual()), ("the lists of traps", listed())):
        _per_second(names)
        measured = statistics.median(_per_second(names) for _ in range(_RUNS))
        print(f"| {title} | {len(names):,} | {measured:,.0f} | {_floor(names):,.0f} |")
    print(f"\nLoading all tables: {1000 * statistics.median(loading() for _ in range(_RUNS)):.0f} ms")


if __name__ == "__main__":
    main()
