"""Nianbao 年报: China's annual reports on open government information, in a browser. `streamlit run app.py`."""

import streamlit as st

from dashboard import shell

st.set_page_config(page_title="Nianbao 年报", page_icon="dashboard/icon.png", layout="wide")
shell.run()
