"""Every edition of the statutory form, read from YAML into frozen objects."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from forms.declared import declared
from forms.normal import normal
from forms.schema import EDITION, FormError

_HERE = Path(__file__).parent
# Every file that is named after a year declares an edition.
EDITIONS = tuple(sorted(int(path.stem) for path in _HERE.glob("[12][0-9][0-9][0-9].yml")))
TOTAL = "total"
BLOCKS, ROWS, ACROSS = "blocks", "rows", "across"
LAYOUTS = (BLOCKS, ROWS, ACROSS)
MONEY_UNITS = ("元", "万元")

# A cell of a form: the figure, and the applicant where the figure is one of applications.*
CellId = tuple[str, str | None]


@dataclass(frozen=True, slots=True)
class Label:
    """A label as printed (zh), in English, short for charts, and every spelling in normal form."""

    zh: str
    en: str
    short: str
    spellings: frozenset[str]

    def text(self, language: str) -> str:
        return self.en if language == "en" else self.zh

    def brief(self, language: str) -> str:
        return self.en if language == "en" else self.short


@dataclass(frozen=True, slots=True)
class Column:
    """A column of numbers. `elsewhere`: its label is a word that other places of the form have too, so that it tells
    nothing by itself; `mark`: the sign that tells its head where a narrow column breaks it into pieces."""

    id: str
    label: Label
    unit: str | None
    money: bool = False
    signed: bool = False
    total_of: tuple[str, ...] = ()
    elsewhere: bool = False
    mark: str | None = None


@dataclass(frozen=True, slots=True)
class Row:
    """A row with numbers; `groups` are the headings above it from the outermost in.

    `elsewhere`: its label stands elsewhere on the form too and counts only in its place; `numbered`: short labels that
    mean this row only with their number before them; `parts`: sub-rows that agencies print under it or in its place.
    """

    id: str
    label: Label
    groups: tuple[str, ...] = ()
    total_of: str | None = None
    parts: frozenset[str] = frozenset()
    under: str | None = None
    elsewhere: bool = False
    numbered: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Block:
    """Rows that share one line of column heads; the whole table unless its layout is `blocks`."""

    table: str
    heading: Label | None
    columns: tuple[Column, ...]
    rows: tuple[Row, ...]
    by_applicant: bool = False

    @property
    def has_arithmetic(self) -> bool:
        """Whether any total stands in the block, so that a row can be proved by its own numbers."""
        return any(column.total_of for column in self.columns)

    def figure_of(self, row: Row, column: Column) -> str:
        """The figure that stands in a row and column: the whole row where the columns are kinds of applicants."""
        return f"{self.table}.{row.id}" if self.by_applicant else f"{row.id}.{column.id}"

    def cells_of(self, row: Row) -> tuple[CellId, ...]:
        """The cells of a row, from left to right."""
        return tuple((self.figure_of(row, column), column.id if self.by_applicant else None) for column in self.columns)


@dataclass(frozen=True, slots=True)
class Head:
    """A heading above several columns; `over` are their ids, none for a heading above all."""

    label: Label
    over: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class PartHeading:
    """The heading of a part of the report behind the tables, with its number (五)."""

    number: str
    label: Label


@dataclass(frozen=True, slots=True)
class Group:
    id: str
    label: Label
    single_row: Row | None


@dataclass(frozen=True, slots=True)
class Figure:
    """What one number of the form counts, with its place on the form and its labels."""

    id: str
    table: str
    row: Row
    column: Column | None
    unit: str | None
    money: bool
    signed: bool
    by_applicant: bool = False

    def text(self, language: str) -> str:
        """Full label: the row, and the column where the column is part of the figure."""
        if self.column is None:
            return self.row.label.text(language)
        joint = ", " if language == "en" else "·"
        return f"{self.row.label.text(language)}{joint}{self.column.label.text(language)}"

    def brief(self, language: str) -> str:
        if self.column is None:
            return self.row.label.brief(language)
        joint = ", " if language == "en" else "·"
        return f"{self.row.label.brief(language)}{joint}{self.column.label.brief(language)}"


@dataclass(frozen=True, slots=True)
class Table:
    """A table of the form. `row_total` and `column_total` are the checks that its totals make (see `equations`)."""

    id: str
    section: str
    title: Label
    layout: str
    by_applicant: bool
    corner: Label | None
    blocks: tuple[Block, ...]
    heads: tuple[Head, ...]
    row_total: str | None
    column_total: str | None

    @property
    def block(self) -> Block:
        """The one block of a table that is not laid out in blocks."""
        return self.blocks[0]

    @property
    def mark(self) -> Label:
        """A label by which the table is recognised in running text."""
        if self.corner is not None:
            return self.corner
        return self.block.columns[0].label if self.layout == ACROSS else self.block.rows[0].label


@dataclass(frozen=True, slots=True)
class Form:
    """One edition of the form."""

    edition: int
    first_year: int
    notice: str
    title: Label
    remarks: tuple[str, ...]
    parts_behind: tuple[PartHeading, ...]
    units: Mapping[str, Mapping[str, str]]
    tables: tuple[Table, ...]
    groups: dict[str, Group]
    figures: dict[str, Figure]

    def table(self, table_id: str) -> Table:
        return next(table for table in self.tables if table.id == table_id)

    def tables_of(self, layout: str) -> tuple[Table, ...]:
        """The tables that are printed in this way."""
        return tuple(table for table in self.tables if table.layout == layout)

    def cells(self, single_row: bool = False) -> tuple[CellId, ...]:
        """Every cell in printed order; `single_row` puts 其他处理 as one row in place of its sub-rows."""
        return _cells_of(self.edition, single_row)

    @property
    def single_row(self) -> Row | None:
        return next((group.single_row for group in self.groups.values() if group.single_row), None)


def declaration_files() -> list[Path]:
    """The files that make up the declaration, in a fixed order."""
    return sorted(_HERE.glob("*.yml"))


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
            )
            for block in entry["blocks"]
        )
    else:
        columns = tuple(_column(column, entry.get("unit")) for column in entry["columns"])
        blocks = (Block(table_id, None, columns, tuple(_walk(entry["rows"], groups)), by_applicant),)
    heads = tuple(Head(_label(head), tuple(head.get("over", ()))) for head in entry.get("heads", ()))
    corner = _label(entry["corner"]) if "corner" in entry else None
    return Table(
        table_id, entry["section"], _label(entry["title"]), entry["layout"], by_applicant, corner, blocks, heads,
        entry.get("row_total"), entry.get("column_total"),
    )  # fmt: skip


def _figures(tables: tuple[Table, ...], groups: dict[str, Group]) -> dict[str, Figure]:
    found: dict[str, Figure] = {}
    for table in tables:
        for block in table.blocks:
            for row in block.rows:
                found |= _figures_of(block, row)
    for table in tables:
        if table.by_applicant:
            for group in groups.values():
                found |= _figures_of(table.block, group.single_row) if group.single_row else {}
    return found


def _figures_of(block: Block, row: Row) -> dict[str, Figure]:
    found: dict[str, Figure] = {}
    for column in block.columns:
        figure = block.figure_of(row, column)
        own = None if block.by_applicant else column
        found[figure] = Figure(
            figure, block.table, row, own, column.unit, column.money, column.signed, block.by_applicant
        )
    return found


@cache
def form(edition: int) -> Form:
    """Load one edition; raises KeyError for one that does not exist, FormError for one that is not declared rightly."""
    if edition not in EDITIONS:
        raise KeyError(f"no form of {edition}; there are {EDITIONS}")
    return _read(_HERE / f"{edition}.yml")


def _read(path: Path) -> Form:
    written = declared(path, EDITION)
    groups: dict[str, Group] = {}
    tables = tuple(_table(table, groups) for table in written["tables"])
    made = Form(
        written["edition"],
        written["first_year"],
        written["notice"],
        _label(written["title"]),
        tuple(written["remarks"]),
        tuple(PartHeading(each["number"], _label(each)) for each in written["parts_behind"]),
        written["units"],
        tables,
        groups,
        _figures(tables, groups),
    )
    _verify_names(path.name, made)
    return made


def _verify_names(file: str, made: Form) -> None:
    """Raise FormError where a name leads nowhere: a total of columns or groups that the table does not have."""
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


def newest() -> Form:
    """The newest edition: its order and labels are used where nothing says which edition is meant."""
    return form(EDITIONS[-1])


def edition_of_year(year: int | None) -> int:
    """The edition that a report on this year should use; the newest one where no year is known."""
    if year is None:
        return EDITIONS[-1]
    return max((edition for edition in EDITIONS if form(edition).first_year <= year), default=EDITIONS[0])


@cache
def applicants() -> dict[str, Column]:
    """The columns of applicants of every edition by id, in the newest edition's order, totals last."""
    found: dict[str, Column] = {}
    for edition in reversed(EDITIONS):
        for table in form(edition).tables:
            if table.by_applicant:
                for column in table.block.columns:
                    found.setdefault(column.id, column)
    return dict(sorted(found.items(), key=lambda each: bool(each[1].total_of)))


