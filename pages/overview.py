import streamlit as st

from dashboard import parts, shell

opened = parts.opening("overview", shell.scope())
if opened:
    counts = ("received", "licensing", "penalties", "reconsideration")
    parts.headlines(opened, counts)
    left, right = st.columns(2)
    with left:
        parts.trend(opened, ("received", "processed"))
        parts.trend(opened, ("penalties",))
    with right:
        parts.trend(opened, ("licensing",))
        parts.trend(opened, ("reconsideration", "litigation_direct", "litigation_after"))
    shown = (*counts, "processed", "litigation_direct", "litigation_after", "disclosure_rate")
    grouped = parts.comparison(opened, shown)
    parts.behind("overview", parts.by_year(opened, shown), grouped)
