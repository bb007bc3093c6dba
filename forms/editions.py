"""Every edition of the form, and the union of their cells, figures, applicants and units."""

from collections.abc import Mapping
from functools import cache
from pathlib import Path

from forms.declaration import MONEY_UNITS, CellId, Column, Figure, Form, Group
from forms.from_yaml import read_form

HERE = Path(__file__).parent
# Every file named after a year declares an edition.
EDITIONS = tuple(sorted(int(path.stem) for path in HERE.glob("[12][0-9][0-9][0-9].yml")))


def declaration_files() -> list[Path]:
    """Return the files that make up the declaration, in a fixed order."""
    return sorted(HERE.glob("*.yml"))


@cache
def form(edition: int) -> Form:
    """Load one edition; raise KeyError if it does not exist, FormError if its declaration is invalid."""
    if edition not in EDITIONS:
        raise KeyError(f"no form of {edition}; there are {EDITIONS}")
    return read_form(HERE / f"{edition}.yml")


def newest() -> Form:
    """Return the newest edition: its order and labels apply when no edition is specified."""
    return form(EDITIONS[-1])


def edition_of_year(year: int | None) -> int:
    """Return the edition that a report on this year should use; the newest one if the year is unknown."""
    if year is None:
        return EDITIONS[-1]
    return max((edition for edition in EDITIONS if form(edition).first_year <= year), default=EDITIONS[0])


@cache
def applicants() -> dict[str, Column]:
    """Return the applicant columns of every edition by id, in the newest edition's order, totals last."""
    columns: dict[str, Column] = {}
    for edition in reversed(EDITIONS):
        for table in form(edition).tables:
            if table.by_applicant:
                for column in table.block.columns:
                    columns.setdefault(column.id, column)
    return dict(sorted(columns.items(), key=lambda each: bool(each[1].total_of)))


APPLICANTS = tuple(applicants())


@cache
def cells() -> tuple[CellId, ...]:
    """Return every cell of any edition once, in printed order, the newest edition first."""
    ordered: dict[CellId, None] = {}
    for edition in reversed(EDITIONS):
        for single_row in (False, True):
            ordered.update(dict.fromkeys(form(edition).cells(single_row)))
    return tuple(ordered)


@cache
def cell_number() -> dict[CellId, int]:
    """Return the position of each cell in `cells()`: the compact key of a fact in storage."""
    return {cell: number for number, cell in enumerate(cells())}


@cache
def figures() -> dict[str, Figure]:
    """Return every figure of any edition by id, with the labels of the newest edition that has it."""
    by_id: dict[str, Figure] = {}
    for edition in reversed(EDITIONS):
        for figure_id, figure in form(edition).figures.items():
            by_id.setdefault(figure_id, figure)
    return by_id


def is_by_applicant(figure: str) -> bool:
    """Whether a figure has a number for each kind of applicant; False for an unknown figure."""
    known = figures().get(figure)
    return known is not None and known.by_applicant


@cache
def groups() -> dict[str, Group]:
    """Return the groups of rows of every edition by id, with the newest edition's labels."""
    return {group_id: group for edition in EDITIONS for group_id, group in form(edition).groups.items()}


@cache
def unit_names() -> dict[str, Mapping[str, str]]:
    """Return the names of every unit in both languages, keyed by the unit as printed."""
    return {unit: names for edition in EDITIONS for unit, names in form(edition).units.items()}


@cache
def units() -> tuple[str, ...]:
    """Return every unit that a number may have, in a fixed order: 件 and 项, then money units, then any others."""
    declared_units = {
        column.unit for edition in EDITIONS for table in form(edition).tables
        for block in table.blocks for column in block.columns if column.unit
    }  # fmt: skip
    first = [unit for unit in ("件", "项") if unit in declared_units]
    others = sorted(declared_units - set(first) - set(MONEY_UNITS))
    return (*first, *MONEY_UNITS, *others)
