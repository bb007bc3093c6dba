"""The parts that pages are made of: opening, headlines, trend, comparison, the table with its downloads."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from typing import Any

import polars as pl
import streamlit as st

from dashboard import charts, download
from dashboard.data import ask
from dashboard.scope import carried, ignored, link, remember, sentence
from dashboard.words import NONE, exact, kind_name, language, level_name, percent, short, t, unit_name
from forms import APPLICANTS, TOTAL, form
from forms.measures import Measure, measures
from warehouse import questions
from warehouse.scope import LAYERS, Scope


@dataclass(frozen=True, slots=True)
class Opened:
    """What every page starts from: its scope and how many reports stand behind each year of it."""

    scope: Scope
    coverage: pl.DataFrame

    @property
    def years(self) -> list[int]:
        """Every year of the scope from the first to the last with a report, gaps included."""
        present = self.coverage["year"].to_list()
        return list(range(min(present), max(present) + 1)) if present else []

    @property
    def agencies(self) -> dict[int, int]:
        return dict(self.coverage.select("year", "agencies").iter_rows())


def heading(text: str) -> None:
    """A section's heading, a size below the page's title."""
    st.markdown(f"#### {text}")


def title(page: str) -> None:
    st.title(t(f"page.{page}"), anchor=False)
    st.caption(t(f"intro.{page}"))
    for name, value in ignored():
        st.warning(t("scope.ignored", name=name, value=value))


def opening(page: str, scope: Scope) -> Opened | None:
    """Title, scope in words, caveats; None (and a plain sentence) where there is nothing in the scope."""
    title(page)
    coverage: pl.DataFrame = ask(questions.coverage, scope)
    if coverage.is_empty():
        st.markdown(f"**{sentence(scope)}**")
        st.info(t("empty"))
        _other_layer(scope)
        return None
    stands = t("scope.stands", reports=int(coverage["reports"].sum()), agencies=ask(questions.agency_count, scope))
    st.markdown(f"**{sentence(scope)}** — {stands}")
    _caveats(scope, coverage)
    return Opened(scope, coverage)


def _caveats(scope: Scope, coverage: pl.DataFrame) -> None:
    notes = []
    if scope.first < charts.BREAK < scope.last:
        notes.append(t("caveat.break"))
    notes += [t("caveat.composition"), t("caveat.layer"), t("caveat.blank")]
    if unplaced := ask(questions.unplaced, scope):
        notes.append(t("caveat.unplaced", n=unplaced))
    if left_out := int(coverage["left_out"].sum()):
        notes.append(t("caveat.left_out", n=left_out))
    with st.expander(t("caveat.title"), icon=":material/info:"):
        st.markdown("\n".join(f"- {note}" for note in notes))


# -- numbers ---


def headlines(opened: Opened, names: Sequence[str]) -> None:
    """Each measure in the scope's newest year, with its denominator, how many reports are in it, and the change."""
    frame: pl.DataFrame = ask(questions.measured, opened.scope, tuple(names))
    columns = st.columns(len(names))
    for column, name in zip(columns, names, strict=True):
        with column:
            found = frame.filter((pl.col("measure") == name) & pl.col("value").is_not_null())
            _headline(measures()[name], found, opened.scope)


def _headline(measure: Measure, frame: pl.DataFrame, scope: Scope) -> None:
    words = language()
    if frame.is_empty():
        st.metric(measure.text(words), t("headline.none"), help=measure.rule(words), border=True)
        return
    newest = frame.row(frame.height - 1, named=True)
    before = frame.filter(pl.col("year") == newest["year"] - 1)
    same = bool(before.height) and ask(questions.same_agencies, scope, newest["year"])
    change = _change(measure, newest, before.row(0, named=True), same) if before.height else None
    if measure.is_rate:
        basis = t(
            "headline.fraction", above=exact(newest["above"]), below=exact(newest["below"]),
            reports=newest["reports"], asked=newest["asked"],
        )  # fmt: skip
        shown = percent(newest["value"])
    else:
        basis = t("headline.n", reports=newest["reports"], asked=newest["asked"])
        shown = f"{short(newest['value'])} {unit_name(measure.unit)}".strip()
    st.metric(
        f"{measure.text(words)} · {newest['year']}", shown, change, delta_color="off", border=True,
        delta_arrow="auto" if change and change[0] in "+-" else "off",
        help=f"{measure.rule(words)} = {shown if measure.is_rate else exact(newest['value'])}",
    )  # fmt: skip
    st.caption(basis)


def _change(measure: Measure, newest: Mapping[str, Any], before: Mapping[str, Any], same: bool) -> str | None:
    """Counts change in %, rates in percentage points."""
    since = t("headline.compared", year=before["year"])
    if not same or newest["reports"] != before["reports"]:  # the two totals are not of the same agencies
        return t("headline.others", year=before["year"])
    if measure.is_rate:
        points = (newest["value"] - before["value"]) * 100
        return f"{t('headline.points', change=f'{points:+.1f}')} {since}"
    if not before["value"]:
        return None
    return f"{(newest['value'] / before['value'] - 1) * 100:+.1f}% {since}"


