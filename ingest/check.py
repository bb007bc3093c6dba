"""Facts → findings: which of the form's identities do not hold, which cannot be tested, and which cell is to blame.

Pure. Values are taken as printed; nothing is filled in. One wrong digit breaks several identities at once: the smallest
set of cells that explains all of them is named, once, with the value that would mend it.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import cache, lru_cache
from itertools import combinations
from operator import itemgetter
from typing import cast

from forms import CHECKS, CellId, Equation, equations, figures, form, message
from ingest.cells.fact import Fact, Parsed, Remark
from ingest.read.numbers import Number

Pick = Callable[[Mapping[CellId, Number | None]], tuple[Number, ...]]
HOLDS, BROKEN, UNTESTABLE = "holds", "broken", "untestable"
_MOST_CELLS = 3  # no blame is laid on more cells than this
_MOST_SUSPECTS = 40


@dataclass(frozen=True, slots=True)
class Finding:
    """A check that does not hold or cannot be tested. `expected` would mend it, `actual` is what is printed."""

    check: str
    verdict: str
    figure: str | None
    applicant: str | None
    expected: Number | None
    actual: Number | None
    message: str
    message_en: str
    line: int = 0


@dataclass(frozen=True, slots=True)
class Checked:
    """All findings of one report, and per check how many identities hold, are broken, cannot be tested."""

    findings: list[Finding]
    tallies: dict[str, tuple[int, int, int]]


def check(parsed: Parsed, remarks: Iterable[Remark] = ()) -> Checked:
    """Test every identity of the report's form on its facts; reading remarks become findings as they are."""
    values = {cell: fact.value for cell, fact in parsed.facts.items()}
    verdicts: list[tuple[Equation, str, Number]] = []
    for equation, pick_plus, pick_minus in _picks(parsed.edition, parsed.single_row):
        try:
            residual = sum(pick_plus(values)) - sum(pick_minus(values))
        except TypeError:  # a cell without a number: the quickest way to find one
            verdicts.append((equation, UNTESTABLE, 0))
            continue
        verdicts.append((equation, BROKEN if residual else HOLDS, residual))
    counted = Counter((equation.check, verdict) for equation, verdict, _ in verdicts)
    tallies = {
        each: (counted[each, HOLDS], counted[each, BROKEN], counted[each, UNTESTABLE])
        for each in dict.fromkeys(equation.check for equation, _, _ in verdicts)
    }
    findings = [from_remark(remark) for remark in (*remarks, *parsed.remarks)]
    findings += _untestable(verdicts, parsed.facts)
    if any(verdict == BROKEN for _, verdict, _ in verdicts):
        findings += _broken(verdicts, values, parsed.facts, parsed.edition)
    return Checked(findings, tallies)


@cache
def _picks(edition: int, single_row: bool) -> list[tuple[Equation, Pick, Pick]]:
    """Each identity with the quickest way to take its positive and its negative cells out of a dict."""
    return [
        (
            equation,
            _pick([cell for cell, sign in equation.terms if sign > 0]),
            _pick([cell for cell, sign in equation.terms if sign < 0]),
        )
        for equation in equations(edition, single_row)
    ]


def _pick(wanted: list[CellId]) -> Pick:
    if len(wanted) == 1:
        (only,) = wanted
        return lambda values: (values[only],)  # type: ignore[return-value]
    return cast(Pick, itemgetter(*wanted))


def from_remark(remark: Remark) -> Finding:
    return Finding(
        remark.check,
        remark.verdict,
        remark.figure,
        None,
        None,
        None,
        message(remark.message, "zh", **remark.values),
        message(remark.message, "en", **remark.values),
        remark.line,
    )


