"""What follows the place in an agency's name → the organ: its full wording, its kind, its line. Pure."""

import re
from dataclasses import dataclass
from functools import lru_cache

from ingest.reference import reference

# An organ's name ends in one of these; what does not is no organ that could be typed.
_ENDS = re.compile(
    "(?:局|委|会|厅|部|署|办|室|中心|院|馆|站|所|处|队|社|行|台|库|校|大学|公司|集团|海关|科|园|场|组|段|秘书处|研究所)$"
)
_BRANCH = re.compile(
    "(?P<organ>.{2,16}?[局委会心])(?P<inner>.{2,12}?)(?P<branch>分局|支局|直属局|监管局|管理局|分中心|管理部)"
)
# The committee of a zone is no organ of the field that its name begins with: 工业园区管理委员会.
_COMMITTEE = re.compile("(?:区|园|新城|基地|港|片区)(?:管理委员会|管委会)$")
_LONGEST_FIELD, _SHORTEST_FIELD = 6, 2
# A school or a firm bears a place's name without being an agency of that place: 南京大学.
_INSTITUTION = re.compile("(?:大学|学院|医院|学校|中学|小学|公司|集团|银行|研究院|研究所|出版社)$")
GOVERNMENT = "人民政府"


@dataclass(frozen=True, slots=True)
class Organ:
    """full: the canonical wording; kind: id of the agency type or None; line: what it is in a series of years.

    inner: words in front of the organ that name something of their own (a zone, a town, an area nobody knows);
    branch: the area of a branch (公安局鼓楼分局 → 鼓楼). known: a list has the wording, or its field is named first.
    """

    full: str
    kind: str | None
    line: str
    inner: str = ""
    branch: str = ""
    known: bool = True


@lru_cache(maxsize=8192)
def organ_of(rest: str) -> Organ:
    """Read an organ's wording. Remembered: the same few hundred wordings come again and again."""
    known = reference()
    if wording := known.wordings.get(rest):
        return Organ(wording.full, wording.kind, wording.line)
    bare = rest.removeprefix(GOVERNMENT).removeprefix("政府") if rest.startswith((GOVERNMENT, "政府")) else rest
    if bare != rest and (wording := known.wordings.get(bare)):
        return Organ(f"{GOVERNMENT}{wording.full.removeprefix(GOVERNMENT)}", wording.kind, wording.line)
    if "、" in rest:  # two organs in one: the first decides
        first = organ_of(rest[: rest.index("、")])
        return Organ(rest, first.kind, f"{first.line}.{rest}", first.inner, known=first.known)
    if match := _BRANCH.fullmatch(rest):
        whole = organ_of(match["organ"])
        if whole.kind and whole.known and not whole.inner:
            full = f"{whole.full}{match['inner']}{match['branch']}"
            return Organ(full, whole.kind, f"{whole.line}.{match['inner']}{match['branch']}", branch=match["inner"])
    if _ENDS.search(bare) and not _COMMITTEE.search(bare):
        for length in range(min(_LONGEST_FIELD, len(bare)), _SHORTEST_FIELD - 1, -1):
            if kind := known.fields.get(bare[:length]):
                full = _spelled_out(rest)
                return Organ(full, kind, f"{kind}.{full}")
    for length in known.endings:
        if length < len(rest) and (wording := known.wordings.get(rest[-length:])):
            return Organ(rest[:-length] + wording.full, wording.kind, wording.line, inner=rest[:-length], known=False)
    return Organ(rest, None, rest, known=False)


def is_institution(rest: str) -> bool:
    return _INSTITUTION.search(rest) is not None


def _spelled_out(rest: str) -> str:
    """委 and 办 at the end of a longer wording stand for 委员会 and 办公室."""
    if rest.endswith("委"):
        return f"{rest}员会"
    return f"{rest}公室" if rest.endswith("办") else rest
