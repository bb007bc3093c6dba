"""Bytes → Document, by content and never by file name; unreadable files raise an error with the reason.

All formats become a Document; nothing downstream depends on the original format. The libraries of a format are
imported with the first file that needs them.
"""

import email
import re
from collections.abc import Callable, Sequence
from importlib import import_module

from ingest.read.decode import decode
from ingest.read.document import Document
from ingest.read.kinds import LARGEST, kind_of
from ingest.read.packages import package_of
from ingest.read.text import read_text
from ingest.read.unreadable import Unreadable

__all__ = ["LARGEST", "Unreadable", "read", "read_pages"]

_MARKUP = re.compile(
    r"\s*(?:<!doctype\s+html|<html|<\?xml|<!--|<head|<body|<div|<table|<meta|<p[\s>]|<span|<article)", re.IGNORECASE
)
_XML = re.compile(r"\s*<\?xml\s")
_FLAT = re.compile(r"<(office:document|w:wordDocument|pkg:package)[\s>]")  # an office document as a single XML file
_WEB_ARCHIVE = re.compile(rb"(?:[A-Za-z-]+: [^\r\n]*\r?\n(?:[ \t][^\r\n]*\r?\n)*){0,12}?(?i:MIME-Version:)")
_TABLE = re.compile(r"</t[dr]\s*>", re.IGNORECASE)
Reader = Callable[[bytes], Document]
_READERS = {  # kind → module and function
    "pdf": ("pdf", "read_pdf"), "docx": ("word", "read_docx"), "doc": ("word", "read_doc"),
    "damaged": ("word", "read_docx"), "rtf": ("rtf", "read_rtf"), "odf": ("open_document", "read_package"),
    "xlsx": ("xlsx", "read_xlsx"), "ofd": ("ofd", "read_ofd"),
}  # fmt: skip


def read(data: bytes) -> Document:
    """Read one file's bytes into a Document; raise Unreadable with a human-readable reason."""
    try:
        return _read(data)
    except RecursionError:
        raise Unreadable("too_much", limit="1000") from None


def _read(data: bytes) -> Document:
    if not data.strip():
        raise Unreadable("empty")
    kind = kind_of(data)
    if kind == "zip":
        kind = package_of(data)
    if kind in _READERS:
        module, name = _READERS[kind]
        reader: Reader = getattr(import_module(f"ingest.read.{module}"), name)
        return reader(data)
    if kind == "image":
        return read_pages([data])
    if kind == "packed":
        raise Unreadable(kind)
    if kind in ("archive", "office"):
        raise Unreadable("no_document")
    if _WEB_ARCHIVE.match(data):
        return _read_web_archive(data)
    text = decode(data)
    if "\x00" in text:
        raise Unreadable("binary")
    if _XML.match(text) and (single := _FLAT.search(text, 0, 4096)):
        return _read_single_xml(data, single[1])
    if _MARKUP.match(text) or _TABLE.search(text):
        from ingest.read.html import read_html

        return read_html(text)
    return read_text(text)


def _read_single_xml(data: bytes, root: str) -> Document:
    """Read an OpenDocument or Word file saved as one XML file, not as a ZIP of several."""
    if root == "office:document":
        from ingest.read.open_document import read_flat

        return read_flat(data)
    from ingest.read.word import read_word_markup

    return read_word_markup(data)


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
