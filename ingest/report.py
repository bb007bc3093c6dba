"""One file's bytes → one report with facts and findings, or the reason why there is none. Pure."""

import logging
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, replace
from functools import cache
from itertools import combinations
from pathlib import Path

from forms import EDITIONS, edition_of_year, form
from forms.declared import declared
from forms.normal import normal
from ingest.cells.edition import edition_of
from ingest.cells.fact import Parsed
from ingest.cells.finding import BROKEN, UNTESTABLE, Finding
from ingest.check import Checked, check
from ingest.compilation import CompiledPart, split_at_titles, titles_of
from ingest.identify import Identity, identify
from ingest.identify.made_up import is_made_up
from ingest.identify.titles import Title
from ingest.narrative.compared import Compared, differences, narrative_of
from ingest.narrative.paragraphs import table_lines
from ingest.parse import parse
from ingest.parts import Part, parts_of
from ingest.read import Unreadable, read, read_pages
from ingest.read.archive import Member, is_archive, members
from ingest.read.document import Document
from ingest.read.numbers import ABSENT
from ingest.without_tables import has_sections, is_long, older_year, reason_without_tables

_LOG = logging.getLogger("nianbao.ingest")


@dataclass(frozen=True, slots=True)
class Report:
    """A report as read: who and when, its facts, what is wrong with it, and its text.

    `by_extra` says that an optional part (text recognition) read some of it, or would have, were it installed;
    `made_up`, that its own text says that it is no agency's report.
    """

    identity: Identity
    parsed: Parsed
    checked: Checked
    text: str
    by_extra: bool = False
    parts: tuple[Part, ...] = ()
    narrative: tuple[Compared, ...] = ()
    signature: list[int] | None = None
    made_up: bool = False


@dataclass(frozen=True, slots=True)
class Rejected:
    """A file that gave no report, with the reason's id and a sentence in both languages; `by_extra` as for a report."""

    reason: str
    detail: str
    by_extra: bool = False


# The fields with the names of a report's agency and place, by which its text differs from others' whatever it says.
NAMES = ("agency_printed", "agency", "province", "prefecture", "county", "township")


def names_in(who: Identity) -> list[str]:
    """The names of a report's agency and place."""
    return [name for each in NAMES if (name := getattr(who, each))]


def signature_of(lines: Sequence[str], tables: Collection[int], who: Identity) -> list[int] | None:
    """The signature of a report's narrative, by which alike ones are found among many (`ingest.narrative.likeness`)."""
    from ingest.narrative.likeness import clauses_of_narrative, fingerprints, signature  # NumPy, where it is needed

    return signature(fingerprints(clauses_of_narrative(lines, tables, names_in(who))))


@cache
def _reasons() -> dict[str, dict[str, str]]:
    loaded: dict[str, dict[str, str]] = declared(Path(__file__).parent / "reasons.yml")
    return loaded


def rejected(reason: str, **values: object) -> Rejected:
    words = _reasons()[reason]
    detail = f"{words['zh'].format(**values)} / {words['en'].format(**values)}"
    return Rejected(words.get("reason", reason), detail, by_extra=reason in ("scan", "no_picture"))


def english(detail: str) -> str:
    """The English half of what `rejected` says in both languages."""
    return detail.partition("。 / ")[2]


def report_of(data: bytes, name: str = "") -> Report | Rejected:
    """Read, identify, parse and check one file. Deterministic; never raises on any bytes.

    An archive or a compilation is read if it holds one report; `ingest.store.update` reads all of them. `name` is for
    the log.
    """
    return _guarded(lambda: _of_file(data), name)


def reports_of_parts(parts: Sequence[bytes], name: str = "") -> list[tuple[str, Report | Rejected]]:
    """The reports in a file, or in the pictures of its pages: one without a name, or several by agency and year."""
    if len(parts) == 1 and is_archive(parts[0]):
        return [("", report_of(parts[0], name))]
    compiled: list[tuple[str, Report | Rejected]] = []

    def made() -> Report | Rejected:
        return _report_of(read(parts[0]) if len(parts) == 1 else read_pages(parts), compiled)

    whole = _guarded(made, name)
    return compiled or [("", whole)]


def document_of(data: bytes) -> tuple[Document, int]:
    """The document of one file and the edition whose tables it prints; raises Unreadable."""
    document = read(data)
    return document, edition_of(document)[0] or edition_of_year(identify(document.lines).year)


def opened_archive(data: bytes) -> list[Member] | Rejected | None:
    """What an archive holds, or why it cannot be opened; None for a file that is no archive."""
    if not is_archive(data):
        return None
    try:
        return members(data)
    except Unreadable as why:
        return rejected(why.reason, **why.values)


def _of_file(data: bytes) -> Report | Rejected:
    if not is_archive(data):
        return _report_of(read(data))
    inside = [report for member in members(data) for _, report in reports_of_parts(member.parts)]
    reports = [each for each in inside if isinstance(each, Report)]
    if len(reports) > 1:
        return rejected("several_reports", titles="、".join(str(each.identity.title) for each in reports[:5]))
    return reports[0] if reports else inside[0]


