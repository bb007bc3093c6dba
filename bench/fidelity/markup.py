"""The report as HTML, as written by portals and word processors."""

from collections.abc import Callable
from dataclasses import dataclass
from html import escape
from random import Random

from bench.fidelity.filled import Filled
from bench.fidelity.grid import Box, Table, tables
from bench.fidelity.made import Made, made
from bench.fidelity.marks import bare, pieces
from bench.fidelity.statutory import TITLES

Cells = Callable[[Table], str]


def _spans(box: Box) -> str:
    return (f' rowspan="{box.height}"' if box.height > 1 else "") + (f' colspan="{box.width}"' if box.width > 1 else "")


def table(drawn: Table, cell: Callable[[Box], str], attributes: str = ' border="1"') -> str:
    """Return a table with merged cells; `cell` writes one of them."""
    rows = ("<tr>" + "".join(map(cell, drawn.at(row))) + "</tr>" for row in range(drawn.rows))
    return f"<table{attributes}><tbody>\n" + "\n".join(rows) + "\n</tbody></table>"


def _plain_cell(box: Box) -> str:
    return f"<td{_spans(box)}>{escape(box.text, quote=False)}</td>"


def paragraphs(form: Filled, drawn: list[str], write: Callable[[str], str], around: bool = True) -> str:
    """Return the report's body: title, narrative and the three drawn tables; `write` turns a text into a paragraph."""
    parts = [write(text) for text in (form.around[0] if around else ())]
    parts += [write(form.heading), write("一、总体情况"), *map(write, form.above)]
    for title, one in zip(TITLES, drawn, strict=True):
        parts += [write(title), one]
    parts += [write("五、存在的主要问题及改进情况"), *map(write, form.below[0])]
    parts += [write("六、其他需要报告的事项"), *map(write, form.below[1])]
    parts += [write(text) for text in (form.around[1] if around else ())]
    return "\n".join(parts)


def _paragraph(text: str) -> str:
    return f"<p>{escape(text, quote=False)}</p>"


def page(form: Filled, body: str, charset: str = "utf-8", style: str = "") -> str:
    """Return a complete page with this body."""
    return (
        f'<!DOCTYPE html>\n<html lang="zh"><head><meta charset="{charset}"><title>{form.heading}</title>{style}</head>'
        f"\n<body>\n{body}\n</body></html>\n"
    )


def clean(form: Filled, chance: Random) -> str:
    """Plain tables with rowspan and colspan."""
    drawn = [table(one, _plain_cell) for one in tables(form)]
    return page(form, paragraphs(form, drawn, _paragraph))


def portal(form: Filled, chance: Random) -> str:
    """A portal's page: layout tables around everything, navigation before, footer after, a paragraph in every cell."""

    def cell(box: Box) -> str:
        inside = f'<p align="center">{escape(box.text, quote=False)}</p>'
        return f'<td{_spans(box)} style="padding:5px" valign="center">{inside}</td>'

    drawn = [table(one, cell, ' cellspacing="0" align="center" border="1"') for one in tables(form)]
    links = "".join(f'<td><a href="#{n}">{escape(text)}</a></td>' for n, text in enumerate(form.around[0] or ("首页",)))
    body = (
        f'<div class="breadcrumb"><ul><li><a href="/">首页</a></li><li>政府信息公开年报</li></ul></div>\n'
        f'<table width="1000"><tr>{links}</tr></table>\n<script>var hits = 12;</script>\n'
        f'<table width="1000"><tr><td width="200"><table><tr><td>规章</td></tr><tr><td>行政许可</td></tr></table></td>'
        f"<td>{paragraphs(form, drawn, _paragraph, around=False)}</td></tr></table>\n"
        f'<table width="1000"><tr><td>{"<br>".join(form.around[1] or ("版权所有",))}</td></tr></table>'
    )
    return page(form, body, style="<style>td{font-size:12pt}</style>")


