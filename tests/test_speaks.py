"""What pages say of their figures: sentences, each with its cells; one agency as a scope; a line for each of a few."""

import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from urllib.parse import unquote

import pytest
from playwright.sync_api import Page

from bench.fidelity.filled import fill
from bench.fidelity.texts import render, tabs
from dashboard.draw.events import events
from dashboard.words import phrase, words
from tests.browsing import choose, main_text, settle, visit
from tests.conftest import ROOT, ingest, opened
from tests.test_pages import opened_page, sound, text_of

ZONE = "350128.平潭综合实验区"


@pytest.fixture(autouse=True)
def at_home(warehouse: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.chdir(ROOT)
    monkeypatch.setenv("NIANBAO_WAREHOUSE", str(warehouse))
    yield


@pytest.fixture(scope="module")
def many(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Fourteen agencies of two provinces, over three years."""
    folder = tmp_path_factory.mktemp("many")
    (folder / "reports").mkdir()
    cities = ("福州市", "厦门市", "泉州市", "莆田市", "漳州市", "南昌市", "九江市")
    for number, name in enumerate(f"{city}{organ}" for city in cities for organ in ("财政局", "司法局")):
        for year in (2021, 2022, 2023):
            form = replace(fill(number * 10 + year, 2021), title=f"{name}{year}年政府信息公开工作年度报告")
            (folder / "reports" / f"{name}{year}.txt").write_text(render(form, tabs), encoding="utf-8")
    ingest(folder / "reports", "--warehouse", folder / "w")
    return folder / "w"


@pytest.mark.parametrize("language", ["zh", "en"])
def test_a_sentence_says_the_newest_number_and_leads_to_its_cell(warehouse: Path, language: str) -> None:
    app = opened_page("applications", lang=language, agency=ZONE)
    sound(app)
    con = opened(warehouse)
    row = con.execute(
        "SELECT r.year, f.value, r.report_id FROM facts f JOIN reports r USING (report_id) WHERE r.agency_id = ? "
        "AND f.figure = 'applications.received' AND f.applicant = 'total' ORDER BY r.year DESC LIMIT 2", [ZONE]
    ).fetchall()  # fmt: skip
    con.close()
    (year, now, report), (_, before, _) = row
    said = next(each.value for each in app.markdown if f"report={report}" in each.value).replace("\\", "")
    assert f"{now:,.0f}" in said and str(year) in said and f"{abs(now / before - 1) * 100:.1f}" in said
    assert "figure=applications.received&applicant=total" in said
    assert {"zh": "下降", "en": "down"}[language] in said and now < before


def test_a_sum_leads_to_the_rows_of_its_year(many: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NIANBAO_WAREHOUSE", str(many))
    app = opened_page("penalties")
    sound(app)
    said = next(each.value for each in app.markdown if "data?" in each.value and "figures=" in each.value)
    assert "figures=penalties.decisions" in said and "from=2023&to=2023" in said and "14 个机关" in said


def test_an_agency_is_a_scope_of_every_topic_page() -> None:
    for name in ("overview", "applications", "permits", "penalties", "disputes", "data", "quality"):
        app = opened_page(name, agency=ZONE)
        sound(app)
        assert "平潭综合实验区管理委员会" in " ".join(
            each.value for each in app.markdown if each.value.startswith("**")
        ), name
        assert [each.label for each in app.button if each.key == "w.agency.leave"] == ["平潭综合实验区管理委员会"]
    beside = opened_page("applications", agency=ZONE, part="compare")
    sound(beside)
    assert words()["peers"]["zh"] in text_of(beside)


def test_whoever_leaves_the_agency_and_asks_for_another_place_sees_other_reports(page: Page, site: str) -> None:
    visit(page, f"{site}/report?agency={ZONE}")
    assert ZONE in unquote(page.url) and "report=" in page.url
    page.locator("[class*=st-key-w-agency-leave] button").first.click()
    page.wait_for_url(lambda address: "agency=" not in address)
    settle(page)
    choose(page, words()["scope.province"]["zh"], "北京市")
    assert "丰台" in main_text(page) and "province=" in page.url


def test_an_unknown_agency_is_said_and_left_out() -> None:
    app = opened_page("overview", agency="没有这个机关")
    sound(app)
    assert any("没有这个机关" in each.value for each in app.warning)
    assert not [each for each in app.button if each.key == "w.agency.leave"]


def test_few_agencies_have_a_line_each_and_many_a_sum(many: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert "行政许可处理决定 · 机关" in text_of(opened_page("overview"))
    monkeypatch.setenv("NIANBAO_WAREHOUSE", str(many))
    app = opened_page("overview")
    sound(app)
    assert "· 机关" not in text_of(app)
    for each in ("agency", "province", "prefecture", "agency_type"):
        sound(opened_page("overview", each=each))


def test_groups_follow_the_switch_and_say_what_does_not_add_up() -> None:
    mean = words()["trend.mean"]["zh"]
    rates = opened_page("overview", **{"as": "rates"})
    assert f"行政许可处理决定 ({mean}) · 机关" in text_of(rates).replace("\\", "")
    said = words()["trend.doubtful"]["zh"].partition("{")[0]
    for each in ("sum", "agency"):
        assert said in " ".join(caption.value for caption in opened_page("overview", each=each).caption), each


def test_comparisons_are_in_the_order_of_names_unless_asked() -> None:
    for order in (None, "value"):
        app = opened_page("penalties", part="compare", **({"order": order} if order else {}))
        sound(app)
        assert app.selectbox(key="w.order").value == (order or "name")
    rates = opened_page("applications", part="compare", **{"as": "rates"})
    assert rates.selectbox(key="w.measure").value == "disclosure_rate"


def test_the_other_layer_is_said() -> None:
    app = opened_page("overview")
    assert "另有政府年报 5 份" in " ".join(each.proto.label for each in app.get("page_link"))


def test_events_have_a_day_a_source_and_both_languages() -> None:
    assert [event.on for event in events()] == sorted(event.on for event in events())
    assert all(event.source("zh") and event.source("en") and event.label("zh") and event.label("en") and event.text("zh") and event.text("en")
               for event in events())  # fmt: skip


def test_plurals() -> None:
    from dashboard.address import reading

    with reading({"lang": "en"}):
        assert phrase("scope.holds", reports="1", agencies="1").startswith("1 report by 1 agency ")
        assert phrase("scope.holds", reports="1,300", agencies="7").startswith("1,300 reports by 7 agencies ")
        assert phrase("caveat.partial", n=1) == "1 report covers part of a year only."


def test_a_click_brings_a_series_into_focus(page: Page, site: str) -> None:
    visit(page, f"{site}/applications?each=sum")
    chart = page.locator("[class*=st-key-chart-trend-trend-applications]")
    key = chart.locator("button.nb-key").first
    faint = (
        "each => [...each.querySelectorAll('.scatterlayer .trace')].filter(one => one.style.opacity === '0.12').length"
    )
    key.click()
    assert key.get_attribute("aria-pressed") == "true" and chart.evaluate(faint) >= 1
    key.click()
    assert key.get_attribute("aria-pressed") == "false" and chart.evaluate(faint) == 0
    settle(page)


BEGINNINGS = {
    "map": ("?year=2025", "data?", "report?"), "coverage": ("", "coverage?", "from="),
    "quality": ("", "verdict=broken", "check="), "report": ("", "figure=applications.received", "applicant=total"),
    "search": ("", "coverage?", "data?"), "sql": ("?sql=SELECT 1", "coverage?", "data?"), "about": ("", "coverage?", "data?"),
    "compare": (f"?with={ZONE},福建省/平潭县", "report?", "figure="), "data": ("", "report?", "figure="),
    "overview": ("", "report?", "figure="), "applications": ("", "report?", "figure="), "permits": ("", "report?", ""),
    "penalties": ("", "report?", ""), "disputes": ("", "report?", ""), "agency": ("", "report?", "figure="),
}  # fmt: skip


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize("name", list(BEGINNINGS))
def test_every_page_begins_with_sentences_whose_numbers_lead_to_what_they_count(name: str, language: str) -> None:
    query, *_ = BEGINNINGS[name]
    given = dict([query[1:].split("=", 1)]) if query else {}
    app = opened_page(name, lang=language, **given)
    sound(app)
    linked = [each.value for each in app.markdown if re.search(r"\[[^\]]*\d[^\]]*\]\([^)]+\)", each.value)]
    assert linked, name
    first = linked[0].replace("\\", "")
    assert any(part in first for part in BEGINNINGS[name][1:] if part), first
    assert re.sub(r"\]\([^)]*\)", "", first).rstrip().endswith(("。", ".")), first


def test_the_sentence_on_quality_counts_what_the_list_lists(warehouse: Path) -> None:
    app = opened_page("quality")
    said = next(each.value for each in app.markdown if "verdict=broken" in each.value)
    count = re.search(r"\[(\d+)\]", said)
    assert count is not None
    (listed,) = (each.value for each in app.dataframe if words()["col.verdict"]["zh"] in each.value.columns)
    assert int(count[1]) == len(listed)


def test_the_sentence_on_a_report_says_what_it_prints(warehouse: Path) -> None:
    con = opened(warehouse)
    report, value = con.execute(
        "SELECT report_id, value FROM facts WHERE figure = 'applications.received' AND applicant = 'total' AND value > 1000"
    ).fetchall()[0]
    broken = con.execute(
        "SELECT count(*) FROM findings WHERE report_id = ? AND verdict = 'broken'", [report]
    ).fetchall()[0][0]  # fmt: skip
    con.close()
    said = next(each.value for each in opened_page("report", report=report).markdown if "figure=" in each.value)
    assert f"{value:,.0f}" in said.replace("\\", "")
    assert (f"有 {broken} 处" in said) == (broken > 0)


def test_a_file_that_gave_no_report_is_not_said_to_be_collected(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("福州市财政局", "厦门市财政局"):
        form = replace(fill(3, 2021), title=f"{name}2023年政府信息公开工作年度报告")
        (tmp_path / f"{name}2023.txt").write_text(render(form, tabs), encoding="utf-8")
    (tmp_path / "泉州市财政局2023.txt").write_text("没有表格", encoding="utf-8")
    ingest(tmp_path, "--warehouse", tmp_path / "w")
    monkeypatch.setenv("NIANBAO_WAREHOUSE", str(tmp_path / "w"))
    app = opened_page("coverage")
    sound(app)
    said = next(each.value for each in app.markdown if "](coverage?" in each.value)
    assert re.findall(r"\[(\d+)\]", said) == ["2", "1"], said
