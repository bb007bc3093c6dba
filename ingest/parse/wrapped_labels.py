"""Labels that text prints in lines around their numbers: a part above, beside or below them. Pure."""

from collections.abc import Sequence
from dataclasses import replace

from ingest.cells.form_row import FormRow
from ingest.cells.labels import Labels
from ingest.read.document import Row
from ingest.read.numbers import is_value, is_words

_MOST = 3  # lines above or below that may belong to a label


def with_whole_labels(rows: Sequence[Row], known: Labels) -> list[Row]:
    """Return rows of text with each wrapped label in one cell before its numbers, if exactly one label fits."""
    made = list(rows)
    for n, row in enumerate(made):
        begin = _numbers_of(row)
        if begin is None or begin > 1 or (begin and (known.row(row.cells[0]) or known.is_known(row.cells[0]))):
            continue
        above = made[n - 1].cells if n and _is_text(made[n - 1]) else []
        below = made[n + 1].cells if n + 1 < len(made) and _is_text(made[n + 1]) else []
        found = _fitting(above, row.cells[:begin], below, known)
        if found is None:
            continue
        label, before, behind = found
        made[n] = replace(
            row, cells=[label, *row.cells[begin:]], lines=[row.lines[begin], *row.lines[begin:]],
            spots=[row.spots[begin], *row.spots[begin:]] if row.spots else None, keeps_blanks=True,
        )  # fmt: skip
        if before:
            made[n - 1] = _part(made[n - 1], slice(0, len(above) - before))
        if behind:
            made[n + 1] = _part(made[n + 1], slice(behind, None))
    return [row for row in made if row.cells]


def _fitting(
    above: Sequence[str], own: Sequence[str], below: Sequence[str], known: Labels
) -> tuple[str, int, int] | None:
    """The label that lines above, beside and below numbers make together, and how many above and below belong to it."""
    fitting: dict[FormRow, tuple[str, int, int]] = {}
    for before in range(min(_MOST, len(above)) + 1):
        for behind in range(min(_MOST, len(below)) + 1):
            if not (before or behind) or not (own or (before and behind)):
                continue  # a label wholly above or below may be another row's
            text = "".join([*above[len(above) - before :], *own, *below[:behind]])
            if (form_row := known.row(text)) is not None:
                fitting.setdefault(form_row, (text, before, behind))
    return next(iter(fitting.values())) if len(fitting) == 1 else None


def _numbers_of(row: Row) -> int | None:
    """Where the numbers of a line of text begin, behind at most one cell of words; None if it has none."""
    if row.grid or not row.blanks_between:
        return None
    begin = 1 if is_words(row.cells[0]) else 0
    return begin if len(row.cells) > begin and all(map(is_value, row.cells[begin:])) else None


def _is_text(row: Row) -> bool:
    return not row.grid and not row.blanks_between and not row.keeps_blanks


def _part(row: Row, cells: slice) -> Row:
    return replace(
        row, cells=row.cells[cells], lines=row.lines[cells], spots=row.spots[cells] if row.spots else None
    )  # fmt: skip
