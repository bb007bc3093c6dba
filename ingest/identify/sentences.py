"""Sentences that say whose report it is and on which year: 现将…报告如下, 由…编制, …（以下简称我局）. Pure."""

import re
from collections.abc import Iterable, Iterator, Sequence
from itertools import islice

from ingest.identify.dates import western
from ingest.identify.head import Head, compact
from ingest.identify.naming import (
    has_organ,
    name_at_end,
    name_in_front,
    recognised,
    same,
    speaks_of_itself,
    without_own_office,
)
from ingest.identify.placeless import TIERS
from ingest.identify.statement import Statement, declarations
from ingest.identify.titles import NAMING, REPORT, WHO, YEAR

_OPEN = r"(?:政府信息|政务信息|政务|信息)公开"
_NOW = re.compile(
    rf"[现兹特][将把就](?P<who>{WHO})(?:关于|的|在)?{YEAR}(?:的)?(?P<after>{WHO})(?:{_OPEN}|工作(?:情况)?(?:总结)?(?:报告|汇报)如下)"
)
_NOW_DATELESS = re.compile(rf"[现兹特][将把就](?P<who>{WHO})(?:关于|的)?{_OPEN}")
_VERBS = "公布|发布|公开|公告|编制|编写|形成|制作|撰写|制定|拟定|印发|报告|汇报|公示"
_MADE = re.compile(
    rf"(?:{_VERBS})(?:完成|形成|了|出|并公布|并发布|如下){{0,4}}[:：]?[《“\"]?"
    rf"(?P<who>{WHO}){YEAR}(?P<after>{WHO}){REPORT}"
)
_MADE_DATELESS = re.compile(rf"(?:{_VERBS})(?:完成|形成|了|出|并公布){{0,4}}[:：]?[《“\"]?(?P<who>{WHO}){REPORT}")
_STARTS = re.compile(rf"[《“\"]?(?P<who>{WHO}){YEAR}(?P<after>{WHO}){REPORT}[》”\"]?")
_BY = re.compile(
    rf"(?<!自)由(?P<who>{NAMING}{{2,40}}?)(?:(?:在|按照|依据|根据|依照|严格按照)[^。;]{{0,40}}?)?(?:负责|牵头|组织|汇总|统一|具体|共同)*(?:编制|编写|撰写|制作|起草|拟制|汇编)"
)
_SHORT_FORM = re.compile(r"[(（](?:以下)?(?:简称|统称)[为:：]?[“\"'‘]?[我本](?!机关)")
_IN_BRACKETS = re.compile(
    rf"[我本](?:局|委|镇|乡|街道|厅|办|中心|会|单位|机关|院|区|县|市|部门)[(（](?P<who>{NAMING}{{3,30}})[)）]"
)
_CONTACT = re.compile(
    rf"(?:请|可)?(?:直接)?(?:与|向|联系|咨询|致电)(?P<who>{NAMING}{{3,40}}?)(?:联系|咨询|反映|反馈|[(（。,，])"
)
_GOES_ON = re.compile("(?:严格|认真)?(?:根据|依据|按照|遵照|依照|现将|现|特|组织|编制|制作|公布|于)")
_NOTICE = re.compile("[^。;,,》]{0,14}(?:通知|要求|格式|意见)")
_AS_FOLLOWS = re.compile("[现兹特][将把就].{0,40}(?:报告|汇报|公布|公告)如下")
_SENTENCE = re.compile(r"[。；;!！?？]")
_YEAR_FIRST = re.compile(
    r"(20\d\d)年(?!\d|\d{1,2}月)(?:度|来|以来|全年|期间|内)?(?!度?(?:工作)?(?:报告|年报|政府信息))[,，]?"
)
_NOWS = [f"{now}{verb}" for now in "现兹特" for verb in "将把就"]
_EARLY = 90  # characters in which a sentence that begins with the title names it
_BEFORE = 14  # characters before a sentence's verb that may speak of an earlier report
_FAR = 600  # characters of a paragraph
_MANY, _LONG, _SHORT = 600, 3000, 12  # sentences, and characters of a line, that are read for the agency's name
_CERTAIN = 2  # times that the text must name its agency as the subject, if nothing else does


def opening(head: Head, *, titled: bool = False) -> list[Statement]:
    """Return what the sentences before the first table state.

    titled: a title names the agency and the year; then only sentences that state them as plainly can contradict it.
    """
    found: list[Statement] = []
    for line, text in head.pieces:
        if len(text) < _SHORT:
            continue
        text = text[:_FAR]
        is_now = any(each in text for each in _NOWS)
        if is_now or "报告" in text or "年报" in text:
            leads = list(_leads(line, text, is_now=is_now))
            found += leads
            if not titled and not any(each.who for each in leads):
                found += _dateless_leads(line, text, is_now=is_now)
        if "由" in text:
            found += _made_by(line, text)
        if not titled and ("称" in text or "(" in text):
            found += _itself(line, text)
        if not titled and ("联系" in text or "咨询" in text):
            found += _contacts(line, text)
    return list(dict.fromkeys(found))


