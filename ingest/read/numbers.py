"""Read a printed cell: a number with its unit, a blank, or something that is not a single number."""

import re
from collections.abc import Sequence
from decimal import Decimal
from functools import lru_cache
from html import unescape
from typing import NamedTuple

from forms.normal import simplified

PRINTED, RECOVERED, BLANK, ABSENT, UNREADABLE = "printed", "recovered", "blank", "absent", "unreadable"
STATES = (PRINTED, RECOVERED, BLANK, ABSENT, UNREADABLE)


# Whole numbers are int, sums of money with a fraction are Decimal: both are exact, and so are sums of the two.
Number = int | Decimal


class Reading(NamedTuple):
    """`value` is set only if `state` is printed; `unit` only if the cell itself prints one."""

    state: str
    value: Number | None = None
    unit: str | None = None


_BLANK = Reading(BLANK)
_UNREADABLE = Reading(UNREADABLE)

# Characters and words that agencies print for "none"; after NFKC and without whitespace.
_NOTHING = re.compile(r"[/\\|\-—–―_.·…]*|无|没有|暂无|NaN|nan|None|none|<NA>|NULL|null")
_NUMBER = re.compile(
    r"""(?P<sign>\+|-|−|﹣|增加?|新增|减少?)?\s*
        (?P<digits>\d{1,3}(?:,\d{3})+|\d+)(?P<fraction>\.\d+)?\s*
        (?P<unit>亿元|万元|元|件|项|个|条|份|宗|次|部|起)?
        (?P<note>\([^()]*\))?""",
    re.VERBOSE,
)
_COUNTERS = {"件": "件", "项": "项", "个": None, "条": None, "份": None, "宗": None, "次": None, "部": None, "起": None}


# Footnote marks that NFKC would turn into digits of the number before them: `5①` is not 51.
_MARK = re.compile("[²³¹⁰-₟①-⓿❶-➓㉑-㉟㊱-㊿]")
# Not those that change the direction of what follows: they may turn a number around.
_INVISIBLE = re.compile(
    "[\u00ad\u034f\u115f\u1160\u180e\u200b-\u200f\u2060-\u2064\u2800\u3164\ufe0e\ufe0f\ufeff\uffa0]"
)
_GB_BLANK = "\ue5e5"  # the blank A3A0 of GBK, as decoders that do not know it leave it
_LONGEST_HEAD = 1000  # characters; a longer text is no head with a unit
_LONGEST = 100  # characters; a longer cell is not a number
_MOST_DIGITS = 15  # no agency counts beyond 10^15


@lru_cache(maxsize=65536)
def read_number(text: str) -> Reading:
    """Read one cell. A blank stays a blank; run-together digits (`000`, `0 0`) and words are unreadable.

    `+3` and `03` are 3, `减4` is −4, `4,293` is 4293, `22（其中修订16件）` is 22, `251000元` keeps its unit, and
    亿元 becomes 万元.
    """
    if len(text) > _LONGEST:
        return _UNREADABLE if text.strip() else _BLANK
    if "&" in text:
        text = unescape(text)
    flat = simplified(text.replace(_GB_BLANK, " ")).strip()
    if flat.isascii() and flat.isdecimal() and (flat[0] != "0" or flat == "0") and len(flat) <= _MOST_DIGITS:
        return _UNREADABLE if _MARK.search(text) else Reading(PRINTED, int(flat))
    flat = _INVISIBLE.sub("", flat)
    if _NOTHING.fullmatch(flat.replace(" ", "")):
        return _BLANK
    match = _NUMBER.fullmatch(flat)
    if match is None or _MARK.search(text):
        return _UNREADABLE
    digits = match["digits"].replace(",", "")
    if len(digits) > _MOST_DIGITS or digits.startswith("00") or (digits[0] == "0" and "," in match["digits"]):
        return _UNREADABLE  # `000` is three cells run together, not a number
    value: Number = Decimal(digits + match["fraction"]) if match["fraction"] else int(digits)
    if match["sign"] in ("-", "−", "﹣", "减", "减少"):
        value = -value
    unit, note = match["unit"], match["note"] or ""
    if scaled(note) or scaled(match["unit"] or ""):
        return _UNREADABLE  # （万件）, （千元）: not a unit that the form uses
    unit = unit or printed_unit(note)
    if unit == "亿元":
        return Reading(PRINTED, value * 10000, "万元")
    return Reading(PRINTED, value, _COUNTERS.get(unit, unit) if unit else None)


def is_padded(text: str) -> bool:
    """Whether a number is printed with a zero before it, or is several cells run together: `03`, `00`."""
    flat = simplified(text).strip()
    return len(flat) > 1 and flat[0] == "0" and flat.isdecimal()


_MONEY = re.compile(r"[十百千万亿]*+\s*+(?:美|港|欧|日)?\s*+元")
_SCALED = re.compile(r"[十百千万亿]\s*(?:件|项|个|宗|次|条)|[十百千]\s*万?\s*元|万\s*(?:美|港|欧|日)|[美港欧日]\s*元")


@lru_cache(maxsize=65536)
def printed_unit(text: str) -> str | None:
    """Return the unit of money printed in a head or a note: 万元 for `采购总金额（万元）`, None for `（千元）`."""
    if len(text) > _LONGEST_HEAD:
        return None
    found = {re.sub(r"\s", "", each) for each in _MONEY.findall(simplified(text))}
    unit = found.pop() if len(found) == 1 else None
    return unit if unit in ("元", "万元", "亿元") else None


@lru_cache(maxsize=65536)
def scaled(text: str) -> bool:
    """Whether counts or money are printed in hundreds, thousands or another currency."""
    return _SCALED.search(simplified(text)) is not None


def adds_up(numbers: Sequence[Number | None]) -> bool:
    """Whether no number is None and the last one is the sum of the others."""
    return None not in numbers and sum(number or 0 for number in numbers[:-1]) == numbers[-1]


@lru_cache(maxsize=65536)
def is_value(text: str) -> bool:
    """Whether a cell holds a single number or a character for "none"."""
    return read_number(text).state in (PRINTED, BLANK) and bool(text.strip())


def has_digits(text: str) -> bool:
    """Whether a text is a number, a piece of one, or a character for "none": digits or a dash and no words."""
    return is_value(text) or (any(char.isdigit() for char in text) and not is_words(text))


_LETTER = re.compile(r"[㐀-鿿⼀-⿟a-zA-Z]")


@lru_cache(maxsize=65536)
def is_words(text: str) -> bool:
    """Whether a cell holds words and not a value: a label, a heading, a remark."""
    return read_number(text).state == UNREADABLE and _LETTER.search(text) is not None
