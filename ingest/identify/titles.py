"""The titles of reports: on one line, over several, in a row, in book marks, without year or without agency. Pure."""

import re
from collections.abc import Iterable, Iterator
from functools import cache

from forms.normal import simplified
from ingest.identify.dates import western
from ingest.identify.head import REMARKS_IN_NAME, Head, bare, compact, labels
from ingest.identify.naming import has_organ, recognised, speaks_of_itself
from ingest.identify.statement import Statement, declarations

YEAR = r"(?P<year>20\d\d)年?度?"
_OPEN = r"(?:政府信息|政务信息|政务|信息)公开"
REPORT = rf"{_OPEN}(?:工作)?(?:的)?(?:情况)?(?:年度)?(?:工作)?(?:年度)?(?:总结|情况)?的?(?:报告|年报)"
NAMING = r"[^,，。;；:：、()（）“”\"《》<>|_\-—–\d\s]"
WHO = rf"{NAMING}{{0,40}}?"
# Behind a page's title: the names of its section and site, or only a date.
_SITE = r"(?:[_\-—–|]+[^\d]{2,60}|[(（\[]?20\d\d[-./年]\d\d?[-./月]\d\d?日?[)）\]]?)?"
_SITE_FIRST = re.compile(r"[^\d_\-—–|。,，]{2,24}[_\-—–|]+(?=.*公开)")
_LETTER = r"(?:的(?:公告|通告|通知|公示|函|报告))?"
_TITLE = re.compile(
    rf"(?:关于)?(?P<who>{WHO})(?:关于)?(?:公布|发布|印发|报送|上报)?{YEAR}(?P<after>{WHO}){REPORT}{_LETTER}{_SITE}"
)
_ISSUED = re.compile(rf"(?P<who>{NAMING}{{2,30}}?)关于(?:印发|发布|公布|报送|上报|转发)[《]?(?=.*公开)")
_OWN_LABEL = re.compile(rf"(?P<who>{NAMING}{{3,40}})[:·\-—–]{{1,2}}(?P<after>){YEAR}{REPORT}")
_YEAR_INSIDE = re.compile(rf"(?P<who>{WHO}){_OPEN}(?:工作)?{YEAR}(?P<after>)(?:年度|工作|情况)*(?:报告|年报){_SITE}")
_YEAR_BEHIND = re.compile(rf"(?:关于)?(?P<who>{WHO})(?P<after>){REPORT}[(\[【（]?{YEAR}[)\]】）]?{_SITE}")
_DATELESS = re.compile(rf"(?:关于)?(?P<who>{WHO})(?:关于)?(?:公布|发布|印发|报送|上报)?{REPORT}{_LETTER}{_SITE}")
_NEIGHBOURS = ("上一篇", "下一篇", "上一条", "下一条", "上篇", "下篇", "前一篇", "后一篇", "相关")
_LONGEST = 110
_MARK_BEFORE = re.compile(r"^(?:附件?[一二三四\d]*[:.、]?|【(?![^】]*[局委府镇乡办厅])[^】]*】)(?=.*公开)")
_NO_PART = re.compile("[:。;=>]")  # in a line that is no part of a title over several lines
_LISTED = re.compile(r"^[·•▪◆●■>»-]|[\[(（]?20\d\d[-./年]\d\d?[-./月]\d\d?日?[\])）]?$")

Title = tuple[int, str, str, int]  # line, text, agency as printed, year


def as_printed(lines: list[str], start: int, text: str) -> str:
    """Return the title in the document's own characters: those in the lines from `start` that make up `text`."""
    for strip in ("", "#*>"):
        joined = ""
        for line in lines[start - 1 : start + 5]:
            joined += "".join(line.split()).lstrip(strip).strip("*") if strip else "".join(line.split())
            plain = western(simplified(joined))
            at = plain.find(text)
            if at >= 0:
                return joined[at : at + len(text)] if len(plain) == len(joined) else text
    return text


def slice_of(printed: str, text: str, part: str) -> str:
    """Return `part` of the simplified `text`, in the characters of `printed`."""
    at = text.find(part)
    return printed[at : at + len(part)] if len(printed) == len(text) and at >= 0 else part


def titles_within(lines: Iterable[tuple[int, str]]) -> list[Title]:
    """Return the report titles on a line of their own among numbered lines: two of them may mean two reports."""
    titles: list[Title] = []
    for number, line in lines:
        if len(line) > 80 or ("公开" not in line and "公開" not in line) or ("报" not in line and "報" not in line):
            continue
        text = western(compact(line))
        match = None if text.startswith(_NEIGHBOURS) else _TITLE.fullmatch(text)
        if match and (who := match["who"] or match["after"]):
            titles.append((number, text, who, int(match["year"])))
    return titles


