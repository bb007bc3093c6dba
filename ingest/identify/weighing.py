"""Of all statements, the agency and the year that they leave no doubt about; contradictions as findings. Pure.

A statement of a higher rank is believed against those below it, and the difference is a finding. Statements of one
rank that differ decide nothing, unless exactly one of them is supported by others.
"""

from collections.abc import Callable, Hashable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from ingest.cells.finding import BROKEN, UNTESTABLE, Finding, InBoth
from ingest.identify.naming import recognised, same
from ingest.identify.statement import Statement, kind_words, rank

_YEAR_ENDS = 12  # a report on a year is not published before this month of it
_WHOLES = ("government", "township", "subdistrict", "development_zone")
_CONTRADICT = 2  # statements of a lower rank support others and contradict none


@dataclass(frozen=True, slots=True)
class Weighed:
    """The statement that is believed, or None, and what contradicts it or the others."""

    chosen: Statement | None
    findings: tuple[Finding, ...] = ()


def weigh_years(statements: Sequence[Statement], published: date | None) -> Weighed:
    """Return the year reported on."""
    stated = [each for each in statements if each.year and rank(each.kind, "when")]
    if not stated:
        if published is None:
            return Weighed(None, (Finding("year", UNTESTABLE, "no_year"),))
        return Weighed(None, (Finding("year", UNTESTABLE, "only_dated", values={"date": published}),))
    chosen, others = _best(stated, "when", lambda a, b: a.year == b.year)
    if chosen is None:
        return Weighed(None, (Finding("year", BROKEN, "years_differ", None, others[0].line, _listing(others)),))
    too_early = published is not None and (published.year, published.month) < (chosen.year, _YEAR_ENDS)
    strong = [each for each in others if rank(each.kind, "when") >= _CONTRADICT]
    findings: list[Finding] = []
    if too_early:
        values = {"year": chosen.year, "date": published, **_kind("kind", chosen)}
        findings.append(Finding("year", BROKEN, "dated_too_early", None, chosen.line, values))
    if strong:
        message = "years_differ" if too_early else "year_differs"
        findings.append(
            Finding("year", BROKEN, message, None, chosen.line, _listing([chosen, *strong]) | _kind("chosen", chosen))
        )
        if too_early:  # two statements against one
            return Weighed(None, tuple(findings))
    if too_early and rank(chosen.kind, "when") <= _CONTRADICT:
        return Weighed(None, tuple(findings))
    return Weighed(chosen, tuple(findings))


def weigh_names(statements: Sequence[Statement], year: int | None) -> Weighed:
    """Return the agency that reports."""
    stated = [each for each in statements if each.who and rank(each.kind, "who")]
    if not stated:
        return Weighed(None, (Finding("agency", UNTESTABLE, "no_agency"),))
    chosen, others = _best(stated, "who", lambda a, b: same(a.who, b.who, year))
    if chosen is None:
        return Weighed(None, (Finding("agency", BROKEN, "agencies_differ", None, others[0].line, _listing(others)),))
    strong = [
        each for each in others
        if rank(each.kind, "who") >= _CONTRADICT and recognised(each.who, year) and not _for_all(chosen, each, year)
    ]  # fmt: skip
    if not strong:
        return Weighed(chosen)
    values = _listing([chosen, *strong]) | _kind("chosen", chosen)
    return Weighed(chosen, (Finding("agency", BROKEN, "agency_differs", None, chosen.line, values),))


def _for_all(chosen: Statement, other: Statement, year: int | None) -> bool:
    """Whether a difference is none: the name is unknown, or an organ drew up or published its government's report."""
    found = recognised(chosen.who, year)
    return found is None or (found.agency_type in _WHOLES and other.kind in ("made_by", "publisher"))


def _best(
    stated: list[Statement], of: str, agree: Callable[[Statement, Statement], bool]
) -> tuple[Statement | None, list[Statement]]:
    """The statement believed and those that contradict it; (None, those that differ) if there is no telling."""
    highest = max(rank(each.kind, of) for each in stated)
    top = [each for each in stated if rank(each.kind, of) == highest]
    groups = _groups(top, agree)
    if len(groups) > 1:
        below = [each for each in stated if each not in top]
        groups = _supported(groups, below, agree) or groups
    if len(groups) > 1:
        return None, [group[0] for group in groups]
    chosen = (
        max(groups[0], key=lambda each: (_says_place(each), -groups[0].index(each))) if of == "who" else groups[0][0]
    )
    return chosen, [each for each in stated if each not in top and not agree(chosen, each)]


def _groups(top: list[Statement], agree: Callable[[Statement, Statement], bool]) -> list[list[Statement]]:
    groups: list[list[Statement]] = []
    for each in top:
        mine = next((group for group in groups if all(agree(each, other) for other in group)), None)
        if mine is None:
            groups.append([each])
        else:
            mine.append(each)
    return groups


def _supported(
    groups: list[list[Statement]], below: list[Statement], agree: Callable[[Statement, Statement], bool]
) -> list[list[Statement]]:
    """The groups with support if others have none: said twice, or by another kind of statement too."""
    by_others = [group for group in groups if any(agree(group[0], each) for each in below)]
    if len(by_others) == 1:
        return by_others
    repeated = [group for group in groups if len({each.line for each in group}) > 1]
    return repeated if len(repeated) == 1 and not by_others else []


def _says_place(statement: Statement) -> bool:
    found = recognised(statement.who)
    return found is not None and found.region_code is not None


def _listing(statements: Sequence[Statement]) -> dict[str, object]:
    """What each statement says, for a finding in both languages."""
    shown: dict[Hashable, Statement] = {(each.kind, each.says): each for each in statements}
    return {"stated": InBoth(*(_joined(list(shown.values()), language) for language in ("zh", "en")))}


def _joined(statements: list[Statement], language: str) -> str:
    texts = {"zh": ("、", "{kind}（第{line}行）“{says}”", "{kind}“{says}”"),
             "en": (", ", "{kind} (line {line}) “{says}”", "{kind} “{says}”")}[language]  # fmt: skip
    return texts[0].join(
        (texts[1] if each.line else texts[2]).format(
            kind=kind_words(each.kind, language), line=each.line, says=each.says
        )
        for each in statements
    )


def _kind(name: str, statement: Statement) -> dict[str, Any]:
    return {name: InBoth(*(kind_words(statement.kind, language) for language in ("zh", "en")))}
