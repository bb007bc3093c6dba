"""One year as a flow: from requests to outcomes and reasons, and on to reconsideration and litigation."""

from collections.abc import Sequence

import polars as pl
import streamlit as st

from dashboard.contents import OUTCOMES
from dashboard.data import ask
from dashboard.draw import canvas, charts, palette
from dashboard.parts.trends import composition, doubts
from dashboard.scope import sentence
from dashboard.widgets.chart import chart_with_files
from dashboard.widgets.page_head import Opened, heading
from dashboard.widgets.provenance import origin
from dashboard.words import exact, language, phrase
from forms import figures, newest
from forms.measures import measure
from warehouse import questions

_BLOCKS = ("reconsideration", "litigation_direct", "litigation_after_reconsideration")
_RESULTS = ("upheld", "corrected", "other", "pending")


def rows_under(group: str) -> tuple[str, ...]:
    """Return the figures of the rows under one heading of the form, by its id."""
    return tuple(each for each, figure in figures().items() if group in figure.row.groups)


def reasons(opened: Opened, group: str) -> None:
    """Show the rows of the form under one heading (refused, not processed), stacked by year."""
    composition(opened, f"reasons.{group}", rows_under(group))


def applications(opened: Opened) -> None:
    """Show the flow from requests received and carried in to outcomes (with the form's reasons) and carried out."""
    year = opened.fullest_recent_year
    sources, ends = ("received", "carried_in"), ("carried_out",)
    by_reason = {group: rows_under(group) for group in ("refused", "unable", "not_processed")}
    names = (*sources, *OUTCOMES, *ends, *(row for rows in by_reason.values() for row in rows))
    values = _whole(opened, names, year)
    title = phrase("flow", year=year)
    if values is None:
        heading(title)
        st.info(phrase("empty.numbers"))
        return
    words = language()
    nodes = [(measure(name).text(words), canvas.colour(name)) for name in (*sources, *OUTCOMES, *ends)]
    place = {name: number for number, name in enumerate((*sources, *OUTCOMES, *ends))}
    place["desk"] = len(nodes)
    nodes.append((phrase("flow.desk"), palette.GREY))
    links = [(place[name], place["desk"], values[name]) for name in sources]
    links += [(place["desk"], place[name], values[name]) for name in (*OUTCOMES, *ends)]
    for group, rows in by_reason.items():
        for row in rows:
            place[row] = len(nodes)
            nodes.append((measure(row).text(words), canvas.colour(group)))
            links.append((place[group], place[row], values[row]))
    table = pl.DataFrame(
        {
            phrase("col.measure"): [nodes[place[name]][0] for name in names],
            phrase("col.value"): [values[name] for name in names],
        }
    )
    chart_with_files(
        title, charts.flow(nodes, [each for each in links if each[2]]), "flow", sentence(opened.scope), lambda: table,
        lambda: origin(title, opened.scope, OUTCOMES), help_=phrase("flow.help"),
    )  # fmt: skip
    came, went = sum(values[name] for name in sources), sum(values[name] for name in (*OUTCOMES, *ends))
    note = phrase("flow.n", reports=f"{int(values['reports']):,}", asked=f"{int(values['asked']):,}")
    st.caption(note if came == went else f"{note} {phrase('flow.differs', came=exact(came), went=exact(went))}")
    doubts(opened, names)


def _whole(opened: Opened, names: Sequence[str], year: int) -> dict[str, float] | None:
    """Return sums over the year's reports in which all measures have numbers, plus `reports` and `asked`, or None."""
    frame: pl.DataFrame = ask(questions.measured_together, opened.scope, tuple(names)).filter(pl.col("year") == year)
    if frame.is_empty():
        return None
    return dict(frame.select("measure", "value").iter_rows()) | {each: frame[each][0] for each in ("reports", "asked")}


def disputes(opened: Opened) -> None:
    """Show reconsideration and litigation of one year as stages, each by result, and per 100 requests processed.

    The form does not track individual cases: the stages belong to one year, not to the same requests.
    """
    year = opened.fullest_recent_year
    words = language()
    columns = {column.id: column.label.text(words) for column in newest().table("disputes").block.columns}
    blocks = {row.id: row.label.text(words) for row in newest().table("disputes").block.rows}
    names = [f"{block}.{result}" for block in _BLOCKS for result in _RESULTS]
    title = phrase("stages", year=year)
    found = _whole(opened, (*names, "processed"), year)
    if found is None:
        heading(title)
        st.info(phrase("empty.numbers"))
        return
    tints = {result: palette.MEANING[result] for result in _RESULTS}
    rows = [
        (blocks[block], [(columns[each], tints[each], found[f"{block}.{each}"]) for each in _RESULTS])
        for block in _BLOCKS
    ]
    table = pl.DataFrame(
        [(stage, part, value) for stage, parts in rows for part, _, value in parts],
        schema={phrase("col.name"): pl.String, phrase("col.measure"): pl.String, phrase("col.value"): pl.Float64},
        orient="row",
    )
    chart_with_files(
        title, charts.stages(rows), "stages", sentence(opened.scope), lambda: table,
        lambda: origin(title, opened.scope, ("first_dispute_rate",)), help_=phrase("stages.help"),
    )  # fmt: skip
    note = phrase("flow.n", reports=f"{int(found['reports']):,}", asked=f"{int(found['asked']):,}")
    if processed := found["processed"]:
        parts = (f"{stage} {sum(value for _, _, value in parts) / processed * 100:.2f}" for stage, parts in rows)
        note += " " + phrase("stages.per", processed=exact(processed), parts=" · ".join(parts))
    st.caption(note)
    doubts(opened, names)
