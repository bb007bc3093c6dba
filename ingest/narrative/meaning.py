"""What a number of a narrative counts: the topic and the act of its clause, or of the clauses before it. Pure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache

from forms.claims import Claimed, claim_words, claims
from ingest.narrative.numerals import PEOPLE
from ingest.narrative.words import Clause

IMPLIED = "implied"  # the topic at the beginning of a paragraph: words that only the table of applications has will do
_ZEROS = ("received", "occurred", "carried_in", "carried_out", "issued", "repealed", "decided", "charged")


@dataclass(slots=True)
class Context:
    """What the clauses before have said."""

    topic: str | None = None
    act: str | None = None
    begins: int = 0
    is_foreign: bool = False
    is_yearly: bool = False
    is_about: bool = False
    is_lost: bool = False  # the last number was not understood
    is_since: bool = False  # the sentence speaks of what there is by a day
    has_applications: bool = False  # the sentence speaks of applications
    spoke_of_applications: bool = False  # so did the paragraph


@cache
def claims_by_topic() -> dict[str, dict[str, Claimed]]:
    """The claims of each topic by act."""
    found: dict[str, dict[str, Claimed]] = {}
    for each in claims().values():
        found.setdefault(each.topic, {})[each.act] = each
    return found


def counted_by(clause: Clause, context: Context) -> list[Claimed]:
    """What the number of a clause, or its zero, counts; nothing where that is not certain."""
    if clause.numeral is None and not clause.says_none:
        return []
    if clause.numeral is not None and clause.says_none:
        return []
    topics = _deepest(list(dict.fromkeys(clause.topics)))
    if len(topics) > 1:
        return _several(clause, topics, context)
    candidates = topics or [
        *(dict.fromkeys(clause.filler_topics) if not context.is_lost else ()),
        *(["disclosure"] if clause.channels else []),
        *([context.topic] if context.topic else []),
    ]
    for topic in candidates:
        if found := _of_topic(topic, clause, context, inherited=topic not in topics):
            return found
    return []


def _deepest(topics: list[str]) -> list[str]:
    """Without those that another says more exactly: 行政诉讼 beside 复议后起诉, an application beside its fee."""
    found = [each for each in topics if not any(other.startswith(f"{each}_") for other in topics)]
    return ["charge"] if set(found) == {"charge", "applications"} else found


def _several(clause: Clause, topics: list[str], context: Context) -> list[Claimed]:
    """One zero for several topics: 无行政复议、行政诉讼."""
    is_zero = clause.says_none or (clause.numeral is not None and clause.numeral.value == 0)
    if not is_zero or not clause.joined:
        return []
    found = [_of_topic(topic, clause, context, inherited=False) for topic in topics]
    return [each for own in found for each in own] if all(found) else []


_DECISIONS = ("licensing", "penalties", "coercion")
_WHOLE_ACTS = ("received", "processed", "handled")  # which a part by applicants may be of
_OF_THE_FORM = frozenset(
    act
    for act in claim_words()["acts"]
    if act in ("granted", "partially_granted", "refused", "unable", "not_processed") or "." in act
)


def _of_topic(topic: str, clause: Clause, context: Context, inherited: bool) -> list[Claimed]:
    is_implied = topic == IMPLIED
    topic = "applications" if is_implied else topic
    own = claims_by_topic()[topic]
    entry = claim_words()["topics"][topic]
    if entry.get("about") and not context.is_about and not clause.says_none:
        return []
    if clause.is_weak and not inherited and not context.spoke_of_applications:
        return []
    if topic in _DECISIONS and context.has_applications and not clause.acts:
        return []  # what applications were about, and no decisions
    own = {act: claimed for act, claimed in own.items() if not is_implied or act in _OF_THE_FORM}
    acts = acts_of(clause, {act: claimed for act, claimed in own.items() if _fits(claimed, clause, entry)})
    if acts is None:
        return []
    if not acts:
        if clause.applicants and context.act in _WHOLE_ACTS:
            acts = [str(context.act)]
        elif (inherited and (is_implied or not clause.filler_topics)) or context.is_lost:
            return []
        else:
            units = entry.get("bare_units", entry["units"])
            acts = [act for act, claimed in own.items() if claimed.bare and _fits(claimed, clause, {"units": units})][
                :1
            ]
            if not acts and clause.says_none and topic == "applications":
                acts = ["received"]
    found = [own[act] for act in acts if _fits(own[act], clause, entry)]
    if clause.applicants and topic != "applications":
        return []
    if clause.channels and topic != "disclosure":
        return []
    if clause.says_none and not all(each.act in _ZEROS and (each.means or each.act == "charged") for each in found):
        return []
    return found if len(found) == len(acts) else []


def acts_of(clause: Clause, own: Mapping[str, Claimed]) -> list[str] | None:
    """The acts of a topic that the words of a clause say; None where a word says another, or they contradict."""
    said: list[frozenset[str]] = []
    for may_mean, is_filler in clause.acts:
        fitting = may_mean & own.keys()
        if not fitting and not is_filler:
            return None
        if fitting and not (is_filler and len(clause.acts) > 1):
            said.append(frozenset(fitting))
    if not said:
        return []
    common = frozenset.intersection(*said)
    if common:
        return [min(common, key=list(own).index)]
    single = {min(each) for each in said if len(each) == 1}
    if len(single) != len(set(said)):
        return None
    if sorted(single) in [sorted(pair) for pair in claim_words()["together"]]:
        return sorted(single)
    deepest = max(single, key=len)
    return [deepest] if all(each == deepest or deepest.startswith(f"{each}.") for each in single) else None


def _fits(claimed: Claimed, clause: Clause, entry: Mapping[str, Sequence[str]]) -> bool:
    """Whether the unit of a clause's number is one that the claim may have."""
    if clause.numeral is None:
        return not claimed.people
    unit = clause.numeral.unit
    if not unit:
        return not claimed.people and "元" not in entry["units"]
    return unit in entry["units"] and (unit in PEOPLE) == claimed.people
