"""Document + form → facts: a walk over the rows, then the passes listed in `passes.PASSES`. Pure."""

from ingest.parse.passes import parse, traced

__all__ = ["parse", "traced"]
