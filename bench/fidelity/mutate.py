"""Damage rendered documents, by kind, from a seed. The truth is what the damaged document still prints.

Comments on the kinds state which damage is avoided because it would produce a different legible form.
"""

import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from itertools import pairwise
from random import Random

from bench.fidelity.bytes_flipped import flip
from bench.fidelity.damage import ALL, MARKUP, TEXT_CELLS, TEXT_ROWS, WORD, Marked, Span, left_of
from bench.fidelity.filled import fill_at_random
from bench.fidelity.layouts import text_of
from bench.fidelity.made import Made, made
from bench.fidelity.marks import Token, bare, marked
from bench.fidelity.markup import markup_of
from bench.fidelity.statutory import APPLICANT_HEADS, RESULTS, blocks
from bench.fidelity.wordfile import docx_xml, package

Damage = Callable[[Marked, Random], str | None]
_TRIES = 12
_FOREIGN = ("（八）其他情形", "网上申请数量", "备注", "转办其他机关", "行政检查", "合  计（含下属单位）")


def _without(text: str, spans: list[Span]) -> str:
    for start, end in sorted(spans, reverse=True):
        text = text[:start] + text[end:]
    return text


def _some(chance: Random, found: list[Span], most: int = 3) -> list[Span]:
    return chance.sample(found, min(len(found), chance.randint(1, most)))


# A cut never splits a number: the remaining digits would be a different legible number.
def _place(document: Marked, chance: Random) -> int:
    at = chance.randrange(document.tokens[0].start, document.tokens[-1].end)
    inside = next((t for t in document.tokens if t.is_cell and t.start < at < t.end), None)
    return inside.start if inside else at


def cut_start(document: Marked, chance: Random) -> str:
    """Remove everything before a random position in the tables."""
    return document.text[_place(document, chance) :]


def cut_end(document: Marked, chance: Random) -> str:
    """Remove everything after a random position in the tables."""
    return document.text[: _place(document, chance)]


def doubled_lines(document: Marked, chance: Random) -> str:
    """Duplicate one to three lines or rows."""
    text = document.text
    for start, end in sorted(_some(chance, document.units), reverse=True):
        text = text[:end] + text[start:end] + text[end:]
    return text


# If a line is a cell, only marked cells change places: two heads that changed places would be a different form.
# Rows that begin a merged group stay in place, and rows stay in their group: a merged cell would cover others.
def shuffled_lines(document: Marked, chance: Random) -> str | None:
    """Swap two neighbouring lines or rows, or move one a few lines away."""
    units = document.units
    at = chance.randrange(len(units) - 1)
    distance = 1 if document.cell_a_line else chance.choice((1, 1, 2, 4))
    between = units[at : at + distance + 1]
    if len(between) <= distance:
        return None
    if document.family == "text" and any(a[1] != b[0] for a, b in pairwise(between)):
        return None
    parts = [document.text[slice(*span)] for span in between]
    if document.cell_a_line and any(bare(part) == part for part in parts):
        return None
    if document.cell_a_line and any(_last_head(document, span) for span in between):
        return None
    if any("rowspan" in part or 'w:val="restart"' in part for part in parts):
        return None
    if document.family != "text" and len({part.count("<td") or part.count("<w:vMerge/>") for part in parts}) > 1:
        return None
    moved = "\n".join([*parts[1:], parts[0]]) if document.family != "text" else "".join([*parts[1:], parts[0]])
    return document.text[: between[0][0]] + moved + document.text[between[-1][1] :]


def _last_head(document: Marked, span: Span) -> bool:
    last = len(document.order) - 1
    return any(not t.is_cell and t.number == last and span[0] <= t.start < span[1] for t in document.tokens)


def dropped_lines(document: Marked, chance: Random) -> str:
    """Remove one to three lines or rows."""
    return _without(document.text, _some(chance, document.units))


# If rows are padded with empty cells at the end, a row with one cell fewer is a form with an empty last cell.
def dropped_cells(document: Marked, chance: Random) -> str | None:
    """Remove one to three cells, so that the rest of their rows moves up."""
    if document.layout == "tabs_padded_behind" or not document.cells:
        return None
    return _without(document.text, _some(chance, document.cells))


# Padded rows are included: the row then has one number too many, which is damage.
def doubled_cells(document: Marked, chance: Random) -> str | None:
    """Duplicate one to three cells."""
    if not document.cells:
        return None
    text = document.text
    for start, end in sorted(_some(chance, document.cells), reverse=True):
        text = text[:end] + text[start:end] + text[end:]
    return text


