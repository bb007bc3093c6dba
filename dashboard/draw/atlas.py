"""[I/O] Map geometry of places: tiles and boundaries, read once from data/reference/ and static/."""

import csv
import json
from dataclasses import dataclass
from functools import cache
from typing import Any

from dashboard.data import ROOT
from ingest.identify.reference import FOLDER, reference

STATIC = ROOT / "static"
Box = tuple[float, float, float, float]


@dataclass(frozen=True, slots=True)
class Area:
    """An administrative unit on the map: its code, name, province's code, and bounds (W, S, E, N) in degrees."""

    code: str
    name: str
    province: str
    box: Box


@cache
def tiles() -> dict[str, tuple[str, int, int]]:
    """Map the full name of every province to (short name, row, column) of its tile, from data/reference/tiles.csv."""
    provinces = {each.code: each for each in reference().divisions.units if each.level == "province"}
    with (FOLDER / "tiles.csv").open(encoding="utf-8", newline="") as stream:
        return {
            provinces[row["code"]].name: (provinces[row["code"]].short, int(row["row"]), int(row["column"]))
            for row in csv.DictReader(stream)
        }


@cache
def areas(level: str) -> tuple[Area, ...]:
    """Return the units in static/provinces.geojson (`province`) or static/prefectures.geojson (`prefecture`)."""
    with (STATIC / f"{level}s.geojson").open(encoding="utf-8") as stream:
        features = json.load(stream)["features"]
    return tuple(
        Area(
            each["id"],
            each["properties"]["name"],
            each["properties"].get("province", each["id"]),
            _box(each["geometry"]),
        )
        for each in features
    )


def _box(geometry: dict[str, Any]) -> Box:
    polygons = geometry["coordinates"] if geometry["type"] == "MultiPolygon" else [geometry["coordinates"]]
    points = [point for polygon in polygons for ring in polygon for point in ring]
    east, north = [point[0] for point in points], [point[1] for point in points]
    return min(east), min(north), max(east), max(north)


@cache
def boundary() -> tuple[list[float | None], list[float | None]]:
    """Return the dash line as longitudes and latitudes, with None after each dash."""
    with (STATIC / "boundary_line.geojson").open(encoding="utf-8") as stream:
        found = json.load(stream)
    east: list[float | None] = []
    north: list[float | None] = []
    for dash in found["coordinates"]:
        east += [*(point[0] for point in dash), None]
        north += [*(point[1] for point in dash), None]
    return east, north
