"""ZIP files: which kind of document one is, by the names in it, and what it says that it holds. Pure."""

import io
import zipfile
import zlib
from functools import lru_cache

from ingest.read.unreadable import Unreadable

# Exceptions that zipfile raises on damage: a bad directory, a bad stream (zlib, EOF), a bad offset (OSError,
# ValueError), an unsupported compression method. RuntimeError is excluded: it means that a password is required.
BROKEN = (zipfile.BadZipFile, zipfile.LargeZipFile, zlib.error, OSError, EOFError, NotImplementedError, ValueError)
_HEADER = 30  # bytes before the name of a member
_MOST_MEMBERS = 100_000
_ENTRY = b"PK\x01\x02"


@lru_cache(maxsize=1)  # asked for when a file is found to be no archive, and again when it is read
def package_of(data: bytes) -> str:
    """Return docx, xlsx, odf, ofd, office (another office document), archive (of files) or damaged for a ZIP file."""
    try:
        with opened(data, "ZIP") as archive:
            names = {name.replace("\\", "/").lstrip("/") for name in archive.namelist()}
    except (*BROKEN, Unreadable):
        return "damaged"
    if any(name.lower() == "ofd.xml" for name in names):
        return "ofd"
    if "content.xml" in names:
        return "odf"
    if "[Content_Types].xml" not in names:
        return "archive"
    if any(name.startswith("word/") for name in names):
        return "docx"
    return "xlsx" if "xl/workbook.xml" in names else "office"


def opened(data: bytes, kind: str) -> zipfile.ZipFile:
    """A ZIP file whose members lie one behind another; raise Unreadable, before any is unpacked, if they do not.

    Members that share their bytes unpack to many times what the file holds, each within every bound of its own.
    """
    if data.count(_ENTRY) > _MOST_MEMBERS:
        raise Unreadable("too_much", limit=_MOST_MEMBERS)
    archive = zipfile.ZipFile(io.BytesIO(data))
    end = 0
    for info in sorted(archive.infolist(), key=lambda each: each.header_offset):
        if info.header_offset < end:
            raise Unreadable("damaged", kind=kind)
        end = info.header_offset + _HEADER + info.compress_size
    return archive
