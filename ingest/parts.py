"""The six parts of a report and the lines that each of them covers. Pure."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache, lru_cache

from forms import form
from forms.normal import normal, simplified, traditional

NUMBERS = "一二三四五六七八九十"
_NUMBERED = re.compile(rf"[\s#*>]*(?:第?([{NUMBERS}])(?:部分)?\s*[、.．，,：:]|[（(]([{NUMBERS}])[）)])")
_BEHIND = " \t\r*|:：　"  # what may follow a heading
_LONGEST = 60  # characters of a heading


@dataclass(frozen=True, slots=True)
class Part:
    """A part of a report: its number, its heading as printed, its first and last line (1-based)."""

    number: int
    title: str
    line: int
    last_line: int


def parts_of(lines: Sequence[str], edition: int) -> tuple[Part, ...]:
    """Return the parts whose headings are on lines of their own, in order; each ends where the next one begins.

    Of headings that are printed more than once, as in a table of contents, the last ones in the form's order count.
    """
    ends = _ends(edition)
    headings: dict[int, list[int]] = {}
    short = [(at, line) for at, line in enumerate(lines, 1) if line[-1:] in ends and len(line) <= _LONGEST]
    for at, line in short:
        if (number := _number_of(line, edition)) is not None:
            headings.setdefault(number, []).append(at)
    chosen: list[tuple[int, int]] = []
    below = len(lines) + 1
    for number in range(len(NUMBERS), 0, -1):
        before = [at for at in headings.get(number, ()) if at < below]
        if before:
            below = before[-1]
            chosen.append((number, below))
    parts: list[Part] = []
    end = len(lines)
    for number, at in chosen:
        parts.append(Part(number, " ".join(lines[at - 1].split()), at, end))
        end = at - 1
    return tuple(reversed(parts))


@lru_cache(maxsize=8192)
def _number_of(line: str, edition: int) -> int | None:
    """The part whose heading a line is: by its title, and by its number if it prints one."""
    match = _NUMBERED.match(line)
    number = _titles(edition).get(normal(line if match is None else line[match.end() :]))
    printed = None if match is None else NUMBERS.index(match[1] or match[2]) + 1
    return number if printed in (None, number) else None


@cache
def _titles(edition: int) -> dict[str, int]:
    """The number of the part that each spelling of a title belongs to."""
    declared = form(edition)
    labels = [(part.number, part.label) for part in (*declared.parts_before, *declared.parts_behind)]
    labels += [(table.section, table.title) for table in declared.tables]
    return {
        spelling: NUMBERS.index(number) + 1
        for number, label in labels
        if len(number) == 1 and number in NUMBERS
        for spelling in label.spellings
    }


@cache
def _ends(edition: int) -> frozenset[str]:
    """The characters that a heading may end with: the last ones of the titles, simplified or not, or signs behind."""
    last = {title[-1] for title in _titles(edition)}
    return frozenset(last | {each for each in traditional() if simplified(each) in last} | set(_BEHIND))
