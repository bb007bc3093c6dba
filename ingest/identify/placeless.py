"""Names without a place (市财政局, 卫健局): find the place named by the document or its folders. Pure."""

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence

from ingest.identify.areas import is_zone
from ingest.identify.contacts import contacts
from ingest.identify.divisions import Division, Year
from ingest.identify.evidence import STRONG, WEAK, Evidence, Signs, Surroundings, chain_of, spelled_in, weigh
from ingest.identify.identity import Context, ResolvedPlace, Undecided, settle
from ingest.identify.organ import organ_of
from ingest.identify.place import readings
from ingest.identify.prose import Sentence, names_its_page, names_itself, prose_in
from ingest.identify.verdict import decide

_FRONT, _SITE, _ADDRESS, _PATH = 4, 3, 3, 4
_SITES = re.compile('(?:(?:人民)?政府)?[”"》』]?(?:门户|信息公开|信息)?网站?')
_REACH = 24  # characters before a word that may name its place
_NO_TIER = re.compile("市场|市容|市政(?![府务协法])")  # 市场监督管理局 is an organ of any tier
TIERS = "省市区县州盟旗"


def place_from_document(name: str, year: Year, context: Context) -> ResolvedPlace | Undecided | None:
    """Return the place for a name that contains none, if the evidence suffices.

    市…, 区…, 县… give the tier of the place. An organ without a tier may be located in a district and serve the city,
    so an address counts only if the tier is known.
    """
    around = context.around()
    if not around.text and not around.path:
        return None
    sentences = prose_in(around.text).sentences
    tier = name[0] if name[0] in TIERS and not _NO_TIER.match(name) else _tier_in(sentences, name)
    organ = name.removeprefix(tier)
    evidence = _named(dict.fromkeys((name, organ, organ_of(organ).full)), sentences, tier, year)
    if tier:
        for address in contacts(around.text).addresses:
            lowest = next((each for each in chain_of(address, year) if _has_tier(each, tier)), None)
            if lowest:
                evidence[lowest.code].append(Evidence(_ADDRESS, f"address: {lowest.name}"))
    for place in _chain_of_folders(context.path, year):
        evidence[place.code].append(Evidence(_PATH, f"path: {place.name}"))
    for code in context.siblings:
        evidence[code] += []  # weighed below
    if evidence or tier:
        for code, found in spelled_in(around, year.coded.values()).items():
            evidence[code] += found
    fitting = tuple(
        year.coded[code] for code in evidence
        if code in year.coded and (not tier or _has_tier(year.coded[code], tier))
    )  # fmt: skip
    return _decided(fitting, evidence, tier, year, around) if fitting else None


def _decided(
    fitting: tuple[Division, ...], evidence: Signs, tier: str, year: Year, around: Surroundings
) -> ResolvedPlace | Undecided | None:
    more = weigh(fitting, year, around)  # never empty: there is a text or a path
    signs = {each.code: evidence[each.code] + more[each.code] for each in fitting}
    decided = decide(signs)
    if decided is None:
        undecided = settle(fitting, signs, year, around)
        return undecided if isinstance(undecided, Undecided) and undecided.named else None
    # A website may be the city's although the organ is a district's: without a tier it does not suffice alone, nor for
    # a city with cities below it, which may say 市 too.
    of_city = tier == "市" and any(
        each.parent == decided[0] and each.name.endswith("市") for each in year.coded.values()
    )
    stated = evidence[decided[0]] + [sign for sign in more[decided[0]] if sign.shown.startswith("sibling: ")]
    own = [sign for sign in stated if not (of_city and _is_of_website(sign, around))]
    least = STRONG if tier else _FRONT
    if max((sign.weight for sign in own), default=0) < least:
        return None
    return settle(fitting, signs, year, around)


def _is_of_website(sign: Evidence, around: Surroundings) -> bool:
    """Whether a website that the text names is the evidence, and not the one that the document comes from."""
    kind, value = sign.shown.split(": ", 1)
    return (kind == "text" and "网" in value) or (kind == "domain" and value not in around.path)


def _named(words: Sequence[str] | dict[str, None], sentences: Sequence[Sentence], tier: str, year: Year) -> Signs:
    """Places that the text names directly before the organ, or before the word for its website."""
    evidence: Signs = defaultdict(list)
    for sentence in sentences:
        for word in words:
            for place, start, end in _in_front(word, sentence.text, year, short=is_zone(word)):
                # A bureau in a district may publish on the page of the city's: without a tier, that says nothing.
                own = names_itself(sentence, start, end) or (tier and names_its_page(sentence, start, end))
                evidence[place.code].append(Evidence(_FRONT if own else WEAK, f"text: {year.path(place)}{word}"))
        for site in sorted(set(_SITES.findall(sentence.text))):
            for place, _, _ in _in_front(site, sentence.text, year):
                weight = WEAK if sentence.elsewhere else _SITE
                evidence[place.code].append(Evidence(weight, f"text: {place.name}{site}"))
    return evidence


def _has_tier(place: Division, tier: str) -> bool:
    """Whether a place may call itself 市, 区 …; an autonomous region is no 区."""
    return place.name.endswith(tier) and (tier in "省市" or not place.is_province)


def _tier_in(sentences: Sequence[Sentence], organ: str) -> str:
    """The tier of a county that a text gives to an organ (区城乡建设局), if it gives exactly one.

    市教育局 may be the superior of a district's 教育局, and the 县 of a county's full name is another's as likely.
    """
    tiers = {
        tier
        for each in sentences
        for tier in re.findall(f"(?<![㐀-鿿])[我本由]?([区县旗]){re.escape(organ)}", each.text)
    }
    return tiers.pop() if len(tiers) == 1 else ""


def _in_front(word: str, text: str, year: Year, *, short: bool = False) -> Iterator[tuple[Division, int, int]]:
    """Places directly before any occurrence of a word, with the start of the place and the end of the word.

    Recognised by short names only if `short`.
    """
    at = text.find(word)
    while at >= 0:
        front = max(0, at - _REACH)
        for start in range(front, at):
            ways = readings(text[start:at], year)
            whole = next((each for each in ways if not each.rest and (short or not each.bare)), None)
            if whole:
                if len(whole.units) == 1:
                    yield whole.units[0], start, at + len(word)
                break
        at = text.find(word, at + len(word))


def _chain_of_folders(path: str, year: Year) -> tuple[Division, ...]:
    """The place that the folders name in full, one in another or all in one: 江苏省/徐州市, 江苏省徐州市."""
    names = [folder for folder in re.split(r"[/\\]", path) if _is_chain(folder, year)]
    reading = next((each for each in readings("".join(names), year) if not each.rest), None) if names else None
    return reading.units if reading and len(reading.units) == 1 else ()


def _is_chain(folder: str, year: Year) -> bool:
    return any(not each.rest and not each.bare for each in readings(folder, year))
