"""One function per question that a page asks. SQL stands here and nowhere else; every value is bound.

Each takes a connection and returns a Polars frame. Sums leave out what is not a number and always come with how many
reports gave one: a gap stays a gap.
"""

import json
from collections.abc import Sequence

import duckdb
import polars as pl

from forms import TOTAL
from forms.measures import measures
from warehouse.scope import IN_SCOPE, Scope

Connection = duckdb.DuckDBPyConnection

# What a comparison can be by: the columns that name a group, from a closed list (never a user's text).
GROUPS = {
    "agency": "agency",
    "province": "province",
    "prefecture": "prefecture",
    "county": "county",
    "agency_type": "agency_type",
    "level": "level",
}


def connect(path: str) -> Connection:
    """Open a published snapshot for reading only; questions reach neither files nor network."""
    con = duckdb.connect(path, read_only=True)
    # Connections of one process to one file share its settings: the first locks them for all.
    locked = con.execute("SELECT current_setting('lock_configuration')").fetchone()
    if locked is None or not locked[0]:
        con.execute("SET enable_external_access = false")
        con.execute("SET lock_configuration = true")
    return con


def _ask(con: Connection, query: str, **values: object) -> pl.DataFrame:
    frame: pl.DataFrame = con.cursor().sql(query, params=values).pl()
    return frame


def _of_scope(con: Connection, query: str, scope: Scope, **values: object) -> pl.DataFrame:
    return _ask(con, f"WITH {IN_SCOPE} {query}", **scope.parameters(), **values)


# The scope's place, kind and level without its layer: for lists to choose from, which add nothing up.
_WITHIN = """
    ($province IS NULL OR province = $province) AND ($prefecture IS NULL OR prefecture = $prefecture)
    AND ($county IS NULL OR county = $county) AND ($agency_type IS NULL OR agency_type = $agency_type)
    AND ($level IS NULL OR level = $level)
"""


def _of_any_layer(con: Connection, query: str, scope: Scope) -> pl.DataFrame:
    return _ask(con, query, **{name: value for name, value in scope.parameters().items() if name != "layer"})


def _cells(figures: Sequence[str], applicants: Sequence[str | None]) -> list[dict[str, str | None]]:
    return [
        {"figure": figure, "applicant": applicant}
        for figure in figures
        for applicant in (applicants if figure.startswith("applications.") else (None,))
    ]


# The cells asked for, with their numbers in storage: the join that follows reads only their share of the facts.
_ASKED = """
    asked AS (
        SELECT cell, figure, applicant FROM form_cells
        WHERE (figure, coalesce(applicant, '')) IN (
            SELECT (c.figure, coalesce(c.applicant, ''))
            FROM (SELECT unnest(from_json($cells::JSON, '[{"figure": "VARCHAR", "applicant": "VARCHAR"}]')) AS c)
        )
    )
"""


def _json_cells(figures: Sequence[str], applicants: Sequence[str | None]) -> str:
    return json.dumps(_cells(figures, applicants))


# -- the whole ---


def about(con: Connection) -> pl.DataFrame:
    """One row: snapshot, reports, agencies, facts, findings, quarantined, first and last year."""
    return _ask(
        con,
        """
        SELECT s.*, count(DISTINCT coalesce(r.agency, r.agency_printed)) AS agencies, min(r.year) AS first_year,
               max(r.year) AS last_year
        FROM snapshot s LEFT JOIN report_rows r ON true GROUP BY ALL
        """,
    )


def facets(con: Connection) -> pl.DataFrame:
    """(province, prefecture, county, agency_type, level, reports): what there is to choose from, with counts."""
    return _ask(
        con,
        """
        SELECT province, prefecture, county, agency_type, level, count(*) AS reports FROM report_rows
        WHERE superseded_by IS NULL GROUP BY ALL ORDER BY ALL
        """,
    )


