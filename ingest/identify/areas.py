"""Words for areas that are not divisions (development zones), and for bodies that are not agencies. Pure."""

import re
from functools import lru_cache

_KIND = (
    "开发区|产业园区|工业园区|工业园|产业园|科技园区|科技园|物流园区|园区|新区|新城区|新城|示范区|实验区|试验区|管理区|度假区|保税区|保税港区|综保区"
    "|风景名胜区|风景区|名胜区|合作区|高新区|经开区|集聚区|集中区|先导区|功能区|自贸区|自贸片区|港区|新片区|片区|保护区|文旅区|景区|商务区|经济区"
    "|投资区|起步区|化工区|旅游经济特区|工业区|大学城|旅游区|文化公园"
)
ZONE = re.compile(f"(?P<zone>.{{0,16}}?(?:{_KIND}))(?P<rest>.*)")
COMMITTEES = frozenset(
    ("", "管委会", "管理委员会", "党工委管委会", "管理局", "工委管委会", "执行委员会", "管理中心", "管理办公室")
)
# Continuations of a place's short name that make it a zone of that place: 昆山经济技术开发区. Anything else may be a
# name of its own that merely begins like the place: 杭州湾新区, 武功山风景区, 常山华侨经济开发区, 南湖新区.
_GOES_ON = re.compile(
    "(?:国家|国际|省级|市)?(?:经济|经开|高新|工业|产业|综合保税|保税|综保|出口加工|旅游|化工|循环|农业|现代|物流|临港|临空|空港|航空|港口|装备|科技|软件"
    "|创新|自由贸易|自贸|生态|新兴|先进|台商|台湾|滨海|滨江|沿江|城南|城北|城东|城西|东部|西部|南部|北部|开发区|园区)"
)
_OF_A_CITY = re.compile("(?!湾|湖|山|岛|港|江|河|海|峡|溪|岭)")
_INSTITUTION = re.compile(
    "(?:大学|学院|医院|学校|中学|小学|一中|幼儿园|公司|集团|银行|研究院|研究所|出版社|设计院|法院|检察院|农村信用社联合社|供电局|剧院|电视台|银行.{0,8}[分支]行)$"
)
# Bodies named after a place that they do not serve: state forests and farms, parks, railways, customs.
_NOT_OF_THE_PLACE = re.compile("^铁路|(?:林业局|林管局|森工局|农场|林场|国家公园管理局|海关)$")


@lru_cache(maxsize=8192)
def is_zone(rest: str) -> bool:
    return ZONE.fullmatch(rest) is not None


def goes_on(rest: str, *, city: bool) -> bool:
    """Whether `rest` after a place's short name makes it that place's zone; for a prefecture all but 湾, 山 … do."""
    return (_OF_A_CITY if city else _GOES_ON).match(rest) is not None


def is_institution(rest: str) -> bool:
    """Whether this is a school, hospital, company or court, which bears a place's name but is not an organ of it."""
    return _INSTITUTION.search(rest) is not None


@lru_cache(maxsize=8192)
def is_elsewhere(rest: str) -> bool:
    """Whether a body named after a place's short name is not an organ of it: 海林林业局, 武夷山国家公园管理局."""
    return is_institution(rest) or _NOT_OF_THE_PLACE.search(rest) is not None