def _untestable(verdicts: list[tuple[Equation, str, Number]], facts: Mapping[CellId, Fact]) -> list[Finding]:
    found: list[Finding] = []
    for equation, verdict, _ in verdicts:
        if verdict != UNTESTABLE:
            continue
        figure, applicant = equation.anchor
        missing = [cell for cell, _ in equation.terms if cell not in facts or facts[cell].value is None]
        words = CHECKS[equation.check]
        found.append(
            Finding(
                equation.check,
                UNTESTABLE,
                figure,
                applicant,
                None,
                facts[equation.anchor].value,
                message("untestable", "zh", rule=words.rule_zh, cells=_names(missing, "zh")),
                message("untestable", "en", rule=words.rule_en, cells=_names(missing, "en")),
                next((facts[cell].line for cell in missing if cell in facts and facts[cell].line), 0),
            )
        )
    return found


def _names(cells: list[CellId], language: str) -> str:
    names = [_name(cell, language) for cell in cells[:3]]
    if len(cells) > len(names):
        names.append("…")
    return ("、" if language == "zh" else ", ").join(names)


@lru_cache(maxsize=4096)
def _name(cell: CellId, language: str) -> str:
    figure, applicant = cell
    label = figures()[figure].brief(language)
    if applicant is None:
        return label
    column = next(c for c in form(2021).table("applications").blocks[0].columns if c.id == applicant)
    return f"{label}〔{column.label.text(language)}〕" if language == "zh" else f"{label} [{column.label.text('en')}]"


# -- blame ---


def _broken(
    verdicts: list[tuple[Equation, str, Number]],
    values: Mapping[CellId, Number | None],
    facts: Mapping[CellId, Fact],
    edition: int,
) -> list[Finding]:
    broken = [(equation, residual) for equation, verdict, residual in verdicts if verdict == BROKEN]
    tested = [(equation, residual) for equation, verdict, residual in verdicts if verdict != UNTESTABLE]
    found: list[Finding] = []
    for group, cells in blame(broken, tested):
        if not cells:
            for equation, residual in group:
                found.append(_of_equation(equation, residual, values, facts))
            continue
        for cell, change in cells:
            own = [(e, r) for e, r in group if any(cell == term for term, _ in e.terms)]
            found.append(_of_cell(cell, change, own, values, facts))
    return found


Residual = tuple[Equation, Number]


def blame(broken: list[Residual], tested: list[Residual]) -> list[tuple[list[Residual], list[tuple[CellId, Number]]]]:
    """Split the broken identities into independent groups and name for each the one smallest set of cells to blame.

    A cell may be blamed only if every testable identity that it stands in is broken, and a set only if changing its
    cells mends all of the group. Where several smallest sets would do, the group is returned with no cells: nobody is
    blamed. Returns pairs of (identities, [(cell, what to add to it)]).
    """
    signs: dict[CellId, list[tuple[int, int]]] = {}
    for number, (equation, _) in enumerate(tested):
        for cell, sign in equation.terms:
            signs.setdefault(cell, []).append((number, sign))
    is_broken = [residual != 0 for _, residual in tested]
    suspects = {cell: at for cell, at in signs.items() if all(is_broken[number] for number, _ in at)}
    result: list[tuple[list[Residual], list[tuple[CellId, Number]]]] = []
    remaining = {number for number, one in enumerate(is_broken) if one}
    while remaining:
        group = _connected(min(remaining), suspects)
        remaining -= group
        cells = {cell: at for cell, at in suspects.items() if any(number in group for number, _ in at)}
        result.append(([tested[number] for number in sorted(group)], _smallest(group, cells, tested)))
    assert sum(len(group) for group, _ in result) == len(broken)
    return result


def _connected(start: int, suspects: Mapping[CellId, list[tuple[int, int]]]) -> set[int]:
    group, frontier = {start}, [start]
    while frontier:
        number = frontier.pop()
        for at in suspects.values():
            numbers = {each for each, _ in at}
            if number in numbers and not numbers <= group:
                frontier += numbers - group
                group |= numbers
    return group


