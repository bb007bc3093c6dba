"""The shared material, where it is there: 994 of 994 cells of the seeds, whole text reports as expected, no wrong number."""

import json
from collections.abc import Iterator
from pathlib import Path

import duckdb
import pytest

from tests.conftest import ingest, opened


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


def test_whole_reports_of_every_format_are_as_expected(shared: Path, read: duckdb.DuckDBPyConnection) -> None:
    """Text, Markdown, web pages and PDFs: every cell; joined text: every cell that the arithmetic reaches, none wrong."""
    expected = json.loads((shared / "corpus" / "expected.json").read_text(encoding="utf-8"))
    exact = unread = 0
    for name, entry in expected.items():
        got = facts(read, name)
        for cell, right in entry["figures"].items():
            value, unit = (right["value"], right["unit"]) if isinstance(right, dict) else (right, None)
            read_value, read_unit, state = got[cell]
            if state == "unreadable":
                assert ".flat." in name and not cell.startswith(("applications", "reconsideration", "litigation"))
                unread += 1
                continue
            assert read_value == value and (state == "blank") == (value is None), (name, cell, got[cell], value)
            assert unit is None or read_unit == unit
            exact += 1
    assert (exact, unread) == (3739, 25)


def test_excerpts_hold_what_they_print_and_the_rest_is_absent(shared: Path, read: duckdb.DuckDBPyConnection) -> None:
    """The numbers of each excerpt's rows, found again by looking for its labels alone."""
    for name, cells in EXCERPTS.items():
        (source,) = [path.name for path in (shared / "corpus").glob(f"{name}_*.part.*")]
        got = facts(read, source)
        for cell, value in cells.items():
            assert got[cell][0] == value, (source, cell, got[cell])
        states = {state for _, _, state in got.values()}
        assert states <= {"printed", "recovered", "blank", "absent", "unreadable"}
        last = [cell for cell, (_, _, state) in got.items() if state == "absent"]
        assert name in ("026", "032") or last, source


# Read by eye from the excerpts.
EXCERPTS: dict[str, dict[str, float | None]] = {
    "022": {"licensing.decisions": 0},
    "028": {"procurement.amount": 52.15, "licensing.change": -4, "penalties.prior_items": 2},
    "036": {"licensing.prior_items": 61, "licensing.change": 36, "licensing.decisions": 97},
    "040": {
        "licensing.prior_items": 716,
        "licensing.change": -417,
        "licensing.decisions": 298,
        "penalties.decisions": 9,
    },
    "044": {"procurement.amount": 160.5964},
    "048": {"procurement.items": 6, "procurement.amount": 152790},
    "056": {"regulations.issued": 0, "regulations.in_force": 0, "normative_documents.repealed": 0},
}


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
