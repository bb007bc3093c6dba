"""Which libraries read documents, and their versions: what a parse depends on beside the project's own code."""

from functools import cache
from importlib.metadata import PackageNotFoundError, version

_READERS = ("selectolax", "lxml", "msdoc2docx", "pypdfium2")
_RECOGNITION = ("rapidocr", "onnxruntime", "opencv-python-headless")


@cache
def reader_versions() -> str:
    """The versions of the libraries that read text, pages, Word files and PDFs."""
    return ", ".join(f"{name} {_version(name)}" for name in _READERS)


@cache
def recognition_version() -> str:
    """The versions of the extra for text recognition (`missing` for a part that is not installed).

    Only documents that it read, or would have read, depend on it.
    """
    return ", ".join(f"{name} {_version(name)}" for name in _RECOGNITION)


def _version(name: str) -> str:
    try:
        return version(name)
    except PackageNotFoundError:
        return "missing"
