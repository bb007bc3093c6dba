"""[I/O] What is parsed is kept; what is unchanged is not parsed again."""
