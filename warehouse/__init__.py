"""DuckDB: snapshots of everything that was read, and the questions that are asked of them. Knows no Streamlit."""
