"""Who reports and on which year, from everything that a reader would use; nothing is invented, contradictions are said."""

import io
import zipfile
from datetime import date
from pathlib import Path
from xml.sax.saxutils import escape

import pytest

from ingest.identify import Identity, identify
from ingest.identify.dates import period_of, western
from ingest.identify.file_name import names_of_path
from ingest.identify.statement import declarations, stored, unstored
from ingest.report import Rejected, Report, report_of
from tests.conftest import ingest, opened

SHAPES = Path(__file__).parent / "documents" / "cases" / "shapes"
TABLE = (
    "二、主动公开政府信息情况", "第二十条第（一）项", "信息内容 本年制发件数 本年废止件数 现行有效件数", "规章 0 0 0",
    "行政规范性文件 1 2 5", "第二十条第（五）项", "信息内容 本年处理决定数量", "行政许可 12",
)  # fmt: skip
BUREAU, COUNTY = "延安市商务局", "太白县人民政府"


def who_and_when(text: str, end: str = "", path: str = "") -> Identity:
    """A report that begins with `text` and ends with `end`."""
    return identify([*text.split("\n"), *TABLE, *end.split("\n")], path)


def checks(identity: Identity) -> set[str]:
    return {each.message_id for each in identity.findings}


# -- the cases ---

CASES: dict[str, tuple[str | None, int, str | None]] = {
    "08_pinyin_gloss": ("渭南市临渭区商务局", 2022, "county"),
    "11_who_in_lead_sentence": (COUNTY, 2022, "county"),
    "11b_who_made_by": (BUREAU, 2022, "prefecture"),
    "11c_two_line_title_no_year": (BUREAU, 2022, "prefecture"),
    "11d_now_reported": ("镇安县青铜关镇人民政府", 2022, "township"),
    "11e_body_only": ("枝江市教育局", 2022, "county"),
    "11f_title_in_pipe_row": ("淄博市博山区山头街道办事处", 2022, "township"),
    "11g_title_without_year": ("会同县水利局", 2022, "county"),
    "11h_title_in_book_marks": ("苍溪县水利局", 2022, "county"),
    "11i_title_trailing_commas": (BUREAU, 2022, "prefecture"),
    "12_one_line": (COUNTY, 2022, "county"),
    "12b_one_line_tabs": (COUNTY, 2022, "county"),
    "13_lead_only_no_tables": ("国家税务总局珠海市斗门区税务局", 2022, "county"),
}


@pytest.mark.parametrize("name", CASES)
def test_the_cases(name: str) -> None:
    who = identify((SHAPES / f"{name}.txt").read_text(encoding="utf-8").split("\n"))
    assert (who.agency, who.year, who.level) == CASES[name]
    assert not {each.check for each in who.findings} & {"year", "agency"}


def test_every_case_here_has_its_answer() -> None:
    assert {path.stem for path in SHAPES.glob("11*.txt")} <= set(CASES)


def test_dates_of_the_cases_and_the_reason_of_one_without_tables() -> None:
    one_line = identify((SHAPES / "12_one_line.txt").read_text(encoding="utf-8").split("\n"))
    assert one_line.published_on == date(2023, 1, 20)
    lead_only = report_of((SHAPES / "13_lead_only_no_tables.txt").read_bytes())
    assert isinstance(lead_only, Rejected) and lead_only.reason == "no_tables"


# -- titles ---

