"""[I/O] The search index of a new snapshot: all names of every agency and every place, with pinyin and initials."""

import duckdb
import polars as pl

from ingest.identify.spelling import spelling
from warehouse.rows import insert

_AGENCIES = """
    SELECT 'agency' AS kind, agency_key AS key, agency_name AS name,
           max_by(province, year) AS province,
           max_by(prefecture, year) AS prefecture, max_by(county, year) AS county, count(*) AS reports,
           min(year) AS first_year, max(year) AS last_year
    FROM report_rows
    WHERE superseded_by IS NULL GROUP BY ALL ORDER BY key, name
"""
# A place is found by its own name; its key includes its parents, as two cities may have counties of the same name.
_PLACES = """
    WITH placed AS (
        SELECT province, prefecture, county, year FROM report_rows WHERE province IS NOT NULL AND superseded_by IS NULL
    )
    SELECT 'place' AS kind, concat_ws('/', province, prefecture, county) AS key,
           coalesce(county, prefecture, province) AS name, province, prefecture, county, count(*) AS reports,
           min(year) AS first_year, max(year) AS last_year
    FROM (
        SELECT * FROM placed WHERE county IS NOT NULL
        UNION ALL SELECT province, prefecture, NULL, year FROM placed WHERE prefecture IS NOT NULL
        UNION ALL SELECT province, NULL, NULL, year FROM placed
    ) WHERE prefecture IS DISTINCT FROM province OR county IS NOT NULL OR prefecture IS NULL
    GROUP BY ALL ORDER BY key
"""


_SPELLED = ("name", "province", "prefecture", "county")


def spell_names(con: duckdb.DuckDBPyConnection) -> None:
    """Fill `name_rows`; the letters of names that it has already are kept."""
    known = con.sql(f"SELECT DISTINCT {', '.join(_SPELLED)}, pinyin, initials FROM name_rows").pl()
    con.execute("DELETE FROM name_rows")
    for query in (_AGENCIES, _PLACES):
        frame = con.sql(query).pl()
        new = frame.select(_SPELLED).unique(maintain_order=True).join(known, on=_SPELLED, how="anti", nulls_equal=True)
        known = pl.concat([known, _spelled(new)])
        insert(con, "name_rows", frame.join(known, on=_SPELLED, how="left", nulls_equal=True, maintain_order="left"))


def _spelled(names: pl.DataFrame) -> pl.DataFrame:
    """Add pinyin and initials to names with their place."""
    spelled = spelling()
    letters = [spelled.spell(name, place) for name, *place in names.iter_rows()]
    return names.with_columns(
        pinyin=pl.Series([each for each, _ in letters], dtype=pl.String),
        initials=pl.Series([each for _, each in letters], dtype=pl.String),
    )
