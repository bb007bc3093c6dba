import streamlit as st

from dashboard import shell, trends
from dashboard.contents import MEASURES
from dashboard.opening import opening

CASES = ("reconsideration", "litigation_direct", "litigation_after")

opened = opening("overview", shell.scope(), trends=True)
if opened:
    part = trends.part(("trend", "compare", "data"))
    if part == "trend":
        trends.headlines(opened, ("received", "licensing", "penalties", "reconsideration"))
        left, right = st.columns(2)
        with left:
            trends.trend(opened, "trend.licensing", ("licensing",))
        with right:
            trends.trend(opened, "trend.penalties", ("penalties",))
        left, right = st.columns(2)
        with left:
            trends.trend(opened, "trend.applications", ("received", "processed"), ("disclosure_rate", "refusal_rate"))
        with right:
            trends.trend(opened, "trend.disputes", CASES, ("first_dispute_rate",))
    elif part == "compare":
        trends.comparison(opened, MEASURES["overview"])
    else:
        trends.behind(opened, "overview", MEASURES["overview"])