TITLES = [
    ("延安市商务局2022年政府信息公开工作年度报告", BUREAU, 2022),
    ("# 延安市商务局 2022 年度政府信息公开工作年度报告", BUREAU, 2022),
    ("**延安市商务局2022年政府信息公开年报**", BUREAU, 2022),
    ("延安市商务局\n2022年度\n政府信息公开工作年度报告", BUREAU, 2022),
    ("# 延安市商务局\n# 2022年政府信息公开工作年度报告", BUREAU, 2022),
    ("2022年度延安市商务局政府信息公开工作年度报告", BUREAU, 2022),
    ("延安市商务局关于2022年政府信息公开工作情况的报告", BUREAU, 2022),
    ("延安市商务局关于公布2022年度政府信息公开工作年度报告的公告", BUREAU, 2022),
    ("《延安市商务局2022年政府信息公开工作年度报告》", BUREAU, 2022),
    ("标题：延安市商务局2022年政府信息公开工作年度报告", BUREAU, 2022),
    ("标题,延安市商务局2022年政府信息公开工作年度报告,,,", BUREAU, 2022),
    ("| 延安市商务局2022年政府信息公开工作年度报告 | | |\n|---|---|---|", BUREAU, 2022),
    ("信息名称 | 延安市商务局2022年政府信息公开工作年度报告 | 索引号 | 0160-2023", BUREAU, 2022),
    ("延安市商务局2022年政府信息公开工作年度报告。", BUREAU, 2022),
    ("延安市商务局2022年政府信息公开工作年度报告;;", BUREAU, 2022),
    ("延安市商务局2022年政府信息公开工作年度报告（2023年1月20日）", BUREAU, 2022),
    ("延安市商务局二〇二二年政府信息公开工作年度报告", BUREAU, 2022),
    ("延安市商务局政府信息公开工作2022年度报告", BUREAU, 2022),
    ("延安市商务局政府信息公开工作年度报告（2022年）", BUREAU, 2022),
    ("延安市商务局政府信息公开工作年度报告(2022年度)", BUREAU, 2022),
    ("延安市商务局政务公开2022年年度报告", BUREAU, 2022),
    ("延安市商務局2022年政府信息公開工作年度報告", BUREAU, 2022),
    ("2022年度延安市商务局政府信息公开工作年度报告——延安市商务局网", BUREAU, 2022),
    ("延安市商务局2022年政府信息公开工作年度报告_延安市人民政府", BUREAU, 2022),
    ("延安市人民政府-延安市商务局2022年政府信息公开工作年度报告", BUREAU, 2022),
    ("2022年政府信息公开工作年度报告\n延安市商务局\n（2023年1月20日）", BUREAU, 2022),
    ("2022年政府信息公开工作年度报告\n（延安市商务局）", BUREAU, 2022),
    ("延安市商务局2022年政府信息公开工作年度报告 来源：延安市商务局 发布时间：2023-01-20 10:00", BUREAU, 2022),
    ("本溪市商务局2022年政府信息公开工作年度报告", "本溪市商务局", 2022),
    ("贵州省遵义市汇川区审计局2022年政府信息公开工作年度报告", "遵义市汇川区审计局", 2022),
    ("全椒县水利局2022年政府信息公开工作年度报告", "全椒县水利局", 2022),
    ("国家税务总局延安市税务局2022年政府信息公开工作年度报告", "国家税务总局延安市税务局", 2022),
    (
        "目录\n一、总体情况\n二、主动公开政府信息情况\n延安市商务局2022年政府信息公开工作年度报告\n一、总体情况\n略",
        BUREAU,
        2022,
    ),
    ("延安市商务局文件\n延商发〔2023〕5号\n延安市商务局\n关于报送2022年度政府信息公开工作年度报告的函", BUREAU, 2022),
    ("延安市商务局\n\n2022年\n\n政府信息公开工作\n年度报告", BUREAU, 2022),
    ("延安市人民政府办公室关于印发延安市商务局2022年政府信息公开工作年度报告的通知", BUREAU, 2022),
    ("延安市商务局关于印发《2022年政府信息公开工作年度报告》的通知", BUREAU, 2022),
    ("文章标题：延安市商务局2022年政府信息公开工作年度报告", BUREAU, 2022),
    ("《延安市商务局2022年政府信息公开工作年度报告》已编制完成，现予公布。", BUREAU, 2022),
    ("附件1 延安市商务局2022年政府信息公开工作年度报告", BUREAU, 2022),
    ("（延安市商务局）2022年政府信息公开工作年度报告", BUREAU, 2022),
    ("关于《延安市商务局2022年政府信息公开工作年度报告》的公示", BUREAU, 2022),
    ("延安市商务局：2022年政府信息公开工作年度报告", BUREAU, 2022),
    ("延安市商务局-2022年政府信息公开工作年度报告", BUREAU, 2022),
    ("【年报】延安市商务局2022年政府信息公开工作年度报告", BUREAU, 2022),
    ("政府信息公开工作年度报告\n（2022年度）\n延安市商务局\n2023年1月", BUREAU, 2022),
    ("延安市商务局2022年政府信息公开工作年度报告2023-01-12 10:00:00", BUREAU, 2022),
]

# -- opening sentences, periods, labels, signatures ---

