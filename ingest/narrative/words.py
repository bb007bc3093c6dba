"""A clause in words that are declared; a clause with any other word states something else. Pure."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache, lru_cache

from forms.claims import claim_words
from ingest.narrative.numerals import Numeral, numeral_of
from ingest.narrative.numerals import pattern as numeral_pattern

TOPIC, ACT, APPLICANT, CHANNEL, FILLER, NONE, JOINT, CUMULATIVE, WEAK = range(9)

_BODY = (
    "街道|管委会|开发区|办事处|系统|机关|各级单位|单位|部门|中心|人民政府|政府|新区|地区|委员会|自治[区州县旗]|高新区|办公室|园区|总队|支队|大队|社区|海关|"
    "[市县区镇乡省州旗局委厅办站署关行会院所部处盟场校国]"
)
_SELF = re.compile(
    rf"(?:我|本|全)(?:{_BODY})(?:各级单位|各级|各部门|各单位|上下|范围内|范围|行政机关|内|机关|所属|人民政府|政府(?!信息)|办公室|系统|部门)*+"
)
_PLACE = frozenset("市县区镇乡省州旗盟国")
_DEPARTMENT = re.compile("(?:局|委|厅|办|院|署|行|社|中心|办公室|办公厅|支队|总队|分局|(?<!管理)委员会)$")
_YEAR = re.compile(r"(20\d\d)(?:年度?|(?=[,:]))")
_WHOLE_YEAR = re.compile(
    r"(?:自|从|截至|截止|截止到|截至到)?(?:(20\d\d)年)?1月(?:1日|份)?(?:起|至|到|-|—|~)+(?:(20\d\d)年)?12月(?:31日|底|份)?(?:止|期间)?"
    r"|(?:截至|截止|截止到|截至到|至|到)?(20\d\d)年(?:12月31日|12月底|年底|底)(?:止)?"
)
_BEFORE = re.compile(
    r"(?:而|其中|在|与)?(?:去年|上年度?|上一年度?|前年|往年|以前年度|近年来|近[一二三两几]年|历年|[一二三四五上下两前][个]?(?:季度|半年)|\d{1,2}月)(?!.{0,4}结转|转入)"
)
_MONTH = re.compile(r"\d{1,2}月|[上下]半年|季度")
_THIS_YEAR = re.compile("本年|今年|全年|本报告期|报告期内")
_NUMERAL = frozenset("0123456789零一二两三四五六七八九十百千近约超逾大达")
_DATE = frozenset("0123456789自从截至到")
_QUOTES = "“”\"'‘’"
_WORDS_OF_A_YEAR = ("全年", "本年", "年度", "年内", "今年", "当年", "报告期", "一年来")


@dataclass(slots=True)
class Clause:
    """What a clause says, if all its words are known: its words' meanings by kind, in order, and its number."""

    topics: list[str] = field(default_factory=list)
    filler_topics: list[str] = field(default_factory=list)
    acts: list[tuple[frozenset[str], bool]] = field(default_factory=list)  # what a word may mean; it may mean nothing
    applicants: list[str] = field(default_factory=list)
    channels: list[str] = field(default_factory=list)
    numeral: Numeral | None = None
    numeral_at: int = 0
    says_none: bool = False
    joined: bool = False
    is_weak: bool = False  # its topic is named by words that have other meanings


@dataclass(frozen=True, slots=True)
class Own:
    """What the report may call itself, and the year that it is about."""

    names: Mapping[str, tuple[str, ...]]  # by their first character, the longest first
    year: int | None
    is_department: bool = False  # then 我市, 全县 are not the agency itself


def own_of(agency: str | None, year: int | None) -> Own:
    """What a report may call its agency: the end of its printed name from any character on; 市政府 for a government."""
    return Own(by_first(_names_of(agency)), year, agency is not None and _DEPARTMENT.search(agency) is not None)


@lru_cache(maxsize=64)
def _names_of(agency: str | None) -> frozenset[str]:
    if not agency:
        return frozenset()
    spelt = {agency, agency.replace("人民政府", "政府"), agency.replace("委员会", "委")}
    found = {each[at:] for each in spelt for at in range(len(each) - 2)}
    if "人民政府" in agency:  # an office reports for the government that it belongs to
        place = agency.partition("人民政府")[0]
        found |= {place[at:] for at in range(len(place) - 1)} | {f"{place[at:]}政府" for at in range(len(place))}
    return frozenset(found)


def read_clause(text: str, own: Own, is_yearly: bool) -> Clause | None:
    """Read a clause; None if it has a word that is not declared, two numbers, or speaks of another year.

    `is_yearly`: the sentence says, here or before, that it speaks of the year; then what is cumulative is the year's.
    """
    clause, at, until = Clause(), 0, len(text)
    while at < until:
        if text[at] in _QUOTES:
            at += 1
            continue
        end = _known_at(text, at, own)
        if end is None:
            return None
        if end > at:
            at = end
            continue
        match = numeral_pattern().match(text, at) if text[at] in _NUMERAL else None
        if match is not None:
            numeral = numeral_of(match)
            if numeral is not None and (numeral.unit or match.end() == until) and clause.numeral is None:
                clause.numeral, clause.numeral_at = numeral, match.start("digits" if match["digits"] else "han")
                at = match.end()
                continue
        spelling = _spelling_at(text, at)
        if spelling is None or not _take(clause, spelling, is_yearly):
            return None
        at += len(spelling)
    return clause


def with_years_by_name(text: str, own: Own) -> str:
    """结转至2025年 → 结转至下年度, 2023年结转 → 上年结转, in a report on 2024."""
    if own.year is None or "20" not in text:
        return text
    text = re.sub(rf"(结转至|结转到|结转|顺延至|转入){own.year + 1}年度?", r"\1下年度", text)
    return re.sub(rf"{own.year - 1}年度?(结转|转入)", r"上年\1", text)


