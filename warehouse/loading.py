"""[I/O] What is parsed → the tables of a snapshot, shard after shard."""

from collections.abc import Iterator
from pathlib import Path

import duckdb
import polars as pl

from ingest.store.sums import part_path
from warehouse.renewal import Plan
from warehouse.schema import tables

_AT_A_TIME = 8  # shards

# `coming`: the reports of one shard that are loaded, by their number in the shard.
_REPORTS = """
    INSERT INTO report_rows BY NAME
    SELECT left(sha256, 16) AS report_id, * EXCLUDE (report, text, parts, narrative, signature) FROM {parsed}
    ORDER BY report_no
"""
_NEW = {
    "reports": (
        _REPORTS,
        "INSERT INTO document_rows SELECT report_no, text FROM {parsed} ORDER BY report_no",
        """
        INSERT INTO part_rows
        SELECT report_no, p.part, p.title, p.line, p.last_line
        FROM (SELECT report_no, unnest(parts) AS p FROM {parsed}) ORDER BY report_no, p.part
        """,
        """
        INSERT INTO claim_rows
        SELECT report_no, s.figure, s.applicant, s.value, s.exact, s.line::INTEGER, s.passage, s.verdict, s.counted
        FROM (SELECT report_no, unnest(narrative) AS s FROM {parsed}) ORDER BY report_no, s.line
        """,
        """
        INSERT INTO signature_rows
        SELECT report_no, signature FROM {parsed} WHERE signature IS NOT NULL ORDER BY report_no
        """,
    ),
    "facts": (
        """
        INSERT INTO fact_rows BY NAME
        SELECT cell, report_no, value, unit::{unit} AS unit, state::{state} AS state, printed, line::INTEGER AS line,
               page, box_left, box_top, box_right, box_bottom, decided_by::{decided_by} AS decided_by
        FROM {parsed}
        """,
    ),
    "tallies": (
        "INSERT INTO tally_rows BY NAME SELECT report_no, check_id, holds, broken, untestable FROM {parsed}",
    ),
    "findings": (
        """
        INSERT INTO finding_rows BY NAME
        SELECT report_no, check_id, verdict, figure, applicant, expected, actual, message, message_en,
               line::INTEGER AS line
        FROM {parsed} ORDER BY report_no
        """,
    ),
}  # fmt: skip
_REMADE = {"reports": (_REPORTS,), "findings": _NEW["findings"]}
_PARSED = "(SELECT p.*, c.* EXCLUDE (report) FROM read_parquet($file) p JOIN coming c USING (report))"


def load(con: duckdb.DuckDBPyConnection, store: Path, plan: Plan) -> None:
    """Load the new reports of a plan whole, and of those that are remade what depends on their surroundings.

    Several shards are one transaction: each is written to the file on its own, with what is left of its row groups, and
    held in memory until then.
    """
    con.begin()
    for column, statements in (("is_new", _NEW), ("is_remade", _REMADE)):
        for number, (shard, coming) in enumerate(in_shards(store, plan.reports.filter(column)), 1):
            con.register("coming", coming.select("report", "report_no", "source").to_arrow())
            for part, queries in statements.items():
                for query in queries:
                    con.execute(
                        query.format(parsed=_PARSED, **_closed_lists()), {"file": str(part_path(store, shard, part))}
                    )
            con.unregister("coming")
            if number % _AT_A_TIME == 0:
                con.commit()
                con.begin()
    con.commit()
    con.execute(
        """
        INSERT INTO unsure_rows FROM fact_rows
        WHERE state IN ('unreadable', 'recovered') AND report_no >= $first ORDER BY report_no, cell
        """,
        {"first": plan.first},
    )


def in_shards(store: Path, reports: pl.DataFrame) -> Iterator[tuple[str, pl.DataFrame]]:
    """(shard, its reports with their number in it, `report`) for each shard, in the order of the reports."""
    for (shard,), own in reports.group_by("shard", maintain_order=True):
        place = pl.read_parquet(part_path(store, str(shard), "reports"), columns=["report", "sha256"])
        yield str(shard), own.join(place, on="sha256", maintain_order="left")


def _closed_lists() -> dict[str, str]:
    """The type of each enum column of `fact_rows`."""
    types = {column.name: column.type for column in tables()["fact_rows"].columns}
    return {name: types[name] for name in ("unit", "state", "decided_by")}