LAW = "根据《中华人民共和国政府信息公开条例》要求，"
PERIOD = "所列数据的统计期限自2022年1月1日起至2022年12月31日止。"
OPENINGS = [
    (f"{LAW}现将延安市商务局2022年度政府信息公开工作情况报告如下：", BUREAU, 2022),
    (f"{LAW}现将2022年延安市商务局政府信息公开工作情况报告如下：", BUREAU, 2022),
    (f"{LAW}现公布延安市商务局2022年度政府信息公开工作年度报告。", BUREAU, 2022),
    (f"{LAW}现向社会公布延安市商务局2022年政府信息公开工作年度报告，欢迎监督。", BUREAU, 2022),
    (f"{LAW}编制《延安市商务局2022年政府信息公开工作年度报告》。", BUREAU, 2022),
    (f"{LAW}特制作“延安市商务局2022年政府信息公开年度报告”。", BUREAU, 2022),
    (f"{LAW}延安市商务局编制了2022年度政府信息公开工作年度报告。", BUREAU, 2022),
    (f"{LAW}由延安市商务局编制。{PERIOD}", BUREAU, 2022),
    (f"本报告由延安市商务局在2022年政府信息公开工作的基础上编制而成。{PERIOD}", BUREAU, 2022),
    (f"本年度报告由延安市商务局办公室负责编制。{PERIOD}", BUREAU, 2022),
    (f"延安市商务局根据《条例》有关规定，编制本报告。{PERIOD}", BUREAU, 2022),
    ("延安市商务局2022年度政府信息公开工作年度报告由总体情况等六个部分组成。", BUREAU, 2022),
    ("延安市商务局（以下简称“我局”）认真贯彻《条例》，现将我局2022年度政府信息公开工作报告如下。", BUREAU, 2022),
    (f"现将我局（延安市商务局）2022年度政府信息公开工作报告如下。{PERIOD}", BUREAU, 2022),
    (f"编制单位：延安市商务局\n{PERIOD}", BUREAU, 2022),
    ("发布机构：延安市商务局 成文日期：2023-01-18\n现将我局2022年度政府信息公开工作报告如下。", BUREAU, 2022),
    ("索引号|0160|发布机构|延安市商务局|发文日期|2023年01月20日\n2022年政府信息公开工作年度报告", BUREAU, 2022),
    ("发布机构：\n延安市商务局\n2022年政府信息公开工作年度报告", BUREAU, 2022),
    ("来源：延安市商务局\n现将我局2022年度政府信息公开工作报告如下。", BUREAU, 2022),
    ("网站名称: 延安市商务局\n2022年政府信息公开工作年度报告", BUREAU, 2022),
    ("首页 > 政务公开 > 延安市商务局 > 政府信息公开年报\n2022年政府信息公开工作年度报告", BUREAU, 2022),
    (f"当前位置：首页>政府信息公开>延安市商务局>年报\n{PERIOD}", BUREAU, 2022),
    ("现将全县2022年度政府信息公开工作报告如下。\n发布机构：太白县人民政府", COUNTY, 2022),
    (f"延安市商务局政府信息公开年报\n{PERIOD}", BUREAU, 2022),
    ("延安市商务局政府信息公开工作年度报告\n本报告所列数据统计期限为2022.1.1-2022.12.31。", BUREAU, 2022),
    ("延安市商务局政府信息公开工作年度报告\n数据统计时间为2022年1月至12月底。", BUREAU, 2022),
    ("延安市商务局政府信息公开工作年度报告\n一、总体情况\n2022年，我局认真贯彻《条例》。", BUREAU, 2022),
    (f"如对本报告有疑问，请与延安市商务局联系（电话0911-2166000）。我局高度重视。{PERIOD}", BUREAU, 2022),
    ("一、总体情况\n2022年，延安市商务局认真贯彻《条例》。延安市商务局全年公开信息16条。", BUREAU, 2022),
    ("现将青铜关镇2022年度政府信息公开工作报告如下：", "镇安县青铜关镇人民政府", 2022),
    ("【发布机构】延安市商务局\n【名称】2022年政府信息公开工作年度报告", BUREAU, 2022),
    (f"本报告由延安市商务局依据《条例》编制。{PERIOD}", BUREAU, 2022),
    ("2022年，延安市商务局坚持公开为常态，现将一年来政府信息公开工作情况报告如下：", BUREAU, 2022),
    ("我局2022年政府信息公开工作年度报告\n单位名称：延安市商务局（盖章）", BUREAU, 2022),
    ("现将市商务局2022年度政府信息公开工作报告如下。\n网站名称: 宝鸡市人民政府门户网站", "宝鸡市商务局", 2022),
    (
        "现将我镇2022年度政府信息公开工作报告如下。\n当前位置：首页 > 青铜关镇 > 政府信息公开",
        "镇安县青铜关镇人民政府",
        2022,
    ),
    (f"{LAW}由{COUNTY}办公室编制{COUNTY}2022年度政府信息公开工作年度报告。", COUNTY, 2022),
]

ENDS = [
    ("2022年政府信息公开工作年度报告", "延安市商务局\n2023年1月20日", BUREAU, 2022, date(2023, 1, 20)),
    ("2022年政府信息公开工作年度报告", "延安市商务局（盖章）\n二〇二三年一月二十日", BUREAU, 2022, date(2023, 1, 20)),
    ("现将我局2022年度政府信息公开工作报告如下。", "延安市商务局 2023.1.20", BUREAU, 2022, date(2023, 1, 20)),
    ("现将我局2022年度政府信息公开工作报告如下。", "2023-01-20\n延安市商务局", BUREAU, 2022, date(2023, 1, 20)),
    (f"政府信息公开工作年度报告\n{PERIOD}", "延安市商务局\n二○二三年一月三十一日", BUREAU, 2022, date(2023, 1, 31)),
]


