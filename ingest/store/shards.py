"""[I/O] Reports ⇄ Parquet: what one worker parsed is written at once, column by column, and read by the warehouse.

The layout is documented in docs/operations.md, for other programs that read these files.
"""

import hashlib
import io
from collections.abc import Collection, Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Any

import polars as pl

from forms import cell_number, form, units
from ingest.cells.fact import DECIDED_BY
from ingest.cells.finding import Finding
from ingest.identify.statement import stored
from ingest.narrative.compared import Compared
from ingest.read.numbers import STATES, Number
from ingest.report import Report
from ingest.store.store_error import StoreError
from ingest.store.sums import PARTS, Sum, Sums, part_path

_STATE = {state: number for number, state in enumerate(STATES)}
_NOWHERE = (None,) * 5
_ROW_GROUP = 122_880  # rows: as many as DuckDB keeps together
_DECIDED_BY = {name: number for number, name in enumerate(DECIDED_BY)}
_UNIT: dict[str | None, int | None] = {None: None, **{unit: number for number, unit in enumerate(units())}}

Schema = dict[str, pl.DataType | type[pl.DataType]]
REPORT_SCHEMA: Schema = {
    "report": pl.UInt32, "sha256": pl.String, "title": pl.String, "agency_printed": pl.String, "agency": pl.String,
    "agency_id": pl.String, "agency_type": pl.String, "level": pl.String, "province": pl.String,
    "prefecture": pl.String, "county": pl.String, "township": pl.String, "region_code": pl.String, "year": pl.Int32,
    "form": pl.Int16, "single_row": pl.Boolean, "published_on": pl.Date, "published_by": pl.String,
    "signed_on": pl.Date,    "covers_from": pl.Date, "covers_to": pl.Date,
    "superior": pl.String, "evidence": pl.String, "stated_by": pl.String,
    "candidates": pl.List(pl.String), "text": pl.String,
    "parts": pl.List(pl.Struct({"part": pl.UInt8, "title": pl.String, "line": pl.UInt32, "last_line": pl.UInt32})),
    "made_up": pl.Boolean, "numbers": pl.UInt16, "narrative": pl.List(pl.Struct({
        "figure": pl.String, "applicant": pl.String, "value": pl.Float64, "exact": pl.Boolean, "line": pl.UInt32,
        "passage": pl.String, "verdict": pl.String, "counted": pl.Float64,
    })),
    "signature": pl.List(pl.UInt16),
}  # fmt: skip
_NUMBERED = pl.UInt8  # a value of a closed list, by its place in it; written by its name
_FACTS: Schema = {
    "report": pl.UInt32, "cell": pl.UInt16, "value": pl.Float64, "unit": _NUMBERED, "state": _NUMBERED,
    "printed": pl.String, "line": pl.UInt32, "page": pl.UInt16, "box_left": pl.UInt16, "box_top": pl.UInt16,
    "box_right": pl.UInt16, "box_bottom": pl.UInt16, "decided_by": _NUMBERED,
}  # fmt: skip
_CLOSED = {"unit": pl.Enum(units()), "state": pl.Enum(STATES), "decided_by": pl.Enum(DECIDED_BY)}
FACT_SCHEMA: Schema = {**_FACTS, **_CLOSED}
FINDING_COLUMNS: Schema = {
    "check_id": pl.String, "verdict": pl.String, "figure": pl.String, "applicant": pl.String,
    "expected": pl.Float64, "actual": pl.Float64, "message": pl.String, "message_en": pl.String, "line": pl.UInt32,
}  # fmt: skip
FINDING_SCHEMA: Schema = {"report": pl.UInt32, **FINDING_COLUMNS}
TALLY_SCHEMA: Schema = {
    "report": pl.UInt32, "check_id": pl.String, "holds": pl.UInt16, "broken": pl.UInt16, "untestable": pl.UInt16,
}  # fmt: skip


@cache
def _cells(edition: int, single_row: bool) -> list[int]:
    numbers = cell_number()
    return [numbers[cell] for cell in form(edition).cells(single_row)]


def in_columns(finding: Finding) -> tuple[object, ...]:
    """A finding as `FINDING_COLUMNS` has it."""
    return (
        finding.check, finding.verdict, finding.figure, finding.applicant,
        _float(finding.expected), _float(finding.actual),
        finding.message, finding.message_en, finding.line or None,
    )  # fmt: skip


def _said(each: Compared) -> dict[str, object]:
    """What a narrative says, as `REPORT_SCHEMA` has it."""
    return {
        "figure": each.figure, "applicant": each.applicant, "value": _float(each.value), "exact": each.is_exact,
        "line": each.line, "passage": each.passage, "verdict": each.verdict, "counted": _float(each.counted),
    }  # fmt: skip


def _float(number: Number | float | None) -> float | None:
    return None if number is None else float(number)


