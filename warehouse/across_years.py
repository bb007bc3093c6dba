"""Cross-year checks (carry, documents, items): each report against the agency's previous one, across mergers."""

from collections.abc import Iterator

import duckdb
import polars as pl

from forms import CHECKS, cells, cross_year_checks
from ingest.cells.finding import BROKEN, UNTESTABLE, Finding, InBoth
from warehouse.rows import add_findings

# What a report is compared with: the agency's own report on the previous year, and those of the agencies merged into it
# in between. If an agency that was merged (or may have been: a reform was under way and this agency was renamed) has no
# report here, a difference proves nothing.
_SIDES = """
    CREATE TEMP TABLE side AS
    WITH counted AS (
        SELECT report_no, agency_id, agency, year FROM report_rows
        WHERE superseded_by IS NULL AND agency IS NOT NULL AND agency_id IS NOT NULL AND year IS NOT NULL
    ),
    single AS (
        SELECT * FROM counted QUALIFY count(*) OVER (PARTITION BY agency_id, year) = 1
    ),
    joining AS (
        SELECT this.report_no AS this_no, s.from_id, gone.report_no AS before_no, s.first_year = s.last_year AS sure
        FROM single this JOIN successions s ON s.into_id = this.agency_id
                                           AND this.year BETWEEN s.first_year AND s.last_year
        LEFT JOIN single gone ON gone.agency_id = s.from_id AND gone.year = this.year - 1 AND s.kind = 'merged'
        WHERE NOT EXISTS (SELECT 1 FROM counted still WHERE still.agency_id = s.from_id AND still.year >= this.year)
    ),
    before AS (
        SELECT this.report_no AS this_no, own.report_no AS before_no, this.year - 1 AS before_year, true AS own
        FROM single this JOIN single own ON own.agency_id = this.agency_id AND own.year = this.year - 1
        UNION ALL
        SELECT this_no, before_no, this.year - 1, false FROM joining JOIN single this ON this.report_no = this_no
        WHERE before_no IS NOT NULL
    )
    SELECT b.*, EXISTS (
               SELECT 1 FROM joining j JOIN single this ON this.report_no = j.this_no
               LEFT JOIN single own ON own.agency_id = this.agency_id AND own.year = this.year - 1
               WHERE j.this_no = b.this_no AND j.before_no IS NULL
                 AND (j.sure OR own.agency IS DISTINCT FROM this.agency)
           ) OR NOT EXISTS (SELECT 1 FROM before o WHERE o.this_no = b.this_no AND o.own)
                AND (SELECT count(*) FROM joining j WHERE j.this_no = b.this_no) < 2 AS doubtful
    FROM before b JOIN report_rows asked ON asked.report_no = b.this_no SEMI JOIN affected USING (agency_id)
"""

_AFFECTED = """
    CREATE OR REPLACE TEMP TABLE affected AS
    WITH own AS (
        SELECT agency_id FROM affected UNION SELECT agency_id FROM report_rows SEMI JOIN touched USING (report_no)
    )
    SELECT agency_id FROM own WHERE agency_id IS NOT NULL
    UNION SELECT into_id FROM successions JOIN own ON own.agency_id = from_id
"""

# A check that needs a cell missing from either of the two forms does not apply; it is not counted as untestable.
_VERDICTS = """
    CREATE TEMP TABLE verdict AS
    WITH put AS (
        SELECT this_no, before_no AS report_no, true AS before, before_year, doubtful FROM side
        UNION ALL
        SELECT DISTINCT this_no, this_no, false, before_year, doubtful FROM side
    ),
    wanted AS (
        SELECT this_no, key, anchor, count(*) AS size FROM put JOIN term USING (before) GROUP BY this_no, key, anchor
    )
    SELECT p.this_no, p.before_year, t.key, t.check_id, t.anchor, bool_or(p.doubtful) AS doubtful,
           sum(t.sign * f.value) AS residual, count(f.value) = count(*) AS testable,
           max(f.value) FILTER (t.cell = t.anchor AND NOT t.before) AS actual,
           max(f.line) FILTER (t.cell = t.anchor AND NOT t.before) AS line
    FROM put p JOIN term t USING (before)
    JOIN fact_rows f ON f.cell = t.cell AND f.report_no = p.report_no
    JOIN wanted w ON w.this_no = p.this_no AND w.key = t.key AND w.anchor = t.anchor
    GROUP BY p.this_no, p.before_year, t.key, t.check_id, t.anchor, w.size
    HAVING count(*) = w.size
"""


