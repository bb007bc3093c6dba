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

_NUMBERING = re.compile(r"^\s*(?:[（(]?\s*[一二三四五六七八九十]{1,3}\s*[）)、.．]|[（(]?\s*\d{1,2}\s*[）)、.．])\s*")
_NOT_HAN = re.compile(r"[^㐀-鿿a-zA-Z]+")


@lru_cache(maxsize=65536)
def normal(text: str) -> str:
    """Return the Chinese and Latin letters of `text`, simplified, without whitespace, digits, brackets or numbering."""
    text = unicodedata.normalize("NFKC", text).translate(_TABLE)
    return _NOT_HAN.sub("", _NUMBERING.sub("", text))


@lru_cache(maxsize=65536)
def simplified(text: str) -> str:
    """Return `text` in NFKC form and simplified characters; whitespace and digits are kept."""
    return unicodedata.normalize("NFKC", text).translate(_TABLE)
