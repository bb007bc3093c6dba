"""How alike two narratives are: winnowed shingles of their text, without names, years, numbers and common sentences.

After S. Schleimer, D. Wilkerson, A. Aiken: Winnowing: Local Algorithms for Document Fingerprinting (2003), and
A. Broder: On the resemblance and containment of documents (1997). Pure.
"""

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view
from numpy.typing import NDArray

from forms import EDITIONS, form
from forms.declaration import Label
from forms.declared import declared
from ingest.narrative.paragraphs import normalised, outside_tables

Prints = NDArray[np.uint64]

_SHINGLE = 8  # characters
_WINDOW = 6  # shingles, of which the one with the smallest hash stays
LEAST = 0.5  # likeness of two narratives from which on they are told to be alike
LEAST_NUMBERS = 8  # other than 0, for two tables to be the same by more than chance
COMPONENTS = 64  # of a signature
_LEAST = 40  # fingerprints: a shorter text is like nothing
_BASE = np.uint64(1_000_003)
_CLAUSE = re.compile(r"[^,，。;；:：!！?？、()（）]+[,，。;；:：!！?？、()（）]*")
_MASKED = re.compile(
    r"\d+年度?|[\d.%]+|[一二三四五六七八九十]{1,2}(?=[、)）])|(?:我|本|全)(?:市|县|区|镇|乡|省|州|旗|局|委|厅|办|街道|单位|机关|部门)"
)
_HAN = re.compile("[^㐀-鿿]+")


@cache
def _common() -> frozenset[str]:
    """Clauses that the form and its guidance put into most reports, masked."""
    written: list[str] = declared(Path(__file__).parent / "common.yml")
    return frozenset(_flat(normalised(each)) for each in written)


@cache
def _of_the_form() -> str:
    """Every label of every edition, one after the other: a clause that is a piece of one is no narrative."""
    labels: list[Label] = []
    for edition in map(form, EDITIONS):
        parts = (*edition.parts_before, *edition.parts_behind)
        labels += [edition.title, *(part.label for part in parts)]
        labels += [group.label for group in edition.groups.values()]
        for table in edition.tables:
            labels += [table.title, *(head.label for head in table.heads), *([table.corner] if table.corner else [])]
            for block in table.blocks:
                labels += [*(column.label for column in block.columns), *(row.label for row in block.rows)]
                labels += [block.heading] if block.heading else []
    spellings = {spelling for label in labels for spelling in (*label.spellings, _flat(normalised(label.zh)))}
    return "\n".join(sorted(spellings))


def _is_common(flat: str) -> bool:
    return flat in _common() or flat in _of_the_form()


def _flat(text: str) -> str:
    return _HAN.sub("", _MASKED.sub("", text))


@dataclass(frozen=True, slots=True)
class Clause:
    """A clause of a narrative: its line (from 1), where it begins and ends in the line without blanks, and what is
    compared of it: without names, numbers and years; empty for what most reports say."""

    line: int
    begin: int
    end: int
    flat: str


def clauses_of_narrative(lines: Sequence[str], tables: Collection[int], names: Sequence[str] = ()) -> list[Clause]:
    """Return the clauses outside the tables. `names`: of the agency and its place, which each report has of its own."""
    own = re.compile("|".join(map(re.escape, sorted(names, key=len, reverse=True)))) if names else None
    found: list[Clause] = []
    for number, text in outside_tables(lines, tables):
        flat_line = normalised(text)
        for match in _CLAUSE.finditer(flat_line):
            flat = _flat(own.sub("", match[0]) if own else match[0])
            found.append(Clause(number, match.start(), match.end(), "" if _is_common(flat) else flat))
    return found


def fingerprints(clauses: Sequence[Clause]) -> Prints:
    """The winnowed hashes of the shingles of a text, sorted, each once; none of a text that is too short."""
    text = "".join(clause.flat for clause in clauses)
    if len(text) < _SHINGLE + _WINDOW + _LEAST:
        return np.empty(0, np.uint64)
    letters = np.frombuffer(text.encode("utf-32-le"), dtype=np.uint32).astype(np.uint64)
    with np.errstate(over="ignore"):
        hashes = np.zeros(len(letters) - _SHINGLE + 1, np.uint64)
        for place in range(_SHINGLE):
            hashes = hashes * _BASE + letters[place : place + len(hashes)]
        hashes = _mixed(hashes)
    return np.unique(sliding_window_view(hashes, _WINDOW).min(axis=1))


def _mixed(values: Prints) -> Prints:
    """Spread hashes evenly (the finaliser of SplitMix64)."""
    values = (values ^ (values >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    values = (values ^ (values >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    return values ^ (values >> np.uint64(31))


@cache
def _factors() -> tuple[Prints, Prints]:
    chance = np.random.Generator(np.random.PCG64(20260101))
    factors = chance.integers(1, 2**63, COMPONENTS, dtype=np.uint64) * np.uint64(2) + np.uint64(1)
    return factors, chance.integers(0, 2**63, COMPONENTS, dtype=np.uint64)


def shared(one: Sequence[Clause], other: Sequence[Clause]) -> tuple[list[Clause], list[Clause]]:
    """The clauses of two narratives that both have, in the order of each; those of a few characters are nobody's."""
    both = {each.flat for each in one} & {each.flat for each in other}
    told = {flat for flat in both if len(flat) >= _SHINGLE}
    return [each for each in one if each.flat in told], [each for each in other if each.flat in told]


def signature(prints: Prints) -> list[int] | None:
    """A MinHash of fingerprints: `COMPONENTS` numbers of 16 bits. Of two texts, the share of equal ones is an estimate
    of their likeness, with a standard error of at most 0.07. None of a text that is too short."""
    if len(prints) < _LEAST:
        return None
    factors, offsets = _factors()
    with np.errstate(over="ignore"):
        least = (prints[:, None] * factors + offsets).min(axis=0)
        return [int(each) for each in (_mixed(least) >> np.uint64(48))]


def likeness(one: Prints, other: Prints) -> float | None:
    """The share of the fingerprints of two texts that both have (Jaccard); None where one is too short to say."""
    if min(len(one), len(other)) < _LEAST:
        return None
    both = len(np.intersect1d(one, other, assume_unique=True))
    return both / (len(one) + len(other) - both)
