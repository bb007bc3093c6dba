"""Chromium against the real server: the scope in the address, reload, carry-over, the line behind a number, downloads.

`NIANBAO_PICTURES=docs/pictures` writes the pictures of every page that the docs show.
"""

import os
from io import BytesIO
from pathlib import Path

import openpyxl
import polars as pl
import pytest
from playwright.sync_api import Browser, Page, expect

from bench.fidelity.filled import fill_at_random
from bench.fidelity.layouts import make_text
from dashboard.app.shell import PAGES
from dashboard.words import words
from tests.browsing import choose, download, main_text, query, serve, settle, visit
from tests.conftest import ROOT, SAMPLE, ingest, opened
from warehouse.publish import current

NAMES = [name for name, _ in PAGES]
PICTURES = os.environ.get("NIANBAO_PICTURES")
# What the pictures show where a page by itself is a question.
SHOWN = {
    "compare": {"with": "320800.government,321300.government", "layer": "governments"},
    "agency": {"agency": "321300.government", "peers": "country"}, "search": {"q": "pt"},
}  # fmt: skip


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
    settle(page)
    assert "2021–2025 · 福建省" in main_text(page)
    page.get_by_role("link", name="依申请公开").click()
    page.wait_for_url("**/applications?**")
    settle(page)
    assert query(page) == {"province": "福建省", "from": "2021"}
    assert "2021–2025 · 福建省" in main_text(page) and page.locator("h1").inner_text() == "依申请公开"
    page.go_back()
    settle(page)
    assert "福建省" in main_text(page) and page.locator("h1").inner_text() == "总览"


def test_province_prefecture_county(page: Page, site: str) -> None:
    visit(page, f"{site}/?province=福建省")
    choose(page, "地市", "福州市")
    choose(page, "区县", "平潭县")
    assert query(page) == {"province": "福建省", "prefecture": "福州市", "county": "平潭县"}
    choose(page, "省", "江西省")
    assert query(page) == {"province": "江西省"}  # what lay below the other province is gone


def test_a_click_on_a_boundary_goes_into_the_province(page: Page, site: str) -> None:
    visit(page, f"{site}/map?view=areas")
    page.locator(".choroplethlayer path").first.wait_for()
    left, top, told = page.evaluate(
        """code => {
            const shapes = [...document.querySelectorAll(".choroplethlayer path")]
            const shape = shapes.find((each) => each.__data__.loc === code)
            shape.scrollIntoView({ block: "center" })
            const box = shape.getBoundingClientRect()
            return [box.x + box.width / 2, box.y + box.height / 2, shapes.length]
        }""",
        "350000",
    )
    assert told == 34
    page.mouse.move(left - 3, top - 3)
    page.mouse.move(left, top)
    expect(page.locator(".hoverlayer")).to_contain_text("福建省")
    page.mouse.click(left, top)
    page.wait_for_url("**province=**")
    settle(page)
    assert query(page)["province"] == "福建省" and query(page)["view"] == "areas"
    assert "福建省" in main_text(page)
    expect(page.locator(".choroplethlayer path").first).to_be_visible()


def test_language_is_a_switch_and_stays(page: Page, site: str) -> None:
    visit(page, f"{site}/penalties?from=2021")
    page.get_by_text("English").click()
    page.wait_for_timeout(500)
    settle(page)
    assert query(page) == {"from": "2021", "lang": "en"} and page.locator("h1").inner_text() == "Penalties"
    page.get_by_role("link", name="Disputes").click()
    page.wait_for_url("**/disputes?**")
    settle(page)
    assert query(page)["lang"] == "en" and "Correction rate" in main_text(page)


def test_the_same_link_shows_someone_else_the_same(browser: Browser, page: Page, site: str) -> None:
    visit(page, f"{site}/applications?part=compare")
    choose(page, "指标", "公开率")
    choose(page, "按", "省")
    other = browser.new_context(viewport={"width": 1440, "height": 900}).new_page()
    visit(other, page.url)
    assert main_text(other) == main_text(page)
    other.context.close()


