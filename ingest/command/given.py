"""[I/O] What the command is given: the documents, the warehouse, who looks on; and what of it cannot be."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from ingest.command.keeping import Keeping
from ingest.command.progress import Tell
from ingest.command.refused import Refused
from ingest.store.bounds import Bounds
from ingest.store.buckets import absolute, address_of, is_there
from ingest.store.files import shown
from warehouse.publish import NoSnapshot, current, manifest_of


@dataclass(frozen=True, slots=True)
class Input:
    """What a snapshot is made of, how it is read, and how long those before it are kept."""

    paths: Sequence[Path]
    follow_links: bool = False
    add: bool = False  # to what the snapshot in force was made of
    bounds: Bounds = field(default_factory=Bounds)
    keeping: Keeping = field(default_factory=Keeping)
    cluster: str | None = None  # of Ray, to read on


@dataclass(frozen=True, slots=True)
class Watcher:
    """Who looks on: hears how many files of how many are read, and may refuse a snapshot.

    `confirm` gets a sentence and a line for each report that would vanish; None: nobody is there to ask.
    """

    tell: Tell = lambda done, of: None
    confirm: Callable[[str, list[str]], bool] | None = None


def in_force(warehouse: Path) -> str | None:
    """The snapshot in force, None where there is none that may be believed."""
    try:
        return current(warehouse).id
    except NoSnapshot:
        return None


def require_paths(paths: Sequence[Path]) -> None:
    """Refuse paths where there is nothing."""
    missing = [shown(address_of(path) or str(path)) for path in paths if not is_there(path)]
    if missing:
        raise Refused(f"there is no file or folder {', '.join(missing)}; nothing was read")


def require_a_place(paths: Sequence[Path], warehouse: Path) -> None:
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
    if any(path.is_dir() and warehouse.is_dir() and path.samefile(warehouse) for path in paths):
        raise Refused(f"{shown(str(warehouse))} is the warehouse itself; name the folder of the documents")


def added(paths: Sequence[Path], warehouse: Path) -> list[Path]:
    """What the snapshot in force was made of, and these; a path in another one stands for nothing more."""
    before = in_force(warehouse)
    if before is None:
        return list(paths)
    manifest = manifest_of(warehouse, before)
    if manifest is None:
        raise Refused(f"what snapshot {before} was made of is not known any more, so nothing can be added to it; "
                      "name all its folders instead")  # fmt: skip
    earlier = [Path(each) for each in manifest.paths]
    if gone := [shown(address_of(each) or str(each)) for each in earlier if not is_there(each)]:
        raise Refused(f"{', '.join(gone)}, which the snapshot in force was made of, is not there any more; "
                      "put it back, or leave out --add")  # fmt: skip
    every = [*earlier, *(absolute(path) for path in paths)]
    return [each for each in dict.fromkeys(every) if not any(other in each.parents for other in every)]
