"""Table 3: one row of fifteen numbers without a label, or five under each kind of dispute."""

from dataclasses import dataclass, field

from ingest.cells.columns import one_window
from ingest.cells.heads import Order, dispute_heads
from ingest.cells.labels import Place
from ingest.parse.sheet import Sheet, part_of
from ingest.read.document import Row

RESULTS = 5  # columns of table 3 for each kind of dispute


@dataclass(slots=True)
class Disputes:
    """`seen` says that the table's title stands above; `empty` are rows of empty cells by the kind of dispute."""

    sheet: Sheet
    seen: bool = False
    empty: dict[int, Row] = field(default_factory=dict)

    def places(self) -> list[Place]:
        labels = self.sheet.labels
        return [labels.place(row) for row in self.sheet.form.table("disputes").blocks[0].rows]

    def take_labelled(self, place: Place, row: Row, start: int, words: str) -> None:
        """Five numbers behind the kind of dispute that they belong to."""
        _, order = dispute_heads(words)
        count = len(row.cells) - start
        begin = start if count == RESULTS else (one_window(row.cells, start, RESULTS) if row.kept else None) or 0
        whole = begin and order is not None and count >= RESULTS
        self.sheet.keep(place, row, [begin + n for n in order] if whole and order is not None else None, start)

    def take(self, row: Row, start: int, words: str) -> bool | None:
        """Numbers without a label below `words`: True where they were taken, None where their heads are done with."""
        kinds, order = dispute_heads(words)
        if not (self.seen or (len(kinds) == 3 and order is not None)):
            return False
        if not kinds and "总计" not in words and not self.seen:
            return False
        every = self.places()
        # A sign for nothing is as good as a number here; cells without any sign may be a row of spare ones.
        full = [i for i in range(start, len(row.cells)) if row.cells[i].strip()]
        count = len(row.cells) - start
        whole = len(every) * RESULTS
        if not full and row.kept and kinds and count == len(kinds) * RESULTS and order is not None:
            for at, kind in enumerate(kinds):
                self.empty.setdefault(kind, part_of(row, slice(start + at * RESULTS, start + (at + 1) * RESULTS)))
            return None if len(kinds) == 1 else False
        if not full or (len(full) < 2 and count < RESULTS):
            return False
        spare = row.kept and count > whole and full[-1] < start + whole and len(full) == whole
        own: list[int] = []
        if order is not None and kinds and count == len(kinds) * RESULTS:
            own = list(kinds)
        elif order is not None and len(kinds) in (0, len(every)) and (count == whole or spare):
            own = list(kinds) or list(range(len(every)))
        for at, kind in enumerate(own):
            self._keep(every[kind], row, start + at * RESULTS, order or ())
        if not own:
            for kind in kinds if len(kinds) < len(every) else range(len(every)):
                self.sheet.keep(every[kind], row, None, start)
        return True

    def _keep(self, place: Place, row: Row, begin: int, order: Order) -> None:
        self.sheet.keep(place, row, [begin + n for n in order], begin)
        self.sheet.doubt(place, row, begin, order)

    def settle(self) -> None:
        """Empty cells below the heads of a kind of dispute and no others: an agency that left them empty."""
        every = self.places()
        for kind, row in self.empty.items():
            if not any(cell in self.sheet.facts for cell in every[kind].cells):
                self.sheet.keep(every[kind], row, list(range(RESULTS)), 0)
