"""A number in running text, with how exact it is and the word that it counts in. Pure."""

import re
from dataclasses import dataclass
from decimal import Decimal
from functools import cache

from forms.claims import claim_words
from ingest.read.numbers import Number

PEOPLE = ("人次", "人", "名")
_SCALES = {"": 1, "万": 10_000, "亿": 100_000_000}
_DIGITS = {each: value for value, each in enumerate("零一二三四五六七八九")} | {"两": 2}
_HAN = "零一二两三四五六七八九十百千"
_PLACES = {"十": 10, "百": 100, "千": 1000}


@dataclass(frozen=True, slots=True)
class Numeral:
    """`value` in the unit printed (money in 元); `step`: how much more or less it may be; `unit` as printed."""

    value: Number
    unit: str
    step: Number
    is_exact: bool


@cache
def units() -> frozenset[str]:
    """The words that narratives count in; of money 元, whose 万 is the number's."""
    found = {unit for topic in claim_words()["topics"].values() for unit in topic["units"]}
    return frozenset(found - {"万元", "亿元"} | {"元", *PEOPLE})


@cache
def pattern() -> re.Pattern[str]:
    """Digits or a Chinese numeral with the unit behind; a Chinese numeral only with one."""
    unit = "|".join(sorted(units(), key=len, reverse=True))
    return re.compile(
        rf"""(?P<about>近|约|超过|超|逾|大约|达)?
            (?:(?P<digits>(?<![\d.])(?:\d{{1,3}}(?:,\d{{3}})+(?!\d)|\d+)(?:\.\d+)?)(?P<scale>[万亿])?
              |(?<![{_HAN}])(?P<han>[{_HAN}]+)(?=[余多]?(?:{unit})))
            (?P<more>余|多)?(?P<unit>{unit})?(?P<around>以上|左右)?""",
        re.VERBOSE,
    )


def numeral_of(match: re.Match[str]) -> Numeral | None:
    """The number of a match of `pattern`; None for a numeral that is none."""
    inexact = bool(match["about"] not in (None, "达") or match["more"] or match["around"])
    unit = match["unit"] or ""
    if match["han"]:
        value = _value_of(match["han"])
        return None if value is None else Numeral(value, unit, 0, not inexact)
    digits, scale = match["digits"].replace(",", ""), _SCALES[match["scale"] or ""]
    fraction = len(digits.partition(".")[2])
    number = Decimal(digits) * scale
    step = Decimal(scale) / 10**fraction / 2 if scale > 1 else Decimal(0)
    return Numeral(_plain(number), unit, _plain(step), not inexact and not (step and unit != "元"))


def _plain(number: Decimal) -> Number:
    return int(number) if number == number.to_integral_value() else number


def _value_of(numeral: str) -> int | None:
    """一百二十三 → 123; None for what is no number, such as 百千."""
    total, digit = 0, None
    for each in numeral:
        if each in _PLACES:
            if digit is None and (each != "十" or total):
                return None
            total += (1 if digit is None else digit) * _PLACES[each]
            digit = None
        elif each == "零":
            digit = 0 if len(numeral) == 1 else None
        elif digit is not None:
            return None
        else:
            digit = _DIGITS[each]
    return total + (digit or 0)
