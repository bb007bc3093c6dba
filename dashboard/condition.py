"""[I/O] Whether a snapshot can be served, and if not, why: for pages, for programs, for whoever watches the server."""

import logging
from collections.abc import Mapping
from pathlib import Path
from threading import Lock
from typing import Any

from dashboard.data import ask, is_named, let_go, snapshot, warehouse_folder
from warehouse import questions
from warehouse.publish import NoSnapshot
from warehouse.questions import Damaged, OtherVersion

# Phrases in words.yml that say to a reader what is the matter and what to do.
NOTHING, MISSING, DAMAGED, OTHER = "no_snapshot", "warehouse.missing", "warehouse.damaged", "other_version"
# What a first build that was broken off leaves in a folder: no sign that anybody's data was there.
_LEFT_OVER = (".lock", "store", ".building", ".current-", ".manifest-")
UNSERVED = (NoSnapshot, Damaged, OtherVersion)

_LOCK = Lock()
_said = ""


def trouble() -> str | None:
    """Return the id of the phrase for why no snapshot can be served; None where one is. The log says why, once."""
    try:
        snapshot()
        ask(questions.about)
    except UNSERVED as why:
        return explained(why)
    _say("")
    return None


def about() -> tuple[Mapping[str, Any] | None, float]:
    """Return what is served as one row (`questions.about`) and when it was written; None where nothing is served."""
    if trouble() is not None:
        return None, 0.0
    row: Mapping[str, Any] = ask(questions.about).row(0, named=True)
    try:
        return row, snapshot().path.stat().st_mtime
    except OSError:
        return row, 0.0


def explained(why: Exception) -> str:
    """Return the id of the phrase for what kept a snapshot from being served; the log gets the reason as one line."""
    if isinstance(why, Damaged):
        let_go()
    kind = OTHER if isinstance(why, OtherVersion) else DAMAGED if isinstance(why, Damaged) else _without_a_snapshot()
    reason = "it holds nothing yet; the first page builds the sample" if kind == NOTHING else " ".join(str(why).split())
    _say(f"{kind}: no snapshot is served from {warehouse_folder()}: {reason}")
    return kind


def _without_a_snapshot() -> str:
    if may_be_built():
        return NOTHING
    return MISSING if is_empty(warehouse_folder()) else DAMAGED


def may_be_built() -> bool:
    """Whether the sample may be built: nobody has named a warehouse, and in the usual place there is nothing at all."""
    return not is_named() and is_empty(warehouse_folder())


def is_empty(folder: Path) -> bool:
    """Whether a folder is missing, or holds nothing but what a first build leaves that was broken off.

    A link that leads nowhere, and a folder that cannot be looked into, are somebody's.
    """
    if folder.is_symlink() and not folder.exists():
        return is_named()
    try:
        return all(entry.name.startswith(_LEFT_OVER) for entry in folder.iterdir())
    except FileNotFoundError:
        return True
    except OSError:
        return False


def _say(line: str) -> None:
    """Log a line unless it was the last one: every reader meets the same trouble."""
    global _said
    with _LOCK:
        before, _said = _said, line
    if line and line != before:
        logging.getLogger("nianbao").error("%s", line)
