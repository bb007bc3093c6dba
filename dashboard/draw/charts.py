"""Charts of one year (comparison, shares, ranks, flow, stages) and the coverage matrix. Pure: frames → plain data."""

from collections.abc import Mapping, Sequence
from typing import Any

import polars as pl

from dashboard.draw.canvas import MOST_BARS, Figure, colour, figure, hover_basis, named_axis, value_axis
from dashboard.draw.palette import BAND, BLUE, PALE
from dashboard.words import compact, drawn, exact, percent, phrase
from forms.measures import Measure
from warehouse.questions.compared import LEAST_RANKED


def comparison(frame: pl.DataFrame, measure: Measure) -> Figure:
    """Draw bars for the members of a group in one year, at most `MOST_BARS`; the first row of `frame` is on top."""
    rows = frame.head(MOST_BARS).reverse()
    numbers = rows["value"].drop_nulls().to_list()
    largest, least = max(numbers, default=0) or 1, min(numbers, default=0)
    bar = {
        "type": "bar", "orientation": "h", "x": rows["value"].to_list(), "y": [drawn(name) for name in rows["name"]],
        "marker": {"color": [
            colour(measure.id) if not measure.is_rate or (below or 0) >= LEAST_RANKED else PALE
            for below in rows["below"]
        ]},
        "text": [percent(v) if measure.is_rate else compact(v) for v in rows["value"]], "textposition": "outside",
        "cliponaxis": False, "customdata": [hover_basis(measure, row) for row in rows.iter_rows(named=True)],
        "hovertemplate": "%{y}: %{customdata[0]}<br>%{customdata[1]}<extra></extra>",
    }  # fmt: skip
    axis = value_axis(largest, measure.is_rate, least) | {"showgrid": True}
    axis["range"] = [min(least * 1.18, 0), max(largest, 0) * 1.18]
    return figure(
        [bar], max(110, 50 + 30 * rows.height), xaxis=axis, yaxis=named_axis(rows["name"].to_list()),
    )  # fmt: skip


def shares(frame: pl.DataFrame, label: str, parts: Sequence[tuple[str, str, str]]) -> Figure:
    """Draw a horizontal bar per row, scaled to 100 %, in parts: `parts` gives (column, name, colour)."""
    rows = frame.reverse()
    traces = [
        {
            "type": "bar", "orientation": "h", "x": rows[column].to_list(), "y": [drawn(each) for each in rows[label]],
            "name": drawn(name),
            "marker": {"color": tint}, "hovertemplate": "%{y} %{fullData.name}: %{x:,}<extra></extra>",
        }
        for column, name, tint in parts
    ]  # fmt: skip
    return figure(
        traces, max(120, 50 + 34 * rows.height), barmode="stack", barnorm="percent",
        xaxis={"showgrid": False, "range": [0, 104], "tickvals": [0, 25, 50, 75, 100], "fixedrange": True,
               "ticklabeloverflow": "allow",
               "ticktext": ["0%", "25%", "50%", "75%", "100%"]},
        yaxis={"type": "category", "automargin": True, "fixedrange": True},
    )  # fmt: skip


def spread(rows: Sequence[Mapping[str, Any]]) -> Figure:
    """Draw an agency's rank among its peers: a row per indicator, from the lowest peer (0) to the highest (100).

    Each row has `label`, `percentile` (0–100) and `hover`; the band from 25 to 75 is the middle half of peers.
    """
    names = [drawn(row["label"]) for row in rows][::-1]
    back = {"type": "bar", "orientation": "h", "y": names, "x": [100] * len(names), "marker": {"color": PALE},
            "opacity": 0.35, "hoverinfo": "skip", "width": 0.5}  # fmt: skip
    middle = {"type": "bar", "orientation": "h", "y": names, "x": [50] * len(names), "base": [25] * len(names),
              "marker": {"color": BAND}, "opacity": 0.45, "hoverinfo": "skip", "width": 0.5}  # fmt: skip
    at = {
        "type": "scatter", "mode": "markers", "y": names, "x": [row["percentile"] for row in rows][::-1],
        "marker": {"size": 14, "color": BLUE, "symbol": "diamond"},
        "customdata": [row["hover"] for row in rows][::-1], "hovertemplate": "%{y}<br>%{customdata}<extra></extra>",
        "cliponaxis": False,
    }  # fmt: skip
    axis = {"range": [-2, 102], "tickvals": [0, 25, 50, 75, 100], "fixedrange": True, "showgrid": False,
            "ticktext": [phrase("peers.least"), "25", phrase("peers.median"), "75", phrase("peers.most")]}  # fmt: skip
    return figure(
        [back, middle, at], max(150, 60 + 32 * len(names)), barmode="overlay", xaxis=axis,
        yaxis={"type": "category", "automargin": True, "fixedrange": True},
    )  # fmt: skip


