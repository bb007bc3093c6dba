"""How deep a page's markup nests, counted before it is parsed. Pure.

The parser's work grows with the depth at which a tag is opened, and with the formatting that is open there. Honest
pages leave paragraphs, items, cells and fonts unclosed without end; those close each other, and do not nest.
"""

import re
from collections import defaultdict

from ingest.read.unreadable import Unreadable

_FEW_TAGS = 20_000  # a page of fewer is parsed in no time, however deep they nest
_FEW_FORMATS = 500  # the same for tags of formatting, which are opened again in every paragraph behind them
_DEEPEST = 1000  # browsers nest no deeper than 512
_MOST_OPEN = 100  # formats at once
_ALIKE = 3  # formats of one kind, of which a parser keeps no more
_LONGEST_FORMAT = 100  # characters of a tag of formatting by which it is told from others
_MOST_TAGS = 1_000_000  # each takes some 300 bytes when it is parsed
_LONG = 4000  # characters without a bracket; a tag of as many may have very many attributes
_ATTRIBUTES = re.compile(rf"<[^<>]{{{_LONG}}}[^<>]*")
_QUOTED = re.compile(r"\"[^\"]*+\"|'[^']*+'")
_MOST_ATTRIBUTES = 500  # of one tag; each is compared with all others
_TAG = re.compile(r"<(/?)([a-z][^\s/<>]*)")
_FORMATTING = re.compile(r"<(?:font|b|i|u|strong|em|tt|big|code|nobr|s|small|strike)[\s/>]")
_FORMATS = frozenset((
    "font", "b", "i", "u", "strong", "em", "tt", "big", "code", "nobr", "s", "small", "strike", "a",
))  # fmt: skip
_VOID = frozenset((
    "area", "base", "basefont", "bgsound", "br", "col", "embed", "frame", "hr", "img", "image", "input", "keygen",
    "link", "meta", "param", "source", "track", "wbr", "html", "head", "body",
))  # fmt: skip
# What a tag closes if it is open, up to what it cannot reach out of.
_CELLS = frozenset(("td", "th", "caption"))
_ROW = frozenset(("tr", "td", "th", "caption", "colgroup"))
_PART = frozenset(("tbody", "thead", "tfoot"))
_CLOSES: dict[str, frozenset[str]] = {
    "p": frozenset(("p",)), "li": frozenset(("li",)), "dd": frozenset(("dd", "dt")), "dt": frozenset(("dd", "dt")),
    "td": frozenset(("td", "th")), "th": frozenset(("td", "th")), "tr": frozenset(("tr",)),
    **dict.fromkeys(_PART, _PART | _ROW), "option": frozenset(("option",)),
    "optgroup": frozenset(("option", "optgroup")),
    "button": frozenset(("button",)), "select": frozenset(("select",)),
    **dict.fromkeys(("h1", "h2", "h3", "h4", "h5", "h6"), frozenset(("h1", "h2", "h3", "h4", "h5", "h6", "p"))),
}  # fmt: skip
_BOUNDARIES: dict[str, frozenset[str]] = {
    "li": frozenset(("ul", "ol", "table", "td", "th")),
    "td": frozenset(("tr", "table")), "th": frozenset(("tr", "table")),
    "tr": frozenset(("table", "tbody", "thead", "tfoot")),
    **dict.fromkeys(_PART, frozenset(("table",))),
}  # fmt: skip
_USUAL_BOUNDARY = frozenset(("table", "td", "th"))
# What a parser moves out of a table that it stands in: the blanks behind each are copied with all those before them.
_ONLY_CELLS = frozenset(("table", "tbody", "thead", "tfoot", "tr"))
_IN_TABLES = _ONLY_CELLS | _ROW | {"script", "style", "template", "form"}
_MUCH_MOVED = 2_000_000_000  # characters so copied, at the most


