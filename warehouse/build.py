"""[I/O] Store → snapshot: a database is built aside from the shards, checked, and handed over whole."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import duckdb
import polars as pl

from forms import cells, cross_year_checks, message
from forms.equations import CHECKS
from ingest.gather import Contribution
from ingest.report import rejected
from warehouse.schema import comments, create_table, create_view, tables

_COUNTED = "superseded_by IS NULL AND agency IS NOT NULL AND region_code IS NOT NULL AND year IS NOT NULL"


class BuildError(Exception):
    """A snapshot did not pass its own checks and is not published."""


@dataclass(frozen=True, slots=True)
class Counts:
    reports: int
    facts: int
    findings: int
    quarantined: int


def build(
    path: Path, snapshot: str, parser: str, contributions: list[Contribution], shards: Path, threads: int | None = None
) -> Counts:
    """Write a complete database to `path` (which must not exist) and check it; raises BuildError if it is not whole."""
    try:
        return _build(path, snapshot, parser, contributions, shards, threads)
    except duckdb.Error as error:
        raise BuildError(str(error).splitlines()[0]) from error


def _build(
    path: Path, snapshot: str, parser: str, contributions: list[Contribution], shards: Path, threads: int | None
) -> Counts:
    with duckdb.connect(str(path)) as con:
        if threads:
            con.execute("SET threads = ?", [threads])
        con.execute("SET preserve_insertion_order = false")
        for table in tables().values():
            if table.kind == "table":
                con.execute(create_table(table))
        for table in tables().values():
            if table.kind == "view":
                con.execute(create_view(table))
        _insert(con, "form_cells", pl.DataFrame(
            [(number, figure, applicant) for number, (figure, applicant) in enumerate(cells())],
            schema={"cell": pl.UInt8, "figure": pl.String, "applicant": pl.String}, orient="row",
        ))  # fmt: skip
        _quarantine(con, contributions)
        names = _reports(con, contributions, shards)
        _facts(con, shards, names)
        _supersede(con)
        _cross_year(con)
        for statement in comments():
            con.execute(statement)
        counts = _counts(con)
        con.execute(
            "INSERT INTO snapshot VALUES (?, ?, ?, ?, ?, ?)",
            [snapshot, parser, counts.reports, counts.facts, counts.findings, counts.quarantined],
        )
        _check(con, contributions, counts)
        con.execute("CHECKPOINT")
    return counts


def _insert(con: duckdb.DuckDBPyConnection, table: str, frame: pl.DataFrame) -> None:
    con.register("incoming", frame.to_arrow())
    con.execute(f"INSERT INTO {table} BY NAME SELECT * FROM incoming")
    con.unregister("incoming")


def _quarantine(con: duckdb.DuckDBPyConnection, contributions: list[Contribution]) -> None:
    """Files without a report, and those whose content another file has too: one content is one report."""
    rows: list[tuple[str, str | None, str, str]] = []
    first: dict[str, str] = {}
    for each in contributions:
        if each.reason is not None and each.shard is None:
            rows.append((each.source, each.sha256, each.reason, each.detail or ""))
        elif each.sha256 in first:
            twin = rejected("duplicate", other=first[each.sha256])
            rows.append((each.source, each.sha256, twin.reason, twin.detail))
        elif each.sha256 is not None:
            first[each.sha256] = each.source
    schema = {"source": pl.String, "sha256": pl.String, "reason": pl.String, "detail": pl.String}
    _insert(con, "quarantine", pl.DataFrame(rows, schema=schema, orient="row"))


def _reports(con: duckdb.DuckDBPyConnection, contributions: list[Contribution], shards: Path) -> list[str]:
    """Number the reports by content, so that the same input always gives the same database; returns the shards."""
    kept: dict[str, tuple[str, str]] = {}
    for each in contributions:
        if each.shard is not None and each.sha256 is not None:
            kept.setdefault(each.sha256, (each.source, each.shard))
    frame = pl.DataFrame(
        [(sha256, source, shard) for sha256, (source, shard) in kept.items()],
        schema={"sha256": pl.String, "source": pl.String, "shard": pl.String}, orient="row",
    )  # fmt: skip
    con.register("kept", frame.to_arrow())
    con.execute(
        """
        CREATE TEMP TABLE numbered AS
        SELECT sha256, source, shard, (row_number() OVER (ORDER BY sha256) - 1)::INTEGER AS report_no FROM kept
        """
    )
    con.unregister("kept")
    names = sorted({shard for _, shard in kept.values()})
    con.execute(
        """
        CREATE TEMP TABLE incoming_reports AS
        SELECT s.*, n.source, n.report_no
        FROM (SELECT *, file_row_number AS report, file_index::INTEGER AS file
              FROM read_parquet($files, file_row_number = true)) s
        JOIN numbered n ON n.sha256 = s.sha256 AND n.shard = $names[s.file + 1]
        """,
        {"files": [str(shards / f"{name}.reports.parquet") for name in names], "names": names},
    )
    con.execute("CREATE TEMP TABLE place AS SELECT file, report, report_no FROM incoming_reports")
    con.execute(
        """
        INSERT INTO report_rows BY NAME
        SELECT left(sha256, 16) AS report_id, * EXCLUDE (text, report, file, file_row_number)
        FROM incoming_reports ORDER BY report_no
        """
    )
    con.execute("INSERT INTO document_rows SELECT report_no, text FROM incoming_reports")
    con.execute("DROP TABLE incoming_reports")
    return names


# A row of a shard belongs to the report that stands in the same row of the shard's .reports file.
_ROWS = """
    (SELECT x.*, p.report_no FROM (SELECT *, file_index::INTEGER AS file FROM read_parquet($files)) x
     JOIN place p ON p.file = x.file AND p.report = x.report)
