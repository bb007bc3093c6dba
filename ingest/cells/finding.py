"""What is wrong with a report: one class used all the way from reading a document to the warehouse."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

from forms import message
from ingest.read.numbers import Number

HOLDS, BROKEN, UNTESTABLE = "holds", "broken", "untestable"
VERDICTS = (BROKEN, UNTESTABLE)  # of a finding; an identity that holds is not a finding


class InBoth(NamedTuple):
    """A message value that differs between Chinese and English."""

    zh: str
    en: str


@dataclass(frozen=True, slots=True)
class Finding:
    """A check that fails or cannot be tested, or a problem noticed while reading.

    `check` is a check or reading check and `message_id` a message of forms/checks.yml, filled in with `values`.
    `expected` would make the check hold; `actual` is printed. `line` is 0 if the document has no such line.
    """

    check: str
    verdict: str
    message_id: str
    figure: str | None = None
    line: int = 0
    values: Mapping[str, object] = field(default_factory=dict)
    applicant: str | None = None
    expected: Number | float | None = None
    actual: Number | float | None = None

    def text(self, language: str) -> str:
        """Return the text of the finding in `zh` or `en`; English as a sentence, whatever a message begins with."""
        own = {
            name: (value.en if language == "en" else value.zh) if isinstance(value, InBoth) else value
            for name, value in self.values.items()
        }
        text = message(self.message_id, language, **own)
        if language == "zh" or not text:
            return text
        return f"{text[0].upper()}{text[1:]}{'' if text[-1] in '.…?' else '.'}"

    @property
    def message(self) -> str:
        return self.text("zh")

    @property
    def message_en(self) -> str:
        return self.text("en")
