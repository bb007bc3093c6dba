"""[I/O] `python -m ingest check FILE …`: what should be looked at before a report is published; nothing is stored."""

import json
from collections.abc import Iterator, Sequence
from pathlib import Path

from forms import applicants, figures
from ingest.cells.finding import Finding
from ingest.command.given import in_force
from ingest.command.refused import Refused
from ingest.report import Rejected, english
from ingest.selfcheck.result import Result, as_json, result_of
from ingest.store.apart import Given, Outcome, read_apart
from ingest.store.bounds import Bounds
from ingest.store.files import content, find
from warehouse.publish import database_name

MOST = 200  # files of one check


def checked(paths: Sequence[Path], warehouse: Path, bounds: Bounds) -> list[Result]:
    """Check every report in some files, in their order; raises Refused where there are none, or too many."""
    documents: list[Given | tuple[str, Rejected]] = []
    for file in find(paths):
        data = file.problem or content(file)
        documents.append((file.source, data) if isinstance(data, Rejected) else Given(file.source, data))
    if not documents:
        raise Refused(f"there are no files under {', '.join(map(str, paths))}; nothing to check")
    if len(documents) > MOST:
        raise Refused(f"{len(documents)} files are more than the {MOST} of one check; check them in parts")
    read: dict[int, list[Outcome]] = {}
    given = [(place, each) for place, each in enumerate(documents) if isinstance(each, Given)]
    for number, outcomes in read_apart([each for _, each in given], bounds):
        read[given[number][0]] = outcomes
    outcomes = [
        outcome
        for place, each in enumerate(documents)
        for outcome in (read[place] if isinstance(each, Given) else [each])
    ]
    return list(_beside_the_warehouse(outcomes, warehouse))


def _beside_the_warehouse(outcomes: Sequence[Outcome], warehouse: Path) -> Iterator[Result]:
    """Each report beside its agency's own earlier one, where there is a warehouse that has it."""
    snapshot = in_force(warehouse)
    if snapshot is None:
        yield from (result_of(name, outcome) for name, outcome in outcomes)
        return
    from warehouse.questions.asking import Damaged, OtherVersion, connect
    from warehouse.questions.earlier import earlier_report

    try:
        with connect(str(warehouse / database_name(snapshot))) as con:
            for name, outcome in outcomes:
                who = None if isinstance(outcome, Rejected) else outcome.identity
                yield result_of(name, outcome, earlier_report(con, who.agency_id, who.year) if who else None)
    except (Damaged, OtherVersion):
        raise Refused(
            f"the snapshot in {warehouse} cannot be asked; make it anew, or name another --warehouse"
        ) from None


def as_text(results: Sequence[Result]) -> Iterator[str]:
    """The lines that the command prints for people."""
    for result in results:
        if result.report is None:
            assert result.rejected is not None
            yield f"{result.name}: could not be read"
            yield f"  {english(result.rejected.detail)}"
            continue
        who = result.report.identity
        beside = f", compared with {result.before.year}" if result.before else ""
        named = who.agency or who.agency_printed or "agency unknown"
        on = f"published on {who.published_on}" if who.published_on else "no date of publication"
        yield f"{result.name}: {named}, {who.year or 'year unknown'}, {on}{beside}"
        for each in result.findings:
            about = "".join(f"{part}: " for part in (f"line {each.line}" if each.line else "", _cell(each)) if part)
            yield f"  {about}{each.message_en} [{each.check}]"
        if not result.findings:
            yield "  nothing to say"


def _cell(finding: Finding) -> str:
    """The cell that a finding is about, unless its message names it."""
    if finding.figure is None or figures()[finding.figure].brief("en") in finding.message_en:
        return ""
    who = applicants()[finding.applicant].label.en if finding.applicant in applicants() else ""
    return ", ".join(filter(None, (figures()[finding.figure].brief("en"), who)))


def as_lines_of_json(results: Sequence[Result]) -> str:
    return json.dumps([as_json(each) for each in results], ensure_ascii=False, indent=1)
