"""Who, where, when: by the title, the reference tables of that year, and what the document names."""

from datetime import date

import pytest

from ingest.identify import Identity, identify, name_agency
from ingest.reference import reference

# (printed, year) → (agency, type, level, province, prefecture, county, township)
NAMES = [
    ("丰城市卫健委", 2020, "丰城市卫生健康委员会", "health", "county", "江西省", "宜春市", "丰城市", None),
    ("赣榆区卫健委", 2024, "连云港市赣榆区卫生健康委员会", "health", "county", "江苏省", "连云港市", "赣榆区", None),
    ("中卫市沙坡头区卫生健康局", 2019, "中卫市沙坡头区卫生健康局", "health", "county", "宁夏回族自治区", "中卫市", "沙坡头区", None),
    ("和田地区卫健委", 2021, "和田地区卫生健康委员会", "health", "prefecture", "新疆维吾尔自治区", "和田地区", None, None),
    ("北京市丰台区卫生健康委员会", 2020, "北京市丰台区卫生健康委员会", "health", "county", "北京市", "北京市", "丰台区", None),
    ("宿迁市", 2024, "宿迁市人民政府", "government", "prefecture", "江苏省", "宿迁市", None, None),
    ("和田地区", 2021, "和田地区行政公署", "government", "prefecture", "新疆维吾尔自治区", "和田地区", None, None),
    ("沐阳县人民政府", 2025, "沭阳县人民政府", "government", "county", "江苏省", "宿迁市", "沭阳县", None),
    ("上海市人民政府办公厅", 2019, "上海市人民政府办公厅", "general_office", "province", "上海市", "上海市", None, None),
    ("平潭综合实验区", 2019, "平潭综合实验区管理委员会", "development_zone", "prefecture", "福建省", "福州市", "平潭县", None),
    ("平潭综合实验区管委会", 2022, "平潭综合实验区管理委员会", "development_zone", "prefecture", "福建省", "福州市", "平潭县", None),
    ("洪泽区人民政府", 2023, "淮安市洪泽区人民政府", "government", "county", "江苏省", "淮安市", "洪泽区", None),
    ("广州市海珠区官洲街道办事处", 2023, "广州市海珠区官洲街道办事处", "subdistrict", "township", "广东省", "广州市", "海珠区", "官洲街道"),
    ("荣昌区河包镇人民政府", 2020, "重庆市荣昌区河包镇人民政府", "township", "township", "重庆市", "重庆市", "荣昌区", "河包镇"),
    ("略阳县自然资源局", 2021, "略阳县自然资源局", "natural_resources", "county", "陕西省", "汉中市", "略阳县", None),
    ("临平区卫健局", 2022, "杭州市临平区卫生健康局", "health", "county", "浙江省", "杭州市", "临平区", None),
    ("仙桃市司法局", 2021, "仙桃市司法局", "justice", "county", "湖北省", None, "仙桃市", None),
]  # fmt: skip


@pytest.mark.parametrize("case", NAMES, ids=[case[0] for case in NAMES])
def test_names(case: tuple[str, int, str, str, str, str, str | None, str | None, str | None]) -> None:
    printed, year, *expected = case
    who = name_agency(printed, year)
    assert [who.agency, who.agency_type, who.level, who.province, who.prefecture, who.county, who.township] == expected
    assert not who.remarks


def test_what_cannot_be_told_is_none_with_a_finding() -> None:
    several = name_agency("朝阳区卫健委", 2021)
    assert several.province is None and several.region_code is None
    assert [remark.check for remark in several.remarks] == ["place"]
    unknown = name_agency("测试市", 2025)
    assert (unknown.agency, unknown.province, unknown.agency_type) == (None, None, None)
    assert {remark.check for remark in unknown.remarks} == {"place", "agency"}
    zone = name_agency("岳阳市南湖新区卫生健康局", 2021)
    assert zone.level is None and [remark.check for remark in zone.remarks] == ["place"]


def test_a_parent_named_in_the_document_decides() -> None:
    who = name_agency("朝阳区卫健委", 2021, lambda: "地址：长春市朝阳区前进大街。")
    assert (who.province, who.prefecture, who.county) == ("吉林省", "长春市", "朝阳区")
    assert who.evidence


def test_a_place_is_looked_up_in_the_year_of_the_report() -> None:
    assert name_agency("临平区卫健局", 2019).province is None  # 临平区 was made in 2021
    assert name_agency("下城区卫健局", 2019).province == "浙江省"
    assert name_agency("下城区卫健局", 2023).province is None  # merged in 2021


def lines(*text: str) -> Identity:
    return identify(list(text))


def test_the_year_is_the_one_reported_on() -> None:
    told = lines("丰城市卫健委 2020 年政府信息公开工作年度报告", "", "丰城市卫生健康委员会", "2020年12月28日")
    assert (told.year, told.published_on) == (2020, date(2020, 12, 28))
    assert (told.covers_from, told.covers_to) == (date(2020, 1, 1), date(2020, 12, 31))


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
    told = lines(*title, "一、总体情况")
    assert (told.agency, told.year) == ("和田地区卫生健康委员会", 2021)


def test_a_period_that_is_stated() -> None:
    told = lines("沙坡头区卫健局2019年政府信息公开工作年度报告", "数据的统计期限自2019年3月1日起，至2019年12月31日止。")
    assert (told.covers_from, told.covers_to) == (date(2019, 3, 1), date(2019, 12, 31))
    other = lines("沙坡头区卫健局2019年政府信息公开工作年度报告", "统计期限自2018年1月1日起至2018年12月31日止。")
    assert other.year == 2019 and [remark.check for remark in other.remarks] == ["year"]


def test_corrections_still_fit() -> None:
    """A correction is guarded: it fails once the printed name is a division, or the one it points to is gone."""
    known = reference()
    for printed, division in known.place_slips.items():
        assert printed not in known.by_name
        assert known.coded(division.code, 2024) is not None


def test_reference_covers_the_country_in_every_year() -> None:
    known = reference()
    for year in range(2018, 2027):
        level = [each.level for units in known.by_code.values() for each in units if known.coded(each.code, year) is each]
        assert level.count("province") == 34 and level.count("prefecture") == 333
        assert 2830 <= level.count("county") <= 2860
