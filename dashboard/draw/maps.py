"""Values by place → maps as plain data: tiles, which show small and large places equally, and boundaries. Pure."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from dashboard.draw.atlas import Area, Box
from dashboard.draw.canvas import Figure, figure
from dashboard.draw.palette import GREY, NO_VALUE, PALE, SCALE
from dashboard.words import compact, language, percent, place_name

_CHINA: Box = (78.0, 3.0, 131.0, 54.0)


@dataclass(frozen=True, slots=True)
class Value:
    """A place's value on a map; `hover` is the text shown over it. Values that are not ranked are drawn in grey."""

    number: float | None
    ranked: bool
    hover: str


def _scaled(values: Sequence[float], rate: bool) -> tuple[float, float, Figure]:
    """Return the colour scale's ends and ticks: it spans the values that are there, so that they can be told apart.

    Counts are on a log scale, as a few places have most of them.
    """
    least, most = min(values, default=0), max(values, default=1)
    if rate:
        bottom, top = math.floor(least * 20) / 20, math.ceil(most * 20) / 20
        if top <= bottom:
            bottom, top = max(bottom - 0.05, 0), top + 0.05
        ticks = [bottom + (top - bottom) * part / 4 for part in range(5)]
        return bottom, top, {"tickvals": ticks, "ticktext": [percent(tick) for tick in ticks]}
    bottom, top = math.log10(max(least, 0) + 1), math.log10(max(most, 0) + 1)
    if top - bottom < _NARROWEST:
        bottom, top = max(top - _NARROWEST, 0), max(top, _NARROWEST)
    ticks = [bottom + (top - bottom) * part / 4 for part in range(5)]
    marks = list(dict.fromkeys(_round(10**tick - 1) for tick in ticks))
    return bottom, top, {
        "tickvals": [math.log10(mark + 1) for mark in marks], "ticktext": [compact(mark) for mark in marks],
    }  # fmt: skip


_NARROWEST = 0.05  # of the log scale, about an eighth more: closer values do not differ in colour


def _round(value: float) -> float:
    """Round a tick to two significant digits, and from 100 on to a whole number."""
    if value < 1:
        return round(value, 1)
    digits = int(math.log10(value))
    return round(value, 1 - digits) if digits < 2 else float(int(round(value, 1 - digits)))


def _shade(value: Value, rate: bool) -> float | None:
    if value.number is None or not value.ranked:
        return None
    return value.number if rate else math.log10(max(value.number, 0) + 1)


def _bar(look: Figure) -> Figure:
    return {"thickness": 10, "len": 0.6, "outlinewidth": 0, "tickfont": {"size": 11}, **look}


_COLOURS = [[number / (len(SCALE) - 1), tint] for number, tint in enumerate(SCALE)]


def tiles(places: Mapping[str, tuple[str, int, int]], values: Mapping[str, Value], rate: bool) -> Figure:
    """Draw a tile per province with its short name and value; grey without a value or with too small a denominator."""
    bottom, top, look = _scaled([v.number for v in values.values() if v.number is not None and v.ranked], rate)
    rows = max(row for _, row, _ in places.values())
    shown = {name: values.get(name, Value(None, False, name)) for name in places}
    shades = {name: _shade(value, rate) for name, value in shown.items()}

    def trace(names: list[str], marker: Figure, ink: list[str]) -> Figure:
        return {
            "type": "bar", "x": [places[name][2] for name in names], "base": [rows - places[name][1] for name in names],
            "y": [0.94] * len(names), "width": 0.94, "marker": {"line": {"width": 0}, **marker},
            "text": [_label(name, places[name][0], shown[name], rate) for name in names], "textposition": "inside",
            "insidetextanchor": "middle", "textangle": 0,
            "textfont": {"color": ink, "size": 13 if language() == "zh" else 10},
            "customdata": [[name, shown[name].hover] for name in names],
            "hovertemplate": "%{customdata[1]}<extra></extra>", "unselected": {"marker": {"opacity": 1}},
        }  # fmt: skip

    coloured = [name for name in places if shades[name] is not None]
    grey = [name for name in places if shades[name] is None]
    dark = bottom + (top - bottom) * 0.45
    ink = ["#FFFFFF" if (shades[name] or 0) > dark else "#1A1A1A" for name in coloured]
    marker = {"color": [shades[name] for name in coloured], "colorscale": _COLOURS, "cmin": bottom, "cmax": top,
              "showscale": True, "colorbar": _bar(look)}  # fmt: skip
    hidden = {"visible": False, "fixedrange": True}
    return figure(
        [trace(coloured, marker, ink), trace(grey, {"color": NO_VALUE}, ["#1A1A1A"] * len(grey))],
        520, barmode="overlay", bargap=0, clickmode="event+select",
        xaxis={**hidden, "range": [0.4, 9.6]}, yaxis={**hidden, "range": [0, rows + 1]},
    )  # fmt: skip


