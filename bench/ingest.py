"""python -m bench ingest [COUNT] [--sources DIR]: ingest speed, compared with a floor measured in the same run.

The floor is the minimum for any ingest: reading, hashing, decoding and splitting the same files into lines.
"""

import argparse
import hashlib
import os
import subprocess
import sys
import tempfile
import time
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path

from bench.reports import ROOT, make


def floor(paths: list[str]) -> int:
    """Read, hash, decode and split; return the number of lines so that nothing is optimised away."""
    lines = 0
    for path in paths:
        with open(path, "rb") as stream:
            data = stream.read()
        hashlib.sha256(data).hexdigest()
        lines += len(data.decode("utf-8").split("\n"))
    return lines


def _timed(command: list[str]) -> tuple[float, str]:
    started = time.perf_counter()
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True)
    return time.perf_counter() - started, done.stdout


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("count", nargs="?", type=int, default=10_000)
    parser.add_argument("--sources", type=Path, default=ROOT / "data" / "reports")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as scratch:
        reports, warehouse = Path(scratch) / "reports", Path(scratch) / "warehouse"
        make(reports, options.count, options.sources)
        paths = [str(path) for path in sorted(reports.rglob("*.txt"))]
        size = sum(os.path.getsize(path) for path in paths)
        time.sleep(2.5)  # age the files: the ledger distrusts recently modified ones
        started = time.perf_counter()
        floor(paths)
        one = time.perf_counter() - started
        workers = os.cpu_count() or 1
        started = time.perf_counter()
        with ProcessPoolExecutor(workers) as pool:
            list(pool.map(floor, [paths[n::workers] for n in range(workers)]))
        many = time.perf_counter() - started
        command = [sys.executable, "-m", "ingest", str(reports), "--warehouse", str(warehouse)]
        first, printed = _timed(command)
        again, printed_again = _timed(command)
        Path(paths[0]).write_text(Path(paths[0]).read_text(encoding="utf-8") + "\n", encoding="utf-8")
        changed, _ = _timed(command)
        database = max(warehouse.glob("nianbao-*.duckdb"), key=os.path.getmtime)
        count = len(paths)
        print(printed, printed_again, sep="\n")
        print(f"| {count} reports, {size / 2**20:.0f} MB | seconds | reports a second |\n|---|---|---|")
        for name, seconds in (
            ("floor, one process", one),
            (f"floor, {workers} processes", many),
            ("first ingest", first),
            ("again, nothing changed", again),
            ("again, one file changed", changed),
        ):
            print(f"| {name} | {seconds:.2f} | {count / seconds:,.0f} |")
        print(f"\nfirst / again: {first / again:.1f} times; database {database.stat().st_size / 2**20:.1f} MB")


if __name__ == "__main__":
    main()
