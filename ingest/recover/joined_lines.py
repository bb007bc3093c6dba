"""Lines in which cells are joined with nothing between → the text that stands behind each label. Pure.

The labels themselves tell where a cell ends: what stands between one label and the next is the values of the first.
"""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from typing import NamedTuple

from forms import APPLICANTS
from forms.normal import simplified
from ingest.cells.heads import Order, applicant_order, disclosure_order, dispute_heads
from ingest.cells.labels import END, END_HEADING, Labels, Place, labels
from ingest.read.numbers import printed_unit

_VALUE = re.compile(r"[\d\s,.+\-−减增/\\—–―无元万亿件项条个：:;；|]*")
_CLOSING = " \t\xa0）)”\"'’」』】]：:"
_HAN_NUMBERING = re.compile(r"[\s（(]*[一二三四五六七八九十]{1,3}\s*[）)、.．]?\s*$")
_OPENING = re.compile(r"[\s（(“\"]*$")
_NUMBERED = re.compile(r"\s*[（(]?(\d{1,2})")
_BLOCK_START = "信息内容"
_SHORTEST = 2


@dataclass(frozen=True, slots=True)
class Run:
    """The text of all cells of a row, joined; `order` is that of its columns, None where the heads refuse it."""

    places: tuple[Place, ...]
    text: str
    line: int
    order: Order | None
    money: str | None = None  # the unit that the head above a sum of money prints


class _Token(NamedTuple):
    label: str
    begin: int  # in the line as it stands
    end: int


def runs(lines: list[str], edition: int) -> list[Run]:
    """The rows of all lines in which labels and numbers stand joined, in reading order."""
    known = labels(edition)
    state = _State(known)
    found: list[Run] = []
    for number, line in enumerate(lines, 1):
        if END_HEADING.match(line):
            state.in_form = False
        if len(line) >= _SHORTEST and "\t" not in line and "|" not in line:
            found += state.take(line, number)
    return found


@cache
def _pattern(edition: int) -> re.Pattern[str]:
    known = labels(edition)
    every = {*known.rows, *known.groups, *known.known, *known.columns, *known.parts, *END}
    every |= {spelling for table in known.form.tables for column in table.blocks[0].columns
              for spelling in column.label.spellings}  # fmt: skip
    return re.compile("|".join(sorted(filter(None, every), key=len, reverse=True)))


class _State:
    """What earlier lines told about later ones: the table, its heads."""

    def __init__(self, known: Labels) -> None:
        self.known = known
        self.pattern = _pattern(known.edition)
        self.in_form = False
        self.words: list[str] = []
        self.before = ""
        self.money: str | None = None
        self.heads: list[str] = []
        self.applicants: Order | None = tuple(range(len(APPLICANTS)))

    def take(self, line: str, number: int) -> Iterator[Run]:
        tokens = self.tokens(line)
        for at, token in enumerate(tokens):
            following = tokens[at + 1] if at + 1 < len(tokens) else None
            if "amount" in self.known.columns.get(token.label, ()):
                self.money = printed_unit(line[token.begin : token.end])
            if token.label == _BLOCK_START:
                self.in_form = True
                self.words = []
            elif token.label in END:
                self.in_form = False
            gap = line[token.end : following.begin if following else len(line)].lstrip(_CLOSING)
            run = self.run(token, gap, following, number) if self.in_form else None
            if run is not None:
                self.words = []
                yield run
            else:
                self.words.append(token.label)
            self.before = token.label

    def tokens(self, line: str) -> list[_Token]:
        letters: list[str] = []
        places: list[int] = []
        for at, char in enumerate(line):
            if char < "\u2e80":
                continue
            for each in simplified(char):
                if "㐀" <= each <= "鿿":
                    letters.append(each)
                    places.append(at)
        return [
            _Token(match[0], places[match.start()], places[match.end() - 1] + 1)
            for match in self.pattern.finditer("".join(letters))
        ]

    def run(self, token: _Token, gap: str, following: _Token | None, line: int) -> Run | None:
        disputes = token.label == "总计" and self.before == "尚未审结"
        place = self.known.rows.get(token.label)
        if place is None and not disputes:
            return None
        text = self.value(gap, following)
        if text is None or not any(char.isdigit() or char in "/-—无" for char in text):
            return None
        if disputes:
            kinds, order = dispute_heads("".join([*self.words, token.label]))
            block = self.known.form.table("disputes").blocks[0]
            rows = [block.rows[kind] for kind in kinds] if kinds else list(block.rows)
            return Run(tuple(self.known.place(row) for row in rows), text, line, order) if len(rows) == 3 else None
        assert place is not None
        return Run((place,), text, line, self.order(place), self.money)

    def order(self, place: Place) -> Order | None:
        """The order of the columns by the heads since the last row of numbers; the form's own where none stand."""
        if place.block.table == "disclosure":
            heads = [word for word in self.words if self.known.column_ids(word)]
            self.heads = heads or self.heads
            return disclosure_order(self.heads, place.block, self.known)
        if place.block.table == "applications":
            found, order = applicant_order("".join(self.words))
            self.applicants = order if found else self.applicants
            return self.applicants
        return tuple(range(len(place.block.columns)))

    def value(self, gap: str, following: _Token | None) -> str | None:
        """The gap without the numbering of the label behind it; None where words stand in it."""
        text = unicodedata.normalize("NFKC", gap)
        if following is not None:
            text = self.without_numbering(text, following.label)
        if _VALUE.fullmatch(text) is None:
            return None
        return text.strip()

    def without_numbering(self, text: str, label: str) -> str:
        place = self.known.rows.get(label)
        numbered = _NUMBERED.match(place.row.label.zh) if place is not None else None
        if numbered is not None:
            text = re.sub(rf"[\s(]*{numbered[1]}\s*[).、．]\s*$", " ", _OPENING.sub("", text))
        return _HAN_NUMBERING.sub(" ", _OPENING.sub("", text))
