"""What changed around the reports, from data/reference/events.yml: marks on charts by year."""

from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path

from forms.declared import declared

_FILE = Path(__file__).parents[2] / "data" / "reference" / "events.yml"


@dataclass(frozen=True, slots=True)
class Event:
    """Something that holds from a day on: a short label, a sentence, and the act that says so."""

    on: date
    labels: dict[str, str]
    texts: dict[str, str]
    sources: dict[str, str]

    def label(self, language: str) -> str:
        return self.labels[language]

    def text(self, language: str) -> str:
        return self.texts[language]

    def source(self, language: str) -> str:
        return self.sources[language]


@cache
def events() -> tuple[Event, ...]:
    """All events, the earliest first."""
    found = [Event(each["day"], each["label"], each["text"], each["source"]) for each in declared(_FILE)]
    return tuple(sorted(found, key=lambda event: event.on))
