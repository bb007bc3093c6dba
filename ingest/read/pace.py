"""Says when text recognition begins with a page: it takes a hundred times as long as any other page does.

Whoever bounds the time and memory of a document listens, and allows each such page its own.
"""

from collections.abc import Callable

_listeners: list[Callable[[], None]] = []


def listen(listener: Callable[[], None]) -> None:
    """Call `listener` before every page that text recognition reads in this process."""
    _listeners.append(listener)


def page_begins() -> None:
    for listener in _listeners:
        listener()
