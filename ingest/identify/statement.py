"""What a document says about who reports and on which year: one statement, its kind, its line. Pure.

The kinds, their ranks, and the labels and words that introduce statements are data/reference/statements.yml.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from typing import Any

from forms.declared import declared
from ingest.identify.reference import FOLDER

_SHOWN = 12  # statements kept as evidence; a page that repeats itself says nothing new


@dataclass(frozen=True, slots=True)
class Statement:
    """One thing that the document, its page or its file says: `who` and `year` as far as it says them.

    kind: an id of statements.yml. line: 1-based, 0 for a file's name. text: the words themselves, where they are a
    title or state a date.
    """

    kind: str
    line: int
    who: str = ""
    year: int | None = None
    text: str = ""

    @property
    def says(self) -> str:
        """The agency and year that it states, or its date or period."""
        named = " ".join(str(each) for each in (self.who, self.year) if each)
        return named or self.text


@cache
def declarations() -> dict[str, Any]:
    """The reviewed words of data/reference/statements.yml."""
    loaded: dict[str, Any] = declared(FOLDER / "statements.yml")
    return loaded


def rank(kind: str, of: str) -> int:
    """The rank of a kind of statement for `who` or `when`: the higher one is believed, 0 decides nothing."""
    return int(declarations()["kinds"][kind][of])


def kind_words(kind: str, language: str) -> str:
    """The name of a kind of statement in `zh` or `en`."""
    return str(declarations()["kinds"][kind][language])


def stored(statements: Iterable[Statement]) -> str | None:
    """Statements as one text, `kind line: what it says; …`, the strongest first; None if there are none."""
    pieces = dict.fromkeys(
        f"{each.kind} {each.line}" + ": " + each.says.replace(";", ",")
        for each in sorted(statements, key=lambda each: -max(rank(each.kind, "who"), rank(each.kind, "when")))
    )
    return "; ".join(list(pieces)[:_SHOWN]) or None


def unstored(text: str) -> list[tuple[str, int, str]]:
    """The kind, line and words of each statement of a stored text."""
    pieces = (piece.split(": ", 1) for piece in text.split("; "))
    return [(kind, int(line), says) for where, says in pieces for kind, _, line in (where.partition(" "),)]
