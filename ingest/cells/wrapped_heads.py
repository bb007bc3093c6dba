"""Heads that are wrapped over several lines, put together from pieces that spell the form's columns. Pure."""

from collections.abc import Iterator
from functools import lru_cache
from typing import NamedTuple

from forms import Block
from ingest.cells.spellings import forms_of

Levels = tuple[tuple[str, ...], ...]  # the pieces of each printed line, from left to right
_MOST_PIECES = 24  # a column's head is at most wrapped over a few lines


class WrappedHeads(NamedTuple):
    """For each of the form's columns, its position among the printed ones, and its head as put together."""

    order: tuple[int, ...]
    printed: tuple[str, ...]


@lru_cache(maxsize=4096)
def wrapped_heads(levels: Levels, block: Block) -> WrappedHeads | None:
    """Put heads together that are wrapped over lines: `本年新 本年新` above `制作数量 公开数量`.

    The pieces of a line are in columns from left to right, and the pieces of one column, from above to below, spell a
    head. None if they cannot be distributed so that every column of the block is spelt exactly once and no piece is
    left over. Where that is possible in several orders, as lines do not say what is beside a piece of another line, the
    form's own holds if it is one of them.
    """
    pieces = [(n, piece) for n, level in enumerate(levels) for piece in level]
    if len(levels) < 2 or not len(block.columns) < len(pieces) <= _MOST_PIECES:
        return None
    spelt = {spelling: column.id for column in block.columns for spelling in column.label.spellings}
    made: dict[tuple[str, ...], tuple[str, ...]] = {}
    for texts in _distributed(pieces, len(block.columns), tuple(spelt)):
        ids = tuple(next(spelt[form] for form in forms_of(text) if form in spelt) for text in texts)
        if len(set(ids)) == len(ids):
            made.setdefault(ids, texts)
    in_form = tuple(column.id for column in block.columns)
    ids = in_form if in_form in made else next(iter(made), in_form)
    if ids not in made or (len(made) > 1 and ids != in_form):
        return None
    texts = made[ids]
    order = tuple(ids.index(column.id) for column in block.columns)
    return WrappedHeads(order, tuple(texts[n] for n in order))


def _distributed(pieces: list[tuple[int, str]], columns: int, spellings: tuple[str, ...]) -> Iterator[tuple[str, ...]]:
    """Every way to give each piece to a column, in order within its line, in which every column spells a head."""
    whole = frozenset(spellings)

    def may_begin(text: str) -> bool:
        return any(spelling.startswith(form) for form in forms_of(text) for spelling in spellings)

    def go_on(at: int, slot: int, texts: tuple[str, ...]) -> Iterator[tuple[str, ...]]:
        if at == len(pieces):
            if all(any(form in whole for form in forms_of(text)) for text in texts):
                yield texts
            return
        level, piece = pieces[at]
        first = slot if at and pieces[at - 1][0] == level else 0
        for column in range(first, columns):
            text = texts[column] + piece
            if may_begin(text):
                yield from go_on(at + 1, column, (*texts[:column], text, *texts[column + 1 :]))

    yield from go_on(0, 0, ("",) * columns)