# -- charts ---


def chart(figure: Any, key: str) -> None:
    """A Plotly chart with the toolbar reduced to what readers use."""
    config = {"displaylogo": False, "modeBarButtonsToRemove": ["lasso2d", "select2d", "autoScale2d"]}
    st.plotly_chart(figure, key=key, config=config)


def trend(opened: Opened, names: Sequence[str]) -> pl.DataFrame:
    """The measures by year with the break of the form; returns what was drawn."""
    frame: pl.DataFrame = ask(questions.measured, opened.scope, tuple(names))
    wanted = [measures()[name] for name in names]
    words = language()
    joint = "、" if words == "zh" else ", "
    heading(joint.join(measure.text(words) for measure in wanted))
    if frame["value"].null_count() == frame.height:
        st.info(t("empty.numbers"))
    else:
        chart(charts.trend(frame, wanted, opened.years, words), f"trend.{'.'.join(names)}")
    return frame


def composition(opened: Opened, word: str, names: Sequence[str]) -> pl.DataFrame:
    """Measures that are parts of a whole, stacked by year; returns what was drawn."""
    frame: pl.DataFrame = ask(questions.measured, opened.scope, tuple(names))
    words = language()
    heading(t(word))
    series = [(name, measures()[name].text(words)) for name in names]
    chart(charts.stacked(frame, series, opened.years), f"stack.{word}")
    return frame


def applicants(opened: Opened, name: str) -> None:
    """A measure of applications by kind of applicant, stacked by year."""
    labels = {column.id: column.label.text(language()) for column in form(2021).table("applications").blocks[0].columns}
    kinds = [applicant for applicant in APPLICANTS if applicant != TOTAL]
    frames = [
        ask(questions.measured, opened.scope, (name,), applicant=kind).with_columns(measure=pl.lit(kind))
        for kind in kinds
    ]
    heading(t("applicants"))
    series = [(kind, labels[kind]) for kind in kinds]
    chart(charts.stacked(pl.concat(frames), series, opened.years), f"applicants.{name}")


_BY_NAME: dict[str, Callable[[str | None], str]] = {"agency_type": kind_name, "level": level_name}


def comparison(opened: Opened, names: Sequence[str]) -> pl.DataFrame:
    """One measure across agencies or regions in one year; returns the table of all measures and years by group."""
    words = language()
    heading(t("compare"))
    by_column, measure_column, year_column = st.columns([1, 2, 1])
    with by_column:
        by = choice("by", t("compare.by"), list(questions.GROUPS), lambda each: t(f"by.{each}"))
    with measure_column:
        name = choice("measure", t("measure"), list(names), lambda each: measures()[each].text(words))
    years = [str(year) for year in reversed(opened.years)]
    with year_column:
        year = choice("year", t("compare.year"), years, str, str(_telling_year(opened.agencies)))
    frame: pl.DataFrame = ask(questions.measured, opened.scope, tuple(names), by=by)
    shown = _BY_NAME.get(by, lambda each: each or t("compare.unnamed"))
    frame = frame.with_columns(pl.col("name").map_elements(shown, return_dtype=pl.String, skip_nulls=False))
    measure = measures()[name]
    drawn = frame.filter(
        (pl.col("year") == int(year)) & (pl.col("measure") == name) & pl.col("value").is_not_null()
    )
    if measure.is_rate:
        small = pl.col("below") < charts.LEAST_RANKED
        drawn = drawn.sort(small, pl.when(small).then(None).otherwise(-pl.col("value")), "name")
    else:
        drawn = drawn.sort(-pl.col("value"), "name")
    if drawn.is_empty():
        st.info(t("empty.numbers"))
    else:
        chart(charts.comparison(drawn, measure), f"compare.{by}.{name}.{year}")
        if measure.is_rate and (drawn["below"] < charts.LEAST_RANKED).any():
            st.caption(t("compare.small"))
        if drawn.height > charts.MOST_BARS:
            st.caption(t("compare.shown", shown=charts.MOST_BARS, of=drawn.height))
    return frame


def _other_layer(scope: Scope) -> None:
    """Where the other layer has reports, offer it."""
    layer = next(each for each in LAYERS if each != scope.layer)
    there: pl.DataFrame = ask(questions.coverage, replace(scope, layer=layer))
    if there.height:
        label = t("empty.other", layer=t(f"layer.{layer}"), n=int(there["reports"].sum()))
        st.button(label, on_click=remember, args=("layer", None if layer == LAYERS[0] else layer))


def _telling_year(agencies: Mapping[int, int]) -> int:
    """The newest year in which at least half as many agencies reported as in the fullest year."""
    most = max(agencies.values())
    return max(year for year, count in agencies.items() if count * 2 >= most)


