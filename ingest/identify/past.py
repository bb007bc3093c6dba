"""Names of divisions of another year: what became of them, or what they were, as candidates. Pure."""

from collections.abc import Container, Iterable

from ingest.cells.finding import UNTESTABLE, Finding
from ingest.identify.divisions import Division, Year
from ingest.identify.identity import Context, Identity
from ingest.identify.place import readings
from ingest.identify.reference import Reference
from ingest.identify.successions import heirs_of

_LONGEST_NAME = 15
_STILL = 9999


def front(name: str, names: Container[str]) -> str:
    """The longest prefix of a name that is one of `names`."""
    return next((name[:n] for n in range(min(len(name), _LONGEST_NAME), 1, -1) if name[:n] in names), "")


def gone_name(name: str, known: Reference, year: Year) -> tuple[str, str, tuple[Division, ...]] | None:
    """Return the name of a division of another year that an agency's name begins with, and the rest of the name.

    It may follow the places that it belonged to (青岛市即墨市…), which are returned with it.
    """
    ways = [("", name, ()), *((name, each.rest, each.units) for each in readings(name, year) if not each.bare)]
    for _, rest, above in ways:
        gone = front(rest, known.divisions.names())
        if gone and gone not in year.full:
            return gone, rest[len(gone) :], above
    return None


def of_another_year(
    gone: str, above: tuple[Division, ...], kind: str | None, known: Reference, year: Year, context: Context
) -> Identity:
    """Return an identity without a place whose candidates are what the bearers of the name are in this year."""
    bearers = known.divisions.ever(gone)
    found = {each.code: each for bearer in bearers for each in _in_year(bearer, year)}
    within = tuple(each for each in found.values() if not above or any(unit in above for unit in year.parents(each)))
    paths = tuple(sorted(year.path(each) for each in within or found.values()))
    unit = bearers[-1]
    values: dict[str, object] = {"name": gone, "since": unit.since, "until": unit.until, "year": context.year}
    values["places"] = "、".join(paths)
    message = "gone_place" if not paths else "later_place" if unit.until == _STILL else "old_place"
    finding = Finding("place", UNTESTABLE, message, None, context.line, values)
    return Identity(agency_type=kind, candidates=paths, findings=(finding,))


def _in_year(unit: Division, year: Year) -> Iterable[Division]:
    """The units of a year that continue a unit: its own line, else the heirs of it, or of theirs."""
    in_force = {each.line: each for each in year.coded.values()}
    lines, seen = [unit.line], set[str]()
    while lines:
        line = lines.pop()
        if line in seen:
            continue
        seen.add(line)
        if line in in_force:
            yield in_force[line]
        else:
            lines += heirs_of(line)
