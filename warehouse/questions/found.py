"""Search: agencies, places and reports by name as the user types, and passages in the text of reports."""

import re
import threading
import time
from collections.abc import Iterator

import duckdb
import polars as pl

from warehouse.questions.asking import IN_PLACE_TYPE_AND_LEVEL, Connection, run_query
from warehouse.scope import Scope

_YEAR = re.compile(r"(20\d\d)年?度?")
_CANDIDATES = 400  # texts read per year, at most; once so many have been read, no further year is searched
_SECONDS = 8.0  # per search


def words_of(text: str) -> tuple[list[str], int | None]:
    """Split the input into at most six lower-case words and a year (20xx), if it contains one."""
    found = _YEAR.search(text)
    rest = _YEAR.sub(" ", text) if found else text
    return [each.lower() for each in rest.replace("　", " ").split()][:6], int(found[1]) if found else None


def _match(words: list[str]) -> str:
    """SQL: every word occurs in the name, its pinyin or its initials, or with gaps in the name or initials (卫健委)."""
    return " AND ".join(
        f"(contains(name, $w{n}) OR contains(pinyin, $w{n}) OR contains(initials, $w{n}) "
        f"OR name LIKE $gap{n} OR initials LIKE $gap{n})"
        for n in range(len(words))
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


def passages(con: Connection, scope: Scope, text: str, limit: int = 20) -> pl.DataFrame:
    """(year, agency, line, passage, report_id, complete): passages of reports whose text contains every word.

    Newest years first. Lines of the statutory tables are excluded: their labels occur in every report. `complete` is
    false if `limit`, `_SECONDS` or `_CANDIDATES` was reached before the whole scope was searched; if nothing was found
    by then, a single row without a report carries the flag.
    """
    words = text.split()[:6]
    rows: list[tuple[int | None, str | None, int, str, str]] = []
    complete = True
    if words:
        for found in _texts(con, scope, words):
            if found is None:
                complete = False
                break
            year, agency, report_id, lines, held = found
            if hit := _passage(lines.split("\n"), words, held):
                rows.append((year, agency, *hit, report_id))
            if len(rows) >= limit:
                complete = False
                break
    if not complete and not rows:
        rows.append((None, None, 0, "", ""))  # nothing found so far: a single row carries the flag
    schema = {"year": pl.Int32, "agency": pl.String, "line": pl.Int32, "passage": pl.String, "report_id": pl.String}
    return pl.DataFrame(rows, schema=schema, orient="row").with_columns(complete=pl.lit(complete))


_Text = tuple[int | None, str | None, str, str, frozenset[int]]


def _texts(con: Connection, scope: Scope, words: list[str]) -> Iterator[_Text | None]:
    """Yield texts that contain all words, year by year from the newest; None when a limit is reached."""
    until = time.monotonic() + _SECONDS
    looked = 0
    holds = " AND ".join(f"contains(d.text, $w{n})" for n in range(len(words)))
    for year in range(scope.last, scope.first - 1, -1):
        values = {name: each for name, each in scope.parameters().items() if name not in ("layer", "panel", "agency")}
        values |= {"first": year, "last": year, **{f"w{n}": word for n, word in enumerate(words)}}
        cursor = con.cursor()
        timer = threading.Timer(max(until - time.monotonic(), 0.05), cursor.interrupt)
        timer.start()
        try:
            found = cursor.execute(
                f"""
                SELECT r.year, r.agency_name, r.report_id, d.text,
                       (SELECT list(DISTINCT line) FROM fact_rows f WHERE f.report_no = r.report_no)
                FROM report_rows r JOIN document_rows d USING (report_no)
                WHERE superseded_by IS NULL AND year BETWEEN $first AND $last AND {IN_PLACE_TYPE_AND_LEVEL} AND {holds}
                LIMIT {_CANDIDATES}
                """,
                values,
            ).fetchall()
        except duckdb.InterruptException:
            yield None
            return
        finally:
            timer.cancel()
        for each in found:
            looked += 1
            yield each[0], each[1], each[2], each[3], frozenset(line for line in each[4] or () if line)
        if looked >= _CANDIDATES:
            yield None
            return


def _passage(lines: list[str], words: list[str], held: frozenset[int]) -> tuple[int, str] | None:
    """Return (line, passage) around the first word; None unless all words occur outside the tables."""
    own = {number: line for number, line in enumerate(lines, 1) if number not in held}
    if not all(any(word in line for line in own.values()) for word in words):
        return None
    for number, line in own.items():
        if (at := line.find(words[0])) >= 0:
            begin, end = max(at - 60, 0), at + 140
            return number, ("…" if begin else "") + line[begin:end].strip() + ("…" if end < len(line) else "")
    return None
