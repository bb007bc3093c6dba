"""Plain-text layouts that keep every row of the form together or split it in a simple way.

Each layout turns a form into the texts of its three tables. `layouts.py` states what becomes of empty cells.
"""

from collections.abc import Callable, Sequence
from random import Random

from bench.fidelity.filled import TITLE, TITLES, Filled, fill
from bench.fidelity.grid import Line, tables
from bench.fidelity.marks import bare, pieces, width
from bench.fidelity.statutory import APPLICANTS, DISPUTES, RESULTS, Cell, application_rows

__all__ = [
    "APPLICANTS", "DISPUTES", "KEEPS", "LOSES", "RESULTS", "TITLE", "TITLES", "Cell", "Filled", "Layout",
    "application_rows", "document", "fill", "grids", "render",
]  # fmt: skip

Layout = Callable[[Filled], list[str]]
_DATA = 10  # columns of table 2
_PAGE_ROWS = 9


def grids(form: Filled) -> list[list[list[str]]]:
    """Return the three tables with every merged cell as its text followed by empty cells."""
    return [[list(line.grid) for line in table.lines] for table in tables(form)]


def _lines(form: Filled) -> list[list[Line]]:
    return [table.lines for table in tables(form)]


def tabs(form: Filled) -> list[str]:
    """One row per line, cells separated by tabs."""
    return ["\n".join("\t".join(row) for row in grid) for grid in grids(form)]


def tabs_padded_behind(form: Filled) -> list[str]:
    """Merged labels without their width: the numbers follow the label directly and empty cells pad the end."""
    made = []
    for lines in _lines(form):
        rows = []
        for line in lines:
            rows.append("\t".join(_behind_label(line) if line.cells and len(line.grid) == _DATA else line.grid))
        made.append("\n".join(rows))
    return made


def _behind_label(line: Line) -> list[str]:
    before = max(n for n, text in enumerate(line.grid[: line.labels]) if text) + 1
    row = [*line.grid[:before], *line.values]
    return row + [""] * (_DATA - len(row))


def word(form: Filled) -> list[str]:
    """A table saved as text by Word: one cell per line after a tab, an empty line between rows."""
    made = []
    for number, lines in enumerate(_lines(form)):
        blocks = []
        for at, line in enumerate(lines):
            cells = list(line.grid)
            if number == 1 and at:
                labels = list(line.grid[:3])
                while labels and not labels[-1]:
                    labels.pop()
                cells = [*labels, *line.grid[3:]]
            elif number == 0:
                cells = [line.grid[0], *line.values] if line.cells else [text for text in line.grid if text]
            blocks.append("\n".join("\t" + cell for cell in cells))
        made.append("\n\n".join(blocks))
    return made


def _full(cells: Sequence[str]) -> list[str]:
    return [cell for cell in cells if bare(cell)]


def lines(form: Filled) -> list[str]:
    """One cell per line; empty cells leave no trace."""
    return ["\n".join(cell for row in grid for cell in _full(row)) for grid in grids(form)]


def lines_apart(form: Filled) -> list[str]:
    """One cell per line, separated by empty lines."""
    return ["\n\n".join(cell for row in grid for cell in _full(row)) for grid in grids(form)]


def lines_cut(form: Filled) -> list[str]:
    """One cell per line, with long labels split over lines and page numbers in between."""
    made = []
    for grid in grids(form):
        out: list[str] = []
        for number, row in enumerate(grid):
            for cell in _full(row):
                out += pieces(cell, 12)
            if number % _PAGE_ROWS == _PAGE_ROWS - 1:
                out += ["", f"- {number} -"]
        made.append("\n".join(out))
    return made


def pipes(form: Filled) -> list[str]:
    """Markdown tables."""
    made = []
    for grid in grids(form):
        rows = ["| " + " | ".join(row) + " |" for row in grid]
        made.append("\n".join([rows[0], "|" + "---|" * len(grid[0]), *rows[1:]]))
    return made


def pipes_behind(form: Filled) -> list[str]:
    """`规章 | 0 | 0 | 0 |`: a pipe after every cell; empty cells of table 2 keep their place, others do not."""
    made = []
    for number, lines_ in enumerate(_lines(form)):
        rows = []
        for line in lines_:
            kept = [*line.heads, *line.values] if number == 1 and line.cells else _full(line.grid)
            rows.append(" | ".join(kept) + " |")
        made.append("\n".join(rows))
    return made


def blanks(form: Filled) -> list[str]:
    """`规章 0 0 0`: label and numbers separated by spaces; group headings on lines of their own."""
    made = []
    for lines_ in _lines(form):
        rows: list[str] = []
        for line in lines_:
            rows += line.heads[:-1] if line.cells else []
            rows.append(" ".join(_full([*line.heads[-1:], *line.values]) if line.cells else _full(line.grid)))
        made.append("\n".join(rows))
    return made


