"""Frames → Plotly figures as plain data. Pure: runs no queries and displays nothing.

A missing year is a gap in the line, never a zero; every point carries the number of agencies it is based on. Figures
are dictionaries in Plotly's schema (a test validates each against it): building graph objects takes longer than the
rest of a page.
"""

from collections.abc import Mapping, Sequence
from typing import Any

import polars as pl

from dashboard.draw.palette import BAND, BLUE, GREY, MEANING, PALE, SERIES
from dashboard.words import NONE, compact, exact, percent, phrase, short, unit_name
from forms.measures import Measure
from warehouse.questions.compared import LEAST_RANKED

Figure = dict[str, Any]
BREAK = 2020.5  # the form changed between the reports on 2020 and on 2021
MOST_BARS = 20
_FONT = "Noto Sans CJK SC, Noto Sans SC, PingFang SC, Microsoft YaHei, sans-serif"


def colour(measure_id: str) -> str:
    return MEANING.get(measure_id, BLUE)


def figure(traces: list[Figure], height: int, **layout: Any) -> Figure:
    """Return a figure without Plotly's legend: `legend` is shown above it, as text that wraps and renders fast."""
    return {
        "data": traces,
        "layout": {
            "height": height, "margin": {"l": 8, "r": 8, "t": 12, "b": 8, "pad": 2}, "showlegend": False,
            "hovermode": "closest", "font": {"family": _FONT}, "bargap": 0.35, "separators": ".,", "dragmode": False,
            "legend": {"orientation": "h", "yanchor": "bottom", "y": 1.04, "xanchor": "left", "x": 0}, **layout,
        },
    }  # fmt: skip


def legend(drawn: Figure) -> list[tuple[str, str]]:
    """Return (name, colour) of every series; empty for a single one."""
    named = [each for each in drawn["data"] if each.get("name")]
    tints = [(each.get("line") or each.get("marker") or {}).get("color") for each in named]
    found = [(str(each["name"]), tint) for each, tint in zip(named, tints, strict=True) if isinstance(tint, str)]
    return found if len(found) > 1 else []


_HOVER = "%{fullData.name}: %{customdata[0]}<br>%{customdata[1]}<extra></extra>"  # headed by the year's tick label
# Room for the tick labels of both axes, fixed here so that Plotly need not measure it at every drawing.
_MARGIN = {"l": 58, "r": 8, "t": 26, "b": 46, "pad": 2}


def _counted(frame: pl.DataFrame) -> dict[int, str]:
    """Return the number of agencies in each year's values: `2/3` if one of three could not be counted."""
    told: dict[int, str] = {}
    for year, least, most in frame.group_by("year").agg(pl.min("reports"), pl.max("asked")).iter_rows():
        told[year] = f"{most:,}" if least == most else f"{least:,}/{most:,}"
    return told


def _year_axis(years: Sequence[int], frame: pl.DataFrame | None = None) -> Figure:
    """Return an axis with a tick per year and, if a frame is given, the year's number of agencies below it."""
    axis = {"tickvals": list(years), "range": [years[0] - 0.6, years[-1] + 0.6], "showgrid": False, "fixedrange": True,
            "tickangle": 0, "ticklabelstandoff": 4}  # fmt: skip
    if frame is None:
        return axis
    counted = _counted(frame)
    behind = {year: phrase("trend.reports", n=counted[year]) if year in counted else "" for year in years}
    labels = [f"{year}<br><span style='font-size:11px'>{behind[year]}</span>" for year in years]
    return {**axis, "ticktext": labels}


