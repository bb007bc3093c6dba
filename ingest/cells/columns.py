"""Find which cells of a row are the form's columns, in layouts that keep empty cells. Pure.

A merged label or a table's spare column leaves empty cells beside the numbers. All rows of the same shape together
decide where the columns are: in a window that holds every printed cell of all of them. If no window does, or several
do and read differently, the columns of the row are undetermined.
"""

from collections import Counter, defaultdict
from collections.abc import Sequence

from ingest.read.numbers import BLANK, adds_up, read_number

_SIGNS = frozenset("/\\|-—–―无没")
_MANY = 5  # rows of one width that establish a table's grid
Shape = tuple[int, int]  # (number of cells in the row, index of the first cell after the label)


def printed_cells(cells: Sequence[str], start: int) -> list[int]:
    """Return the indexes from `start` on of the cells that are not empty; a character for "none" counts as printed."""
    return [i for i in range(start, len(cells)) if is_printed(cells[i])]


def is_printed(cell: str) -> bool:
    """Whether a cell holds anything but whitespace: a number, words or a character for "none"."""
    return read_number(cell).state != BLANK or any(char in _SIGNS for char in cell)


def windows(rows: Sequence[tuple[Sequence[str], int]], columns: int, whole: Counter[Shape]) -> list[int | None]:
    """Return, for each row (cells, index after the label), where its `wanted` columns begin, or None.

    `whole` counts the shapes of the table's rows that print a number in every column. A row with blanks must share
    the shape of one of them: otherwise it has lost or gained a cell, and it is impossible to say which.
    """
    places = [printed_cells(cells, start) for cells, start in rows]
    shapes = [(len(cells), start) for cells, start in rows]
    full = whole + Counter(shape for shape, at in zip(shapes, places, strict=True) if _side_by_side(at, columns))
    by_shape: dict[Shape, list[int]] = defaultdict(list)
    for number, shape in enumerate(shapes):
        by_shape[shape].append(number)
    begins: list[int | None] = [None] * len(rows)
    for (width, start), numbers in by_shape.items():
        gaps = any(places[n] and places[n][-1] - places[n][0] >= columns for n in numbers)
        shared = set(range(start, width - columns + 1))
        for n in numbers:
            at = places[n]
            if at and at[-1] - at[0] < columns:
                shared &= set(range(max(start, at[-1] - columns + 1), at[0] + 1))
        regular = _is_regular((width, start), full, shapes, columns)
        for n in numbers:
            # Where rows of this shape print more cells than the form has columns, one with a blank may hold any of
            # them, unless its numbers add up.
            blank = len(places[n]) < width - start
            lost = bool(places[n]) and not _side_by_side(places[n], columns)
            sure = not (gaps and blank) or _is_whole(rows[n], columns, with_zeros=False)
            if sure and (regular or not lost):
                begins[n] = one_window(rows[n][0], start, columns, shared)
    for n in _widened(rows, shapes, whole, columns):
        begins[n] = None
    for n, begin in _by_grid(shapes, places, columns, whole).items():
        if begins[n] is None and places[n]:
            begins[n] = begin
    return begins


def _widened(
    rows: Sequence[tuple[Sequence[str], int]], shapes: Sequence[Shape], whole: Counter[Shape], columns: int
) -> list[int]:
    """Rows with an empty cell that are wider than rows with the same start: one cell too many, and unknown which.

    Not those whose numbers are all there, side by side, and add up: a merged label left its empty cells before them.
    Zeros alone add up whatever is in excess, so that several rows must have such a shape.
    """
    if not shapes:
        return []
    usual: dict[int, int] = {}
    every = [*shapes, *whole.elements()]
    grid = Counter(width for width, _ in every).most_common(1)[0][0]  # a table may be padded to one width
    for start in {start for _, start in shapes}:
        (width, count), *others = Counter(w for w, s in every if s == start).most_common(2)
        if count > 1 and (not others or others[0][1] < count):
            usual[start] = width
    wider = [n for n, (width, start) in enumerate(shapes) if width > usual.get(start, width) and width != grid]
    often = Counter(shapes)
    return [n for n in wider if not all(is_printed(cell) for cell in rows[n][0][rows[n][1] :])
            and not _is_whole(rows[n], columns, with_zeros=often[shapes[n]] > 1)]  # fmt: skip


def _is_whole(row: tuple[Sequence[str], int], columns: int, with_zeros: bool) -> bool:
    """Whether a row has exactly its numbers, side by side, and they add up."""
    cells, start = row
    at = printed_cells(cells, start)
    numbers = [read_number(cells[n]).value for n in at]
    return _side_by_side(at, columns) and adds_up(numbers) and (with_zeros or any(numbers))


def _by_grid(
    shapes: Sequence[Shape], places: Sequence[Sequence[int]], columns: int, whole: Counter[Shape]
) -> dict[int, int]:
    """Where columns begin in a table of uniform width, if exactly one rule for merged labels explains all its rows.

    Either a merged label leaves its empty cells right after it, and the columns of all rows begin at the same index;
    or it leaves them at the end of the row, and the columns begin right after the label.
    """
    every = Counter(width for width, _ in (*shapes, *whole.elements()))
    if not every:
        return {}
    width, count = every.most_common(1)[0]
    own = [n for n, shape in enumerate(shapes) if shape[0] == width]
    starts = {start for n in own for start in (shapes[n][1],)} | {start for w, start in whole if w == width}
    if count < _MANY or len(starts) < 2:
        return {}

    def explains(begin_of: dict[int, int]) -> bool:
        return all(
            not places[n] or (begin_of[n] <= places[n][0] and places[n][-1] < begin_of[n] + columns <= width)
            for n in own
        )

    rules = [dict.fromkeys(own, begin) for begin in range(max(starts), width - columns + 1)
             if all(start == begin for w, start in whole if w == width)]  # fmt: skip
    rules.append({n: shapes[n][1] for n in own})
    fit = [rule for rule in rules if explains(rule)]
    return fit[0] if len(fit) == 1 else {}


def _side_by_side(at: Sequence[int], columns: int) -> bool:
    return len(at) == columns and at[-1] - at[0] == columns - 1


def _is_regular(shape: Shape, full: Counter[Shape], shapes: Sequence[Shape], columns: int) -> bool:
    """Whether a row with blanks may be assumed to have all its cells."""
    width, start = shape
    if shape in full:
        return True
    if any(other == start for _, other in full):
        return False  # complete rows with the same start have another width
    every = Counter(each for each, _ in (*shapes, *full.elements()))
    if any(each > begin + columns for each, begin in (*shapes, *full)):  # a grid padded to one width
        return width == every.most_common(1)[0][0]
    return width == start + columns


def one_window(cells: Sequence[str], start: int, columns: int, shared: set[int] | None = None) -> int | None:
    """Return where the columns of one row begin: the only possible window, or one of several that read the same."""
    full = printed_cells(cells, start)
    every = range(start, len(cells) - columns + 1)
    if not full:
        return start if len(cells) - start >= columns else None
    if full[-1] - full[0] >= columns:  # the printed cells span more than the form's columns
        read = {tuple(cell.strip() for cell in cells[i : i + columns]) for i in every}
        return start if len(read) == 1 else None
    if len(full) == columns:
        return full[0]  # as many numbers as columns, side by side: the row alone decides
    fit = [i for i in every if i <= full[0] and full[-1] < i + columns and (shared is None or i in shared)]
    return fit[0] if len(fit) == 1 else None
