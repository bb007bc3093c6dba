"""Sections of the page on likeness: what is normal, alike texts of one agency and of several, two side by side."""

from collections.abc import Sequence
from html import escape
from itertools import pairwise

import polars as pl
import streamlit as st

from dashboard.address import asked, link, link_upto, links
from dashboard.data import EVERY, ask, ask_afresh
from dashboard.draw import charts, palette
from dashboard.draw.statutory import STYLE
from dashboard.parts.report import Shown
from dashboard.scope import sentence
from dashboard.widgets.chart import chart_with_files
from dashboard.widgets.page_head import Opened, choice, heading, page_link
from dashboard.widgets.provenance import origin
from dashboard.widgets.table import LOADED, agencies_said, agency_column, downloads, table
from dashboard.words import agency_said, language, percent, phrase, plain
from forms import newest
from ingest.narrative.likeness import Clause, clauses_of_narrative, fingerprints, likeness, shared
from ingest.narrative.paragraphs import normalised, table_lines
from ingest.report import NAMES
from warehouse import questions
from warehouse.alike import OTHER, OWN
from warehouse.questions.alike import STEPS

_LEAST = tuple(f"{step / 100}" for step in STEPS)
_TINTS = palette.SCALE  # from less to more


def normal(opened: Opened) -> None:
    """Say what is normal: how alike an agency's text is to that of its year before, over the scope."""
    st.info(phrase("likeness.normal"), icon=":material/info:")
    frame: pl.DataFrame = ask(questions.likeness_by_year, opened.scope)
    frame = frame.filter(pl.col("compared") > 0)
    if frame.is_empty():
        st.caption(phrase("likeness.none_compared"))
        return
    counts = [pl.col("compared") - pl.col("at_50")]
    counts += [pl.col(f"at_{low}") - pl.col(f"at_{high}") for low, high in pairwise(STEPS)] + [pl.col("at_90")]
    names = [phrase("likeness.below", n=STEPS[0])]
    names += [phrase("likeness.band", low=low, high=high) for low, high in pairwise(STEPS)]
    names += [phrase("likeness.above", n=STEPS[-1])]
    shown = frame.select(
        pl.col("year").cast(pl.String).alias(phrase("col.year")),
        *(count.alias(name) for count, name in zip(counts, names, strict=True)),
        pl.col("same_tables").alias(phrase("likeness.tables")),
    )
    title = phrase("likeness.by_year")
    bars = [(name, name, tint) for name, tint in zip(names, _TINTS, strict=True)]
    chart_with_files(
        title, charts.shares(shown, phrase("col.year"), bars), "likeness.years", sentence(opened.scope),
        lambda: shown, lambda: origin(title, opened.scope), help_=phrase("likeness.help"),
    )  # fmt: skip


def pairs(opened: Opened) -> None:
    """List reports that are alike: each beside its agency's year before, or beside other agencies'."""
    heading(phrase("likeness.pairs"), phrase("likeness.help"))
    with st.container(horizontal=True):
        kinds = {each: phrase(f"likeness.{each}") for each in (OWN, OTHER)}
        whose = choice("whose", phrase("likeness.whose"), [OWN, OTHER], kinds, width=220)
        steps = {each: percent(float(each)) for each in _LEAST}
        least = choice("least", phrase("likeness.least"), list(_LEAST), steps, width=160)
    frame: pl.DataFrame = ask(questions.alike_list, opened.scope, whose, float(least), LOADED)
    if frame.is_empty():
        st.info(phrase("likeness.none"))
        return
    table(_listed(frame), "alike", origin(phrase("likeness.pairs"), opened.scope))
    if frame.height == LOADED:
        everything = ask_afresh(questions.alike_list, opened.scope, whose, float(least), EVERY)
        downloads(lambda: _listed(everything()), "alike-all", origin(phrase("likeness.pairs"), opened.scope))


