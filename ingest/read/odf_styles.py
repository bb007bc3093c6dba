"""The styles of an OpenDocument file: which text is hidden, and which is struck out, raised, white or tiny."""

import re
from collections.abc import Iterable

from lxml import etree

_STYLE = "{urn:oasis:names:tc:opendocument:xmlns:style:1.0}"
_TEXT = "{urn:oasis:names:tc:opendocument:xmlns:text:1.0}"
_TABLE = "{urn:oasis:names:tc:opendocument:xmlns:table:1.0}"
_FO = "{urn:oasis:names:tc:opendocument:xmlns:xsl-fo-compatible:1.0}"
HIDDEN, MARKED, PLAIN = "hidden", "marked", "plain"
_POINTS = re.compile(r"([\d.]+)pt")
_TINY = 4.0  # points
_DEEPEST = 20  # styles that inherit from one another
_STRUCK = (f"{_STYLE}text-line-through-style", f"{_STYLE}text-line-through-type")


class Styles:
    """What the styles of a file say of its text and tables."""

    def __init__(self, roots: Iterable[etree._Element]) -> None:
        self._styles: dict[tuple[str, str], etree._Element] = {}
        for root in roots:
            for style in root.iter(f"{_STYLE}style"):
                self._styles[str(style.get(f"{_STYLE}family")), str(style.get(f"{_STYLE}name"))] = style
        self._kinds: dict[tuple[str, str], str] = {}

    def of(self, node: etree._Element) -> str:
        """What the style of a span, paragraph or table cell makes of its text: hidden, marked or plain."""
        name = node.get(f"{_TEXT}style-name")
        if name is not None:
            return self.kind("text" if node.tag == f"{_TEXT}span" else "paragraph", str(name))
        return self.kind("table-cell", str(node.get(f"{_TABLE}style-name")))

    def kind(self, family: str, name: str) -> str:
        key = family, name
        if key not in self._kinds:
            self._kinds[key] = self._read(key)
        return self._kinds[key]

    def _read(self, key: tuple[str, str]) -> str:
        said: dict[str, str] = {}
        for style in self._inherited(key):
            for properties in style.iterchildren(f"{_STYLE}text-properties"):
                said = {str(name): str(value) for name, value in properties.attrib.items()} | said
        if said.get(f"{_TEXT}display") == "none":
            return HIDDEN
        raised = said.get(f"{_STYLE}text-position", "0% 100%").split()
        size = _POINTS.fullmatch(said.get(f"{_FO}font-size", ""))
        marked = (
            any(said.get(name, "none") != "none" for name in _STRUCK)
            or raised[0] not in ("0%", "0")
            or said.get(f"{_FO}color", "").lower() == "#ffffff"
            or (size is not None and float(size[1].rstrip(".") or 0) < _TINY)
        )
        return MARKED if marked else PLAIN

    def _inherited(self, key: tuple[str, str]) -> Iterable[etree._Element]:
        for _ in range(_DEEPEST):
            style = self._styles.get(key)
            if style is None:
                return
            yield style
            key = key[0], str(style.get(f"{_STYLE}parent-style-name"))

    def is_hidden_table(self, node: etree._Element) -> bool:
        """Whether a table or sheet is hidden."""
        style = self._styles.get(("table", str(node.get(f"{_TABLE}style-name"))))
        properties = None if style is None else style.find(f"{_STYLE}table-properties")
        return properties is not None and properties.get(f"{_TABLE}display") == "false"

    def has_border(self, node: etree._Element) -> bool:
        """Whether a cell is drawn as part of a table."""
        for style in self._inherited(("table-cell", str(node.get(f"{_TABLE}style-name")))):
            for properties in style.iterchildren(f"{_STYLE}table-cell-properties"):
                if any("border" in str(name) and value != "none" for name, value in properties.attrib.items()):
                    return True
        return False