"""


def _facts(con: duckdb.DuckDBPyConnection, shards: Path, names: list[str]) -> None:
    """Facts sorted by (cell, report): a question about one figure reads only that figure's share of the file."""
    statements = {
        "facts": """
            INSERT INTO fact_rows BY NAME
            SELECT cell, report_no, value, enum_range(NULL::ENUM('件', '项', '元', '万元'))[unit + 1] AS unit,
                   enum_range(NULL::ENUM('printed', 'recovered', 'blank', 'absent', 'unreadable'))[state + 1] AS state,
                   printed, line::INTEGER AS line, page, box_left, box_top, box_right, box_bottom
            FROM {rows} ORDER BY cell, report_no
        """,
        "findings": """
            INSERT INTO finding_rows BY NAME
            SELECT report_no, check_id, verdict, figure, applicant, expected, actual, message, message_en,
                   line::INTEGER AS line
            FROM {rows} ORDER BY report_no
        """,
        "tallies": """
            INSERT INTO tally_rows BY NAME
            SELECT report_no, check_id, holds, broken, untestable FROM {rows} ORDER BY check_id, report_no
        """,
    }
    for kind, statement in statements.items():
        files = [str(shards / f"{name}.{kind}.parquet") for name in names]
        con.execute(statement.format(rows=_ROWS), {"files": files})


def _supersede(con: duckdb.DuckDBPyConnection) -> None:
    """Several reports of one agency and year: the one published last is counted, then the one with most numbers."""
    con.execute(
        """
        CREATE TEMP TABLE ranked AS
        WITH numbers AS (SELECT report_no, count(value) AS numbers FROM fact_rows GROUP BY report_no),
        keyed AS (
            SELECT r.*, n.numbers,
                   row_number() OVER same AS rank, first(report_id) OVER same AS winner,
                   first(source) OVER same AS other
            FROM report_rows r JOIN numbers n USING (report_no)
            WHERE agency IS NOT NULL AND region_code IS NOT NULL AND year IS NOT NULL
            WINDOW same AS (PARTITION BY agency, region_code, year
                            ORDER BY published_on DESC NULLS LAST, numbers DESC, source)
        )
        SELECT report_no, winner, other FROM keyed WHERE rank > 1
        """
    )
    con.execute(
        "UPDATE report_rows SET superseded_by = winner FROM ranked WHERE report_rows.report_no = ranked.report_no"
    )
    losers = con.execute("SELECT report_no, other FROM ranked ORDER BY report_no").fetchall()
    _add_findings(con, [
        (number, "duplicate", "broken", None, None, None, None,
         message("superseded", "zh", other=other), message("superseded", "en", other=other), None)
        for number, other in losers
    ])  # fmt: skip


