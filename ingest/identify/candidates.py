"""Which of the statements found count: the report's own titles among those listed, names that fit the text. Pure."""

from collections.abc import Sequence
from dataclasses import replace

from ingest.cells.finding import BROKEN, Finding
from ingest.identify.head import compact
from ingest.identify.naming import fits, own_word, recognised, same
from ingest.identify.sentences import names_in_text
from ingest.identify.statement import Statement, rank

_AROUND = ("publisher", "site", "source", "column", "trail", "contact", "folder")  # not in the report's own words
_NEED_A_WORD = ("source", "contact")  # whoever sent or answers for a report may be anyone
_STATES = ("government", "general_office")
_MADE_FOR_OTHERS = ("made_by", "under_title", "signature", "publisher", "body")
_LINES_OF_TEXT = 240
_TWO = 2


def own_titles(found: list[Statement], about: Sequence[Statement]) -> tuple[list[Statement], list[Finding]]:
    """Return the titles of the report itself: a page may list other years' and other agencies' reports above it.

    It is the one said twice or supported by what the text says; else the one next to the text, with a finding.
    """
    groups: list[list[Statement]] = []
    for each in found:
        mine = next((group for group in groups if all(_agree(each, other) for other in group)), None)
        if mine is None:
            groups.append([each])
        else:
            mine.append(each)
    if len(groups) <= 1:
        return found, []
    strong = [each for each in about if max(rank(each.kind, "who"), rank(each.kind, "when")) > 1]
    repeated = [group for group in groups if len(group) > 1]
    if len(repeated) == 1:
        return repeated[0], []
    supported = [
        group for group in groups
        if any(_agree(group[0], each) and _says_of(group[0], each) for each in strong)
        and all(_agree(group[0], each) for each in strong)
    ]  # fmt: skip
    if len(supported) == 1:
        return supported[0], []
    if found[-1].kind == "yearly_title":  # those of a list below the own title look the same
        return found, []
    if len(groups) == len(found) == _TWO:  # no list: two titles that contradict each other
        return found, []
    chosen = groups[-1]
    years = sorted({str(each.year) for each in found if each.year})
    names = list(dict.fromkeys(each.says for each in found))
    shown = "、".join(years if len(years) > 1 else names)
    check = "year" if len(years) > 1 else "agency"
    return chosen, [Finding(check, BROKEN, "several_titles", None, chosen[0].line, {"titles": shown})]


def _agree(one: Statement, other: Statement) -> bool:
    if one.year and other.year and one.year != other.year:
        return False
    return not (one.who and other.who) or same(one.who, other.who, one.year or other.year)


def _says_of(title: Statement, other: Statement) -> bool:
    """Whether a statement says something of what a title says."""
    return bool((title.year and other.year) or (title.who and other.who))


def counted(statements: list[Statement], lines: Sequence[str]) -> list[Statement]:
    """Return the statements whose agency may be the reporting one; if there are none, what the text's sentences name.

    A government or its office publishes, and is named as the site or source of, everybody's reports: it counts only
    if the text calls its agency so (我县). Another agency must fit what the text calls it (我局), if it does.
    """
    statements = [_without_portal(each, lines) for each in statements]
    surely = any(each.who and rank(each.kind, "who") > 2 for each in statements)
    around = any(each.who and each.kind in _AROUND for each in statements)
    own = own_word("".join(lines[:_LINES_OF_TEXT])) if around and not surely else ""
    kept = [
        each for each in statements if not each.who or each.kind not in _AROUND or _may_report(each, own, surely=surely)
    ]
    if not any(each.who and rank(each.kind, "who") for each in kept):
        own = own_word("".join(lines[:_LINES_OF_TEXT]))
        kept += (each for each in names_in_text(lines) if _may_report(each, own, surely=False))
    return kept


def _without_portal(each: Statement, lines: Sequence[str]) -> Statement:
    """Drop a government's name joined to a title from the line above where the text says 我局: the site's."""
    if each.kind != "title" or not each.line or each.text in compact(lines[each.line - 1]):
        return each
    found = recognised(each.who, each.year)
    own = own_word("".join(lines[:_LINES_OF_TEXT])) if found and found.agency_type in _STATES else ""
    return each if not own or fits(each.who, own) else replace(each, kind="yearly_title", who="")


def _may_report(each: Statement, own: str, *, surely: bool) -> bool:
    found = recognised(each.who)
    if found is None:
        return False
    if found.agency_type in _STATES:
        return not surely and found.agency_type == "government" and fits(each.who, own)
    if surely:
        return True
    return fits(each.who, own) if own else each.kind not in _NEED_A_WORD


def stands_for_another(chosen: Statement, statements: Sequence[Statement]) -> Statement | None:
    """The government named elsewhere if `chosen` is its office, which draws up and signs the government's report.

    Returns `chosen` where nothing is unclear, None where it is not said whose report the office made.
    """
    found = recognised(chosen.who)
    if found is None or found.agency_type != "general_office" or chosen.kind not in _MADE_FOR_OTHERS:
        return chosen
    agreeing = [each for each in statements if each.who and each is not chosen and same(each.who, chosen.who)]
    for each in agreeing:
        other = recognised(each.who)
        own_name = each.kind in ("file", "folder") and each.who == chosen.who
        if own_name or (other and other.agency_type == "government"):
            return each
    return None
