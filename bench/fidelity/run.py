"""Generate many documents, read and grade them in several processes, and add up the grades."""

import os
from collections import Counter
from collections.abc import Callable, Container, Iterator, Mapping
from concurrent.futures import Future, ProcessPoolExecutor
from contextlib import ExitStack
from dataclasses import dataclass, field
from functools import partial

from bench.fidelity.archives import ZIP_LAYOUTS, make_zip
from bench.fidelity.filled import Filled, fill_at_random
from bench.fidelity.grade import Grade, Slip, grade
from bench.fidelity.layouts import TEXT_LAYOUTS, make_text
from bench.fidelity.made import Made
from bench.fidelity.markup import MARKUP_LAYOUTS, make_markup
from bench.fidelity.mutate import KINDS, make_mutated
from bench.fidelity.office import OFFICE_LAYOUTS, installed, make_by_office
from bench.fidelity.other_formats import OTHER_LAYOUTS, make_other
from bench.fidelity.placed import OFD_LAYOUTS, make_ofd
from bench.fidelity.printed import PRINT_LAYOUTS, browser_page, make_pdf
from bench.fidelity.scans import SCAN_LAYOUTS, make_scan
from bench.fidelity.wordfile import DOCX_LAYOUTS, make_docx

Make = Callable[[Filled, str, int], Made]
# Documents per layout relative to a text layout: slower formats are generated less often.
_SHARES = {"text": 1.0, "html": 1.0, "docx": 0.5, "pdf": 0.25, "office": 0.25, "zip": 0.5, "other": 0.5}
_CHUNK = 20
_SLIPS_KEPT = 40


@dataclass
class Total:
    """The grades of many documents added up."""

    documents: int = 0
    traced: Counter[str] = field(default_factory=Counter)
    others: Counter[str] = field(default_factory=Counter)
    rejected: Counter[str] = field(default_factory=Counter)
    crashes: Counter[str] = field(default_factory=Counter)
    identities: Counter[str] = field(default_factory=Counter)
    unit_wrong: int = 0
    slowest: float = 0.0
    slips: list[tuple[str, int, Slip]] = field(default_factory=list)

    def add(self, one: Grade) -> None:
        """Count one more document."""
        self.documents += 1
        self.traced.update(one.traced)
        self.others.update(one.others)
        if one.identity:
            self.identities[one.identity] += 1
        if one.rejected:
            self.rejected[one.rejected] += 1
        if one.crash:
            self.crashes[f"{one.layout}, seed {one.seed}: {one.crash}"] += 1
        self.unit_wrong += one.unit_wrong
        self.slowest = max(self.slowest, one.seconds)
        self.slips += [(one.layout, one.seed, slip) for slip in one.slips if slip.silent]
        if len(self.slips) < _SLIPS_KEPT:
            self.slips += [(one.layout, one.seed, slip) for slip in one.slips if not slip.silent][:2]


@dataclass
class Outcome:
    """The result of a run: totals by layout, file format and kind of damage, and what was left out and why."""

    layouts: dict[str, Total] = field(default_factory=dict)
    formats: dict[str, Total] = field(default_factory=dict)
    mutations: dict[str, Total] = field(default_factory=dict)
    left_out: list[str] = field(default_factory=list)
    seed: int = 0
    documents: int = 0
    mutated: int = 0
    scans: int = 0


def plan(documents: int) -> dict[str, int]:
    """Return the number of documents per layout, except scans."""
    kinds: dict[str, str] = {
        **dict.fromkeys(TEXT_LAYOUTS, "text"), **dict.fromkeys(MARKUP_LAYOUTS, "html"),
        **dict.fromkeys(DOCX_LAYOUTS, "docx"), **dict.fromkeys(PRINT_LAYOUTS, "pdf"),
        **dict.fromkeys(OFFICE_LAYOUTS, "office"), **dict.fromkeys(ZIP_LAYOUTS, "zip"),
        **dict.fromkeys(OTHER_LAYOUTS, "other"), **dict.fromkeys(OFD_LAYOUTS, "other"),
    }  # fmt: skip
    whole = sum(_SHARES[kind] for kind in kinds.values())
    return {name: max(1, round(documents * _SHARES[kind] / whole)) for name, kind in kinds.items()}


def seeds(seed: int, layout: str, count: int) -> list[int]:
    """Return the seeds for the forms of a layout; every layout has its own."""
    start = seed * 1_000_000_007 + sum(ord(char) * 31**n for n, char in enumerate(layout)) % 1_000_003 * 1_000
    return [start + n for n in range(count)]


