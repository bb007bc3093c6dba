"""The warehouse as the contract has it; comments on everything; the dictionary fresh; checks across years."""

from pathlib import Path

import duckdb

from bench.fidelity.filled import Filled, fill
from bench.fidelity.texts import render, tabs
from forms import CHECKS, cells, reading_checks, unit_names, units, within_report
from ingest.cells.fact import DECIDED_BY
from ingest.cells.finding import VERDICTS
from ingest.read.numbers import STATES
from tests.conftest import ingest, opened
from warehouse.dictionary import PATH, dictionary
from warehouse.schema import cell_column, tables

CONTRACT = {
    "reports": (
        "report_id source sha256 title agency_printed agency agency_type level province prefecture county township "
        "region_code year form published_on covers_from covers_to"
    ),
    "facts": "report_id figure applicant value unit state printed line",
    "findings": "report_id check_id verdict figure applicant expected actual message",
    "quarantine": "source sha256 reason detail",
}


def test_tables_and_columns_of_the_contract(con: duckdb.DuckDBPyConnection) -> None:
    for table, columns in CONTRACT.items():
        there = {row[0]: row[1] for row in con.execute(f"DESCRIBE {table}").fetchall()}
        assert set(columns.split()) <= set(there), table
        if table == "reports":
            assert there["year"] == "INTEGER" and there["published_on"] == "DATE"


def test_every_table_and_column_is_described(con: duckdb.DuckDBPyConnection) -> None:
    bare = con.execute(
        """
        SELECT table_name, column_name FROM duckdb_columns() WHERE NOT internal AND comment IS NULL
        UNION ALL SELECT table_name, NULL FROM duckdb_tables() WHERE NOT internal AND comment IS NULL
        UNION ALL SELECT view_name, NULL FROM duckdb_views() WHERE NOT internal AND comment IS NULL
        """
    ).fetchall()
    of_cells = {("total_rows", cell_column(number)) for number in range(len(cells()))}  # form_cells describes them
    assert set(bare) == of_cells
    there = {
        name
        for (name,) in con.execute("SELECT DISTINCT table_name FROM duckdb_columns() WHERE NOT internal").fetchall()
    }
    assert there == set(tables())


def test_closed_lists_are_the_same_in_code_form_and_dictionary(con: duckdb.DuckDBPyConnection) -> None:
    """One list each: states, units, verdicts, checks, passes; whatever is stored is of them."""
    described = {(name, column.name): column.values for name, table in tables().items() for column in table.columns}
    assert tuple(described["facts", "state"]) == STATES
    assert tuple(described["findings", "verdict"]) == VERDICTS
    assert tuple(described["facts", "decided_by"]) == DECIDED_BY
    types = {row[0]: row[1] for row in con.execute("DESCRIBE fact_rows").fetchall()}
    assert types["unit"] == "ENUM(" + ", ".join(f"'{unit}'" for unit in units()) + ")"
    assert set(unit_names()) == set(units())
    stored = {check for (check,) in con.execute("SELECT DISTINCT check_id FROM findings").fetchall()}
    stored |= {check for (check,) in con.execute("SELECT DISTINCT check_id FROM checks").fetchall()}
    assert stored <= {*CHECKS, *reading_checks()}
    assert not set(CHECKS) & set(reading_checks()) and set(within_report()) < set(CHECKS)


def test_dictionary_is_fresh() -> None:
    assert PATH.read_text(encoding="utf-8") == dictionary(), "run: python -m warehouse.dictionary"


def test_a_value_is_stored_only_where_it_was_read(con: duckdb.DuckDBPyConnection) -> None:
    states = con.execute("SELECT state, count(value) = count(*), count(value) FROM facts GROUP BY state").fetchall()
    assert {state for state, _, _ in states} <= set(STATES)
    for state, all_numbers, numbers in states:
        assert all_numbers if state in ("printed", "recovered") else numbers == 0


def test_every_fact_leads_to_its_line(con: duckdb.DuckDBPyConnection) -> None:
    """From any number to the line it came from: the printed text is on that line of the document."""
    texts = dict(con.execute("SELECT report_id, text FROM documents").fetchall())
    rows = con.execute("SELECT report_id, printed, line FROM facts WHERE state = 'printed'").fetchall()
    assert len(rows) > 3000
    for report_id, printed, line in rows:
        assert printed in texts[report_id].split("\n")[line - 1]


