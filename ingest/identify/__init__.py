"""Title + context + reference tables → agency, place and year. Anything that cannot be determined stays None. Pure."""

from dataclasses import replace
from itertools import islice

from ingest.cells.finding import BROKEN, UNTESTABLE, Finding
from ingest.identify import titles
from ingest.identify.agency import name_agency
from ingest.identify.identity import Context, Identity
from ingest.identify.prose import outside_tables
from ingest.identify.titles import titles_within

__all__ = ["Context", "Identity", "identify", "name_agency", "titles_within"]


def identify(lines: list[str], path: str = "", siblings: tuple[str, ...] = ()) -> Identity:
    """Identify agency, place and year of one report from its lines, its path and similar reports.

    siblings: codes of the places assigned to reports of the same agency name in the same folder.
    """
    filled = ((n, text) for n, line in enumerate(lines[: titles.HEAD_LINES * 3], 1) if (text := titles.compact(line)))
    head = list(islice(filled, titles.HEAD_LINES))
    tail = [text for line in lines[-40:] if (text := titles.compact(line))][-12:]
    found = titles.find_titles(head)
    period = titles.period_of("".join(line for _, line in head))
    published_on = titles.published_on(tail, head)
    if not found:
        year = period[0].year if period else None
        covers_from, covers_to = titles.covers(period, year)
        return Identity(
            year=year, covers_from=covers_from, covers_to=covers_to, published_on=published_on,
            findings=(Finding("year", UNTESTABLE, "no_title"), Finding("agency", UNTESTABLE, "no_agency")),
        )  # fmt: skip
    line, text, who, year = found[0]
    findings: list[Finding] = []
    if len({each for *_, each in found}) > 1:
        shown = "、".join(sorted({str(each) for *_, each in found}))
        findings.append(Finding("year", BROKEN, "several_titles", None, line, {"titles": shown}))
    if period and period[1].year != year:
        findings.append(Finding("year", BROKEN, "year_differs", None, line, {"title": year, "period": period[1].year}))
        period = None
    covers_from, covers_to = titles.covers(period, year)
    printed = titles.as_printed(lines, line, text)
    context = Context(year, lambda: outside_tables(lines), path, siblings, line)
    identity = name_agency(who, context)
    return replace(
        identity,
        title=printed,
        agency_printed=titles.slice_of(printed, text, who) or None,
        year=year,
        published_on=published_on,
        covers_from=covers_from,
        covers_to=covers_to,
        findings=(*findings, *identity.findings),
    )
