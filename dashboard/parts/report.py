"""Sections of the report page: its statutory tables, the source text with the marked line, its findings."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

import polars as pl
import streamlit as st

from dashboard.address import asked, link, one_of_many, remember, remember_all
from dashboard.between import last_with
from dashboard.data import ask
from dashboard.draw import statutory
from dashboard.widgets import clickable_html
from dashboard.widgets.findings import findings_table
from dashboard.widgets.page_head import heading, page_link
from dashboard.widgets.provenance import origin
from dashboard.widgets.table import table
from dashboard.words import NONE, agency_said, boxed_agency, exact, language, phrase, plain
from forms import CellId, applicants, figures, form, is_by_applicant
from ingest.cells.fact import decided_by_words
from ingest.explain import explained
from ingest.identify.statement import kind_words, unstored
from warehouse import questions
from warehouse.scope import Scope

_LISTED = 200  # reports offered in the select box; the search page finds all others
_AROUND = 7  # lines shown on either side of the marked one


@dataclass(frozen=True, slots=True)
class Shown:
    """The report shown: its row of the view `reports`, and the cell selected in the URL."""

    row: Mapping[str, Any]
    cell: CellId | None

    @property
    def id(self) -> str:
        return str(self.row["report_id"])


def of_same_agency(scope: Scope) -> Scope:
    """Return the scope without its agency where the address names a report of another one."""
    wanted = asked("report")
    if scope.agency is None or wanted is None:
        return scope
    row: pl.DataFrame = ask(questions.report, wanted)
    if row.height and row["agency_key"][0] == scope.agency:
        return scope
    remember("agency", None)
    return replace(scope, agency=None)


def pick(scope: Scope) -> Shown | None:
    """Show a select box of reports; returns the one in the URL or the newest of the scope, None if there is none."""
    listed: pl.DataFrame = ask(questions.reports, scope, _LISTED)
    names = {row["report_id"]: _named(row["year"], row["agency"]) for row in listed.iter_rows(named=True)}
    wanted = asked("report")
    if wanted is not None and wanted not in names:
        outside: pl.DataFrame = ask(questions.report, wanted)
        if outside.height:  # a linked report outside the scope is still shown
            row = outside.row(0, named=True)
            names = {wanted: _named(row["year"], row["agency_name"]), **names}
        elif (snapshot_id := last_with(wanted)) is not None:
            st.warning(phrase("report.gone"))
            icon = ":material/history:"
            page_link("report", phrase("report.gone.link"), icon=icon, snapshot=snapshot_id, report=wanted)
            return None
        else:
            st.warning(phrase("report.unknown", id=plain(wanted[:40])))
            page_link("search", phrase("agency.search"), icon=":material/search:")
            return None
    if not names:
        st.info(phrase("report.none"))
        return None

    def changed() -> None:
        remember_all({**one_of_many(), "report": st.session_state["w.report"]})

    chosen = wanted or next(iter(names))
    remember("report", chosen)
    st.session_state["w.report"] = chosen
    with st.container(horizontal=True, vertical_alignment="bottom"):
        st.selectbox(
            phrase("report.pick"),
            list(names),
            format_func=names.__getitem__,
            key="w.report",
            on_change=changed,
            width=520,
        )
        page_link("search", phrase("agency.search"), icon=":material/search:")
    return Shown(ask(questions.report, chosen).row(0, named=True), _pointed())


def _named(year: int | None, agency: str) -> str:
    return f"{year or NONE} · {boxed_agency(agency)}"


def _pointed() -> CellId | None:
    figure = asked("figure")
    if figure not in figures():
        return None
    applicant = asked("applicant") or ("total" if is_by_applicant(figure) else None)
    return figure, applicant


def who(report: Shown) -> None:
    """Show title, agency, other years, form, dates, source file, and how the agency's place was determined."""
    row = report.row
    heading(plain(row["title"] or row["source"]))
    with st.container(horizontal=True):
        if row["agency"]:
            said = plain(agency_said(row["agency"]))
            page_link("agency", said, icon=":material/account_balance:", agency=row["agency_key"])
        for year, other in ask(questions.neighbour_years, report.id).iter_rows():
            page_link("report", str(year), report=other, figure=asked("figure"), applicant=asked("applicant"))
    unstated = phrase("report.unstated")
    st.caption(
        phrase(
            "report.meta", year=row["year"] or unstated, form=row["form"], published=row["published_on"] or unstated,
            source=plain(row["source"]), **{"from": row["covers_from"] or unstated, "to": row["covers_to"] or unstated},
        )
    )  # fmt: skip
    if row["stated_by"]:
        st.caption(phrase("report.stated", stated=_stated(row["stated_by"])))
    if row["evidence"]:
        st.caption(phrase("report.evidence", evidence=_evidence(row["evidence"])))
    if row["candidates"]:
        st.warning(phrase("report.candidates", places=plain(_separator().join(row["candidates"]))))
    if row["superior"]:
        st.caption(phrase("report.superior", name=plain(row["superior"])))
    if row["superseded_by"]:
        st.warning(phrase("report.superseded"))


