"""axe-core on every page in both themes, and in English on a phone: no violation of what a browser without sight, or with little, needs."""

from collections.abc import Iterator
from importlib.resources import files

import pytest
from playwright.sync_api import Browser, Page, ViewportSize

from tests.browsing import WALKED, follow, settle, visit

AXE = (files("axe_playwright_python") / "axe.min.js").read_text(encoding="utf-8")
_RUN = """async () => (await axe.run(document, { resultTypes: ["violations"] })).violations.flatMap((rule) =>
    rule.nodes.map((each) => `${rule.id}: ${each.html.slice(0, 160)} ${each.failureSummary.slice(0, 240)}`))"""
# Streamlit's uploader is a section of the role "presentation" that has a label; the button within is what takes files.
_UPLOADER = (
    'presentation-role-conflict: <section role="presentation" tabindex="-1" data-testid="stFileUploaderDropzone"'
)
SHOWN = {
    "compare": "?with=320800.government,321300.government&layer=governments", "agency": "?agency=321300.government",
    "search": "?q=pt",
}  # fmt: skip


WIDE, PHONE = ViewportSize(width=1400, height=900), ViewportSize(width=390, height=844)
LOOKS = {"light": (WIDE, "light", ""), "dark": (WIDE, "dark", ""), "phone-en": (PHONE, "light", "en")}


@pytest.fixture(scope="module", params=list(LOOKS))
def themed(request: pytest.FixtureRequest, browser: Browser, site: str) -> Iterator[tuple[Page, str]]:
    viewport, scheme, language = LOOKS[request.param]
    context = browser.new_context(viewport=viewport, color_scheme=scheme)
    page = context.new_page()
    visit(page, f"{site}/?lang={language}" if language else site)
    page.evaluate(AXE + ";0")
    yield page, language
    context.close()


@pytest.mark.parametrize("name", WALKED)
def test_no_page_has_a_violation(themed: tuple[Page, str], site: str, name: str) -> None:
    page, language = themed
    address = f"{site}/{'' if name == 'overview' else name}{SHOWN.get(name, '')}"
    follow(page, f"{address}{'&' if '?' in address else '?'}lang={language}" if language else address)
    assert not [each for each in page.evaluate(_RUN) if not each.startswith(_UPLOADER)]


@pytest.mark.parametrize("fold", [".st-key-fold", "[class*=st-key-behind-]"])
def test_what_is_folded_out_has_no_violation(themed: tuple[Page, str], site: str, fold: str) -> None:
    page, language = themed
    follow(page, f"{site}/?lang={language}" if language else site)
    page.locator(f"{fold} button").first.click()
    page.locator("[data-testid=stPopoverBody]").wait_for()
    settle(page)
    assert not page.evaluate(_RUN)
    page.keyboard.press("Escape")
