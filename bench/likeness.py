"""Planted copies among many texts: which are found, at what cost, and what it costs at ten times as many.

`--write` keeps the section of docs/fidelity.md.
"""

import argparse
import random
import resource
import time
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from functools import cache
from multiprocessing import get_context
from pathlib import Path
from typing import NamedTuple

import numpy as np

from bench.section import FIDELITY, Section
from forms.declared import declared
from ingest.narrative.likeness import COMPONENTS, LEAST, Clause, clauses_of_narrative, fingerprints, likeness, signature
from warehouse.lookalikes import Pairs, Signatures, lookalikes, shares

_SENTENCES = 55  # of a text, some 1,600 characters
_COPIES = 100  # of each kind among 100,000 texts, and in proportion
_MOST = 5
_FLOOR = 2_000  # texts that are also compared each with each
_BATCH = 1_000


@cache
def _words() -> dict[str, list[str]]:
    loaded: dict[str, list[str]] = declared(Path(__file__).with_suffix(".yml"))
    return loaded


def _sentence(chance: random.Random) -> str:
    who, how, what, way, so, more = (chance.choice(each) for each in _words().values())
    also = chance.choice(_words()["more"])
    return chance.choice(
        (
            f"{who}{how}{what},在{more}和{also}方面{way},{so}。",
            f"针对{more}领域,{how}{what},由{who}{way},{also}等内容{so}。",
            f"{way},{who}把{what}同{more}、{also}工作结合起来,{so}。",
            f"{more}方面,{who}{way},{how}{what};{also}方面{so}。",
        )
    )


def text_of(number: int) -> list[str]:
    """The sentences of one text, by its number alone."""
    chance = random.Random(number)
    return [_sentence(chance) for _ in range(_SENTENCES)]


Change = Callable[[list[str], random.Random], list[str]]


def _renamed(sentences: list[str], chance: random.Random) -> list[str]:
    return [each.replace("我局", "安棠县水利局").replace("各科室", "安棠县水利局各科室") for each in sentences]


def _dated(sentences: list[str], chance: random.Random) -> list[str]:
    return [f"{chance.randrange(2019, 2026)}年,{each}" if chance.random() < 0.5 else each for each in sentences]


def _inserted(sentences: list[str], chance: random.Random) -> list[str]:
    return [each for own in sentences for each in ((own, _sentence(chance)) if chance.random() < 0.1 else (own,))]


def _deleted(sentences: list[str], chance: random.Random) -> list[str]:
    return [each for each in sentences if chance.random() > 0.1]


def _shuffled(sentences: list[str], chance: random.Random) -> list[str]:
    return chance.sample(sentences, len(sentences))


def _turned(sentences: list[str], chance: random.Random) -> list[str]:
    half = len(sentences) // 2
    return sentences[half:] + sentences[:half]


def _reworded(sentences: list[str], chance: random.Random) -> list[str]:
    pairs = (("持续", "不断"), ("进一步", "更"), ("组织", "安排"), ("完善", "健全"), ("公开", "发布"), ("建立", "设立"))

    def said(sentence: str) -> str:
        for word, other in pairs:
            sentence = sentence.replace(word, other)
        return sentence

    return [said(each) if chance.random() < 0.5 else each for each in sentences]


def _punctuated(sentences: list[str], chance: random.Random) -> list[str]:
    return [each.replace(",", "，").replace("。", " 。 ").replace("、", "、 ") for each in sentences]


def _with_figures(sentences: list[str], chance: random.Random) -> list[str]:
    return [each.replace("方面", f"方面{chance.randrange(1, 99)}项", 1) for each in sentences]


def _half_new(sentences: list[str], chance: random.Random) -> list[str]:
    return [each if chance.random() < 0.5 else _sentence(chance) for each in sentences]


CHANGES: dict[str, tuple[str, Change]] = {
    "same": ("nothing", lambda sentences, chance: sentences),
    "renamed": ("names of agency and place", _renamed),
    "dated": ("years", _dated),
    "figures": ("numbers put in", _with_figures),
    "punctuated": ("signs, widths and blanks", _punctuated),
    "turned": ("the second half first", _turned),
    "shuffled": ("every sentence in another place", _shuffled),
    "inserted": ("a sentence in ten new", _inserted),
    "deleted": ("a sentence in ten left out", _deleted),
    "reworded": ("words of every second sentence", _reworded),
}
HALF = "half_new"  # half of the sentences new: below what is kept, and reported as such


def _clauses(sentences: list[str]) -> list[Clause]:
    lines = ["".join(sentences[at : at + 6]) for at in range(0, len(sentences), 6)]
    return clauses_of_narrative(lines, (), ("安棠县水利局",))


def _signatures(numbers: range) -> list[list[int]]:
    found = [signature(fingerprints(_clauses(text_of(number)))) for number in numbers]
    assert all(found)
    return [each for each in found if each]


