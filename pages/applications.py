import streamlit as st

from dashboard.app import shell
from dashboard.contents import MEASURES, OUTCOMES
from dashboard.parts import change, compare, flows, summary, trends
from dashboard.widgets.page_head import opening

RATES = ("disclosure_rate", "refusal_rate", "unable_rate")

opened = opening("applications", shell.scope(alone=True), trends=True)
if opened:
    summary.of_measures(opened, ("received", "disclosure_rate", "refusal_rate"))
    part, each = trends.part_and_lines(opened, ("trend", "why", "compare", "data"))
    if part == "trend":
        change.headlines(opened, ("received", "disclosure_rate", "refusal_rate", "completion_rate", "zero_share"))
        left, right = st.columns(2)
        with left:
            trends.trend(
                opened, "trend.applications", ("received", "processed"), ("completion_rate", "carry_rate"), each=each
            )
        with right:
            trends.trend(opened, "trend.rates", RATES, ("disclosure_rate", "granted_rate", "substance_rate"), each)
        left, right = st.columns(2)
        with left:
            trends.composition(opened, "outcomes", OUTCOMES)
        with right:
            trends.applicants(opened, "applications.received")
    elif part == "why":
        flows.applications(opened)
        left, right = st.columns(2)
        with left:
            flows.reasons(opened, "refused")
        with right:
            flows.reasons(opened, "not_processed")
    elif part == "compare":
        compare.compared(opened, MEASURES["applications"])
    else:
        trends.all_measures(opened, "applications", MEASURES["applications"])
