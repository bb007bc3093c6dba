"""Broken identities → the unique smallest set of cells that explains all of them. Pure and exact."""

from collections.abc import Mapping
from itertools import combinations

from forms import CellId, Equation
from ingest.read.numbers import Number

_MOST_CELLS = 3  # at most this many cells are blamed together
_MOST_SUSPECTS = 40

Residual = tuple[Equation, Number]  # an identity and the sum of its signed cells; 0 if it holds


def blame(broken: list[Residual], tested: list[Residual]) -> list[tuple[list[Residual], list[tuple[CellId, Number]]]]:
    """Split the broken identities into independent groups and find the unique smallest set of cells to blame for each.

    A cell may be blamed only if every testable identity that contains it is broken, and a set only if changing its
    cells fixes the whole group. If there are several smallest sets, the group is returned without cells: none is
    blamed. Returns pairs of (identities, [(cell, correction to add)]).
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
    needed = {number: -tested[number][1] for number in group}
    for size in range(1, _MOST_CELLS + 1):
        fixes = [fix for chosen in combinations(cells, size) if (fix := _fix(chosen, cells, needed)) is not None]
        if fixes:
            return fixes[0] if len(fixes) == 1 else []
    return []


def _fix(
    chosen: tuple[CellId, ...], cells: Mapping[CellId, list[tuple[int, int]]], needed: Mapping[int, Number]
) -> list[tuple[CellId, Number]] | None:
    """The changes to the chosen cells that fix every identity, or None; solved exactly, by substitution."""
    left = dict(needed)
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
