"""Lines whose cells are joined without separators → the text after each label. Pure.

The labels themselves delimit the cells: the text between one label and the next holds the values of the first.
"""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from typing import NamedTuple

from forms import Table
from forms.declaration import ACROSS, BLOCKS, ROWS
from forms.normal import simplified
from ingest.cells.across_heads import AcrossHeads, across_heads
from ingest.cells.form_row import HEADS, FormRow
from ingest.cells.heads import Order, disclosure_order, form_order, row_heads
from ingest.cells.labels import Labels, labels
from ingest.read.numbers import printed_unit

_VALUE = re.compile(r"[\d\s,.+\-−减增/\\—–―无元万亿件项条个：:;；|]*")
_CLOSING = " \t\xa0）)”\"'’」』】]：:"
_HAN_NUMBERING = re.compile(r"(?<![\s（(])[\s（(]*+[一二三四五六七八九十]{1,3}\s*+[）)、.．]?\s*+$")
_OPENING = re.compile(r"(?<![\s（(“\"])[\s（(“\"]++$")
_NEXT_NUMBER = re.compile(r"[（(]?\d{1,2}\s*[.、)]\s*$")
_NUMBERED = re.compile(r"\s*[（(]?(\d{1,2})")
_SHORTEST = 2


@dataclass(frozen=True, slots=True)
class Run:
    """The joined text of all cells of a row, or of rows side by side; `order` is the order of its columns, None if
    the heads refuse it. The text is empty where one row's label is followed by nothing but the next label."""

    form_rows: tuple[FormRow, ...]
    text: str
    line: int
    order: Order | None
    money: str | None = None  # the unit printed in the head above a sum of money


class _Token(NamedTuple):
    label: str
    begin: int  # in the original line
    end: int


def runs(lines: list[str], edition: int) -> list[Run]:
    """Return the rows of all lines with joined labels and numbers, in reading order."""
    known = labels(edition)
    state = _State(known)
    found_runs: list[Run] = []
    for number, line in enumerate(lines, 1):
        if known.end_heading.match(line):
            state.in_form = False
        if len(line) >= _SHORTEST and "\t" not in line and "|" not in line:
            found_runs += state.take(line, number)
        elif line.strip():
            state.last_on_line = None
    return found_runs


@cache
def _pattern(edition: int) -> re.Pattern[str]:
    known = labels(edition)
    every = {*known.rows, *known.groups, *known.known, *known.columns, *known.parts, *known.end_titles}
    every |= {spelling for table in known.form.tables for column in table.blocks[0].columns
              for spelling in column.label.spellings}  # fmt: skip
    return re.compile("|".join(sorted(filter(None, every), key=len, reverse=True)))


class _State:
    """State carried from earlier lines to later ones: the table and its heads."""

    def __init__(self, known: Labels) -> None:
        self.known = known
        self.pattern = _pattern(known.edition)
        self.in_form = False
        self.words: list[str] = []
        self.before = ""
        self.last_on_line: Run | None = None  # the label that ended the last line: the next one may hold its figures
        self.money: str | None = None
        self.heads: list[str] = []
        edition = known.edition
        self.rows_order: dict[str, Order | None] = {
            table.id: form_order(len(table.block.columns)) for table in known.form.tables_of(ROWS)
        }
        self.across = [(table, across_heads(edition, table.id)) for table in known.form.tables_of(ACROSS)]

    def take(self, line: str, number: int) -> Iterator[Run]:
        tokens = self.tokens(line)
        if self.last_on_line is not None and tokens and self.value(line[: tokens[0].begin], tokens[0]) == "":
            yield self.last_on_line
        self.last_on_line = None
        for at, token in enumerate(tokens):
            following = tokens[at + 1] if at + 1 < len(tokens) else None
            if not self.known.money_columns.isdisjoint(self.known.columns.get(token.label, ())):
                self.money = printed_unit(line[token.begin : token.end])
            if self.known.openings.get(token.label) == HEADS:
                self.in_form = True
                self.words = []
            elif token.label in self.known.end_titles:
                self.in_form = False
            gap = line[token.end : following.begin if following else len(line)].lstrip(_CLOSING)
            run = self.run(token, gap, following, number) if self.in_form else None
            if run is not None:
                yield run
            if run is not None and run.text:
                self.words = []
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
        across = next(
            ((table, heads) for table, heads in self.across
             if heads.is_last(token.label) and heads.is_last_but_one(self.before)), None,
        )  # fmt: skip
        form_row = self.known.rows.get(token.label)
        if form_row is None and across is None:
            return None
        text = self.value(gap, following)
        if text == "" and form_row is not None and self.is_row_alone(token.label, form_row):
            nothing = Run((form_row,), "", line, None)
            if following is not None:
                return nothing
            self.last_on_line = nothing
        if text is None or not any(char.isdigit() or char in "/-—无" for char in text):
            return None
        if across is not None:
            return self.run_across(*across, token, text, line)
        assert form_row is not None
        return Run((form_row,), text, line, self.order(form_row), self.money)

    def is_row_alone(self, label: str, form_row: FormRow) -> bool:
        """Whether a label names a row and nothing else: not also a group of rows, a column or a row set across."""
        also = label in self.known.groups or label in self.known.columns or label in self.known.parts
        return not also and self.known.form.table(form_row.table).layout != ACROSS

    def run_across(self, table: Table, heads: AcrossHeads, token: _Token, text: str, line: int) -> Run | None:
        """Return all rows of a table whose rows are side by side; None if not all of them are named."""
        kinds, order = heads.read("".join([*self.words, token.label]))
        rows = [table.block.rows[kind] for kind in kinds] if kinds else list(table.block.rows)
        if len(rows) != len(table.block.rows):
            return None
        return Run(tuple(self.known.form_row(row) for row in rows), text, line, order)

    def order(self, form_row: FormRow) -> Order | None:
        """Return the column order from the heads since the last row of numbers; the form's own if there are none."""
        table = self.known.form.table(form_row.table)
        if table.layout == BLOCKS:
            heads = [word for word in self.words if self.known.column_ids(word)]
            self.heads = heads or self.heads
            return disclosure_order(self.heads, form_row.block, self.known)
        if table.layout == ROWS:
            found, order = row_heads(self.known.edition, table.id).order("".join(self.words))
            if found:
                self.rows_order[table.id] = order
            return self.rows_order[table.id]
        return form_order(len(form_row.block.columns))

    def value(self, gap: str, following: _Token | None) -> str | None:
        """Return the gap without the numbering of the label after it; None if it contains words."""
        text = unicodedata.normalize("NFKC", gap)
        if following is not None:
            text = self.without_numbering(text, following.label)
        elif (number := _NEXT_NUMBER.search(text)) is not None:
            # The row of the next line has its number here. Joined to a value, nobody knows where that ends.
            if number.start() and not text[: number.start()].endswith((" ", "\t")):
                return None
            text = text[: number.start()]
        if _VALUE.fullmatch(text) is None:
            return None
        return text.strip()

    def without_numbering(self, text: str, label: str) -> str:
        form_row = self.known.rows.get(label)
        numbered = _NUMBERED.match(form_row.row.label.zh) if form_row is not None else None
        if numbered is not None:
            text = re.sub(rf"(?<![\s(])[\s(]*+{numbered[1]}\s*+[).、．]\s*+$", " ", _OPENING.sub("", text))
        return _HAN_NUMBERING.sub(" ", _OPENING.sub("", text))
