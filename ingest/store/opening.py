"""[I/O] The ledger of a store, opened: one that cannot be read is replaced, as it holds nothing but what is read."""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from ingest.store.ledger import Ledger
from ingest.store.store_error import StoreError


@contextmanager
def opened(folder: Path) -> Iterator[Ledger]:
    """The ledger of a store. One that cannot be read is replaced: all is read again, and nothing else is lost.

    Raises StoreError if another program holds it, or it cannot be written.
    """
    ledger: Ledger | None = None
    try:
        try:
            ledger = Ledger(folder)
        except sqlite3.Error as error:
            if _is_from_outside(error):
                raise
            remove_ledger(folder)
            ledger = Ledger(folder)
            ledger.damaged += 1
        yield ledger
    except sqlite3.Error as error:
        if _is_from_outside(error):
            raise StoreError(_sentence(folder, error)) from None
        remove_ledger(folder)
        raise StoreError(
            f"the ledger in {folder} was damaged ({error}) and has been removed; run the command again, it reads "
            "everything anew"
        ) from None
    finally:
        if ledger is not None:
            ledger.close()


def _is_from_outside(error: sqlite3.Error) -> bool:
    """Whether it is not the ledger that is at fault: another program holds it, or it cannot be written."""
    return isinstance(error, sqlite3.OperationalError) and any(
        sign in str(error) for sign in ("locked", "full", "readonly", "unable to open", "disk I/O error")
    )


def _sentence(folder: Path, error: sqlite3.Error) -> str:
    if "locked" in str(error):
        return f"another program has {folder / 'ledger.sqlite'} open and locked; close it and run the command again"
    return f"cannot write to {folder}: {error}"


def remove_ledger(folder: Path) -> None:
    """Remove a ledger that cannot be read; it holds nothing that the documents do not."""
    for name in ("ledger.sqlite", "ledger.sqlite-journal", "ledger.sqlite-wal", "ledger.sqlite-shm"):
        with suppress(FileNotFoundError):
            (folder / name).unlink()
