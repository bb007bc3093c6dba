"""[I/O] What a run could not take, could not place or does not find any more: told, and written beside the snapshot."""

import logging
from collections.abc import Iterable
from pathlib import Path

import polars as pl

from ingest.store.files import shown
from warehouse.plain_tables import without_formulas
from warehouse.questions import connect, quarantine, without_agency_or_year

_LOG = logging.getLogger("nianbao.ingest")
QUARANTINED, UNKNOWN, VANISHED = "quarantined.csv", "unknown.csv", "vanished.csv"
LISTS = (QUARANTINED, UNKNOWN, VANISHED)
_TOLD = 20  # lines of a list that a summary holds; the file holds all


def told_and_written(warehouse: Path, database: Path, lost: pl.DataFrame | None) -> list[str]:
    """Tell and write down what was set aside, what is of no known agency or year, and what vanished."""
    with connect(str(database)) as con:
        aside, unknown = _copies_last(quarantine(con)), without_agency_or_year(con).drop("report_id")
    gone = pl.DataFrame() if lost is None else lost
    told = [
        ("file", "files", "gave no report", QUARANTINED, aside, _told_of),
        ("report is", "reports are", "of an unknown agency or year, so in no comparison", UNKNOWN, unknown,
         _told_unknown),
        ("report", "reports", "of the snapshot before vanished from this one", VANISHED, gone, told_vanished),
    ]  # fmt: skip
    lines: list[str] = []
    for one, many, what, name, rows, sentences in told:
        try:
            path = _write(warehouse, name, rows)
        except OSError as error:
            _LOG.warning("the snapshot is in force, but %s could not be written: %s", name, error)
            path = None
        if rows.height:
            where = f" (all in {shown(str(path))})" if path else ""
            lines += [f"{rows.height:,} {one if rows.height == 1 else many} {what}{where}:"]
            lines += [f"  {each}" for each in sentences(rows)]
    return lines


def _copies_last(files: pl.DataFrame) -> pl.DataFrame:
    """(source, reason, message, message_en) of the files that gave no report, copies of others last."""
    return files.sort(pl.col("reason") == "duplicate", "source").select("source", "reason", "message", "message_en")


def _told_of(aside: pl.DataFrame) -> list[str]:
    """Return a line for each file that gave no report: its name, why, and what to do. Copies are counted."""
    copies = aside.filter(pl.col("reason") == "duplicate").height
    lines = _first(f"{shown(row['source'])}: {row['message_en']}"
                   for row in aside.filter(pl.col("reason") != "duplicate").iter_rows(named=True))  # fmt: skip
    return lines + ([f"{copies:,} with the same content as another"] if copies else [])


def _told_unknown(reports: pl.DataFrame) -> list[str]:
    """Return a line for each report without an agency or year."""
    return _first(
        f"{shown(row['source'])}: the {' and the '.join(each for each in ('agency', 'year') if row[each] is None)} "
        "could not be told from its text or name"
        for row in reports.iter_rows(named=True)
    )


def told_vanished(reports: pl.DataFrame) -> list[str]:
    """Return a line for each report that is not under the paths any more."""
    return _first(
        shown(row["source"]) + (f" ({row['agency']}, {row['year'] or '?'})" if row["agency"] else "")
        for row in reports.iter_rows(named=True)
    )


def _write(folder: Path, name: str, rows: pl.DataFrame) -> Path | None:
    """Write a list as CSV, for spreadsheets too, in one step; without rows there is no file. Raises OSError."""
    path = folder / name
    if rows.is_empty():
        path.unlink(missing_ok=True)
        return None
    aside = folder / f".list-{name}"
    without_formulas(rows).write_csv(aside, include_bom=True)
    aside.replace(path)
    return path


def _first(lines: Iterable[str]) -> list[str]:
    every = list(lines)
    more = len(every) - _TOLD
    return every if more <= 1 else [*every[:_TOLD], f"and {more:,} more"]
