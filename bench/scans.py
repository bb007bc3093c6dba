"""python -m bench scans: how exactly photographs of printed reports are read, by condition, and how long a page takes.

Reports are printed by Chromium in several sizes and fonts, on one page or several; their pages are photographed at 150
to 200 dots an inch: skewed on a scanner, in perspective, bent, from a screen, badly lit. Needs requirements-ocr.txt.
"""

import argparse
import io
import sys
import time
from collections.abc import Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path

import pypdfium2

from bench.fidelity.filled import fill_at_random
from bench.fidelity.grade import Grade, grade
from bench.fidelity.made import Made
from bench.fidelity.photos import CONDITIONS
from bench.fidelity.printed import browser_page
from bench.fidelity.report import IDENTITY, IDENTITY_HEADS, cells, identities, slips_list, sum_of, table
from bench.fidelity.run import Total, seeds
from bench.fidelity.scans import make_photo
from ingest.read.scan import is_installed

_HEADS = (
    "condition", "reports", "pages", "rejected", "cells", "exact", "", "missed", "wrong", "silent", *IDENTITY_HEADS,
    "s a page",
)  # fmt: skip


@dataclass
class Condition:
    """What was read of the photographs in one condition."""

    total: Total = field(default_factory=Total)
    pages: int = 0
    seconds: float = 0.0


def read_and_time(document: Made) -> tuple[Grade, int, float]:
    """Grade one document; return also the number of its pages, and the seconds of processor time that it took."""
    started = time.process_time()
    graded = grade(document)
    seconds = time.process_time() - started
    pages = len(pypdfium2.PdfDocument(io.BytesIO(document.data))) if document.suffix == "pdf" else 1
    return graded, pages, seconds


def by_condition(conditions: dict[str, Condition]) -> str:
    """Return the figures by condition as a table in Markdown."""
    everything = Condition(
        sum_of(each.total for each in conditions.values()),
        sum(each.pages for each in conditions.values()),
        sum(each.seconds for each in conditions.values()),
    )
    rows = [
        (name, each.total.documents, each.pages, sum(each.total.rejected.values()), cells(each.total.traced),
         each.total.traced["exact"], f"{each.total.traced['exact'] / max(1, cells(each.total.traced)):.2%}",
         each.total.traced["missed"], each.total.traced["wrong"], each.total.traced["silent"],
         *identities(each.total), f"{each.seconds / max(1, each.pages):.1f}")
        for name, each in [*((f"`{name}`", each) for name, each in conditions.items()), ("**all**", everything)]
    ]  # fmt: skip
    return table(_HEADS, rows)


def page(conditions: dict[str, Condition], documents: int, seed: int) -> str:
    """Return the page docs/fidelity-scans.md."""
    totals = {name: each.total for name, each in conditions.items()}
    rejected = ", ".join(f"{name} {dict(total.rejected)}" for name, total in totals.items() if total.rejected)
    return "\n".join([
        "# Fidelity of scans", "",
        "How exactly photographs of printed reports are read, cell by cell. Forms are filled at random and printed on "
        "one page of small type or on several (8 to 12 points), in three fonts; each page is photographed at 150 to "
        "200 dots an inch and saved as a JPEG. This page is generated: do not edit it.", "",
        f"```\npython -m bench scans --documents {documents} --seed {seed} --write docs/fidelity-scans.md\n```", "",
        *(f"- `{name}`: {_first_line(make.__doc__)}" for name, make in CONDITIONS.items()), "",
        "**exact**: the printed number, or a blank read as a blank. **missed**: no number was given, though one is "
        "printed. **wrong**: another number, a number for a blank, or a blank for a number. **silent**: wrong, and no "
        "finding names the cell or an identity that it is part of. **s a page**: seconds of processor time.", "",
        IDENTITY, "", by_condition(conditions), "",
        f"Rejected: {rejected}." if rejected else "No report was rejected.", "",
        "Wrong cells, some of them:", "", slips_list(totals), "",
    ])  # fmt: skip


def _first_line(text: str | None) -> str:
    return (text or "").strip().splitlines()[0]


def run(documents: int, seed: int, processes: int) -> Iterator[tuple[str, Grade, int, float]]:
    """Print, photograph and read; yield each report as it is read."""
    with ProcessPoolExecutor(processes) as pool:
        pool.submit(len, ()).result()  # the workers are forked before a browser is running
        jobs: list[tuple[str, Future[tuple[Grade, int, float]]]] = []
        with browser_page() as tab:
            for turn in range(-(-documents // len(CONDITIONS))):
                for name in CONDITIONS:
                    (number,) = seeds(seed, name, turn + 1)[-1:]
                    made = make_photo(tab, fill_at_random(number), name, number)
                    jobs.append((name, pool.submit(read_and_time, made)))
        for name, job in jobs:
            yield name, *job.result()


def main(argv: list[str]) -> int:
    """Run with command-line arguments; return 1 if a cell was wrong in silence."""
    parser = argparse.ArgumentParser(prog="python -m bench scans", description=__doc__)
    parser.add_argument("--documents", type=int, default=50, help="reports to photograph, in all conditions together")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--processes", type=int, default=1)
    parser.add_argument("--write", type=Path, metavar="PAGE", help="write the page, e.g. docs/fidelity-scans.md")
    options = parser.parse_args(argv)
    if not is_installed():
        print("text recognition is not installed: pip install -r requirements-ocr.txt", file=sys.stderr)
        return 2
    conditions = {name: Condition() for name in CONDITIONS}
    for name, graded, pages, seconds in run(options.documents, options.seed, options.processes):
        conditions[name].total.add(graded)
        conditions[name].pages += pages
        conditions[name].seconds += seconds
        print(name, graded.seed, dict(graded.traced), graded.rejected, f"{seconds:.1f} s", file=sys.stderr, flush=True)
    print(by_condition(conditions), slips_list({name: each.total for name, each in conditions.items()}), sep="\n\n")
    if options.write:
        options.write.write_text(page(conditions, options.documents, options.seed), encoding="utf-8")
    return 1 if any(each.total.traced["silent"] for each in conditions.values()) else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
