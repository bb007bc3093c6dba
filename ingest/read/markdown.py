"""Tables of Markdown made from HTML, in which a merged cell left empty ones behind it. Pure.

Converters write a cell over three columns as `| 总计 | | |`, an empty cell as `|  |`, and leave out what a merged cell
covers in the rows below, so that rows of one table have different widths.
"""

import re
from collections.abc import Iterator
from html import unescape

_FILLER = " "
_IN_CELL = re.compile(r"</?(?:br|p|b|strong|span|div|u|i|em)\b[^<>|]*>", re.IGNORECASE)


def without_fillers(lines: list[str]) -> dict[int, list[str]]:
    """Return, by line number (1-based), the cells of rows without the ones that merged cells left behind.

    Only in tables with rows of different widths that have both kinds of empty cells: elsewhere one blank between bars
    may be an empty cell.
    """
    rows: dict[int, list[str]] = {}
    if not any("| |" in line for line in lines):
        return rows
    for table in _tables(lines):
        raw = {number: lines[number - 1].strip().strip("|").split("|") for number in table}
        empty = {cell for cells in raw.values() for cell in cells if not cell.strip()}
        if _FILLER in empty and len(empty) > 1 and len({len(cells) for cells in raw.values()}) > 1:
            rows |= {number: [cell for n, cell in enumerate(cells) if n == 0 or cell != _FILLER]
                     for number, cells in raw.items()}  # fmt: skip
    return rows


def cells_of_a_table_in_one_line(line: str) -> list[str]:
    """Return the cells of a line that holds whole tables, made from a page whose article is in the cell of a table.

    One blank between bars ends a row there, or fills a merged cell; the empty cells above a line of dashes are heads
    that do not exist.
    """
    cells: list[str] = []
    for cell in line.strip("|").split("|"):
        if cell.strip("- :") == "" and "--" in cell:
            while cells and not cells[-1].strip():
                cells.pop()
        elif cell != _FILLER:
            cells.append(cell)
    return cells


def _tables(lines: list[str]) -> Iterator[list[int]]:
    """The numbers of consecutive lines that begin and end with a bar, without the line of dashes."""
    table: list[int] = []
    for number, line in enumerate(lines, 1):
        if line.startswith("|"):
            if "--" not in line and line.rstrip().endswith("|"):
                table.append(number)
        elif table:
            yield table
            table = []
    if table:
        yield table


def between_pipes(stripped: str) -> list[str]:
    cells = stripped.split("|")
    if stripped.startswith("|"):
        cells = cells[1:]
    if cells and stripped.endswith("|"):
        cells = cells[:-1]
    return in_cells(cells)


def in_cells(cells: list[str]) -> list[str]:
    """The cells of a Markdown row without its marks and markup."""
    if any("<" in cell or "&" in cell for cell in cells):
        cells = [unescape(_IN_CELL.sub(" ", cell)) for cell in cells]
    return [cell.strip(" *`") for cell in cells]
