"""Figures worth a question: found as the methods say in words, on random numbers and on planted ones."""

import math
import random
from collections import defaultdict
from statistics import median
from typing import NamedTuple

import duckdb
import polars as pl
import pytest

from forms import TOTAL, cell_number, is_by_applicant
from forms.plausible import doubts, least, looked_at
from warehouse.plausible import raise_doubts
from warehouse.rows import insert
from warehouse.schema import cell_column, create_table, tables

YEARS = range(2019, 2026)
RECEIVED = "applications.received"


class Row(NamedTuple):
    """A report as the questions see it."""

    report_no: int
    agency_no: int
    year: int
    agency_type: str
    level: str
    layer: str
    county: str | None
    superior: str | None
    values: dict[str, float | None]
    name: str = "某局"


def _column(figure: str) -> str:
    return cell_column(cell_number()[figure, TOTAL if is_by_applicant(figure) else None])


def _found(rows: list[Row]) -> set[tuple[int, str, str]]:
    """(report, kind, figure) that are raised for some reports."""
    names = ("total_rows", "report_rows", "doubt_rows")
    with duckdb.connect() as con:
        for name in names:
            con.execute(create_table(tables()[name]))
        figures = sorted({figure for row in rows for figure in row.values})
        insert(con, "total_rows", pl.DataFrame(
            [
                {"report_no": r.report_no, "agency_no": r.agency_no, "year": r.year, "agency_type": r.agency_type,
                 "level": r.level, "layer": r.layer, "province": "江苏省", "prefecture": "宿迁市", "county": r.county,
                 "has_twin": False, "is_partial": False, **{_column(f): r.values.get(f) for f in figures}}
                for r in rows
            ], infer_schema_length=None))  # fmt: skip
        insert(con, "report_rows", pl.DataFrame(
            [{"report_no": r.report_no, "superior": r.superior, "agency_id": f"a{r.agency_no}", "agency": r.name,
              "year": r.year, "province": "江苏省", "prefecture": "宿迁市", "county": r.county, "layer": r.layer}
             for r in rows], infer_schema_length=None))  # fmt: skip
        raise_doubts(con)
        return {(number, kind, figure) for number, kind, figure in con.execute(
            "SELECT report_no, kind, figure FROM doubt_rows").fetchall()}  # fmt: skip


def _agency(number: int, values: dict[int, float | None], **more: object) -> list[Row]:
    given = {
        "agency_type": "education",
        "level": "county",
        "layer": "departments",
        "county": "泗洪县",
        "superior": None,
    }
    return [
        Row(number * 100 + year - 2000, number, year, values={RECEIVED: value}, **(given | more))  # type: ignore[arg-type]
        for year, value in values.items()
    ]


def _by_hand(rows: list[Row]) -> set[tuple[int, str, str]]:
    """The kinds own, peers and constant, as forms/plausible.yml says in words."""
    own, peers = doubts()["own"].bounds, doubts()["peers"].bounds
    found: set[tuple[int, str, str]] = set()
    for figure in looked_at():
        series: dict[int, dict[int, tuple[int, float]]] = defaultdict(dict)
        for row in rows:
            value = row.values.get(figure)
            if value is not None:
                series[row.agency_no][row.year] = row.report_no, value
        for years in series.values():
            logs = [math.log(1 + value) for _, value in years.values()]
            middle = median(logs)
            spread = 1.4826 * median(abs(each - middle) for each in logs)
            usual = median(value for _, value in years.values())
            for number, value in years.values():
                apart = abs(math.log(1 + value) - middle)
                far = apart > max(own["spread"] * spread, math.log(own["times"]))
                if len(logs) >= own["years"] and far and max(value, usual) >= least():
                    found.add((number, "own", figure))
            for year, (number, value) in years.items():
                same = 1
                while value >= least() and years.get(year - same, (0, -1))[1] == value:
                    same += 1
                if same >= 3 and years.get(year + 1, (0, -1))[1] != value:
                    found.add((number, "constant", figure))
        changes: dict[int, list[tuple[int, float, float]]] = defaultdict(list)
        for years in series.values():
            for year, (number, value) in years.items():
                if year - 1 in years:
                    before = years[year - 1][1]
                    changes[year].append((number, math.log(1 + value) - math.log(1 + before), max(value, before)))
        for all_ in changes.values():
            middle = median(change for _, change, _ in all_)
            spread = 1.4826 * median(abs(change - middle) for _, change, _ in all_)
            for number, change, larger in all_:
                far = abs(change - middle) > max(peers["spread"] * spread, math.log(peers["times"]))
                if len(all_) > peers["peers"] and far and larger >= least() and (number, "own", figure) not in found:
                    found.add((number, "peers", figure))
    return found


