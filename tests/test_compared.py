"""Panels, peers, coverage, flows: each computed a second time in plain Python from the contract's tables."""

import random
import statistics
from dataclasses import replace
from pathlib import Path

import duckdb
import polars as pl
import pytest

from bench.fidelity.filled import fill
from tests.conftest import ingest
from tests.test_agencies import report, warehouse
from warehouse import questions
from warehouse.publish import current
from warehouse.questions.collected import MISSING, PARTIAL, QUARANTINED, REPORTED
from warehouse.scope import Scope

COUNTIES = ("长乐区", "闽侯县", "连江县", "罗源县", "闽清县", "永泰县", "福清市")
YEARS = (2021, 2022, 2023)
ALL = Scope(2021, 2023)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Seven counties' finance bureaus: all in 2021, one less each year since; one covers half of 2022; a file is broken."""
    chance = random.Random(5)
    folder = tmp_path_factory.mktemp("compared")
    for number, county in enumerate(COUNTIES):
        for year in YEARS:
            if year - 2021 > number:
                continue
            text = report(f"福州市{county}财政局", year, fill(chance.randrange(10**6), 2021))
            if (county, year) == ("福清市", 2022):
                text = text.replace(
                    "一、总体情况", "本报告数据统计期限为2022年7月1日至2022年12月31日。\n一、总体情况", 1
                )
            (folder / f"{county}{year}.txt").write_text(text, encoding="utf-8")
    (folder / "福州市长乐区财政局_2022.txt").write_bytes(b"\x00\x01\x02 broken")
    ingest(folder, "--warehouse", folder / "w")
    return folder


@pytest.fixture(scope="module")
def con(folder: Path) -> duckdb.DuckDBPyConnection:
    return questions.connect(str(current(folder / "w").path))


def values(con: duckdb.DuckDBPyConnection, figure: str) -> dict[tuple[str, int], float | None]:
    applicant = "total" if figure.startswith("applications.") else None
    return {
        (agency, year): value
        for agency, year, value in con.execute(
            "SELECT agency, year, value FROM facts JOIN reports USING (report_id) "
            "WHERE figure = ? AND applicant IS NOT DISTINCT FROM ?", [figure, applicant],
        ).fetchall()
    }  # fmt: skip


def test_a_panel_takes_those_that_reported_every_year(con: duckdb.DuckDBPyConnection) -> None:
    received = values(con, "applications.received")
    always = {agency for agency, _ in received if all((agency, year) in received for year in YEARS)}
    assert 0 < len(always) < len({agency for agency, _ in received})
    frame = questions.measured(con, replace(ALL, panel=True), ("received",))
    assert {row["year"]: row["asked"] for row in frame.iter_rows(named=True)} == dict.fromkeys(YEARS, len(always))
    for row in frame.iter_rows(named=True):
        numbers = [received[agency, row["year"]] for agency in always]
        assert row["value"] == sum(number for number in numbers if number is not None)
    coverage = questions.coverage(con, replace(ALL, panel=True))
    everyone = questions.coverage(con, ALL)
    assert (coverage["reports"] + coverage["outside"]).to_list() == everyone["reports"].to_list()
    assert everyone["outside"].to_list() == [0, 0, 0]
    assert questions.coverage(con, Scope(2019, 2023, panel=True))["reports"].sum() == 0


def test_peers_in_sql_are_peers_in_python(con: duckdb.DuckDBPyConnection) -> None:
    penalties = {agency: value for (agency, year), value in values(con, "penalties.decisions").items() if year == 2021}
    processed = {
        agency: value for (agency, year), value in values(con, "applications.processed").items() if year == 2021
    }
    granted = {agency: value for (agency, year), value in values(con, "applications.granted").items() if year == 2021}
    for agency, own in penalties.items():
        key = questions.agency_key(con, agency)
        assert key is not None
        frame = questions.peers(con, key, 2021, ("penalties", "granted_rate"), False)
        count, rate = frame.filter(frame["measure"] == "penalties").row(0, named=True), frame.row(0, named=True)
        others = [value for name, value in penalties.items() if name != agency and value is not None]
        assert own is not None
        below = sum(value < own for value in others) + 0.5 * sum(value == own for value in others)
        assert (count["value"], count["peers"], count["least"], count["most"]) == (
            own,
            len(others),
            min(others),
            max(others),
        )
        assert count["median"] == statistics.median(others)
        assert count["percentile"] == pytest.approx(100 * below / len(others))
        enough = [name for name, value in processed.items() if name != agency and value is not None and value >= 30
                  and granted[name] is not None]  # fmt: skip
        assert rate["peers"] == len(enough)
        if processed[agency] is not None and processed[agency] < 30:
            assert rate["percentile"] is None
    assert questions.peer_names(con, key, 2021, False).height == len(COUNTIES) - 1


