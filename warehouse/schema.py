"""DDL and comments from tables.yml, the single declaration for the database and its data dictionary."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from forms import cells, units
from forms.declared import declared
from ingest.cells.fact import DECIDED_BY, decided_by_words
from ingest.read.numbers import STATES


@dataclass(frozen=True, slots=True)
class Column:
    name: str
    type: str
    zh: str
    en: str
    values: dict[str, dict[str, str]]
    compression: str | None
    of_cell: bool


@dataclass(frozen=True, slots=True)
class Table:
    """A table or view of a snapshot."""

    name: str
    kind: str
    zh: str
    en: str
    note: dict[str, str]
    columns: tuple[Column, ...]
    query: str | None


@cache
def tables() -> dict[str, Table]:
    """Return every table and view by name, in the order of the data dictionary."""
    written: dict[str, dict[str, Any]] = declared(Path(__file__).parent / "tables.yml")
    by_name: dict[str, Table] = {}
    for name, entry in written.items():
        columns = written[entry["like"]]["columns"] if "like" in entry else entry["columns"]
        columns = columns | _of_cells(entry)
        by_name[name] = Table(
            name, entry["kind"], entry["zh"], entry["en"], entry.get("note", {}),
            tuple(
                Column(
                    column, _type(spec["type"]), spec["zh"], spec["en"], _values(spec),
                    spec.get("compression"), spec is entry.get("for_each_cell"),
                )
                for column, spec in columns.items()
            ),
            entry.get("as"),
        )  # fmt: skip
    return by_name


def cell_column(number: int) -> str:
    """The column of `total_rows` with the numbers in a cell of the form, by the cell's number."""
    return f"c{number}"


def _of_cells(entry: dict[str, Any]) -> dict[str, Any]:
    """The columns of a table that has one for each cell of the form."""
    return (
        {cell_column(number): entry["for_each_cell"] for number in range(len(cells()))}
        if "for_each_cell" in entry
        else {}
    )


def _values(spec: dict[str, Any]) -> dict[str, dict[str, str]]:
    """Return the labels of a column's enumeration: declared with the column, or those of the list that it names."""
    lists = {"decided_by": decided_by_words}
    return lists[spec["values_of"]]() if "values_of" in spec else spec.get("values", {})


def _type(written: str) -> str:
    """Return a column's type, with the enum values of the form and the parser filled in."""
    lists = {"units": units(), "states": STATES, "decided_by": DECIDED_BY}
    return written.format(**{name: ", ".join(map(_quoted, values)) for name, values in lists.items()})


def _quoted(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"


def create_table(table: Table) -> str:
    columns = ", ".join(
        f"{column.name} {column.type}" + (f" USING COMPRESSION {column.compression}" if column.compression else "")
        for column in table.columns
    )
    return f"CREATE TABLE {table.name} ({columns})"


def create_view(table: Table) -> str:
    assert table.query is not None
    return f"CREATE VIEW {table.name} AS {table.query.format(columns=', '.join(c.name for c in table.columns))}"


def comments() -> Iterator[str]:
    """Yield a COMMENT statement for every table, view and column, in both languages, but for each cell's own column."""
    for table in tables().values():
        yield f"COMMENT ON {table.kind.upper()} {table.name} IS {_quoted(f'{table.zh} / {table.en}')}"
        for column in (each for each in table.columns if not each.of_cell):
            yield f"COMMENT ON COLUMN {table.name}.{column.name} IS {_quoted(f'{column.zh} / {column.en}')}"
