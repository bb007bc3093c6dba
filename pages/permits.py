import streamlit as st

from dashboard import parts, shell

opened = parts.opening("permits", shell.scope())
if opened:
    parts.headlines(opened, ("licensing", "fees_amount"))
    parts.trend(opened, ("licensing",))
    left, right = st.columns(2)
    with left:
        parts.trend(opened, ("fees_amount",))
    with right:
        parts.trend(opened, ("fee_items",))
    shown = ("licensing", "fees_amount", "fee_items", "licensing_items", "other_services")
    grouped = parts.comparison(opened, shown)
    parts.behind("permits", parts.by_year(opened, shown), grouped)