def choice(
    name: str, label: str, options: Sequence[str], words: Callable[[str], str], default: str | None = None
) -> str:
    """A select box that lives in the address; the default (or first) option leaves no trace there."""
    usual = default if default is not None else options[0]
    asked = st.query_params.get(name, usual)
    if asked not in options:
        st.warning(t("scope.ignored", name=name, value=asked[:60]))
        asked = usual

    def changed() -> None:
        chosen = st.session_state[f"w.{name}"]
        remember(name, chosen if chosen != usual else None)

    st.session_state[f"w.{name}"] = asked
    shown = {each: words(each) for each in options}
    return st.selectbox(label, options, format_func=shown.__getitem__, key=f"w.{name}", on_change=changed) or asked


# -- tables ---


def measured_table(frame: pl.DataFrame, grouped: bool) -> pl.DataFrame:
    """A measured frame with words for its ids, as shown and downloaded."""
    words = language()
    order = {name: number for number, name in enumerate(measures())}
    frame = frame.sort(-pl.col("year"), *(["name"] if grouped else []), pl.col("measure").replace_strict(order))
    named = frame.with_columns(
        pl.col("measure").replace_strict({m.id: m.text(words) for m in measures().values()}).alias("label"),
        pl.col("measure").replace_strict(
            {m.id: (t("percent") if m.is_rate else unit_name(m.unit)) for m in measures().values()}
        ).alias("unit"),
        pl.col("measure").replace_strict({m.id: m.is_rate for m in measures().values()}).alias("is_rate"),
    )
    number = pl.when("is_rate").then((pl.col("value") * 100).round(4)).otherwise(pl.col("value"))
    columns = {
        t("col.year"): pl.col("year"),
        **({t("col.name"): pl.col("name")} if grouped else {}),
        t("col.measure"): pl.col("label"),
        t("col.value"): number,
        t("col.unit"): pl.col("unit"),
        t("col.above"): pl.when("is_rate").then(pl.col("above")),
        t("col.below"): pl.when("is_rate").then(pl.col("below")),
        t("col.reports"): pl.col("reports"),
        t("col.asked"): pl.col("asked"),
    }
    table = named.select(**columns)
    if not grouped:
        return table
    figures = {m.id: m.of[0] for m in measures().values()}
    links = [
        link("report", report=row["report_id"], figure=figures[row["measure"]]) if row["report_id"] else None
        for row in named.iter_rows(named=True)
    ]
    return table.with_columns(pl.Series(t("col.source"), links, dtype=pl.String))


def table(frame: pl.DataFrame, name: str) -> None:
    """A table and the download of exactly that table."""
    column = t("col.source")
    config: dict[str, Any] = {t("col.year"): st.column_config.NumberColumn(format="%d")}
    for each, kind in frame.schema.items():
        if kind == pl.Float64:
            config[each] = st.column_config.NumberColumn(format="localized")
        elif kind == pl.Date:
            config[each] = st.column_config.DateColumn(format="YYYY-MM-DD")
    if column in frame.columns:
        config[column] = st.column_config.LinkColumn(display_text=t("source.open"))
    st.dataframe(
        frame, column_config=config, hide_index=True, key=f"table.{name}", height=_height(frame), placeholder=NONE
    )
    downloads(lambda: frame, name)


def _height(frame: pl.DataFrame) -> int:
    return min(38 + 35 * max(frame.height, 1), 420)


def downloads(build: Callable[[], pl.DataFrame], name: str) -> None:
    """Three buttons; the file is made only when one is clicked, without a session."""
    with st.container(horizontal=True):
        for kind, make, mime in (
            ("csv", download.csv, "text/csv"),
            ("xlsx", download.xlsx, "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
            ("parquet", download.parquet, "application/vnd.apache.parquet"),
        ):
            st.download_button(
                t(f"download.{kind}"), data=partial(_made, make, build), file_name=f"nianbao-{name}.{kind}",
                mime=mime, on_click="ignore", key=f"download.{name}.{kind}", icon=":material/download:",
            )  # fmt: skip


def by_year(opened: Opened, names: Sequence[str]) -> pl.DataFrame:
    """The measures by year, for the table."""
    frame: pl.DataFrame = ask(questions.measured, opened.scope, tuple(names))
    return frame


def _made(make: Callable[[pl.DataFrame], bytes], build: Callable[[], pl.DataFrame]) -> bytes:
    return make(build())


def behind(page: str, totals: pl.DataFrame, grouped: pl.DataFrame) -> None:
    """The tables behind a page's charts: by year, and by group."""
    heading(t("table"))
    by_group, by_year = st.tabs([t("compare"), t("trend")])
    with by_group:
        st.caption(t("table.help"))
        table(measured_table(grouped, grouped=True), f"{page}-comparison")
    with by_year:
        table(measured_table(totals, grouped=False), f"{page}-trend")


def page_link(page: str, label: str, **more: str) -> None:
    """A link to another page that keeps the scope."""
    st.page_link(f"pages/{page}.py", label=label, query_params=carried(**more))
