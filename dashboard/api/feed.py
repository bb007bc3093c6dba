"""What changed from snapshot to snapshot as an Atom feed (RFC 4287), for an agency, a place, a type or a check."""

from collections.abc import Iterator
from datetime import UTC, datetime
from itertools import pairwise
from typing import Any
from urllib.parse import urlencode

from lxml import etree

from dashboard import between
from dashboard.data import snapshot, warehouse_folder
from dashboard.words import NONE, agency_said, phrase, printable
from warehouse.changes import RENAMED, REPLACED, NotComparable
from warehouse.publish import history, kept
from warehouse.scope import Scope

_ATOM = "http://www.w3.org/2005/Atom"
_MOST, _BACK = 200, 10  # entries, and snapshots that are looked back


def atom(scope: Scope, check: str | None, site: str, given: dict[str, str]) -> bytes:
    """The feed, the newest changes first; `site` is where the pages are."""
    feed = etree.Element(f"{{{_ATOM}}}feed", nsmap={None: _ATOM})
    _add(feed, "title", phrase("changes.feed.title"))
    _add(feed, "id", f"urn:nianbao:changes:{urlencode(sorted(given.items()))}")
    newest = between.published_at(snapshot().id) or datetime.fromtimestamp(0, UTC)
    _add(feed, "updated", newest.isoformat(timespec="seconds"))
    _add(feed, "link", href=f"{site}/api/changes.atom?{urlencode(given)}", rel="self")
    author = etree.SubElement(feed, f"{{{_ATOM}}}author")
    _add(author, "name", phrase("app"))
    for number, entry in enumerate(_entries(scope, check, site, given.get("lang"))):
        if number == _MOST:
            break
        feed.append(entry)
    written: bytes = etree.tostring(feed, xml_declaration=True, encoding="utf-8", pretty_print=True)
    return written


def _entries(scope: Scope, check: str | None, site: str, lang: str | None) -> Iterator[etree._Element]:
    order = history(warehouse_folder())[:_BACK]
    there = kept(warehouse_folder())
    for after, before in pairwise(order):
        one, other = there.get(before), there.get(after)
        if one is None or other is None:  # taken away meanwhile
            continue
        try:
            found = between.in_scope(between.compared(one, other), scope, check)
        except NotComparable:  # made by another version of the program
            continue
        at = between.published_at(after) or datetime.fromtimestamp(0, UTC)
        for row in found.reports.iter_rows(named=True):
            entry = etree.Element(f"{{{_ATOM}}}entry")
            kind = phrase(f"changes.{'corrected' if row['corrected'] else row['kind']}")
            _add(entry, "title", f"{kind}: {agency_said(row['agency'])} {row['year'] or ''}".strip())
            own = f"{row['kind']}:{row['agency_key']}:{row['year'] or ''}:{row['after_id'] or row['before_id'] or ''}"
            _add(entry, "id", f"urn:nianbao:{before}:{after}:{own}")
            _add(entry, "updated", at.isoformat(timespec="seconds"))
            shown = {"snapshot": after if row["after_id"] else before, **({"lang": lang} if lang else {})}
            report = row["after_id"] or row["before_id"]
            where = {"report": report} if report else {"agency": row["agency_key"]}
            page = "report" if report else "agency"
            _add(entry, "link", href=f"{site}/{page}?{urlencode({**where, **shown})}", rel="alternate")
            _add(entry, "summary", _summary(row))
            yield entry


def _summary(row: dict[str, Any]) -> str:
    if row["kind"] == RENAMED:
        return str(row["was"])
    said = phrase("changes.feed.entry", cells=row["cells"], found=row["found"], settled=row["settled"])
    if row["kind"] != REPLACED or row["published_was"] == row["published_on"]:
        return said
    was, now = row["published_was"] or NONE, row["published_on"] or NONE
    return f"{said} · {phrase('changes.feed.dated', was=was, now=now)}"


def _add(parent: etree._Element, name: str, text: str | None = None, **attributes: str) -> None:
    child = etree.SubElement(parent, f"{{{_ATOM}}}{name}", {key: printable(value) for key, value in attributes.items()})
    child.text = printable(text) if text else None
