"""Documents that cost much for their size, made at any size: what a reader must do in time and memory that size bounds."""

from bench.faults.costly.archives import ARCHIVES
from bench.faults.costly.fixed_layouts import FIXED_LAYOUTS
from bench.faults.costly.made import Filler, html, packed, text
from bench.faults.costly.open_documents import OPEN_DOCUMENTS, ods
from bench.faults.costly.prints import PRINTS, pages, pdf, stream
from bench.faults.costly.rich_texts import RICH_TEXTS
from bench.faults.costly.sheets import SHEETS
from bench.faults.costly.texts import TEXTS
from bench.faults.costly.web_pages import PAGES
from bench.faults.costly.words import WORDS, boxes, docx

FORMATS: dict[str, dict[str, Filler]] = {
    "text": TEXTS, "html": PAGES, "docx": WORDS, "odf": OPEN_DOCUMENTS, "xlsx": SHEETS, "rtf": RICH_TEXTS, "ofd": FIXED_LAYOUTS,
    "pdf": PRINTS, "zip": ARCHIVES,
}  # fmt: skip
__all__ = [
    "ARCHIVES", "FIXED_LAYOUTS", "FORMATS", "OPEN_DOCUMENTS", "PAGES", "PRINTS", "RICH_TEXTS", "SHEETS", "TEXTS", "WORDS", "boxes",
    "docx", "html", "ods", "packed", "pages", "pdf", "stream", "text",
]  # fmt: skip
