"""DuckDB snapshots of everything read, and the queries run against them. Does not depend on Streamlit."""