@pytest.mark.parametrize(("text", "agency", "year"), [*TITLES, *OPENINGS])
def test_a_beginning_that_says_who_and_when(text: str, agency: str, year: int) -> None:
    who = who_and_when(text)
    assert (who.agency, who.year) == (agency, year)
    assert not {each.check for each in who.findings} & {"year", "agency"}
    assert who.statements and unstored(stored(who.statements) or "")


@pytest.mark.parametrize(("text", "end", "agency", "year", "day"), ENDS)
def test_a_signature(text: str, end: str, agency: str, year: int, day: date) -> None:
    who = who_and_when(text, end)
    assert (who.agency, who.year, who.published_on) == (agency, year, day)


# -- what says nothing ---

NOTHING = [
    # A list of other reports: no title of this one.
    ("相关链接\n上一篇：延安市商务局2021年政府信息公开工作年度报告\n2022年政府信息公开工作年度报告", None, 2022),
    ("政府信息公开年报\n2016-2022年政府信息公开工作年度报告", None, None),
    # Prose that names others.
    ("一、总体情况\n延安市商务局报送信息3条。延安市教育局报送信息5条。延安市水务局报送2条。", None, None),
    ("一、总体情况\n延安市商务局的做法值得学习。", None, None),
    ("现将我局2022年度政府信息公开工作报告如下。\n按照延安市人民政府办公室要求，认真开展工作。", None, 2022),
    ("一、总体情况\n太白县人民政府高度重视。太白县人民政府召开会议。", None, None),
    ("一、总体情况\n延安市商务局高度重视。延安市商务局召开会议。我镇积极参加。", None, None),
    ("延安市人民政府\n2022年政府信息公开工作年度报告\n我局认真贯彻《条例》。", None, 2022),  # the head of a portal
    ("关于2022年度政府信息公开工作的报告\n太白县人民政府：\n现将我局2022年度工作报告如下。", None, 2022),
    # Last year's report.
    ("去年已公布《延安市商务局2021年政府信息公开工作年度报告》。", None, None),
    (
        "2021年度报告已于上年公布《延安市商务局2021年政府信息公开工作年度报告》，现将我局2022年度工作报告如下。",
        None,
        2022,
    ),
    # The portal and its office publish everybody's reports.
    ("来源：区政府办\n现将我局2022年度政府信息公开工作报告如下。", None, 2022),
    ("网站名称: 延安市人民政府\n现将我局2022年度政府信息公开工作报告如下。", None, 2022),
    ("发布机构：延安市人民政府办公室\n现将我镇2022年度政府信息公开工作报告如下。", None, 2022),
    ("来源：延安市水务局\n2022年政府信息公开工作年度报告", None, 2022),
    ("来源：延安市水务局\n现将我镇2022年度政府信息公开工作报告如下。", None, 2022),
    ("当前位置：首页 > 各部门 > 政府信息公开年报\n2022年政府信息公开工作年度报告", None, 2022),
    # Times that are not the year reported on.
    ("首页\n网站导航\n2022年政府信息公开工作年度报告", None, 2022),
    ("延安市商务局政府信息公开工作年度报告\n培训于2022年3月1日至2022年3月5日举办。", BUREAU, None),
    ("延安市商务局政府信息公开工作年度报告\n2018年1月1日至2022年12月31日共公开信息90条。", BUREAU, None),
    ("延安市商务局政府信息公开工作年度报告\n发布时间：2023-01-20", BUREAU, None),
    ("各乡镇2022年政府信息公开工作年度报告汇总", None, 2022),
    ("现将全市各部门2022年政府信息公开工作情况通报如下", None, 2022),
    ("按照延安市商务局要求，现将我镇2022年度政府信息公开工作报告如下。", None, 2022),
    ("根据《陕西省人民政府办公厅关于编制2022年政府信息公开工作年度报告的通知》，我局认真编制。", None, 2022),
    ("本网站由延安市人民政府办公室主办。\n2022年政府信息公开工作年度报告", None, 2022),
    ("延安市商务局2022年政府信息公开工作要点\n2022年政府信息公开工作年度报告", None, 2022),
    ("延安市商务局2022年法治政府建设年度报告", None, None),
    ("政府信息公开工作年度报告\n延安市商务局政府信息公开目录", None, None),
    ("本机关2022年度政府信息公开工作年度报告", None, 2022),
    ("全县2022年政府信息公开工作年度报告", None, 2022),
]


