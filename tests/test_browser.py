"""Chromium against the real server: the scope in the address, reload, carry-over, the line behind a number, downloads."""

import re
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path

import openpyxl
import polars as pl
import pytest
from playwright.sync_api import BrowserContext, Page, expect

from bench.fidelity.filled import fill_at_random
from bench.fidelity.layouts import make_text
from dashboard.words import words
from tests.browsing import WALKED, choose, download, follow, main_text, query, serve, settle, visit
from tests.conftest import SAMPLE, ingest, opened
from tests.layout import complaints
from warehouse.publish import current

# What is shown where a page by itself is a question.
SHOWN = {
    "compare": {"with": "320800.government,321300.government", "layer": "governments"},
    "agency": {"agency": "321300.government", "peers": "country"}, "search": {"q": "pt"},
}  # fmt: skip
WIDE, PHONE = 1440, 390
# What the measuring complains of on a page as it is, and why that may stay: (page, language, width, what, why).
KNOWN: tuple[tuple[str, str, int, str, str], ...] = ()


@pytest.fixture(scope="module")
def opened_app(reader: BrowserContext, site: str) -> Iterator[Page]:
    """One tab for all tests that begin somewhere in the app and need no fresh load."""
    page = reader.new_page()
    visit(page, site)
    yield page
    page.close()


@pytest.fixture()
def tab(opened_app: Page) -> Page:
    """The open tab at a desk's width: `follow` leads to where the test begins."""
    opened_app.set_viewport_size({"width": WIDE, "height": 900})
    return opened_app


def test_a_deep_link_may_be_the_first_visit_to_a_new_server(page: Page, warehouse: Path) -> None:
    server, address = serve(warehouse)
    try:
        visit(page, f"{address}/permits?from=2021&lang=en")
        assert "2021–2025" in main_text(page) and "Permits" in main_text(page)
    finally:
        server.terminate()
        server.wait(20)


def test_a_filter_is_in_the_address_survives_reload_and_carries_over(page: Page, site: str) -> None:
    visit(page, site)
    choose(page, "省", "福建省")
    assert query(page)["province"] == "福建省"
    choose(page, "起始年度", "2021")
    assert query(page) == {"province": "福建省", "from": "2021"}
    assert "2021–2025 · 福建省" in main_text(page)
    page.reload()
    expect(page.locator("h1")).to_have_text("总览")
    settle(page)
    assert "2021–2025 · 福建省" in main_text(page)
    page.get_by_role("link", name="依申请公开").click()
    page.wait_for_url("**/applications?**")
    settle(page)
    assert query(page) == {"province": "福建省", "from": "2021"}
    assert "2021–2025 · 福建省" in main_text(page) and page.locator("h1").inner_text() == "依申请公开"
    page.go_back()
    expect(page.locator("h1")).to_have_text("总览")
    settle(page)
    assert "福建省" in main_text(page) and page.locator("h1").inner_text() == "总览"


def test_province_prefecture_county(tab: Page, site: str) -> None:
    follow(tab, f"{site}/?province=福建省")
    choose(tab, "地市", "福州市")
    choose(tab, "区县", "平潭县")
    assert query(tab) == {"province": "福建省", "prefecture": "福州市", "county": "平潭县"}
    choose(tab, "省", "江西省")
    assert query(tab) == {"province": "江西省"}  # what lay below the other province is gone


def test_a_click_on_a_boundary_goes_into_the_province(tab: Page, site: str) -> None:
    follow(tab, f"{site}/map?view=areas")
    tab.locator(".choroplethlayer path").first.wait_for()
    left, top, shape_count = tab.evaluate(
        """code => {
            const shapes = [...document.querySelectorAll(".choroplethlayer path")]
            const shape = shapes.find((each) => each.__data__.loc === code)
            shape.scrollIntoView({ block: "center" })
            const box = shape.getBoundingClientRect()
            return [box.x + box.width / 2, box.y + box.height / 2, shapes.length]
        }""",
        "350000",
    )
    assert shape_count == 34
    tab.mouse.move(left - 3, top - 3)
    tab.mouse.move(left, top)
    expect(tab.locator(".hoverlayer")).to_contain_text("福建省")
    tab.mouse.click(left, top)
    tab.wait_for_url("**province=**")
    settle(tab)
    assert query(tab)["province"] == "福建省" and query(tab)["view"] == "areas"
    assert "福建省" in main_text(tab)
    expect(tab.locator(".choroplethlayer path").first).to_be_visible()


