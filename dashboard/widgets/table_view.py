"""How a reader looks at a table: which rows, in which order, which columns, which page, which row in full.

All of it is in the page's address, under the table's name: `NAME.find`, `.sort` (a column, `-` before it for largest
first), `.columns`, `.page`, `.row`. Columns are named by the ids of their words, whatever the page's language is.
"""

import polars as pl
import streamlit as st

from dashboard.address import asked, keep, remember, remember_all
from dashboard.words import NONE, exact, phrase, plain, words

PAGE = 100  # rows of a page
_LONGEST = 60  # characters to look for


def viewed(frame: pl.DataFrame, name: str) -> pl.DataFrame:
    """Show the choices for a table, and return the rows and columns that they leave, in the chosen order."""
    if frame.height < 2:
        return frame
    ids = {id_of(each): each for each in frame.columns}
    with st.popover(phrase("view"), icon=":material/tune:", type="tertiary", key=f"view.{name}"):
        found = _find(name)
        order = _order(name, ids)
        columns = _columns(name, ids)
    return ordered(containing(frame, found), order, ids).select(columns)


def containing(frame: pl.DataFrame, text: str) -> pl.DataFrame:
    """Return the rows one of whose texts or numbers contains `text`, whatever its case."""
    if not text:
        return frame
    wanted = text.lower()
    hits = [pl.col(each).cast(pl.String).str.to_lowercase().str.contains(wanted, literal=True)
            for each, kind in frame.schema.items() if not kind.is_nested()]  # fmt: skip
    return frame.filter(pl.any_horizontal(hits).fill_null(False))


def ordered(frame: pl.DataFrame, order: str, ids: dict[str, str]) -> pl.DataFrame:
    """Return the rows sorted by the column with this id, `-` before it for descending; gaps are last."""
    column = ids.get(order.removeprefix("-"))
    if column is None:
        return frame
    return frame.sort(column, descending=order.startswith("-"), nulls_last=True, maintain_order=True)


def page_of(name: str, rows: int, size: int = PAGE) -> int:
    """Show the pages of a table of so many rows, where there are several; return where the chosen one begins."""
    pages = max(-(-rows // size), 1)
    given = asked(name) or "1"
    if not (given.isascii() and given.isdecimal() and 1 <= int(given[:9]) <= pages):
        st.warning(phrase("scope.ignored", name=name, value=plain(given[:60])))
        given = "1"
    if pages == 1:
        return 0
    st.session_state[f"w.{name}"] = int(given)
    st.pagination(pages, key=f"w.{name}", on_change=lambda: keep(name, 1))
    return (int(given) - 1) * size


def in_full(frame: pl.DataFrame, name: str) -> None:
    """Show the chosen row of the page with all its text, one column below the other."""
    given = asked(f"{name}.row") or ""
    if not (given.isascii() and given.isdecimal() and 1 <= int(given[:9]) <= frame.height):
        return
    row = frame.row(int(given) - 1, named=True)
    with st.container(border=True, key=f"row.{name}"):
        for column, value in row.items():
            if column == phrase("col.source") and value:
                st.markdown(f"[{phrase('source.open')}]({value})")
            else:
                shown = exact(value) if isinstance(value, float) else NONE if value is None else str(value)
                st.markdown(f"**{plain(column)}**　{plain(shown)}")


def chosen_row(name: str) -> None:
    """Write the row that was selected in the table to the address."""
    rows = st.session_state[f"table.{name}"]["selection"]["rows"]
    remember(f"{name}.row", str(rows[0] + 1) if rows else None)


def id_of(column: str) -> str:
    """Return the id of a column's word; a column that is called like an id itself gets a point behind it."""
    known = next((key[4:] for key in words() if key.startswith("col.") and phrase(key) == column), None)
    return known or (f"{column}." if f"col.{column}" in words() else column)


def _put(name: str, value: str | None) -> None:
    """Change a choice; page and row belong to the table as it was."""
    table = name.rsplit(".", 1)[0]
    remember_all({name: value, f"{table}.page": None, f"{table}.row": None})


def _find(table: str) -> str:
    name = f"{table}.find"
    st.session_state[f"w.{name}"] = (asked(name) or "")[:_LONGEST]
    st.text_input(
        phrase("view.find"), key=f"w.{name}", max_chars=_LONGEST, type="search",
        on_change=lambda: _put(name, st.session_state[f"w.{name}"].strip() or None),
    )  # fmt: skip
    return str(st.session_state[f"w.{name}"]).strip()


def _order(table: str, ids: dict[str, str]) -> str:
    name = f"{table}.sort"
    options = ["", *(f"{sign}{each}" for each in ids for sign in ("", "-"))]
    given = asked(name) or ""
    st.session_state[f"w.{name}"] = given if given in options else ""
    st.selectbox(
        phrase("view.sort"), options, key=f"w.{name}",
        format_func=lambda each: f"{ids[each.removeprefix('-')]} {'↓' if each[0] == '-' else '↑'}" if each
        else phrase("view.sort.none"),
        on_change=lambda: _put(name, st.session_state[f"w.{name}"] or None),
    )  # fmt: skip
    return str(st.session_state[f"w.{name}"])


def _columns(table: str, ids: dict[str, str]) -> list[str]:
    name = f"{table}.columns"
    given = [each for each in (asked(name) or "").split(",") if each in ids] or list(ids)
    st.session_state[f"w.{name}"] = given

    def changed() -> None:
        now = [each for each in ids if each in st.session_state[f"w.{name}"]]
        _put(name, ",".join(now) if now and now != list(ids) else None)

    st.multiselect(
        phrase("view.columns"), list(ids), format_func=ids.__getitem__, key=f"w.{name}", on_change=changed
    )  # fmt: skip
    return [ids[each] for each in ids if each in given]