def _stated(stored: str) -> str:
    """Describe what states agency and year, as `ingest.identify.statement` stores it."""
    return _separator().join(
        phrase("report.stated.at", kind=kind_words(kind, language()), line=line, says=plain(says)) if line
        else phrase("report.stated.outside", kind=kind_words(kind, language()), says=plain(says))
        for kind, line, says in unstored(stored)
    )  # fmt: skip


def _evidence(stored: str) -> str:
    """Describe the evidence for a place in words; stored as `kind: value; kind: value`."""
    pieces = (piece.split(": ", 1) for piece in stored.split("; "))
    return _separator().join(phrase(f"evidence.{kind}", value=plain(value)) for kind, value in pieces)


def _separator() -> str:
    return "；" if language() == "zh" else "; "


def _facts(report: Shown) -> dict[CellId, Mapping[str, Any]]:
    frame: pl.DataFrame = ask(questions.report_facts, report.id)
    return {(row["figure"], row["applicant"]): row for row in frame.iter_rows(named=True)}


def _findings(report: Shown) -> pl.DataFrame:
    frame: pl.DataFrame = ask(questions.report_findings, report.id)
    return frame


def statutory_tables(report: Shown) -> None:
    """Show the form's tables; clicking a cell shows its source line. Broken checks are listed below each table."""
    words = language()
    broken = _findings(report).filter((pl.col("verdict") == "broken") & pl.col("figure").is_not_null())
    said: dict[CellId, str] = {}
    for row in broken.iter_rows(named=True):
        cell = (row["figure"], row["applicant"])
        said[cell] = "\n".join(filter(None, (said.get(cell), row["message" if words == "zh" else "message_en"])))
    sheet = statutory.Sheet(
        form(report.row["form"]), _facts(report), said, _last_year(report), report.cell,
        lambda cell: link("report", report=report.id, figure=cell[0], applicant=cell[1]), words,
    )  # fmt: skip
    heading(phrase("report.tables"))
    st.caption(
        phrase("report.legend") + (phrase("report.legend.before", year=report.row["year"] - 1) if sheet.before else "")
    )
    for of_form, html in statutory.form_tables(sheet, bool(report.row["single_row"])):
        st.markdown(f"**{of_form.title.text(words)}**")
        clickable_html.show(statutory.STYLE + html, f"form.{of_form.id}", _go)
        of_table = [cell for cell in said if figures()[cell[0]].table == of_form.id]
        if of_table:
            st.markdown("\n".join(f"- {plain(line)}" for cell in of_table for line in said[cell].split("\n")))


def _go(value: str) -> None:
    """Handle a click on a cell: put the cell into the URL, so that the page shows its source line."""
    figure, _, applicant = value.partition(",")
    remember_all({"figure": figure, "applicant": applicant or None})