def _around(years: Sequence[int], unit: str = "", *notes: Figure) -> Figure:
    """Return annotations of a chart by year: the dashed line where the form changed, the unit, other notes."""
    plain = {"showarrow": False, "font": {"size": 11, "color": GREY}}
    found: Figure = {"hovermode": "x unified", "annotations": [{**plain, **note} for note in notes]}
    if years[0] < BREAK < years[-1]:
        found["shapes"] = [{"type": "line", "x0": BREAK, "x1": BREAK, "y0": 0, "y1": 1, "yref": "paper",
                            "line": {"dash": "dash", "width": 1, "color": GREY}}]  # fmt: skip
        found["annotations"].append({**plain, "x": BREAK, "y": 1, "yref": "paper", "yanchor": "bottom",
                                     "text": phrase("trend.break")})  # fmt: skip
    if unit:
        found["annotations"].append({**plain, "x": 0, "xref": "paper", "xanchor": "left", "xshift": -54, "y": 1,
                                     "yref": "paper", "yanchor": "bottom", "yshift": 8, "text": unit})  # fmt: skip
    return found


def _value_axis(most: float, rate: bool, least: float = 0) -> Figure:
    """Return a value axis from zero with localised ticks (万, 亿); with Plotly's own ticks if values are negative."""
    if least < 0:
        return {"fixedrange": True, "zeroline": True, "tickformat": ".0%" if rate else ","}
    axis: Figure = {"rangemode": "tozero", "fixedrange": True, "zeroline": False}
    if rate:
        return {**axis, "tickformat": ".0%"}
    step = _step(most)
    ticks = [step * number for number in range(int(most / step) + 2)]
    return {**axis, "tickvals": ticks, "ticktext": [compact(tick) for tick in ticks]}


def _step(most: float) -> float:
    """Return a tick distance of at least 1 that gives at most eight of them up to `most`."""
    step = 1.0
    while most / step > 8:
        step *= 2.5 if str(step)[0] == "2" else 2
    return step


def shown(measure: Measure, value: float | None) -> str:
    """Format a value: a rate in percent, a count with its unit; None is a dash."""
    if value is None or measure.is_rate:
        return percent(value)
    return f"{short(value)} {unit_name(measure.unit)}".strip()


def trend(frame: pl.DataFrame, wanted: Sequence[Measure], years: Sequence[int], language: str) -> Figure:
    """Draw measures by year; `frame` is a result of `questions.measured` without groups."""
    traces: list[Figure] = []
    one = len(wanted) == 1
    rate = all(measure.is_rate for measure in wanted)
    tints = [colour(measure.id) for measure in wanted]
    if len(set(tints)) < len(tints):
        tints = list(SERIES[: len(tints)])
    for number, measure in enumerate(wanted):
        found = {row["year"]: row for row in frame.filter(pl.col("measure") == measure.id).iter_rows(named=True)}
        values = [found[year]["value"] if year in found else None for year in years]
        texts = [percent(value) if measure.is_rate else compact(value) for value in values]
        trace = {
            "x": list(years), "y": values, "name": measure.text(language), "text": texts,
            "customdata": [_behind(measure, found.get(year)) for year in years],
            "hovertemplate": _HOVER,
        }  # fmt: skip
        if one and not rate:
            traces.append({**trace, "type": "bar", "marker": {"color": colour(measure.id)}, "textposition": "outside",
                           "cliponaxis": False, "constraintext": "none", "textfont": {"size": 12}})  # fmt: skip
        else:
            traces.append({
                **trace, "type": "scatter", "mode": "lines+markers+text" if one else "lines+markers",
                "connectgaps": False, "line": {"color": tints[number], "width": 2.5},
                "marker": {"size": 9, "symbol": number},
                "textposition": "top center", "cliponaxis": False,
            })  # fmt: skip
    ids = [measure.id for measure in wanted]
    numbers = [value for trace in traces for value in trace["y"] if value is not None]
    most, least = max(numbers, default=1) or 1, min(numbers, default=0)
    units = {unit_name(measure.unit) for measure in wanted if not measure.is_rate}
    return figure(
        traces, 320, margin=_MARGIN, xaxis=_year_axis(years, frame.filter(pl.col("measure").is_in(ids))),
        yaxis=_value_axis(most, rate, least), **_around(years, units.pop() if len(units) == 1 else ""),
    )  # fmt: skip


