"""Whether reports were published in time: the law's dates, how a date is known, and that unknown is never late."""

from datetime import date
from pathlib import Path

import pytest

from forms import form
from ingest.identify import identify
from tests.conftest import ingest, opened
from tests.printed_form import TITLE, filled, printed
from warehouse import questions
from warehouse.punctuality import deadlines
from warehouse.scope import DEPARTMENTS, GOVERNMENTS, Scope


def _written(folder: Path, name: str, organ: str, year: int, above: str = "", below: str = "") -> None:
    body = printed(form(2021), filled(form(2021), 5), TITLE.format(organ=organ, year=year))
    title, _, rest = body.partition("\n")
    (folder / name).write_text(f"{title}\n{above}\n{rest}{below}", encoding="utf-8")


@pytest.fixture(scope="module")
def dated(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Reports of one city on 2023: in time, late, without a date, corrected after the day, and of its government."""
    folder = tmp_path_factory.mktemp("dated")
    _written(folder, "a.txt", "教育局", 2023, "发布日期：2024-01-31")
    _written(folder, "b.txt", "民政局", 2023, "发布日期：2024-02-01")
    _written(folder, "c.txt", "司法局", 2023)
    _written(folder, "d1.txt", "水务局", 2023, "发布日期：2024-01-20")
    _written(folder, "d2.txt", "水务局", 2023, "发布日期：2024-06-20", "更正。")
    _written(folder, "e1.txt", "财政局", 2023, "发布日期：2024-06-20")
    _written(folder, "e2.txt", "财政局", 2023, "", "更正。")
    _written(folder, "g.txt", "人民政府", 2023, "发布日期：2024-03-31")
    _written(folder, "h.txt", "审计局", 2022, below="\n杭州市审计局\n2023年2月10日\n")
    _written(folder, "i.txt", "商务局", 2023, "发布日期：2024-05-20", "\n杭州市商务局\n2024年1月20日\n")
    _written(folder, "j.txt", "统计局", 2023, "更新时间：2024-05-20\n发布时间：2024-01-20")
    _written(folder, "k.txt", "钱塘新区管理委员会", 2023, "发布日期：2024-05-20")
    _written(folder, "l.txt", "乡村振兴局", 2023, "发布日期：2024-01-20")
    warehouse = tmp_path_factory.mktemp("dated-warehouse")
    ingest(folder, "--warehouse", warehouse)
    return warehouse


def test_each_report_beside_the_law_s_date(dated: Path) -> None:
    with opened(dated) as con:
        rows = con.execute("SELECT source, punctuality, due_on, published_by FROM reports ORDER BY source").fetchall()
    found = {source: (kind, due, by) for source, kind, due, by in rows}
    department, government = date(2024, 1, 31), date(2024, 3, 31)
    assert found["a.txt"] == ("on_time", department, "label")
    assert found["b.txt"] == ("late", department, "label")
    assert found["c.txt"] == ("unknown", department, None)
    assert found["d1.txt"][0] == found["d2.txt"][0] == "on_time"  # what was corrected later was published in time
    assert found["e1.txt"][0] == found["e2.txt"][0] == "unknown"  # the undated one may have been the first
    assert found["g.txt"] == ("on_time", government, "label")
    assert found["h.txt"] == ("late", date(2023, 1, 31), "signature")
    assert found["i.txt"][0] == "unknown"  # signed in time; the page may have been put up anew
    assert found["j.txt"] == ("on_time", department, "label")  # when a page was updated says nothing
    assert found["k.txt"] == ("unset", None, "label")  # the law sets no day for a zone's committee
    assert found["l.txt"] == ("on_time", department, "label")  # a department of no type of its own


def test_counts_and_lists_are_those_of_the_reports(dated: Path) -> None:
    with opened(dated) as con:
        scope = Scope(2022, 2023, layer=DEPARTMENTS)
        assert questions.punctuality_by_year(con, scope).rows() == [(2022, 0, 1, 0, 0), (2023, 4, 1, 1, 3)]
        (group,) = questions.punctuality_by_group(con, scope, "province").rows()
        assert group[:4] == ("浙江省", 4, 2, 1)
        late = questions.punctuality_list(con, scope, "late", 10)
        assert late["days"].to_list() == [1, 10] and late["year"].to_list() == [2023, 2022]
        assert questions.punctuality_by_year(con, Scope(2023, 2023, layer=GOVERNMENTS)).rows() == [(2023, 1, 0, 0, 0)]


def test_places_of_one_name_are_groups_of_their_own(tmp_path: Path) -> None:
    for city, day in (("南京市", "2024-01-20"), ("徐州市", "2024-02-20")):
        _written(tmp_path, f"{city}.txt", "教育局", 2023, f"发布日期：{day}")
        text = (tmp_path / f"{city}.txt").read_text(encoding="utf-8").replace("杭州市", f"{city}鼓楼区")
        (tmp_path / f"{city}.txt").write_text(text, encoding="utf-8")
    ingest(tmp_path, "--warehouse", tmp_path / "warehouse")
    with opened(tmp_path / "warehouse") as con:
        groups = {by: questions.punctuality_by_group(con, Scope(2023, 2023), by) for by in ("county", "agency")}
    assert {name: len(frame) for name, frame in groups.items()} == {"county": 2, "agency": 2}
    assert groups["county"].rows()[0][:3] == ("南京市鼓楼区", 1, 0)  # in the order of division codes
    assert groups["county"].rows()[1][:3] == ("徐州市鼓楼区", 0, 1)


def test_a_report_without_a_date_is_never_late(warehouse: Path) -> None:
    with opened(warehouse) as con:
        rows = con.execute("SELECT published_on, published_by, due_on, punctuality FROM reports").fetchall()
    assert rows and all((on is None) == (by is None) for on, by, _, _ in rows)
    for on, _, due, kind in rows:
        if due is None:
            assert kind in ("unset", "unknown")
        elif on is None:
            assert kind == "unknown"
        else:
            assert kind in (("on_time",) if on <= due else ("late", "unknown"))


def test_the_rules_name_their_article() -> None:
    assert {(rule.month, rule.day) for rule in deadlines()} == {(3, 31), (1, 31), (None, None)}
    told = [rule for rule in deadlines() if rule.zh]
    assert all("条例" in rule.text("zh") and "Regulations" in rule.text("en") for rule in told)
    assert sum("第四十九条" in rule.text("zh") and "article 49" in rule.text("en") for rule in told) == 2
    assert {(rule.month, rule.day) for rule in told} == {(rule.month, rule.day) for rule in deadlines()}
    assert deadlines()[-1].agency_type is None  # the last one fits every agency


@pytest.mark.parametrize(
    ("lines", "day", "by"),
    [
        (["杭州市教育局2023年政府信息公开工作年度报告", "发布时间: 2024-01-25 10:00"], date(2024, 1, 25), "label"),
        (["杭州市教育局2023年政府信息公开工作年度报告", "2024年1月25日"], date(2024, 1, 25), "line"),
        (["杭州市教育局2023年政府信息公开工作年度报告", "正文。", "杭州市教育局", "2024年1月25日"], date(2024, 1, 25), "signature"),
        (["杭州市教育局2023年政府信息公开工作年度报告", "正文。"], None, None),
    ],
)  # fmt: skip
def test_how_a_date_is_known(lines: list[str], day: date | None, by: str | None) -> None:
    who = identify(lines)
    assert who.published_on == day
    assert who.published_by == by or (day and by == "line" and who.published_by == "signature")
