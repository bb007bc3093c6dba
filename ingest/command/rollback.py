"""[I/O] `python -m ingest rollback [SNAPSHOT]`: an earlier snapshot in force again."""

from pathlib import Path

from ingest.command.refused import Refused
from warehouse.publish import NoSnapshot, current, history, is_sound, kept, make_current, manifest_of, writing


def rollback(warehouse: Path, wanted: str | None) -> list[str]:
    """Put a snapshot in force again: the one named, else the one published before that in force. Raises Refused."""
    if not warehouse.is_dir():
        raise Refused(f"there is no folder {warehouse}")
    with writing(warehouse):
        try:
            now = current(warehouse).id
        except NoSnapshot:
            now = None
        chosen = wanted or _before(warehouse, now)
        if chosen not in kept(warehouse):
            held = ", ".join(history(warehouse)) or "none"
            raise Refused(f"there is no snapshot {chosen} in {warehouse}; there are: {held}")
        if not _is_whole(warehouse, chosen):
            raise Refused(f"the snapshot {chosen} is damaged; run python -m ingest again instead")
        make_current(warehouse, chosen)
    return [f"in force           {chosen} (before: {now or 'none'})"]


def _before(warehouse: Path, now: str | None) -> str:
    """The newest sound snapshot that was published before the one in force."""
    order = history(warehouse)
    earlier = order[order.index(now) + 1 :] if now in order else order
    chosen = next((each for each in earlier if _is_whole(warehouse, each)), None)
    if chosen is None:
        raise Refused(f"there is no earlier snapshot in {warehouse} that is whole; run python -m ingest again instead")
    return chosen


def _is_whole(warehouse: Path, snapshot: str) -> bool:
    """Whether a database is as it was published; of one without a manifest that cannot be told."""
    manifest = manifest_of(warehouse, snapshot)
    return manifest is not None and is_sound(warehouse, manifest)
