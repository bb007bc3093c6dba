"""Agencies in the warehouse: placed by their surroundings, one series through renamings and mergers, two layers."""

from pathlib import Path

import duckdb
import pytest

from bench.fidelity.filled import Filled, fill
from bench.fidelity.texts import render, tabs
from forms import APPLICANTS
from ingest.identify.successions import MERGED, SPLIT, successions_of
from tests.conftest import ingest, opened
from warehouse import questions
from warehouse.scope import DEPARTMENTS, GOVERNMENTS, Scope


def report(agency: str, year: int, filled: Filled | None = None, more: str = "") -> str:
    """A report of an agency on a year; `more` follows its text."""
    text = render(filled or fill(year, 2021), tabs)
    title = next(line for line in text.split("\n") if "公开工作年度报告" in line)
    return text.replace(title, f"{agency}{year}年政府信息公开工作年度报告") + more


def carried(into: dict[str, int] | None = None, out: dict[str, int] | None = None, seed: int = 1) -> Filled:
    """A filled form with the requests carried in and out as given, 0 elsewhere."""
    filled = fill(seed, 2021)
    for row, values in (("carried_in", into), ("carried_out", out)):
        if values is not None:
            for applicant in APPLICANTS:
                filled.printed[f"applications.{row}", applicant] = str(values.get(applicant, 0))
            filled.printed[f"applications.{row}", "total"] = str(sum(values.values()))
    return filled


def warehouse(folder: Path, reports: dict[str, str]) -> duckdb.DuckDBPyConnection:
    for name, text in reports.items():
        path = folder / "reports" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    ingest(folder / "reports", "--warehouse", folder / "w")
    return opened(folder / "w")


def carry(con: duckdb.DuckDBPyConnection) -> list[tuple[object, ...]]:
    """Findings of the carry check: source, verdict, applicant."""
    return con.execute(
        """
        SELECT source, verdict, applicant FROM findings JOIN reports USING (report_id)
        WHERE check_id = 'carry' ORDER BY ALL
        """
    ).fetchall()


def test_a_path_and_a_sibling_place_what_the_text_does_not(tmp_path: Path) -> None:
    con = warehouse(tmp_path, {
        "吉林省/长春市/a.txt": report("朝阳区卫健委", 2021),
        "x/b.txt": report("朝阳区卫健委", 2022, more="\n联系电话：0431-85109000"),
        "x/c.txt": report("朝阳区卫健委", 2023),
        "y/d.txt": report("朝阳区卫健委", 2023, fill(9, 2021)),
    })  # fmt: skip
    placed = dict(con.execute("SELECT source, (prefecture, evidence) FROM reports").fetchall())
    assert placed["吉林省/长春市/a.txt"] == ("长春市", "path: 长春市; path: 吉林省")
    assert placed["x/b.txt"] == ("长春市", "telephone: 0431")
    assert placed["x/c.txt"] == ("长春市", "sibling: 朝阳区")
    assert placed["y/d.txt"] == (None, None)
    open_ = con.execute("SELECT source, check_id FROM findings JOIN reports USING (report_id) WHERE check_id = 'place'")
    assert open_.fetchall() == [("y/d.txt", "place")]
    left = con.execute("SELECT candidates FROM reports WHERE source = 'y/d.txt'").fetchone()
    assert left == (["北京市朝阳区", "吉林省长春市朝阳区"],)
    con.close()
    again = warehouse(tmp_path, {})  # nothing is parsed again, and the same snapshot says the same
    assert dict(again.execute("SELECT source, (prefecture, evidence) FROM reports").fetchall()) == placed


def test_a_folder_of_reports_from_anywhere_gives_no_place(tmp_path: Path) -> None:
    con = warehouse(tmp_path, {
        "x/a.txt": report("朝阳区卫健委", 2021, more="\n联系电话：0431-85109000"),
        "x/b.txt": report("朝阳区卫健委", 2022),
        "x/c.txt": report("沭阳县教育局", 2022, fill(7, 2021)),
    })  # fmt: skip
    assert con.execute("SELECT prefecture FROM reports WHERE source = 'x/b.txt'").fetchone() == (None,)


def test_siblings_in_two_places_place_nothing(tmp_path: Path) -> None:
    con = warehouse(tmp_path, {
        "x/a.txt": report("朝阳区卫健委", 2021, more="\n联系电话：0431-85109000"),
        "x/b.txt": report("朝阳区卫健委", 2022, more="\n联系电话：010-65090000"),
        "x/c.txt": report("朝阳区卫健委", 2023),
    })  # fmt: skip
    assert con.execute("SELECT prefecture FROM reports ORDER BY source").fetchall() == [
        ("长春市",),
        ("北京市",),
        (None,),
    ]