@pytest.mark.parametrize(("text", "agency", "year"), NOTHING)
def test_nothing_is_invented(text: str, agency: str | None, year: int | None) -> None:
    who = who_and_when(text)
    assert (who.agency, who.year) == (agency, year)
    assert agency or who.agency_printed is None


def test_a_date_alone_is_no_year_and_is_said() -> None:
    who = who_and_when("延安市商务局政府信息公开工作年度报告", "延安市商务局\n2023年1月20日")
    assert (who.agency, who.year, who.published_on) == (BUREAU, None, date(2023, 1, 20))
    assert checks(who) == {"only_dated"}
    assert ("dated", 11, "2023-01-20") in unstored(stored(who.statements) or "")


@pytest.mark.parametrize("nav", ["延安市商务局{}年政府信息公开工作年度报告", "{}年政府信息公开工作年度报告"])
def test_a_list_of_other_years_above_the_report_is_no_evidence(nav: str) -> None:
    lists = "\n".join(nav.format(year) for year in (2021, 2020, 2019))
    who = who_and_when(
        f"延安市商务局2022年政府信息公开工作年度报告\n{lists}\n延安市商务局2022年政府信息公开工作年度报告\n{PERIOD}"
    )
    assert (who.agency, who.year, checks(who)) == (BUREAU, 2022, set())
    supported = who_and_when(f"延安市商务局2022年政府信息公开工作年度报告\n{lists}\n{PERIOD}")
    assert (supported.year, checks(supported)) == (2022, set())


@pytest.mark.parametrize(
    "end",
    ["主办：延安市人民政府办公室\n版权所有 2023-01-20\n延安市人民政府", "延安市教育局\n延安市水务局\n延安市商务局",
     "延安市商务局召开会议 2023-01-20", "下一篇：延安市水务局2022年政府信息公开工作年度报告\n2023-01-20"],
)  # fmt: skip
def test_a_footer_is_no_signature(end: str) -> None:
    assert who_and_when("2022年政府信息公开工作年度报告", end).agency_printed is None


@pytest.mark.parametrize(
    ("text", "end"),
    [("延安市人社局2022年政府信息公开工作年度报告", "延安市人力资源和社会保障局\n2023年1月20日"),
     ("延安市宝塔区2022年政府信息公开工作年度报告\n本报告由宝塔区人民政府办公室编制。", "宝塔区人民政府办公室\n2023年3月20日"),
     ("太白县人民政府2022年政府信息公开工作年度报告\n本报告由太白县政务服务中心编制。", ""),
     ("延安新区2022年政府信息公开工作年度报告\n发布机构：延安新区管委会", ""),
     ("延安市商务局2022年政府信息公开工作年度报告\n本报告由延安市商务局办公室编制。", "市商务局\n2023年1月20日"),
     ("西咸新区太平镇人民政府2022年政府信息公开工作年度报告", "太平镇人民政府\n2023年1月20日")],
)  # fmt: skip
def test_other_words_for_one_agency_are_no_contradiction(text: str, end: str) -> None:
    who = who_and_when(text, end)
    assert who.agency and who.year == 2022 and not checks(who)


def test_a_list_of_other_agencies_above_the_report_is_no_evidence() -> None:
    lists = "\n".join(f"延安市{each}局2022年政府信息公开工作年度报告" for each in ("教育", "水务", "商务", "审计"))
    who = who_and_when(f"{lists}\n现将我局2022年度工作报告如下。", "延安市商务局\n2023年1月20日")
    assert (who.agency, who.year) == (BUREAU, 2022)
    # Without support it is the one next to the text, and a finding says so.
    assert checks(who_and_when(lists)) == {"several_titles"}


# -- contradictions ---

CONTRADICTIONS: list[tuple[str, str, str | None, int | None, set[str]]] = [
    (
        "延安市商务局2022年政府信息公开工作年度报告\n延安市商务局2021年政府信息公开工作年度报告",
        "",
        BUREAU,
        None,
        {"years_differ"},
    ),
    (
        "延安市商务局2022年政府信息公开工作年度报告\n延安市水务局2022年政府信息公开工作年度报告",
        "",
        None,
        2022,
        {"agencies_differ"},
    ),
    ("延安市商务局2022年政府信息公开工作年度报告\n现将我局2021年度政府信息公开工作报告如下。", "", BUREAU, 2022, {"year_differs"}),
    ("延安市商务局2022年政府信息公开工作年度报告\n统计期限自2021年1月1日起至2021年12月31日。", "", BUREAU, 2022, {"year_differs"}),
    ("现将延安市商务局2021年度政府信息公开工作报告如下。\n统计期限自2022年1月1日起至2022年12月31日。", "", BUREAU, None, {"years_differ"}),
    ("延安市商务局2022年政府信息公开工作年度报告", "延安市水务局\n2023年1月20日", BUREAU, 2022, {"agency_differs"}),
    ("发布机构：延安市水务局\n延安市商务局2022年政府信息公开工作年度报告", "", BUREAU, 2022, {"agency_differs"}),
    ("发布机构：延安市水务局\n2022年政府信息公开工作年度报告", "延安市商务局\n2023年1月20日", None, 2022, {"agencies_differ"}),
    ("现将延安市商务局2022年度政府信息公开工作报告如下。\n本报告由延安市水务局编制。", "", BUREAU, 2022, {"agency_differs"}),
    ("编制单位：延安市商务局\n本报告由延安市水务局编制。2022年政府信息公开工作年度报告", "", None, None, {"agencies_differ", "no_year"}),
    ("延安市商务局2023年政府信息公开工作年度报告", "延安市商务局\n2023年1月20日", BUREAU, 2023, {"dated_too_early"}),
    (f"延安市商务局2023年政府信息公开工作年度报告\n{PERIOD}", "延安市商务局\n2023年1月20日", BUREAU, None, {"dated_too_early", "years_differ"}),
]  # fmt: skip


