"""Search: agencies, places and reports by name as the user types."""

import re

import polars as pl

from warehouse.questions.asking import Connection, run_query

_YEAR = re.compile(r"(20\d\d)年?度?")


def words_of(text: str) -> tuple[list[str], int | None]:
    """Split the input into at most six lower-case words and a year (20xx), if it contains one."""
    found = _YEAR.search(text)
    rest = _YEAR.sub(" ", text) if found else text
    return [each.lower() for each in rest.replace("　", " ").split()][:6], int(found[1]) if found else None


def _match(words: list[str]) -> str:
    """SQL: every word occurs in the name, its pinyin or its initials, or with gaps in the name or initials (卫健委)."""
    # Pinyin and initials are ASCII: what is not need not be looked for in them.
    return " AND ".join(
        f"(contains(name, $w{n}) OR name LIKE $gap{n}"
        + (
            f" OR contains(pinyin, $w{n}) OR contains(initials, $w{n}) OR initials LIKE $gap{n})"
            if word.isascii()
            else ")"
        )
        for n, word in enumerate(words)
    )


def _bound(words: list[str]) -> dict[str, str]:
    bare = [word.replace("%", "").replace("_", "") for word in words]
    gaps = {f"gap{n}": f"%{'%'.join(word)}%" if word else "" for n, word in enumerate(bare)}
    return {f"w{n}": word for n, word in enumerate(words)} | gaps


def names_like(con: Connection, text: str, limit: int = 8) -> pl.DataFrame:
    """(kind, key, name, province, prefecture, county, reports, first_year, last_year), best match first.

    Every word must match the name, its pinyin or its initials; a year keeps only names in use then. Exact matches come
    first, then prefixes, then organs whose own name, behind their place, begins so (卫生 means 卫生健康委员会 before
    市容环境卫生); then places before agencies, short names and many reports. One row per key, its best name.
    """
    words, year = words_of(text)
    if not words:
        return _none(con)
    match = _match(words)
    order = """
        CASE WHEN name = $w0 OR pinyin = $w0 OR initials = $w0 THEN 0
             WHEN starts_with(name, $w0) OR starts_with(initials, $w0) OR starts_with(pinyin, $w0) THEN 1
             WHEN contains(name, coalesce(county, prefecture, province, '') || $w0) THEN 2
             WHEN contains(name, $w0) OR contains(pinyin, $w0) THEN 3 WHEN contains(initials, $w0) THEN 4 ELSE 5 END
    """
    return run_query(
        con,
        f"""
        SELECT kind, key, name, province, prefecture, county, reports, first_year, last_year FROM (
            SELECT *, row_number() OVER (PARTITION BY kind, key ORDER BY fit, last_year DESC) AS of_key FROM (
                SELECT *, {order} AS fit FROM name_rows
                WHERE {match} AND ($year IS NULL OR $year BETWEEN first_year AND last_year)
            )
        ) WHERE of_key = 1 ORDER BY fit, kind = 'agency', length(name), reports DESC, key LIMIT $limit
        """,
        year=year,
        limit=limit,
        **_bound(words),
    )


def _none(con: Connection) -> pl.DataFrame:
    return run_query(
        con,
        "SELECT kind, key, name, province, prefecture, county, reports, first_year, last_year FROM name_rows LIMIT 0",
    )


def reports_like(con: Connection, text: str, limit: int = 8) -> pl.DataFrame:
    """(report_id, agency, title, year, source): reports of agencies with a matching name, on the year if one is given.

    If no name matches, titles and file paths are searched.
    """
    words, year = words_of(text)
    if not words:
        return run_query(con, "SELECT report_id, agency, title, year, source FROM report_rows LIMIT 0")
    by_name = "agency_key IN (SELECT key FROM key)"
    by_title = " AND ".join(
        f"(contains(lower(coalesce(title, '')), $w{n}) OR contains(lower(source), $w{n}))" for n in range(len(words))
    )
    query = """
        WITH key AS (SELECT DISTINCT key FROM name_rows WHERE kind = 'agency' AND {named})
        SELECT report_id, agency_name AS agency, title, year, source FROM report_rows
        WHERE ($year IS NULL OR year = $year) AND {which}
        ORDER BY superseded_by IS NOT NULL, length(coalesce(agency, '')), year DESC, agency, source LIMIT $limit
    """
    bound = {"year": year, "limit": limit, **_bound(words)}
    found = run_query(con, query.format(named=_match(words), which=by_name), **bound)
    return found if found.height else run_query(con, query.format(named=_match(words), which=by_title), **bound)