def columns(form: Filled) -> list[str]:
    """Cells aligned with spaces, like text extracted from a page with its layout preserved."""
    made = []
    for lines_ in _lines(form):
        data = [line.grid for line in lines_ if line.cells]
        widths = [max(map(width, column)) + 2 for column in zip(*data, strict=True)]
        rows = []
        for line in lines_:
            cells = zip(line.grid, widths, strict=True)
            rows.append("".join(text + " " * max(size - width(text), 1) for text, size in cells).rstrip())
        made.append("\n".join(rows))
    return made


def csv(form: Filled) -> list[str]:
    """Comma-separated values; a cell with a comma is quoted."""
    return ["\n".join(",".join(map(_quoted, row)) for row in grid) for grid in grids(form)]


def _quoted(text: str) -> str:
    return f'"{text}"' if "," in text else text


def label_twice(form: Filled) -> list[str]:
    """Tab-separated rows whose label is repeated before the numbers."""
    made = []
    for lines_ in _lines(form):
        labels = max(line.labels for line in lines_)
        rows = []
        for line in lines_:
            again = [bare((line.heads or ("",))[-1 if line.cells else 0])] if labels else []
            rows.append("\t".join([*line.grid[:labels], *again, *line.grid[labels:]]))
        made.append("\n".join(rows))
    return made


def page_break_tabs(form: Filled) -> list[str]:
    """Tab-separated rows, some split by a page break: the rest of the label and the numbers are on the next page."""
    made = []
    for lines_ in _lines(form):
        rows: list[str] = []
        for number, line in enumerate(lines_):
            if line.cells and line.labels and number % _PAGE_ROWS == 4 and len(bare(line.heads[-1])) > 5:
                at = line.grid.index(line.heads[-1])
                first, rest = pieces(line.heads[-1], len(bare(line.heads[-1])) // 2 + 1)[:2]
                empty = [""] * len(line.cells)
                rows += ["\t".join([*line.grid[:at], first, *line.grid[at + 1 : line.labels], *empty]).rstrip("\t")]
                rows += ["", f"- {number} -"]
                rows += ["\t".join([*[""] * at, rest, *[""] * (line.labels - at - 1), *line.grid[line.labels :]])]
            else:
                rows.append("\t".join(line.grid))
        made.append("\n".join(rows))
    return made


def page_break_lines(form: Filled) -> list[str]:
    """One cell per line, with page breaks within some rows of numbers."""
    made = []
    for lines_ in _lines(form):
        out: list[str] = []
        for number, line in enumerate(lines_):
            cells = _full(line.grid)
            if line.cells and number % 7 == 3 and len(cells) > 3:
                cells[-3:-3] = ["", f"- {number} -", ""]
            out += cells
        made.append("\n".join(out))
    return made


# Layouts that keep an empty cell in its place, and layouts in which it leaves no trace.
KEEPS: dict[str, Layout] = {"tabs": tabs, "tabs_padded_behind": tabs_padded_behind, "word": word, "pipes": pipes}
LOSES: dict[str, Layout] = {
    "lines": lines, "lines_apart": lines_apart, "lines_cut": lines_cut, "pipes_behind": pipes_behind, "blanks": blanks,
}  # fmt: skip


def document(form: Filled, tables_: Sequence[str], mark: str = "", gap: str = "\n") -> str:
    """Return a whole report: title, six parts, and the surrounding page if the form has one."""
    above, below = form.around
    parts = [*above, f"{mark}{form.heading}", "", f"{mark}一、总体情况", *form.above, ""]
    for heading, table in zip(TITLES, tables_, strict=True):
        parts += [f"{mark}{heading}", "", table, ""]
    fifth, sixth = form.below
    parts += [f"{mark}五、存在的主要问题及改进情况", *fifth, f"{mark}六、其他需要报告的事项", *sixth, *below, ""]
    return gap.join(parts)


def render(form: Filled, layout: Layout) -> str:
    """Return a whole report in a layout."""
    return document(form, layout(form), "## " if layout is pipes else "")


def glued(form: Filled) -> list[str]:
    """Every table as one run of text, without separators between cells."""
    return ["".join(cell for row in grid for cell in row) for grid in grids(form)]


def glued_rows(form: Filled) -> list[str]:
    """One row per line, without separators between cells."""
    return ["\n".join("".join(row) for row in grid) for grid in grids(form)]


def glued_with_blanks(form: Filled, chance: Random) -> list[str]:
    """Every table as one run of text, with one to four spaces between cells."""
    return ["".join(cell + " " * chance.randint(1, 4) for row in grid for cell in _full(row)) for grid in grids(form)]
