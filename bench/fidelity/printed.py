"""The report as a PDF, printed by Chromium from HTML, with the layout problems that PDFs of reports have."""

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from html import escape
from random import Random

from playwright.sync_api import Page, sync_playwright

from bench.fidelity.filled import Filled
from bench.fidelity.grid import Box, Table, tables
from bench.fidelity.made import Made, made
from bench.fidelity.markup import page, paragraphs
from ingest.read.decode import decode

_ARGUMENTS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking"]
_FOOTER = '<div style="width:100%;text-align:center;font-size:9px">- <span class="pageNumber"></span> -</div>'
SERIF = "'Noto Serif CJK SC'"
_HEAD_ROWS = (0, 3, 3)  # rows of each table that are repeated on every page


@dataclass(frozen=True)
class PrintLayout:
    """The typesetting of a page; `keeps` as in `made.traced_cells`."""

    keeps: str = "all"
    lines: str = "1px"  # the width of drawn lines; none if empty
    rows_break: bool = False
    heads_again: bool = False
    sizes: tuple[float, ...] = (9, 10.5, 12)
    margin: int = 20
    height: float = 0  # of a line; chosen at random if 0
    numbered: bool = True


PRINT_LAYOUTS: dict[str, PrintLayout] = {
    "pdf_ruled": PrintLayout(),
    "pdf_rows_break": PrintLayout(rows_break=True, sizes=(12, 14, 16)),
    "pdf_without_lines": PrintLayout(lines=""),
    "pdf_heads_again": PrintLayout(heads_again=True, sizes=(12, 14)),
}
# As browsers print portals' pages: the place on the page also shows which cells are blank.
BROWSER_LAYOUTS: dict[str, PrintLayout] = {
    "browser_full_lines": PrintLayout(),
    "browser_thin_lines": PrintLayout(lines="0.25pt"),
    "browser_no_lines": PrintLayout(lines=""),
}
ON_ONE_PAGE = tuple(PrintLayout(sizes=(size,), margin=8, height=1.15, numbered=False) for size in (7.5, 7, 6.5, 6, 5.5))


def html_for_print(form: Filled, layout: PrintLayout, seed: int, font: str = SERIF) -> str:
    """Return the page to be printed."""
    chance = Random(seed)
    size = chance.choice(layout.sizes)
    drawn = [_table(one, rows if layout.heads_again else 0) for one, rows in zip(tables(form), _HEAD_ROWS, strict=True)]
    height = layout.height or chance.choice((1.2, 1.5))
    border = f"border:{layout.lines} solid #000;" if layout.lines else ""
    style = (
        f"<style>body{{font:{size}pt {font},serif;line-height:{height}}}"
        f"table{{border-collapse:collapse;width:100%}}td{{{border}padding:2px 3px;"
        f"text-align:{chance.choice(('center', 'left'))}}}tr{{break-inside:{'auto' if layout.rows_break else 'avoid'}}}"
        "h1{font-size:1.5em;text-align:center}</style>"
    )
    body = paragraphs(form, drawn, lambda text: f"<p>{escape(text, quote=False)}</p>", around=False)
    return page(form, body, style=style)


def _table(drawn: Table, heads: int) -> str:
    def cell(box: Box) -> str:
        spans = f' rowspan="{box.height}" colspan="{box.width}"'
        return f"<td{spans}>{escape(box.text, quote=False)}</td>"

    rows = ["<tr>" + "".join(map(cell, drawn.at(row))) + "</tr>" for row in range(drawn.rows)]
    return f"<table><thead>{''.join(rows[:heads])}</thead><tbody>{''.join(rows[heads:])}</tbody></table>"


@contextmanager
def browser_page() -> Iterator[Page]:
    """Yield a page of a newly launched Chromium."""
    path = shutil.which("chromium")
    if path is None:
        raise FileNotFoundError("chromium is not on the PATH")
    with sync_playwright() as play:
        browser = play.chromium.launch(executable_path=path, args=_ARGUMENTS)
        try:
            yield browser.new_page()
        finally:
            browser.close()


def print_pdf(tab: Page, form: Filled, layout: PrintLayout, seed: int, font: str = SERIF) -> bytes:
    """Return a form as an A4 PDF, with page numbers if the layout has them."""
    tab.set_content(html_for_print(form, layout, seed, font))
    return tab.pdf(
        format="A4", header_template="<i></i>", footer_template=_FOOTER, display_header_footer=layout.numbered,
        margin=dict.fromkeys(("top", "bottom", "left", "right"), f"{layout.margin}mm"),  # type: ignore[arg-type]
    )  # fmt: skip


def page_as_pdf(tab: Page, data: bytes) -> bytes:
    """Return a web page as the browser prints it by itself."""
    tab.set_content(decode(data))
    return tab.pdf(format="A4")


def make_pdf(tab: Page, form: Filled, name: str, seed: int) -> Made:
    """Make a report as a PDF."""
    layout = PRINT_LAYOUTS[name]
    return made(form, name, "pdf", print_pdf(tab, form, layout, seed), layout.keeps, seed)
