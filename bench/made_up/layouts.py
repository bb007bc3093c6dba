"""Made-up reports as documents. A layout is drawn once with a sign for every text, and then filled in."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from html import escape
from random import Random

from bench.fidelity.filled import Filled
from bench.fidelity.layouts import text_of
from bench.fidelity.markup import markup_of
from bench.made_up.drafts import Draft
from forms import CellId, form

_SIGN = re.compile("⟦(\\d+)⟧")
_TITLE, _FIRST = 0, 1  # numbers of the signs: the title, the paragraphs, then the cells
_PARAGRAPHS = (5, 2, 3)
_CELLS = _FIRST + sum(_PARAGRAPHS)


@dataclass(frozen=True, slots=True)
class Layout:
    """How a document is written: its name, its file's ending and encoding, and how its texts are escaped."""

    name: str
    suffix: str
    encoding: str = "utf-8"
    escaped: Callable[[str], str] = str


def _in_markup(text: str) -> str:
    return escape(text, quote=False)


# All of them keep empty cells. The first is the one that parsed parts are of.
LAYOUTS = (
    Layout("tabs", "txt"), Layout("html_clean", "html", escaped=_in_markup), Layout("word", "txt"),
    Layout("html_portal", "html", escaped=_in_markup), Layout("pipes", "md"),
    Layout("gb18030", "txt", "gb18030"), Layout("csv", "csv"),
    Layout("html_unclosed", "html", escaped=_in_markup),
)  # fmt: skip
TEXT, MIXED = LAYOUTS[:1], LAYOUTS


@cache
def _drawn(layout: Layout, edition: int) -> tuple[str, tuple[int, ...]]:
    """Return the layout with a `%s` for every sign, and what stands at each of them."""
    cells: tuple[CellId, ...] = tuple(form(edition).cells(False))
    signs = [f"⟦{number}⟧" for number in range(_CELLS + len(cells))]
    first, fifth, _ = _PARAGRAPHS
    above, below = signs[_FIRST : _FIRST + first], signs[_FIRST + first : _CELLS]
    filled = Filled(
        edition, False, dict(zip(cells, signs[_CELLS:], strict=True)), dict.fromkeys(cells, 1.0), {}, signs[_TITLE],
        tuple(above), (tuple(below[:fifth]), tuple(below[fifth:])),
    )  # fmt: skip
    drawn = (markup_of if layout.suffix == "html" else text_of)(filled, layout.name, 1)
    return _SIGN.sub("%s", drawn.replace("%", "%%")), tuple(int(each) for each in _SIGN.findall(drawn))


def text(draft: Draft, layout: Layout) -> str:
    """Return a report as the text of a document in a layout."""
    template, order = _drawn(layout, draft.edition)
    texts = (draft.title, *draft.prose.first, *draft.prose.fifth, *draft.prose.sixth, *draft.printed)
    if layout.escaped is not str:
        texts = tuple(map(layout.escaped, texts))
    return template % tuple(texts[number] for number in order)


def document(draft: Draft, layouts: tuple[Layout, ...]) -> tuple[str, bytes]:
    """Return the path of a report's document and its bytes. All reports of an agency are in one layout."""
    layout = Random(draft.agency.number).choice(layouts)
    return f"{draft.source}.{layout.suffix}", text(draft, layout).encode(layout.encoding, "xmlcharrefreplace")