# Replacement characters occur in no label, so that no label becomes a different one.
def damaged_labels(document: Marked, chance: Random) -> str:
    """Remove, double or replace characters of labels and heads."""
    heads = {head for _, names, _ in blocks(document.form.edition) for head in names}
    heads |= {*APPLICANT_HEADS, *(label for _, label in RESULTS), "信息内容"}
    text = document.text
    for token in sorted(chance.sample(document.labels, min(5, len(document.labels))), key=lambda t: -t.start):
        text = text[: token.start + 2] + _scratched(token.text, chance) + text[token.start + 2 + len(token.text) :]
    for head in sorted(chance.sample(sorted(heads), 2)):
        at = text.find(head, document.tokens[0].start - 120)
        if chance.random() < 0.5 and at >= 0:
            text = text[:at] + _scratched(head, chance) + text[at + len(head) :]
    return text


def _scratched(label: str, chance: Random) -> str:
    at = chance.randrange(len(label))
    kind = chance.choice(("lost", "lost two", "doubled", "replaced"))
    if kind == "doubled":
        return label[:at] + label[at] + label[at:]
    behind = label[at + (2 if kind == "lost two" else 1) :]
    # A replacement character is never a digit: it would be a number of its own.
    return label[:at] + (chance.choice("□某■") if kind == "replaced" else "") + behind


# A foreign row is inserted before a row, never within one, and is never a sub-row that the form of 2019 sums.
def foreign_row(document: Marked, chance: Random) -> str | None:
    """Insert a row that the form does not have between two others."""
    label = chance.choice(_FOREIGN)
    if not document.labels or (label == "行政检查" and document.form.edition == 2019):
        return None
    token = chance.choice(document.labels)
    values = [str(chance.randrange(90)) for _ in document.order[token.number]]
    if document.family != "text":
        tag = ("<td>{}</td>", "<tr>{}</tr>") if document.family == "html" else (
            "<w:tc><w:p><w:r><w:t>{}</w:t></w:r></w:p></w:tc>", "<w:tr>{}</w:tr>")  # fmt: skip
        at = next((start for start, end in document.units if start <= token.start < end), None)
        row = tag[1].format("".join(tag[0].format(cell) for cell in (label, *values)))
        return None if at is None else document.text[:at] + row + document.text[at:]
    at = document.text.rfind("\n", 0, token.start) + 1
    between = {"word": "\n\t", "lines": "\n", "lines_apart": "\n\n", "blanks": " ", "columns": "  "}
    glue = between.get(document.layout, " | " if "pipes" in document.layout else "\t")
    row = glue.join((label, *values)) + ("\n\n" if document.cell_a_line else "\n")
    return document.text[:at] + ("| " if document.layout == "pipes" else "") + row + document.text[at:]


def extra_column(document: Marked, chance: Random) -> str | None:
    """Add a cell to every row: its number at the start, or an empty cell or a remark at the end."""
    in_front, remark = chance.random() < 0.5, chance.choice(("", "无", "见说明"))
    if document.layout not in ("tabs", "pipes", "html_clean", "docx_plain"):
        return None
    wrap = {"tabs": "{}", "pipes": "{}", "html_clean": "<td>{}</td>",
            "docx_plain": "<w:tc><w:p><w:r><w:t>{}</w:t></w:r></w:p></w:tc>"}[document.layout]  # fmt: skip
    text = document.text
    for number, (start, end) in reversed(list(enumerate(document.units))):
        cell = wrap.format(number + 1 if in_front else remark)
        text = text[:start] + _widened(text[start:end], cell, in_front, document.layout) + text[end:]
    return text


def _widened(row: str, cell: str, in_front: bool, layout: str) -> str:
    if layout == "html_clean" or layout == "docx_plain":
        tag = "tr" if layout == "html_clean" else "w:tr"
        return row.replace(f"<{tag}>", f"<{tag}>{cell}", 1) if in_front else row.replace(f"</{tag}>", f"{cell}</{tag}>")
    separator = "\t" if layout == "tabs" else " | "
    if separator not in row:
        return row
    if layout == "tabs":
        return f"{cell}\t{row}" if in_front else f"{row[:-1]}\t{cell}\n"
    return f"| {cell} {row}" if in_front else f"{row[:-1]} {cell} |\n"