_LABEL = 24  # pixels from one label of a flow to the next


def flow(nodes: Sequence[tuple[str, str]], links: Sequence[tuple[int, int, float]]) -> Figure:
    """Draw a Sankey diagram: nodes are (label, colour), links (source index, target index, count)."""
    through = [max(sum(v for a, _, v in links if a == n), sum(v for _, b, v in links if b == n))
               for n in range(len(nodes))]  # fmt: skip
    sankey = {
        "type": "sankey", "arrangement": "snap", "valueformat": ",",
        "textfont": {"size": 13},
        "node": {"label": [f"{label} {compact(value)}" for (label, _), value in zip(nodes, through, strict=True)],
                 "color": [tint for _, tint in nodes], "pad": 16,
                 "thickness": 14, "line": {"width": 0},
                 "hovertemplate": "%{label}<extra></extra>"},
        "link": {"source": [a for a, _, _ in links], "target": [b for _, b, _ in links],
                 "value": [value for _, _, value in links],
                 "color": [_faint(nodes[b][1]) for _, b, _ in links],
                 "customdata": [f"{nodes[a][0]} → {nodes[b][0]}: {exact(value)}" for a, b, value in links],
                 "hovertemplate": "%{customdata}<extra></extra>"},
    }  # fmt: skip
    ends = len({b for _, b, _ in links} - {a for a, _, _ in links})  # the longest column
    return figure([sankey], max(460, _LABEL * ends))


def _faint(tint: str) -> str:
    red, green, blue = (int(tint[n : n + 2], 16) for n in (1, 3, 5))
    return f"rgba({red},{green},{blue},0.35)"


def stages(rows: Sequence[tuple[str, Sequence[tuple[str, str, float | None]]]]) -> Figure:
    """Draw stages one below the other, each a stacked bar: (stage, [(part, colour, count)])."""
    traces: dict[str, Figure] = {}
    for stage, parts in reversed(rows):
        for part, tint, value in parts:
            trace = traces.setdefault(part, {
                "type": "bar", "orientation": "h", "name": part, "x": [], "y": [], "marker": {"color": tint},
                "hovertemplate": "%{y} %{fullData.name}: %{x:,}<extra></extra>",
            })  # fmt: skip
            trace["x"].append(value)
            trace["y"].append(stage)
    most = max((sum(value or 0 for _, _, value in parts) for _, parts in rows), default=1)
    return figure(
        list(traces.values()), 60 + 56 * len(rows), barmode="stack",
        xaxis=value_axis(most or 1, False), yaxis={"type": "category", "automargin": True, "fixedrange": True},
    )  # fmt: skip


_MANY_YEARS = 4  # columns beyond which four digits of each run into each other on a phone


def _year_labels(years: Sequence[int]) -> list[str]:
    return [str(year) if len(years) <= _MANY_YEARS else f"'{year % 100:02}" for year in years]


def matrix(
    states: Sequence[Sequence[int]], names: Sequence[str], years: Sequence[int], kinds: Sequence[tuple[str, str, str]]
) -> Figure:
    """Draw agency × year: `states` holds indices into `kinds`, which are (label, colour, symbol)."""
    steps = [[edge / len(kinds), tint] for n, (_, tint, _) in enumerate(kinds) for edge in (n, n + 1)]
    heat = {
        "type": "heatmap", "z": [list(row) for row in states], "x": [str(year) for year in years],
        "y": [drawn(name) for name in names],
        "zmin": -0.5, "zmax": len(kinds) - 0.5, "colorscale": steps, "showscale": False, "xgap": 3, "ygap": 3,
        "text": [[kinds[state][2] for state in row] for row in states], "texttemplate": "%{text}",
        "textfont": {"color": "#000000", "size": 13},  # on each of the colours at least 5 : 1, which white is not
        "customdata": [[kinds[state][0] for state in row] for row in states],
        "hovertemplate": "%{y} %{x}: %{customdata}<extra></extra>",
    }  # fmt: skip
    return figure(
        [heat], 70 + 26 * len(names),
        xaxis={"side": "top", "fixedrange": True, "type": "category", "showgrid": False, "tickangle": 0,
               "tickvals": [str(year) for year in years], "ticktext": _year_labels(years)},
        yaxis={**named_axis(names), "autorange": "reversed", "showgrid": False},
    )  # fmt: skip
