import streamlit as st

from dashboard import parts, rows

opened = parts.opening("data", st.session_state["scope"])
if opened:
    figures, applicants = rows.choose()
    if figures:
        rows.show(opened, figures, applicants)
