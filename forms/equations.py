"""The form's arithmetic (勾稽关系): which cells must add up to which, from the declared totals and checks.yml."""

from dataclasses import dataclass
from functools import cache
from typing import Any

from forms.declaration import _HERE, APPLICANTS, CellId, form
from forms.declared import declared


@dataclass(frozen=True, slots=True)
class Check:
    """A kind of check with its words; `rule` says in plain words what must hold."""

    id: str
    zh: str
    en: str
    rule_zh: str
    rule_en: str

    def text(self, language: str) -> str:
        return self.en if language == "en" else self.zh

    def rule(self, language: str) -> str:
        return self.rule_en if language == "en" else self.rule_zh


@dataclass(frozen=True, slots=True)
class Equation:
    """Signed cells that add up to nothing; `anchor` is the cell that the others should give (the printed total)."""

    check: str
    terms: tuple[tuple[CellId, int], ...]
    anchor: CellId


@dataclass(frozen=True, slots=True)
class CrossYearCheck:
    """Figures of year y−1 and of year y that add up to nothing; `anchor` is the figure of year y that is checked."""

    check: str
    previous: tuple[tuple[str, int], ...]
    terms: tuple[tuple[str, int], ...]
    applicants: tuple[str | None, ...]
    anchor: str
    edition: int | None


@cache
def _declared() -> dict[str, Any]:
    loaded: dict[str, Any] = declared(_HERE / "checks.yml")
    return loaded


def _checks() -> dict[str, Check]:
    return {
        check_id: Check(check_id, entry["zh"], entry["en"], entry["rule"]["zh"], entry["rule"]["en"])
        for check_id, entry in _declared()["checks"].items()
    }


CHECKS = _checks()


def reading_checks() -> dict[str, Check]:
    """What reading reports beside arithmetic, with its words."""
    return {
        check_id: Check(check_id, entry["zh"], entry["en"], "", "")
        for check_id, entry in _declared()["reading"].items()
    }


@cache
def equations(edition: int, single_row: bool = False) -> tuple[Equation, ...]:
    """All identities within one report: 25 or 23 rows, 7 sums, 7 balances, 3 reviews.

    Source: the totals of both forms by row and column; for `balance` the note printed in the head of table 2.
    """
    declared = form(edition)
    present = {figure for figure, _ in declared.cells(single_row)}
    applications = declared.table("applications").blocks[0]
    rows = [row for row in applications.rows if f"applications.{row.id}" in present]
    single = declared.single_row
    if single_row and single is not None:
        rows.append(single)
    found: list[Equation] = []
    for row in rows:
        figure = f"applications.{row.id}"
        for column in applications.columns:
            if column.total_of:
                terms = [((figure, part), 1) for part in column.total_of]
                found.append(Equation("row", (*terms, ((figure, column.id), -1)), (figure, column.id)))
    for row in applications.rows:
        if row.total_of is None:
            continue
        total = f"applications.{row.id}"
        parts = [f"applications.{part.id}" for part in rows if row.total_of in part.groups and part is not row]
        for applicant in APPLICANTS:
            terms = [((part, applicant), 1) for part in parts]
            found.append(Equation("sum", (*terms, ((total, applicant), -1)), (total, applicant)))
    balance = _declared()["checks"]["balance"]["terms"]
    for applicant in APPLICANTS:
        signed = tuple(((figure, applicant), sign) for figure, sign in balance.items())
        found.append(Equation("balance", signed, ("applications.processed", applicant)))
    disputes = declared.table("disputes").blocks[0]
    for row in disputes.rows:
        for column in disputes.columns:
            if column.total_of:
                review: list[tuple[CellId, int]] = [((f"{row.id}.{part}", None), 1) for part in column.total_of]
                anchor: CellId = (f"{row.id}.{column.id}", None)
                found.append(Equation("review", (*review, (anchor, -1)), anchor))
    return tuple(found)


def message(message_id: str, language: str, **values: object) -> str:
    """The words of a finding; raises KeyError for a message that checks.yml does not have."""
    template: str = _declared()["messages"][message_id][language]
    return template.format(**values)


@cache
def cross_year_checks() -> tuple[CrossYearCheck, ...]:
    """The identities between one year's report and the next: carry, documents, items."""
    found: list[CrossYearCheck] = []
    for check_id, entry in _declared()["checks"].items():
        if "previous" not in entry:
            continue
        for subject in entry.get("each", [None]):
            prefix = f"{subject}." if subject else ""
            previous = tuple((prefix + figure, sign) for figure, sign in entry["previous"].items())
            terms = tuple((prefix + figure, sign) for figure, sign in entry["terms"].items())
            anchor = next(figure for figure, sign in reversed(terms) if sign < 0)
            of_requests = anchor.startswith("applications.")
            found.append(
                CrossYearCheck(
                    check_id,
                    previous,
                    terms,
                    APPLICANTS if of_requests else (None,),
                    anchor,
                    None if of_requests else _edition_of(anchor),
                )
            )
    return tuple(found)


def _edition_of(figure: str) -> int | None:
    editions = [edition for edition in (2019, 2021) if figure in form(edition).figures]
    return editions[0] if len(editions) == 1 else None
