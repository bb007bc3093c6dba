"""What a file's name says of agency and year: used where the document leaves them open, a finding where it contradicts.

Reports are parsed by content, whatever the file is called; its name is known only when a snapshot is built.
"""

from collections.abc import Iterator
from dataclasses import dataclass

import duckdb
import polars as pl

from ingest.cells.finding import Finding
from ingest.identify import Identity, identify
from ingest.identify.file_name import names_of_path
from ingest.identify.statement import Statement, stored, unstored
from ingest.identify.weighing import weigh_names, weigh_years
from ingest.store.shards import Schema
from warehouse.places import IDENTITY_COLUMNS, texts
from warehouse.rows import add_findings, replace_identities

_NAMED: Schema = {
    **dict.fromkeys((*IDENTITY_COLUMNS, "agency_printed", "stated_by"), pl.String),
    "year": pl.Int32, "covers_from": pl.Date, "covers_to": pl.Date, "candidates": pl.List(pl.String),
}  # fmt: skip
_AT_A_TIME = 50_000  # reports
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
    """Complete agency and year of the reports `touched` from the names of their files.

    What these names say is recorded, and a finding where they differ from the document.
    """
    ((first, last),) = con.execute(
        "SELECT coalesce(min(report_no), 0), coalesce(max(report_no), -1) FROM touched"
    ).fetchall()
    for begin in range(first, last + 1, _AT_A_TIME):
        _name_some(con, begin, begin + _AT_A_TIME)


def _name_some(con: duckdb.DuckDBPyConnection, first: int, stop: int) -> None:
    """As `name_by_files`, of the reports from one number to before another."""
    rows = list(_rows(con, first, stop))
    completed = _complete(con, [each for each in rows if each.is_open])
    known = [each for each in rows if each.number not in completed]
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


def _rows(con: duckdb.DuckDBPyConnection, first: int, stop: int) -> Iterator[_Row]:
    rows = con.execute(
        """
        SELECT report_no, source, year, coalesce(agency_printed, agency), coalesce(stated_by, '')
        FROM report_rows SEMI JOIN touched USING (report_no)
        WHERE report_no >= $first AND report_no < $stop ORDER BY report_no
        """,
        {"first": first, "stop": stop},
    ).fetchall()
    for row in rows:
        if by_file := names_of_path(row[1]):
            number, source, year, who, stated_by = row
            yield _Row(number, source, year, who, stated_by, by_file)


def _complete(con: duckdb.DuckDBPyConnection, rows: list[_Row]) -> set[int]:
    """Identify reports anew by text and path; returns the numbers of those of which this tells more."""
    by_number = {each.number: each for each in rows}
    told: list[tuple[int, Identity]] = []
    for number, lines in texts(con, list(by_number)):
        row = by_number[number]
        identity = identify(lines, row.source)
        if identity.year != row.year or identity.agency_printed != row.who or identity.findings:
            told.append((number, identity))
    if told:
        replace_identities(con, told, _NAMED, _CHECKS)
    return {number for number, _ in told}


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
