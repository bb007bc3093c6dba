"""Tables whose words were met before are read where those were read: agencies of one place print one layout. Pure.

A layout is what a document's rows print besides their numbers. Met again, it is read with several sets of numbers of
our own in place of the document's. If all of them are read in the same places (every cell of the form by its own row,
with nothing left over), then these places do not depend on numbers, and the document's are read there. Otherwise, and
for any document that is not so plain, nothing is reused.
"""

import re
from collections import OrderedDict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cache, lru_cache
from typing import NamedTuple

from forms import CellId
from forms.normal import normal
from ingest.cells.fact import BY_COLUMNS, BY_ROW, Fact, Parsed, read_cell
from ingest.cells.labels import Labels, labels
from ingest.parse.missing import findings_on
from ingest.read.document import Document, Row
from ingest.read.numbers import BLANK, PRINTED, is_words
from ingest.read.printed_frames import are_numbered

Parse = Callable[[Document, int], Parsed]
Key = tuple[object, ...]

_NUMBER = re.compile(r"(-?)(?:0|[1-9][0-9]{0,8})(\.[0-9]{1,6})?(万元|元)?")
_LONGEST_PIECE = 20  # characters; a longer text is no piece of a label
_MOST_HEADS = 1000  # characters of texts that say nothing and yet may be taken for heads
_KEPT, _SEEN = 1024, 8192  # layouts that are kept, and known to have been met once
_WORDS = ("某某" * 11 + "。", "某某" * 11)  # a sentence, and what may be a title: texts that say nothing


class Place(NamedTuple):
    """Where a cell of the form is read: a cell of a row, and how, as `read_cell` is told."""

    cell: CellId
    row: int
    cell_at: int
    unit: str | None
    money: bool
    signed: bool
    decided_by: str


@dataclass(frozen=True, slots=True)
class Layout:
    single_row: bool
    places: tuple[Place, ...]


class KnownLayouts:
    """Layouts by their key, the least recently used forgotten first; None for one that cannot be reused."""

    def __init__(self) -> None:
        self._layouts: OrderedDict[Key, Layout | None] = OrderedDict()
        self._seen: OrderedDict[int, None] = OrderedDict()

    def read(self, document: Document, edition: int, parse: Parse) -> Parsed | None:
        """The facts of a document by its layout, if that is known; None otherwise. `parse` reads without layouts."""
        key = key_of(document, edition)
        if key is None:
            return None
        if key not in self._layouts:
            if not self._is_met_again(hash(key)):
                return None
            self._layouts[key] = layout_of(document, edition, parse)
            if len(self._layouts) > _KEPT:
                self._layouts.popitem(last=False)
        self._layouts.move_to_end(key)
        layout = self._layouts[key]
        return None if layout is None else _by(layout, document, edition)

    def _is_met_again(self, name: int) -> bool:
        """Whether a layout was met before: to learn one takes as long as to read some documents."""
        if name in self._seen:
            del self._seen[name]
            return True
        self._seen[name] = None
        if len(self._seen) > _SEEN:
            self._seen.popitem(last=False)
        return False


def _by(layout: Layout, document: Document, edition: int) -> Parsed:
    facts: dict[CellId, Fact] = {}
    rows = document.rows
    new = tuple.__new__  # of a named tuple, in a third of the time
    for cell, n, index, unit, money, signed, decided_by in layout.places:
        row = rows[n]
        text = row.cells[index]
        value, own_unit, state = read_cell(text, unit, money, signed)
        facts[cell] = new(Fact, (value, own_unit, state, text.strip(), row.lines[index], None, decided_by))
    return Parsed(edition, layout.single_row, facts, findings_on(facts), 0)


# -- what of a document is its layout ---


def key_of(document: Document, edition: int) -> Key | None:
    """What a document's rows print besides numbers in its tables; None if it is not so plain that it may be reused."""
    if document.recognised or not document.rows:
        return None
    known = labels(edition)
    rows = list(document.rows)
    while rows and all(map(is_words, rows[-1].cells)):
        rows.pop()  # words behind all numbers: nothing is read of them
    key: list[object] = [edition]
    heads = 0
    for row in rows:
        if row.blanks_between or row.spots is not None or row.words:
            return None
        if row.keeps_blanks:
            if row.cells[0] in ("0", "") and are_numbered(row.cells):
                return None
            key.append((row.grid, *map(_masked, row.cells)))
            continue
        told, more = _told(row, known)
        heads += more
        key.append(told)
    return tuple(key) if heads <= _MOST_HEADS else None


@lru_cache(maxsize=65536)
def _masked(cell: str) -> str:
    """A number as a sign that stands for all numbers like it, anything else as it is."""
    number = _NUMBER.fullmatch(cell)
    return cell if number is None else f"\0{number[1]}{'.' if number[2] else ''}{number[3] or ''}"


