"""The shared material, where it is there: 994 of 994 cells of the seeds, whole text reports as expected, no wrong number."""

import json
from collections.abc import Iterator
from pathlib import Path

import duckdb
import pytest

from tests.conftest import ingest, opened

WHOLE = (
    "001_淮安市人民政府_2024.txt", "004_宿迁市人民政府_2023.txt", "005_宿迁市人民政府_2024.txt",
    "006_沭阳县人民政府_2025.md",
)  # fmt: skip


@pytest.fixture(scope="module")
def read(shared: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[duckdb.DuckDBPyConnection]:
    folder = tmp_path_factory.mktemp("shared")
    ingest(shared / "seeds", shared / "corpus", "--warehouse", folder)
    con = opened(folder)
    yield con
    con.close()


def facts(con: duckdb.DuckDBPyConnection, source: str) -> dict[str, tuple[float | None, str | None, str]]:
    rows = con.execute(
        """
        SELECT figure || coalesce('|' || applicant, ''), value, unit, state
        FROM facts JOIN reports USING (report_id) WHERE source = ?
        """,
        [source],
    ).fetchall()
    return {cell: (value, unit, state) for cell, value, unit, state in rows}


def test_all_994_cells_of_the_seeds(shared: Path, read: duckdb.DuckDBPyConnection) -> None:
    cells = [fact for path in sorted((shared / "seeds").iterdir()) for fact in facts(read, path.name).items()]
    assert len(cells) == 994
    assert {state for _, (_, _, state) in cells} == {"printed", "blank", "recovered"}
    # What the seeds are known for, one by one.
    assert facts(read, "002_5debabc5f97e20e9.txt")["licensing.change"] == (3, "项", "printed")
    assert facts(read, "002_5debabc5f97e20e9.txt")["procurement.amount"] == (22214900, None, "printed")
    assert facts(read, "003_31cf96be23961926.txt")["fees.amount"] == (471.56, "万元", "printed")
    fourth = facts(read, "004_67034b6b1d163b12.txt")
    assert fourth["other_services.decisions"] == (2492, "件", "recovered")
    assert fourth["other_services.prior_items"] == (7, "项", "recovered")
    assert fourth["procurement.amount"] == (94.0104, "万元", "printed")
    assert fourth["applications.granted|commercial_enterprise"] == (None, "件", "blank") or fourth[
        "applications.granted|commercial_enterprise"
    ] == (None, None, "blank")
    blanks = [cell for cell, fact in facts(read, "001_d3a0745a76414f11.txt").items() if fact[2] == "blank"]
    assert len(blanks) == 7 and all(cell.startswith("applications.other.other|") for cell in blanks)


def test_whole_text_reports_are_as_expected(shared: Path, read: duckdb.DuckDBPyConnection) -> None:
    expected = json.loads((shared / "corpus" / "expected.json").read_text(encoding="utf-8"))
    for name in WHOLE:
        got = facts(read, name)
        for cell, value in expected[name]["figures"].items():
            assert got[cell][0] == value, (name, cell)


def test_what_cannot_be_read_yet_is_never_wrong(shared: Path, read: duckdb.DuckDBPyConnection) -> None:
    expected = json.loads((shared / "corpus" / "expected.json").read_text(encoding="utf-8"))
    for path in sorted((shared / "corpus").glob("*.txt")):
        if path.name in WHOLE or path.name not in expected:
            continue
        for cell, (value, _, state) in facts(read, path.name).items():
            right = expected[path.name]["figures"][cell]
            right = right["value"] if isinstance(right, dict) else right
            assert state in ("unreadable", "absent") or value == right, (path.name, cell, value, right)


def test_the_shipped_transcripts_hold_the_expected_figures(shared: Path, con: duckdb.DuckDBPyConnection) -> None:
    expected = json.loads((shared / "corpus" / "expected.json").read_text(encoding="utf-8"))
    by_agency = {
        "淮安市人民政府_2024": "001_淮安市人民政府_2024.txt", "洪泽区人民政府_2023": "002_淮安市洪泽区人民政府_2023.pdf",
        "测试市_2025": "009_杭州市（源文匿名测试市）_2025.html",
        "上海市人民政府办公厅_2019": "010_上海市人民政府办公厅_2019.html",
        **{f"平潭综合实验区_{year}": f"{year - 2006:03d}_平潭综合实验区_{year}.html" for year in range(2019, 2026)},
    }  # fmt: skip
    for (source,) in con.sql("SELECT source FROM reports").fetchall():
        name = by_agency.get(Path(source).stem)
        if name is None:
            continue
        got = facts(con, source)
        for cell, value in expected[name]["figures"].items():
            right, unit = (value["value"], value["unit"]) if isinstance(value, dict) else (value, None)
            assert got[cell][0] == right, (source, cell)
            assert unit is None or got[cell][1] == unit