def _behind(measure: Measure, row: Mapping[str, Any] | None) -> list[str]:
    """Return the hover text: the value with its fraction, and the number of agencies it is based on."""
    if row is None:
        return ["", ""]
    value = shown(measure, row["value"])
    if measure.is_rate and row.get("below") is not None:
        value += f" = {short(row['above'])} ÷ {short(row['below'])}"
    return [value, phrase("trend.hover", n=f"{row['reports']:,}", of=f"{row['asked']:,}")]


def stacked(frame: pl.DataFrame, series: Sequence[tuple[str, str]], years: Sequence[int], share: bool) -> Figure:
    """Draw parts of a whole by year: `series` gives (id, label), `frame` has year, measure, value, reports, asked.

    `share` shows each part's share of the year's sum instead of its count.
    """
    # Shares are given only if all parts come from the same reports: otherwise they are not parts of one whole.
    same = (pl.col("reports") == pl.col("asked")).all() if not share else pl.lit(True)
    whole = frame.group_by("year").agg(pl.sum("value"), same.alias("same"))
    sums: dict[int, float] = {year: total for year, total, same in whole.iter_rows() if same}
    traces: list[Figure] = []
    for number, (each, label) in enumerate(series):
        found = {row["year"]: row for row in frame.filter(pl.col("measure") == each).iter_rows(named=True)}
        values = [found[year]["value"] if year in found else None for year in years]
        parts = [None if v is None or not sums.get(y) else v / sums[y] for y, v in zip(years, values, strict=True)]
        behind = [
            [f"{short(value)} ({percent(part)})" if part is not None else short(value),
             phrase("trend.hover", n=f"{found[y]['reports']:,}", of=f"{found[y]['asked']:,}") if y in found else ""]
            for y, value, part in zip(years, values, parts, strict=True)
        ]  # fmt: skip
        traces.append({
            "type": "bar", "x": list(years), "y": parts if share else values, "name": label, "customdata": behind,
            "marker": {"color": MEANING.get(each, SERIES[number % len(SERIES)])},
            "hovertemplate": _HOVER,
        })  # fmt: skip
    most = 1.0 if share else max(whole["value"], default=1) or 1
    told = {year: "0" for year, total in whole.select("year", "value").iter_rows() if total == 0}
    if share:  # zero denominator, or parts that are not from the same reports
        told |= {year: NONE for year in whole["year"] if not sums.get(year)}
    notes = [{"x": year, "y": 0, "yanchor": "bottom", "text": sign} for year, sign in sorted(told.items())]
    return figure(
        traces, 340, margin=_MARGIN, barmode="stack", xaxis=_year_axis(years, frame),
        yaxis=_value_axis(most, share), **_around(years, "", *notes),
    )  # fmt: skip


def comparison(frame: pl.DataFrame, measure: Measure) -> Figure:
    """Draw bars for the members of a group in one year, at most `MOST_BARS`; the first row of `frame` is on top."""
    rows = frame.head(MOST_BARS).reverse()
    numbers = rows["value"].drop_nulls().to_list()
    largest, least = max(numbers, default=0) or 1, min(numbers, default=0)
    bar = {
        "type": "bar", "orientation": "h", "x": rows["value"].to_list(), "y": rows["name"].to_list(),
        "marker": {"color": [
            colour(measure.id) if not measure.is_rate or (below or 0) >= LEAST_RANKED else PALE
            for below in rows["below"]
        ]},
        "text": [percent(v) if measure.is_rate else compact(v) for v in rows["value"]], "textposition": "outside",
        "cliponaxis": False, "customdata": [_behind(measure, row) for row in rows.iter_rows(named=True)],
        "hovertemplate": "%{y}: %{customdata[0]}<br>%{customdata[1]}<extra></extra>",
    }  # fmt: skip
    axis = _value_axis(largest, measure.is_rate, least) | {"showgrid": True}
    axis["range"] = [min(least * 1.18, 0), max(largest, 0) * 1.18]
    return figure(
        [bar], max(110, 50 + 30 * rows.height), xaxis=axis,
        yaxis={"type": "category", "automargin": True, "fixedrange": True},
    )  # fmt: skip


