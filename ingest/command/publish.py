"""[I/O] `python -m ingest PATH …`: every report under the paths → a new snapshot in force."""

import logging
import os
import time
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from hashlib import sha256
from pathlib import Path

from ingest.command.keeping import Keeping
from ingest.command.refused import Refused
from ingest.store.bounds import Bounds
from ingest.store.files import find, shown
from ingest.store.ledger import Ledger, opened, parser_version
from ingest.store.tidy import bound_store, remove_leftovers
from ingest.store.update import Contribution, Gathered, How, gather
from warehouse.publish import (
    Manifest,
    NoSnapshot,
    checksum,
    current,
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

_LOG = logging.getLogger("nianbao.ingest")


@dataclass(frozen=True, slots=True)
class Input:
    """What a snapshot is made of, how it is read, and how long those before it are kept."""

    paths: Sequence[Path]
    follow_links: bool = False
    bounds: Bounds = field(default_factory=Bounds)
    keeping: Keeping = field(default_factory=Keeping)


def run(given: Input, warehouse: Path, progress: bool = False) -> list[str]:
    """Read every report under the paths and put a snapshot of exactly these in force; returns the summary's lines.

    Raises Refused, StoreError or OSError if nothing could be published; what was in force stays in force.
    """
    started = time.perf_counter()
    missing = [shown(str(path)) for path in given.paths if not path.exists() and not path.is_symlink()]
    if missing:
        raise Refused(f"there is no file or folder {', '.join(missing)}; nothing was read")
    _require_a_place(given, warehouse)
    with writing(warehouse):
        strange = remove_leftovers(warehouse)
        with opened(warehouse / "store") as ledger:
            found = find(given.paths, given.follow_links, without=warehouse)
            if not found:
                raise Refused(f"there are no files under {', '.join(map(str, given.paths))}; nothing to read")
            how = How(given.bounds, _tell if progress else lambda done, of: None)
            gathered = gather(found, ledger, how)
            gathered.mended += strange
            before = _in_force(warehouse)
            manifest, mended = _publish(given, warehouse, gathered, ledger)
            old = given.keeping.superfluous(warehouse, history(warehouse), time.time())
            # What was in force is kept: after a rollback, that is none of the last published.
            _tidy(warehouse, gathered, ledger, [each for each in old if each != before])
    return _summary(gathered, len(found), manifest, warehouse, mended, time.perf_counter() - started)


def _require_a_place(given: Input, warehouse: Path) -> None:
    """Refuse a warehouse that cannot be one."""
    for folder in (warehouse, warehouse / "store"):
        if (folder.exists() or folder.is_symlink()) and not folder.is_dir():
            raise Refused(f"{shown(str(folder))} is no folder; move it away, or name another warehouse")
    if (warehouse / ".lock").is_dir() or (warehouse / ".lock").is_symlink():
        raise Refused(f"{shown(str(warehouse / '.lock'))} is in the way: it is no file; remove it")
    try:
        str(warehouse.absolute()).encode()
    except UnicodeEncodeError:
        raise Refused(f"the warehouse {shown(str(warehouse))} needs a name in UTF-8, as its database does") from None
    if any(path.is_dir() and warehouse.is_dir() and path.samefile(warehouse) for path in given.paths):
        raise Refused(f"{shown(str(warehouse))} is the warehouse itself; name the folder of the documents")


def _tell(done: int, of: int) -> None:
    with suppress(OSError):  # whoever started the command may have stopped listening
        print(f"progress {done} {of}", flush=True)  # noqa: T201


def snapshot_id(gathered: Gathered) -> str:
    """The same files read by the same parser are the same snapshot: its id is a digest of both."""
    digest = sha256(parser_version().encode())
    for each in gathered.contributions:
        digest.update(f"{each.source}\0{each.sha256}\0{each.reason}\0{each.extra}\n".encode("utf-8", "surrogateescape"))
    return digest.hexdigest()[:12]


def _publish(given: Input, warehouse: Path, gathered: Gathered, ledger: Ledger) -> tuple[Manifest, list[str]]:
    """Put the snapshot in force; returns its manifest, and what was found damaged and made again."""
    mended = [f"{gathered.mended} damaged parts of the warehouse"] if gathered.mended else []
    mended += ["current.json"] if _in_force(warehouse) is None and (warehouse / "current.json").exists() else []
    _require_a_report(gathered.contributions)
    snapshot = snapshot_id(gathered)
    before = manifest_of(warehouse, snapshot)
    if before and is_sound(warehouse, before):
        manifest = _published_again(warehouse, before, given)
    else:
        mended += ["a damaged database"] if before else []
        manifest = _build(given, warehouse, snapshot, gathered.contributions, ledger)
    make_current(warehouse, snapshot)
    return manifest, mended


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
            f"the first, {first.source}: {first.detail}"
        )


def _build(given: Input, warehouse: Path, snapshot: str, contributions: list[Contribution], ledger: Ledger) -> Manifest:
    """Build the database aside, and move it into place with its manifest."""
    from warehouse.build import BuildError, build  # an unchanged input needs no database library at all

    aside = warehouse / f".building-{snapshot}.duckdb"
    try:
        built = build(aside, snapshot, parser_version(), contributions, ledger.folder)
    except BuildError as why:
        remove_leftovers(warehouse)
        raise Refused(f"the new snapshot did not pass its checks ({why}); the old one stays in force") from None
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
    return tuple(os.fsencode(path.absolute()).decode("utf-8", "surrogateescape") for path in paths)


def _in_force(warehouse: Path) -> str | None:
    try:
        return current(warehouse).id
    except NoSnapshot:
        return None


def _summary(
    gathered: Gathered, files: int, manifest: Manifest, warehouse: Path, mended: list[str], seconds: float
) -> list[str]:
    path = warehouse / database_name(manifest.snapshot)
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
        f"snapshot           {shown(str(path))} ({seconds:.1f} s)",
    ]
