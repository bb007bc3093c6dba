"""Facts as rows, one per report and cell, and their number."""

from collections.abc import Sequence

import polars as pl

from forms import TOTAL, form
from warehouse.questions.asking import (
    REQUESTED_CELLS,
    Connection,
    json_cells,
    newest,
    requested,
    run_in_groups,
    run_in_scope,
    run_over_reports,
)
from warehouse.scope import Scope, is_of_groups


def rows(
    con: Connection,
    scope: Scope,
    figures: Sequence[str],
    applicants: Sequence[str | None] = (TOTAL,),
    limit: int | None = None,
    offset: int = 0,
) -> pl.DataFrame:
    """The facts behind a chart, one row per counted report and cell, with the report's place and the source line."""
    if limit is not None and is_of_groups(scope):
        scope = newest(scope, _rows_by_year(con, scope, figures, applicants), offset + limit)
    return run_over_reports(
        con,
        f"""
        , {REQUESTED_CELLS}
        SELECT c.year, r.agency_name AS agency, c.agency_type, c.level, c.province, r.prefecture,
               r.county, r.form, a.figure, a.applicant, f.value, f.unit::VARCHAR AS unit, f.state::VARCHAR AS state,
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
    if is_of_groups(scope):
        return int(_rows_by_year(con, scope, figures, applicants)["n"].sum())
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


def _rows_by_year(
    con: Connection, scope: Scope, figures: Sequence[str], applicants: Sequence[str | None]
) -> pl.DataFrame:
    """(year, n): number of rows of each year of a scope of groups. A report has a fact for each cell of its form."""
    groups = run_in_groups(
        con,
        "SELECT year, form, single_row, sum(reports)::BIGINT AS reports FROM counted_groups GROUP BY ALL",
        scope,
    )
    cells = requested(figures, applicants)
    return groups.with_columns(
        n=pl.col("reports") * pl.struct("form", "single_row").map_elements(
            lambda of: len(cells & set(form(of["form"]).cells(of["single_row"]))), return_dtype=pl.Int64
        )
    ).group_by("year").agg(pl.col("n").sum())  # fmt: skip
