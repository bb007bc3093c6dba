"""Title + context + reference tables → which agency, which place, which year. What cannot be told stays None."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from datetime import date
from functools import lru_cache
from itertools import islice

from forms.normal import simplified
from ingest.fact import Remark
from ingest.reference import MUNICIPALITIES, Division, Reference, reference

_YEAR = r"(?P<year>20\d\d)\s*年?度?"
_REPORT = r"(?:政府信息|政务|信息)公开(?:工作)?(?:的)?(?:情况)?(?:年度)?(?:工作)?(?:年度)?(?:情况)?(?:报告|年报)"
_WHO = r"[^，。；：、（）()“”《》\d\s]{0,40}?"
_TITLE = re.compile(rf"(?:关于)?(?P<who>{_WHO})(?:关于)?{_YEAR}(?P<after>{_WHO}){_REPORT}")
_CHINESE_YEAR = re.compile("二[〇○零0O][一二三][〇○零一二三四五六七八九](?=年)")
_DIGITS = str.maketrans("〇○零O一二三四五六七八九", "0000123456789")
_NEIGHBOURS = ("上一篇", "下一篇", "上一条", "下一条", "相关")
_TEXT_BEGINS = ("一、", "二、", "第二十条第", "信息内容")
_HEAD_LINES = 60
_REMARKS_IN_NAME = re.compile(r"[(（\[【][^()（）\[\]【】]*[)）\]】]")
_FULL_DATE = re.compile(r"(20\d\d)\s*[年\-./]\s*(\d{1,2})\s*[月\-./]\s*(\d{1,2})\s*日?")
_PUBLISHED = re.compile(r"(?:发布日期|发布时间|公布日期|成文日期|发文日期|时间|日期)\s*[::]\s*" + _FULL_DATE.pattern)
_PERIOD = re.compile(
    r"(20\d\d)年(\d{1,2})月(?:(\d{1,2})日)?[^。；,]{0,30}?(?:起|始|之日起)?[,，]?(?:至|到|—|-|~)(?:(20\d\d)年)?(\d{1,2})月(\d{1,2})日"
)
_INNER_PLACE = re.compile(r"[区县市旗镇乡园]|街道")
_TOWNSHIP = re.compile(r"(?P<name>[^省市县区]{1,10}?(?:街道|镇|乡|苏木))(?P<rest>人民政府|办事处|政府)?$")


Title = tuple[int, str, str, int]  # line, text, agency as printed, year


@dataclass(frozen=True, slots=True)
class Identity:
    """Who reports on which place and year. Names are full names in force in that year; None where not told."""

    title: str | None = None
    agency_printed: str | None = None
    agency: str | None = None
    agency_type: str | None = None
    level: str | None = None
    province: str | None = None
    prefecture: str | None = None
    county: str | None = None
    township: str | None = None
    region_code: str | None = None
    year: int | None = None
    published_on: date | None = None
    covers_from: date | None = None
    covers_to: date | None = None
    evidence: str | None = None
    remarks: tuple[Remark, ...] = field(default=())


def identify(lines: list[str], edition: int | None = None) -> Identity:
    """Tell agency, place and year of one report from its lines."""
    filled = ((n, text) for n, line in enumerate(lines[: _HEAD_LINES * 3], 1) if (text := _compact(line)))
    head = list(islice(filled, _HEAD_LINES))
    tail = [text for line in lines[-40:] if (text := _compact(line))][-12:]
    titles = _find_title(head)
    period = _period("".join(line for _, line in head))
    remarks: list[Remark] = []
    if not titles:
        remarks.append(Remark("year", "untestable", "no_title"))
        year = period[0].year if period else None
        covers_from, covers_to = _covers(period, year)
        return Identity(
            year=year, covers_from=covers_from, covers_to=covers_to, published_on=_published(tail, head),
            remarks=(*remarks, Remark("agency", "untestable", "no_agency")),
        )  # fmt: skip
    line_number, text, who, year = titles[0]
    if len({each for *_, each in titles}) > 1:
        shown = "、".join(sorted({str(each) for *_, each in titles}))
        remarks.append(Remark("year", "broken", "several_titles", None, line_number, {"titles": shown}))
    printed = _as_printed(lines, line_number, text)
    if period and period[1].year != year:
        remarks.append(
            Remark("year", "broken", "year_differs", None, line_number, {"title": year, "period": period[1].year})
        )
        period = None
    covers_from, covers_to = _covers(period, year)
    found = name_agency(who, year, lambda: _compact("".join(lines)), line_number)
    return replace(
        found,
        title=printed,
        agency_printed=_slice_of(printed, text, who) or None,
        year=year,
        published_on=_published(tail, head),
        remarks=(*remarks, *found.remarks),
        covers_from=covers_from,
        covers_to=covers_to,
    )


@lru_cache(maxsize=8192)
def _compact(line: str) -> str:
    return "".join(simplified(line).split()).lstrip("#*>").strip("*")


def _as_printed(lines: list[str], start: int, text: str) -> str:
    """The title in the document's own characters: the lines from `start` that together are `text`."""
    joined = ""
    for line in lines[start - 1 :]:
        joined += "".join(line.split()).lstrip("#*>").strip("*").removeprefix("标题:").removeprefix("标题：")
        if len(joined) >= len(text):
            break
    return joined


