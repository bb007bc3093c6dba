"""Bytes → text, in the encodings that these documents are published in. Pure."""

import codecs
import re
from contextlib import suppress

from ingest.read.unreadable import Unreadable

_DECLARED = re.compile(rb"""charset\s*=\s*["']?\s*([a-zA-Z0-9_-]+)""", re.IGNORECASE)
_MARKED = ((codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"))
_MOST_DAMAGE = 0.01  # share of characters that may be damaged; each becomes U+FFFD, which never reads as a number


def decode(data: bytes) -> str:
    """Decode UTF-8, UTF-16 with a BOM, the encoding that the page declares, else GB18030.

    Pages declared as gb2312 or GBK contain GB18030 characters, so one decoder reads all three. A few damaged bytes
    are replaced with U+FFFD; text that is damaged throughout raises Unreadable.
    """
    return _with_blanks(_decoded(data))


def _decoded(data: bytes) -> str:
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
    """The codec for the encoding declared in a page's head; None if it declares no known one."""
    match = _DECLARED.search(data, 0, 4096)
    if match is None:
        return None
    try:
        name = codecs.lookup(match[1].decode("ascii")).name
    except LookupError:
        return None
    return {"gb2312": "gb18030", "gbk": "gb18030", "big5": "big5hkscs"}.get(name, name)


def _with_blanks(text: str) -> str:
    """Text with an ideographic space for the blank A3A0 of GBK, which is no character in GB18030."""
    return text.replace("\ue5e5", "\u3000") if "\ue5e5" in text else text


def _loosely(data: bytes, name: str) -> str:
    try:
        # A text truncated within its last character has lost only that one.
        return codecs.getincrementaldecoder(name)("replace").decode(data, final=False)
    except UnicodeError:
        return "�"


def _whole(text: str) -> str:
    if text.count("�") > max(1, len(text) * _MOST_DAMAGE) or not text:
        raise Unreadable("encoding")
    return text
