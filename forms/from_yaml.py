"""[I/O] Load one edition of the form from its YAML file, with an error for any invalid declaration."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from forms.declaration import LAYOUTS, Block, CellId, Column, Figure, Form, Group, Head, Label, PartHeading, Row, Table
from forms.declared import declared
from forms.normal import normal
from forms.schema import EDITION, FormError


def _label(entry: dict[str, Any]) -> Label:
    zh, en = str(entry["zh"]), str(entry["en"])
    spellings = frozenset(normal(text) for text in (zh, *entry.get("variants", ())))
    return Label(zh, en, str(entry.get("short", zh)), spellings)


def _column(entry: dict[str, Any], default_unit: str | None, money: bool = False) -> Column:
    return Column(
        id=entry["id"],
        label=_label(entry),
        unit=entry.get("unit", default_unit),
        money=bool(entry.get("money", money)),
        signed=bool(entry.get("signed", False)),
        total_of=tuple(entry.get("total_of", ())),
        elsewhere=bool(entry.get("elsewhere", False)),
        mark=entry.get("mark"),
    )


def _row(entry: dict[str, Any], groups: tuple[str, ...] = ()) -> Row:
    return Row(
        id=entry["id"],
        label=_label({"en": entry["zh"], **entry}),
        groups=groups,
        total_of=entry.get("total_of"),
        parts=frozenset(normal(part) for part in entry.get("parts", ())),
        under=entry.get("under"),
        elsewhere=bool(entry.get("elsewhere", False)),
        numbered=tuple(entry.get("numbered", ())),
    )


def _walk(entries: list[dict[str, Any]], groups: dict[str, Group], above: tuple[str, ...] = ()) -> Iterator[Row]:
    for entry in entries:
        if "group" in entry:
            single = entry.get("single_row")
            groups[entry["group"]] = Group(entry["group"], _label(entry), _row(single, above) if single else None)
            yield from _walk(entry["rows"], groups, (*above, entry["group"]))
        else:
            yield _row(entry, above)


def _table(entry: dict[str, Any], groups: dict[str, Group]) -> Table:
    table_id, by_applicant = entry["id"], bool(entry.get("by_applicant", False))
    if "blocks" in entry:
        blocks = tuple(
            Block(
                table=table_id,
                heading=_label(block["heading"]),
                columns=tuple(_column(c, block.get("unit"), block.get("money", False)) for c in block["columns"]),
                rows=tuple(_row(row) for row in block["rows"]),
                layout=entry["layout"],
            )
            for block in entry["blocks"]
        )
    else:
        columns = tuple(_column(column, entry.get("unit")) for column in entry["columns"])
        blocks = (Block(table_id, None, columns, tuple(_walk(entry["rows"], groups)), entry["layout"], by_applicant),)
    heads = tuple(Head(_label(head), tuple(head.get("over", ()))) for head in entry.get("heads", ()))
    corner = _label(entry["corner"]) if "corner" in entry else None
    return Table(
        table_id, entry["section"], _label(entry["title"]), entry["layout"], by_applicant, corner, blocks, heads,
        entry.get("row_total"), entry.get("column_total"),
    )  # fmt: skip


def _figures(tables: tuple[Table, ...], groups: dict[str, Group]) -> dict[str, Figure]:
    declared_figures: dict[str, Figure] = {}
    for table in tables:
        for block in table.blocks:
            for row in block.rows:
                declared_figures |= _figures_of(block, row)
    for table in tables:
        if table.by_applicant:
            for group in groups.values():
                declared_figures |= _figures_of(table.block, group.single_row) if group.single_row else {}
    return declared_figures


def _figures_of(block: Block, row: Row) -> dict[str, Figure]:
    declared_figures: dict[str, Figure] = {}
    for column in block.columns:
        figure = block.figure_of(row, column)
        own = None if block.by_applicant else column
        declared_figures[figure] = Figure(
            figure, block.table, row, own, column.unit, column.money, column.signed, block.by_applicant
        )
    return declared_figures


def _cells(tables: tuple[Table, ...], single: Row | None) -> tuple[CellId, ...]:
    """Every cell in printed order; the cells of `single` are in place of those of its sub-rows."""
    ordered: dict[CellId, None] = {}
    for table in tables:
        for block in table.blocks:
            for row in block.rows:
                printed = single if single is not None and table.by_applicant and single.id in row.groups else row
                ordered.update(dict.fromkeys(block.cells_of(printed)))
    return tuple(ordered)


def read_form(path: Path) -> Form:
    """Load one edition from its file; raise FormError, which names the file, if the declaration is invalid."""
    written = declared(path, EDITION)
    groups: dict[str, Group] = {}
    tables = tuple(_table(table, groups) for table in written["tables"])
    made = Form(
        written["edition"],
        written["first_year"],
        written["notice"],
        _label(written["title"]),
        tuple(written["remarks"]),
        tuple(written.get("narrowing", ())),
        tuple(PartHeading(each["number"], _label(each)) for each in written.get("parts_before", ())),
        tuple(PartHeading(each["number"], _label(each)) for each in written["parts_behind"]),
        written["units"],
        tables,
        groups,
        _figures(tables, groups),
        (_cells(tables, None), _cells(tables, next((g.single_row for g in groups.values() if g.single_row), None))),
    )
    _verify_names(path.name, made)
    return made


def _verify_names(file: str, made: Form) -> None:
    """Raise FormError for a reference to an undeclared name, such as a total of columns that the table lacks."""
    if f"{made.edition}.yml" != file:
        raise FormError(f"{file}: the file of edition {made.edition} must be named {made.edition}.yml")
    for table in made.tables:
        if table.layout not in LAYOUTS:
            raise FormError(f"{file}: table {table.id} has the layout “{table.layout}”; known are {', '.join(LAYOUTS)}")
        for block in table.blocks:
            columns = {column.id for column in block.columns}
            named = {each for column in block.columns for each in column.total_of}
            named |= {each for head in table.heads for each in head.over}
            if missing := sorted(named - columns):
                raise FormError(f"{file}: table {table.id} names columns that it does not have: {', '.join(missing)}")
            if missing := sorted({column.unit for column in block.columns if column.unit} - set(made.units)):
                raise FormError(f"{file}: table {table.id} has units without names: {', '.join(missing)}")
            totals = {row.total_of for row in block.rows if row.total_of is not None}
            if missing := sorted(totals - set(made.groups)):
                raise FormError(f"{file}: table {table.id} has totals of no group: {', '.join(missing)}")
