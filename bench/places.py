"""python -m bench places [COUNT]: reports under bare and ambiguous names, placed rightly, left open or placed wrongly.

They go the real way: file, reader, identification, snapshot. One report placed wrongly is a failure.
"""

import argparse
import subprocess
import sys
import tempfile
from collections import Counter
from collections.abc import Iterable
from functools import cache
from itertools import count, islice
from pathlib import Path

import duckdb

from bench.placed import Case, make
from ingest.identify.reference import reference
from warehouse.publish import current

ROOT = Path(__file__).parents[1]
RIGHT, OPEN, WRONG, UNREAD = "placed rightly", "left open", "placed wrongly", "no report"
Outcome = tuple[Case, str, str | None]  # case, what became of it, the evidence


def made(how_many: int, seed: int = 1) -> list[Case]:
    """Return the first `how_many` made-up reports."""
    return list(islice((case for number in count() for case in make(number, seed)), how_many))


def outcomes(cases: Iterable[Case], folder: Path) -> list[Outcome]:
    """Write the reports to a folder, ingest them with the real command and compare their places with the truth."""
    cases = list(cases)
    for case in cases:
        path = folder / "reports" / case.source
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(case.data)
    command = [sys.executable, "-m", "ingest", str(folder / "reports"), "--warehouse", str(folder / "warehouse")]
    subprocess.run(command, cwd=ROOT, check=True, capture_output=True)
    with duckdb.connect(str(current(folder / "warehouse").path), read_only=True) as con:
        rows = con.execute("SELECT source, region_code, evidence FROM reports").fetchall()
    placed = {source: (code, evidence) for source, code, evidence in rows}
    return [(case, *_outcome(case, placed.get(case.source))) for case in cases]


def _outcome(case: Case, found: tuple[str | None, str | None] | None) -> tuple[str, str | None]:
    if found is None:
        return UNREAD, None
    code, evidence = found
    return (OPEN if code is None else RIGHT if _line(code) == _line(case.code) else WRONG), evidence


@cache
def _lines() -> dict[str, str]:
    return {each.code: each.line for each in reference().divisions.units}


def _line(code: str) -> str:
    """What stays of a division through a change of its code: 米林县 became 米林市 in 2023."""
    return _lines()[code]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("count", nargs="?", type=int, default=20_000)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as scratch:
        found = outcomes(made(options.count, options.seed), Path(scratch))
    counted = Counter((case.kind, outcome) for case, outcome, _ in found)
    columns = (RIGHT, OPEN, WRONG, UNREAD)
    print("| name: what tells its place |", " | ".join(columns), "|")
    print("|---" * (len(columns) + 1) + "|")
    for kind in sorted({kind for kind, _ in counted}):
        print(f"| {kind} |", " | ".join(f"{counted[kind, each]:,}" for each in columns), "|")
    total = Counter(outcome for _, outcome, _ in found)
    print("| **all** |", " | ".join(f"**{total[each]:,}**" for each in columns), "|")
    for case, outcome, evidence in found:
        if outcome == WRONG:
            print(f"wrong: {case.name} ({case.source}) by {evidence}", file=sys.stderr)
    sys.exit(1 if total[WRONG] else 0)