_WIDEST = 2


def _label(name: str, short: str, value: Value, rate: bool) -> str:
    if language() == "en":
        short = place_name(name).replace(" ", "<br>")
    elif len(short) > _WIDEST:  # a tile of a phone has room for two signs; more would be drawn smaller than can be read
        short = f"{short[:_WIDEST]}<br>{short[_WIDEST:]}"
    if value.number is None:
        return short
    return f"{short}<br>{percent(value.number) if rate else compact(value.number)}"


def areas(
    level: str,
    shown: Sequence[Area],
    values: Mapping[str, Value],
    rate: bool,
    box: Box | None,
    line: tuple[list[float | None], list[float | None]],
) -> Figure:
    """Draw boundaries of provinces or prefectures; `values` by code; `box` zooms in; `line` is the dash line."""
    bottom, top, look = _scaled([v.number for v in values.values() if v.number is not None and v.ranked], rate)
    common = {"type": "choropleth", "geojson": f"app/static/{level}s.geojson", "featureidkey": "id",
              "hovertemplate": "%{customdata[1]}<extra></extra>"}  # fmt: skip
    edge = {"line": {"width": 0.7, "color": "#FFFFFF"}}
    filled = {each.code: values.get(each.code, Value(None, False, each.name)) for each in shown}
    shades = {code: _shade(value, rate) for code, value in filled.items()}
    names = {each.code: each.name for each in shown}
    pale = [code for code in filled if shades[code] is None]
    full = [code for code in filled if shades[code] is not None]
    traces: list[Figure] = [
        {**common, "locations": pale, "z": [0] * len(pale), "colorscale": [[0, PALE], [1, PALE]], "showscale": False,
         "customdata": [[names[code], filled[code].hover] for code in pale],
         "marker": {**edge, "opacity": 0.45}, "unselected": {"marker": {"opacity": 0.45}}},
        {**common, "locations": full, "z": [shades[code] for code in full], "colorscale": _COLOURS, "zmin": bottom,
         "zmax": top, "colorbar": _bar(look), "marker": edge,
         "customdata": [[names[code], filled[code].hover] for code in full], "unselected": {"marker": {"opacity": 1}}},
        {"type": "scattergeo", "mode": "lines", "lon": line[0], "lat": line[1], "hoverinfo": "skip",
         "line": {"width": 1.2, "color": GREY}},
    ]  # fmt: skip
    west, south, east, north = box or _CHINA
    margin = 0.0 if box is None else max(east - west, north - south) * 0.06
    projection: Figure = {"type": "conic equal area", "rotation": {"lon": 105}, "parallels": [25, 47]}
    if box is not None:
        projection = {"type": "mercator"}
    geo = {
        "visible": False, "bgcolor": "rgba(0,0,0,0)", "projection": projection,
        "lonaxis": {"range": [west - margin, east + margin]}, "lataxis": {"range": [south - margin, north + margin]},
    }  # fmt: skip
    return figure(traces, 600, geo=geo, clickmode="event+select")