def _told(row: Row, known: Labels) -> tuple[tuple[object, ...], int]:
    """What lines of text say to a parser, sentences that say nothing once; and how long what may be heads is."""
    told: list[object] = [None]
    if not all(map(is_words, row.cells)) or any(known.row(cell) or known.part(cell) for cell in row.cells):
        return (None, *row.cells), 0
    heads = 0
    for cell in row.cells:
        if not _says_nothing(cell, known):
            told.append(cell)
            continue
        heads += len(known.head_text(cell))
        if told[-1] is not True:
            told.append(True)
    return tuple(told), heads


def _says_nothing(text: str, known: Labels) -> bool:
    """Whether a text, which is no row of the form, is neither known nor a piece of what is, nor has heads in it."""
    if len(text) <= _LONGEST_PIECE or known.sign(text) is not None or known.is_known(text):
        return False
    if text.startswith(known.corners):
        return False
    return not known.head_text(text) or _heads(known).search(normal(text)) is None


@cache
def _heads(known: Labels) -> re.Pattern[str]:
    """All that a form prints, anywhere in a text."""
    every = {*known.known, *known.columns, *known.rows, *known.parts}
    return re.compile("|".join(map(re.escape, sorted(filter(None, every), key=len, reverse=True))))


# -- where a layout is read ---


def layout_of(document: Document, edition: int, parse: Parse) -> Layout | None:
    """Where the cells of a layout are read whatever the numbers are; None if that depends on them."""
    found = {_read_with(filling, document, edition, parse) for filling in _FILLINGS}
    return found.pop() if len(found) == 1 else None


def _apart(row: int, index: int, row_of: Sequence[str]) -> int:
    return 100_000 + 997 * row + 31 * index


def _small(row: int, index: int, row_of: Sequence[str]) -> int:
    return (7 * row + 5 * index) % 9 + 1


def _nothing(row: int, index: int, row_of: Sequence[str]) -> int:
    return 0


def _one(row: int, index: int, row_of: Sequence[str]) -> int:
    return 1


def _adding_up(row: int, index: int, row_of: Sequence[str]) -> int:
    """Each number of a row its place, the last one their sum."""
    numbers = [n for n, cell in enumerate(row_of) if _masked(cell).startswith("\0")]
    return sum(numbers[:-1]) if index == numbers[-1] else index


_FILLINGS = (_apart, _small, _nothing, _one, _adding_up)
Filling = Callable[[int, int, Sequence[str]], int]


def _read_with(filling: Filling, document: Document, edition: int, parse: Parse) -> Layout | None:
    """Where the cells of a layout are read with other numbers, each found by a line of its own; None if not all are."""
    known = labels(edition)
    says_nothing = _WORDS[_FILLINGS.index(filling) % 2]
    rows: list[Row] = []
    origin: dict[int, tuple[int, int]] = {}
    for n, row in enumerate(document.rows):
        lines = [len(origin) + 1 + at for at in range(len(row.cells))]
        origin |= {line: (n, at) for at, line in enumerate(lines)}
        if row.keeps_blanks:
            cells = [_filled(row.cells, n, at, filling) for at in range(len(row.cells))]
        else:
            cells = [says_nothing if _says_nothing(cell, known) else cell for cell in row.cells]
        rows.append(replace(row, cells=cells, lines=lines))
    parsed = parse(replace(document, lines=[], rows=rows), edition)
    if parsed.repeats or any(finding.check != "unit" for finding in parsed.findings):
        return None
    places = tuple(_places(parsed, rows, origin, known))
    return Layout(parsed.single_row, places) if len(places) == len(parsed.facts) else None


def _filled(cells: Sequence[str], row: int, index: int, filling: Filling) -> str:
    """A cell with another number in place of its own, as it would be printed there."""
    if not (masked := _masked(cells[index])).startswith("\0"):
        return cells[index]
    sign, fraction = "-" if "-" in masked else "", ".5" if "." in masked else ""
    return f"{sign}{filling(row, index, cells)}{fraction}{masked.lstrip(chr(0) + '-.')}"


def _places(parsed: Parsed, rows: Sequence[Row], origin: dict[int, tuple[int, int]], known: Labels) -> Iterator[Place]:
    """Where each cell was read, as far as it was read from its own row just as it stands there."""
    form_rows = [known.form_row(row) for table in known.form.tables for block in table.blocks for row in block.rows]
    columns = {
        cell: column
        for form_row in (*form_rows, *([known.single] if known.single is not None else ()))
        for cell, column in zip(form_row.cells, form_row.block.columns, strict=True)
    }
    for cell, fact in parsed.facts.items():
        if fact.decided_by not in (BY_ROW, BY_COLUMNS) or fact.state not in (PRINTED, BLANK):
            return
        n, index = origin[fact.line]
        text, line = rows[n].cells[index], rows[n].lines[index]
        column = columns[cell]
        unit = fact.unit if column.money else column.unit
        read = read_cell(text, unit, column.money, column.signed)
        if fact != Fact(*read, text.strip(), line, decided_by=fact.decided_by):
            return
        yield Place(cell, n, index, unit, column.money, column.signed, fact.decided_by)