def _last_year(report: Shown) -> dict[CellId, Mapping[str, Any]]:
    """Return the facts of the agency's report on the previous year; empty if there is none."""
    year = report.row["year"]
    others: pl.DataFrame = ask(questions.neighbour_years, report.id)
    found = others.filter(pl.col("year") == (year - 1 if year else None))
    if found.is_empty():
        return {}
    frame: pl.DataFrame = ask(questions.report_facts, found["report_id"][0])
    return {(row["figure"], row["applicant"]): row for row in frame.iter_rows(named=True)}


def source(report: Shown) -> None:
    """Show the source text with line numbers, the line of the selected cell (or the URL's `line`) marked."""
    words = language()
    heading(phrase("report.text"))
    line, label, beside, place = None, "", [""], 0
    if report.cell is not None:
        line = _point_out(report, report.cell, words)
        on_it = [cell for cell, fact in _facts(report).items() if fact["line"] == line]
        if report.cell in on_it:
            beside = [_facts(report)[cell]["printed"] or "" for cell in on_it]
            place = on_it.index(report.cell)
        label = figures()[report.cell[0]].row.label.zh.rpartition(".")[2]
    pointed = asked("line") or ""
    if report.cell is None and len(pointed) < 7 and pointed.isdecimal():
        line, label = int(pointed), ""  # from a search result
    text: str = ask(questions.report_text, report.id)
    whole = line is None or st.toggle(phrase("report.text.all"), key="whole")
    st.html(statutory.STYLE + statutory.source_lines(text, line, None if whole else _AROUND, label, beside, place))


def _point_out(report: Shown, cell: CellId, words: str) -> int | None:
    fact = _facts(report).get(cell)
    label = figures()[cell[0]].text(words)
    if cell[1] is not None:
        column = applicants().get(cell[1])
        label += f" · {column.label.text(words) if column is not None else plain(cell[1])}"
    if fact is None:
        st.info(phrase("report.noline", label=label, state=statutory.state_name("absent", words)))
        return None
    state = statutory.state_name(fact["state"], words)
    if not fact["line"]:
        st.info(phrase("report.noline", label=label, state=state))
        return None
    printed = f"“{plain(fact['printed'])}”" if fact["printed"] else NONE
    if fact["state"] == "recovered":
        printed += f" → {exact(fact['value'])}"
    st.success(phrase("report.pointed", label=label, printed=printed, line=fact["line"], state=state))
    _why(report, cell, fact)
    if fact["page"]:
        where = phrase("report.onpage", page=fact["page"])
        box = (fact["box_left"], fact["box_top"], fact["box_right"], fact["box_bottom"])
        st.html(statutory.STYLE + statutory.page_sketch(box, where) + f"<small>{where}</small>")
    return int(fact["line"])


def _why(report: Shown, cell: CellId, fact: Mapping[str, Any]) -> None:
    """Show how a number was determined: the label and head recognised, the deciding pass, and its identities."""
    words = language()
    values = {own: each["value"] for own, each in _facts(report).items()}
    text = ask(questions.report_text, report.id)
    why = explained(report.row["form"], bool(report.row["single_row"]), cell, fact["line"], text.split("\n"), values)
    lines = [phrase("why.decided", how=decided_by_words()[fact["decided_by"]][words])]
    for name, part in (("row", why.row), ("head", why.head)):
        if part is not None:
            lines.append(phrase(f"why.{name}", printed=plain(part.spelling), label=plain(part.label.text(words))))
    for tested in why.identities:
        lines.append(f"{phrase(f'why.{tested.verdict}')} {plain(tested.numbers)} ({plain(tested.rule(words))})")
    with st.expander(phrase("why")):
        st.markdown("\n".join(f"- {line}" for line in lines))


def findings(report: Shown) -> None:
    """Show the report's broken and untestable checks, with the equations."""
    frame = _findings(report)
    if frame.is_empty():
        st.success(phrase("report.nofindings"))
        return
    heading(phrase("report.findings", n=frame.height))
    shown = findings_table(frame.with_columns(report_id=pl.lit(report.id)))
    table(shown, "report-findings", origin(phrase("page.report"), None))
