"""Every control and link of every page: whatever is chosen, the address alone shows the same in another browser."""

import json
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Locator, Page
from playwright.sync_api import TimeoutError as PlaywrightTimeout

from bench.served import ROOT, start
from dashboard.words import words
from tests.browsing import ALIKE, WALKED, follow, main_text, profile, query, settle, visit

# Controls that are not those of the filters stand on these, and links are of few kinds, each on one of these pages at least.
CONTROLLED = [
    name for name in WALKED if not ALIKE or name not in ("coverage", "search", "sql", "about", "applications")
]
LINKED = ("overview", "search") if ALIKE else WALKED
MAIN = "[data-testid=stMain]"
BUSY = {
    "search": "?q=平潭&text=公开",
    "compare": "?with=350128.平潭综合实验区,福建省/平潭县",
    "sql": "?sql=SELECT 1 AS a",
}
CONTROLS = ("stSelectbox", "stButtonGroup", "stCheckbox")
PATIENCE = 2_500  # ms in which a click that changes the page has changed its address


@pytest.fixture()
def other(stranger: BrowserContext) -> Iterator[Page]:
    """Another reader, who has only what the first one's address bar shows."""
    tab = stranger.new_page()
    yield tab
    tab.close()


def shown(page: Page) -> list[str]:
    """What a page shows: its text, what its boxes hold, which of its buttons are pressed."""
    page.mouse.move(0, 0)  # what lies below the mouse shows it
    settle(page)
    boxes = page.evaluate(
        f"[...document.querySelectorAll('{MAIN} input, {MAIN} textarea')].map(each => `${{each.ariaLabel}}: ${{each.value}} ${{each.checked}}`)"
    )
    pressed = page.get_by_role("radio", checked=True).all_inner_texts()
    return [*re.sub(r"\s+", " ", main_text(page)).split("。"), *boxes, *pressed]


def compare(page: Page, other: Page, what: str) -> None:
    here = shown(page)
    visit(other, page.url)
    assert shown(other) == here, (what, page.url)


def address_of(site: str, name: str) -> str:
    return f"{site}/{'' if name == 'overview' else name}{BUSY.get(name, '')}"


def in_time(options: Locator) -> bool:
    try:
        options.first.wait_for(timeout=PATIENCE)
    except PlaywrightTimeout:  # nothing else can be chosen here
        return False
    return True


def folded(page: Page, kind: str) -> Locator:
    """The filters of a kind that are folded into the end of their line, which is opened."""
    body = page.locator("[data-testid=stPopoverBody]")
    if not body.count():
        page.locator(".st-key-fold button").click()
        body.wait_for()
    return body.locator(f"[data-testid={kind}]:not(:has(input:disabled))")


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


@pytest.mark.parametrize("name", CONTROLLED)
def test_every_control_is_in_the_address(page: Page, other: Page, site: str, name: str) -> None:
    visit(page, address_of(site, name))
    # The filters are the same on every page: changed on one, where they do not empty what others would be tried on.
    where = MAIN if name == "overview" else f"{MAIN} :not(.st-key-filters *)"
    selectors = [f"{where}[data-testid={kind}]".replace(f"{MAIN}[", f"{MAIN} [") for kind in CONTROLS]
    found = [(selector, number) for selector in selectors for number in range(page.locator(selector).count())]
    for selector, number in found:
        control = page.locator(selector).nth(number)
        if (
            control.count()
            and control.is_visible()
            and control.locator("input:disabled, button[role]:disabled").count() == 0
        ):
            change(page, control)
    if name == "overview":
        for kind in CONTROLS:
            for number in range(folded(page, kind).count()):
                change(page, folded(page, kind).nth(number))
        page.keyboard.press("Escape")
        page.locator("[data-testid=stPopoverBody]").wait_for(state="detached")
    compare(page, other, "every control changed")


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


@pytest.mark.parametrize("name", LINKED)
def test_every_link_leads_to_an_address_of_its_own(page: Page, other: Page, site: str, name: str) -> None:
    address = address_of(site, name)
    visit(page, address)
    for kind, label, href in links(page):
        before, text = page.url, shown(page)
        link = page.locator(f'{MAIN} a[href="{href}"]:visible').first
        target = link.get_attribute("target")
        if target == "_blank" and kind != "stPageLink":
            visit(page, link.evaluate("each => each.href"))
        else:
            link.click()
            try:
                page.wait_for_url(lambda address, before=before: address != before, timeout=PATIENCE)
            except PlaywrightTimeout:
                assert shown(page) == text, (label, href, "the page has changed, and not its address")
                continue
        compare(page, other, f"{kind} {label} {href}")
        follow(page, address)


