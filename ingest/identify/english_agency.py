"""Names of agencies in English, kind first: 丰城市卫生健康委员会 → Health Commission, Fengcheng. Pure, from words."""

from functools import cache, lru_cache
from typing import Any

from forms.declared import declared
from ingest.identify.english import english_name
from ingest.identify.reference import FOLDER, reference
from ingest.identify.spelling import spelling

_LONGEST = 15  # characters of a division's name
_REMEMBERED = 20_000  # names
_JOINTS = "和与及、"
_SHORTEST = 2  # characters of a place's name


@cache
def _wordings() -> dict[str, dict[str, str]]:
    loaded: dict[str, Any] = declared(FOLDER / "english_agencies.yml")
    return loaded


@cache
def _shorts() -> dict[str, str]:
    """Divisions as names of agencies call them without their tier, of two characters and more: 寿光 → Shouguang."""
    found: dict[str, str] = {}
    for each in reference().divisions.units:
        if each.short and (said := english_name(each.name)):
            found.setdefault(each.short, said.removesuffix(" County").removesuffix(" District"))
    return found


@lru_cache(_REMEMBERED)
def english_agency(name: str) -> str | None:
    """Return an agency's name in English; None where a part of it has no known wording."""
    words = _wordings()
    if name in words["wholes"]:
        return words["wholes"][name]
    above, rest = _taken(name, words["above"])
    place, rest = _placed(rest)
    said = _kind(rest) or _branch(rest) or _seat(rest, place is not None)
    if said is None:  # a place without its tier: 寿光调查队
        short = next((rest[:n] for n in range(len(rest) - 2, 1, -1) if rest[:n] in _shorts() and _kind(rest[n:])), None)
        said, place = (_kind(rest[len(short) :]), _shorts()[short]) if short else (None, None)
    if said is None:
        return None
    over = words["above"].get(above)
    return ", ".join(filter(None, (f"{said} ({over})" if over else said, place)))


def _taken(text: str, beginnings: dict[str, str]) -> tuple[str, str]:
    found = next((each for each in sorted(beginnings, key=len, reverse=True) if text.startswith(each)), "")
    return found, text[len(found) :]


def _placed(text: str) -> tuple[str | None, str]:
    """The lowest division of those whose full names a text begins with, in English, and what is behind it."""
    names, place = reference().divisions.names(), None
    while True:
        lengths = range(min(_LONGEST, len(text) - 1), 1, -1)
        length = next((n for n in lengths if text[:n] in names), None)
        if length is None:
            return place, text
        place, text = english_name(text[:length]), text[length:]


def _kind(text: str) -> str | None:
    """What is left behind the place: a whole wording, or what the agency deals with and its organ."""
    words = _wordings()
    if text in words["wholes"]:
        return words["wholes"][text]
    for organ in sorted((each for each in words["organs"] if text.endswith(each)), key=len, reverse=True):
        if topics := _topics(text.removesuffix(organ)):
            return words["organs"][organ].format(_joined(topics))
    return None


def _topics(text: str) -> list[str]:
    """A text as the topics that it consists of, the longest first; empty if a part of it is none."""
    topics = _wordings()["topics"]
    found: list[str] = []
    while text:
        topic = next((text[:n] for n in range(len(text), 1, -1) if text[:n] in topics), None)
        if topic is None:
            return []
        found.append(topics[topic])
        text = text[len(topic) :]
        if text[:1] in _JOINTS and text[1:]:
            text = text[1:]
    return found


def _joined(topics: list[str]) -> str:
    if len(topics) == 1:
        return topics[0]
    joint = ", and " if any(" and " in each for each in topics) else " and "
    return f"{', '.join(topics[:-1])}{joint}{topics[-1]}"


def _spelled(text: str) -> str | None:
    pinyin, _ = spelling().spell(text)
    return pinyin.capitalize() if pinyin.isascii() and pinyin.isalpha() else None


def _branch(text: str) -> str | None:
    """A bureau's branch in a place: 生态环境局郧阳分局 → Ecology and Environment Bureau, Yunyang Sub-bureau."""
    if not text.endswith("分局"):
        return None
    head, bureau, proper = text.removesuffix("分局").partition("局")
    kind = _kind(head + bureau)
    if len(proper) > _SHORTEST and proper[-1] in "区县市":
        proper = proper[:-1]
    where = _shorts().get(proper) or _spelled(proper) if kind and len(proper) >= _SHORTEST else None
    return f"{kind}, {where} Sub-bureau" if where else None


def _seat(text: str, has_place: bool) -> str | None:
    """A zone's, a town's or a street's own organ; its name is spelled, or is that of the place before it."""
    seats = _wordings()["seats"]
    ending = next((each for each in sorted(seats, key=len, reverse=True) if text.endswith(each)), None)
    if ending is None:
        return None
    proper = text.removesuffix(ending)
    if not proper:
        return seats[ending] if has_place else None
    where = _shorts().get(proper) or _spelled(proper)
    return f"{where} {seats[ending]}" if where else None
