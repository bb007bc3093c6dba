"""All plain-text layouts by name: how to build them, whether they keep empty cells, and their encoding."""

from collections.abc import Callable
from dataclasses import dataclass
from random import Random

from bench.fidelity import spelling, texts, texts_broken
from bench.fidelity.filled import Filled
from bench.fidelity.made import Made, made
from bench.fidelity.marks import bare

Build = Callable[[Filled, Random], str]


@dataclass(frozen=True)
class TextLayout:
    """A way to print a form as text; `keeps` as in `made.traced_cells`.

    `sequence`: the numbers of a row come after its label and before the next one, which is required to determine what
    a document damaged by shuffling still says.
    """

    build: Build
    keeps: str
    encoding: str = "utf-8"
    sequence: bool = True


def _plain(layout: texts.Layout, mark: str = "", gap: str = "\n") -> Build:
    return lambda form, chance: texts.document(form, layout(form), mark, gap)


def _respelled(layout: texts.Layout, respell: Callable[[str], str]) -> Build:
    return lambda form, chance: respell(texts.document(form, layout(form)))


def _glued_with_blanks(form: Filled, chance: Random) -> str:
    return texts.document(form, texts.glued_with_blanks(form, chance), gap=" ")


def _radicals(form: Filled, chance: Random) -> str:
    return spelling.radicals(texts.document(form, texts.lines(form)), chance)


def _label_blanks(form: Filled, chance: Random) -> str:
    rows = texts.document(form, texts.tabs(form)).split("\n")
    return "\n".join("\t".join(_strewn(cell, chance) for cell in row.split("\t")) for row in rows)


def _strewn(cell: str, chance: Random) -> str:
    # A number with its unit has fewer than three Chinese characters and is left intact.
    chinese = sum("一" <= char <= "鿿" for char in cell)
    return spelling.blanks_within(cell, chance) if chinese > 2 and len(bare(cell)) < 60 else cell


TEXT_LAYOUTS: dict[str, TextLayout] = {
    "tabs": TextLayout(_plain(texts.tabs), "all"),
    "tabs_padded_behind": TextLayout(_plain(texts.tabs_padded_behind), "all"),
    "word": TextLayout(_plain(texts.word), "all"),
    "pipes": TextLayout(_plain(texts.pipes, "## "), "all"),
    "pipes_behind": TextLayout(_plain(texts.pipes_behind), "rows"),
    "lines": TextLayout(_plain(texts.lines), "rows"),
    "lines_apart": TextLayout(_plain(texts.lines_apart), "rows"),
    "lines_cut": TextLayout(_plain(texts.lines_cut), "rows"),
    "blanks": TextLayout(_plain(texts.blanks), "rows"),
    "columns": TextLayout(_plain(texts.columns), "rows"),
    "pdf_wrapped": TextLayout(_plain(texts_broken.pdf_wrapped), "rows", sequence=False),
    "page_break_tabs": TextLayout(_plain(texts.page_break_tabs), "all"),
    "page_break_lines": TextLayout(_plain(texts.page_break_lines), "rows"),
    "glued": TextLayout(_plain(texts.glued, gap=""), "singles"),
    "glued_with_blanks": TextLayout(_glued_with_blanks, "rows"),
    "glued_rows": TextLayout(_plain(texts.glued_rows), "singles"),
    "table_per_row": TextLayout(_plain(texts_broken.table_per_row, "## "), "all", sequence=False),
    "data_columns": TextLayout(_plain(texts_broken.data_columns, "## "), "all", sequence=False),
    "label_twice": TextLayout(_plain(texts.label_twice), "all"),
    "traditional": TextLayout(_respelled(texts.tabs, spelling.traditional), "all"),
    "radicals": TextLayout(_radicals, "rows"),
    "label_blanks": TextLayout(_label_blanks, "all"),
    "half_width": TextLayout(_respelled(texts.lines, spelling.half_width), "rows"),
    "csv": TextLayout(_plain(texts.csv), "all"),
    "gb18030": TextLayout(_plain(texts.tabs), "all", encoding="gb18030"),
    "utf16": TextLayout(_plain(texts.lines), "rows", encoding="utf-16"),
}


def text_of(form: Filled, name: str, seed: int) -> str:
    """Return a report as text in a layout; for a marked form it differs only by the marks."""
    return TEXT_LAYOUTS[name].build(form, Random(seed))


def make_text(form: Filled, name: str, seed: int) -> Made:
    """Make a report as a text file."""
    layout = TEXT_LAYOUTS[name]
    return made(form, name, "txt", text_of(form, name, seed).encode(layout.encoding), layout.keeps, seed)
