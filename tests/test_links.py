"""Every control and link of every page: whatever is chosen, the address alone shows the same in another browser."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Locator, Page
from playwright.sync_api import TimeoutError as PlaywrightTimeout

from dashboard.app.shell import PAGES
from tests.browsing import main_text, profile, query, serve, settle, visit

NAMES = [name for name, _ in PAGES]
MAIN = "[data-testid=stMain]"
BUSY = {"search": "?q=平潭", "compare": "?with=350128.平潭综合实验区,福建省/平潭县", "sql": "?sql=SELECT 1 AS a"}
CONTROLS = ("stSelectbox", "stButtonGroup", "stCheckbox")
PATIENCE = 2_500  # ms in which a click that changes the page has changed its address


@pytest.fixture(scope="module")
def site(warehouse: Path) -> Iterator[str]:
    server, address = serve(warehouse)
    yield address
    server.terminate()
    server.wait(20)


@pytest.fixture(scope="module")
def reader(browser: Browser) -> Iterator[Page]:
    with profile(browser) as context:
        yield context.new_page()


@pytest.fixture(scope="module")
def other(browser: Browser) -> Iterator[Page]:
    """Another reader, who has only what the first one's address bar shows: every visit is a session of its own."""
    with profile(browser) as context:
        yield context.new_page()


def shown(page: Page) -> list[str]:
    """What a page shows: its text, what its boxes hold, which of its buttons are pressed."""
    settle(page)
    boxes = page.evaluate(
        f"[...document.querySelectorAll('{MAIN} input, {MAIN} textarea')].map(each => `${{each.ariaLabel}}: ${{each.value}} ${{each.checked}}`)"
    )
    pressed = page.get_by_role("radio", checked=True).all_inner_texts()
    return [*re.sub(r"\s+", " ", main_text(page)).split("。"), *boxes, *pressed]


def compare(reader: Page, other: Page, what: str) -> None:
    here = shown(reader)
    visit(other, reader.url)
    assert shown(other) == here, (what, reader.url)


def address_of(site: str, name: str) -> str:
    return f"{site}/{'' if name == 'overview' else name}{BUSY.get(name, '')}"


def in_time(options: Locator) -> bool:
    try:
        options.first.wait_for(timeout=PATIENCE)
    except PlaywrightTimeout:  # nothing else can be chosen here
        return False
    return True


def change(page: Page, control: Locator) -> None:
    """Choose something else in a control; the page's address follows."""
    before = page.url
    kind = control.get_attribute("data-testid")
    if kind == "stSelectbox":
        held = control.locator("input").first.input_value()
        control.locator("input").first.click()
        options = page.get_by_role("option")
        texts = options.all_inner_texts() if in_time(options) else []
        wanted = next((n for n, text in enumerate(texts) if text != held and "(0)" not in text), None)
        if wanted is None:
            page.keyboard.press("Escape")
            return
        options.nth(wanted).click()
    elif kind == "stButtonGroup":
        control.get_by_role("radio", checked=False).first.click()
    elif kind == "stCheckbox":
        control.locator("label").first.click()
    page.wait_for_url(lambda address: address != before, timeout=10_000)
    settle(page)


@pytest.mark.parametrize("name", NAMES)
def test_every_control_is_in_the_address(reader: Page, other: Page, site: str, name: str) -> None:
    visit(reader, address_of(site, name))
    compare(reader, other, "as opened")
    # The filters are the same on every page: changed on one, where they do not empty what others would be tried on.
    where = MAIN if name == "overview" else f"{MAIN} :not(.st-key-filters *)"
    selectors = [f"{where}[data-testid={kind}]".replace(f"{MAIN}[", f"{MAIN} [") for kind in CONTROLS]
    found = [(selector, number) for selector in selectors for number in range(reader.locator(selector).count())]
    for selector, number in found:
        control = reader.locator(selector).nth(number)
        if (
            control.count()
            and control.is_visible()
            and control.locator("input:disabled, button[role]:disabled").count() == 0
        ):
            change(reader, control)
    compare(reader, other, "every control changed")


def links(page: Page) -> list[tuple[str, str, str]]:
    """One link of each kind: what it is in the page, its label, and where it leads."""
    found: dict[tuple[str, str], tuple[str, str, str]] = {}
    for link in page.locator(f"{MAIN} a[href]:visible").all():
        href, label = link.get_attribute("href") or "", link.inner_text().strip()
        kind = link.evaluate(
            "each => each.dataset.go !== undefined ? 'go' : each.closest('[data-testid]').dataset.testid"
        )
        if not href.startswith("#") and "api/" not in href and label:
            found.setdefault((kind, href.split("?")[0]), (kind, label, href))
    return list(found.values())


@pytest.mark.parametrize("name", NAMES)
def test_every_link_leads_to_an_address_of_its_own(reader: Page, other: Page, site: str, name: str) -> None:
    address = address_of(site, name)
    visit(reader, address)
    for kind, label, href in links(reader):
        before, text = reader.url, shown(reader)
        link = reader.locator(f'{MAIN} a[href="{href}"]:visible').first
        target = link.get_attribute("target")
        if target == "_blank" and kind != "stPageLink":
            visit(reader, link.evaluate("each => each.href"))
        else:
            link.click()
            try:
                reader.wait_for_url(lambda address, before=before: address != before, timeout=PATIENCE)
            except PlaywrightTimeout:
                assert shown(reader) == text, (label, href, "the page has changed, and not its address")
                continue
        compare(reader, other, f"{kind} {label} {href}")
        visit(reader, address)


def test_the_copied_link_names_everything(reader: Page, site: str) -> None:
    """Of pages whose first view depends on what the snapshot holds: nothing of it is left to a default."""
    for name, needed in {
        "report": {"report", "lang", "snapshot", "from", "to"}, "agency": {"agency", "year", "peers", "lang", "snapshot"},
        "map": {"measure", "year", "view", "layer", "lang", "snapshot"}, "overview": {"part", "as", "from", "to", "lang", "snapshot"},
        "data": {"figures", "applicants", "snapshot"},
    }.items():  # fmt: skip
        visit(reader, f"{site}/{'' if name == 'overview' else name}")
        reader.evaluate("navigator.clipboard.writeText = (text) => { window.copied = text; return Promise.resolve() }")
        reader.locator("[class*=st-key-copy] button").first.click()
        reader.wait_for_function("window.copied")
        copied = reader.evaluate("window.copied")
        given = dict(pair.split("=", 1) for pair in copied.split("?", 1)[1].split("&"))
        assert needed <= set(given), (name, copied)


def test_a_figure_of_a_report_that_is_gone_is_refused(reader: Page, site: str) -> None:
    visit(
        reader,
        f"{site}/report?report=0123456789abcdef&figure=applications.received&applicant=total&snapshot=0123456789ab",
    )
    assert query(reader)["report"] == "0123456789abcdef"
    text = main_text(reader)
    assert "0123456789abcdef" in text and not reader.locator(f"{MAIN} table").count()
