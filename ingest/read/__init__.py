"""Bytes → Document, by content and never by file name; unreadable files raise an error with the reason.

All formats become a Document; nothing downstream depends on the original format. The libraries of a format are
imported with the first file that needs them.
"""

import email
import re
from collections.abc import Sequence

from ingest.read.decode import decode
from ingest.read.document import Document
from ingest.read.kinds import LARGEST, kind_of
from ingest.read.text import read_text
from ingest.read.unreadable import Unreadable

__all__ = ["LARGEST", "Unreadable", "read", "read_pages"]

_MARKUP = re.compile(
    r"\s*(?:<!doctype\s+html|<html|<\?xml|<!--|<head|<body|<div|<table|<meta|<p[\s>]|<span|<article)", re.IGNORECASE
)
_WEB_ARCHIVE = re.compile(rb"(?:[A-Za-z-]+: [^\r\n]*\r?\n(?:[ \t][^\r\n]*\r?\n)*){0,12}?(?i:MIME-Version:)")
_TABLE = re.compile(r"</t[dr]\s*>", re.IGNORECASE)


def read(data: bytes) -> Document:
    """Read one file's bytes into a Document; raise Unreadable with a human-readable reason."""
    if not data.strip():
        raise Unreadable("empty")
    kind = kind_of(data)
    if kind == "pdf":
        from ingest.read.pdf import read_pdf

        return read_pdf(data)
    if kind == "zip":
        from ingest.read.word import read_docx

        return read_docx(data)
    if kind == "doc":
        from ingest.read.word import read_doc

        return read_doc(data)
    if kind == "image":
        from ingest.read.scan import read_pictures

        return read_pictures([data])
    if kind in ("packed", "rtf"):
        raise Unreadable(kind)
    if _WEB_ARCHIVE.match(data):
        return _read_web_archive(data)
    text = decode(data)
    if "\x00" in text:
        raise Unreadable("binary")
    if _MARKUP.match(text) or _TABLE.search(text):
        from ingest.read.html import read_html

        return read_html(text)
    return read_text(text)


def _read_web_archive(data: bytes) -> Document:
    """Read a page saved by a browser or Word as a single file (mht): its first HTML part."""
    for part in email.message_from_bytes(data).walk():
        if part.get_content_type() == "text/html":
            content = part.get_payload(decode=True)
            if isinstance(content, bytes):
                return read(content)
    raise Unreadable("no_document")


def read_pages(pictures: Sequence[bytes]) -> Document:
    """Read pictures of the pages of one report, in order."""
    from ingest.read.scan import read_pictures

    return read_pictures(pictures)
