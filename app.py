"""Nianbao 年报: China's annual reports on open government information, in a browser. `streamlit run app.py`."""

import streamlit as st
from streamlit import net_util

from dashboard.app import server

if __name__ == "__main__":  # as Streamlit runs it for each reader
    st.set_page_config(page_title="Nianbao 年报", layout="wide")
    server.page()
else:  # as the server loads it once: the same app with the interface for programs beside it
    # Streamlit would ask a third party for this machine's address, and wait, whenever another site's page connects.
    net_util.get_external_ip = net_util.get_internal_ip = lambda: None
    app = st.App(__file__, routes=server.ROUTES, middleware=server.MIDDLEWARE, lifespan=server.lifespan)
