"""Search in the text of reports: passages outside the statutory tables that hold every word."""

import threading
import time
from collections.abc import Iterator
from typing import Any

import duckdb
import polars as pl

from warehouse.pairs import BLOCK, slots_of
from warehouse.questions.asking import IN_PLACE_TYPE_AND_LEVEL, Connection
from warehouse.scope import Scope

_CANDIDATES = 400  # texts with every word that are looked at, at most
_SECONDS = 8.0  # per search
_FEW = 200  # blocks of reports that are read at once, whatever their years
_AT_A_TIME = 20  # texts whose tables are looked up at once
_TOGETHER = 2048  # neighbours whose texts are compressed as one
_BEGIN, _MOST = 24, 192  # of these read at a time, twice as many each time


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
    """Yield texts that contain all words, from the newest year on; None when a limit is reached."""
    asked = _Asked(con, time.monotonic() + _SECONDS)
    looked = 0
    try:
        for numbers in _candidates(asked, scope, words):
            for each in _with_words(asked, numbers, words):
                looked += 1
                yield each
                if looked >= _CANDIDATES:
                    yield None
                    return
    except duckdb.InterruptException:
        yield None


class _Asked:
    """A connection whose statements are interrupted when the time of the search is over."""

    def __init__(self, con: Connection, until: float) -> None:
        self.con, self.until = con, until

    def rows(self, query: str, values: dict[str, object]) -> list[tuple[Any, ...]]:
        """All rows of a query; raises duckdb.InterruptException."""
        cursor = self.con.cursor()
        timer = threading.Timer(max(self.until - time.monotonic(), 0.05), cursor.interrupt)
        timer.start()
        try:
            found: list[tuple[Any, ...]] = cursor.execute(query, values).fetchall()
        finally:
            timer.cancel()
        return found


def _candidates(asked: _Asked, scope: Scope, words: list[str]) -> Iterator[list[int]]:
    """Numbers of the scope's reports whose text may hold all words, the newest first, as many as are read at once.

    Reports of a block are read for the price of one: where there are few blocks, all of them at once.
    """
    blocks = _blocks(asked, words)
    if blocks is not None and len(blocks) <= _FEW:
        if blocks:
            yield _numbers(asked, scope, scope.first, scope.last, blocks)
        return
    for year in range(scope.last, scope.first - 1, -1):
        most = _BEGIN
        some: list[int] = []
        apart: set[int] = set()
        for number in _numbers(asked, scope, year, year, blocks):
            if len(apart | {number // _TOGETHER}) > most or len(some) >= most * BLOCK:
                yield some
                some, apart, most = [], set(), min(2 * most, _MOST)
            some.append(number)
            apart.add(number // _TOGETHER)
        if some:
            yield some


def _blocks(asked: _Asked, words: list[str]) -> list[int] | None:
    """The blocks of reports in which every pair of characters of every word occurs; None if no word has a pair."""
    slots = sorted({int(slot) for word in words for slot in slots_of(word)})
    if not slots:
        return None
    query = """
        SELECT block FROM pair_rows WHERE slot IN (SELECT unnest($slots))
        GROUP BY block HAVING count(DISTINCT slot) = $size ORDER BY block
    """
    return [block for (block,) in asked.rows(query, {"slots": slots, "size": len(slots)})]


def _numbers(asked: _Asked, scope: Scope, first: int, last: int, blocks: list[int] | None) -> list[int]:
    values = {name: each for name, each in scope.parameters().items() if name not in ("layer", "panel", "agency")}
    within = "" if blocks is None else f"AND report_no // {BLOCK} IN (SELECT unnest($blocks))"
    query = f"""
        SELECT report_no FROM report_rows
        WHERE superseded_by IS NULL AND year BETWEEN $first AND $last AND {IN_PLACE_TYPE_AND_LEVEL} {within}
        ORDER BY year DESC, source, report_id
    """
    bound = values | {"first": first, "last": last} | ({} if blocks is None else {"blocks": blocks})
    return [number for (number,) in asked.rows(query, bound)]


def _with_words(asked: _Asked, numbers: list[int], words: list[str]) -> Iterator[_Text]:
    """The texts among these reports that hold every word, in the order of the reports."""
    holds = " AND ".join(f"contains(text, $w{n})" for n in range(len(words)))
    texts: dict[int, str] = dict(
        asked.rows(
            f"SELECT report_no, text FROM document_rows WHERE report_no IN (SELECT unnest($numbers)) AND {holds}",
            {"numbers": numbers, **{f"w{n}": word for n, word in enumerate(words)}},
        )
    )
    found = [number for number in numbers if number in texts]
    for begin in range(0, len(found), _AT_A_TIME):
        some = found[begin : begin + _AT_A_TIME]
        query = """
            SELECT r.report_no, r.year, r.agency_name, r.report_id, list(DISTINCT f.line)
            FROM report_rows r JOIN fact_rows f USING (report_no)
            WHERE r.report_no IN (SELECT unnest($numbers)) AND f.report_no IN (SELECT unnest($numbers))
            GROUP BY ALL
        """
        of = {row[0]: row[1:] for row in asked.rows(query, {"numbers": some})}
        for number in some:
            year, agency, report_id, lines = of[number]
            yield year, agency, report_id, texts[number], frozenset(each for each in lines if each)


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
