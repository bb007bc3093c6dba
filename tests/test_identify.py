"""Who, where, when: by the title, the reference tables of that year, and what the document names."""

import csv
from datetime import date
from functools import cache
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.identify import Context, Identity, identify, name_agency
from ingest.identify.divisions import Division
from ingest.identify.reference import reference

NAMES, TITLES, TRAPS = (Path(__file__).with_name(f"agency_{name}.tsv") for name in ("names", "titles", "traps"))
PLACES = ("province", "prefecture", "county", "township")


def named(printed: str, year: int, text: str = "", path: str = "", siblings: tuple[str, ...] = ()) -> Identity:
    return name_agency(printed, Context(year, lambda: text, path, siblings))


@cache
def listed(path: Path) -> list[dict[str, str]]:
    """Names written by hand, each with year, context and the truth; `told` is no where the place is undecidable.

    An empty level, kind or agency is not compared: the list leaves open what a short form does not say.
    """
    with path.open(encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream, delimiter="\t", quoting=csv.QUOTE_NONE))


def read(row: dict[str, str]) -> dict[str, str]:
    who = named(row["printed"], int(row["year"]), row["context"], row["path"])
    return {name: getattr(who, name) or "" for name in (*PLACES, "level", "agency")} | {"type": who.agency_type or ""}


def wrongly_read(rows: list[dict[str, str]]) -> list[tuple[str, str, dict[str, tuple[str, str]]]]:
    """The rows not read as the list has them: name, year, and each column that differs with truth and reading."""
    wrong = []
    for row in rows:
        reading = read(row)
        compared = [name for name in (*PLACES, "level", "type", "agency") if row[name] or name in PLACES]
        if differs := {name: (row[name], reading[name]) for name in compared if reading[name] != row[name]}:
            wrong.append((row["printed"], row["year"], differs))
    return wrong


@pytest.mark.parametrize(("path", "rows", "right"), [(NAMES, 844, 0.99), (TITLES, 287, 0.94), (TRAPS, 290, 1.0)])
def test_names_of_every_province_tier_kind_and_trap(path: Path, rows: int, right: float) -> None:
    """Real titles are often bare (区司法局): what only a reader of the website could know is left open there."""
    known = [row for row in listed(path) if row["told"] == "yes"]
    assert len(listed(path)) >= rows
    assert len({row["province"] for row in known}) == 32 or path == TRAPS  # 31 provinces, and none for the nation
    wrong = wrongly_read(known)
    assert len(wrong) <= (1 - right) * len(known), wrong
    # A name that is not read right is left open: none of them is given another place.
    assert not [mistake for mistake in wrong for place in PLACES if mistake[2].get(place, ("", ""))[1]]


@pytest.mark.parametrize("path", [NAMES, TITLES, TRAPS], ids=["names", "titles", "traps"])
def test_what_the_list_leaves_open_is_left_open(path: Path) -> None:
    unknown = [row for row in listed(path) if row["told"] == "no"]
    assert unknown
    assert not [(row["printed"], row["year"], read(row)) for row in unknown if any(read(row)[name] for name in PLACES)]


@pytest.mark.parametrize("year", range(2019, 2026))
def test_every_county_of_a_year(year: int) -> None:
    """Each unit with 卫生健康局 and 人民政府 behind it: alone of its name it is known, else all of them are candidates."""
    index = reference().divisions.year(year)
    in_force = {unit.line for unit in index.coded.values() if unit.since <= year <= unit.until}
    counties = [
        unit for unit in index.coded.values()
        if unit.level == "county" and (unit.until >= year or unit.line not in in_force)  # part of the year, for good
    ]  # fmt: skip
    assert len(counties) >= 2840
    by_name: dict[str, list[Division]] = {}
    for unit in counties:
        by_name.setdefault(unit.name, []).append(unit)
    for name, units in by_name.items():
        for organ, kind in (("卫生健康局", "health"), ("人民政府", "government")):
            who = named(name + organ, year)
            assert who.agency_type == kind, name
            if len(units) > 1:
                assert (who.province, who.region_code, who.agency) == (None, None, None)
                assert sorted(who.candidates) == sorted(index.path(unit) for unit in units)
            else:
                assert (who.region_code, who.county, who.level) == (units[0].code, name, "county")
                assert not who.findings


