"""[I/O] What changed between two snapshots: reports new, gone and replaced, findings new and settled, agencies renamed.

Reports are compared by agency and year, and those of an unknown agency or year by their source. Only counted reports
are compared: a superseded one is known to be another's earlier version already.
"""

from dataclasses import dataclass
from pathlib import Path

import duckdb
import polars as pl

from forms import within_report
from warehouse.stream import Stream

NEW, GONE, REPLACED, CHECKED, RENAMED = KINDS = ("new", "gone", "replaced", "checked", "renamed")
MOST_CELLS = 20_000  # of replaced reports that are listed
_MEMORY = "700MB"


class NotComparable(Exception):
    """The two snapshots cannot be compared: one is damaged, or made by a version with other tables."""


@dataclass(frozen=True, slots=True)
class Changes:
    """What changed from one snapshot to the next.

    reports: (kind, year, agency, was, agency_key, agency_type, level, province, prefecture, county, cells, found,
    settled, corrected, published_was, published_on, before_id, after_id), one row a change of `KINDS`. A replaced
    report has `cells` that differ, and may have another date of publication;
    `found` and `settled` count broken checks that are new and gone, also where only another year's report changed
    (`checked`); `corrected` is a replaced report that mends what it broke and breaks nothing new; `was` is the name
    before a renaming, which only a report of a later year tells.
    cells: (before_id, after_id, figure, applicant, before, after, printed_before, printed_after), `MOST_CELLS` at most.
    findings: (change, year, agency, agency_key, check_id, figure, applicant, actual, expected, message, message_en,
    line, report_id, before_id, after_id), `change` being found or settled, the last two those of the row of `reports`.
    """

    reports: pl.DataFrame
    cells: pl.DataFrame
    findings: pl.DataFrame


_WHO = "year, agency_name, agency_key, agency_type, level, province, prefecture, county"
_SLOT = "CASE WHEN agency_id IS NULL OR year IS NULL THEN 'source ' || source ELSE agency_id || ' ' || year END"

