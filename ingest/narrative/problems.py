"""The problems that part five of a report names, sentence by sentence, by kind. Pure."""

import re
from collections.abc import Iterator, Sequence

from forms.claims import problems
from ingest.narrative.paragraphs import normalised
from ingest.narrative.words import any_of
from ingest.parts import Part

_FIVE = 5
_SENTENCE = re.compile(r"[^。；;!?！？]+")
_CLAUSE = re.compile(r"[^,，、:：]+")
_LONGEST = 120  # characters of a passage


def problems_of(lines: Sequence[str], parts: Sequence[Part]) -> Iterator[tuple[str, int, str]]:
    """Yield (kind, line, passage) of what part five says falls short; a passage once, under its first kind."""
    for part in parts:
        if part.number != _FIVE:
            continue
        for number in range(part.line, part.last_line + 1):
            for sentence in _SENTENCE.findall(normalised(lines[number - 1])):
                if kind := _kind_of(sentence):
                    yield kind, number, sentence[:_LONGEST]


def _kind_of(sentence: str) -> str | None:
    """The kind whose words stand nearest to what says that something falls short."""
    for clause in _CLAUSE.findall(sentence):
        if not any_of("shortfall").search(clause):
            continue
        for kind, problem in problems().items():
            if any(word in clause for word in problem.words):
                return kind
    return None