def test_two_places_that_remain_possible_are_a_finding() -> None:
    several = named("朝阳区卫健委", 2021)
    assert several.candidates == ("北京市朝阳区", "吉林省长春市朝阳区")
    assert [finding.check for finding in several.findings] == ["place"]
    unknown = named("测试市", 2025)
    assert (unknown.agency, unknown.province, unknown.agency_type) == (None, None, None)
    assert {finding.check for finding in unknown.findings} == {"place", "agency"}
    gone = named("下城区卫健局", 2023)  # merged in 2021
    assert gone.province is None and [finding.message_id for finding in gone.findings] == ["old_place"]
    assert gone.candidates == ("浙江省杭州市拱墅区",)


@pytest.mark.parametrize(
    ("text", "path", "shown"),
    [
        ("地址：长春市朝阳区前进大街。", "", "text: 长春市朝阳区"),
        ("联系电话:0431-85109000", "", "telephone: 0431"),
        ("邮编:130012", "", "postcode: 130012"),
        ("", "吉林省/长春市/2021/朝阳区卫健委.html", "path: 长春市"),
        ("", "www.ccchy.gov.cn/zwgk/2021.html", "domain: ccchy"),
    ],
)
def test_evidence_decides_and_is_kept(text: str, path: str, shown: str) -> None:
    who = named("朝阳区卫健委", 2021, text, path)
    assert (who.province, who.prefecture, who.county) == ("吉林省", "长春市", "朝阳区")
    assert who.evidence and shown in who.evidence


def test_a_name_that_the_source_hid_is_no_agency() -> None:
    town = named("雄县某乡人民政府", 2019)
    assert (town.county, town.level, town.agency_type) == ("雄县", "township", "township")
    assert (town.agency, town.agency_id, town.township) == (None, None, None)
    bureau = named("昌图县某局", 2021)
    assert (bureau.county, bureau.level, bureau.agency) == ("昌图县", "county", None)
    assert [finding.message_id for finding in bureau.findings] == ["no_agency"]


def test_evidence_for_both_places_decides_nothing() -> None:
    who = named("朝阳区卫健委", 2021, "电话:0431-85109000，监督电话:010-65090000")
    assert who.province is None and len(who.candidates) == 2
    visited = named("朝阳区卫健委", 2021, "上级：北京市卫生健康委员会；学习长春市朝阳区的经验")
    assert visited.province is None and len(visited.candidates) == 2


def test_a_website_identifies_a_bare_organ_only_where_the_tier_is_said() -> None:
    site = "可在西宁市城中区人民政府网站下载。"
    assert named("城乡建设局", 2024, site).province is None  # the city's bureau may publish there, or the district's
    assert named("城乡建设局", 2024, f"2024年，区城乡建设局聚焦中心工作。{site}").county == "城中区"
    assert named("区城乡建设局", 2024, site).county == "城中区"
    assert named("城乡建设局", 2024, "本报告由西宁市城中区城乡建设局编制。").county == "城中区"


def test_the_agencys_other_reports_decide() -> None:
    assert named("朝阳区卫健委", 2021, siblings=("220104",)).prefecture == "长春市"


def test_a_place_is_looked_up_in_the_year_of_the_report() -> None:
    assert named("临平区卫健局", 2019).province is None  # 临平区 was made in 2021
    assert named("下城区卫健局", 2019).province == "浙江省"
    assert named("赣榆县卫生局", 2012).county == "赣榆县"
    assert named("赣榆区卫健委", 2019).county == "赣榆区"
    assert named("巢湖市财政局", 2009).level == "prefecture"
    assert named("巢湖市财政局", 2013).level == "county"
    assert named("渝北区财政局", 2025).county == "渝北区" and named("两江新区财政局", 2026).county == "两江新区"


def test_one_agency_keeps_its_id_through_names_and_reforms() -> None:
    """Short names, renamings of the place and of the organ: one id; another organ of the place has another."""
    assert len({named(*case).agency_id for case in [
        ("赣榆县卫生局", 2010), ("赣榆县卫计委", 2013), ("赣榆区卫生和计划生育委员会", 2015), ("赣榆区卫健委", 2019),
        ("连云港市赣榆区卫生健康委员会", 2024),
    ]}) == 1  # fmt: skip
    assert named("赣榆区人口和计划生育委员会", 2014).agency_id != named("赣榆区卫健委", 2019).agency_id
    assert named("儋州市财政局", 2013).agency_id == named("儋州市财政局", 2016).agency_id
    assert named("国家税务总局杭州市税务局", 2019).agency_id == named("杭州市国家税务局", 2017).agency_id
    assert named("江苏银监局", 2017).agency_id == named("国家金融监督管理总局江苏监管局", 2024).agency_id