def test_language_is_a_switch_and_stays(tab: Page, site: str) -> None:
    follow(tab, f"{site}/penalties?from=2021")
    expect(tab.locator("html")).to_have_attribute("lang", "zh-CN")
    tab.get_by_text("English").click()
    tab.wait_for_url("**lang=en**")
    settle(tab)
    assert query(tab) == {"from": "2021", "lang": "en"} and tab.locator("h1").inner_text() == "Penalties"
    expect(tab.locator("html")).to_have_attribute("lang", "en")
    expect(tab).to_have_title(re.compile("^Penalties · 2021.* · Nianbao 年报$"))
    tab.get_by_role("link", name="Disputes").click()
    tab.wait_for_url("**/disputes?**")
    settle(tab)
    assert query(tab)["lang"] == "en" and "Correction rate" in main_text(tab)


def test_the_same_link_shows_someone_else_the_same(page: Page, stranger: BrowserContext, site: str) -> None:
    visit(page, f"{site}/applications?part=compare")
    choose(page, "指标", "公开率")
    choose(page, "按", "省")
    other = stranger.new_page()
    visit(other, page.url)
    assert main_text(other) == main_text(page)
    other.close()


def test_a_cell_leads_to_its_line(tab: Page, site: str, warehouse: Path) -> None:
    report_id, line = opened(warehouse).execute(
        "SELECT report_id, line FROM facts JOIN reports USING (report_id) WHERE figure = 'fees.amount' AND year = 2021 "
        "AND agency LIKE '平潭%'"
    ).fetchone() or ("", 0)
    follow(tab, f"{site}/report?report={report_id}")
    tab.locator(".nb-form td a", has_text="24,252.311082").click()
    tab.wait_for_url("**figure=fees.amount**")
    settle(tab)
    marked = tab.locator(".nb-text div.on")
    expect(marked).to_have_count(1)
    assert marked.inner_text().split()[0] == str(line) and "24252.311082" in marked.inner_text()
    assert f"第 {line} 行" in main_text(tab)


def test_broken_cells_are_framed_and_their_finding_is_there(tab: Page, site: str, warehouse: Path) -> None:
    (report_id,) = opened(warehouse).execute(
        "SELECT report_id FROM reports WHERE agency LIKE '平潭%' AND year = 2020"
    ).fetchone() or ("",)
    follow(tab, f"{site}/report?report={report_id}")
    expect(tab.locator(".nb-form td.broken")).to_have_count(2)
    assert "这份年报的发现（2）" in main_text(tab)


def test_the_download_is_the_table_on_screen(tab: Page, site: str) -> None:
    follow(tab, f"{site}/penalties?province=福建省&from=2023&part=data&rows=agency")
    csv = download(tab, "csv")
    assert csv.startswith(b"\xef\xbb\xbf")  # Excel reads it as UTF-8
    frame = pl.read_csv(BytesIO(csv))
    assert frame.columns[:5] == ["年度", "名称", "指标", "数值", "单位"]
    assert frame["年度"].to_list() == [2025, 2025, 2024, 2024, 2023, 2023]
    assert frame.filter(pl.col("年度") == 2025)["数值"].to_list() == [644, 64]
    sheet = openpyxl.load_workbook(BytesIO(download(tab, "xlsx"))).active
    assert sheet is not None
    rows = list(sheet.iter_rows(values_only=True))
    assert list(rows[0][:5]) == frame.columns[:5] and len(rows) == frame.height + 1
    parquet = pl.read_parquet(BytesIO(download(tab, "parquet")))
    assert parquet.shape == frame.shape and parquet["数值"].to_list() == frame["数值"].to_list()


def test_data_page_downloads_every_row(tab: Page, site: str) -> None:
    follow(tab, f"{site}/data?figures=licensing.decisions,penalties.decisions&lang=en")
    frame = pl.read_csv(BytesIO(download(tab, "csv")))
    assert frame.height == 26 and {"licensing.decisions", "penalties.decisions"} == set(frame["figure"])
    assert f"{frame.height} rows" in main_text(tab)


