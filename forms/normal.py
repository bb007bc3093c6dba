"""The normal form of a printed label: independent of how an agency spaces, numbers and brackets it."""

import re
import unicodedata
from functools import lru_cache
from pathlib import Path

from forms.declared import declared
from forms.schema import LETTER_FILE


def _simplified_shapes() -> dict[int, str]:
    """Traditional characters, radicals and variants → simplified. NFKC handles the rest (widths, Kangxi radicals)."""
    tables: dict[str, str] = declared(Path(__file__).parent / "traditional.yml", LETTER_FILE)
    return {ord(pair[0]): pair[1] for pairs in tables.values() for pair in pairs.split()}


_TABLE = _simplified_shapes()

_NUMBERING = re.compile(r"^\s*+[（(]?\s*+(?:[一二三四五六七八九十]{1,3}|\d{1,2})\s*+[）)、.．]\s*+")
# The reading that sites for learners print behind a character: 規(guī)範.
_GLOSS = re.compile(r"(?<=[㐀-鿿])\([a-zāáǎàōóǒòēéěèīíǐìūúǔùüǖǘǚǜńňǹ]{1,6}\)")
_NOT_HAN = re.compile(r"[^㐀-鿿a-zA-Z]+")


def traditional() -> frozenset[str]:
    """Return the characters that `simplified` replaces."""
    return frozenset(map(chr, _TABLE))


@lru_cache(maxsize=65536)
def normal(text: str) -> str:
    """Return the Chinese and Latin letters of `text`, simplified, without whitespace, digits, brackets or numbering."""
    return _NOT_HAN.sub("", _NUMBERING.sub("", simplified(text)))


@lru_cache(maxsize=65536)
def simplified(text: str) -> str:
    """Return `text` in NFKC form and simplified characters without pinyin glosses; whitespace and digits are kept."""
    text = unicodedata.normalize("NFKC", text).translate(_TABLE)
    return _GLOSS.sub("", text) if "(" in text else text


def forget() -> None:
    """Keep none of the texts that were looked at, for a process that has read what it must not keep."""
    normal.cache_clear()
    simplified.cache_clear()
