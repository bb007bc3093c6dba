"""[I/O] Store → snapshot: a complete database is built from the shards at a path of its own and validated."""

import re
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

import duckdb
import polars as pl

from forms import cells
from ingest.cells.finding import BROKEN, UNTESTABLE
from ingest.identify import identify
from ingest.identify.successions import successions_of
from ingest.report import rejected
from ingest.store.update import Contribution
from warehouse.across_years import check_across_years
from warehouse.file_names import name_by_files
from warehouse.names import spell_names
from warehouse.places import place_by_surroundings
from warehouse.rows import add_findings, insert, whole_report
from warehouse.schema import comments, create_table, create_view, tables
from warehouse.scope import AGENCY_KEY, AGENCY_NAME, LAYER
from warehouse.totals import fill_totals

_MEMORY = "1200MB"


class BuildError(Exception):
    """A snapshot failed its consistency checks and is not published."""


@dataclass(frozen=True, slots=True)
class Counts:
    reports: int
    facts: int
    findings: int
    quarantined: int


def build(
    path: Path, snapshot: str, parser: str, contributions: list[Contribution], shards: Path, threads: int | None = None
) -> Counts:
    """Write a complete database to `path` (which must not exist) and validate it; raises BuildError on failure."""
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
        con.execute(f"SET memory_limit = '{_MEMORY}'")  # what needs more is sorted on the disk, beside the database
        con.execute("SET enable_progress_bar = false")  # it would be printed among what the command says
        for table in tables().values():
            if table.kind == "table":
                con.execute(create_table(table))
        for table in tables().values():
            if table.kind == "view":
                con.execute(create_view(table))
        insert(con, "form_cells", pl.DataFrame(
            [(number, figure, applicant) for number, (figure, applicant) in enumerate(cells())],
            schema={"cell": pl.UInt16, "figure": pl.String, "applicant": pl.String}, orient="row",
        ))  # fmt: skip
        _quarantine(con, contributions)
        names = _reports(con, contributions, shards)
        _facts(con, shards, names)
        name_by_files(con)
        place_by_surroundings(con)
        con.execute(f"UPDATE report_rows SET layer = {LAYER}, agency_key = {AGENCY_KEY}, agency_name = {AGENCY_NAME}")
        _supersede(con)
        _successions(con)
        check_across_years(con)
        fill_totals(con, shards, names)
        spell_names(con)
        for statement in comments():
            con.execute(statement)
        counts = _counts(con)
        con.execute(
            "INSERT INTO snapshot SELECT ?, ?, ?, ?, ?, ?, count(*) FILTER (made_up) FROM report_rows",
            [snapshot, parser, counts.reports, counts.facts, counts.findings, counts.quarantined],
        )
        _check(con, contributions, counts)
        con.execute("CHECKPOINT")
    return counts


def _quarantine(con: duckdb.DuckDBPyConnection, contributions: list[Contribution]) -> None:
    """Record files that yielded no report, and duplicates: identical content is a single report."""
    rows: list[tuple[object, ...]] = []
    first: dict[str, str] = {}
    for each in contributions:
        if each.reason is not None and each.shard is None:
            identity = identity_from_name(each.source)
            rows.append((each.source, each.sha256, each.reason, each.detail or "", *identity))
        elif each.sha256 in first:
            twin = rejected("duplicate", other=first[each.sha256])
            rows.append((each.source, each.sha256, twin.reason, twin.detail, *[None] * len(_IDENTITY_COLUMNS), None))
        elif each.sha256 is not None:
            first[each.sha256] = each.source
    texts = ("source", "sha256", "reason", "detail", *_IDENTITY_COLUMNS)
    schema = {**dict.fromkeys(texts, pl.String), "year": pl.Int32}
    insert(con, "quarantine", pl.DataFrame(rows, schema=schema, orient="row"))


_IDENTITY_COLUMNS = ("agency_id", "agency", "agency_type", "level", "province", "prefecture", "county")
_NAMED = re.compile(
    r"(?P<who>[㐀-鿿]{3,}?)\W*(?P<year>20[0-3]\d)(?!\d)|(?<!\d)(?P<before>20[0-3]\d)(?!\d)\W*年?度?(?P<whose>[㐀-鿿]{3,})"
)


def identity_from_name(source: str) -> tuple[object, ...]:
    """Return `_IDENTITY_COLUMNS` and the year of a file without a report as stated in its name, None where unknown."""
    found = _NAMED.search(PurePosixPath(source).stem.replace("_", " "))
    if found is None:
        return (*[None] * len(_IDENTITY_COLUMNS), None)
    who, year = found["who"] or found["whose"], found["year"] or found["before"]
    identity = identify([f"{who}{year}年政府信息公开工作年度报告"], source)
    return (*(getattr(identity, each) for each in _IDENTITY_COLUMNS), identity.year)


