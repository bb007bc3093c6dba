"""Shared interface of the pages: scope, data, charts, parts, downloads, words."""
