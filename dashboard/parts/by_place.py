"""Sections of the map page: a map for drilling down into places, and an equivalent list for the keyboard."""

from collections.abc import Mapping
from dataclasses import dataclass
from html import escape
from typing import Any

import polars as pl
import streamlit as st

from dashboard.address import PLACES, asked, link, remember_all
from dashboard.contents import MEASURES as _MEASURES
from dashboard.data import ask
from dashboard.draw import atlas, maps
from dashboard.draw.canvas import Figure
from dashboard.parts import opening_words
from dashboard.parts.change import means
from dashboard.parts.trends import definitions
from dashboard.scope import places_below, sentence
from dashboard.widgets import clickable_html
from dashboard.widgets.chart import chart_with_files
from dashboard.widgets.page_head import Opened, choice
from dashboard.widgets.provenance import origin
from dashboard.widgets.table import measured_table
from dashboard.words import NONE, drawn, exact, language, percent, phrase, place_name, plain, unit_name
from forms.measures import Measure, measure
from ingest.identify.reference import reference
from warehouse import questions
from warehouse.questions.compared import LEAST_RANKED
from warehouse.scope import GOVERNMENTS

MEASURES = _MEASURES["map"]
TILES, AREAS = "tiles", "areas"
_EACH, _SUM = "agency", "sum"
_STYLE = """<style>
.nb-places {list-style: none; padding: 0; margin: 0; max-height: 34rem; overflow-y: auto; font-size: .9rem}
.nb-places li {margin: 0; padding: 0}
.nb-places a {display: flex; justify-content: space-between; gap: 1rem; padding: .22rem .4rem; color: inherit;
  text-decoration: none; border-bottom: 1px solid rgba(128,128,128,.2)}
.nb-places a:hover, .nb-places a:focus {background: rgba(128,128,128,.15); outline: 2px solid #0072B2}
.nb-places span {font-variant-numeric: tabular-nums; white-space: nowrap}
@media (max-width: 640px) {.nb-places a {min-height: 44px; align-items: center}}
.nb-places small {color: light-dark(#5C6066, #B4B8C0)}
</style>"""


@dataclass(frozen=True, slots=True)
class Mapped:
    """What the map shows: one measure in one year, by the places one level below the scope's."""

    wanted: Measure
    year: int
    by: str
    rows: Mapping[str, Mapping[str, Any]]
    mean: bool  # a count for each agency, as a sum only shows where more reports were collected


def choose(opened: Opened) -> tuple[Mapped, str]:
    """Show the select boxes for measure, year and view, bound to the URL; returns the data and the view."""
    words = language()
    years = [str(year) for year in reversed(opened.years)]
    with st.container(horizontal=True):
        name = choice(
            "measure", phrase("measure"), list(MEASURES), {n: measure(n).text(words) for n in MEASURES}, width=260
        )
        year = int(
            choice(
                "year", phrase("compare.year"), years, {y: y for y in years}, str(opened.fullest_recent_year), width=110
            )
        )
        mean = False
        if not measure(name).is_rate:
            shown = {each: phrase(f"map.per.{each}") for each in (_EACH, _SUM)}
            mean = choice("per", phrase("map.per"), [_EACH, _SUM], shown, width=170) == _EACH
        view = TILES
        if opened.scope.province is None:
            view = choice(
                "view",
                phrase("map.view"),
                [TILES, AREAS],
                {each: phrase(f"map.{each}") for each in (TILES, AREAS)},
                width=170,
            )
    scope = opened.scope
    by = places_below(scope)
    frame: pl.DataFrame = ask(questions.measured, scope, (name,), by=by)
    frame = frame.filter((pl.col("year") == year) & pl.col("name").is_not_null())
    if mean:
        frame = means(frame)
    return Mapped(measure(name), year, by, {row["name"]: row for row in frame.iter_rows(named=True)}, mean), view


def show(opened: Opened, mapped: Mapped, view: str) -> None:
    """Show the map and the list of places; places without boundaries are only in the list."""
    opening_words.of_map(opened, mapped.by, mapped.wanted, mapped.rows, mapped.year)
    trail(opened)
    wanted, scope = mapped.wanted, opened.scope
    mean = f" ({phrase('trend.mean')})" if mapped.mean else ""
    title = f"{wanted.text(language())}{mean} · {mapped.year}"
    values = {name: _value(mapped, name) for name in mapped.rows}
    figure = _drawn(opened, mapped, values, view)
    left, right = st.columns([5, 2])
    with right:
        _list(mapped, values)
    with left:
        if figure is None:
            st.info(phrase("map.none"))
            return
        key = f"map.{mapped.by}.{view}.{scope.province or ''}"
        chart_with_files(
            title, figure, key, sentence(scope), lambda: _table(opened, mapped),
            lambda: origin(title, scope, (wanted.id,)),
            help_=definitions((wanted.id,)), on_select=lambda: _clicked(key, mapped), selection_mode="points",
        )  # fmt: skip
        st.caption(phrase("map.note") + (f" {phrase('compare.small')}" if wanted.is_rate else ""))
        if scope.layer == GOVERNMENTS:
            st.caption(phrase("map.governments"))


