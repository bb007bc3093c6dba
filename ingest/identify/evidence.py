"""Decide which of several places a document means, by the names, contacts and path of the document. Pure.

Each piece of evidence supports a place with a weight; the evidence for the chosen place is kept and shown. A place is
chosen if its total weight suffices and clearly exceeds any other's; otherwise the report has no place.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from ingest.identify.divisions import MUNICIPALITIES, Division, Year
from ingest.identify.reference import postcodes, reference, telephone_areas

# Weights: evidence specific to one place counts more than evidence that it shares with half a province.
_FRONT, _PATH, _SIBLING = 4, 4, 4
_TELEPHONE, _POSTCODE, _DOMAIN = 3, 3, 3
_PREFECTURE, _PROVINCE = 2, 1
_ENOUGH, _CLEARLY = 2, 2

_NUMBER = re.compile(r"(?<!\d)\(?(0[12]\d|0[3-9]\d\d)[)\-—－–_ ]{0,2}\d{7,8}(?!\d)")
_CODE = re.compile(r"邮(?:政编码|编)[^\d]{0,6}(\d{6})(?!\d)")
_HOST = re.compile(r"(?:[a-z0-9-]+\.)+(?:gov\.cn|cn|com|net|org)(?![a-z0-9])", re.ASCII)

_SHORTEST_LABEL = 2
_ZONE_LETTERS = re.compile("(?<=[a-z]{3})(?:gxq|jkq|kfq|jjkfq)$")


@dataclass(frozen=True, slots=True)
class Evidence:
    """One piece of evidence for a place: its weight and its description, e.g. (3, 'telephone: 0431')."""

    weight: int
    shown: str


def weigh(
    candidates: Sequence[Division],
    year: Year,
    text: str,
    path: str = "",
    siblings: Iterable[str] = (),
    *,
    own: bool = False,
) -> dict[str, list[Evidence]]:
    """Return the evidence for each candidate, by its code.

    siblings: codes of the places assigned to the agency's other reports. own: the candidates' own names count as
    evidence too (for places that may contain a town); if they all share one name, it says nothing.
    """
    siblings = set(siblings)
    if not (text or path or siblings):
        return {}
    hosts = set(_HOST.findall(f"{text} {path}".lower()))
    areas = set(_NUMBER.findall(text))
    codes = set(_CODE.findall(text))
    folders = re.split(r"[/\\]", path)
    return {
        each.code: [
            *_by_name(each, year, text, own=own),
            *_by_telephone_or_postcode(each, year, areas, codes),
            *_by_domain(each, year, hosts),
            *(_by_initials(each, hosts) if own else ()),
            *_by_path(each, year, folders, own=own),
            *(Evidence(_SIBLING, f"sibling: {each.name}") for code in siblings if code == each.code),
        ]
        for each in candidates
    }


def decide(signs: dict[str, list[Evidence]]) -> tuple[str, str] | None:
    """Return the code of the place meant and its evidence in words, or None if the evidence does not suffice."""
    ranked = sorted(signs.items(), key=lambda each: -_weight(each[1]))
    if not ranked:
        return None
    (code, best), second = ranked[0], _weight(ranked[1][1]) if len(ranked) > 1 else 0
    if _weight(best) < _ENOUGH or _weight(best) - second < _CLEARLY:
        return None
    return code, shown(best)


def shown(signs: Iterable[Evidence]) -> str:
    return "; ".join(dict.fromkeys(sign.shown for sign in signs))


def _weight(signs: Iterable[Evidence]) -> int:
    return sum(sign.weight for sign in signs)


def _by_name(division: Division, year: Year, text: str, *, own: bool) -> list[Evidence]:
    """A parent named directly before the place, else anywhere in the text."""
    found = [Evidence(_FRONT, f"text: {division.name}")] if own and division.name in text else []
    for parent in year.parents(division):
        names = [parent.name, *([parent.short] if parent.short else [])]
        direct = next((f"{name}{division.name}" for name in names if f"{name}{division.name}" in text), None)
        if direct:
            found.append(Evidence(_FRONT, f"text: {direct}"))
        elif parent.name in text:
            is_wide = parent.is_province and parent.code not in MUNICIPALITIES
            found.append(Evidence(_PROVINCE if is_wide else _PREFECTURE, f"text: {parent.name}"))
    return found


def _by_telephone_or_postcode(division: Division, year: Year, areas: set[str], codes: set[str]) -> list[Evidence]:
    own = {division.line, *(parent.line for parent in year.parents(division))}
    served = telephone_areas()
    found = [
        Evidence(_TELEPHONE, f"telephone: {area}") for area in sorted(areas) if served.get(area, frozenset()) & own
    ]
    seat = postcodes().get(division.line)
    for code in sorted(codes):
        if seat and code[:4] == seat[:4]:
            found.append(Evidence(_POSTCODE, f"postcode: {code}"))
        elif seat and code[:2] == seat[:2]:
            found.append(Evidence(_PROVINCE, f"postcode: {code}"))
    return found


def _by_domain(division: Division, year: Year, hosts: set[str]) -> list[Evidence]:
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
                return [Evidence(_DOMAIN, f"domain: {label}")]
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
            evidence.append(Evidence(_PREFECTURE if unit.is_province else _PATH, f"path: {unit.name}"))
    return evidence


def spelled_in(text: str, units: Iterable[Division]) -> dict[str, list[Evidence]]:
    """Return evidence by code for units that a web domain in a text spells out: wanyuan.gov.cn, xiongxian.gov.cn."""
    hosts = set(_HOST.findall(text.lower()))
    return {each.code: signs for each in units if (signs := _by_initials(each, hosts))} if hosts else {}


def _by_initials(division: Division, hosts: set[str]) -> list[Evidence]:
    """A domain that spells the place, alone or followed by a zone's letters (suizhougxq)."""
    labels = {re.sub(_ZONE_LETTERS, "", label) for host in hosts for label in host.split(".")[:-1]}
    spelt = sorted({_spelled(division), division.pinyin.replace(" ", "")} & labels)
    return [Evidence(_DOMAIN, f"domain: {spelling}") for spelling in spelt[:1]]