def says_year(text: str, own: Own) -> bool:
    """Whether a text says that it speaks of the year of the report."""
    return any(word in text for word in _WORDS_OF_A_YEAR) or (own.year is not None and f"{own.year}年" in text)


def other_year(text: str, own: Own) -> bool | None:
    """Whether the last year that a text names is another than the report's; None if it names none."""
    if _MONTH.search(_WHOLE_YEAR.sub("", text)):
        return True
    years = _YEAR.findall(text)
    if years:
        return int(years[-1]) != own.year
    return True if _BEFORE.match(text) else False if _THIS_YEAR.search(text) else None


def _known_at(text: str, at: int, own: Own) -> int | None:
    """Where a name of the agency, or the year of the report, that begins here ends; None for another year."""
    first = text[at]
    if first in _DATE:
        if match := _WHOLE_YEAR.match(text, at):
            return match.end() if all(year is None or int(year) == own.year for year in match.groups()) else None
        if match := _YEAR.match(text, at):
            return match.end() if int(match[1]) == own.year else None
    elif first in "我本全" and (match := _SELF.match(text, at)):
        return None if own.is_department and text[at + 1] in _PLACE else match.end()
    return next((at + len(name) for name in own.names.get(first, ()) if text.startswith(name, at)), at)


def _take(clause: Clause, spelling: str, is_yearly: bool) -> bool:
    """Add a word to a clause; False for one that makes the clause say something else."""
    kinds = _words()[spelling]
    acts = frozenset(each for kind, each in kinds if kind == ACT)
    is_filler = any(kind == FILLER for kind, _ in kinds)
    if acts:
        clause.acts.append((acts, is_filler))
    for kind, each in kinds:
        if kind == TOPIC:
            (clause.filler_topics if is_filler or acts else clause.topics).append(each)
        elif kind == APPLICANT:
            clause.applicants.append(each)
        elif kind == CHANNEL:
            clause.channels.append(each)
        elif kind == NONE:
            clause.says_none = True
        elif kind == JOINT:
            clause.joined = True
        elif kind == WEAK:
            clause.is_weak = True
        elif kind == CUMULATIVE and not is_yearly:
            return False
    return True


def _spelling_at(text: str, at: int) -> str | None:
    """The longest declared word that begins here."""
    return next((each for each in _spellings().get(text[at], ()) if text.startswith(each, at)), None)


@cache
def any_of(section: str) -> re.Pattern[str]:
    """Any word of a section of `forms/claims.yml`."""
    return re.compile("|".join(map(re.escape, claim_words()[section])))


@cache
def _words() -> dict[str, frozenset[tuple[int, str]]]:
    """Every declared word with all that it may mean."""
    written = claim_words()
    found: dict[str, set[tuple[int, str]]] = {}

    def put(words: Sequence[str], kind: int, each: str = "") -> None:
        for word in words:
            found.setdefault(str(word), set()).add((kind, each))

    for topic, entry in written["topics"].items():
        put(entry["words"], TOPIC, topic)
        put(entry.get("weak", ()), WEAK)
    for kind, section in ((ACT, "acts"), (APPLICANT, "applicants"), (CHANNEL, "channels")):
        for each, words in written[section].items():
            put(words, kind, each)
    for kind, section in (
        (FILLER, "fillers"),
        (FILLER, "qualifiers"),
        (NONE, "none"),
        (JOINT, "joints"),
        (CUMULATIVE, "cumulative"),
    ):
        put(written[section], kind)
    return {word: frozenset(kinds) for word, kinds in found.items()}


@cache
def _spellings() -> dict[str, tuple[str, ...]]:
    return by_first(_words())


def by_first(words: Iterable[str]) -> dict[str, tuple[str, ...]]:
    """Words by their first character, the longest first."""
    found: dict[str, list[str]] = {}
    for word in words:
        found.setdefault(word[0], []).append(word)
    return {first: tuple(sorted(words, key=len, reverse=True)) for first, words in found.items()}


_COMMAS = re.compile(r"[,;:()\[\]]+")


def clauses_of(sentence: str, start: int) -> Iterator[tuple[int, int, int]]:
    """(begin, end, how deep in brackets) of the clauses of a sentence that begins at `start` of its text.

    A clause ends at a comma, also behind a number and its unit where another number follows; at 、 only behind one.
    """
    at = depth = 0
    for match in [*_COMMAS.finditer(sentence), None]:
        end = match.start() if match else len(sentence)
        if match and match[0] == "," and _within_number(sentence, match.start()):
            continue
        begin = at
        for cut in _behind_numbers(sentence, at, end):
            yield start + begin, start + cut, depth
            begin = cut + (sentence[cut : cut + 1] in "、和及")
        if begin < end:
            yield start + begin, start + end, depth
        if match:
            at, depth = match.end(), max(0, depth + match[0].count("(") - match[0].count(")"))


def _within_number(sentence: str, at: int) -> bool:
    return (
        re.fullmatch(r"\d,\d{3}(?!\d)", sentence[at - 1 : at + 4]) is not None
        and not sentence[at + 4 : at + 5].isdigit()
    )


def _behind_numbers(sentence: str, begin: int, end: int) -> list[int]:
    """Where numbers with a unit end that other words follow."""
    ends = [
        match.end()
        for match in numeral_pattern().finditer(sentence, begin, end)
        if match["unit"] and (match["digits"] or match["han"])
    ]
    return [
        each for each in ends if each < end and sentence[each] != "的" and (sentence[each] == "、" or each != ends[-1])
    ]