def test_back_brings_what_was_there(page: Page, site: str) -> None:
    """Also what was typed, which Streamlit forgets while another page is shown."""
    visit(page, site)
    for name in WALKED if not ALIKE else (*BUSY, "report", "agency", "overview"):
        follow(page, address_of(site, name))
        before = shown(page)
        follow(page, f"{site}/{'permits' if name == 'about' else 'about'}")
        page.go_back()
        page.locator(f"{MAIN} h1", has_text=words()[f"page.{name}"]["zh"]).wait_for()
        assert shown(page) == before, name


def test_the_copied_link_names_everything(page: Page, site: str) -> None:
    """Of pages whose first view depends on what the snapshot holds: nothing of it is left to a default."""
    for name, needed in {
        "report": {"report", "lang", "snapshot", "from", "to"}, "agency": {"agency", "year", "peers", "lang", "snapshot"},
        "map": {"measure", "year", "view", "layer", "lang", "snapshot"}, "overview": {"part", "as", "from", "to", "lang", "snapshot"},
        "data": {"figures", "applicants", "snapshot"},
    }.items():  # fmt: skip
        visit(page, f"{site}/{'' if name == 'overview' else name}")
        page.evaluate("navigator.clipboard.writeText = (text) => { window.copied = text; return Promise.resolve() }")
        page.locator("[class*=st-key-copy] button").first.click()
        page.wait_for_function("window.copied")
        copied = page.evaluate("window.copied")
        given = dict(pair.split("=", 1) for pair in copied.split("?", 1)[1].split("&"))
        assert needed <= set(given), (name, copied)


def test_a_figure_of_a_report_that_is_gone_is_refused(page: Page, site: str) -> None:
    visit(
        page,
        f"{site}/report?report=0123456789abcdef&figure=applications.received&applicant=total&snapshot=0123456789ab",
    )
    assert query(page)["report"] == "0123456789abcdef"
    text = main_text(page)
    assert "0123456789abcdef" in text and not page.locator(f"{MAIN} table").count()


@pytest.fixture(scope="module")
def under_a_path(warehouse: Path) -> Iterator[str]:
    """A server whose pages are not at the root of its host."""
    server, address = start(
        ROOT / "app.py", ROOT, NIANBAO_WAREHOUSE=str(warehouse), STREAMLIT_SERVER_BASE_URL_PATH="open/nianbao"
    )
    yield f"{address}/open/nianbao"
    server.terminate()
    server.wait(20)


def test_it_works_under_a_path(browser: Browser, under_a_path: str) -> None:
    """Every page, every link of a page, downloads' links and the interface for programs stay under the path."""
    failed: list[str] = []
    with profile(browser) as context:
        tab = context.new_page()
        tab.on("response", lambda answer: failed.append(answer.url) if answer.status >= 400 else None)
        visit(tab, f"{under_a_path}/map?view=areas")
        tab.get_by_role("link", name=words()["page.report"]["zh"]).first.click()
        tab.wait_for_url("**/open/nianbao/report?report=*")
        visit(tab, f"{under_a_path}/agency")
        hrefs = tab.evaluate(f"[...document.querySelectorAll('{MAIN} a[href]')].map(each => each.href)")
        assert len(hrefs) > 5 and all(each.startswith(f"{under_a_path}/") for each in hrefs), hrefs
        home = tab.locator("[data-testid=stSidebar] a").first
        home.dispatch_event("mousedown")
        assert home.evaluate("each => each.href").split("?")[0] == f"{under_a_path}/"
        assert json.loads(tab.request.get(f"{under_a_path}/api/overview").body())
        assert tab.request.get(f"{under_a_path}/healthz").status == 200
        assert tab.request.get(f"{under_a_path}/overview").url.rstrip("/") == under_a_path
        assert tab.request.put(f"{under_a_path}/_stcore/upload_file/x/y").status in (400, 403)
    # Streamlit asks for its own service below the page first, and then below the path.
    assert not [each for each in failed if "/_stcore/" not in each], failed
