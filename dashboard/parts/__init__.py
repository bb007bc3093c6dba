"""Sections of pages, one module per topic."""
