"""Frames → figures and tables as plain data. Pure; does not depend on widgets."""
