"""Frames → Plotly figures. Pure: no question is asked here and nothing is shown.

A missing year is a gap in the line, never a zero; every point carries how many reports stand behind it.
"""

from collections.abc import Sequence

import plotly.graph_objects as go
import polars as pl

from dashboard.words import percent, short, t, unit_name
from forms.measures import Measure

# One palette with a meaning, safe for the colour-blind (Okabe & Ito): blue is intake and volume, green what was
# disclosed, red what was refused, yellow what could not be provided, purple what was not processed, grey the rest.
BLUE, SKY, GREEN, MINT, RED, YELLOW, PURPLE, GREY = (
    "#0072B2", "#56B4E9", "#009E73", "#7BC8A4", "#D55E00", "#E69F00", "#CC79A7", "#8C8C8C",
)  # fmt: skip
_MEANING = {
    "received": BLUE, "processed": YELLOW, "carried_in": GREY, "carried_out": GREY, "granted": GREEN,
    "partially_granted": MINT, "refused": RED, "unable": YELLOW, "not_processed": PURPLE, "other_handling": GREY,
    "disclosure_rate": GREEN, "refusal_rate": RED, "unable_rate": YELLOW, "completion_rate": BLUE,
    "licensing": BLUE, "penalties": RED, "coercion": PURPLE, "fees_amount": YELLOW, "fee_items": YELLOW,
    "other_services": SKY, "reconsideration": BLUE, "litigation_direct": YELLOW, "litigation_after": PURPLE,
    "reconsideration_upheld": SKY, "reconsideration_corrected": RED, "reconsideration_other": GREY,
    "reconsideration_pending": YELLOW, "reconsideration_correction_rate": BLUE,
    "litigation_direct_correction_rate": YELLOW, "litigation_after_correction_rate": PURPLE,
}  # fmt: skip
_SERIES = (BLUE, YELLOW, GREEN, PURPLE, SKY, RED, GREY)
BREAK = 2020.5  # the form changed between the reports on 2020 and on 2021
MOST_BARS = 20
LEAST_RANKED = 30  # below such a denominator a rate is not ranked


def colour(measure_id: str) -> str:
    return _MEANING.get(measure_id, BLUE)


def _laid_out(figure: go.Figure, height: int, legend: bool, room: bool = True) -> go.Figure:
    """`room` keeps the legend's place free also where there is none, so that charts side by side stand level."""
    figure.update_layout(
        height=height, margin={"l": 8, "r": 8, "t": 74 if room else 12, "b": 8},
        showlegend=legend, hovermode="closest",
        legend={"orientation": "h", "yanchor": "bottom", "y": 1.1, "xanchor": "left", "x": 0},
        font={"family": "Noto Sans CJK SC, Noto Sans SC, PingFang SC, Microsoft YaHei, sans-serif"},
        bargap=0.35, separators=".,",
    )  # fmt: skip
    return figure


def _counted(frame: pl.DataFrame) -> dict[int, str]:
    """How many reports are in each year's numbers: `2/3` where one of three could not be counted."""
    told: dict[int, str] = {}
    for year, least, most in frame.group_by("year").agg(pl.min("reports"), pl.max("asked")).iter_rows():
        told[year] = str(most) if least == most else f"{least}/{most}"
    return told


def _year_axis(figure: go.Figure, years: Sequence[int], frame: pl.DataFrame) -> None:
    counted = _counted(frame)
    behind = {year: t("trend.reports", n=counted[year]) if year in counted else "" for year in years}
    labels = [f"{year}<br><span style='font-size:11px'>{behind[year]}</span>" for year in years]
    figure.update_xaxes(tickvals=list(years), ticktext=labels, range=[years[0] - 0.6, years[-1] + 0.6], showgrid=False)
    if years[0] < BREAK < years[-1]:
        figure.add_vline(
            x=BREAK, line={"dash": "dash", "width": 1, "color": GREY}, annotation_text=t("trend.break"),
            annotation_position="top", annotation_font={"size": 11, "color": GREY},
        )  # fmt: skip


