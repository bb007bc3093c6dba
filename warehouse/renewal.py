"""[I/O] What of an earlier snapshot stays when files change: all of it that an unchanged report contributed.

The facts, texts and tallies of a report depend on its content alone. Where it is placed may depend on its neighbours
(`warehouse.places`), so that a change in a folder has the reports read of evidence there placed anew.
"""

from dataclasses import dataclass
from pathlib import Path

import duckdb
import polars as pl

from warehouse.builder import builder
from warehouse.places import FOLDER

_MOST_CHANGED = 0.2  # of the reports; beyond that, building from nothing is as fast
_MOST_GONE = 0.25  # rows of reports that are gone, which stay in the file; beyond that it is built from nothing
# Tables whose rows of a report go with it. What was read of it (facts, text) stays in the file, where no report leads.
_OF_A_REPORT = (
    "report_rows",
    "finding_rows",
    "tally_rows",
    "unsure_rows",
    "part_rows",
    "claim_rows",
    "signature_rows",
    "weighed_rows",
    "total_rows",
)
_OF_ITS_PLACE = ("report_rows", "finding_rows", "weighed_rows", "total_rows")  # what depends on its surroundings, too


@dataclass(frozen=True, slots=True)
class Plan:
    """What a snapshot holds: `reports` (report_no, source, sha256, shard, is_new, is_remade), one row a report.

    New ones are loaded whole, of those that are remade what depends on their surroundings. `gone`: numbers of reports
    that an earlier database has and this one has not. `first`: the number from which on reports are new.
    """

    reports: pl.DataFrame
    gone: pl.Series
    first: int


def from_nothing(reports: pl.DataFrame) -> Plan:
    """A plan for an empty database: reports (source, sha256, shard) are numbered in their order."""
    numbered = reports.with_row_index("report_no").with_columns(
        pl.col("report_no").cast(pl.Int32), is_new=pl.lit(True), is_remade=pl.lit(False)
    )
    return Plan(numbered, pl.Series(dtype=pl.Int32), 0)


def from_before(reports: pl.DataFrame, before: Path) -> Plan | None:
    """A plan to renew an earlier database; None where it is of another version, or too little of it would stay."""
    try:
        with duckdb.connect(str(before), read_only=True) as con:
            if con.execute("SELECT builder FROM snapshot").fetchall() != [(builder(),)]:
                return None
            there = con.sql("SELECT report_no, source, sha256 FROM report_rows").pl()
            # Numbers of reports that are gone are not given again: what was read of them is still there.
            ((last,),) = con.execute("SELECT coalesce(max(report_no), -1) FROM document_rows").fetchall()
            weighed = con.sql("SELECT report_no, folder FROM weighed_rows").pl()
    except duckdb.Error:
        return None
    both = reports.join(there, on=("source", "sha256"), how="left", maintain_order="left")
    is_new = pl.col("report_no").is_null()
    gone = there.join(both.drop_nulls("report_no"), on="report_no", how="anti")
    first = last + 1
    new = both.filter(is_new).select("source")
    if new.height + gone.height > _MOST_CHANGED * reports.height or first + new.height - reports.height > (
        _MOST_GONE * reports.height
    ):
        return None
    with duckdb.connect() as con:
        con.register("changed", pl.concat([new, gone.select("source")]).to_arrow())
        folders = con.sql(f"SELECT DISTINCT {FOLDER} AS folder FROM changed").pl()
    remade = weighed.join(folders, on="folder", how="semi")["report_no"]
    numbered = both.with_columns(
        is_new=is_new,
        is_remade=pl.col("report_no").is_in(remade.implode()).fill_null(False),
        report_no=pl.when(is_new).then(first + is_new.cum_sum() - 1).otherwise("report_no").cast(pl.Int32),
    )
    return Plan(numbered, gone["report_no"], first)


def remove_changed(con: duckdb.DuckDBPyConnection, plan: Plan) -> None:
    """Remove the rows of reports that are gone, and of those that are remade what is made again.

    Makes the temporary tables `touched` (report_no: of those that are new or remade) and `affected` (agency_id: of the
    agencies whose years have to be compared anew, as far as they are known before the new reports are).
    """
    touched = plan.reports.filter(pl.col("is_new") | pl.col("is_remade")).select("report_no")
    remade = plan.reports.filter("is_remade")["report_no"]
    con.register("incoming", touched.to_arrow())
    con.execute("CREATE TEMP TABLE touched AS SELECT report_no FROM incoming")
    con.unregister("incoming")
    con.register("incoming", pl.concat([plan.gone, remade]).to_frame("report_no").to_arrow())
    con.execute(
        """
        CREATE TEMP TABLE affected AS
        WITH own AS (
            SELECT DISTINCT agency_id FROM report_rows SEMI JOIN incoming USING (report_no) WHERE agency_id IS NOT NULL
        )
        FROM own UNION SELECT into_id FROM successions JOIN own ON own.agency_id = from_id
        """
    )
    con.unregister("incoming")
    for numbers, names in ((plan.gone, _OF_A_REPORT), (remade, _OF_ITS_PLACE)):
        if numbers.is_empty():
            continue
        con.register("incoming", numbers.to_frame("report_no").to_arrow())
        for table in names:
            con.execute(f"DELETE FROM {table} WHERE report_no IN (SELECT report_no FROM incoming)")
        con.unregister("incoming")
