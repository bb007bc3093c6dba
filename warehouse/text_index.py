"""[I/O] The index of texts: for each pair of neighbouring characters, the blocks of reports in which it occurs."""

from collections.abc import Collection

import duckdb
import numpy as np
import polars as pl

from warehouse.pairs import BLOCK, SLOTS, slots_of
from warehouse.rows import insert

_AT_A_TIME = 256 * BLOCK  # reports whose pairs are in memory at once


def index_texts(con: duckdb.DuckDBPyConnection, first: int) -> None:
    """Add the texts of the reports from number `first` on to `pair_rows`."""
    ((last,),) = con.execute("SELECT coalesce(max(report_no), -1) FROM document_rows").fetchall()
    con.begin()
    for begin in range(first // BLOCK * BLOCK, last + 1, _AT_A_TIME):
        rows = con.execute(
            "SELECT report_no, text FROM document_rows WHERE report_no >= $begin AND report_no < $stop",
            {"begin": max(begin, first), "stop": begin + _AT_A_TIME},
        ).fetchall()
        insert(con, "pair_rows", _pairs(rows, begin))
    con.commit()


def _pairs(rows: Collection[tuple[int, str]], begin: int) -> pl.DataFrame:
    """(slot, block) of texts by report number, sorted."""
    last = max((number for number, _ in rows), default=begin)
    there = np.zeros(((last - begin) // BLOCK + 1, SLOTS), dtype=np.bool_)
    for number, text in rows:
        there[(number - begin) // BLOCK, slots_of(text)] = True
    slots, blocks = np.nonzero(there.T)
    return pl.DataFrame({"slot": slots.astype(np.int32), "block": (blocks + begin // BLOCK).astype(np.int32)})
