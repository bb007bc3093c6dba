"""One agency among its peers: agencies of the same type and level in its province or the whole country."""

from collections.abc import Sequence

import polars as pl

from warehouse.questions.asking import Connection, run_query
from warehouse.terms import in_sql

LEAST_RANKED = 30  # a rate with a smaller denominator is neither ranked nor used as a peer's


def peers(con: Connection, key: str, year: int, names: Sequence[str], country: bool) -> pl.DataFrame:
    """(measure, value, above, below, peers, least, quarter, median, three_quarters, most, percentile), by measure.

    `value` (a rate or a count, money in 万元) is the agency's own, NULL if a cell has no number; `peers` is the number
    of other agencies that the statistics cover. `percentile` (0–100) is the share of them with a lower value, ties
    counted half; NULL without peers or if the agency's own denominator is under 30.
    """
    wanted = in_sql(names)
    rows = ", ".join(
        f"{{measure: $measures[{n}], is_rate: {m.is_rate}, above: {m.above}, below: {m.below}}}"
        for n, m in enumerate(wanted, 1)
    )
    return run_query(
        con,
        f"""
        WITH me AS (
            SELECT report_no, agency_type, level, province FROM report_rows
            WHERE agency_key = $key AND year = $year AND superseded_by IS NULL
            ORDER BY report_id LIMIT 1
        ),
        peer AS (
            SELECT t.report_no FROM total_rows t, me
            WHERE t.year = $year AND t.agency_type = me.agency_type AND t.level = me.level
              AND ($country OR t.province = me.province)
              AND t.report_no NOT IN (SELECT report_no FROM report_rows WHERE agency_key = $key)
        ),
        each AS (
            SELECT report_no, unnest([{rows}], recursive := true) FROM total_rows
            WHERE report_no IN (SELECT report_no FROM me UNION ALL SELECT report_no FROM peer)
        ),
        numbers AS (
            SELECT measure, report_no, above, below,
                   CASE WHEN is_rate THEN above / nullif(below, 0) ELSE above END AS value,
                   NOT is_rate OR below >= {LEAST_RANKED} AS ranked
            FROM each WHERE above IS NOT NULL AND below IS NOT NULL
        ),
        own AS (SELECT n.* FROM numbers n JOIN me USING (report_no)),
        others AS (SELECT n.* FROM numbers n JOIN peer USING (report_no) WHERE n.ranked AND n.value IS NOT NULL)
        SELECT m.measure, any_value(w.value) AS value, any_value(w.above) AS above, any_value(w.below) AS below,
               count(o.value) AS peers, min(o.value) AS least, quantile_cont(o.value, 0.25) AS quarter,
               median(o.value) AS median, quantile_cont(o.value, 0.75) AS three_quarters, max(o.value) AS most,
               CASE WHEN bool_and(w.ranked) AND count(o.value) > 0 AND any_value(w.value) IS NOT NULL THEN
                   100 * (count(*) FILTER (o.value < w.value) + 0.5 * count(*) FILTER (o.value = w.value))
                       / count(o.value) END AS percentile
        FROM (SELECT unnest($measures) AS measure) m LEFT JOIN own w USING (measure) LEFT JOIN others o USING (measure)
        GROUP BY m.measure ORDER BY m.measure
        """,
        key=key,
        year=year,
        country=country,
        measures=[each.name for each in wanted],
    )


def peer_names(con: Connection, key: str, year: int, country: bool, limit: int = 200) -> pl.DataFrame:
    """(key, agency): other agencies of the same type and level with a report on the year, by name."""
    return run_query(
        con,
        """
        WITH me AS (
            SELECT report_no, agency_type, level, province FROM report_rows
            WHERE agency_key = $key AND year = $year AND superseded_by IS NULL
            ORDER BY report_id LIMIT 1
        )
        SELECT r.agency_key AS key, r.agency_name AS agency FROM report_rows r, me
        WHERE r.year = $year AND r.superseded_by IS NULL AND r.agency_type = me.agency_type AND r.level = me.level
          AND ($country OR r.province = me.province)
          AND r.agency_key <> $key
        ORDER BY r.agency LIMIT $limit
        """,
        key=key,
        year=year,
        country=country,
        limit=limit,
    )
