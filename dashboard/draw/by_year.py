"""Charts by year: trends, compositions, members side by side. Pure: frames → figures as plain data."""

from collections.abc import Mapping, Sequence
from typing import Any

import polars as pl

from dashboard.draw.canvas import (
    APART,
    HOVER,
    MARGIN,
    Figure,
    around,
    colour,
    figure,
    hover_basis,
    value_axis,
    year_axis,
)
from dashboard.draw.palette import MEANING, SERIES
from dashboard.words import NONE, compact, percent, phrase, short, unit_name
from forms.measures import Measure


def trend(
    frame: pl.DataFrame, measures: Sequence[Measure], years: Sequence[int], language: str, like: pl.DataFrame
) -> Figure:
    """Draw measures by year; `frame` is a result of `questions.measured` without groups.

    `like`, a result of `questions.like_for_like`, tells between which years the agencies are the same: only there a
    line is drawn as one; between others it is pale and dotted.
    """
    traces: list[Figure] = []
    apart: list[Figure] = []
    one = len(measures) == 1
    rate = all(measure.is_rate for measure in measures)
    tints = [colour(measure.id) for measure in measures]
    if len(set(tints)) < len(tints):
        tints = list(SERIES[: len(tints)])
    for number, measure in enumerate(measures):
        found = {row["year"]: row for row in frame.filter(pl.col("measure") == measure.id).iter_rows(named=True)}
        shown = years if one and not rate else broken(years, others(found, like, measure.id))
        values = [found[year]["value"] if year in found else None for year in shown]
        texts = [percent(value) if measure.is_rate else compact(value) for value in values]
        trace = {
            "x": list(shown), "y": values, "name": measure.text(language), "text": texts,
            "customdata": [hover_basis(measure, found.get(year)) for year in shown],
            "hovertemplate": HOVER,
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
            apart += between_others(found, others(found, like, measure.id), tints[number])
    ids = [measure.id for measure in measures]
    most, least = value_range(traces)
    units = {unit_name(measure.unit) for measure in measures if not measure.is_rate}
    return figure(
        apart + traces, 320, margin=MARGIN, xaxis=year_axis(years, frame.filter(pl.col("measure").is_in(ids))),
        yaxis=value_axis(most, rate, least), **around(years, units.pop() if len(units) == 1 else ""),
    )  # fmt: skip


Row = Mapping[str, Any]


def others(found: Mapping[int, Row], like: pl.DataFrame, measure: str, name: str | None = None) -> list[int]:
    """Return the years whose value is of other agencies than that of the year before."""
    of_series = (pl.col("measure") == measure) & pl.col("name").eq_missing(pl.lit(name, pl.String))
    both = dict(like.filter(of_series).select("year", "agencies").iter_rows())
    return [
        year
        for year, row in found.items()
        if (before := found.get(year - 1)) is not None
        and None not in (row["value"], before["value"])
        and not both.get(year, 0) == row["reports"] == before["reports"]
    ]


def broken(years: Sequence[int], others: Sequence[int]) -> list[float]:
    """Return the years with a place for a gap before each of `others`."""
    return sorted([*years, *(year - 0.5 for year in others)])


def between_others(found: Mapping[int, Row], others: Sequence[int], tint: str) -> list[Figure]:
    """Return pale dotted lines that lead to the values of other agencies; the first has the name for the legend."""
    if not others:
        return []
    x: list[float | None] = []
    y: list[float | None] = []
    for year in others:
        x += [year - 1, year, None]
        y += [found[year - 1]["value"], found[year]["value"], None]
    return [{
        "type": "scatter", "mode": "lines", "x": x, "y": y, "hoverinfo": "skip", "opacity": 0.35, "cliponaxis": False,
        "line": {"color": tint, "width": 1.5, "dash": "dot"}, "meta": APART,
    }]  # fmt: skip


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
            "hovertemplate": HOVER,
        })  # fmt: skip
    most = 1.0 if share else max(whole["value"], default=1) or 1
    notes_at = {year: "0" for year, total in whole.select("year", "value").iter_rows() if total == 0}
    if share:  # zero denominator, or parts that are not from the same reports
        notes_at |= {year: NONE for year in whole["year"] if not sums.get(year)}
    notes = [{"x": year, "y": 0, "yanchor": "bottom", "text": sign} for year, sign in sorted(notes_at.items())]
    return figure(
        traces, 340, margin=MARGIN, barmode="stack", xaxis=year_axis(years, frame),
        yaxis=value_axis(most, share), **around(years, "", *notes),
    )  # fmt: skip


def value_range(traces: Sequence[Figure]) -> tuple[float, float]:
    numbers = [value for trace in traces for value in trace["y"] if value is not None]
    return max(numbers, default=1) or 1, min(numbers, default=0)
