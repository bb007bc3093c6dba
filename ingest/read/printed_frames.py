"""Tables as pandas prints them: columns and rows numbered from 0, NaN for an empty cell. Pure."""

import re
from collections.abc import Iterable

_GAP = re.compile(r"\s{2,}")
_BEGINS = ("0 ", "0\t")
_FIRST_TWO = ["0", "1"]
_LEAST = 3  # columns; fewer numbers in a line are not a line of column numbers


def may_be_frames(indented: Iterable[str]) -> bool:
    """Whether one of the lines that begin with a blank or tab may number the columns of such a table."""
    return any(line.lstrip()[:2] in _BEGINS and line.split(maxsplit=2)[:2] == _FIRST_TWO for line in indented)


def printed_frames(lines: list[str]) -> dict[int, list[str]]:
    """Return, by line number (1-based), the cells of each row of such tables; a line of column numbers has none."""
    rows: dict[int, list[str]] = {}
    columns = head = 0
    for number, line in enumerate(lines, 1):
        if line[:1] in (" ", "\t") and line.lstrip()[:2] in _BEGINS and are_numbered(own := line.split(), least=2):
            columns, head = len(own), number
            continue
        if not columns:
            continue
        cells = _GAP.split(line.strip())
        if len(cells) == columns + 1 and cells[0].isdecimal():
            rows[number] = cells[1:]
            rows[head] = []
        else:
            columns = 0
    return rows


def are_numbered(cells: list[str], least: int = _LEAST) -> bool:
    """Whether cells number the columns of a table: 0, 1, 2, … behind at most one empty cell."""
    own = cells[1:] if cells and not cells[0].strip() else cells
    if len(own) < least or own[0].strip() != "0":
        return False
    return all(cell.strip() == str(n) for n, cell in enumerate(own))
