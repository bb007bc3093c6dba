"""Every page in Streamlit's own test runner: default, deep link, empty scope, broken link, no warehouse."""

import json
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import duckdb
import pytest
from streamlit.testing.v1 import AppTest

from bench.fidelity.filled import fill
from dashboard import data
from dashboard.address import reading
from dashboard.app import first_build
from dashboard.app.shell import PAGES
from dashboard.parts import trends
from dashboard.parts.trends import is_mean
from dashboard.words import words
from ingest.identify.statement import kind_words, unstored
from tests.conftest import ROOT, SAMPLE, ingest, opened
from tests.test_agencies import report
from tests.test_agencies import warehouse as made
from warehouse import questions
from warehouse.publish import NoSnapshot, current

NAMES = [name for name, _ in PAGES]
TROUBLE = words()["trouble"]["zh"]
# Pages that show totals over the scope; the others show one thing, a list, or what does not depend on it.
TOTALS = ("overview", "map", "applications", "permits", "penalties", "disputes", "quality", "data")


@pytest.fixture(autouse=True)
def at_home(warehouse: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.chdir(ROOT)
    monkeypatch.setenv("NIANBAO_WAREHOUSE", str(warehouse))
    yield


def opened_page(name: str, **query: str) -> AppTest:
    app = AppTest.from_file(str(ROOT / "app.py"), default_timeout=60)
    for key, value in query.items():
        app.query_params[key] = value
    if name != "overview":
        app.switch_page(f"pages/{name}.py")
    app.run()
    return app


def text_of(app: AppTest) -> str:
    return " ".join(
        str(element.value)
        for kind in (app.title, app.caption, app.markdown, app.info, app.warning, app.error)
        for element in kind
    )


def sound(app: AppTest) -> None:
    assert not app.exception, [error.value for error in app.exception]
    assert TROUBLE not in text_of(app)


@pytest.mark.parametrize("name", NAMES)
def test_default(name: str) -> None:
    app = opened_page(name)
    sound(app)
    assert app.title[0].value == words()[f"page.{name}"]["zh"]


@pytest.mark.parametrize("name", NAMES)
def test_deep_link_in_english(name: str) -> None:
    app = opened_page(
        name, lang="en", **{"from": "2021", "to": "2023"}, province="福建省", prefecture="福州市",
        county="平潭县", type="development_zone", level="prefecture",
    )  # fmt: skip
    sound(app)
    assert app.title[0].value == words()[f"page.{name}"]["en"]
    if name in (*TOTALS, "coverage", "search"):
        assert "2021–2023" in text_of(app) and "Pingtan County" in text_of(app)
    if name in TOTALS:
        assert "3 reports by 1 agency" in text_of(app)


@pytest.mark.parametrize("name", NAMES)
def test_empty_scope(name: str) -> None:
    app = opened_page(name, province="江西省", **{"from": "2024"})
    sound(app)
    if name == "agency":
        assert words()["agency.none"]["zh"] in text_of(app)
    elif name == "report":
        assert words()["report.none"]["zh"] in text_of(app)
    elif name == "compare":
        assert words()["compare.start"]["zh"] in text_of(app)
    elif name in (*TOTALS, "coverage"):
        assert words()["empty"]["zh"] in text_of(app)


@pytest.mark.parametrize("language", ["zh", "en"])
def test_a_table_of_more_agencies_than_are_listed_says_so(language: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(trends, "_LISTED", 2)
    app = opened_page("applications", part="data", rows="agency", lang=language)
    sound(app)
    said = words()["table.agencies"][language]
    assert said[: said.index("{")] in text_of(app)
    names = app.dataframe[0].value[words()["col.name"][language]]
    assert names.nunique() == 2


@pytest.mark.parametrize("name", NAMES)
def test_broken_link_says_what_it_ignored(name: str) -> None:
    app = opened_page(name, province="火星省", type="nonsense", level="x", layer="both", **{"from": "1066", "to": "x"})
    sound(app)
    ignored = [element.value for element in app.warning]
    for value in ("火星省", "nonsense", "both", "1066", "=x"):
        assert any(value in warning for warning in ignored), value


@pytest.mark.parametrize("name", ["overview", "report", "about"])  # each builds one
def test_no_warehouse_builds_one_from_the_sample(name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("NIANBAO_WAREHOUSE")
    monkeypatch.setattr(data, "USUAL", tmp_path / "w")
    with pytest.raises(NoSnapshot):
        current(tmp_path / "w")
    app = opened_page(name)
    sound(app)
    assert opened(tmp_path / "w").execute("SELECT count(*) FROM reports").fetchone() == (19,)


def test_what_a_broken_off_first_build_left_is_no_hindrance(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("NIANBAO_WAREHOUSE")
    monkeypatch.setattr(data, "USUAL", tmp_path)
    (tmp_path / "store").mkdir()
    for name in (".lock", ".building-0123456789ab.duckdb", ".current-77.json"):
        (tmp_path / name).write_text("half")
    app = opened_page("overview")
    sound(app)
    assert current(tmp_path).path.is_file()


def test_a_warehouse_that_cannot_be_built_is_a_sentence(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.delenv("NIANBAO_WAREHOUSE")
    monkeypatch.setattr(data, "USUAL", tmp_path / "w")
    monkeypatch.setattr(first_build, "ROOT", tmp_path)  # where there is no command to run
    app = opened_page("overview")
    assert not app.exception
    assert words()["building.failed"]["zh"] in text_of(app) and words()["no_snapshot"]["zh"] in text_of(app)
    assert str(tmp_path) not in text_of(app)
    assert any("the first build failed" in record.getMessage() for record in caplog.records)


def cut(folder: Path) -> None:
    with current(folder).path.open("r+b") as database:
        database.truncate(database.seek(0, 2) // 2)


def cut_short(folder: Path) -> None:
    with current(folder).path.open("r+b") as database:
        database.truncate(100)


def scrambled(folder: Path) -> None:
    current(folder).path.write_bytes(b"no database at all\n" * 5000)


def flipped(folder: Path) -> None:
    """Every byte but the first page's: the database opens, and what it holds cannot be read."""
    content = bytearray(current(folder).path.read_bytes())
    content[12288:] = bytes(each ^ 0x55 for each in content[12288:])
    current(folder).path.write_bytes(content)


def of_another_version(folder: Path) -> None:
    with duckdb.connect(str(current(folder).path)) as con:
        con.execute("DROP TABLE name_rows")


def without_its_database(folder: Path) -> None:
    current(folder).path.unlink()


def pointing_nowhere(folder: Path) -> None:
    (folder / "current.json").write_text('{"snapshot": 7')


def without_current(folder: Path) -> None:
    (folder / "current.json").unlink()


def unmounted(folder: Path) -> None:
    shutil.rmtree(folder)


def emptied(folder: Path) -> None:
    shutil.rmtree(folder)
    folder.mkdir()


DAMAGES: dict[Callable[[Path], None], str] = {
    cut: "warehouse.damaged", cut_short: "warehouse.damaged", scrambled: "warehouse.damaged",
    flipped: "warehouse.damaged", of_another_version: "other_version", without_its_database: "warehouse.damaged",
    pointing_nowhere: "warehouse.damaged", without_current: "warehouse.damaged", unmounted: "warehouse.missing",
    emptied: "warehouse.missing",
}  # fmt: skip


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize("damage", DAMAGES)
def test_nothing_is_ever_built_over_a_warehouse(
    warehouse: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture,
    damage: Callable[[Path], None], language: str,
) -> None:  # fmt: skip
    """Damaged, emptied or unmounted: the page says so in the reader's language, the log says why in one line."""
    folder = tmp_path / "theirs"
    shutil.copytree(warehouse, folder)
    damage(folder)
    before = sorted(path.name for path in folder.glob("*"))
    monkeypatch.setenv("NIANBAO_WAREHOUSE", str(folder))
    for _ in range(2):
        app = opened_page("overview", lang=language)
        assert not app.exception
        assert [element.value for element in app.error] == [words()[DAMAGES[damage]][language]]
        assert not app.metric and str(tmp_path) not in text_of(app)
    assert sorted(path.name for path in folder.glob("*")) == before
    said = [record for record in caplog.records if record.name == "nianbao"]
    assert len(said) == 1 and "\n" not in said[0].getMessage() and not said[0].exc_info
    assert str(folder) in said[0].getMessage()


def test_a_damaged_warehouse_in_the_usual_place_is_left_alone(
    warehouse: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("NIANBAO_WAREHOUSE")
    monkeypatch.setattr(data, "USUAL", tmp_path / "w")
    shutil.copytree(warehouse, tmp_path / "w")
    (tmp_path / "w" / "current.json").unlink()
    app = opened_page("overview")
    assert [element.value for element in app.error] == [words()["warehouse.damaged"]["zh"]]
    assert not (tmp_path / "w" / "current.json").exists()
    shutil.rmtree(tmp_path / "w")
    (tmp_path / "w").symlink_to(tmp_path / "a disk that is not mounted")
    app = opened_page("overview")
    assert [element.value for element in app.error] == [words()["warehouse.damaged"]["zh"]]


def test_a_mended_warehouse_is_shown_again(warehouse: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Also under the same name: a snapshot's name follows from what it holds."""
    shutil.copytree(warehouse, tmp_path / "w")
    monkeypatch.setenv("NIANBAO_WAREHOUSE", str(tmp_path / "w"))
    flipped(tmp_path / "w")
    assert opened_page("overview").error
    shutil.copy(current(warehouse).path, tmp_path / "aside")
    (tmp_path / "aside").replace(current(tmp_path / "w").path)
    sound(opened_page("overview"))


def test_the_report_page_points_to_the_line(warehouse: Path) -> None:
    con = opened(warehouse)
    report_id, line = con.execute(
        "SELECT report_id, line FROM facts JOIN reports USING (report_id) "
        "WHERE figure = 'fees.amount' AND agency LIKE '和田%'"
    ).fetchone() or ("", 0)
    app = opened_page("report", report=report_id, figure="fees.amount")
    sound(app)
    shown = [element.value.replace("\\", "") for element in app.success]  # without the escapes of Markdown
    assert any("471.56" in each and str(line) in each for each in shown)


@pytest.fixture
def renamed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """横县, 横州市 since; two districts of which one took the other in; a place known by its folder, and one unknown."""
    reports = {
        "a.txt": report("横县卫健局", 2020), "b.txt": report("横州市卫生健康局", 2021),
        "c.txt": report("拱墅区财政局", 2021), "d.txt": report("下城区财政局", 2020),
        "吉林省/长春市; a: b/e.txt": report("朝阳区卫健委", 2021), "f.txt": report("朝阳区卫健委", 2022),
        "g.txt": report("国家税务总局杭州市税务局", 2022), "h.txt": report("宿迁市人民政府", 2022),
    }  # fmt: skip
    for name, text in reports.items():
        path = tmp_path / "reports" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    ingest(tmp_path / "reports", "--warehouse", tmp_path / "w")
    monkeypatch.setenv("NIANBAO_WAREHOUSE", str(tmp_path / "w"))
    return tmp_path / "w"


@pytest.mark.parametrize("language", ["zh", "en"])
def test_the_agency_page_shows_names_successions_and_layer(renamed: Path, language: str) -> None:
    app = opened_page("agency", agency="横县卫健局", lang=language)  # a link by any of its names
    sound(app)
    assert "横县卫生健康局" in text_of(app) and "横州市卫生健康局" in text_of(app)
    assert words()["agency.layer.departments"][language] in text_of(app)
    app = opened_page("agency", agency="杭州市拱墅区财政局", lang=language)
    sound(app)
    other = {"zh": "杭州市下城区财政局", "en": r"Finance Bureau, Xiacheng District \(杭州市下城区财政局\)"}[language]
    assert words()["agency.took.merged"][language].format(name=other, year=2021) in text_of(app)
    app = opened_page("agency", agency="国家税务总局杭州市税务局", lang=language)
    assert "国家税务总局浙江省税务局" in text_of(app)
    app = opened_page("agency", agency="朝阳区卫健委", year="2022", lang=language)  # unknown: no id is shown for it
    sound(app)
    assert words()["agency.names"][language] not in text_of(app)
    app = opened_page("agency", agency="宿迁市人民政府", lang=language)
    assert words()["agency.layer.governments"][language] in text_of(app)


@pytest.mark.parametrize("language", ["zh", "en"])
def test_the_report_page_shows_what_the_place_was_identified_by(renamed: Path, language: str) -> None:
    ids = dict(opened(renamed).execute("SELECT source, report_id FROM reports").fetchall())
    app = opened_page("report", report=ids["吉林省/长春市; a: b/e.txt"], lang=language)
    sound(app)
    assert words()["evidence.path"][language].format(value="长春市") in text_of(app)
    app = opened_page("report", report=ids["f.txt"], lang=language)
    sound(app)
    assert "北京市朝阳区" in text_of(app) and "吉林省长春市朝阳区" in text_of(app)


@pytest.mark.parametrize("language", ["zh", "en"])
def test_the_report_page_shows_what_states_agency_and_year(renamed: Path, language: str) -> None:
    rows = opened(renamed).execute("SELECT report_id, stated_by FROM reports WHERE source = 'f.txt'").fetchall()
    ((report, stated),) = rows
    app = opened_page("report", report=report, lang=language)
    sound(app)
    assert unstored(stated)
    for kind, line, says in unstored(stated):
        assert words()["report.stated.at"][language].format(
            kind=kind_words(kind, language), line=line, says=says
        ) in text_of(app)  # fmt: skip


@pytest.mark.parametrize(
    ("name", "query"),
    [("report", {"report": "0000", "figure": "nothing"}), ("agency", {"agency": "无此机关"}),
     ("data", {"figures": "nothing,licensing.decisions"}), ("applications", {"part": "compare", "by": "x", "year": "1999", "measure": "y"}),
     ("quality", {"verdict": "maybe", "findings.page": "99"}), ("overview", {"part": "none"}), ("map", {"measure": "joy"}),
     ("compare", {"with": "nobody,Mars"}), ("agency", {"peers": "moon", "year": "1066"}), ("coverage", {"page": "99"})],
)  # fmt: skip
def test_parameters_of_one_page_that_do_not_exist(name: str, query: dict[str, str]) -> None:
    app = opened_page(name, **query)
    sound(app)
    assert app.warning or name == "coverage"  # one page of agencies has no choice of pages


@pytest.mark.parametrize("name", NAMES)
def test_a_snapshot_that_is_gone_says_so(name: str, warehouse: Path) -> None:
    app = opened_page(name, snapshot="0123456789ab")
    sound(app)
    said = [element.value for element in app.error]
    assert any("0123456789ab" in message and current(warehouse).id in message for message in said)


def test_an_older_snapshot_that_is_kept_opens_as_it_was(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    ingest(SAMPLE / "福建省", "--warehouse", tmp_path)
    older = current(tmp_path).id
    ingest(SAMPLE, "--warehouse", tmp_path)
    monkeypatch.setenv("NIANBAO_WAREHOUSE", str(tmp_path))
    app = opened_page("overview")
    sound(app)
    assert "13 份年报" in text_of(app) and not app.error
    app = opened_page("overview", snapshot=older)
    sound(app)
    assert "7 份年报" in text_of(app) and words()["snapshot.older"]["zh"].format(shown=older) in text_of(app)


def test_a_panel_without_agencies_says_how_out_of_it() -> None:
    app = opened_page("overview", province="江苏省", panel="1")
    sound(app)
    assert words()["empty.panel"]["zh"].format(first=2019, last=2025) in text_of(app)


@pytest.mark.parametrize("name", NAMES)
def test_no_word_is_left_in_the_other_language(name: str) -> None:
    """What the program says is in the reader's language; names of places, agencies and files stay as they are."""
    own = {spoken["zh"] for spoken in words().values() if not spoken["zh"].isascii()}
    english = {spoken["en"] for spoken in words().values() if len(spoken["en"]) > 12 and "{" not in spoken["en"]}
    labels = [
        str(value)
        for app in (opened_page(name, lang="en"),)
        for element in (
            *app.selectbox,
            *app.toggle,
            *app.text_input,
            *app.button,
            *app.caption,
            *app.markdown,
            *app.metric,
        )
        for value in (getattr(element, "label", None), getattr(element, "value", None), getattr(element, "help", None))
        if isinstance(value, str)
    ]
    assert labels and not [label for label in labels if label in own]
    said = text_of(opened_page(name))
    assert not [label for label in english if label in said]


@pytest.mark.parametrize("language", ["zh", "en"])
def test_no_column_of_a_readers_own_becomes_a_link(language: str) -> None:
    """By whatever name; and in a table of ours the sources still are links."""
    query = "SELECT 'https://x.org' AS 出处, '/report' AS \"Source\", 'many' AS 年度, 'n' AS \"Year\", [1] AS l"
    app = opened_page("sql", sql=query, lang=language)
    sound(app)
    config = json.loads(app.dataframe[0].proto.columns)
    kinds = {name: each.get("type_config", {}).get("type") for name, each in config.items()}
    assert set(kinds.values()) <= {"text", None} and kinds["出处"] == "text"
    ours = opened_page("overview", part="data", lang=language)
    config = json.loads(ours.dataframe[0].proto.columns)
    assert config[words()["col.source"][language]]["type_config"]["type"] == "link"


def test_data_page_without_a_figure() -> None:
    app = opened_page("data", figures="")
    sound(app)
    assert words()["data.pick"]["zh"] in text_of(app)


def test_the_shell_survives_a_page_that_fails(monkeypatch: pytest.MonkeyPatch) -> None:
    def fails(*_: object, **__: object) -> None:
        raise RuntimeError("made to fail")

    data.forget()
    fails.__name__ = "coverage"
    monkeypatch.setattr(questions, "coverage", fails)
    app = opened_page("permits", lang="en")
    assert not app.exception
    assert words()["trouble"]["en"] in text_of(app) and "made to fail" not in text_of(app)


HALF = "本报告数据统计期限为2022年7月1日至2022年12月31日。\n一、总体情况"


@pytest.mark.parametrize("half", [True, False])
def test_a_change_is_shown_between_whole_years_of_the_same_agencies(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, half: bool
) -> None:
    before = report("厦门市财政局", 2022)
    before = before.replace("一、总体情况", HALF, 1) if half else before
    made(tmp_path, {"a.txt": before, "b.txt": report("厦门市财政局", 2023, fill(7, 2021))})
    monkeypatch.setenv("NIANBAO_WAREHOUSE", str(tmp_path / "w"))
    app = opened_page("permits")
    sound(app)
    others = words()["headline.others"]["zh"].format(year=2022)
    changes = {metric.label.split(" ·")[0]: metric.delta for metric in app.metric}
    assert all((delta == others) == half for delta in changes.values()), changes
    # A difference may be below zero: its change is given as an amount, never in percent.
    assert half or ("%" in changes["行政许可处理决定"] and "%" not in changes["规范性文件净增"]), changes


def test_a_rate_is_never_divided_again() -> None:
    """Where the switch says rates, a measure that is one already is drawn as it is, and not as its mean per agency."""
    with reading({"as": "rates"}):
        assert is_mean(("licensing",), ()) and not is_mean(("disclosure_rate",), ())
        assert not is_mean(("received", "processed"), ("disclosure_rate",))
    with reading({}):
        assert not is_mean(("licensing",), ())


def test_reports_of_one_name_are_no_years_of_one_agency(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Two bare names may be two agencies: each report has a key of its own."""
    made(tmp_path, {"x/a.txt": report("教育局", 2023), "y/b.txt": report("教育局", 2022, fill(7, 2021))})
    monkeypatch.setenv("NIANBAO_WAREHOUSE", str(tmp_path / "w"))
    app = opened_page("agency", agency="教育局")
    sound(app)
    assert "没有名为“教育局”的机关，或不止一个" in text_of(app)
    con = opened(tmp_path / "w")
    keys = [key for (key,) in con.execute("SELECT agency_key FROM reports ORDER BY year").fetchall()]
    con.close()
    assert len(set(keys)) == 2
    own = opened_page("agency", agency=keys[0])
    sound(own)
    assert "1 份年报计入统计" in text_of(own)


def test_two_names_of_one_agency_in_one_year_are_said_to_be_twins(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    names = ("杭州市卫生健康局", "杭州市卫生健康委员会")
    made(tmp_path, {f"{n}.txt": report(name, 2023, fill(n, 2021)) for n, name in enumerate(names)})
    monkeypatch.setenv("NIANBAO_WAREHOUSE", str(tmp_path / "w"))
    app = opened_page("agency", agency=names[0])
    sound(app)
    assert words()["agency.twins"]["zh"].format(years="2023") in text_of(app)


def test_a_county_of_two_prefectures_is_asked_for_with_its_own(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    made(
        tmp_path,
        {"a.txt": report("南京市鼓楼区财政局", 2023), "b.txt": report("徐州市鼓楼区财政局", 2023, fill(7, 2021))},
    )
    monkeypatch.setenv("NIANBAO_WAREHOUSE", str(tmp_path / "w"))
    app = opened_page("overview", province="江苏省", county="鼓楼区")
    sound(app)
    assert words()["scope.ambiguous"]["zh"].format(name="county", value="鼓楼区") in text_of(app)
    app = opened_page("overview", province="江苏省", prefecture="徐州市", county="鼓楼区")
    sound(app)
    assert "1 份年报" in text_of(app)
    app = opened_page("compare", **{"with": "江苏省/鼓楼区,江苏省/徐州市/鼓楼区"})
    sound(app)
    assert "江苏省/鼓楼区" in text_of(app).replace("\\", "")


def test_one_answer_is_of_one_snapshot_though_another_comes_into_force(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    made(tmp_path, {"a.txt": report("厦门市财政局", 2022)})
    monkeypatch.setenv("NIANBAO_WAREHOUSE", str(tmp_path / "w"))
    with reading({}):
        before = data.snapshot().id
        made(tmp_path, {"b.txt": report("厦门市财政局", 2023)})
        assert data.snapshot().id == before != current(tmp_path / "w").id
    with reading({}):
        assert data.snapshot().id == current(tmp_path / "w").id


def test_what_could_not_be_tested_is_no_all_clear() -> None:
    app = opened_page("agency", agency="310000.general_office")
    sound(app)
    assert not app.success and words()["agency.untested"]["zh"].format(n=38) in text_of(app)


def listed(app: AppTest, column: str) -> list[object]:
    """A column of the list of findings as the page shows it."""
    (frame,) = (each.value for each in app.dataframe if words()["col.verdict"]["zh"] in each.value.columns)
    return list(frame[words()[column]["zh"]])


def test_a_list_is_searched_sorted_and_turned_over_as_a_whole(monkeypatch: pytest.MonkeyPatch) -> None:
    """Not only the rows that its first page shows."""
    every = {str(each) for each in listed(opened_page("quality", verdict="all"), "col.check")}
    monkeypatch.setattr("dashboard.widgets.table.PAGE", 10)
    whole = {"verdict": "all", "findings.sort": "line"}
    pages = [opened_page("quality", **whole, **({"findings.page": str(n)} if n > 1 else {})) for n in (1, 2)]
    first, second = (listed(app, "col.line") for app in pages)
    assert len(first) == len(second) == 10 and first == sorted(first) and first[-1] <= second[0]
    checks = {str(each) for app in pages for each in listed(app, "col.check")}
    rare = every - checks
    assert rare, "a check that neither page shows"
    for name in sorted(rare):
        found = opened_page("quality", verdict="all", **{"findings.find": name})
        sound(found)
        assert {str(each) for each in listed(found, "col.check")} == {name}


def test_another_choice_begins_its_list_anew() -> None:
    from dashboard.address import keep

    with reading({"verdict": "all", "findings.page": "3", "findings.row": "2", "findings.find": "x"}) as _:
        import streamlit as st

        st.session_state["w.check"] = "row"
        keep("check", "all")
        from dashboard.address import params

        assert params() == {"verdict": "all", "findings.find": "x", "check": "row"}
