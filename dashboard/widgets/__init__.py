"""Widgets shared by the pages: filters, page heads, charts and tables with their downloads, links."""
