"""Whether a document says that it is made up: reports that a program wrote to try things out. Pure."""

from functools import cache

from ingest.identify.reference import load


@cache
def mark() -> str:
    """The sentence that a made-up report prints (data/reference/made_up.yml)."""
    return str(load("made_up.yml")["mark"])


@cache
def _sign() -> str:
    return str(load("made_up.yml")["sign"])


def is_made_up(text: str) -> bool:
    """Whether the sign of a made-up report stands in a text, also broken across lines or spaced out."""
    return _sign() in text or ("虚" in text and _sign() in "".join(text.split()))
