"""Views on what is true, new and on time: text beside tables, dates, changes, likeness, questions."""

import polars as pl

from dashboard import between
from dashboard.api.parameters import Given, Parameter, Wrong, number, one_of
from dashboard.api.view import CHECK, REPORT, View, report_id
from dashboard.data import EVERY, ask, ask_afresh, snapshot
from forms.plausible import doubts
from ingest.narrative.compared import DIFFER, VERDICTS, claim_ids
from warehouse import questions
from warehouse.alike import OTHER, OWN
from warehouse.changes import Changes, NotComparable
from warehouse.punctuality import LATE, PUNCTUALITY
from warehouse.scope import Scope

_BEFORE = Parameter(
    "before", "id of the snapshot to compare with; by default the one published before", lambda given: given[:12],
    lambda: {"type": "string"}, None,
)  # fmt: skip
_DOUBT = one_of("kind", "the kind of question", lambda: ("all", *doubts()), "all")
_WHOSE = one_of("whose", "the agency's own text of the year before, or other agencies'", lambda: (OWN, OTHER), OWN)
_LEAST = number("least", "percent of likeness at least", 50, 50, 100)
_TIMED_BY = one_of("by", "the group", lambda: tuple(questions.GROUPS), "province")
_TIMED = one_of("which", "in time, late, without a legal date, or of an unknown date", lambda: PUNCTUALITY, LATE)
_SAID = one_of("said", "which of them", lambda: (*VERDICTS, "all"), DIFFER)
_CLAIM = one_of("figure", "what the text speaks of alone", claim_ids, None)  # type: ignore[arg-type]


def _changed(given: Given, scope: Scope) -> Changes:
    other = between.before() or snapshot()  # where there is no other, nothing has changed
    if "before" in given and _BEFORE.of(given) != other.id:
        raise Wrong("before: there is no such snapshot to compare with; it may be no longer kept", 404)
    try:
        found = between.compared(other, snapshot())
    except NotComparable:
        raise Wrong(
            "before: that snapshot was made by another version of this program and cannot be compared"
        ) from None
    return between.in_scope(found, scope, CHECK.of(given) if "check" in given else None)


def _alike(given: Given, scope: Scope) -> pl.DataFrame:
    return ask_afresh(questions.alike_list, scope, _WHOSE.of(given), _LEAST.of(given) / 100, EVERY)()


def _doubts(given: Given, scope: Scope) -> pl.DataFrame:
    kind = _DOUBT.of(given)
    return ask_afresh(questions.doubt_list, scope, None if kind == "all" else kind, EVERY)()


def _timed(given: Given, scope: Scope) -> pl.DataFrame:
    return ask_afresh(questions.punctuality_list, scope, _TIMED.of(given), EVERY)()


def _claims(given: Given, scope: Scope) -> pl.DataFrame:
    verdict = _SAID.of(given)
    return ask_afresh(questions.claims, scope, None if verdict == "all" else verdict, _CLAIM.of(given), EVERY)()


VERIFIED: dict[str, View] = {
    "claims": View("numbers that the reports' texts state, beside those of the tables; problems that they name",
                   (_SAID, _CLAIM), _claims),
    "claims/figures": View("how often text and table agree, by what the text speaks of", (),
                           lambda given, scope: ask(questions.claim_tallies, scope)),
    "report/claims": View("what its text states, beside what its tables count", (REPORT,),
                          lambda given, scope: ask(questions.report_claims, report_id(given)), scoped=False),
    "punctuality": View("reports published in time, late, without a legal date, or of an unknown date, by year", (),
                        lambda given, scope: ask(questions.punctuality_by_year, scope)),
    "punctuality/groups": View("the same by group", (_TIMED_BY,),
                               lambda given, scope: ask(questions.punctuality_by_group, scope, _TIMED_BY.of(given))),
    "punctuality/reports": View("the reports of one kind, with their dates and the legal ones", (_TIMED,), _timed),
    "changes": View("reports new, gone and replaced since an earlier snapshot, agencies renamed; /api/changes.atom as "
                    "a feed", (_BEFORE, CHECK), lambda given, scope: _changed(given, scope).reports),
    "changes/cells": View("the cells that differ in the reports that were replaced", (_BEFORE, CHECK),
                          lambda given, scope: _changed(given, scope).cells),
    "changes/findings": View("the findings that came and went", (_BEFORE, CHECK),
                             lambda given, scope: _changed(given, scope).findings),
    "likeness": View("how alike agencies' texts are to those of their year before, by year", (),
                     lambda given, scope: ask(questions.likeness_by_year, scope)),
    "likeness/pairs": View("pairs of reports with alike texts", (_WHOSE, _LEAST), _alike),
    "likeness/tables": View("tables that are number for number those of the year before", (),
                            lambda given, scope: ask_afresh(questions.same_tables, scope, EVERY)()),
    "report/alike": View("the reports that its text is alike to", (REPORT,),
                         lambda given, scope: ask(questions.alike_of, report_id(given)), scoped=False),
    "plausible": View("figures worth a question, each with what it is compared with", (_DOUBT,), _doubts),
    "plausible/kinds": View("how many there are of each kind", (),
                            lambda given, scope: ask(questions.doubt_counts, scope)),
    "report/doubts": View("what of it is worth a question", (REPORT,),
                          lambda given, scope: ask(questions.report_doubts, report_id(given)), scoped=False),
}  # fmt: skip
