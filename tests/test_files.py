"""Files to take away: exactly the table, harmless in a spreadsheet, saying where they come from."""

import json
from io import BytesIO
from pathlib import Path
from urllib.parse import parse_qsl

import openpyxl
import plotly.graph_objects as go
import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st
from streamlit.dataframe_util import convert_anything_to_arrow_bytes

from dashboard.address import query, reading
from dashboard.api.http import _plain
from dashboard.draw import by_year, canvas, charts, maps, members
from dashboard.draw.atlas import areas, boundary, tiles
from dashboard.widgets import files
from dashboard.widgets.files import Origin, Sheet, pairs
from forms.measures import measure
from ingest.identify.reference import reference
from warehouse import free_sql
from warehouse.plain_tables import flat, without_formulas
from warehouse.publish import current

TEXTS = st.text(st.characters(codec="utf-8", exclude_categories=["Cs", "Cc"]), min_size=1, max_size=12)


@given(st.lists(TEXTS, min_size=1, max_size=5), st.lists(st.integers(-(10**9), 10**9), min_size=1, max_size=5))
def test_csv_reads_back_and_runs_nothing(texts: list[str], numbers: list[int]) -> None:
    size = min(len(texts), len(numbers))
    frame = pl.DataFrame({"文": texts[:size], "n": [float(number) for number in numbers[:size]]})
    data = files.csv(frame)
    assert data.startswith(files.BOM)
    back = pl.read_csv(BytesIO(data), schema={"文": pl.String, "n": pl.Int64})
    assert back["n"].to_list() == numbers[:size]
    for text, read in zip(texts[:size], back["文"], strict=True):
        assert read in (text, f"'{text}")
        assert not read.startswith(("=", "@")) and (
            not read.startswith(("+", "-")) or read.strip("+-0123456789.,%") == ""
        )


@pytest.mark.parametrize(
    ("text", "safe"),
    [("=1+1", "'=1+1"), ("@SUM(A1)", "'@SUM(A1)"), ("-2+3", "'-2+3"), ("+A1", "'+A1"), ("\t=1", "'\t=1"), ("-", "-"),
     ("-417", "-417"), ("+3", "+3"), ("1,000.5", "1,000.5"), ("减4", "减4")],
)  # fmt: skip
def test_formulas_are_defused_and_numbers_left(text: str, safe: str) -> None:
    assert without_formulas(pl.DataFrame({"a": [text]}))["a"][0] == safe


ODD_RESULTS = (
    """SELECT 1 AS "出处", 2 AS "Source", 3 AS "=a", 4 AS "'=a", 5 AS " ", 6 AS "a\nb", 7 AS "A", 8 AS "a", 9 AS a, 10 AS "年度" """,
    "SELECT [1, 2] a, {'x': 1, 'y': [{'z': DATE '2020-01-01'}]} b, MAP {'k': 1} c, [['a'], NULL] d, union_value(n := 3) e",
    "SELECT * FROM reports WHERE false", "SELECT [1] a, {'x': 1} b WHERE false", "SELECT struct_pack() a, NULL b, [NULL] c, []::INT[] d",
    "SELECT repeat('长', 40000) a, repeat('x', 200000) b", "SELECT 1::VARIANT a, 'a'::ENUM('a', 'b') b, uuid() c, '{}'::JSON d",
    "SELECT 'nan'::DOUBLE a, 'inf'::DOUBLE b, '-inf'::FLOAT c, 1e300 d, -0.0::DOUBLE e",
    "SELECT DATE '0001-01-01' a, DATE '200000-01-01' b, DATE '0044-03-15 (BC)' c, TIMESTAMP '1600-01-01' d, TIMETZ '12:00:00+08' e",
    "SELECT [DATE 'infinity'] a, {'d': DATE '200000-01-01'} b, [INTERVAL 1 DAY] c, {'b': '\\xff'::BLOB} d, [1::HUGEINT] e",
    "SELECT 170141183460469231731687303715884105727::HUGEINT a, 18446744073709551615::UBIGINT b, 1.5::DECIMAL(38, 10) c",
    "SELECT '\\xff\\x00'::BLOB a, '101'::BIT b, INTERVAL 1 YEAR c, TIME '24:00:00' d, chr(1) || chr(31) e, chr(65535) f",
    f'SELECT 1 AS "{"n" * 9000}"', "SELECT " + ", ".join(f"{number} AS c{number}" for number in range(1200)),
    "SELECT '=1+1' a, '+x' b, chr(9) || '=1' c, -5 d, ['=1'] e", "SELECT NULL", "EXPLAIN SELECT 1", "SHOW TABLES",
)  # fmt: skip


