"""Read a document with the project's reader and grade every cell against the truth.

Grading treats the reader as a black box: bytes go in, facts and findings come out.
"""

import time
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from functools import cache
from typing import Protocol

from bench.fidelity.filled import Value
from bench.fidelity.made import Made
from bench.fidelity.statutory import MONEY, Cell
from forms import equations, within_report
from forms.normal import normal
from ingest.report import Rejected, Report, report_of

EXACT, MISSED, WRONG = "exact", "missed", "wrong"
RIGHT, OPEN = "right", "open"  # of an identity, beside WRONG
ARITHMETIC = within_report()


class FactLike(Protocol):
    """The attributes of a fact that grading needs."""

    @property
    def value(self) -> object: ...
    @property
    def unit(self) -> str | None: ...
    @property
    def state(self) -> str: ...


class FindingLike(Protocol):
    """The attributes of a finding that grading needs."""

    @property
    def check(self) -> str: ...
    @property
    def figure(self) -> str | None: ...
    @property
    def applicant(self) -> str | None: ...


@dataclass(frozen=True)
class Slip:
    """One wrong cell: what is printed and what was read."""

    cell: Cell
    truth: Value
    read: str
    silent: bool


@dataclass
class Grade:
    """How one document was read: cells by outcome, counted separately for those with a trace of their own."""

    layout: str
    suffix: str
    seed: int
    traced: Counter[str] = field(default_factory=Counter)
    others: Counter[str] = field(default_factory=Counter)
    unit_wrong: int = 0
    rejected: str = ""
    crash: str = ""
    seconds: float = 0.0
    slips: list[Slip] = field(default_factory=list)
    states: Counter[str] = field(default_factory=Counter)
    identity: str = ""


def same(left: object, right: object) -> bool:
    """Whether two numbers are equal as decimals."""
    return Decimal(str(left)) == Decimal(str(right))


def outcome(truth: Value, fact: FactLike | None, lost: bool = False) -> str:
    """Return exact, missed or wrong. For a lost cell, any answer except a different number is accepted."""
    if fact is None:
        return MISSED
    if fact.value is None:
        if fact.state == "blank" and not lost:
            return EXACT if truth is None else WRONG
        return MISSED
    return EXACT if truth is not None and same(fact.value, truth) else WRONG


@cache
def _identities(edition: int, single_row: bool) -> dict[Cell, list[tuple[str, frozenset[Cell]]]]:
    """For each cell, the identities that contain it: (check, all their cells)."""
    found: dict[Cell, list[tuple[str, frozenset[Cell]]]] = {}
    for equation in equations(edition, single_row):
        cells = frozenset((*(cell for cell, _ in equation.terms), equation.anchor))
        for cell in cells:
            found.setdefault(cell, []).append((equation.check, cells))
    return found


def covered(cell: Cell, findings: Iterable[FindingLike], edition: int, single_row: bool) -> bool:
    """Whether a finding names the cell's figure, or an identity that contains the cell."""
    own = _identities(edition, single_row).get(cell, [])
    for finding in findings:
        if finding.figure == cell[0]:
            return True
        if finding.check in ARITHMETIC and finding.figure is not None:
            named = (finding.figure, finding.applicant)
            if any(finding.check == check and named in cells for check, cells in own):
                return True
    return False


def grade(document: Made) -> Grade:
    """Read one document and grade its cells."""
    started = time.perf_counter()
    report = report_of(document.data)
    seconds = time.perf_counter() - started
    graded = Grade(document.layout, document.suffix, document.seed, seconds=seconds)
    if isinstance(report, Rejected):
        graded.rejected = report.reason
        graded.crash = report.detail if report.reason == "crashed" else ""
        graded.identity = OPEN if document.who else ""
        _count_all_missed(graded, document)
        return graded
    _count(graded, document, report)
    graded.identity = _identity(document, report) if document.who else ""
    return graded


def _identity(document: Made, report: Report) -> str:
    """Whether agency and year are those of the title: right; open if one of them was not decided; or wrong."""
    own = report.identity
    names = [normal(name) for name in (own.agency_printed, own.agency) if name]
    if (names and normal(document.who) not in names) or own.year not in (None, document.year):
        return WRONG
    return RIGHT if names and own.year is not None else OPEN


def _count_all_missed(graded: Grade, document: Made) -> None:
    for cell in document.truth:
        (graded.traced if cell in document.traced else graded.others)[MISSED] += 1


def _count(graded: Grade, document: Made, report: Report) -> None:
    facts: Mapping[Cell, FactLike] = report.parsed.facts
    findings = report.checked.findings
    graded.states.update(fact.state for fact in facts.values())
    for cell, truth in document.truth.items():
        counts = graded.traced if cell in document.traced else graded.others
        fact = facts.get(cell)
        result = outcome(truth, fact, cell in document.lost)
        counts[result] += 1
        if result == WRONG and fact is not None:
            silent = not covered(cell, findings, document.edition, document.single_row)
            counts["silent"] += silent
            graded.slips.append(Slip(cell, truth, fact.state if fact.value is None else str(fact.value), silent))
        if result == EXACT and truth is not None and cell[0] in MONEY and fact is not None:
            graded.unit_wrong += fact.unit != document.units.get(cell)
    # A number in a cell that the printed form does not have counts as a wrong number.
    for cell, fact in facts.items():
        if cell not in document.truth and fact.value is not None:
            silent = not covered(cell, findings, document.edition, document.single_row)
            graded.others.update({WRONG: 1, "silent": int(silent)})
            graded.slips.append(Slip(cell, None, str(fact.value), silent))