def coverage(con: Connection, scope: Scope) -> pl.DataFrame:
    """(year, reports, agencies, partial, left_out): how many reports stand behind each year of the scope.

    `left_out` are governments that another government's report in scope already holds; `partial` cover part of a year.
    """
    return _of_scope(
        con,
        """
        SELECT s.year, count(c.report_no) AS reports, count(DISTINCT c.agency) AS agencies,
               count(c.report_no) FILTER (c.covers_from > make_date(c.year, 1, 1)
                                          OR c.covers_to < make_date(c.year, 12, 31)) AS partial,
               count(*) - count(c.report_no) AS left_out
        FROM scoped s LEFT JOIN counted c USING (report_no)
        GROUP BY s.year ORDER BY s.year
        """,
        scope,
    )


def agency_count(con: Connection, scope: Scope) -> int:
    """Different agencies behind the reports counted."""
    frame = _of_scope(con, "SELECT count(DISTINCT agency) AS n FROM counted", scope)
    return int(frame["n"][0])


def same_agencies(con: Connection, scope: Scope, year: int) -> bool:
    """Whether exactly the same agencies are counted in a year and in the year before it."""
    frame = _of_scope(
        con,
        """
        , reporting AS (
            SELECT agency, bool_or(year = $this) AS now, bool_or(year = $this - 1) AS before
            FROM counted WHERE year IN ($this, $this - 1) GROUP BY agency
        )
        SELECT coalesce(bool_and(now AND before), false) AS same FROM reporting
        """,
        scope,
        this=year,
    )
    return bool(frame["same"][0])


def finding_kinds(con: Connection, scope: Scope, verdict: str) -> pl.DataFrame:
    """(check_id, findings) of the reports counted, for one verdict."""
    return _of_scope(
        con,
        """
        SELECT f.check_id, count(*) AS findings FROM finding_rows f JOIN counted c USING (report_no)
        WHERE f.verdict = $verdict GROUP BY f.check_id ORDER BY f.check_id
        """,
        scope,
        verdict=verdict,
    )


def unplaced(con: Connection, scope: Scope) -> int:
    """Reports on the scope's years whose kind of agency cannot be told: they are in no sum."""
    frame = _ask(
        con,
        """
        SELECT count(*) AS n FROM report_rows
        WHERE superseded_by IS NULL AND agency_type IS NULL AND (year IS NULL OR year BETWEEN $first AND $last)
        """,
        first=scope.first,
        last=scope.last,
    )
    return int(frame["n"][0])


def measured(
    con: Connection, scope: Scope, names: Sequence[str], by: str | None = None, applicant: str = TOTAL
) -> pl.DataFrame:
    """(year, name, measure, above, below, value, reports, asked, report_id), one row a year, group and measure.

    Only reports in which every term of the measure is a number enter: `reports` counts them, `asked` all that have the
    cells. `value` is above/below for a rate and `above` for a count; money is in 万元, and a sum printed without
    a unit is no number here. `report_id` is set where one report alone stands behind the row.
    """
    terms = [
        {"measure": name, "figure": figure, "applicant": each, "above": above, "below": below}
        for name in names
        for (figure, each), above, below in measures()[name].terms(applicant)
    ]
    column = f"coalesce(c.{GROUPS[by]}, CASE WHEN $by = 'agency' THEN c.agency_printed END)" if by else "NULL::VARCHAR"
    return _of_scope(
        con,
        f"""
        , terms AS (
            SELECT t.measure, f.cell, t.above, t.below
            FROM (SELECT unnest(from_json($terms::JSON, '[{{"measure": "VARCHAR", "figure": "VARCHAR",
                  "applicant": "VARCHAR", "above": "INTEGER", "below": "INTEGER"}}]')) AS t)
            JOIN form_cells f ON f.figure = t.figure AND f.applicant IS NOT DISTINCT FROM t.applicant
        ),
        valued AS (
            SELECT cell, report_no, CASE WHEN unit IS NULL AND value <> 0 THEN NULL
                                         WHEN unit = '元' THEN value / 10000 ELSE value END AS value
            FROM fact_rows WHERE cell IN (SELECT cell FROM terms)
        ),
        each AS (
            SELECT t.measure, v.report_no, sum(v.value * t.above) AS above, sum(v.value * t.below) AS below,
                   count(v.value) = count(*) AS whole
            FROM terms t JOIN valued v USING (cell) GROUP BY t.measure, v.report_no
        )
        SELECT c.year, {column} AS name, e.measure, sum(e.above) FILTER (e.whole) AS above,
               sum(e.below) FILTER (e.whole) AS below,
               CASE WHEN m.is_rate THEN sum(e.above) FILTER (e.whole) / nullif(sum(e.below) FILTER (e.whole), 0)
                    ELSE sum(e.above) FILTER (e.whole) END AS value,
               count(*) FILTER (e.whole) AS reports, count(*) AS asked,
               CASE WHEN count(*) = 1 THEN any_value(c.report_id) END AS report_id
        FROM each e JOIN counted c USING (report_no)
        JOIN (SELECT measure, bool_or(below > 0) AS is_rate FROM terms GROUP BY measure) m USING (measure)
        GROUP BY c.year, ALL_NAMES, e.measure, m.is_rate ORDER BY c.year, name, e.measure
        """.replace("ALL_NAMES", column),
        scope,
        terms=json.dumps(terms),
        **({"by": by} if by else {}),
    )


