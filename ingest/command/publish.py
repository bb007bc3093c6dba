"""[I/O] `python -m ingest PATH …`: every report under the paths → a new snapshot in force."""

import logging
import os
import time
from collections.abc import Sequence
from dataclasses import replace
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING

from ingest.command.given import Input, Watcher, added, in_force, require_a_place, require_paths
from ingest.command.refused import Refused
from ingest.report import english
from ingest.store.buckets import absolute
from ingest.store.files import find, shown
from ingest.store.ledger import Ledger, parser_version
from ingest.store.opening import opened
from ingest.store.tidy import bound_store, remove_leftovers
from ingest.store.update import Contribution, Gathered, How, gather
from warehouse.builder import builder
from warehouse.publish import (
    Manifest,
    checksum,
    database_name,
    history,
    is_sound,
    make_current,
    manifest_of,
    next_publication,
    remove,
    write_manifest,
    writing,
)

# At work only when all is read: readers are copies of this process, which a library with threads would forbid.
if TYPE_CHECKING:
    import polars as pl

    from warehouse.build import Counts

_NOBODY = Watcher()
_LOG = logging.getLogger("nianbao.ingest")


def run(given: Input, warehouse: Path, watcher: Watcher = _NOBODY) -> list[str]:
    """Read every report under the paths and put a snapshot of exactly these in force; returns the summary's lines.

    Raises Refused, StoreError or OSError if nothing could be published; what was in force stays in force.
    """
    started = time.perf_counter()
    require_paths(given.paths)
    require_a_place(given.paths, warehouse)
    with writing(warehouse):
        if given.add:
            given = replace(given, paths=added(given.paths, warehouse))
            require_a_place(given.paths, warehouse)
        strange = remove_leftovers(warehouse)
        with opened(warehouse / "store") as ledger:
            found = find(given.paths, given.follow_links, without=warehouse)
            if not found:
                raise Refused(f"there are no files under {', '.join(map(str, given.paths))}; nothing to read")
            gathered = gather(found, ledger, How(given.bounds, given.cluster, watcher.tell))
            gathered.mended += strange
            before = in_force(warehouse)
            manifest, mended, lost = _publish(given, warehouse, gathered, ledger, watcher)
            old = given.keeping.superfluous(warehouse, history(warehouse), time.time())
            # What was in force is kept: after a rollback, that is none of the last published.
            _tidy(warehouse, gathered, ledger, [each for each in old if each != before])
        from ingest.command.lists import told_and_written

        path = warehouse / database_name(manifest.snapshot)
        lines = [*told_and_written(warehouse, path, lost), *_summary(gathered, len(found), manifest, mended)]
    return [*lines, f"snapshot           {shown(str(path))} ({time.perf_counter() - started:.1f} s)"]


def snapshot_id(gathered: Gathered) -> str:
    """The same files, read and built by the same program, are the same snapshot: its id is a digest of these."""
    digest = sha256(f"{parser_version()} {builder()}".encode())
    for each in gathered.contributions:
        digest.update(f"{each.source}\0{each.sha256}\0{each.reason}\0{each.extra}\n".encode("utf-8", "surrogateescape"))
    return digest.hexdigest()[:12]


def _publish(
    given: Input, warehouse: Path, gathered: Gathered, ledger: Ledger, watcher: Watcher
) -> "tuple[Manifest, list[str], pl.DataFrame | None]":
    """Put the snapshot in force; returns its manifest, what was found damaged and made again, and what vanished."""
    mended = [f"{gathered.mended} damaged parts of the warehouse"] if gathered.mended else []
    mended += ["current.json"] if in_force(warehouse) is None and (warehouse / "current.json").exists() else []
    _require_a_report(gathered.contributions)
    snapshot = snapshot_id(gathered)
    before = manifest_of(warehouse, snapshot)
    if before and is_sound(warehouse, before):
        lost = _vanished(warehouse, warehouse / database_name(snapshot))
        _confirm(lost, before.reports, watcher)
        manifest = _published_again(warehouse, before, given)
    else:
        mended += ["a damaged database"] if before else []
        aside, built = _build(warehouse, snapshot, gathered.contributions, ledger)
        try:
            lost = _vanished(warehouse, aside)
            _confirm(lost, built.reports, watcher)
            manifest = _moved_in(given, warehouse, snapshot, aside, built)
        except BaseException:
            aside.unlink(missing_ok=True)
            raise
    make_current(warehouse, snapshot)
    return manifest, mended, lost


def _vanished(warehouse: Path, database: Path) -> "pl.DataFrame | None":
    """The reports in force that a database lacks; None where there were none, or the two cannot be compared."""
    before = in_force(warehouse)
    if before is None or database == warehouse / database_name(before):
        return None
    from warehouse.differences import vanished

    return vanished(warehouse / database_name(before), database)


