"""Labels found by their places on a page without drawn lines: the row of numbers is where its label's middle is. Pure.

A label may be broken into several lines, with its numbers beside their middle or without any. What text of such a page
prints in one line says nothing then; where it stands does.
"""

from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from itertools import groupby
from statistics import median

from ingest.cells.form_row import FormRow
from ingest.cells.labels import Labels
from ingest.parse.placed_columns import Columns, Word, around
from ingest.read.document import Row, Spot
from ingest.read.numbers import is_value

_COMMAS = frozenset("，、：；")
_MOST_LINES = 6  # of a label
_BESIDE = 6  # thousandths of a page's width by which the lines of a label may not be aligned, left or in the middle
_CLOSE = 0.9  # heights of a line that the next line of a label is below it, at most
_LEVEL = 0.6  # heights of a line by which numbers may be above or below the middle of their label


def labels_in_place(words: Sequence[Word], known: Labels, wanted: Collection[FormRow]) -> dict[FormRow, list[Spot]]:
    """The boxes around the label of each wanted row, wherever it is printed."""
    boxes: dict[FormRow, list[Spot]] = {}
    texts = sorted(_phrases(words), key=lambda word: (word[1].page, word[1].top))
    for _, own in groupby(texts, key=lambda word: word[1].page):
        page = list(own)
        for n in range(len(page)):
            *_, last = [(None, None), *_labels_from(page, n, known)]
            if last[0] in wanted and last[0] is not None and last[1] is not None:
                boxes.setdefault(last[0], []).append(last[1])
    return boxes


def _phrases(words: Iterable[Word]) -> list[Word]:
    """Words that are no values; with what follows a comma on the same line, whose glyph has a gap within it."""
    phrases: list[Word] = []
    for text, spot in words:
        before = phrases[-1] if phrases else None
        if is_value(text):
            continue
        if before and before[0][-1] in _COMMAS and before[1].page == spot.page and before[1].top == spot.top:
            phrases[-1] = (before[0] + text, around([before[1], spot]))
        else:
            phrases.append((text, spot))
    return phrases


def is_between(order: int, box: Spot, placed: Mapping[int, Spot]) -> bool:
    """Whether a label stands below all rows before it in the form, and above all behind it; `placed`: rows by order."""
    before = [_place(spot) < _place(box) for n, spot in placed.items() if n < order]
    behind = [_place(spot) > _place(box) for n, spot in placed.items() if n > order]
    return (
        all(before) and all(behind) and bool(before or order == 0) and bool(behind or order >= max(placed, default=0))
    )


def _place(spot: Spot) -> tuple[int, float]:
    return spot.page, (spot.top + spot.bottom) / 2


def _labels_from(page: Sequence[Word], n: int, known: Labels) -> Iterator[tuple[FormRow, Spot]]:
    """The labels that begin with a word and go on in the lines below it, from the shortest to the longest."""
    text, spot = page[n]
    at = n
    for _ in range(_MOST_LINES):
        if (form_row := known.row(text)) is not None:
            yield form_row, around([page[n][1], spot])
        below = next((k for k in range(at + 1, len(page)) if _goes_on(page[at][1], page[k][1])), None)
        if below is None:
            return
        at = below
        text, spot = text + page[at][0], around([spot, page[at][1]])


def _goes_on(line: Spot, below: Spot) -> bool:
    """Whether a line of a label goes on in another one."""
    height = line.bottom - line.top
    if not -height / 3 <= below.top - line.bottom <= _CLOSE * height:
        return False
    return (
        abs(line.left - below.left) <= _BESIDE or abs(line.left + line.right - below.left - below.right) / 2 <= _BESIDE
    )


def rows_in_place(
    boxes: Mapping[FormRow, Spot], numbers: Mapping[Word, int], columns: Columns
) -> dict[FormRow, tuple[tuple[Word, ...], Row]]:
    """For each label, the numbers beside its middle, and a row with one cell for each column; without any it is blank.

    `numbers` are the words that no other row has, with their lines. Numbers beside several labels are nobody's.
    """
    heights = [spot.bottom - spot.top for _, spot in numbers] or [box.bottom - box.top for box in boxes.values()]
    height = median(heights) if heights else 0
    beside = {
        form_row: [word for word in numbers if _is_level(word[1], box, height)] for form_row, box in boxes.items()
    }
    owners = Counter(word for own in beside.values() for word in own)
    rows: dict[FormRow, tuple[tuple[Word, ...], Row]] = {}
    for form_row, box in boxes.items():
        own = tuple(sorted(beside[form_row], key=lambda word: word[1].left))
        places = columns.of([spot for _, spot in own])
        if places is None or any(owners[word] > 1 for word in own):
            continue
        middle = _middle_line(box, height)
        at = dict(zip(places, own, strict=True))
        cells = [("", middle), *(at.get(n, ("", middle)) for n in range(len(columns.places)))]
        line = numbers[own[0]] if own else 0
        rows[form_row] = own, Row(
            [text for text, _ in cells], [line] * len(cells), keeps_blanks=True, spots=[spot for _, spot in cells]
        )  # fmt: skip
    return rows


def _is_level(spot: Spot, box: Spot, height: float) -> bool:
    apart = abs(spot.top + spot.bottom - box.top - box.bottom) / 2
    return spot.page == box.page and spot.left >= box.right and apart <= _LEVEL * height


def _middle_line(box: Spot, height: float) -> Spot:
    """The line in the middle of a label."""
    middle = (box.top + box.bottom) / 2
    return box._replace(top=round(middle - height / 2), bottom=round(middle + height / 2))
