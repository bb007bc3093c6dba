"""Sections of the page that checks reports before they are published: what is handed over, what is found, the files."""

from collections.abc import Mapping, Sequence
from typing import Any

import polars as pl
import streamlit as st
from streamlit.runtime.scriptrunner import get_script_run_ctx

from dashboard.address import CLIENT, link
from dashboard.checking import MOST, MOST_BYTES, Refused, checked
from dashboard.draw import statutory
from dashboard.parts.check_files import cell_named, downloads, stated, who_and_when, why_unread
from dashboard.widgets import clickable_html
from dashboard.widgets.findings import check_names
from dashboard.widgets.page_head import heading
from dashboard.widgets.printing import on_paper
from dashboard.words import NONE, language, phrase, plain
from forms import CellId, figures, form
from ingest.cells.finding import BROKEN, Finding
from ingest.selfcheck.result import Result

_RESULTS, _ROUND, _CELL, _LINE, _SHOWN = "check.results", "check.round", "check.cell", "check.line", "w.check.shown"
_AROUND = 7  # lines shown on either side of the marked one


def hand_over() -> None:
    """Take files, check them, and forget the files: what was found stays with this reader's session alone."""
    st.info(phrase("check.private"), icon=":material/lock:")
    number = st.session_state.setdefault(_ROUND, 0)
    given = st.file_uploader(
        phrase("check.files", most=MOST, megabytes=MOST_BYTES // 2**20), accept_multiple_files=True,
        key=f"check.given.{number}",
    )  # fmt: skip
    if not given:
        return
    documents = [(each.name, each.getvalue()) for each in given]
    _forget(given)
    st.session_state[_ROUND] = number + 1  # an uploader of another key is an empty one
    bar = st.progress(0.0, text=phrase("check.reading", done=0, of=len(documents)))

    def tell(done: int, of: int) -> None:
        bar.progress(done / of, text=phrase("check.reading", done=done, of=of))

    try:
        results = checked(documents, str(st.session_state.get(CLIENT, "")), tell)
    except Refused as why:
        st.session_state[_RESULTS] = []
        st.error(phrase(f"check.refused.{why.kind}", most=MOST, megabytes=MOST_BYTES // 2**20))
        return
    bar.empty()
    st.session_state[_RESULTS] = results
    _choose(0)
    st.rerun()


def _forget(given: Sequence[Any]) -> None:
    """Remove the files from the server's memory at once; it would keep them as long as the session lasts."""
    context = get_script_run_ctx()
    if context is not None:
        for each in given:
            context.uploaded_file_mgr.remove_file(context.session_id, each.file_id)  # type: ignore[attr-defined]


def _choose(place: int) -> None:
    st.session_state[_SHOWN] = place
    st.session_state[_CELL] = st.session_state[_LINE] = None


def results() -> Sequence[Result]:
    """What the last check of this session found."""
    found: Sequence[Result] = st.session_state.get(_RESULTS, ())
    return found


def overview(found: Sequence[Result]) -> Result:
    """Show what was found in each document, and a box to choose one; returns it."""
    heading(phrase("check.results", n=len(found)))
    if len(found) > 1:
        shown = pl.DataFrame(
            [(each.name, *_counts(each), who_and_when(each)) for each in found],
            schema=[phrase("col.file"), phrase("check.wrong"), phrase("check.look"), phrase("col.agency")],
            orient="row",
        )
        st.dataframe(shown, hide_index=True, placeholder=NONE, height=min(38 + 35 * len(found), 437))
        on_paper(shown, ())
    place: int = st.session_state.get(_SHOWN, 0)
    if len(found) > 1:
        place = st.selectbox(
            phrase("check.one"), range(len(found)), format_func=lambda at: found[at].name, key=_SHOWN,
            on_change=lambda: _choose(st.session_state[_SHOWN]),
        )  # fmt: skip
    with st.container(horizontal=True, gap="small"):
        downloads(found)
        st.button(phrase("check.clear"), on_click=_clear, icon=":material/delete:")
    return found[place]


def _counts(result: Result) -> tuple[int | None, int | None]:
    if result.report is None:
        return None, None
    broken = sum(each.verdict == BROKEN for each in result.findings)
    return broken, len(result.findings) - broken


def of_one(result: Result) -> None:
    """Show one document: who and when, what should be looked at, its tables, its text."""
    heading(plain(result.name))
    if result.report is None:
        assert result.rejected is not None
        st.error(plain(why_unread(result.rejected)))
        return
    report = result.report
    before = phrase("check.beside", year=result.before.year) if result.before else phrase("check.alone")
    on = report.identity.published_on
    dated = phrase("check.dated", on=on) if on else phrase("check.undated")
    st.caption(
        f"{plain(who_and_when(result))} · {dated} · {phrase('check.form', form=report.parsed.edition)} · {before}"
    )
    _findings(result)
    pointed = st.session_state.get(_LINE)
    if pointed:
        _text(result)
    _tables(result)
    _narrative(result)
    if not pointed:
        _text(result)


def _findings(result: Result) -> None:
    broken, others = _counts(result)
    if not result.findings:
        st.success(phrase("check.clean"))
        return
    st.markdown(f"**{phrase('check.count', broken=broken or 0, others=others or 0)}**")
    st.caption(phrase("check.lines"))
    for verdict, icon in ((BROKEN, ":material/error:"), ("untestable", ":material/help:")):
        own = [each for each in result.findings if each.verdict == verdict]
        if not own:
            continue
        st.markdown(f"{icon} **{phrase(f'check.{verdict}')}**")
        for number, each in enumerate(own):
            with st.container(horizontal=True, vertical_alignment="center"):
                st.markdown(f"- {_sentence(each)}", width="stretch")
                if each.line:
                    st.button(
                        phrase("check.line", line=each.line), key=f"check.go.{verdict}.{number}", type="tertiary",
                        on_click=_point, args=(_cell_of(each), each.line),
                    )  # fmt: skip


def _sentence(finding: Finding) -> str:
    """A finding in words; its cell only where the message does not name it."""
    text = finding.text(language())
    cell = "" if finding.figure and figures()[finding.figure].brief(language()) in text else cell_named(finding)
    about = " · ".join(filter(None, (check_names().get(finding.check, finding.check), cell)))
    return f"**{plain(about)}** — {plain(text)}"


def _cell_of(finding: Finding) -> CellId | None:
    return (finding.figure, finding.applicant) if finding.figure and finding.check != "text" else None


def _point(cell: CellId | None, line: int) -> None:
    st.session_state[_CELL], st.session_state[_LINE] = cell, line


def _tables(result: Result) -> None:
    assert result.report is not None
    parsed, words = result.report.parsed, language()
    said: dict[CellId, str] = {}
    for each in result.findings:
        if each.verdict == BROKEN and each.figure:
            cell = (each.figure, each.applicant)
            said[cell] = "\n".join(filter(None, (said.get(cell), each.text(words))))
    facts: Mapping[CellId, statutory.Fact] = {
        cell: {"value": None if fact.value is None else float(fact.value), "state": fact.state, "unit": fact.unit}
        for cell, fact in parsed.facts.items()
    }
    before: Mapping[CellId, statutory.Fact] = {
        cell: {"value": None if fact.value is None else float(fact.value), "state": "printed", "unit": fact.unit}
        for cell, fact in (result.before.facts if result.before else {}).items()
    }
    sheet = statutory.Sheet(
        form(parsed.edition), facts, said, before, st.session_state.get(_CELL), lambda cell: link("check"), words
    )

    def go(value: str) -> None:
        figure, _, applicant = value.partition(",")
        cell = (figure, applicant or None)
        _point(cell, parsed.facts[cell].line if cell in parsed.facts else 0)

    heading(phrase("check.tables"))
    st.caption(
        phrase("report.legend")
        + (phrase("report.legend.before", year=result.before.year) if before and result.before else "")
    )
    for of_form, html in statutory.form_tables(sheet, parsed.single_row):
        st.markdown(f"**{of_form.title.text(words)}**")
        clickable_html.show(statutory.STYLE + html, f"check.{of_form.id}", go)


def _text(result: Result) -> None:
    """Show the text with the line of the chosen cell or finding marked, and the cell's place on its page."""
    assert result.report is not None
    line, cell = st.session_state.get(_LINE), st.session_state.get(_CELL)
    fact = result.report.parsed.facts.get(cell) if line and cell else None
    heading(phrase("report.text"))
    if line:
        label = figures()[cell[0]].text(language()) if cell else ""
        st.success(phrase("check.pointed", line=line, label=label, printed=plain(fact.printed or NONE) if fact else ""))
    if fact and fact.spot:
        page, left, top, right, bottom = fact.spot
        where = phrase("report.onpage", page=page)
        sketch = statutory.page_sketch((left, top, right, bottom), where)
        st.html(f"{statutory.STYLE}{sketch}<small>{where}</small>")
    row = figures()[cell[0]].row.label.zh.rpartition(".")[2] if cell else ""
    around = None if not line or st.toggle(phrase("report.text.all"), key="check.whole") else _AROUND
    printed = [fact.printed or ""] if fact else [""]
    st.html(statutory.STYLE + statutory.source_lines(result.report.text, line, around, row, printed, 0))


def _narrative(result: Result) -> None:
    """Show what the text states beside the tables."""
    frame = stated(result)
    if frame.is_empty():
        return
    heading(phrase("narrative.of_report"), phrase("narrative.help"))
    st.dataframe(frame, hide_index=True, placeholder=NONE)
    on_paper(frame, (phrase("col.line"),))


def _clear() -> None:
    for key in (_RESULTS, _SHOWN, _CELL, _LINE):
        st.session_state.pop(key, None)
