"""What the tests with a browser share: a real server, a real Chromium, and the few things that a reader does."""

import re
import subprocess
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest
from playwright.sync_api import Page
from playwright.sync_api import TimeoutError as PlaywrightTimeout

from bench.served import start

ROOT = Path(__file__).parents[1]
FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
         "--disable-component-update", "--disable-sync"]  # fmt: skip


def serve(warehouse: Path) -> tuple[subprocess.Popen[bytes], str]:
    return start(ROOT / "app.py", ROOT, NIANBAO_WAREHOUSE=str(warehouse))


def settle(page: Page) -> None:
    """Wait until the script has run and every element has been drawn."""
    page.wait_for_selector("[data-testid=stMain] h1", timeout=60_000)
    page.wait_for_function(
        "() => !document.querySelector('[data-testid=stStatusWidget], [data-testid=stSkeleton]')", timeout=60_000
    )
    page.wait_for_timeout(400)


def visit(page: Page, address: str) -> None:
    """Open an address and wait for the footer too: it is the last thing that the script draws."""
    page.goto(address)
    settle(page)
    page.get_by_text(re.compile("数据快照|Snapshot [0-9a-f]{12}")).first.wait_for(timeout=60_000)
    settle(page)


def query(page: Page) -> dict[str, str]:
    return {name: values[0] for name, values in parse_qs(urlsplit(page.url).query).items()}


def main_text(page: Page) -> str:
    return page.inner_text("[data-testid=stMain]")


def choose(page: Page, label: str, option: str) -> None:
    """Pick an option of a select box by its label; the box may be redrawn under the first click."""
    box = (
        page.locator("[data-testid=stSelectbox]").filter(has=page.get_by_text(label, exact=True)).locator("input").first
    )
    wanted = page.get_by_role("option", name=re.compile(f"^{re.escape(option)}")).first
    for _ in range(4):
        box.click()
        try:
            wanted.click(timeout=5_000)
            break
        except PlaywrightTimeout:
            page.keyboard.press("Escape")
            page.wait_for_timeout(500)
    else:
        pytest.fail(f"no option {option} under {label}")
    page.wait_for_timeout(300)
    settle(page)


def download(page: Page, kind: str, table: str = "") -> bytes:
    """The file behind the button of a table (the first one unless named)."""
    with page.expect_download() as waiting:
        page.locator(f"[class*=st-key-download-{table}][class*={kind}] button").first.click()
    path = waiting.value.path()
    return Path(path).read_bytes()