@pytest.mark.parametrize(("text", "end", "agency", "year", "said"), CONTRADICTIONS)
def test_contradictions_are_findings_and_no_choice(
    text: str, end: str, agency: str | None, year: int | None, said: set[str]
) -> None:
    who = who_and_when(text, end)
    assert (who.agency, who.year) == (agency, year)
    assert checks(who) == said
    assert all(each.message and each.message_en for each in who.findings)


@pytest.mark.parametrize(
    "around",
    [
        "网站名称: 延安市人民政府", "来源：市政府办", "来源：延安市人民政府办公室", "来源：延安日报", "发布机构：延安市人民政府办公室",
        "发布机构：商务局", "首页 > 延安市人民政府 > 政府信息公开年报", "栏目: 2022年", "信息来源：延安市水务局",
    ],
)  # fmt: skip
def test_portals_offices_and_sources_contradict_nothing(around: str) -> None:
    who = who_and_when(f"{around}\n延安市商务局2022年政府信息公开工作年度报告")
    assert (who.agency, who.year, checks(who)) == (BUREAU, 2022, set())


def test_an_office_that_drew_up_a_report_made_it_for_the_government_or_for_itself() -> None:
    unclear = who_and_when(f"{LAW}由太白县人民政府办公室编制。{PERIOD}")
    assert (unclear.agency, unclear.county, unclear.year) == (None, "太白县", 2022)
    assert checks(unclear) == {"office_or_government"}
    clear = who_and_when(f"{COUNTY}2022年政府信息公开工作年度报告\n{LAW}由太白县人民政府办公室编制。")
    assert (clear.agency, checks(clear)) == (COUNTY, set())
    issued = who_and_when("太白县人民政府办公室关于公布2022年政府信息公开工作年度报告的通知")
    assert (issued.agency, issued.county, issued.year) == (None, "太白县", 2022)
    own = who_and_when("太白县人民政府办公室2022年政府信息公开工作年度报告")
    assert own.agency == "太白县人民政府办公室"


# -- pages and Word ---


def page(head: str, body: str) -> Report:
    rows = "".join(f"<tr>{''.join(f'<td>{cell}</td>' for cell in line.split())}</tr>" for line in TABLE[1:])
    report = report_of(f"<html><head>{head}</head><body>{body}<table>{rows}</table></body></html>".encode())
    assert isinstance(report, Report)
    return report


def meta(**said: str) -> str:
    return "".join(f'<meta name="{name}" content="{content}">' for name, content in said.items())


