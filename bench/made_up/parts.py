"""Made-up reports straight as parsed parts: what the ingest would read of their documents, without reading them."""

from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from functools import cache
from multiprocessing import get_context
from pathlib import Path

from bench.made_up.agencies import agencies, years_of
from bench.made_up.drafts import Draft, drafts
from bench.made_up.figures import BATCH
from bench.made_up.layouts import TEXT, text
from forms import CellId
from ingest.cells.fact import Fact, Parsed
from ingest.identify import Identity, identify
from ingest.narrative.compared import narrative_of
from ingest.narrative.paragraphs import table_lines
from ingest.report import Report, report_of, signature_of
from ingest.store.files import digest
from ingest.store.shards import Shard
from ingest.store.sums import Sums
from ingest.store.update import Contribution


@dataclass(frozen=True, slots=True)
class Pattern:
    """A report without flaws as the ingest reads it, whose facts differ from others' of its edition only in numbers."""

    report: Report
    facts: tuple[tuple[CellId, Fact], ...]


@cache
def _pattern(edition: int) -> Pattern:
    plain = next(each for each in drafts(10_000) if each.edition == edition and not each.is_flawed)
    report = report_of(text(plain, TEXT[0]).encode())
    assert isinstance(report, Report) and not report.checked.findings, report
    return Pattern(report, tuple(report.parsed.facts.items()))


def report(draft: Draft) -> tuple[str, Report]:
    """Return the text of a report's document and what is read of it; one with flaws or doubts is really read."""
    written = text(draft, TEXT[0])
    identity = _identity(draft, written)
    if draft.is_flawed or identity.findings:
        read = report_of(written.encode())
        assert isinstance(read, Report), read
        return written, read
    pattern = _pattern(draft.edition)
    facts: dict[CellId, Fact] = {}
    for (cell, fact), value, printed in zip(pattern.facts, draft.values, draft.printed, strict=True):
        number = int(value) if value.is_integer() else Decimal(str(value))
        facts[cell] = Fact(number, fact.unit, fact.state, printed, fact.line, None, fact.decided_by)
    parsed = Parsed(draft.edition, False, facts, [], 0)
    lines, tables = written.split("\n"), table_lines(parsed.facts)
    said = narrative_of(lines, tables, parsed, pattern.report.parts, identity)
    return written, replace(
        pattern.report, identity=identity, parsed=parsed, text=written, narrative=said,
        signature=signature_of(lines, tables, identity),
    )  # fmt: skip


_KNOWN: dict[tuple[int, int], Identity] = {}  # of the agency and edition that are being written


def _identity(draft: Draft, written: str) -> Identity:
    """Who and when: read once for an agency, whose other years differ only in what is said of the year."""
    own = (draft.agency.number, draft.edition)
    known = _KNOWN.get(own)
    if known is None or known.year is None:
        _KNOWN.clear()
        known = _KNOWN[own] = identify(written.split("\n"))
        return known
    before, year = str(known.year), draft.year
    published = date(year + 1, 1, int(draft.prose.sixth[2].partition("月")[2].rstrip("日")))
    statements = tuple(
        replace(
            each,
            year=each.year and year,
            text=f"{published}" if each.kind == "dated" else each.text.replace(before, str(year)),
        )
        for each in known.statements
    )
    return replace(
        known, title=draft.title, year=year, published_on=published, signed_on=published, statements=statements,
        covers_from=known.covers_from and known.covers_from.replace(year=year),
        covers_to=known.covers_to and known.covers_to.replace(year=year),
    )  # fmt: skip


# -- in the store ---


def write(folder: Path, count: int, processes: int | None = None) -> Iterator[tuple[str, Sums, list[Contribution]]]:
    """Write `count` reports as shards; yield each shard's name, checksums and contributions, in order."""
    # A copy of a process with threads, as Polars and DuckDB have them, may wait for ever.
    with ProcessPoolExecutor(processes, get_context("forkserver")) as pool:
        jobs = [pool.submit(_write, folder, own, first) for first, own in _batches(count)]
        for job in jobs:
            yield job.result()


def _batches(count: int) -> Iterator[tuple[int, int]]:
    for first in range(0, len(agencies()), BATCH):
        own = sum(len(years_of(agency)) for agency in agencies()[first : first + BATCH])
        if count <= 0:
            return
        yield first, min(own, count)
        count -= own
    if count > 0:
        raise ValueError(f"there are too few agencies: {count} reports are missing")


def _write(folder: Path, count: int, first: int) -> tuple[str, Sums, list[Contribution]]:
    shard, name = Shard(), f"made-up-{first // BATCH:05d}"
    contributions: list[Contribution] = []
    for draft in drafts(count, first, first + BATCH):
        written, read = report(draft)
        sha256 = digest(written.encode())
        shard.add(sha256, read)
        contributions.append(Contribution(f"{draft.source}.txt", sha256, name))
    return name, shard.write(folder, name), contributions