APPLICANTS = tuple(applicants())


@cache
def _cells_of(edition: int, single_row: bool) -> tuple[CellId, ...]:
    made = form(edition)
    found: dict[CellId, None] = {}
    single = made.single_row if single_row else None
    for table in made.tables:
        for block in table.blocks:
            for row in block.rows:
                replaced = single is not None and table.by_applicant and single.id in row.groups
                found.update(dict.fromkeys(block.cells_of(single if replaced and single is not None else row)))
    return tuple(found)


@cache
def cells() -> tuple[CellId, ...]:
    """Every cell of any edition, once, in printed order: the newest edition first."""
    found: dict[CellId, None] = {}
    for edition in reversed(EDITIONS):
        for single_row in (False, True):
            found.update(dict.fromkeys(form(edition).cells(single_row)))
    return tuple(found)


@cache
def cell_number() -> dict[CellId, int]:
    """The place of each cell in `cells()`: the compact key of a fact in storage."""
    return {cell: number for number, cell in enumerate(cells())}


@cache
def figures() -> dict[str, Figure]:
    """Every figure of any edition by id; where several have it, the newest edition's labels."""
    found: dict[str, Figure] = {}
    for edition in reversed(EDITIONS):
        for figure_id, figure in form(edition).figures.items():
            found.setdefault(figure_id, figure)
    return found


def is_by_applicant(figure: str) -> bool:
    """Whether a figure has a number for each kind of applicant; False for a name that no form has."""
    known = figures().get(figure)
    return known is not None and known.by_applicant


@cache
def groups() -> dict[str, Group]:
    """The groups of rows of every edition by id, with the newest edition's labels."""
    return {group_id: group for edition in EDITIONS for group_id, group in form(edition).groups.items()}


@cache
def unit_names() -> dict[str, Mapping[str, str]]:
    """Every unit's names in both languages, by the unit as it is printed."""
    return {unit: names for edition in EDITIONS for unit, names in form(edition).units.items()}


@cache
def units() -> tuple[str, ...]:
    """Every unit that a number may have, in a fixed order: those of the forms, then those of money."""
    declared_units = {
        column.unit for edition in EDITIONS for table in form(edition).tables
        for block in table.blocks for column in block.columns if column.unit
    }  # fmt: skip
    first = [unit for unit in ("件", "项") if unit in declared_units]
    others = sorted(declared_units - set(first) - set(MONEY_UNITS))
    return (*first, *MONEY_UNITS, *others)
