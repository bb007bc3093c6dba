"""The scope that an address asks for, in force in a snapshot: its places, its members, its words. Knows no widgets."""

from collections.abc import Mapping
from dataclasses import dataclass, replace

import polars as pl

from dashboard.address import PLACES, RATES, Known, asked
from dashboard.data import ask, snapshot
from dashboard.words import agency_said, kind_name, language, level_name, phrase, place_name
from warehouse import questions
from warehouse.scope import DEPARTMENTS, GOVERNMENTS, Scope

MADE_UP = "made_up"  # column of every table that leaves a snapshot with made-up reports
MOST_MEMBERS = 6  # agencies or places that can be compared at once


def made_up() -> int:
    """How many reports of the snapshot are made up: unless it is 0, nothing that is shown may be taken for real."""
    return int(ask(questions.about)["made_up"][0])


def version() -> str:
    """The snapshot's id as readers are told it: with the word that it is made up, if it is."""
    return f"{snapshot().id} · {phrase('made_up')}" if made_up() else snapshot().id


def file_stem() -> str:
    """How the names of downloaded files begin."""
    return "nianbao-made-up" if made_up() else "nianbao"


def marked(frame: pl.DataFrame, column: str = MADE_UP) -> pl.DataFrame:
    """A table that leaves the app: where the snapshot has made-up reports, a column of it says so in every row."""
    return frame.with_columns(pl.lit(True).alias(column)) if made_up() and column not in frame.columns else frame


def known(given: Mapping[str, str]) -> Known:
    """The years of the snapshot, and which of the address's places it has."""
    about = ask(questions.about).row(0, named=True)
    there = frozenset((place, given[place]) for place in PLACES if place in given and _is_one(place, given))
    return Known(about["first_year"] or 2019, about["last_year"] or 2019, there)


def _is_one(place: str, given: Mapping[str, str]) -> bool:
    """Whether there is such a place, and one alone: a county's name may occur in several prefectures of a province."""
    above = PLACES[: PLACES.index(place)]
    wanted = {each: given.get(each) if each in above else given[place] if each == place else None for each in PLACES}
    places: pl.DataFrame = ask(questions.places, **wanted)
    if places.is_empty():  # not in the place above it in the address: there, and empty with it
        places = ask(questions.places, **{**wanted, **dict.fromkeys(above)})
    return bool(places.height) and (not above or places.select(above).unique().height == 1)


def places_below(scope: Scope) -> str:
    """What lies just below the scope's place: the group that a map is by."""
    return "county" if scope.prefecture else "prefecture" if scope.province else "province"


@dataclass(frozen=True, slots=True)
class Member:
    """An agency or a region that is compared: its key in the address, its name, and the scope that its numbers have."""

    key: str
    name: str
    scope: Scope


def member_of(key: str, scope: Scope) -> Member | None:
    """An agency by its id or any of its names, or a region by its path; None where there is none, or more than one.

    Of governments, a region's number is its own government's report: what lower ones add up to is not the region.
    """
    pieces = key.split("/")
    for names in ((*pieces, None, None)[:3], (pieces[0], None, pieces[-1])) if len(pieces) <= 3 else ():
        place: dict[str, str | None] = dict(zip(PLACES, names, strict=True))
        places: pl.DataFrame = ask(questions.places, *names)
        lowest = next((each for each in reversed(PLACES) if place[each]), PLACES[0])
        if places.select(PLACES[: PLACES.index(lowest) + 1]).unique().height == 1:
            level = lowest if scope.layer == GOVERNMENTS else scope.level
            there = replace(
                scope, province=place["province"], prefecture=place["prefecture"], county=place["county"], level=level
            )
            said = dict.fromkeys(place_name(each) for each in names if each)
            return Member(key, ", ".join(reversed(said)) if language() == "en" else "".join(said), there)
    agency = ask(questions.agency_key, key)
    if agency is None:
        return None
    return Member(agency, agency_name(agency), of_agency(agency, scope))


def of_agency(agency: str, scope: Scope) -> Scope:
    """The scope of one agency alone, by its key, over the same years, in the layer of its newest report."""
    newest = ask(questions.agency_reports, agency).row(0, named=True)
    return Scope(scope.first, scope.last, layer=newest["layer"] or DEPARTMENTS, agency=agency)


def agency_name(agency: str) -> str:
    """The agency's newest name as the reader says it, by its key."""
    return agency_said(str(ask(questions.agency_reports, agency)["agency"][0]))


def sentence(scope: Scope) -> str:
    """The scope in words, with the layer that totals take; of one agency alone, its name."""
    if scope.agency:
        return f"{_years(scope)} · {agency_name(scope.agency)}"
    said = f"{spoken(scope)} · {phrase(f'layer.{scope.layer}')}"
    return f"{said} · {phrase('scope.panel')}" if scope.panel else said


def spoken(scope: Scope) -> str:
    """Years, place, kind and level in words: for lists, which take both layers."""
    lowest = scope.county or scope.prefecture or scope.province
    place = place_name(lowest) if lowest else phrase("scope.national")
    kind = kind_name(scope.agency_type) if scope.agency_type else phrase("scope.kinds")
    if scope.level:
        kind = f"{kind}（{level_name(scope.level)}）" if language() == "zh" else f"{kind} ({level_name(scope.level)})"
    return phrase("scope.sentence", years=_years(scope), place=place, kind=kind)


def _years(scope: Scope) -> str:
    return str(scope.first) if scope.first == scope.last else f"{scope.first}–{scope.last}"


def in_rates() -> bool:
    """Whether trends show rates in place of counts."""
    return asked("as") == RATES
