"""Why an agency's numbers are what they are: outcomes, reasons and results over the years, each beside its peers'."""

from collections.abc import Sequence

import polars as pl
import streamlit as st

from dashboard.address import asked
from dashboard.contents import OUTCOMES, RESULTS
from dashboard.data import ask
from dashboard.draw import charts
from dashboard.draw.palette import MEANING, SERIES
from dashboard.parts.compare import COUNTRY
from dashboard.parts.flows import rows_under
from dashboard.parts.trends import composition
from dashboard.scope import agency_name, spoken
from dashboard.widgets.chart import chart_with_files
from dashboard.widgets.page_head import Opened, heading
from dashboard.widgets.provenance import origin
from dashboard.words import language, phrase
from forms.measures import measure
from warehouse import questions
from warehouse.scope import Scope


def show(own: Opened) -> None:
    """Show what became of applications, why they were refused or could not be answered, and how disputes ended."""
    if not own.years:
        return
    heading(phrase("agency.why"), phrase("agency.why.help"))
    peers = _peers(own)
    for word, names in (
        ("outcomes", OUTCOMES), ("reasons.refused", rows_under("refused")), ("reasons.unable", rows_under("unable")),
        ("reasons.not_processed", rows_under("not_processed")), ("results", RESULTS),
    ):  # fmt: skip
        left, right = st.columns(2)
        with left:
            composition(own, word, names)
        with right:
            if peers is not None:
                _beside_peers(own, peers, word, names)


def _peers(own: Opened) -> Scope | None:
    """Return the scope of the agencies of its type and level in its newest year, of the province or the country.

    None where its type or level is not known: a scope without them would be of all agencies.
    """
    newest = ask(questions.agency_reports, str(own.scope.agency)).row(0, named=True)
    if newest["agency_type"] is None or newest["level"] is None:
        return None
    year = max(own.agencies)
    province = None if asked("peers") == COUNTRY else newest["province"]
    return Scope(year, year, province, agency_type=newest["agency_type"], level=newest["level"], layer=own.scope.layer)


def _beside_peers(own: Opened, peers: Scope, word: str, names: Sequence[str]) -> None:
    """Show the parts of the newest year as shares: the agency's own, and those of all agencies of its kind."""
    rows = []
    alone = Scope(peers.first, peers.last, layer=own.scope.layer, agency=own.scope.agency)
    for scope, label in ((alone, agency_name(str(own.scope.agency))), (peers, None)):
        found: pl.DataFrame = ask(questions.measured_together, scope, tuple(names))
        values = dict(found.select("measure", "value").iter_rows())
        if sum(values.values()) and (label or found["reports"][0] > 1):
            rows.append({"who": label or phrase("agency.peers", n=f"{found['reports'][0]:,}"), **values})
    title = phrase("agency.beside", part=phrase(word), year=peers.first)
    if len(rows) < 2:
        heading(title)
        st.info(phrase("agency.beside.none"))
        return
    words = language()
    parts = [
        (name, measure(name).text(words), MEANING.get(name, SERIES[number % len(SERIES)]))
        for number, name in enumerate(names)
    ]
    frame = pl.DataFrame(rows, schema={"who": pl.String, **dict.fromkeys(names, pl.Float64)})
    labels = {name: label for name, label, _ in parts} | {"who": phrase("col.name")}
    chart_with_files(
        title, charts.shares(frame, "who", parts), f"beside.{word}", spoken(peers), lambda: frame.rename(labels),
        lambda: origin(title, peers, names),
    )  # fmt: skip
