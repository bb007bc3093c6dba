import streamlit as st

from dashboard.app import shell
from dashboard.contents import CASES, MEASURES, RESULTS
from dashboard.parts import change, compare, flows, summary, trends
from dashboard.widgets.page_head import opening

RATES = ("reconsideration_correction_rate", "litigation_direct_correction_rate", "litigation_after_correction_rate")

opened = opening("disputes", shell.scope(alone=True), trends=True)
if opened:
    summary.of_measures(opened, ("reconsideration", "litigation_direct", "reconsideration_correction_rate"))
    part, each = trends.part_and_lines(opened, ("trend", "compare", "data"))
    if part == "trend":
        change.headlines(opened, (*CASES, "reconsideration_correction_rate", "first_dispute_rate"))
        left, right = st.columns(2)
        with left:
            trends.trend(opened, "trend.disputes", CASES, ("first_dispute_rate",), each)
        with right:
            trends.composition(opened, "results", RESULTS)
        left, right = st.columns(2)
        with left:
            trends.trend(opened, "trend.corrections", RATES, RATES, each)
        with right:
            flows.disputes(opened)
    elif part == "compare":
        compare.compared(opened, MEASURES["disputes"])
    else:
        trends.all_measures(opened, "disputes", MEASURES["disputes"])
