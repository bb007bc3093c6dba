"""What a file's name says of agency and year: used where the document leaves them open, a finding where it contradicts.

Reports are parsed by content, whatever the file is called; its name is known only when a snapshot is built.
"""

from collections.abc import Iterator
from dataclasses import dataclass

import duckdb
import polars as pl

from ingest.cells.finding import Finding
from ingest.identify import identify
from ingest.identify.file_name import names_of_path
from ingest.identify.statement import Statement, stored, unstored
from ingest.identify.weighing import weigh_names, weigh_years
from warehouse.places import IDENTITY_COLUMNS
from warehouse.rows import add_findings

_COLUMNS = (*IDENTITY_COLUMNS, "agency_printed", "year", "covers_from", "covers_to")
_CHECKS = ("year", "agency", "place")


@dataclass(frozen=True, slots=True)
class _Row:
    """What a report's own text says, and what its file's name says."""

    number: int
    source: str
    year: int | None
    who: str | None
    stated_by: str
    by_file: list[Statement]

    @property
    def is_open(self) -> bool:
        return any((each.year and self.year is None) or (each.who and self.who is None) for each in self.by_file)


def name_by_files(con: duckdb.DuckDBPyConnection) -> None:
    """Complete agency and year from the names of files; record what these names say and where they differ."""
    rows = list(_rows(con))
    known = [each for each in rows if not (each.is_open and _completed(con, each))]
    add_findings(con, [(each.number, finding) for each in known for finding in _differences(each)])
    said = [
        (each.number, "; ".join(filter(None, (each.stated_by, stored(each.by_file))))) for each in known if each.by_file
    ]
    if not said:
        return
    frame = pl.DataFrame(said, schema={"report_no": pl.Int32, "stated_by": pl.String}, orient="row")
    con.register("by_file", frame.to_arrow())
    con.execute("UPDATE report_rows r SET stated_by = b.stated_by FROM by_file b WHERE r.report_no = b.report_no")
    con.unregister("by_file")


def _rows(con: duckdb.DuckDBPyConnection) -> Iterator[_Row]:
    rows = con.execute(
        """
        SELECT report_no, source, year, coalesce(agency_printed, agency), coalesce(stated_by, '')
        FROM report_rows ORDER BY report_no
        """
    ).fetchall()
    for row in rows:
        if by_file := names_of_path(row[1]):
            number, source, year, who, stated_by = row
            yield _Row(number, source, year, who, stated_by, by_file)


def _completed(con: duckdb.DuckDBPyConnection, row: _Row) -> bool:
    """Identify a report anew by its text and its path; False if this tells nothing more."""
    found = con.execute("SELECT text FROM document_rows WHERE report_no = ?", [row.number]).fetchone()
    assert found is not None
    identity = identify(found[0].split("\n"), row.source)
    if identity.year == row.year and identity.agency_printed == row.who and not identity.findings:
        return False
    con.execute(
        f"UPDATE report_rows SET {', '.join(f'{each} = ${each}' for each in _COLUMNS)}, stated_by = $stated_by, "
        "candidates = $candidates WHERE report_no = $number",
        {each: getattr(identity, each) for each in _COLUMNS}
        | {
            "number": row.number,
            "stated_by": stored(identity.statements),
            "candidates": list(identity.candidates) or None,
        },
    )
    con.execute(
        "DELETE FROM finding_rows WHERE report_no = $number AND check_id IN (SELECT unnest($checks))",
        {"number": row.number, "checks": list(_CHECKS)},
    )
    add_findings(con, [(row.number, each) for each in identity.findings if each.check in _CHECKS])
    return True


def _differences(row: _Row) -> list[Finding]:
    """Findings where the file's name states another year or agency than the document."""
    pieces = unstored(row.stated_by) if row.stated_by else []
    findings: list[Finding] = []
    if row.year is not None:
        kind, line = next(((kind, line) for kind, line, says in pieces if says.endswith(str(row.year))), ("title", 0))
        findings += weigh_years([Statement(kind, line, "", row.year), *row.by_file], None).findings
    if row.who is not None:
        kind, line = next(((kind, line) for kind, line, says in pieces if row.who in says), ("title", 0))
        findings += weigh_names([Statement(kind, line, row.who), *row.by_file], row.year).findings
    return findings