def _leads(line: int, text: str, *, is_now: bool) -> Iterator[Statement]:
    """现将…2022年度…报告如下; 现公布《…2022年…报告》; …2022年…报告由六部分组成."""
    patterns = (*((_NOW,) if is_now else ()), *((_MADE,) if "20" in text else ()))
    years = [match for pattern in patterns for match in pattern.finditer(text) if not _is_earlier(text, match)]
    if "公开" in text[:_EARLY] and (match := _STARTS.match(text)) and match.end() < len(text):
        years.append(match)
    for match in years:
        if _NOTICE.match(text, match.end()):  # the notice by which reports are asked for
            yield Statement("body", line, "", int(match["year"]))
            continue
        who = _named(match["who"]) or _named(match["after"])
        title = text[match.start("who") : match.end()] if match.re is not _NOW and who else ""
        yield Statement("lead", line, who, int(match["year"]), title)


def _dateless_leads(line: int, text: str, *, is_now: bool) -> Iterator[Statement]:
    """现将某局政府信息公开工作…报告如下; 某局根据…编制本报告."""
    for pattern in (*((_NOW_DATELESS,) if is_now else ()), _MADE_DATELESS):
        for match in pattern.finditer(text):
            who = _named(match["who"])
            if who and has_organ(who) and recognised(who) and not _is_earlier(text, match):
                yield Statement("lead", line, who)
    reports = _AS_FOLLOWS.search(text) is not None
    for sentence in _SENTENCE.split(text)[:4]:
        parts = [_YEAR_FIRST.sub("", sentence, count=1), *sentence.split(",")[1:3]]
        if (reports or "报告" in sentence or "年报" in sentence) and (who := _subject(parts, any_verb=reports)):
            yield Statement("lead", line, who)


def _subject(parts: Iterable[str], *, any_verb: bool) -> str:
    """The agency that begins one of the parts of a sentence and goes on to draw up the report."""
    for part in parts:
        who = name_in_front(part, placed=True)
        if who and (any_verb or _GOES_ON.match(part, len(who))):
            return who
    return ""


def _named(who: str) -> str:
    """The name in the words before a year; empty for 我局, 全县, 本机关."""
    who = who.strip("的")
    if len(who) < 2 or speaks_of_itself(who):
        return ""
    if recognised(who) or has_organ(who):
        return who if recognised(who) else name_in_front(who, placed=True) or name_at_end(who)
    return ""


def _is_earlier(text: str, match: re.Match[str]) -> bool:
    """Whether a sentence speaks of the report on an earlier year: 去年已公布《…2021年…》."""
    before = re.split("[。;；]", text[max(0, match.start() - _BEFORE) : match.start()])[-1]
    return any(word in before for word in declarations()["earlier"])


def _made_by(line: int, text: str) -> Iterator[Statement]:
    for match in _BY.finditer(text):
        who = match["who"]
        who = who if recognised(who) else name_in_front(who, placed=True)
        if who and has_organ(who):
            yield Statement("made_by", line, without_own_office(who))


def _itself(line: int, text: str) -> Iterator[Statement]:
    """延安市商务局（以下简称“我局”）; 我局（延安市商务局）."""
    for match in _SHORT_FORM.finditer(text):
        if who := name_at_end(text[max(0, match.start() - 30) : match.start()]):
            yield Statement("lead", line, who)
    for match in _IN_BRACKETS.finditer(text):
        if recognised(match["who"]) and has_organ(match["who"]):
            yield Statement("lead", line, match["who"])


def _contacts(line: int, text: str) -> Iterator[Statement]:
    for match in _CONTACT.finditer(text):
        if who := name_in_front(match["who"], placed=True):
            yield Statement("contact", line, who)


def year_in_text(head: Head) -> Statement | None:
    """The year with which the text begins (2022年，我局…), if its first sentences name no other."""
    found: dict[int, int] = {}
    for at, (line, text) in enumerate(head.pieces):
        if at < head.begins and "," not in text:
            continue
        for sentence in _SENTENCE.split(text[:_FAR])[:3]:
            if match := _YEAR_FIRST.match(re.sub(r"^[(（]?[一二三四五六\d][)）、.]", "", sentence)):
                found.setdefault(int(match[1]), line)
    return Statement("body", next(iter(found.values())), "", next(iter(found))) if len(found) == 1 else None


def names_in_text(lines: Sequence[str]) -> list[Statement]:
    """The agency that sentences have as their subject, if it is one and named twice: 枝江市教育局未收到申请。

    A text that names several agencies so is about others: nobody is named by it.
    """
    return _subjects(lines, placed=True) or _subjects(lines, placed=False)


def _subjects(lines: Sequence[str], *, placed: bool) -> list[Statement]:
    named: list[tuple[int, str]] = []
    for number, sentence in islice(_sentences(lines), _MANY):
        start = re.sub(r"^(?:[(（]?[一二三四五六\d]{1,2}[)）、.])?", "", sentence)
        start = _YEAR_FIRST.sub("", start, count=1) if _YEAR_FIRST.match(start) else start
        who = name_in_front(start[:40], placed=placed) if placed or start[:1] in TIERS else ""
        if who and len(start) > len(who):
            named.append((number, who))
    if len(named) < _CERTAIN or not all(same(named[0][1], who) for _, who in named):
        return []
    longest = max((who for _, who in named), key=len)
    return [Statement("body", named[0][0], longest)]


def _sentences(lines: Sequence[str]) -> Iterator[tuple[int, str]]:
    for number, line in enumerate(lines, 1):
        if len(line) >= _SHORT and "\t" not in line and "|" not in line:
            yield from ((number, each) for each in _SENTENCE.split(western(compact(line[:_LONG]))))
