"""What a download says of itself: filters, definitions, checks, and how to cite it."""

from collections.abc import Callable, Sequence
from datetime import date

import polars as pl
import streamlit as st

from dashboard.address import PAGE, home, params, query
from dashboard.data import ask_afresh, snapshot
from dashboard.download import Origin, Sheet, pairs
from dashboard.scope import sentence
from dashboard.words import language, t
from dashboard.words import words as every_word
from forms import CHECKS
from forms.measures import measure
from warehouse import questions
from warehouse.scope import Scope


def where() -> str:
    """This page's address as it stands, with its snapshot named."""
    return f"{home()}/{st.session_state.get(PAGE, '')}?{query(params() | {'snapshot': snapshot().id})}"


def origin(title: str, scope: Scope | None, names: Sequence[str] = ()) -> Callable[[], Origin]:
    """Captured while the page is shown, made when the file is: a click on a download runs without a session."""
    words, address, version = language(), where(), snapshot().id
    filters = {t("sheet.view"): title, t("sheet.snapshot"): version, t("sheet.address"): address}
    if scope is not None:
        filters[t("scope")] = sentence(scope)
    filters |= {name: value for name, value in params().items() if name not in ("lang", "snapshot", "part")}
    rules = {measure(name).text(words): measure(name).rule(words) for name in names}
    tallies = ask_afresh(questions.check_tallies, scope) if scope is not None else None

    def made() -> Origin:
        def say(word: str) -> str:
            return every_word()[word][words]

        cited = say("sheet.cite").format(title=title, snapshot=version, date=date.today().isoformat(), address=address)
        key, value = say("sheet.key"), say("sheet.value")
        sheets = [
            Sheet(say("sheet.filters"), pairs(key, value, filters)),
            Sheet(say("sheet.definitions"), pairs(key, value, rules | {
                each: say(f"sheet.{each}") for each in ("blank", "layer", "break")
            })),
        ]  # fmt: skip
        if tallies is not None:
            sheets.append(Sheet(say("sheet.checks"), _checks(tallies(), words, say)))
        sheets.append(Sheet(say("sheet.citation"), pairs(key, value, {say("sheet.cited"): cited})))
        return Origin(say("sheet.data"), tuple(sheets))

    return made


def _checks(tallies: pl.DataFrame, words: str, say: Callable[[str], str]) -> pl.DataFrame:
    """Every kind of check with its rule and how many of the scope's identities hold, do not, cannot be tested."""
    counted = {row["check_id"]: row for row in tallies.iter_rows(named=True)}
    return pl.DataFrame(
        {
            say("col.check"): [check.text(words) for check in CHECKS.values()],
            say("col.rule"): [check.rule(words) for check in CHECKS.values()],
            **{
                say(f"col.{name}"): [int(counted.get(each, {}).get(name, 0)) for each in CHECKS]
                for name in ("holds", "broken", "untestable")
            },
        }
    )
