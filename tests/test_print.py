"""Every page on paper: whole charts between the margins, no controls, patterns for colours, the link at the foot."""

import os
import re
from urllib.parse import unquote

import pypdfium2 as pdfium
import pytest
from PIL import Image
from playwright.sync_api import Page

from dashboard.app.shell import PAGES
from dashboard.words import words
from tests.browsing import settle, visit
from tests.test_links import BUSY

# Each kind of what pages are made of; NIANBAO_WALK=all prints every page.
_KINDS = ("overview", "map", "search", "agency", "report", "coverage", "quality", "data")
NAMES = [name for name, _ in PAGES if name in _KINDS or os.environ.get("NIANBAO_WALK") == "all"]
MM = 72 / 25.4  # points
WIDTH, HEIGHT = 210 * MM, 297 * MM
SIDE, TOP, FOOT = 14 * MM, 14 * MM, 19 * MM
CHARTS = """() => [...document.querySelectorAll("[class*=st-key-chart-]")].map((block) => ({
    heading: block.querySelector("h2").innerText,
    words: [...block.querySelectorAll(".main-svg text")].map((each) => each.textContent).filter((each) => each.trim()),
}))"""


class Paper:
    """A printed page: the text of each sheet without spaces, where its letters stand, and how it looks."""

    def __init__(self, page: Page) -> None:
        self.document = pdfium.PdfDocument(page.pdf(prefer_css_page_size=True))
        self.sheets = [sheet.get_textpage() for sheet in self.document]
        self.texts = [bare(sheet.get_text_bounded()) for sheet in self.sheets]

    def boxes(self) -> list[tuple[int, str, tuple[float, float, float, float]]]:
        """Every letter: its sheet, itself, and its left, bottom, right and top in points."""
        return [
            (number, sheet.get_text_range(place, 1), sheet.get_charbox(place))
            for number, sheet in enumerate(self.sheets) for place in range(sheet.count_chars())
        ]  # fmt: skip

    def picture(self, number: int) -> Image.Image:
        found: Image.Image = self.document[number].render(scale=1).to_pil().convert("L")
        return found


def bare(text: str) -> str:
    return re.sub(r"\s+|\ufffe", "", text)


def address_of(site: str, name: str, **more: str) -> str:
    base = f"{site}/{'' if name == 'overview' else name}{BUSY.get(name, '')}"
    extra = "&".join(f"{key}={value}" for key, value in more.items())
    return base + (("&" if "?" in base else "?") + extra if extra else "")


def is_whole(paper: Paper, page: Page) -> None:
    """Nothing leaves the margins, and each chart stands with its heading on one sheet."""
    for number, letter, (left, bottom, right, top) in paper.boxes():
        if letter.strip():
            assert left > SIDE - 3 and right < WIDTH - SIDE + 3 and top < HEIGHT - TOP + 3, (number, letter)
            assert bottom > 0
    for number in range(len(paper.texts)):
        picture = paper.picture(number)
        edge, foot = round(SIDE) - 3, round(HEIGHT - FOOT)
        sides = [picture.crop(box) for box in ((0, 0, edge, picture.height), (picture.width - edge, 0, *picture.size),
                                               (0, 0, picture.width, round(TOP) - 3))]  # fmt: skip
        assert all(each.getextrema()[0] > 250 for each in sides), f"sheet {number + 1}: something leaves the margins"
        between = picture.crop((0, foot - 1, picture.width, foot + 2))
        assert between.getextrema()[0] > 200, f"sheet {number + 1}: something is cut at its end"
    for chart in page.evaluate(CHARTS):
        heading = bare(chart["heading"])
        wanted = {bare(each) for each in chart["words"]}
        on = [text for text in paper.texts if heading in text and all(each in text for each in wanted)]
        assert on, (heading, [sorted(each for each in wanted if each not in text) for text in paper.texts])


@pytest.mark.parametrize("name", NAMES)
def test_a_page_on_paper(page: Page, site: str, name: str) -> None:
    visit(page, address_of(site, name))
    snapshot = page.evaluate("document.body.innerText.match(/[0-9a-f]{12}/)[0]")
    paper = Paper(page)
    is_whole(paper, page)
    said = words()
    for number, text in enumerate(paper.texts):
        assert snapshot in text, "the snapshot at the foot of every sheet"
        assert f"{number + 1}/{len(paper.texts)}" in text
        for hidden in ("tagline", "copy", "download.csv", "view", "picture.table"):
            assert bare(said[hidden]["zh"]) not in text, hidden
    foot = unquote(paper.texts[0])
    assert f"snapshot={snapshot}" in foot and "lang=zh" in foot, "the whole link"
    settle(page)


