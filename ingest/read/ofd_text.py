"""Runs of placed characters → glyphs with their boxes. Pure geometry."""

import math
from collections import defaultdict
from collections.abc import Iterable, Sequence

from ingest.read.bounds import check_steps
from ingest.read.document import OBJECT
from ingest.read.ofd_objects import Placed, on, width_of
from ingest.read.page_parts import Glyph
from ingest.read.strokes import once

_ABOVE, _BELOW = 0.86, 0.12  # of a character's height, above and below its baseline
_SLANT = 0.05  # sine of twice the angle; a run that is turned further is a watermark
_HAN = 0x2E80  # Chinese characters and their punctuation
_BEHIND_WORDS = "）】》”：、"
_SPACED = 0.8  # of a character's height: digits so far apart are set as wide as Chinese characters
_APART = 0.4  # of a character's height: the gap that separates a run from the one drawn over it


def glyphs_of(runs: Sequence[Placed]) -> list[Glyph]:
    """The characters of a page with their boxes, in drawing order.

    A run that is longer than its column is drawn over by the next one. Its characters are then kept together, to the
    left of the run over it: taken one by one, they would mix with the numbers.
    """
    drawn = [glyphs for run in runs if (glyphs := _glyphs(run))]
    lines: dict[int, list[Sequence[Glyph]]] = defaultdict(list)
    for glyphs in drawn:
        lines[_line(glyphs)].append(glyphs)
    placed: list[Glyph] = []
    steps = 0
    for glyphs in drawn:
        steps += sum(len(lines.get(_line(glyphs) + line, ())) for line in (-1, 0, 1))
        check_steps(steps, len(drawn))
        beside = [other for line in (-1, 0, 1) for other in lines.get(_line(glyphs) + line, ())]
        placed += _cut(glyphs, beside) if len(glyphs) > 1 and _is_level(glyphs) else glyphs
        if glyphs[0].text.isdecimal() and _follows_words(glyphs[0], beside):
            first = glyphs[0]
            placed.append(Glyph(" ", first.left - 0.01, first.top, first.left - 0.01, first.bottom))
    return once(placed)


def _cut(glyphs: Sequence[Glyph], beside: Iterable[Sequence[Glyph]]) -> Sequence[Glyph]:
    """A run as one piece that ends before the run drawn over it; as it is if there is none."""
    first = glyphs[0]
    size = first.bottom - first.top
    begin, end = first.left + 0.3 * size, max(glyph.right for glyph in glyphs) - 0.3 * size
    over = [
        other[0].left
        for other in beside
        if begin < other[0].left < end and abs(other[0].top - first.top) < size / 3 and other is not glyphs
    ]
    if not over:
        return glyphs
    text = "".join(glyph.text for glyph in glyphs)
    end = max(first.left + size / 10, min(over) - _APART * size)
    return [Glyph(text, first.left, first.top, end, first.bottom)]


def _follows_words(digit: Glyph, beside: Iterable[Sequence[Glyph]]) -> bool:
    """Whether a run that begins with a number touches a run that ends with words: a label and its number."""
    size = digit.bottom - digit.top
    return any(
        abs(digit.left - other[-1].right) < _APART * size
        and abs(digit.top - other[-1].top) < size / 3
        and _ends_words(other[-1].text[-1])
        for other in beside
    )


def _ends_words(char: str) -> bool:
    return ord(char) >= _HAN and (char.isalpha() or char in _BEHIND_WORDS)


def _line(glyphs: Sequence[Glyph]) -> int:
    return int(glyphs[0].top / max(4.0, glyphs[0].bottom - glyphs[0].top))


def _is_level(glyphs: Sequence[Glyph]) -> bool:
    return all(abs(glyph.top - glyphs[0].top) < 1 for glyph in glyphs)


def _glyphs(run: Placed) -> list[Glyph]:
    """The glyphs of a run; blanks within it are kept, because they may be all that separates two numbers."""
    a, b, c, d, _, _ = run.matrix
    if not math.isfinite(a + b + c + d) or abs(math.sin(2 * math.atan2(b, a))) > _SLANT:
        return []
    begin, end = len(run.text) - len(run.text.lstrip()), len(run.text.rstrip())
    glyphs: list[Glyph] = []
    for n in range(begin, end):
        char = run.text[n]
        x, y = run.at[n]
        width = _width(run, n)
        corners = [on(run.matrix, x, y - _ABOVE * run.size), on(run.matrix, x + width, y + _BELOW * run.size)]
        xs, ys = [x for x, _ in corners], [y for _, y in corners]
        if not all(map(math.isfinite, (*xs, *ys))):
            continue
        if char.isspace() or ord(char) < 32:
            char = " "
        elif run.is_invisible and char.isdecimal():
            char = OBJECT
        glyphs.append(Glyph(char, min(xs), min(ys), max(xs), max(ys)))
    return _with_whole_numbers(glyphs)


def _with_whole_numbers(glyphs: Sequence[Glyph]) -> list[Glyph]:
    """Glyphs in which a number whose digits are set as wide as Chinese characters is one: it may outgrow its cell."""
    kept: list[Glyph] = []
    for glyph in glyphs:
        last = kept[-1] if kept else None
        height = glyph.bottom - glyph.top
        if (
            last is not None
            and glyph.text.isdecimal()
            and last.text.isdecimal()
            and glyph.right - glyph.left > _SPACED * height
            and abs(glyph.left - last.right) < height / 3
            and abs(glyph.top - last.top) < 1
        ):
            kept[-1] = Glyph(last.text + glyph.text, last.left, last.top, glyph.right, last.bottom)
        else:
            kept.append(glyph)
    return kept


def _width(run: Placed, n: int) -> float:
    """The room of a character: up to the next one, but no more than a full character; at the end, its usual width."""
    usual = run.size * run.wide * width_of(run.text[n])
    if n + 1 < len(run.at):
        step = run.at[n + 1][0] - run.at[n][0]
    elif n and width_of(run.text[n - 1]) == width_of(run.text[n]):
        step = run.at[n][0] - run.at[n - 1][0]
    else:
        return usual
    return min(step, run.size * run.wide) if step > usual / 2 else usual
