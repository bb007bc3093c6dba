"""A page on paper: charts drawn to its width, told apart without colours, and the link and the snapshot at its foot."""

from html import escape
from pathlib import Path
from typing import Any

import polars as pl
import streamlit as st

from dashboard.address import query, whole
from dashboard.data import snapshot
from dashboard.scope import version
from dashboard.words import NONE, exact, phrase

_JS = Path(__file__).with_suffix(".js").read_text(encoding="utf-8")


@st.cache_resource(show_spinner=False)
def _printer() -> Any:
    return st.components.v2.component("nianbao_paper", js=_JS)


def footed() -> None:
    """Prepare the page for paper; once all of it is settled, as the foot names all that the page shows."""
    said = phrase("print.foot", snapshot=version())
    _printer()(
        key="paper", height="content", data={"said": said, "query": query(whole() | {"snapshot": snapshot().id})}
    )


def on_paper(frame: pl.DataFrame, years: tuple[str, ...] = ()) -> None:
    """Give paper the rows that the screen shows in a box to scroll: all of the frame's, their text in full.

    Columns in `years` are numbers without separators; links, which paper has no use for, are left out.
    """
    columns = [each for each in frame.columns if each != phrase("col.source")]
    head = "".join(f"<th>{escape(each)}</th>" for each in columns)
    body = "".join(
        f"<tr>{''.join(_cell(value, column in years) for column, value in zip(columns, row, strict=True))}</tr>"
        for row in frame.select(columns).iter_rows()
    )
    st.html(f"<table class='nb-paper'><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>")


def _cell(value: object, is_year: bool) -> str:
    if isinstance(value, bool) or not isinstance(value, int | float):
        return f"<td>{NONE if value is None else escape(str(value))}</td>"
    return f"<td class='nb-number'>{value if is_year else exact(value)}</td>"
