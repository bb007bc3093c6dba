"""A view of the interface for programs: what it answers, by which parameters; and those that several views share."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import polars as pl

from dashboard.api.parameters import Given, Parameter, Wrong, one_of, text
from dashboard.data import ask
from forms import CHECKS, reading_checks
from warehouse import questions
from warehouse.scope import Scope

REPORT = text("report", "id of a report", 40, "0123456789abcdef")
AGENCY = text("agency", "key of an agency, or any name that is one agency's alone", 200, "320800.government")
CHECK = one_of("check", "findings of this check alone", lambda: (*CHECKS, *reading_checks()), None)  # type: ignore[arg-type]


@dataclass(frozen=True, slots=True)
class Answer:
    """Rows of an answer. `total` where they are a piece already, of so many; `cut` where more rows are never given."""

    frame: pl.DataFrame
    total: int | None = None
    cut: bool = False


@dataclass(frozen=True, slots=True)
class View:
    """One view: what it answers, its parameters beside the scope's, and the question itself."""

    what: str
    parameters: tuple[Parameter[Any], ...]
    answer: Callable[[Given, Scope], pl.DataFrame | Answer]
    scoped: bool = True


def agency_key(given: Given) -> str:
    """The key of the agency that `AGENCY` names; raises Wrong where none or several are called so."""
    name = AGENCY.of(given)
    key: str | None = ask(questions.agency_key, name)
    if key is None:
        raise Wrong(f"agency: there is no agency “{name[:60]}”, or more than one; /api/search?q=… finds them", 404)
    return key


def report_id(given: Given) -> str:
    """The id of the report that is asked for; raises Wrong where there is none."""
    report = REPORT.of(given)
    if ask(questions.report, report).is_empty():
        raise Wrong(f"report: there is no report “{report[:40]}”", 404)
    return report
