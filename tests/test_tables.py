"""Tables as their readers look at them: rows, order, columns, page and the row in full, all of it in the address."""

from collections.abc import Iterator
from pathlib import Path

import polars as pl
import pytest
from playwright.sync_api import Browser, Page

from dashboard.address import reading
from dashboard.widgets.table_view import containing, id_of, ordered
from dashboard.words import phrase
from tests.browsing import choose, download, follow, main_text, query, settle, visit
from tests.conftest import opened
from warehouse import questions
from warehouse.scope import Scope


@pytest.fixture(scope="module")
def wide(browser: Browser, site: str) -> Iterator[Page]:
    context = browser.new_context(viewport={"width": 1400, "height": 900}, accept_downloads=True)
    page = context.new_page()
    visit(page, site)
    yield page
    context.close()


@pytest.fixture(scope="module")
def phone(browser: Browser, site: str) -> Iterator[Page]:
    context = browser.new_context(viewport={"width": 390, "height": 844})
    page = context.new_page()
    visit(page, site)
    yield page
    context.close()


def test_rows_are_found_in_any_column_and_sorted_with_gaps_last() -> None:
    frame = pl.DataFrame({"name": ["甲局", "PT", None], "n": [2, None, 30]})
    assert containing(frame, "pt")["name"].to_list() == ["PT"] and containing(frame, "30")["n"].to_list() == [30]
    assert containing(frame, "(").is_empty() and containing(frame, "").equals(frame)
    assert ordered(frame, "-n", {"n": "n"})["n"].to_list() == [30, 2, None]
    assert ordered(frame, "n", {"n": "n"})["n"].to_list() == [2, 30, None]
    assert ordered(frame, "nothing", {"n": "n"}).equals(frame)


def test_a_table_is_filtered_sorted_and_cut_by_its_address_and_so_is_its_file(wide: Page, site: str) -> None:
    follow(
        wide, f"{site}/quality?verdict=all&findings.sort=-year&findings.columns=year,agency,actual&findings.find=福州"
    )
    shown = pl.read_csv(download(wide, "csv", "findings"))
    assert shown.columns == ["年度", "机关", "印作"]
    years = shown["年度"].to_list()
    assert years == sorted(years, reverse=True)
    assert all("福州" in agency for agency in shown["机关"])


def test_a_row_is_opened_with_all_its_text(wide: Page, site: str) -> None:
    follow(wide, f"{site}/quality?verdict=all&findings.row=1")
    row = wide.locator(".st-key-row-findings").inner_text()
    assert all(each in row for each in ("印作", "相符应为", "说明", "原文"))


def test_what_a_reader_types_is_in_the_address(wide: Page, site: str) -> None:
    follow(wide, f"{site}/quality?verdict=all&findings.page=1&findings.row=2")
    wide.locator(".st-key-view-findings button").first.click()
    box = wide.get_by_label("行中含有")
    box.fill("年报")
    box.press("Enter")
    wide.wait_for_url(lambda address: "findings.find" in address)
    settle(wide)
    assert query(wide) == {"verdict": "all", "findings.find": "年报"}


def test_findings_are_counted_by_agency_with_a_file_of_their_own(wide: Page, site: str, warehouse: Path) -> None:
    follow(wide, f"{site}/quality?verdict=all")
    choose(wide, "列法", "按机关计数")
    assert query(wide)["findings"] == "agencies"
    counted = pl.read_csv(download(wide, "csv", "findings-by-agency"))
    connection = opened(warehouse)
    scope = Scope(2019, 2025)
    broken, all_ = (questions.finding_count(connection, scope, verdict, None) for verdict in ("broken", None))
    connection.close()
    assert (counted["不成立"].sum(), counted["不成立"].sum() + counted["无法核验"].sum()) == (broken, all_)
    assert counted["不成立"].to_list() == sorted(counted["不成立"], reverse=True)


