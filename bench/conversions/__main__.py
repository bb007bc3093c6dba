"""python -m bench conversions: how exactly the output of the tools that people convert reports with is read."""

import argparse
import sys
import time
from pathlib import Path

from bench.conversions.failures import write_failures
from bench.conversions.report import page, printed_tables
from bench.conversions.run import run
from bench.fidelity.real import shared_folder

_PROJECT = Path(__file__).parents[2]


def _arguments(argv: list[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m bench conversions", description=__doc__)
    parser.add_argument("--documents", type=int, default=8, help="documents made in every layout")
    parser.add_argument("--alone", action="store_true", help="without what one would take instead, which is slow")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument(
        "--failures", type=Path, metavar="FOLDER", help="write documents not read in full into a folder"
    )
    parser.add_argument("--write", type=Path, metavar="PAGE", help="write the page, e.g. docs/fidelity-converted.md")
    return parser.parse_args(argv)


def _tell(text: str) -> None:
    print(text, file=sys.stderr)


def main(argv: list[str]) -> int:
    """Run with command-line arguments."""
    options = _arguments(argv)
    started = time.perf_counter()
    sample = _PROJECT / "data" / "reports"
    shared = shared_folder(_PROJECT)
    result = run(options.seed, options.documents, shared, sample, not options.alone, _tell)
    print(printed_tables(result))
    print(f"{time.perf_counter() - started:.0f} s")
    if options.write:
        options.write.write_text(page(result), encoding="utf-8")
    if options.failures:
        write_failures(options.failures, result.failures)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
