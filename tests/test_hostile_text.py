"""A warehouse whose every text is hostile, on every page in both languages, in Chromium.

Nothing that a document says becomes a link, a formula, a picture, an icon or a tag; nothing is asked of another host; the
pages' own policy forbids nothing that they need.
"""

import shutil
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path
from urllib.parse import quote, urlencode, urlsplit

import duckdb
import polars as pl
import pytest
from playwright.sync_api import ConsoleMessage, Page, Request

from dashboard.app.shell import PAGES
from dashboard.words import drawn, plain
from tests.browsing import download, follow, serve, settle, visit
from warehouse.publish import current

NAMES = [name for name, _ in PAGES]
EVIL = "evil.example"
HOSTILE = (
    f"H https://{EVIL}/a www.{EVIL} x@{EVIL} <a href='https://{EVIL}/b'>b</a> [l](https://{EVIL}/c) ![i](https://{EVIL}/d) "
    f"<img src=x onerror=alert(1)> <b>bold</b> $x^2$ :red[r] :smile: :material/home: **s** `c` ~~d~~ -> &lt;i&gt; "
    "%{y} </style><script>alert(2)</script> javascript:alert(3)"
)
# What must not be there: each as a selector of what the text would have become.
BECAME = (
    f"a[href^='https://{EVIL}']", f"a[href^='http://{EVIL}']", f"a[href^='http://www.{EVIL}']", "a[href^='mailto']", "a[href^='javascript']", f"img[src*='{EVIL}']", "img[src='x']", ".katex",
    ".katex-error", ".js-plotly-plot svg a", "[data-testid=stMain] script", "[data-testid=stMain] del",
)  # fmt: skip


