"""Shared parts of all charts: figure, legend, axes, number formats. Pure."""

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from html import unescape
from textwrap import wrap
from typing import Any

import polars as pl

from dashboard.draw.events import Event, events
from dashboard.draw.palette import BLUE, GREY, MEANING
from dashboard.words import brief_agency, compact, drawn, exact, language, percent, phrase, short, unit_name
from forms import EDITIONS, form
from forms.measures import Measure

Figure = dict[str, Any]
MOST_BARS = 20
_FONT = "Noto Sans CJK SC, Noto Sans SC, PingFang SC, Microsoft YaHei, sans-serif"


def breaks(first: int, last: int) -> list[float]:
    """Return where the form changed on an axis of years from `first` to `last`: positions midway between years."""
    changed = [form(edition).first_year - 0.5 for edition in EDITIONS[1:]]
    return [place for place in changed if first < place < last]


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


EVENT = "◆"


def marks(first: int, last: int) -> list[tuple[Event, float]]:
    """Return the events within an axis of years from `first` to `last`, each with its place on it."""
    placed = [(event, event.on.year + (event.on.month - 6.5) / 12) for event in events()]
    return [(event, place) for event, place in placed if first - 0.5 < place < last + 0.5]


APART = "apart"  # marks, in a trace's `meta`, lines between values that are of different agencies


def legend(drawn: Figure) -> list[tuple[str, str]]:
    """Return (name as text, colour) of every series; empty for a single one."""
    named = [each for each in drawn["data"] if each.get("name")]
    tints = [(each.get("line") or each.get("marker") or {}).get("color") for each in named]
    found = [
        (unescape(str(each["name"])), tint) for each, tint in zip(named, tints, strict=True) if isinstance(tint, str)
    ]
    return _without_chinese(found) if len(found) > 1 else []


_CHINESE = re.compile(r" \([^()]*[\u3400-\u9fff][^()]*\)$")


def _without_chinese(series: Sequence[tuple[str, str]]) -> list[tuple[str, str]]:
    """Leave out the Chinese names behind the English ones, where these alone tell the series apart."""
    heads = [_CHINESE.sub("", name) for name, _ in series]
    return (
        [(head, tint) for head, (_, tint) in zip(heads, series, strict=True)]
        if len(set(heads)) == len(heads)
        else [*series]
    )


_AT_AXIS, _LINES = 24, 2  # letters of a line beside an axis, and lines


def named_axis(names: Sequence[str]) -> Figure:
    """Return an axis of names; agencies in English by what tells them apart, the whole name being shown over them."""
    axis = {"type": "category", "automargin": True, "fixedrange": True}
    if language() != "en":
        return axis
    briefs = [brief_agency(name) for name in names]
    heads = [_CHINESE.sub("", name) for name in names]
    often = Counter(briefs)
    shown = [brief if often[brief] == 1 else head for brief, head in zip(briefs, heads, strict=True)]
    texts = [wrap(each, _AT_AXIS, max_lines=_LINES, placeholder="…") for each in shown]
    return {
        **axis,
        "tickvals": [drawn(name) for name in names],
        "ticktext": ["<br>".join(map(drawn, each)) for each in texts],
    }


HOVER = "%{fullData.name}: %{customdata[0]}<br>%{customdata[1]}<extra></extra>"  # headed by the year's tick label
# Room for the tick labels of both axes, fixed here so that Plotly need not measure it at every drawing.
MARGIN = {"l": 58, "r": 8, "t": 40, "b": 46, "pad": 2}


def _counted(frame: pl.DataFrame) -> dict[int, str]:
    """Return the number of agencies in each year's values: `2/3` if one of three could not be counted."""
    totals: dict[int, str] = {}
    for year, least, most in frame.group_by("year").agg(pl.min("reports"), pl.max("asked")).iter_rows():
        totals[year] = f"{most:,}" if least == most else f"{least:,}/{most:,}"
    return totals


def year_axis(years: Sequence[int], frame: pl.DataFrame | None = None) -> Figure:
    """Return an axis with a tick per year and, if a frame is given, the year's number of agencies below it."""
    axis = {"tickvals": list(years), "range": [years[0] - 0.6, years[-1] + 0.6], "showgrid": False, "fixedrange": True,
            "tickangle": 0, "ticklabelstandoff": 4}  # fmt: skip
    if frame is None:
        return axis
    counted = _counted(frame)
    behind = {year: phrase("trend.reports", n=counted[year]) if year in counted else "" for year in years}
    labels = [f"{year}<br><span style='font-size:11px'>{behind[year]}</span>" for year in years]
    return {**axis, "ticktext": labels}


def around(years: Sequence[int], unit: str = "", *notes: Figure) -> Figure:
    """Return annotations of a chart by year: the dashed line where the form changed, the unit, other notes."""
    plain = {"showarrow": False, "font": {"size": 11, "color": GREY}}
    layout: Figure = {"hovermode": "x unified", "annotations": [{**plain, **note} for note in notes]}
    layout["annotations"] += [
        {**plain, "x": place, "y": 1, "yref": "paper", "yanchor": "bottom", "yshift": 22, "text": EVENT,
         "hovertext": f"{event.on:%Y-%m-%d} {event.text(language())}<br>{event.source(language())}"}
        for event, place in marks(years[0], years[-1])
    ]  # fmt: skip
    changed = breaks(years[0], years[-1])
    if changed:
        layout["shapes"] = [{"type": "line", "x0": place, "x1": place, "y0": 0, "y1": 1, "yref": "paper",
                            "line": {"dash": "dash", "width": 1, "color": GREY}} for place in changed]  # fmt: skip
        layout["annotations"] += [{**plain, "x": place, "y": 1, "yref": "paper", "yanchor": "bottom",
                                  "text": phrase("trend.break")} for place in changed]  # fmt: skip
    if unit:
        layout["annotations"].append({**plain, "x": 0, "xref": "paper", "xanchor": "left", "xshift": -54, "y": 1,
                                     "yref": "paper", "yanchor": "bottom", "yshift": 8, "text": unit})  # fmt: skip
    return layout


def value_axis(most: float, rate: bool, least: float = 0) -> Figure:
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


def in_full(measure: Measure, row: Mapping[str, Any]) -> str:
    """Format a row of `questions.measured` with all its digits: a rate as its fraction, a count with its unit."""
    if measure.is_rate:
        return f"{exact(row['above'])} ÷ {exact(row['below'])}"
    return f"{exact(row['value'])} {unit_name(measure.unit)}".strip()


def hover_basis(measure: Measure, row: Mapping[str, Any] | None) -> list[str]:
    """Return the hover text: the value with its fraction, and the number of agencies it is based on."""
    if row is None:
        return ["", ""]
    value = shown(measure, row["value"])
    if measure.is_rate and row.get("below") is not None:
        value += f" = {short(row['above'])} ÷ {short(row['below'])}"
    return [value, phrase("trend.hover", n=f"{row['reports']:,}", of=f"{row['asked']:,}")]
