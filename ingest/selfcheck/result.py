"""What a check of one document amounts to, as a page shows it and as programs read it. Plain data."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from ingest.cells.finding import Finding
from ingest.read.numbers import UNREADABLE, Number
from ingest.report import Rejected, Report
from ingest.selfcheck.earlier import Earlier
from ingest.selfcheck.remarks import remarks, without_repetitions

CLEAN, FOUND, UNREAD = 0, 1, 2  # exit codes of a check, the gravest of its documents


@dataclass(frozen=True, slots=True)
class Result:
    """A report that was checked, or why it could not be: `findings` are all that should be looked at, in the order of
    lines; `before` is the agency's own earlier report that it was compared with."""

    name: str
    report: Report | None
    rejected: Rejected | None
    findings: Sequence[Finding]
    before: Earlier | None = None

    @property
    def code(self) -> int:
        """How grave it is: nothing to say, findings, or something that could not be read."""
        if self.report is None or any(fact.state == UNREADABLE for fact in self.report.parsed.facts.values()):
            return UNREAD
        return FOUND if self.findings else CLEAN


def result_of(name: str, outcome: Report | Rejected, before: Earlier | None = None) -> Result:
    """Check what came of one document."""
    if isinstance(outcome, Rejected):
        return Result(name, None, outcome, ())
    own = without_repetitions(outcome.checked.findings, outcome)
    found = [*own, *outcome.identity.findings, *remarks(outcome, before)]
    return Result(name, outcome, None, tuple(sorted(found, key=lambda each: each.line)), before)


def as_json(result: Result) -> Mapping[str, Any]:
    """A result as `python -m ingest check --json` prints it."""
    if result.report is None:
        assert result.rejected is not None
        nothing: dict[str, Any] = dict.fromkeys(("agency", "year", "published_on", "form", "compared_with"))
        nothing |= {"facts": [], "findings": [], "claims": []}
        return {"file": result.name, **nothing, "reason": result.rejected.reason, "detail": result.rejected.detail}
    who, parsed = result.report.identity, result.report.parsed
    return {
        "file": result.name,
        "agency": who.agency or who.agency_printed,
        "year": who.year,
        "published_on": who.published_on.isoformat() if who.published_on else None,
        "form": parsed.edition,
        "facts": [
            {"figure": figure, "applicant": applicant, "value": _number(fact.value), "unit": fact.unit,
             "state": fact.state, "printed": fact.printed, "line": fact.line or None}
            for (figure, applicant), fact in parsed.facts.items()
        ],
        "findings": [
            {"check_id": each.check, "verdict": each.verdict, "figure": each.figure, "applicant": each.applicant,
             "expected": _number(each.expected), "actual": _number(each.actual), "line": each.line or None,
             "message": each.message, "message_en": each.message_en}
            for each in result.findings
        ],
        "claims": [
            {"figure": each.figure, "applicant": each.applicant, "value": _number(each.value), "line": each.line,
             "passage": each.passage, "verdict": each.verdict, "counted": _number(each.counted)}
            for each in result.report.narrative
        ],
        "compared_with": None if result.before is None else result.before.year,
    }  # fmt: skip


def _number(value: Number | float | None) -> int | float | None:
    return None if value is None else int(value) if float(value).is_integer() else float(value)
