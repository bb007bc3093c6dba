"""What a printed cell says: a number with its unit, nothing, or something that is not one number."""

import re
from decimal import Decimal
from functools import lru_cache
from typing import NamedTuple
from unicodedata import normalize

PRINTED, RECOVERED, BLANK, ABSENT, UNREADABLE = "printed", "recovered", "blank", "absent", "unreadable"
STATES = (PRINTED, RECOVERED, BLANK, ABSENT, UNREADABLE)


# Whole numbers are int, sums of money with a fraction are Decimal: both exact, and they add up exactly together.
Number = int | Decimal


class Reading(NamedTuple):
    """`value` is set only where `state` is printed; `unit` only where the cell itself prints one."""

    state: str
    value: Number | None = None
    unit: str | None = None


_BLANK = Reading(BLANK)
_UNREADABLE = Reading(UNREADABLE)

# Signs for nothing that agencies print (domain.md, traps); after NFKC and without white space.
_NOTHING = re.compile(r"[/\\|\-—–―_.·…]*|无|没有|暂无")
_NUMBER = re.compile(
    r"""(?P<sign>\+|-|−|﹣|增加?|新增|减少?)?\s*
        (?P<digits>\d{1,3}(?:,\d{3})+|\d+)(?P<fraction>\.\d+)?\s*
        (?P<unit>亿元|万元|元|件|项|个|条|份|宗|次|部|起)?
        (?P<note>\s*\([^()]*\))?""",
    re.VERBOSE,
)
_COUNTERS = {"件": "件", "项": "项", "个": None, "条": None, "份": None, "宗": None, "次": None, "部": None, "起": None}


@lru_cache(maxsize=65536)
def read_number(text: str) -> Reading:
    """Read one cell. A blank stays a blank; run-together digits (`000`, `0 0`) and words are unreadable.

    `+3` is 3, `减4` is −4, `4,293` is 4293, `22（其中修订16件）` is 22, `251000元` keeps its unit, 亿元 becomes 万元.
    """
    flat = normalize("NFKC", text).strip()
    if flat.isdecimal() and flat.isascii() and (flat[0] != "0" or flat == "0"):
        return Reading(PRINTED, int(flat))
    if _NOTHING.fullmatch(flat.replace(" ", "")):
        return _BLANK
    match = _NUMBER.fullmatch(flat)
    if match is None:
        return _UNREADABLE
    digits = match["digits"].replace(",", "")
    if len(digits) > 1 and digits[0] == "0":
        return _UNREADABLE  # `000` is three cells run together, not a number
    value: Number = Decimal(digits + match["fraction"]) if match["fraction"] else int(digits)
    if match["sign"] in ("-", "−", "﹣", "减", "减少"):
        value = -value
    unit = match["unit"]
    if unit == "亿元":
        return Reading(PRINTED, value * 10000, "万元")
    return Reading(PRINTED, value, _COUNTERS.get(unit, unit) if unit else None)


_LETTER = re.compile(r"[㐀-鿿⼀-⿟a-zA-Z]")


@lru_cache(maxsize=65536)
def is_words(text: str) -> bool:
    """True for a cell that holds words and is not a value: a label, a heading, a remark."""
    return read_number(text).state == UNREADABLE and _LETTER.search(text) is not None


@lru_cache(maxsize=65536)
def printed_unit(head: str) -> str | None:
    """The unit of money that a column head prints: `采购总金额（万元）` gives 万元."""
    match = re.search(r"万\s*元|元", normalize("NFKC", head))
    return re.sub(r"\s", "", match[0]) if match else None
