"""Dates that a report states: the period covered, the day of publication, the day under the signature. Pure."""

import re
from calendar import IllegalMonthError, monthrange
from datetime import date

_DIGIT = str.maketrans("〇○零O一二三四五六七八九", "0000123456789")
_CHINESE_YEAR = re.compile("二[〇○零0O][一二三][〇○零O一二三四五六七八九](?=年)")
_CHINESE_DAY = re.compile("(?<=[年月])([一二三四五六七八九十]{1,3})(?=[月日])")
_DATE = r"(20\d\d)\s*[年\-./]\s*(\d{1,2})\s*[月\-./]\s*(\d{1,2})(?!\d)\s*日?"
FULL_DATE = re.compile(_DATE)
_DAY = r"(20\d\d)[年.\-/](\d{1,2})[月.\-/](?:(\d{1,2})日?)?"
_SHORTEST = 80  # days; a shorter one is that of a course or a consultation, unless it ends the year
_PERIOD = re.compile(
    rf"{_DAY}[^。；;,]{{0,30}}?(?:起|始|之日起)?[,，]?(?:至|到|—|-|~|–)+(?:(20\d\d)[年.\-/])?(\d{{1,2}})[月.\-/](?:(\d{{1,2}})(?!\d)日?|底|末|止)"
)


def western(text: str) -> str:
    """Write years and dates in Chinese numerals (二〇二三年一月二十日) in digits."""
    if "年" not in text or "二" not in text:
        return text
    text = _CHINESE_YEAR.sub(lambda match: match[0].translate(_DIGIT), text)
    return _CHINESE_DAY.sub(lambda match: str(_number(match[1])), text)


def _number(numeral: str) -> int:
    """A numeral up to 99: 二十一 → 21."""
    tens, ten, ones = numeral.rpartition("十")
    if not ten:
        return int("".join(each.translate(_DIGIT) for each in numeral))
    return (int(tens.translate(_DIGIT)[-1:] or 1) * 10) + int(ones.translate(_DIGIT)[:1] or 0)


def period_of(text: str) -> tuple[date, date] | None:
    """Return the first period that a text (without whitespace) states and that a report may cover."""
    return next((period for match in _PERIOD.finditer(text) if (period := _period(match))), None)


def _period(match: re.Match[str]) -> tuple[date, date] | None:
    y, m, d, to_y, to_m, to_d = match.groups()
    last_year, last_month = int(to_y or y), int(to_m)
    try:
        first = date(int(y), int(m), int(d or 1))
        last = date(last_year, last_month, int(to_d or monthrange(last_year, last_month)[1]))
    except (ValueError, IllegalMonthError):
        return None
    return (first, last) if (last - first).days >= _SHORTEST or (first <= last and last.month == 12) else None


def year_of(period: tuple[date, date] | None) -> int | None:
    """The year that a period states: it lies within one; a period of several years states none."""
    return period[1].year if period and period[0].year == period[1].year else None


def covers(period: tuple[date, date] | None, year: int | None) -> tuple[date | None, date | None]:
    """Return the first and last day covered: as stated, else the calendar year."""
    if period:
        return period
    return (None, None) if year is None else (date(year, 1, 1), date(year, 12, 31))


def date_of(text: str) -> date | None:
    """The date that a text begins with or consists of, brackets and a label apart; None if there is none."""
    match = FULL_DATE.search(western(text))
    return made(match) if match else None


def made(match: re.Match[str]) -> date | None:
    """The date of a match of `FULL_DATE`; None for one that no calendar has."""
    try:
        return date(*(int(part) for part in match.groups()))
    except ValueError:
        return None
