"""Derive the order of a table's columns from the heads above it. Pure.

One rule for every table: if heads are printed, each must be one of the form's columns. Heads in the form's order are
read in that order, a full permutation is permuted, and with anything else the rows below cannot be read (None). The
form's own order is assumed only if no heads are printed at all.
"""

import re
from collections.abc import Iterable, Sequence
from functools import cache, lru_cache

from forms import Block, Table, form
from forms.normal import normal
from ingest.cells.labels import Labels

_MANY = 3  # columns whose heads are at the end of a line of words, after which that end is a line of heads
Order = tuple[int, ...]  # for each of the form's columns, its position among the printed ones
FOREIGN = "※"  # marks, in the words above a table, a head that is not one of the form's


def form_order(columns: int) -> Order:
    """Return the form's own order for this number of columns."""
    return tuple(range(columns))


def disclosure_order(heads: list[str], block: Block, labels: Labels) -> Order | None:
    """Return the column order of a block of table 1 from its printed heads, given from left to right."""
    declared = [column.id for column in block.columns]
    if not heads:
        return tuple(range(len(declared)))
    printed: list[str | None] = []
    at = 0
    while at < len(heads):
        for span in (1, 2, 3):
            ids = labels.column_ids("".join(heads[at : at + span])) & set(declared)
            if len(ids) == 1:
                printed.append(ids.pop())
                at += span
                break
        else:
            printed.append(_cut(heads[at], block, len(printed)))
            at += 1
    if len(printed) == len(declared):
        _settle_twice(printed, declared)
    if sorted(map(str, printed)) != sorted(declared):
        return None
    return tuple(printed.index(each) for each in declared)


def _cut(head: str, block: Block, place: int) -> str | None:
    """A truncated head (`本年新`) is the form's column in the same position, if that begins with it."""
    text = normal(head)
    if place < len(block.columns) and len(text) >= 3:
        column = block.columns[place]
        if any(spelling.startswith(text) for spelling in column.label.spellings):
            return column.id
    return None


def _settle_twice(printed: list[str | None], declared: list[str]) -> None:
    """If one head is typed twice and one is missing, and the repeat is in the missing one's place, it is that one."""
    missing = [each for each in declared if each not in printed]
    twice = [n for n, each in enumerate(printed) if each is not None and printed.index(each) != n]
    others = all(head == declared[n] for n, head in enumerate(printed) if n not in twice)
    if len(missing) == 1 and len(twice) == 1 and others and declared.index(missing[0]) == twice[0]:
        printed[twice[0]] = missing[0]


def alternatives(spellings: Iterable[str]) -> re.Pattern[str]:
    return re.compile("|".join(map(re.escape, sorted(spellings, key=lambda each: (-len(each), each)))))