@pytest.fixture(scope="module")
def hostile(warehouse: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The sample, with every text that a document or a file's name may bring in replaced."""
    folder = tmp_path_factory.mktemp("hostile") / "w"
    shutil.copytree(warehouse, folder)
    with duckdb.connect(str(current(folder).path)) as con:
        for table, columns in {
            "report_rows": ("title", "agency_printed", "agency", "agency_name", "superior", "source"),
            "fact_rows": ("printed",), "finding_rows": ("message", "message_en"), "name_rows": ("name",),
            "part_rows": ("title",),
        }.items():  # fmt: skip
            for column in columns:
                con.execute(f"UPDATE {table} SET {column} = $1", [HOSTILE])
        con.execute("UPDATE report_rows SET evidence = 'text: ' || $1, candidates = [$1]", [HOSTILE.replace(";", "")])
        con.execute("UPDATE report_rows SET stated_by = 'title 1: ' || $1", [HOSTILE.replace(";", "")])
        con.execute("UPDATE document_rows SET text = $1 || chr(10) || text", [HOSTILE])
        con.execute("INSERT INTO quarantine (source, reason, detail, agency) VALUES ($1, $1, $1, $1)", [HOSTILE])
    return folder


@pytest.fixture(scope="module")
def site(hostile: Path) -> Iterator[str]:
    server, address = serve(hostile)
    yield address
    server.terminate()
    server.wait(20)


def addresses(hostile: Path) -> dict[str, list[str]]:
    """The addresses of each page that show the most of what documents say."""
    with duckdb.connect(str(current(hostile).path), read_only=True) as con:
        one, other = (key for (key,) in con.execute(
            "SELECT DISTINCT agency_id FROM report_rows WHERE agency_id LIKE '%government' ORDER BY 1 LIMIT 2"
        ).fetchall())  # fmt: skip
        (report,) = con.execute("SELECT min(report_id) FROM report_rows WHERE agency_id IS NOT NULL").fetchone() or (
            "",
        )
    cell = {"report": report, "figure": "applications.received", "applicant": "total"}
    of_reader = {
        "sql": f"SELECT '{HOSTILE.replace(chr(39), '')}' AS 出处, 'https://{EVIL}' AS \"Source\", 'https://{EVIL}' AS x"
    }
    wrong = {"sql": f"SELECT error('{HOSTILE.replace(chr(39), '')}')"}
    more = {
        "agency": [{"agency": one, "peers": "country"}], "report": [cell], "search": [{"q": "H", "text": "https"}],
        "compare": [{"with": f"{one},{other}", "layer": "governments"}], "sql": [of_reader, wrong],
        "overview": [{}, {"part": "compare", "by": "agency"}, {"part": "data", "rows": "agency"}],
        "data": [{"figures": "licensing.decisions"}], "quality": [{"verdict": "all"}],
    }  # fmt: skip
    return {
        name: [f"/{'' if name == 'overview' else name}?{urlencode(each | {'province': HOSTILE})}" if name == "map"
               else f"/{'' if name == 'overview' else name}?{urlencode(each)}" for each in more.get(name, [{}])]
        for name in NAMES
    }  # fmt: skip


# What a document says is in neither language: in English, the pages that quote most of it.
@pytest.mark.parametrize(
    ("name", "language"),
    # Permits, penalties and disputes are drawn by the lines of applications.
    [
        *((name, "zh") for name in NAMES if name not in ("permits", "penalties", "disputes")),
        ("report", "en"),
        ("quality", "en"),
    ],
)
def test_what_a_document_says_stays_text(page: Page, site: str, hostile: Path, name: str, language: str) -> None:
    asked: list[str] = []
    said: list[str] = []
    dialogs: list[str] = []

    def request(made: Request) -> None:
        asked.append(made.url)

    def console(message: ConsoleMessage) -> None:
        said.append(message.text)

    page.on("request", request)
    page.on("console", console)
    page.on("dialog", lambda dialog: (dialogs.append(dialog.message), dialog.dismiss()))
    for number, address in enumerate(addresses(hostile)[name]):
        (follow if number else visit)(page, f"{site}{address}&lang={language}")
        for expander in page.locator("[data-testid=stExpander] summary").all():
            expander.click()
        settle(page)
        for selector in BECAME:
            found = page.locator(selector)
            assert not found.count(), (address, selector, found.first.evaluate("each => each.outerHTML"))
        icons = page.locator("[data-testid=stMarkdownContainer] [data-testid=stIconMaterial]").count()
        text = page.inner_text("[data-testid=stMain]").replace("\u2060", "")
        assert "😄" not in text and "→ &lt;" not in text and not icons
        if name in ("agency", "search", "report"):
            assert ":smile:" in text and "$x^2$" in text and f"https://{EVIL}/a" in text and "<b>bold</b>" in text
        if "SELECT+%27" in address:  # what the reader named Source is no link of ours, on the screen or in a file
            frame = pl.read_csv(BytesIO(download(page, "csv")))
            assert frame.columns == ["出处", "Source", "x"] and frame["Source"][0] == f"https://{EVIL}"
    if name == "report":
        page.reload(wait_until="commit")  # from the browser's store, with the headers that it has kept
        page.locator("[data-testid=stMain] h1").wait_for(timeout=60_000)
    own = urlsplit(site).netloc
    others = [url for url in asked if urlsplit(url).scheme not in ("data", "blob") and urlsplit(url).netloc != own]
    assert not others and not dialogs
    assert not [line for line in said if "Content Security Policy" in line or "Content-Security-Policy" in line], said


def test_what_is_escaped_reads_the_same() -> None:
    shown = plain("a  b:c 12:30 -> x@y.z")
    assert shown.replace("\\", "").replace("\u2060", "") == "a b:c 12:30 -> x@y.z"
    assert plain("平潭县人民政府") == "平潭县人民政府" and plain("12:30") == "12\\:30"
    assert drawn("<a href='x'>&") == "&lt;a href='x'&gt;&amp;"
    assert quote(plain("www.x.org"), safe="") == quote("www\u2060\\.x\\.org", safe="")
