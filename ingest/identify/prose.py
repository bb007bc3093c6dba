"""The text outside tables, sentence by sentence, and the contacts printed in it as such. Pure.

Only what is printed as a telephone number, a postcode, an address or a web address is one: a figure of a table, or
figures and lines that were run together, look like them by chance.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache

from forms.normal import simplified
from ingest.identify.reference import load

_ENDS = re.compile("(?<=[。！？!?])")
_STOPPED = "。！？；：!?;:"
_WRAPPED = 18  # characters; a line at least that long without a stop goes on in the next
_ADDRESS = re.compile(
    r"(?:(?<![㐀-鿿])|联系|办公|通讯|通信|单位|机关|机构|我[局办镇乡]|本[局办镇乡])地址[::]?(?:位于)?([^,，;；。、()（）\s]{2,40})"
)
_NUMBER = re.compile(r"(?<![\d.])\(?(0[12]\d|0[3-9]\d\d)[)\-—－–_ ]{0,2}\d{7,8}(?![\d.])")
_LABEL = re.compile(
    r"(?:电话|传真|联系方式|座机|号码)(?:[^\d]{0,8}|[^\d]{0,8}[\d\-—－–_()、,，/;；转或和 ]{7,60}[^\d]{0,4})$"
)
_CODE = re.compile(r"邮(?:政编码|编)[^\d]{0,6}(\d{6})(?!\d)")
_HOST = re.compile(r"(?<![a-z0-9@.-])(?:[a-z0-9-]+\.)+gov\.cn(?![a-z0-9])", re.ASCII)


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence on one line, without blanks; `begins` and `ends`: it has the start and the end of its line.

    around: the sentence with what continues it on the lines before and after. elsewhere: it speaks of another place.
    """

    text: str
    begins: bool
    ends: bool
    around: str
    elsewhere: bool


@dataclass(frozen=True, slots=True)
class Contacts:
    """Area codes, postcodes, web hosts and addresses printed as the agency's own, and those that are another's."""

    areas: frozenset[str]
    codes: frozenset[str]
    hosts: frozenset[str]
    other_areas: frozenset[str]
    other_codes: frozenset[str]
    other_hosts: frozenset[str]
    addresses: tuple[str, ...]


_KEYS = [(kind, own) for own in (True, False) for kind in ("areas", "codes", "hosts")]


@cache
def words(kind: str) -> tuple[str, ...]:
    """Return a list of evidence.yml, the longest words first."""
    return tuple(sorted(load("evidence.yml")[kind], key=len, reverse=True))


@cache
def _any_of(kind: str) -> re.Pattern[str]:
    return re.compile("|".join(map(re.escape, words(kind))))


def outside_tables(lines: Sequence[str]) -> str:
    """Return the lines that are no row of cells, each still a line; every row leaves an empty line."""
    return "\n".join("" if "\t" in line.strip() or "|" in line or "｜" in line else line for line in lines)


@lru_cache(maxsize=16)
def sentences(text: str) -> tuple[Sentence, ...]:
    """Split a text outside tables into sentences; none goes on from one line to the next."""
    parts = [[part for part in _ENDS.split(simplified(line)) if part.strip()] for line in text.split("\n")]
    return tuple(_sentences(parts))


def _sentences(lines: list[list[str]]) -> Iterator[Sentence]:
    for number, line in enumerate(lines):
        for at, part in enumerate(line):
            around = part
            if at == 0 and number and _goes_on(before := lines[number - 1]):
                around = before[-1] + around
            if at == len(line) - 1 and _goes_on(line) and number + 1 < len(lines) and lines[number + 1]:
                around += lines[number + 1][0]
            around = "".join(around.split())
            elsewhere = _any_of("elsewhere").search(around) is not None
            yield Sentence("".join(part.split()), at == 0, at == len(line) - 1, around, elsewhere)


def _goes_on(line: list[str]) -> bool:
    """Whether a line was cut by the width of its page."""
    return bool(line) and len("".join(line)) >= _WRAPPED and line[-1].rstrip()[-1] not in _STOPPED


@lru_cache(maxsize=16)
def contacts(text: str) -> Contacts:
    """Return the contacts that a text outside tables prints as such."""
    found: dict[tuple[str, bool], set[str]] = {}
    addresses: list[str] = []
    parts = [[part for part in _ENDS.split(simplified(line)) if part.strip()] for line in text.split("\n")]
    flat = [part for line in parts for part in line]
    for part, sentence in zip(flat, _sentences(parts), strict=True):
        own = not sentence.elsewhere and not _any_of("others").search(_ADDRESS.sub("", sentence.around))
        low = part.lower()
        for kind, values in (("areas", _areas(part)), ("codes", _CODE.findall(part)), ("hosts", _HOST.findall(low))):
            found.setdefault((kind, own), set()).update(values)
        if own:
            addresses += _ADDRESS.findall(part)
    areas, codes, hosts, *other = (frozenset(found.get(key, ())) for key in _KEYS)
    return Contacts(areas, codes, hosts, other[0], other[1], other[2], tuple(dict.fromkeys(addresses)))


def _areas(part: str) -> list[str]:
    return [match[1] for match in _NUMBER.finditer(part) if _LABEL.search(part[: match.start()])]


def names_itself(sentence: Sentence, start: int, end: int) -> bool:
    """Whether an agency's name from `start` to `end` is that of the sentence's author or subject."""
    if sentence.elsewhere:
        return False
    before, after = sentence.text[:start], sentence.text[end:]
    begins = not before.strip('#*>“《("') or re.fullmatch(r"20\d\d年度?,?", before) is not None
    goes_on = not after.strip('。*”》)"') or after.lstrip('”》)"').startswith(words("after"))
    return ((begins or before.endswith((*words("before"), "“", "《"))) and goes_on) or _is_labelled(before)


def names_its_page(sentence: Sentence, start: int, end: int) -> bool:
    """Whether an authority's name from `start` to `end` is that of the page, as its head, its source or its website."""
    if sentence.elsewhere:
        return False
    before, after = sentence.text[:start], sentence.text[end:]
    alone = sentence.begins and sentence.ends and not (before + after).strip("#*>")
    return alone or _is_labelled(before) or after.lstrip('”》)"').startswith(words("channel"))


def _is_labelled(before: str) -> bool:
    return before.endswith(tuple(f"{label}{colon}" for label in words("labels") for colon in ("", ":", ":“")))
