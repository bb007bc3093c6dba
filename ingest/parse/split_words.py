"""Join words of the form that the layout split over several lines: `第二十条第`, `（一）`, `项`. Pure."""

from dataclasses import replace
from functools import lru_cache
from itertools import pairwise, takewhile

from ingest.cells.labels import Labels
from ingest.read.document import Row
from ingest.read.lone_lines import begins_words

_MOST_PIECES = 16
_CLOSING = frozenset("）)”：:")
_LONGEST_PIECE, _LONGEST = 20, 90  # characters; anything longer is narrative


def with_whole_words(row: Row, known: Labels) -> Row:
    """Return a row of single lines with consecutive pieces joined to each label, head or title that they spell."""
    if row.keeps_blanks or row.blanks_between or len(row.cells) < 2:
        return row
    words = takewhile(begins_words, row.cells)  # values are behind them
    if not any(_may_begin(cell, known) and _may_be_piece(after) for cell, after in pairwise(words)):
        return row
    kept: list[int] = []
    cells: list[str] = []
    at = 0
    while at < len(row.cells):
        end = _end(row.cells, at, known)
        kept.append(at)
        cells.append("".join(row.cells[at:end]))
        at = end
    if len(cells) == len(row.cells):
        return row
    spots = [row.spots[n] for n in kept] if row.spots else None
    return replace(row, cells=cells, lines=[row.lines[n] for n in kept], spots=spots)


def _end(cells: list[str], at: int, known: Labels) -> int:
    """The first cell behind the pieces that begin at a cell; the next one, if it is not a piece of something known."""
    if not _may_begin(cells[at], known):
        return at + 1
    whole = cells[at]
    for end in range(at + 1, min(at + _MOST_PIECES, len(cells))):
        if not _may_be_piece(cells[end]):
            break
        whole += cells[end]
        if len(whole) > _LONGEST:
            break
        if known.is_known(whole) or known.row(whole) is not None:
            while end + 1 < len(cells) and cells[end + 1].strip() in _CLOSING:
                end += 1
            return end + 1
    return at + 1


@lru_cache(maxsize=65536)
def _may_begin(cell: str, known: Labels) -> bool:
    """Whether a cell holds words that are nothing known by themselves."""
    return _may_be_piece(cell) and not known.is_known(cell) and known.row(cell) is None


@lru_cache(maxsize=65536)
def _may_be_piece(cell: str) -> bool:
    return len(cell) <= _LONGEST_PIECE and begins_words(cell)
