"""Made-up reports: consistent, read as they are written, and marked as made up wherever they are shown or taken to."""

import io
import zipfile
from collections.abc import Iterator
from functools import partial
from pathlib import Path

import pandas as pd
import polars as pl
import pytest
from playwright.sync_api import Page
from streamlit.testing.v1 import AppTest

from bench.made_up.agencies import agencies, years_of
from bench.made_up.drafts import Draft, drafts
from bench.made_up.layouts import LAYOUTS, TEXT, text
from bench.made_up.parts import report
from bench.made_up.warehouse import publish
from dashboard.app.shell import PAGES
from dashboard.words import words
from forms import equations
from ingest.identify.made_up import is_made_up, mark
from ingest.report import Report, report_of
from tests.browsing import download, serve, visit
from tests.conftest import SAMPLE, opened
from tests.test_api import fetch
from tests.test_pages import opened_page, sound

COUNT = 150


@pytest.fixture(scope="module")
def sample() -> list[Draft]:
    return list(drafts(COUNT))


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("made-up")
    publish(folder, COUNT)
    return folder


@pytest.fixture(scope="module")
def made_site(made: Path) -> Iterator[str]:
    server, address = serve(made)
    yield address
    server.terminate()
    server.wait(20)


def read(draft: Draft, layout: int) -> Report:
    chosen = LAYOUTS[layout]
    found = report_of(text(draft, chosen).encode(chosen.encoding))
    assert isinstance(found, Report), found
    return found


def test_parsed_parts_are_what_is_read_of_the_documents(sample: list[Draft]) -> None:
    for draft in sample:
        assert report(draft) == (text(draft, TEXT[0]), read(draft, 0)), draft.title


@pytest.mark.parametrize("layout", range(1, len(LAYOUTS)))
def test_every_layout_says_the_same(sample: list[Draft], layout: int) -> None:
    for draft in sample[::5]:
        one, other = read(draft, 0), read(draft, layout)
        assert other.made_up and other.identity.agency_id == one.identity.agency_id
        assert [(each.value, each.state) for each in other.parsed.facts.values()] == [
            (each.value, each.state) for each in one.parsed.facts.values()
        ]


def test_figures_add_up_unless_they_are_spoilt(sample: list[Draft]) -> None:
    spoilt = 0
    for draft in sample:
        facts = read(draft, 0).parsed.facts
        broken = [
            each for each in equations(draft.edition)
            if sum(sign * (facts[cell].value if facts[cell].value is not None else float("nan")) for cell, sign in each.terms) != 0
        ]  # fmt: skip
        assert not broken or draft.is_flawed
        spoilt += draft.is_flawed
    assert 0 < spoilt < len(sample) / 5
    zeros = [value == 0 for draft in sample for value in draft.values]
    assert 0.6 < sum(zeros) / len(zeros) < 0.95


def test_there_are_a_million(sample: list[Draft]) -> None:
    assert sum(len(years_of(agency)) for agency in agencies()) >= 1_000_000
    assert len({agency.name for agency in agencies()}) == len(agencies())


def test_the_mark_is_found_where_it_is_broken_and_nowhere_else() -> None:
    assert is_made_up(f"一、总体情况\n{mark()[:30]}\n {mark()[30:]}") and is_made_up(" ".join(mark()))
    assert not any(is_made_up(each.read_text(encoding="utf-8", errors="ignore")) for each in SAMPLE.rglob("*.*"))


# -- nothing built from them can be taken for real ---


def test_the_warehouse_counts_them(made: Path) -> None:
    with opened(made) as con:
        assert con.execute("SELECT made_up, reports FROM snapshot").fetchone() == (COUNT, COUNT)
        assert con.execute("SELECT count(*) FROM reports WHERE made_up").fetchone() == (COUNT,)


@pytest.mark.parametrize(("name", "language"), [*((name, "zh") for name, _ in PAGES), ("overview", "en")])
def test_every_page_says_so(made: Path, monkeypatch: pytest.MonkeyPatch, name: str, language: str) -> None:
    monkeypatch.setenv("NIANBAO_WAREHOUSE", str(made))
    app = opened_page(name, lang=language)
    sound(app)
    assert said(app, language)


def said(app: AppTest, language: str) -> bool:
    begin = words()["made_up.banner"][language].partition("。" if language == "zh" else ",")[0]
    return any(begin in str(each.value) for each in app.error)


def test_no_page_of_the_sample_says_so(warehouse: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NIANBAO_WAREHOUSE", str(warehouse))
    assert not opened_page("overview").error


def test_every_answer_says_so(made_site: str) -> None:
    _, headers, body = fetch(f"{made_site}/api/overview.json")
    assert headers["X-Made-Up"] == str(COUNT) and f'"made_up": {COUNT}'.encode() in body
    _, _, body = fetch(f"{made_site}/api/overview.csv")
    rows = pl.read_csv(body)
    assert rows["made_up"].all() and rows.height
    _, _, body = fetch(f"{made_site}/api/warehouse.zip")
    with zipfile.ZipFile(io.BytesIO(body)) as archive:
        assert "虚构数据，不可当真" in archive.read("README.txt").decode()
        assert pl.read_parquet(io.BytesIO(archive.read("reports.parquet")))["made_up"].all()


def test_every_file_and_picture_says_so(page: Page, made_site: str) -> None:
    visit(page, f"{made_site}/data")
    readers = {"csv": pl.read_csv, "parquet": pl.read_parquet, "xlsx": partial(pd.read_excel, engine="openpyxl")}
    for kind, reader in readers.items():
        frame = reader(io.BytesIO(download(page, kind)))
        assert frame["虚构数据"].all() and len(frame)
    visit(page, made_site)
    with page.expect_download() as taken:
        page.get_by_role("button", name="SVG").first.click()
    assert "虚构数据" in taken.value.path().read_text(encoding="utf-8")
    assert "made-up" in taken.value.suggested_filename