def _slice_of(printed: str, text: str, part: str) -> str:
    """`part` of the simplified `text`, in the characters of `printed`."""
    at = text.find(part)
    return printed[at : at + len(part)] if len(printed) == len(text) and at >= 0 else part


def titles_within(lines: list[str]) -> list[Title]:
    """The report titles that stand alone on a line anywhere in a document: two of them may be two reports."""
    found: list[Title] = []
    for number, line in enumerate(lines, 1):
        if len(line) > 80 or "公开" not in line or ("报" not in line and "報" not in line):
            continue
        text = _CHINESE_YEAR.sub(_western, _compact(line))
        match = None if text.startswith(_NEIGHBOURS) else _TITLE.fullmatch(text)
        if match and (who := match["who"] or match["after"]):
            found.append((number, text, who, int(match["year"])))
    return found


def _find_title(head: list[tuple[int, str]]) -> list[Title]:
    """The titles before the text begins, the one next to it first: one to three lines that together are a title.

    A page lists other years' reports above its own; the report's own title stands next to its text.
    """
    begins = next((n for n, (_, line) in enumerate(head) if line.startswith(_TEXT_BEGINS)), len(head))
    nameless: Title | None = None
    for spans in ((1,), (2, 3)):  # a title on one line is surer than one put together from several
        found: list[Title] = []
        for start in range(begins):
            for span in spans:
                shown = "".join(line for _, line in head[start : start + span]).removeprefix("标题:")
                text = _CHINESE_YEAR.sub(_western, _REMARKS_IN_NAME.sub("", shown))
                if len(text) > 90 or "公开" not in text or text.startswith(_NEIGHBOURS):
                    continue
                match = _TITLE.fullmatch(text) or (_TITLE.match(text) if "_" in text else None)
                if match is None:
                    continue
                if who := match["who"] or match["after"]:
                    found.append((head[start][0], shown, who, int(match["year"])))
                else:
                    nameless = nameless or (head[start][0], shown, "", int(match["year"]))
        if found:
            years = {year for *_, year in found}
            return found[::-1] if len(years) > 1 else found
    return [nameless] if nameless else []


def _western(match: re.Match[str]) -> str:
    return match[0].translate(_DIGITS)


def _period(text: str) -> tuple[date, date] | None:
    match = _PERIOD.search(text)
    if match is None:
        return None
    y, m, d, to_y, to_m, to_d = match.groups()
    try:
        return date(int(y), int(m), int(d or 1)), date(int(to_y or y), int(to_m), int(to_d))
    except ValueError:
        return None


def _covers(period: tuple[date, date] | None, year: int | None) -> tuple[date | None, date | None]:
    """First and last day covered: as stated, else the calendar year."""
    if period:
        return period
    return (None, None) if year is None else (date(year, 1, 1), date(year, 12, 31))


