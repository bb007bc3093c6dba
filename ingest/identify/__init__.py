"""Title + context + reference tables → agency, place and year. Anything that cannot be determined stays None. Pure."""

from dataclasses import replace
from datetime import date

from ingest.cells.finding import UNTESTABLE, Finding
from ingest.identify import dates, imprint, sentences, titles
from ingest.identify.agency import name_agency
from ingest.identify.candidates import counted, own_titles, stands_for_another
from ingest.identify.file_name import names_of_path
from ingest.identify.head import Head, head_of, tail_of
from ingest.identify.identity import Context, Identity
from ingest.identify.prose import outside_tables
from ingest.identify.statement import Statement, rank
from ingest.identify.titles import titles_within
from ingest.identify.weighing import weigh_names, weigh_years

__all__ = ["Context", "Identity", "identify", "name_agency", "titles_within"]

_YEARS = range(2019, 2027)  # of the statutory forms: for a report that names its agency and no year
_CALLED_SO = ("title", "yearly_title", "dateless_title", "lead")  # with one of these a document says it is a report


def identify(lines: list[str], path: str = "", siblings: tuple[str, ...] = ()) -> Identity:
    """Identify agency, place and year of one report from its lines, its path and similar reports.

    siblings: codes of the places assigned to reports of the same agency name in the same folder.
    """
    head = head_of(lines)
    period = dates.period_of("".join(text for _, text in head.pieces))
    signed = imprint.signature(tail_of(lines))
    found, about, published, published_by = _stated(head, period, path, signed)
    found, listed = own_titles(found, about)
    statements = counted([*found, *about], lines)
    when = weigh_years(statements, published)
    year = when.chosen.year if when.chosen else None
    by_name = weigh_names(statements, year)
    identity = _resolved(by_name.chosen, statements, Context(year or 0, lambda: _text(lines, about), path, siblings))
    title = next((each for kind in _CALLED_SO for each in (*found, *about) if each.kind == kind and each.text), None)
    if period and period[1].year != year:
        period = None
    covers_from, covers_to = dates.covers(period, year)
    return replace(
        identity,
        title=titles.as_printed(lines, title.line, title.text) if title else None,
        agency_printed=titles.as_printed(lines, by_name.chosen.line, by_name.chosen.who) if by_name.chosen else None,
        year=year,
        published_on=published,
        published_by=published_by,
        signed_on=imprint.day_of(next((each for each in signed if each.kind == "dated"), None)),
        covers_from=covers_from,
        covers_to=covers_to,
        statements=tuple(statements),
        is_titled=any(each.kind in _CALLED_SO for each in statements),
        findings=(*listed, *when.findings, *by_name.findings, *identity.findings),
    )


def _text(lines: list[str], about: list[Statement]) -> str:
    """The text without whitespace, and behind it the owners of its site, by which places are looked for."""
    return outside_tables(lines) + "".join(f"\n{each.who}网站" for each in about if each.kind == "site")


def _stated(
    head: Head, period: tuple[date, date] | None, path: str, signed: list[Statement]
) -> tuple[list[Statement], list[Statement], date | None, str | None]:
    """The titles, everything else that is said on who and when, the date of publication, and how it is known."""
    found = titles.find_titles(head)
    titled = any(each.kind == "title" for each in found)
    about = [*sentences.opening(head, titled=titled), *imprint.imprint(head)]
    if any(each.kind == "yearly_title" for each in found):
        about += imprint.under_title(head, found)
    if period:
        year = str(period[0].year)
        line = next((n for n, text in head.pieces if year in text and dates.period_of(text)), head.pieces[0][0])
        about.append(Statement("period", line, "", dates.year_of(period), f"{period[0]}–{period[1]}"))
    dated, published_by = imprint.published_on(head, signed) or (None, None)
    about += [*signed, *([dated] if dated and dated not in signed else []), *names_of_path(path)]
    if not any(each.year and rank(each.kind, "when") > 1 for each in (*found, *about)):
        about += filter(None, (sentences.year_in_text(head),))
    return found, about, imprint.day_of(dated), published_by


def _resolved(chosen: Statement | None, statements: list[Statement], context: Context) -> Identity:
    """The agency and place of the name believed, in the year believed, or in every year if none is."""
    if chosen is None:
        return Identity()
    context = replace(context, line=chosen.line)
    meant = stands_for_another(chosen, statements)
    name = (meant or chosen).who
    years = [context.year] if context.year else list(_YEARS)
    ways = [name_agency(name, replace(context, year=each)) for each in years]
    identity = ways[0]
    if len({(each.agency, each.agency_id, each.region_code) for each in ways}) > 1:
        return Identity(findings=(Finding("agency", UNTESTABLE, "name_needs_year", None, chosen.line, {"name": name}),))
    if meant is None:
        finding = Finding("agency", UNTESTABLE, "office_or_government", None, chosen.line, {"name": name})
        return replace(identity, agency=None, agency_id=None, agency_type=None, findings=(*identity.findings, finding))
    return identity
