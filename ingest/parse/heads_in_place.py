"""The heads of columns on pages without drawn lines, by where their pieces stand. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass

from forms.normal import normal
from ingest.cells.heads import Order, RowHeads
from ingest.parse.placed_columns import Word, beside_each_other
from ingest.read.document import Row, Spot

_HEADS_ABOVE = 16  # rows above the first one with a label in which its heads are


@dataclass(frozen=True)
class HeadsInPlace:
    """Words above the first row of a table: `pieces` are heads of columns or parts of them, `others` are not."""

    heads: RowHeads
    pieces: tuple[Word, ...] = ()
    others: tuple[Word, ...] = ()

    @property
    def spots(self) -> list[Spot]:
        return [spot for _, spot in self.pieces]

    def order(self) -> Order | None:
        """The order of the columns, however the lines of their heads cross; None if a head is missing or unknown."""
        groups = beside_each_other(self.pieces)
        return self.heads.order_of([
            "".join(text for text, _ in sorted(group, key=lambda word: (word[1].top, word[1].left)))
            for group in groups
        ])  # fmt: skip

    def are_crossed(self) -> bool:
        """Whether pieces of heads are beside each other in another order than the form's."""
        groups = beside_each_other(self.pieces)
        return self.heads.is_crossed("".join(text for each in groups for text, _ in each))

    def are_beside_foreign(self) -> bool:
        """Whether there is a head among them, or to their right, that the form does not have."""
        top = min((spot.top for spot in self.spots), default=0)
        bottom = max((spot.bottom for spot in self.spots), default=0)
        left = min((spot.left for spot in self.spots), default=0)
        return any(
            spot.left > left and spot.bottom > top and spot.top < bottom and self.heads.is_foreign(text)
            and not any(spot.left < own.right and own.left < spot.right for own in self.spots)
            for text, spot in self.others
        )  # fmt: skip


def heads_above(rows: Sequence[Row], first: int, heads: RowHeads) -> HeadsInPlace:
    """The words above row `first` of a document, on the page on which the last of them is."""
    words = [word for row in rows[max(0, first - _HEADS_ABOVE) : first] for word in row.words]
    page = words[-1][1].page if words else 0
    own = [word for word in words if word[1].page == page]
    pieces = tuple(word for word in own if normal(word[0]) in heads.pieces)
    return HeadsInPlace(heads, pieces, tuple(word for word in own if normal(word[0]) not in heads.pieces))
