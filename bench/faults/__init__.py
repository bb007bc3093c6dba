"""Faults made to happen: kills, damage, hostile documents, hostile readers; what is left afterwards is counted."""
