"""A chart with its heading, its definition as a tooltip, image downloads, and the table behind it."""

from collections.abc import Callable
from datetime import date
from functools import cache
from html import escape
from typing import Any

import plotly.graph_objects as go
import plotly.io as pio
import polars as pl
import streamlit as st

from dashboard.draw.canvas import APART, Figure, legend
from dashboard.scope import file_stem, version
from dashboard.widgets.files import Origin
from dashboard.widgets.page_head import heading
from dashboard.widgets.table import table
from dashboard.words import drawn, phrase, plain

_CONFIG = {"displaylogo": False, "topojsonURL": "app/static/", "scrollZoom": False,
           "modeBarButtonsToAdd": ["drawline"],  # hidden as all are; paper has charts redrawn through it
           "modeBarButtonsToRemove": ["lasso2d", "select2d", "autoScale2d"]}  # fmt: skip
# Plotly's own button exports the image; title, scope, source and date are added to the figure during the export.
_SAVE = """
export default function (component) {
  const { data, parentElement } = component
  parentElement.querySelectorAll("button").forEach((button) => button.remove())
  for (const kind of ["png", "svg"]) {
    const button = document.createElement("button")
    button.textContent = kind.toUpperCase()
    button.title = data.help
    button.setAttribute("aria-label", data.help + " " + kind.toUpperCase() + ": " + data.named)
    button.onclick = () => {
      const block = (parentElement.host || parentElement).closest("[class*='st-key-chart-']")
      const plot = block && block.querySelector(".js-plotly-plot")
      const buttons = ".modebar-btn[data-attr='toImage'], .modebar-btn[data-title*='ownload']"
      const camera = plot && plot.querySelector(buttons)
      if (!camera) return
      const { layout } = plot
      const kept = { showlegend: layout.showlegend,
                     title: layout.title, margin: layout.margin, annotations: layout.annotations,
                     paper_bgcolor: layout.paper_bgcolor, height: layout.height }
      const note = { text: data.source, xref: "paper", yref: "paper", x: 0, y: 0, xanchor: "left", yanchor: "bottom",
                     yshift: -64 - (layout.margin.b || 0), showarrow: false, align: "left", font: { size: 11 } }
      const background = getComputedStyle(document.querySelector("[data-testid=stApp]")).backgroundColor
      layout.title = { text: data.title, subtitle: { text: data.scope, font: { size: 13 } }, x: 0.012,
                       xanchor: "left",
                       y: 1, yref: "container", yanchor: "top", pad: { t: 16 }, font: { size: 18 } }
      layout.margin = { ...layout.margin, t: (layout.margin.t || 0) + (data.legend ? 104 : 64),
                        b: (layout.margin.b || 0) + 72 }
      layout.annotations = [...(layout.annotations || []), note]
      layout.paper_bgcolor = background
      layout.showlegend = data.legend
      plot._context.toImageButtonOptions = { format: kind, filename: data.file, width: 1000,
                                             height: (kept.height || 400) + (data.legend ? 176 : 136), scale: 2 }
      camera.click()
      Object.assign(layout, kept)
    }
    parentElement.appendChild(button)
  }
  // A click on a name in the legend brings its series into focus, a second one all of them.
  const block = (parentElement.host || parentElement).closest("[class*='st-key-chart-']")
  if (!block || block.dataset.focus) return
  block.dataset.focus = "yes"
  block.addEventListener("click", (event) => {
    const key = event.target.closest("button.nb-key")
    const plot = block.querySelector(".js-plotly-plot")
    if (!key || !plot) return
    const keys = [...block.querySelectorAll("button.nb-key")]
    const on = key.getAttribute("aria-pressed") !== "true"
    keys.forEach((each) => each.setAttribute("aria-pressed", String(on && each === key)))
    const chosen = plot.data.filter((trace) => trace.name)[keys.indexOf(key)]
    const tint = (trace) => (trace.line && trace.line.color) || (trace.marker && trace.marker.color)
    for (const drawn of plot.querySelectorAll(".scatterlayer .trace, .barlayer .trace")) {
      const own = drawn.__data__ && drawn.__data__[0] && drawn.__data__[0].trace
      const focused = own && (own.name === chosen.name || (!own._input.name && tint(own._input) === tint(chosen)))
      drawn.style.opacity = on && !focused ? ".12" : ""
    }
  })
}
"""
_STYLE = """
button { font: inherit; font-size: .8rem; color: inherit; background: none; cursor: pointer; padding: .2rem .6rem;
  margin-right: .35rem; border: 1px solid color-mix(in srgb, currentColor 25%, transparent); border-radius: .5rem }
@media (max-width: 640px) { button { min-height: 44px; min-width: 44px } }
button:hover, button:focus-visible { border-color: var(--st-primary-color); color: var(--st-primary-color) }
"""


