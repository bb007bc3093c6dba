"""The map files: every place of 2024 has its area under its own code, drawn the way round that plotly needs."""

import csv
import json
from collections import defaultdict
from itertools import pairwise
from typing import Any

import pytest

from tests.conftest import ROOT

Ring = list[list[float]]
STATIC = ROOT / "static"
MAPS = ["provinces", "prefectures"]
MUNICIPALITIES = {"110000", "120000", "310000", "500000"}
# Without a government that reports: Hong Kong, Macau and Taiwan, which are provinces in the table and on both maps.
OUTSIDE = {"710000", "810000", "820000"}
# Areas that the source shows apart and no table of divisions has: a stud farm and two nature reserves in Gansu.
NO_DIVISION = {"629700", "629800", "629900"}


def load(name: str) -> Any:
    return json.loads((STATIC / name).read_text(encoding="utf-8"))


def features(name: str) -> dict[str, Any]:
    listed = load(f"{name}.geojson")["features"]
    by_id = {feature["id"]: feature for feature in listed}
    assert len(by_id) == len(listed)
    return by_id


def in_2024() -> dict[str, dict[str, str]]:
    with (ROOT / "data" / "reference" / "divisions.csv").open(encoding="utf-8") as file:
        return {row["code"]: row for row in csv.DictReader(file) if row["since"] <= "2024" <= (row["until"] or "9999")}


def polygons(feature: dict[str, Any]) -> list[list[Ring]]:
    shape = feature["geometry"]
    return [shape["coordinates"]] if shape["type"] == "Polygon" else shape["coordinates"]


def area(ring: Ring) -> float:
    """In square degrees; clockwise is positive."""
    return sum((x2 - x1) * (y1 + y2) / 2 for (x1, y1), (x2, y2) in pairwise(ring))


def edges(feature: dict[str, Any]) -> set[tuple[float, ...]]:
    """Each stretch of its border, in the direction in which it runs."""
    return {(*one, *two) for polygon in polygons(feature) for ring in polygon for one, two in pairwise(ring)}


def test_provinces_are_those_of_the_table() -> None:
    table = {code: row["name"] for code, row in in_2024().items() if row["level"] == "province"}
    assert {code: feature["properties"]["name"] for code, feature in features("provinces").items()} == table
    assert len(table) == 34


def test_prefectures_are_those_of_the_table() -> None:
    """Prefectures, counties right under a province that has prefectures, and provinces that have none, in one map."""
    table = in_2024()
    expected = {
        code for code, row in table.items()
        if row["level"] == "prefecture" or code in MUNICIPALITIES | OUTSIDE
        or (row["level"] == "county" and row["parent"].endswith("0000") and row["parent"] not in MUNICIPALITIES | OUTSIDE)
    }  # fmt: skip
    shapes = features("prefectures")
    assert set(shapes) == expected | NO_DIVISION
    for code in expected:
        properties = shapes[code]["properties"]
        assert properties["name"] == table[code]["name"]
        assert properties["province"] == (table[code]["parent"] or code), properties["name"]


def test_neighbours_share_their_borders() -> None:
    """What is left of a province's prefectures without the borders between them is the province's own border."""
    together: defaultdict[str, set[tuple[float, ...]]] = defaultdict(set)
    for feature in features("prefectures").values():
        border = edges(feature)
        assert not border & together[feature["properties"]["province"]], feature["properties"]["name"]
        together[feature["properties"]["province"]] |= border
    for code, feature in features("provinces").items():
        outer = {edge for edge in together[code] if (*edge[2:], *edge[:2]) not in together[code]}
        assert outer == edges(feature), feature["properties"]["name"]


@pytest.mark.parametrize("name", MAPS)
def test_rings_are_closed_and_run_clockwise_around_an_area(name: str) -> None:
    for feature in features(name).values():
        assert polygons(feature)
        for outer, *holes in polygons(feature):
            assert all(ring[0] == ring[-1] and len(ring) >= 4 for ring in [outer, *holes])
            assert area(outer) > 0, feature["properties"]["name"]
            assert all(area(hole) < 0 for hole in holes), feature["properties"]["name"]
            assert all(73 < x < 136 and 3 < y < 54 for ring in [outer, *holes] for x, y in ring)


def test_far_islands_are_there() -> None:
    """The southernmost reef of the South China Sea, 永兴岛, 钓鱼岛 and 赤尾屿."""
    provinces = features("provinces")
    for province, x, y in (("460000", 112.05, 3.85), ("460000", 112.34, 16.83),
                           ("710000", 123.5, 25.75), ("710000", 124.55, 25.93)):  # fmt: skip
        outer = [polygon[0] for polygon in polygons(provinces[province])]
        assert any(abs(ring[0][0] - x) < 0.1 and abs(ring[0][1] - y) < 0.1 for ring in outer), (x, y)


def test_dashes_of_the_boundary_line() -> None:
    line = load("boundary_line.geojson")
    assert line["type"] == "MultiLineString"
    assert len(line["coordinates"]) >= 9
    assert all(len(dash) > 1 for dash in line["coordinates"])
    assert all(105 < x < 123 and 3 < y < 26 for dash in line["coordinates"] for x, y in dash)


def test_base_map_is_empty() -> None:
    """plotly asks for this file as soon as a map has areas; a layer that is shown and missing here breaks the map."""
    base = load("world_110m.json")
    assert base["type"] == "Topology"
    assert base["arcs"] == []
    assert set(base["objects"]) == {"coastlines", "countries", "lakes", "land", "ocean", "rivers", "subunits"}
    assert all(shape == {"type": "GeometryCollection", "geometries": []} for shape in base["objects"].values())


@pytest.mark.parametrize("name", [*MAPS, "boundary_line"])
def test_files_are_small_and_compact(name: str) -> None:
    path = STATIC / f"{name}.geojson"
    assert path.stat().st_size < 1_200_000
    assert ": " not in path.read_text(encoding="utf-8")
