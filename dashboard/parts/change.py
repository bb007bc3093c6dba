"""What changed from year to year: headlines of the newest year, and change among the agencies that reported in both."""

from collections.abc import Mapping, Sequence
from typing import Any

import polars as pl
import streamlit as st

from dashboard.data import ask
from dashboard.draw import canvas
from dashboard.widgets.page_head import Opened
from dashboard.words import compact, language, percent, phrase, unit_name
from forms.measures import Measure, measure
from warehouse import questions

_FEW = 2  # measures whose changes are listed below one chart; of more, the first


def measured(opened: Opened, names: Sequence[str], by: str | None = None) -> pl.DataFrame:
    """Return measures by year, or by year and group. All of a page's measures by year are a single cached query."""
    together = by is None and set(names) <= set(opened.measures)
    frame: pl.DataFrame = ask(questions.measured, opened.scope, opened.measures if together else tuple(names), by=by)
    return frame.filter(pl.col("measure").is_in(list(names)))


def means(frame: pl.DataFrame) -> pl.DataFrame:
    """Return a frame of `questions.measured` with each count divided by the reports it is the sum of."""
    return frame.with_columns(value=pl.col("value") / pl.col("reports"))


def like(opened: Opened, names: Sequence[str]) -> pl.DataFrame:
    """Return `questions.like_for_like` of measures of the page, which is a single cached query."""
    together = set(names) <= set(opened.measures)
    frame: pl.DataFrame = ask(questions.like_for_like, opened.scope, opened.measures if together else tuple(names))
    return frame.filter(pl.col("measure").is_in(list(names)))


def headlines(opened: Opened, names: Sequence[str]) -> None:
    """Show each measure in the newest year, with fraction, basis, and change among the same agencies."""
    frame, changed = measured(opened, names), like(opened, names)
    with st.container(horizontal=True, key="headlines"):
        for name in names:
            of_measure = pl.col("measure") == name
            found = frame.filter(of_measure & pl.col("value").is_not_null())
            _headline(measure(name), found, changed.filter(of_measure))
    newest = max(opened.agencies)
    fullest = opened.fullest_recent_year
    if fullest < newest:
        st.caption(phrase("headline.newer", year=newest, n=f"{opened.agencies[newest]:,}",
                          before=fullest, of=f"{opened.agencies[fullest]:,}"))  # fmt: skip


def _headline(of_measure: Measure, frame: pl.DataFrame, changed: pl.DataFrame) -> None:
    words = language()
    if frame.is_empty():
        st.metric(of_measure.text(words), phrase("headline.none"), help=of_measure.rule(words), border=True, width=200)
        return
    newest = frame.row(-1, named=True)
    pairs = changed.filter(pl.col("year") == newest["year"])
    change = change_in_words(of_measure, pairs.row(0, named=True)) if pairs.height else None
    if pairs.is_empty() and (frame["year"] == newest["year"] - 1).any():
        change = phrase("headline.others", year=newest["year"] - 1)
    basis = phrase("headline.n", reports=f"{newest['reports']:,}", asked=f"{newest['asked']:,}")
    whole = canvas.in_full(of_measure, newest)
    shown = percent(newest["value"])
    if of_measure.is_rate:
        basis = f"{whole} · {basis}"
    else:
        shown = f"{compact(newest['value'])} {unit_name(of_measure.unit)}".strip()
    with st.container(width=200, gap=None):
        up_or_down = change and change[0] in "+-" and not change[1:].startswith("0.0")
        st.metric(
            f"{of_measure.text(words)} · {newest['year']}", shown, change, delta_color="off", border=True,
            delta_arrow="auto" if up_or_down else "off", help=f"{of_measure.rule(words)} = {whole}",
        )  # fmt: skip
        st.caption(basis)


def change_in_words(of_measure: Measure, row: Mapping[str, Any]) -> str | None:
    """Describe a row of `questions.like_for_like`: `+12.3% since 2023 (same 5 agencies)`; None without a basis."""
    amount = by_how_much(of_measure, row["before"], row["value"])
    since = phrase("headline.compared", year=row["year"] - 1, n=f"{row['agencies']:,}")
    return None if amount is None else f"{amount} {since}"


def by_how_much(of_measure: Measure, before: float | None, now: float | None) -> str | None:
    """Describe a change: counts in %, rates in percentage points, differences (possibly negative) by amount."""
    if before is None or now is None:
        return None
    if of_measure.is_rate:
        return phrase("headline.points", change=f"{(now - before) * 100:+.1f}")
    if any(above < 0 for _, above, _ in of_measure.terms()):
        by = now - before
        return f"{'+' if by > 0 else ''}{compact(by)}"
    return f"{(now / before - 1) * 100:+.1f}%" if before else None


def changes(opened: Opened, names: Sequence[str]) -> None:
    """List the changes of each year among the agencies that reported in both, and the index that chains them."""
    if opened.scope.agency is not None:
        return  # the lines say it: of one agency nothing else can have changed
    frame = like(opened, names)
    for name in names if len(names) <= _FEW else names[:1]:
        rows = list(frame.filter(pl.col("measure") == name).iter_rows(named=True))
        pieces = [
            phrase("change.of", year=row["year"], change=amount, n=f"{row['agencies']:,}")
            for row in rows
            if (amount := by_how_much(measure(name), row["before"], row["value"])) is not None
        ]
        if not pieces:
            continue
        indexed = [row for row in rows if row["index"] is not None]
        last = phrase("change.index", year=indexed[-1]["year"], index=f"{indexed[-1]['index']:,.0f}",
                      base=_base(rows, indexed[-1]["year"])) if len(indexed) > 1 else ""  # fmt: skip
        what = f"{measure(name).text(language())} · " if len(names) > 1 else ""
        st.caption(f"{what}{phrase('change.same')} {phrase('change.between').join(pieces)}{last}",
                   help=phrase("change.help"))  # fmt: skip


def _base(rows: Sequence[Mapping[str, Any]], last: int) -> int:
    """Return the year whose index is 100: the one before the first of the unbroken row that ends with `last`."""
    years = {row["year"] for row in rows}
    first = last
    while first - 1 in years:
        first -= 1
    return first - 1
