"""[I/O] `agency_rows`: agencies with the years on which they reported, for lists of agencies and for coverage."""

import duckdb

from warehouse.scope import PARTIAL

# The most recent report gives an agency its name: of several on that year, nobody knows which counts, the first by id.
_SEVERAL = "CASE WHEN count(*) > count(DISTINCT year) THEN list_sort(array_agg(year)) END"
_FILL = f"""
    INSERT INTO agency_rows BY NAME
    WITH own AS (
        SELECT r.*, t.agency_no, {PARTIAL} AS is_partial, 1::HUGEINT << (year - 2000) AS bit
        FROM report_rows r LEFT JOIN (SELECT report_no, agency_no FROM total_rows) t USING (report_no)
        WHERE superseded_by IS NULL AND year IS NOT NULL
    ),
    latest AS (
        SELECT agency_key, bit_or(bit) AS all_years, {_SEVERAL} AS all_more,
               bit_or(bit) FILTER (NOT is_partial) AS whole_years,
               arg_min({{no: report_no, name: agency_name}}, (-year, report_id)) AS last, max(agency_no) AS agency_no
        FROM own GROUP BY agency_key
    ),
    numbered AS (
        SELECT agency_key, all_years, all_more, coalesce(whole_years, 0) AS whole_years, last,
               coalesce(agency_no, -dense_rank() OVER (ORDER BY agency_key))::INTEGER AS agency_no
        FROM latest
    )
    SELECT any_value(n.agency_no) AS agency_no, agency_key, any_value(n.last.name) AS agency,
           bool_or(n.last.no = o.report_no) AS is_latest, layer, province, prefecture, county, agency_type, level,
           bit_or(o.bit) AS years, any_value(n.all_years) AS all_years, any_value(n.whole_years) AS whole_years,
           any_value(n.all_more) AS all_more, {_SEVERAL} AS more
    FROM own o JOIN numbered n USING (agency_key)
    GROUP BY agency_key, layer, province, prefecture, county, agency_type, level
"""
# Of the years of several reports, each further one stands once more.
_FURTHER = """
    UPDATE agency_rows SET {0} = list_filter({0}, lambda year, n: n > 1 AND year = {0}[n - 1]) WHERE {0} IS NOT NULL
"""


def list_agencies(con: duckdb.DuckDBPyConnection) -> None:
    """Make `agency_rows` anew, from the finished `report_rows` and `total_rows`."""
    con.execute("DELETE FROM agency_rows")
    con.execute(_FILL)
    for years in ("more", "all_more"):
        con.execute(_FURTHER.format(years))
