"""What differs between two databases of the same schema, row by row."""

from collections.abc import Iterator
from pathlib import Path

import duckdb

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
            for table in _compared():
                for sign, (one, other) in _SIGNS.items():
                    found = con.execute(
                        f"SELECT * FROM {one}.{table} EXCEPT ALL SELECT * FROM {other}.{table} ORDER BY ALL"
                    )
                    names = [str(each[0]) for each in found.description or ()]
                    while rows := found.fetchmany(1000):
                        for row in rows:
                            yield f"{sign} {table}: {_line(dict(zip(names, row, strict=True)))}"
        except duckdb.Error as error:
            yield f"the databases cannot be compared: {str(error).splitlines()[0]}"


def _compared() -> list[str]:
    """What readers see: every view, and every table that no view stands before."""
    return [name for name, table in tables().items() if not name.endswith("_rows") and name not in _OF_ITSELF]


def _line(row: dict[str, object]) -> str:
    return ", ".join(f"{name} {str(value)[:80]}" for name, value in row.items() if value is not None)


def _quoted(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"