def _maker(name: str) -> Make | None:
    makers: tuple[tuple[Container[str], Make], ...] = (
        (TEXT_LAYOUTS, make_text), (MARKUP_LAYOUTS, make_markup), (DOCX_LAYOUTS, make_docx),
        (OTHER_LAYOUTS, make_other), (OFD_LAYOUTS, make_ofd),
    )  # fmt: skip
    for layouts, make in makers:
        if name in layouts:
            return make
    return make_zip if name in ZIP_LAYOUTS else None


def make_and_grade(name: str, numbers: list[int]) -> list[Grade]:
    """Generate and grade the documents for some seeds in a layout that needs no external program."""
    make = _maker(name)
    assert make is not None, name
    return [grade(make(fill_at_random(number), name, number)) for number in numbers]


def mutate_and_grade(kind: str, numbers: list[int]) -> list[Grade]:
    """Generate and grade damaged documents for some seeds."""
    return [grade(document) for number in numbers if (document := make_mutated(kind, number)) is not None]


def grade_all(documents: list[Made]) -> list[Grade]:
    """Grade existing documents."""
    return [grade(document) for document in documents]


def _chunks(numbers: list[int], size: int = _CHUNK) -> Iterator[list[int]]:
    yield from (numbers[at : at + size] for at in range(0, len(numbers), size))


Jobs = list[tuple[str, Future[list[Grade]]]]


def run(documents: int, mutations: int, seed: int, scans: int, tell: Callable[[str], None]) -> Outcome:
    """Generate, read and grade; all counts depend only on the arguments."""
    outcome = Outcome(seed=seed, documents=documents, mutated=mutations, scans=scans)
    jobs: Jobs = []
    damaged: Jobs = []
    with ProcessPoolExecutor(os.cpu_count() or 1) as pool:
        # All workers are forked with the first job, before a browser is running whose state they would inherit.
        pool.submit(grade_all, []).result()
        planned = plan(documents) if documents else {}
        for name, count in planned.items():
            if _maker(name):
                jobs += [(name, pool.submit(make_and_grade, name, part)) for part in _chunks(seeds(seed, name, count))]
        for kind in KINDS if mutations else ():
            numbers = seeds(seed, kind, max(1, round(mutations / len(KINDS))))
            damaged += [(kind, pool.submit(mutate_and_grade, kind, part)) for part in _chunks(numbers)]
        jobs += _by_office(pool, planned, seed, outcome)
        jobs += _by_browser(pool, planned, seed, scans, outcome)
        for number, (name, job) in enumerate(jobs):
            for one in job.result():
                _add(outcome.layouts, name, one)
                _add(outcome.formats, one.suffix if name not in SCAN_LAYOUTS else f"scan ({one.suffix})", one)
            if number % 20 == 19:
                tell(f"{number + 1} of {len(jobs)} batches read")
        for kind, job in damaged:
            for one in job.result():
                _add(outcome.mutations, kind, one)
    return outcome


def _add(totals: dict[str, Total], name: str, one: Grade) -> None:
    totals.setdefault(name, Total()).add(one)


def _by_office(pool: ProcessPoolExecutor, planned: Mapping[str, int], seed: int, outcome: Outcome) -> Jobs:
    names = [name for name in OFFICE_LAYOUTS if name in planned]
    if names and not installed():
        outcome.left_out.append(f"{', '.join(names)}: LibreOffice (`soffice`) is not installed")
        return []
    jobs: Jobs = []
    for name in names:
        forms = [(fill_at_random(number), number) for number in seeds(seed, name, planned[name])]
        jobs += [(name, pool.submit(grade_all, [document])) for document in make_by_office(forms, name)]
    return jobs


def _by_browser(pool: ProcessPoolExecutor, planned: Mapping[str, int], seed: int, scans: int, outcome: Outcome) -> Jobs:
    wanted = {name: planned[name] for name in PRINT_LAYOUTS if name in planned}
    wanted |= {name: (scans + n) // len(SCAN_LAYOUTS) for n, name in enumerate(SCAN_LAYOUTS)}
    jobs: Jobs = []
    if not any(wanted.values()):
        return jobs
    with ExitStack() as stack:
        try:
            tab = stack.enter_context(browser_page())
        except FileNotFoundError as error:
            outcome.left_out.append(f"{', '.join(wanted)}: {error}")
            return jobs
        for name, count in wanted.items():
            make = partial(make_scan if name in SCAN_LAYOUTS else make_pdf, tab)
            for number in seeds(seed, name, count):
                jobs.append((name, pool.submit(grade_all, [make(fill_at_random(number), name, number)])))
    return jobs
