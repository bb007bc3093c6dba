"""The text of a row → every way to read it as the form's cells, and those that match the row's own total. Pure.

Numbers that run together are split, numbers that fell apart are joined, a surplus cell is left out, a missing cell is
inferred from its row's total. Choosing between the readings is left to `solve`.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations

from ingest.read.numbers import BLANK, Number, adds_up, is_padded, read_number
from ingest.recover.solve import Reading

MOST = 4000  # readings of one row; a row with more is abandoned


@dataclass(slots=True)
class Budget:
    """Steps that all rows of one document may take together, to bound the time spent on it."""

    left: int = 500_000


def splits(digits: str, columns: int, budget: Budget | None = None) -> list[Reading] | None:
    """Return every way to cut a run of digits into `wanted` numbers; None if there are too many.

    No number begins with a zero unless it is zero.
    """
    budget = budget or Budget()
    readings: list[Reading] = []
    stack: list[tuple[int, tuple[int, ...]]] = [(0, ())]
    length = len(digits)
    while stack:
        at, numbers = stack.pop()
        budget.left -= 1
        if budget.left < 0 or len(readings) > MOST:
            return None
        left = columns - len(numbers)
        if left == 0:
            if at == length:
                readings.append(numbers)
            continue
        longest = length - at - (left - 1)
        if longest < 1:
            continue
        if digits[at] == "0":
            longest = 1
        for size in range(1, min(longest, 12) + 1):
            if left == 1 and at + size < length:
                continue
            stack.append((at + size, (*numbers, int(digits[at : at + size]))))
    return readings


def split_with_total(
    digits: str, columns: int, cuts: frozenset[int] = frozenset(), budget: Budget | None = None
) -> list[Reading] | None:
    """Return every way to cut a run of digits into numbers whose last is the sum of the others; None if too many.

    `cuts` are positions between digits where a number certainly ends.
    """
    budget = budget or Budget()
    readings: list[Reading] = []
    for size in range(1, min(12, len(digits) - columns + 1) + 1):
        tail = digits[-size:]
        begin = len(digits) - size
        if (size > 1 and tail[0] == "0") or any(begin < cut < len(digits) for cut in cuts):
            continue
        total = int(tail)
        stack: list[tuple[int, tuple[int, ...], int]] = [(0, (), 0)]
        while stack:
            at, numbers, summed = stack.pop()
            budget.left -= 1
            if budget.left < 0 or len(readings) > MOST:
                return None
            left = columns - 1 - len(numbers)
            if left == 0:
                if at == begin and summed == total:
                    readings.append((*numbers, total))
                continue
            longest, rest = begin - at - (left - 1), total - summed
            most = -(-(begin - at) // left)  # some number has at least this many digits
            if longest < 1 or (most > 1 and 10 ** (most - 1) > rest) or rest >= 10**longest + 9 * (left - 1):
                continue
            if left == 1:  # the last one is what is missing from the total
                last = digits[at:begin]
                if last == str(rest) and not any(at < cut < begin for cut in cuts):
                    readings.append((*numbers, rest, total))
                continue
            if digits[at] == "0":
                longest = 1
            for length in range(1, min(longest, size) + 1):
                number = int(digits[at : at + length])
                if number > rest:
                    break
                stack.append((at + length, (*numbers, number), summed + number))
                if at + length in cuts:
                    break
    return readings


def regrouped(cells: Sequence[str], columns: int) -> list[Reading] | None:
    """Return every way to turn a row with one or two cells more or fewer into `wanted` cells that add up.

    Surplus cells are joined with their right neighbour, or left out. For missing cells, others are cut in two, or a
    single one is inferred from the total. None for a row with a blank, with words, or too far off.
    """
    values = [_value(cell) for cell in cells]
    # A blank makes the row's total untestable, and words are not numbers: neither can be proved.
    if any(value is None for value in values) or any(
        value is _WORDS and not _is_run(cell) for value, cell in zip(values, cells, strict=True)
    ):
        return None
    if abs(len(cells) - columns) > 2 or not cells:
        return None
    if len(cells) == columns:
        return None
    made = _fewer(cells, values, columns) if len(cells) > columns else _more(cells, values, columns)
    found = list(dict.fromkeys(reading for reading in made if adds_up(reading)))
    return None if len(found) > MOST else found


class _Words:
    pass


_WORDS = _Words()


def _value(cell: str) -> Number | _Words | None:
    reading = read_number(cell)
    if reading.state == BLANK:
        return None
    if is_padded(cell):
        return _WORDS  # `03` may be two cells run together
    return _WORDS if reading.value is None or reading.unit is not None or reading.value < 0 else reading.value


def _is_run(cell: str) -> bool:
    """Whether a cell holds only digits, possibly of several numbers: `00`, `012`."""
    return "".join(cell.split()).isdecimal()


def _is_number(digits: str) -> bool:
    return len(digits) == 1 or digits[0] != "0"


def _fewer(cells: Sequence[str], values: Sequence[object], columns: int) -> Iterator[Reading]:
    surplus = len(cells) - columns
    # Only a cell that repeats its neighbour may be left out: any other carries information of its own.
    twice = [n for n in range(1, len(cells)) if values[n] == values[n - 1]]
    for out in combinations(twice, surplus) if _WORDS not in values else ():
        yield tuple(value for n, value in enumerate(values) if n not in out)  # type: ignore[misc]
    texts = ["".join(cell.split()) for cell in cells]
    for joins in combinations(range(len(cells) - 1), surplus):
        joined: list[str] = []
        for n, text in enumerate(texts):
            if n and n - 1 in joins:
                joined[-1] += text if text.isdecimal() and joined[-1].isdecimal() else "?"
            else:
                joined.append(text)
        read = [_value(text) for text in joined]
        if not any(value is _WORDS for value in read):
            yield tuple(read)  # type: ignore[arg-type]


def _more(cells: Sequence[str], values: Sequence[object], columns: int) -> Iterator[Reading]:
    missing = columns - len(cells)
    texts = ["".join(cell.split()) for cell in cells]
    for cut in combinations(range(len(cells)), missing):
        parts: list[list[tuple[object, ...]]] = []
        for n, text in enumerate(texts):
            if n not in cut:
                parts.append([(values[n],)] if values[n] is not _WORDS else [])
            elif text.isdecimal() and len(text) > 1:
                halves = [(text[:at], text[at:]) for at in range(1, len(text))]
                parts.append([(int(a), int(b)) for a, b in halves if _is_number(a) and _is_number(b)])
            else:
                parts.append([])
        yield from _product(parts)
    numbers = [value for value in values if isinstance(value, int)]
    if missing == 1 and len(numbers) == len(values):  # a fraction is no count, and nothing is proved beside one
        for place in range(columns):
            row = (*numbers[:place], 0, *numbers[place:])
            for gone in _gone(row, place, columns):
                yield (*numbers[:place], gone, *numbers[place:])


def _gone(row: tuple[int, ...], place: int, columns: int) -> Iterator[Number]:
    """The value that a missing cell must have had for the row's total to hold."""
    parts, total = sum(row[: columns - 1]), row[columns - 1]
    if place == columns - 1:
        yield parts
    elif total >= parts:
        yield total - parts


def _product(parts: Sequence[Sequence[tuple[object, ...]]]) -> Iterator[Reading]:
    rows: list[tuple[object, ...]] = [()]
    for options in parts:
        rows = [(*row, *option) for row in rows for option in options]
        if len(rows) > MOST:
            return
    yield from rows  # type: ignore[misc]
