"""Both editions of the statutory form, read from YAML into frozen objects."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from forms.declared import declared
from forms.normal import normal

EDITIONS = (2019, 2021)
TOTAL = "total"
_HERE = Path(__file__).parent

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
    id: str
    label: Label
    unit: str | None
    money: bool = False
    signed: bool = False
    total_of: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Row:
    """A row with numbers; `groups` are the headings above it from the outermost in."""

    id: str
    label: Label
    groups: tuple[str, ...] = ()
    total_of: str | None = None
    parts: frozenset[str] = frozenset()
    under: str | None = None


@dataclass(frozen=True, slots=True)
class Block:
    """Rows that share one line of column heads; a whole table in parts three and four of the report."""

    table: str
    heading: Label | None
    columns: tuple[Column, ...]
    rows: tuple[Row, ...]


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
    id: str
    section: str
    title: Label
    blocks: tuple[Block, ...]
    heads: tuple[Label, ...]


@dataclass(frozen=True, slots=True)
class Form:
    """One edition of the form."""

    edition: int
    notice: str
    title: Label
    tables: tuple[Table, ...]
    groups: dict[str, Group]
    figures: dict[str, Figure]

    def table(self, table_id: str) -> Table:
        return next(table for table in self.tables if table.id == table_id)

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
    )


def _row(entry: dict[str, Any], groups: tuple[str, ...] = ()) -> Row:
    return Row(
        id=entry["id"],
        label=_label({"en": entry["zh"], **entry}),
        groups=groups,
        total_of=entry.get("total_of"),
        parts=frozenset(normal(part) for part in entry.get("parts", ())),
        under=entry.get("under"),
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
    table_id = entry["id"]
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
        columns = tuple(_column(column, entry["unit"]) for column in entry["columns"])
        blocks = (Block(table_id, None, columns, tuple(_walk(entry["rows"], groups))),)
    heads = tuple(_label(head) for head in entry.get("heads", ()))
    return Table(table_id, entry["section"], _label(entry["title"]), blocks, heads)


def _figures(tables: tuple[Table, ...], groups: dict[str, Group]) -> dict[str, Figure]:
    found: dict[str, Figure] = {}
    for table in tables:
        for block in table.blocks:
            for row in block.rows:
                if table.id == "applications":
                    figure_id = f"applications.{row.id}"
                    found[figure_id] = Figure(figure_id, table.id, row, None, block.columns[0].unit, False, False)
                    continue
                for column in block.columns:
                    figure_id = f"{row.id}.{column.id}"
                    found[figure_id] = Figure(
                        figure_id, table.id, row, column, column.unit, column.money, column.signed
                    )
    for group in groups.values():
        if group.single_row:
            figure_id = f"applications.{group.single_row.id}"
            found[figure_id] = Figure(figure_id, "applications", group.single_row, None, "件", False, False)
    return found


@cache
def form(edition: int) -> Form:
    """Load one edition; raises KeyError for an edition that does not exist."""
    if edition not in EDITIONS:
        raise KeyError(f"no form of {edition}; there are {EDITIONS}")
    written = declared(_HERE / f"{edition}.yml")
    groups: dict[str, Group] = {}
    tables = tuple(_table(table, groups) for table in written["tables"])
    return Form(edition, written["notice"], _label(written["title"]), tables, groups, _figures(tables, groups))


APPLICANTS = tuple(column.id for column in form(2021).table("applications").blocks[0].columns)


@cache
def _cells_of(edition: int, single_row: bool) -> tuple[CellId, ...]:
    declared = form(edition)
    found: list[CellId] = []
    replaced = declared.single_row if single_row else None
    for table in declared.tables:
        for block in table.blocks:
            for row in block.rows:
                if table.id != "applications":
                    found += [(f"{row.id}.{column.id}", None) for column in block.columns]
                    continue
                figure_id = f"applications.{row.id}"
                if replaced is not None and replaced.id in row.groups:
                    if (f"applications.{replaced.id}", TOTAL) in found:
                        continue
                    figure_id = f"applications.{replaced.id}"
                found += [(figure_id, applicant) for applicant in APPLICANTS]
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
    """Every figure of any edition by id; where both have it, the newest edition's labels."""
    found: dict[str, Figure] = {}
    for edition in reversed(EDITIONS):
        for figure_id, figure in form(edition).figures.items():
            found.setdefault(figure_id, figure)
    return found
