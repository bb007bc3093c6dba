"""Names of divisions in English: every one can be said, and the reviewed ones are said as the gazetteers spell them."""

import re

import polars as pl
import pytest

from dashboard.widgets.table import groups_named
from ingest.identify.english import english, english_name
from ingest.identify.reference import reference
from ingest.identify.spelling import spelling

_NAMED = """
陕西省 Shaanxi|山西省 Shanxi|内蒙古自治区 Inner Mongolia|西藏自治区 Xizang|新疆维吾尔自治区 Xinjiang|宁夏回族自治区 Ningxia
广西壮族自治区 Guangxi|香港特别行政区 Hong Kong|澳门特别行政区 Macao|呼和浩特市 Hohhot|乌鲁木齐市 Urumqi|拉萨市 Lhasa
喀什地区 Kashgar Prefecture|阿勒泰地区 Altay Prefecture|阿里地区 Ngari Prefecture|日喀则市 Shigatse|哈尔滨市 Harbin
齐齐哈尔市 Qiqihar|鄂尔多斯市 Ordos|呼伦贝尔市 Hulunbuir|锡林郭勒盟 Xilingol League|兴安盟 Hinggan League|兴安县 Xing'an County
延边朝鲜族自治州 Yanbian Korean Autonomous Prefecture|恩施土家族苗族自治州 Enshi Tujia and Miao Autonomous Prefecture
双江拉祜族佤族布朗族傣族自治县 Shuangjiang Lahu, Va, Blang and Dai Autonomous County|鄂托克旗 Otog Banner|北林区 Beilin District
莫力达瓦达斡尔族自治旗 Morin Dawa Daur Autonomous Banner|科尔沁左翼中旗 Horqin Left Wing Middle Banner|巴林左旗 Bairin Left Banner
喀喇沁左翼蒙古族自治县 Harqin Left Wing Mongol Autonomous County|神农架林区 Shennongjia Forestry District|丰城市 Fengcheng
平潭县 Pingtan County|鼓楼区 Gulou District|浦东新区 Pudong New District|管城回族区 Guancheng Hui District|西安市 Xi'an
吕梁市 Lüliang|六安市 Lu'an|厦门市 Xiamen|蚌埠市 Bengbu|乐清市 Yueqing|铅山县 Yanshan County|单县 Shan County|浚县 Xun County
荥阳市 Xingyang|亳州市 Bozhou|枞阳县 Zongyang County|东阿县 Dong'e County|大城县 Daicheng County|莘县 Shen County
长治市 Changzhi|长春市 Changchun|长沙市 Changsha|长子县 Zhangzi County|重庆市 Chongqing|都匀市 Duyun|什邡市 Shifang
丰都县 Fengdu County|于都县 Yudu County|新都区 Xindu District|花都区 Huadu District|郫都区 Pidu District|曾都区 Zengdu District
都安瑶族自治县 Du'an Yao Autonomous County|三都水族自治县 Sandu Sui Autonomous County|朝阳市 Chaoyang|朝阳县 Chaoyang County
天长市 Tianchang|子长市 Zichang|南长区 Nanchang District|南乐县 Nanle County|民乐县 Minle County|佛冈县 Fogang County
马尾区 Mawei District|红寺堡区 Hongsibu District|蚌山区 Bengshan District|珲春市 Hunchun|穆棱市 Muling|番禺区 Panyu District
耒阳市 Leiyang|任丘市 Renqiu|盱眙县 Xuyi County|犍为县 Qianwei County|宝坻区 Baodi District|渑池县 Mianchi County
荥经县 Yingjing County|洪洞县 Hongtong County|长阳土家族自治县 Changyang Tujia Autonomous County
"""


@pytest.mark.parametrize("line", re.split(r"[|\n]", _NAMED.strip()))
def test_reviewed_names(line: str) -> None:
    name, said = line.split(" ", 1)
    assert english_name(name) == said


def test_every_division_has_a_name_in_english_with_its_kind() -> None:
    endings = {"县": ("County",), "区": ("District",), "旗": ("Banner",), "盟": ("League",), "州": ("Prefecture",)}
    for each in reference().divisions.units:
        said = english(each)
        assert re.fullmatch(r"[A-Z][A-Za-zü',-]*(?: [A-Za-zü',-]+)*", said), (each.name, said)
        ends = ("Prefecture",) if each.name.endswith("地区") else endings.get(each.name[-1])
        if ends and not each.is_province:
            assert said.endswith(ends), (each.name, said)


def test_a_name_that_is_no_division_is_not_guessed() -> None:
    assert english_name("某某县") is None


def test_places_of_one_english_name_stay_two_groups(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("dashboard.words.language", lambda: "en")
    named = groups_named(pl.DataFrame({"name": ["苏州市", "宿州市", "厦门市", None]}), "prefecture")["name"].to_list()
    assert named[:3] == ["Suzhou (苏州市)", "Suzhou (宿州市)", "Xiamen"]


@pytest.mark.parametrize(
    ("name", "typed"),
    [("长治市", "changzhi"), ("朝阳市", "chaoyang"), ("都匀市", "duyun"), ("长子县", "zhangzi"), ("子长市", "zichang"),
     ("南乐县", "nanle"), ("乐清市", "yueqing"), ("什邡市", "shifang"), ("洪洞县", "hongtong"), ("浚县", "xun"),
     ("花都区", "huadu"), ("昌都市", "changdu"), ("重庆市", "chongqing")],
)  # fmt: skip
def test_places_are_found_as_they_are_called(name: str, typed: str) -> None:
    assert spelling().spell(name, [name])[0].startswith(typed)
