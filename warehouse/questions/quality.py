"""Data quality: check results, states of cells, findings, and files without a report."""

import polars as pl

from ingest.read.numbers import STATES
from warehouse.questions.asking import Connection, newest, run_in_groups, run_in_scope, run_over_reports, run_query
from warehouse.questions.totals import GROUPS, GROUPS_BY
from warehouse.scope import Scope, is_of_groups

_ASKED = "($verdict IS NULL OR verdict = $verdict) AND ($check_id IS NULL OR check_id = $check_id)"
_IDENTITIES = ", ".join(f"sum(t.{each})::BIGINT AS {each}" for each in ("holds", "broken", "untestable"))


def finding_kinds(con: Connection, scope: Scope, verdict: str) -> pl.DataFrame:
    """(check_id, findings) over the counted reports, for one verdict."""
    if is_of_groups(scope):
        return run_in_groups(
            con,
            """
            SELECT check_id, sum(f.findings)::BIGINT AS findings
            FROM finding_sums f JOIN counted_groups USING (group_no)
            WHERE verdict = $verdict GROUP BY check_id ORDER BY check_id
            """,
            scope,
            verdict=verdict,
        )
    return run_in_scope(
        con,
        """
        SELECT f.check_id, count(*) AS findings FROM finding_rows f JOIN counted c USING (report_no)
        WHERE f.verdict = $verdict GROUP BY f.check_id ORDER BY f.check_id
        """,
        scope,
        verdict=verdict,
    )


def check_tallies(con: Connection, scope: Scope) -> pl.DataFrame:
    """(check_id, holds, broken, untestable, reports): numbers of identities over the counted reports."""
    if is_of_groups(scope):
        return run_in_groups(
            con,
            f"""
            SELECT t.check_id, {_IDENTITIES}, sum(t.reports)::BIGINT AS reports
            FROM tally_sums t JOIN counted_groups USING (group_no) GROUP BY t.check_id ORDER BY t.check_id
            """,
            scope,
        )
    return run_in_scope(
        con,
        f"""
        SELECT t.check_id, {_IDENTITIES}, count(*) AS reports
        FROM tally_rows t JOIN counted c USING (report_no) GROUP BY t.check_id ORDER BY t.check_id
        """,
        scope,
    )


def states(con: Connection, scope: Scope) -> pl.DataFrame:
    """(year, state, cells): number of cells of the counted reports by state."""
    columns = [f"{state}_cells" for state in STATES]
    frame = run_in_scope(
        con,
        f"SELECT year, {', '.join(f'sum({each})::BIGINT AS {each}' for each in columns)} FROM counted GROUP BY year",
        scope,
        columns,
    )
    return (
        frame.unpivot(columns, index="year", variable_name="state", value_name="cells")
        .with_columns(pl.col("state").str.strip_suffix("_cells")).filter(pl.col("cells") > 0).sort("year", "state")
    )  # fmt: skip


def check_rates(con: Connection, scope: Scope, by: str) -> pl.DataFrame:
    """(name, reports, holds, broken, untestable), one row per group; `by` is a key of `GROUPS`. Sorted by name."""
    if is_of_groups(scope) and by in GROUPS_BY:
        return run_in_groups(
            con,
            f"""
            , told AS (SELECT group_no, {_IDENTITIES} FROM tally_sums t GROUP BY group_no)
            SELECT {by} AS name, sum(tallied)::BIGINT AS reports, {_IDENTITIES}
            FROM counted_groups JOIN told t USING (group_no) GROUP BY name ORDER BY name
            """,
            scope,
        )
    # Agencies by the name that each report gives.
    column, names = ("r.agency", "JOIN report_rows r USING (report_no)") if by == "agency" else (f"c.{GROUPS[by]}", "")
    return run_in_scope(
        con,
        f"""
        SELECT {column} AS name, count(DISTINCT c.report_no) AS reports, {_IDENTITIES}
        FROM tally_rows t JOIN counted c USING (report_no) {names} GROUP BY name ORDER BY name
        """,
        scope,
    )


