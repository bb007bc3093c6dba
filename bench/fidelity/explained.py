"""Why nothing in a damaged document shows that a number in it is wrong: looked at one by one, kept in explained.yml."""

from functools import cache
from pathlib import Path

from forms.declared import declared


@cache
def _explained() -> dict[tuple[str, int], str]:
    return {
        (each["document"], each["seed"]): each["why"] for each in declared(Path(__file__).with_name("explained.yml"))
    }


def why_unseen(document: str, seed: int) -> str:
    """Return the explanation for a document, by its kind of damage with its layout and by its seed."""
    return _explained().get((document, seed), "**not explained yet**")