def _guarded(made: Callable[[], Report | Rejected], name: str) -> Report | Rejected:
    try:
        return made()
    except Unreadable as why:
        return rejected(why.reason, **why.values)
    except MemoryError:
        return rejected("memory", limit="")
    except KeyboardInterrupt:
        raise
    # The one place where a defect, of ours or of a library that exits or panics, must not stop a run of thousands.
    except BaseException as error:  # noqa: BLE001
        _LOG.exception("reading %s crashed", name or "a file")
        return rejected("crashed", error=f"{type(error).__name__}: {error}"[:200])


def _report_of(document: Document, compiled: list[tuple[str, Report | Rejected]] | None = None) -> Report | Rejected:
    """The report in a document. If it holds several, they are put into `compiled`, and the whole is rejected."""
    printed, both = edition_of(document)
    identity = identify(document.lines)
    if (year := older_year(identity, printed)) is not None:
        return replace(rejected("older_form", year=year, first=min(EDITIONS)), by_extra=document.recognised)
    if printed is None and not identity.is_titled:
        return _without_tables(document, identity)
    edition = printed or edition_of_year(identity.year)
    parsed = parse(document, edition)
    titles = titles_of(document.lines)
    if len({(who, year) for _, _, who, year in titles}) > 1 and (
        parsed.repeats or _second_report(document, titles, identity, parsed)
    ):
        if compiled is not None:
            compiled += _compiled(document, titles)
        shown = "、".join(dict.fromkeys(f"{who}{year}" for _, _, who, year in titles if who))
        return rejected("several_reports", titles=shown)
    if all(fact.state == "absent" for fact in parsed.facts.values()):
        return _without_tables(document, identity)
    findings = [*identity.findings, *_about_edition(printed, both, edition, identity.year)]
    if document.unread:
        findings.append(Finding("unreadable", UNTESTABLE, "unread_pages", None, 0, {"pages": document.unread}))
    parts = parts_of(document.lines, edition)
    tables = table_lines(parsed.facts)
    narrative = narrative_of(document.lines, tables, parsed, parts, identity)
    checked = check(parsed, [*findings, *differences(narrative)])
    by_extra = document.recognised or document.unread > 0
    return Report(
        replace(identity, findings=()), parsed, checked, document.text, by_extra, parts, narrative,
        signature_of(document.lines, tables, identity), is_made_up(document.text),
    )  # fmt: skip


def _without_tables(document: Document, identity: Identity) -> Rejected:
    reason, values = reason_without_tables(document, identity)
    return replace(rejected(reason, **values), by_extra=document.recognised)


def _compiled(document: Document, titles: Sequence[Title]) -> list[tuple[str, Report | Rejected]]:
    """The reports of a compilation by agency and year; none if it cannot be said for certain where each begins.

    Every part with figures must be named, differ from the others by agency or year, and print tables that the others
    print as well: where two parts have no cell in common, one report may have been cut in two.
    """
    made = [(part, _report_of(part.document)) for part in split_at_titles(document, titles)]
    reports = [(part, report) for part, report in made if isinstance(report, Report)]
    cells = [{cell for cell, fact in report.parsed.facts.items() if fact.state != ABSENT} for _, report in reports]
    names = [(part.who, part.year) for part, _ in reports]
    if len(reports) < 2 or len(set(names)) < len(names) or not all(who for who, _ in names):
        return []
    if any(not one & other for one, other in combinations(cells, 2)):
        return []
    # A part that is a report without tables is kept with its reason; a line of the contents is not.
    lost: list[tuple[CompiledPart, Report | Rejected]] = [
        (part, report)
        for part, report in made
        if isinstance(report, Rejected)
        and (part.who, part.year) not in names
        and part.who
        and (has_sections(part.document) or (report.reason == "older_form" and is_long(part.document)))
    ]
    if len({(part.who, part.year) for part, _ in lost}) < len(lost):
        return []
    order = {id(report): number for number, (_, report) in enumerate(made)}
    kept = sorted([*reports, *lost], key=lambda each: order[id(each[1])])
    return [(f"{part.who}{part.year}".replace("/", "／"), report) for part, report in kept]


def _second_report(document: Document, titles: Sequence[Title], identity: Identity, parsed: Parsed) -> bool:
    """The title of another year or agency comes after numbers and is followed by tables: two reports joined."""
    lines = [fact.line for fact in parsed.facts.values() if fact.value is not None]
    own = (identity.agency_printed, identity.year)
    others = [number for number, _, who, year in titles if (who, year) != own]
    marks = {spelling for table in form(parsed.edition).tables for spelling in table.mark.spellings}
    return any(
        any(mark in normal(line) for line in document.lines[number:] for mark in marks)
        for number in others
        if lines and min(lines) < number
    )


def _about_edition(printed: int | None, both: bool, edition: int, year: int | None) -> list[Finding]:
    if printed is None:
        return [Finding("edition", UNTESTABLE, "no_edition", None, 0, {"edition": edition})]
    if both:
        return [Finding("edition", UNTESTABLE, "both_forms", None, 0, {"edition": edition})]
    if year is not None and edition_of_year(year) != edition:
        return [Finding("edition", BROKEN, "other_form", None, 0, {"edition": edition, "year": year})]
    return []
