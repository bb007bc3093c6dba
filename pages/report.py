import streamlit as st

from dashboard import one_report, parts, shell

parts.title("report")
report = one_report.pick(shell.scope())
if report:
    one_report.who(report)
    tables, text = st.columns([3, 2])
    with text:
        one_report.source(report)
    with tables:
        one_report.statutory_tables(report)
    one_report.findings(report)