class RowHeads:
    """Heads printed once above all rows of a table, on several levels, with a group head above some columns."""

    def __init__(self, table: Table) -> None:
        columns = table.block.columns
        self.form_order = form_order(len(columns))
        self._number = {s: n for n, column in enumerate(columns) for s in column.label.spellings}
        numbers = {column.id: n for n, column in enumerate(columns)}
        over = next((head for head in table.heads if head.over), None)
        self._group = over.label.spellings if over is not None else frozenset()
        self._above_all = frozenset(s for head in table.heads if not head.over for s in head.label.spellings)
        grouped = frozenset(numbers[each] for each in over.over) if over is not None else frozenset()
        single = [n for n in self.form_order if n not in grouped]
        totals = [n for n in single if columns[n].total_of]
        self._grouped = grouped
        self._total = totals[-1] if totals else None
        self._single = [n for n in single if n != self._total]
        # Columns whose heads alone identify these as the heads of this table.
        telling = grouped or frozenset(self._single)
        self._telling = frozenset(n for n in telling if not columns[n].elsewhere)
        self._pattern = alternatives({*self._number, *self._group, *self._above_all})
        self._letters = frozenset("".join((*self._number, *self._group, *self._above_all)))
        spelt = tuple(self._number)
        letters = {n: frozenset("".join(s for s in spelt if self._number[s] == n)) for n in self.form_order}
        self._column_letters = frozenset().union(*letters.values())
        self._only_of = {
            letter: own[0] for letter in self._column_letters
            if len(own := [n for n in self.form_order if letter in letters[n]]) == 1
        }  # fmt: skip
        self._wide = frozenset("".join((*self._group, *self._above_all)))
        self._wide_heads = alternatives((*self._group, *self._above_all))
        self.pieces = frozenset(s[i:j] for s in spelt for i in range(len(s)) for j in range(i + 1, len(s) + 1))
        self.order = lru_cache(maxsize=4096)(self._order)

    def order_of(self, heads: Sequence[str]) -> Order | None:
        """The order of columns from their whole heads, given from left to right; None if one is missing or unknown."""
        ids = [self._number.get(normal(head)) for head in heads]
        known = [n for n in ids if n is not None]
        if len(known) != len(ids) or sorted(known) != list(self.form_order):
            return None
        return tuple(known.index(n) for n in self.form_order)

    def has_foreign(self, cells: Iterable[str]) -> bool:
        """Whether a row of heads contains one that the form does not have, so that the columns are undetermined.

        Anything before the first known head belongs to the label columns (项目, 序号).
        """
        texts = [normal(cell) for cell in cells]
        known = [n for n, text in enumerate(texts) if self._pattern.fullmatch(text)]
        return len(known) >= 3 and any(map(self.is_foreign, texts[known[0] :]))

    def is_foreign(self, text: str) -> bool:
        """Whether a text among heads is none of them, and not cut: a piece has no other characters than heads."""
        text = normal(text)
        return not set(text) <= self._letters and not self._pattern.search(text)

    def _order(self, text: str) -> tuple[bool, Order | None]:
        """Return whether `text` contains heads, and their order, None if it is refused.

        `text` is all words since the last row of numbers, one line per printed row: the heads are on two or three
        levels, and only heads on the same level determine which is left of which.
        """
        if FOREIGN in text:
            return True, None
        levels = [self._pattern.findall(line) for line in text.split("\n")]
        # A head may be split over lines; its position among the others is known only from whole lines.
        joined = [self._number[head] for head in self._pattern.findall(text.replace("\n", "")) if head in self._number]
        if len(self._telling.intersection(joined)) < 2:
            return any(map(self.is_crossed, text.split("\n"))), None
        if any(self._is_doubled(level) for level in levels):
            return True, None
        flat = next((level for level in levels if self._is_flat(level)), None)
        if flat is not None:
            ids = [self._number[head] for head in flat if head in self._number]
            if self._above_all.intersection(flat) and ids[-1] != self._total:
                return True, None  # several levels merged into one, with the group's head missing
        elif self._grouped:
            ids = self._arranged(levels, [n for n in joined if n in self._grouped])
        else:
            ids = joined
        if sorted(ids) == list(self.form_order):
            return True, tuple(ids.index(n) for n in self.form_order)
        # Some heads are cut or unknown: the rest must at least be in the form's order.
        in_order = ids == sorted(set(ids)) and not any(map(self.is_crossed, text.split("\n")))
        return True, self.form_order if in_order else None

    def is_crossed(self, line: str) -> bool:
        """Whether a line ends with pieces of columns' heads (`商业法律服社会公`) that are not in the form's order.

        A character that is in one column's head alone shows that column. Several lines of heads may have been merged
        into one; the next begins where a column comes up again.
        """
        line = self._wide_heads.sub("", line) if self._wide else line
        words = next((n for n in range(len(line), 0, -1) if line[n - 1] not in self._column_letters), 0)
        line = line[words:]
        if words and len({self._only_of.get(letter) for letter in line} - {None}) < _MANY:
            return False
        sure = {self._only_of.get(letter) for letter in line if letter not in self._wide}
        few = len(sure & self._grouped) < 2  # where the group's own head may be what was cut
        before: list[int] = []
        for letter in line:
            column = self._only_of.get(letter)
            if column is None or (few and letter in self._wide) or column in before[-1:]:
                continue
            if column in before:
                before = []
            elif before and column < before[-1]:
                return True
            before.append(column)
        return False

    def _is_doubled(self, level: list[str]) -> bool:
        """Whether a level repeats a head that occurs only once in the form."""
        numbers = [self._number.get(head) for head in level]
        once = [*self._single, *([self._total] if self._total is not None else [])]
        return any(numbers.count(n) > 1 for n in once) or sum(head in self._group for head in level) > 1

    def _is_flat(self, level: list[str]) -> bool:
        """Whether a level holds all heads, without the group head above some of them."""
        least = min(4, len(self.form_order))
        has_single = any(self._number.get(head) in self._single for head in level)
        return has_single and not self._group.intersection(level) and len(level) >= least

    def _arranged(self, levels: list[list[str]], inner: list[int]) -> list[int]:
        """Columns from left to right: those of the group in the order read, the others by their levels."""
        total = self._spelled(self._total)
        singles = frozenset().union(*(self._spelled(n) for n in self._single))
        last = any(_stands_after(total, level, self._above_all | self._group | singles) for level in levels)
        first = not last and any(_stands_after(self._group | singles, level, total) for level in levels)
        behind = [n for n in self._single if self._is_behind_group(n, levels)]
        ids = [*(n for n in self._single if n not in behind), *inner, *behind]
        if self._total is None:
            return ids
        return [self._total, *ids] if first else [*ids, self._total]

    def _is_behind_group(self, column: int, levels: list[list[str]]) -> bool:
        own = self._spelled(column)
        if any(_stands_after(own, level, self._group) for level in levels):
            return True
        return bool(self._grouped) and column > max(self._grouped)

    def _spelled(self, column: int | None) -> frozenset[str]:
        return frozenset(spelling for spelling, n in self._number.items() if n == column)


def _stands_after(these: Iterable[str], level: list[str], others: Iterable[str]) -> bool:
    """Whether one of these heads comes after one of the others on a level."""
    first = min((level.index(other) for other in others if other in level), default=None)
    return first is not None and any(each in level and level.index(each) > first for each in these)


@cache
def row_heads(edition: int, table: str) -> RowHeads:
    """Return the cached reader for the heads of a table with the layout `rows`."""
    return RowHeads(form(edition).table(table))