def test_facts_are_stored_by_cell_and_report(con: duckdb.DuckDBPyConnection) -> None:
    rows = con.execute("SELECT cell, report_no FROM fact_rows").fetchall()
    assert rows == sorted(rows)


def _year(filled: Filled, year: int, **changes: int) -> str:
    for name, value in changes.items():
        figure, _, applicant = name.replace("__", ".").partition("_at_")
        filled.printed[figure, applicant or None] = str(value)
    return render(filled, tabs).replace("2023年政府", f"{year}年政府").replace("2020年政府", f"{year}年政府")


def _findings(folder: Path, **reports: str) -> list[tuple[object, ...]]:
    source = folder / "reports"
    source.mkdir()
    for name, text in reports.items():
        (source / f"{name}.txt").write_text(text, encoding="utf-8")
    ingest(source, "--warehouse", folder / "w")
    query = """
        SELECT source, check_id, verdict, figure, applicant, expected, actual FROM findings JOIN reports USING (report_id)
        WHERE check_id IN ('carry', 'documents', 'items', 'duplicate') ORDER BY ALL
    """
    return opened(folder / "w").execute(query).fetchall()


def test_carry_and_documents_across_years(tmp_path: Path) -> None:
    first, second = fill(1, 2021), fill(1, 2021)
    out = int(first.values["applications.carried_out", "natural_person"] or 0)
    for applicant in ("natural_person", "commercial_enterprise", "research_institution", "social_organization",
                      "legal_service", "other", "total"):  # fmt: skip
        second.printed["applications.carried_in", applicant] = first.printed["applications.carried_out", applicant]
    second.printed["applications.carried_in", "natural_person"] = str(out + 4)
    first.printed["normative_documents.in_force", None] = "100"
    second.printed["normative_documents.issued", None] = "7"
    second.printed["normative_documents.repealed", None] = "2"
    second.printed["normative_documents.in_force", None] = "105"
    second.printed["regulations.in_force", None] = ""
    findings = _findings(tmp_path, a=_year(first, 2022), b=_year(second, 2023))
    assert ("b.txt", "carry", "broken", "applications.carried_in", "natural_person", out, out + 4) in findings
    assert [row for row in findings if row[1] == "carry"] == [
        ("b.txt", "carry", "broken", "applications.carried_in", "natural_person", out, out + 4)
    ]
    assert [row[1:4] for row in findings if row[1] == "documents"] == [
        ("documents", "untestable", "regulations.in_force")
    ]


def test_items_across_years_of_the_2019_form(tmp_path: Path) -> None:
    first, second = fill(2, 2019), fill(2, 2019)
    for row in ("licensing", "other_services", "penalties", "coercion", "fees"):
        first.printed[f"{row}.prior_items", None], first.printed[f"{row}.change", None] = "10", "+3"
        second.printed[f"{row}.prior_items", None] = "13"
    second.printed["penalties.prior_items", None] = "12"
    findings = [row for row in _findings(tmp_path, a=_year(first, 2019), b=_year(second, 2020)) if row[1] == "items"]
    assert findings == [("b.txt", "items", "broken", "penalties.prior_items", None, 13, 12)]


def test_no_check_across_the_change_of_the_form(tmp_path: Path) -> None:
    findings = _findings(tmp_path, a=_year(fill(3, 2019), 2020), b=_year(fill(3, 2021), 2021))
    assert {row[1] for row in findings} <= {"carry"}


def test_two_reports_of_one_agency_and_year_are_counted_once(tmp_path: Path) -> None:
    early, late = _year(fill(4, 2021), 2023), _year(fill(5, 2021), 2023)
    findings = _findings(tmp_path, early=early, late=late.replace("五、存在", "发布日期：2024-02-01\n五、存在"))
    assert [row[:2] for row in findings] == [("early.txt", "duplicate")] or [row[:2] for row in findings] == [
        ("late.txt", "duplicate")
    ]
    con = opened(tmp_path / "w")
    assert con.execute("SELECT count(*) FROM reports WHERE superseded_by IS NULL").fetchone() == (1,)


def test_findings_speak_both_languages(con: duckdb.DuckDBPyConnection) -> None:
    for message, english in con.execute("SELECT message, message_en FROM findings").fetchall():
        assert any("一" <= c <= "鿿" for c in message)
        assert english and english != message
