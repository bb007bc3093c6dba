import streamlit as st

from dashboard import parts, shell

opened = parts.opening("penalties", shell.scope())
if opened:
    shown = ("penalties", "coercion")
    parts.headlines(opened, shown)
    left, right = st.columns(2)
    with left:
        parts.trend(opened, ("penalties",))
    with right:
        parts.trend(opened, ("coercion",))
    grouped = parts.comparison(opened, shown)
    parts.behind("penalties", parts.by_year(opened, shown), grouped)
