"""What narratives of reports state about what the tables count, read from claims.yml: words, and what they mean."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

from forms.declaration import CellId
from forms.declared import declared
from forms.editions import APPLICANTS, HERE, figures, form, is_by_applicant
from forms.measures import expanded
from forms.schema import CLAIM_FILE, FormError

ORGANISATIONS = "organisations"  # the applicants that are no natural persons, together


@dataclass(frozen=True, slots=True)
class Claimed:
    """A quantity that narratives state. `means`: figures that are added, once for each right reading of the words; none
    for what no table counts. `bare`: its topic alone states it, without an act; `people`: it counts people.
    """

    id: str
    topic: str
    act: str
    zh: str
    en: str
    unit: str | None
    means: tuple[tuple[str, ...], ...]
    bare: bool
    people: bool

    def text(self, language: str) -> str:
        return self.en if language == "en" else self.zh

    def brief(self, language: str) -> str:
        """The short label of its figure, where it is one."""
        figure = figures().get(self.id)
        return figure.brief(language) if figure else self.text(language)

    def cells(self, edition: int, applicant: str | None) -> list[list[CellId]]:
        """The cells of each reading that the edition has; `applicant` None is their total."""
        columns = _columns_of(applicant)
        readings = [
            [
                (figure, column)
                for figure in meant
                if figure in form(edition).figures
                for column in (columns if is_by_applicant(figure) else [None])
            ]
            for meant in self.means
        ]
        return [reading for reading in readings if reading]


@dataclass(frozen=True, slots=True)
class Problem:
    """A kind of problem that part five names."""

    id: str
    zh: str
    en: str
    words: tuple[str, ...]

    def text(self, language: str) -> str:
        return self.en if language == "en" else self.zh


def _columns_of(applicant: str | None) -> list[str | None]:
    if applicant == ORGANISATIONS:
        return [each for each in APPLICANTS if each not in ("natural_person", "total")]
    return [applicant or "total"]


@cache
def claim_words() -> Mapping[str, Any]:
    """The file as it is written, verified."""
    loaded: dict[str, Any] = declared(HERE / "claims.yml", CLAIM_FILE)
    return loaded


@cache
def claims() -> dict[str, Claimed]:
    """Every declared quantity by id; raises FormError for a topic, an act or a figure that nothing has."""
    written = claim_words()
    made: dict[str, Claimed] = {}
    for claim_id, entry in written["claims"].items():
        means = tuple(expanded(reading) for reading in entry.get("means", ()))
        wrong = [figure for reading in means for figure in reading if figure not in figures()]
        wrong += [entry["topic"]] if entry["topic"] not in written["topics"] else []
        wrong += [entry["act"]] if entry["act"] not in written["acts"] else []
        if wrong:
            raise FormError(f"claims.yml: {claim_id} names what nothing declares: {', '.join(wrong)}")
        figure = figures().get(claim_id)
        made[claim_id] = Claimed(
            claim_id,
            entry["topic"],
            entry["act"],
            entry.get("zh") or (figure.text("zh") if figure else claim_id),
            entry.get("en") or (figure.text("en") if figure else claim_id),
            entry.get("unit") or (figure.unit if figure else "件"),
            means,
            entry.get("bare", False),
            entry.get("people", False),
        )
    return made


@cache
def problems() -> dict[str, Problem]:
    """The kinds of problems by id."""
    return {
        each: Problem(each, entry["zh"], entry["en"], tuple(entry["words"]))
        for each, entry in claim_words()["problems"].items()
    }
