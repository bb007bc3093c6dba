"""Names in pinyin, so that 平潭 can be typed as pingtan or pt. Pure, over the reviewed table of readings."""

import csv
import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache

from ingest.identify.reference import FOLDER, reference


@dataclass(frozen=True, slots=True)
class Spelling:
    """Readings of characters, of words and of places."""

    signs: dict[int, str]
    words: dict[str, str]
    longer: re.Pattern[str]
    places: dict[str, str]

    def spell(self, name: str, places: Iterable[str | None] = ()) -> tuple[str, str]:
        """Return a name's pinyin and initials in lower case: `pingtanxian`, `ptx`; `places` are parts it may contain.

        A place is spelled by its own entry, as 重庆 is not read like 重 and 庆 separately.
        """
        for place in places:
            if place and place in self.places:
                name = name.replace(place, f" {self.places[place]} ")
        name = self.longer.sub(lambda found: f" {self.words[found[0]]} ", name)
        syllables = name.translate(self.signs).lower().split()
        return "".join(syllables), "".join(each[0] for each in syllables)


@cache
def spelling() -> Spelling:
    """Load the reviewed table of readings (data/reference/pinyin.tsv)."""
    with (FOLDER / "pinyin.tsv").open(encoding="utf-8", newline="") as stream:
        rows = csv.reader(stream, delimiter="\t")
        next(rows)
        table = {row[0]: row[1] for row in rows}
    words = {text: pinyin for text, pinyin in table.items() if len(text) > 1}
    signs = {ord(text): f" {pinyin} " for text, pinyin in table.items() if len(text) == 1}
    longer = re.compile("|".join(sorted(words, key=len, reverse=True)))
    return Spelling(
        signs, words, longer, {each.name: each.pinyin for each in reference().divisions.units if each.pinyin}
    )
