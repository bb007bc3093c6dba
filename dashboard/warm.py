"""What the first page asks and draws, asked and drawn once before anybody sees it."""

from dashboard import shell  # noqa: F401 (loading it is what takes the time)
from dashboard.address import reading, scope_of
from dashboard.charts import trend
from dashboard.contents import FIRST_HEADLINES, FIRST_TRENDS
from dashboard.data import ask
from dashboard.pictures import prepare
from dashboard.scope import known
from forms.measures import measure
from warehouse import questions
from warehouse.publish import NoSnapshot
from warehouse.questions import OtherVersion


def first_page() -> None:
    """Nothing where there is no snapshot yet: the first reader's page builds one, or says what is the matter."""
    try:
        with reading({}):
            prepare()
            scope, _ = scope_of({}, known({}))
            ask(questions.about)
            for question in (questions.facets, questions.coverage, questions.agency_count, questions.unplaced):
                ask(question, scope)
            ask(questions.measured, scope, FIRST_HEADLINES, by=None)
            for _, names, _ in FIRST_TRENDS:
                frame = ask(questions.measured, scope, names, by=None)
                trend(frame, [measure(name) for name in names], [scope.first, scope.last], "zh")
    except (NoSnapshot, OtherVersion):
        return