@st.cache_resource(show_spinner=False)
def _saver() -> Any:
    return st.components.v2.component("nianbao_save", css=_STYLE, js=_SAVE)


class _Drawn(go.Figure):  # type: ignore[misc]
    """A figure that wraps plain data: Streamlit only calls `to_dict` on a figure.

    Plotly's own constructor validates and copies every attribute, which takes longer than the rest of a page; the
    tests validate every chart against the schema instead.
    """

    def __init__(self, drawn: Figure) -> None:
        object.__setattr__(self, "drawn", drawn)

    def to_dict(self) -> Figure:
        drawn: Figure = object.__getattribute__(self, "drawn")
        return {"data": drawn["data"], "layout": {"template": _template(), **drawn["layout"]}}


@cache
def _template() -> Figure:
    """Return Streamlit's theme for Plotly, which ordinary figures include."""
    template: Figure = pio.templates[pio.templates.default].to_plotly_json()
    return template


def prepare() -> None:
    """Load in advance what the first chart of a server needs."""
    _saver()
    _template()


def chart(figure: Figure, key: str, alt: str, **more: Any) -> Any:
    """Show a Plotly chart; `more` is passed to `st.plotly_chart` (selection). Returns its selection state."""
    return st.plotly_chart(_Drawn(figure), key=key, config=_CONFIG, alt=alt, **more)


def chart_with_files(
    title: str,
    figure: Figure,
    key: str,
    scope: str,
    behind: Callable[[], pl.DataFrame],
    origin: Callable[[], Callable[[], Origin]],
    help_: str | None = None,
    **more: Any,
) -> Any:
    """Show heading, chart, PNG and SVG downloads with their source, and the table behind it, built when opened.

    `scope` is the scope in words; `behind` builds the table; `origin` captures the provenance of its downloads.
    """
    with st.container(key=f"chart-{key.replace('.', '-')}"):
        heading(plain(title), help_)
        series = legend(figure)
        focus = escape(phrase("trend.focus"), quote=True)
        keys = [f"<button type='button' class='nb-key' aria-pressed='false' title='{focus}'>"
                f"<i style='background:{tint}'></i>{escape(name)}</button>" for name, tint in series]  # fmt: skip
        if any(each.get("meta") == APART for each in figure["data"]):
            keys.append(f"<span class='nb-key'><i class='nb-apart'></i>{escape(phrase('trend.apart'))}</span>")
        state = chart(figure, key, title, **more)
        if keys:  # below the plot: of many agencies they take several rows
            st.html("".join(keys))
        with st.container(horizontal=True, gap="small", vertical_alignment="center"):
            source = phrase("picture.source", snapshot=version(), date=date.today().isoformat())
            _saver()(
                key=f"save.{key}", width="content", height="content",
                data={"title": drawn(title), "named": title, "scope": drawn(scope), "source": source,
                      "help": phrase("picture.save"),
                      "legend": bool(series),
                      "file": f"{file_stem()}-{key.replace('.', '-')}"},
            )  # fmt: skip
            shown = st.popover(phrase("picture.table"), icon=":material/table:", type="tertiary", on_change="rerun",
                               key=f"behind.{key}")  # fmt: skip
            if shown.open:
                with shown:
                    table(behind(), key, origin())
    return state
