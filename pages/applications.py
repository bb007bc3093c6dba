import streamlit as st

from dashboard import parts, shell

OUTCOMES = ("granted", "partially_granted", "refused", "unable", "not_processed", "other_handling")
RATES = ("disclosure_rate", "refusal_rate", "unable_rate")

opened = parts.opening("applications", shell.scope())
if opened:
    parts.headlines(opened, ("received", "disclosure_rate", "refusal_rate", "completion_rate"))
    left, right = st.columns(2)
    with left:
        parts.trend(opened, ("received", "processed"))
        parts.composition(opened, "outcomes", OUTCOMES)
    with right:
        parts.trend(opened, RATES)
        parts.applicants(opened, "received")
    shown = ("received", "processed", *OUTCOMES, *RATES, "completion_rate")
    grouped = parts.comparison(opened, shown)
    parts.behind("applications", parts.by_year(opened, shown), grouped)
