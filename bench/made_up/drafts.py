"""What a made-up report says: who, when, the text of every cell, its prose, and what is wrong with it."""

import random
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

from bench.fidelity.filled import shown
from bench.made_up.agencies import YEARS, Agency, agencies, years_of
from bench.made_up.figures import BATCH, figures_of
from bench.made_up.prose import Prose, prose_of
from forms import APPLICANTS, CellId, edition_of_year, equations

# Shares of the reports with one wrong total, with a column left blank, with a cell that cannot be read.
_WRONG, _BLANK, _UNREADABLE = 0.03, 0.02, 0.01
_ILLEGIBLE = ("3?7", "1O", "约20", "※")


@dataclass(frozen=True, slots=True)
class Draft:
    """A report that is not yet laid out; `printed` has the text of every cell in the form's order.

    `is_flawed`: its cells do not satisfy the form's identities, or not all of them hold a number.
    """

    agency: Agency
    year: int
    edition: int
    values: tuple[float, ...]
    printed: tuple[str, ...]
    prose: Prose
    is_flawed: bool

    @property
    def title(self) -> str:
        return f"{self.agency.name}{self.year}年政府信息公开工作年度报告"

    @property
    def source(self) -> str:
        """The path of its document, without its ending."""
        return f"{self.agency.number // 1000:03d}/{self.agency.number:06d}-{self.year}"


def drafts(count: int, start: int = 0, stop: int | None = None) -> Iterator[Draft]:
    """Yield up to `count` reports, of the agencies from number `start` to before `stop`: whole batches."""
    left = count
    for first in range(start, len(agencies()) if stop is None else min(stop, len(agencies())), BATCH):
        figures = figures_of(first // BATCH)
        for agency in agencies()[first : first + BATCH]:
            for year in years_of(agency):
                if left == 0:
                    return
                left -= 1
                cells, values = figures[edition_of_year(year)]
                yield _draft(agency, year, cells, values[agency.number - first, YEARS.index(year)].tolist())


def _draft(agency: Agency, year: int, cells: list[CellId], values: list[float]) -> Draft:
    chance = random.Random(agency.number * 100 + year)
    edition = edition_of_year(year)
    printed = [shown(value) for value in values]
    given = dict(zip(cells, values, strict=True))
    is_flawed = _spoil(chance, edition, cells, printed)
    if ("procurement.amount", None) in given:
        at = cells.index(("procurement.amount", None))
        printed[at] += "万元" if printed[at] else ""
    return Draft(
        agency, year, edition, tuple(values), tuple(printed), prose_of(chance, agency.name, year, given), is_flawed
    )


@cache
def _totals(edition: int) -> tuple[CellId, ...]:
    return tuple(sorted({equation.anchor for equation in equations(edition)}, key=str))


def _spoil(chance: random.Random, edition: int, cells: list[CellId], printed: list[str]) -> bool:
    """Give a small share of the reports what real ones have: a wrong total, a blank column, an illegible cell."""
    luck = chance.random()
    if luck < _WRONG:
        at = cells.index(chance.choice(_totals(edition)))
        printed[at] = str(int(printed[at]) + chance.randrange(1, 10))
    elif luck < _WRONG + _BLANK:
        applicant = chance.choice(APPLICANTS)
        for at, (_, each) in enumerate(cells):
            if each == applicant:
                printed[at] = ""
    elif luck < _WRONG + _BLANK + _UNREADABLE:
        printed[chance.choice([at for at, (_, each) in enumerate(cells) if each is not None])] = chance.choice(
            _ILLEGIBLE
        )
    else:
        return False
    return True
