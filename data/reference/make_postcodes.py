"""Make postcodes.csv: a postcode for each county's seat; its first four digits are the postal zone, two the province.

Source: the PyPI package china-region 0.0.11 (MIT licence).
Usage: python data/reference/make_postcodes.py china_region-0.0.11-py3-none-any.whl
"""

import io
import sys
import zipfile
from pathlib import Path

import polars as pl

HERE = Path(__file__).parent

if __name__ == "__main__":
    with zipfile.ZipFile(sys.argv[1]) as archive:
        csv = archive.read("china_region/region.csv").replace(b"\r", b"")
    source = pl.read_csv(io.BytesIO(csv), infer_schema=False)
    divisions = pl.read_csv(HERE / "divisions.csv", infer_schema=False)
    provinces = divisions.filter(pl.col("level") == "province").select(province="name", p=pl.col("code").str.head(2))
    units = divisions.with_columns(p=pl.col("code").str.head(2)).join(provinces, on="p")
    parents = divisions.select(parent="code", city="name").unique("parent")
    units = units.join(parents, on="parent", how="left")
    named = source.rename({"county": "name"}).filter(pl.col("zipCode").str.len_chars() == 6)
    # The city distinguishes two counties of one province and name; if it has since been renamed, use the name alone.
    both = named.join(units, on=["province", "city", "name"]).select("code", "zipCode")
    alone = named.join(
        units.filter(pl.col("line").n_unique().over("province", "name") == 1), on=["province", "name"]
    ).select("code", "zipCode")
    told = pl.concat([both, alone]).unique("code", keep="first", maintain_order=True).sort("code")
    # The source has errors (沙坡头区 with a postcode of 湛江): the first two digits must be common in the province.
    usual = told.group_by(province=pl.col("code").str.head(2), zone=pl.col("zipCode").str.head(2)).len()
    usual = usual.filter(pl.col("len") >= 0.1 * pl.col("len").sum().over("province"))
    told = told.with_columns(province=pl.col("code").str.head(2), zone=pl.col("zipCode").str.head(2)).join(
        usual, on=["province", "zone"], how="semi"
    )
    told = told.select("code", "zipCode").sort("code")
    told.rename({"zipCode": "postcode"}).write_csv(HERE / "postcodes.csv")
