"""Sections of the page on what changed between two snapshots: how much, which reports, which cells, which findings."""

from urllib.parse import urlencode

import polars as pl
import streamlit as st

from dashboard import between
from dashboard.address import carried, home, link_upto
from dashboard.data import snapshot
from dashboard.widgets.findings import applicant_names, check_names, source_links
from dashboard.widgets.page_head import choice, heading
from dashboard.widgets.provenance import origin
from dashboard.widgets.table import agency_column, table
from dashboard.words import exact, language, phrase
from forms import figures
from warehouse.changes import GONE, KINDS, NEW, REPLACED, Changes, NotComparable
from warehouse.scope import Scope

_EVERY = "all"
_CORRECTED = "corrected"  # a column of changes: the agency has corrected its report


def compared(scope: Scope) -> Changes | None:
    """Show the box for the snapshot to compare with; returns the scope's changes, None if there is nothing to tell."""
    others = between.older()
    if not others:
        st.info(phrase("changes.alone"))
        return None
    names = {each: _named(each) for each in others}
    chosen = choice("before", phrase("changes.before"), others, names, width=420)
    st.caption(phrase("changes.pair", before=names[chosen], after=_named(snapshot().id)))
    other = between.before()
    try:
        found = between.compared(other, snapshot()) if other else None
    except NotComparable:
        st.warning(phrase("changes.not_comparable"))
        return None
    if found is None:
        return None
    names = {_EVERY: phrase("scope.all"), **check_names()}
    check = choice("check", phrase("col.check"), list(names), names)
    feed = f"{home()}/api/changes.atom?{urlencode(_of_feed(check))}"
    st.markdown(f":material/rss_feed: [{phrase('changes.feed')}]({feed})")
    return between.in_scope(found, scope, None if check == _EVERY else check)


def _of_feed(check: str) -> dict[str, str]:
    """The parameters of a feed: the scope, also of one agency, without this moment's snapshot."""
    return carried(snapshot=None) | ({} if check == _EVERY else {"check": check})


def _named(name: str) -> str:
    at = between.published_at(name)
    return f"{at:%Y-%m-%d %H:%M} · {name}" if at else name


def headlines(found: Changes) -> None:
    """Show how many reports are new, gone, replaced and corrected, and how many findings came and went."""
    counts = dict(found.reports["kind"].value_counts().iter_rows())
    corrected = int(found.reports[_CORRECTED].sum())
    shown = {
        NEW: counts.get(NEW, 0), REPLACED: counts.get(REPLACED, 0), _CORRECTED: corrected, GONE: counts.get(GONE, 0),
        "found": int(found.reports["found"].sum()), "settled": int(found.reports["settled"].sum()),
    }  # fmt: skip
    columns = st.columns(3)
    for number, (name, count) in enumerate(shown.items()):
        with columns[number % 3]:
            st.metric(phrase(f"changes.{name}"), exact(count), border=True)
    st.caption(phrase("changes.help"))


def reports(found: Changes) -> None:
    """List the changes, those of one kind if the reader wants."""
    heading(phrase("changes.reports"))
    kinds = [_EVERY, _CORRECTED, *KINDS]
    names = {_EVERY: phrase("scope.all"), **{each: phrase(f"changes.{each}") for each in (_CORRECTED, *KINDS)}}
    kind = choice("kind", phrase("changes.kind"), kinds, names, width=200)
    frame = found.reports
    if kind != _EVERY:
        frame = frame.filter(pl.col(_CORRECTED) if kind == _CORRECTED else pl.col("kind") == kind)
    if frame.is_empty():
        st.info(phrase("changes.none"))
        return
    said = pl.when(_CORRECTED).then(pl.lit(names[_CORRECTED])).otherwise(pl.col("kind").replace(names))
    shown = frame.select(
        said.alias(phrase("changes.kind")),
        pl.col("year").alias(phrase("col.year")),
        agency_column(frame),
        pl.col("cells").alias(phrase("changes.cells")),
        pl.col("published_was").alias(phrase("changes.published_was")),
        pl.col("published_on").alias(phrase("col.published_on")),
        pl.col("found").alias(phrase("changes.found")),
        pl.col("settled").alias(phrase("changes.settled")),
        _links(frame, "after_id", None).alias(phrase("col.source")),
        _links(frame, "before_id", "before").alias(phrase("col.earlier")),
        pl.col("was").alias(phrase("changes.was")),
    )
    table(shown, "changes", origin(phrase("changes.reports"), None))


def _links(frame: pl.DataFrame, column: str, of: str | None) -> pl.Expr:
    """The address of each report, in this snapshot or in the one that it is compared with."""
    other = between.before()
    base = link_upto("report", "report", snapshot=other.id if of and other else snapshot().id)
    return pl.when(pl.col(column).is_not_null()).then(pl.lit(base) + pl.col(column))


def cells(found: Changes) -> None:
    """List the cells that differ in reports that were replaced."""
    if found.cells.is_empty():
        return
    heading(phrase("changes.cell_list"))
    words = language()
    ids = ["before_id", "after_id"]
    frame = found.cells.join(found.reports.select("year", "agency", *ids), on=ids, maintain_order="left")
    shown = frame.select(
        pl.col("year").alias(phrase("col.year")),
        agency_column(frame),
        pl.col("figure").replace({f: d.brief(words) for f, d in figures().items()}).alias(phrase("col.figure")),
        pl.col("applicant").replace(applicant_names()).alias(phrase("col.applicant")),
        pl.col("before").alias(phrase("changes.was_printed")),
        pl.col("after").alias(phrase("changes.is_printed")),
        source_links(frame.with_columns(report_id="after_id")),
    )
    table(shown, "changed-cells", origin(phrase("changes.cell_list"), None))


def findings(found: Changes) -> None:
    """List the findings that came and went."""
    if found.findings.is_empty():
        return
    heading(phrase("changes.findings"))
    frame = found.findings
    words = language()
    shown = frame.select(
        pl.col("change")
        .replace({each: phrase(f"changes.{each}") for each in ("found", "settled")})
        .alias(phrase("changes.kind")),
        pl.col("year").alias(phrase("col.year")),
        agency_column(frame),
        pl.col("check_id").replace(check_names()).alias(phrase("col.check")),
        pl.col("actual").alias(phrase("col.actual")),
        pl.col("expected").alias(phrase("col.expected")),
        pl.col("message" if words == "zh" else "message_en").alias(phrase("col.message")),
    )
    table(shown, "changed-findings", origin(phrase("changes.findings"), None))
