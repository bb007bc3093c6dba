"""The beginning and the end of a document in short pieces: the cells of a row, the labels of a line apart. Pure."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache, lru_cache

from forms.normal import simplified
from ingest.identify.dates import western
from ingest.identify.statement import declarations

HEAD_LINES = 60  # lines that are not empty
_TAIL_LINES = 60
_SHORT = 120  # characters, blanks included, of a line with a name or date
_BLANKS_TOO = 3  # so many times as many lines are looked at, empty ones included
_LONG = 40  # characters; in shorter lines a label is at the start
_FAR = 1500  # characters of one line; a document in one line has its head there
REMARKS_IN_NAME = re.compile(r"[(（\[【][^()（）\[\]【】]*[)）\]】]")
_EDGE = " #*>,，。;；、:：_~·•▪◆●■|<《》[]“”\"'"
_TEXT_BEGINS = ("一、", "二、", "(一)", "第二十条第", "信息内容", "总体情况", "1、总体", "1.总体", "第一部分")
_TABLE_BEGINS = ("第二十条第", "信息内容")


@dataclass(frozen=True, slots=True)
class Head:
    """What comes before the first table.

    pieces: (line, text without whitespace); begins: how many of them come before the text. lines: the same lines as
    printed but in simplified characters, for what whitespace separates.
    """

    pieces: list[tuple[int, str]]
    begins: int
    lines: list[tuple[int, str]]


_MARKS_ONLY = " \t\xa0　#*>"  # a line of nothing else says nothing


@lru_cache(maxsize=8192)
def compact(line: str) -> str:
    """Return a line in simplified characters without whitespace and the marks of a heading."""
    return "".join(simplified(line).split()).lstrip("#*>").strip("*")


def bare(text: str) -> str:
    """Return a piece without the marks at its edges: quotation marks, commas of an empty cell, bullets."""
    return text.strip(_EDGE)


def head_of(lines: Sequence[str]) -> Head:
    """Return the beginning of a document: up to its first table, at most `HEAD_LINES` lines that are not empty."""
    pieces: list[tuple[int, str]] = []
    shown: list[tuple[int, str]] = []
    begins: int | None = None
    for number, line in enumerate(lines[: HEAD_LINES * _BLANKS_TOO], 1):
        if not line or line.isspace():
            continue
        if len(shown) == HEAD_LINES:
            break
        plain = simplified(line[:_FAR])
        shown.append((number, plain))
        for part in _parts(plain):
            text = western(compact(part))
            if not text:
                continue
            # A table of contents has the headings once before the text.
            if text.startswith(_TEXT_BEGINS) and (begins is None or text[:6] == pieces[begins][1][:6]):
                begins = len(pieces)
            if text.startswith(_TABLE_BEGINS):
                return Head(pieces, len(pieces) if begins is None else begins, shown)
            pieces.append((number, text))
    return Head(pieces, len(pieces) if begins is None else begins, shown)


def _parts(line: str) -> list[str]:
    cells = re.split(r"[\t|]+", line) if "\t" in line or "|" in line else [line]
    if len(line) < _LONG:
        return cells
    return [part for cell in cells for part in (_cut().split(cell) if len(cell) > _LONG else (cell,))]


@cache
def _cut() -> re.Pattern[str]:
    """Before a heading of the text and before a label, if whitespace separates them from what comes before."""
    return re.compile(rf"(?<!\s)\s++(?=(?:[一二三四五六]、|第二十条第|信息内容)|(?:{'|'.join(labels())})\s*[::])")


@cache
def labels() -> dict[str, str]:
    """Label → the kind of statement that it introduces, empty for others; the longest first."""
    known = {name: kind for kind, names in declarations()["labels"].items() for name in names}
    known |= dict.fromkeys(declarations()["other_labels"], "")
    return dict(sorted(known.items(), key=lambda each: -len(each[0])))


def tail_of(lines: Sequence[str]) -> list[tuple[int, str]]:
    """Return the short ones of the last lines that are not empty: (line, text as printed)."""
    first = max(0, len(lines) - _TAIL_LINES)
    return [
        (number, line)
        for number, line in enumerate(lines[first:], first + 1)
        if len(line) <= _SHORT and line.strip(_MARKS_ONLY)
    ]


def said(line: str) -> str:
    """Return a line's text without whitespace, with dates in digits."""
    return western(compact(line))
