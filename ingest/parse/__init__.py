"""Document + form → facts: a walk over the rows, then passes in one visible list (`passes.PASSES`). Pure."""

from ingest.parse.passes import parse

__all__ = ["parse"]