def _confirm(lost: "pl.DataFrame | None", reports: int, watcher: Watcher) -> None:
    """Ask whoever is there whether reports may vanish; raises Refused if they may not."""
    if lost is None or lost.is_empty() or watcher.confirm is None:
        return
    from ingest.command.lists import told_vanished

    count = "1 report in force is" if lost.height == 1 else f"{lost.height:,} reports in force are"
    sentence = f"{count} not under these paths; the new snapshot would hold {reports:,}"
    if not watcher.confirm(sentence, told_vanished(lost)):
        raise Refused(
            "nothing was published, the snapshot that was in force stays in force; --add keeps what was there"
        )


def _tidy(warehouse: Path, gathered: Gathered, ledger: Ledger, superfluous: Sequence[str]) -> None:
    """Remove what is not kept; the snapshot is in force already, whatever becomes of this."""
    try:
        ledger.mark_used(gathered.shards)
        bound_store(ledger, parser_version(), gathered.shards, gathered.contents)
        for each in superfluous:
            remove(warehouse, each)
        for manifest in warehouse.glob("nianbao-*.json"):
            if not manifest.with_suffix(".duckdb").is_file():
                manifest.unlink()
    except OSError as error:
        _LOG.warning("the snapshot is in force, but what is no longer needed could not be removed: %s", error)


def _require_a_report(contributions: list[Contribution]) -> None:
    if not any(each.shard for each in contributions):
        first = next(each for each in contributions if each.detail)
        raise Refused(
            f"none of {len(contributions)} files gave a report, so nothing was published; "
            f"the first, {first.source}: {english(first.detail or '')}"
        )


def _build(warehouse: Path, snapshot: str, contributions: list[Contribution], ledger: Ledger) -> tuple[Path, "Counts"]:
    """Build the database aside; returns its path and what it holds."""
    # An unchanged input does not need what builds.
    from warehouse.build import BuildError, build
    from warehouse.contributed import contributed

    aside = warehouse / f".building-{snapshot}.duckdb"
    files, before = contributed(contributions), _to_be_renewed(warehouse)
    try:
        return aside, build(aside, snapshot, parser_version(), files, ledger.folder, before)
    except BuildError as why:
        remove_leftovers(warehouse)
        raise Refused(f"the new snapshot did not pass its checks ({why}); the old one stays in force") from None


def _to_be_renewed(warehouse: Path) -> Path | None:
    """The database in force, if it is what was published, and of the same parser."""
    before = in_force(warehouse)
    manifest = manifest_of(warehouse, before) if before else None
    if before is None or manifest is None or manifest.parser != parser_version():
        return None
    return warehouse / database_name(before) if is_sound(warehouse, manifest) else None


def _moved_in(given: Input, warehouse: Path, snapshot: str, aside: Path, built: "Counts") -> Manifest:
    """Move a database into place, with its manifest."""
    manifest = Manifest(
        snapshot, checksum(aside), aside.stat().st_size, built.reports, built.facts, built.findings,
        parser_version(), _absolute(given.paths), given.follow_links, next_publication(warehouse),
    )  # fmt: skip
    remove(warehouse, snapshot)
    aside.replace(warehouse / database_name(snapshot))
    write_manifest(warehouse, manifest)
    return manifest


def _published_again(warehouse: Path, manifest: Manifest, given: Input) -> Manifest:
    """The manifest of a snapshot that comes into force once more."""
    if history(warehouse)[:1] == [manifest.snapshot] and manifest.paths == _absolute(given.paths):
        return manifest
    values = {name: getattr(manifest, name) for name in Manifest.__dataclass_fields__}
    values |= {"published": next_publication(warehouse), "paths": _absolute(given.paths)}
    again = Manifest(**values)
    write_manifest(warehouse, again)
    return again


def _absolute(paths: Sequence[Path]) -> tuple[str, ...]:
    return tuple(os.fsencode(absolute(path)).decode("utf-8", "surrogateescape") for path in paths)


def _summary(gathered: Gathered, files: int, manifest: Manifest, mended: list[str]) -> list[str]:
    lines = [f"mended             {', '.join(mended)}: made again from the documents"] if mended else []
    return [
        *lines,
        f"files read         {gathered.read} of {files}",
        f"reused             {gathered.reused}",
        f"parsed             {gathered.parsed}",
        f"quarantined        {len(gathered.contributions) - manifest.reports}",
        f"reports            {manifest.reports}",
        f"facts              {manifest.facts}",
        f"findings           {manifest.findings}",
    ]
