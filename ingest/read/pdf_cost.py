"""What the pages of a PDF draw, counted before any is opened: forms may draw each other, or themselves. Pure."""

import re
from collections import Counter
from typing import Any, NamedTuple

from ingest.read.pdf_objects import MOST_OF_A_STREAM, Found, Objects, Ref
from ingest.read.unreadable import Unreadable

_MOST_OF_ALL = 64 * 1024 * 1024  # bytes of what all pages draw
_A_FORM = 100  # bytes; what drawing a form costs besides its content
_DEEPEST = 12  # forms within forms; more are drawn nowhere, and each costs the one that draws it
_DEEPEST_MARKS = 500  # marks around marks; each is kept with all those around it
_ABOVE = 50  # pages of pages
_DRAWN = re.compile(rb"/([^\x00\t\n\f\r /<>\[\](){}%]+)[\x00\t\n\f\r ]+Do(?![A-Za-z0-9])")
_DRAWS = re.compile(rb"(?<![^\x00\t\n\f\r \])>])Do(?![A-Za-z0-9])")
_MOST_SEARCHED = 1_000_000_000  # bytes in which PDFium looks for the ends of streams that have none
_STREAMS = re.compile(rb">>[\x00\t\n\f\r ]*+stream[\r\n]")
_MARKS = re.compile(rb"(?<![A-Za-z])(?:B[MD]C|EMC)(?![A-Za-z])")
_LIMIT = f"{MOST_OF_A_STREAM // 2**20} / {_MOST_OF_ALL // 2**20} MB"


class _Content(NamedTuple):
    """A stream of drawing operators: its size, how often it draws each name, and how often what is not known."""

    size: int
    drawn: Counter[bytes]
    unknown: int


def check_cost(data: bytes) -> None:
    """Raise Unreadable if a page, or all of them, draw more than any report, or a form draws itself."""
    open_streams = len(_STREAMS.findall(data)) - data.count(b"endstream")
    if open_streams * len(data) > _MOST_SEARCHED:
        raise Unreadable("damaged", kind="PDF")
    costs = _Costs(Objects(data))
    total = 0
    for page in costs.objects.pages():
        total += costs.page(page)
        if total > _MOST_OF_ALL:
            raise Unreadable("too_much", limit=_LIMIT)


def _depth_of_marks(content: bytes) -> int:
    if content.count(b"BMC") + content.count(b"BDC") <= _DEEPEST_MARKS:
        return 0
    depth = deepest = 0
    for mark in _MARKS.findall(content):
        depth = max(0, depth - 1) if mark == b"EMC" else depth + 1
        deepest = max(deepest, depth)
    return deepest


class _Costs:
    def __init__(self, objects: Objects) -> None:
        self.objects = objects
        self._contents: dict[int, _Content] = {}
        self._forms: dict[int, int] = {}

    def page(self, page: dict[bytes, Any]) -> int:
        """How many bytes of operators a page draws, each form counted as often as it is drawn."""
        size, drawn, unknown = 0, Counter[bytes](), 0
        for found in self.objects.of(page.get(b"Contents")):
            for part in found.value if isinstance(found.value, list) else (page.get(b"Contents"),):
                for stream in self.objects.of(part):
                    if not stream.stream:
                        continue
                    content = self._content(stream)
                    size += content.size
                    if size > MOST_OF_A_STREAM:
                        raise Unreadable("too_much", limit=_LIMIT)
                    drawn.update(content.drawn)
                    unknown += content.unknown
        return size + self._drawn(_Content(size, drawn, unknown), self._resources(page), None, 1)

    def _resources(self, page: dict[bytes, Any]) -> list[dict[bytes, Any]]:
        """What a page draws by name: its own, or what the pages above it give it."""
        level = [page]
        for _ in range(_ABOVE):
            found = [each for above in level for each in self.objects.dictionaries(above.get(b"Resources"))]
            if found or not level:
                return found
            level = [each for above in level for each in self.objects.dictionaries(above.get(b"Parent"))][:_ABOVE]
        return []

    def _content(self, stream: Found) -> _Content:
        if stream.stream not in self._contents:
            content = b"".join(self.objects.unpacked(stream))
            names = Counter(_DRAWN.findall(content)) if b"Do" in content else Counter[bytes]()
            times = len(_DRAWS.findall(content)) if names or b"Do" in content else 0
            if _depth_of_marks(content) > _DEEPEST_MARKS:
                raise Unreadable("too_much", limit=_DEEPEST_MARKS)
            self._contents[stream.stream] = _Content(len(content), names, max(0, times - names.total()))
        return self._contents[stream.stream]

    def _drawn(
        self, content: _Content, resources: list[dict[bytes, Any]], page: list[dict[bytes, Any]] | None, depth: int
    ) -> int:
        """The cost of the forms that a content draws."""
        if not content.drawn and not content.unknown:
            return 0
        page = resources if page is None else page
        named: dict[bytes, int] = {}
        for given in resources:
            for forms in self.objects.dictionaries(given.get(b"XObject")):
                for name, value in forms.items():
                    if name in content.drawn or content.unknown:
                        named[name] = max(named.get(name, 0), self._form(value, page, depth))
        cost = sum(times * named.get(name, 0) for name, times in content.drawn.items())
        cost += content.unknown * max(named.values(), default=0)
        if cost > MOST_OF_A_STREAM:
            raise Unreadable("too_much", limit=_LIMIT)
        return cost

    def _form(self, value: Any, page: list[dict[bytes, Any]], depth: int) -> int:
        """The cost of drawing a form once; 0 for a picture."""
        if not isinstance(value, Ref):
            return 0
        cost = 0
        for stream in self.objects.of(value):
            if not stream.stream or any(
                each.value == b"/Image" for each in self.objects.of(stream.value.get(b"Subtype"))
            ):
                continue
            if stream.stream not in self._forms:
                if depth > _DEEPEST:
                    raise Unreadable("too_much", limit=_DEEPEST)
                content = self._content(stream)
                own = list(self.objects.dictionaries(stream.value.get(b"Resources")))
                self._forms[stream.stream] = _A_FORM + content.size + self._drawn(content, own or page, page, depth + 1)
            cost = max(cost, self._forms[stream.stream])
        return cost
