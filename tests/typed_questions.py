"""Questions asked with wrong parameters, for the type checker: each line must be an error.

mypy runs over this file with the rest of the project, and an `ignore` that hides no error is one itself.
"""

from dashboard.data import ask, ask_afresh
from warehouse import questions
from warehouse.scope import Scope


def wrong(scope: Scope) -> None:
    """Never run."""
    ask(questions.coverage)  # type: ignore[call-arg]
    ask(questions.coverage, "福建省")  # type: ignore[arg-type]
    ask(questions.measured, scope, ("received",), group="agency")  # type: ignore[call-arg]
    ask(questions.measured, scope, [1, 2])  # type: ignore[list-item]
    ask(questions.agency_facts, "350100.health")  # type: ignore[call-arg]
    ask_afresh(questions.rows, scope, ("licensing.decisions",), limit="all")  # type: ignore[arg-type]
    count: str = ask(questions.row_count, scope, ("licensing.decisions",))  # type: ignore[assignment]
    print(count)
