"""Spellings of a printed label: which parts may be omitted, and which edition alone prints it. Pure."""

import re
from functools import cache, lru_cache

from forms import EDITIONS, form
from forms.normal import normal, simplified

LONGEST_LABEL = 1000  # characters, blanks included; the longest label of the form has 60
BRACKETS = re.compile(r"[（(〔\[【][^（()）]*[)）〕\]】]")
# What may appear in brackets without making a different label: a unit, a year, a rounding rule, words of the form's
# own remarks.
_EXPLAINS = re.compile(
    "|".join((
        r"^.\s*(?:单位[::]?\s*)?(?:件|项|个|元|万元|亿元|人民币|公历)?\s*.$|^.\s*(?:20\d\d年?度?|本年度?)\s*.$",
        r"保留.{1,2}位小数|单位[::]\s*(?:元|万元|亿元)|^.\s*万元",
        *dict.fromkeys(re.escape(remark) for edition in EDITIONS for remark in form(edition).remarks),
    ))
)  # fmt: skip
_NARROWS = re.compile(
    "|".join(dict.fromkeys(re.escape(word) for edition in EDITIONS for word in form(edition).narrowing))
)


@lru_cache(maxsize=65536)
def forms_of(text: str) -> tuple[str, ...]:
    """Return the normal forms of a printed label to look up: as printed, then without explanations in brackets.

    Only brackets that do not change the meaning are removed: a unit, a year, a declared kind of remark.
    `行政处罚（简易程序）` is a different row from 行政处罚, and `（万件）` counts in ten thousands.
    """
    whole = normal(text)
    if len(text) > LONGEST_LABEL:
        return (whole,)
    bracketed = [simplified(each) for each in BRACKETS.findall(text)]
    if not bracketed or not all(_EXPLAINS.search(each) and not _NARROWS.search(each) for each in bracketed):
        return (whole,)
    bare = normal(BRACKETS.sub("", text))
    return (whole,) if bare == whole or not bare else (whole, bare)


@cache
def distinguishing_labels(edition: int, other: int) -> frozenset[str]:
    """Return the normal forms that only the first edition prints; they show which of the two a document uses."""
    own, others = _all_spellings(edition), _all_spellings(other)
    return frozenset(
        spelling
        for spelling in own
        # A spelling contained in one of the other edition's would match there too.
        if len(spelling) > 3 and not any(spelling in each for each in others)
    )


@cache
def _all_spellings(edition: int) -> set[str]:
    declared = form(edition)
    spellings: set[str] = set()
    for table in declared.tables:
        for block in table.blocks:
            for column in block.columns:
                spellings |= column.label.spellings
            for row in block.rows:
                spellings |= row.label.spellings
    for group in declared.groups.values():
        spellings |= group.label.spellings
    return spellings
