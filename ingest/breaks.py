"""Rows that a page break cut in two → one row each. Pure.

Their label tells: neither half is a label of the form, both together are. The numbers stand with one of the halves.
"""

from collections.abc import Sequence
from dataclasses import replace

from ingest.document import Row
from ingest.labels import Labels
from ingest.numbers import BLANK, is_words, read_number

_FAR = 4  # rows between the halves at most: heads that are printed again on each page


def mended(rows: list[Row], known: Labels) -> list[Row]:
    """The rows with the halves of a cut row put together, where the first half stood."""
    made = list(rows)
    at = 0
    while at < len(made) - 1:
        first = made[at]
        label = _last_words(first)
        if label is None or not first.kept or known.is_known(first.cells[label]) or known.row(first.cells[label]):
            at += 1
            continue
        other = next((n for n in range(at + 1, min(at + 1 + _FAR, len(made))) if not _is_heads(made[n], known)), None)
        whole = _joined(first, label, made[other], known) if other is not None else None
        if other is not None and whole is not None:
            made[at] = whole
            del made[other]
        at += 1
    return made


def _last_words(row: Row) -> int | None:
    return next((n for n in range(len(row.cells) - 1, -1, -1) if is_words(row.cells[n])), None)


def _is_heads(row: Row, known: Labels) -> bool:
    words = [cell for cell in row.cells if cell.strip()]
    return bool(words) and all(is_words(cell) and known.row(cell) is None and known.is_known(cell) for cell in words)


def _joined(first: Row, label: int, second: Row, known: Labels) -> Row | None:
    rest = _last_words(second)
    if rest is None or not second.kept or known.row(second.cells[rest]) is not None:
        return None
    text = first.cells[label] + second.cells[rest]
    if known.row(text) is None:
        return None
    if _are_blank(first.cells[label + 1 :]):
        return _relabelled(second, rest, text)
    if _are_blank(second.cells[rest + 1 :]):
        return _relabelled(first, label, text)
    return None


def _are_blank(cells: Sequence[str]) -> bool:
    return all(read_number(cell).state == BLANK and not cell.strip() for cell in cells)


def _relabelled(row: Row, at: int, text: str) -> Row:
    return replace(row, cells=[*row.cells[:at], text, *row.cells[at + 1 :]])
