"""Nianbao 年报: China's annual reports on open government information, in a browser. `streamlit run app.py`."""

import streamlit as st

from dashboard.app import server

if __name__ == "__main__":  # as Streamlit runs it for each reader
    st.set_page_config(page_title="Nianbao 年报", layout="wide")
    server.page()
else:  # as the server loads it once: the same app with the interface for programs beside it
    app = st.App(__file__, routes=server.ROUTES, middleware=server.MIDDLEWARE, lifespan=server.lifespan)