def find_titles(head: Head) -> list[Statement]:
    """Return the titles before the text begins, each of one to three lines, in their order.

    A title on one line is more certain than one joined from several. If none names an agency and a year, those that
    name only one of the two are returned.
    """
    pieces = head.pieces[: head.begins]
    about = [n for n, (_, text) in enumerate(pieces) if "公开" in text or "年报" in text or "报告" in text]
    if not about:
        return []
    alone = [each for n in about if "报" in pieces[n][1] and "公" in pieces[n][1] for each in _read(pieces, n, 1)]
    if whole := [each for each in alone if each.kind == "title"]:
        return _unlisted(whole, pieces)
    starts = sorted({n - back for n in about for back in (0, 1, 2, 3) if n >= back})
    starts = [n for n in starts if not _NO_PART.search(_unlabelled(pieces[n][1]))]
    joined = [each for span in (2, 3, 4) for n in starts for each in _read(pieces, n, span)]
    if whole := [each for each in joined if each.kind == "title" and recognised(each.who, each.year)]:
        return whole
    partial = [each for each in alone if each.kind != "dateless_title" or _is_agency(each)]
    partial += [each for each in joined if each.kind == "dateless_title" and _is_agency(each)]
    if not any(each.kind == "yearly_title" for each in partial):
        partial += [each for each in joined if each.kind == "yearly_title"][:1]
    return partial or [each for each in joined if each.kind == "title" and _may_name(each.who)][:1]


def _read(pieces: list[tuple[int, str]], start: int, span: int) -> Iterator[Statement]:
    """The title that consists of `span` pieces, if it is one."""
    if len(pieces) < start + span or any(text.startswith(_NEIGHBOURS) for _, text in pieces[start : start + span]):
        return
    if start and pieces[start - 1][1].rstrip(":：") in _NEIGHBOURS:
        return
    shown = _unlabelled("".join(text for _, text in pieces[start : start + span]))
    if len(shown) > _LONGEST:
        return
    line = pieces[start][0]
    plain = REMARKS_IN_NAME.sub("", shown)
    if plain.startswith("关于《"):
        plain = plain.replace("《", "").replace("》", "")
    issued = _ISSUED.match(plain)
    if issued:
        plain = plain[issued.end() :].replace("》", "")
    text = bare(_SITE_FIRST.sub("", plain, count=1))
    if "公开" not in text or ("报告" not in text and "年报" not in text):
        return
    match = None
    if "20" in shown:
        match = (
            _by_label(plain) or _TITLE.fullmatch(text) or _YEAR_BEHIND.fullmatch(shown) or _YEAR_INSIDE.fullmatch(text)
        )
    if match:
        who = next((each for each in (match["who"], match["after"]) if each and not speaks_of_itself(each)), "")
        who = who or _in_brackets(shown)
        yield Statement("title" if who else "yearly_title", line, who, int(match["year"]), bare(shown))
        if issued and not who and recognised(issued["who"]):
            yield Statement("made_by", line, issued["who"])
    elif match := _DATELESS.fullmatch(text):
        yield Statement("dateless_title", line, match["who"], None, bare(shown))


def _by_label(text: str) -> re.Match[str] | None:
    """延安市商务局：2022年…报告; before a dash, a government's name is that of the site."""
    match = _OWN_LABEL.fullmatch(text)
    found = recognised(match["who"]) if match else None
    return match if found and has_organ(match["who"]) and found.agency_type != "government" else None  # type: ignore[index]


def _in_brackets(title: str) -> str:
    """（延安市商务局）2022年…报告."""
    match = re.match(r"[(（【]([^()（）【】]+)[)）】]", title)
    return match[1] if match and has_organ(match[1]) and recognised(match[1]) else ""


def _unlabelled(text: str) -> str:
    """A title without the label 标题: before it."""
    text = bare(_MARK_BEFORE.sub("", text) if text.startswith(("附", "【")) else text)
    match = _title_label().match(text)
    return bare(text[match.end() :]) if match else text


@cache
def _title_label() -> re.Pattern[str]:
    return re.compile("|".join(label for label, kind in labels().items() if kind == "title"))


def _unlisted(titles: list[Statement], pieces: list[tuple[int, str]]) -> list[Statement]:
    """The titles without those that are entries of a list, with a bullet or a date, unless there are no others."""
    listed = {line for line, text in pieces if _LISTED.search(text)}
    return [each for each in titles if each.line not in listed] or titles


def _is_agency(title: Statement) -> bool:
    return has_organ(title.who) and recognised(title.who) is not None


def _may_name(who: str) -> bool:
    """Whether words that are no known name may still be one: 某某单位, but not 首页."""
    return not any(word in who for word in declarations()["not_in_names"]) and len(who) > 1