def uncertain_cells(con: Connection, scope: Scope, limit: int) -> pl.DataFrame:
    """(year, agency, figure, applicant, state, printed, line, message, message_en, report_id) of uncertain cells.

    Unreadable cells first, then those recovered by arithmetic; the message is that of the finding on the row, if any.
    """
    return run_over_reports(
        con,
        """
        , cell AS (
            SELECT report_no, cell, state::VARCHAR AS state, printed, line FROM unsure_rows
        )
        SELECT c.year, r.agency_name AS agency, m.figure, m.applicant, x.state, x.printed,
               x.line, any_value(w.message) AS message, any_value(w.message_en) AS message_en, r.report_id
        FROM cell x JOIN counted c USING (report_no) JOIN report_rows r USING (report_no) JOIN form_cells m USING (cell)
        LEFT JOIN finding_rows w ON w.report_no = x.report_no AND w.check_id IN ('unreadable', 'leftover')
            AND (w.figure = m.figure OR w.line = x.line)
        GROUP BY ALL ORDER BY x.state DESC, c.year DESC, agency, x.line, m.figure, m.applicant LIMIT $limit
        """,
        scope,
        limit=limit,
    )


def findings(
    con: Connection, scope: Scope, verdict: str | None, check: str | None, limit: int, offset: int = 0
) -> pl.DataFrame:
    """Findings of the counted reports, newest year first; None as verdict or check means all."""
    if is_of_groups(scope):
        by_year = run_in_groups(
            con,
            f"SELECT year, sum(findings) AS n FROM finding_sums JOIN counted_groups USING (group_no) WHERE {_ASKED} "
            "GROUP BY year",
            scope,
            verdict=verdict,
            check_id=check,
        )
        scope = newest(scope, by_year, offset + limit)
    return run_over_reports(
        con,
        f"""
        SELECT c.year, r.agency_name AS agency, f.check_id, f.verdict, f.figure, f.applicant,
               f.actual, f.expected, f.message, f.message_en, f.line, r.report_id
        FROM finding_rows f JOIN counted c USING (report_no) JOIN report_rows r USING (report_no)
        WHERE {_ASKED}
        ORDER BY c.year DESC, agency, f.check_id, f.line, r.report_id, f.figure, f.applicant LIMIT $limit OFFSET $offset
        """,
        scope,
        verdict=verdict,
        check_id=check,
        limit=limit,
        offset=offset,
    )


def findings_by_agency(con: Connection, scope: Scope, verdict: str | None, check: str | None) -> pl.DataFrame:
    """(agency, key, reports, broken, untestable): findings of each agency, those with most first.

    `reports` are those with such a finding; None as verdict or check means all.
    """
    return run_over_reports(
        con,
        f"""
        , each AS (
            SELECT t.agency_no, count(DISTINCT c.report_no) AS reports,
                   count(*) FILTER (f.verdict = 'broken') AS broken,
                   count(*) FILTER (f.verdict = 'untestable') AS untestable
            FROM finding_rows f JOIN counted c USING (report_no) JOIN total_rows t USING (report_no)
            WHERE {_ASKED} GROUP BY t.agency_no
        )
        SELECT a.agency, a.agency_key AS key, e.reports, e.broken, e.untestable
        FROM each e JOIN agency_rows a USING (agency_no) WHERE a.is_latest
        ORDER BY broken DESC, untestable DESC, agency, key
        """,
        scope,
        verdict=verdict,
        check_id=check,
    )


def finding_count(con: Connection, scope: Scope, verdict: str | None, check: str | None) -> int:
    """Return the number of rows of `findings` without a limit."""
    if is_of_groups(scope):
        frame = run_in_groups(
            con,
            "SELECT coalesce(sum(findings), 0)::BIGINT AS n FROM finding_sums JOIN counted_groups USING (group_no) "
            f"WHERE {_ASKED}",
            scope,
            verdict=verdict,
            check_id=check,
        )
        return int(frame["n"][0])
    frame = run_in_scope(
        con,
        f"SELECT count(*) AS n FROM finding_rows JOIN counted USING (report_no) WHERE {_ASKED}",
        scope,
        verdict=verdict,
        check_id=check,
    )
    return int(frame["n"][0])


def quarantine(con: Connection) -> pl.DataFrame:
    """(source, reason, message, message_en, agency, year): files that yielded no report, regardless of scope.

    The messages say why and what to do; agency and year are taken from the file name, if it states them.
    """
    return run_query(
        con,
        """
        SELECT source, reason, split_part(detail, '。 / ', 1) || '。' AS message,
               split_part(detail, '。 / ', 2) AS message_en, agency, year
        FROM quarantine ORDER BY source
        """,
    )
