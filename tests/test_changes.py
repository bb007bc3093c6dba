"""What changed between two snapshots: reports, cells, findings, names; on the page, for programs and as a feed."""

import json
import shutil
from datetime import date
from pathlib import Path

import polars as pl
import pytest
from lxml import etree
from playwright.sync_api import Page

from dashboard.between import in_scope
from forms import CellId, form
from tests.browsing import serve, settle, visit
from tests.conftest import SAMPLE, ingest
from tests.printed_form import TITLE, filled, printed
from tests.test_api import fetch
from warehouse.changes import Changes, NotComparable, changes_between
from warehouse.publish import database_name, history

ATOM = "{http://www.w3.org/2005/Atom}"
WRONG, RIGHT = ("applications.granted", "natural_person"), 5


def _report(wrong: bool, organ: str = "教育局", year: int = 2023) -> str:
    values = filled(form(2021), 5)
    if wrong:
        values[WRONG] += RIGHT
    return printed(form(2021), values, TITLE.format(organ=organ, year=year))


@pytest.fixture(scope="module")
def twice(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A warehouse of the sample and a wrong report; then one is gone, one new, and the wrong one corrected."""
    documents, warehouse = tmp_path_factory.mktemp("documents"), tmp_path_factory.mktemp("twice")
    shutil.copytree(SAMPLE, documents, dirs_exist_ok=True)
    (documents / "edu.txt").write_text(_report(wrong=True), encoding="utf-8")
    ingest(documents, "--warehouse", warehouse)
    (documents / "edu.txt").write_text(_report(wrong=False), encoding="utf-8")
    (documents / "law.txt").write_text(_report(wrong=False, organ="司法局"), encoding="utf-8")
    next(documents.rglob("平潭综合实验区_2022.txt")).unlink()
    ingest(documents, "--warehouse", warehouse, "--yes")
    return warehouse


@pytest.fixture(scope="module")
def changes(twice: Path) -> Changes:
    after, before = history(twice)
    return changes_between(twice / database_name(before), twice / database_name(after))


def _of(changes: Changes, kind: str) -> pl.DataFrame:
    return changes.reports.filter(pl.col("kind") == kind)


def test_reports_that_are_new_gone_and_replaced(changes: Changes) -> None:
    assert _of(changes, "new")["agency"].to_list() == ["杭州市司法局"]
    assert _of(changes, "gone").select("agency", "year").rows() == [("平潭综合实验区管理委员会", 2022)]
    (corrected,) = _of(changes, "replaced").iter_rows(named=True)
    assert (corrected["agency"], corrected["year"], corrected["cells"]) == ("杭州市教育局", 2023, 1)
    assert (
        corrected["corrected"]
        and corrected["settled"]
        and not corrected["found"]
        and corrected["before_id"] != corrected["after_id"]
    )


def test_the_cells_of_a_corrected_report(changes: Changes) -> None:
    (cell,) = changes.cells.iter_rows(named=True)
    assert (cell["figure"], cell["applicant"]) == WRONG and cell["before"] == cell["after"] + RIGHT


def test_findings_that_came_and_went(changes: Changes) -> None:
    settled = changes.findings.filter(pl.col("change") == "settled")
    assert "杭州市教育局" in settled["agency"].to_list()
    # A report whose year before is gone can no longer be compared with it.
    assert "平潭综合实验区管理委员会" in changes.findings["agency"].to_list()
    assert _of(changes, "checked")["agency"].unique().to_list() == ["平潭综合实验区管理委员会"]


def test_the_other_way_round_is_the_opposite(twice: Path, changes: Changes) -> None:
    after, before = history(twice)
    back = changes_between(twice / database_name(after), twice / database_name(before))
    opposite = {"new": "gone", "gone": "new"}
    kinds = sorted(zip(changes.reports["kind"], changes.reports["agency"], changes.reports["year"], strict=True))
    assert sorted(
        (opposite.get(kind, kind), agency, year)
        for kind, agency, year in zip(back.reports["kind"], back.reports["agency"], back.reports["year"], strict=True)
    ) == kinds  # fmt: skip
    assert back.cells.select("before", "after").rows() == changes.cells.select("after", "before").rows()
    assert back.findings.height == changes.findings.height


def test_a_snapshot_beside_itself_has_no_changes(twice: Path) -> None:
    path = twice / database_name(history(twice)[0])
    same = changes_between(path, path)
    assert same.reports.is_empty() and same.cells.is_empty() and same.findings.is_empty()


def test_what_is_no_snapshot_is_said(twice: Path, tmp_path: Path) -> None:
    (tmp_path / "a.duckdb").write_bytes(b"no database at all" * 100)
    with pytest.raises(NotComparable):
        changes_between(tmp_path / "a.duckdb", twice / database_name(history(twice)[0]))


def _after(folder: Path, first: dict[str, str], then: dict[str, str]) -> Changes:
    """What changed as the documents of a folder were replaced by others."""
    documents, warehouse = folder / "documents", folder / "warehouse"
    documents.mkdir()
    for texts in (first, then):
        for each in documents.iterdir():
            each.unlink()
        for name, text in texts.items():
            (documents / name).write_text(text, encoding="utf-8")
        ingest(documents, "--warehouse", warehouse, "--yes")
    after, before = history(warehouse)
    return changes_between(warehouse / database_name(before), warehouse / database_name(after))


@pytest.mark.parametrize(
    "gone", [WRONG, ("applications.received", "natural_person"), ("applications.carried_out", "other")]
)
@pytest.mark.parametrize("instead", ["见附件", ""])
def test_a_cell_that_cannot_be_read_any_more_is_no_correction(tmp_path: Path, gone: CellId, instead: str) -> None:
    """Whichever cell of the equation that did not hold it is."""
    right = filled(form(2021), 5)
    wrong = right | {gone: right[gone] + 5}
    before, after = (
        printed(form(2021), values, TITLE.format(organ="教育局", year=2023))
        for values in (wrong, right | {gone: 987_654})
    )
    changes = _after(tmp_path, {"a.txt": before}, {"a.txt": after.replace("987654", instead)})
    (replaced,) = _of(changes, "replaced").iter_rows(named=True)
    assert replaced["settled"] and not replaced["corrected"]


def test_a_report_that_mends_one_cell_and_breaks_another_is_not_corrected(tmp_path: Path) -> None:
    values = filled(form(2021), 5)
    values[next(cell for cell in values if cell != WRONG and cell[0] == WRONG[0])] += 3
    broken = printed(form(2021), values, TITLE.format(organ="教育局", year=2023))
    changes = _after(tmp_path, {"a.txt": _report(wrong=True)}, {"a.txt": broken})
    (replaced,) = _of(changes, "replaced").iter_rows(named=True)
    assert replaced["settled"] and replaced["found"] and not replaced["corrected"]


def test_another_date_of_publication_is_told(tmp_path: Path) -> None:
    title, _, rest = _report(wrong=False).partition("\n")
    one, other = (f"{title}\n发布日期：2024-{day}\n{rest}" for day in ("01-20", "02-20"))
    (replaced,) = _of(_after(tmp_path, {"a.txt": one}, {"a.txt": other}), "replaced").iter_rows(named=True)
    assert (replaced["published_was"], replaced["published_on"]) == (date(2024, 1, 20), date(2024, 2, 20))
    assert not replaced["cells"] and not replaced["corrected"]


def test_the_same_report_under_another_name_is_neither_new_nor_gone(tmp_path: Path) -> None:
    text, other = _report(wrong=False), _report(wrong=False, organ="司法局")
    changes = _after(tmp_path, {"a.txt": text}, {"c.txt": text, "d.txt": other})
    assert _of(changes, "new")["agency"].to_list() == ["杭州市司法局"] and _of(changes, "gone").is_empty()


def test_an_agency_whose_latest_report_is_gone_is_not_renamed(tmp_path: Path) -> None:
    older = _report(False, "卫生和计划生育委员会", 2019)
    changes = _after(tmp_path, {"a.txt": older, "b.txt": _report(False, "卫生健康委员会", 2021)}, {"a.txt": older})
    assert _of(changes, "renamed").is_empty() and _of(changes, "gone").height == 1


def test_findings_of_a_scope_are_those_of_its_changes(changes: Changes) -> None:
    assert in_scope(changes, None).findings.height == changes.findings.height
    rows = in_scope(changes, None, "row")
    ids = set(rows.reports.select("before_id", "after_id").rows())
    assert ids and set(rows.findings.select("before_id", "after_id").rows()) == ids
    assert set(rows.findings["check_id"]) == {"row"}


def test_an_agency_that_is_called_otherwise(tmp_path: Path) -> None:
    documents, warehouse = tmp_path / "d", tmp_path / "w"
    documents.mkdir()
    (documents / "a.txt").write_text(_report(False, "卫生和计划生育委员会", 2019), encoding="utf-8")
    ingest(documents, "--warehouse", warehouse)
    (documents / "b.txt").write_text(_report(False, "卫生健康委员会", 2021), encoding="utf-8")
    ingest(documents, "--warehouse", warehouse)
    after, before = history(warehouse)
    found = changes_between(warehouse / database_name(before), warehouse / database_name(after))
    assert _of(found, "renamed").select("was", "agency").rows() == [
        ("杭州市卫生和计划生育委员会", "杭州市卫生健康委员会")
    ]


@pytest.fixture(scope="module")
def site(twice: Path):  # type: ignore[no-untyped-def]
    process, address = serve(twice)
    yield address
    process.terminate()
    process.wait(30)


def test_for_programs_and_as_a_feed(twice: Path, site: str) -> None:
    _, before = history(twice)
    status, _, body = fetch(f"{site}/api/changes?before={before}")
    assert status == 200 and {each["kind"] for each in json.loads(body)["data"]} >= {"new", "gone", "replaced"}
    status, _, body = fetch(f"{site}/api/changes?agency=x&before={'0' * 12}")
    assert status in (400, 404)
    status, headers, body = fetch(f"{site}/api/changes.atom?lang=en")
    assert status == 200 and headers["Content-Type"].startswith("application/atom+xml")
    feed = etree.fromstring(body)
    titles = [entry.findtext(f"{ATOM}title") for entry in feed.iter(f"{ATOM}entry")]
    assert any(title.startswith("Corrected: Education Bureau") for title in titles), titles
    ids = [entry.findtext(f"{ATOM}id") for entry in feed.iter(f"{ATOM}entry")]
    assert len(ids) == len(set(ids)) and all(
        entry.find(f"{ATOM}updated") is not None for entry in feed.iter(f"{ATOM}entry")
    )
    narrowed = etree.fromstring(
        fetch(f"{site}/api/changes.atom?province=福建省".replace("福建省", "%E7%A6%8F%E5%BB%BA%E7%9C%81"))[2]
    )
    assert 0 < len(narrowed.findall(f"{ATOM}entry")) < len(ids)
    of_check = etree.fromstring(fetch(f"{site}/api/changes.atom?check=row")[2])
    assert len(of_check.findall(f"{ATOM}entry")) < len(ids)
    assert fetch(f"{site}/api/changes.atom?nothing=1")[0] == 400
    assert fetch(f"{site}/api/changes.atom?agency=nobody")[0] == 404
    links = [entry.find(f"{ATOM}link").get("href") for entry in feed.iter(f"{ATOM}entry")]
    assert all(fetch(link)[0] == 200 for link in links[:3])


def test_a_report_that_is_gone_leads_to_the_snapshot_that_has_it(page: Page, site: str, changes: Changes) -> None:
    (gone,) = _of(changes, "gone")["before_id"]
    visit(page, f"{site}/report?report={gone}")
    page.get_by_role("link", name="在较早的快照里查看").click()
    page.wait_for_url("**snapshot=**")
    settle(page)
    assert gone in page.url and not page.get_by_text("已不在这一快照中").count()
    assert "收到和处理政府信息公开申请情况" in page.inner_text("[data-testid=stMain]")


def test_on_the_page(page: Page, site: str) -> None:
    visit(page, f"{site}/changes")
    text = page.inner_text("[data-testid=stMain]")
    for said in ("新收录", "已更正", "已撤下", "已消除的发现", "改动的格", "订阅"):
        assert said in text, said
    visit(page, f"{site}/changes?lang=en&kind=corrected")
    settle(page)
    assert "Corrected" in page.inner_text("[data-testid=stMain]")
    assert page.locator("[data-testid=stException]").count() == 0