def _signed(count: int, processes: int) -> Signatures:
    batches = [range(first, min(first + _BATCH, count)) for first in range(0, count, _BATCH)]
    with ProcessPoolExecutor(processes, get_context("forkserver")) as pool:
        return np.array([row for rows in pool.map(_signatures, batches) for row in rows], np.uint16)


class Planted(NamedTuple):
    """Copies among texts: what was changed in each and whose copy it is, their signatures, likeness by kind."""

    sources: list[tuple[str, int]]
    signatures: Signatures
    exact: dict[str, list[float]]


def _planted(count: int, copies: int) -> Planted:
    """Copies of every kind, of some of `count` texts."""
    chance = random.Random(1)
    sources: list[tuple[str, int]] = []
    rows: list[list[int]] = []
    exact: dict[str, list[float]] = {}
    for kind in (*CHANGES, HALF):
        change = _half_new if kind == HALF else CHANGES[kind][1]
        for _ in range(copies):
            number = chance.randrange(count)
            own = text_of(number)
            clauses = _clauses(change(own, chance))
            made = signature(fingerprints(clauses))
            assert made is not None
            exact.setdefault(kind, []).append(likeness(fingerprints(_clauses(own)), fingerprints(clauses)) or 0)
            sources.append((kind, number))
            rows.append(made)
    return Planted(sources, np.array(rows, np.uint16), exact)


def _told(section: Section, count: int, copies: int, planted: Planted, found: set[tuple[int, int]]) -> None:
    """Say which copies are found."""
    wanted = {(number, count + place): kind for place, (kind, number) in enumerate(planted.sources)}
    source = dict(enumerate((number for _, number in planted.sources), count))
    right = {(a, b) for a, b in found if (a, b) in wanted or (a >= count and source[a] == source[b])}
    section.say(
        f"{count:,} texts of some 1,600 characters, each of its own words, and {copies} copies of each kind. Kept is",
        f"what is alike by {LEAST:.0%} and more (`warehouse.lookalikes`); names, years, numbers and common clauses are",
        "masked.\n",
        "| what was changed in the copy | likeness, exact | found |",
        "|---|---:|---:|",
    )
    for kind in (*CHANGES, HALF):
        these = [pair for pair, each in wanted.items() if each == kind]
        what = "every second sentence new" if kind == HALF else CHANGES[kind][0]
        got = sum(pair in found for pair in these)
        section.say(f"| {what} | {np.mean(planted.exact[kind]):.2f} | {got / len(these):.0%} |")
    ten = [pair for pair, each in wanted.items() if each != HALF]
    recall = sum(pair in found for pair in ten) / len(ten)
    section.say(
        f"\nOf the ten kinds {recall:.1%} are found; of all pairs found, {len(right) / max(len(found), 1):.1%} are a "
        "copy and its source, or copies of one.\n"
    )


def _timed(signatures: Signatures) -> tuple[Pairs, float]:
    began = time.perf_counter()
    pairs = lookalikes(signatures, np.arange(len(signatures)), LEAST, _MOST)
    return pairs, time.perf_counter() - began


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m bench likeness", description=__doc__)
    parser.add_argument("--texts", type=int, default=100_000, help="texts among which copies are planted")
    parser.add_argument("--write", action="store_true", help="keep the section of docs/fidelity.md")
    options = parser.parse_args()
    count: int = options.texts
    copies = max(10, _COPIES * count // 100_000)
    section = Section("copies", f"python -m bench likeness --texts {count} --write", FIDELITY)
    began = time.perf_counter()
    texts = _signed(count, 2)
    signing = time.perf_counter() - began
    planted = _planted(count, copies)
    whole = np.concatenate([texts, planted.signatures])
    pairs, finding = _timed(whole)
    _told(section, count, copies, planted, set(zip(pairs.one.tolist(), pairs.other.tolist(), strict=True)))
    many = np.concatenate([whole, np.random.default_rng(1).integers(0, 2**16, (9 * count, COMPONENTS), np.uint16)])
    again, ten_times = _timed(many)
    one, other = np.triu_indices(min(_FLOOR, count), 1)
    began = time.perf_counter()
    shares(whole, one.astype(np.int64), other.astype(np.int64))
    floor = time.perf_counter() - began
    quadratic = floor * (len(whole) / len(np.unique(one)) if len(one) else 1) ** 2 / 60
    section.say(
        "| | |",
        "|---|---:|",
        f"| a signature (two processes) | {signing / count * 1000:.2f} ms |",
        f"| pairs among {len(whole):,} signatures | {finding:.1f} s |",
        f"| among {len(many):,}, the others of them random; the same pairs: {len(again.one) == len(pairs.one)} "
        f"| {ten_times:.1f} s |",
        f"| each of {len(whole):,} with each, by the time of {min(_FLOOR, count):,} | {quadratic:,.0f} min |",
        f"| most memory | {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 2**10:,.0f} MB |",
    )
    if options.write:
        section.write()


if __name__ == "__main__":
    main()