def word_saved(form: Filled, chance: Random) -> str:
    """As saved by a word processor: `<o:p>`, `&nbsp;`, labels and numbers split into spans, broken heads, comments."""

    def spans(text: str) -> str:
        cuts = pieces(text, chance.choice((2, 3, 5, 8))) if bare(text) else [text]
        style = 'lang="EN-US" style="font-size:12.0pt"'
        inside = "".join(f"<span {style}>{escape(cut, quote=False)}</span>" for cut in cuts)
        return inside.replace("</span>", "<br />\n</span>", 1) if "数" in text and chance.random() < 0.3 else inside

    def cell(box: Box) -> str:
        space = chance.choice(("", "", "&nbsp;", "&#8194;"))
        if box.cell and not bare(box.text):
            inside = box.text + chance.choice(("&nbsp;", "<o:p>&nbsp;</o:p>", "<o:p></o:p>"))
        elif not box.cell and len(bare(box.text)) > 3 and chance.random() < 0.3:
            parts = pieces(box.text, len(bare(box.text)) // 2 + 1)
            inside = "</p><p class=MsoNormal>".join(map(spans, parts))
        else:
            inside = f"{space}{spans(box.text)}{space}<o:p></o:p>"
        return f'<td{_spans(box)} width="60" valign="center"><p class=MsoNormal align=center>{inside}</p></td>'

    def write(text: str) -> str:
        return f'<p class=MsoNormal style="text-indent:31.4pt">{spans(text)}<o:p></o:p></p>'

    drawn = [table(one, cell, " class=MsoNormalTable border=1 cellspacing=0") for one in tables(form)]
    start = "<!--[if gte mso 9]><xml><w:WordDocument></w:WordDocument></xml><![endif]-->"
    return page(form, start + paragraphs(form, drawn, write), "gb2312").replace("<html", "<html xmlns:o='urn:o'", 1)


def unclosed(form: Filled, chance: Random) -> str:
    """Upper-case tags, unclosed cells and rows, attributes without quotes."""

    def one(drawn: Table) -> str:
        def cell(box: Box) -> str:
            return f"<TD{_spans(box).replace(chr(34), '')}>{escape(box.text, quote=False)}"

        rows = ("<TR>" + "\n".join(map(cell, drawn.at(row))) for row in range(drawn.rows))
        return "<TABLE border=1>\n" + "\n".join(rows) + "\n</TABLE>"

    body = paragraphs(form, [one(each) for each in tables(form)], lambda text: f"<P>{escape(text, quote=False)}")
    return f"<HTML><HEAD><TITLE>{form.heading}</TITLE></HEAD><BODY>\n{body}\n</BODY></HTML>\n"


def table_per_block(form: Filled, chance: Random) -> str:
    """Table 1 as one table per block, its heading a paragraph; table 3 as two, reconsideration and litigation."""
    first, second, third = tables(form)
    parts: list[str] = []
    rows: list[str] = []
    for row in range(first.rows):
        boxes = first.at(row)
        if len(boxes) == 1:
            if rows:
                parts.append("<table border='1'>" + "".join(rows) + "</table>")
            parts.append(_paragraph(boxes[0].text))
            rows = []
        else:
            rows.append("<tr>" + "".join(f"<td>{escape(box.text, quote=False)}</td>" for box in boxes) + "</tr>")
    parts.append("<table border='1'>" + "".join(rows) + "</table>")
    disputes = [table(part, _plain_cell) for part in (_piece(third, 0, 5), _piece(third, 5, 15))]
    drawn = ["\n".join(parts), table(second, _plain_cell), "\n".join(disputes)]
    return page(form, paragraphs(form, drawn, _paragraph))


def _piece(whole: Table, first: int, last: int) -> Table:
    """The columns of a table from `first` up to `last`."""
    inside = (box for box in whole.boxes if first <= box.column < last)
    boxes = tuple(Box(b.text, b.row, b.column - first, b.height, b.width, b.cell) for b in inside)
    return Table(whole.rows, last - first, boxes)


def div_soup(form: Filled, chance: Random) -> str:
    """No tables: every non-empty cell is a block of its own."""
    tag = chance.choice(("p", "div"))

    def one(drawn: Table) -> str:
        boxes = (box for row in range(drawn.rows) for box in drawn.at(row) if bare(box.text))
        return "\n".join(f"<{tag}>{escape(box.text, quote=False)}</{tag}>" for box in boxes)

    body = paragraphs(form, [one(each) for each in tables(form)], _paragraph)
    return page(form, f'<div class="article">{body}</div>')


def div_rows(form: Filled, chance: Random) -> str:
    """No tables: every row is a block and its cells, including empty ones, are spans."""

    def row(texts: tuple[str, ...]) -> str:
        cells = (f"<span class='td'>{escape(text, quote=False)}</span> " for text in texts)
        return f"<div class='tr'>{''.join(cells)}</div>"

    drawn = ["\n".join(row(line.grid) for line in one.lines) for one in tables(form)]
    return page(form, paragraphs(form, drawn, _paragraph))


@dataclass(frozen=True)
class MarkupLayout:
    """A way to write a form as HTML; `keeps` as in `made.traced_cells`."""

    build: Callable[[Filled, Random], str]
    keeps: str
    encoding: str = "utf-8"
    is_table: bool = True


MARKUP_LAYOUTS: dict[str, MarkupLayout] = {
    "html_clean": MarkupLayout(clean, "all"),
    "html_portal": MarkupLayout(portal, "all"),
    "html_word": MarkupLayout(word_saved, "all", "gb18030"),
    "html_unclosed": MarkupLayout(unclosed, "all"),
    "html_table_per_block": MarkupLayout(table_per_block, "all"),
    "html_div_cells": MarkupLayout(div_soup, "rows", is_table=False),
    "html_div_rows": MarkupLayout(div_rows, "rows", is_table=False),
}


def markup_of(form: Filled, name: str, seed: int) -> str:
    """Return a report as HTML in a layout; for a marked form it differs only by the marks."""
    return MARKUP_LAYOUTS[name].build(form, Random(seed))


def make_markup(form: Filled, name: str, seed: int) -> Made:
    """Make a report as an HTML file."""
    layout = MARKUP_LAYOUTS[name]
    return made(form, name, "html", markup_of(form, name, seed).encode(layout.encoding), layout.keeps, seed)
