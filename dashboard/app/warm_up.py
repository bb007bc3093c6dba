"""What the first page asks and draws, asked and drawn once before anybody sees it."""

import inspect
from importlib import import_module

from dashboard.address import reading, scope_of
from dashboard.app import shell  # noqa: F401 (loading them is what takes the time)
from dashboard.condition import UNSERVED, explained
from dashboard.contents import FIRST_TRENDS, MEASURES
from dashboard.data import ask
from dashboard.draw.by_year import trend
from dashboard.parts import trends  # noqa: F401 (loading them is what takes the time)
from dashboard.scope import known
from dashboard.widgets.chart import prepare
from forms.measures import measure
from warehouse import questions

# What Streamlit and Plotly load only when the first element or chart is drawn.
_LATE = ("streamlit.emojis", "streamlit.material_icon_names", "plotly.io._json", "plotly.tools")


def first_page() -> None:
    """Nothing where there is no snapshot yet: the first reader's page builds one, or says what is the matter."""
    try:
        with reading({}):
            prepare()
            scope, _ = scope_of({}, known({}))
            ask(questions.about)
            for question in (questions.facets, questions.coverage, questions.unplaced):
                ask(question, scope)
            frame = ask(questions.measured, scope, MEASURES["overview"], by=None)
            like = ask(questions.like_for_like, scope, MEASURES["overview"], by=None)
            for _, names, _ in FIRST_TRENDS:
                ask(questions.doubtful, scope, names)
                trend(frame, [measure(name) for name in names], [scope.first, scope.last], "zh", like)
    except UNSERVED as why:
        explained(why)
        return
    for name in _LATE:
        import_module(name)
    inspect.stack()  # Streamlit's first element does so; the standard library remembers which file each module is
