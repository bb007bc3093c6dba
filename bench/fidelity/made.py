"""A document made from a filled form: its bytes and what a reader should find in them."""

import re
from collections.abc import Mapping
from dataclasses import dataclass

from bench.fidelity.filled import Filled, Value
from bench.fidelity.marks import bare
from bench.fidelity.statutory import Cell, printed_rows

_TITLE = re.compile(r"(?P<who>.+?)(?P<year>20\d\d)年")


@dataclass(frozen=True)
class Made:
    """A rendered document and the true values of its cells.

    `traced` are the cells that leave a trace of their own, so that a perfect reader can read them without arithmetic.
    `lost` are cells that damage has removed entirely: for them any answer except a different number is correct.
    `who` and `year` are the agency and year in its title, if that is known.
    """

    layout: str
    suffix: str
    data: bytes
    truth: Mapping[Cell, Value]
    units: Mapping[Cell, str | None]
    traced: frozenset[Cell]
    edition: int
    single_row: bool
    seed: int = 0
    lost: frozenset[Cell] = frozenset()
    who: str = ""
    year: int | None = None


def traced_cells(form: Filled, keeps: str) -> frozenset[Cell]:
    """Return the cells with a trace of their own, by what a layout keeps.

    `all`: an empty cell keeps its place. `rows`: it leaves no trace, and the other cells of its row become ambiguous.
    `singles`: cells are joined without separators, so that only rows of a single cell can be read.
    """
    if keeps == "all":
        return frozenset(form.values)
    rows = [row for row in printed_rows(form.edition, form.single_row) if all(bare(form.printed[cell]) for cell in row)]
    return frozenset(cell for row in rows if keeps == "rows" or len(row) == 1 for cell in row)


def made(form: Filled, layout: str, suffix: str, data: bytes, keeps: str, seed: int = 0) -> Made:
    """Return a document whose truth is that of the form."""
    titled = _TITLE.match(form.heading)
    return Made(
        layout, suffix, data, form.values, form.units, traced_cells(form, keeps), form.edition, form.single_row, seed,
        who=titled["who"] if titled else "", year=int(titled["year"]) if titled else None,
    )  # fmt: skip
