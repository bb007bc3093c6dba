"""Whether words are an agency's name, where in a sentence a name ends, and whether two names mean one agency. Pure."""

import re
from functools import lru_cache

from ingest.identify.agency import name_agency
from ingest.identify.identity import Context, Identity
from ingest.identify.statement import declarations

_ENDS = frozenset("局委会厅部署办室心院馆站所处队社行台关校园区府镇乡道旗团场州县市省")
_ITSELF = re.compile(
    "^(?:[我该各]|贵(?:局|委|单位|机关|镇|乡)"
    "|本(?:局|委|厅|办|镇|乡|街|市|县|区|州|省|旗|级|年|行政|机关|单位|部门|中心|系统|院|校|馆|所|队|会|园|开发|管)"
    "|全(?:省|市|县|区|镇|乡|局|委|系统|年|体|国|街道|旗|州))"
)
_OWN = re.compile(
    "[我本](街道办事处|街道办|办事处|管委会|开发区|学校|园区|街道|中心|[局委镇乡厅办院会社馆所队处站省市县区旗州])(?!级|域|内)"
)
_OWN_PLACE = re.compile("[现兹特][将把就][我本全]([市县区省州旗])")
_LONGEST, _SHORTEST = 30, 2
_LETTERS = re.compile("[㐀-鿿]*")
_OFFICES = ("办公室", "综合科", "政务公开科", "综合股")
_HAN = re.compile("[㐀-鿿]")
_ANY_YEAR = 2022  # for names in documents whose year is not known yet: what is a name hardly depends on it


def speaks_of_itself(who: str) -> bool:
    """Whether words in a name's place name nobody: 我局, 本机关, 全县."""
    return bool(_ITSELF.match(who))


def own_word(text: str) -> str:
    """What a text calls its agency: 局 for 我局; empty if it does not, or in several ways.

    我县 is also the county that a bureau serves: it counts only where the report is called so (现将我县…).
    """
    found = set(_OWN.findall(text)) - set("市县区省州旗") or set(_OWN_PLACE.findall(text))
    return found.pop() if len(found) == 1 else ""


def fits(who: str, own: str) -> bool:
    """Whether an agency of this name would call itself 我 with that word; unknown words fit no name."""
    return who.endswith(tuple(declarations()["own_words"].get(own, ())))


@lru_cache(maxsize=4096)
def recognised(who: str, year: int | None = None) -> Identity | None:
    """What a name alone says of an agency of known kind, with or without its place; None for other words."""
    if not _SHORTEST <= len(who) <= _LONGEST + 10 or not _HAN.match(who) or speaks_of_itself(who):
        return None
    if any(word in who for word in declarations()["not_in_names"]):
        return None
    found = name_agency(who, Context(year or _ANY_YEAR))
    if found.agency is not None and found.agency_type is not None:
        return found
    return found if "某" in who and found.level else _town(who, found)


def _town(who: str, found: Identity) -> Identity | None:
    """A town whose county the name does not tell: 城关镇人民政府, 青铜关镇."""
    return found if found.agency_type in ("township", "subdistrict") or _is_open(who, found) else None


def _is_open(who: str, found: Identity) -> bool:
    """A name that several places have: 朝阳区卫健委."""
    return bool(found.candidates) and found.agency_type is not None and who[-1] in _ENDS


def has_organ(who: str) -> bool:
    """Whether a name has an organ, or a town: 延安市 alone is a place that has dozens of agencies."""
    return (who[-1:] in _ENDS and not who.endswith(("市", "县", "区", "省", "州", "旗"))) or who.endswith(
        ("开发区", "园区")
    )


def name_in_front(text: str, year: int | None = None, *, placed: bool = False) -> str:
    """The agency's name at the start of a sentence; empty if it begins otherwise.

    placed: only a name that alone tells the place. Of several listed names the longest is taken (发展和改革委员会, not
    发展和改革委), but words that are in no list do not make a name longer.
    """
    shortest = best = ""
    text = _LETTERS.match(text)[0]  # type: ignore[index]
    for length in range(_SHORTEST + 1, min(len(text), _LONGEST) + 1):
        if text[length - 1] not in _ENDS or not has_organ(text[:length]):
            continue
        found = recognised(text[:length], year)
        if found is None or (placed and not found.region_code and found.level != "national"):
            continue
        shortest = shortest or text[:length]
        if is_plain(found):
            best = text[:length]
    return best or shortest


def name_at_end(text: str, year: int | None = None) -> str:
    """The longest name of an agency at the end of words, with its place; empty if there is none."""
    for start in range(max(0, len(text) - _LONGEST), len(text) - _SHORTEST):
        found = recognised(text[start:], year)
        if found and found.region_code and is_plain(found):
            return text[start:]
    return ""


def without_own_office(who: str) -> str:
    """A bureau for its office, which draws up and answers for its report: 延安市商务局办公室 → 延安市商务局."""
    if not who.endswith(_OFFICES) or who.endswith(("政府办公室", "政府办公厅")):
        return who
    front = name_in_front(who[: who.rindex(next(end for end in _OFFICES if who.endswith(end)))], placed=True)
    found = recognised(front) if front else None
    return front if found and is_plain(found) and found.agency_type != "government" else who


def is_plain(found: Identity) -> bool:
    """Whether a name is a place and a listed organ or town, with no unexplained words in it."""
    if found.level in ("township", "national") or found.agency_type in ("township", "subdistrict", "development_zone"):
        return True
    return bool(found.agency_id) and not _HAN.search((found.agency_id or "").rpartition(".")[2])


def same(one: str, other: str, year: int | None = None) -> bool:
    """Whether two names mean one agency, as far as they tell: only a clear difference is one.

    The office of a government makes and publishes the government's report, so the two are not distinguished here.
    """
    if one == other or ((one in other or other in one) and _is_place(one) == _is_place(other)):
        return True
    a, b = recognised(one, year), recognised(other, year)
    if a is None or b is None:
        return False
    kinds = {a.agency_type, b.agency_type}
    if a.region_code and b.region_code and a.region_code != b.region_code:
        return False
    if kinds <= {"government", "general_office"}:
        return True
    if a.agency_id and b.agency_id:
        return a.agency_id == b.agency_id
    return len(kinds) == 1


def _is_place(who: str) -> bool:
    return not has_organ(who) and not who.endswith("政府")
