"""The tools that people convert reports with, as a table: what each takes, what it returns, what it leaves of a blank.

Every tool is imported when it is used, so that the others run where one is not installed. Only tools under permissive
licences are here: html2text (GPL) and PyMuPDF (AGPL) are left out for theirs.
"""

import io
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import cache
from importlib import import_module
from importlib.util import find_spec
from typing import Any

from ingest.read.decode import decode

LEFT_OUT = {"html2text": "GPL", "PyMuPDF": "AGPL", "pandoc": "GPL", "pdftotext (Poppler)": "GPL"}
Convert = Callable[[bytes], bytes]


@dataclass(frozen=True)
class Tool:
    """A way to convert a document; `keeps` as in `made.traced_cells`, at most what the document itself keeps."""

    name: str
    takes: str
    convert: Convert
    keeps: str
    packages: tuple[str, ...]
    suffix: str = "txt"


def _module(name: str) -> Any:
    return import_module(name)


# -- web pages --


def _markitdown(suffix: str) -> Convert:
    def convert(data: bytes) -> bytes:
        tool = _module("markitdown").MarkItDown()
        stream = io.BytesIO(decode(data).encode() if suffix == "html" else data)
        info = _module("markitdown").StreamInfo(extension=f".{suffix}", charset="utf-8" if suffix == "html" else None)
        text: str = tool.convert_stream(stream, stream_info=info).text_content
        return text.encode()

    return convert


def _markdownify(data: bytes) -> bytes:
    text: str = _module("markdownify").markdownify(decode(data))
    return text.encode()


def _inscriptis(data: bytes) -> bytes:
    text: str = _module("inscriptis").get_text(decode(data))
    return text.encode()


def _trafilatura(form: str) -> Convert:
    def convert(data: bytes) -> bytes:
        text = _module("trafilatura").extract(
            decode(data), output_format=form, include_tables=True, favor_recall=True, deduplicate=False
        )
        return (text or "").encode()

    return convert


def _trafilatura_plain(data: bytes) -> bytes:
    text: str = _module("trafilatura").html2txt(decode(data))
    return text.encode()


def _soup(separator: str, strip: bool) -> Convert:
    def convert(data: bytes) -> bytes:
        soup = _module("bs4").BeautifulSoup(decode(data), "lxml")
        for tag in soup(["script", "style"]):
            tag.decompose()
        text: str = soup.get_text(separator, strip=strip)
        return text.encode()

    return convert


def _title(data: bytes) -> str:
    tag = _module("bs4").BeautifulSoup(decode(data), "lxml").title
    return str(tag.get_text(strip=True)) if tag else ""


def _pandas(write: Callable[[Any], str]) -> Convert:
    """The page's title and every innermost table; who saves frames writes the title above them."""

    def convert(data: bytes) -> bytes:
        frames = _module("pandas").read_html(io.StringIO(decode(data)))
        return "\n\n".join([_title(data), *map(write, frames)]).encode()

    return convert


# -- Word --


def _mammoth(data: bytes) -> bytes:
    page: str = _module("mammoth").convert_to_html(io.BytesIO(data)).value
    return f"<html><head><meta charset='utf-8'></head><body>{page}</body></html>".encode()


def _docx2txt(data: bytes) -> bytes:
    text: str = _module("docx2txt").process(io.BytesIO(data))
    return text.encode()


def _python_docx(data: bytes) -> bytes:
    """Paragraphs and tables in their order, a row a line, as its documentation suggests."""
    document = _module("docx").Document(io.BytesIO(data))
    parts: list[str] = []
    for item in document.iter_inner_content():
        rows = getattr(item, "rows", None)
        if rows is None:
            parts.append(item.text)
        else:
            parts += ["\t".join(cell.text.strip() for cell in row.cells) for row in rows]
    return "\n".join(parts).encode()


# -- PDF --


def _pages(text_of: Callable[[Any], str]) -> Convert:
    def convert(data: bytes) -> bytes:
        with _module("pdfplumber").open(io.BytesIO(data)) as pdf:
            return "\n".join(text_of(page) for page in pdf.pages).encode()

    return convert


def _cells(rows: Iterable[Iterable[str | None]]) -> str:
    return "\n".join("\t".join((cell or "").replace("\n", "") for cell in row) for row in rows)


def _pdfplumber_tables(data: bytes) -> bytes:
    with _module("pdfplumber").open(io.BytesIO(data)) as pdf:
        title = next(iter((pdf.pages[0].extract_text() or "").splitlines()), "")
        found = [_cells(table) for page in pdf.pages for table in page.extract_tables()]
    return "\n".join([title, *found]).encode()