@pytest.mark.parametrize("seed", range(6))
def test_what_is_raised_is_what_the_methods_say(seed: int) -> None:
    chance = random.Random(seed)
    rows: list[Row] = []
    for number in range(chance.choice((8, 25, 40))):
        usual = chance.choice((3, 40, 900))
        values: dict[int, float | None] = {}
        for year in YEARS:
            luck = chance.random()
            values[year] = (
                None if luck < 0.1 else usual * 30 if luck < 0.15 else usual if luck < 0.4
                else max(0, round(chance.gauss(usual, usual / 4)))
            )  # fmt: skip
        rows += _agency(number, values)
    wanted = _by_hand(rows)
    assert {each for each in _found(rows) if each[1] in ("own", "peers", "constant")} == wanted
    assert seed or wanted


def test_a_jump_needs_enough_years_and_large_enough_numbers() -> None:
    steady = dict.fromkeys(range(2019, 2025), 100.0)
    assert (25, "own", RECEIVED) in _found(_agency(0, {**steady, 2025: 900.0}))
    assert not _found(_agency(0, {2023: 100.0, 2024: 110.0, 2025: 900.0}))
    assert not _found(_agency(0, {**dict.fromkeys(range(2019, 2025), 2.0), 2025: 18.0}))


def test_a_backlog_is_months_of_this_year_s_pace() -> None:
    def of(out: float, done: float) -> set[tuple[int, str, str]]:
        row = _agency(0, {2024: 100.0})[0]
        values = {"applications.carried_out": out, "applications.processed": done}
        return {each for each in _found([row._replace(values=values)]) if each[1] == "backlog"}

    assert of(50, 100) and of(40, 120)  # six months, four months
    assert not of(39, 120) and not of(19, 30) and not of(20, 29)


def test_a_government_below_the_sum_of_its_parts() -> None:
    def of(total: float, **more: object) -> set[tuple[int, str, str]]:
        rows = _agency(1, {2024: 60.0}) + _agency(2, {2024: 50.0}, **more)
        rows += _agency(9, {2024: total}, agency_type="government", layer="governments")
        return {each for each in _found(rows) if each[1] == "below_parts"}

    assert of(100) == {(924, "below_parts", RECEIVED)}
    assert not of(110) and not of(106) and not of(500)
    assert not of(100, superior="国家税务总局宿迁市税务局")  # a vertical system reports for itself
    assert not of(100, name="某局交通支队")  # a part of a body that is there too
    assert not of(100, agency_type="development_zone") and not of(100, county="沭阳县")
    higher = _agency(1, {2024: 60.0}, agency_type="government", layer="governments")
    higher += _agency(2, {2024: 60.0}, county=None, level="prefecture")
    higher += _agency(9, {2024: 100.0}, county=None, level="prefecture", agency_type="government", layer="governments")
    assert (924, "below_parts", RECEIVED) in _found(higher)  # a county's government and a department of the city


def test_every_kind_has_a_method_in_both_languages() -> None:
    assert set(doubts()) == {"own", "peers", "constant", "backlog", "below_parts"}
    for each in doubts().values():
        assert each.method("zh") and each.method("en") and str(least()) in each.method("en") + "30"