def test_a_vertical_agency_has_a_second_parent() -> None:
    county = named("国家税务总局杭州市西湖区税务局", 2022)
    assert (county.level, county.superior) == ("county", "国家税务总局杭州市税务局")
    assert named("国家税务总局杭州市税务局", 2022).superior == "国家税务总局浙江省税务局"
    assert named("国家税务总局浙江省税务局", 2022).superior == "国家税务总局"
    assert named("南京市公安局鼓楼分局", 2022).superior == "南京市公安局"
    assert named("杭州市教育局", 2022).superior is None


@given(
    st.sampled_from(sorted(reference().divisions.year(2022).coded)), st.sampled_from(["教育局", "财政局", "人民政府"])
)
def test_a_full_name_is_read_back(code: str, organ: str) -> None:
    """Render a full path and read it: a law for every division, whatever its name holds."""
    index = reference().divisions.year(2022)
    unit = index.coded[code]
    who = named(index.path(unit) + organ, 2022)
    assert (who.region_code, who.level) == (code, unit.level)


@given(
    st.text(alphabet="市中区县省朝阳鼓楼局委开发新师兵团国家税务总人民政府街道镇乡第一二分", max_size=20),
    st.integers(2000, 2030),
)
def test_no_name_breaks_the_reader(printed: str, year: int) -> None:
    who = named(printed, year)
    assert who.province is None or who.region_code is not None
    assert who.province is not None or who.level in (None, "national")


def lines(*text: str) -> Identity:
    return identify(list(text))


def test_the_year_is_the_one_reported_on() -> None:
    who = lines("丰城市卫健委 2020 年政府信息公开工作年度报告", "", "丰城市卫生健康委员会", "2020年12月28日")
    assert (who.year, who.published_on) == (2020, date(2020, 12, 28))
    assert (who.covers_from, who.covers_to) == (date(2020, 1, 1), date(2020, 12, 31))


@pytest.mark.parametrize(
    "title",
    [
        ("和田地区卫健委2021年度政府信息", "公开工作报告"),
        ("# 和田地区卫健委 2021 年政府信息公开工作年度报告",),
        ("和田地区卫健委", "", "2021年政府信息公开工作年度报告"),
        ("2021年和田地区卫健委政府信息公开工作年度报告",),
        ("标题: 和田地区卫健委2021年政府信息公开工作年度报告",),
        ("正文", "和田地区卫健委2021年政府信息公开年度报告"),
        ("和田地區衛健委2021年政府信息公開工作年度報告",),
    ],
)
def test_titles_over_lines_and_in_other_orders(title: tuple[str, ...]) -> None:
    who = lines(*title, "一、总体情况")
    assert (who.agency, who.year) == ("和田地区卫生健康委员会", 2021)


def test_a_period_that_is_stated() -> None:
    who = lines("沙坡头区卫健局2019年政府信息公开工作年度报告", "数据的统计期限自2019年3月1日起，至2019年12月31日止。")
    assert (who.covers_from, who.covers_to) == (date(2019, 3, 1), date(2019, 12, 31))
    other = lines("沙坡头区卫健局2019年政府信息公开工作年度报告", "统计期限自2018年1月1日起至2018年12月31日止。")
    assert other.year == 2019 and [finding.check for finding in other.findings] == ["year"]


def test_corrections_still_fit(monkeypatch: pytest.MonkeyPatch) -> None:
    """A correction is guarded: it fails once the printed name is a division, or the one it points to is gone."""
    known = reference()
    for printed, code in known.places.items():
        assert printed not in known.divisions.names()
        assert code in known.divisions.year(2026).coded
    for printed, meant in list(known.names.items()):
        assert named(printed, 2021).agency == named(meant, 2021).agency == meant
        monkeypatch.delitem(known.names, printed)
        assert named(printed, 2021).agency != meant, "it is read rightly by itself: take the entry out"


def test_reference_covers_the_country_in_every_year() -> None:
    for year in range(2008, 2027):
        index = reference().divisions.year(year)
        level = [unit.level for unit in index.coded.values() if unit.since <= year <= unit.until]
        assert level.count("province") == 34 and 332 <= level.count("prefecture") <= 334
        assert 2840 <= level.count("county") <= 2860
