"""Four readers with a question each, from the first page to the line of a figure and a file on their disk, in Chromium.

A researcher of transparency, a journalist on one county, an official who answers for many agencies, a citizen.
"""

import os
import re
from io import BytesIO
from pathlib import Path

import openpyxl
import polars as pl
import pytest
from playwright.sync_api import BrowserContext, Locator, Page, expect

from dashboard.words import words
from tests.browsing import choose, download, follow, main_text, query, settle, visit
from warehouse.publish import current

LANGUAGES = ("zh", "en")
# `python -m bench walks` goes all of them in both languages, and so does NIANBAO_WALK=all; else each is gone in one.
_BOTH = os.environ.get("NIANBAO_WALK") == "all"


def spoken(language: str) -> pytest.MarkDecorator:
    return pytest.mark.parametrize("language", LANGUAGES if _BOTH else (language,))


def say(word: str, language: str, **values: object) -> str:
    return words()[word][language].format(**values)


def in_language(address: str, language: str) -> str:
    return address if language == "zh" else f"{address}{'&' if '?' in address else '?'}lang=en"


def saved(page: Page, kind: str, name: str) -> bytes:
    """Save the chart whose key begins with `name` as a picture."""
    block = page.locator(f"[class*='st-key-chart-{name}']").first
    with page.expect_download() as waiting:
        block.get_by_role("button", name=kind.upper()).click()
    return Path(waiting.value.path()).read_bytes()


def touched(page: Page, place: Locator) -> None:
    """Click in the middle of what a chart draws: a layer of its own lies over it and takes the click."""
    box = place.bounding_box()
    assert box is not None
    page.mouse.click(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)


def shown_again(stranger: BrowserContext, page: Page, language: str) -> str:
    """What another reader sees who opens the link that this one copies.

    The button says when the link is there: read at once, the clipboard may still hold another one.
    """
    button = page.locator(".st-key-copy button")
    button.click()
    expect(button).to_have_text(say("copy.done", language))
    link = page.evaluate("() => navigator.clipboard.readText()")
    fresh = stranger.new_page()
    try:
        visit(fresh, link)
        return main_text(fresh)
    finally:
        fresh.close()


def same(one: str, other: str) -> None:
    """The same page: numbers, words and all; charts draw their ticks in their own time."""
    assert re.findall(r"\S+", one)[:60] == re.findall(r"\S+", other)[:60]


@spoken("zh")
def test_a_researcher_asks_how_disclosure_changed(
    page: Page, stranger: BrowserContext, site: str, warehouse: Path, language: str
) -> None:
    """Rates over the years for the same agencies; the fraction behind one; its line; the workbook; the link."""
    visit(page, in_language(f"{site}/applications", language))
    page.locator(".st-key-fold button").click()
    page.get_by_text(say("scope.panel", language), exact=True).click()
    page.wait_for_url("**panel=1**")
    settle(page)
    assert query(page)["panel"] == "1" and say("scope.panel", language) in main_text(page)
    page.get_by_role("radio", name=say("scope.rates", language)).or_(
        page.get_by_role("button", name=say("scope.rates", language))).first.click()  # fmt: skip
    page.wait_for_url("**as=rates**")
    settle(page)
    assert query(page)["as"] == "rates"
    page.get_by_role("radio", name=say("part.data", language)).click()
    page.wait_for_url("**part=data**")
    settle(page)
    assert query(page)["part"] == "data"
    frame = pl.read_csv(BytesIO(download(page, "csv")))
    year, measure, value, above, below = (
        say(f"col.{name}", language) for name in ("year", "measure", "value", "above", "below")
    )
    rate = {"zh": "公开率", "en": "Disclosure rate"}[language]
    row = frame.filter((pl.col(year) == 2024) & (pl.col(measure) == rate)).row(0, named=True)
    assert (row[above], row[below]) == (100, 218) and row[value] == pytest.approx(45.8716, abs=1e-4)
    book = openpyxl.load_workbook(BytesIO(download(page, "xlsx")))
    sheets = [say(f"sheet.{sheet}", language) for sheet in ("data", "filters", "definitions", "checks", "citation")]
    assert book.sheetnames == sheets
    cited = str(book[sheets[-1]]["B2"].value)
    assert current(warehouse).id in cited and "panel=1" in cited and "/applications?" in cited
    granted = {"zh": "全部公开率", "en": "Full disclosure rate"}[language]  # of one cell: its line is marked
    of_one = frame.filter((pl.col(year) == 2024) & (pl.col(measure) == granted)).row(0, named=True)
    visit(page, of_one[say("col.source", language)])
    marked = page.locator(".nb-text div.on").first
    expect(marked).to_be_visible()
    same(main_text(page), shown_again(stranger, page, language))


def test_a_result_clicked_while_one_still_types_opens_its_page(page: Page, site: str) -> None:
    """The click and the last letter's answer cross; the page must come all the same (it once stayed blank for good)."""
    for _ in range(2):
        visit(page, site)
        box = page.get_by_label(say("search.box", "zh")).first
        box.press_sequentially("pingta", delay=40)
        result = page.get_by_role("link", name=re.compile("平潭综合实验区管理委员会")).first
        result.wait_for(timeout=10_000)
        place = result.bounding_box()
        assert place is not None
        page.keyboard.press("n")
        page.mouse.click(place["x"] + place["width"] / 2, place["y"] + place["height"] / 2)
        page.wait_for_url("**/agency?**")
        expect(page.locator("h1")).to_have_text(words()["page.agency"]["zh"])
        settle(page)
        assert "2019" in main_text(page)