def trend(
    frame: pl.DataFrame, measures: Sequence[Measure], years: Sequence[int], language: str
) -> go.Figure:
    """Measures by year. `frame` as from `questions.measured` without a group."""
    figure = go.Figure()
    one = len(measures) == 1
    for measure in measures:
        found = {row["year"]: row for row in frame.filter(pl.col("measure") == measure.id).iter_rows(named=True)}
        values = [found[year]["value"] if year in found else None for year in years]
        behind = [(found[year]["reports"], found[year]["asked"]) if year in found else (0, 0) for year in years]
        shown = [percent(value) if measure.is_rate else short(value) for value in values]
        common = {
            "x": list(years), "y": values, "name": measure.text(language), "customdata": behind, "text": shown,
            "hovertemplate": "%{x} %{fullData.name}: %{text}<br>" + t("trend.hover") + "<extra></extra>",
        }  # fmt: skip
        if one and not measure.is_rate:
            figure.add_bar(**common, marker_color=colour(measure.id), textposition="outside", cliponaxis=False,
                           constraintext="none", textfont={"size": 12})  # fmt: skip
        else:
            figure.add_scatter(
                **common, mode="lines+markers+text" if one else "lines+markers", connectgaps=False,
                line={"color": colour(measure.id), "width": 2.5}, marker={"size": 9}, textposition="top center",
                cliponaxis=False,
            )  # fmt: skip
    _year_axis(figure, years, frame.filter(pl.col("measure").is_in([measure.id for measure in measures])))
    if one and not measures[0].is_rate:
        figure.update_yaxes(title=unit_name(measures[0].unit))
    if all(measure.is_rate for measure in measures):
        figure.update_yaxes(tickformat=".0%", rangemode="tozero")
    else:
        figure.update_yaxes(rangemode="tozero", tickformat="~s" if language == "en" else ",")
    return _laid_out(figure, 380, legend=not one)


def stacked(
    frame: pl.DataFrame, series: Sequence[tuple[str, str]], years: Sequence[int]
) -> go.Figure:
    """Parts of a whole by year: `series` gives (id, label), `frame` has year, measure, value, reports, asked."""
    figure = go.Figure()
    for number, (each, label) in enumerate(series):
        found = {row["year"]: row for row in frame.filter(pl.col("measure") == each).iter_rows(named=True)}
        values = [found[year]["value"] if year in found else None for year in years]
        figure.add_bar(
            x=list(years), y=values, name=label,
            marker_color=_MEANING.get(each, _SERIES[number % len(_SERIES)]),
            customdata=[(found[y]["reports"], found[y]["asked"]) if y in found else (0, 0) for y in years],
            hovertemplate="%{x} %{fullData.name}: %{y:,}<br>" + t("trend.hover") + "<extra></extra>",
        )  # fmt: skip
    figure.update_layout(barmode="stack")
    _year_axis(figure, years, frame)
    return _laid_out(figure, 400, legend=True)


def comparison(frame: pl.DataFrame, measure: Measure) -> go.Figure:
    """Bars for the members of a group in one year; `frame` is in the order shown, first on top."""
    rows = frame.head(MOST_BARS).reverse()
    ranked = [not measure.is_rate or (below or 0) >= LEAST_RANKED for below in rows["below"]]
    figure = go.Figure(
        go.Bar(
            x=rows["value"], y=rows["name"], orientation="h",
            marker_color=[colour(measure.id) if each else "#C4C4C4" for each in ranked],
            text=[percent(v) if measure.is_rate else short(v) for v in rows["value"]], textposition="outside",
            cliponaxis=False, customdata=list(zip(rows["reports"], rows["asked"], strict=True)),
            hovertemplate="%{y}: %{text}<br>" + t("trend.hover") + "<extra></extra>",
        )
    )  # fmt: skip
    figure.update_xaxes(tickformat=".0%" if measure.is_rate else ",", rangemode="tozero", showgrid=True)
    figure.update_yaxes(type="category", automargin=True)
    largest = max((value for value in rows["value"] if value is not None), default=0) or 1
    figure.update_xaxes(range=[0, largest * 1.18])
    return _laid_out(figure, max(110, 50 + 30 * rows.height), legend=False, room=False)


def shares(frame: pl.DataFrame, label: str, parts: Sequence[tuple[str, str, str]]) -> go.Figure:
    """One horizontal bar a row, in parts: `parts` gives (column, name, colour)."""
    figure = go.Figure()
    rows = frame.reverse()
    for column, name, tint in parts:
        figure.add_bar(
            x=rows[column], y=rows[label], name=name, orientation="h", marker_color=tint,
            hovertemplate="%{y} %{fullData.name}: %{x:,}<extra></extra>",
        )  # fmt: skip
    figure.update_layout(barmode="stack", barnorm="percent")
    figure.update_xaxes(ticksuffix="%", showgrid=False, range=[0, 104], tickvals=[0, 25, 50, 75, 100])
    figure.update_yaxes(type="category", automargin=True)
    return _laid_out(figure, max(200, 110 + 34 * rows.height), legend=True)
