"""A report's title and dates: the lines of the title, the agency named in it, the year. Pure."""

import re
from datetime import date
from functools import lru_cache

from forms.normal import simplified

_YEAR = r"(?P<year>20\d\d)\s*年?度?"
_REPORT = r"(?:政府信息|政务|信息)公开(?:工作)?(?:的)?(?:情况)?(?:年度)?(?:工作)?(?:年度)?(?:情况)?(?:报告|年报)"
_WHO = r"[^，。；：、（）()“”《》\d\s]{0,40}?"
_TITLE = re.compile(rf"(?:关于)?(?P<who>{_WHO})(?:关于)?{_YEAR}(?P<after>{_WHO}){_REPORT}")
_CHINESE_YEAR = re.compile("二[〇○零0O][一二三][〇○零一二三四五六七八九](?=年)")
_DIGITS = str.maketrans("〇○零O一二三四五六七八九", "0000123456789")
_NEIGHBOURS = ("上一篇", "下一篇", "上一条", "下一条", "相关")
_TEXT_BEGINS = ("一、", "二、", "第二十条第", "信息内容")
HEAD_LINES = 60
REMARKS_IN_NAME = re.compile(r"[(（\[【][^()（）\[\]【】]*[)）\]】]")
_FULL_DATE = re.compile(r"(20\d\d)\s*[年\-./]\s*(\d{1,2})\s*[月\-./]\s*(\d{1,2})\s*日?")
_PUBLISHED = re.compile(r"(?:发布日期|发布时间|公布日期|成文日期|发文日期|时间|日期)\s*[::]\s*" + _FULL_DATE.pattern)
_PERIOD = re.compile(
    r"(20\d\d)年(\d{1,2})月(?:(\d{1,2})日)?[^。；,]{0,30}?(?:起|始|之日起)?[,，]?(?:至|到|—|-|~)(?:(20\d\d)年)?(\d{1,2})月(\d{1,2})日"
)


Title = tuple[int, str, str, int]  # line, text, agency as printed, year


@lru_cache(maxsize=8192)
def compact(line: str) -> str:
    return "".join(simplified(line).split()).lstrip("#*>").strip("*")


def as_printed(lines: list[str], start: int, text: str) -> str:
    """Return the title in the document's own characters: the lines from `start` that together make up `text`."""
    joined = ""
    for line in lines[start - 1 :]:
        joined += "".join(line.split()).lstrip("#*>").strip("*").removeprefix("标题:").removeprefix("标题：")
        if len(joined) >= len(text):
            break
    return joined


def slice_of(printed: str, text: str, part: str) -> str:
    """Return `part` of the simplified `text`, in the characters of `printed`."""
    at = text.find(part)
    return printed[at : at + len(part)] if len(printed) == len(text) and at >= 0 else part


def titles_within(lines: list[str]) -> list[Title]:
    """Return the report titles on a line of their own anywhere in a document: two of them may mean two reports."""
    titles: list[Title] = []
    for number, line in enumerate(lines, 1):
        if len(line) > 80 or "公开" not in line or ("报" not in line and "報" not in line):
            continue
        text = _CHINESE_YEAR.sub(_western, compact(line))
        match = None if text.startswith(_NEIGHBOURS) else _TITLE.fullmatch(text)
        if match and (who := match["who"] or match["after"]):
            titles.append((number, text, who, int(match["year"])))
    return titles


def find_titles(head: list[tuple[int, str]]) -> list[Title]:
    """Return the titles before the text begins, each of one to three lines; the nearest first if years differ.

    A page may list other years' reports above its own; the report's own title is next to its text.
    """
    begins = next((n for n, (_, line) in enumerate(head) if line.startswith(_TEXT_BEGINS)), len(head))
    nameless: Title | None = None
    for spans in ((1,), (2, 3)):  # a title on one line is more certain than one joined from several
        titles: list[Title] = []
        for start in range(begins):
            for span in spans:
                shown = "".join(line for _, line in head[start : start + span]).removeprefix("标题:")
                text = _CHINESE_YEAR.sub(_western, REMARKS_IN_NAME.sub("", shown))
                if len(text) > 90 or "公开" not in text or text.startswith(_NEIGHBOURS):
                    continue
                match = _TITLE.fullmatch(text) or (_TITLE.match(text) if "_" in text else None)
                if match is None:
                    continue
                if who := match["who"] or match["after"]:
                    titles.append((head[start][0], shown, who, int(match["year"])))
                else:
                    nameless = nameless or (head[start][0], shown, "", int(match["year"]))
        if titles:
            years = {year for *_, year in titles}
            return titles[::-1] if len(years) > 1 else titles
    return [nameless] if nameless else []


def _western(match: re.Match[str]) -> str:
    return match[0].translate(_DIGITS)


def period_of(text: str) -> tuple[date, date] | None:
    match = _PERIOD.search(text)
    if match is None:
        return None
    y, m, d, to_y, to_m, to_d = match.groups()
    try:
        return date(int(y), int(m), int(d or 1)), date(int(to_y or y), int(to_m), int(to_d))
    except ValueError:
        return None


def covers(period: tuple[date, date] | None, year: int | None) -> tuple[date | None, date | None]:
    """Return the first and last day covered: as stated, else the calendar year."""
    if period:
        return period
    return (None, None) if year is None else (date(year, 1, 1), date(year, 12, 31))


def published_on(tail: list[str], head: list[tuple[int, str]]) -> date | None:
    """Return the printed date of publication, else a date on a line of its own in the signature or under the title."""
    for _, line in head[:40]:
        if len(line) < 90 and (match := _PUBLISHED.search(line)):
            return _date(match)
    for line in (*reversed(tail), *(line for _, line in head[:12])):
        if match := _FULL_DATE.fullmatch(line.strip("()（）")):
            return _date(match)
    return None


def _date(match: re.Match[str]) -> date | None:
    try:
        return date(*(int(part) for part in match.groups()))
    except ValueError:
        return None
