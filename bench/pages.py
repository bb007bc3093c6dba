"""python -m bench pages [WAREHOUSE]: time every page of the dashboard, by default on the sample.

Measures the run time of each page's script with a warm cache, the time for a filter change to reach the screen in
Chromium, and the time to the first page from a cold start. All on a real server and, for comparison, in the same run
for an app that shows one line.
"""

import argparse
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from playwright.sync_api import Browser, Page, sync_playwright

from bench.served import ROOT, served

_CHANGES, _STARTS = 8, 5
_FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking"]
_ONE_LINE = "import streamlit as st\nst.title('one line')\nst.segmented_control('x', ['a', 'b'], key='x')\n"
_IDLE = "document.querySelector('[data-testid=stApp]')?.getAttribute('data-test-script-state') === 'notRunning'"
_LAYERS, _LANGUAGES = ("政府汇总", "各机关"), ("English", "中文")
_FILTERED = ("overview", "map", "applications", "permits", "penalties", "disputes", "compare", "quality", "data")
_QUERY = {"compare": "?with=320800.government,321300.government"}


def cold_start(browser: Browser, script: Path, folder: Path, text: str, charts: int = 0) -> tuple[float, float]:
    """Return the median seconds from process start until the text is on the screen, and until `charts` are drawn."""
    read, drawn = [], []
    for _ in range(_STARTS):
        context = browser.new_context(viewport={"width": 1440, "height": 900}, bypass_csp=True)
        page = context.new_page()
        started = time.perf_counter()
        with served(script, folder) as address:
            page.goto(address)
            page.get_by_text(text).first.wait_for(timeout=60_000)
            read.append(time.perf_counter() - started)
            page.wait_for_function(f"document.querySelectorAll('.js-plotly-plot:has(.xy)').length >= {charts}")
            drawn.append(time.perf_counter() - started)
        context.close()
    return statistics.median(read), statistics.median(drawn)


def _click(page: Page, name: str) -> float:
    """Milliseconds from clicking an option until the script has ended and its last element is drawn."""
    page.get_by_role("radio", name=name).first.wait_for()
    return 1000 * float(page.evaluate(
        """async ([name, idle]) => {
            const radio = [...document.querySelectorAll('[role=radio]')]
                .find((each) => each.textContent.includes(name))
            const isIdle = new Function('return ' + idle)
            let ran = false
            const watch = new MutationObserver(() => { ran = ran || !isIdle() })
            watch.observe(document.querySelector('[data-testid=stApp]'), { attributes: true })
            const started = performance.now()
            radio.click()
            while (performance.now() - started < 20000 && !(ran && isIdle())) {
                await new Promise(requestAnimationFrame)
            }
            watch.disconnect()
            await new Promise(requestAnimationFrame)
            return (performance.now() - started) / 1000
        }""", [name, _IDLE],
    ))  # fmt: skip


def changes(browser: Browser, address: str, path: str, names: tuple[str, str], times: Path) -> tuple[float, float]:
    """Return the median milliseconds of toggling an option, warm cache: (to the screen, of the script alone)."""
    context = browser.new_context(viewport={"width": 1440, "height": 900}, bypass_csp=True)
    page = context.new_page()
    page.goto(address + path)
    page.wait_for_function(_IDLE, timeout=60_000)
    page.wait_for_timeout(1500)
    if names == _LAYERS:  # folded into the end of the filters
        page.locator(".st-key-fold button").click()
    on_screen, scripts = [], []
    for number in range(_CHANGES + 2):
        times.write_text("", encoding="utf-8")
        on_screen.append(_click(page, names[number % 2]))
        page.wait_for_timeout(400)
        scripts += [float(each) for each in times.read_text(encoding="utf-8").split()][:1] if number > 1 else []
    context.close()
    return statistics.median(on_screen[2:]), statistics.median(scripts)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("warehouse", nargs="?", type=Path)
    asked = parser.parse_args().warehouse
    from dashboard.app.shell import PAGES

    with tempfile.TemporaryDirectory() as scratch:
        warehouse = asked or Path(scratch) / "warehouse"
        if asked is None:
            subprocess.run([sys.executable, "-m", "ingest", "--warehouse", str(warehouse)], cwd=ROOT, check=True,
                           stdout=subprocess.DEVNULL)  # fmt: skip
        os.environ["NIANBAO_WAREHOUSE"] = str(warehouse.resolve())
        line, times = Path(scratch) / "line.py", Path(scratch) / "times"
        line.write_text(_ONE_LINE, encoding="utf-8")
        executable = next(path for name in ("chromium", "google-chrome") if (path := shutil.which(name)))
        with sync_playwright() as play:
            browser = play.chromium.launch(executable_path=executable, args=_FLAGS)
            first, drawn = cold_start(browser, ROOT / "app.py", ROOT, "份年报", charts=4)
            floor, _ = cold_start(browser, line, Path(scratch), "one line")
            print(f"Cold start to the first page: {first:.1f} s, with its charts {drawn:.1f} s", end="")
            print(f" (an app of one line: {floor:.1f} s)\n")
            print("| page | script, ms | a filter reaches the screen, ms |\n|---|---|---|")
            with served(line, Path(scratch), "bench.timed", NIANBAO_TIMES=str(times)) as address:
                least, script = changes(browser, address, "/", ("a", "b"), times)
            print(f"| (an app of one line) | {script:.0f} | {least:.0f} |")
            filtered = []
            with served(ROOT / "app.py", ROOT, "bench.timed", NIANBAO_TIMES=str(times)) as address:
                for name, _ in PAGES:
                    # On pages without the layer switch, the script is timed with a change of language.
                    names = _LAYERS if name in _FILTERED else _LANGUAGES
                    took, script = changes(browser, address, f"/{name}{_QUERY.get(name, '')}", names, times)
                    filtered += [took] if name in _FILTERED else []
                    print(f"| {name} | {script:.0f} | {f'{took:.0f}' if name in _FILTERED else ''} |")
            browser.close()
        print(f"\nMedian over pages: a filter reaches the screen in {statistics.median(filtered):.0f} ms.")


if __name__ == "__main__":
    main()