def _cross_year(con: duckdb.DuckDBPyConnection) -> None:
    """carry, documents and items: one year's report against the next of the same agency."""
    number = {cell: n for n, cell in enumerate(cells())}
    terms: list[tuple[int, str, int, int, bool, int]] = []
    for key, check in enumerate(cross_year_checks()):
        for applicant in check.applicants:
            anchor = number[check.anchor, applicant]
            terms += [(key, check.check, anchor, number[f, applicant], True, sign) for f, sign in check.previous]
            terms += [(key, check.check, anchor, number[f, applicant], False, sign) for f, sign in check.terms]
    schema = {"key": pl.Int32, "check_id": pl.String, "anchor": pl.UInt8, "cell": pl.UInt8, "before": pl.Boolean,
              "sign": pl.Int8}  # fmt: skip
    con.register("incoming", pl.DataFrame(terms, schema=schema, orient="row").to_arrow())
    con.execute("CREATE TEMP TABLE term AS SELECT *, count(*) OVER (PARTITION BY key, anchor) AS size FROM incoming")
    con.unregister("incoming")
    con.execute(
        f"""
        CREATE TEMP TABLE pair AS
        SELECT a.report_no AS before_no, b.report_no AS this_no, a.year AS before_year
        FROM report_rows a JOIN report_rows b USING (agency, region_code)
        WHERE b.year = a.year + 1 AND a.{_COUNTED.replace(' AND ', ' AND a.')}
          AND b.{_COUNTED.replace(' AND ', ' AND b.')}
        """
    )
    # A cell that one of the two forms does not have makes the check none at all, not an untestable one.
    con.execute(
        """
        CREATE TEMP TABLE verdict AS
        SELECT p.this_no, p.before_year, t.key, t.check_id, t.anchor,
               sum(t.sign * f.value) AS residual, count(f.value) = count(*) AS testable,
               max(f.value) FILTER (t.cell = t.anchor AND NOT t.before) AS actual,
               max(f.line) FILTER (t.cell = t.anchor AND NOT t.before) AS line
        FROM pair p CROSS JOIN term t
        JOIN fact_rows f ON f.cell = t.cell AND f.report_no = CASE WHEN t.before THEN p.before_no ELSE p.this_no END
        GROUP BY p.this_no, p.before_year, t.key, t.check_id, t.anchor, t.size
        HAVING count(*) = t.size
        """
    )
    con.execute(
        """
        INSERT INTO tally_rows
        SELECT this_no, check_id, count(*) FILTER (testable AND residual = 0),
               count(*) FILTER (testable AND residual <> 0), count(*) FILTER (NOT testable)
        FROM verdict GROUP BY this_no, check_id ORDER BY check_id, this_no
        """
    )
    rows = con.execute(
        """
        SELECT this_no, before_year, check_id, c.figure, c.applicant, testable, residual, actual, line
        FROM verdict JOIN form_cells c ON c.cell = anchor
        WHERE NOT testable OR residual <> 0 ORDER BY this_no, check_id, anchor
        """
    ).fetchall()
    found = []
    for number_, year, check_id, figure, applicant, testable, residual, actual, line in rows:
        words = CHECKS[check_id]
        if testable:
            # Every anchor stands in its check with sign −1: what the other terms give is its value plus the residual.
            fill = {"previous_year": year, "expected": f"{actual + residual:.0f}", "actual": f"{actual:.0f}"}
            found.append((
                number_, check_id, "broken", figure, applicant, actual + residual, actual,
                message("cross_broken", "zh", rule=words.rule_zh, **fill),
                message("cross_broken", "en", rule=words.rule_en, **fill), line,
            ))  # fmt: skip
        else:
            found.append((
                number_, check_id, "untestable", figure, applicant, None, actual,
                message("cross_untestable", "zh", rule=words.rule_zh),
                message("cross_untestable", "en", rule=words.rule_en), line,
            ))  # fmt: skip
    _add_findings(con, found)


def _add_findings(con: duckdb.DuckDBPyConnection, rows: Sequence[tuple[object, ...]]) -> None:
    if rows:
        schema = {
            "report_no": pl.Int32, "check_id": pl.String, "verdict": pl.String, "figure": pl.String,
            "applicant": pl.String, "expected": pl.Float64, "actual": pl.Float64, "message": pl.String,
            "message_en": pl.String, "line": pl.Int32,
        }  # fmt: skip
        _insert(con, "finding_rows", pl.DataFrame(rows, schema=schema, orient="row"))


def _counts(con: duckdb.DuckDBPyConnection) -> Counts:
    row = con.execute(
        """
        SELECT (SELECT count(*) FROM report_rows), (SELECT count(*) FROM fact_rows),
               (SELECT count(*) FROM finding_rows), (SELECT count(*) FROM quarantine)
        """
    ).fetchone()
    assert row is not None
    return Counts(*row)


def _check(con: duckdb.DuckDBPyConnection, contributions: list[Contribution], counts: Counts) -> None:
    """Whole: every file is a report or in quarantine, every report has its facts, no blank is a number."""
    if counts.reports + counts.quarantined != len(contributions):
        raise BuildError(
            f"{len(contributions)} files went in, "
            f"{counts.reports} reports and {counts.quarantined} quarantined came out"
        )
    row = con.execute(
        """
        SELECT count(*) FROM fact_rows
        WHERE (value IS NULL) <> (state NOT IN ('printed', 'recovered'))
        """
    ).fetchone()
    if row is None or row[0]:
        raise BuildError("there are facts whose value and state disagree")
    row = con.execute(
        "SELECT count(*) FROM report_rows WHERE report_no NOT IN (SELECT DISTINCT report_no FROM fact_rows)"
    ).fetchone()
    if row is None or row[0]:
        raise BuildError("there are reports without facts")
