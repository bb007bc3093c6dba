"""The numbers that the narrative of a report states about what its tables count, each with its line. Pure.

A sentence is read clause by clause (see `words`). A clause has a topic, or that of the clauses before it while all of
their numbers were understood; topic and act together are what the number counts (forms/claims.yml).
"""

import re
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import cache

from forms.claims import Claimed, claim_words
from ingest.narrative.meaning import IMPLIED, Context, acts_of, claims_by_topic, counted_by
from ingest.narrative.numerals import Numeral
from ingest.narrative.numerals import pattern as numeral_pattern
from ingest.narrative.paragraphs import Paragraph, paragraphs, says_something
from ingest.narrative.words import (
    Clause,
    Own,
    any_of,
    clauses_of,
    other_year,
    own_of,
    read_clause,
    says_year,
    with_years_by_name,
)
from ingest.read.numbers import Number

_SENTENCE = re.compile(r"(?:[^。!?.]|(?<=\d)\.(?=\d))+")
_ABOUT = re.compile("信息公开|依申请公开|公开申请")
_DISPUTED = re.compile("(?:信息公开|依申请公开)[^,;]{0,12}(?:复议|诉讼)")
_LONGEST = 160  # characters of a passage
_PART = ("其中", "含", "包括")


@dataclass(frozen=True, slots=True)
class Claim:
    """A number that the narrative states: what it counts (`forms.claims`), of which applicants or through which
    channel, its value in the unit of what it counts, and where it stands.

    `step`: it is rounded, and may be as much more or less; `is_exact`: it is stated without about or more than.
    """

    figure: str
    applicant: str | None
    value: Number
    step: Number
    is_exact: bool
    line: int
    passage: str


def claims_of(lines: Sequence[str], tables: Collection[int], agency: str | None, year: int | None) -> tuple[Claim, ...]:
    """Return what the narrative states, in its order; `agency` as printed, `year` the one reported on.

    tables: the lines that are tables'.
    """
    own = own_of(agency, year)
    return tuple(claim for paragraph in paragraphs(lines, tables) for claim in in_paragraph(paragraph, own))


def in_paragraph(paragraph: Paragraph, own: Own) -> Iterator[Claim]:
    """Yield what the sentences of a paragraph state."""
    context = inside = Context(IMPLIED)
    context.spoke_of_applications = _topic_named(paragraph.under) == "applications"
    for match in _SENTENCE.finditer(paragraph.text):
        if not says_something(match[0]):
            context.topic = None
            continue
        context.is_foreign = context.is_yearly = context.is_lost = context.is_since = False
        context.is_about = context.has_applications = False
        stated: dict[tuple[str, str | None], Number] = {}
        outside = context
        for begin, end, depth in clauses_of(match[0], match.start()):
            inside = outside if depth == 0 else replace(outside) if inside is outside else inside
            for claim in _in_clause(paragraph, begin, end, own, inside):
                # What a sentence states again otherwise is of a part (其中市政府收到 …), or is something else.
                if stated.setdefault((claim.figure, claim.applicant), claim.value) == claim.value:
                    yield claim