@pytest.mark.parametrize("query", ODD_RESULTS)
def test_whatever_a_reader_asks_for_can_be_kept(warehouse: Path, query: str) -> None:
    """On the screen, in every kind of file, and as an answer to a program."""
    frame = free_sql.run(current(warehouse).path, query).frame
    assert pl.read_csv(BytesIO(files.csv(frame)), infer_schema=False).width == frame.width
    sheet = openpyxl.load_workbook(BytesIO(files.workbook(frame, Origin()))).active
    rows = 0 if frame.null_count().sum_horizontal().sum() == frame.height * frame.width else frame.height
    assert sheet is not None and sheet.max_row == rows + 1
    assert pl.read_parquet(BytesIO(files.parquet(frame))).shape == frame.shape
    assert convert_anything_to_arrow_bytes(flat(frame))
    assert json.loads(_plain(frame).write_json()) is not None and without_formulas(flat(frame)).write_csv()


def test_a_workbook_explains_itself_and_holds_every_row(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(files, "MOST_ROWS", 7)
    frame = pl.DataFrame({"a": range(20), "b": ["=x"] * 20, "l": [[1, 2]] * 20})
    data = files.workbook(frame, Origin("data", (Sheet("why", pairs("k", "v", {"=k": "w"})),)))
    book = openpyxl.load_workbook(BytesIO(data))
    assert book.sheetnames == ["data", "data 2", "data 3", "why"]
    rows = [row for name in book.sheetnames[:3] for row in list(book[name].iter_rows(values_only=True))[1:]]
    assert [row[0] for row in rows] == list(range(20)) and {row[1] for row in rows} == {"'=x"}
    assert all(cell.data_type != "f" for sheet in book for row in sheet.iter_rows() for cell in row)


def test_a_link_reads_back() -> None:
    given_ = {"province": "福建省", "q": "a&b=c d+e#f%", "sql": "SELECT 'x'\n-- y"}
    assert dict(parse_qsl(query(given_))) == given_


@pytest.mark.parametrize("language", ["zh", "en"])
def test_every_chart_is_of_plotlys_schema(language: str) -> None:
    """Charts are plain data at run time; here each is held against the schema (unknown attributes raise)."""
    received, rate = measure("received"), measure("disclosure_rate")
    frame = pl.DataFrame({
        "year": [2019, 2021], "name": ["甲", "乙"], "measure": ["received", "received"], "above": [3.0, 200000.0],
        "below": [0.0, 0.0], "value": [3.0, 200000.0], "reports": [1, 2], "asked": [2, 2],
    })  # fmt: skip
    rates = frame.with_columns(measure=pl.lit("disclosure_rate"), value=pl.lit(0.5), below=pl.Series([10.0, 40.0]))
    years = [2019, 2020, 2021]
    like = pl.DataFrame(schema={"measure": pl.String, "name": pl.String, "year": pl.Int32, "agencies": pl.Int64})
    shades = {
        "福建省": maps.Value(3.0, True, "x"),
        "江苏省": maps.Value(0.2, False, "y"),
        "海南省": maps.Value(None, True, "z"),
    }
    with reading({"lang": language}):
        drawn = [
            by_year.trend(frame, [received], years, language, like), by_year.trend(rates, [rate], years, language, like),
            by_year.trend(frame, [received, measure("processed")], years, language, like),
            by_year.stacked(frame, [("received", "x")], years, False), by_year.stacked(frame, [("received", "x")], years, True),
            charts.comparison(frame, received), charts.comparison(rates, rate),
            members.lines(frame, ["甲", "乙"], received, years, like), members.panels(frame, ["甲", "乙"] * 7, received, years, like),
            charts.shares(pl.DataFrame({"l": ["a"], "x": [1]}), "l", [("x", "X", "#000000")]),
            charts.spread([{"label": "x", "percentile": 40.0, "hover": "h"}]),
            charts.flow([("a", "#000000"), ("b", "#111111")], [(0, 1, 3.0)]),
            charts.stages([("s", [("p", "#000000", 2.0), ("q", "#111111", None)])]),
            charts.matrix([[0, 1]], ["a"], [2020, 2021], [("r", "#000000", "x"), ("m", "#111111", "")]),
            maps.tiles(tiles(), shades, False), maps.tiles(tiles(), shades, True),
            maps.areas("province", areas("province"), {"350000": shades["福建省"]}, False, None, boundary()),
            maps.areas("prefecture", areas("prefecture"), {}, True, (100.0, 20.0, 110.0, 30.0), boundary()),
        ]  # fmt: skip
    for figure in drawn:
        go.Figure(figure["data"], figure["layout"])
    assert canvas.legend(drawn[2]) and not canvas.legend(drawn[0])
    trend = drawn[0]["data"][0]
    assert trend["y"] == [3.0, None, 200000.0]  # a missing year is a gap
    assert trend["text"][2] == {"zh": "20万", "en": "200,000"}[language]


def test_every_province_has_its_own_tile() -> None:
    names = {unit.name for unit in reference().divisions.units if unit.level == "province" and unit.until >= 2026}
    assert set(tiles()) == names
    assert len({(row, column) for _, row, column in tiles().values()}) == len(tiles())