# Only in rows without empty cells: with whitespace as separator, others could end up with the right number of cells.
def blanks_in_numbers(document: Marked, chance: Random) -> str | None:
    """Insert a space into one to three numbers."""
    numbers = [t for t in document.tokens if t.is_cell and len(t.text) > 1 and t.text.isdigit()]
    full = [t for t in numbers if _row_is_full(document, t)]
    if not full:
        return None
    text = document.text
    for token in sorted(chance.sample(full, min(len(full), chance.randint(1, 3))), key=lambda t: -t.start):
        at = token.start + 2 + chance.randrange(1, len(token.text))
        text = text[:at] + " " + text[at:]
    return text


def _row_is_full(document: Marked, token: Token) -> bool:
    cells = [cell for row in document.order for cell in row]
    row = next(row for row in document.order if cells[token.number] in row)
    return all(bare(document.form.printed[cell]) for cell in row)


# Not in rows padded with empty cells, for the same reason as with dropped cells.
def joined_cells(document: Marked, chance: Random) -> str | None:
    """Join two neighbouring cells."""
    pairs = [
        (a, b) for a, b in pairwise(document.tokens)
        if a.is_cell and b.is_cell and a.text and b.text
    ]  # fmt: skip
    if document.layout == "tabs_padded_behind" or not pairs:
        return None
    first, second = chance.choice(pairs)
    return document.text[: first.end] + document.text[second.start :]


def flipped_bytes(document: Marked, chance: Random) -> None:
    """A placeholder: bytes are changed in the file itself, see `_flip`."""


KINDS: dict[str, tuple[Damage, tuple[str, ...]]] = {
    "cut_start": (cut_start, (*TEXT_ROWS, *TEXT_CELLS, *MARKUP)),
    "cut_end": (cut_end, (*TEXT_ROWS, *TEXT_CELLS, *MARKUP)),
    "doubled_lines": (doubled_lines, ALL),
    "shuffled_lines": (shuffled_lines, ALL),
    "dropped_lines": (dropped_lines, ALL),
    "dropped_cells": (dropped_cells, ALL),
    "doubled_cells": (doubled_cells, ALL),
    "damaged_labels": (damaged_labels, ALL),
    "foreign_row": (foreign_row, ALL),
    "extra_column": (extra_column, ("tabs", "pipes", "html_clean", "docx_plain")),
    "flipped_bytes": (flipped_bytes, (*TEXT_ROWS, *TEXT_CELLS, *MARKUP)),
    "blanks_in_numbers": (blanks_in_numbers, ALL),
    "joined_cells": (joined_cells, ALL),
}


def _marked_document(layout: str, seed: int) -> Marked:
    form = marked(fill_at_random(seed))
    if layout in MARKUP:
        return Marked(form, layout, markup_of(form, layout, seed))
    write = docx_xml if layout in WORD else text_of
    return Marked(form, layout, write(form, layout, seed))


def make_mutated(kind: str, seed: int) -> Made | None:
    """Return a damaged document with its truth, or None if this kind of damage cannot be applied to the form."""
    damage, layouts = KINDS[kind]
    chance = Random(f"{kind} {seed}")
    layout = chance.choice(layouts)
    document = _marked_document(layout, seed)
    if not document.tokens:
        return None
    plain = fill_at_random(seed)
    whole = made(plain, f"{kind}: {layout}", document.family.replace("text", "txt"), b"", "all", seed)
    if kind == "flipped_bytes":
        return replace(whole, data=flip(bare(document.text).encode(), chance), traced=frozenset())
    for _ in range(_TRIES):
        text = damage(document, chance)
        if text is None or text == document.text:
            continue
        left = left_of(document, text)
        if not left.legible_otherwise:
            data = package(bare(text)) if document.family == "docx" else bare(text).encode()
            return replace(whole, data=data, traced=left.whole, lost=left.lost)
    return None


# No byte becomes a digit, whitespace, a cell separator or a character that can be part of a number or replace one, and
# of these only digits are changed: a changed number is then no longer a number, and no two cells are joined.
def fuzz(seconds: float, seed: int) -> Iterator[Made]:
    """Yield damaged documents of all kinds in turn, for the given time."""
    until = time.monotonic() + seconds
    number = 0
    kinds = list(KINDS)
    while time.monotonic() < until:
        document = make_mutated(kinds[number % len(kinds)], seed * 1_000_003 + number)
        number += 1
        if document is not None:
            yield document
