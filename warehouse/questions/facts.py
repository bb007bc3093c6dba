"""Facts as rows, one per report and cell, and their number."""

from collections.abc import Sequence

import polars as pl

from forms import TOTAL
from warehouse.questions.asking import REQUESTED_CELLS, Connection, json_cells, run_in_scope
from warehouse.scope import Scope


def rows(
    con: Connection,
    scope: Scope,
    figures: Sequence[str],
    applicants: Sequence[str | None] = (TOTAL,),
    limit: int | None = None,
    offset: int = 0,
) -> pl.DataFrame:
    """The facts behind a chart, one row per counted report and cell, with the report's place and the source line."""
    return run_in_scope(
        con,
        f"""
        , {REQUESTED_CELLS}
        SELECT c.year, r.agency_name AS agency, c.agency_type, c.level, c.province, c.prefecture,
               c.county, c.form, a.figure, a.applicant, f.value, f.unit::VARCHAR AS unit, f.state::VARCHAR AS state,
               f.printed, f.line, r.report_id
        FROM asked a JOIN fact_rows f USING (cell) JOIN counted c USING (report_no) JOIN report_rows r USING (report_no)
        ORDER BY c.year DESC, agency, r.report_id, a.cell
        LIMIT $limit OFFSET $offset
        """,
        scope,
        cells=json_cells(figures, applicants),
        limit=limit if limit is not None else 2**62,
        offset=offset,
    )


def row_count(
    con: Connection, scope: Scope, figures: Sequence[str], applicants: Sequence[str | None] = (TOTAL,)
) -> int:
    """Return the number of rows of `rows` without a limit."""
    frame = run_in_scope(
        con,
        f"""
        , {REQUESTED_CELLS}
        SELECT count(*) AS n FROM asked a JOIN fact_rows f USING (cell) JOIN counted c USING (report_no)
        """,
        scope,
        cells=json_cells(figures, applicants),
    )
    return int(frame["n"][0])
