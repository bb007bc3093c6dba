"""How long one document may take to be read, and how much memory: settings, with defaults no real report comes near."""

import os
from collections.abc import Mapping
from dataclasses import dataclass, fields


class WrongSetting(ValueError):
    """A setting is not a positive number; the text says which."""


@dataclass(frozen=True, slots=True)
class Bounds:
    """What a worker may use for one document before it is ended.

    seconds: for a document, or for one that an archive holds. page_seconds: for each page that text recognition reads,
    which begins anew with the page; file_seconds: for all of one file. memory, scan_memory: MB resident in the worker,
    the second as soon as text recognition has begun.
    """

    seconds: float = 20
    page_seconds: float = 60
    file_seconds: float = 1200
    memory: float = 800
    scan_memory: float = 1500

    @property
    def id(self) -> str:
        """What a document that was ended is remembered by: under other bounds it is tried again."""
        return "bounds " + " ".join(f"{getattr(self, each.name):g}" for each in fields(self))


def bounds_of(environment: Mapping[str, str] = os.environ) -> Bounds:
    """The bounds that NIANBAO_SECONDS, NIANBAO_PAGE_SECONDS, NIANBAO_FILE_SECONDS, NIANBAO_MEMORY and
    NIANBAO_SCAN_MEMORY set; raises WrongSetting."""
    given: dict[str, float] = {}
    for each in fields(Bounds):
        name = f"NIANBAO_{each.name.upper()}"
        if text := environment.get(name, "").strip():
            try:
                given[each.name] = float(text)
            except ValueError:
                raise WrongSetting(f"{name} is {text!r}, and not a number") from None
            if not 0 < given[each.name] < float("inf"):
                raise WrongSetting(f"{name} is {text}, and not a positive number")
    return Bounds(**given)
