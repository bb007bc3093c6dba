"""A report and the one before it → findings beyond those that reading gives. Pure.

What is asked here is asked before publication: a report that is out is shown as it is (the identities between its years
are tested by `warehouse.across_years`).
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping

from forms import CHECKS, CellId, CrossYearCheck, cross_year_checks, figures, form
from forms.declaration import TOTAL
from ingest.cells.finding import BROKEN, UNTESTABLE, Finding, InBoth
from ingest.narrative.likeness import LEAST, LEAST_NUMBERS, clauses_of_narrative, fingerprints, likeness, shared
from ingest.narrative.paragraphs import table_lines
from ingest.parts import NUMBERS
from ingest.read.numbers import ABSENT, BLANK, UNREADABLE, Number
from ingest.report import Report, names_in
from ingest.selfcheck.earlier import Earlier, EarlierFact

_JUMP, _FEW = 5, 30  # times as many as last year, and how many there must be for that to be worth a look
# 万元 of fees, by level: more than any agency of it takes in a year, so that yuan may have been written.
_MUCH = {"township": 5_000, "county": 200_000}
_VERY_MUCH = 10_000_000
_SCALE = 10_000  # 万元 in 元
_SMALL = ("county", "township")  # levels whose bodies make no 规章 (Legislation Law, articles 91 and 93)


def remarks(report: Report, earlier: Earlier | None = None) -> list[Finding]:
    """Return everything that should be looked at before a report is published, beyond `report.checked`.

    earlier: the agency's own report on the year before, if there is one.
    """
    found = [*_parts(report), *_blanks(report), *_confused(report)]
    if earlier is not None:
        found += [*_between_years(report, earlier), *_jumps(report, earlier), *_copied(report, earlier)]
    return found


def _parts(report: Report) -> Iterator[Finding]:
    """A part whose heading is on no line of its own."""
    there = {part.number for part in report.parts}
    declared = form(report.parsed.edition)
    titles = {NUMBERS.index(table.section) + 1: table.title for table in declared.tables if table.section in NUMBERS}
    titles |= {
        NUMBERS.index(each.number) + 1: each.label
        for each in (*declared.parts_before, *declared.parts_behind)
        if each.number in NUMBERS
    }
    for number in sorted(set(titles) - there):
        words = {
            "number": InBoth(NUMBERS[number - 1], str(number)),
            "title": InBoth(titles[number].zh, titles[number].en),
        }
        yield Finding("part", UNTESTABLE, "part_missing", None, 0, words)


def _blanks(report: Report) -> Iterator[Finding]:
    """Blank cells in a table in which others are filled: a blank is not 0."""
    by_table: dict[str, list[CellId]] = {}
    filled: set[str] = set()
    untested = Counter(figures()[str(each.figure)].table for each in report.checked.findings if _is_untested(each))
    for cell, fact in report.parsed.facts.items():
        table = figures()[cell[0]].table
        if fact.state == BLANK:
            by_table.setdefault(table, []).append(cell)
        elif fact.value is not None:
            filled.add(table)
    for table, cells in by_table.items():
        if table in filled:
            title = form(report.parsed.edition).table(table).title
            first = report.parsed.facts[cells[0]]
            words = {"table": InBoth(title.zh, title.en), "n": len(cells), "identities": untested[table]}
            yield Finding("zeros", UNTESTABLE, "blank_cells", cells[0][0], first.line, words, cells[0][1])


def _is_untested(finding: Finding) -> bool:
    return finding.message_id == "untestable" and finding.figure is not None


def without_repetitions(findings: Iterable[Finding], report: Report) -> list[Finding]:
    """Leave out the identities that cannot be tested for blanks alone: that the table has blanks says it once."""
    states: dict[str, set[str]] = {}
    for cell, fact in report.parsed.facts.items():
        states.setdefault(figures()[cell[0]].table, set()).add(fact.state)
    blank = {table for table, own in states.items() if BLANK in own and not own & {UNREADABLE, ABSENT}}
    return [each for each in findings if not (_is_untested(each) and figures()[str(each.figure)].table in blank)]


def _confused(report: Report) -> Iterator[Finding]:
    """Fields that agencies take for one another."""
    facts = report.parsed.facts
    for kind in ("regulations", "normative_documents"):
        issued, in_force = facts.get((f"{kind}.issued", None)), facts.get((f"{kind}.in_force", None))
        if issued and in_force and issued.value is not None and in_force.value is not None:
            if in_force.value < issued.value:
                words = {"in_force": f"{in_force.value}", "issued": f"{issued.value}"}
                yield Finding("confused", BROKEN, "in_force_below_issued", f"{kind}.in_force", in_force.line, words,
                              None, None, in_force.value)  # fmt: skip
            if kind == "regulations" and issued.value > 0 and report.identity.level in _SMALL:
                words = {"issued": f"{issued.value}"}
                yield Finding("confused", UNTESTABLE, "regulations_of_small", f"{kind}.issued", issued.line, words,
                              None, None, issued.value)  # fmt: skip
    fees = facts.get(("fees.amount", None))
    much = _MUCH.get(report.identity.level or "", _VERY_MUCH)
    if fees and fees.value is not None and fees.unit == "万元" and fees.value >= much:
        words = {"amount": f"{fees.value}", "scaled": _plain(fees.value / _SCALE)}
        yield Finding("confused", UNTESTABLE, "fees_in_yuan", "fees.amount", fees.line, words, None, None, fees.value)


def _plain(number: Number | float) -> str:
    return f"{float(number):.15g}"


# -- beside last year's report ---


def _between_years(report: Report, earlier: Earlier) -> Iterator[Finding]:
    """The identities between the two years, where both reports have the numbers."""
    if report.identity.year != earlier.year + 1:
        return
    for check in cross_year_checks():
        for applicant in check.applicants:
            yield from _between(report, earlier, check, applicant)


def _between(report: Report, earlier: Earlier, check: CrossYearCheck, applicant: str | None) -> Iterator[Finding]:
    before = [(earlier.facts.get((figure, applicant)), sign) for figure, sign in check.previous]
    now = [(report.parsed.facts.get((figure, applicant)), sign) for figure, sign in check.terms]
    numbers = [(None if fact is None else fact.value, sign) for fact, sign in (*before, *now)]
    if any(value is None for value, _ in numbers):
        return
    residual = sum(sign * value for value, sign in numbers if value is not None)
    if residual:
        anchor = report.parsed.facts[check.anchor, applicant]
        assert anchor.value is not None
        expected = anchor.value + residual  # the anchor has the coefficient −1
        words = {
            "rule": InBoth(CHECKS[check.check].rule_zh, CHECKS[check.check].rule_en),
            "previous_year": earlier.year, "expected": _plain(expected), "actual": _plain(anchor.value),
        }  # fmt: skip
        yield Finding(
            check.check, BROKEN, "cross_broken", check.anchor, anchor.line, words, applicant, expected, anchor.value
        )


def _jumps(report: Report, earlier: Earlier) -> Iterator[Finding]:
    """Totals that are many times last year's, or a small part of them; fees that another unit would explain."""
    for cell, fact in report.parsed.facts.items():
        before = earlier.facts.get(cell)
        if cell[1] not in (None, TOTAL) or before is None or fact.value is None or not before.value:
            continue
        label = InBoth(figures()[cell[0]].brief("zh"), figures()[cell[0]].brief("en"))
        words = {"label": label, "year": earlier.year, "before": _plain(before.value), "now": _plain(fact.value)}
        ratio = float(fact.value) / float(before.value)
        if figures()[cell[0]].money:
            if fact.unit == before.unit and fact.value and (ratio > _SCALE / 10 or ratio < 10 / _SCALE):
                yield Finding("confused", UNTESTABLE, "unit_changed", cell[0], fact.line, words, None,
                              before.value, fact.value)  # fmt: skip
        elif max(fact.value, before.value) >= _FEW and not 1 / _JUMP < ratio < _JUMP:
            yield Finding("jump", UNTESTABLE, "jumped", cell[0], fact.line, words, cell[1], before.value, fact.value)


