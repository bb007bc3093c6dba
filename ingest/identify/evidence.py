"""Evidence for which of several places a document means: the names, contacts and path of the document. Pure.

Each piece of evidence supports a place with a weight; `verdict` says what they amount to.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from ingest.identify.contacts import Contacts, contacts
from ingest.identify.divisions import Division, Year
from ingest.identify.place import readings
from ingest.identify.prose import Prose, Sentence, names_its_page, names_itself, prose_in, words
from ingest.identify.reference import postcodes, reference, telephone_areas

# Weights: what is printed as the agency's own counts; a mention, or what a province shares, only in addition to that.
_FRONT, _PATH, _SIBLING = 4, 4, 4
_TELEPHONE, _POSTCODE, _DOMAIN, _ADDRESS, _PATH_OF_PROVINCE = 3, 3, 3, 3, 3
WEAK = 1
STRONG = 3

_HOST = re.compile(r"(?<![a-z0-9-])(?<![a-z0-9-]\.)(?:[a-z0-9-]+\.)+(?:gov\.cn|cn|com|net|org)(?![a-z0-9])", re.ASCII)
FOLDERS = re.compile(r"[/\\]")

_SHORTEST_LABEL = 2
_ZONE_LETTERS = re.compile("(?<=[a-z]{3})(?:gxq|jkq|kfq|jjkfq)$")


@dataclass(frozen=True, slots=True)
class Evidence:
    """One piece of evidence for a place: its weight and its description, e.g. (3, 'telephone: 0431')."""

    weight: int
    shown: str


Signs = dict[str, list[Evidence]]


@dataclass(frozen=True, slots=True)
class Surroundings:
    """All that a place can be known by besides the agency's name: the text outside tables, the path, sibling reports.

    siblings: codes of the places assigned to the agency's other reports.
    """

    text: str = ""
    path: str = ""
    siblings: tuple[str, ...] = ()

    @property
    def is_empty(self) -> bool:
        return not (self.text or self.path or self.siblings)


def weigh(
    candidates: Sequence[Division], year: Year, around: Surroundings, *, own: bool = False, tails: tuple[str, ...] = ()
) -> Signs:
    """Return the evidence for each candidate, by its code.

    own: the candidates' own names count as evidence too (for places that may contain a town); if they all share one
    name, it says nothing. tails: wordings of the organ or town that the name has behind its place.
    """
    if around.is_empty:
        return {}
    printed, prose = contacts(around.text), prose_in(around.text)
    folders = FOLDERS.split(around.path)
    in_path = hosts_of(around.path)
    addressed = [chain_of(address, year) for address in printed.addresses]
    return {
        each.code: [
            *_by_name(each, year, prose, tails, own=own),
            *_by_telephone(each, year, printed),
            *_by_postcode(each, printed),
            *_by_address(each, year, addressed, own=own),
            *_by_domain(each, year, printed.hosts | in_path, _DOMAIN),
            *_by_domain(each, year, printed.other_hosts, WEAK),
            *(by_initials(each, printed.hosts | in_path, _DOMAIN) if own else ()),
            *(by_initials(each, printed.other_hosts, WEAK) if own else ()),
            *_by_path(each, year, folders, own=own),
            *(Evidence(_SIBLING, f"sibling: {each.name}") for code in around.siblings if code == each.code),
        ]
        for each in candidates
    }


def chain_of(text: str, year: Year) -> tuple[Division, ...]:
    """The lowest place at the start of a text, and those above it: 浙江省绍兴市洋江西路 → 绍兴市, 浙江省."""
    reading = next((each for each in readings(text, year) if not each.bare and len(each.units) == 1), None)
    return (reading.units[0], *year.parents(reading.units[0])) if reading else ()


def _by_name(division: Division, year: Year, prose: Prose, tails: tuple[str, ...], *, own: bool) -> list[Evidence]:
    """A parent named directly before the place, else anywhere in the text."""
    found = []
    if own and (weight := _mentioned(division.name, prose, tails, year.parents(division))):
        found.append(Evidence(weight, f"text: {division.name}"))
    above = year.parents(division)
    for parent in above:
        names = [parent.name, *([parent.short] if parent.short else [])]
        direct = [
            (weight, name) for name in names if (weight := _mentioned(f"{name}{division.name}", prose, tails, above))
        ]
        if direct:
            weight, name = max(direct)
            found.append(Evidence(weight, f"text: {name}{division.name}"))
        elif parent.name in prose.whole:
            found.append(Evidence(WEAK, f"text: {parent.name}"))
    return found


def _mentioned(name: str, prose: Prose, tails: tuple[str, ...], above: Sequence[Division]) -> int:
    """The weight of a place's name in a text: much where it is the agency's or its page's, else little, or none."""
    weight = 0
    if name not in prose.whole:
        return 0
    for each in prose.sentences:
        at = each.text.find(name)
        while at >= 0:
            start, end = at, at + len(name)
            while front := next((up.name for up in above if up.name and each.text.endswith(up.name, 0, start)), ""):
                start -= len(front)
            if not each.text.startswith("域", end):
                weight = max(weight, _FRONT if _is_own(each, start, end, tails) else WEAK)
            at = each.text.find(name, end)
    return weight


