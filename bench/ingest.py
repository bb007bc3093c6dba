"""python -m bench ingest [--reports N]: documents a second, beside a floor and what one would write instead.

Made-up reports as text and web pages in several layouts. The floor, on as many processes, is what no ingest can do
without: reading, hashing, decoding and splitting the same files. Instead: pandas reads the tables of each file as they
are, without knowing what they are, on one process.
"""

import argparse
import hashlib
import io
import os
import random
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path

import pandas as pd
import psutil

from bench.made_up.__main__ import write
from bench.section import Section
from bench.serve import in_use
from bench.served import ROOT

_INSTEAD = 300  # documents that pandas reads


def floor(paths: list[str]) -> int:
    """Read, hash, decode and split; return the number of lines so that nothing is optimised away."""
    lines = 0
    for path in paths:
        with open(path, "rb") as stream:
            data = stream.read()
        hashlib.sha256(data).hexdigest()
        lines += len(data.decode("utf-8", errors="replace").split("\n"))
    return lines


def instead(paths: list[str]) -> int:
    """Read the tables of files with pandas; returns the number of cells."""
    cells = 0
    for path in paths:
        with open(path, "rb") as stream:
            text = stream.read().decode("gb18030" if "gb2312" in path else "utf-8", errors="replace")
        if path.endswith(".html"):
            frames = pd.read_html(io.StringIO(text))
        else:
            frames = [pd.DataFrame([line.split("\t") for line in text.split("\n")])]
        cells += sum(frame.size for frame in frames)
    return cells


def ingested(command: list[str]) -> tuple[float, int]:
    """Run the command; returns its seconds, and the most bytes of memory that all its processes had in use."""
    started, most = time.perf_counter(), 0
    process = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True)
    said: list[str] = []
    reader = threading.Thread(target=lambda: said.extend(process.stderr or ()), daemon=True)
    reader.start()
    own = psutil.Process(process.pid)
    while process.poll() is None:
        try:
            most = max(most, in_use(own))
        except psutil.NoSuchProcess:
            break
        time.sleep(0.1)
    if process.wait():
        raise SystemExit("".join(said[-5:]))
    return time.perf_counter() - started, most


def _timed(pool: ProcessPoolExecutor, paths: list[str], workers: int) -> float:
    started = time.perf_counter()
    list(pool.map(floor, [paths[n::workers] for n in range(workers)]))
    return time.perf_counter() - started


def _change(paths: list[str]) -> None:
    """Change a hundredth of the files: a blank line more at the end."""
    for path in random.Random(1).sample(paths, max(1, len(paths) // 100)):
        with open(path, "ab") as stream:
            stream.write(b"\n")


def main() -> None:
    parser = argparse.ArgumentParser(
        "bench ingest", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--reports", type=int, default=10_000)
    parser.add_argument("--repeats", type=int, default=3)
    parser.add_argument("--folder", type=Path, help="where it works (a temporary folder)")
    parser.add_argument("--write", action="store_true", help="keep what is said in docs/performance.md")
    options = parser.parse_args()
    workers = os.cpu_count() or 1
    rows: dict[str, list[tuple[float, int]]] = {}
    with tempfile.TemporaryDirectory(dir=options.folder) as scratch:
        reports = Path(scratch) / "reports"
        write(reports, options.reports)
        paths = [str(path) for path in sorted(reports.rglob("*")) if path.is_file()]
        size = sum(os.path.getsize(path) for path in paths)
        time.sleep(2.5)  # age the files: the ledger distrusts recently modified ones
        few = random.Random(1).sample(paths, min(_INSTEAD, len(paths)))
        with ProcessPoolExecutor(workers) as pool:
            _timed(pool, paths, workers)  # into the system's cache
            for _ in range(options.repeats):
                rows.setdefault(f"floor, {workers} processes", []).append((_timed(pool, paths, workers), 0))
        for repeat in range(options.repeats):
            warehouse = Path(scratch) / f"warehouse{repeat}"
            command = [sys.executable, "-m", "ingest", str(reports), "--warehouse", str(warehouse)]
            rows.setdefault("ingest, from nothing", []).append(ingested(command))
            rows.setdefault("again, nothing changed", []).append(ingested(command))
            _change(paths)
            time.sleep(2.5)
            rows.setdefault("again, a hundredth changed", []).append(ingested(command))
            started = time.perf_counter()
            instead(few)
            taken = (time.perf_counter() - started) * len(paths) / len(few)
            rows.setdefault(f"instead: pandas, by {len(few)} of them", []).append((taken, 0))
        section = Section("ingest", f"python -m bench ingest --reports {options.reports} --repeats {options.repeats}")
        section.say(
            f"{len(paths):,} made-up reports as text and web pages, {size / 2**20:,.0f} MB; medians of "
            f"{options.repeats}. The floor is reading, hashing, decoding and splitting the same files.",
            "",
            "| | seconds | documents a second | times the floor | most memory of all processes, MB |",
            "|---|---:|---:|---:|---:|",
        )
        least = statistics.median(seconds for seconds, _ in rows[f"floor, {workers} processes"])
        for name, measured in rows.items():
            seconds = statistics.median(each for each, _ in measured)
            memory = max(most for _, most in measured)
            told = f"{memory / 2**20:,.0f}" if memory else ""
            section.say(f"| {name} | {seconds:.2f} | {len(paths) / seconds:,.0f} | {seconds / least:.0f} | {told} |")
        if options.write:
            section.write()


if __name__ == "__main__":
    main()
