"""Bytes → text: the encodings in which these documents are published. Pure."""

import codecs
import re
from contextlib import suppress

from ingest.read.unreadable import Unreadable

_DECLARED = re.compile(rb"""charset\s*=\s*["']?\s*([a-zA-Z0-9_-]+)""", re.IGNORECASE)
_MARKED = ((codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"))
_MOST_DAMAGE = 0.01  # share of characters that may be damaged; each is kept as U+FFFD and is in no number


def decode(data: bytes) -> str:
    """UTF-8, UTF-16 with its mark, an encoding that the page declares, else GB18030.

    Pages declared gb2312 or GBK hold GB18030 characters, so that one decoder reads all three. A few damaged bytes
    leave U+FFFD in their place; a text damaged throughout raises Unreadable.
    """
    for mark, name in _MARKED:
        if data.startswith(mark):
            return _whole(_loosely(data, name))
    if b"\x00" in data[:4096]:
        raise Unreadable("binary")
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError:
        pass
    declared = _declared(data)
    if declared == "gb18030":
        with suppress(UnicodeDecodeError):
            return data.decode("gb18030")
    tried = [_loosely(data, name) for name in dict.fromkeys(("utf-8", declared or "utf-8", "gb18030"))]
    return _whole(min(tried, key=lambda text: text.count("�")))


def _declared(data: bytes) -> str | None:
    """The decoder for the encoding that a page's head names; None where it names none that is known."""
    match = _DECLARED.search(data, 0, 4096)
    if match is None:
        return None
    try:
        name = codecs.lookup(match[1].decode("ascii")).name
    except LookupError:
        return None
    return {"gb2312": "gb18030", "gbk": "gb18030", "big5": "big5hkscs"}.get(name, name)


def _loosely(data: bytes, name: str) -> str:
    try:
        # A text cut within its last character has lost no other.
        return codecs.getincrementaldecoder(name)("replace").decode(data, final=False)
    except UnicodeError:
        return "�"


def _whole(text: str) -> str:
    if text.count("�") > max(1, len(text) * _MOST_DAMAGE) or not text:
        raise Unreadable("encoding")
    return text