def shares(frame: pl.DataFrame, label: str, parts: Sequence[tuple[str, str, str]]) -> Figure:
    """Draw a horizontal bar per row, scaled to 100 %, in parts: `parts` gives (column, name, colour)."""
    rows = frame.reverse()
    traces = [
        {
            "type": "bar", "orientation": "h", "x": rows[column].to_list(), "y": rows[label].to_list(), "name": name,
            "marker": {"color": tint}, "hovertemplate": "%{y} %{fullData.name}: %{x:,}<extra></extra>",
        }
        for column, name, tint in parts
    ]  # fmt: skip
    return figure(
        traces, max(120, 50 + 34 * rows.height), barmode="stack", barnorm="percent",
        xaxis={"showgrid": False, "range": [0, 104], "tickvals": [0, 25, 50, 75, 100], "fixedrange": True,
               "ticktext": ["0%", "25%", "50%", "75%", "100%"]},
        yaxis={"type": "category", "automargin": True, "fixedrange": True},
    )  # fmt: skip


def lines(frame: pl.DataFrame, members: Sequence[str], measure: Measure, years: Sequence[int]) -> Figure:
    """Draw one measure of several members by year: `frame` has name, year, value, above, below, reports, asked."""
    traces: list[Figure] = []
    for number, name in enumerate(members):
        found = {row["year"]: row for row in frame.filter(pl.col("name") == name).iter_rows(named=True)}
        traces.append({
            "type": "scatter", "mode": "lines+markers", "name": name, "x": list(years), "connectgaps": False,
            "y": [found[year]["value"] if year in found else None for year in years],
            "customdata": [_behind(measure, found.get(year)) for year in years],
            "line": {"color": SERIES[number % len(SERIES)], "width": 2.5}, "marker": {"size": 8, "symbol": number},
            "hovertemplate": _HOVER,
            "cliponaxis": False,
        })  # fmt: skip
    numbers = [value for trace in traces for value in trace["y"] if value is not None]
    most, least = max(numbers, default=1) or 1, min(numbers, default=0)
    unit = "" if measure.is_rate else unit_name(measure.unit)
    return figure(
        traces, 320, margin=_MARGIN, xaxis=_year_axis(years), yaxis=_value_axis(most, measure.is_rate, least),
        **_around(years, unit),
    )  # fmt: skip


def spread(rows: Sequence[Mapping[str, Any]]) -> Figure:
    """Draw an agency's rank among its peers: a row per indicator, from the lowest peer (0) to the highest (100).

    Each row has `label`, `percentile` (0–100) and `hover`; the band from 25 to 75 is the middle half of peers.
    """
    names = [row["label"] for row in rows][::-1]
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
    return figure([sankey], 460)


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
        xaxis=_value_axis(most or 1, False), yaxis={"type": "category", "automargin": True, "fixedrange": True},
    )  # fmt: skip


def matrix(
    states: Sequence[Sequence[int]], names: Sequence[str], years: Sequence[int], kinds: Sequence[tuple[str, str, str]]
) -> Figure:
    """Draw agency × year: `states` holds indices into `kinds`, which are (label, colour, symbol)."""
    steps = [[edge / len(kinds), tint] for n, (_, tint, _) in enumerate(kinds) for edge in (n, n + 1)]
    heat = {
        "type": "heatmap", "z": [list(row) for row in states], "x": [str(year) for year in years], "y": list(names),
        "zmin": -0.5, "zmax": len(kinds) - 0.5, "colorscale": steps, "showscale": False, "xgap": 3, "ygap": 3,
        "text": [[kinds[state][2] for state in row] for row in states], "texttemplate": "%{text}",
        "customdata": [[kinds[state][0] for state in row] for row in states],
        "hovertemplate": "%{y} %{x}: %{customdata}<extra></extra>",
    }  # fmt: skip
    return figure(
        [heat], 70 + 26 * len(names),
        xaxis={"side": "top", "fixedrange": True, "type": "category", "showgrid": False, "tickangle": 0},
        yaxis={"autorange": "reversed", "automargin": True, "fixedrange": True, "type": "category", "showgrid": False},
    )  # fmt: skip
