"""Fidelity: fill forms at random, print them in many layouts and formats, read them back and grade every cell."""
