"""Tables on the screen and downloads with the same content."""

from collections import Counter
from collections.abc import Callable, Sequence
from functools import partial
from typing import Any
from urllib.parse import urlencode

import polars as pl
import streamlit as st

from dashboard.address import PLACES, carried, home, params, reading
from dashboard.data import snapshot
from dashboard.scope import file_stem, marked
from dashboard.widgets import files
from dashboard.widgets.files import Origin
from dashboard.widgets.printing import on_paper
from dashboard.widgets.table_view import PAGE, chosen_row, in_full, page_of, viewed
from dashboard.words import NONE, agency_said, exact, kind_name, language, level_name, phrase, place_name, unit_name
from forms.measures import measure, measures
from ingest.identify.reference import agency_types, levels
from warehouse.plain_tables import flat

_LINKS = ("col.source", "col.earlier")
LOADED = 20_000  # rows of a list that its reader may search, sort and turn over; files hold all
_SHOWN = 5_000  # rows sent to the browser; downloads contain all
_LONGEST = 5_000  # characters of a reader's own cell on the screen
_WHOLE, _HEIGHT = 24, 437  # rows shown without scrolling; height in pixels above that, cutting a row as a hint
_MIME = {
    "csv": "text/csv",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "parquet": "application/vnd.apache.parquet",
}


def groups_named(frame: pl.DataFrame, by: str) -> pl.DataFrame:
    """Translate the column `name` of a comparison into the user's language."""
    known: dict[str | None, str] = {None: phrase("compare.unnamed")}
    if by == "agency_type":
        known |= {each: kind_name(each) for each in agency_types()}
    elif by == "level":
        known |= {each: level_name(each) for each in levels()}
    elif by in PLACES:
        said = {each: place_name(each) for each in frame["name"].drop_nulls().unique().sort()}
        often = Counter(said.values())
        # 苏州 and 宿州 are both Suzhou: two places never become one group.
        known |= {each: name if often[name] == 1 else f"{name} ({each})" for each, name in said.items()}
    elif by == "agency":
        known |= agencies_said(frame["name"])
    return frame.with_columns(pl.col("name").replace(known))


def agencies_said(names: pl.Series) -> dict[str | None, str]:
    """Return how the reader says each of these agencies, for `pl.Expr.replace`."""
    return {each: agency_said(each) for each in names.drop_nulls().unique()}


def agency_column(frame: pl.DataFrame, column: str = "agency") -> pl.Series:
    """Return the agencies of a frame as the reader says them, under the name of such a column."""
    return frame[column].replace(agencies_said(frame[column])).alias(phrase("col.agency"))


def measured_table(frame: pl.DataFrame, names: Sequence[str], grouped: bool, mean: bool = False) -> pl.DataFrame:
    """Return a frame of `questions.measured` as shown and downloaded: names for ids, rates in % with their fraction.

    `mean` says beside each measure that the values are means.
    """
    words = language()
    wanted = [measure(name) for name in names]
    rates = [each.id for each in wanted if each.is_rate]
    order = {name: number for number, name in enumerate((*measures(), *names))}
    frame = frame.sort(-pl.col("year"), *(["name"] if grouped else []), pl.col("measure").replace_strict(order))
    is_rate = pl.col("measure").is_in(rates)
    kind = f" ({phrase('trend.mean')})" if mean else ""
    columns = {
        phrase("col.year"): pl.col("year"),
        **({phrase("col.name"): pl.col("name")} if grouped else {}),
        phrase("col.measure"): pl.col("measure").replace_strict({m.id: m.text(words) + kind for m in wanted}),
        phrase("col.value"): pl.when(is_rate).then((pl.col("value") * 100).round(4)).otherwise(pl.col("value")),
        phrase("col.unit"): pl.col("measure").replace_strict(
            {m.id: "%" if m.is_rate else unit_name(m.unit) for m in wanted}
        ),
        phrase("col.above"): pl.when(is_rate).then(pl.col("above")),
        phrase("col.below"): pl.when(is_rate).then(pl.col("below")),
        phrase("col.reports"): pl.col("reports"),
        phrase("col.asked"): pl.col("asked"),
    }
    base = "report?" + urlencode(carried())
    joint = "&" if carried() else ""
    # Link to the cell if the value comes from a single cell; a sum links to the whole report.
    numerators = {each.id: [cell for cell, above, _ in each.terms() if above] for each in wanted}
    cells = {name: _cell(*found[0]) if len(found) == 1 else "" for name, found in numerators.items()}
    source = pl.when(pl.col("report_id").is_not_null()).then(
        pl.concat_str(
            pl.lit(f"{base}{joint}report="), pl.col("report_id"),
            pl.col("measure").replace_strict(cells, return_dtype=pl.String),
        )
    )  # fmt: skip
    return frame.select(**columns, **{phrase("col.source"): source})


def _cell(figure: str, applicant: str | None) -> str:
    return f"&figure={figure}" + (f"&applicant={applicant}" if applicant else "")


def table(frame: pl.DataFrame, name: str, origin: Callable[[], Origin]) -> None:
    """Show a table that this program made, and the downloads of what its reader chose of it."""
    left = on_screen(frame, name)
    downloads(lambda: left, name, origin)