def rows(
    con: Connection,
    scope: Scope,
    figures: Sequence[str],
    applicants: Sequence[str | None] = (TOTAL,),
    limit: int | None = None,
    offset: int = 0,
) -> pl.DataFrame:
    """Facts behind a chart, one row a report and cell, with the report's place and the line each stands on."""
    return _of_scope(
        con,
        f"""
        , {_ASKED}
        SELECT c.year, coalesce(c.agency, c.agency_printed) AS agency, c.agency_type, c.level, c.province, c.prefecture,
               c.county, c.form, a.figure, a.applicant, f.value, f.unit::VARCHAR AS unit, f.state::VARCHAR AS state,
               f.printed, f.line, c.report_id
        FROM asked a JOIN fact_rows f USING (cell) JOIN counted c USING (report_no)
        ORDER BY c.year DESC, agency, a.cell
        LIMIT $limit OFFSET $offset
        """,
        scope,
        cells=_json_cells(figures, applicants),
        limit=limit if limit is not None else 2**62,
        offset=offset,
    )


def row_count(
    con: Connection, scope: Scope, figures: Sequence[str], applicants: Sequence[str | None] = (TOTAL,)
) -> int:
    """How many rows `rows` has without a limit."""
    frame = _of_scope(
        con,
        f", {_ASKED} SELECT count(*) AS n FROM asked a JOIN fact_rows f USING (cell) JOIN counted c USING (report_no)",
        scope,
        cells=_json_cells(figures, applicants),
    )
    return int(frame["n"][0])


# -- agencies and reports ---


def agencies(con: Connection, scope: Scope) -> pl.DataFrame:
    """(agency, agency_type, level, province, prefecture, county, reports, first_year, last_year) within the scope.

    Both layers: this is a list to choose from and adds nothing up.
    """
    return _of_any_layer(
        con,
        f"""
        SELECT coalesce(agency, agency_printed) AS agency, any_value(agency_type) AS agency_type,
               any_value(level) AS level, any_value(province) AS province, any_value(prefecture) AS prefecture,
               any_value(county) AS county, count(*) AS reports, min(year) AS first_year, max(year) AS last_year
        FROM report_rows
        WHERE superseded_by IS NULL AND coalesce(agency, agency_printed) IS NOT NULL
          AND year BETWEEN $first AND $last
          AND {_WITHIN}
        GROUP BY coalesce(agency, agency_printed) ORDER BY reports DESC, agency
        """,
        scope,
    )


