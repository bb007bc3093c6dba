"""What a page shows, in one to three sentences made by rule from its figures; every number leads to its cells."""

from collections.abc import Mapping, Sequence
from typing import Any

import polars as pl
import streamlit as st

from dashboard.address import link
from dashboard.draw import canvas
from dashboard.parts.change import by_how_much, like, measured
from dashboard.widgets.page_head import Opened
from dashboard.words import language, percent, phrase, plain
from forms import TOTAL, is_by_applicant
from forms.measures import Measure, measure


def of_measures(opened: Opened, names: Sequence[str]) -> None:
    """Say what each measure was in the newest year that has it, and how it changed among the same agencies."""
    frame, changed = measured(opened, names), like(opened, names)
    of = "many" if opened.scope.agency is None else "one"
    said = [
        _sentence(measure(name), found.row(-1, named=True), changed.filter(pl.col("measure") == name), of)
        for name in names
        if (found := frame.filter((pl.col("measure") == name) & pl.col("value").is_not_null())).height
    ]
    if said:
        st.markdown((" " if language() == "en" else "").join(said))


def _sentence(of_measure: Measure, row: Mapping[str, Any], changed: pl.DataFrame, of: str) -> str:
    linked = f"[{_value(of_measure, row)}]({cells(of_measure, row)})"
    first = phrase(
        f"summary.{of}.{'rate' if of_measure.is_rate else 'count'}", year=row["year"], n=f"{row['reports']:,}",
        measure=plain(_within_sentence(of_measure)), value=linked,
    )  # fmt: skip
    pairs = changed.filter(pl.col("year") == row["year"])
    if pairs.is_empty():
        return phrase("summary.alone", said=first)
    pair = pairs.row(0, named=True)
    amount = by_how_much(of_measure, pair["before"], pair["value"])
    if amount is None:
        return phrase("summary.alone", said=first)
    way = "same" if pair["value"] == pair["before"] else "up" if pair["value"] > pair["before"] else "down"
    return phrase(f"summary.{of}.{way}", said=first, year=row["year"] - 1, change=plain(amount.lstrip("+-−")),
                  n=f"{pair['agencies']:,}")  # fmt: skip


def _within_sentence(of_measure: Measure) -> str:
    text = of_measure.text(language())
    return text[:1].lower() + text[1:]


def _value(of_measure: Measure, row: Mapping[str, Any]) -> str:
    whole = canvas.in_full(of_measure, row)
    return f"{percent(row['value'])} ({whole})" if of_measure.is_rate else whole


def cells(of_measure: Measure, row: Mapping[str, Any], **narrowed: str | None) -> str:
    """Return the link to what a number is made of: its cell in its report, or the rows of all reports of its year.

    `narrowed` are parameters of the scope that the number has beyond the page's.
    """
    terms = [cell for cell, above, _ in of_measure.terms() if above]
    if row["report_id"] is not None and len(terms) == 1:
        figure, applicant = terms[0]
        return link("report", report=row["report_id"], figure=figure, applicant=applicant)
    figures = ",".join(dict.fromkeys(figure for figure, _ in terms))
    applicants = ",".join(
        dict.fromkeys(applicant or TOTAL for figure, applicant in terms if is_by_applicant(figure))
    )  # fmt: skip
    year = str(row["year"])
    return link("data", figures=figures, applicants=applicants or None, **{"from": year, "to": year, **narrowed})