def test_a_broken_link_is_explained_in_words(tab: Page, site: str) -> None:
    follow(tab, f"{site}/disputes?province=火星省&to=1066")
    assert "火星省" in main_text(tab) and "1066" in main_text(tab)
    assert "2019–2025 · 全部地区" in main_text(tab)


def test_a_new_snapshot_is_shown_without_a_restart(page: Page, tmp_path: Path) -> None:
    ingest(SAMPLE / "福建省", "--warehouse", tmp_path)
    server, address = serve(tmp_path)
    try:
        visit(page, address)
        assert current(tmp_path).id in main_text(page)
        ingest(SAMPLE, "--warehouse", tmp_path)
        page.reload()
        page.get_by_text(current(tmp_path).id).wait_for(timeout=30_000)
        settle(page)
        assert "13 份年报" in main_text(page)
    finally:
        server.terminate()
        server.wait(20)


def whole(page: Page, width: int) -> None:
    """Show a page in a window of this width and as high as the page is: charts that come into view make it grow."""
    before = 0
    for _ in range(3):
        height = int(page.evaluate("() => document.querySelector('[data-testid=stMain]').scrollHeight"))
        if height <= before:
            break
        before = min(max(height + 40, 700), 4200)
        page.set_viewport_size({"width": width, "height": before})
        settle(page)


def unforeseen(page: Page, name: str, language: str) -> list[str]:
    """What strikes the eye and is not known; what is known and no longer seen is to be taken out of the table."""
    width = page.viewport_size["width"] if page.viewport_size else 0
    known = {what for *where, what, _ in KNOWN if tuple(where) == (name, language, width)}
    seen = set(complaints(page))
    return sorted(seen - known) + [f"no longer so: {what}" for what in sorted(known - seen)]


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize("name", WALKED)
def test_picture_of_each_page(tab: Page, site: str, warehouse: Path, tmp_path: Path, name: str, language: str) -> None:
    """Every page drawn whole, in both languages: its title is there, its charts are, nothing has failed.

    Nothing strikes the eye either, on a desk and on a phone: no text is cut off or lies over another, nothing extends
    beyond its place, no chart is empty.
    """
    page = tab
    params = {"lang": "en"} if language == "en" else {}
    params |= SHOWN.get(name, {})
    if name == "report":
        (params["report"],) = opened(warehouse).execute(
            "SELECT report_id FROM reports WHERE agency LIKE '平潭%' AND year = 2020"
        ).fetchone() or ("",)
        params |= {"figure": "applications.processed", "applicant": "total"}
    address = "&".join(f"{key}={value}" for key, value in params.items())
    title = words()[f"page.{name}"][language]
    follow(page, f"{site}/{'' if name == 'overview' else name}?{address}")
    expect(page.locator("h1")).to_have_text(title)
    whole(page, WIDE)
    assert words()["trouble"][language] not in main_text(page)
    if name in ("overview", "applications", "permits", "penalties", "disputes", "agency", "quality", "coverage"):
        assert page.locator(".js-plotly-plot").count() >= 2
    path = tmp_path / f"{name}.{language}.png"
    page.screenshot(path=path)
    assert path.stat().st_size > 20_000
    assert unforeseen(page, name, language) == []
    page.set_viewport_size({"width": PHONE, "height": 844})
    settle(page)
    assert unforeseen(page, name, language) == []


@pytest.mark.parametrize("language", ["zh", "en"])
def test_the_first_page_in_the_dark(page: Page, site: str, language: str) -> None:
    """What a reader sees whose device is set to dark: nothing is cut, covered or empty there either."""
    page.emulate_media(color_scheme="dark")
    visit(page, f"{site}?lang={language}")
    shade = page.evaluate("() => getComputedStyle(document.querySelector('[data-testid=stApp]')).backgroundColor")
    assert max(int(part) for part in re.findall(r"\d+", shade)[:3]) < 64
    for width in (WIDE, PHONE):
        page.set_viewport_size({"width": width, "height": 900})
        settle(page)
        assert unforeseen(page, WALKED[0], language) == []


