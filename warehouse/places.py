"""Locate reports whose text does not identify their place, using the file path and the agency's other reports.

Facts are stored by file content; a file's path and its neighbours are known only when a snapshot is built.
"""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import PurePosixPath

import duckdb
import polars as pl

from ingest.identify import Identity, identify
from warehouse.rows import add_findings

IDENTITY_COLUMNS = (
    "agency", "agency_id", "agency_type", "level", "province", "prefecture", "county", "township", "region_code",
    "superior", "evidence",
)  # fmt: skip
_ABOUT_PLACE = ("place", "agency")


@dataclass(frozen=True, slots=True)
class _Open:
    """A report without a place; `like` is its agency name and folder, which its sibling reports share."""

    number: int
    source: str
    text: str
    like: tuple[str, str]


def place_by_surroundings(con: duckdb.DuckDBPyConnection) -> None:
    """Locate reports where possible: first by path, then by reports of the same agency name in the same folder."""
    left = [each for each in _unplaced(con) if not _placed(con, each, identify(each.text.split("\n"), each.source))]
    beside = _siblings(con, {each.like for each in left}) if left else {}
    for each in left:
        codes = beside.get(each.like, frozenset())
        if len(codes) == 1:
            _placed(con, each, identify(each.text.split("\n"), each.source, tuple(codes)))


def _unplaced(con: duckdb.DuckDBPyConnection) -> Iterator[_Open]:
    rows = con.execute(
        """
        SELECT report_no, source, text, agency_printed FROM report_rows JOIN document_rows USING (report_no)
        WHERE province IS NULL AND level IS NULL AND agency_printed IS NOT NULL ORDER BY report_no
        """
    ).fetchall()
    for number, source, text, printed in rows:
        yield _Open(number, source, text, (printed, str(PurePosixPath(source).parent)))


def _placed(con: duckdb.DuckDBPyConnection, report: _Open, identity: Identity) -> bool:
    if identity.province is None:
        return False
    con.execute(
        f"UPDATE report_rows SET {', '.join(f'{each} = ${each}' for each in IDENTITY_COLUMNS)}, candidates = NULL "
        "WHERE report_no = $number",
        {each: getattr(identity, each) for each in IDENTITY_COLUMNS} | {"number": report.number},
    )
    con.execute(
        "DELETE FROM finding_rows WHERE report_no = $number AND check_id IN (SELECT unnest($checks))",
        {"number": report.number, "checks": list(_ABOUT_PLACE)},
    )
    add_findings(con, [(report.number, each) for each in identity.findings if each.check in _ABOUT_PLACE])
    return True


def _siblings(con: duckdb.DuckDBPyConnection, unplaced: set[tuple[str, str]]) -> dict[tuple[str, str], frozenset[str]]:
    """Map (name, folder) → region codes of the located reports of that name in that folder.

    Only for folders whose reports all lie in one prefecture: elsewhere the same name may denote different agencies.
    """
    folders = pl.DataFrame({"folder": sorted({folder for _, folder in unplaced})}, schema={"folder": pl.String})
    con.register("wanted", folders.to_arrow())
    rows = con.execute(
        """
        WITH placed AS (
            SELECT agency_printed, region_code, coalesce(prefecture, province) AS above,
                   coalesce(nullif(regexp_extract(source, '^(.*)/[^/]*$', 1), ''), '.') AS folder
            FROM report_rows WHERE region_code IS NOT NULL
        )
        SELECT agency_printed, folder, region_code FROM placed SEMI JOIN wanted USING (folder)
        QUALIFY count(DISTINCT above) OVER (PARTITION BY folder) = 1
        """
    ).fetchall()
    con.unregister("wanted")
    codes_of: dict[tuple[str, str], set[str]] = defaultdict(set)
    for printed, folder, code in rows:
        codes_of[printed, folder].add(code)
    return {like: frozenset(codes) for like, codes in codes_of.items()}
