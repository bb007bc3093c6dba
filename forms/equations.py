"""The form's arithmetic (勾稽关系): which cells must add up to which, from the declared totals and checks.yml."""

from dataclasses import dataclass
from functools import cache
from typing import Any

from forms.declaration import Block, CellId, Row
from forms.declared import declared
from forms.editions import APPLICANTS, EDITIONS, HERE, figures, form, is_by_applicant
from forms.schema import CHECK_FILE, EDITION, FormError


@dataclass(frozen=True, slots=True)
class Check:
    """A kind of check with its wording; `rule` states in plain words what must hold."""

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
    """Signed cells that sum to zero; `anchor` is the cell that the others should add up to (the printed total).

    `between`: whether it involves cells of several rows of the form.
    """

    check: str
    terms: tuple[tuple[CellId, int], ...]
    anchor: CellId
    between: bool = False


@dataclass(frozen=True, slots=True)
class CrossYearCheck:
    """Figures of years y−1 and y that sum to zero; `anchor` is the figure of year y that is checked."""

    check: str
    previous: tuple[tuple[str, int], ...]
    terms: tuple[tuple[str, int], ...]
    applicants: tuple[str | None, ...]
    anchor: str
    edition: int | None


@cache
def _declared() -> dict[str, Any]:
    loaded: dict[str, Any] = declared(HERE / "checks.yml", CHECK_FILE)
    # An edition may declare checks of its own: the wording for its new totals, and new identities.
    for edition in EDITIONS:
        loaded["checks"] = loaded["checks"] | declared(HERE / f"{edition}.yml", EDITION).get("checks", {})
    return loaded


def _checks() -> dict[str, Check]:
    return {
        check_id: Check(check_id, entry["zh"], entry["en"], entry["rule"]["zh"], entry["rule"]["en"])
        for check_id, entry in _declared()["checks"].items()
    }


CHECKS = _checks()


def reading_checks() -> dict[str, Check]:
    """Return the checks that reading itself reports besides arithmetic, with their wording."""
    return {
        check_id: Check(check_id, entry["zh"], entry["en"], "", "")
        for check_id, entry in _declared()["reading"].items()
    }


def publication_checks() -> dict[str, Check]:
    """Return what is asked of a report before it is published, with its wording."""
    return {
        check_id: Check(check_id, entry["zh"], entry["en"], "", "")
        for check_id, entry in _declared()["publication"].items()
    }


@cache
def equations(edition: int, single_row: bool = False) -> tuple[Equation, ...]:
    """Return all identities within one report; for 2019 and 2021: 23 or 25 rows, 7 sums, 7 balances, 3 reviews.

    Source: the row and column totals of both forms; for `balance`, the note printed in the head of table 2.
    """
    made = form(edition)
    identities: list[Equation] = []
    for table in made.tables:
        for block in table.blocks:
            rows = list(block.rows)
            if table.by_applicant:
                present = {figure for figure, _ in made.cells(single_row)}
                rows = [row for row in rows if block.cells_of(row)[0][0] in present]
                if single_row and made.single_row is not None:
                    rows.append(made.single_row)
            if table.row_total is not None:
                identities += _row_totals(_known(table.row_total, edition), block, rows)
            if table.column_total is not None:
                identities += _column_totals(_known(table.column_total, edition), block, rows)
        identities += [each for each in _declared_identities(edition) if figures()[each.anchor[0]].table == table.id]
    return tuple(identities)


def _known(check_id: str, edition: int) -> str:
    if check_id not in CHECKS:
        raise FormError(f"{edition}.yml: there is no check “{check_id}”; checks.yml or the file itself must have it")
    return check_id


def _row_totals(check_id: str, block: Block, rows: list[Row]) -> list[Equation]:
    identities: list[Equation] = []
    for row in rows:
        cells = {column.id: cell for column, cell in zip(block.columns, block.cells_of(row), strict=True)}
        for column in block.columns:
            if column.total_of:
                terms = [(cells[part], 1) for part in column.total_of]
                identities.append(Equation(check_id, (*terms, (cells[column.id], -1)), cells[column.id]))
    return identities


def _column_totals(check_id: str, block: Block, rows: list[Row]) -> list[Equation]:
    identities: list[Equation] = []
    for row in block.rows:
        if row.total_of is None:
            continue
        parts = [block.cells_of(part) for part in rows if row.total_of in part.groups and part is not row]
        for number, total in enumerate(block.cells_of(row)):
            terms = [(part[number], 1) for part in parts]
            identities.append(Equation(check_id, (*terms, (total, -1)), total, between=True))
    return identities


def _anchor(check_id: str, entry: dict[str, Any]) -> str:
    """The figure that the others should give: the negative one, or of several the one that is named."""
    negative = [figure for figure, sign in entry["terms"].items() if sign < 0]
    anchor: str = entry.get("anchor", negative[0] if len(negative) == 1 else "")
    if anchor not in negative:
        raise FormError(
            f"checks.yml: check “{check_id}” needs an anchor, one of its negative terms: {', '.join(negative)}"
        )
    return anchor


def _declared_identities(edition: int) -> list[Equation]:
    """Identities that no total implies; one per applicant if their figures have applicants."""
    has = form(edition).figures
    identities: list[Equation] = []
    for check_id, entry in _declared()["checks"].items():
        terms: dict[str, int] = entry.get("terms", {})
        if not terms or "previous" in entry or not set(terms) <= set(has):
            continue
        anchor = _anchor(check_id, entry)
        columns = form(edition).table(has[anchor].table).block.columns
        for applicant in [column.id for column in columns] if has[anchor].by_applicant else [None]:
            signed = tuple(((figure, applicant), sign) for figure, sign in terms.items())
            identities.append(Equation(check_id, signed, (anchor, applicant), between=True))
    return identities


@cache
def within_report() -> tuple[str, ...]:
    """Return the checks between cells of one report, in declaration order."""
    used = {each.check for edition in EDITIONS for single in (False, True) for each in equations(edition, single)}
    return tuple(check_id for check_id in CHECKS if check_id in used)


def message(message_id: str, language: str, **values: object) -> str:
    """Return the text of a finding; raise KeyError for a message that checks.yml does not define."""
    template: str = _declared()["messages"][message_id][language]
    return template.format(**values)


@cache
def cross_year_checks() -> tuple[CrossYearCheck, ...]:
    """Return the identities between one year's report and the next: carry, documents, items."""
    checks: list[CrossYearCheck] = []
    for check_id, entry in _declared()["checks"].items():
        if "previous" not in entry:
            continue
        for subject in entry.get("each", [None]):
            prefix = f"{subject}." if subject else ""
            previous = tuple((prefix + figure, sign) for figure, sign in entry["previous"].items())
            terms = tuple((prefix + figure, sign) for figure, sign in entry["terms"].items())
            anchor = prefix + _anchor(check_id, entry)
            of_requests = is_by_applicant(anchor)
            checks.append(
                CrossYearCheck(
                    check_id,
                    previous,
                    terms,
                    APPLICANTS if of_requests else (None,),
                    anchor,
                    None if of_requests else _edition_of(anchor),
                )
            )
    return tuple(checks)


def _edition_of(figure: str) -> int | None:
    editions = [edition for edition in EDITIONS if figure in form(edition).figures]
    return editions[0] if len(editions) == 1 else None
