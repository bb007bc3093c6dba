"""Names of divisions in English, from reviewed spellings or else from pinyin: 平潭县 → Pingtan County. Pure."""

import csv
import re
from collections.abc import Iterable
from functools import cache

from forms.declared import declared
from ingest.identify.divisions import Division
from ingest.identify.reference import FOLDER, reference


@cache
def _kinds() -> dict[str, dict[str, str]]:
    loaded: dict[str, dict[str, str]] = declared(FOLDER / "english_kinds.yml")
    return loaded


@cache
def _spelled() -> dict[str, str]:
    with (FOLDER / "english_names.tsv").open(encoding="utf-8", newline="") as stream:
        return {row["name"]: row["english"] for row in csv.DictReader(stream, delimiter="\t")}


def _parts(text: str, words: dict[str, str], after: str = "") -> list[str]:
    """The words for the parts that `text` consists of, longest first, each perhaps followed by `after`."""
    parts = "|".join(sorted(words, key=len, reverse=True))
    return [words[each] for each in re.findall(f"({parts})(?:{after})?", text)]


def _written(syllables: Iterable[str]) -> str:
    """Syllables as one word; an apostrophe before those that begin with a vowel: Xi'an."""
    whole = "".join(f"'{each}" if number and each[0] in "aoe" else each for number, each in enumerate(syllables))
    return whole.replace("lv", "lü").replace("nv", "nü").capitalize()


def _divided(division: Division) -> tuple[str, str, str]:
    """A name as what is proper to it, what stands between (groups, wings), and its tier."""
    name, tiers = division.name, _kinds()["tiers"]
    proper = division.short
    if not proper:  # of one character (单县), or told from its neighbour by a wing alone (巴林左旗)
        wings = re.fullmatch("(.{2,}?)([左右]翼[前中后]|[左右前中后])旗", name)
        proper = wings[1] if wings else name[:-1]
    rest = name[len(proper) :]
    tier = next((each for each in tiers if rest.endswith(each)), "")
    return proper, rest.removesuffix(tier).removeprefix("族"), tier


def english(division: Division) -> str:
    """Return a division's name in English, with its kind except for provinces and cities: Pingtan County."""
    proper, between, tier = _divided(division)
    kinds = _kinds()
    said = _spelled().get(division.name) or _spelled().get(proper)
    said = said or _written(division.pinyin.split()[: len(proper)])
    if division.is_province:
        return said
    if tier == "旗":
        return " ".join((said, *_parts(between, kinds["wings"]), kinds["tiers"][tier]))
    groups = _parts(between, kinds["groups"], "族")
    joined = " and ".join(filter(None, (", ".join(groups[:-1]), *groups[-1:])))
    return " ".join(filter(None, (said, joined, kinds["tiers"].get(tier, ""))))


@cache
def english_name(name: str) -> str | None:
    """Return the English name of the division with this full Chinese name; None if there is none."""
    units = reference().divisions.ever(name)
    return english(units[0]) if units else None
