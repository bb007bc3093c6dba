"""The parts of an edition of the statutory form: tables, blocks, rows, columns, labels, figures. Plain data."""

from collections.abc import Mapping
from dataclasses import dataclass

TOTAL = "total"
BLOCKS, ROWS, ACROSS = "blocks", "rows", "across"
LAYOUTS = (BLOCKS, ROWS, ACROSS)
MONEY_UNITS = ("元", "万元")

# A cell of a form: the figure, and the applicant if the figure is one of applications.*
CellId = tuple[str, str | None]


@dataclass(frozen=True, slots=True)
class Label:
    """A label as printed (zh), in English and shortened for charts, with every spelling in normal form."""

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
    """A column of numbers. `elsewhere`: its label also occurs in other places of the form and identifies nothing on
    its own; `mark`: the character that identifies its head when a narrow column breaks the head into pieces."""

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
    """A row with numbers; `groups` are the headings above it, outermost first.

    `elsewhere`: its label also occurs elsewhere on the form and counts only in its place; `numbered`: short labels that
    mean this row only when preceded by their number; `parts`: sub-rows that agencies print under it or in its place.
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
    layout: str
    by_applicant: bool = False

    @property
    def has_arithmetic(self) -> bool:
        """Whether the block has a total, so that a row can be verified from its own numbers."""
        return any(column.total_of for column in self.columns)

    def figure_of(self, row: Row, column: Column) -> str:
        """The figure in a row and column: the whole row if the columns are kinds of applicants."""
        return f"{self.table}.{row.id}" if self.by_applicant else f"{row.id}.{column.id}"

    def cells_of(self, row: Row) -> tuple[CellId, ...]:
        """The cells of a row, from left to right."""
        return tuple((self.figure_of(row, column), column.id if self.by_applicant else None) for column in self.columns)


@dataclass(frozen=True, slots=True)
class Head:
    """A heading above several columns; `over` holds their ids and is empty for a heading above all columns."""

    label: Label
    over: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class PartHeading:
    """The heading of a part of the report that follows the tables, with its number (五)."""

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
        """Full label: the row, and the column if the column is part of the figure."""
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
    """A table of the form. `row_total` and `column_total` are the checks implied by its totals (see `equations`)."""

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
        """The only block of a table that is not laid out in blocks."""
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
    narrowing: tuple[str, ...]
    parts_before: tuple[PartHeading, ...]
    parts_behind: tuple[PartHeading, ...]
    units: Mapping[str, Mapping[str, str]]
    tables: tuple[Table, ...]
    groups: dict[str, Group]
    figures: dict[str, Figure]
    printed_cells: tuple[tuple[CellId, ...], tuple[CellId, ...]]  # without and with 其他处理 as one row

    def table(self, table_id: str) -> Table:
        return next(table for table in self.tables if table.id == table_id)

    def tables_of(self, layout: str) -> tuple[Table, ...]:
        """The tables printed in this layout."""
        return tuple(table for table in self.tables if table.layout == layout)

    def cells(self, single_row: bool = False) -> tuple[CellId, ...]:
        """Return every cell in printed order; `single_row` puts 其他处理 as one row in place of its sub-rows."""
        return self.printed_cells[single_row]

    @property
    def single_row(self) -> Row | None:
        return next((group.single_row for group in self.groups.values() if group.single_row), None)
