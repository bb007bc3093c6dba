"""Questions: the same number computed twice, in SQL and in Python; layers never added together; gaps stay gaps."""

from pathlib import Path

import duckdb
import polars as pl
import pytest

from bench.fidelity.filled import fill
from bench.fidelity.texts import render, tabs
from forms import TOTAL
from forms.measures import measures
from tests.conftest import SAMPLE, ingest, opened
from warehouse import questions
from warehouse.publish import current
from warehouse.scope import GOVERNMENTS, Scope

ALL = Scope(2019, 2025)


@pytest.fixture(scope="module")
def asked(warehouse: Path) -> duckdb.DuckDBPyConnection:
    return questions.connect(str(current(warehouse).path))


def by_hand(con: duckdb.DuckDBPyConnection, name: str, scope: Scope) -> dict[int, tuple[float | None, int, int]]:
    """year → (value, reports in it, reports asked), computed in plain Python from the contract's tables."""
    measure = measures()[name]
    reports = con.execute("SELECT report_id, year, agency_type FROM reports WHERE superseded_by IS NULL").fetchall()
    totals: dict[int, tuple[float, float, int, int]] = {}
    for report_id, year, kind in reports:
        if kind is None or (kind == "government") != (scope.layer == GOVERNMENTS):
            continue
        facts = {
            (figure, applicant): (value, unit)
            for figure, applicant, value, unit in con.execute(
                "SELECT figure, applicant, value, unit FROM facts WHERE report_id = ?", [report_id]
            ).fetchall()
        }
        terms = [(facts[cell], above, below) for cell, above, below in measure.terms() if cell in facts]
        if not terms:
            continue
        above_sum, below_sum, whole, every = totals.get(year, (0.0, 0.0, 0, 0))
        numbers = [value for (value, _), _, _ in terms]
        if all(number is not None for number in numbers):
            above = sum(value * times for (value, _), times, _ in terms)
            above_sum += float(above == 0) if measure.zero else above
            below_sum += 1 if measure.zero else sum(value * below for (value, _), _, below in terms)
            whole += 1
        totals[year] = (above_sum, below_sum, whole, every + 1)
    result: dict[int, tuple[float | None, int, int]] = {}
    for year, (above_sum, below_sum, whole, every) in totals.items():
        value = (above_sum / below_sum if below_sum else None) if measure.is_rate else above_sum
        result[year] = (value if whole else None, whole, every)
    return result


COUNTS = [name for name, measure in measures().items()]


@pytest.mark.parametrize("name", COUNTS)
def test_a_measure_in_sql_is_the_measure_in_python(asked: duckdb.DuckDBPyConnection, name: str) -> None:
    frame = questions.measured(asked, ALL, [name])
    got = {row["year"]: (row["value"], row["reports"], row["asked"]) for row in frame.iter_rows(named=True)}
    expected = by_hand(asked, name, ALL)
    assert set(got) == set(expected)
    for year, (value, whole, every) in expected.items():
        assert got[year][1:] == (whole, every)
        assert got[year][0] == (value if value is None else pytest.approx(value))


def test_groups_add_up_to_the_whole(asked: duckdb.DuckDBPyConnection) -> None:
    whole = questions.measured(asked, ALL, ["received"])
    for by in questions.GROUPS:
        parts = questions.measured(asked, ALL, ["received"], by=by)
        summed = parts.group_by("year").agg(pl.col("value").sum()).sort("year")
        assert summed["value"].to_list() == whole["value"].to_list(), by


def test_applicants_add_up_to_the_total(asked: duckdb.DuckDBPyConnection) -> None:
    scope = Scope(2021, 2023)
    kinds = ("natural_person", "commercial_enterprise", "research_institution", "social_organization",
             "legal_service", "other")  # fmt: skip
    parts = [questions.measured(asked, scope, ["received"], applicant=kind)["value"].sum() for kind in kinds]
    assert sum(parts) == questions.measured(asked, scope, ["received"], applicant=TOTAL)["value"].sum()


