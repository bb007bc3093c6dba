"""Search: found as one types, in characters, pinyin and initials; passages outside the statutory tables."""

import importlib
import re
import time
from pathlib import Path

import duckdb
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ingest.identify.spelling import spelling
from tests.conftest import ingest
from tests.test_agencies import report
from tests.test_agencies import warehouse as made
from warehouse import questions, text_index
from warehouse.pairs import BLOCK, slots_of
from warehouse.publish import current
from warehouse.scope import Scope

passages = importlib.import_module("warehouse.questions.passages")  # the function of this name hides it

NAMES = (
    "重庆市渝中区财政局",
    "平潭综合实验区",
    "长沙市人民政府",
    "厦门市审计局",
    "横县卫健局",
    "中国人民银行成都分行",
    "曲阜市公安局",
)


@pytest.fixture(scope="module")
def con(tmp_path_factory: pytest.TempPathFactory) -> duckdb.DuckDBPyConnection:
    folder = tmp_path_factory.mktemp("found")
    (folder / "reports").mkdir()
    for number, name in enumerate(NAMES):
        text = report(name, 2020).replace("五、", "本机关全年主动公开信息三百条，举办“政府开放日”四次。\n五、", 1)
        (folder / "reports" / f"{number}.txt").write_text(text, encoding="utf-8")
    (folder / "reports" / "later.txt").write_text(report("横州市卫生健康局", 2022), encoding="utf-8")
    ingest(folder / "reports", "--warehouse", folder / "w")
    return questions.connect(str(current(folder / "w").path))


@pytest.mark.parametrize(
    ("typed", "name"),
    [("渝中区财政", "重庆市渝中区财政局"), ("chongqing", "重庆市渝中区财政局"), ("cqsyzqczj", "重庆市渝中区财政局"),
     ("changsha", "长沙市人民政府"), ("csszf", "长沙市人民政府"), ("xiamenshishenji", "厦门市审计局"),
     ("pingtan", "平潭综合实验区管理委员会"), ("卫健局", "横州市卫生健康局"), ("横县", "横县卫生健康局"),
     ("fenhang", "中国人民银行成都分行"), ("qufu", "曲阜市公安局"), ("PINGTAN", "平潭综合实验区管理委员会"),
     ("审计 厦门", "厦门市审计局")],
)  # fmt: skip
def test_an_agency_is_found(con: duckdb.DuckDBPyConnection, typed: str, name: str) -> None:
    matches = questions.names_like(con, typed)
    assert name in matches["name"].to_list(), matches
    assert matches.filter(matches["kind"] == "agency")["key"].is_unique().all()


def test_every_front_of_a_name_finds_it(con: duckdb.DuckDBPyConnection) -> None:
    """As one types: each further letter still finds what is meant, in characters, pinyin and initials."""
    name = "厦门市审计局"
    whole, initials = spelling().spell(name, ("厦门市",))
    assert (whole, initials) == ("xiamenshishenjiju", "xmssjj")
    for text in (name, whole, initials):
        for end in range(2, len(text) + 1):
            assert name in questions.names_like(con, text[:end], 50)["name"].to_list(), text[:end]


def test_places_years_and_nothing(con: duckdb.DuckDBPyConnection) -> None:
    place = questions.names_like(con, "yuzhongqu").row(0, named=True)
    assert (place["kind"], place["key"]) == ("place", "重庆市/重庆市/渝中区")
    assert questions.names_like(con, "横州 2020")["name"].to_list() == []
    assert questions.reports_like(con, "厦门 2020")["year"].to_list() == [2020]
    assert questions.reports_like(con, "厦门 2021").is_empty()
    for typed in ("", "   ", "2020", "没有这样的机关", "%", "_", "'; DROP TABLE report_rows; --"):
        assert questions.names_like(con, typed).is_empty(), typed


@settings(max_examples=150, deadline=None)
@given(st.lists(st.text(min_size=1, max_size=8), min_size=1, max_size=6), st.data())
def test_the_index_names_every_block_that_holds_a_word(texts: list[str], data: st.DataObject) -> None:
    """Whatever a text consists of: each piece of it is found through its pairs; blocks without a pair are left out."""
    apart = {number * BLOCK: text for number, text in enumerate(texts)}
    pairs = text_index._pairs(apart.items(), 0)
    for block, text in enumerate(texts):
        begin = data.draw(st.integers(0, len(text) - 1))
        word = text[begin : data.draw(st.integers(begin + 1, len(text)))]
        slots = set(map(int, slots_of(word)))
        assert len(slots) <= max(len(word) - 1, 0)
        there = pairs.filter(pl.col("slot").is_in(slots)).group_by("block").len().filter(pl.col("len") == len(slots))
        assert not slots or block in there["block"]
    assert pairs.equals(pairs.sort("slot", "block")) and pairs.is_unique().all()


def test_with_the_index_the_same_is_found_as_by_looking_everywhere(con: duckdb.DuckDBPyConnection) -> None:
    texts = [text for (text,) in con.execute("SELECT text FROM documents").fetchall()]
    words = {text[at : at + size] for text in texts[:2] for at in range(0, len(text), 41) for size in (1, 2, 3, 5)}
    for word in {word for word in words if word.strip() and not re.search(r"\s", word)}:
        asked = passages._Asked(con, time.monotonic() + 60)
        blocks = passages._blocks(asked, [word])
        there = passages._numbers(asked, Scope(2019, 2025), 2019, 2025, blocks)
        every = passages._numbers(asked, Scope(2019, 2025), 2019, 2025, None)
        assert (blocks is None) == (len(word) == 1) and set(there) <= set(every)
        found = [[row[2] for row in passages._with_words(asked, some, [word])] for some in (there, every)]
        assert found[0] == found[1] and found[0], word


def test_passages_are_of_the_narrative(con: duckdb.DuckDBPyConnection) -> None:
    scope = Scope(2019, 2025)
    passages = questions.passages(con, scope, "政府开放日")
    assert passages.height == len(NAMES) and all("政府开放日" in passage for passage in passages["passage"])
    assert questions.passages(con, scope, "开放日 三百条").height == len(NAMES)
    assert questions.passages(con, scope, "开放日 四百条").is_empty()
    assert questions.passages(con, Scope(2022, 2022), "政府开放日").is_empty()
    label = "其他法律行政法规禁止公开"  # in the tables of every report and nowhere else
    assert questions.passages(con, scope, label).is_empty()
    assert not questions.passages(con, scope, "政府开放日", limit=2)["complete"].any()


def test_a_passage_names_its_line(con: duckdb.DuckDBPyConnection) -> None:
    row = questions.passages(con, Scope(2019, 2025), "开放日").row(0, named=True)
    lines = questions.report_text(con, row["report_id"]).split("\n")
    assert "开放日" in lines[row["line"] - 1]


def test_the_sample_is_searched_too(warehouse: Path) -> None:
    matches = questions.names_like(questions.connect(str(current(warehouse).path)), "wsjk")
    assert set(matches["kind"]) == {"agency"} and matches.height >= 5


def test_an_organ_that_begins_with_what_is_typed_is_meant(tmp_path: Path) -> None:
    names = ("福州市市容环境卫生管理局", "福州市卫生健康委员会")
    con = made(tmp_path, {f"{number}.txt": report(name, 2023) for number, name in enumerate(names)})
    con.close()
    found = questions.names_like(questions.connect(str(current(tmp_path / "w").path)), "卫生")["name"].to_list()
    assert found.index(names[1]) == 0, found
