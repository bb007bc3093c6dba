import streamlit as st

from dashboard import shell, trends
from dashboard.contents import MEASURES
from dashboard.opening import opening

opened = opening("penalties", shell.scope(), trends=True)
if opened:
    part = trends.part(("trend", "compare", "data"))
    if part == "trend":
        trends.headlines(opened, MEASURES["penalties"])
        left, right = st.columns(2)
        with left:
            trends.trend(opened, "trend.penalties", ("penalties",))
        with right:
            trends.trend(opened, "trend.coercion", ("coercion",))
    elif part == "compare":
        trends.comparison(opened, MEASURES["penalties"])
    else:
        trends.behind(opened, "penalties", MEASURES["penalties"])
