"""What makes a figure worth a question, read from plausible.yml: kinds with their methods, figures and bounds."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

from forms.declared import declared
from forms.editions import HERE, figures
from forms.schema import PLAUSIBLE_FILE, FormError

OWN, PEERS, CONSTANT, BACKLOG, BELOW_PARTS = ("own", "peers", "constant", "backlog", "below_parts")


@dataclass(frozen=True, slots=True)
class Doubt:
    """A kind of question: its name, how it is found in words, and the numbers of that."""

    id: str
    zh: str
    en: str
    method_zh: str
    method_en: str
    bounds: Mapping[str, float]

    def text(self, language: str) -> str:
        return self.en if language == "en" else self.zh

    def method(self, language: str) -> str:
        return self.method_en if language == "en" else self.method_zh


@cache
def _written() -> dict[str, Any]:
    loaded: dict[str, Any] = declared(HERE / "plausible.yml", PLAUSIBLE_FILE)
    if unknown := [each for each in loaded["figures"] if each not in figures()]:
        raise FormError(f"plausible.yml names figures that no form has: {', '.join(unknown)}")
    return loaded


@cache
def doubts() -> dict[str, Doubt]:
    """The kinds by id."""
    return {
        each: Doubt(
            each,
            entry["zh"],
            entry["en"],
            entry["method"]["zh"],
            entry["method"]["en"],
            {name: float(value) for name, value in entry.items() if name not in ("zh", "en", "method")},
        )
        for each, entry in _written()["kinds"].items()
    }


def looked_at() -> tuple[str, ...]:
    """The figures that are looked at."""
    return tuple(_written()["figures"])


def least() -> int:
    """Counts below it are too small to say anything."""
    return int(_written()["least"])
