"""[I/O edge] Bytes → Document, by content and never by the file's name; what cannot be read says why."""

import codecs
import re

from ingest.document import Document
from ingest.read.text import read_text

LARGEST = 8 * 1024 * 1024  # bytes; the longest real report seen is under 1 MB


class Unreadable(Exception):
    """A file that gives no report; `reason` is an id of ingest/reasons.yml."""

    def __init__(self, reason: str, **values: object) -> None:
        super().__init__(reason)
        self.reason, self.values = reason, values


_MAGIC = (
    (b"%PDF-", "pdf"),
    (b"PK\x03\x04", "zip"),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "doc"),
    (b"\x89PNG", "image"),
    (b"\xff\xd8\xff", "image"),
    (b"GIF8", "image"),
    (b"II*\x00", "image"),
    (b"MM\x00*", "image"),
)
_MARKUP = re.compile(r"\s*(?:<!doctype html|<html|<\?xml|<!--|<head|<body|<div|<table|<meta)", re.IGNORECASE)


def read(data: bytes) -> Document:
    """Read one file's bytes into a Document; raises Unreadable with a reason a person understands."""
    if not data.strip():
        raise Unreadable("empty")
    for magic, kind in _MAGIC:
        if data.startswith(magic):
            raise Unreadable(f"format_{kind}")
    text = decode(data)
    if "\x00" in text:
        raise Unreadable("binary")
    if _MARKUP.match(text):
        raise Unreadable("format_html")
    return read_text(text)


def decode(data: bytes) -> str:
    """UTF-8 (also where the end is cut within a character), UTF-16 with its mark, else GB18030; never a guess beyond.

    Pages declared gb2312 or GBK hold GB18030 characters, so that one decoder reads all three.
    """
    marked = ((codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"))
    for mark, name in marked:
        if data.startswith(mark):
            try:
                return data.decode(name)
            except UnicodeDecodeError:
                raise Unreadable("encoding") from None
    if b"\x00" in data[:4096]:
        raise Unreadable("binary")
    try:
        return codecs.getincrementaldecoder("utf-8")().decode(data, final=False)
    except UnicodeDecodeError:
        pass
    try:
        return codecs.getincrementaldecoder("gb18030")().decode(data, final=False)
    except UnicodeDecodeError:
        raise Unreadable("encoding") from None
