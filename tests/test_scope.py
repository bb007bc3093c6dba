"""The rule that keeps totals from counting twice, asked of a small real database row by row."""

import re
from collections.abc import Iterator
from itertools import count

import duckdb
import pytest

from warehouse.schema import create_table, tables
from warehouse.scope import AGENCY_KEY, AGENCY_NAME, DEPARTMENTS, GOVERNMENTS, LAYER, LAYERS, Scope, in_scope
from warehouse.totals import place_totals

NUMBERS = count()


@pytest.fixture()
def db() -> Iterator[duckdb.DuckDBPyConnection]:
    """An empty table of reports with the columns of the warehouse."""
    connection = duckdb.connect()
    for table in ("report_rows", "total_rows"):
        connection.execute(create_table(tables()[table]))
    yield connection
    connection.close()


def put(db: duckdb.DuckDBPyConnection, name: str, year: int = 2023, **columns: object) -> None:
    """Add a report whose agency is `name`, with layer, key and name made by the rules that build a snapshot."""
    row = {"report_id": f"{name}/{year}/{next(NUMBERS)}", "title": name, "agency_id": name, "year": year, **columns}
    db.execute(f"INSERT INTO report_rows ({', '.join(row)}) VALUES ({', '.join('?' * len(row))})", list(row.values()))
    db.execute(f"UPDATE report_rows SET layer = {LAYER}, agency_key = {AGENCY_KEY}, agency_name = {AGENCY_NAME}")


def taken(db: duckdb.DuckDBPyConnection, scope: Scope, part: str = "counted") -> list[tuple[str, int]]:
    """The (agency, year) of every report in one part of a scope."""
    db.execute("UPDATE report_rows SET report_no = rowid")
    place_totals(db)
    db.execute("DELETE FROM total_rows")
    db.execute("INSERT INTO total_rows BY NAME FROM total_keys")
    db.execute("DROP TABLE total_keys")
    text = f"""
        WITH {in_scope(scope)}
        SELECT r.title, r.year FROM {part} JOIN report_rows r USING (report_no) ORDER BY ALL
    """
    bound = set(re.findall(r"\$(\w+)", text))
    return db.execute(text, {name: value for name, value in scope.parameters().items() if name in bound}).fetchall()


def names(db: duckdb.DuckDBPyConnection, scope: Scope, part: str = "counted") -> list[str]:
    return [name for name, _ in taken(db, scope, part)]


def test_layer_by_kind_of_agency(db: duckdb.DuckDBPyConnection) -> None:
    """Only a government as a whole is of the upper layer; an unknown kind is of none."""
    for kind in ("government", "government_office", "development_zone", None):
        put(db, str(kind), agency_type=kind)
    layers = dict(db.sql("SELECT title, layer FROM report_rows").fetchall())
    assert layers == {
        "government": GOVERNMENTS, "government_office": DEPARTMENTS, "development_zone": DEPARTMENTS, "None": None,
    }  # fmt: skip
    assert LAYERS == (DEPARTMENTS, GOVERNMENTS) == ("departments", "governments")
    assert names(db, Scope(2023, 2023)) == ["development_zone", "government_office"]
    assert names(db, Scope(2023, 2023, layer=GOVERNMENTS)) == ["government"]


def test_reports_without_an_agency_are_each_their_own(db: duckdb.DuckDBPyConnection) -> None:
    put(db, "a", agency_id=None, agency_printed="区司法局", source="a.txt")
    put(db, "b", agency_id=None, agency="丰城市司法局", agency_printed="司法局")
    put(db, "c", agency_id="x", title=None, source="c.txt")
    rows = db.sql("SELECT report_id, agency_key, agency_name FROM report_rows ORDER BY report_id").fetchall()
    assert [key == report for report, key, _ in rows] == [True, True, False]
    assert rows[2][1] == "x"
    assert [name for *_, name in rows] == ["区司法局", "丰城市司法局", "c.txt"]


def test_years_are_taken_from_first_to_last_inclusive(db: duckdb.DuckDBPyConnection) -> None:
    for year in (2019, 2020, 2021, 2022, 2023):
        put(db, "a", year, agency_type="bureau")
    assert [year for _, year in taken(db, Scope(2020, 2022), "scoped")] == [2020, 2021, 2022]


