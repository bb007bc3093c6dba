"""How far the figures agree with themselves: checks, states of cells, findings, files without a report."""

import polars as pl

from warehouse.questions.asking import Connection, put, put_in_scope
from warehouse.scope import Scope


def finding_kinds(con: Connection, scope: Scope, verdict: str) -> pl.DataFrame:
    """(check_id, findings) of the reports counted, for one verdict."""
    return put_in_scope(
        con,
        """
        SELECT f.check_id, count(*) AS findings FROM finding_rows f JOIN counted c USING (report_no)
        WHERE f.verdict = $verdict GROUP BY f.check_id ORDER BY f.check_id
        """,
        scope,
        verdict=verdict,
    )


def check_tallies(con: Connection, scope: Scope) -> pl.DataFrame:
    """(check_id, holds, broken, untestable, reports) over the reports counted."""
    return put_in_scope(
        con,
        """
        SELECT t.check_id, sum(t.holds)::BIGINT AS holds, sum(t.broken)::BIGINT AS broken,
               sum(t.untestable)::BIGINT AS untestable, count(*) AS reports
        FROM tally_rows t JOIN counted c USING (report_no) GROUP BY t.check_id ORDER BY t.check_id
        """,
        scope,
    )


def states(con: Connection, scope: Scope) -> pl.DataFrame:
    """(year, state, cells): how the cells of the reports counted were come by."""
    return put_in_scope(
        con,
        """
        SELECT c.year, f.state::VARCHAR AS state, count(*) AS cells
        FROM fact_rows f JOIN counted c USING (report_no) GROUP BY ALL ORDER BY ALL
        """,
        scope,
    )


def findings(con: Connection, scope: Scope, verdict: str | None, limit: int, offset: int = 0) -> pl.DataFrame:
    """Findings of the reports counted, newest year first."""
    return put_in_scope(
        con,
        """
        SELECT c.year, coalesce(c.agency, c.agency_printed) AS agency, f.check_id, f.verdict, f.figure, f.applicant,
               f.actual, f.expected, f.message, f.message_en, f.line, c.report_id
        FROM finding_rows f JOIN counted c USING (report_no)
        WHERE ($verdict IS NULL OR f.verdict = $verdict)
        ORDER BY c.year DESC, agency, f.check_id, f.line LIMIT $limit OFFSET $offset
        """,
        scope,
        verdict=verdict,
        limit=limit,
        offset=offset,
    )


def finding_count(con: Connection, scope: Scope, verdict: str | None) -> int:
    """How many rows `findings` has without a limit."""
    frame = put_in_scope(
        con,
        """
        SELECT count(*) AS n FROM finding_rows f JOIN counted c USING (report_no)
        WHERE ($verdict IS NULL OR f.verdict = $verdict)
        """,
        scope,
        verdict=verdict,
    )
    return int(frame["n"][0])


def quarantine(con: Connection) -> pl.DataFrame:
    """(source, reason, detail): files that gave no report. They have no year or place, so no scope narrows them."""
    return put(con, "SELECT source, reason, detail FROM quarantine ORDER BY source")
