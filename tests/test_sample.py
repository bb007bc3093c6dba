"""The sample that ships: every report read as its golden file says, its index complete, seven years of one agency."""

import csv
from pathlib import Path

import duckdb
import pytest

from ingest.report import Report, report_of
from tests.conftest import ROOT, SAMPLE
from tests.golden import golden_of, written

REPORTS = sorted(path for path in SAMPLE.rglob("*") if path.is_file())


@pytest.mark.parametrize("path", REPORTS, ids=lambda path: path.stem)
def test_reads_as_golden(path: Path) -> None:
    report = report_of(path.read_bytes())
    assert isinstance(report, Report)
    assert written(report) == golden_of(path).read_text(encoding="utf-8")


def test_index_names_every_report_and_its_source() -> None:
    with (ROOT / "data" / "reports.tsv").open(encoding="utf-8") as stream:
        rows = list(csv.DictReader(stream, delimiter="\t"))
    assert {row["file"] for row in rows} == {str(path.relative_to(SAMPLE)) for path in REPORTS}
    assert all(row["source"] and row["layout"] for row in rows)
    assert len({row["layout"] for row in rows}) >= 6


def test_nothing_of_the_narrative_is_shipped() -> None:
    """Tables-only transcripts: no sentence of a report's own prose."""
    for path in REPORTS:
        for line in path.read_text(encoding="utf-8").splitlines():
            assert "。" not in line, (path.name, line)
            assert len(line) < 130, (path.name, line)


def test_seven_years_of_one_agency(con: duckdb.DuckDBPyConnection) -> None:
    years = con.sql("SELECT year FROM reports WHERE agency = '平潭综合实验区管理委员会' ORDER BY year").fetchall()
    assert [year for (year,) in years] == list(range(2019, 2026))


def test_every_report_is_placed_or_says_why_not(con: duckdb.DuckDBPyConnection) -> None:
    rows = con.sql(
        """
        SELECT r.source, r.agency_type, r.level, r.province, r.year, count(f.check_id) AS reasons
        FROM reports r LEFT JOIN findings f ON f.report_id = r.report_id AND f.check_id IN ('place', 'agency')
        GROUP BY ALL
        """
    ).fetchall()
    for source, kind, level, province, year, reasons in rows:
        assert year is not None
        assert (kind and level and province) or reasons, source
    assert [source for source, kind, *_ in rows if kind is None] == ["未注明/测试市_2025.txt"]
