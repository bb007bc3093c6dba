"""The provenance of a download: filters, definitions, checks, and citation."""

from collections.abc import Callable, Sequence
from datetime import date

import polars as pl
import streamlit as st

from dashboard.address import PAGE, home, params, query, whole
from dashboard.data import ask_afresh, snapshot
from dashboard.scope import sentence, version
from dashboard.widgets.files import Origin, Sheet, pairs
from dashboard.words import language, phrase
from forms import CHECKS
from forms.measures import measure
from warehouse import questions
from warehouse.scope import Scope


def where() -> str:
    """Return the full URL of the current page, including the snapshot."""
    return f"{home()}/{st.session_state.get(PAGE, '')}?{query(whole() | {'snapshot': snapshot().id})}"


def origin(title: str, scope: Scope | None, names: Sequence[str] = ()) -> Callable[[], Origin]:
    """Capture the session's part of the provenance now; the returned function builds the rest with the file."""
    address, shown = where(), version()
    filters = {phrase("sheet.view"): title, phrase("sheet.snapshot"): shown, phrase("sheet.address"): address}
    if scope is not None:
        filters[phrase("scope")] = sentence(scope)
    filters |= {name: value for name, value in params().items() if name not in ("lang", "snapshot", "part")}
    rules = {measure(name).text(language()): measure(name).rule(language()) for name in names}
    tallies = ask_afresh(questions.check_tallies, scope) if scope is not None else None

    def made() -> Origin:
        cited = phrase("sheet.cite", title=title, snapshot=shown, date=date.today().isoformat(), address=address)
        key, value = phrase("sheet.key"), phrase("sheet.value")
        notes = {phrase(f"sheet.of.{each}"): phrase(f"sheet.{each}") for each in ("blank", "layer", "break")}
        sheets = [
            Sheet(phrase("sheet.filters"), pairs(key, value, filters)),
            Sheet(phrase("sheet.definitions"), pairs(key, value, rules | notes)),
        ]
        if tallies is not None:
            sheets.append(Sheet(phrase("sheet.checks"), _checks(tallies())))
        sheets.append(Sheet(phrase("sheet.citation"), pairs(key, value, {phrase("sheet.cited"): cited})))
        return Origin(phrase("sheet.data"), tuple(sheets))

    return made


def _checks(tallies: pl.DataFrame) -> pl.DataFrame:
    """Return each check with its rule and its numbers of identities in the scope that hold, are broken, untestable."""
    counted = {row["check_id"]: row for row in tallies.iter_rows(named=True)}
    return pl.DataFrame(
        {
            phrase("col.check"): [check.text(language()) for check in CHECKS.values()],
            phrase("col.rule"): [check.rule(language()) for check in CHECKS.values()],
            **{
                phrase(f"col.{name}"): [int(counted.get(each, {}).get(name, 0)) for each in CHECKS]
                for name in ("holds", "broken", "untestable")
            },
        }
    )
