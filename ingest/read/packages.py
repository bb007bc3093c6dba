"""Which kind of document a ZIP file is, by the names in it. Pure."""

import io
import zipfile
import zlib
from functools import lru_cache

# Exceptions that zipfile raises on damage: a bad directory, a bad stream (zlib, EOF), a bad offset (OSError,
# ValueError), an unsupported compression method. RuntimeError is excluded: it means that a password is required.
BROKEN = (zipfile.BadZipFile, zipfile.LargeZipFile, zlib.error, OSError, EOFError, NotImplementedError, ValueError)


@lru_cache(maxsize=1)  # asked for when a file is found to be no archive, and again when it is read
def package_of(data: bytes) -> str:
    """Return docx, xlsx, odf, ofd, office (another office document), archive (of files) or damaged for a ZIP file."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            names = {name.replace("\\", "/").lstrip("/") for name in archive.namelist()}
    except BROKEN:
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
