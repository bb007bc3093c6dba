"""Every edition of the form, and what all of them have together: cells, figures, applicants, units."""

from collections.abc import Mapping
from functools import cache
from pathlib import Path

from forms.declaration import MONEY_UNITS, CellId, Column, Figure, Form, Group
from forms.from_yaml import read_form

HERE = Path(__file__).parent
# Every file that is named after a year declares an edition.
EDITIONS = tuple(sorted(int(path.stem) for path in HERE.glob("[12][0-9][0-9][0-9].yml")))


def declaration_files() -> list[Path]:
    """The files that make up the declaration, in a fixed order."""
    return sorted(HERE.glob("*.yml"))


@cache
def form(edition: int) -> Form:
    """Load one edition; raises KeyError for one that does not exist, FormError for one that is not declared rightly."""
    if edition not in EDITIONS:
        raise KeyError(f"no form of {edition}; there are {EDITIONS}")
    return read_form(HERE / f"{edition}.yml")


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
