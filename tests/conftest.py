"""What the tests share: where the sample and the shared material lie, and a warehouse built from the sample."""

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import duckdb
import pytest
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

from tests.browsing import FLAGS, profile, serve
from warehouse.publish import current

ROOT = Path(__file__).parents[1]
SAMPLE = ROOT / "data" / "reports"
SHARED = ROOT.parent / "shared"


def ingest(*arguments: object, check: bool = True) -> subprocess.CompletedProcess[str]:
    """Run the real command."""
    command = [sys.executable, "-m", "ingest", *map(str, arguments)]
    return subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=check)


def opened(warehouse: Path) -> duckdb.DuckDBPyConnection:
    return duckdb.connect(str(current(warehouse).path), read_only=True)


@pytest.fixture(scope="session")
def warehouse(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A warehouse of the sample, built once by the real command."""
    folder = tmp_path_factory.mktemp("warehouse")
    ingest("--warehouse", folder)
    return folder


@pytest.fixture()
def con(warehouse: Path) -> Iterator[duckdb.DuckDBPyConnection]:
    connection = opened(warehouse)
    yield connection
    connection.close()


@pytest.fixture(scope="session")
def shared() -> Path:
    """The shared corpus; a fresh machine has none, and the sample's golden files stand in for it."""
    if not SHARED.is_dir():  # a fresh machine has the project alone
        pytest.skip(
            "the shared corpus (../shared) is not on this machine; the sample in data/reports is tested instead"
        )
    return SHARED


@pytest.fixture(scope="session")
def chromium() -> str:
    """A browser; CI must have one, a newcomer's machine may not and still passes the other tests."""
    executable = next(
        (path for name in ("chromium", "chromium-browser", "google-chrome") if (path := shutil.which(name))),
        None,
    )
    if executable is None:
        if os.environ.get("CI"):
            pytest.fail("Chromium is not installed; .ci/run should have installed it")
        # A newcomer without a browser still passes every other test.
        pytest.skip(
            "no Chromium on this machine; install it (Debian: chromium fonts-noto-cjk) to run the browser tests"
        )
    return executable


@pytest.fixture(scope="session")
def site(warehouse: Path) -> Iterator[str]:
    server, address = serve(warehouse)
    yield address
    server.terminate()
    server.wait(20)


@pytest.fixture(scope="module")
def browser(chromium: str) -> Iterator[Browser]:
    with sync_playwright() as play:
        browser = play.chromium.launch(executable_path=chromium, args=FLAGS)
        yield browser
        browser.close()


@pytest.fixture(scope="module")
def reader(browser: Browser) -> Iterator[BrowserContext]:
    """One browser profile for the tests of a file: Streamlit's own 5 MB are loaded and compiled once."""
    context = profile(browser)
    context.grant_permissions(["clipboard-read", "clipboard-write"])
    yield context
    context.close()


@pytest.fixture(scope="module")
def stranger(browser: Browser) -> Iterator[BrowserContext]:
    """Another reader's profile: it shares nothing with the first but the links that are copied."""
    context = profile(browser)
    yield context
    context.close()


@pytest.fixture()
def page(reader: BrowserContext) -> Iterator[Page]:
    """A tab of its own for a test; nothing is kept from the test before."""
    reader.clear_cookies()
    page = reader.new_page()
    yield page
    page.evaluate("() => { localStorage.clear(); sessionStorage.clear() }")
    page.close()


# Files whose tests drive a browser, start processes or wait: the longest first. Two workers get half of all tests each,
# and take from each other what is left: where these come last, one waits for the other's long ones.
_LONG = (
    "links", "hostile_text", "served", "browser", "workers", "ingest_command", "damage", "readers", "cost", "pages", "print", "access",
    "language", "command_talks", "formats", "names_of_files", "speaks", "offline", "heads_in_place", "light", "keeping", "tables", "habits",
)  # fmt: skip


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Put long files first in both halves of the tests; the tests of a file stay together, in their order."""
    of_file: dict[str, list[pytest.Item]] = {}
    for item in items:
        of_file.setdefault(item.path.stem.removeprefix("test_"), []).append(item)
    long = [name for name in _LONG if name in of_file]
    halves = [[*long[0::4], *long[3::4]], [*long[1::4], *long[2::4]]]
    counts = [sum(len(of_file[name]) for name in half) for half in halves]
    for name in of_file:
        if name not in _LONG:
            least = counts.index(min(counts))
            halves[least].append(name)
            counts[least] += len(of_file[name])
    items[:] = [item for half in halves for name in half for item in of_file[name]]
