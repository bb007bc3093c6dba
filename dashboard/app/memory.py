"""[I/O] What the C library keeps of memory that is free again: few heaps, given back when it is quiet.

A burst of answers is made by many threads, each with a heap of its own, and a heap goes back to the system only from
its end. Where the C library is another than glibc, nothing is done.
"""

import asyncio
import ctypes
import gc
from collections.abc import Callable

_ARENAS, _TRIM_ABOVE = (-8, 2), (-1, 16 * 2**20)  # glibc's numbers for M_ARENA_MAX and M_TRIM_THRESHOLD, and values
_QUIET = 2.0  # seconds between two looks


def bounded() -> Callable[[], None]:
    """Bound the heaps of this process; returns what gives free memory back."""
    try:
        library = ctypes.CDLL("libc.so.6")
        for what, value in (_ARENAS, _TRIM_ABOVE):
            library.mallopt(what, value)
        trim = library.malloc_trim
    except (OSError, AttributeError):
        return lambda: None

    def give_back() -> None:
        gc.collect()
        trim(0)

    return give_back


async def give_back_when_quiet(give_back: Callable[[], None], answered: Callable[[], int]) -> None:
    """Give free memory back whenever there were answers since the last time; in a thread, as it takes milliseconds."""
    before = answered()
    while True:
        await asyncio.sleep(_QUIET)
        if (now := answered()) != before:
            before = now
            await asyncio.to_thread(give_back)
