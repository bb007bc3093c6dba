"""Parts of the page on one report: its statutory tables, the source text with the line marked, its findings."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import polars as pl
import streamlit as st

from dashboard import parts, statutory
from dashboard.data import ask
from dashboard.scope import link, remember
from dashboard.words import NONE, exact, language, t
from forms import CHECKS, CellId, figures, form, reading_checks
from warehouse import questions
from warehouse.scope import Scope

_AROUND = 7  # lines shown on either side of the marked one


@dataclass(frozen=True, slots=True)
class Shown:
    """The report on the page: its row, and the cell that the address points to."""

    row: Mapping[str, Any]
    cell: CellId | None

    @property
    def id(self) -> str:
        return str(self.row["report_id"])


def pick(scope: Scope) -> Shown | None:
    """The report in the address, or the newest in the scope; a box to choose another."""
    listed: pl.DataFrame = ask(questions.reports, scope)
    names = {
        row["report_id"]: f"{row['year'] or NONE} · {row['agency'] or row['title'] or row['source']}"
        for row in listed.iter_rows(named=True)
    }
    asked = st.query_params.get("report")
    if asked is not None and asked not in names:
        outside: pl.DataFrame = ask(questions.report, asked)
        if outside.height:  # a link to a report outside the scope still shows it
            row = outside.row(0, named=True)
            names = {asked: f"{row['year'] or NONE} · {row['agency'] or row['title'] or row['source']}", **names}
        else:
            st.warning(t("report.unknown", id=asked[:40]))
            asked = None
    if not names:
        st.info(t("report.none"))
        return None

    def changed() -> None:
        remember("report", st.session_state["w.report"])
        remember("figure", None)
        remember("applicant", None)

    st.session_state["w.report"] = asked or next(iter(names))
    chosen = st.selectbox(
        t("report.pick"), list(names), format_func=names.__getitem__, key="w.report", on_change=changed
    )
    return Shown(ask(questions.report, chosen).row(0, named=True), _pointed())


def _pointed() -> CellId | None:
    figure = st.query_params.get("figure")
    if figure not in figures():
        return None
    applicant = st.query_params.get("applicant", "total" if figure.startswith("applications.") else "")
    return figure, applicant or None


def who(report: Shown) -> None:
    """Title, agency, year, period, and where the file lies."""
    row = report.row
    parts.heading(row["title"] or row["source"])
    if row["agency"]:
        parts.page_link("agency", row["agency"], agency=row["agency_id"] or row["agency"])
    unstated = t("report.unstated")
    st.caption(
        t(
            "report.meta", year=row["year"] or unstated, form=row["form"], published=row["published_on"] or unstated,
            source=row["source"], **{"from": row["covers_from"] or unstated, "to": row["covers_to"] or unstated},
        )
    )  # fmt: skip
    if row["evidence"]:
        st.caption(t("report.evidence", evidence=_evidence(row["evidence"])))
    if row["candidates"]:
        st.warning(t("report.candidates", places=_separator().join(row["candidates"])))
    if row["superior"]:
        st.caption(t("report.superior", name=row["superior"]))
    if row["superseded_by"]:
        st.warning(t("report.superseded"))


def _evidence(stored: str) -> str:
    """What a place was told by, in words: stored as `kind: value; kind: value`."""
    pieces = (piece.split(": ", 1) for piece in stored.split("; "))
    return _separator().join(t(f"evidence.{kind}", value=value) for kind, value in pieces)


def _separator() -> str:
    return "；" if language() == "zh" else "; "


def _facts(report: Shown) -> dict[CellId, Mapping[str, Any]]:
    frame: pl.DataFrame = ask(questions.report_facts, report.id)
    return {(row["figure"], row["applicant"]): row for row in frame.iter_rows(named=True)}


def _findings(report: Shown) -> pl.DataFrame:
    frame: pl.DataFrame = ask(questions.report_findings, report.id)
    return frame


def statutory_tables(report: Shown) -> None:
    """The three tables as the form prints them; each cell is a link that marks its line."""
    words = language()
    broken = _findings(report).filter((pl.col("verdict") == "broken") & pl.col("figure").is_not_null())
    sheet = statutory.Sheet(
        form(report.row["form"]),
        _facts(report),
        frozenset(broken.select("figure", "applicant").iter_rows()),
        report.cell,
        lambda cell: link("report", report=report.id, figure=cell[0], **({"applicant": cell[1]} if cell[1] else {})),
        words,
    )
    parts.heading(t("report.tables"))
    st.caption(t("report.legend"))
    drawn = (
        (statutory.disclosure(sheet), "disclosure"),
        (statutory.applications(sheet, bool(report.row["single_row"])), "applications"),
        (statutory.disputes(sheet), "disputes"),
    )
    for html, table in drawn:
        st.markdown(f"**{sheet.form.table(table).title.text(words)}**")
        st.html(statutory.STYLE + html)


def source(report: Shown) -> None:
    """The source text with line numbers; the line of the chosen cell stands in the middle and is marked."""
    words = language()
    parts.heading(t("report.text"))
    line, label, beside, place = None, "", [""], 0
    if report.cell is not None:
        line = _point_out(report, report.cell, words)
        on_it = [cell for cell, fact in _facts(report).items() if fact["line"] == line]
        if report.cell in on_it:
            beside = [_facts(report)[cell]["printed"] or "" for cell in on_it]
            place = on_it.index(report.cell)
        label = figures()[report.cell[0]].row.label.zh.rpartition(".")[2]
    text: str = ask(questions.report_text, report.id)
    whole = line is None or st.toggle(t("report.text.all"), key="whole")
    st.html(statutory.STYLE + statutory.source_lines(text, line, None if whole else _AROUND, label, beside, place))


def _point_out(report: Shown, cell: CellId, words: str) -> int | None:
    fact = _facts(report).get(cell)
    label = figures()[cell[0]].text(words)
    if cell[1] is not None:
        columns = form(2021).table("applications").blocks[0].columns
        label += f" · {next((c.label.text(words) for c in columns if c.id == cell[1]), cell[1])}"
    if fact is None:
        st.info(t("report.noline", label=label, state=statutory.state_name("absent", words)))
        return None
    state = statutory.state_name(fact["state"], words)
    if not fact["line"]:
        st.info(t("report.noline", label=label, state=state))
        return None
    printed = f"“{fact['printed']}”" if fact["printed"] else NONE
    if fact["state"] == "recovered":
        printed += f" → {exact(fact['value'])}"
    st.success(t("report.pointed", label=label, printed=printed, line=fact["line"], state=state))
    if fact["page"]:
        where = t("report.onpage", page=fact["page"])
        box = (fact["box_left"], fact["box_top"], fact["box_right"], fact["box_bottom"])
        st.html(statutory.STYLE + statutory.page_sketch(box, where) + f"<small>{where}</small>")
    return int(fact["line"])


def findings(report: Shown) -> None:
    """What in this report does not hold or cannot be tested, with the equation."""
    frame = _findings(report)
    if frame.is_empty():
        st.success(t("report.nofindings"))
        return
    parts.heading(t("report.findings", n=frame.height))
    parts.table(findings_table(frame.with_columns(report_id=pl.lit(report.id))), "report-findings")


def findings_table(frame: pl.DataFrame) -> pl.DataFrame:
    """Findings with words for their ids; each links to the line it is about."""
    words = language()
    checks = {each.id: each.text(words) for each in (*reading_checks().values(), *CHECKS.values())}
    verdicts = {"broken": t("col.broken"), "untestable": t("col.untestable")}
    names = {figure: declared.brief(words) for figure, declared in figures().items()}
    columns = form(2021).table("applications").blocks[0].columns
    applicants = {column.id: column.label.text(words) for column in columns}
    links = [
        link(
            "report", report=row["report_id"],
            **{name: row[name] for name in ("figure", "applicant") if row[name] is not None},
        )
        for row in frame.iter_rows(named=True)
    ]  # fmt: skip
    return frame.select(
        *([pl.col("year").alias(t("col.year")), pl.col("agency").alias(t("col.agency"))] if "year" in frame.columns
          else []),
        pl.col("message" if words == "zh" else "message_en").alias(t("col.message")),
        pl.col("check_id").replace(checks).alias(t("col.check")),
        pl.col("verdict").replace(verdicts).alias(t("col.verdict")),
        pl.col("figure").replace(names).alias(t("col.figure")),
        pl.col("applicant").replace(applicants).alias(t("col.applicant")),
        pl.col("actual").alias(t("col.actual")),
        pl.col("expected").alias(t("col.expected")),
        pl.col("line").alias(t("col.line")),
        pl.Series(t("col.source"), links, dtype=pl.String),
    )  # fmt: skip
