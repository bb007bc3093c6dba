"""The text of a document outside its tables, in paragraphs that know their lines. Pure."""

import re
from bisect import bisect_right
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

from forms import CellId, figures
from forms.normal import simplified
from ingest.identify.dates import western
from ingest.narrative.numerals import units

_WRAPPED = 18  # characters; a line at least that long without a stop may go on in the next
_HEADING = 30  # characters of a heading at most
_PAGE = 300  # characters; a longer line with facts is a whole page in one line
_STOPS = "。！？；：!?;:"
_BLANKS = re.compile(r"\s+")
_HAN = re.compile("[㐀-鿿]")
_NUMBERED = re.compile(r"[#*>]*(?:[（(]?[一二三四五六七八九十\d]{1,3}[）)、]|\d{1,2}[.．](?!\d))")
# A number with its unit, or a word of a stated zero.
_SAYS = re.compile(rf"\d|[零一二两三四五六七八九十百千][余多]?(?:{'|'.join(sorted(units()))})|无|未|没|不收")


class OnLine(Protocol):
    """What stands on a line of a document: a fact, or what is kept of one."""

    @property
    def line(self) -> int:
        """Its line, from 1; 0 if it stands on none."""


@dataclass(frozen=True, slots=True)
class Paragraph:
    """Lines that belong together, without blanks, in NFKC form and simplified characters; years in digits.

    `starts`: where in the text each of its lines begins; `lines`: their numbers, from 1; `under`: the heading above it;
    `as_printed`: the same without blanks alone, character by character where the form above has as many, else nothing.
    """

    text: str
    starts: Sequence[int]
    lines: Sequence[int]
    under: str = ""
    as_printed: str = ""

    def passage(self, begin: int, end: int) -> str:
        """A part of the text as it is printed."""
        return (self.as_printed or self.text)[begin:end]

    def line_at(self, position: int) -> int:
        """The line of a position in the text."""
        return self.lines[bisect_right(self.starts, position) - 1]


def paragraphs(lines: Sequence[str], tables: Collection[int]) -> Iterator[Paragraph]:
    """Yield what stands outside the tables, where a number or a zero is stated.

    tables: the lines that are tables' (`table_lines`); a row of cells is none of the text wherever it stands.
    """
    texts: list[str] = []
    numbers: list[int] = []
    heading = ""
    for number, line in enumerate(lines, 1):
        if number in tables and len(line) > _PAGE:
            for piece in _around_tables(line):
                yield from _made([piece], [number])
        flat = "" if number in tables or _is_row(line) else _BLANKS.sub("", line)
        goes_on = texts and _goes_on(texts[-1], flat)
        if texts and not goes_on:
            yield from _made(texts, numbers, heading)
            heading = texts[0] if len(texts[0]) <= _HEADING else heading
            texts, numbers = [], []
        if flat:
            texts.append(flat)
            numbers.append(number)
    if texts:
        yield from _made(texts, numbers, heading)


def says_something(text: str) -> bool:
    """Whether a text can state a number or a zero."""
    return _SAYS.search(text) is not None


def outside_tables(lines: Sequence[str], tables: Collection[int]) -> Iterator[tuple[int, str]]:
    """(number, text) of the lines outside the tables; of a page in one line, what is around its tables."""
    for number, line in enumerate(lines, 1):
        if number in tables:
            if len(line) > _PAGE:
                yield number, "".join(_around_tables(line))
        elif not _is_row(line):
            yield number, line


def _around_tables(line: str) -> tuple[str, str]:
    """What comes before and behind the parts with tables, in a page that is one line."""
    flat = normalised(line)
    before, after = re.search("二、主动公开政府信息情况", flat), [*re.finditer("五、存在的主要问题", flat)]
    return flat[: before.start()] if before else "", flat[after[-1].start() :] if after else ""


def normalised(text: str) -> str:
    """A text without blanks, in NFKC form and simplified characters; years in digits."""
    return _BLANKS.sub("", western(simplified(text)))


def _made(texts: Sequence[str], numbers: Sequence[int], under: str = "") -> Iterator[Paragraph]:
    if not any(map(says_something, texts)):
        return
    flat = [normalised(text) for text in texts]
    starts, at = [], 0
    for text in flat:
        starts.append(at)
        at += len(text)
    printed = [_BLANKS.sub("", text) for text in texts]
    shown = [own if len(own) == len(text) else text for own, text in zip(printed, flat, strict=True)]
    yield Paragraph("".join(flat), starts, list(numbers), normalised(under), "".join(shown))


def _goes_on(before: str, line: str) -> bool:
    """Whether a line was cut by the width of its page and goes on in the next."""
    return len(before) >= _WRAPPED and before[-1] not in _STOPS and bool(line) and not _NUMBERED.match(line)


def _is_row(line: str) -> bool:
    return "\t" in line.strip() or "|" in line or "｜" in line or not _HAN.search(line)


def table_lines(facts: Mapping[CellId, OnLine]) -> set[int]:
    """The lines from the first to the last fact of each table; of a document in one line, that line."""
    spans: dict[str, tuple[int, int]] = {}
    for (figure, _), fact in facts.items():
        if fact.line:
            table = figures()[figure].table
            first, last = spans.get(table, (fact.line, fact.line))
            spans[table] = min(first, fact.line), max(last, fact.line)
    return {line for first, last in spans.values() for line in range(first, last + 1)}