def _published(tail: list[str], head: list[tuple[int, str]]) -> date | None:
    """The date printed as that of publication, else the date that stands alone under the title or the signature."""
    for _, line in head[:40]:
        if len(line) < 90 and (match := _PUBLISHED.search(line)):
            return _date(match)
    for line in (*reversed(tail), *(line for _, line in head[:12])):
        if match := _FULL_DATE.fullmatch(line.strip("()（）")):
            return _date(match)
    return None


def _date(match: re.Match[str]) -> date | None:
    try:
        return date(*(int(part) for part in match.groups()))
    except ValueError:
        return None


# -- agency and place ---


def name_agency(who: str, year: int, text: Callable[[], str] = str, line: int = 0) -> Identity:
    """Resolve a printed agency name in a year; `text()` gives the document, which may name the parents of a place."""
    known = reference()
    name = _REMARKS_IN_NAME.sub("", who)
    zone = next((zone for printed, zone in known.zones.items() if name.startswith(printed)), None)
    if zone is not None:
        return _of_zone(zone.name, name, year, known, line)
    chain, rest, evidence = _place(name, year, known, text)
    if isinstance(chain, tuple):
        remark = Remark("place", "untestable", "several_places", None, line, {"name": name, "places": "、".join(chain)})
        organ, kind = _organ(rest, known)
        return Identity(agency=name[: len(name) - len(rest)] + organ, agency_type=kind, remarks=(remark,))
    if chain is None:
        remarks = [Remark("place", "untestable", "no_place", None, line, {"name": name or "?"})]
        organ, kind = _organ(name, known)
        if kind is None or organ == name == "":
            remarks.append(Remark("agency", "untestable", "no_agency", None, line))
            return Identity(remarks=tuple(remarks))
        agency = name[: len(name) - len(_ending(name, known))] + organ if kind else None
        return Identity(agency=agency, agency_type=kind, remarks=tuple(remarks))
    return _of_place(chain, rest, name, year, known, evidence, line)


def _of_place(
    place: Division, rest: str, name: str, year: int, known: Reference, evidence: str | None, line: int
) -> Identity:
    found = _placed(place, year, known)
    prefix = _full_prefix(place, found)
    found = replace(found, evidence=evidence)
    if place.level in ("county", "prefecture") and (township := _township(found, prefix, rest)):
        return township
    if not rest:
        rest = "行政公署" if place.name.endswith(("地区", "盟")) else "人民政府"
    ending, kind = _organ(rest, known)
    agency = f"{prefix}{ending}"
    if kind is None:
        remark = Remark("agency", "untestable", "no_type", None, line, {"name": name})
        return replace(found, agency=agency, remarks=(remark,))
    if _INNER_PLACE.search(ending.removesuffix(_longest_ending(ending, known))):
        # A zone, new area or township that the tables do not know stands between: the level is not the division's.
        remark = Remark("place", "untestable", "inner_place", None, line, {"name": name, "place": place.name})
        return replace(found, agency=agency, agency_type=kind, remarks=(remark,))
    return replace(found, agency=agency, agency_type=kind, level=place.level)


def _township(found: Identity, prefix: str, rest: str) -> Identity | None:
    """The government of a town or township, or the office of a subdistrict, within the place found."""
    match = _TOWNSHIP.fullmatch(rest)
    if match is None:
        return None
    subdistrict = match["name"].endswith("街道")
    return replace(
        found, agency=f"{prefix}{match['name']}{'办事处' if subdistrict else '人民政府'}",
        agency_type="subdistrict" if subdistrict else "township", level="township", township=match["name"],
    )  # fmt: skip


def _of_zone(zone_name: str, name: str, year: int, known: Reference, line: int) -> Identity:
    zone = known.zones[zone_name]
    place = known.coded(zone.code, year)
    found = _placed(place, year, known) if place else Identity()
    rest = name.removeprefix(zone_name)
    if township := _township(found, zone_name, rest):
        return township
    if rest in ("", "管委会", "管理委员会"):
        return replace(found, agency=zone.agency, agency_type="development_zone", level=zone.level)
    ending, kind = _organ(rest, known)
    remarks = () if kind else (Remark("agency", "untestable", "no_type", None, line, {"name": name}),)
    return replace(found, agency=zone_name + ending, agency_type=kind, level=zone.level, remarks=remarks)


