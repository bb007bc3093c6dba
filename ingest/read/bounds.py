"""Work that may grow with the square of what a page holds: bounded by what it holds. Pure."""

from ingest.read.unreadable import Unreadable

_STEPS = 100  # for each thing on a page: a hundred times what pages of reports take
_ANYWAY = 200_000  # steps that any page may take: every line with every other of a page of 450 lines


def check_steps(steps: int, things: int) -> None:
    """Raise Unreadable if work on so many things would take more steps than a real page does, before they are taken.

    Lines that all cross, or characters that all lie upon each other, would take the square of their number.
    """
    if steps > _ANYWAY + _STEPS * things:
        raise Unreadable("too_much", limit=_ANYWAY + _STEPS * things)