# A slot is what one report may fill: an agency's year. Of several in it (under two names) those are compared that only
# one snapshot has; a report that both have is neither new nor gone, whatever is now known about whose it is.
_SLOTS = f"""
    CREATE TEMP TABLE {{side}}_slot AS
    SELECT {_SLOT} AS slot, report_id, report_no, published_on, {_WHO}
    FROM {{side}}.report_rows WHERE superseded_by IS NULL
"""
_PAIRS = """
    CREATE TEMP TABLE pair AS
    WITH one AS (
        SELECT slot, arg_min(COLUMNS(* EXCLUDE (slot, report_id)), report_id), min(report_id) AS report_id
        FROM before_slot ANTI JOIN after_slot USING (report_id) GROUP BY slot
    ),
    other AS (
        SELECT slot, arg_min(COLUMNS(* EXCLUDE (slot, report_id)), report_id), min(report_id) AS report_id
        FROM after_slot ANTI JOIN before_slot USING (report_id) GROUP BY slot
    )
    SELECT slot, one.report_id AS before_id, one.report_no AS before_no, other.report_id AS after_id,
           other.report_no AS after_no
    FROM one FULL JOIN other USING (slot)
    WHERE (one.slot IS NOT NULL OR slot NOT IN (SELECT slot FROM before_slot))
      AND (other.slot IS NOT NULL OR slot NOT IN (SELECT slot FROM after_slot))
"""
_BROKEN = """
    CREATE TEMP TABLE {side}_broken AS
    SELECT s.slot, f.check_id, f.figure, f.applicant,
           arg_min((f.actual, f.expected, f.message, f.message_en, f.line), s.report_id) AS told,
           arg_min((s.year, s.agency_name, s.agency_key), s.report_id) AS who, min(s.report_id) AS report_id
    FROM {side}.finding_rows f JOIN {side}_slot s USING (report_no) WHERE f.verdict = 'broken'
    GROUP BY s.slot, f.check_id, f.figure, f.applicant
"""
# Only of agencies' years that both snapshots have: a new report's findings are its own.
_FINDINGS = """
    CREATE TEMP TABLE finding AS
    SELECT '{change}' AS change, who[1] AS year, who[2] AS agency, who[3] AS agency_key, check_id, figure, applicant,
           told[1] AS actual, told[2] AS expected, told[3] AS message, told[4] AS message_en, told[5] AS line,
           report_id, slot
    FROM {one}_broken
    WHERE slot IN (SELECT slot FROM {other}_slot)
      AND NOT EXISTS (
          SELECT 1 FROM {other}_broken o
          WHERE o.slot = {one}_broken.slot AND o.check_id = {one}_broken.check_id
            AND o.figure IS NOT DISTINCT FROM {one}_broken.figure
            AND o.applicant IS NOT DISTINCT FROM {one}_broken.applicant
      )
"""
# A settled finding is mended if the check can still be made: one that the year before decides, or that a cell which is
# blank or unreadable now keeps from being made, may be gone for other reasons.
_MENDED = """
    CREATE TEMP TABLE mended AS
    WITH untestable AS (
        SELECT s.slot, f.check_id, f.figure, f.applicant
        FROM after.finding_rows f JOIN after_slot s USING (report_no) WHERE f.verdict = 'untestable'
        EXCEPT
        SELECT s.slot, f.check_id, f.figure, f.applicant
        FROM before.finding_rows f JOIN before_slot s USING (report_no) WHERE f.verdict = 'untestable'
    )
    SELECT DISTINCT slot FROM finding ANTI JOIN untestable USING (slot, check_id)
    WHERE change = 'settled' AND check_id IN (SELECT unnest($checks))
"""
_CELLS = """
    CREATE TEMP TABLE cell AS
    SELECT p.before_id, p.after_id, m.figure, m.applicant, b.value AS before, a.value AS after,
           b.printed AS printed_before, a.printed AS printed_after, m.cell
    FROM pair p
    JOIN before.fact_rows b ON b.report_no = p.before_no
    JOIN after.fact_rows a ON a.report_no = p.after_no AND a.cell = b.cell
    JOIN after.form_cells m ON m.cell = b.cell
    WHERE b.value IS DISTINCT FROM a.value OR b.state::VARCHAR <> a.state::VARCHAR
"""
_CHANGED = f"""
    CREATE TEMP TABLE changed AS
    SELECT CASE WHEN before_id IS NULL THEN '{NEW}' WHEN after_id IS NULL THEN '{GONE}' ELSE '{REPLACED}' END AS kind,
           slot, before_id, after_id
    FROM pair
    UNION ALL
    SELECT '{CHECKED}', slot, min(b.report_id), min(a.report_id)
    FROM (SELECT DISTINCT slot FROM finding) JOIN before_slot b USING (slot) JOIN after_slot a USING (slot)
    WHERE slot NOT IN (SELECT slot FROM pair) GROUP BY slot
"""
_NAMED = """
    SELECT agency_id, max_by(agency, last_year) AS agency, max(last_year) AS year
    FROM {side}.agency_names GROUP BY agency_id
"""
_REPORTS = f"""
    WITH told AS (
        SELECT slot, count(*) FILTER (change = 'found') AS found, count(*) FILTER (change = 'settled') AS settled
        FROM finding GROUP BY slot
    ),
    differs AS (SELECT before_id, after_id, count(*) AS cells FROM cell GROUP BY ALL),
    who AS (
        SELECT slot, report_id, {_WHO} FROM before_slot UNION ALL SELECT slot, report_id, {_WHO} FROM after_slot
    )
    SELECT c.kind, w.year, w.agency_name AS agency, NULL::VARCHAR AS was, w.agency_key, w.agency_type, w.level,
           w.province, w.prefecture, w.county, coalesce(d.cells, 0)::BIGINT AS cells,
           coalesce(t.found, 0)::BIGINT AS found, coalesce(t.settled, 0)::BIGINT AS settled,
           c.kind = '{REPLACED}' AND coalesce(t.found, 0) = 0 AND c.slot IN (SELECT slot FROM mended) AS corrected,
           b.published_on AS published_was, a.published_on, c.before_id, c.after_id
    FROM changed c
    JOIN (SELECT DISTINCT ON (slot, report_id) * FROM who) w
      ON w.slot = c.slot AND w.report_id = coalesce(c.after_id, c.before_id)
    LEFT JOIN told t ON t.slot = c.slot LEFT JOIN differs d USING (before_id, after_id)
    LEFT JOIN before_slot b ON b.slot = c.slot AND b.report_id = c.before_id
    LEFT JOIN after_slot a ON a.slot = c.slot AND a.report_id = c.after_id
    UNION ALL
    SELECT '{RENAMED}', NULL, a.agency, b.agency, agency_id, NULL, NULL, NULL, NULL, NULL, 0, 0, 0, false,
           NULL, NULL, NULL, NULL
    FROM ({_NAMED.format(side="before")}) b JOIN ({_NAMED.format(side="after")}) a USING (agency_id)
    WHERE a.agency <> b.agency AND a.year > b.year
    ORDER BY year DESC NULLS LAST, agency, kind, before_id, after_id
"""
_CELL_LIST = f"SELECT * EXCLUDE (cell) FROM cell ORDER BY before_id, after_id, cell LIMIT {MOST_CELLS}"
_FINDING_LIST = """
    SELECT f.* EXCLUDE (slot), c.before_id, c.after_id FROM finding f JOIN changed c USING (slot)
    ORDER BY year DESC, agency, check_id, figure, applicant, report_id, change
"""


def changes_between(before: Path, after: Path) -> Changes:
    """Compare two snapshots; raises NotComparable."""
    with duckdb.connect() as con:
        try:
            con.execute(f"SET memory_limit = '{_MEMORY}'")
            con.execute("SET enable_progress_bar = false")
            for side, path in (("before", before), ("after", after)):
                con.execute(f"ATTACH '{str(path).replace(chr(39), chr(39) * 2)}' AS {side} (READ_ONLY)")
                con.execute(_SLOTS.format(side=side))
                con.execute(_BROKEN.format(side=side))
            con.execute(_PAIRS)
            con.execute(_FINDINGS.format(change="found", one="after", other="before"))
            settled = _FINDINGS.format(change="settled", one="before", other="after")
            con.execute(settled.replace("CREATE TEMP TABLE finding AS", "INSERT INTO finding"))
            con.execute(_MENDED, {"checks": [*within_report(), "text"]})
            con.execute(_CELLS)
            con.execute(_CHANGED)
            return Changes(*(pl.DataFrame(Stream(con.sql(query))) for query in (_REPORTS, _CELL_LIST, _FINDING_LIST)))
        except duckdb.Error as error:
            raise NotComparable(str(error).split("\n")[0]) from None
