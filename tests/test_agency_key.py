"""One key for an agency: whatever counts the agencies of a scope, a page or a view for programs, counts the same."""

from collections.abc import Iterator

import duckdb
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bench.fidelity.filled import fill
from bench.fidelity.texts import render, tabs
from tests.conftest import ingest
from warehouse import questions
from warehouse.publish import current
from warehouse.scope import DEPARTMENTS, GOVERNMENTS, Scope

# Named with an id, under two names, without a place, hidden by its source, and of both layers.
AGENCIES = (
    "杭州市卫生健康局", "杭州市卫生健康委员会", "杭州市人民政府", "宁波市财政局", "宁波市人民政府", "教育局", "司法局",
    "昌图县某局", "浙江省人民政府", "福州市鼓楼区司法局", "海关总署",
)  # fmt: skip
YEARS = range(2021, 2025)


@pytest.fixture(scope="module")
def snapshot(tmp_path_factory: pytest.TempPathFactory) -> Iterator[duckdb.DuckDBPyConnection]:
    folder = tmp_path_factory.mktemp("keys")
    for number, agency in enumerate(AGENCIES):
        for year in YEARS:
            if (number + year) % 4:  # not every agency reports on every year
                title = f"{agency}{year}年政府信息公开工作年度报告"
                text = render(fill(number * 10 + year, 2021), tabs).replace(fill(1, 2021).heading, title)
                (folder / f"{number}-{year}.txt").write_text(text, encoding="utf-8")
    ingest(folder, "--warehouse", folder / "w")
    con = questions.connect(str(current(folder / "w").path))
    yield con
    con.close()


SCOPES = st.builds(
    Scope,
    first=st.sampled_from([2021, 2022]),
    last=st.sampled_from([2022, 2023, 2024]),
    province=st.sampled_from([None, "浙江省", "福建省"]),
    agency_type=st.sampled_from([None, "health", "education", "justice"]),
    level=st.sampled_from([None, "prefecture", "county"]),
    layer=st.sampled_from([DEPARTMENTS, GOVERNMENTS]),
    panel=st.booleans(),
)


def test_every_report_has_a_key_and_a_name(snapshot: duckdb.DuckDBPyConnection) -> None:
    rows = snapshot.execute("SELECT agency_key, agency_name, agency_id, report_id FROM report_rows").fetchall()
    assert rows and all(name for _, name, _, _ in rows)
    assert all(key == (agency_id or report_id) for key, _, agency_id, report_id in rows)
    assert any(agency_id is None for _, _, agency_id, _ in rows)


@settings(max_examples=80, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(scope=SCOPES)
def test_totals_count_the_same_agencies(snapshot: duckdb.DuckDBPyConnection, scope: Scope) -> None:
    """The page's head, a comparison by agency and the facts behind it."""
    behind = questions.coverage(snapshot, scope)
    by_agency = questions.measured(snapshot, scope, ("received",), by="agency")
    for year, agencies in behind.select("year", "agencies").iter_rows():
        assert by_agency.filter(by_agency["year"] == year)["name"].n_unique() == agencies
    ever = behind["ever"][0] if behind.height else 0
    assert by_agency["name"].n_unique() == ever


@settings(max_examples=80, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(scope=SCOPES)
def test_lists_count_the_same_agencies(snapshot: duckdb.DuckDBPyConnection, scope: Scope) -> None:
    """The list to choose from, the matrix of what was collected, and each agency asked for by its key."""
    listed = questions.agencies(snapshot, scope)
    collected = questions.collected(snapshot, scope, 1000)
    reported = collected.filter(collected["state"].is_in(["reported", "partial"]))
    assert set(listed["key"]) == set(reported["key"])
    assert questions.collected_count(snapshot, scope) == collected["key"].n_unique()
    for key in listed["key"].to_list()[:3]:
        assert questions.agency_key(snapshot, key) == key
        assert questions.agency_reports(snapshot, key)["report_id"].n_unique() >= 1
