"""From documents to facts: read, parse, identify, check, store. `python -m ingest` runs the whole pipeline."""
