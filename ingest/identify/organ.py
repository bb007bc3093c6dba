"""The part of an agency's name after the place → the organ: its full wording, its kind, its line. Pure."""

import re
from dataclasses import dataclass, replace
from functools import lru_cache

from ingest.identify.areas import COMMITTEES, ZONE, is_institution
from ingest.identify.reference import reference

# An organ's name ends in one of these; anything else is not assigned a kind by its field.
_ENDS = re.compile("(?:局|委|会|厅|部|署|办|室|中心|院|馆|站|所|处|队|社|行|台|库|科|园|场|组|段)$")
_BRANCH = re.compile(
    "(?P<organ>.{2,16}?[局委会心队])(?P<inner>.{2,12}?)(?P<branch>分局|支局|直属局|监管局|管理局|分中心|管理部|大队|中队)"
)
_ENDINGS_FIRST = {
    "海关": "customs", "公安局": "public_security", "公安分局": "public_security", "公安处": "public_security",
}  # fmt: skip
_OF_A_TOWN = ("街道办事处", "人民政府", "街道")
_LONGEST_FIELD, _SHORTEST_FIELD = 6, 2
GOVERNMENT = "人民政府"


@dataclass(frozen=True, slots=True)
class Organ:
    """full: the canonical wording; kind: id of the agency type or None; line: its stable id across the years.

    inner: words before the organ that name something else (a zone, a town, an unknown area); branch: the area of a
    branch (公安局鼓楼分局 → 鼓楼). listed: the wording is in a list; known: it is listed, or it begins with a known
    field.
    """

    full: str
    kind: str | None
    line: str
    inner: str = ""
    branch: str = ""
    known: bool = True
    listed: bool = True


@lru_cache(maxsize=8192)
def organ_of(rest: str) -> Organ:
    """Read an organ's wording. Cached: the same few hundred wordings recur."""
    known = reference()
    if wording := known.wordings.get(rest):
        return Organ(wording.full, wording.kind, wording.line)
    bare = rest.removeprefix(GOVERNMENT).removeprefix("政府") if rest.startswith((GOVERNMENT, "政府")) else rest
    if bare != rest and (wording := known.wordings.get(bare)):
        return Organ(f"{GOVERNMENT}{wording.full.removeprefix(GOVERNMENT)}", wording.kind, wording.line)
    return _compound(rest) or _by_field(rest, bare) or _by_ending(rest)


def _compound(rest: str) -> Organ | None:
    """Two organs in one, a party committee's organ, a branch, an institution or a zone, by the form of the wording."""
    if "、" in rest:  # the first decides
        first = organ_of(rest[: rest.index("、")])
        return Organ(rest, first.kind, f"{first.line}.{rest}", first.inner, known=first.known)
    if rest[:1] == "委" and len(rest) > 2:  # 省委金融委员会办公室
        organ = organ_of(rest[1:])
        return Organ(_spelled_out(rest), organ.kind, f"{organ.kind}.{_spelled_out(rest)}", known=organ.known)
    if match := _BRANCH.fullmatch(rest):
        whole = organ_of(match["organ"])
        if whole.kind and whole.known and not whole.inner and not whole.branch:
            full = f"{whole.full}{match['inner']}{match['branch']}"
            return Organ(full, whole.kind, f"{whole.line}.{match['inner']}{match['branch']}", branch=match["inner"])
    if is_institution(rest):
        return Organ(rest, "other", f"other.{rest}")
    if match := ZONE.fullmatch(rest):
        committee = match["rest"] in COMMITTEES
        within = Organ("管理委员会", "development_zone", "") if committee else organ_of(match["rest"])
        if within.kind and not within.inner:
            return replace(within, full=match["zone"] + within.full, inner=match["zone"], known=False)
    return None


def _by_field(rest: str, bare: str) -> Organ | None:
    """Decide by the field named first, except for organs recognised only by their ending: 机场海关, 长江公安分局."""
    if kind := next((kind for end, kind in _ENDINGS_FIRST.items() if rest.endswith(end)), None):
        return Organ(rest, kind, f"{kind}.{rest}", inner=rest, known=kind != "customs", listed=False)
    if _ENDS.search(bare) and not rest.endswith((*_OF_A_TOWN, "管委会", "管理委员会")):
        for length in range(min(_LONGEST_FIELD, len(bare)), _SHORTEST_FIELD - 1, -1):
            if kind := reference().fields.get(bare[:length]):
                full = _spelled_out(rest)
                return Organ(full, kind, f"{kind}.{full}", listed=False)
    return None


def _by_ending(rest: str) -> Organ:
    known = reference()
    for length in known.endings:
        if length < len(rest) and (wording := known.wordings.get(rest[-length:])):
            return Organ(rest[:-length] + wording.full, wording.kind, wording.line, inner=rest[:-length], known=False)
    return Organ(rest, None, rest, known=False)


def _spelled_out(rest: str) -> str:
    """Expand 委 and 办 at the end of a longer wording to 委员会 and 办公室, with exceptions (团委, 编办, 工委)."""
    if rest.endswith(("团委", "编办")):
        return rest
    if rest.endswith("工委"):
        return f"{rest.removesuffix('工委')}工作委员会"
    if rest.endswith("委"):
        return f"{rest}员会"
    return f"{rest}公室" if rest.endswith("办") else rest