def agency_reports(con: Connection, agency: str) -> pl.DataFrame:
    """Every report of one agency with how many cells hold a number and how many findings there are, newest first."""
    return _ask(
        con,
        """
        SELECT r.year, r.form, r.title, r.published_on, r.covers_from, r.covers_to, r.source, r.report_id,
               r.agency_type, r.level, r.province, r.prefecture, r.county, r.superseded_by,
               (SELECT count(*) FROM finding_rows f WHERE f.report_no = r.report_no AND f.verdict = 'broken') AS broken,
               (SELECT count(*) FROM finding_rows f WHERE f.report_no = r.report_no AND f.verdict = 'untestable')
                   AS untestable
        FROM report_rows r WHERE coalesce(r.agency, r.agency_printed) = $agency ORDER BY r.year DESC, r.source
        """,
        agency=agency,
    )


def agency_facts(con: Connection, agency: str, figures: Sequence[str]) -> pl.DataFrame:
    """(year, figure, value, unit, state, printed, line, report_id) of one agency's reports in force; totals only."""
    return _ask(
        con,
        f"""
        WITH {_ASKED}
        SELECT r.year, a.figure, f.value, f.unit::VARCHAR AS unit, f.state::VARCHAR AS state, f.printed, f.line,
               r.report_id
        FROM asked a JOIN fact_rows f USING (cell) JOIN report_rows r USING (report_no)
        WHERE coalesce(r.agency, r.agency_printed) = $agency AND r.superseded_by IS NULL ORDER BY r.year, a.cell
        """,
        agency=agency,
        cells=_json_cells(figures, (TOTAL,)),
    )


def reports(con: Connection, scope: Scope) -> pl.DataFrame:
    """Every report within the scope's years, place, type and level, of both layers; newest first."""
    return _of_any_layer(
        con,
        f"""
        SELECT year, coalesce(agency, agency_printed) AS agency, title, source, form, report_id FROM report_rows
        WHERE (year IS NULL OR year BETWEEN $first AND $last)
          AND {_WITHIN}
        ORDER BY year DESC, agency, source
        """,
        scope,
    )


def report(con: Connection, report_id: str) -> pl.DataFrame:
    """One report's row of `reports`; empty where there is none of that id."""
    return _ask(con, "SELECT * FROM reports WHERE report_id = $report_id", report_id=report_id)


def report_facts(con: Connection, report_id: str) -> pl.DataFrame:
    """Every cell of one report."""
    return _ask(
        con,
        """
        SELECT c.figure, c.applicant, f.value, f.unit::VARCHAR AS unit, f.state::VARCHAR AS state, f.printed, f.line,
               f.page, f.box_left, f.box_top, f.box_right, f.box_bottom
        FROM fact_rows f JOIN form_cells c USING (cell)
        WHERE f.report_no = (SELECT report_no FROM report_rows WHERE report_id = $report_id) ORDER BY c.cell
        """,
        report_id=report_id,
    )


def report_findings(con: Connection, report_id: str) -> pl.DataFrame:
    """Every finding of one report, what is broken first."""
    return _ask(
        con,
        "SELECT * FROM findings WHERE report_id = $report_id ORDER BY verdict, check_id, line",
        report_id=report_id,
    )


def report_text(con: Connection, report_id: str) -> str:
    """The text that line numbers count in; empty where there is none."""
    frame = _ask(con, "SELECT text FROM documents WHERE report_id = $report_id", report_id=report_id)
    return str(frame["text"][0]) if frame.height else ""


# -- quality ---


def check_tallies(con: Connection, scope: Scope) -> pl.DataFrame:
    """(check_id, holds, broken, untestable, reports) over the reports counted."""
    return _of_scope(
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
    return _of_scope(
        con,
        """
        SELECT c.year, f.state::VARCHAR AS state, count(*) AS cells
        FROM fact_rows f JOIN counted c USING (report_no) GROUP BY ALL ORDER BY ALL
        """,
        scope,
    )


def findings(con: Connection, scope: Scope, verdict: str | None, limit: int, offset: int = 0) -> pl.DataFrame:
    """Findings of the reports counted, newest year first."""
    return _of_scope(
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
    frame = _of_scope(
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
    return _ask(con, "SELECT source, reason, detail FROM quarantine ORDER BY source")
