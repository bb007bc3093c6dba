"""A form of any edition, filled and printed from its declaration alone: nothing here knows what the edition has.

`python -m tests.printed_form FOLDER` writes reports of the edition 2027 (and one of 2021) to FOLDER and their figures to
FOLDER.json: what the tests of a third edition run in a copy of the project.
"""

import json
import random
import sys
from collections.abc import Callable
from pathlib import Path

from forms import CellId, Form, Table, equations, form
from forms.declaration import ACROSS, BLOCKS, Label, Row

TITLE = "杭州市{organ}{year}年政府信息公开工作年度报告"
Spell = Callable[[Label], str]


def as_declared(label: Label) -> str:
    """The label as the form itself prints it."""
    return label.zh


def filled(edition: Form, seed: int, single_row: bool = False) -> dict[CellId, int]:
    """Numbers that agree with every identity of the form: parts at random, then totals from the inside out."""
    chance = random.Random(seed)
    values = {cell: chance.randrange(1, 40) for cell in edition.cells(single_row)}
    identities = [one for one in equations(edition.edition, single_row) if one.check != "balance"]
    for _ in range(6):  # totals of totals
        for identity in identities:
            signs = dict(identity.terms)
            others = sum(values[cell] * sign for cell, sign in identity.terms if cell != identity.anchor)
            values[identity.anchor] = -others * signs[identity.anchor]
    # 收办结平衡: what came in follows from what went out.
    for applicant in {applicant for _, applicant in values if applicant is not None}:
        processed, carried_out = (
            values["applications.processed", applicant],
            values["applications.carried_out", applicant],
        )
        values["applications.carried_in", applicant] = 0
        values["applications.received", applicant] = processed + carried_out
    return values


def printed(
    edition: Form, values: dict[CellId, int], title: str, spell: Spell = as_declared, numbered: bool = True
) -> str:
    """The report as text with tabs, each table as its layout says; with `numbered` its parts have their numbers."""
    lines = [title]
    for table in edition.tables:
        lines += ["", f"{table.section}、{spell(table.title)}", *_lines_of(edition, table, values, spell)]
    number = (lambda text: f"{text}、") if numbered else (lambda text: "")
    lines += ["", *(f"{number(part.number)}{spell(part.label)}" for part in edition.parts_behind), "无。"]
    return "\n".join(lines) + "\n"


def _lines_of(edition: Form, table: Table, values: dict[CellId, int], spell: Spell) -> list[str]:
    if table.layout == ACROSS:
        block = table.block
        heads = [spell(column.label) for column in block.columns]
        numbers = [str(values[cell]) for row in block.rows for cell in block.cells_of(row)]
        names = [spell(row.label) + "\t" * (len(heads) - 1) for row in block.rows]
        return ["\t".join(names), "\t".join(heads * len(block.rows)), "\t".join(numbers)]
    if table.layout == BLOCKS:
        return [line for block in table.blocks for line in [
            *([spell(block.heading)] if block.heading is not None else []),
            "\t".join([spell(table.corner) if table.corner else "", *(spell(c.label) for c in block.columns)]),
            *("\t".join([spell(row.label), *(str(values[cell]) for cell in block.cells_of(row))]) for row in block.rows),
        ]]  # fmt: skip
    return [*_heads_of(table, spell), *_rows_of(edition, table, values, spell)]


def _heads_of(table: Table, spell: Spell) -> list[str]:
    """One line of heads, or, below a head above all, those outside the group beside the group's, and the group's own."""
    columns = table.block.columns
    above = [head for head in table.heads if not head.over]
    group = next((head for head in table.heads if head.over), None)
    lines = ["\t".join(["", spell(head.label), *[""] * (len(columns) - 1)]) for head in above]
    if group is None:
        return [*lines, "\t".join(["", *(spell(column.label) for column in columns)])]
    outer = ["" if column.id in group.over else spell(column.label) for column in columns]
    outer[next(n for n, column in enumerate(columns) if column.id in group.over)] = spell(group.label)
    inner = [spell(column.label) if column.id in group.over else "" for column in columns]
    return [*lines, "\t".join(["", *outer]), "\t".join(["", *inner])]


def _rows_of(edition: Form, table: Table, values: dict[CellId, int], spell: Spell) -> list[str]:
    lines: list[str] = []
    opened: set[str] = set()
    single = edition.single_row
    for row in table.block.rows:
        for group in row.groups:
            if group not in opened:
                opened.add(group)
                if single is not None and group == single.id and table.block.cells_of(single)[0] in values:
                    lines.append(_line(table, single, values, spell))
                else:
                    lines.append(spell(edition.groups[group].label))
        if table.block.cells_of(row)[0] in values:
            lines.append(_line(table, row, values, spell))
    return lines


def _line(table: Table, row: Row, values: dict[CellId, int], spell: Spell) -> str:
    return "\t".join([spell(row.label), *(str(values[cell]) for cell in table.block.cells_of(row))])


def main(folder: Path) -> None:
    folder.mkdir()
    truth: dict[str, dict[str, int]] = {}
    for edition, organ, year in (
        (2027, "财政局", 2027),
        (2027, "财政局", 2028),
        (2027, "司法局", 2027),
        (2021, "教育局", 2027),
    ):
        values = filled(form(edition), year + ord(organ[0]))
        if organ == "司法局":  # printed wrongly: one cell of the new table
            values["courses.total", None] += 1
        name = f"{organ}{year}.txt"
        text = printed(form(edition), values, TITLE.format(organ=organ, year=year))
        (folder / name).write_text(text, encoding="utf-8")
        truth[name] = {"|".join(filter(None, cell)): value for cell, value in values.items()}
    folder.with_suffix(".json").write_text(json.dumps(truth), encoding="utf-8")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
