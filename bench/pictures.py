"""python -m bench pictures: every page of the sample as the docs show it, in both languages, narrow, dark, on paper.

Writes docs/pictures/PAGE.LOOK.png and the page docs/pictures.md that shows them all.
"""

import io
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

import duckdb
import pypdfium2 as pdfium
from PIL import Image
from playwright.sync_api import Browser, Page, sync_playwright

from bench.served import ROOT, served
from dashboard.app.shell import PAGES
from tests.browsing import FLAGS, settle, visit
from warehouse.publish import current

FOLDER = ROOT / "docs" / "pictures"
LOOKS = {
    "zh": (1440, "light", "zh"), "en": (1440, "light", "en"), "narrow": (390, "light", "zh"),
    "dark": (1440, "dark", "zh"), "print": (1440, "light", "zh"),
}  # fmt: skip
SHOWN = {
    "compare": "with=320800.government,321300.government&layer=governments", "search": "q=pt",
    "agency": "agency=321300.government&peers=country", "sql": "sql=SELECT year, count(*) FROM reports GROUP BY 1",
}  # fmt: skip
CHECKED = sorted((ROOT / "data" / "reports" / "江苏省").glob("洪泽区*"))  # what the page that checks reports is given
_HIGHEST, _COLOURS = 2400, 128


def taken(page: Page, look: str) -> Image.Image:
    """The page as a picture, from its top to at most `_HIGHEST` pixels; printed: its first sheet."""
    if look == "print":
        sheet = pdfium.PdfDocument(page.pdf(prefer_css_page_size=True))[0]
        printed: Image.Image = sheet.render(scale=1.5).to_pil()
        return printed
    width = LOOKS[look][0]
    for _ in range(2):  # charts that come into view make the page grow
        height = int(page.evaluate("() => document.querySelector('[data-testid=stMain]').scrollHeight"))
        page.set_viewport_size({"width": width, "height": min(height + 40, _HIGHEST)})
        settle(page)
    return Image.open(io.BytesIO(page.screenshot()))


def pictures(browser: Browser, site: str, report: str) -> None:
    """Take every page in every look."""
    for look, (width, scheme, language) in LOOKS.items():
        context = browser.new_context(viewport={"width": width, "height": 900}, color_scheme=scheme)  # type: ignore[arg-type]
        page = context.new_page()
        for name, _ in PAGES:
            asked = SHOWN.get(name, f"report={report}&figure=applications.processed" if name == "report" else "")
            page.set_viewport_size({"width": width, "height": 900})
            visit(page, f"{site}/{'' if name == 'overview' else name}?lang={language}&{asked}")
            if name == "check":
                page.set_input_files("input[type=file]", CHECKED)
                page.get_by_role("button", name="清除" if language == "zh" else "Clear").wait_for()
                settle(page)
            small = taken(page, look).convert("RGB").quantize(_COLOURS)
            small.save(FOLDER / f"{name}.{look}.png", optimize=True)
        context.close()


def gallery() -> str:
    """The page of the docs that shows them, a table for each page of the dashboard."""
    lines = [
        "# Every page, as it looks",
        "",
        "Of the sample, by `python -m bench pictures`: wide in Chinese and English, in the dark, on a phone, on paper.",
        "",
    ]
    for name, _ in PAGES:
        lines += [f"## {name}", "", "| 中文 | English | dark | phone | paper |", "|---|---|---|---|---|"]
        order = ("zh", "en", "dark", "narrow", "print")
        lines += ["| " + " | ".join(f"![{name} {each}](pictures/{name}.{each}.png)" for each in order) + " |", ""]
    return "\n".join(lines)


def main() -> None:
    executable = next(path for name in ("chromium", "google-chrome") if (path := shutil.which(name)))
    FOLDER.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as scratch, sync_playwright() as play:
        subprocess.run([sys.executable, "-m", "ingest", "--warehouse", scratch], cwd=ROOT, check=True,
                       stdout=subprocess.DEVNULL)  # fmt: skip
        with duckdb.connect(str(current(Path(scratch)).path), read_only=True) as con:
            found = con.execute("SELECT report_id FROM reports WHERE agency LIKE '平潭%' AND year = 2020").fetchone()
        assert found is not None
        browser = play.chromium.launch(executable_path=executable, args=FLAGS)
        with served(ROOT / "app.py", ROOT, NIANBAO_WAREHOUSE=scratch) as site:
            pictures(browser, site, found[0])
    (ROOT / "docs" / "pictures.md").write_text(gallery(), encoding="utf-8")