def _listed(frame: pl.DataFrame) -> pl.DataFrame:
    base = link_upto("likeness", "report", other=None)
    address = pl.concat_str(pl.lit(base), "report_id", pl.lit("&other="), "other_id")
    other = pl.col("other_agency").replace(agencies_said(frame["other_agency"]))
    return frame.select(
        pl.col("year").alias(phrase("col.year")),
        agency_column(frame),
        (pl.col("likeness").cast(pl.Float64) * 100).round(0).alias(f"{phrase('likeness.share')} %"),
        address.alias(phrase("col.source")),
        pl.col("other_year").alias(phrase("col.other_year")),
        other.alias(phrase("likeness.other_agency")),
    )


def same_tables(opened: Opened) -> None:
    """List tables that are number for number those of the year before."""
    heading(phrase("likeness.tables"), phrase("likeness.tables.help"))
    frame: pl.DataFrame = ask(questions.same_tables, opened.scope, LOADED)
    if frame.is_empty():
        st.info(phrase("likeness.tables.none"))
        return
    titles = {each.id: each.title.text(language()) for each in newest().tables}
    source = pl.Series(phrase("col.source"), links("report", "report", frame["report_id"]), dtype=pl.String)
    shown = frame.select(
        pl.col("year").alias(phrase("col.year")),
        agency_column(frame),
        pl.col("table_id").replace(titles).alias(phrase("likeness.table")),
        pl.col("other_year").alias(phrase("col.other_year")),
        source,
    )
    table(shown, "same-tables", origin(phrase("likeness.tables"), opened.scope))


def of_report(report: Shown) -> None:
    """Show the reports that one report's text is alike to, each beside it a click away."""
    frame: pl.DataFrame = ask(questions.alike_of, report.id)
    if frame.is_empty():
        return
    heading(phrase("likeness.of_report"), f"{phrase('likeness.help')} {phrase('likeness.normal')}")
    for row in frame.iter_rows(named=True):
        said = phrase("likeness.one", share=percent(row["likeness"]), agency=plain(agency_said(row["agency"])))
        label = f"{said} {row['year'] or ''}".strip()
        page_link("likeness", label, icon=":material/content_copy:", report=report.id, other=row["other_id"])


# -- two side by side ---


def side_by_side() -> None:
    """Show the two reports that the address names, with the clauses that both have marked."""
    ids = asked("report"), asked("other")
    if not all(ids):
        return
    found = [ask(questions.report, each) for each in ids if each]
    if any(each.is_empty() for each in found):
        st.warning(phrase("likeness.unknown"))
        return
    rows = [each.row(0, named=True) for each in found]
    told = [ask(questions.kept_report, row["report_id"]) for row in rows]
    texts = [
        clauses_of_narrative(each.lines, table_lines(each.facts), [row[name] for name in NAMES if row[name]])
        for row, each in zip(rows, told, strict=True)
    ]
    common = shared(*texts)
    share = likeness(*(fingerprints(each) for each in texts))
    heading(phrase("likeness.two"))
    said = phrase("likeness.share_of", share=percent(share)) if share is not None else phrase("likeness.short")
    st.markdown(f"**{said}** {phrase('likeness.marked', n=len({each.flat for each in common[0]}))}")
    for column, row, each, clauses, both in zip(st.columns(2), rows, told, texts, common, strict=True):
        with column:
            name = f"{plain(agency_said(row['agency_name']))} {row['year'] or ''}"
            st.markdown(f"[{name}]({link('report', report=row['report_id'])})")
            st.html(STYLE + _marked(each.lines, clauses, both))


def _marked(lines: Sequence[str], clauses: list[Clause], both: list[Clause]) -> str:
    """The lines that say something of their own; what both reports say is marked."""
    marks: dict[int, list[Clause]] = {}
    for each in both:
        marks.setdefault(each.line, []).append(each)
    shown = []
    for number in sorted({each.line for each in clauses if each.flat}):
        text, at, pieces = normalised(lines[number - 1]), 0, []
        for each in marks.get(number, ()):
            pieces += [escape(text[at : each.begin]), f"<mark>{escape(text[each.begin : each.end])}</mark>"]
            at = each.end
        shown.append(f"<div><span>{number}</span>{''.join(pieces)}{escape(text[at:])}</div>")
    label = escape(phrase("report.text"), quote=True)
    return f'<div class="nb-text" tabindex="0" aria-label="{label}">{"".join(shown)}</div>'
