"""What the tests with a browser share: a real server, a real Chromium, and the few things that a reader does."""

import os
import re
import subprocess
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest
from playwright.sync_api import Browser, BrowserContext, Page
from playwright.sync_api import Error as PlaywrightError
from playwright.sync_api import TimeoutError as PlaywrightTimeout

from bench.served import start
from dashboard.app.shell import PAGES

ROOT = Path(__file__).parents[1]
# The pages on permits, penalties and disputes have the controls, charts and links of the first page, drawn by the same
# lines; NIANBAO_WALK=all walks them too.
ALIKE = () if os.environ.get("NIANBAO_WALK") == "all" else ("permits", "penalties", "disputes")
WALKED = [name for name, _ in PAGES if name not in ALIKE]
FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
         "--disable-component-update", "--disable-sync"]  # fmt: skip
_FOOTER = re.compile("数据快照|Snapshot [0-9a-f]{12}")
# The page is at rest when the script has run, nothing waits to be loaded or drawn, and several frames in a row have
# shown the same. Answers with what it waits for, where it does not come to rest in time.
_AT_REST = """async ({ frames, patience }) => {
    const until = performance.now() + patience
    const plots = () => [...document.querySelectorAll(".js-plotly-plot")]
    const waiting = () => {
        const app = document.querySelector("[data-testid=stApp]")
        const state = app ? app.dataset.testScriptState : "no app"
        if (state !== "notRunning") return "the script: " + state
        if (!app.querySelector("[data-testid=stMain] h1")) return "no title"
        for (const sign of ["[data-testid=stStatusWidget]", "[data-testid=stSkeleton]", "[data-stale=true]",
                            "[data-testid=stSpinner]"])
            if (document.querySelector(sign)) return sign
        const charts = [...document.querySelectorAll("[data-testid=stPlotlyChart]")]
        if (charts.some((each) => !each.querySelector(".js-plotly-plot"))) return "a chart that is not there"
        if (plots().some((each) => !each._fullLayout || !each.querySelector(".main-svg"))) return "a chart to be drawn"
        const inSight = (each) => {  // a table that cannot be seen is not drawn
            const { top, bottom } = each.getBoundingClientRect()
            return top < innerHeight && bottom > 0 && each.checkVisibility()
        }
        const tables = [...document.querySelectorAll("[data-testid=stDataFrame]")].filter(inSight)
        if (tables.some((each) => !each.querySelector("canvas"))) return "a table to be drawn"
        if (document.fonts.status !== "loaded") return "fonts"
        const moving = document.getAnimations().filter((each) => each.playState === "running"
            && each.effect && Number.isFinite(each.effect.getComputedTiming().endTime))
        return moving.length ? "movement" : ""
    }
    const look = () => {
        const main = document.querySelector("[data-testid=stMain]")
        const drawn = plots().map((each) => {
            const { x, y, width, height } = each.getBoundingClientRect()
            return [x, y, width, height, each._fullLayout.width, each.querySelectorAll("*").length]
        })
        return JSON.stringify([location.href, innerWidth, innerHeight, main.scrollHeight, main.scrollWidth,
                               document.querySelectorAll("*").length, main.textContent.length, drawn])
    }
    let same = 0, before = "", why = ""
    while (same < frames) {
        if (performance.now() > until) return why || "the page to hold still"
        await Promise.race([Promise.all(plots().flatMap((each) => each._promises || [])),
                            new Promise((late) => setTimeout(late, 1000))]).catch(() => {})
        await new Promise(requestAnimationFrame)
        why = waiting()
        const now = why ? "" : look()
        same = now && now === before ? same + 1 : 0
        before = now
    }
    return ""
}"""

# Another page of the open app, as the browser's Back brings it; done as soon as the page at rest changes: a short run
# may begin and end between two drawings, and then Streamlit's own sign of a run is never seen.
_GO = """(address) => new Promise((begun) => {
    const changes = { childList: true, characterData: true, subtree: true, attributes: true,
                      attributeFilter: ["data-test-script-state", "data-stale"] }
    new MutationObserver(() => begun()).observe(document.querySelector("[data-testid=stApp]"), changes)
    setTimeout(begun, 10000)
    history.pushState({}, "", address)
    dispatchEvent(new PopStateEvent("popstate"))
})"""


def serve(warehouse: Path) -> tuple[subprocess.Popen[bytes], str]:
    return start(ROOT / "app.py", ROOT, NIANBAO_WAREHOUSE=str(warehouse))


def profile(browser: Browser) -> BrowserContext:
    """A reader's browser; its cache serves every tab that is opened in it."""
    return browser.new_context(viewport={"width": 1440, "height": 900}, accept_downloads=True)


def settle(page: Page) -> None:
    """Wait until the script has run and every element has been drawn.

    A run that a click has only asked for is not seen here: wait first for what the click changes, as the address.
    """
    for again in range(3):
        try:
            waits_for = page.evaluate(_AT_REST, {"frames": 6, "patience": 60_000})
        except PlaywrightError as error:  # the browser went to another document meanwhile
            if again == 2 or "context was destroyed" not in str(error):
                raise
            page.wait_for_load_state()
            continue
        if waits_for:
            pytest.fail(f"{page.url} does not come to rest: it waits for {waits_for}")
        return


def visit(page: Page, address: str) -> None:
    """Open an address and wait for the footer too: it is the last thing that the script draws."""
    page.goto(address, wait_until="commit")
    page.get_by_text(_FOOTER).first.wait_for(timeout=60_000)
    settle(page)


def follow(page: Page, address: str) -> None:
    """Go to a page of the app that is open already, as a link or the browser's Back does: nothing is loaded anew."""
    settle(page)
    page.evaluate(_GO, address)
    page.get_by_text(_FOOTER).first.wait_for(timeout=60_000)
    settle(page)


def query(page: Page) -> dict[str, str]:
    return {name: values[0] for name, values in parse_qs(urlsplit(page.url).query).items()}


def main_text(page: Page) -> str:
    return page.inner_text("[data-testid=stMain]")


def choose(page: Page, label: str, option: str) -> None:
    """Pick an option of a select box by its label, which changes the address.

    The box may be redrawn under the first click.
    """
    box = (
        page.locator("[data-testid=stSelectbox]").filter(has=page.get_by_text(label, exact=True)).locator("input").first
    )
    choice = page.get_by_role("option", name=re.compile(f"^{re.escape(option)}")).first
    before = page.url
    for _ in range(4):
        box.click()
        try:
            choice.click(timeout=5_000)
            break
        except PlaywrightTimeout:
            page.keyboard.press("Escape")
            settle(page)
    else:
        pytest.fail(f"no option {option} under {label}")
    page.wait_for_url(lambda address: address != before)
    settle(page)


def download(page: Page, kind: str, table: str = "") -> bytes:
    """The file behind the button of a table (the first one unless named)."""
    with page.expect_download() as waiting:
        page.locator(f"[class*=st-key-download-{table}][class*={kind}] button").first.click()
    path = waiting.value.path()
    return Path(path).read_bytes()
