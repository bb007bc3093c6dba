"""Heads above a table → the order of its columns. Pure.

One rule for all three tables: where heads stand, each must be one of the form's columns. In the form's order they are
read in order, as a full permutation they are permuted, otherwise the rows below cannot be told (None). Only where no
heads stand at all does the form's own order hold.
"""

import re
from collections.abc import Iterable
from functools import lru_cache

from forms import APPLICANTS
from forms.declaration import Block
from forms.normal import normal
from ingest.cells.labels import Labels

Order = tuple[int, ...]  # for each of the form's columns, its place among the printed ones

_GROUP = "法人或其他组织"
_ALL = "申请人情况"
_HEAD = re.compile(
    "申请人情况|自然人|法人或其他组织|商业企业|科研机构|社会公益组织|社会公益|公益组织|法律服务机构|其他|总计"
)
_APPLICANT_ID = {
    "自然人": 0, "商业企业": 1, "科研机构": 2, "社会公益组织": 3, "社会公益": 3, "公益组织": 3, "法律服务机构": 4,
    "其他": 5, "总计": 6,
}  # fmt: skip
_RESULT = re.compile("结果维持|结果纠正|其他结果|尚未审结|总计")
_RESULT_ID = {"结果维持": 0, "结果纠正": 1, "其他结果": 2, "尚未审结": 3, "总计": 4}
_DISPUTES_TITLE = re.compile("(?:政府信息公开)?行政复议行政诉讼情况")
_KIND = re.compile("未经(?:行政)?复议直接起诉|复议后起诉|行政法?复议")


def disclosure_order(heads: list[str], block: Block, labels: Labels) -> Order | None:
    """Table 1: the printed heads of one block, from left to right."""
    wanted = [column.id for column in block.columns]
    if not heads:
        return tuple(range(len(wanted)))
    found: list[str | None] = []
    at = 0
    while at < len(heads):
        for span in (1, 2, 3):
            ids = labels.column_ids("".join(heads[at : at + span])) & set(wanted)
            if len(ids) == 1:
                found.append(ids.pop())
                at += span
                break
        else:
            found.append(_cut(heads[at], block, len(found)))
            at += 1
    if len(found) == len(wanted):
        _settle_twice(found, wanted)
    if sorted(map(str, found)) != sorted(wanted):
        return None
    return tuple(found.index(each) for each in wanted)


def _cut(head: str, block: Block, place: int) -> str | None:
    """A head cut to its beginning (`本年新`) is the form's column in the same place, if that begins so."""
    text = normal(head)
    if place < len(block.columns) and len(text) >= 3:
        column = block.columns[place]
        if any(spelling.startswith(text) for spelling in column.label.spellings):
            return column.id
    return None


def _settle_twice(found: list[str | None], wanted: list[str]) -> None:
    """One head typed twice and one missing, all others in their places: the second stands for the missing one."""
    missing = [each for each in wanted if each not in found]
    twice = [n for n, each in enumerate(found) if each is not None and found.index(each) != n]
    if len(missing) == 1 and len(twice) == 1 and wanted.index(missing[0]) == twice[0]:
        found[twice[0]] = missing[0]


_HEAD_LETTERS = frozenset("".join((*_APPLICANT_ID, _GROUP, _ALL)))
FOREIGN = "※"  # stands in the words above a table for a head that is none of the form's


def has_foreign_head(cells: Iterable[str]) -> bool:
    """Whether a row of table 2's heads has one more that the form does not know: then nobody can tell the columns.

    What stands ahead of the first head is that of the labels (项目, 序号).
    """
    said = [normal(cell) for cell in cells]
    known = [n for n, each in enumerate(said) if _HEAD.fullmatch(each)]
    # A page break may cut heads: what is made of their letters is a piece of one.
    return len(known) >= 3 and any(
        not set(each) <= _HEAD_LETTERS and not _HEAD.search(each) for each in said[known[0] :]
    )


