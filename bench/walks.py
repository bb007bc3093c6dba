"""python -m bench walks: four readers from the first address to what they came for, in Chromium: steps and seconds.

A step is what a reader does once: opens an address, types, chooses, clicks, saves a file. Its time ends when the page
is at rest. On the sample, in both languages, each walk in a browser of its own; a first reader has warmed the server.
"""

import re
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from playwright.sync_api import Page, sync_playwright

from bench.served import ROOT, start
from dashboard.words import words
from tests.browsing import FLAGS, choose, download, main_text, profile, settle, visit

REPEATS = 3


class Walk:
    """One reader's way: `step` does one thing, waits until the page is at rest, and takes its time."""

    def __init__(self, page: Page, site: str, language: str) -> None:
        self.page, self.site, self.language = page, site, language
        self.seconds: list[float] = []

    def say(self, word: str) -> str:
        return words()[word][self.language]

    def step(self, do: Callable[[], object], until: str | None = None) -> None:
        started = time.perf_counter()
        do()
        if until is not None:
            self.page.wait_for_url(until)
        settle(self.page)
        self.seconds.append(time.perf_counter() - started)

    def open(self, path: str) -> None:
        joint = "&" if "?" in path else "?"
        self.step(lambda: visit(self.page, f"{self.site}{path}{joint}lang={self.language}"))

    def link(self, name: str | re.Pattern[str]) -> Callable[[], None]:
        return lambda: self.page.get_by_role("link", name=name).first.click()


def newcomer(walk: Walk) -> None:
    """What is this, is the number real: the first page, a number of its sentences, its line in the report."""
    page = walk.page
    walk.open("/")
    proof = page.locator("[data-testid=stMain] p a[href*='report?']").first
    walk.step(lambda: visit(page, proof.evaluate("each => each.href")))  # it opens beside the page
    assert page.locator(".nb-text div.on").count() == 1


def journalist(walk: Walk) -> None:
    """A county by its pinyin, its agency, a chart for the paper, the cell in the report."""
    page = walk.page
    walk.open("/")
    walk.step(lambda: page.get_by_label(walk.say("search.box")).first.press_sequentially("pingtan", delay=40))
    page.locator("[data-testid=stSidebar] a[href*='q=pingtan']").wait_for()
    walk.step(walk.link(re.compile("平潭综合实验区管理委员会")), "**/agency?**")
    block = page.locator("[class*='st-key-chart-trend-trend-applications']").first

    def save() -> None:
        with page.expect_download():
            block.get_by_role("button", name="PNG").click()

    walk.step(save)
    walk.step(walk.link(re.compile(f"{walk.say('page.report')}$")), "**/report**")
    walk.step(
        lambda: page.locator(".nb-form a[data-go='licensing.decisions']").click(), "**figure=licensing.decisions**"
    )
    assert page.locator(".nb-text div.on").count() == 1


def researcher(walk: Walk) -> None:
    """The same agencies, as rates, as a table with its definitions on the disk."""
    page = walk.page
    walk.open("/applications")
    walk.step(lambda: page.locator(".st-key-fold button").click())
    walk.step(lambda: page.get_by_text(walk.say("scope.panel"), exact=True).click(), "**panel=1**")
    rates = walk.say("scope.rates")
    walk.step(lambda: page.get_by_role("radio", name=rates).first.click(), "**as=rates**")
    walk.step(lambda: page.get_by_role("radio", name=walk.say("part.data")).click(), "**part=data**")
    walk.step(lambda: download(page, "xlsx"))


def citizen(walk: Walk) -> None:
    """On a phone: my province, its penalties, and the link for a friend."""
    page = walk.page
    page.set_viewport_size({"width": 390, "height": 844})
    walk.open("/penalties")
    province = {"zh": "福建省", "en": "Fujian"}[walk.language]
    walk.step(lambda: choose(page, walk.say("scope.province"), province))
    walk.step(lambda: page.locator(".st-key-copy button").click())
    assert "644" in main_text(page)


WALKS = (newcomer, journalist, researcher, citizen)


def main() -> None:
    executable = next(path for name in ("chromium", "google-chrome") if (path := shutil.which(name)))
    with tempfile.TemporaryDirectory() as scratch, sync_playwright() as play:
        subprocess.run([sys.executable, "-m", "ingest", "--warehouse", scratch], cwd=ROOT, check=True,
                       stdout=subprocess.DEVNULL)  # fmt: skip
        server, site = start(ROOT / "app.py", ROOT, NIANBAO_WAREHOUSE=str(Path(scratch)))
        browser = play.chromium.launch(executable_path=executable, args=FLAGS)
        try:
            with profile(browser) as context:
                visit(context.new_page(), site)
            print(
                "| walk | language | steps | seconds, median of", REPEATS, "| slowest step |\n|---|---|---:|---:|---:|"
            )
            for each in WALKS:
                for language in ("zh", "en"):
                    taken = []
                    for _ in range(REPEATS):
                        with profile(browser) as context:
                            context.grant_permissions(["clipboard-read", "clipboard-write"])
                            walk = Walk(context.new_page(), site, language)
                            each(walk)
                            taken.append(walk.seconds)
                    total = statistics.median(sum(each) for each in taken)
                    slowest = statistics.median(max(each) for each in taken)
                    print(f"| {each.__name__} | {language} | {len(taken[0])} | {total:.1f} | {slowest:.1f} s |")
        finally:
            server.terminate()
            server.wait(20)
