"""The parts of an office document that is a ZIP file: read within bounds, their markup without entities."""

import io
import posixpath
from collections.abc import Iterator, Sequence

from lxml import etree

from ingest.read.packages import BROKEN, opened
from ingest.read.unreadable import Unreadable

_LARGEST = 64 * 1024 * 1024  # bytes of markup in one part; a report has well under 2 MB
_MOST_TAGS = 1_500_000  # in one part; each takes up to a hundred times its length when it is parsed
_MOST_TAGS_OF_ALL = 6_000_000  # in the parts of a document together
_MOST_TAGS_IN_TURN = 3_000_000  # the same where elements are read in turn
_RELATIONS = "{http://schemas.openxmlformats.org/package/2006/relationships}Relationship"
DEEPEST = 200  # elements within elements; a real document has about 30


class Parts:
    """An open ZIP file whose parts are read within bounds; `kind` names it in messages about damage."""

    def __init__(self, data: bytes, kind: str) -> None:
        self.kind = kind
        try:
            self._archive = opened(data, kind)
        except BROKEN:
            raise Unreadable("damaged", kind=kind) from None
        # Some writers begin names with a slash, separate them with backslashes, or refer to them in another case.
        names = {name.replace("\\", "/").lstrip("/"): name for name in self._archive.namelist()}
        self._names = {name.lower(): own for name, own in names.items()} | names
        self._left = 2 * _LARGEST
        self._tags_left = _MOST_TAGS_OF_ALL

    def has(self, name: str) -> bool:
        return self._own(name) is not None

    def _own(self, name: str) -> str | None:
        return self._names.get(name) or self._names.get(name.lower())

    def content(self, name: str) -> bytes:
        """The bytes of a part; raise Unreadable if it is missing, damaged, locked or too large."""
        own = self._own(name)
        if own is None:
            raise Unreadable("no_document")
        size = self._archive.getinfo(own).file_size
        if size > min(_LARGEST, self._left):
            raise Unreadable("too_large", size=size // 2**20, limit=_LARGEST // 2**20)
        self._left -= size
        try:
            with self._archive.open(own) as stream:
                content = stream.read(size + 1)  # at most the declared size: guards against zip bombs
        except RuntimeError:
            raise Unreadable("locked") from None
        except BROKEN:
            raise Unreadable("damaged", kind=self.kind) from None
        if len(content) > size:
            raise Unreadable("damaged", kind=self.kind)
        return content

    def root(self, name: str) -> etree._Element:
        """The root of a part's markup."""
        content = self.content(name)
        self._tags_left -= content.count(b"<")
        if self._tags_left < 0:
            raise Unreadable("too_much", limit=_MOST_TAGS_OF_ALL)
        return root_of(content, self.kind)

    def main_part(self, usual: str) -> str:
        """The part that holds an Office Open XML document: the usual one, else the one that the package declares."""
        if self.has(usual) or not self.has("_rels/.rels"):
            return usual
        for relation in self.root("_rels/.rels").iter(_RELATIONS):
            if str(relation.get("Type")).endswith("/officeDocument"):
                return str(relation.get("Target")).lstrip("/")
        return usual

    def targets(self, part: str) -> dict[str, str]:
        """Relation id → name of the part that it leads to, for the relations of a part."""
        folder, name = posixpath.split(part)
        relations = f"{folder}/_rels/{name}.rels"
        if not self.has(relations):
            return {}
        return {
            str(each.get("Id")): posixpath.normpath(posixpath.join("/", folder, str(each.get("Target")))).lstrip("/")
            for each in self.root(relations).iter(_RELATIONS)
            if each.get("TargetMode") != "External"
        }


def _check_markup(markup: bytes, most: int) -> None:
    """Raise Unreadable for markup of more tags, attributes or entities than any report has, before it is parsed."""
    if len(markup) > most and any(markup.count(sign) > most for sign in (b"<", b"=", b"&")):
        raise Unreadable("too_much", limit=most)


def root_of(markup: bytes, kind: str) -> etree._Element:
    """Parse markup without expanding entities or fetching anything; raise Unreadable if there is none."""
    _check_markup(markup, _MOST_TAGS)
    parser = etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=True, recover=True)
    try:
        root = etree.fromstring(markup, parser)
    except (etree.XMLSyntaxError, ValueError):
        root = None
    if root is None:
        raise Unreadable("damaged", kind=kind)
    return root


def elements(markup: bytes, tags: Sequence[str], kind: str) -> Iterator[etree._Element]:
    """The elements of some names, in order, each forgotten after its turn: a sheet may have a million of them."""
    _check_markup(markup, _MOST_TAGS_IN_TURN)
    try:
        for _, element in etree.iterparse(
            io.BytesIO(markup), tag=tags, resolve_entities=False, no_network=True, huge_tree=True, recover=True
        ):
            yield element
            element.clear()
            while element.getprevious() is not None:
                del element.getparent()[0]
    except (etree.XMLSyntaxError, ValueError):
        raise Unreadable("damaged", kind=kind) from None


def name_of(element: etree._Element) -> str:
    """The name of an element without its namespace; an empty string for comments and instructions."""
    tag = element.tag
    return tag.rpartition("}")[2] if isinstance(tag, str) else ""