def _in_clause(paragraph: Paragraph, begin: int, end: int, own: Own, context: Context) -> Iterator[Claim]:
    text = _NUMBERING.sub("", paragraph.text[begin:end])
    begin = end - len(text)
    text = with_years_by_name(text, own)
    was_about, context.is_about = context.is_about, context.is_about or _ABOUT.search(text) is not None
    context.is_since = context.is_since or any_of("since").search(text) is not None
    foreign = other_year(text, own)
    context.is_foreign = context.is_foreign if foreign is None else foreign
    is_part = text.startswith(_PART) and (context.is_lost or any_of("qualifiers").search(text) is not None)
    says_so = says_year(text, own)
    is_yearly = says_so or (not context.is_since and (context.is_yearly or bool(context.act)))
    clause = None if context.is_foreign or is_part else read_clause(text, own, is_yearly)
    context.is_yearly = context.is_yearly or says_so
    if clause is None:
        named = _topic_named(text)
        context.is_about = was_about or _DISPUTED.search(text) is not None or named == "applications"
        context.spoke_of_applications = context.spoke_of_applications or named == "applications"
        _not_understood(text, named, context)
        return
    if "applications" in clause.topics:
        context.has_applications = True
        context.spoke_of_applications = context.spoke_of_applications or not clause.is_weak
    found = counted_by(clause, context)
    if clause.is_weak and not context.spoke_of_applications:
        context.topic = context.act = None
    elif clause.topics:
        context.topic, context.begins = clause.topics[-1], begin
        acts = acts_of(clause, claims_by_topic()[context.topic])
        context.act = acts[0] if acts else None
    if not found:
        if clause.numeral is not None:
            context.topic, context.is_lost = context.topic if clause.acts else None, True
        if len(set(clause.topics)) > 1:  # what is said of two together is said of neither
            context.topic = context.act = None
        return
    context.is_lost = False
    if not clause.topics and clause.filler_topics and found[0].topic in clause.filler_topics:
        context.begins = begin
    context.topic, context.act = found[-1].topic, found[-1].act
    first = context.begins if context.begins < begin and end - context.begins <= _LONGEST else begin
    where = end - len(text) + clause.numeral_at if clause.numeral else begin
    for claimed in found:
        numeral = clause.numeral or Numeral(0, "", 0, True)
        yield _claim(claimed, clause, numeral, paragraph.line_at(where), paragraph.passage(first, end)[:_LONGEST])


_YEARS = re.compile(r"20\d\d年度?")
_NUMBERING = re.compile(
    r"^(?:[（(]?[一二三四五六七八九十]{1,2}[）)、]|\d{1,2}[.．、)]|[①-⑩]|第?[一二三四五六七八九]是)"
)


def _not_understood(text: str, named: str | None, context: Context) -> None:
    """What a clause with other words changes: the topic that it names counts, that of a number not understood not."""
    if any_of("comparing").search(text):
        return
    if numeral_pattern().search(_YEARS.sub("", text)):
        context.topic, context.act, context.is_lost = None, None, True
        return
    if any_of("elsewhere").search(text) or _OTHERS.match(text):
        context.is_foreign = True
        context.topic = None
    elif named:
        context.topic, context.act = named, None


_OTHERS = re.compile(
    r"(?:其中|如|例如|比如|以)?(?![我本全在按根围经向由为与会因对])[^我本全]{1,12}?"
    r"(?:局|委|厅|镇|乡|街道|管委会|公司|医院|学校|法院|检察院)(?!.*下$)"
)


@cache
def _topics() -> tuple[re.Pattern[str], dict[str, str]]:
    """Every word that names a topic, and the topics by their words."""
    fillers = set(claim_words()["fillers"])
    named = {
        word: topic
        for topic, entry in claim_words()["topics"].items()
        for word in entry["words"]
        if word not in fillers
    }
    return re.compile("|".join(sorted(map(re.escape, named), key=len, reverse=True))), named


def _topic_named(text: str) -> str | None:
    """The only topic that a text names."""
    pattern, named = _topics()
    found = {named[word] for word in pattern.findall(text)}
    return found.pop() if len(found) == 1 else None


def _claim(claimed: Claimed, clause: Clause, numeral: Numeral, line: int, passage: str) -> Claim:
    value, step = numeral.value, numeral.step
    if claimed.unit == "万元":
        value, step = _in_ten_thousands(value), _in_ten_thousands(step)
    who = clause.applicants[0] if len(set(clause.applicants)) == 1 else None
    where = clause.channels[0] if len(set(clause.channels)) == 1 else None
    return Claim(claimed.id, who or where, value, step, numeral.is_exact, line, passage)


def _in_ten_thousands(value: Number) -> Number:
    scaled = Decimal(value) / 10_000
    return int(scaled) if scaled == scaled.to_integral_value() else scaled
