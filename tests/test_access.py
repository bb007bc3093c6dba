"""axe-core on every page in both themes: no violation of what a browser without sight, or with little, needs."""

from collections.abc import Iterator
from importlib.resources import files

import pytest
from playwright.sync_api import Browser, Page

from dashboard.app.shell import PAGES
from tests.browsing import follow, visit

AXE = (files("axe_playwright_python") / "axe.min.js").read_text(encoding="utf-8")
_RUN = """async () => (await axe.run(document, { resultTypes: ["violations"] })).violations.flatMap((rule) =>
    rule.nodes.map((each) => `${rule.id}: ${each.html.slice(0, 160)} ${each.failureSummary.slice(0, 240)}`))"""
SHOWN = {
    "compare": "?with=320800.government,321300.government&layer=governments", "agency": "?agency=321300.government",
    "search": "?q=pt",
}  # fmt: skip


@pytest.fixture(scope="module", params=["light", "dark"])
def themed(request: pytest.FixtureRequest, browser: Browser, site: str) -> Iterator[Page]:
    context = browser.new_context(viewport={"width": 1400, "height": 900}, color_scheme=request.param)
    page = context.new_page()
    visit(page, site)
    page.evaluate(AXE + ";0")
    yield page
    context.close()


@pytest.mark.parametrize("name", [name for name, _ in PAGES])
def test_no_page_has_a_violation(themed: Page, site: str, name: str) -> None:
    follow(themed, f"{site}/{'' if name == 'overview' else name}{SHOWN.get(name, '')}")
    assert not themed.evaluate(_RUN)
