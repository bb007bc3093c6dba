"""[I/O] Reports ⇄ Parquet: what one worker parsed is written at once, column by column, and read by the warehouse."""

from pathlib import Path
from typing import Any

import polars as pl

from forms import cell_number
from ingest.numbers import STATES
from ingest.report import Report

UNITS = ("件", "项", "元", "万元")
_STATE = {state: number for number, state in enumerate(STATES)}
_UNIT: dict[str | None, int | None] = {None: None, **{unit: number for number, unit in enumerate(UNITS)}}

REPORT_SCHEMA = {
    "sha256": pl.String, "title": pl.String, "agency_printed": pl.String, "agency": pl.String,
    "agency_type": pl.String, "level": pl.String, "province": pl.String, "prefecture": pl.String,
    "county": pl.String, "township": pl.String, "region_code": pl.String, "year": pl.Int32, "form": pl.Int16,
    "single_row": pl.Boolean, "published_on": pl.Date, "covers_from": pl.Date, "covers_to": pl.Date,
    "evidence": pl.String, "text": pl.String,
}  # fmt: skip
FACT_SCHEMA = {
    "report": pl.UInt32, "cell": pl.UInt8, "value": pl.Float64, "unit": pl.UInt8, "state": pl.UInt8,
    "printed": pl.String, "line": pl.UInt32,
}  # fmt: skip
FINDING_SCHEMA = {
    "report": pl.UInt32, "check_id": pl.String, "verdict": pl.String, "figure": pl.String, "applicant": pl.String,
    "expected": pl.Float64, "actual": pl.Float64, "message": pl.String, "message_en": pl.String, "line": pl.UInt32,
}  # fmt: skip
TALLY_SCHEMA = {
    "report": pl.UInt32, "check_id": pl.String, "holds": pl.UInt16, "broken": pl.UInt16, "untestable": pl.UInt16,
}  # fmt: skip


def write_shard(folder: Path, name: str, reports: list[tuple[str, Report]]) -> None:
    """Write (sha256, report) pairs as NAME.reports, .facts, .findings and .tallies; `report` is the row in .reports."""
    rows: list[tuple[Any, ...]] = []
    facts: list[list[Any]] = [[] for _ in FACT_SCHEMA]
    findings: list[tuple[Any, ...]] = []
    tallies: list[tuple[Any, ...]] = []
    numbers = cell_number()
    for report, (sha256, each) in enumerate(reports):
        who, parsed = each.identity, each.parsed
        rows.append((
            sha256, who.title, who.agency_printed, who.agency, who.agency_type, who.level, who.province,
            who.prefecture, who.county, who.township, who.region_code, who.year, parsed.edition, parsed.single_row,
            who.published_on, who.covers_from, who.covers_to, who.evidence, each.text,
        ))  # fmt: skip
        cells = parsed.facts.values()
        for column, values in zip(
            facts,
            (
                [report] * len(cells),
                [numbers[cell] for cell in parsed.facts],
                [None if fact.value is None else float(fact.value) for fact in cells],
                [_UNIT[fact.unit] for fact in cells],
                [_STATE[fact.state] for fact in cells],
                [fact.printed for fact in cells],
                [fact.line or None for fact in cells],
            ),
            strict=True,
        ):
            column.extend(values)
        findings += [
            (
                report, f.check, f.verdict, f.figure, f.applicant, None if f.expected is None else float(f.expected),
                None if f.actual is None else float(f.actual), f.message, f.message_en, f.line or None,
            )
            for f in each.checked.findings
        ]  # fmt: skip
        tallies += [(report, check_id, *tally) for check_id, tally in each.checked.tallies.items()]
    _write(pl.DataFrame(rows, schema=REPORT_SCHEMA, orient="row"), folder / f"{name}.reports.parquet")
    columns = dict(zip(FACT_SCHEMA, facts, strict=True))
    _write(pl.DataFrame(columns, schema=FACT_SCHEMA), folder / f"{name}.facts.parquet")
    _write(pl.DataFrame(findings, schema=FINDING_SCHEMA, orient="row"), folder / f"{name}.findings.parquet")
    _write(pl.DataFrame(tallies, schema=TALLY_SCHEMA, orient="row"), folder / f"{name}.tallies.parquet")


def _write(frame: pl.DataFrame, path: Path) -> None:
    """Write aside and move into place: a shard that is there is whole."""
    aside = path.with_suffix(".part")
    frame.write_parquet(aside, compression="zstd", compression_level=1, statistics=False)
    aside.replace(path)