class Shard:
    """Reports gathered column by column, then written as NAME.reports, .facts, .findings and .tallies.

    A report is taken apart as soon as it is added, so that a worker never holds more than one as objects.
    """

    def __init__(self) -> None:
        self._reports: list[tuple[Any, ...]] = []
        self._facts: list[list[Any]] = [[] for _ in _FACTS]
        self._findings: list[tuple[Any, ...]] = []
        self._tallies: list[tuple[Any, ...]] = []

    def add(self, sha256: str, report: Report) -> None:
        """Add a report; its row in .reports is what `report` means in the other three."""
        number = len(self._reports)
        who, parsed = report.identity, report.parsed
        values, printed_units, states, printed, lines, spots, decided_by = zip(*parsed.facts.values(), strict=True)
        self._reports.append((
            number, sha256, who.title, who.agency_printed, who.agency, who.agency_id, who.agency_type, who.level,
            who.province, who.prefecture, who.county, who.township, who.region_code, who.year, parsed.edition,
            parsed.single_row, who.published_on, who.published_by, who.signed_on,
            who.covers_from, who.covers_to, who.superior, who.evidence, stored(who.statements),
            list(who.candidates) or None, report.text,
            [{"part": p.number, "title": p.title, "line": p.line, "last_line": p.last_line} for p in report.parts],
            report.made_up, len(values) - values.count(None), [_said(each) for each in report.narrative],
            report.signature,
        ))  # fmt: skip
        reports, cells, *others = self._facts
        reports.extend([number] * len(values))
        cells.extend(_cells(parsed.edition, parsed.single_row))
        columns: tuple[Sequence[Any], ...] = (
            [None if value is None else float(value) for value in values],
            [_UNIT[unit] for unit in printed_units],
            [_STATE[state] for state in states],
            printed,
            [line or None for line in lines],
            *zip(*(spot or _NOWHERE for spot in spots), strict=True),
            [_DECIDED_BY[name] for name in decided_by],
        )
        for column, more in zip(others, columns, strict=True):
            column.extend(more)
        self._findings += [(number, *in_columns(finding)) for finding in report.checked.findings]
        self._tallies += [(number, check_id, *tally) for check_id, tally in report.checked.tallies.items()]

    def write(self, folder: Path, name: str) -> Sums:
        """Write the four files; returns their checksums. Raises StoreError if there is no room, or another obstacle."""
        facts = pl.DataFrame(dict(zip(_FACTS, self._facts, strict=True)), schema=_FACTS)
        frames = {
            "reports": pl.DataFrame(self._reports, schema=REPORT_SCHEMA, orient="row"),
            "facts": by_cell(facts.with_columns(pl.col(name).cat.to(kind) for name, kind in _CLOSED.items())),
            "findings": pl.DataFrame(self._findings, schema=FINDING_SCHEMA, orient="row"),
            "tallies": pl.DataFrame(self._tallies, schema=TALLY_SCHEMA, orient="row"),
        }
        return write_parts(folder, name, frames)


def by_cell(facts: pl.DataFrame) -> pl.DataFrame:
    """Facts as they lie in a part: all of one cell together, so that a question about a figure reads little else."""
    return facts.sort("cell", "report")


def merged(folder: Path, shards: Sequence[str], wanted: Collection[str] | None = None) -> dict[str, pl.DataFrame]:
    """The four frames of several shards in one; of their contents only those `wanted`, if any are named.

    Raises StoreError if one cannot be read.
    """
    together: dict[str, list[pl.DataFrame]] = {part: [] for part in PARTS}
    first = 0
    try:
        for shard in shards:
            frames = {part: pl.read_parquet(part_path(folder, shard, part)) for part in PARTS}
            kept = frames["reports"].select("report", "sha256")
            if wanted is not None:
                kept = kept.filter(pl.col("sha256").is_in(wanted))
            number = kept.select("report").with_row_index("now", first).cast({"now": pl.UInt32})
            first += kept.height
            for part, frame in frames.items():
                again = frame.join(number, on="report", maintain_order="left")
                together[part].append(again.with_columns(report="now").drop("now"))
    except (OSError, pl.exceptions.PolarsError) as error:
        raise StoreError(f"cannot read what is in {folder}: {getattr(error, 'strerror', None) or error}") from None
    found = {part: pl.concat(frames) for part, frames in together.items()}
    return found | {"facts": by_cell(found["facts"])}


def write_parts(folder: Path, name: str, frames: Mapping[str, pl.DataFrame]) -> Sums:
    """Write the four files of a shard; returns their checksums. Raises StoreError if one cannot be written."""
    try:
        return {part: _write(frames[part], part_path(folder, name, part)) for part in PARTS}
    except (OSError, pl.exceptions.PolarsError) as error:
        raise StoreError(f"cannot write to {folder}: {getattr(error, 'strerror', None) or error}") from None


def _write(frame: pl.DataFrame, path: Path) -> Sum:
    """Write aside and move into place: a file that is there is whole. Returns the checksum of what it should hold."""
    buffer = io.BytesIO()
    frame.write_parquet(buffer, compression="zstd", compression_level=1, statistics=False, row_group_size=_ROW_GROUP)
    data = buffer.getbuffer()
    aside = path.with_suffix(".part")
    with aside.open("wb") as stream:
        stream.write(data)
    aside.replace(path)
    return Sum(hashlib.sha256(data).hexdigest(), len(data))
