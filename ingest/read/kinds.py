"""Detect the type of a file by its first bytes, never by its name. Pure."""

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
    (b"{\\rtf", "rtf"),
    (b"Rar!", "packed"),
    (b"7z\xbc\xaf\x27\x1c", "packed"),
    (b"\x1f\x8b", "packed"),
)


def kind_of(data: bytes) -> str:
    """Return pdf, zip (also for docx), doc, image, rtf, packed (another archive) or text (also for markup)."""
    start = data[:1024].lstrip()  # some servers send empty lines before a PDF
    return next((kind for magic, kind in _MAGIC if data.startswith(magic) or start.startswith(magic)), "text")