def _organ(rest: str, known: Reference) -> tuple[str, str | None]:
    """The full wording of what follows the place, and its kind: the longest known ending decides."""
    for ending, full, kind in known.endings:
        if rest.endswith(ending):
            return rest[: len(rest) - len(ending)] + full, kind
    return rest, None


def _longest_ending(organ: str, known: Reference) -> str:
    return next((full for ending, full, _ in known.endings if ending == full and organ.endswith(ending)), "")


def _ending(name: str, known: Reference) -> str:
    """All of a name: without a place nothing can be taken off its front."""
    return name if _organ(name, known)[1] else ""


def _placed(place: Division, year: int, known: Reference) -> Identity:
    """province, prefecture, county and region_code; a municipality is its own prefecture (contract)."""
    names: dict[str, str] = {}
    each: Division | None = place
    while each is not None:
        names[each.level] = each.name
        if each.level == "province" and each.code in MUNICIPALITIES:
            names["prefecture"] = each.name
        each = known.coded(each.parent, year) if each.parent else None
    return Identity(
        province=names.get("province"), prefecture=names.get("prefecture"), county=names.get("county"),
        region_code=place.code,
    )  # fmt: skip


def _full_prefix(place: Division, found: Identity) -> str:
    """The place as it stands in an agency's full name: a district carries its city's name, a county does not."""
    if place.level == "county" and place.name.endswith("区") and found.prefecture:
        return f"{found.prefecture}{place.name}"
    return place.name


def _place(
    name: str, year: int, known: Reference, text: Callable[[], str]
) -> tuple[Division | tuple[str, ...] | None, str, str | None]:
    """The place at the front of a name: one division, several candidates (their names), or None; and the rest."""
    for printed, division in known.place_slips.items():
        if name.startswith(printed):
            current = known.coded(division.code, year) or division
            return current, name[len(printed) :], f"corrections.yml: {printed} → {current.name}"
    first, rest = _longest(name, year, known)
    if not first:
        return None, name, None
    candidates = list(first)
    while True:
        inner, after = _longest(rest, year, known)
        below = [each for each in inner if any(_is_under(each, parent, year, known) for parent in candidates)]
        if not below:
            break
        candidates, rest = below, after
    if len(candidates) == 1:
        return candidates[0], rest, None
    document = text()
    named = [each for each in candidates if _parent_named(each, year, known, document)]
    if len(named) == 1:
        return named[0], rest, f"document names {known.coded(named[0].parent, year).name}"  # type: ignore[union-attr]
    return tuple(f"{_parent_name(each, year, known)}{each.name}" for each in candidates), rest, None


def _longest(name: str, year: int, known: Reference) -> tuple[tuple[Division, ...], str]:
    for length in range(min(known.longest, len(name)), 1, -1):
        if found := known.named(name[:length], year):
            return found, name[length:]
    for length in (3, 2):  # 江苏 for 江苏省 is safe before another division only
        for ending in ("省", "市", "自治区"):
            found = known.named(name[:length] + ending, year)
            provinces = tuple(each for each in found if each.level == "province")
            if provinces and _longest_full(name[length:], year, known):
                return provinces, name[length:]
    return (), name


def _longest_full(name: str, year: int, known: Reference) -> bool:
    return any(known.named(name[:length], year) for length in range(min(known.longest, len(name)), 1, -1))


def _is_under(division: Division, parent: Division, year: int, known: Reference) -> bool:
    return parent.code in {each.code for each in _parents(division, year, known)}


def _parents(division: Division, year: int, known: Reference) -> Iterator[Division]:
    each = known.coded(division.parent, year) if division.parent else None
    while each is not None:
        yield each
        each = known.coded(each.parent, year) if each.parent else None


def _parent_named(division: Division, year: int, known: Reference, text: str) -> bool:
    return any(parent.name in text for parent in _parents(division, year, known))


def _parent_name(division: Division, year: int, known: Reference) -> str:
    return "".join(reversed([parent.name for parent in _parents(division, year, known)]))
