"""Glyphs → lines of text, in reading order. Pure geometry; for PDFs and recognised scans."""

from collections.abc import Iterable, Iterator, Sequence

from ingest.read.bounds import check_steps
from ingest.read.document import OBJECT
from ingest.read.page_parts import Glyph

_SMALL = 0.75  # of the height of the digits next to it
_WITHIN_NUMBERS = ("，", ",", ".")
_LOOSE, _TIGHT = 0.8, 0.45  # of a line's height: the space between two lines of a cell, at most and usually
_MARGINS = 12.0  # points, left and right of a cell's text together, as in Word and browsers


def lines_of_glyphs(glyphs: Iterable[Glyph]) -> list[list[Glyph]]:
    """Group glyphs into lines from top to bottom, each from left to right.

    Lines of neighbouring cells may be half a line apart and must not be merged: a glyph belongs to the line whose
    middle is within a third of its height. Punctuation, shorter than its line, joins the line that contains it.
    """
    everything = list(glyphs)
    if not everything:
        return []
    usual = sorted(g.bottom - g.top for g in everything)[len(everything) // 2]
    tall = [g for g in everything if g.bottom - g.top >= usual / 2]
    lines: list[list[Glyph]] = []
    middle = height = 0.0
    for glyph in sorted(tall, key=lambda g: g.top + g.bottom):
        at, own = _middle(glyph), glyph.bottom - glyph.top
        if lines and at - middle <= max(height, own) / 3:
            lines[-1].append(glyph)
        else:
            lines.append([glyph])
            middle, height = at, own
    lines = _parted_at_gaps(lines)
    bands = [(min(g.top for g in line), max(g.bottom for g in line)) for line in lines]
    steps = 0
    for count, glyph in enumerate(everything):
        if glyph.bottom - glyph.top >= usual / 2:
            continue
        at = _middle(glyph)
        near = [n for n, (top, bottom) in enumerate(bands) if top - usual / 4 <= at <= bottom + usual / 4]
        check_steps(steps := steps + len(bands) + sum(len(lines[n]) for n in near), count + len(everything))
        beside = [n for n in near if any(abs(glyph.left - g.right) < usual or abs(g.left - glyph.right) < usual
                                         for g in lines[n])]  # fmt: skip
        if near:
            chosen = min(beside or near, key=lambda n: abs(at - sum(bands[n]) / 2))
            lines[chosen].append(glyph)
        else:
            lines.append([glyph])
            bands.append((glyph.top, glyph.bottom))
    ordered = sorted(zip(bands, lines, strict=True), key=lambda each: each[0])
    return [sorted(line, key=lambda g: g.left) for _, line in ordered]


def _parted_at_gaps(lines: list[list[Glyph]]) -> list[list[Glyph]]:
    """Lines from top to bottom, with those that are nearly at one height parted where the gap between glyphs is widest.

    Beside a label of two lines, its numbers are half a line below the first; signs of another font may be between.
    """
    steps, count = 0, sum(map(len, lines))
    for n in range(len(lines) - 1):
        height = max(g.bottom - g.top for g in (lines[n][0], lines[n + 1][0])) / 3
        if _middle(lines[n + 1][0]) - _middle(lines[n][-1]) >= height:
            continue
        both = lines[n] + lines[n + 1]
        check_steps(steps := steps + len(both), count)
        middles = [_middle(g) for g in both]
        ends = [k for k in range(1, len(both)) if max(middles[k - 1] - middles[0], middles[-1] - middles[k]) <= height]
        if ends:
            end = max(ends, key=lambda k: middles[k] - middles[k - 1])
            lines[n], lines[n + 1] = both[:end], both[end:]
    return lines


def _middle(glyph: Glyph) -> float:
    return (glyph.top + glyph.bottom) / 2


def text_of_line(line: Sequence[Glyph]) -> str:
    """The text of a line; a gap wider than a third of its height becomes a space."""
    return " ".join(word for word, _ in words_of_line(line))


def words_of_line(line: Sequence[Glyph]) -> list[tuple[str, list[Glyph]]]:
    """The words of a line, which blanks or gaps wider than a third of its height separate, with their glyphs."""
    texts: list[list[str]] = []
    boxes: list[list[Glyph]] = []
    before: Glyph | None = None
    height = max(g.bottom - g.top for g in line)
    digits = [g for g in line if g.text.isdecimal()]
    usual = max((g.bottom - g.top for g in digits), default=0.0)
    for glyph in line:
        text = glyph.text
        if text.isdecimal() and len(text) == 1 and glyph.bottom - glyph.top < _SMALL * usual:
            text = f"{OBJECT}{text}"  # a small digit next to larger ones is a note mark
        if before is None or glyph.left - before.right > height / 3 or text[:1].isspace() or before.text[-1:].isspace():
            texts.append([])
            boxes.append([])
        texts[-1].append(text)
        boxes[-1].append(glyph)
        before = glyph
    return [(part, own) for text, own in zip(texts, boxes, strict=True) for part in "".join(text).split()]


def text_within(lines: Sequence[Sequence[Glyph]], width: float) -> str:
    """The text of a cell: its lines separated by a space, except that numbers broken by a narrow cell are rejoined."""
    text = ""
    room = 0.0
    for line in lines:
        piece = text_of_line(line)
        if not piece:
            continue
        glyph = line[0].right - line[0].left
        number = all(char.isdigit() or char in _WITHIN_NUMBERS for char in (text[-1:] or "-", piece[0]))
        text += piece if not text or (number and room < _MARGINS + 1.3 * glyph) else f" {piece}"
        room = width - (line[-1].right - line[0].left)
    return text


def without_wrapped(lines: Sequence[list[Glyph]]) -> list[list[Glyph]]:
    """Lines outside drawn tables, with a placeholder for numbers that may be one number wrapped within a narrow cell.

    Where no lines are drawn, `69` above `99` may be the number 6999. It is taken to be one where the line below holds
    nothing but numbers, or fewer numbers than the line above and no more space between them than within a paragraph.
    """
    numbers = [[run for run in _runs(line) if run[0].text.isdecimal()] for line in lines]
    only = [all(glyph.text.isdecimal() or glyph.text in _WITHIN_NUMBERS for glyph in line) for line in lines]
    doubtful: set[int] = set()
    steps, count = 0, sum(map(len, numbers))
    for below in range(1, len(lines)):
        for above in range(max(0, below - 3), below):
            near = _LOOSE if only[below] else _TIGHT if len(numbers[below]) < len(numbers[above]) else None
            if near is None:
                continue
            steps += len(numbers[below]) * len(numbers[above])
            check_steps(steps, count)
            for low in numbers[below]:
                for high in numbers[above]:
                    height = low[0].bottom - low[0].top
                    gap = low[0].top - high[0].bottom
                    if -height / 2 < gap < near * height and _overlap(high, low):
                        doubtful.update(id(glyph) for glyph in (*high, *low))
    if not doubtful:
        return list(lines)
    return [[g._replace(text=OBJECT) if id(g) in doubtful else g for g in line] for line in lines]


def _runs(line: Sequence[Glyph]) -> Iterator[list[Glyph]]:
    """The stretches of a line that are numbers or not, parted by gaps."""
    run: list[Glyph] = []
    for glyph in line:
        same = run and glyph.text.isdecimal() == run[-1].text.isdecimal()
        if run and (not same or glyph.left - run[-1].right > (glyph.bottom - glyph.top) / 3):
            yield run
            run = []
        run.append(glyph)
    if run:
        yield run


def _overlap(high: Sequence[Glyph], low: Sequence[Glyph]) -> bool:
    """Whether the middle of the lower number is below the upper one, or the other way round."""
    spans = [(run[0].left, run[-1].right) for run in (high, low)]
    (begin, end), (left, right) = spans
    return begin <= (left + right) / 2 <= end or left <= (begin + end) / 2 <= right
