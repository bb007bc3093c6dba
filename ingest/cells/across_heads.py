"""Heads of tables whose rows are side by side, each with all columns: which rows, in which order of columns. Pure."""

from functools import cache, lru_cache

from forms import Table, form
from forms.declaration import Label
from forms.normal import normal
from ingest.cells.heads import FOREIGN, Order, alternatives, form_order


class AcrossHeads:
    """Heads of a table whose rows are side by side, each with all columns (结果维持 … 总计 three times)."""

    def __init__(self, table: Table) -> None:
        block = table.block
        columns = block.columns
        self.columns = len(columns)
        self._result_of = {s: n for n, column in enumerate(columns) for s in column.label.spellings}
        self._kind_of = {s: n for n, row in enumerate(block.rows) for s in row.label.spellings}
        self._above = list(dict.fromkeys(normal(row.under) for row in block.rows if row.under))
        self._under = {n for n, row in enumerate(block.rows) if row.under}
        self._marks = [column.mark for column in columns if column.mark]
        self._heads = [normal(column.label.zh) for column in columns]
        self._rows = len(block.rows)
        self._results = alternatives(self._result_of)
        self._kinds = alternatives(self._kind_of)
        self._title = alternatives(table.title.spellings)
        self._tail = _own_part(columns[0].label, [column.label for column in columns[1:]])
        self.read = lru_cache(maxsize=4096)(self._read)

    def is_last_but_one(self, head: str) -> bool:
        """Whether this is the head before the totals."""
        return self._result_of.get(head) == self.columns - 2

    def is_last(self, head: str) -> bool:
        """Whether this is the head of the totals."""
        return self._result_of.get(head) == self.columns - 1

    def names_last(self, text: str) -> bool:
        """Whether a text contains the head of the totals."""
        return any(spelling in text for spelling in self._result_of if self.is_last(spelling))

    def ends_with_last_but_one(self, text: str) -> bool:
        return any(text.endswith(spelling) for spelling in self._result_of if self.is_last_but_one(spelling))

    def _read(self, text: str) -> tuple[tuple[int, ...], Order | None]:
        """Return the rows in the order named, and the order of the columns, None if it is refused.

        The set of heads must occur once for each row named, or any number of times if no row is recognised. `text` is
        all words since the table's title or the last row of numbers.
        """
        levels = [self._title.sub("", level) for level in text.replace(FOREIGN, "").split("\n")]
        levels = self._without_repeated(levels)
        text = "".join(levels)
        ordered = self._kinds_in_order(levels)
        kinds = ordered or list(dict.fromkeys(self._kinds_in(text)))
        results = [self._result_of[each] for each in self._results.findall(text)]
        # A level with the heads of all rows says it all; above it, a head over two levels may be repeated.
        of_levels = [[self._result_of[each] for each in self._results.findall(level)] for level in levels]
        results = next((own for own in of_levels if len(own) == self._rows * self.columns), results)
        if not ordered and kinds != sorted(kinds):
            return tuple(kinds), None  # lines of heads were shuffled: the order in which rows are named says nothing
        if len(results) != self._rows * self.columns and self._are_wrapped(text):
            return tuple(kinds), form_order(self.columns)
        if not results:
            return tuple(kinds), (form_order(self.columns) if self._tail not in text else None)
        first = results[: self.columns]
        sets = len(results) // self.columns
        if len(results) % self.columns or sorted(first) != list(range(self.columns)) or results != first * sets:
            return tuple(kinds), None
        if len(kinds) not in (0, sets):
            return tuple(kinds), None
        if first != sorted(first) and _stand_on_levels(of_levels, first):
            return tuple(kinds), None
        return tuple(kinds), tuple(first.index(n) for n in range(self.columns))

    def _without_repeated(self, levels: list[str]) -> list[str]:
        """The levels without repeated ones: what a merged cell holds may be repeated in each of its rows."""
        whole = [len(self._results.findall(level)) >= self.columns for level in levels]
        return [level for n, level in enumerate(levels) if n == 0 or not whole[n] or level != levels[n - 1]]

    def _kinds_in(self, text: str) -> list[int]:
        return [self._kind_of[each] for each in self._kinds.findall(text)]

    def _kinds_in_order(self, levels: list[str]) -> list[int]:
        """The rows from left to right if one level of heads determines their order, else an empty list."""
        every = set(range(self._rows))
        for level in levels:
            kinds = list(dict.fromkeys(self._kinds_in(level)))
            if set(kinds) == every:
                return kinds
            # 行政诉讼 is above two rows: to the left of 行政复议 it moves both.
            at = [level.find(above) for above in self._above if above in level]
            outside = [kind for kind in kinds if kind not in self._under]
            if at and outside and set(outside) == every - self._under:
                first = min(match.start() for match in self._kinds.finditer(level))
                if at[0] < first:
                    return [*sorted(self._under), *outside]
        return []

    def _are_wrapped(self, text: str) -> bool:
        """Whether `text` holds all heads in pieces, with the identifying characters in the form's order.

        Narrow columns break `结果维持` into lines or single characters; 维, 纠 and 审 distinguish the columns.
        """
        letters = self._letters(text)
        return letters != "" and [each for each in letters if each in self._marks] == self._marks * self._rows

    def are_scrambled(self, text: str) -> bool:
        """Whether the words above a row are exactly the characters of all heads, in whatever order.

        Programs that take text out of PDFs print the lines of heads of several heights in pieces that cross.
        """
        return self._letters(self._title.sub("", text.replace("\n", "").replace(FOREIGN, ""))) != ""

    def _letters(self, text: str) -> str:
        """The characters of all columns' heads among `text`, without rows' names; "" if some lack or are too many."""
        letters = self._kinds.sub("", text)
        for above in self._above:
            letters = letters.replace(above, "")
        return letters if self._marks and sorted(letters) == sorted("".join(self._heads) * self._rows) else ""


def _own_part(label: Label, others: list[Label]) -> str:
    """The part of a label after any beginning it shares with others: 维持 of 结果维持 beside 结果纠正."""
    own = normal(label.zh)
    shared = max((_shared_front(own, normal(other.zh)) for other in others), default=0)
    return own[shared:] or own


def _shared_front(one: str, other: str) -> int:
    return next((n for n, (a, b) in enumerate(zip(one, other, strict=False)) if a != b), min(len(one), len(other)))


def _stand_on_levels(of_levels: list[list[int]], first: list[int]) -> bool:
    """Whether no level holds `first`, one set of heads: heads on several levels do not say which is left of which."""
    spread = sum(map(bool, of_levels)) > 1 and any(len(own) > 1 for own in of_levels)
    return spread and not any(own[: len(first)] == first for own in of_levels)


@cache
def across_heads(edition: int, table: str) -> AcrossHeads:
    """Return the cached reader for the heads of a table with the layout `across`."""
    return AcrossHeads(form(edition).table(table))