def long_table(
    first: pl.DataFrame, of: int, everything: Callable[[], pl.DataFrame], said: Callable[[pl.DataFrame], pl.DataFrame],
    name: str, origin: Callable[[], Origin],
) -> None:  # fmt: skip
    """Show the first `LOADED` rows of a list of `of` rows as `said` puts them into words; files hold `everything`."""
    said_in_part(LOADED, of)
    table(said(first), name, origin)
    if of > LOADED:
        downloads(lambda: said(everything()), f"{name}-all", origin)


def on_screen(frame: pl.DataFrame, name: str) -> pl.DataFrame:
    """Show a table that this program made, page by page; return the rows and columns that its reader chose.

    Its columns have our names, and what is in them follows from that: sources are links, years have no separators.
    """
    frame = viewed(frame, name)
    config: dict[str, Any] = {}
    if frame.width > 3:
        config[frame.columns[0]] = st.column_config.Column(pinned=True)
    for each, kind in frame.schema.items():
        if each in _names_of_numbers() and kind.is_numeric():  # a year or a line is no count
            config[each] = st.column_config.NumberColumn(format="%d")
        elif kind.is_numeric():
            config[each] = st.column_config.NumberColumn(format="localized")
        elif kind == pl.Date:
            config[each] = st.column_config.DateColumn(format="YYYY-MM-DD")
    if phrase("col.message") in frame.columns:
        config[phrase("col.message")] = st.column_config.TextColumn(width="medium")
    for column in _links_of(frame):
        config[column] = st.column_config.LinkColumn(display_text=phrase("source.open"))
    begin = page_of(f"{name}.page", frame.height, PAGE) if frame.height > PAGE else 0
    shown = frame.slice(begin, PAGE)
    _screen(shown, name, config, selects=True)
    on_paper(shown, _names_of_numbers())
    in_full(shown, name)
    return frame


def _names_of_numbers() -> tuple[str, ...]:
    """The columns whose numbers name something: years and lines have no separators."""
    return tuple(map(phrase, ("col.year", "col.line", "col.other_year")))


def _links_of(frame: pl.DataFrame) -> list[str]:
    """The columns of a table of this program that hold links to its pages."""
    return [name for name in map(phrase, _LINKS) if name in frame.columns]


def said_in_part(loaded: int, of: int) -> None:
    """Say so where a list holds only the first rows of what there is."""
    if of > loaded:
        st.caption(phrase("table.part", shown=exact(loaded), n=exact(of)))


def foreign_table(frame: pl.DataFrame, name: str, origin: Callable[[], Origin]) -> None:
    """Show a table whose columns a reader named: nothing follows from a name, and nothing in it is a link."""
    shown = flat(frame.head(_SHOWN)).with_columns(pl.col(pl.String).str.head(_LONGEST))
    texts = [each for each, kind in shown.schema.items() if kind == pl.String]
    _screen(shown, name, {each: st.column_config.TextColumn() for each in texts}, frame.height)
    on_paper(shown.head(PAGE), tuple(shown.columns))
    downloads(lambda: frame, name, origin, has_links=False)


def _screen(
    frame: pl.DataFrame, name: str, config: dict[str, Any], of: int | None = None, selects: bool = False
) -> None:
    """Show at most the first `_SHOWN` rows; `of` is how many there are, where the frame is a piece already."""
    choosing: dict[str, Any] = (
        {"on_select": lambda: chosen_row(name), "selection_mode": "single-row"} if selects and frame.height else {}
    )
    rows = frame.height if of is None else of
    if rows > _SHOWN:
        st.caption(phrase("table.cut", shown=f"{_SHOWN:,}", n=f"{rows:,}"))
    st.dataframe(
        frame.head(_SHOWN), column_config=config, hide_index=True, key=f"table.{name}",
        height=38 + 35 * max(frame.height, 1) if frame.height <= _WHOLE else _HEIGHT, placeholder=NONE, **choosing,
    )  # fmt: skip


def downloads(
    build: Callable[[], pl.DataFrame], name: str, origin: Callable[[], Origin], has_links: bool = True
) -> None:
    """Show the download buttons; a file is built when clicked, outside the session.

    Unless a reader named the columns (`has_links` is false), those with sources lead to this app.
    """
    here, given = home(), params()
    suffix = f"&snapshot={snapshot().id}"

    def made(kind: str) -> bytes:
        with reading(given):
            frame = marked(build(), phrase("made_up"))
            for column in _links_of(frame) if has_links else ():
                whole = pl.lit(f"{here}/") + pl.col(column)
                named = pl.when(whole.str.contains("snapshot=", literal=True)).then(whole).otherwise(whole + suffix)
                frame = frame.with_columns(named.alias(column))
            if kind == "xlsx":
                return files.workbook(frame, origin())
            return files.csv(frame) if kind == "csv" else files.parquet(frame)

    with st.container(horizontal=True, gap="small"):
        for kind in _MIME:
            st.download_button(
                phrase(f"download.{kind}"), data=partial(made, kind), file_name=f"{file_stem()}-{name}.{kind}",
                mime=_MIME[kind], on_click="ignore", key=f"download.{name}.{kind}", icon=":material/download:",
            )  # fmt: skip
