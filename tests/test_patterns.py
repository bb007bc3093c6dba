"""Every regular expression that meets a document: time grows no faster than the text, tried on texts of its own classes."""

import ast
import importlib
import pkgutil
import re
import time
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from re import _constants as codes
from re import _parser as grammar
from typing import Any

import pytest

import forms
import ingest
from tests.conftest import ROOT

SHORT = (14, 20, 23, 26, 30, 35, 40, 47, 55, 65, 80, 95, 110, 130, 150, 175)  # where time doubles, none is the last
LENGTHS = (200, 600, 2000)  # characters of the texts that are tried, the longer ones only for what is fast
QUICK = 0.002  # seconds; with less for 2000 characters, time does not grow with the square of the length
AT_ONCE = 0.5  # seconds for a short text
FLOOR = 0.05  # seconds; anything faster is fast enough, however it grows
LINEAR = 6.0  # times the time for four times the text that are no reason to look again
MOST = 9.0  # times the time for four times the text: 4 is linear, 16 quadratic
METHODS = frozenset(("match", "fullmatch", "search", "sub", "findall", "finditer", "split"))

# Patterns that are only ever tried on texts of a bounded length: the bound, in characters, and what sets it.
BOUNDED: dict[tuple[str, str], int] = {
    ("ingest.cells.spellings", "BRACKETS"): 1000,  # LONGEST_LABEL
    ("ingest.cells.labels", "BRACKETS"): 1000,  # the same
    ("ingest.parse.table_one", "_BLANKS"): 1000,  # _LONGEST_HEADS
    ("ingest.read.numbers", "_MONEY"): 1000,  # _LONGEST_HEAD
    ("ingest.read.shown", "_IN_BRACKETS"): 1000,  # _LONGEST_CODE
    ("ingest.identify.titles", "_SITE_FIRST"): 110,  # _LONGEST
}


def modules() -> Iterator[Any]:
    for package in (forms, ingest):
        yield package
        for found in pkgutil.walk_packages(package.__path__, f"{package.__name__}."):
            if not found.name.endswith("__main__"):
                yield importlib.import_module(found.name)


def patterns_of(value: object, depth: int = 0) -> Iterator[re.Pattern[Any]]:
    """The patterns in a value: itself, or those in its parts."""
    if isinstance(value, re.Pattern):
        yield value
    elif depth < 4 and isinstance(value, dict):
        for each in (*value.keys(), *value.values()):
            yield from patterns_of(each, depth + 1)
    elif depth < 4 and isinstance(value, (list, tuple, set, frozenset)):
        for each in value:
            yield from patterns_of(each, depth + 1)


@cache
def patterns() -> dict[tuple[str, str], re.Pattern[Any]]:
    """All patterns by module and name: the values of modules, and what functions without arguments make and keep."""
    found: dict[tuple[str, str], re.Pattern[Any]] = {}
    for module in modules():
        for name, value in vars(module).items():
            if getattr(value, "__module__", module.__name__) != module.__name__ and not isinstance(value, re.Pattern):
                continue
            if hasattr(value, "cache_info"):
                try:
                    value = value()
                except TypeError:
                    continue  # needs arguments
            for number, pattern in enumerate(patterns_of(value)):
                found.setdefault((module.__name__, f"{name}[{number}]" if number else name), pattern)
        found |= {
            (module.__name__, f"{how} {text}"): re.compile(text) for how, text in written_out(Path(module.__file__))
        }
    return found


