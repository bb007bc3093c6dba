"""What stands on the screen before anybody scrolls: the filters in one line, and the beginning of the first chart."""

import pytest
from playwright.sync_api import Browser

from tests.browsing import follow, settle, visit

TRENDS = ("", "applications", "permits", "penalties", "disputes", "map")
PLACED = "?province=福建省&prefecture=福州市&county=平潭县&level=county&type=zone&panel=1&as=rates"
_SEEN = """() => {
    const filters = document.querySelector(".st-key-filters")
    const shown = [...filters.children].map((each) => each.getBoundingClientRect()).filter((box) => box.height)
    const plot = document.querySelector("[data-testid=stMain] .js-plotly-plot")
    return {
        lines: new Set(shown.map((box) => Math.round(box.bottom / 20))).size,
        beyond: Math.max(...shown.map((box) => box.right)) - filters.getBoundingClientRect().right,
        overlaps: shown.some((box, n) => n && box.left < shown[n - 1].right - 1),
        plot: plot ? plot.getBoundingClientRect().top : Infinity,
    }
}"""


@pytest.mark.parametrize("language", ["zh", "en"])
def test_the_first_chart_begins_above_the_fold(browser: Browser, site: str, language: str) -> None:
    page = browser.new_page(viewport={"width": 1400, "height": 900})
    visit(page, f"{site}/?lang={language}")
    for name in TRENDS:
        follow(page, f"{site}/{name}?lang={language}")
        page.locator("[data-testid=stMain] .js-plotly-plot").first.wait_for()
        settle(page)
        seen = page.evaluate(_SEEN)
        assert seen["lines"] == 1 and seen["beyond"] <= 0 and not seen["overlaps"], (name, seen)
        assert seen["plot"] < 700, (name, seen)
    follow(page, f"{site}/{PLACED}&lang={language}")
    seen = page.evaluate(_SEEN)
    assert seen["lines"] == 1 and seen["beyond"] <= 0 and not seen["overlaps"], seen
    page.close()
