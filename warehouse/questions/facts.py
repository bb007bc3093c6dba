"""Facts as rows, one per report and cell, and their number."""

from collections.abc import Collection, Sequence

import polars as pl

from forms import EDITIONS, TOTAL, cell_number, form, is_by_applicant
from warehouse.questions.asking import Connection, newest, run_in_groups, run_in_scope, run_over_reports
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
    cells = _cells(figures, applicants)
    if limit is not None:
        scope = newest(scope, _rows_by_year(con, scope, cells), offset + limit)
    # Each of these reports has a row at least, so that no more of them are needed than rows.
    first = "" if limit is None else f"ORDER BY year DESC, agency, report_id LIMIT {int(offset) + int(limit)}"
    return run_over_reports(
        con,
        f"""
        , listed AS (
            SELECT c.year, r.agency_name AS agency, c.agency_type, c.level, c.province, r.prefecture, r.county, r.form,
                   r.report_id, report_no
            FROM counted c JOIN report_rows r USING (report_no) WHERE {_has_any(cells)} {first}
        )
        SELECT l.* EXCLUDE (report_id, report_no), a.figure, a.applicant, f.value, f.unit::VARCHAR AS unit,
               f.state::VARCHAR AS state, f.printed, f.line, l.report_id
        FROM fact_rows f JOIN listed l USING (report_no) JOIN form_cells a USING (cell)
        WHERE f.cell IN ({", ".join(map(str, cells)) or "NULL"})
        ORDER BY l.year DESC, agency, l.report_id, cell
        LIMIT $limit OFFSET $offset
        """,
        scope,
        limit=limit if limit is not None else 2**62,
        offset=offset,
    )


def row_count(
    con: Connection, scope: Scope, figures: Sequence[str], applicants: Sequence[str | None] = (TOTAL,)
) -> int:
    """Return the number of rows of `rows` without a limit."""
    return int(_rows_by_year(con, scope, _cells(figures, applicants))["n"].sum())


def _cells(figures: Sequence[str], applicants: Sequence[str | None]) -> list[int]:
    """The numbers of the cells of figures for some applicants; a figure without applicants has one cell."""
    number = cell_number()
    asked = {
        (figure, each) for figure in figures for each in (applicants if is_by_applicant(figure) else (None,))
    }  # fmt: skip
    return sorted(number[cell] for cell in asked if cell in number)


def _counts(cells: Collection[int]) -> dict[tuple[int, bool], int]:
    """How many of the cells each edition of the form has, with 其他处理 as a single row or not."""
    asked = {cell for cell, number in cell_number().items() if number in cells}
    return {
        (edition, single_row): len(asked.intersection(form(edition).cells(single_row)))
        for edition in EDITIONS
        for single_row in (False, True)
    }


def _has_any(cells: Collection[int]) -> str:
    """SQL: whether a report's form has any of the cells."""
    forms = [form_of for form_of, n in _counts(cells).items() if n]
    some = [f"(r.form = {edition} AND r.single_row = {single_row})" for edition, single_row in forms]
    return f"({' OR '.join(some) or 'false'})"


def _rows_by_year(con: Connection, scope: Scope, cells: Collection[int]) -> pl.DataFrame:
    """(year, n): number of rows of each year of a scope. A report has a fact for each cell of its form."""
    of_form = "SELECT year, form, single_row, {}::BIGINT AS reports FROM {} GROUP BY ALL"
    if is_of_groups(scope):
        groups = run_in_groups(con, of_form.format("sum(reports)", "counted_groups"), scope)
    else:
        groups = run_in_scope(con, of_form.format("count(*)", "counted"), scope)
    counts = pl.DataFrame(
        [(*form_of, n) for form_of, n in _counts(cells).items()],
        schema={"form": groups.schema["form"], "single_row": pl.Boolean, "cells": pl.Int64}, orient="row",
    )  # fmt: skip
    own = groups.join(counts, on=["form", "single_row"])
    return own.group_by("year").agg(n=(pl.col("reports") * pl.col("cells")).sum())