def test_a_blank_is_no_zero_in_a_sum(asked: duckdb.DuckDBPyConnection) -> None:
    """上海市人民政府办公厅 2019 prints no row totals: its refusals are not 0, they are not in the sum."""
    frame = questions.measured(asked, Scope(2019, 2019, province="上海市"), ["refused", "received"])
    rows = {row["measure"]: row for row in frame.iter_rows(named=True)}
    assert rows["refused"]["value"] is None and (rows["refused"]["reports"], rows["refused"]["asked"]) == (0, 1)
    assert rows["received"]["value"] == 859


def test_a_question_the_form_does_not_ask_has_no_row(asked: duckdb.DuckDBPyConnection) -> None:
    frame = questions.measured(asked, ALL, ["fees_amount", "fee_items"])
    years = {name: set(frame.filter(pl.col("measure") == name)["year"]) for name in ("fees_amount", "fee_items")}
    assert max(years["fee_items"]) <= 2020 < min(years["fees_amount"])


def test_money_without_a_unit_is_in_no_sum(tmp_path: Path) -> None:
    form = fill(1, 2021)
    form.printed["fees.amount", None] = "12.5"
    text = render(form, tabs).replace("（单位：万元）", "")
    (tmp_path / "a.txt").write_text(text, encoding="utf-8")
    ingest(tmp_path / "a.txt", "--warehouse", tmp_path / "w")
    frame = questions.measured(opened(tmp_path / "w"), ALL, ["fees_amount"])
    assert frame["value"].to_list() == [None] and frame["reports"].to_list() == [0]


def test_layers_are_never_added_together_and_governments_never_nest(tmp_path: Path) -> None:
    reports = {
        "city": "宿迁市人民政府", "county": "沭阳县人民政府", "bureau": "沭阳县卫生健康局", "elsewhere": "淮安市洪泽区人民政府",
    }  # fmt: skip
    expected = {}
    for seed, (name, agency) in enumerate(reports.items()):
        form = fill(seed, 2021)
        expected[name] = form.values["applications.received", "total"]
        text = render(form, tabs).replace("丰城市卫生健康委员会", agency)
        (tmp_path / f"{name}.txt").write_text(text, encoding="utf-8")
    ingest(*(tmp_path / f"{name}.txt" for name in reports), "--warehouse", tmp_path / "w")
    con = opened(tmp_path / "w")
    departments = questions.measured(con, Scope(2023, 2023), ["received"])
    governments = questions.measured(con, Scope(2023, 2023, layer=GOVERNMENTS), ["received"])
    assert departments["value"].to_list() == [expected["bureau"]]
    assert governments["value"].to_list() == [(expected["city"] or 0) + (expected["elsewhere"] or 0)]
    assert questions.coverage(con, Scope(2023, 2023, layer=GOVERNMENTS))["left_out"].to_list() == [1]


def test_a_report_without_a_kind_is_in_no_total_and_is_counted(asked: duckdb.DuckDBPyConnection) -> None:
    assert questions.unplaced(asked, ALL) == 1
    assert questions.measured(asked, Scope(2025, 2025), ["received"])["value"].to_list() == [154]


def test_values_are_bound_and_files_out_of_reach(asked: duckdb.DuckDBPyConnection) -> None:
    evil = "'; DROP TABLE report_rows; --"
    assert questions.agency_reports(asked, evil).is_empty()
    assert questions.report(asked, evil).is_empty()
    with pytest.raises(duckdb.Error):
        asked.execute("SELECT * FROM read_text('/etc/passwd')")
    with pytest.raises(duckdb.Error):
        asked.execute("SET enable_external_access = true")
    with pytest.raises(KeyError):
        questions.measured(asked, ALL, ["received"], by="agency; DROP TABLE report_rows")


def test_every_question_about_reports(asked: duckdb.DuckDBPyConnection) -> None:
    listed = questions.reports(asked, ALL)
    assert listed.height == len([p for p in SAMPLE.rglob("*") if p.is_file()])
    for report_id in listed["report_id"]:
        assert questions.report(asked, report_id).height == 1
        assert questions.report_facts(asked, report_id).height in (186, 198, 200)
        assert questions.report_text(asked, report_id)
    assert (
        questions.row_count(asked, ALL, ["licensing.decisions"])
        == questions.rows(asked, ALL, ["licensing.decisions"]).height
    )
    assert questions.finding_count(asked, ALL, None, None) == questions.findings(asked, ALL, None, None, 10**6).height
    assert questions.quarantine(asked).is_empty()