def check_across_years(con: duckdb.DuckDBPyConnection) -> None:
    """Run every cross-year check and add its tallies to `tally_rows` and its findings to `finding_rows`.

    What was found before is replaced for the agencies `affected`: those that have a report more, less or otherwise than
    before, and those that they were merged into.
    """
    con.execute(_AFFECTED)
    checks = {"checks": sorted({check.check for check in cross_year_checks()})}
    for table in ("tally_rows", "finding_rows"):
        con.execute(
            f"""
            DELETE FROM {table} WHERE check_id IN (SELECT unnest($checks)) AND report_no IN (
                SELECT report_no FROM report_rows SEMI JOIN affected USING (agency_id)
            )
            """,
            checks,
        )
    number = {cell: n for n, cell in enumerate(cells())}
    terms: list[tuple[int, str, int, int, bool, int]] = []
    for key, check in enumerate(cross_year_checks()):
        for applicant in check.applicants:
            anchor = number[check.anchor, applicant]
            terms += [(key, check.check, anchor, number[f, applicant], True, sign) for f, sign in check.previous]
            terms += [(key, check.check, anchor, number[f, applicant], False, sign) for f, sign in check.terms]
    schema = {"key": pl.Int32, "check_id": pl.String, "anchor": pl.UInt16, "cell": pl.UInt16, "before": pl.Boolean,
              "sign": pl.Int8}  # fmt: skip
    con.register("incoming", pl.DataFrame(terms, schema=schema, orient="row").to_arrow())
    con.execute("CREATE TEMP TABLE term AS SELECT * FROM incoming")
    con.unregister("incoming")
    con.execute(_SIDES)
    con.execute(_VERDICTS)
    con.execute(
        """
        INSERT INTO tally_rows
        SELECT this_no, check_id, count(*) FILTER (testable AND residual = 0),
               count(*) FILTER (testable AND residual <> 0 AND NOT doubtful),
               count(*) FILTER (NOT testable OR residual <> 0 AND doubtful)
        FROM verdict GROUP BY this_no, check_id ORDER BY check_id, this_no
        """
    )
    add_findings(con, list(_findings(con)))


def _findings(con: duckdb.DuckDBPyConnection) -> Iterator[tuple[int, Finding]]:
    rows = con.execute(
        """
        SELECT this_no, before_year, check_id, c.figure, c.applicant, testable, doubtful, residual, actual, line
        FROM verdict JOIN form_cells c ON c.cell = anchor
        WHERE NOT testable OR residual <> 0 ORDER BY this_no, check_id, anchor
        """
    ).fetchall()
    for number, year, check_id, figure, applicant, testable, doubtful, residual, actual, line in rows:
        rule = InBoth(CHECKS[check_id].rule_zh, CHECKS[check_id].rule_en)
        if testable and not doubtful:
            # Every anchor has coefficient −1 in its check, so the other terms sum to its value plus the residual.
            expected = actual + residual
            words = {"rule": rule, "previous_year": year, "expected": f"{expected:.0f}", "actual": f"{actual:.0f}"}
            yield (
                number,
                Finding(check_id, BROKEN, "cross_broken", figure, line or 0, words, applicant, expected, actual),
            )
        else:
            reason = "cross_merged" if testable else "cross_untestable"
            yield (
                number,
                Finding(check_id, UNTESTABLE, reason, figure, line or 0, {"rule": rule}, applicant, None, actual),
            )
