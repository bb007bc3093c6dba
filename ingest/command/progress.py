"""[I/O] How far a run has come: a line that moves on a terminal, lines for a program that asks for them."""

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress

Tell = Callable[[int, int], None]
_ROWS = 20  # of the terminal, also where it does not say how many it has
_STEPS = 100  # lines at most that a program gets


@contextmanager
def telling(as_lines: bool) -> Iterator[Tell]:
    """Return what hears how many files of how many are done.

    On a terminal it shows their number, the rate and the time left on standard error; with `as_lines` it prints
    `progress DONE OF` on standard output; else it says nothing.
    """
    if as_lines:
        yield _lines()
    elif sys.stderr.isatty():
        with _bar() as tell:
            yield tell
    else:
        yield lambda done, of: None


def _lines() -> Tell:
    said = -1

    def tell(done: int, of: int) -> None:
        nonlocal said
        if said < 0 or done - said >= max(of / _STEPS, 1) or said < done == of:
            said = done
            with suppress(OSError):  # whoever started the command may have stopped listening
                print(f"progress {done} {of}", flush=True)  # noqa: T201

    return tell


@contextmanager
def _bar() -> Iterator[Tell]:
    from tqdm import tqdm  # only where somebody looks

    tqdm.monitor_interval = 0  # no thread of its own: workers are copies of this process
    bar: tqdm[None] | None = None

    def tell(done: int, of: int) -> None:
        nonlocal bar
        if bar is None:  # what is known already took no time
            bar = tqdm(desc="reading", unit=" files", total=of, initial=done, leave=False, nrows=_ROWS)
        if not bar.disable:
            bar.update(max(done - bar.n, 0))
            if done >= of:
                bar.close()
                sys.stderr.write("building the snapshot\n")

    try:
        yield tell
    finally:
        if bar is not None:
            bar.close()
