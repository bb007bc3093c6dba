"""[I/O] `python -m ingest verify`: the snapshot in force against its checksums and its documents."""

import sqlite3
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path
from tempfile import TemporaryDirectory

from ingest.command.publish import snapshot_id
from ingest.command.refused import Refused
from ingest.store.bounds import Bounds
from ingest.store.buckets import is_there
from ingest.store.files import find, shown
from ingest.store.ledger import Ledger, parser_version
from ingest.store.opening import opened
from ingest.store.sums import damaged
from ingest.store.update import How, gather
from warehouse.publish import Manifest, NoSnapshot, current, is_sound, manifest_of, writing


def verify(warehouse: Path, bounds: Bounds) -> Iterator[str]:
    """Yield every difference, a line each: nothing is changed, nothing mended. Raises Refused if there is no snapshot.

    All documents are read again, into a store of their own, and a database is built from them as if for the first time;
    whatever differs between it and the snapshot is a difference.
    """
    if not warehouse.is_dir():
        raise Refused(f"there is no folder {warehouse}")
    with _undisturbed(warehouse):
        try:
            snapshot = current(warehouse)
        except NoSnapshot as why:
            raise Refused(str(why)) from None
        manifest = manifest_of(warehouse, snapshot.id)
        if manifest is None:
            yield f"snapshot {snapshot.id}: its manifest is missing or damaged, so there is nothing to compare it with"
            return
        yield from _of_store(warehouse / "store")
        if not is_sound(warehouse, manifest):
            yield f"{snapshot.path.name}: not what was published; run python -m ingest again, or rollback"
            return
    yield from _of_documents(warehouse, snapshot.path, manifest, bounds)


@contextmanager
def _undisturbed(warehouse: Path) -> Iterator[None]:
    """While the files are looked at nobody writes to them; a warehouse that nobody can write to needs no lock."""
    with ExitStack() as stack:
        with suppress(OSError):
            stack.enter_context(writing(warehouse))
        yield


def _of_store(store: Path) -> Iterator[str]:
    """The shards and rows of the ledger that are not what was written."""
    if not (store / "ledger.sqlite").is_file():
        yield f"{store.name}: the ledger is missing; the next ingest reads everything again"
        return
    try:
        ledger = Ledger(store, read_only=True)
        try:
            parser = parser_version()
            for name in sorted(damaged(store, ledger.shards(parser))):
                yield f"{store.name}/{name}: the shard is not what was written; the next ingest reads it again"
            ledger.seen(), ledger.members(parser), ledger.outcomes(parser, (), ())
            if ledger.damaged:
                yield f"{store.name}: {ledger.damaged} rows of the ledger are damaged; the next ingest reads them again"
        finally:
            ledger.close()
    except sqlite3.Error as error:
        held = "locked" in str(error)
        told = "close the program that has it open" if held else "the next ingest reads everything again"
        yield f"{store.name}: the ledger cannot be read ({error}); {told}"


def _of_documents(warehouse: Path, path: Path, manifest: Manifest, bounds: Bounds) -> Iterator[str]:
    from warehouse.build import BuildError, build
    from warehouse.contributed import contributed
    from warehouse.differences import differences

    paths = [Path(each) for each in manifest.paths]
    gone = [each for each in paths if not is_there(each)]
    if gone:
        names = ", ".join(shown(str(each)) for each in gone)
        yield f"{names}: the documents are gone; nothing can be compared with them"
        return
    if manifest.parser != parser_version():
        yield f"snapshot {manifest.snapshot}: read by another version of the parser; differences may be corrections"
    with TemporaryDirectory() as scratch, opened(Path(scratch) / "store") as ledger:
        again = Path(scratch) / "again.duckdb"
        gathered = gather(find(paths, manifest.follow_links, without=warehouse), ledger, How(bounds))
        try:
            build(again, snapshot_id(gathered), parser_version(), contributed(gathered.contributions), ledger.folder)
        except BuildError as why:
            yield f"the documents give no database now: {why}"
            return
        yield from differences(path, again)
