"""An agency's own report on the year before, as a check of the new one needs it. Plain data."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from forms import CellId
from ingest.read.numbers import Number


@dataclass(frozen=True, slots=True)
class EarlierFact:
    """A cell of the earlier report: its number or None, its unit, and its line."""

    value: Number | None
    unit: str | None
    line: int


@dataclass(frozen=True, slots=True)
class Earlier:
    """The agency's last report before the one that is checked."""

    report_id: str
    year: int
    edition: int
    facts: Mapping[CellId, EarlierFact]
    lines: Sequence[str]
