"""A file that holds the reports of several agencies or years → the part of the document that is each report. Pure.

A report begins with its title and ends where the next one begins. A title without tables of its own (a list of
contents, a link to another report) begins no report.
"""

from collections.abc import Sequence
from dataclasses import replace
from typing import NamedTuple

from ingest.identify import titles_within
from ingest.identify.head import Head, compact
from ingest.identify.titles import Title, find_titles
from ingest.read.document import Document, Row

_LONGEST_TITLE = 80  # characters in a line of a title
_SHORTEST_NAME = 4  # characters; a shorter line above a title without a name is not an agency
_MOST_TITLES = 2000


class CompiledPart(NamedTuple):
    """What is between one title and the next: the agency and year in the title, and its lines and rows."""

    who: str
    year: int
    document: Document


def titles_of(lines: list[str]) -> list[Title]:
    """The titles in a document, each on a line of its own or below the line with the agency's name, in order."""
    reports = [
        (number, line) for number, line in enumerate(lines, 1) if "公" in line and ("报" in line or "報" in line)
    ]
    found = {title[0]: title for title in titles_within(reports)}
    for number, line in reports:
        if number in found or not _may_be_title(line):
            continue
        above = [(n, compact(lines[n - 1])) for n in range(max(1, number - 3), number) if n not in found]
        pieces = [*[each for each in above if each[1]][-2:], (number, compact(line))]
        if not any("20" in text for _, text in pieces):
            continue  # without a year, it is no title of a report among others
        joined = find_titles(Head(pieces, len(pieces), pieces))
        named = [each for each in joined if each.year and (len(each.who) >= _SHORTEST_NAME or not each.who)]
        if named:
            title = max(named, key=lambda each: each.line)
            found[title.line] = (title.line, title.text, title.who, title.year or 0)
    return [found[number] for number in sorted(found)][:_MOST_TITLES]


def _may_be_title(line: str) -> bool:
    text = compact(line) if len(line) <= 3 * _LONGEST_TITLE else ""  # some print blanks between all characters
    return len(text) <= _LONGEST_TITLE and "公开" in text


def split_at_titles(document: Document, titles: Sequence[Title]) -> list[CompiledPart]:
    """Cut a document at the titles of other agencies and years; what is above the first is a part without a name."""
    begins: list[tuple[int, str, int]] = [(1, "", 0)] if titles and titles[0][0] > 1 else []
    for line, _, who, year in titles:
        if not begins or begins[-1][1:] != (who, year):
            begins.append((line, who, year))
    ends = [begin for begin, _, _ in begins[1:]] + [len(document.lines) + 1]
    return [
        CompiledPart(who, year, _cut(document, begin, end))
        for (begin, who, year), end in zip(begins, ends, strict=True)
    ]


def _cut(document: Document, begin: int, end: int) -> Document:
    """The lines from `begin` to before `end` as a document of their own, with their rows."""
    rows = [cut for row in document.rows if (cut := _cut_row(row, begin, end)) is not None]
    is_last = end > len(document.lines)
    return replace(
        document, lines=document.lines[begin - 1 : end - 1], rows=rows, is_whole=document.is_whole or not is_last
    )  # fmt: skip


def _cut_row(row: Row, begin: int, end: int) -> Row | None:
    kept = [n for n, line in enumerate(row.lines) if begin <= line < end]
    if not kept:
        return None
    return replace(
        row,
        cells=[row.cells[n] for n in kept],
        lines=[row.lines[n] - begin + 1 for n in kept],
        spots=None if row.spots is None else [row.spots[n] for n in kept],
    )
