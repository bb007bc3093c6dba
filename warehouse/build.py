"""[I/O] Store → snapshot: a complete database at a path of its own, from nothing or from an earlier one, validated."""

import shutil
from dataclasses import dataclass
from pathlib import Path

import duckdb
import polars as pl

from forms import cells, form
from warehouse.across_years import check_across_years
from warehouse.agencies import list_agencies
from warehouse.alike import find_alike
from warehouse.builder import builder
from warehouse.contributed import reports_of, with_identity, without_report
from warehouse.file_names import name_by_files
from warehouse.groups import sum_groups
from warehouse.loading import load
from warehouse.names import spell_names
from warehouse.places import place_by_surroundings
from warehouse.plausible import raise_doubts
from warehouse.punctuality import judge_punctuality
from warehouse.renewal import Plan, from_before, from_nothing, remove_changed
from warehouse.rows import insert
from warehouse.schema import comments, create_table, create_view, tables
from warehouse.scope import AGENCY_KEY, AGENCY_NAME, LAYER
from warehouse.superseding import supersede, write_successions
from warehouse.text_index import index_texts
from warehouse.totals import fill_totals

_MEMORY = "900MB"


class BuildError(Exception):
    """A snapshot failed its consistency checks and is not published."""


@dataclass(frozen=True, slots=True)
class Counts:
    reports: int
    facts: int
    findings: int
    quarantined: int


def build(
    path: Path, snapshot: str, parser: str, contributions: pl.DataFrame, store: Path, before: Path | None = None
) -> Counts:
    """Write a complete database to `path` (which must not exist) and validate it; raises BuildError on failure.

    contributions: as `warehouse.contributed` has them; store: the folder of their shards. `before`: a sound database
    of an earlier snapshot by the same parser; of a small change only the changed reports are loaded, and all that
    readers see is as if it had been built from nothing.
    """
    reports = reports_of(contributions)
    plan = from_before(reports, before) if before is not None else None
    try:
        if plan is not None and before is not None:
            shutil.copyfile(before, path)
        with duckdb.connect(str(path)) as con:
            con.execute("SET preserve_insertion_order = false")
            con.execute(f"SET memory_limit = '{_MEMORY}'")  # what needs more is sorted on the disk, beside the database
            con.execute("SET enable_progress_bar = false")  # it would be printed among what the command says
            if plan is None:
                _create(con)
            _fill(con, contributions, plan or from_nothing(reports), store)
            counts = _counts(con)
            con.execute("DELETE FROM snapshot")
            con.execute(
                """
                INSERT INTO snapshot SELECT ?, ?, ?, ?, ?, ?, count(*) FILTER (made_up), count(DISTINCT agency_key),
                       min(year), max(year), ? FROM report_rows
                """,
                [snapshot, parser, counts.reports, counts.facts, counts.findings, counts.quarantined, builder()],
            )
            _check(con, contributions.height, counts, plan.first if plan else 0)
            con.execute("CHECKPOINT")
    except duckdb.Error as error:
        raise BuildError(str(error).splitlines()[0]) from error
    return counts


def _create(con: duckdb.DuckDBPyConnection) -> None:
    """Create every table and view, empty."""
    con.begin()
    for kind, create in (("table", create_table), ("view", create_view)):
        for table in tables().values():
            if table.kind == kind:
                con.execute(create(table))
    for statement in comments():
        con.execute(statement)
    con.commit()
    insert(con, "form_cells", pl.DataFrame(
        [(number, figure, applicant) for number, (figure, applicant) in enumerate(cells())],
        schema={"cell": pl.UInt16, "figure": pl.String, "applicant": pl.String}, orient="row",
    ))  # fmt: skip


def _fill(con: duckdb.DuckDBPyConnection, contributions: pl.DataFrame, plan: Plan, store: Path) -> None:
    """Load what is new, then bring up to date what reports tell together."""
    known = con.sql("SELECT * FROM quarantine").pl()
    con.execute("DELETE FROM quarantine")
    insert(con, "quarantine", with_identity(without_report(contributions), known))
    remove_changed(con, plan)
    load(con, store, plan)
    index_texts(con, plan.first)
    name_by_files(con)
    place_by_surroundings(con)
    con.execute(
        f"""
        UPDATE report_rows SET layer = {LAYER}, agency_key = {AGENCY_KEY}, agency_name = {AGENCY_NAME}
        WHERE report_no IN (SELECT report_no FROM touched)
        """
    )
    supersede(con)
    write_successions(con)
    check_across_years(con)
    judge_punctuality(con)
    fill_totals(con, store, plan.reports)
    find_alike(con)
    raise_doubts(con)
    sum_groups(con)
    list_agencies(con)
    spell_names(con)


def _counts(con: duckdb.DuckDBPyConnection) -> Counts:
    """What the database holds. A report has one fact for each cell of its form, which `_check` proves of new ones."""
    editions = con.execute("SELECT form, single_row, count(*) FROM report_rows GROUP BY ALL").fetchall()
    facts = sum(len(form(edition).cells(single_row)) * count for edition, single_row, count in editions)
    row = con.execute(
        """
        SELECT (SELECT count(*) FROM report_rows), $facts, (SELECT count(*) FROM finding_rows),
               (SELECT count(*) FROM quarantine)
        """,
        {"facts": facts},
    ).fetchone()
    assert row is not None
    return Counts(*row)


def _check(con: duckdb.DuckDBPyConnection, files: int, counts: Counts, first: int) -> None:
    """Raise BuildError unless each file is a report or quarantined, and the facts of reports from number `first` on are
    one for each cell of the form, with a value where their state says so."""
    if counts.reports + counts.quarantined != files:
        raise BuildError(
            f"{files} files went in, {counts.reports} reports and {counts.quarantined} quarantined came out"
        )
    row = con.execute(
        """
        SELECT count(*) FROM fact_rows
        WHERE report_no >= $first AND (value IS NULL) <> (state NOT IN ('printed', 'recovered'))
        """,
        {"first": first},
    ).fetchone()
    if row is None or row[0]:
        raise BuildError("there are facts whose value and state disagree")
    sizes = [
        (edition, single_row, len(form(edition).cells(single_row)))
        for edition, single_row in con.execute("SELECT DISTINCT form, single_row FROM report_rows").fetchall()
    ]
    for edition, single_row, size in sizes:
        row = con.execute(
            """
            SELECT count(*) FROM (
                SELECT count(f.cell) AS facts FROM report_rows r LEFT JOIN fact_rows f USING (report_no)
                WHERE r.report_no >= $first AND f.report_no >= $first AND form = $edition AND single_row = $single_row
                GROUP BY r.report_no
            ) WHERE facts <> $size
            """,
            {"first": first, "edition": edition, "single_row": single_row, "size": size},
        ).fetchone()
        if row is None or row[0]:
            raise BuildError("there are reports without a fact for each cell of their form")
