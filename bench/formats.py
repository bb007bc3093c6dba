"""python -m bench formats: time per report for every format, on one core, with two comparisons in the same run.

The floor is the unavoidable minimum: decoding a text, parsing the markup of a page or a Word file, converting an old
Word file to docx, opening a PDF and reading its words. The other comparison is with the usual tools:
pandas.read_html, python-docx, pdfplumber. Those yield tables of strings: no figure, unit, state, check or place.
"""

import io
import statistics
import time
import zipfile
from collections.abc import Callable, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory

from bench.fidelity.filled import fill_at_random
from bench.fidelity.layouts import make_text
from bench.fidelity.markup import make_markup
from bench.fidelity.real import shared_folder
from bench.fidelity.wordfile import make_docx
from ingest.read.decode import decode
from ingest.report import report_of

ROOT = Path(__file__).parents[1]
_FORMS = 24
_TIMES = 5
Work = Callable[[bytes], object]


def median_ms(work: Work, documents: Sequence[bytes]) -> float:
    """Return the median over the documents of the best of a few runs, in milliseconds."""
    best = []
    for data in documents:
        runs = []
        for _ in range(_TIMES):
            started = time.perf_counter()
            work(data)
            runs.append(time.perf_counter() - started)
        best.append(min(runs))
    return 1000 * statistics.median(best)


def _parse_html(data: bytes) -> object:
    from selectolax.lexbor import LexborHTMLParser

    return LexborHTMLParser(decode(data)).body


def _pandas_html(data: bytes) -> object:
    import pandas as pd

    return pd.read_html(io.StringIO(decode(data)))


def _parse_docx(data: bytes) -> object:
    from lxml import etree

    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return etree.fromstring(archive.read("word/document.xml"))


def _python_docx(data: bytes) -> object:
    import docx

    tables = docx.Document(io.BytesIO(data)).tables
    return [[[cell.text for cell in row.cells] for row in table.rows] for table in tables]


def _convert_doc(data: bytes) -> object:
    from doc2docx import convert

    with TemporaryDirectory() as folder:
        source = Path(folder, "a.doc")
        source.write_bytes(data)
        return convert(source, Path(folder, "a.docx"))


def _words_of_pdf(data: bytes) -> object:
    import pypdfium2 as pdfium

    pdf = pdfium.PdfDocument(data)
    return [page.get_textpage().get_text_range() for page in pdf]


def _pdfplumber(data: bytes) -> object:
    import pdfplumber

    with pdfplumber.open(io.BytesIO(data)) as pdf:
        return [page.extract_tables() for page in pdf.pages]


def _split(data: bytes) -> object:
    return [line.split("\t") for line in decode(data).split("\n")]


def _documents() -> dict[str, list[bytes]]:
    seeds = range(1, _FORMS + 1)
    own = ROOT / "tests" / "documents"
    shared = shared_folder(ROOT)
    pages = sorted((shared / "corpus").glob("*.html")) if shared else []
    papers = sorted((shared / "corpus").glob("*.pdf")) if shared else []
    return {
        "text": [make_text(fill_at_random(seed), "tabs", seed).data for seed in seeds],
        "text, a cell a line": [make_text(fill_at_random(seed), "lines", seed).data for seed in seeds],
        "text, sample": [p.read_bytes() for p in sorted((ROOT / "data" / "reports").rglob("*")) if p.is_file()],
        "HTML": [make_markup(fill_at_random(seed), "html_clean", seed).data for seed in seeds],
        "HTML saved by Word": [make_markup(fill_at_random(seed), "html_word", seed).data for seed in seeds],
        "HTML, real pages": [path.read_bytes() for path in pages],
        "DOCX": [make_docx(fill_at_random(seed), "docx_plain", seed).data for seed in seeds],
        "DOC": [path.read_bytes() for path in sorted(own.glob("*.doc"))],
        "PDF": [path.read_bytes() for path in sorted(own.glob("*.pdf"))],
        "PDF, real, of five and six pages": [path.read_bytes() for path in papers],
    }


_COMPARED: dict[str, tuple[Work, Work | None]] = {
    "text": (_split, None), "HTML": (_parse_html, _pandas_html), "DOCX": (_parse_docx, _python_docx),
    "DOC": (_convert_doc, None), "PDF": (_words_of_pdf, _pdfplumber),
}  # fmt: skip
_GOALS = {"text": 1, "HTML": 2, "DOCX": 10, "DOC": 300, "PDF": 100}


def main() -> None:
    print(f"{'median a report, ms':34} {'nianbao':>9} {'floor':>9} {'instead':>9} {'goal':>6}")
    for name, documents in _documents().items():
        if not documents:
            print(f"{name:34} left out: ../shared is not there")
            continue
        kind = name.split(",")[0].split(" ")[0]
        floor, instead = _COMPARED[kind]
        for data in documents[:3]:
            report_of(data)  # the tables of the forms are loaded once per run, not once per report
        shown = [median_ms(report_of, documents), median_ms(floor, documents)]
        other = f"{median_ms(instead, documents):9.1f}" if instead else f"{'–':>9}"
        print(f"{name:34} {shown[0]:9.2f} {shown[1]:9.2f} {other} {_GOALS[kind]:6}")


if __name__ == "__main__":
    main()