PAGES = [
    ("<title>延安市商务局2022年政府信息公开工作年度报告_延安市人民政府</title>", "<p>一、总体情况</p>", BUREAU, 2022),
    ("<title>延安市商务局2022年政府信息公开工作年度报告-延安市人民政府门户网站</title>", "<p>正文</p>", BUREAU, 2022),
    ("<title>延安市人民政府 - 延安市商务局2022年政府信息公开工作年度报告</title>", "<p>正文</p>", BUREAU, 2022),
    ("<title>政府信息公开年报——延安市商务局网</title>", "<h1>2022年政府信息公开工作年度报告</h1>", BUREAU, 2022),
    (meta(SiteName="延安市商务局", ColumnName="政府信息公开年报", PubDate="2023-01-20 10:00"),
     "<h1>2022年政府信息公开工作年度报告</h1>", BUREAU, 2022),
    (meta(SiteName="延安市商务局"), "<p>现将我局2022年度政府信息公开工作报告如下：</p>", BUREAU, 2022),
    (meta(SiteName="延安市人民政府", ColumnName="2022年"), "<h1>延安市商务局政府信息公开工作年度报告</h1>", BUREAU, 2022),
    (meta(SiteName="宝鸡市人民政府门户网站"), "<h1>市商务局2022年政府信息公开工作年度报告</h1>", "宝鸡市商务局", 2022),
    (meta(ArticleTitle="延安市商务局2022年政府信息公开工作年度报告"), "<p>一、总体情况</p>", BUREAU, 2022),
    (meta(ContentSource="延安市商务局"), "<p>现将我局2022年度政府信息公开工作报告如下：</p>", BUREAU, 2022),
    ("<title>延安市人民政府</title>", "<h1>2022年政府信息公开工作年度报告</h1>", None, 2022),
    ("<title>延安市商务局</title>", "<h1>2022年政府信息公开工作年度报告</h1>", BUREAU, 2022),
    ("<title>2022年政府信息公开工作年度报告-延安市商务局-延安市人民政府</title>", "<p>一、总体情况</p>", BUREAU, 2022),
    (
        meta(SiteName="宝鸡市人民政府", ColumnName="市商务局", ContentSource="市商务局"),
        "<h1>2022年政府信息公开工作年度报告</h1><p>2022年，我局认真贯彻。</p>",
        "宝鸡市商务局",
        2022,
    ),
    # 子长市 is below 延安市, whose site may carry its reports: 市商务局 may be the bureau of either.
    (meta(SiteName="延安市人民政府"), "<h1>市商务局2022年政府信息公开工作年度报告</h1>", "商务局", 2022),
    ("", "<div>当前位置：<a>首页</a> &gt; <a>延安市商务局</a> &gt; <a>年报</a></div><h1>2022年政府信息公开年度报告</h1>", BUREAU, 2022),
    ("", "<div>您的位置：</div><ul><li>首页</li><li>延安市商务局</li><li>信息公开</li></ul><h1>2022年政府信息公开年度报告</h1>",
     BUREAU, 2022),
    ("", "<table><tr><td>发布机构</td><td>延安市商务局</td><td>发文日期</td><td>2023-01-20</td></tr></table>"
     "<h1>2022年政府信息公开年度报告</h1>", BUREAU, 2022),
    ("", "<center>延安市商务局<br>2022年度<br>政府信息公开工作年度报告</center>", BUREAU, 2022),
]  # fmt: skip


@pytest.mark.parametrize(("head", "body", "agency", "year"), PAGES)
def test_what_a_page_says_of_itself(head: str, body: str, agency: str | None, year: int) -> None:
    who = page(head, body).identity
    assert (who.agency, who.year) == (agency, year)


def test_titles_without_an_agency_of_which_any_may_be_the_own_decide_nothing() -> None:
    links = "<ul><li><a>2021年政府信息公开工作年度报告</a></li></ul>"
    who = page("", f"<h1>2022年政府信息公开工作年度报告</h1>{links}").identity
    assert (who.agency, who.year) == (None, None)
    who = page("", f"<h1>2022年政府信息公开工作年度报告</h1>{links}<p>{PERIOD}</p>").identity
    assert who.year == 2022


def test_a_pages_own_date_is_its_publication() -> None:
    who = page(meta(PubDate="2023-01-2 10:00"), "<h1>延安市商务局2022年政府信息公开工作年度报告</h1>").identity
    assert who.published_on == date(2023, 1, 2)


def docx(lines: str) -> bytes:
    """A Word document of paragraphs and one table."""
    name = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
    paragraph = "<w:p><w:r><w:t>{}</w:t></w:r></w:p>"
    rows = "".join(
        "<w:tr>" + "".join(f"<w:tc>{paragraph.format(cell)}</w:tc>" for cell in line.split()) + "</w:tr>"
        for line in TABLE[1:]
    )
    body = "".join(paragraph.format(escape(line)) for line in lines.split("\n"))
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        archive.writestr("[Content_Types].xml", "<Types/>")
        archive.writestr(
            "word/document.xml",
            f'<w:document xmlns:w="{name}"><w:body>{body}<w:tbl>{rows}</w:tbl></w:body></w:document>',
        )
    return stream.getvalue()


@pytest.mark.parametrize(("text", "agency", "year"), [*TITLES[3:8], *OPENINGS[:10]])
def test_a_word_document(text: str, agency: str, year: int) -> None:
    report = report_of(docx(text))
    assert isinstance(report, Report)
    assert (report.identity.agency, report.identity.year) == (agency, year)


# -- the file's own name ---

