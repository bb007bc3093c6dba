"""Addresses that try to run a script on a page, on every page, in Chromium; and every host that the pages ask."""

from dataclasses import dataclass, field
from urllib.parse import urlencode, urlsplit

from playwright.sync_api import Dialog, Page

from bench.fidelity.printed import browser_page
from dashboard.app.shell import GROUPS
from dashboard.words import LANGUAGES

_SCRIPTS = (
    "<img src=x onerror=window.ran=1>", "\"><script>window.ran=1</script>", "javascript:window.ran=1", "{{window.ran=1}}",
    "<svg/onload=window.ran=1>", "'-(window.ran=1)-'", "[x](javascript:window.ran=1)", "<a href=javascript:window.ran=1>x</a>",
    "<iframe srcdoc='<script>parent.ran=1</script>'>", "${window.ran=1}", "\u2028window.ran=1//", "<style>@import 'http://evil.example'</style>",
)  # fmt: skip
_NAMES = ("q", "agency", "report", "province", "prefecture", "type", "with", "sql", "snapshot", "figure", "measure", "check", "part", "lang", "by", "from")  # fmt: skip
_AT_REST = """() => {
    const app = document.querySelector('[data-testid=stApp]')
    return app && app.dataset.testScriptState === 'notRunning' && document.querySelector('[data-testid=stMain]')
}"""


@dataclass
class Visited:
    """How many addresses were opened, which hosts were asked besides the server, and what went wrong."""

    count: int = 0
    requests: int = 0
    wrong: list[str] = field(default_factory=list)


def pages() -> list[str]:
    return [name for group in GROUPS.values() for name, _ in group]


def visit_hostile(address: str) -> Visited:
    """Open every page in every language plainly, and with scripts in everything that an address may hold."""
    found = Visited()

    def dismiss(dialog: Dialog) -> None:
        found.wrong.append(f"a dialog: {page.url}")
        dialog.dismiss()

    with browser_page() as page:
        page.on("dialog", dismiss)
        page.on("request", lambda request: _asked(request.url, address, page, found))
        for name in pages():
            for language in LANGUAGES:
                _open(page, f"{address}/{name}?{urlencode({'lang': language})}", found)
            for number, script in enumerate(_SCRIPTS):
                given = dict.fromkeys(_NAMES[number % 4 :: 4], script) | {_NAMES[number % len(_NAMES)]: script}
                _open(page, f"{address}/{name}?{urlencode(given)}", found)
            _open(page, f"{address}/{name}?{urlencode({'x': _SCRIPTS[0]})}#{_SCRIPTS[0]}", found)
    return found


def _open(page: Page, url: str, found: Visited) -> None:
    page.goto(url)
    page.wait_for_function(_AT_REST, timeout=60_000)
    found.count += 1
    if page.evaluate("() => window.ran"):
        found.wrong.append(f"a script ran: {url}")
    shown = page.inner_text("body")
    if "Traceback" in shown or ("Error:" in shown and 'File "' in shown):
        found.wrong.append(f"a traceback: {url}")


def _asked(url: str, address: str, page: Page, found: Visited) -> None:
    found.requests += 1
    parts = urlsplit(url)
    if parts.scheme in ("http", "https", "ws", "wss") and parts.netloc != urlsplit(address).netloc:
        found.wrong.append(f"{parts.netloc} was asked from {page.url}")