@pytest.mark.parametrize("size", ["wide", "phone"])
def test_every_total_is_in_view_and_an_edge_shows_that_there_is_more(
    request: pytest.FixtureRequest, site: str, size: str
) -> None:
    page: Page = request.getfixturevalue(size)
    follow(page, f"{site}/report")
    looked = page.evaluate("""() => [...document.querySelectorAll(".nb-form .total")].map((cell) => {
        const { left, right } = cell.getBoundingClientRect()
        const box = cell.closest(".nb-scroll")
        const more = box.scrollWidth > box.clientWidth + 1
        return [left >= 0 && right <= innerWidth && right > left, more, box.hasAttribute("data-right"),
                getComputedStyle(cell).boxShadow !== "none"]
    })""")
    assert looked and all(seen for seen, *_ in looked)
    assert all(more == marked == shadow for _, more, marked, shadow in looked)
    assert any(more for _, more, _, _ in looked) == (size == "phone")


def test_the_menu_of_a_phone_closes_when_a_page_is_chosen_and_is_not_remembered_open(phone: Page, site: str) -> None:
    visit(phone, site)
    menu = phone.locator("[data-testid=stSidebar]")
    phone.locator("[data-testid=stExpandSidebarButton]").click()
    phone.get_by_role("link", name="复议诉讼").click()
    phone.wait_for_url("**/disputes**")
    settle(phone)
    assert menu.get_attribute("data-collapsed") == "true"
    phone.locator("[data-testid=stExpandSidebarButton]").click()
    settle(phone)
    visit(phone, f"{site}/permits")
    assert menu.get_attribute("data-collapsed") == "true" and "许可" in main_text(phone)


def test_the_names_of_a_flow_do_not_cover_each_other_on_a_phone(phone: Page, site: str) -> None:
    follow(phone, f"{site}/applications?part=why")
    covered = phone.evaluate("""() => {
        const boxes = [...document.querySelectorAll(".sankey-node text")].map((each) => each.getBoundingClientRect())
        return boxes.flatMap((one, n) => boxes.slice(n + 1).filter((other) => one.left < other.right - 2
            && other.left < one.right - 2 && one.top < other.bottom - 4 && other.top < one.bottom - 4)).length
    }""")
    assert covered == 0


@pytest.mark.parametrize("name", ["", "quality", "report", "map"])
def test_what_a_finger_touches_is_large_enough(phone: Page, site: str, name: str) -> None:
    follow(phone, f"{site}/{name}")
    small = phone.evaluate("""() => [...document.querySelectorAll(
        "[data-testid=stMain] :is(button, a[href], summary, input[role=combobox]), [data-testid=stHeader] button")]
        .filter((each) => each.checkVisibility({ visibilityProperty: true, opacityProperty: true }))
        .filter((each) => !each.closest("p"))  // a link within a sentence is as high as its line
        .map((each) => [each.closest("[data-testid=stSelectbox] [role=group]") || each, each])
        .map(([box, each]) => [box.getBoundingClientRect(), parseFloat(getComputedStyle(each, "::after").height) || 0, each])
        .filter(([box]) => box.width > 0 && box.height > 0)
        .map(([box, around, each]) => [Math.max(box.height, around), each.outerHTML.slice(0, 160)])
        .filter(([height]) => height < 43.5)""")
    assert not small


@pytest.mark.parametrize("language", ["zh", "en"])
def test_a_name_and_an_id_are_two_columns(language: str) -> None:
    """Facts have the figure's name and its id: neither takes the other's place."""
    with reading({"lang": language}):
        columns = [phrase("col.figure"), phrase("col.applicant"), "figure", "applicant", "report_id"]
        assert len({id_of(each) for each in columns}) == len(columns)


def test_a_box_grows_with_what_is_chosen(phone: Page, site: str) -> None:
    follow(
        phone,
        f"{site}/data?figures=applications.received,applications.processed,licensing.decisions,penalties.decisions",
    )
    box = phone.locator("[data-testid=stMultiSelect]").first
    tags, label = box.locator("[data-testid=stMultiSelectTagsContainer]"), phone.get_by_text("申请人", exact=True).first
    (lowest, below) = (tags.bounding_box(), label.bounding_box())
    assert lowest and below and lowest["y"] + lowest["height"] <= below["y"]
