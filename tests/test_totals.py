"""Totals laid out in advance are those of the facts: both are asked about random scopes, and answer the same."""

import random
import shutil
from dataclasses import replace
from pathlib import Path

import duckdb
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from polars.testing import assert_frame_equal

from bench.fidelity.filled import fill
from bench.made_up.warehouse import publish
from dashboard.contents import MEASURES
from forms.measures import measures
from tests import totals_from_facts as facts
from tests.conftest import ingest, opened
from tests.test_agencies import report
from warehouse import questions
from warehouse.agencies import list_agencies
from warehouse.groups import sum_groups
from warehouse.publish import current, make_current
from warehouse.scope import DEPARTMENTS, GOVERNMENTS, LAYERS, Scope

TOPICS = [*MEASURES.values(), tuple(measures())[:12], ("applications.received@natural_person", "penalties")]
BY = [None, *questions.GROUPS]


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("totals")
    publish(folder, 3000)
    return folder


@pytest.fixture(scope="module")
def zones(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """What groups have to keep apart: zones and their bodies, several reports on a year, parts of a year, renamings."""
    folder = tmp_path_factory.mktemp("zones")
    reports = folder / "reports"
    reports.mkdir()
    seeds = iter(range(1000))
    for year in range(2019, 2024):
        edition = 2019 if year < 2021 else 2021
        named = ["大连高新技术产业园区管理委员会", "大连市审计局", "沈阳市审计局", "大连市人民政府"]
        named += ["大连高新技术产业园区审计局"] * (year != 2021) + ["大连高新技术产业园区财政局"] * (year > 2021)
        named += ["大连市审计局", "大连高新技术产业园区管理委员会"] * (year == 2022)
        named += ["横县卫健局"] * (year < 2022) + ["横州市卫生健康局"] * (year > 2020)  # in 2021 both, of one agency
        for name in named:
            text = report(name, year, fill(next(seeds), edition))
            if name == "沈阳市审计局" and year == 2023:
                text += f"\n本报告所列数据的统计期限自{year}年3月1日起至{year}年12月31日止。"
            (reports / f"{next(seeds)}.txt").write_text(text, encoding="utf-8")
    (reports / "沈阳市水务局2022年.txt").write_text("没有表格。", encoding="utf-8")
    (reports / "沈阳市审计局2018年.txt").write_text("没有表格。", encoding="utf-8")
    ingest(reports, "--warehouse", folder / "warehouse")
    return folder / "warehouse"


@pytest.fixture(scope="module")
def moved(made: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Made-up reports of agencies that are in another province, or of another type or level, in some years."""
    folder = tmp_path_factory.mktemp("moved")
    before = current(made)
    shutil.copyfile(before.path, folder / before.path.name)
    make_current(folder, before.id)
    with duckdb.connect(str(folder / before.path.name)) as con:
        for table in ("report_rows", "total_rows"):
            for column, other, share in (
                ("province", "西藏自治区", 7),
                ("agency_type", "health", 5),
                ("level", "county", 4),
            ):
                con.execute(
                    f"UPDATE {table} SET {column} = '{other}' WHERE report_no % {share} = 0 AND layer = 'departments'"
                )
        sum_groups(con)
        list_agencies(con)
    return folder


def alike(one: pl.DataFrame, other: pl.DataFrame) -> None:
    """Equal rows in any order; counts to the last digit, sums of money to the order in which they were added."""
    assert_frame_equal(
        one.select(other.columns), other, check_row_order=False, check_dtypes=False, rel_tol=1e-9, abs_tol=1e-9
    )


@st.composite
def scopes(draw: st.DrawFn, warehouse: Path) -> Scope:
    """Scopes as readers choose them: of places, types and levels that there are, also of one agency, also a panel."""
    with opened(warehouse) as con:
        rows = con.execute(
            "SELECT province, prefecture, county, agency_type, level, agency_key FROM reports ORDER BY report_id"
        ).fetchall()
    province, prefecture, county, agency_type, level, agency = draw(st.sampled_from(rows))
    first = draw(st.integers(2019, 2025))
    depth = draw(st.integers(0, 3))
    return Scope(
        first, draw(st.integers(first, 2025)), province if depth else None, prefecture if depth > 1 else None,
        county if depth > 2 else None, agency_type if draw(st.booleans()) else None,
        level if draw(st.booleans()) else None, draw(st.sampled_from(LAYERS)), draw(st.booleans()),
        agency if draw(st.integers(0, 9)) == 0 else None,
    )  # fmt: skip


@pytest.mark.parametrize("of", ["made", "warehouse"])
@settings(max_examples=12, deadline=None)
@given(data=st.data())
def test_sums_are_those_of_the_facts(request: pytest.FixtureRequest, of: str, data: st.DataObject) -> None:
    folder: Path = request.getfixturevalue(of)
    scope, names, by = data.draw(scopes(folder)), data.draw(st.sampled_from(TOPICS)), data.draw(st.sampled_from(BY))
    with opened(folder) as con:
        alike(questions.measured(con, scope, names, by), facts.measured(con, scope, names, by))
        alike(questions.coverage(con, scope), facts.coverage(con, scope))
        alike(questions.measured_together(con, scope, names), facts.measured_together(con, scope, names))
        alike(questions.like_for_like(con, scope, names, by), facts.like_for_like(con, scope, names, by))


@pytest.mark.parametrize("of", ["made", "warehouse", "zones", "moved"])
@settings(max_examples=25, deadline=None)
@given(data=st.data())
def test_lists_and_counts_are_those_of_the_reports(
    request: pytest.FixtureRequest, of: str, data: st.DataObject
) -> None:
    """Agencies and their years, checks and findings: mostly of scopes whose sums are made in advance."""
    folder: Path = request.getfixturevalue(of)
    scope = data.draw(scopes(folder))
    if data.draw(st.integers(0, 3)):
        scope = replace(scope, prefecture=None, county=None, agency=None, panel=False, layer=DEPARTMENTS)
    with opened(folder) as con:
        own = questions.collected(con, scope, 10**6).drop("agency")
        alike(own, facts.collected(con, scope))
        by_year = own.group_by("year", "state").agg(agencies=pl.len())
        alike(questions.collected_by_year(con, scope), by_year)
        assert questions.collected_count(con, scope) == own["key"].n_unique()
        alike(
            questions.agencies(con, scope).select("key", "reports", "first_year", "last_year"),
            facts.agencies(con, scope),
        )
        alike(questions.check_tallies(con, scope).rename({"check_id": "name"}), facts.tallies(con, scope))
        by = data.draw(st.sampled_from(["province", "agency_type", "level"]))
        alike(questions.check_rates(con, scope, by), facts.tallies(con, scope, by))
        for verdict in ("broken", "untestable"):
            kinds = facts.findings(con, scope, verdict)
            alike(questions.finding_kinds(con, scope, verdict), kinds)
            assert questions.finding_count(con, scope, verdict, None) == kinds["findings"].sum()
        figures = ("licensing.decisions", "applications.received")
        listed, found = questions.rows(con, scope, figures), questions.findings(con, scope, None, None, 10**6)
        assert questions.row_count(con, scope, figures) == listed.height
        assert_frame_equal(questions.rows(con, scope, figures, limit=7, offset=2), listed.slice(2, 7))
        assert_frame_equal(questions.findings(con, scope, None, None, 7, 2), found.slice(2, 7))
        assert_frame_equal(questions.reports(con, scope, 7), questions.reports(con, scope).head(7))
        alike(questions.coverage(con, scope), facts.coverage(con, scope))
        names = data.draw(st.sampled_from(TOPICS))
        alike(questions.measured(con, scope, names, by), facts.measured(con, scope, names, by))
        alike(questions.like_for_like(con, scope, names, by), facts.like_for_like(con, scope, names, by))


def test_of_many_agencies_the_first_by_name_are_listed(made: Path) -> None:
    with opened(made) as con:
        scope, names = Scope(2019, 2025), ("received", "licensing")
        every = questions.measured(con, scope, names, "agency")
        first = questions.measured(con, scope, names, "agency", first=5)
        assert first["name"].n_unique() == 5
        called = con.execute("SELECT DISTINCT agency FROM agency_rows WHERE layer = 'departments' ORDER BY 1 LIMIT 5")
        assert sorted({name.split(" (")[0] for name in first["name"]}) == [name for (name,) in called.fetchall()]
        alike(first, every.filter(pl.col("name").is_in(first["name"].to_list())))


@pytest.mark.parametrize("of", ["made", "warehouse"])
def test_states_of_cells_are_those_of_the_facts(request: pytest.FixtureRequest, of: str) -> None:
    with opened(request.getfixturevalue(of)) as con:
        for layer in LAYERS:
            scope = Scope(2019, 2025, layer=layer)
            alike(questions.states(con, scope), facts.states(con, scope))
            unsure = questions.uncertain_cells(con, scope, 10**6)
            counted = facts.states(con, scope).filter(pl.col("state").is_in(["unreadable", "recovered"]))
            assert unsure.height == counted["cells"].sum()


@pytest.mark.parametrize("country", [True, False])
def test_peers_are_those_of_the_facts(made: Path, country: bool) -> None:
    with opened(made) as con:
        rows = con.execute("SELECT agency_key, year FROM reports WHERE year IS NOT NULL ORDER BY 1, 2").fetchall()
        for key, year in random.Random(1).sample(rows, 25):
            names = MEASURES["applications"]
            alike(questions.peers(con, key, year, names, country), facts.peers(con, key, year, names, country))


def test_an_amount_without_a_unit_is_no_number_and_yuan_are_converted(warehouse: Path) -> None:
    """Both occur in the sample, and the scopes of a layer hold them."""
    with opened(warehouse) as con:
        units = con.execute(
            "SELECT DISTINCT unit FROM facts WHERE figure IN ('procurement.amount', 'fees.amount')"
        ).fetchall()
        assert len(units) > 1
        for layer in LAYERS:
            scope = Scope(2019, 2025, layer=layer)
            alike(
                questions.measured(con, scope, ["fees_amount", "procurement.amount"]),
                facts.measured(con, scope, ["fees_amount", "procurement.amount"]),
            )
    assert GOVERNMENTS in LAYERS
