"""Frames → figures and tables as plain data. Pure; knows no widgets."""
