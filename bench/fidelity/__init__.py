"""Fidelity: forms filled at random, printed in many layouts and formats, read back and graded cell by cell."""
