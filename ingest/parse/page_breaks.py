"""Rejoin rows that a page break cut in two. Pure.

Recognised by their label: neither half is a label of the form, both together are. The numbers are with one half.
"""

from collections.abc import Sequence
from dataclasses import replace

from ingest.cells.labels import Labels
from ingest.read.document import Row, Spot
from ingest.read.numbers import BLANK, adds_up, is_words, read_number

_ASKEW = 6  # thousandths of a page's width by which two edges may differ and still match
_FAR = 4  # rows in which to look for the second half, past heads that are repeated on each page


def rejoined(rows: list[Row], known: Labels) -> list[Row]:
    """Return the rows with the halves of each cut row joined at the place of its numbers."""
    made = _over_pages(rows, known) if rows and rows[-1].spots is not None else list(rows)
    at = 0
    while at < len(made) - 1:
        first, label = made[at], _last_words(made[at])
        at += 1
        if label is None or (not first.keeps_blanks and label != len(first.cells) - 1):
            continue
        if known.is_known(first.cells[label]) or known.row(first.cells[label]):
            continue
        other = next((n for n in range(at, min(at + _FAR, len(made))) if not _is_heads(made[n], known)), None)
        rest = _rest(first.cells[label], made[other], known) if other is not None else None
        if other is None or rest is None:
            continue
        second, text = made[other], first.cells[label] + made[other].cells[rest]
        if _are_blank(first.cells[label + 1 :]):
            made[other] = _relabelled(second, rest, text)
            made[at - 1] = _without_last(first, label)
        elif first.keeps_blanks and _are_blank(second.cells[rest + 1 :]):
            made[at - 1] = _relabelled(first, label, text)
            del made[other]
    return [row for row in made if row.cells]


def _over_pages(rows: Sequence[Row], known: Labels) -> list[Row]:
    """On ruled pages: move the continuation at the top of a page back to the row it belongs to."""
    made: list[Row] = []
    heads: list[Row] = []  # heads that the new page repeats before it continues
    for row in rows:
        last = next((each for each in reversed(made) if each.grid), None)
        page = row.spots[0].page if row.spots else 0
        if last is None or not row.grid or last.spots is None or page != last.spots[0].page + 1:
            made += [*heads, row]
            heads = []
            continue
        above = [each for each in made if each.grid == last.grid]
        if (joined := _continued(row, above, known)) is not None:
            for old, new in joined:
                made[next(n for n, each in enumerate(made) if each is old)] = new
        elif _is_heads(row, known):
            heads.append(row)
        else:
            made += [*heads, row]
            heads = []
    return made + heads


def _continued(row: Row, above: Sequence[Row], known: Labels) -> list[tuple[Row, Row]] | None:
    """Rows of the page before, paired with their versions extended by `row`; None if `row` begins something new.

    `row` is a continuation if all words in it complete the words above them to a known label, and every number is
    below a number or an empty cell.
    """
    added: dict[int, list[tuple[int, str]]] = {}
    for cell, spot in zip(row.cells, row.spots or [], strict=True):
        if not cell.strip():
            continue
        found = next(
            ((n, place) for n, r in reversed(list(enumerate(above)))
             for place, over in enumerate(r.spots or []) if _same_column(over, spot)), None
        )  # fmt: skip
        if found is None:
            return None
        n, place = found
        over = above[n].cells[place]
        if is_words(cell):
            whole = over + cell
            if not is_words(over) or known.row(cell) is not None or not (known.row(whole) or known.is_known(whole)):
                return None
        elif is_words(over):
            return None
        added.setdefault(n, []).append((place, cell))
    if not added:
        return None
    made: list[tuple[Row, Row]] = []
    for n, pieces in added.items():
        cells = list(above[n].cells)
        for place, cell in pieces:
            cells[place] = f"{cells[place]} {cell}" if cells[place].strip() else cell
        made.append((above[n], replace(above[n], cells=cells)))
    return made


def _same_column(over: Spot, under: Spot) -> bool:
    """Whether two cells have the same left and right edges; the grids of two pages may otherwise differ."""
    return abs(over.left - under.left) <= _ASKEW and abs(over.right - under.right) <= _ASKEW


def _last_words(row: Row) -> int | None:
    return next((n for n in range(len(row.cells) - 1, -1, -1) if is_words(row.cells[n])), None)


def _is_heads(row: Row, known: Labels) -> bool:
    words = [cell for cell in row.cells if cell.strip()]
    return bool(words) and all(is_words(cell) and known.row(cell) is None and known.is_known(cell) for cell in words)


def _rest(begun: str, second: Row, known: Labels) -> int | None:
    """The cell of the second half that completes `begun` to a label of the form."""
    rest = _last_words(second) if second.keeps_blanks else None
    if rest is None or known.row(second.cells[rest]) is not None:
        return None
    return rest if known.row(begun + second.cells[rest]) is not None else None


def _are_blank(cells: Sequence[str]) -> bool:
    return all(read_number(cell).state == BLANK and not cell.strip() for cell in cells)


def _relabelled(row: Row, at: int, text: str) -> Row:
    return replace(row, cells=[*row.cells[:at], text, *row.cells[at + 1 :]])


def _without_last(row: Row, at: int) -> Row:
    if row.keeps_blanks:
        return replace(row, cells=[], lines=[], spots=None)
    return replace(row, cells=row.cells[:at], lines=row.lines[:at], spots=row.spots[:at] if row.spots else None)


def fragments(rows: Sequence[Row], columns: int) -> set[int]:
    """Return rows of text directly above or below a line of bare numbers, and those lines themselves.

    In a table without drawn lines, a long number continues on the next line of its cell; both lines then look like
    rows, but they do not add up. `columns` is the number of columns of the table, the last one the total.
    """
    fragment_rows: set[int] = set()
    for n in range(len(rows) - 1):
        first, second = rows[n], rows[n + 1]
        if not (first.blanks_between and second.blanks_between) or second.lines[0] != first.lines[-1] + 1:
            continue
        bare = [row for row in (first, second) if _last_words(row) is None]
        short = all(len(row.cells) <= columns for row in bare)
        if bare and short and not all(_adds_up(row, columns) for row in (first, second)):
            fragment_rows |= {n, n + 1}
    return fragment_rows


def _adds_up(row: Row, columns: int) -> bool:
    """Whether a row's numbers agree with their total, so that it is complete and not a fragment."""
    values = [read_number(cell).value for cell in row.cells[-columns:]]
    return len(values) == columns and adds_up(values)
