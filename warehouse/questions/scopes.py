"""The contents of a scope: its reports by year, the options of its filters, its places."""

import polars as pl

from warehouse.questions.asking import (
    WINDOW,
    Connection,
    place_type_and_level,
    run_in_groups,
    run_in_scope,
    run_query,
)
from warehouse.questions.totals import GROUPS_BY
from warehouse.scope import DEPARTMENTS, Scope, is_of_groups


def about(con: Connection) -> pl.DataFrame:
    """The one row of `snapshot`: what it is of, and how much it holds."""
    return run_query(con, "FROM snapshot")


# Filters of a scope: the column, and the filters that do not restrict the options offered for it.
_FACETS = {
    "province": ("province", "prefecture", "county"),
    "prefecture": ("prefecture", "county"),
    "county": ("county",),
    "agency_type": ("agency_type",),
    "level": ("level",),
}


# There are thousands of places: they are offered once a place above them is chosen. A county whose name occurs in
# several prefectures of a province is offered only under its prefecture.
_ALONE = {"county": "HAVING $prefecture IS NOT NULL OR count(DISTINCT coalesce(prefecture, '')) = 1"}
_OFFERED = {"prefecture": "$province IS NOT NULL", "county": "coalesce($prefecture, $province) IS NOT NULL"}


def facets(con: Connection, scope: Scope) -> pl.DataFrame:
    """(facet, value, reports): the options of the scope's filters with their numbers of reports.

    Overlapping reports and the panel are ignored. A filter's own setting does not restrict its options; prefectures
    are those of the chosen province.
    """
    in_groups = scope.layer == DEPARTMENTS and scope.prefecture is None and scope.county is None
    one = []
    for facet, free in _FACETS.items():
        narrowed = [f"(${name} IS NULL OR {name} = ${name})" for name in _FACETS if name not in free]
        one.append(f"""
            SELECT '{facet}' AS facet, {facet} AS value, sum(reports)::BIGINT AS reports
            FROM {"grouped" if in_groups and facet in GROUPS_BY else "there"}
            WHERE {facet} IS NOT NULL AND {_OFFERED.get(facet, "true")} AND {" AND ".join(narrowed)} GROUP BY {facet}
            {_ALONE.get(facet, "")}
        """)
    return run_query(
        con,
        f"""
        WITH there AS (
            SELECT province, prefecture, county, agency_type, level, 1 AS reports FROM total_rows
            WHERE year BETWEEN $first AND $last AND layer = $layer
        ),
        grouped AS (
            SELECT province, agency_type, level, reports, NULL::VARCHAR AS prefecture, NULL::VARCHAR AS county
            FROM group_rows WHERE year BETWEEN $first AND $last
        )
        {" UNION ALL ".join(one)} ORDER BY facet, value
        """,
        **scope.parameters(),
    )


def places(con: Connection, province: str | None, prefecture: str | None, county: str | None) -> pl.DataFrame:
    """(province, prefecture, county): places with reports that have these names, None matching any; at most 5,000."""
    return run_query(
        con,
        """
        SELECT DISTINCT province, prefecture, county FROM report_rows
        WHERE superseded_by IS NULL AND ($province IS NULL OR province = $province)
          AND ($prefecture IS NULL OR prefecture = $prefecture) AND ($county IS NULL OR county = $county)
        ORDER BY ALL LIMIT 5000
        """,
        province=province,
        prefecture=prefecture,
        county=county,
    )


def coverage(con: Connection, scope: Scope) -> pl.DataFrame:
    """(year, reports, agencies, ever, partial, left_out, outside): reports included for each year.

    `ever`: distinct agencies over all years, the same on every row. `partial`: reports that cover part of the year.
    `left_out`: reports that overlap others in the scope (a lower government with the higher, a zone with its bodies).
    `outside`: reports of agencies outside the balanced panel, if one is requested.
    """
    if is_of_groups(scope):
        return _coverage_of_groups(con, scope)
    return run_in_scope(
        con,
        """
        -- Only agencies with several reports on a year need to be told apart.
        , all_of AS (SELECT year, count(*) AS n FROM scoped GROUP BY year),
        of_panel AS (SELECT year, count(*) AS n FROM panelled GROUP BY year),
        of_year AS (
            SELECT year, count(*) AS reports,
                   count(*) FILTER (NOT has_twin) + count(DISTINCT agency_no) FILTER (has_twin) AS agencies,
                   count(*) FILTER (is_partial) AS partial
            FROM counted GROUP BY year
        )
        SELECT year, coalesce(c.reports, 0) AS reports, coalesce(c.agencies, 0) AS agencies,
               (SELECT count(DISTINCT agency_no) FROM counted) AS ever, coalesce(c.partial, 0) AS partial,
               coalesce(p.n, 0) - coalesce(c.reports, 0) AS left_out, s.n - coalesce(p.n, 0) AS outside
        FROM all_of s LEFT JOIN of_panel p USING (year) LEFT JOIN of_year c USING (year) ORDER BY year
        """,
        scope,
    )


def _coverage_of_groups(con: Connection, scope: Scope) -> pl.DataFrame:
    return run_in_groups(
        con,
        f"""
        , all_of AS (SELECT year, sum(reports) AS n FROM groups_in_scope GROUP BY year),
        of_year AS (
            SELECT year, sum(reports) AS reports, sum(partial) AS partial,
                   sum(reports) FILTER (agency_no IS NULL) AS of_one, count(DISTINCT agency_no) AS of_several
            FROM counted_groups GROUP BY year
        ),
        -- Agencies whose reports are groups of their own may be left out of some years.
        ever AS (
            SELECT agency_no FROM agency_rows
            WHERE layer = $layer AND years & {WINDOW} <> 0 AND {place_type_and_level(scope)}
              AND agency_no NOT IN (SELECT zone_no FROM body_rows)
            UNION ALL SELECT agency_no FROM counted_groups WHERE agency_no IS NOT NULL
        )
        SELECT year, coalesce(c.reports, 0)::BIGINT AS reports,
               (coalesce(c.of_one, 0) + coalesce(c.of_several, 0))::BIGINT AS agencies,
               (SELECT count(DISTINCT agency_no) FROM ever) AS ever, coalesce(c.partial, 0)::BIGINT AS partial,
               (s.n - coalesce(c.reports, 0))::BIGINT AS left_out, 0::BIGINT AS outside
        FROM all_of s LEFT JOIN of_year c USING (year) ORDER BY year
        """,
        scope,
    )


def unplaced(con: Connection, scope: Scope) -> int:
    """Return the number of reports on the scope's years (or no year) of unknown agency type; no total includes them."""
    frame = run_query(
        con,
        """
        SELECT count(*) AS n FROM report_rows
        WHERE superseded_by IS NULL AND layer IS NULL AND (year IS NULL OR year BETWEEN $first AND $last)
        """,
        first=scope.first,
        last=scope.last,
    )
    return int(frame["n"][0])
