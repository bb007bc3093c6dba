"""What a file's own name and its folder say of who reports and on which year. Pure."""

import re
from pathlib import PurePosixPath

from forms.normal import simplified
from ingest.identify.dates import western
from ingest.identify.head import Head
from ingest.identify.naming import has_organ, recognised, speaks_of_itself
from ingest.identify.statement import Statement
from ingest.identify.titles import find_titles

_YEAR = re.compile(r"(?<!\d)(20[0-3]\d)年?度?(?!\d|[-._年]?\d{1,2}[-._月]?\d)")
_HAN = re.compile("[㐀-鿿]")
_DATE = re.compile(r"20[0-3]\d[-._年]?[01]?\d[-._月][0-3]?\d日?|20[0-3]\d[01]\d[0-3]\d(?!\d)")
_RANGE = re.compile(r"20\d\d年?[-—–~至到]20\d\d")
_WORDS = re.compile(r"(?:政府信息|政务信息|政务|信息)公开.*|(?:年度)?(?:工作)?(?:报告|年报).*|^\d+\W*")


def names_of_path(path: str) -> list[Statement]:
    """What a path states: the file's name as a title, or an agency and a year in it; the folder's name as an agency."""
    if not path:
        return []
    pure = PurePosixPath(path.replace("\\", "/"))
    found = _of_name(pure.stem) if _HAN.search(pure.stem) else []
    owner = simplified(pure.parent.name)
    if has_organ(owner) and recognised(owner):
        found.append(Statement("folder", 0, owner))
    return found


def _of_name(stem: str) -> list[Statement]:
    text = western("".join(simplified(stem).split()))
    text = _DATE.sub("", text)
    bare = re.sub(r"^[\d_\-.\s]*(?=\D)(?!年)", "", text) if not _YEAR.match(text) else text
    titles = find_titles(Head([(0, bare)], 1, []))
    if titles:
        return [Statement("file", 0, each.who if _is_name(each.who) else "", each.year) for each in titles]
    years = set() if _RANGE.search(text) else set(_YEAR.findall(text))
    year = int(years.pop()) if len(years) == 1 else None
    words = _WORDS.sub("", _YEAR.sub(" ", bare)).strip(" _-.·()（）")
    parts = [each for each in re.split(r"[\s_\-.·()（）]+", words) if each]
    who = next((each for each in ("".join(parts), *parts) if has_organ(each) and _is_name(each)), "")
    # A number alone may be anything; with 年 or a name beside it, it is a year.
    if year and not any(map(_is_name, parts)) and not re.search(rf"{year}年", text):
        year = None
    return [Statement("file", 0, who, year)] if who or year else []


def _is_name(who: str) -> bool:
    return bool(who) and not speaks_of_itself(who) and recognised(who) is not None