@lru_cache(maxsize=4096)
def applicant_order(text: str) -> tuple[bool, Order | None]:
    """Table 2: (whether `text` holds heads; their order, None where it is refused).

    `text` is all words since the last row of numbers, a line for each printed row: the heads stand on two or three
    levels, and only what stands on one level tells what is left of what.
    """
    if FOREIGN in text:
        return True, None
    levels = [_HEAD.findall(line) for line in text.split("\n")]
    # A head may be cut over lines; where it stands among the others is told by whole lines alone.
    joined = _HEAD.findall(text.replace("\n", ""))
    organisations = [_APPLICANT_ID[each] for each in joined if _APPLICANT_ID.get(each, 0) in range(1, 6)]
    if len({each for each in organisations if each != 5}) < 2:
        return False, None
    if any(level.count(each) > 1 for level in levels for each in ("自然人", _GROUP, "总计")):
        return True, None
    flat = next((level for level in levels if _is_flat(level)), None)
    if flat is not None:
        ids = [_APPLICANT_ID[each] for each in flat if each in _APPLICANT_ID]
        if _ALL in flat and ids[-1] != 6:
            return True, None  # several levels run into one, and the group's head is missing
    else:
        last = any(_after("总计", level, (_ALL, _GROUP, "自然人")) for level in levels)
        first = any(_after(each, level, ("总计",)) for level in levels for each in ("自然人", _GROUP)) and not last
        swapped = any(_after("自然人", level, (_GROUP,)) for level in levels)
        ids = [*organisations, 0] if swapped else [0, *organisations]
        ids = [6, *ids] if first else [*ids, 6]
    whole = list(range(len(APPLICANTS)))
    if sorted(ids) == whole:
        return True, tuple(ids.index(each) for each in whole)
    # Some heads are cut or unknown: the rest must at least stand in the form's order.
    return True, tuple(whole) if ids == sorted(set(ids)) else None


def _is_flat(level: list[str]) -> bool:
    """All heads on one level, without the group above the organisations."""
    return "自然人" in level and _GROUP not in level and len(level) >= 4


def _after(each: str, level: list[str], others: tuple[str, ...]) -> bool:
    return each in level and any(other in level and level.index(other) < level.index(each) for other in others)


def _are_wrapped(text: str) -> bool:
    """Whether the heads of table 3 stand there three times, in pieces, each line of pieces in the form's order.

    Narrow columns break `结果维持` into lines or single characters; what tells the columns apart is 维, 纠, 审.
    """
    letters = _KIND.sub("", _DISPUTES_TITLE.sub("", text)).replace("\n", "").replace("行政诉讼", "")
    heads = "".join(_RESULT_ID) * 3
    if sorted(letters) != sorted(heads):
        return False
    telling = [each for each in letters if each in "维纠审"]
    return telling == ["维", "纠", "审"] * 3


@lru_cache(maxsize=4096)
def dispute_heads(text: str) -> tuple[tuple[int, ...], Order | None]:
    """Table 3: (the kinds of dispute in the order named, the order of the five results or None where it is refused).

    The results must stand there once for each kind, or, where no kind can be told, once or for all three.

    `text` is all words since the table's title or the last row of numbers.
    """
    text = text.replace("\n", "")
    kinds: list[int] = []
    for each in _KIND.findall(text):
        kind = 1 if each.startswith("未经") else 2 if each.startswith("复议后") else 0
        if kind not in kinds:
            kinds.append(kind)
    results = [_RESULT_ID[each] for each in _RESULT.findall(text)]
    if len(results) != 15 and _are_wrapped(text):
        return tuple(kinds), tuple(range(5))
    if not results:
        return tuple(kinds), (tuple(range(5)) if "维持" not in text else None)
    first = results[:5]
    sets = len(results) // 5
    if len(results) % 5 or sorted(first) != list(range(5)) or results != first * sets or len(kinds) not in (0, sets):
        return tuple(kinds), None
    return tuple(kinds), tuple(first.index(each) for each in range(5))