# One defect of each kind, put into a real page: (what the measuring has to say, how the defect is made).
DEFECTS = (
    ("text is cut off", """put("<p style='width: 60px; overflow: hidden; white-space: nowrap'>a sentence too long</p>")"""),
    ("text is cut off", """put("<p style='width: 60px; height: 20px; overflow: hidden'>a sentence of many lines</p>")"""),
    ("text is cut off", """document.querySelector("[data-testid=stSidebar] input").placeholder = "m".repeat(60)"""),
    ("texts overlap", """put("<p style='height: 30px'>one text</p><p style='margin-top: -46px'>another</p>")"""),
    ("texts overlap", """put("<p style='font-size: 20px; line-height: 12px'>one line<br>the next one</p>")"""),
    ("stands beyond the screen", """put("<p style='width: 3000px; height: 20px; background: red'>wide</p>")"""),
    ("is wider than its place", """document.querySelector("[data-testid=stColumn] h2").style.width = "120%" """),
    ("has to be scrolled sideways", """put("<div style='overflow-x: auto'><p style='width: 2000px'>wide</p></div>")"""),
    ("a chart has no trace", "charts[0].data = []"),
    ("a chart has nothing drawn", """charts[0].querySelectorAll(".overplot").forEach((each) => each.remove())"""),
    ("a chart is not there", """charts[1].querySelectorAll(".main-svg").forEach((each) => each.remove())"""),
    ("a legend lies over the data", """document.querySelector(".nb-key").style.transform = "translateY(-150px)" """),
    ("texts overlap", """tick(1).setAttribute("x", tick(0).getAttribute("x")); tick(1).querySelectorAll("tspan")
        .forEach((each) => each.setAttribute("x", tick(0).getAttribute("x")))
        tick(1).setAttribute("transform", tick(0).getAttribute("transform"))"""),
    ("a chart leaves a tick's label out", """tick(3).style.display = "none" """),
    ("a chart's text is cut at its edge", """tick(4).setAttribute("transform", "translate(0, 400)")"""),
    ("a chart's text is cut at its edge", """charts[3].querySelector(".annotation").setAttribute("transform", "translate(0, -60)")"""),
)  # fmt: skip


def test_the_measuring_notices(page: Page, site: str) -> None:
    """A measuring that never complains proves nothing: each defect put into a page is reported in its own words."""
    visit(page, site)
    known = set(complaints(page))
    assert not known
    for expected, defect in DEFECTS:
        page.evaluate(f"""() => {{
            const charts = [...document.querySelectorAll(".js-plotly-plot")]
            const tick = (number) => charts[2].querySelectorAll(".xtick text")[number]
            const put = (html) =>
                document.querySelector("[data-testid=stMainBlockContainer]").insertAdjacentHTML("beforeend", html)
            {defect}
        }}""")
        new = set(complaints(page)) - known
        assert any(complaint.startswith(expected) for complaint in new), (expected, defect, new)
        known |= new


def test_a_cell_of_every_format_leads_to_its_text_and_its_place(page: Page, tmp_path: Path) -> None:
    """A PDF, an old Word file and a page of joined cells: the line, the very text in it, and the place on the page."""
    documents = Path(__file__).parent / "documents"
    glued = make_text(fill_at_random(1476594028), "glued", 1476594028)
    (tmp_path / "glued.txt").write_bytes(glued.data)
    folder = tmp_path / "w"
    ingest(documents / "pdf_from_word-1408190009.pdf", documents / "doc_plain-11.doc", tmp_path / "glued.txt",
           "--warehouse", folder)  # fmt: skip
    query = """
        SELECT source, report_id, figure, applicant, printed, state FROM facts JOIN reports USING (report_id)
        WHERE figure = 'applications.received' AND applicant = 'total' AND value IS NOT NULL
    """
    facts = {source: rest for source, *rest in opened(folder).execute(query).fetchall()}
    assert set(facts) >= {"pdf_from_word-1408190009.pdf", "doc_plain-11.doc"}
    server, site = serve(folder)
    try:
        for source, (report, figure, applicant, printed, _) in facts.items():
            visit(page, f"{site}/report?report={report}&figure={figure}&applicant={applicant}")
            marked = page.locator(".nb-text div.on mark")
            assert marked.count() == 1 and marked.inner_text() == printed, source
            assert page.locator(".nb-page").count() == (1 if source.endswith(".pdf") else 0)
    finally:
        server.terminate()
        server.wait(20)