def trail(opened: Opened) -> None:
    """Show the map's location as a breadcrumb trail of buttons."""
    names = [phrase("scope.national")]
    for place in PLACES:
        if name := getattr(opened.scope, place):
            names.append(name)
    with st.container(horizontal=True, gap="small"):
        for number, name in enumerate(names):
            st.button(
                plain(place_name(name)), key=f"trail.{number}", type="tertiary", disabled=number == len(names) - 1,
                on_click=_up_to, args=(number,),
                icon=":material/public:" if not number else ":material/chevron_right:",
            )  # fmt: skip


def _up_to(number: int) -> None:
    remember_all(dict.fromkeys(PLACES[number:]))


def _value(mapped: Mapped, name: str) -> maps.Value:
    row, wanted = mapped.rows[name], mapped.wanted
    ranked = not wanted.is_rate or (row["below"] or 0) >= LEAST_RANKED
    shown = _text(wanted, row["value"])
    if wanted.is_rate and row["value"] is not None:
        shown += f" = {exact(row['above'])} ÷ {exact(row['below'])}"
    return maps.Value(
        row["value"],
        ranked,
        f"{drawn(place_name(name))}: {shown}<br>{phrase('trend.hover', n=row['reports'], of=row['asked'])}",
    )


def _text(measure_shown: Measure, value: float | None) -> str:
    if value is None:
        return NONE
    number = percent(value) if measure_shown.is_rate else exact(round(value, 1))
    return number if measure_shown.is_rate else f"{number} {unit_name(measure_shown.unit)}".strip()


def _drawn(opened: Opened, mapped: Mapped, values: Mapping[str, maps.Value], view: str) -> Figure | None:
    rate = mapped.wanted.is_rate
    if mapped.by == "province" and view == TILES:
        return maps.tiles(atlas.tiles(), values, rate)
    if mapped.by == "province":
        areas = atlas.areas("province")
        by_code = {each.code: values[each.name] for each in areas if each.name in values}
        return maps.areas("province", areas, by_code, rate, None, atlas.boundary())
    if mapped.by == "county":
        return None
    code = next(each.code for each in atlas.areas("province") if each.name == opened.scope.province)
    areas = tuple(each for each in atlas.areas("prefecture") if each.province == code)
    by_code = {each.code: values[each.name] for each in areas if each.name in values}
    boxes = [each.box for each in areas]
    box = (min(b[0] for b in boxes), min(b[1] for b in boxes), max(b[2] for b in boxes), max(b[3] for b in boxes))
    return maps.areas("prefecture", areas, by_code, rate, box, atlas.boundary())


def _clicked(key: str, mapped: Mapped) -> None:
    points = st.session_state[key]["selection"]["points"]
    if points and (data := points[0].get("customdata")):
        _go(mapped.by, str(data[0] if isinstance(data, (list, tuple)) else data.get("0", "")), mapped.year)


def _go(by: str, name: str, year: int) -> None:
    """Narrow the scope, which all pages share, to a place; the year shown is kept."""
    if not name:
        return
    if ask(questions.places, *(name if each == by else None for each in PLACES)).is_empty():
        st.toast(phrase("map.nothing", place=plain(name)))
        return
    if by == "prefecture" and ask(questions.places, asked("province"), name, None).is_empty():
        by = "county"  # a county directly under the province
    remember_all({by: name, "year": str(year)})


def _list(mapped: Mapped, values: Mapping[str, maps.Value]) -> None:
    """Show every place with its value, in the order of the division codes."""
    order = {name: units[0].code for name, units in reference().divisions.names().items() if name in mapped.rows}
    lines = []
    for name in sorted(mapped.rows, key=lambda each: order.get(each, "9")):
        row = mapped.rows[name]
        shown = _text(mapped.wanted, row["value"])
        small = "" if values[name].ranked else f" <small>{escape(phrase('map.small'))}</small>"
        href = escape(link("map", **{mapped.by: name}), quote=True)
        lines.append(
            f'<li><a href="{href}" target="_self" data-go="{escape(name, quote=True)}">'
            f"<span>{escape(place_name(name))}</span>"
            f"<span>{escape(shown)}{small} <small>{phrase('trend.reports', n=row['reports'])}</small></span></a></li>"
        )
    st.markdown(f"**{phrase('map.list')}**")
    clickable_html.show(
        f'{_STYLE}<ul class="nb-places">{"".join(lines)}</ul>',
        f"places.{mapped.by}",
        lambda name: _go(mapped.by, name, mapped.year),
    )


def _table(opened: Opened, mapped: Mapped) -> pl.DataFrame:
    frame: pl.DataFrame = ask(questions.measured, opened.scope, (mapped.wanted.id,), by=mapped.by)
    frame = frame.filter(pl.col("year") == mapped.year)
    return measured_table(
        means(frame) if mapped.mean else frame, (mapped.wanted.id,), grouped=True, mean=mapped.mean
    )  # fmt: skip
