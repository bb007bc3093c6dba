"""Bytes → Document, by content and never by the file's name; what cannot be read says why.

All formats end in one Document; nothing behind this knows which it was. The libraries of a format are loaded with the
first file that needs them.
"""

import re

from ingest.document import Document
from ingest.read.decode import decode
from ingest.read.text import read_text
from ingest.read.unreadable import Unreadable

__all__ = ["LARGEST", "Unreadable", "read"]

LARGEST = 32 * 1024 * 1024  # bytes; scans are the largest, a real report of any other kind is under 2 MB

_MAGIC = (
    (b"%PDF-", "pdf"),
    (b"PK\x03\x04", "zip"),
    (b"PK\x05\x06", "zip"),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "doc"),
    (b"\x89PNG", "image"),
    (b"\xff\xd8\xff", "image"),
    (b"GIF8", "image"),
    (b"II*\x00", "image"),
    (b"MM\x00*", "image"),
    (b"BM", "image"),
)
_MARKUP = re.compile(
    r"\s*(?:<!doctype\s+html|<html|<\?xml|<!--|<head|<body|<div|<table|<meta|<p[\s>]|<span|<article)", re.IGNORECASE
)
_TABLE = re.compile(r"</t[dr]\s*>", re.IGNORECASE)


def kind_of(data: bytes) -> str:
    """What a file is by its first bytes: pdf, zip, doc, image, or text (which may be markup)."""
    start = data[:1024].lstrip()  # some servers put empty lines ahead of a PDF
    return next((kind for magic, kind in _MAGIC if data.startswith(magic) or start.startswith(magic)), "text")


def read(data: bytes) -> Document:
    """Read one file's bytes into a Document; raises Unreadable with a reason a person understands."""
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
    text = decode(data)
    if "\x00" in text:
        raise Unreadable("binary")
    if _MARKUP.match(text) or _TABLE.search(text):
        from ingest.read.html import read_html

        return read_html(text)
    return read_text(text)
