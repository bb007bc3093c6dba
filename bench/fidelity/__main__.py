"""python -m bench fidelity: how accurately documents are read, cell by cell, in every layout and format."""

import argparse
import sys
import time
from pathlib import Path

from bench.fidelity.real import grade_real, shared_folder
from bench.fidelity.report import page, slips_list, sum_of, totals_table
from bench.fidelity.run import Outcome, run
from bench.section import sections_of

_PROJECT = Path(__file__).parents[2]


def _arguments(argv: list[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m bench fidelity", description=__doc__)
    parser.add_argument("--documents", type=int, default=400, help="documents made, scans and damaged ones apart")
    parser.add_argument("--mutations", type=int, default=400, help="damaged documents")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--scans", type=int, default=0, help="scanned documents; reading one may take a minute")
    parser.add_argument("--write", type=Path, metavar="PAGE", help="write the page, e.g. docs/fidelity.md")
    return parser.parse_args(argv)


def _show(outcome: Outcome) -> None:
    for name, totals in (("layout", outcome.layouts), ("format", outcome.formats), ("damage", outcome.mutations)):
        if totals:
            print(totals_table(name, totals), end="\n\n")
            print(slips_list(totals), end="\n\n")
            for key, total in totals.items():
                if total.rejected:
                    print(f"{key}: rejected {dict(total.rejected)} {dict(total.crashes) or ''}")
            slow = max(totals.items(), key=lambda item: item[1].slowest)
            print(f"slowest document: {slow[1].slowest:.2f} s ({slow[0]})\n")
    for why in outcome.left_out:
        print(f"left out: {why}")


def main(argv: list[str]) -> int:
    """Run with command-line arguments; return 0, or 1 if the reader crashed on a document."""
    options = _arguments(argv)
    started = time.perf_counter()
    outcome = run(
        options.documents, options.mutations, options.seed, options.scans, lambda text: print(text, file=sys.stderr)
    )
    _show(outcome)
    folder = shared_folder(_PROJECT)
    grades, excerpts = grade_real(folder) if folder else ([], [])
    for one in grades:
        print(f"{one.layout}: {dict(one.traced)} {dict(one.others) or ''} {one.rejected} {one.seconds:.2f} s")
        for slip in one.slips[:3]:
            print(f"    {slip}")
    for excerpt in excerpts:
        print(f"{excerpt.name}: {dict(excerpt.states)} {excerpt.rejected}")
    print(f"{time.perf_counter() - started:.0f} s")
    if options.write:
        written = page(outcome, grades, excerpts) + sections_of(options.write)
        options.write.write_text(written, encoding="utf-8")
    crashes = sum_of([*outcome.layouts.values(), *outcome.mutations.values()]).crashes
    return 1 if crashes else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