def check_depth(text: str, tags: int) -> None:
    """Raise Unreadable for markup, in small letters and of so many tags, that nests deeper than pages do."""
    if tags > _MOST_TAGS:
        raise Unreadable("too_much", limit=_MOST_TAGS)
    for long in _ATTRIBUTES.finditer(text) if _has_long_piece(text) else ():
        if len(_QUOTED.sub("", long[0]).split()) > _MOST_ATTRIBUTES:
            raise Unreadable("damaged", kind="HTML")
    large = tags * len(text) > _MUCH_MOVED
    if not large and tags <= _FEW_TAGS and (tags <= _FEW_FORMATS or len(_FORMATTING.findall(text)) <= _FEW_FORMATS):
        return
    nesting = _Nesting(_MUCH_MOVED // len(text))
    for tag in _TAG.finditer(text):
        name = tag[2]
        if name in _FORMATS:
            nesting.end_format(name) if tag[1] else nesting.format(
                name, text[tag.start() : tag.end() + _LONGEST_FORMAT]
            )
        elif name not in _VOID:
            nesting.close(name) if tag[1] else nesting.open(name)


def _has_long_piece(text: str) -> bool:
    """Whether `_LONG` characters may follow each other without a tag: then a piece half as long has none."""
    half = _LONG // 2
    return any(text.find("<", at, at + half) < 0 for at in range(0, len(text) - half + 1, half))


class _Nesting:
    """The elements that are open, and where in the order of their opening those of each name are.

    Formats are apart: what encloses them does not close them, only a cell does.
    """

    def __init__(self, moved: int) -> None:
        self._moved = moved  # elements that may yet be moved out of the table that they stand in
        self._open: list[str] = []
        self._at: dict[str, list[int]] = defaultdict(list)
        self._formats: list[tuple[str, str]] = []  # name and attributes
        self._before_cells: list[int] = []  # how many formats were open as each open cell began

    def format(self, name: str, tag: str) -> None:
        if name == "a":
            self.end_format(name)
        own = name, tag.partition(">")[0]
        if self._formats.count(own) >= _ALIKE:
            self._formats.remove(own)
        self._formats.append(own)
        if len(self._formats) > _MOST_OPEN:
            raise Unreadable("too_much", limit=_MOST_OPEN)

    def end_format(self, name: str) -> None:
        begin = self._before_cells[-1] if self._before_cells else 0
        for at in range(len(self._formats) - 1, begin - 1, -1):
            if self._formats[at][0] == name:
                del self._formats[at]
                return

    def open(self, name: str) -> None:
        closes = _CLOSES.get(name)
        if closes is not None:
            at, wall = self._last(closes), self._last(_BOUNDARIES.get(name, _USUAL_BOUNDARY))
            if at > wall:  # a row or cell begins right below what encloses it
                self._cut(wall + 1 if wall >= 0 and (name in _ROW or name in _PART) else at)
        if self._open and self._open[-1] in _ONLY_CELLS and name not in _IN_TABLES:
            self._moved -= 1
            if self._moved < 0:
                raise Unreadable("damaged", kind="HTML")
        self._at[name].append(len(self._open))
        self._open.append(name)
        if name in _CELLS:
            self._before_cells.append(len(self._formats))
        if len(self._open) > _DEEPEST:
            raise Unreadable("too_much", limit=_DEEPEST)

    def close(self, name: str) -> None:
        at = self._last((name,))
        if at >= 0 and (at > self._last(_USUAL_BOUNDARY) or name in _ROW or name in _PART or name == "table"):
            self._cut(at)

    def _last(self, names: frozenset[str] | tuple[str, ...]) -> int:
        return max((places[-1] for name in names if (places := self._at.get(name))), default=-1)

    def _cut(self, at: int) -> None:
        while len(self._open) > at:
            name = self._open.pop()
            self._at[name].pop()
            if name in _CELLS:
                del self._formats[self._before_cells.pop() :]
