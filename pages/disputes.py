import streamlit as st

from dashboard import parts, shell

CASES = ("reconsideration", "litigation_direct", "litigation_after")
RESULTS = tuple(f"reconsideration_{each}" for each in ("upheld", "corrected", "other", "pending"))
RATES = ("reconsideration_correction_rate", "litigation_direct_correction_rate", "litigation_after_correction_rate")

opened = parts.opening("disputes", shell.scope())
if opened:
    parts.headlines(opened, (*CASES, "reconsideration_correction_rate"))
    left, right = st.columns(2)
    with left:
        parts.trend(opened, CASES)
        parts.composition(opened, "results", RESULTS)
    with right:
        parts.trend(opened, RATES)
        parts.trend(opened, ("first_dispute_rate",))
    shown = (*CASES, *RESULTS, *RATES, "first_dispute_rate")
    grouped = parts.comparison(opened, shown)
    parts.behind("disputes", parts.by_year(opened, shown), grouped)