def _is_own(sentence: Sentence, start: int, end: int, tails: tuple[str, ...]) -> bool:
    for tail in tails:
        if sentence.text.startswith(tail, end) and names_itself(sentence, start, end + len(tail)):
            return True
    return any(
        sentence.text.startswith(tail, end) and names_its_page(sentence, start, end + len(tail))
        for tail in ("", *tails, *words("goes_on"))
    )


def _by_telephone(division: Division, year: Year, printed: Contacts) -> list[Evidence]:
    own = {division.line, *(parent.line for parent in year.parents(division))}
    served = telephone_areas()
    weight = _TELEPHONE if len(printed.areas | printed.other_areas) == 1 and printed.areas else WEAK
    return [
        Evidence(weight, f"telephone: {area}")
        for area in sorted(printed.areas | printed.other_areas) if served.get(area, frozenset()) & own
    ]  # fmt: skip


def _by_postcode(division: Division, printed: Contacts) -> list[Evidence]:
    found = []
    seat = postcodes().get(division.line)
    several = len({code[:3] for code in printed.codes | printed.other_codes}) > 1
    for code in sorted(printed.codes | printed.other_codes):
        if seat and code[:4] == seat[:4]:
            own = code in printed.codes and not several
            found.append(Evidence(_POSTCODE if own else WEAK, f"postcode: {code}"))
        elif seat and code[:2] == seat[:2]:
            found.append(Evidence(WEAK, f"postcode: {code}"))
    return found


def _by_address(
    division: Division, year: Year, addressed: Sequence[tuple[Division, ...]], *, own: bool
) -> list[Evidence]:
    """An address in the place, or in the prefecture that it belongs to."""
    found = []
    for chain in addressed:
        if division in chain:
            found.append(Evidence(_FRONT, f"address: {year.path(division) if not own else division.name}"))
        elif chain and chain[0] in year.parents(division):
            found.append(Evidence(WEAK if chain[0].is_province else _ADDRESS, f"address: {chain[0].name}"))
    return found


def hosts_of(path: str) -> frozenset[str]:
    """The web hosts in a path, as downloads are often named after their address."""
    return frozenset(_HOST.findall(path.lower()))


def _by_domain(division: Division, year: Year, hosts: Iterable[str], weight: int) -> list[Evidence]:
    """A web domain that spells a parent, alone or joined with the place (bjchy, njgl, yueyang), not the place alone."""
    labels = {label.removeprefix("www") for host in hosts for label in host.split(".")[:-1]} - {"gov", "com", ""}
    own, domains = _spelled(division), reference().domains
    for parent in year.parents(division):
        whole, first = _spelled(parent), _initials(parent)
        for label in sorted(labels):
            joined = any(
                label.startswith(front) and _abbreviates(label[len(front) :], own) for front in (whole, first) if front
            )
            if label == whole or joined or (parent.is_province and domains.get(label) == parent.code):
                return [Evidence(weight, f"domain: {label}")]
    return []


def _spelled(division: Division) -> str:
    """The short name in pinyin without spaces: 朝阳区 → chaoyang."""
    return "".join(division.pinyin.split()[: len(division.short) or None])


def _initials(division: Division) -> str:
    return "".join(part[0] for part in division.pinyin.split()[: len(division.short) or None])


def _abbreviates(label: str, whole: str) -> bool:
    """Whether a label has at least two letters of `whole`, in order and with the first: chy; or begins with `whole`."""
    if len(label) < _SHORTEST_LABEL or label[0] != whole[:1]:
        return False
    letters = iter(whole)
    return all(letter in letters for letter in label) or label.startswith(whole)


def _by_path(division: Division, year: Year, folders: list[str], *, own: bool) -> list[Evidence]:
    evidence: list[Evidence] = []
    for unit in (division, *year.parents(division)) if own else year.parents(division):
        if any(unit.name in folder or (unit.short and folder == unit.short) for folder in folders):
            # Keep the name of the place, not of the folder, which may be anything.
            evidence.append(Evidence(_PATH_OF_PROVINCE if unit.is_province else _PATH, f"path: {unit.name}"))
    return evidence


def spelled_in(around: Surroundings, units: Iterable[Division]) -> Signs:
    """Return evidence by code for units that a web domain spells out: wanyuan.gov.cn, xiongxian.gov.cn."""
    hosts = contacts(around.text).hosts | hosts_of(around.path)
    return {each.code: signs for each in units if (signs := by_initials(each, hosts, _DOMAIN))} if hosts else {}


def by_initials(division: Division, hosts: Iterable[str], weight: int) -> list[Evidence]:
    """A domain that spells the place, alone or followed by a zone's letters (suizhougxq)."""
    labels = {re.sub(_ZONE_LETTERS, "", label) for host in hosts for label in host.split(".")[:-1]}
    spelt = sorted({_spelled(division), division.pinyin.replace(" ", "")} & labels)
    return [Evidence(weight, f"domain: {spelling}") for spelling in spelt[:1]]