def test_a_superseded_report_is_in_no_part(db: duckdb.DuckDBPyConnection) -> None:
    put(db, "a", agency_type="bureau", superseded_by="other")
    put(db, "b", agency_type="bureau")
    assert [names(db, Scope(2023, 2023), part) for part in ("scoped", "panelled", "counted")] == [["b"]] * 3


@pytest.mark.parametrize("narrowed", ["province", "prefecture", "county", "agency_type", "level", "agency"])
def test_each_filter_narrows_by_its_own_column_and_none_does_not(db: duckdb.DuckDBPyConnection, narrowed: str) -> None:
    base = {"province": "p", "prefecture": "f", "county": "c", "agency_type": "bureau", "level": "county"}
    put(db, "same", **base)
    put(db, "other", **base | ({narrowed: "else"} if narrowed != "agency" else {}))
    value = "same" if narrowed == "agency" else base[narrowed]
    assert names(db, Scope(2023, 2023)) == ["other", "same"]
    assert names(db, Scope(2023, 2023, **{narrowed: value})) == ["same"]
    assert names(db, Scope(2023, 2023, **{narrowed: "nowhere"})) == []


def test_filters_hold_together(db: duckdb.DuckDBPyConnection) -> None:
    put(db, "a", agency_type="bureau", province="p", level="county")
    put(db, "b", agency_type="bureau", province="p", level="city")
    put(db, "c", agency_type="bureau", province="q", level="county")
    assert names(db, Scope(2023, 2023, province="p", level="county")) == ["a"]


def test_a_value_never_enters_the_text(db: duckdb.DuckDBPyConnection) -> None:
    evil = "x'; DROP TABLE report_rows; --"
    put(db, "a", agency_type="bureau", province=evil)
    scope = Scope(2023, 2023, province=evil)
    assert evil not in in_scope(scope)
    assert names(db, scope) == ["a"]


def test_parameters_hold_every_field() -> None:
    scope = Scope(2019, 2023, province="p", panel=True, agency="k")
    assert scope.parameters() == {
        "first": 2019, "last": 2023, "province": "p", "prefecture": None, "county": None, "agency_type": None,
        "level": None, "layer": DEPARTMENTS, "panel": True, "agency": "k",
    }  # fmt: skip


def test_a_panel_takes_only_agencies_of_every_year(db: duckdb.DuckDBPyConnection) -> None:
    for year in (2021, 2022, 2023):
        put(db, "always", year, agency_type="bureau")
    for year in (2021, 2023):
        put(db, "gap", year, agency_type="bureau")
    for year in (2021, 2021, 2022):
        put(db, "twice", year, agency_type="bureau")
    put(db, "nobody", 2022, agency_type="bureau", agency_id=None)
    scope = Scope(2021, 2023, panel=True)
    assert taken(db, scope) == [("always", 2021), ("always", 2022), ("always", 2023)]
    assert len(taken(db, scope, "scoped")) == 9
    assert len(taken(db, Scope(2021, 2023))) == 9
    assert set(names(db, Scope(2022, 2022, panel=True))) == {"always", "twice", "nobody"}


def test_a_panel_is_made_before_overlaps_are_taken_out(db: duckdb.DuckDBPyConnection) -> None:
    """A zone that reports every year stays in the panel though its body reports for itself in one of them."""
    for year in (2022, 2023):
        put(db, "36.zone", year, agency_type="development_zone")
    put(db, "36.zone.body", 2023, agency_type="bureau")
    assert taken(db, Scope(2022, 2023, panel=True)) == [("36.zone", 2022), ("36.zone", 2023)]
    assert taken(db, Scope(2022, 2023)) == [("36.zone", 2022), ("36.zone.body", 2023)]


