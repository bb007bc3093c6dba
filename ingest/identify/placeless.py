"""Names without a place (市财政局, 卫健局): find the place named by the document or its folders. Pure."""

import re
from collections import defaultdict
from collections.abc import Iterator

from ingest.identify.areas import is_zone
from ingest.identify.divisions import Division, Year
from ingest.identify.evidence import Evidence, decide, spelled_in, weigh
from ingest.identify.identity import Context, ResolvedPlace
from ingest.identify.organ import organ_of
from ingest.identify.place import readings

_FRONT, _SITE, _ADDRESS, _PATH = 4, 3, 3, 4
_ADDRESSES = re.compile(r"地址[::]?(?:位于)?(.{2,24})")
_SITES = re.compile('(?:(?:人民)?政府)?[”"》』]?(?:门户|信息公开|信息)?网站?')
_REACH = 24  # characters before a word that may name its place
TIERS = "省市区县州盟旗"


def place_from_document(name: str, year: Year, context: Context) -> ResolvedPlace | None:
    """Return the place for a name that contains none, if the evidence suffices.

    市…, 区…, 县… give the tier of the place. An organ without a tier may be located in a district and serve the city,
    so an address counts only if the tier is known.
    """
    text = context.text()
    if not text and not context.path:
        return None
    tier = name[0] if name[0] in TIERS else _tier_in(text, name)
    organ = name.removeprefix(tier)
    evidence: dict[str, list[Evidence]] = defaultdict(list)
    for word in dict.fromkeys((name, organ, organ_of(organ).full)):
        for place in set(_in_front(word, text, year, short=is_zone(word))):
            evidence[place.code].append(Evidence(_FRONT, f"text: {year.path(place)}{word}"))
    for site in sorted(set(_SITES.findall(text))):
        for place in set(_in_front(site, text, year)):
            evidence[place.code].append(Evidence(_SITE, f"text: {place.name}{site}"))
    if tier:
        for address in _ADDRESSES.findall(text):
            for place in _chain(address, year):
                evidence[place.code].append(Evidence(_ADDRESS, f"address: {place.name}"))
    for place in _chain_of_folders(context.path, year):
        evidence[place.code].append(Evidence(_PATH, f"path: {place.name}"))
    if evidence or tier:
        for code, found in spelled_in(f"{text} {context.path}", year.coded.values()).items():
            evidence[code] += found
    fitting = [year.coded[code] for code in evidence if not tier or year.coded[code].name.endswith(tier)]
    more = weigh(fitting, year, text, context.path, context.siblings)  # never empty: there is a text or a path
    decided = decide({each.code: evidence[each.code] + more[each.code] for each in fitting})
    # A website may be the city's although the organ is a district's: without a tier it does not suffice alone.
    least = _SITE if tier else _FRONT
    if decided is None or max(sign.weight for sign in evidence[decided[0]]) < least:
        return None
    return ResolvedPlace(year.coded[decided[0]], decided[1])


def _tier_in(text: str, organ: str) -> str:
    """The tier that a text gives to an organ (区城乡建设局), if it gives exactly one."""
    tiers = set(re.findall(f"([{TIERS}]){re.escape(organ)}", text))
    return tiers.pop() if len(tiers) == 1 else ""


def _in_front(word: str, text: str, year: Year, *, short: bool = False) -> Iterator[Division]:
    """Places directly before any occurrence of a word; recognised by short names only if `short`."""
    at = text.find(word)
    while at >= 0:
        front = text[max(0, at - _REACH) : at]
        for start in range(len(front)):
            ways = readings(front[start:], year)
            whole = next((each for each in ways if not each.rest and (short or not each.bare)), None)
            if whole:
                if len(whole.units) == 1:
                    yield whole.units[0]
                break
        at = text.find(word, at + len(word))


def _chain(text: str, year: Year) -> tuple[Division, ...]:
    """The lowest place at the start of a text, and those above it: 浙江省绍兴市洋江西路 → 绍兴市, 浙江省."""
    reading = next((each for each in readings(text, year) if not each.bare and len(each.units) == 1), None)
    return (reading.units[0], *year.parents(reading.units[0])) if reading else ()


def _chain_of_folders(path: str, year: Year) -> tuple[Division, ...]:
    names = [folder for folder in re.split(r"[/\\]", path) if folder in year.full]
    reading = next((each for each in readings("".join(names), year) if not each.rest), None) if names else None
    return reading.units if reading and len(reading.units) == 1 else ()
