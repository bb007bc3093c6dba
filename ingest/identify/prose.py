"""The text outside tables, sentence by sentence, and what its sentences are about. Pure."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache

from forms.normal import simplified
from ingest.identify.reference import load

_ENDS = re.compile("(?<=[。！？!?])")
_STOPPED = "。！？；：!?;:"
_WRAPPED = 18  # characters; a line at least that long without a stop goes on in the next


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence on one line, without blanks and as `printed`; `begins`, `ends`: it is the first or last of its line.

    around: the sentence with what continues it on the lines before and after. elsewhere: it speaks of another place.
    """

    text: str
    printed: str
    begins: bool
    ends: bool
    around: str
    elsewhere: bool


@cache
def words(kind: str) -> tuple[str, ...]:
    """Return a list of evidence.yml, the longest words first."""
    return tuple(sorted(load("evidence.yml")[kind], key=len, reverse=True))


@cache
def any_of(kind: str) -> re.Pattern[str]:
    return re.compile("|".join(map(re.escape, words(kind))))


def outside_tables(lines: Sequence[str]) -> str:
    """Return the lines that are no row of cells, each still a line; every row leaves an empty line."""
    return "\n".join("" if "\t" in line.strip() or "|" in line or "｜" in line else line for line in lines)


@lru_cache(maxsize=16)
def by_line(text: str) -> tuple[tuple[Sentence, ...], ...]:
    """Split the lines of a text outside tables into sentences; none goes on from one line to the next."""
    lines = [[part for part in _ENDS.split(simplified(line)) if part.strip()] for line in text.split("\n")]
    return tuple(tuple(_sentences(lines, number)) for number in range(len(lines)))


@dataclass(frozen=True, slots=True)
class Prose:
    """The sentences of a text, and all of it with a line break between them, for a quick look."""

    sentences: tuple[Sentence, ...]
    whole: str


@lru_cache(maxsize=16)
def prose_in(text: str) -> Prose:
    """Return the sentences of a text outside tables."""
    found = tuple(each for line in by_line(text) for each in line)
    return Prose(found, "\n".join(each.text for each in found))


def _sentences(lines: list[list[str]], number: int) -> Iterator[Sentence]:
    line = lines[number]
    for at, part in enumerate(line):
        around = part
        if at == 0 and number and _goes_on(before := lines[number - 1]):
            around = before[-1] + around
        if at == len(line) - 1 and _goes_on(line) and number + 1 < len(lines) and lines[number + 1]:
            around += lines[number + 1][0]
        around = "".join(around.split())
        elsewhere = any_of("elsewhere").search(around) is not None
        yield Sentence("".join(part.split()), part, at == 0, at == len(line) - 1, around, elsewhere)


def _goes_on(line: list[str]) -> bool:
    """Whether a line was cut by the width of its page."""
    return bool(line) and len("".join(line)) >= _WRAPPED and line[-1].rstrip()[-1] not in _STOPPED


def names_itself(sentence: Sentence, start: int, end: int) -> bool:
    """Whether an agency's name from `start` to `end` is that of the sentence's author or subject."""
    if sentence.elsewhere:
        return False
    before, after = sentence.text[:start], sentence.text[end:]
    begins = not before.strip('#*>“《("') or re.fullmatch(r"20\d\d年度?,?", before) is not None
    goes_on = not after.strip('。*”》)"') or after.lstrip('”》)"').startswith(words("after"))
    return ((begins or before.endswith((*words("before"), "“", "《"))) and goes_on) or _is_labelled(before)


def names_its_page(sentence: Sentence, start: int, end: int) -> bool:
    """Whether an authority's name from `start` to `end` is that of the page, as its head, its source or its website."""
    if sentence.elsewhere:
        return False
    before, after = sentence.text[:start], sentence.text[end:]
    alone = sentence.begins and sentence.ends and not (before + after).strip("#*>")
    return alone or _is_labelled(before) or after.lstrip('”》)"').startswith(words("channel"))


def _is_labelled(before: str) -> bool:
    return before.endswith(tuple(f"{label}{colon}" for label in words("labels") for colon in ("", ":", ":“")))
