"""The three statutory tables of a report as HTML, laid out as the form prints them. Pure: facts → text."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from html import escape
from typing import Any

from dashboard.words import exact, phrase, unit_name
from forms import APPLICANTS, CellId, Form
from forms.declaration import Block
from warehouse.schema import tables

Fact = Mapping[str, Any]

STYLE = """
<style>
.nb-form {border-collapse: collapse; width: 100%; font-size: .82rem; margin: 0 0 1rem; line-height: 1.35}
.nb-form th, .nb-form td {border: 1px solid rgba(128,128,128,.45); padding: 3px 6px; text-align: center}
.nb-form th {font-weight: 600; background: rgba(128,128,128,.12)}
.nb-form th.row {text-align: left; font-weight: 400}
.nb-form th:not(.row) {white-space: nowrap}
@media (max-width: 640px) {.nb-form {min-width: 760px}}
.nb-form td a {color: inherit; text-decoration: none; display: block; font-variant-numeric: tabular-nums}
.nb-form td a:hover, .nb-form td a:focus {text-decoration: underline; outline: 2px solid #0072B2}
.nb-form td.blank {background: rgba(128,128,128,.18)}
.nb-form td.unreadable, .nb-form td.absent {background: repeating-linear-gradient(45deg, transparent 0 4px,
  rgba(128,128,128,.35) 4px 6px)}
.nb-form td.recovered a {font-style: italic}
.nb-form td.broken {box-shadow: inset 0 0 0 2px #D55E00}
.nb-form td.chosen {background: rgba(230,159,0,.45)}
.nb-form td small {display: block; opacity: .68; font-size: .74rem; line-height: 1.15}
.nb-scroll {overflow-x: auto}
.nb-text {font-family: ui-monospace, "Noto Sans Mono CJK SC", monospace; font-size: .8rem; max-height: 48rem;
  overflow: auto; border: 1px solid rgba(128,128,128,.45); border-radius: 4px}
.nb-text div {white-space: pre-wrap; overflow-wrap: anywhere; tab-size: 6; padding: 1px 8px 1px 3.6em;
  text-indent: -3.4em; min-height: 1.3em}
.nb-text div.on {background: rgba(230,159,0,.45)}
.nb-text mark {background: #E69F00; color: #000; border-radius: 2px; padding: 0 1px}
.nb-page {position: relative; width: 5.6rem; aspect-ratio: 1 / 1.414; margin: 0 0 .2rem;
  background: rgba(128,128,128,.12); border: 1px solid rgba(128,128,128,.7)}
.nb-page div {position: absolute; background: #E69F00; outline: 2px solid #D55E00}
.nb-text span {display: inline-block; width: 3em; margin-right: .4em; color: #8C8C8C; text-align: right;
  user-select: none; text-indent: 0}
</style>
"""


_GLUED = 400  # characters; so long a line is a page whose cells were joined


@dataclass(frozen=True, slots=True)
class Sheet:
    """What the tables are drawn from; `address` gives the link that shows a cell's source line.

    broken: what does not hold there, in words, by cell; before: the facts of the report on the year before.
    """

    form: Form
    facts: Mapping[CellId, Fact]
    broken: Mapping[CellId, str]
    before: Mapping[CellId, Fact]
    chosen: CellId | None
    address: Callable[[CellId], str]
    language: str

    def cell(self, cell: CellId, span: int = 1) -> str:
        fact = self.facts.get(cell)
        if fact is None:
            return f'<td colspan="{span}"></td>'
        classes = [fact["state"]]
        if cell in self.broken:
            classes.append("broken")
        if cell == self.chosen:
            classes.append("chosen")
        shown = escape(_shown(fact))
        told = (state_name(fact["state"], self.language), self.broken.get(cell))
        title = escape("\n".join(filter(None, told)), quote=True)
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
    """What a state means, from the dictionary of the table facts."""
    column = next(column for column in tables()["facts"].columns if column.name == "state")
    return column.values[state][language]


def disclosure(sheet: Sheet) -> str:
    """Table 1: blocks of rows under their own heads, on a grid of four columns."""
    parts: list[str] = []
    for block in sheet.form.table("disclosure").blocks:
        assert block.heading is not None
        parts.append(f'<tr><th colspan="4">{escape(block.heading.text(sheet.language))}</th></tr>')
        spans = _spans(len(block.columns))
        heads = "".join(
            f'<th colspan="{span}">{escape(column.label.text(sheet.language))}</th>'
            for column, span in zip(block.columns, spans, strict=True)
        )
        parts.append(f"<tr><th></th>{heads}</tr>")
        for row in block.rows:
            cells = "".join(
                sheet.cell((f"{row.id}.{column.id}", None), span)
                for column, span in zip(block.columns, spans, strict=True)
            )
            parts.append(f'<tr><th class="row">{escape(row.label.text(sheet.language))}</th>{cells}</tr>')
    return _table(parts)


def _spans(columns: int) -> list[int]:
    return {1: [3], 2: [1, 2]}.get(columns, [1] * columns)


def applications(sheet: Sheet, single_row: bool) -> str:
    """Table 2: three columns of row labels, seven of numbers."""
    table = sheet.form.table("applications")
    block = table.blocks[0]
    words = [escape(column.label.text(sheet.language)) for column in block.columns]
    applicants, organisations = (escape(head.text(sheet.language)) for head in table.heads)
    parts = [
        f'<tr><th colspan="3" rowspan="3"></th><th colspan="7">{applicants}</th></tr>',
        f'<tr><th rowspan="2">{words[0]}</th><th colspan="5">{organisations}</th><th rowspan="2">{words[6]}</th></tr>',
        "<tr>" + "".join(f"<th>{word}</th>" for word in words[1:6]) + "</tr>",
    ]
    rows = _printed_rows(sheet.form, block, single_row)
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
        span = 3 - len(row.groups)
        label = f'<th class="row" colspan="{span}">{escape(row.label.text(sheet.language))}</th>'
        cells = "".join(sheet.cell((f"applications.{row.id}", applicant)) for applicant in APPLICANTS)
        parts.append(f"<tr>{heads}{label}{cells}</tr>")
    return _table(parts)


def _printed_rows(form: Form, block: Block, single_row: bool) -> list[Any]:
    single = form.single_row
    if not single_row or single is None:
        return list(block.rows)
    rows = [row for row in block.rows if single.id not in row.groups]
    total = next(number for number, row in enumerate(rows) if row.total_of)
    return [*rows[:total], single, *rows[total:]]


def disputes(sheet: Sheet) -> str:
    """Table 3: fifteen numbers in one row."""
    block = sheet.form.table("disputes").blocks[0]
    heads = "".join(f'<th colspan="5">{escape(row.label.text(sheet.language))}</th>' for row in block.rows)
    columns = "".join(f"<th>{escape(column.label.text(sheet.language))}</th>" for column in block.columns)
    cells = "".join(sheet.cell((f"{row.id}.{column.id}", None)) for row in block.rows for column in block.columns)
    return _table([f"<tr>{heads}</tr>", f"<tr>{columns * len(block.rows)}</tr>", f"<tr>{cells}</tr>"])


def _table(rows: list[str]) -> str:
    return f'<div class="nb-scroll"><table class="nb-form">{"".join(rows)}</table></div>'


def page_sketch(box: tuple[int, int, int, int], title: str) -> str:
    """A page with a frame where a cell stands; `box` is left, top, right, bottom in thousandths of the page."""
    left, top, right, bottom = box
    size = f"width:{max(right - left, 14) / 10}%;height:{max(bottom - top, 10) / 10}%"
    style = f"left:{left / 10}%;top:{top / 10}%;{size}"
    return f'<div class="nb-page" role="img" aria-label="{escape(title)}"><div style="{style}"></div></div>'


def _marked(line: str, label: str, beside: Sequence[str], place: int) -> str:
    """A line with one cell's own text marked, where what stands beside it leaves no doubt which text that is.

    `beside` are the texts of all cells that the line holds, in the form's order, and `place` is the cell among them.
    """
    cells = line.split("\t")
    rows = [n for n in range(len(cells) - len(beside) + 1) if [c.strip() for c in cells[n : n + len(beside)]] == beside]
    if len(rows) == 1:
        at = rows[0] + place
        begin = sum(len(cell) + 1 for cell in cells[:at]) + len(cells[at]) - len(cells[at].lstrip())
        return _with_mark(line, begin, beside[place])
    begin = line.find(beside[place], max(line.find(label), 0))
    alone = line.count(beside[place], max(line.find(label), 0)) == 1
    return _with_mark(line, begin, beside[place]) if alone or len(line) > _GLUED else escape(line)


def _with_mark(line: str, begin: int, text: str) -> str:
    if begin < 0 or not text:
        return escape(line)
    end = begin + len(text)
    return f"{escape(line[:begin])}<mark>{escape(line[begin:end])}</mark>{escape(line[end:])}"


def source_lines(
    text: str, line: int | None, around: int | None, label: str = "", beside: Sequence[str] = ("",), place: int = 0
) -> str:
    """The source with line numbers, `line` marked; with `around`, only so many lines on either side.

    `label`, `beside` and `place` tell which text of the line is the chosen cell's (see `_marked`).
    """
    lines = text.split("\n")
    first, last = 1, len(lines)
    if around is not None and line:
        first, last = max(1, line - around), min(len(lines), line + around)
    written = {number: escape(lines[number - 1]) for number in range(first, last + 1)}
    if line in written:
        written[line] = _marked(lines[line - 1], label, list(beside), place)
    shown = "".join(
        f"<div{' class=on' if number == line else ''}><span>{number}</span>{html or ' '}</div>"
        for number, html in written.items()
    )
    return f'<div class="nb-text" tabindex="0" aria-label="{escape(phrase("report.text"))}">{shown}</div>'
