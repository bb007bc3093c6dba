"""Lines of text whose cells are separated by commas or semicolons: labels, then nothing but values. Pure."""

import csv
import re

from ingest.read.numbers import is_value, is_words

_SEPARATORS = ",，;；"
_SEPARATOR = re.compile(f"[{_SEPARATORS}]")
_COUNTED = re.compile(r"\d\s*[件宗起条次人]")  # narrative, and no heads: `收到申请12件`
_NUMBERS_BEHIND = re.compile(r"\s[\d-]+$")
_ENDS = frozenset("0123456789,，;；/-—–―无元件项个\"'")
_LONGEST_LABEL, _LONGEST_HEAD = 60, 40  # characters; anything longer is narrative
_LONGEST_LINE = 2000
_MOST_LABELS = 4  # a group's heading, and a label with the group below it
_LEAST_VALUES = 5  # without a label, fewer numbers may be one number with separators of thousands


def separated(lines: list[str]) -> dict[int, list[str]]:
    """Return the cells of each line (1-based) that is such a row, and of the lines of heads directly above one."""
    if not any(line[-1:] in _ENDS and _may_be_row(line) for line in lines):
        return {}
    rows: dict[int, list[str]] = {}
    last = 0  # the line above which heads may be, as the walk goes upwards
    for number in range(len(lines), 0, -1):
        line = lines[number - 1].strip()
        if not line or len(line) > _LONGEST_LINE or "\t" in line or "|" in line:
            last = last if not line else 0
            continue
        cells = _row(line) or (_heads(line) if last else None)
        last = number if cells else 0
        if cells:
            rows[number] = cells
    return rows


def _may_be_row(line: str) -> bool:
    return "\t" not in line and "|" not in line and "。" not in line and _SEPARATOR.search(line) is not None


def _row(line: str) -> list[str] | None:
    """The cells of a row: one or more labels, then values and empty cells only; or a long row of values."""
    if line[-1] not in _ENDS or "。" in line:
        return None
    for separator in _SEPARATORS:
        if separator not in line:
            continue
        cells = [cell.strip() for cell in next(csv.reader([line], delimiter=separator))]
        labels = next((n for n, cell in enumerate(cells) if not is_words(cell)), len(cells))
        values = cells[labels:]
        if any(_NUMBERS_BEHIND.search(cell) for cell in cells[:labels]):
            continue  # blanks separate the cells, and the comma is within a number
        short = labels <= _MOST_LABELS and all(len(cell) <= _LONGEST_LABEL for cell in cells)
        if short and any(map(is_value, values)) and all(not value or is_value(value) for value in values):
            return cells if labels or len(values) >= _LEAST_VALUES else None
    return None


def _heads(line: str) -> list[str] | None:
    """The cells of a line of heads: short words and empty cells only."""
    separator = next((each for each in _SEPARATORS if each in line), None)
    if separator is None or "。" in line:
        return None
    cells = [cell.strip() for cell in next(csv.reader([line], delimiter=separator))]
    short = all(len(cell) <= _LONGEST_HEAD and (not cell or is_words(cell)) for cell in cells)
    return cells if short and not _COUNTED.search(line) else None
