"""[I/O] Which of several reports of one agency and year is counted, and which agencies succeeded which."""

import duckdb
import polars as pl

from ingest.cells.finding import BROKEN, UNTESTABLE
from ingest.identify.successions import successions_of
from warehouse.rows import add_findings, insert, whole_report

_RANKED = """
    CREATE TEMP TABLE ranked AS
    WITH keyed AS (
        SELECT report_no, row_number() OVER same AS rank, first(report_id) OVER same AS winner,
               first(source) OVER same AS other
        FROM report_rows
        WHERE agency IS NOT NULL AND agency_id IS NOT NULL AND year IS NOT NULL
        WINDOW same AS (PARTITION BY agency, agency_id, year
                        ORDER BY published_on DESC NULLS LAST, numbers DESC, source, report_id)
    )
    SELECT report_no, winner, other FROM keyed WHERE rank > 1
"""
_SUPERSEDED = """
    UPDATE report_rows SET superseded_by = asked.winner
    FROM (SELECT r.report_no, k.winner FROM report_rows r LEFT JOIN ranked k USING (report_no)
          WHERE r.superseded_by IS DISTINCT FROM k.winner) asked
    WHERE report_rows.report_no = asked.report_no
"""
# Two names that the reference data maps to one agency, both used in one year: both are counted and flagged.
_TWINS = """
    SELECT a.report_no, min(b.source) AS other FROM report_rows a JOIN report_rows b USING (agency_id, year)
    WHERE a.report_no <> b.report_no AND a.superseded_by IS NULL AND b.superseded_by IS NULL
    GROUP BY a.report_no ORDER BY a.report_no
"""


def supersede(con: duckdb.DuckDBPyConnection) -> None:
    """Choose among reports of one agency and year: the last published is counted, on a tie the one with most values."""
    con.execute("DELETE FROM finding_rows WHERE check_id = 'duplicate'")
    con.execute(_RANKED)
    con.execute(_SUPERSEDED)
    losers = con.execute("SELECT report_no, other FROM ranked ORDER BY report_no").fetchall()
    con.execute("DROP TABLE ranked")
    twins = con.execute(_TWINS).fetchall()
    add_findings(con, ((no, whole_report("duplicate", BROKEN, "superseded", other=other)) for no, other in losers))
    add_findings(con, ((no, whole_report("duplicate", UNTESTABLE, "same_agency", other=other)) for no, other in twins))


def write_successions(con: duckdb.DuckDBPyConnection) -> None:
    """Fill `successions`: the agencies that those reporting here were merged or split into."""
    ids = con.execute(
        "SELECT DISTINCT agency_id FROM report_rows WHERE agency_id IS NOT NULL ORDER BY agency_id"
    ).fetchall()
    schema = {"from_id": pl.String, "into_id": pl.String, "kind": pl.String, "first_year": pl.Int32,
              "last_year": pl.Int32, "note": pl.String}  # fmt: skip
    rows = [
        (each.from_, each.into, each.kind, each.first, each.last, each.note)
        for (agency_id,) in ids for each in successions_of(agency_id)
    ]  # fmt: skip
    con.execute("DELETE FROM successions")
    insert(con, "successions", pl.DataFrame(rows, schema=schema, orient="row"))
