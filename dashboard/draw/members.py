"""Charts by year of several members: agencies, places or types, in one chart or in a small one each. Pure."""

from collections.abc import Sequence

import polars as pl

from dashboard.draw.by_year import between_others, broken, others, value_range
from dashboard.draw.canvas import HOVER, MARGIN, Figure, around, colour, figure, hover_basis, value_axis, year_axis
from dashboard.draw.palette import SERIES
from dashboard.words import brief_agency, drawn, unit_name
from forms.measures import Measure

_AT_LINES, _PANELS_WIDE = 118, 5  # pixels for names beside a chart; small charts in a row
_LONGEST = 9  # characters of a name at its line; the whole of it is in the legend
_APART = 0.055  # of the axis between two names, so that they do not overlap


def lines(
    frame: pl.DataFrame, members: Sequence[str], measure: Measure, years: Sequence[int], like: pl.DataFrame
) -> Figure:
    """Draw one measure of several members by year, each with its name at its line.

    `frame` has name, year, value, above, below, reports, asked; `like` is of the same members (see `trend`).
    """
    traces: list[Figure] = []
    apart: list[Figure] = []
    for number, name in enumerate(members):
        found = {row["year"]: row for row in frame.filter(pl.col("name") == name).iter_rows(named=True)}
        apart_at, tint = others(found, like, measure.id, name), SERIES[number % len(SERIES)]
        shown = broken(years, apart_at)
        traces.append({
            "type": "scatter", "mode": "lines+markers", "name": drawn(name), "x": shown, "connectgaps": False,
            "y": [found[year]["value"] if year in found else None for year in shown],
            "customdata": [hover_basis(measure, found.get(year)) for year in shown],
            "line": {"color": tint, "width": 2.5}, "marker": {"size": 8, "symbol": number},
            "hovertemplate": HOVER,
            "cliponaxis": False,
        })  # fmt: skip
        apart += between_others(found, apart_at, tint)
    most, least = value_range(traces)
    unit = "" if measure.is_rate else unit_name(measure.unit)
    layout = around(years, unit)
    layout["annotations"] += _names_at_lines(traces, members, max(most - min(least, 0), 1e-9))
    return figure(
        apart + traces, 360, margin={**MARGIN, "r": _AT_LINES},
        xaxis={**year_axis(years), "ticktext": [f"'{year % 100:02}" for year in years]},  # there is less room for them
        yaxis=value_axis(most, measure.is_rate, least), **layout,
    )  # fmt: skip


def panels(
    frame: pl.DataFrame, members: Sequence[str], measure: Measure, years: Sequence[int], like: pl.DataFrame
) -> Figure:
    """Draw one measure as a small chart for each member, all on one scale; `frame` and `like` as in `lines`."""
    columns = min(_PANELS_WIDE, len(members))
    rows = -(-len(members) // columns)
    values = frame["value"].drop_nulls().to_list()
    most, least = max(values, default=1) or 1, min(values, default=0)
    traces: list[Figure] = []
    axes: Figure = {}
    notes: list[Figure] = []
    for number, name in enumerate(members):
        key, (row, column) = str(number + 1) if number else "", divmod(number, columns)
        found = {each["year"]: each for each in frame.filter(pl.col("name") == name).iter_rows(named=True)}
        apart_at = others(found, like, measure.id, name)
        shown = broken(years, apart_at)
        traces.append({
            "type": "scatter", "mode": "lines+markers", "x": shown, "connectgaps": False, "name": drawn(name),
            "y": [found[year]["value"] if year in found else None for year in shown],
            "customdata": [hover_basis(measure, found.get(year)) for year in shown],
            "xaxis": f"x{key}", "yaxis": f"y{key}",
            "line": {"color": colour(measure.id), "width": 2}, "marker": {"size": 4},
            "hovertemplate": "%{x} " + HOVER,
        })  # fmt: skip
        traces += [{**each, "xaxis": f"x{key}", "yaxis": f"y{key}"}
                   for each in between_others(found, apart_at, colour(measure.id))]  # fmt: skip
        left, top = column / columns, 1 - row / rows
        axes[f"xaxis{key}"] = {
            "domain": [left + 0.012, left + 1 / columns - 0.012], "anchor": f"y{key}", "fixedrange": True,
            "showgrid": False,
            "range": [years[0] - 0.4, years[-1] + 0.4], "tickvals": [years[0], years[-1]], "tickfont": {"size": 10},
            "showticklabels": row == rows - 1 or number + columns >= len(members),
        }  # fmt: skip
        axes[f"yaxis{key}"] = {
            **value_axis(most, measure.is_rate, least), "domain": [top - 0.72 / rows, top - 0.16 / rows],
            "anchor": f"x{key}", "range": [min(least, 0) * 1.05, most * 1.08], "nticks": 3,
            "showticklabels": column == 0, "tickfont": {"size": 10},
        }  # fmt: skip
        notes.append({
            "x": left + 0.012, "xref": "paper", "y": top - 0.15 / rows, "yref": "paper", "xanchor": "left",
            "yanchor": "bottom", "text": drawn(_brief(name)), "showarrow": False, "font": {"size": 11},
        })  # fmt: skip
    return figure(traces, 60 + 92 * rows, margin={**MARGIN, "t": 8}, annotations=notes, **axes)


def _brief(name: str) -> str:
    name = brief_agency(name)
    most = round(1.6 * _LONGEST) if name.isascii() else _LONGEST  # letters are narrower
    return name if len(name) <= most else f"{name[:most]}…"


def _names_at_lines(traces: Sequence[Figure], members: Sequence[str], span: float) -> list[Figure]:
    """Return annotations with the members' names right of the chart, at the height of their last values, spread out."""
    last: list[tuple[float, str, str]] = []
    for trace, name in zip(traces, members, strict=True):
        values = [y for y in trace["y"] if y is not None]
        last += [(values[-1], name, trace["line"]["color"])] if values else []
    notes: list[Figure] = []
    lowest = -float("inf")
    for value, name, tint in sorted(last):
        height = max(value, lowest + span * _APART)
        lowest = height
        notes.append({
            "x": 1, "xref": "paper", "xanchor": "left", "xshift": 6, "y": height, "yanchor": "middle",
            "showarrow": False, "text": drawn(_brief(name)), "font": {"size": 11, "color": tint}, "align": "left",
        })  # fmt: skip
    return notes
