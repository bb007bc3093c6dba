"""How much a first visit costs: what is sent is compressed, and over a slow line a page is there in time."""

import gzip
import time
from pathlib import Path

import streamlit
from playwright.sync_api import Browser, Page

from tests.browsing import profile, settle, visit
from tests.test_served import Client

STATIC = Path(streamlit.__file__).parent / "static" / "static"
SLOW = {"offline": False, "latency": 300, "downloadThroughput": 1.6e6 / 8, "uploadThroughput": 0.75e6 / 8}
TITLE, WHOLE = 8, 25  # seconds, on such a line


def test_streamlits_files_are_sent_compressed_and_are_the_same(site: str) -> None:
    client = Client(site)
    largest = max(STATIC.glob("js/*.js"), key=lambda each: each.stat().st_size)
    for path, plain in (
        (f"/static/js/{largest.name}", largest.read_bytes()),
        ("/", (STATIC.parent / "index.html").read_bytes()),
    ):
        status, headers, body = client.get(path, Accept_Encoding="gzip")
        assert (status, headers["content-encoding"], headers["vary"]) == (200, "gzip", "Accept-Encoding")
        assert gzip.decompress(body) == plain and len(body) < len(plain) / 2
        assert client.get(path)[2] == plain  # for who does not accept it
        assert client.get(path, Accept_Encoding="gzip")[2] == body
        if mark := headers.get("etag"):
            assert client.get(path, Accept_Encoding="gzip", If_None_Match=mark)[0] == 304
    assert client.get("/api/", Accept_Encoding="gzip")[1]["content-encoding"] == "gzip"


def test_a_slow_line_has_the_title_and_the_whole_page_in_time(browser: Browser, site: str) -> None:
    context = profile(browser)
    visit(context.new_page(), site)  # the server's own first run is no part of the line
    context.close()
    context = profile(browser)
    page: Page = context.new_page()
    line = context.new_cdp_session(page)
    line.send("Network.enable")
    line.send("Network.emulateNetworkConditions", SLOW)
    begun = time.monotonic()
    page.goto(site, wait_until="commit")
    page.locator("[data-testid=stMain] h1").first.wait_for(timeout=60_000)
    title = time.monotonic() - begun
    settle(page)
    whole = time.monotonic() - begun
    context.close()
    assert title < TITLE and whole < WHOLE, (title, whole)