@spoken("en")
def test_a_journalist_looks_a_county_up(page: Page, stranger: BrowserContext, site: str, language: str) -> None:
    """Typed in pinyin, found as it is typed; the agency; its report; a cell and its line; the chart for the paper."""
    visit(page, in_language(site, language))
    page.get_by_label(say("search.box", language)).first.press_sequentially("pingtan", delay=40)
    # What the first letters find is there before the last one is sent; a click then would cross the last one's answer.
    page.locator("[data-testid=stSidebar] a[href*='q=pingtan']").wait_for(timeout=10_000)
    page.get_by_role("link", name=re.compile("平潭综合实验区管理委员会")).first.click()
    page.wait_for_url("**/agency?**")
    settle(page)
    assert "2019" in main_text(page) and say("agency.layer.zone", language) in main_text(page)
    svg = saved(page, "svg", "trend-trend-applications").decode()
    assert "<svg" in svg and say("picture.source", language, snapshot="X", date="Y").split(" ")[0] in svg
    assert re.search(r"20\d\d-\d\d-\d\d", svg) and say("trend.applications", language) in svg
    assert saved(page, "png", "trend-trend-applications").startswith(b"\x89PNG")
    names = pl.read_csv(BytesIO(download(page, "csv")))
    assert names.filter(pl.col(names.columns[0]).str.starts_with({"zh": "新收", "en": "Received"}[language])).height
    page.get_by_role("link", name=re.compile(f"{say('page.report', language)}$")).first.click()
    page.wait_for_url("**/report**")
    settle(page)
    page.locator(".nb-form a[data-go='licensing.decisions']").click()
    page.wait_for_url("**figure=licensing.decisions**")
    settle(page)
    shown = page.locator(".nb-form td.chosen a").inner_text()
    assert (
        page.locator(".nb-text div.on").count() == 1
        and shown.replace(",", "") in page.locator(".nb-text div.on").inner_text()
    )
    same(main_text(page), shown_again(stranger, page, language))


@spoken("zh")
def test_an_official_checks_the_agencies_of_a_province(
    page: Page, stranger: BrowserContext, site: str, language: str
) -> None:
    """Who has not reported; what does not add up, down to its equation; how one compares with another."""
    visit(page, in_language(f"{site}/coverage", language))
    jiangsu = {"zh": "江苏省", "en": "Jiangsu"}[language]
    choose(page, say("scope.province", language), jiangsu)
    assert query(page)["province"] == "江苏省" and jiangsu in main_text(page)
    frame = pl.read_csv(BytesIO(download(page, "csv")))
    assert frame.height == 5 and set(frame["2024"]) == {
        say("coverage.reported", language),
        say("coverage.missing", language),
    }
    page.get_by_role("link", name=say("page.quality", language), exact=True).first.click()
    page.wait_for_url("**/quality?**")
    settle(page)
    assert query(page)["province"] == "江苏省"
    follow(page, in_language(f"{site}/quality?province=福建省", language))
    findings = pl.read_csv(BytesIO(download(page, "csv", "findings")))
    assert findings.height >= 5
    source = findings[say("col.source", language)].drop_nulls()[0]
    visit(page, source)
    message = findings[say("col.message", language)][0]
    assert page.locator(".nb-form td.broken").count() >= 1 and message[:20] in main_text(page)
    follow(page, in_language(f"{site}/compare?with=320800.government&layer=governments", language))
    page.get_by_label(say("compare.add", language)).press_sequentially("sqs", delay=40)
    page.get_by_role("button", name=re.compile("宿迁市人民政府")).first.click()
    page.wait_for_url("**321300**")
    settle(page)
    assert query(page)["with"] == "320800.government,321300.government"
    expect(page.locator(".js-plotly-plot")).to_have_count(1)
    same(main_text(page), shown_again(stranger, page, language))


@spoken("en")
def test_a_citizen_goes_into_a_province_on_a_phone(
    page: Page, stranger: BrowserContext, site: str, language: str
) -> None:
    """The map by touch and by keyboard, the province's page, a table to keep; nothing extends beyond the screen."""
    page.set_viewport_size({"width": 390, "height": 844})
    page.emulate_media(color_scheme="dark")
    visit(page, in_language(f"{site}/map", language))
    tile = page.locator(".js-plotly-plot .bars .point").filter(has_text=re.compile("福建|Fujian")).first
    tile.scroll_into_view_if_needed()
    touched(page, tile)
    page.wait_for_url("**province=**")
    settle(page)
    assert query(page)["province"] == "福建省"
    expect(page.locator(".nb-places")).to_contain_text({"zh": "福州市", "en": "Fuzhou"}[language])
    entry = page.locator(".nb-places a").first
    entry.focus()
    page.keyboard.press("Enter")
    page.wait_for_url("**prefecture=**")
    settle(page)
    assert query(page)["prefecture"] == "福州市"
    expect(page.locator(".nb-places")).to_contain_text({"zh": "平潭县", "en": "Pingtan County"}[language])
    wide = page.evaluate("() => document.scrollingElement.scrollWidth")
    assert wide <= 390
    follow(page, in_language(f"{site}/penalties?province=福建省&part=data", language))
    frame = pl.read_parquet(BytesIO(download(page, "parquet")))
    kind, value, year = (say(f"col.{name}", language) for name in ("measure", "value", "year"))
    penalties = {"zh": "行政处罚处理决定", "en": "Penalty decisions"}[language]
    assert frame.filter((pl.col(year) == 2025) & (pl.col(kind) == penalties))[value].to_list() == [644]
    same(main_text(page), shown_again(stranger, page, language))