def test_charts_fill_the_paper_and_are_as_before_afterwards(page: Page, site: str) -> None:
    visit(page, f"{site}/applications")
    look = "[...document.querySelectorAll('.js-plotly-plot')].map((p) => [p._fullLayout.width, p._fullLayout.height, p.getBoundingClientRect().width, !!p.querySelector('pattern')])"
    before = page.evaluate(look)
    page.evaluate("dispatchEvent(new Event('beforeprint'))")
    during = page.evaluate(look)
    assert all(width == 680 for width, *_ in during) and any(has for *_, has in during)
    swatches = page.locator("button.nb-key i[data-shape], button.nb-key i[data-sign]")
    assert swatches.count() == page.locator("button.nb-key").count() > 0, "the legend shows what tells the series apart"
    page.evaluate("dispatchEvent(new Event('afterprint'))")
    page.wait_for_timeout(700)
    settle(page)
    assert page.evaluate(look) == before


def test_no_two_series_of_a_chart_look_the_same_without_colours(page: Page, site: str) -> None:
    visit(page, f"{site}/applications")
    page.evaluate("dispatchEvent(new Event('beforeprint'))")
    blocks = page.evaluate(
        """[...document.querySelectorAll("[class*=st-key-chart-]")].map((block) =>
           [...block.querySelectorAll("button.nb-key i")].map((each) => (each.dataset.sign ?? "") + (each.dataset.shape ?? "")))"""
    )
    assert any(len(each) > 3 for each in blocks)
    for each in blocks:
        assert len(set(each)) == len(each), each


@pytest.mark.parametrize("name", ["overview", "quality", "map"])
def test_the_dark_is_printed_black_on_white(page: Page, site: str, name: str) -> None:
    page.emulate_media(color_scheme="dark")
    visit(page, address_of(site, name, lang="en"))
    paper = Paper(page)
    is_whole(paper, page)
    first = paper.picture(0)
    shades = first.histogram()
    assert sum(shades[200:]) > 0.7 * first.width * first.height, "white paper"
    assert sum(shades[:110]) > 500, "dark ink"


def test_what_is_higher_than_a_sheet_is_fitted_to_it(page: Page, site: str) -> None:
    visit(page, f"{site}/coverage")
    page.evaluate("document.querySelectorAll('.js-plotly-plot').forEach((p) => { p._fullLayout.height = 2400 })")
    page.evaluate("dispatchEvent(new Event('beforeprint'))")
    assert (
        max(page.evaluate("[...document.querySelectorAll('.js-plotly-plot')].map((p) => p._fullLayout.height)")) <= 880
    )


def test_a_phone_prints_what_a_wide_screen_prints(page: Page, site: str) -> None:
    page.set_viewport_size({"width": 390, "height": 844})
    visit(page, f"{site}/applications")
    paper = Paper(page)
    is_whole(paper, page)


def test_a_table_is_printed_in_full(page: Page, site: str) -> None:
    visit(page, f"{site}/sql?sql=SELECT report_id, source FROM reports")
    rows = page.locator("table.nb-paper tbody tr")
    assert rows.count() == 19
    text = "".join(Paper(page).texts)
    for row in rows.all_text_contents():
        assert bare(row)[:16] in text


def test_what_a_document_says_stays_text_on_paper(page: Page, site: str) -> None:
    visit(page, f"{site}/sql?sql=SELECT '<img src=x onerror=alert(1)>' AS \"<b>a</b>\"")
    assert page.locator("table.nb-paper img, table.nb-paper b").count() == 0
    assert "<imgsrc=xonerror=alert(1)>" in "".join(Paper(page).texts)


def test_the_foot_cannot_be_broken_out_of(page: Page, site: str) -> None:
    visit(page, f"""{site}/search?q=a"%20}}%20@page%20{{%20size:%20A6%20}}%20</style><b>""")
    sheet = Paper(page).document[0]
    assert sheet.get_size() == pytest.approx((WIDTH, HEIGHT), abs=2)
