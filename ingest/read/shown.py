"""A number stored in a sheet and the format that shows it → the text that is read. Pure.

The stored number is read where its format shows the same number, with the words that the format adds (`0"件"`).
A date, a percentage or a format that shows another number than is stored gives a text that is no number.
"""

import re
from datetime import date, timedelta
from decimal import Decimal, InvalidOperation
from functools import lru_cache
from typing import NamedTuple

from ingest.read.document import OBJECT

_IN_BRACKETS = re.compile(r"\[[^\]]*\]")
_PADDING = re.compile(r"[_*].")
_LITERAL = re.compile(r'"([^"]*)"|\\(.)')
_DIGITS = re.compile(r"[#0?](?:[#0?,]*[#0?])?(\.[#0?]+)?(,*)(?:E[+-][0#?]+)?", re.IGNORECASE)
_DATE = re.compile(r"[ymdhs]|AM/PM|上午/下午", re.IGNORECASE)
_GENERAL = re.compile(r"general|g/通用格式", re.IGNORECASE)
_BUILT_IN = {
    1: "0", 2: "0.00", 3: "#,##0", 4: "#,##0.00", 9: "0%", 10: "0.00%", 11: "0.00E+00", 12: "# ?/?", 13: "# ??/??",
    37: "#,##0", 38: "#,##0", 39: "#,##0.00", 40: "#,##0.00", 41: "#,##0", 42: "#,##0", 43: "#,##0.00", 44: "#,##0.00",
    48: "##0.0E+0", 49: "@",
}  # fmt: skip
_DATES = (*range(14, 23), *range(27, 37), *range(45, 48), *range(50, 59))
_LONGEST_CODE = 1000  # characters; Excel itself writes no more than 255
_SMALLEST = -324  # the power of ten of the smallest number that a spreadsheet keeps
_PRECISION = 15  # digits that a spreadsheet keeps
_LAST_DAY = 2_958_465  # 9999-12-31


class Format(NamedTuple):
    """How a format shows a number: as a number with so many decimals (None: all), a date, or otherwise."""

    kind: str = "number"
    decimals: int | None = None
    before: str = ""
    behind: str = ""


@lru_cache(maxsize=4096)
def format_of(number: int, code: str | None) -> Format:
    """The format of a built-in number or of a code of the file's own."""
    if code is None:
        if number in _DATES:
            return Format("date")
        code = _BUILT_IN.get(number, "General")
    if len(code) > _LONGEST_CODE:
        return Format("otherwise")
    first = _IN_BRACKETS.sub("", _first_section(code))
    if not first.strip():
        return Format("otherwise")  # hides what the cell holds
    bare = _LITERAL.sub("", _PADDING.sub("", first))
    if _GENERAL.search(bare) or bare.strip() == "@":
        return Format()
    if _DATE.search(re.sub(r"E[+-]", "", bare)) or re.search(r"\[[hms]+\]", code, re.IGNORECASE):
        return Format("date")
    plain = _LITERAL.sub(lambda found: found[1] or found[2] or "", _PADDING.sub(" ", first))
    digits = _DIGITS.search(bare)
    shape = _DIGITS.search(plain)
    if digits is None or shape is None or "%" in bare or "/" in bare or digits[2] or "!" in bare:
        return Format("otherwise", behind="%" if "%" in bare else "")
    rest = _DIGITS.sub("", plain[shape.end() :])
    decimals = None if "E" in digits[0].upper() else max(0, len(digits[1] or ".") - 1)
    return Format("number", decimals, plain[: shape.start()].strip(), rest.strip())


def _first_section(code: str) -> str:
    """The part of a code for positive numbers: sections are separated by semicolons outside quotation marks."""
    match = re.match(r'(?:"[^"]*"|\\.|[^;"\\])*', code)
    return match[0] if match else ""


def shown(stored: str, how: Format, from_1904: bool = False) -> str:
    """The text of a cell that stores a number; with OBJECT where its format shows another number."""
    number = number_of(stored)
    if number is None:
        return f"{OBJECT}{stored}"
    if how.kind == "date":
        return _day(number, from_1904) or f"{OBJECT}{stored}"
    text = format(number, "f")
    if how.kind == "otherwise":
        return f"{OBJECT}{text}{how.behind}"
    if how.decimals is not None and -int(number.as_tuple().exponent) > how.decimals:
        return f"{OBJECT}{text}"
    return f"{how.before}{text}{how.behind}"


def number_of(stored: str) -> Decimal | None:
    """A stored number, with as many digits as a spreadsheet keeps: 0.1 + 0.2 is 0.3."""
    try:
        exact = Decimal(stored.strip())
        if exact == 0:
            return Decimal("-0") if exact.is_signed() else Decimal(0)
        # The power is looked at first: with it alone a few characters ask for a million digits.
        if not exact.is_finite() or not _SMALLEST <= exact.adjusted() < _PRECISION:
            return None
        whole = exact.to_integral_value()
        if exact == whole:
            return whole
        return Decimal(f"{exact:.{_PRECISION}g}").normalize() + 0
    except (InvalidOperation, ValueError):
        return None


def _day(number: Decimal, from_1904: bool) -> str | None:
    days = int(number) + (1462 if from_1904 else 0)
    if not 0 < days <= _LAST_DAY:
        return None
    day = date(1899, 12, 30) + timedelta(days=days)
    return f"{day.year}-{day.month:02}-{day.day:02}"