def _smallest(
    group: set[int], cells: Mapping[CellId, list[tuple[int, int]]], tested: list[Residual]
) -> list[tuple[CellId, Number]]:
    if len(cells) > _MOST_SUSPECTS:
        return []
    wanted = {number: -tested[number][1] for number in group}
    for size in range(1, _MOST_CELLS + 1):
        mends = [mend for chosen in combinations(cells, size) if (mend := _mend(chosen, cells, wanted)) is not None]
        if mends:
            return mends[0] if len(mends) == 1 else []
    return []


def _mend(
    chosen: tuple[CellId, ...], cells: Mapping[CellId, list[tuple[int, int]]], wanted: Mapping[int, Number]
) -> list[tuple[CellId, Number]] | None:
    """The changes to the chosen cells that mend every identity, or None; solved by substitution, exactly."""
    left = dict(wanted)
    open_cells = set(chosen)
    changes: dict[CellId, Number] = {}
    while open_cells:
        for number in left:
            inside = [(c, sign) for c in open_cells for n, sign in cells[c] if n == number]
            if len(inside) == 1:
                cell, sign = inside[0]
                change = left[number] * sign
                if not change:
                    return None
                changes[cell] = change
                open_cells.discard(cell)
                for n, s in cells[cell]:
                    left[n] -= change * s
                break
        else:
            return None
    if any(left.values()):
        return None
    return [(cell, changes[cell]) for cell in chosen]


def _of_cell(
    cell: CellId,
    change: Number,
    own: list[Residual],
    values: Mapping[CellId, Number | None],
    facts: Mapping[CellId, Fact],
) -> Finding:
    actual = values[cell]
    assert actual is not None
    kinds = {equation.check for equation, _ in own}
    # The identity that is particular to the cell gives the finding its name: a leaf's is its row.
    kind = (
        "review"
        if "review" in kinds
        else "sum"
        if {"sum", "balance"} <= kinds
        else ("balance" if "balance" in kinds else "row" if "row" in kinds else "sum")
    )
    fill = {"actual": str(actual), "expected": str(actual + change), "count": len(own)}
    return Finding(
        kind,
        BROKEN,
        cell[0],
        cell[1],
        actual + change,
        actual,
        message("blamed", "zh", label=_name(cell, "zh"), equations=_written(own, values, "zh"), **fill),
        message("blamed", "en", label=_name(cell, "en"), equations=_written(own, values, "en"), **fill),
        facts[cell].line,
    )


def _of_equation(
    equation: Equation, residual: Number, values: Mapping[CellId, Number | None], facts: Mapping[CellId, Fact]
) -> Finding:
    figure, applicant = equation.anchor
    actual = values[equation.anchor]
    assert actual is not None
    sign = next(sign for cell, sign in equation.terms if cell == equation.anchor)
    words = CHECKS[equation.check]
    return Finding(
        equation.check,
        BROKEN,
        figure,
        applicant,
        actual - residual * sign,
        actual,
        message("broken", "zh", rule=words.rule_zh, equations=_written([(equation, residual)], values, "zh")),
        message("broken", "en", rule=words.rule_en, equations=_written([(equation, residual)], values, "en")),
        facts[equation.anchor].line,
    )


def _written(own: list[Residual], values: Mapping[CellId, Number | None], language: str) -> str:
    """The broken identities with their numbers: `3001 + 53 + 61 + 4 = 3119 ≠ 3118（总计）`."""
    parts = []
    for equation, _ in own:
        left = [(cell, sign) for cell, sign in equation.terms if sign > 0]
        right = [(cell, sign) for cell, sign in equation.terms if sign < 0]
        parts.append(f"{_side(left, values)} ≠ {_side(right, values)} ({CHECKS[equation.check].text(language)})")
    return "; ".join(parts)


def _side(terms: list[tuple[CellId, int]], values: Mapping[CellId, Number | None]) -> str:
    numbers = [values[cell] or 0 for cell, _ in terms]
    shown = [str(number) for number in numbers if number] or ["0"]
    total = sum(numbers)
    return shown[0] if len(shown) == 1 else f"{' + '.join(shown)} = {total}"
