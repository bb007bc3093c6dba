"""Document + form → facts: a walk over the rows, then passes that decide in turn what the walk left open. Pure.

Every cell of the form ends up as a number, a blank, absent or unreadable, and records which pass decided it
(`Fact.decided_by`).
"""

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property

from forms import CellId
from ingest.cells.fact import (
    BY_ARITHMETIC,
    BY_COLUMNS,
    BY_CUT_END,
    BY_EMPTY_COLUMNS,
    BY_FRAGMENT,
    BY_LABEL_ALONE,
    BY_PLACE,
    BY_POSITION,
    BY_SUBROWS,
    Parsed,
)
from ingest.cells.finding import BROKEN, Finding
from ingest.parse.known_layouts import KnownLayouts
from ingest.parse.missing import cells_without_rows, findings_on, mark_cut_number
from ingest.parse.page_breaks import fragments
from ingest.parse.sheet import Sheet, Taken
from ingest.parse.under_heads import take_rows_under_heads
from ingest.parse.walk import Walk, walked
from ingest.read.document import Document, Row
from ingest.read.numbers import UNREADABLE
from ingest.recover.joined_lines import Run, runs
from ingest.recover.resolve import resolve


@dataclass
class Reading:
    """A document with the result of the walk over its rows: the state that the passes work on."""

    document: Document
    walk: Walk
    rows: list[Row]
    has_missing: bool = False

    @property
    def sheet(self) -> Sheet:
        return self.walk.sheet

    @property
    def edition(self) -> int:
        return self.sheet.form.edition

    @cached_property
    def single_row(self) -> bool:
        """Whether the document prints 其他处理 as one row where the form has several; valid after the walk."""
        return self.sheet.single_row and not self.sheet.has_found_parts_of_single()

    @property
    def cells(self) -> tuple[CellId, ...]:
        """Every cell of the document's form."""
        return self.sheet.form.cells(self.single_row)

    def missing(self) -> list[CellId]:
        """Return the cells that no row provided."""
        return [cell for cell in self.cells if cell not in self.sheet.facts]


def place_rows_by_position(reading: Reading) -> None:
    """Read rows with wrapped or damaged labels by their position between known rows."""
    for two in reading.walk.twos.values():
        two.place_by_position(reading.rows, fragments(reading.rows, two.columns))


def drop_fragments(reading: Reading) -> None:
    """Mark rows next to lines of bare numbers unreadable: their numbers may continue there, so none is certain."""
    for two in reading.walk.twos.values():
        two.drop_fragments(reading.rows, fragments(reading.rows, two.columns))


def decide_columns(reading: Reading) -> None:
    """Decide the columns of rows that keep empty cells, from all rows of the same shape together."""
    for two in reading.walk.twos.values():
        two.decide_columns(reading.rows)


def place_under_heads(reading: Reading) -> None:
    """Read rows with empty cells on pages without drawn lines by the heads that their numbers are under."""
    if any(row.words for row in reading.rows):
        take_rows_under_heads(reading.rows, reading.sheet)


def take_empty_columns(reading: Reading) -> None:
    """Record blanks for heads of table 3 that have only empty cells below them."""
    for three in reading.walk.threes.values():
        three.take_empty_columns()


def add_up_subrows(reading: Reading) -> None:
    """Sum sub-rows that are printed in place of their row."""
    reading.walk.one.subrows.add_up()


def solve_by_arithmetic(reading: Reading) -> None:
    """Read joined lines and rows that cannot be read on their own, as far as the form's arithmetic proves them."""
    sheet = reading.sheet
    if sheet.single_row and not reading.single_row:
        sheet.findings.append(Finding("leftover", BROKEN, "other_twice", _single_figure(sheet)))
    if not any(cell not in sheet.facts or sheet.facts[cell].state == UNREADABLE for cell in reading.cells):
        return
    joined = runs(reading.document.lines, reading.edition) if reading.missing() else []
    reading.single_row = reading.single_row or _prints_single_row(joined, sheet)
    # Arithmetic cannot decide which of two contradicting tables counts.
    undecided = [row for row in sheet.undecided if not sheet.contested & set(row.form_row.cells)]
    sheet.facts |= resolve(undecided, joined, sheet.facts, reading.edition, reading.single_row)


def _single_figure(sheet: Sheet) -> str | None:
    return sheet.labels.single.figure if sheet.labels.single is not None else None


def _prints_single_row(joined: list[Run], sheet: Sheet) -> bool:
    """Whether rows joined without separators contain 其他处理 as one row, in a form that has three."""
    figures = {run.form_rows[0].figure for run in joined} | sheet.found
    return _single_figure(sheet) in figures and figures.isdisjoint(sheet.labels.single_parts)


def take_cells_without_rows(reading: Reading) -> None:
    """Mark cells that no row provided as unreadable if their label is printed, else as absent."""
    sheet = reading.sheet
    if missing := reading.missing():
        reading.has_missing = True
        for cell, fact in cells_without_rows(reading.document, sheet.labels, missing).items():
            sheet.decide(cell, fact)


def mark_cut_end(reading: Reading) -> None:
    """Mark the last number of a document that ends within its tables unreadable: it may be truncated."""
    sheet = reading.sheet
    if reading.has_missing and not reading.document.is_whole:
        for cell, fact in mark_cut_number(reading.document, sheet.facts).items():
            sheet.decide(cell, fact)


@dataclass(frozen=True)
class Pass:
    """A pass that runs after the walk: its id in `Fact.decided_by`, and its function."""

    id: str
    run: Callable[[Reading], None]


_LAYOUTS = KnownLayouts()  # of this process: what they tell is what reading afresh would
# Run in this order.
PASSES = (
    Pass(BY_POSITION, place_rows_by_position),
    Pass(BY_FRAGMENT, drop_fragments),
    Pass(BY_COLUMNS, decide_columns),
    Pass(BY_PLACE, place_under_heads),
    Pass(BY_EMPTY_COLUMNS, take_empty_columns),
    Pass(BY_SUBROWS, add_up_subrows),
    Pass(BY_ARITHMETIC, solve_by_arithmetic),
    Pass(BY_LABEL_ALONE, take_cells_without_rows),
    Pass(BY_CUT_END, mark_cut_end),
)


def parse(document: Document, edition: int) -> Parsed:
    """Read every cell of `edition` out of a document. Returns one fact per cell of the form, in the form's order."""
    return _LAYOUTS.read(document, edition, parse_afresh) or parse_afresh(document, edition)


def parse_afresh(document: Document, edition: int) -> Parsed:
    """What `parse` returns, without anything that is known of documents read before."""
    return traced(document, edition, trace=False)[0]


def traced(document: Document, edition: int, trace: bool = True) -> tuple[Parsed, list[Taken]]:
    """What `parse` returns, and every row of the document as the passes took it."""
    walk, rows = walked(document, edition, trace)
    reading = Reading(document, walk, rows)
    for each in PASSES:
        reading.sheet.deciding = each.id
        each.run(reading)
    sheet = reading.sheet
    facts = {cell: sheet.facts[cell] for cell in reading.cells}
    parsed = Parsed(edition, reading.single_row, facts, sheet.findings + findings_on(facts), sheet.repeats)
    return parsed, sheet.taken or []