FILES = [
    ("001_淮安市人民政府_2024.pdf", "淮安市人民政府", 2024),
    ("延安市商务局2022年度政府信息公开工作年度报告.docx", BUREAU, 2022),
    ("延安市商务局2022年年报.doc", BUREAU, 2022),
    ("2022年延安市商务局政府信息公开年度报告(定稿).docx", BUREAU, 2022),
    ("20230120延安市商务局政府信息公开工作年度报告.docx", BUREAU, None),
    ("2023-01-20 2022年政府信息公开年报.html", "", 2022),
    ("2022年.txt", "", 2022),
    ("延安市_商务局_2022.pdf", BUREAU, 2022),
    ("1.延安市商务局（2022年度）.pdf", BUREAU, 2022),
    ("2022-延安市商务局.pdf", BUREAU, 2022),
    ("延安市_2022.pdf", "", 2022),
    ("2016-2022年政府信息公开年报.txt", "", None),
    ("content_2022.html", "", None),
    ("W020220119.docx", "", None),
    ("政府信息公开年报.html", "", None),
    ("我局2022年年报.txt", "", 2022),
]


@pytest.mark.parametrize(("name", "agency", "year"), FILES)
def test_a_files_name(name: str, agency: str, year: int | None) -> None:
    said = names_of_path(f"a/{name}")
    assert ("".join(each.who for each in said), next((each.year for each in said if each.year), None)) == (agency, year)


def test_file_names_complete_and_contradict_when_a_snapshot_is_built(tmp_path: Path) -> None:
    body = "\n".join(TABLE)
    texts = {
        "延安市商务局_2022.txt": f"政府信息公开工作年度报告\n{body}",
        "延安市水务局2022年政府信息公开工作年度报告.txt": f"现将我局2022年度政府信息公开工作报告如下。\n{body}",
        "延安市审计局/a.txt": f"现将我局2022年度政府信息公开工作情况报告如下。\n一\n{body}",
        "延安市教育局2021年年报.txt": f"延安市教育局2022年政府信息公开工作年度报告\n{body}",
        "延安市民政局2022年年报.txt": f"延安市司法局2022年政府信息公开工作年度报告\n{body}",
        "延安市统计局2022年年报.txt": f"延安市统计局2022年政府信息公开工作年度报告\n{body}",
        "b/市体育局2022年年报.txt": f"延安市体育局2022年政府信息公开工作年度报告\n{body}",
    }
    for name, text in texts.items():
        path = tmp_path / "reports" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    ingest(tmp_path / "reports", "--warehouse", tmp_path / "w")
    with opened(tmp_path / "w") as con:
        rows = con.execute("SELECT source, agency, year, covers_to, stated_by FROM reports").fetchall()
        said = {(source, check) for source, check in con.execute(
            "SELECT source, check_id FROM findings JOIN reports USING (report_id) WHERE check_id IN ('year', 'agency')"
        ).fetchall()}  # fmt: skip
    found = {source: (agency, year) for source, agency, year, *_ in rows}
    assert found["延安市商务局_2022.txt"] == (BUREAU, 2022)
    assert found["延安市水务局2022年政府信息公开工作年度报告.txt"] == ("延安市水务局", 2022)
    assert found["延安市审计局/a.txt"] == ("延安市审计局", 2022)
    assert found["延安市教育局2021年年报.txt"] == ("延安市教育局", 2022)
    assert found["延安市民政局2022年年报.txt"] == ("延安市司法局", 2022)
    assert said == {("延安市教育局2021年年报.txt", "year"), ("延安市民政局2022年年报.txt", "agency")}
    by_source = {source: stated for source, *_, stated in rows}
    assert by_source["延安市统计局2022年年报.txt"] == "title 1: 延安市统计局 2022; file 0: 延安市统计局 2022"
    assert by_source["延安市商务局_2022.txt"] == "file 0: 延安市商务局 2022"
    assert {covers for source, _, _, covers, _ in rows} == {date(2022, 12, 31)}


# -- parts ---


@pytest.mark.parametrize(
    ("printed", "digits"),
    [
        ("二〇二三年一月二十日", "2023年1月20日"), ("二○二三年十二月三十一日", "2023年12月31日"),
        ("二零二二年十月十日", "2022年10月10日"), ("二十条", "二十条"),
    ],
)  # fmt: skip
def test_dates_in_chinese_numerals(printed: str, digits: str) -> None:
    assert western(printed) == digits


def test_a_period_is_long_enough_to_be_reported_on() -> None:
    assert period_of("自2022年1月1日起至2022年12月31日止") == (date(2022, 1, 1), date(2022, 12, 31))
    assert period_of("公示期2022年3月1日至2022年3月7日，统计期限2022年1月1日至12月31日") == (
        date(2022, 1, 1),
        date(2022, 12, 31),
    )
    assert period_of("自2022年13月1日起至2022年12月31日止") is None


def test_the_reviewed_words_are_ranked_and_named() -> None:
    kinds = declarations()["kinds"]
    assert set(declarations()["labels"]) <= {*kinds, "date"}
    assert all(each["zh"] and each["en"] and each["who"] >= 0 and each["when"] >= 0 for each in kinds.values())
