"""What differs between two databases of the same schema, row by row."""

from collections.abc import Iterator
from pathlib import Path

import duckdb
import polars as pl

from warehouse.schema import tables

_OF_ITSELF = ("snapshot",)  # what a database says of itself
_SIGNS = {"-": ("before", "after"), "+": ("after", "before")}


def differences(before: Path, after: Path) -> Iterator[str]:
    """Every row that only one of two databases has, a line each: `- table: …` of the first, `+ table: …` of the second.

    Compares what readers see: the views of the contract. An unreadable database is a difference.
    """
    with duckdb.connect() as con:
        try:
            for name, path in (("before", before), ("after", after)):
                con.execute(f"ATTACH {_quoted(str(path))} AS {name} (READ_ONLY)")
            for table, columns in _compared():
                for sign, (one, other) in _SIGNS.items():
                    asked = [f"SELECT {columns} FROM {each}.{table}" for each in (one, other)]
                    found = con.execute(f"{asked[0]} EXCEPT ALL {asked[1]} ORDER BY ALL")
                    names = [str(each[0]) for each in found.description or ()]
                    while rows := found.fetchmany(1000):
                        for row in rows:
                            yield f"{sign} {table}: {_line(dict(zip(names, row, strict=True)))}"
        except duckdb.Error as error:
            yield f"the databases cannot be compared: {str(error).splitlines()[0]}"


def vanished(before: Path, after: Path) -> pl.DataFrame | None:
    """(source, agency, year, title) of the reports that only the first of two databases has, in the order of `source`.

    A report is the same if its content is, and the one in its place is its new version if its source is. None where
    the databases cannot be compared.
    """
    with duckdb.connect() as con:
        try:
            for name, path in (("before", before), ("after", after)):
                con.execute(f"ATTACH {_quoted(str(path))} AS {name} (READ_ONLY)")
            found: pl.DataFrame = con.sql(
                """
                SELECT source, agency, year, title FROM before.report_rows
                WHERE report_id NOT IN (SELECT report_id FROM after.report_rows)
                  AND source NOT IN (SELECT source FROM after.report_rows)
                ORDER BY source
                """
            ).pl()
            return found
        except duckdb.Error:
            return None


def _compared() -> Iterator[tuple[str, str]]:
    """(name, columns) of what readers see: every view, and every table that no view stands before.

    Reports are numbered as they came to a warehouse; that number says nothing of them.
    """
    for name, table in tables().items():
        if not name.endswith("_rows") and name not in _OF_ITSELF:
            yield name, ", ".join(each.name for each in table.columns if each.name != "report_no")


def _line(row: dict[str, object]) -> str:
    return ", ".join(f"{name} {str(value)[:80]}" for name, value in row.items() if value is not None)


def _quoted(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"
