"""What a page consists of: glyphs, drawn lines, cells. Plain data, in points (or pixels) from its top left corner."""

from dataclasses import dataclass, field
from typing import NamedTuple

from ingest.read.document import Spot


class Glyph(NamedTuple):
    """A character, or a word recognised in a picture, with its box."""

    text: str
    left: float
    top: float
    right: float
    bottom: float


class Stroke(NamedTuple):
    """A horizontal line (`at` is its y, from `begin` to `end` in x) or a vertical one (x, from … to … in y)."""

    at: float
    begin: float
    end: float


@dataclass(slots=True)
class Sheet:
    """One page: its size, its glyphs in drawing order, its horizontal and vertical lines."""

    number: int
    width: float
    height: float
    glyphs: list[Glyph]
    horizontal: list[Stroke]
    vertical: list[Stroke]


class Cell(NamedTuple):
    """A cell of a ruled table: its text and its location."""

    text: str
    spot: Spot


@dataclass(slots=True)
class Ruled:
    """A table: its rows, each with the cells that begin in it; `edges` are the x positions of its column borders."""

    top: float
    bottom: float
    edges: list[float]
    rows: list[list[Cell]]


class Printed(NamedTuple):
    """A line of text outside tables; `words` are what gaps separate in it, each with its place."""

    text: str
    top: float
    spot: Spot
    words: tuple[tuple[str, Spot], ...] = ()


@dataclass(slots=True)
class Layout:
    """The content of a page, from top to bottom."""

    parts: list[Printed | Ruled] = field(default_factory=list)
