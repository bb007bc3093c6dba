"""What the pages beside the topics show, in a sentence or two made by rule; every number leads to what it counts."""

from collections.abc import Mapping, Sequence
from typing import Any

import polars as pl
import streamlit as st

from dashboard.address import PLACES, link
from dashboard.data import ask
from dashboard.draw import canvas
from dashboard.parts.summary import cells
from dashboard.scope import Member
from dashboard.widgets.findings import check_names
from dashboard.widgets.page_head import Opened
from dashboard.words import exact, language, percent, phrase, place_name, plain
from forms.measures import Measure, measure
from warehouse import questions
from warehouse.questions.collected import PARTIAL, REPORTED
from warehouse.scope import Scope

_OF_A_REPORT = ("received", "licensing", "penalties")


def _linked(number: str, address: str) -> str:
    return f"[{number}]({address})"


def of_map(opened: Opened, by: str, wanted: Measure, rows: Mapping[str, Mapping[str, Any]], year: int) -> None:
    """Say between which places' values the map's colours span."""
    there = sorted((row["value"], name) for name, row in rows.items() if row["value"] is not None)
    if not there:
        return
    (least, lowest), (most, highest) = there[0], there[-1]

    def value(number: float, name: str) -> str:
        return _linked(canvas.shown(wanted, number), cells(wanted, rows[name], **{by: name}))

    words = {"year": year, "measure": plain(wanted.text(language())), "n": exact(len(there))}
    if len(there) == 1:
        st.markdown(phrase("opens.map.one", place=plain(place_name(lowest)), value=value(least, lowest), **words))
    else:
        st.markdown(
            phrase("opens.map.many", lowest=plain(place_name(lowest)), low=value(least, lowest),
                   highest=plain(place_name(highest)), high=value(most, highest), **words)
        )  # fmt: skip


def of_members(wanted: Measure, frame: pl.DataFrame, members: Sequence[Member], year: int) -> None:
    """Say the value of each compared agency or place in one year, in the order in which they were chosen."""
    found = {row["name"]: row for row in frame.filter(pl.col("year") == year).iter_rows(named=True)}
    said = [
        f"{plain(each.name)} {_linked(canvas.shown(wanted, row['value']), cells(wanted, row, **_whose(each)))}"
        for each in members
        if (row := found.get(each.name)) is not None and row["value"] is not None
    ]
    if said:
        joined = ("，" if language() == "zh" else ", ").join(said)
        st.markdown(phrase("opens.members", year=year, measure=plain(wanted.text(language())), values=joined))


def _whose(member: Member) -> dict[str, str | None]:
    """What narrows the scope to a member: its agency, or its place."""
    scope = member.scope
    return {"agency": scope.agency} if scope.agency else {each: getattr(scope, each) for each in PLACES}


def of_report(report: Mapping[str, Any]) -> None:
    """Say a report's main numbers, each with its cell, and how many of its identities fail."""
    facts: pl.DataFrame = ask(questions.report_facts, report["report_id"])
    values = {(row["figure"], row["applicant"]): row["value"] for row in facts.iter_rows(named=True)}
    said = []
    for each in map(measure, _OF_A_REPORT):
        (cell, _, _), *others = each.terms()
        if not others and values.get(cell) is not None:
            address = link("report", report=report["report_id"], figure=cell[0], applicant=cell[1])
            said.append(phrase("opens.report.number", measure=plain(each.text(language())),
                               value=_linked(canvas.in_full(each, {"value": values[cell]}), address)))  # fmt: skip
    found: pl.DataFrame = ask(questions.report_findings, report["report_id"])
    broken = found.filter(pl.col("verdict") == "broken").height
    ending = phrase("opens.report.broken", n=exact(broken)) if broken else phrase("opens.report.sound")
    st.markdown(
        phrase("opens.report", numbers=("，" if language() == "zh" else ", ").join(said) or "—", findings=ending)
    )


def of_coverage(scope: Scope) -> None:
    """Say how many agencies are collected on the newest year, and how many that were collected before are not."""
    frame: pl.DataFrame = ask(questions.collected_by_year, scope)
    is_there = pl.col("state").is_in([REPORTED, PARTIAL])  # a file that gave no report is not collected
    newest = frame.filter(is_there)["year"].max()
    if newest is None:
        return
    of_year = frame.filter(pl.col("year") == newest)
    there, missing = (int(of_year.filter(those)["agencies"].sum()) for those in (is_there, ~is_there))
    within = {"from": str(newest), "to": str(newest)}
    st.markdown(
        phrase("opens.coverage", year=newest, n=_counted(there, "coverage", within), count=there,
               missing=_counted(missing, "coverage", within))
    )  # fmt: skip


def of_quality(opened: Opened) -> None:
    """Say how many identities were tested and hold, and which kind of finding is the most frequent."""
    tallies: pl.DataFrame = ask(questions.check_tallies, opened.scope)
    holds, broken = int(tallies["holds"].sum()), int(tallies["broken"].sum())
    kinds: pl.DataFrame = ask(questions.finding_kinds, opened.scope, "broken").sort(-pl.col("findings"), "check_id")
    if not holds + broken:
        return
    said = phrase("opens.quality", n=exact(holds + broken), share=percent(holds / (holds + broken)))
    if kinds.height:
        first = kinds.row(0, named=True)
        count = int(kinds["findings"].sum())
        said += phrase(
            "opens.quality.kinds", count=count, n=_linked(exact(count), link("quality", verdict="broken")),
            kind=plain(check_names()[first["check_id"]]),
            most=_linked(exact(first["findings"]), link("quality", verdict="broken", check=first["check_id"])),
        )  # fmt: skip
    st.markdown(said)


def of_holdings() -> None:
    """Say what the snapshot holds."""
    row = ask(questions.about).row(0, named=True)
    st.markdown(
        phrase("opens.holdings", reports=_counted(row["reports"], "coverage", {}),
               agencies=_counted(row["agencies"], "coverage", {}), facts=_counted(row["facts"], "data", {}),
               held=row["reports"], who=row["agencies"], first=row["first_year"], last=row["last_year"])
    )  # fmt: skip


def _counted(number: int, page: str, narrowed: Mapping[str, str]) -> str:
    return _linked(exact(number), link(page, **narrowed))
