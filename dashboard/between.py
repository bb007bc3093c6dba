"""[I/O] What changed between two kept snapshots, remembered, and the part of it that a scope asks for."""

from contextlib import suppress
from dataclasses import replace
from datetime import UTC, datetime
from threading import Condition, Lock

import polars as pl
from cachetools import LRUCache, cached

from dashboard.address import asked
from dashboard.data import snapshot, warehouse_folder
from warehouse import questions
from warehouse.changes import Changes, changes_between
from warehouse.publish import Snapshot, history, kept, manifest_name
from warehouse.questions.asking import Damaged, OtherVersion, connect
from warehouse.scope import Scope

_KEPT = 64_000_000  # bytes of comparisons
_ONE_AT_A_TIME = Lock()  # each may take as much memory as all that the pages ask together
_IDS = ["before_id", "after_id"]  # of a change
_PLACES = ("province", "prefecture", "county", "agency_type", "level")


def older() -> list[str]:
    """The kept snapshots that the page's own can be compared with, the last published before it first."""
    order = history(warehouse_folder())
    own = snapshot().id
    place = order.index(own) if own in order else -1
    return [*order[place + 1 :], *order[: max(place, 0)]]


def before() -> Snapshot | None:
    """The snapshot that the address compares with, else the one published before the page's; None if there is none."""
    others = older()
    wanted = asked("before")
    name = wanted if wanted in others else others[0] if others else None
    return kept(warehouse_folder()).get(name) if name else None


def last_with(report_id: str) -> str | None:
    """The last of the other kept snapshots that has a report; None if none has."""
    there = kept(warehouse_folder())
    for name in older():
        with suppress(KeyError, Damaged, OtherVersion, OSError), connect(str(there[name].path)) as con:
            if questions.report(con, report_id).height:
                return name
    return None


def published_at(name: str) -> datetime | None:
    """When a snapshot was published."""
    try:
        return datetime.fromtimestamp((warehouse_folder() / manifest_name(name)).stat().st_mtime, UTC)
    except OSError:
        return None


def _size(found: Changes) -> int:
    """Bytes of a comparison; one larger than all that is kept is kept alone, as it is the dearest to make again."""
    size = 4000 + sum(int(frame.estimated_size()) for frame in (found.reports, found.cells, found.findings))
    return min(size, _KEPT)


@cached(
    LRUCache(_KEPT, getsizeof=_size), key=lambda one, other: (str(one.path), str(other.path)), condition=Condition()
)
def compared(one: Snapshot, other: Snapshot) -> Changes:
    """What changed from one snapshot to another; raises NotComparable."""
    with _ONE_AT_A_TIME:
        return changes_between(one.path, other.path)


def in_scope(found: Changes, scope: Scope | None, check: str | None = None) -> Changes:
    """The changes of a scope's years, place, type, level and agency, of both layers; with `check`, those in which a
    finding of it came or went."""
    reports, findings = found.reports, found.findings
    if check is not None:
        findings = findings.filter(pl.col("check_id") == check)
        reports = reports.join(findings, on=_IDS, how="semi", maintain_order="left")
    if scope is not None:
        reports = reports.filter(pl.col("year").is_null() | pl.col("year").is_between(scope.first, scope.last))
        if scope.agency is not None:
            reports = reports.filter(pl.col("agency_key") == scope.agency)
        for name in _PLACES:
            if (wanted := getattr(scope, name)) is not None:
                reports = reports.filter(pl.col(name) == wanted)
    cells, findings = (
        each.join(reports, on=_IDS, how="semi", maintain_order="left") for each in (found.cells, findings)
    )
    return replace(found, reports=reports, cells=cells, findings=findings)