def test_a_zone_gives_way_to_its_own_bodies_of_the_same_year_only(db: duckdb.DuckDBPyConnection) -> None:
    put(db, "36.east", agency_type="development_zone")
    put(db, "36.east.justice", agency_type="bureau")
    put(db, "36.west", agency_type="development_zone")
    put(db, "36.north", agency_type="bureau")  # not a zone: nothing gives way
    put(db, "36.north.part", agency_type="bureau")
    put(db, "36.west.justice", 2022, agency_type="bureau")
    assert taken(db, Scope(2022, 2023)) == [
        ("36.east.justice", 2023), ("36.north", 2023), ("36.north.part", 2023), ("36.west", 2023),
        ("36.west.justice", 2022),
    ]  # fmt: skip


def test_a_body_outside_the_scope_takes_nothing_from_its_zone(db: duckdb.DuckDBPyConnection) -> None:
    put(db, "36.east", agency_type="development_zone", level="county")
    put(db, "36.east.justice", agency_type="bureau", level="town")
    assert names(db, Scope(2023, 2023, level="county")) == ["36.east"]


PLACES = {
    "province": {"level": "province", "province": "P"},
    "city": {"level": "prefecture", "province": "P", "prefecture": "F"},
    "district": {"level": "county", "province": "P", "prefecture": "F", "county": "C"},
    "town": {"level": "township", "province": "P", "prefecture": "F", "county": "C", "township": "T"},
}


@pytest.mark.parametrize(
    ("there", "expected"),
    [
        (["province", "city", "district", "town"], ["province"]),
        (["province", "town"], ["province"]),
        (["city", "district", "town"], ["city"]),
        (["district", "town"], ["district"]),
        (["city", "town"], ["city"]),
        (["town"], ["town"]),
        (["province", "city"], ["province"]),
        (["province", "district"], ["province"]),
    ],
)
def test_of_governments_only_the_outermost_is_counted(
    db: duckdb.DuckDBPyConnection, there: list[str], expected: list[str]
) -> None:
    for name in there:
        put(db, name, agency_type="government", **PLACES[name])
    assert names(db, Scope(2023, 2023, layer=GOVERNMENTS)) == expected
    assert sorted(names(db, Scope(2023, 2023, layer=GOVERNMENTS), "panelled")) == sorted(there)


@pytest.mark.parametrize(
    ("upper", "lower", "moved"),
    [
        ("province", "city", {"province": "Q"}),
        ("province", "town", {"province": "Q"}),
        ("city", "district", {"prefecture": "G"}),
        ("city", "district", {"province": "Q"}),
        ("city", "town", {"prefecture": "G"}),
        ("district", "town", {"county": "D"}),
        ("district", "town", {"prefecture": "G"}),
        ("district", "town", {"province": "Q"}),
    ],
)
def test_governments_of_other_places_or_years_are_all_counted(
    db: duckdb.DuckDBPyConnection, upper: str, lower: str, moved: dict[str, str]
) -> None:
    put(db, upper, agency_type="government", **PLACES[upper])
    put(db, lower, agency_type="government", **PLACES[lower] | moved)
    put(db, lower, 2022, agency_type="government", **PLACES[lower])
    assert sorted(taken(db, Scope(2022, 2023, layer=GOVERNMENTS))) == sorted([
        (upper, 2023), (lower, 2023), (lower, 2022),
    ])  # fmt: skip


def test_two_governments_of_one_level_are_both_counted(db: duckdb.DuckDBPyConnection) -> None:
    """A government is not its own upper one, nor a neighbour's; a municipality's prefecture is itself."""
    for level, places in PLACES.items():
        for copy in ("a", "b"):
            put(db, f"{level}{copy}", agency_type="government", **{**places, "province": f"P{level}"})
    assert names(db, Scope(2023, 2023, layer=GOVERNMENTS)) == [
        f"{level}{copy}" for level in sorted(PLACES) for copy in ("a", "b")
    ]


def test_a_department_does_not_count_as_a_government(db: duckdb.DuckDBPyConnection) -> None:
    put(db, "bureau", agency_type="bureau", **PLACES["province"])
    put(db, "city", agency_type="government", **PLACES["city"])
    assert names(db, Scope(2023, 2023, layer=GOVERNMENTS)) == ["city"]
    assert names(db, Scope(2023, 2023)) == ["bureau"]
