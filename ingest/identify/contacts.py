"""Telephone numbers, postcodes, addresses and web hosts printed as such: the agency's own, and others'. Pure.

A figure of a table, or figures and lines that were run together, look like them by chance; so only what has its label
before it in the same sentence counts, and only where the sentence does not give it as another body's.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from ingest.identify.prose import Sentence, any_of, by_line, words

_ADDRESS = re.compile(r"地址[::]?(?:位于)?([^,，;；。、()（）\s]{2,40})")
_LABELS = re.compile(
    "(?:本|我|联系|办公|咨询|值班|通讯|通信|单位|机关|机构|详细|固定|工作){0,6}(?:电话|传真|邮编|邮政编码|地址|联系方式|联系人|座机|电子邮箱|邮箱)"
)
_NUMBER = re.compile(r"(?<![\d.])\(?(0[12]\d|0[3-9]\d\d)[)\-—－–_ ]{0,2}\d{7,8}(?![\d.])")
_LABEL = re.compile(
    r"(?:电话|传真|联系方式|座机|号码)(?:[^\d]{0,8}|[^\d]{0,8}[\d\-—－–_()、,，/;；转或和 ]{7,60}[^\d]{0,4})$"
)
_CODE = re.compile(r"邮(?:政编码|编)[^\d]{0,6}(\d{6})(?!\d)")
_HOST = re.compile(r"(?<![a-z0-9@.-])(?:[a-z0-9-]+\.)+gov\.cn(?![a-z0-9])", re.ASCII)
_MARKS = " ,，;；:：()（）#*>·•-—、"
_OF_A_BLOCK = 30  # characters; a shorter line may be the first of a block of contacts, a longer one is prose


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


@lru_cache(maxsize=16)
def contacts(text: str) -> Contacts:
    """Return the contacts that a text outside tables prints as such."""
    found: dict[tuple[str, bool], set[str]] = {}
    addresses: list[str] = []
    for sentence, own in _with_owner(by_line(text)):
        printed = sentence.printed
        for kind, values in (
            ("areas", [each[1] for each in _NUMBER.finditer(printed) if _LABEL.search(printed[: each.start()])]),
            ("codes", _CODE.findall(printed)),
            ("hosts", _HOST.findall(printed.lower())),
        ):
            found.setdefault((kind, own), set()).update(values)
        if own:
            addresses += _ADDRESS.findall(printed)
    areas, codes, hosts, *other = (frozenset(found.get(key, ())) for key in _KEYS)
    return Contacts(areas, codes, hosts, other[0], other[1], other[2], tuple(dict.fromkeys(addresses)))


def _with_owner(lines: tuple[tuple[Sentence, ...], ...]) -> Iterator[tuple[Sentence, bool]]:
    """Every sentence, and whether the contacts in it are the agency's own.

    One that begins with a label belongs to the sentence, or line of a block, before it: 技术支持：某公司, 电话：…
    """
    theirs_before = False
    for line in lines:
        if not line:
            theirs_before = False
        for sentence in line:
            label = _LABELS.search(sentence.text)
            front = sentence.text[: label.start()].strip(_MARKS) if label else ""
            theirs = sentence.elsewhere or any_of("others").search(_ADDRESS.sub("", sentence.around)) is not None
            if label and not front:
                theirs = theirs or theirs_before
            elif label:
                theirs = theirs or not (any_of("own").search(front) or front.endswith(words("offices")))
            yield sentence, not theirs
            theirs_before = theirs and (not sentence.ends or len(sentence.text) <= _OF_A_BLOCK)