def _copied(report: Report, earlier: Earlier) -> Iterator[Finding]:
    """The same tables, or much of the same text, as last year."""
    alike = [
        table.id
        for table in form(report.parsed.edition).tables
        if report.parsed.edition == earlier.edition and _same_numbers(table.id, report, earlier.facts)
    ]
    for table_id in alike:
        title = form(report.parsed.edition).table(table_id).title
        words = {"year": earlier.year, "table": InBoth(title.zh, title.en)}
        yield Finding("alike", UNTESTABLE, "same_table", None, _first_line(report, table_id), words)
    names = names_in(report.identity)
    now = clauses_of_narrative(report.text.split("\n"), table_lines(report.parsed.facts), names)
    then = clauses_of_narrative(earlier.lines, table_lines(earlier.facts), names)
    share = likeness(fingerprints(now), fingerprints(then))
    if share is not None and share >= LEAST:
        common, _ = shared(now, then)
        words = {"year": earlier.year, "share": f"{share:.0%}"}
        yield Finding("alike", UNTESTABLE, "same_text", None, common[0].line if common else 0, words)


def _same_numbers(table: str, report: Report, before: Mapping[CellId, EarlierFact]) -> bool:
    own = {cell: fact.value for cell, fact in report.parsed.facts.items() if figures()[cell[0]].table == table}
    told = [value for value in own.values() if value]
    return len(told) >= LEAST_NUMBERS and all(cell in before and before[cell].value == own[cell] for cell in own)


def _first_line(report: Report, table: str) -> int:
    lines = [f.line for cell, f in report.parsed.facts.items() if figures()[cell[0]].table == table and f.line]
    return min(lines, default=0)
