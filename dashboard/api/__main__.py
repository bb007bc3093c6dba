"""`python -m dashboard.api` writes the table of views in docs/api.md; a test compares it."""

from dashboard.api.openapi import DOCS, with_table

if __name__ == "__main__":
    DOCS.write_text(with_table(DOCS.read_text(encoding="utf-8")), encoding="utf-8")