def _pypdf(**options: str) -> Convert:
    def convert(data: bytes) -> bytes:
        pages = _module("pypdf").PdfReader(io.BytesIO(data)).pages
        return "\n".join(page.extract_text(**options) for page in pages).encode("utf-8", "ignore")

    return convert


def _pdfminer(data: bytes) -> bytes:
    text: str = _module("pdfminer.high_level").extract_text(io.BytesIO(data))
    return text.encode()


def _pdfium(data: bytes) -> bytes:
    pages = _module("pypdfium2").PdfDocument(data)
    return "\n".join(page.get_textpage().get_text_range() for page in pages).encode()


_SOUP = ("beautifulsoup4", "lxml")
TOOLS: tuple[Tool, ...] = (
    Tool("markitdown", "html", _markitdown("html"), "all", ("markitdown",)),
    Tool("markdownify", "html", _markdownify, "all", ("markdownify",)),
    Tool("inscriptis", "html", _inscriptis, "rows", ("inscriptis",)),
    Tool("trafilatura, text", "html", _trafilatura("txt"), "all", ("trafilatura",)),
    Tool("trafilatura, Markdown", "html", _trafilatura("markdown"), "all", ("trafilatura",)),
    Tool("trafilatura, html2txt", "html", _trafilatura_plain, "rows", ("trafilatura",)),
    Tool("BeautifulSoup, lines", "html", _soup("\n", True), "rows", _SOUP),
    Tool("BeautifulSoup, tabs", "html", _soup("\t", True), "rows", _SOUP),
    Tool("BeautifulSoup, blanks", "html", _soup(" ", True), "rows", _SOUP),
    Tool("BeautifulSoup, pipes", "html", _soup("|", True), "rows", _SOUP),
    Tool("BeautifulSoup, as it is", "html", _soup("", False), "singles", _SOUP),
    Tool("pandas, CSV", "html", _pandas(lambda frame: frame.to_csv(index=False, header=False)), "all", ("pandas",)),
    Tool("pandas, Markdown", "html", _pandas(lambda frame: frame.to_markdown(index=False)), "all",
         ("pandas", "tabulate")),
    Tool("pandas, text", "html", _pandas(lambda frame: frame.to_string()), "all", ("pandas",)),
    Tool("markitdown (Word)", "docx", _markitdown("docx"), "all", ("markitdown", "mammoth")),
    Tool("mammoth", "docx", _mammoth, "all", ("mammoth",), "html"),
    Tool("docx2txt", "docx", _docx2txt, "rows", ("docx2txt",)),
    Tool("python-docx", "docx", _python_docx, "all", ("python-docx",)),
    Tool("markitdown (PDF)", "pdf", _markitdown("pdf"), "rows", ("markitdown", "pdfplumber", "pdfminer.six")),
    Tool("pdfplumber, text", "pdf", _pages(lambda page: page.extract_text() or ""), "rows", ("pdfplumber",)),
    Tool("pdfplumber, layout", "pdf", _pages(lambda page: page.extract_text(layout=True) or ""), "rows",
         ("pdfplumber",)),
    Tool("pdfplumber, tables", "pdf", _pdfplumber_tables, "all", ("pdfplumber",)),
    Tool("pypdf", "pdf", _pypdf(), "rows", ("pypdf",)),
    Tool("pypdf, layout", "pdf", _pypdf(extraction_mode="layout"), "rows", ("pypdf",)),
    Tool("pypdfium2", "pdf", _pdfium, "rows", ("pypdfium2",)),
    Tool("pdfminer", "pdf", _pdfminer, "rows", ("pdfminer.six",)),
)  # fmt: skip
_IMPORTED_AS = {
    "beautifulsoup4": "bs4", "python-docx": "docx", "pdfminer.six": "pdfminer", "opencv-contrib-python": "cv2",
}  # fmt: skip


def missing(packages: Iterable[str]) -> list[str]:
    """Return those packages that are not installed."""
    return [name for name in packages if find_spec(_IMPORTED_AS.get(name, name)) is None]


@cache
def usable(tools: tuple[Tool, ...] = TOOLS) -> tuple[list[Tool], list[str]]:
    """Return the tools that can run, and a sentence for each that cannot."""
    found, left_out = [], []
    for tool in tools:
        lacking = missing(tool.packages)
        if lacking:
            left_out.append(f"{tool.name}: {', '.join(lacking)} not installed")
        else:
            found.append(tool)
    return found, left_out