def test_carry_runs_on_through_a_renaming(tmp_path: Path) -> None:
    """横县 became 横州市 in 2020–21, its 卫生健康局 is named short in one year: one agency, one series, one check."""
    con = warehouse(tmp_path, {
        "a.txt": report("横县卫健局", 2020, carried(out={"natural_person": 4})),
        "b.txt": report("横州市卫生健康局", 2021, carried(into={"natural_person": 5})),
    })  # fmt: skip
    assert carry(con) == [("b.txt", "broken", "natural_person"), ("b.txt", "broken", "total")]
    (agency,) = con.execute("SELECT DISTINCT agency_id FROM reports").fetchall()
    names = questions.agency_names(con, agency[0])["agency"].to_list()
    assert names == ["横县卫生健康局", "横州市卫生健康局"]
    assert questions.agency_key(con, "横县卫健局") == questions.agency_key(con, "横州市卫生健康局") == agency[0]
    assert questions.agencies(con, Scope(2020, 2021))["agency"].to_list() == ["横州市卫生健康局"]


@pytest.mark.parametrize(("into", "verdicts"), [(7, []), (8, ["broken", "broken"])])
def test_carry_adds_up_what_was_merged(tmp_path: Path, into: int, verdicts: list[str]) -> None:
    """下城区 was merged into 拱墅区 in 2021: what both carried out is what the one carried in."""
    con = warehouse(tmp_path, {
        "a.txt": report("拱墅区财政局", 2020, carried(out={"natural_person": 4}, seed=2)),
        "b.txt": report("下城区财政局", 2020, carried(out={"natural_person": 3}, seed=3)),
        "c.txt": report("拱墅区财政局", 2021, carried(into={"natural_person": into}, seed=4)),
    })  # fmt: skip
    assert [verdict for _, verdict, _ in carry(con)] == verdicts
    key = questions.agency_key(con, "杭州市拱墅区财政局")
    assert key is not None
    (other,) = questions.agency_successions(con, key).iter_rows(named=True)
    assert (other["agency"], other["kind"], other["ended"]) == ("杭州市下城区财政局", MERGED, True)


def test_a_merger_whose_other_half_is_not_here_proves_nothing(tmp_path: Path) -> None:
    con = warehouse(tmp_path, {
        "a.txt": report("拱墅区财政局", 2020, carried(out={"natural_person": 4})),
        "b.txt": report("下城区财政局", 2019),
        "c.txt": report("拱墅区财政局", 2021, carried(into={"natural_person": 7})),
    })  # fmt: skip
    assert {verdict for source, verdict, _ in carry(con) if source == "c.txt"} == {"untestable"}


def test_what_became_of_an_agency() -> None:
    (merged,) = successions_of("330103.finance")
    assert (merged.into, merged.kind, merged.first, merged.last) == ("330105.finance", MERGED, 2021, 2021)
    assert {(succession.into, succession.kind) for succession in successions_of("330104.health")} == {
        ("330102.health", SPLIT), ("330114.health", SPLIT)
    }  # fmt: skip
    (reform,) = successions_of("330100.culture_tourism.旅游局")
    assert (reform.into, reform.first, reform.last) == ("330100.culture_tourism", 2015, 2019)
    assert successions_of("330100.finance") == []


def test_the_layer_is_the_warehouses_and_totals_take_one(tmp_path: Path) -> None:
    con = warehouse(tmp_path, {
        "a.txt": report("宿迁市人民政府", 2023),
        "b.txt": report("宿迁市人民政府办公室", 2023, fill(2, 2021)),
        "c.txt": report("沭阳县教育局", 2023, fill(3, 2021)),
        "d.txt": report("沭阳县某某某", 2023, fill(4, 2021)),
    })  # fmt: skip
    layers = dict(con.execute("SELECT source, layer FROM reports").fetchall())
    assert layers == {"a.txt": GOVERNMENTS, "b.txt": DEPARTMENTS, "c.txt": DEPARTMENTS, "d.txt": None}
    counted = [
        questions.coverage(con, Scope(2023, 2023, layer=layer))["reports"].sum() for layer in (GOVERNMENTS, DEPARTMENTS)
    ]
    assert counted == [1, 2]
    assert questions.unplaced(con, Scope(2023, 2023)) == 1


def test_a_zone_and_its_bodies_are_never_added_together(tmp_path: Path) -> None:
    con = warehouse(tmp_path, {
        "a.txt": report("合肥高新区管委会", 2022), "b.txt": report("合肥高新区财政局", 2022, fill(2, 2021)),
        "c.txt": report("合肥高新区管委会", 2023, fill(3, 2021)), "d.txt": report("合肥市财政局", 2022, fill(4, 2021)),
    })  # fmt: skip
    coverage = questions.coverage(con, Scope(2022, 2023))
    assert coverage.select("year", "reports", "left_out").rows() == [(2022, 2, 1), (2023, 1, 0)]
