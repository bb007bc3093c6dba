"""Sections of the page about the data: editions of the form, measures, checks, cell states, limitations.

Generated from the same declarations as the parser, the checks and the data dictionary.
"""

import polars as pl
import streamlit as st

from dashboard.data import ask
from dashboard.draw import statutory
from dashboard.draw.events import events
from dashboard.widgets.page_head import heading, in_words, page_link
from dashboard.widgets.table import on_screen
from dashboard.words import language, phrase
from forms import CHECKS, EDITIONS, figures, form, reading_checks
from forms.measures import measures
from forms.plausible import doubts
from ingest.read.numbers import STATES
from warehouse import questions
from warehouse.punctuality import deadlines

_PAGES = {"punctuality": "event_available", "likeness": "content_copy", "plausible": "help_center"}
_LIMITS = ("blank", "layer", "panel", "break", "fees", "date", "carry", "small", "finding", "coverage")


def figures_here() -> None:
    """Show what this snapshot contains."""
    about = ask(questions.about).row(0, named=True)
    st.markdown(
        phrase(
            "about.here", snapshot=about["snapshot"], reports=f"{about['reports']:,}",
            agencies=f"{about['agencies']:,}",
            first=about["first_year"], last=about["last_year"], facts=f"{about['facts']:,}",
            findings=f"{about['findings']:,}", quarantined=about["quarantined"],
        )
    )  # fmt: skip


def law() -> None:
    heading(phrase("about.law"))
    st.markdown(phrase("about.law.text"))
    st.markdown(
        "\n".join(
            f"- {form(edition).title.text(language())} ({edition}): {form(edition).notice}" for edition in EDITIONS
        )
    )


def editions() -> None:
    """Show every edition of the form as an empty form."""
    heading(phrase("about.form"))
    st.markdown(phrase("about.form.text"))
    for edition, tab in zip(
        EDITIONS, st.tabs([phrase("about.edition", edition=edition) for edition in EDITIONS]), strict=True
    ):
        with tab:
            sheet = statutory.Sheet(form(edition), {}, {}, {}, None, lambda cell: "", language())
            for table, html in statutory.form_tables(sheet, single_row=False):
                st.markdown(f"**{table.title.text(language())}**")
                st.html(statutory.STYLE + html)


def indicators() -> None:
    """Show every measure with its definition and the editions that contain it."""
    words = language()
    heading(phrase("about.measures"))
    every = list(measures().values())
    on_screen(
        pl.DataFrame({
            phrase("col.measure"): [each.text(words) for each in every],
            phrase("col.rule"): [each.rule(words) for each in every],
            phrase("col.form"): [", ".join(map(str, each.editions)) for each in every],
            "id": [each.id for each in every],
        }),
        "measures",
    )  # fmt: skip


def checks() -> None:
    """Show every check with its rule, arithmetic checks first."""
    words = language()
    heading(phrase("about.checks"))
    every = [*CHECKS.values(), *reading_checks().values()]
    on_screen(
        pl.DataFrame({
            phrase("col.check"): [each.text(words) for each in every],
            phrase("col.rule"): [each.rule(words) for each in every],
            "id": [each.id for each in every],
        }),
        "checks",
    )  # fmt: skip


def methods() -> None:
    """Show how text is compared with tables, what counts as in time, how likeness is estimated, what is asked about."""
    words = language()
    heading(phrase("about.methods"))
    said = [
        (
            phrase("page.punctuality"),
            " ".join(each.text(words) for each in deadlines() if each.zh) + " " + phrase("punctuality.note"),
        ),
        (phrase("page.likeness"), f"{phrase('likeness.help')} {phrase('likeness.normal')}"),
        (phrase("narrative.of_scope"), phrase("narrative.help")),
        *((each.text(words), each.method(words)) for each in doubts().values()),
    ]
    st.markdown("\n".join(f"- **{name}** — {how}" for name, how in said))
    with st.container(horizontal=True):
        for page, icon in _PAGES.items():
            page_link(page, phrase(f"page.{page}"), icon=f":material/{icon}:")


def states() -> None:
    words = language()
    heading(phrase("about.states"))
    st.markdown("\n".join(f"- **{state}** — {statutory.state_name(state, words)}" for state in STATES))


def like_for_like() -> None:
    """Show how changes and chained indices are computed, and what the marks on charts by year are."""
    heading(phrase("about.change"))
    st.markdown(phrase("change.help"))
    st.markdown("\n".join(f"- {in_words(event)}" for event in events()))


def limits() -> None:
    heading(phrase("about.limits"))
    st.markdown("\n".join(f"- {phrase(f'about.limit.{each}')}" for each in _LIMITS))
    st.markdown(phrase("about.programs", figures=len(figures())))
    with st.container(horizontal=True):
        page_link("data", phrase("page.data"), icon=":material/table_chart:")
        page_link("sql", phrase("page.sql"), icon=":material/terminal:")
        page_link("quality", phrase("page.quality"), icon=":material/rule:")