def _reports(con: duckdb.DuckDBPyConnection, contributions: list[Contribution], shards: Path) -> list[str]:
    """Number the reports by content, so that equal input gives an equal database; returns the names of the shards."""
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
        SELECT left(sha256, 16) AS report_id, * EXCLUDE (text, parts, report, file, file_row_number)
        FROM incoming_reports ORDER BY report_no
        """
    )
    con.execute("INSERT INTO document_rows SELECT report_no, text FROM incoming_reports")
    con.execute(
        """
        INSERT INTO part_rows
        SELECT report_no, p.part, p.title, p.line, p.last_line
        FROM (SELECT report_no, unnest(parts) AS p FROM incoming_reports) ORDER BY report_no, p.part
        """
    )
    con.execute("DROP TABLE incoming_reports")
    return names


# `report` in a shard's rows is the row number of the report in the shard's .reports file.
_ROWS = """
    (SELECT x.*, p.report_no FROM (SELECT *, file_index::INTEGER AS file FROM read_parquet($files)) x
     JOIN place p ON p.file = x.file AND p.report = x.report)
"""


def _facts(con: duckdb.DuckDBPyConnection, shards: Path, names: list[str]) -> None:
    """Load facts sorted by (cell, report), so that a query for one figure reads only its part; findings, tallies."""
    statements = {
        "facts": """
            INSERT INTO fact_rows BY NAME
            SELECT cell, report_no, value, {unit}[unit + 1] AS unit, {state}[state + 1] AS state, printed,
                   line::INTEGER AS line, page, box_left, box_top, box_right, box_bottom,
                   {decided_by}[decided_by + 1] AS decided_by
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
        con.execute(statement.format(rows=_ROWS, **_closed_lists()), {"files": files})
    con.execute(
        "INSERT INTO unsure_rows FROM fact_rows WHERE state IN ('unreadable', 'recovered') ORDER BY report_no, cell"
    )


def _closed_lists() -> dict[str, str]:
    """SQL for the values of each enum column of `fact_rows`, in the order in which shards number them."""
    types = {column.name: column.type for column in tables()["fact_rows"].columns}
    return {name: f"enum_range(NULL::{types[name]})" for name in ("unit", "state", "decided_by")}


def _supersede(con: duckdb.DuckDBPyConnection) -> None:
    """Choose among reports of one agency and year: the last published is counted, on a tie the one with most values."""
    con.execute(
        """
        CREATE TEMP TABLE ranked AS
        WITH numbers AS (SELECT report_no, count(value) AS numbers FROM fact_rows GROUP BY report_no),
        keyed AS (
            SELECT r.*, n.numbers,
                   row_number() OVER same AS rank, first(report_id) OVER same AS winner,
                   first(source) OVER same AS other
            FROM report_rows r JOIN numbers n USING (report_no)
            WHERE agency IS NOT NULL AND agency_id IS NOT NULL AND year IS NOT NULL
            WINDOW same AS (PARTITION BY agency, agency_id, year
                            ORDER BY published_on DESC NULLS LAST, numbers DESC, source)
        )
        SELECT report_no, winner, other FROM keyed WHERE rank > 1
        """
    )
    con.execute(
        "UPDATE report_rows SET superseded_by = winner FROM ranked WHERE report_rows.report_no = ranked.report_no"
    )
    losers = con.execute("SELECT report_no, other FROM ranked ORDER BY report_no").fetchall()
    add_findings(
        con, ((number, whole_report("duplicate", BROKEN, "superseded", other=other)) for number, other in losers)
    )
    # Two names that the reference data maps to one agency, both used in one year: both are counted and flagged.
    twins = con.execute(
        """
        SELECT a.report_no, min(b.source) AS other FROM report_rows a JOIN report_rows b USING (agency_id, year)
        WHERE a.report_no <> b.report_no AND a.superseded_by IS NULL AND b.superseded_by IS NULL
        GROUP BY a.report_no ORDER BY a.report_no
        """
    ).fetchall()
    add_findings(
        con, ((number, whole_report("duplicate", UNTESTABLE, "same_agency", other=other)) for number, other in twins)
    )


def _successions(con: duckdb.DuckDBPyConnection) -> None:
    """Fill `successions`: the agencies that those reporting here were merged or split into."""
    ids = [each for (each,) in con.execute(
        "SELECT DISTINCT agency_id FROM report_rows WHERE agency_id IS NOT NULL ORDER BY agency_id"
    ).fetchall()]  # fmt: skip
    schema = {"from_id": pl.String, "into_id": pl.String, "kind": pl.String, "first_year": pl.Int32,
              "last_year": pl.Int32, "note": pl.String}  # fmt: skip
    rows = [
        (each.from_, each.into, each.kind, each.first, each.last, each.note)
        for agency_id in ids for each in successions_of(agency_id)
    ]  # fmt: skip
    insert(con, "successions", pl.DataFrame(rows, schema=schema, orient="row"))


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
    """Raise BuildError unless each file is a report or quarantined, reports have facts, and values match states."""
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
