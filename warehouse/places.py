"""Place the reports whose name alone does not say where, by their text, file path and sibling reports together.

Facts are stored by file content; a file's path and its neighbours are known only when a snapshot is built. So the
reports to which evidence matters are weighed again here, with all of it; what the text says by itself does not count
more for having been read first.
"""

from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass

import duckdb
import polars as pl

from forms.normal import simplified
from ingest.identify import Identity, identify
from ingest.store.shards import Schema
from warehouse.rows import replace_identities

IDENTITY_COLUMNS = (
    "agency", "agency_id", "agency_type", "level", "province", "prefecture", "county", "township", "region_code",
    "superior", "evidence",
)  # fmt: skip
_PLACED: Schema = {**dict.fromkeys(IDENTITY_COLUMNS, pl.String), "candidates": pl.List(pl.String)}
_ABOUT_PLACE = ("place", "agency")
_AT_A_TIME = 1000
FOLDER = "regexp_replace(source, '/?[^/]*$', '')"  # of a file, or the archive that it lies in; empty where in none
_TO_BE_WEIGHED = f"""
    INSERT INTO weighed_rows
    SELECT report_no, {FOLDER} FROM report_rows SEMI JOIN touched USING (report_no)
    WHERE agency_printed IS NOT NULL AND (evidence IS NOT NULL OR (province IS NULL AND level IS NULL))
    ORDER BY report_no
"""
_WITNESSES = 2  # reports that agree: of two that contradict each other, neither is a witness against the other


@dataclass(frozen=True, slots=True)
class _Weighed:
    """A report whose place is a matter of evidence, as stored and as its text and path have it.

    like: its agency name and folder, which its siblings share.
    """

    number: int
    source: str
    like: tuple[str, str]
    stored: tuple[object, ...]
    identity: Identity


def place_by_surroundings(con: duckdb.DuckDBPyConnection) -> None:
    """Weigh text and path together, then also the other reports of the same agency name in the same folder.

    Of the reports `touched`, those to which this matters are remembered in `weighed_rows`.
    """
    con.execute(_TO_BE_WEIGHED)
    weighed = list(_weighed(con))
    beside = _Siblings(con, weighed) if weighed else None
    codes = {each.number: code for each in weighed if beside and (code := beside.of(each))}
    anew = dict(texts(con, list(codes)))
    changed: list[tuple[int, Identity]] = []
    for each in weighed:
        identity = each.identity
        if code := codes.get(each.number):
            identity = identify(anew[each.number], each.source, (code,))
        differs = any(finding.message_id == "places_differ" for finding in identity.findings)
        if differs or _columns(identity) != each.stored:
            changed.append((each.number, identity))
    if changed:
        replace_identities(con, changed, _PLACED, _ABOUT_PLACE)


def _weighed(con: duckdb.DuckDBPyConnection) -> Iterator[_Weighed]:
    cursor = con.execute(
        f"""
        SELECT report_no, source, text, folder, agency_printed, {", ".join(IDENTITY_COLUMNS)}, candidates
        FROM weighed_rows SEMI JOIN touched USING (report_no) JOIN report_rows USING (report_no)
        JOIN document_rows USING (report_no)
        ORDER BY report_no
        """
    )
    while rows := cursor.fetchmany(_AT_A_TIME):
        for number, source, text, folder, printed, *stored in rows:
            like = (simplified(printed), folder)
            yield _Weighed(number, source, like, tuple(stored), identify(text.split("\n"), source))


def texts(con: duckdb.DuckDBPyConnection, numbers: list[int]) -> Iterator[tuple[int, list[str]]]:
    """(report number, lines of its text) of some reports."""
    cursor = con.execute(
        "SELECT report_no, text FROM document_rows WHERE report_no IN (SELECT unnest($numbers)) ORDER BY report_no",
        {"numbers": numbers},
    )
    while rows := cursor.fetchmany(_AT_A_TIME):
        yield from ((number, text.split("\n")) for number, text in rows)


def _columns(identity: Identity) -> tuple[object, ...]:
    return (*(getattr(identity, each) for each in IDENTITY_COLUMNS), list(identity.candidates) or None)


class _Siblings:
    """How many reports of a folder lie in which prefecture, and those of one agency name in which place."""

    def __init__(self, con: duckdb.DuckDBPyConnection, weighed: list[_Weighed]) -> None:
        self.above: dict[str, Counter[str]] = defaultdict(Counter)
        self.codes: dict[tuple[str, str], Counter[str]] = defaultdict(Counter)
        by_number = {each.number: each for each in weighed}
        folders = sorted({each.like[1] for each in weighed})
        rows = con.execute(
            f"""
            SELECT report_no, agency_printed, {FOLDER} AS folder, region_code, coalesce(prefecture, province)
            FROM report_rows
            WHERE agency_printed IS NOT NULL AND folder IN (SELECT unnest($folders))
            """,
            {"folders": folders},
        ).fetchall()
        for number, printed, folder, code, above in rows:
            if own := by_number.get(number):
                code, above = own.identity.region_code, _above(own.identity)
            if code:
                self.above[folder][above] += 1
                self.codes[simplified(printed), folder][code] += 1

    def of(self, report: _Weighed) -> str | None:
        """Return the one place of the report's siblings, if it has none itself or if they contradict it.

        Only in folders whose other reports all lie in one prefecture: elsewhere the same name may denote different
        agencies.
        """
        own = report.identity.region_code
        above, codes = Counter(self.above[report.like[1]]), Counter(self.codes[report.like])
        if own:
            above[_above(report.identity)] -= 1
            codes[own] -= 1
        places = +codes
        if len(+above) != 1 or len(places) != 1:
            return None
        ((code, reports),) = places.items()
        if own and (code == own or reports < _WITNESSES):
            return None
        return code


def _above(identity: Identity) -> str:
    return identity.prefecture or identity.province or ""