def test_coverage_says_what_is_there_and_what_is_not(con: duckdb.DuckDBPyConnection) -> None:
    frame = questions.collected(con, ALL, 100)
    state = {(row["agency"], row["year"]): row["state"] for row in frame.iter_rows(named=True)}
    assert len(state) == len(COUNTIES) * len(YEARS)
    for number, county in enumerate(COUNTIES):
        for year in YEARS:
            expected = REPORTED if year - 2021 <= number else MISSING
            if (county, year) == ("福清市", 2022):
                expected = PARTIAL
            if (county, year) == ("长乐区", 2022):
                expected = QUARANTINED
            states = {value for (agency, of), value in state.items() if county in agency and of == year}
            assert states == {expected}, (county, year)
    years = questions.collected_by_year(con, ALL)
    assert years["agencies"].sum() == len(state)
    assert questions.collected_count(con, ALL) == len(COUNTIES)
    assert questions.collected(con, ALL, 2)["key"].n_unique() == 2
    assert questions.collected_count(con, replace(ALL, province="江西省")) == 0


def test_parts_measured_together_are_of_the_same_reports(con: duckdb.DuckDBPyConnection) -> None:
    names = ("received", "carried_in", "granted", "partially_granted", "refused", "unable", "not_processed",
             "other_handling", "carried_out")  # fmt: skip
    frame = questions.measured_together(con, ALL, names).filter(pl.col("year") == 2021)
    by_measure = dict(frame.select("measure", "value").iter_rows())
    assert set(by_measure) == set(names) and frame["reports"][0] <= frame["asked"][0] == len(COUNTIES)
    assert by_measure["received"] + by_measure["carried_in"] == sum(by_measure[name] for name in names[2:])


def test_facets_count_what_a_choice_would_leave(con: duckdb.DuckDBPyConnection) -> None:
    for scope in (ALL, replace(ALL, first=2023), replace(ALL, county="闽侯县", province="福建省", prefecture="福州市")):
        for row in questions.facets(con, scope).iter_rows(named=True):
            free = {"province": ("prefecture", "county"), "prefecture": ("county",)}.get(row["facet"], ())
            chosen = replace(scope, **{row["facet"]: row["value"]}, **dict.fromkeys(free))
            assert questions.coverage(con, chosen)["reports"].sum() == row["reports"], (scope, row)


def test_an_answer_of_one_name_in_two_prefectures_is_never_their_sum(tmp_path: Path) -> None:
    ingested = warehouse(tmp_path, {
        "a.txt": report("南京市鼓楼区财政局", 2023), "b.txt": report("徐州市鼓楼区财政局", 2023),
        "c.txt": report("南京市秦淮区财政局", 2023),
    })  # fmt: skip
    within = Scope(2023, 2023, province="江苏省")
    offered = questions.facets(ingested, within).filter(pl.col("facet") == "county")["value"].to_list()
    assert offered == ["秦淮区"]
    under = questions.facets(ingested, replace(within, prefecture="徐州市")).filter(pl.col("facet") == "county")
    assert under["value"].to_list() == ["鼓楼区"]


def test_a_county_counts_its_own_government_though_its_city_reports_too(tmp_path: Path) -> None:
    ingested = warehouse(tmp_path, {
        "a.txt": report("江苏省人民政府", 2023), "b.txt": report("南京市人民政府", 2023, fill(5, 2021)),
    })  # fmt: skip
    scope = Scope(2023, 2023, layer="governments")
    assert questions.measured(ingested, scope, ["received"], by="prefecture")["name"].to_list() == ["南京市"]
    assert questions.measured(ingested, scope, ["received"], by="province")["name"].to_list() == ["江苏省"]
