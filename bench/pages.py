"""python -m bench pages [WAREHOUSE]: the dashboard page by page, on the sample unless told.

How long the script of each page runs with a warm cache; how long a change of filter takes to reach the screen in
Chromium; how long the first page takes from a cold start. Beside each, in the same
run, what an app that shows one line takes.
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
from streamlit.runtime.scriptrunner import script_runner
from streamlit.testing.v1 import AppTest

from bench.served import served

ROOT = Path(__file__).parents[1]
_RUNS, _CHANGES, _STARTS = 9, 8, 3
_FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking"]
_ONE_LINE = "import streamlit as st\nst.title('one line')\nst.segmented_control('x', ['a', 'b'], key='x')\n"
_IDLE = "document.querySelector('[data-testid=stApp]')?.getAttribute('data-test-script-state') === 'notRunning'"
_LAYERS = ("政府汇总", "各机关")


def scripts() -> dict[str, float]:
    """Median milliseconds of each page's script, warm."""
    from dashboard.shell import PAGES

    took: list[float] = []
    run = script_runner.ScriptRunner._run_script

    def timed(self: script_runner.ScriptRunner, *given: object) -> None:
        started = time.perf_counter()
        try:
            run(self, *given)  # type: ignore[arg-type]
        finally:
            took.append(1000 * (time.perf_counter() - started))

    found: dict[str, float] = {}
    script_runner.ScriptRunner._run_script = timed  # type: ignore[method-assign, assignment]
    try:
        for name, _ in PAGES:
            app = AppTest.from_file(str(ROOT / "app.py"), default_timeout=120)
            if name != "overview":
                app.switch_page(f"pages/{name}.py")
            app.run()
            app.run()
            took.clear()
            for _ in range(_RUNS):
                app.run()
            found[name] = statistics.median(took)
    finally:
        script_runner.ScriptRunner._run_script = run  # type: ignore[method-assign]
    return found


def cold_start(browser: Browser, script: Path, folder: Path, text: str) -> float:
    """Seconds from starting the process to the words on the screen, median."""
    found = []
    for _ in range(_STARTS):
        context = browser.new_context(viewport={"width": 1440, "height": 900})
        page = context.new_page()
        started = time.perf_counter()
        with served(script, folder) as address:
            page.goto(address)
            page.get_by_text(text).first.wait_for(timeout=60_000)
            found.append(time.perf_counter() - started)
        context.close()
    return statistics.median(found)


def _click(page: Page, name: str) -> float:
    """Milliseconds from a click on a choice until the script has ended and its last element is drawn."""
    choice = page.get_by_role("radio", name=name).first
    choice.wait_for()
    return 1000 * float(page.evaluate(
        """async ([name, idle]) => {
            const radio = [...document.querySelectorAll('[data-testid=stMain] [role=radio]')]
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


def changes(browser: Browser, address: str, path: str, names: tuple[str, str]) -> float:
    """Median milliseconds of a change of the layer on one page, both ways, warm."""
    context = browser.new_context(viewport={"width": 1440, "height": 900})
    page = context.new_page()
    page.goto(address + path)
    page.wait_for_function(_IDLE, timeout=60_000)
    page.wait_for_timeout(1500)
    took = []
    for number in range(_CHANGES + 2):
        took.append(_click(page, names[number % 2]))
        page.wait_for_timeout(400)
    context.close()
    return statistics.median(took[2:])


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("warehouse", nargs="?", type=Path)
    asked = parser.parse_args().warehouse
    with tempfile.TemporaryDirectory() as scratch:
        warehouse = asked or Path(scratch) / "warehouse"
        if asked is None:
            subprocess.run([sys.executable, "-m", "ingest", "--warehouse", str(warehouse)], cwd=ROOT, check=True,
                           stdout=subprocess.DEVNULL)  # fmt: skip
        os.environ["NIANBAO_WAREHOUSE"] = str(warehouse.resolve())
        line = Path(scratch) / "line.py"
        line.write_text(_ONE_LINE, encoding="utf-8")
        executable = next(path for name in ("chromium", "google-chrome") if (path := shutil.which(name)))
        with sync_playwright() as play:
            browser = play.chromium.launch(executable_path=executable, args=_FLAGS)
            first = cold_start(browser, ROOT / "app.py", ROOT, "份年报")
            floor = cold_start(browser, line, Path(scratch), "one line")
            print(f"Cold start to the first page: {first:.1f} s (an app of one line: {floor:.1f} s)\n")
            with served(line, Path(scratch)) as address:
                least = changes(browser, address, "/", ("a", "b"))
            on_screen: dict[str, float] = {}
            with served(ROOT / "app.py", ROOT) as address:
                for page in (
                    "",
                    "map",
                    "applications",
                    "permits",
                    "penalties",
                    "disputes",
                    "compare",
                    "quality",
                    "data",
                ):
                    path = f"/{page}" + ("?with=320800.government,321300.government" if page == "compare" else "")
                    on_screen[page or "overview"] = changes(browser, address, path, _LAYERS)
            browser.close()
        ran = scripts()
    print("| page | script, ms | a filter reaches the screen, ms |")
    print("|---|---|---|")
    print(f"| (an app of one line) | | {least:.0f} |")
    for name, took in ran.items():
        print(f"| {name} | {took:.0f} | {on_screen[name]:.0f} |" if name in on_screen else f"| {name} | {took:.0f} | |")
    print(f"\nMedian over pages: a filter reaches the screen in {statistics.median(on_screen.values()):.0f} ms.")


if __name__ == "__main__":
    main()
