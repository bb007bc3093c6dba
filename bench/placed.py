"""Made-up reports under bare and ambiguous names, with what their text, tables and folders say of the place. Pure.

The truth of each is known: the place that it was made for. Its tables are full of figures that look like telephone
numbers and postcodes of other places, and its prose may name another place and give another body's number.
"""

import random
from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import cache

from bench.fidelity import markup, texts
from bench.fidelity.filled import Filled, fill
from forms import APPLICANTS
from ingest.identify.divisions import Division, Year
from ingest.identify.reference import counties_of_town, postcodes, reference, telephone_areas

_ORGANS = (
    "民政局",
    "教育局",
    "财政局",
    "卫生健康局",
    "司法局",
    "审计局",
    "人民政府",
    "农业农村局",
    "市场监督管理局",
    "统计局",
)
_ROADS = ("人民路", "中山路", "建设街", "府前街", "解放路")
_FIRST, _LAST = 2019, 2024
_TEXTS = (texts.tabs, texts.pipes, texts.lines, texts.glued_rows, texts.glued, texts.word)

# What a report may say of another place; none of it is about the agency's own. {path}: the other place in full;
# {phone}, {code}: of that place.
FOREIGN = (
    "组织业务骨干赴{path}学习考察政务公开工作。", "接待{path}代表团一行来访。", "转发{path}人民政府办公室有关文件1件。",
    "商请{path}人民政府提供材料2份。", "已告知申请人向{path}{organ}提出申请，联系电话：{phone}。",
    "收到{path}人民法院判决书1份。", "申请人来自{path}，联系电话{phone}，已依法答复。", "{path}{organ}复函称无此信息。",
    "省长热线：{phone}", "监督电话：{phone}", "省政务公开办公室电话：{phone}，邮编：{code}",
    "群众可拨打{phone}反映问题。",
    "网站技术支持：某某软件有限公司，地址：{path}中山路1号，电话：{phone}，邮编：{code}", "全年接听来电{phone}次。",
    "审计由某会计师事务所承担（地址：{path}人民路8号，电话：{phone}）。", "企业注册地址：{path}人民路8号。",
    "行政复议机关：省司法厅，电话：{phone}，邮编：{code}", "以{path}人民政府为被告的行政诉讼1件。",
    "参考{path}的做法完善制度。", "本年无投诉。投诉受理：{phone}", "{path}居民提出申请3件。",
    "编号{phone}的申请已办结，文号{code}。",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Case:
    """A made-up report: its kind, its file, its bytes, the code of its place, and the name that it is printed under."""

    kind: str
    source: str
    data: bytes
    code: str
    name: str


@dataclass(frozen=True, slots=True)
class _Subject:
    """Whose report it is, and another place that it could be mistaken for."""

    name: str
    organ: str
    place: Division
    other: Division
    year: int

    @property
    def index(self) -> Year:
        return reference().divisions.year(self.year)


@cache
def _units(year: int) -> dict[str, list[Division]]:
    """The counties of a year by name; towns' counties are looked up by code."""
    index = reference().divisions.year(year)
    named: dict[str, list[Division]] = defaultdict(list)
    for each in sorted(index.coded.values(), key=lambda unit: unit.code):
        if each.level == "county" and each.since <= year <= each.until:
            named[each.name].append(each)
    return named


@cache
def _shared_towns(year: int) -> list[tuple[str, tuple[str, ...]]]:
    coded = reference().divisions.year(year).coded
    return [
        (town, inside) for town, codes in sorted(counties_of_town().items())
        if len(inside := tuple(code for code in codes if code in coded)) > 1 and town.endswith(("镇", "乡", "街道"))
    ]  # fmt: skip


def _ambiguous_county(chance: random.Random, year: int) -> _Subject:
    named = _units(year)
    name = chance.choice(sorted(each for each, units in named.items() if len(units) > 1))
    place, other = chance.sample(named[name], 2)
    organ = chance.choice(_ORGANS)
    return _Subject(name + organ, organ, place, other, year)


def _town(chance: random.Random, year: int) -> _Subject:
    town, codes = chance.choice(_shared_towns(year))
    coded = reference().divisions.year(year).coded
    place, other = (coded[code] for code in chance.sample(codes, 2))
    end = "办事处" if town.endswith("街道") else "人民政府"
    return _Subject(town + end, town + end, place, other, year)


def _placeless(chance: random.Random, year: int) -> _Subject:
    """市财政局, 区教育局, 财政局: without any place."""
    every = [unit for units in _units(year).values() for unit in units if unit.name[-1] in "市区县"]
    place, other = chance.sample(every, 2)
    organ = chance.choice(_ORGANS)
    tier = place.name[-1] if chance.random() < 0.7 else ""
    return _Subject(tier + organ, organ, place, other, year)


@cache
def _lone_towns(year: int) -> list[tuple[str, Division]]:
    coded = reference().divisions.year(year).coded
    return [
        (town, coded[codes[0]]) for town, codes in sorted(counties_of_town().items())
        if len(codes) == 1 and codes[0] in coded and town.endswith(("镇", "乡")) and len(town) > 2
    ]  # fmt: skip


def _lone_town(chance: random.Random, year: int) -> _Subject:
    """A town whose name no other has, without its county."""
    town, place = chance.choice(_lone_towns(year))
    return _Subject(f"{town}人民政府", f"{town}人民政府", place, _any_but(place, chance, year), year)


def _any_but(place: Division, chance: random.Random, year: int) -> Division:
    return chance.choice([unit for units in _units(year).values() for unit in units if unit != place])


@cache
def _renamed(year: int) -> list[tuple[str, Division]]:
    index = reference().divisions.year(year)
    now = {each.line: each for each in index.coded.values()}
    return [
        (each.name, now[each.line]) for each in reference().divisions.units
        if each.level == "county" and each.name not in index.full and each.line in now
    ]  # fmt: skip


def _old_name(chance: random.Random, year: int) -> _Subject:
    """A name that the division bears no more, or not yet."""
    name, place = chance.choice(_renamed(year))
    organ = chance.choice(_ORGANS)
    return _Subject(name + organ, organ, place, _any_but(place, chance, year), year)


_RADICALS = str.maketrans("西长马龙门青角页风", "⻄⻓⻢⻰⻔⻘⻆⻚⻛")
_NAMES: dict[str, Callable[[random.Random, int], _Subject]] = {
    "county": _ambiguous_county, "town": _town, "placeless": _placeless, "lone town": _lone_town, "old name": _old_name,
}  # fmt: skip


def _area_of(place: Division, index: Year) -> str | None:
    lines = {place.line, *(each.line for each in index.parents(place))}
    return next((area for area, served in sorted(telephone_areas().items()) if served & lines), None)


def _phone(place: Division, index: Year, chance: random.Random) -> str:
    area = _area_of(place, index) or "0999"
    digits = "".join(chance.choice("0123456789") for _ in range(8 if len(area) == 3 else 7))
    return chance.choice((f"{area}-{digits}", f"{area}{digits}", f"（{area}）{digits}", f"{area} {digits}"))


def _postcode(place: Division, chance: random.Random) -> str:
    return postcodes().get(place.line, "999999")[:4] + f"{chance.randrange(100):02}"


def _foreign(subject: _Subject, chance: random.Random, count: int) -> list[str]:
    said = chance.sample(FOREIGN, count)
    index = subject.index
    values = {"path": index.path(subject.other), "organ": subject.organ, "code": _postcode(subject.other, chance)}
    return [each.format(phone=_phone(subject.other, index, chance), **values) for each in said]


def _own(subject: _Subject, kind: str, chance: random.Random) -> str:
    """A sentence in which the report says where its agency is."""
    index, place = subject.index, subject.place
    path = index.path(place)
    if kind == "telephone":
        label = chance.choice(("联系电话：", "电话：", "传真：", "如有疑问，请与本机关联系，电话："))
        return f"{label}{_phone(place, index, chance)}"
    if kind == "postcode":
        return f"{chance.choice(('邮编：', '邮政编码：'))}{_postcode(place, chance)}"
    if kind == "address":
        label = chance.choice(("地址：", "联系地址：", "办公地址："))
        return f"{label}{path}{chance.choice(_ROADS)}{chance.randrange(1, 99)}号"
    if kind == "contacts":
        road, phone, code = chance.choice(_ROADS), _phone(place, index, chance), _postcode(place, chance)
        return f"地址：{path}{road}1号 电话：{phone} 邮编：{code}"
    if kind == "site":
        return f"本报告的电子版可在{path}人民政府网站下载。"
    return f"本报告由{path}{subject.organ}编制。"


OWN = ("telephone", "postcode", "address", "contacts", "site", "name")


def _telling(subject: _Subject) -> tuple[str, ...]:
    """What tells the place from the other one: not a telephone number or postcode of a prefecture that they share."""
    index, place, other = subject.index, subject.place, subject.other
    alike = {
        "telephone": _area_of(place, index) in (None, _area_of(other, index)),
        "postcode": place.line not in postcodes() or _city(place, index) == _city(other, index)
        or postcodes()[place.line][:4] == postcodes().get(other.line, "")[:4],
    }  # fmt: skip
    return tuple(each for each in OWN if not alike.get(each))


def _city(place: Division, index: Year) -> Division:
    return (place, *index.parents(place))[:2][-1]


def _folder(place: Division, index: Year, chance: random.Random) -> str:
    units = [each.name for each in (*reversed(index.parents(place)), place)]
    return chance.choice(("/".join(units), "".join(units)))


def _busy(form: Filled, subject: _Subject, chance: random.Random) -> Filled:
    """Figures that look like the other place's telephone number or postcode, in one cell and over two."""
    printed = dict(form.printed)
    area, code = _area_of(subject.other, subject.index) or "0999", _postcode(subject.other, chance)
    for row in chance.sample(("received", "carried_in", "granted", "partially_granted", "processed"), 3):
        at = chance.randrange(len(APPLICANTS) - 1)
        pair = chance.choice(((area, "12345678"), (f"{area}1234567", code), (code, f"{area}-1234567"), ("邮编", code)))
        for applicant, text in zip(APPLICANTS[at : at + 2], pair, strict=True):
            if (cell := (f"applications.{row}", applicant)) in printed:
                printed[cell] = text
    return replace(form, printed=printed)


def _data(subject: _Subject, above: list[str], below: list[str], seed: int, chance: random.Random) -> tuple[str, bytes]:
    """The suffix and the bytes of a report in one of several layouts."""
    form = fill(seed, 2019 if subject.year < 2021 else 2021)
    if chance.random() < 0.7:
        form = _busy(form, subject, chance)
    name = subject.name.translate(_RADICALS) if chance.random() < 0.1 else subject.name
    form = replace(
        form, title=f"{name}{subject.year}年政府信息公开工作年度报告",
        above=("本年度工作有序开展。", *above), below=(("无。",), (*below, "无。")),
    )  # fmt: skip
    if chance.random() < 0.5:
        layout = chance.choice((markup.clean, markup.portal))
        return "html", layout(form, chance).encode()
    return "txt", texts.render(form, chance.choice(_TEXTS)).encode()


def _case(kind: str, number: int, subject: _Subject, above: list[str], folder: str, chance: random.Random) -> Case:
    chance.shuffle(above)
    half = chance.randrange(len(above) + 1)
    suffix, data = _data(subject, above[:half], above[half:], number, chance)
    return Case(kind, f"{folder}/{number:06}.{suffix}", data, subject.place.code, subject.name)


def make(number: int, seed: int = 1) -> list[Case]:
    """Make the reports of one folder of its own: one, or several of one name."""
    chance = random.Random(seed * 1_000_003 + number)
    which = chance.choice(tuple(_NAMES))
    year = chance.randint(_FIRST, _LAST)
    subject = _NAMES[which](chance, year)
    own = [_own(subject, chance.choice(_telling(subject)), chance)]
    right, wrong = (_folder(each, subject.index, chance) for each in (subject.place, subject.other))
    top = f"{number:06}"
    few = chance.randint(1, 3)
    evidence = chance.choice(("nothing", "foreign", "own", "own and foreign", "folder", "folder and foreign",
                          "folder and own", "own against folder", "siblings"))  # fmt: skip
    kind = f"{which}: {evidence}"
    foreign = _foreign(subject, chance, few) if "foreign" in evidence else []
    if evidence == "siblings":
        first = _case(kind, number * 10, subject, own, top, chance)
        later = replace(subject, year=min(_LAST, year + 1)) if year < _LAST else replace(subject, year=year - 1)
        same = reference().divisions.year(later.year).coded.get(subject.place.code) == subject.place
        second = _case(kind, number * 10 + 1, later, _foreign(subject, chance, few), top, chance)
        return [first, second] if same else [first]
    folder = f"{top}/{wrong if 'against' in evidence else right}" if "folder" in evidence else top
    return [_case(kind, number * 10, subject, (own if "own" in evidence else []) + foreign, folder, chance)]
