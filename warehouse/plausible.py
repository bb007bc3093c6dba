"""[I/O] `doubt_rows`: figures that are worth a question, by the methods that forms/plausible.yml says in words."""

import duckdb

from forms import TOTAL, cell_number, is_by_applicant
from forms.plausible import BACKLOG, BELOW_PARTS, CONSTANT, OWN, PEERS, doubts, least, looked_at
from warehouse.schema import cell_column
from warehouse.scope import DEPARTMENTS, GOVERNMENTS

_ROBUST = 1.4826  # times the median absolute deviation: the standard deviation, were the values normal


def _column(figure: str) -> str:
    """The column of `total_rows` with a figure, over all applicants."""
    return cell_column(cell_number()[figure, TOTAL if is_by_applicant(figure) else None])


# One row a figure that is looked at and a report that covers its whole year, of agencies with one report on it.
def _long() -> str:
    names, columns = _looked_at()
    return f"""
        CREATE OR REPLACE TEMP TABLE told AS
        SELECT * EXCLUDE (value), value, ln(1 + value) AS x FROM (
            SELECT report_no, agency_no, year, agency_type, level, {columns} FROM total_rows
            WHERE NOT has_twin AND NOT is_partial
        ) UNPIVOT (value FOR figure IN ({names}))
    """


def _looked_at() -> tuple[str, str]:
    """SQL: the figures that are looked at, as names and as columns of `total_rows` under these names."""
    names = {figure: f'"{figure}"' for figure in looked_at()}
    return ", ".join(names.values()), ", ".join(f"{_column(figure)} AS {name}" for figure, name in names.items())


def _own() -> str:
    bounds = doubts()[OWN].bounds
    return f"""
        INSERT INTO doubt_rows
        WITH middle AS (
            SELECT agency_no, figure, median(x) AS x, median(value) AS usual, count(*) AS years
            FROM told GROUP BY agency_no, figure HAVING count(*) >= {bounds["years"]}
        ),
        spread AS (
            SELECT t.agency_no, t.figure, any_value(m.x) AS x, any_value(m.usual) AS usual, any_value(m.years) AS years,
                   median(abs(t.x - m.x)) AS mad
            FROM told t JOIN middle m USING (agency_no, figure) GROUP BY t.agency_no, t.figure
        )
        SELECT t.report_no, '{OWN}', t.figure, t.value, s.usual, s.years
        FROM told t JOIN spread s USING (agency_no, figure)
        WHERE abs(t.x - s.x) > greatest({bounds["spread"] * _ROBUST} * s.mad, ln({bounds["times"]}))
          AND greatest(t.value, s.usual) >= {least()}
        ORDER BY t.report_no, t.figure
    """


def _peers() -> str:
    bounds = doubts()[PEERS].bounds
    return f"""
        INSERT INTO doubt_rows
        WITH change AS (
            SELECT n.*, b.value AS before, n.x - b.x AS d
            FROM told n JOIN told b ON b.agency_no = n.agency_no AND b.figure = n.figure AND b.year = n.year - 1
        ),
        middle AS (
            SELECT figure, year, agency_type, level, median(d) AS d, count(*) AS peers
            FROM change GROUP BY ALL HAVING count(*) > {bounds["peers"]}
        ),
        spread AS (
            SELECT c.figure, c.year, c.agency_type, c.level, any_value(m.d) AS d, any_value(m.peers) - 1 AS peers,
                   median(abs(c.d - m.d)) AS mad
            FROM change c JOIN middle m ON m.figure = c.figure AND m.year = c.year
             AND m.agency_type IS NOT DISTINCT FROM c.agency_type AND m.level IS NOT DISTINCT FROM c.level
            GROUP BY c.figure, c.year, c.agency_type, c.level
        )
        SELECT c.report_no, '{PEERS}', c.figure, c.value, c.before, s.peers
        FROM change c JOIN spread s ON s.figure = c.figure AND s.year = c.year
         AND s.agency_type IS NOT DISTINCT FROM c.agency_type AND s.level IS NOT DISTINCT FROM c.level
        WHERE abs(c.d - s.d) > greatest({bounds["spread"] * _ROBUST} * s.mad, ln({bounds["times"]}))
          AND greatest(c.value, c.before) >= {least()}
          AND NOT EXISTS (SELECT 1 FROM doubt_rows o WHERE o.report_no = c.report_no AND o.figure = c.figure)
        ORDER BY c.report_no, c.figure
    """