def written_out(path: Path) -> Iterator[tuple[str, str]]:
    """The patterns that are written where they are used, `re.split(r"…", text)`, with what is called."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if (
            isinstance(node, ast.Call)
            and isinstance(node.func, ast.Attribute)
            and ast.unparse(node.func.value) == "re"
            and node.func.attr in METHODS
            and isinstance(node.args[0], ast.Constant)
        ):
            yield node.func.attr, str(node.args[0].value)


def test_patterns_are_found() -> None:
    assert len(patterns()) > 100
    assert {module.split(".")[0] for module, _ in patterns()} == {"forms", "ingest"}


# -- texts made from a pattern ---

_CATEGORIES = {
    codes.CATEGORY_SPACE: " 　\n", codes.CATEGORY_DIGIT: "1", codes.CATEGORY_WORD: "a1公", codes.CATEGORY_NOT_SPACE: "a。",
    codes.CATEGORY_NOT_DIGIT: "a ", codes.CATEGORY_NOT_WORD: " 。",
}  # fmt: skip
_OTHERS = "a1 公。<\"'\x00"


def in_class(items: Any) -> list[str]:
    """Some characters of a class."""
    if items and items[0][0] is codes.NEGATE:
        out = [char for char in _OTHERS if char not in "".join(in_class(items[1:]))]
        return out[:3] or ["\u2603"]
    chars: list[str] = []
    for kind, value in items:
        if kind is codes.LITERAL:
            chars.append(chr(value))
        elif kind is codes.RANGE:
            chars.append(chr(value[0]))
        elif kind is codes.CATEGORY:
            chars += _CATEGORIES[value]
    return chars[:8]


def pieces_of(parsed: Any) -> Iterator[str]:
    """What each part of a pattern matches, and each of its branches and repetitions as one piece."""
    for kind, value in parsed:
        if kind is codes.LITERAL:
            yield chr(value)
        elif kind is codes.NOT_LITERAL:
            yield "a" if value != ord("a") else "b"
        elif kind is codes.ANY:
            yield "a"
        elif kind is codes.IN:
            yield from in_class(value)
        elif kind is codes.BRANCH:
            for branch in value[1]:
                yield one(branch)
                yield from pieces_of(branch)
        elif kind in (codes.MAX_REPEAT, codes.MIN_REPEAT, codes.POSSESSIVE_REPEAT):
            yield one(value[2])
            yield from pieces_of(value[2])
        elif kind is codes.SUBPATTERN:
            yield one(value[3])
            yield from pieces_of(value[3])
        elif kind is codes.ATOMIC_GROUP:
            yield one(value)
            yield from pieces_of(value)
        elif kind in (codes.ASSERT, codes.ASSERT_NOT):
            yield from pieces_of(value[1])


def one(parsed: Any, skip: bool = False) -> str:
    """A text that a part of a pattern matches, roughly: its first branches, each repetition once or as often as it must."""
    out = ""
    for kind, value in parsed:
        if kind in (codes.MAX_REPEAT, codes.MIN_REPEAT, codes.POSSESSIVE_REPEAT):
            least, most, inner = value
            out += one(inner) * max(least, 0 if skip else min(1, most))
        elif kind is codes.BRANCH:
            out += one(value[1][0])
        elif kind is codes.SUBPATTERN:
            out += one(value[3])
        elif kind is codes.ATOMIC_GROUP:
            out += one(value)
        elif kind in (codes.ASSERT, codes.ASSERT_NOT, codes.AT, codes.GROUPREF):
            continue
        else:
            out += next(pieces_of([(kind, value)]), "")
    return out


def prefixes_of(parsed: Any) -> list[str]:
    """What comes before each part of a pattern, on the way to it."""
    found = {""}
    for end in range(1, len(parsed) + 1):
        found |= {one(parsed[:end]), one(parsed[:end], skip=True)}
    return sorted(found, key=len)


def attacks(pattern: re.Pattern[Any]) -> Iterator[tuple[str, str]]:
    """Beginnings, and what is repeated behind them; the end is a character that fits nothing."""
    parsed = grammar.parse(pattern.pattern if isinstance(pattern.pattern, str) else pattern.pattern.decode("latin-1"),
                           pattern.flags & ~re.DEBUG if isinstance(pattern.pattern, str) else pattern.flags)  # fmt: skip
    single = sorted({piece for piece in pieces_of(parsed) if piece})
    whole = one(parsed)
    repeated = [*single, *(a + b for a, b in zip(single, single[1:] + single[:1], strict=True)), whole]
    chars = sorted({char for piece in single for char in piece})[:12]
    repeated += [a + b for a in chars for b in chars if a != b][:24]
    repeated += prefixes_of(parsed)  # a beginning again and again: each is followed to the end of the text
    for lead in prefixes_of(parsed)[:5]:
        for chunk in dict.fromkeys(each for each in repeated if each):
            yield lead, chunk


@cache
def uses() -> dict[str, frozenset[str]]:
    """Name → the methods that the code calls of patterns of that name: what is only matched need not search fast.

    A name of one module's own has the module before it.
    """
    found: dict[str, set[str]] = {}
    for path in (*(ROOT / "forms").glob("*.py"), *(ROOT / "ingest").rglob("*.py")):
        module = ".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__")
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Attribute) and isinstance(node.value, (ast.Name, ast.Attribute, ast.Call)):
                of = node.value.func if isinstance(node.value, ast.Call) else node.value
                name = of.id if isinstance(of, ast.Name) else of.attr if isinstance(of, ast.Attribute) else ""
                if node.attr in METHODS:
                    found.setdefault(f"{module}:{name}" if name.startswith("_") else name, set()).add(node.attr)
    return {name: frozenset(methods) for name, methods in found.items()}


def methods_of(where: tuple[str, str]) -> frozenset[str]:
    if where[1].partition(" ")[0] in METHODS:
        return frozenset((where[1].partition(" ")[0],))
    name = where[1].partition("[")[0]
    return uses().get(f"{where[0]}:{name}" if name.startswith("_") else name, METHODS)


def seconds(pattern: re.Pattern[Any], lead: str, chunk: str, length: int, used: frozenset[str] = METHODS) -> float:
    """The time that the methods in use take on a text, in seconds of this process."""
    text: Any = lead + chunk * (length // len(chunk)) + "\x01"
    if isinstance(pattern.pattern, bytes):
        text = text.encode("latin-1", "replace")
    begin = time.process_time()
    if used & {"match", "fullmatch"}:
        pattern.match(text)
        pattern.fullmatch(text)
    if "search" in used:
        pattern.search(text)
    if used & {"sub", "findall", "finditer", "split"} and time.process_time() - begin < 1:
        pattern.sub(text[:0], text)
    return time.process_time() - begin


def is_slow(pattern: re.Pattern[Any], lead: str, chunk: str, bound: int | None, used: frozenset[str] = METHODS) -> bool:
    """Whether the time grows faster than the text does, or, for texts of a bounded length, is long at that."""
    if bound is not None:
        return seconds(pattern, lead, chunk, bound, used) > FLOOR
    # Short texts first: where the time doubles with every character, longer ones would never end.
    if any(seconds(pattern, lead, chunk, length, used) > AT_ONCE for length in SHORT):
        return True
    for length in LENGTHS:
        short = seconds(pattern, lead, chunk, length, used)
        if short > AT_ONCE:
            return True
        if short < QUICK:
            continue
        if seconds(pattern, lead, chunk, 4 * length, used) < LINEAR * short:
            return False
        short, long = (min(seconds(pattern, lead, chunk, n, used) for _ in range(3)) for n in (length, 4 * length))
        if long > FLOOR and long > MOST * short:
            return True
    return False


@pytest.mark.parametrize("where", sorted(patterns()), ids=lambda where: f"{where[0]}:{where[1]}")
def test_time_grows_no_faster_than_the_text(where: tuple[str, str]) -> None:
    pattern = patterns()[where]
    used = methods_of(where)
    slow = next(
        ((lead, chunk) for lead, chunk in attacks(pattern) if is_slow(pattern, lead, chunk, BOUNDED.get(where), used)), None
    )  # fmt: skip
    assert slow is None, (pattern.pattern, slow)


def test_bounds_are_of_patterns_that_exist() -> None:
    assert set(BOUNDED) <= set(patterns())


@pytest.mark.parametrize(
    "bad",
    [r"^\s*(?:\(?\s*\d\s*\))", r"(a+)+b", r"\s+$", r"<p[^>]*x>", r"(?:a|a)*b", r"(?:范围内|范围|内)*。", r"公.*开.*报"],
)
def test_a_slow_pattern_is_found(bad: str) -> None:
    pattern = re.compile(bad)
    assert any(is_slow(pattern, lead, chunk, None) for lead, chunk in attacks(pattern))
