"""What a check found as frames and as files: a list for Word, a workbook. Nothing of it is kept."""

from collections.abc import Sequence
from typing import Any

import polars as pl
import streamlit as st

from dashboard.address import params, reading
from dashboard.draw.statutory import state_name
from dashboard.parts.narrative import labels, whose_or_where
from dashboard.widgets import files
from dashboard.widgets.checklist import checklist
from dashboard.widgets.files import Origin, Sheet, pairs
from dashboard.widgets.findings import applicant_names, check_names
from dashboard.words import NONE, agency_said, exact, language, phrase
from forms import figures
from ingest.cells.finding import Finding
from ingest.report import Rejected, english
from ingest.selfcheck.result import Result

_WHOSE = ("col.file", "col.agency")
_OFFICE = "application/vnd.openxmlformats-officedocument"


def who_and_when(result: Result) -> str:
    """The agency and the year that a document was read as."""
    if result.report is None:
        return phrase("check.unread")
    who = result.report.identity
    named = agency_said(who.agency) if who.agency else who.agency_printed or NONE
    return f"{named} {who.year or NONE}"


def stated(result: Result) -> pl.DataFrame:
    """What the text of a document states beside the tables."""
    said, who = labels(), whose_or_where()
    rows = [
        (said[each.figure], who.get(each.applicant or "", each.applicant), _float(each.value), _float(each.counted),
         phrase(f"narrative.{each.verdict}"), each.line, each.passage)
        for each in (result.report.narrative if result.report else ())
    ]  # fmt: skip
    heads = (
        "col.figure",
        "col.applicant",
        "narrative.value",
        "narrative.counted",
        "col.verdict",
        "col.line",
        "col.passage",
    )
    kinds = (pl.String, pl.String, pl.Float64, pl.Float64, pl.String, pl.Int64, pl.String)
    return pl.DataFrame(rows, schema=dict(zip(map(phrase, heads), kinds, strict=True)), orient="row")


def _float(value: Any) -> float | None:
    return None if value is None else float(value)


def _rows(result: Result) -> list[tuple[str, str, str, str, str]]:
    """(kind, where, printed, expected, what) of each finding, in words; of a document that was not read, why."""
    if result.rejected is not None:
        return [(phrase("check.unread"), "", "", "", why_unread(result.rejected))]
    names = check_names()
    return [
        (
            names.get(each.check, each.check),
            where(each),
            _told(each.actual),
            _told(each.expected),
            each.text(language()),
        )
        for each in result.findings
    ]  # fmt: skip


def why_unread(rejected: Rejected) -> str:
    """Why a document was not read, in the reader's language."""
    detail = rejected.detail
    return english(detail) if language() == "en" else detail.partition("。 / ")[0].removesuffix("。") + "。"


def where(finding: Finding) -> str:
    """The cell and the line that a finding is about."""
    line = phrase("check.line", line=finding.line) if finding.line else ""
    return " · ".join(filter(None, (cell_named(finding), line)))


def cell_named(finding: Finding) -> str:
    """The cell that a finding is about, empty where it is about none."""
    words = language()
    label = figures()[finding.figure].brief(words) if finding.figure else ""
    who = applicant_names().get(finding.applicant or "", "")
    return " · ".join(filter(None, (label, who)))


def _told(value: Any) -> str:
    return "" if value is None else exact(float(value))


def downloads(found: Sequence[Result]) -> None:
    """Show the buttons for the files of what was found; each is built when it is clicked."""
    given = params()

    def word() -> bytes:
        with reading(given):
            return checklist((each.name, who_and_when(each), _rows(each)) for each in found)

    def workbook() -> bytes:
        with reading(given):
            heads = (
                "col.file",
                "col.agency",
                "col.check",
                "check.list.where",
                "col.actual",
                "col.expected",
                "col.message",
            )
            rows = [(each.name, who_and_when(each), *row) for each in found for row in _rows(each)]
            listed = pl.DataFrame(rows, schema=dict.fromkeys(map(phrase, heads), pl.String), orient="row")
            cells = pl.concat([_cells(each) for each in found if each.report] or [_cells(None)])
            about = pairs(phrase("sheet.key"), phrase("sheet.value"), {phrase("check.list"): phrase("check.list.note")})
            sheets = (Sheet(phrase("sheet.data"), cells), Sheet(phrase("sheet.citation"), about))
            return files.workbook(listed, Origin(phrase("check.list"), sheets))

    kinds = (
        ("docx", word, f"{_OFFICE}.wordprocessingml.document"),
        ("xlsx", workbook, f"{_OFFICE}.spreadsheetml.sheet"),
    )
    for name, made, mime in kinds:
        st.download_button(
            phrase(f"check.download.{name}"), data=made, file_name=f"{phrase('check.list')}.{name}", mime=mime,
            on_click="ignore", key=f"check.download.{name}", icon=":material/download:",
        )  # fmt: skip


def _cells(result: Result | None) -> pl.DataFrame:
    """Every cell as it was understood."""
    words, who = language(), applicant_names()
    facts = result.report.parsed.facts if result and result.report else {}
    rows = [
        (result.name if result else "", figures()[figure].text(words), who.get(applicant or "", ""), _float(fact.value),
         state_name(fact.state, words), fact.printed or "", fact.line)
        for (figure, applicant), fact in facts.items()
    ]  # fmt: skip
    heads = ("col.file", "col.figure", "col.applicant", "col.value", "col.state", "col.printed", "col.line")
    kinds = (pl.String, pl.String, pl.String, pl.Float64, pl.String, pl.String, pl.Int64)
    return pl.DataFrame(rows, schema=dict(zip(map(phrase, heads), kinds, strict=True)), orient="row")
