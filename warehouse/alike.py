"""[I/O] Which reports have much of their text, or a whole table, in common with another.

Likeness is a fact about texts and no verdict: agencies write within one form, and much is said by all of them.
"""

from collections.abc import Iterator

import duckdb
import numpy as np
import polars as pl

from forms import cell_number, cells, figures, newest
from ingest.cells.finding import UNTESTABLE, Finding, InBoth
from ingest.narrative.likeness import COMPONENTS, LEAST, LEAST_NUMBERS
from warehouse.lookalikes import Numbers, Pairs, lookalikes, shares
from warehouse.rows import add_findings, insert
from warehouse.schema import cell_column

OWN, OTHER = "own", "other"
_NEARLY = 0.9  # likeness with the year before from which on it is a finding: the text as good as never changed
_MOST = 5  # texts of other agencies that are kept for one

# By the reports' ids, which a renewed warehouse and one built anew share, as of equally alike texts the first are kept.
_TEXTS = """
    SELECT s.report_no, s.signature, t.agency_no, t.before_no
    FROM signature_rows s JOIN total_rows t USING (report_no)
    JOIN report_rows USING (report_no) ORDER BY report_id
"""


def find_alike(con: duckdb.DuckDBPyConnection) -> None:
    """Fill `alike_rows` and `same_table_rows` anew, and the findings of the check `alike`."""
    con.execute("DELETE FROM alike_rows")
    con.execute("DELETE FROM same_table_rows")
    con.execute("DELETE FROM finding_rows WHERE check_id = 'alike'")
    texts = con.sql(_TEXTS).pl()
    if texts.height:
        numbers = texts["report_no"].to_numpy()
        signatures = texts["signature"].explode().to_numpy().reshape(-1, COMPONENTS)
        pairs = lookalikes(signatures, texts["agency_no"].to_numpy().astype(np.int64), LEAST, _MOST)
        own = shares(signatures, *_year_before(texts))
        mirrored = Pairs(pairs.other, pairs.one, pairs.likeness)
        rows = pl.concat([
            _rows(numbers, own.where(own.likeness >= LEAST), OWN),
            _rows(numbers, pairs, OTHER),
            _rows(numbers, mirrored, OTHER),
        ])  # fmt: skip
        insert(con, "alike_rows", rows.sort("report_no", "whose", "other_no"))
    _compare_tables(con)
    add_findings(con, _findings(con))


def _year_before(texts: pl.DataFrame) -> tuple[Numbers, Numbers]:
    """(text, that of the agency's year before) by their places, where both are there."""
    places = texts.select(before_no="report_no").with_row_index("before")
    pairs = texts.select("before_no").with_row_index("at").join(places, on="before_no", maintain_order="left")
    return pairs["at"].to_numpy().astype(np.int64), pairs["before"].to_numpy().astype(np.int64)


def _rows(numbers: Numbers, pairs: Pairs, whose: str) -> pl.DataFrame:
    return pl.DataFrame(
        {"report_no": numbers[pairs.one], "other_no": numbers[pairs.other], "whose": whose, "likeness": pairs.likeness},
        schema={"report_no": pl.Int32, "other_no": pl.Int32, "whose": pl.String, "likeness": pl.Float32},
    )


def _compare_tables(con: duckdb.DuckDBPyConnection) -> None:
    """Note which tables are, number for number, those of the agency's year before."""
    columns: dict[str, list[str]] = {}
    for cell in cells():
        columns.setdefault(figures()[cell[0]].table, []).append(cell_column(cell_number()[cell]))
    for table, own in columns.items():
        told = " + ".join(f"coalesce({each} <> 0, false)::INTEGER" for each in own)
        con.execute(
            f"""
            INSERT INTO same_table_rows
            WITH put AS (
                SELECT report_no, before_no, form, hash({", ".join(own)}) AS numbers, {told} AS told FROM total_rows
            )
            SELECT n.report_no, n.before_no, '{table}' FROM put n JOIN put b ON b.report_no = n.before_no
            WHERE n.numbers = b.numbers AND n.form = b.form AND n.told >= {LEAST_NUMBERS}
            ORDER BY n.report_no
            """
        )


def _findings(con: duckdb.DuckDBPyConnection) -> Iterator[tuple[int, Finding]]:
    year_before = "JOIN report_rows b ON b.report_no = other_no"
    tables = f"SELECT s.report_no, b.year, table_id FROM same_table_rows s {year_before} ORDER BY ALL"
    for number, year, table in con.execute(tables).fetchall():
        title = newest().table(table).title
        words: dict[str, object] = {"year": year, "table": InBoth(title.zh, title.en)}
        yield number, Finding("alike", UNTESTABLE, "same_table", None, 0, words)
    texts = f"""
        SELECT a.report_no, b.year, likeness FROM alike_rows a {year_before}
        WHERE whose = '{OWN}' AND likeness >= {_NEARLY} ORDER BY ALL
    """
    for number, year, share in con.execute(texts).fetchall():
        yield number, Finding("alike", UNTESTABLE, "same_text", None, 0, {"year": year, "share": f"{share:.0%}"})
