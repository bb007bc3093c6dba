"""Measures as SQL over the columns of `total_rows`: each edition of the form has its own cells of a measure. Pure."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache

from forms import EDITIONS, TOTAL, cell_number, figures, form
from forms.measures import measure, measures
from warehouse.schema import cell_column

Terms = tuple[tuple[int, int, int], ...]  # (cell, coefficient in the numerator, in the denominator)


@dataclass(frozen=True, slots=True)
class MeasureSql:
    """A measure of one report as SQL over its columns.

    `above` and, of a rate, `below` are NULL unless each of its terms has a number; `asked`: the report's form has any
    of them.
    """

    name: str
    is_rate: bool
    above: str
    below: str
    asked: str
    cells: tuple[int, ...]

    @property
    def columns(self) -> tuple[str, ...]:
        return tuple(map(cell_column, self.cells))


def in_sql(names: Sequence[str], applicant: str = TOTAL) -> list[MeasureSql]:
    """Return measures as SQL, each once, in the order of their names."""
    return [_in_sql(name, applicant) for name in sorted(dict.fromkeys(names))]


def terms_of(wanted: Sequence[MeasureSql]) -> str:
    """Return the columns `a0`, `b0`, `a1` …: what a report gives to each measure and, of a rate, to its denominator."""
    return ", ".join(
        f"{each.above} AS a{number}" + (f", {each.below} AS b{number}" if each.is_rate else "")
        for number, each in enumerate(wanted)
    )


def columns_of(wanted: Sequence[MeasureSql]) -> tuple[str, ...]:
    """Return the columns that measures need."""
    return tuple(dict.fromkeys(column for each in wanted for column in each.columns))


@cache
def laid_out() -> tuple[MeasureSql, ...]:
    """Return the measures whose sums are made in advance: all declared ones and every figure, each sum once."""
    return tuple({_sums_of(each): each for each in reversed(in_sql((*measures(), *figures())))}.values())


@cache
def _named_as() -> dict[tuple[object, ...], str]:
    return {_sums_of(each): each.name for each in laid_out()}


def laid_out_as(of_measure: MeasureSql) -> str | None:
    """The name under which the sums of a measure are made in advance; None if they are not."""
    return _named_as().get(_sums_of(of_measure))


def _sums_of(of_measure: MeasureSql) -> tuple[object, ...]:
    return of_measure.is_rate, of_measure.above, of_measure.below, of_measure.asked


@lru_cache(maxsize=4096)
def _in_sql(name: str, applicant: str) -> MeasureSql:
    of_measure, by_terms = measure(name), _by_terms(name, applicant)
    if not by_terms:
        return MeasureSql(name, of_measure.is_rate, "NULL::DOUBLE", "NULL::DOUBLE", "false", ())
    above, below = [], []
    for terms in by_terms:
        top = _sum((cell, times) for cell, times, _ in terms)
        bottom = _sum((cell, times) for cell, _, times in terms)
        if of_measure.zero:
            top, bottom = f"(({top}) = 0)::INTEGER", f"CASE WHEN ({top}) IS NOT NULL THEN 1 END"
        above.append(top)
        below.append(bottom)
    conditions = [_condition(printed) for printed in by_terms.values()]
    cells = tuple(sorted({cell for terms in by_terms for cell, _, _ in terms}))
    asked = f"({' OR '.join(conditions)})"
    return MeasureSql(name, of_measure.is_rate, _of_each(conditions, above), _of_each(conditions, below), asked, cells)


def _by_terms(name: str, applicant: str) -> dict[Terms, list[tuple[int, bool]]]:
    """The terms of a measure that are printed, and the editions (with 其他处理 as a single row or not) that do so."""
    number = cell_number()
    terms = [(cell, above, below) for cell, above, below in measure(name).terms(applicant) if cell in number]
    found: dict[Terms, list[tuple[int, bool]]] = {}
    for edition in EDITIONS:
        for single_row in (False, True):
            there = set(form(edition).cells(single_row))
            if own := tuple((number[cell], above, below) for cell, above, below in terms if cell in there):
                found.setdefault(own, []).append((edition, single_row))
    return found


def _condition(printed: Sequence[tuple[int, bool]]) -> str:
    """Whether a report is one of these editions and kinds."""
    editions = [edition for edition in EDITIONS if (edition, False) in printed and (edition, True) in printed]
    if len(editions) == len(EDITIONS):
        return "true"
    whole = [f"form = {edition}" for edition in editions]
    rest = [
        f"form = {edition} AND {'' if single_row else 'NOT '}single_row"
        for edition, single_row in printed if edition not in editions
    ]  # fmt: skip
    return f"({' OR '.join((*whole, *rest))})"


def _of_each(conditions: Sequence[str], sums: Sequence[str]) -> str:
    """The sum of the terms that a report's form has; where there is but one, the columns of other forms are NULL."""
    if len(sums) == 1:
        return f"({sums[0]})"
    return f"CASE {' '.join(f'WHEN {of} THEN {each}' for of, each in zip(conditions, sums, strict=True))} END"


def _sum(terms: Iterator[tuple[int, int]]) -> str:
    """Terms with their coefficients, also of 0: a sum that lacks one of its numbers is none."""
    return " + ".join(cell_column(cell) if times == 1 else f"{times} * {cell_column(cell)}" for cell, times in terms)
