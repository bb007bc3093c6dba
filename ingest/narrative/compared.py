"""What the narrative states beside what the tables count: they agree, they differ, or they cannot be compared. Pure."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import chain
from typing import Protocol

from forms import CellId, figures
from forms.claims import claims, problems
from ingest.cells.fact import Fact, Parsed
from ingest.cells.finding import BROKEN, Finding, InBoth
from ingest.narrative.claims import Claim, claims_of
from ingest.narrative.problems import problems_of
from ingest.parts import Part
from ingest.read.numbers import Number

AGREE, DIFFER, INCOMPARABLE, UNCOUNTED = "agree", "differ", "incomparable", "uncounted"
VERDICTS = (AGREE, DIFFER, INCOMPARABLE, UNCOUNTED)
PROBLEM = "problem."  # before the kind of a problem, in place of a figure
_ROUGH = Decimal("0.1")  # of a number that is stated as about: how far the table may be from it


class Named(Protocol):
    """Whose report it is, as it prints it, and on which year."""

    @property
    def agency_printed(self) -> str | None: ...

    @property
    def year(self) -> int | None: ...


@dataclass(frozen=True, slots=True)
class Compared:
    """A claim with what the table counts: `counted` is None where no table does, or a cell has no number.

    `value` is None for a problem that part five names: its `figure` is `problem.` and its kind.
    """

    figure: str
    applicant: str | None
    value: Number | None
    is_exact: bool
    line: int
    passage: str
    verdict: str
    counted: Number | None = None


def narrative_of(
    lines: Sequence[str], tables: Collection[int], parsed: Parsed, parts: Sequence[Part], who: Named
) -> tuple[Compared, ...]:
    """Everything that the narrative of a report says, in the order of its lines."""
    stated = (compared(claim, parsed) for claim in claims_of(lines, tables, who.agency_printed, who.year))
    named = (
        Compared(f"{PROBLEM}{kind}", None, None, True, line, passage, UNCOUNTED)
        for kind, line, passage in problems_of(lines, parts)
    )
    return tuple(sorted(chain(stated, named), key=lambda each: each.line))


def compared(claim: Claim, parsed: Parsed) -> Compared:
    """Compare a claim with the cells that it is about.

    It differs only where every right reading of its words has numbers and none of them is the one stated.
    """
    claimed = claims()[claim.figure]
    readings = claimed.cells(parsed.edition, claim.applicant) if claimed.means else []
    cells = [[cell for cell in reading if cell in parsed.facts] for reading in readings]
    counts = [_sum(reading, parsed.facts, claimed.unit) for reading in cells]
    fitting = [count for count in counts if count is not None and _fits(claim, count)]
    if not claimed.means:
        verdict, counted = UNCOUNTED, None
    elif fitting:
        verdict, counted = AGREE, fitting[0]
    elif not counts or None in counts:
        verdict, counted = INCOMPARABLE, None
    else:
        verdict, counted = DIFFER, counts[0]
    return Compared(
        claim.figure, claim.applicant, claim.value, claim.is_exact, claim.line, claim.passage, verdict, counted
    )


def _sum(cells: Sequence[CellId], facts: Mapping[CellId, Fact], unit: str | None) -> Number | None:
    """The sum of some cells, None where one has no number; money in 万元."""
    values = [_in_unit(facts[cell], unit) for cell in cells]
    return sum(value for value in values if value is not None) if values and None not in values else None


def _in_unit(fact: Fact, unit: str | None) -> Number | None:
    if fact.value is None or unit != "万元" or fact.unit == unit:
        return fact.value
    return Decimal(fact.value) / 10_000 if fact.unit == "元" else None


def _fits(claim: Claim, count: Number) -> bool:
    apart = abs(Decimal(count) - Decimal(claim.value))
    if claim.is_exact and not claim.step:
        return apart == 0 or (isinstance(claim.value, Decimal) and apart <= _last_place(claim.value) / 2)
    digits = str(claim.value)
    zeros = len(digits) - len(digits.rstrip("0"))
    rough = 0 if claim.is_exact else max(Decimal(10) ** zeros, _ROUGH * Decimal(claim.value))
    return apart <= max(Decimal(claim.step), rough)


def _last_place(value: Decimal) -> Decimal:
    return Decimal(1).scaleb(int(value.as_tuple().exponent))


def differences(narrative: Sequence[Compared]) -> Iterator[Finding]:
    """A finding for each number of the text that the table contradicts; which of the two is right it cannot tell."""
    for each in narrative:
        if each.verdict != DIFFER:
            continue
        claimed = claims()[each.figure]
        words = {
            "label": InBoth(claimed.brief("zh"), claimed.brief("en")),
            "passage": each.passage,
            "stated": f"{each.value}",
            "counted": f"{each.counted}",
        }
        is_cell = each.figure in figures()
        yield Finding(
            "text", BROKEN, "text_differs", each.figure if is_cell else None, each.line, words,
            (each.applicant or "total") if is_cell and figures()[each.figure].by_applicant else None,
            actual=each.value,
        )  # fmt: skip


def claim_ids() -> tuple[str, ...]:
    """Everything that a row of `claims` may be about."""
    return (*claims(), *(f"{PROBLEM}{each}" for each in problems()))
