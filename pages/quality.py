import streamlit as st

from dashboard import parts, quality

opened = parts.opening("quality", st.session_state["scope"])
if opened:
    quality.headlines(opened)
    quality.by_kind(opened)
    quality.states(opened)
    quality.findings(opened)
quality.quarantine()
