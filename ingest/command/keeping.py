"""How long a snapshot stays that is no longer in force, so that links to it open what they showed."""

import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from ingest.store.bounds import WrongSetting
from warehouse.publish import database_name, manifest_name

_DAY = 86_400.0  # seconds


@dataclass(frozen=True, slots=True)
class Keeping:
    """days: since its publication, that a snapshot is kept; snapshots: of the last published ones, at least."""

    days: int = 30
    snapshots: int = 10

    def superfluous(self, folder: Path, history: Sequence[str], now: float) -> list[str]:
        """Return the snapshots of `history`, the last published first, that need not be kept any more.

        `now` is in seconds since 1970. When a snapshot was published last, its manifest was written.
        """
        return [each for each in history[self.snapshots :] if now - _published(folder, each) > self.days * _DAY]


def _published(folder: Path, snapshot: str) -> float:
    for name in (manifest_name(snapshot), database_name(snapshot)):
        if (path := folder / name).is_file():
            return path.stat().st_mtime
    return 0.0


def keeping_of(environment: Mapping[str, str] = os.environ) -> Keeping:
    """What NIANBAO_KEEP_DAYS and NIANBAO_KEEP_SNAPSHOTS set; raises WrongSetting.

    At least one snapshot beside the one in force is kept, whatever is set.
    """
    given = Keeping()
    found = []
    for name, usual, least in (("DAYS", given.days, 0), ("SNAPSHOTS", given.snapshots, 2)):
        text = environment.get(f"NIANBAO_KEEP_{name}", "").strip() or str(usual)
        if not (text.isascii() and text.isdecimal() and len(text) < 7 and int(text) >= least):
            raise WrongSetting(f"NIANBAO_KEEP_{name} is {text!r}, and not a whole number from {least} on")
        found.append(int(text))
    return Keeping(*found)