def test_a_cell_leads_to_its_line(page: Page, site: str, warehouse: Path) -> None:
    report_id, line = opened(warehouse).execute(
        "SELECT report_id, line FROM facts JOIN reports USING (report_id) WHERE figure = 'fees.amount' AND year = 2021 "
        "AND agency LIKE '平潭%'"
    ).fetchone() or ("", 0)
    visit(page, f"{site}/report?report={report_id}")
    page.locator(".nb-form td a", has_text="24,252.311082").click()
    page.wait_for_url("**figure=fees.amount**")
    settle(page)
    marked = page.locator(".nb-text div.on")
    expect(marked).to_have_count(1)
    assert marked.inner_text().split()[0] == str(line) and "24252.311082" in marked.inner_text()
    assert f"第 {line} 行" in main_text(page)


def test_broken_cells_are_framed_and_their_finding_is_there(page: Page, site: str, warehouse: Path) -> None:
    (report_id,) = opened(warehouse).execute(
        "SELECT report_id FROM reports WHERE agency LIKE '平潭%' AND year = 2020"
    ).fetchone() or ("",)
    visit(page, f"{site}/report?report={report_id}")
    expect(page.locator(".nb-form td.broken")).to_have_count(2)
    assert "这份年报的发现（2）" in main_text(page)


def test_the_download_is_the_table_on_screen(page: Page, site: str) -> None:
    visit(page, f"{site}/penalties?province=福建省&from=2023&part=data&rows=agency")
    csv = download(page, "csv")
    assert csv.startswith(b"\xef\xbb\xbf")  # Excel reads it as UTF-8
    frame = pl.read_csv(BytesIO(csv))
    assert frame.columns[:5] == ["年度", "名称", "指标", "数值", "单位"]
    assert frame["年度"].to_list() == [2025, 2025, 2024, 2024, 2023, 2023]
    assert frame.filter(pl.col("年度") == 2025)["数值"].to_list() == [644, 64]
    sheet = openpyxl.load_workbook(BytesIO(download(page, "xlsx"))).active
    assert sheet is not None
    rows = list(sheet.iter_rows(values_only=True))
    assert list(rows[0][:5]) == frame.columns[:5] and len(rows) == frame.height + 1
    parquet = pl.read_parquet(BytesIO(download(page, "parquet")))
    assert parquet.shape == frame.shape and parquet["数值"].to_list() == frame["数值"].to_list()


def test_data_page_downloads_every_row(page: Page, site: str) -> None:
    visit(page, f"{site}/data?figures=licensing.decisions,penalties.decisions&lang=en")
    frame = pl.read_csv(BytesIO(download(page, "csv")))
    assert frame.height == 26 and {"licensing.decisions", "penalties.decisions"} == set(frame["figure"])
    assert f"{frame.height} rows" in main_text(page)


def test_a_broken_link_is_told_in_words(page: Page, site: str) -> None:
    visit(page, f"{site}/disputes?province=火星省&to=1066")
    assert "火星省" in main_text(page) and "1066" in main_text(page)
    assert "2019–2025 · 全部地区" in main_text(page)


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


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize("name", NAMES)
def test_picture_of_each_page(page: Page, site: str, warehouse: Path, tmp_path: Path, name: str, language: str) -> None:
    """Every page drawn whole, in both languages: its title is there, its charts are, nothing has failed."""
    params = {"lang": "en"} if language == "en" else {}
    params |= SHOWN.get(name, {})
    if name == "report":
        (params["report"],) = opened(warehouse).execute(
            "SELECT report_id FROM reports WHERE agency LIKE '平潭%' AND year = 2020"
        ).fetchone() or ("",)
        params |= {"figure": "applications.processed", "applicant": "total"}
    address = "&".join(f"{key}={value}" for key, value in params.items())
    visit(page, f"{site}/{'' if name == 'overview' else name}?{address}")
    for _ in range(2):  # charts that come into view draw themselves and the page grows
        height = page.evaluate("() => document.querySelector('[data-testid=stMain]').scrollHeight")
        page.set_viewport_size({"width": 1440, "height": min(max(int(height) + 40, 700), 4200)})
        page.wait_for_timeout(900)
        settle(page)
    assert page.locator("h1").inner_text() == words()[f"page.{name}"][language]
    assert words()["trouble"][language] not in main_text(page)
    if name in ("overview", "applications", "permits", "penalties", "disputes", "agency", "quality", "coverage"):
        assert page.locator(".js-plotly-plot").count() >= 2
    folder = ROOT / PICTURES if PICTURES else tmp_path
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / f"{name}.{language}.png"
    page.screenshot(path=path)
    assert path.stat().st_size > 20_000


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
