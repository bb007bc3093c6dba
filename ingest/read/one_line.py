"""A table, or a whole document, in one line: the cells of all its rows one behind another. Pure."""

from collections.abc import Iterator

from ingest.read.blanks import between_blanks
from ingest.read.document import Row
from ingest.read.lone_lines import begins_words
from ingest.read.markdown import in_cells
from ingest.read.numbers import is_value, is_words

WIDEST = 60  # cells; a line with more is not one row of the form, of which the widest has fifteen and its labels
LONG_LINE = 300  # characters; a line that holds a whole table is longer


def unrolled_markdown(cells: list[str], at: int) -> Iterator[Row]:
    """Return the rows of cells that may hold whole rows themselves, with blanks between their numbers."""
    single: list[str] = []
    for cell in in_cells(cells):
        tokens = between_blanks(cell) if cell else [""]
        if len(tokens) == 1:
            single.append(cell)
            continue
        yield from unrolled(single, at)
        yield Row(tokens, [at] * len(tokens), True, blanks_between=True)
        single = []
    yield from unrolled(single, at)


def is_a_table(line: str) -> bool:
    """Whether a line longer than `LONG_LINE` holds a whole table: many words, and many of them numbers."""
    tokens = line.split()
    return len(tokens) > WIDEST and sum(map(is_value, tokens)) > len(tokens) // 4


def unrolled(cells: list[str], at: int) -> Iterator[Row]:
    """The rows of a table, or of a whole document, whose cells are all in one line: each begins with its words."""
    while cells and not cells[-1].strip():
        cells = cells[:-1]
    begin = 0
    for n in range(1, len(cells) + 1):
        words = n < len(cells) and (
            is_words(cells[n]) or (begins_words(cells[n]) and is_words("".join(cells[n + 1 : n + 2])))
        )
        if n < len(cells) and not (words and not begins_words(cells[n - 1])):
            continue
        keeps_blanks = not all(cell.strip() for cell in cells[begin:n])
        last = max((i for i in range(begin, n) if is_words(cells[i])), default=begin)
        heads = [cell for cell in cells[begin:last] if cell.strip()] if keeps_blanks else []
        if heads:
            yield Row(heads, [at] * len(heads), False)
            begin = last
        yield Row(cells[begin:n], [at] * (n - begin), keeps_blanks)
        begin = n