def _constant() -> str:
    years = int(doubts()[CONSTANT].bounds["years"])
    return f"""
        INSERT INTO doubt_rows
        WITH run AS (
            SELECT report_no, figure, value, year,
                   year - row_number() OVER (PARTITION BY agency_no, figure, value ORDER BY year) AS island, agency_no
            FROM told WHERE value >= {least()}
        ),
        long AS (
            SELECT agency_no, figure, value, island, count(*) AS years, max(year) AS year FROM run
            GROUP BY agency_no, figure, value, island HAVING count(*) >= {years}
        )
        SELECT r.report_no, '{CONSTANT}', r.figure, r.value, NULL, l.years
        FROM run r JOIN long l USING (agency_no, figure, value, island) WHERE r.year = l.year
        ORDER BY r.report_no, r.figure
    """


def _backlog() -> str:
    bounds = doubts()[BACKLOG].bounds
    out, done = _column("applications.carried_out"), _column("applications.processed")
    return f"""
        INSERT INTO doubt_rows
        SELECT report_no, '{BACKLOG}', 'applications.carried_out', {out}, round(12 * {out} / {done}, 1), NULL
        FROM total_rows
        WHERE NOT has_twin AND NOT is_partial AND {out} >= {bounds["carried"]} AND {done} >= {least()}
          AND 12 * {out} / {done} >= {bounds["months"]}
        ORDER BY report_no
    """


# What a government's report adds up: the departments of its own tier that no system manages from above, and the
# governments one tier below. Nothing is known of parts that are not collected, so that their sum is a lower bound.
def _below_parts() -> str:
    bounds = doubts()[BELOW_PARTS].bounds
    sums = ", ".join(f'sum({_column(figure)}) AS "{figure}"' for figure in looked_at())
    names, columns = _looked_at()
    return f"""
        INSERT INTO doubt_rows
        WITH part AS (
            SELECT t.*, CASE WHEN t.layer <> '{GOVERNMENTS}' THEN t.level WHEN t.level = 'county' THEN 'prefecture'
                             WHEN t.level = 'prefecture' THEN 'province' END AS above
            FROM total_rows t JOIN report_rows r USING (report_no)
            WHERE NOT t.has_twin AND t.agency_type <> 'development_zone' AND t.zone_no IS NULL
              AND r.agency_id NOT LIKE 'corps%' AND (t.level = 'province' OR t.prefecture IS NOT NULL)
              AND NOT EXISTS (
                  SELECT 1 FROM report_rows o
                  WHERE o.year = r.year AND o.province = r.province AND o.prefecture IS NOT DISTINCT FROM r.prefecture
                    AND o.county IS NOT DISTINCT FROM r.county AND o.superseded_by IS NULL
                    AND o.layer = '{DEPARTMENTS}' AND r.layer = '{DEPARTMENTS}'
                    AND o.agency <> r.agency AND starts_with(r.agency, o.agency)
              )
              AND t.level IN ('county', 'prefecture', 'province') AND (t.layer = '{GOVERNMENTS}' OR r.superior IS NULL)
        ),
        sums AS (
            SELECT above AS level, year, province, CASE WHEN above <> 'province' THEN prefecture END AS prefecture,
                   CASE WHEN above = 'county' THEN county END AS county, count(*) AS parts, {sums}
            FROM part WHERE above IS NOT NULL GROUP BY ALL
        ),
        told AS (FROM sums UNPIVOT (usual FOR figure IN ({names}))),
        whole AS (
            SELECT * FROM (
                SELECT t.report_no, t.year, t.level, t.province,
                       CASE WHEN t.level <> 'province' THEN t.prefecture END AS prefecture,
                       CASE WHEN t.level = 'county' THEN t.county END AS county, {columns}
                FROM total_rows t JOIN report_rows r USING (report_no)
                WHERE t.layer = '{GOVERNMENTS}' AND NOT has_twin AND NOT is_partial AND agency_id NOT LIKE 'corps%'
            ) UNPIVOT (value FOR figure IN ({names}))
        )
        SELECT w.report_no, '{BELOW_PARTS}', w.figure, w.value, t.usual, t.parts
        FROM whole w JOIN told t ON t.figure = w.figure AND t.year = w.year AND t.level = w.level
         AND t.province = w.province AND t.prefecture IS NOT DISTINCT FROM w.prefecture
         AND t.county IS NOT DISTINCT FROM w.county
        WHERE t.usual - w.value >= greatest({bounds["short"]} * t.usual, {bounds["cases"]})
        ORDER BY w.report_no, w.figure
    """


def raise_doubts(con: duckdb.DuckDBPyConnection) -> None:
    """Fill `doubt_rows` anew, from the finished `total_rows`."""
    con.execute("DELETE FROM doubt_rows")
    for statement in (_long(), _own(), _peers(), _constant(), _backlog(), _below_parts()):
        con.execute(statement)
    con.execute("DROP TABLE told")
