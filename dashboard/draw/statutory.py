"""The statutory tables of a report as HTML, in the layout of the form. Pure: facts → text."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from html import escape
from typing import Any

from dashboard.words import exact, phrase, unit_name
from forms import TOTAL, CellId, Form, Row, Table
from forms.declaration import ACROSS, BLOCKS, ROWS
from warehouse.schema import tables

Fact = Mapping[str, Any]

STYLE = """
<style>
.nb-form {border-collapse: collapse; width: 100%; font-size: .82rem; margin: 0 0 1rem; line-height: 1.35}
.nb-form th, .nb-form td {border: 1px solid rgba(128,128,128,.45); padding: 3px 6px; text-align: center}
.nb-form th {font-weight: 600; background: rgba(128,128,128,.12)}
.nb-form th.row {text-align: left; font-weight: 400}
.nb-form th:not(.row) {white-space: nowrap}
.nb-form td.corner {border-color: rgba(128,128,128,.45)}
.nb-form td a {color: inherit; text-decoration: none; display: block; font-variant-numeric: tabular-nums}
.nb-form td a:hover, .nb-form td a:focus {text-decoration: underline; outline: 2px solid #0072B2}
.nb-form td.blank {background: rgba(128,128,128,.18)}
.nb-form td.unreadable, .nb-form td.absent {background: repeating-linear-gradient(45deg, transparent 0 4px,
  rgba(128,128,128,.35) 4px 6px)}
.nb-form td.recovered a {font-style: italic}
.nb-form td.broken {box-shadow: inset 0 0 0 2px #D55E00}
.nb-form td.chosen {background: rgba(230,159,0,.45)}
.nb-form td small {display: block; opacity: .8; font-size: .74rem; line-height: 1.15}
.nb-scroll {overflow-x: auto; position: relative}
.nb-scroll .nb-form {border-collapse: separate; border-spacing: 0}
.nb-scroll .nb-form :is(th, td) {border-width: 0 1px 1px 0}
.nb-scroll .nb-form tr > :first-child {border-left-width: 1px}
.nb-scroll .nb-form tr:first-child > * {border-top-width: 1px}
.nb-scroll .nb-form :is(.name, .total) {position: sticky; z-index: 1;
  background-color: var(--st-background-color, Canvas)}
.nb-scroll .nb-form :is(.name, th.total) {background-image: linear-gradient(rgba(128,128,128,.12) 0 100%)}
.nb-scroll .nb-form .total.blank {background-image: linear-gradient(rgba(128,128,128,.18) 0 100%)}
.nb-scroll .nb-form .total.chosen {background-image: linear-gradient(rgba(230,159,0,.45) 0 100%)}
.nb-scroll .nb-form .name {left: 0}
.nb-scroll .nb-form .total {right: 0}
.nb-scroll[data-right] .total {box-shadow: -7px 0 7px -4px rgba(0,0,0,.5)}
.nb-scroll[data-right] .total.broken {box-shadow: inset 0 0 0 2px #D55E00, -7px 0 7px -4px rgba(0,0,0,.5)}
.nb-scroll[data-left] .name {box-shadow: 7px 0 7px -4px rgba(0,0,0,.5)}
.nb-across {display: flex; flex-wrap: wrap; column-gap: .8rem}
.nb-across > div {flex: 1 1 19rem; min-width: 0}
@media (max-width: 640px) {
  .nb-form.wide {width: max-content; font-size: .74rem}
  .nb-form.wide th.row {width: 3rem; min-width: 3rem; padding: 3px; overflow-wrap: anywhere}
  .nb-form.wide th.name[colspan="1"] {width: 4.5rem; min-width: 4.5rem}
  .nb-form.wide th.name:not([colspan="1"]) {max-width: 8rem}
  .nb-form.wide :is(td, th:not(.row)) {min-width: 2.9rem; max-width: 4.5rem}
  .nb-form th:not(.row) {white-space: normal}
  .nb-form td a {min-height: 44px; display: flex !important; align-items: center; justify-content: center}
}
.nb-text {font-family: ui-monospace, "Noto Sans Mono CJK SC", monospace; font-size: .8rem; max-height: 48rem;
  overflow: auto; border: 1px solid rgba(128,128,128,.45); border-radius: 4px}
.nb-text div {white-space: pre-wrap; overflow-wrap: anywhere; tab-size: 6; padding: 1px 8px 1px 3.6em;
  text-indent: -3.4em; min-height: 1.3em}
.nb-text div.on {background: rgba(230,159,0,.45)}
.nb-text mark {background: #E69F00; color: #000; border-radius: 2px; padding: 0 1px}
.nb-page {position: relative; width: 5.6rem; aspect-ratio: 1 / 1.414; margin: 0 0 .2rem;
  background: rgba(128,128,128,.12); border: 1px solid rgba(128,128,128,.7)}
.nb-page div {position: absolute; background: #E69F00; outline: 2px solid #D55E00}
.nb-text span {display: inline-block; width: 3em; margin-right: .4em; opacity: .75; text-align: right;
  user-select: none; text-indent: 0}
</style>
"""


_GLUED = 400  # characters; a longer line is a page extracted without separators between cells


@dataclass(frozen=True, slots=True)
class Sheet:
    """Input of the tables; `address` returns the link that shows a cell's source line.

    broken: messages of broken checks, by cell; before: the facts of the previous year's report.
    """

    form: Form
    facts: Mapping[CellId, Fact]
    broken: Mapping[CellId, str]
    before: Mapping[CellId, Fact]
    chosen: CellId | None
    address: Callable[[CellId], str]
    language: str

    def cell(self, cell: CellId, span: int = 1, more: str = "") -> str:
        fact = self.facts.get(cell)
        if fact is None:
            return f'<td colspan="{span}" class="{more}"></td>'
        classes = [fact["state"], *([more] if more else [])]
        if cell in self.broken:
            classes.append("broken")
        if cell == self.chosen:
            classes.append("chosen")
        shown = escape(_shown(fact))
        notes = (state_name(fact["state"], self.language), self.broken.get(cell))
        title = escape("\n".join(filter(None, notes)), quote=True)
        link = escape(self.address(cell), quote=True)
        go = escape(",".join(filter(None, cell)), quote=True)
        earlier = self.before.get(cell)
        small = f"<small>{escape(_shown(earlier))}</small>" if earlier is not None and self.before else ""
        return (
            f'<td colspan="{span}" class="{" ".join(classes)}" title="{title}">'
            f'<a href="{link}" target="_self" data-go="{go}">{shown}</a>{small}</td>'
        )


def _shown(fact: Fact) -> str:
    if fact["value"] is not None:
        return exact(fact["value"]) + (f" {unit_name(fact['unit'])}" if fact["unit"] in ("元", "万元") else "")
    return "?" if fact["state"] == "unreadable" else "—"


def state_name(state: str, language: str) -> str:
    """Return the description of a state, from the declaration of the view `facts`."""
    column = next(column for column in tables()["facts"].columns if column.name == "state")
    return column.values[state][language]


def form_tables(sheet: Sheet, single_row: bool) -> list[tuple[Table, str]]:
    """Return every table of the form with its HTML, in the form's order."""
    return [(table, _LAYOUTS[table.layout](sheet, table, single_row)) for table in sheet.form.tables]


def _in_blocks(sheet: Sheet, table: Table, single_row: bool) -> str:
    """Blocks of rows under their own column heads, on a common grid as wide as the widest block."""
    parts: list[str] = []
    width = max(len(block.columns) for block in table.blocks)
    for block in table.blocks:
        if block.heading is not None:
            parts.append(f'<tr><th colspan="{width + 1}">{escape(block.heading.text(sheet.language))}</th></tr>')
        spans = [1] * (len(block.columns) - 1) + [width - len(block.columns) + 1]
        heads = "".join(
            f'<th colspan="{span}">{escape(column.label.text(sheet.language))}</th>'
            for column, span in zip(block.columns, spans, strict=True)
        )
        parts.append(f'<tr><td class="corner"></td>{heads}</tr>')
        for row in block.rows:
            cells = "".join(sheet.cell(cell, span) for cell, span in zip(block.cells_of(row), spans, strict=True))
            parts.append(f'<tr><th class="row">{escape(row.label.text(sheet.language))}</th>{cells}</tr>')
    return _table(parts)


def _in_rows(sheet: Sheet, table: Table, single_row: bool) -> str:
    """Column heads above all rows, whose labels follow those of their groups."""
    block = table.block
    rows = _printed_rows(sheet.form, table, single_row)
    depth = 1 + max(len(row.groups) for row in rows)
    parts = _heads(sheet, table, depth)
    opened: set[str] = set()
    for row in rows:
        heads = ""
        for group in row.groups:
            if group in opened:
                continue
            opened.add(group)
            size = sum(1 for each in rows if group in each.groups)
            heading = escape(sheet.form.groups[group].label.text(sheet.language))
            heads += f'<th class="row" rowspan="{size}">{heading}</th>'
        span = depth - len(row.groups)
        label = f'<th class="row name" colspan="{span}">{escape(row.label.text(sheet.language))}</th>'
        cells = "".join(
            sheet.cell(cell, more="total" if column.id == TOTAL else "")
            for cell, column in zip(block.cells_of(row), block.columns, strict=True)
        )
        parts.append(f"<tr>{heads}{label}{cells}</tr>")
    return _table(parts, "wide")


def _heads(sheet: Sheet, table: Table, depth: int) -> list[str]:
    """Return the lines of column heads: one over all columns, one with a group over some, one with the grouped ones."""
    columns = table.block.columns
    words = {column.id: escape(column.label.text(sheet.language)) for column in columns}
    above_all = next((head for head in table.heads if not head.over), None)
    group = next((head for head in table.heads if head.over), None)
    levels = (above_all is not None) + 1 + (group is not None)
    lines = [f'<td class="corner" colspan="{depth}" rowspan="{levels}"></td>']
    if above_all is not None:
        lines[0] += f'<th colspan="{len(columns)}">{escape(above_all.label.text(sheet.language))}</th>'
        lines.append("")
    if group is None:
        lines[-1] += "".join(f"<th>{word}</th>" for word in words.values())
        return [f"<tr>{line}</tr>" for line in lines]
    for column in columns:
        if column.id not in group.over:
            total = ' class="total"' if column.id == TOTAL else ""
            lines[-1] += f'<th rowspan="2"{total}>{words[column.id]}</th>'
        elif column.id == group.over[0]:
            lines[-1] += f'<th colspan="{len(group.over)}">{escape(group.label.text(sheet.language))}</th>'
    lines.append("".join(f"<th>{words[each]}</th>" for each in group.over))
    return [f"<tr>{line}</tr>" for line in lines]


def _printed_rows(form: Form, table: Table, single_row: bool) -> list[Row]:
    rows, single = list(table.block.rows), form.single_row
    if not single_row or single is None or not table.by_applicant:
        return rows
    rows = [row for row in rows if single.id not in row.groups]
    total = next(number for number, row in enumerate(rows) if row.total_of)
    return [*rows[:total], single, *rows[total:]]


def _across(sheet: Sheet, table: Table, single_row: bool) -> str:
    """Rows side by side, each a table of all columns with its own heads; one below the other where there is no room."""
    block = table.block
    columns = "".join(f"<th>{escape(column.label.text(sheet.language))}</th>" for column in block.columns)
    tables = []
    for row in block.rows:
        head = f'<th colspan="{len(block.columns)}">{escape(row.label.text(sheet.language))}</th>'
        cells = "".join(map(sheet.cell, block.cells_of(row)))
        tables.append(f"<div>{_table([f'<tr>{head}</tr>', f'<tr>{columns}</tr>', f'<tr>{cells}</tr>'])}</div>")
    return f'<div class="nb-across">{"".join(tables)}</div>'


_LAYOUTS = {BLOCKS: _in_blocks, ROWS: _in_rows, ACROSS: _across}


def _table(rows: list[str], look: str = "") -> str:
    return f'<div class="nb-scroll" tabindex="0"><table class="nb-form {look}">{"".join(rows)}</table></div>'


def page_sketch(box: tuple[int, int, int, int], title: str) -> str:
    """Draw a page with the cell's position framed; `box` is left, top, right, bottom in thousandths of the page."""
    left, top, right, bottom = box
    size = f"width:{max(right - left, 14) / 10}%;height:{max(bottom - top, 10) / 10}%"
    style = f"left:{left / 10}%;top:{top / 10}%;{size}"
    return f'<div class="nb-page" role="img" aria-label="{escape(title)}"><div style="{style}"></div></div>'


def _marked(line: str, label: str, cell_texts: Sequence[str], place: int) -> str:
    """Return a line as HTML with one cell's text marked, if its neighbours identify that text unambiguously.

    `cell_texts` are the texts of all cells on the line, in the form's order; `place` is the index of the cell. On a
    line over `_GLUED` characters the first match after the label is marked.
    """
    cells = line.split("\t")
    rows = [
        n
        for n in range(len(cells) - len(cell_texts) + 1)
        if [c.strip() for c in cells[n : n + len(cell_texts)]] == cell_texts
    ]
    if len(rows) == 1:
        at = rows[0] + place
        begin = sum(len(cell) + 1 for cell in cells[:at]) + len(cells[at]) - len(cells[at].lstrip())
        return _with_mark(line, begin, cell_texts[place])
    begin = line.find(cell_texts[place], max(line.find(label), 0))
    alone = line.count(cell_texts[place], max(line.find(label), 0)) == 1
    return _with_mark(line, begin, cell_texts[place]) if alone or len(line) > _GLUED else escape(line)


def _with_mark(line: str, begin: int, text: str) -> str:
    if begin < 0 or not text:
        return escape(line)
    end = begin + len(text)
    return f"{escape(line[:begin])}<mark>{escape(line[begin:end])}</mark>{escape(line[end:])}"


def source_lines(
    text: str, line: int | None, around: int | None, label: str = "", cell_texts: Sequence[str] = ("",), place: int = 0
) -> str:
    """Render the source text with line numbers and `line` marked; `around` limits it to so many lines on either side.

    `label`, `cell_texts` and `place` identify the text of the chosen cell within the line (see `_marked`).
    """
    lines = text.split("\n")
    first, last = 1, len(lines)
    if around is not None and line:
        first, last = max(1, line - around), min(len(lines), line + around)
    written = {number: escape(lines[number - 1]) for number in range(first, last + 1)}
    if line in written:
        written[line] = _marked(lines[line - 1], label, list(cell_texts), place)
    shown = "".join(
        f"<div{' class=on' if number == line else ''}><span>{number}</span>{html or ' '}</div>"
        for number, html in written.items()
    )
    return f'<div class="nb-text" tabindex="0" aria-label="{escape(phrase("report.text"))}">{shown}</div>'
