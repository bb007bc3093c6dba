"""The report as OFD (GB/T 33190): every text placed on its page, the lines of the tables drawn as paths."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from html import escape
from random import Random

from bench.fidelity.filled import Filled
from bench.fidelity.grid import Box, Table, tables
from bench.fidelity.made import Made, made
from bench.fidelity.other_formats import packed
from bench.fidelity.statutory import TITLES

_LEFT, _TOP, _BOTTOM = 12.0, 15.0, 275.0  # mm
_WIDTHS = {4: [66.0, 40.0, 40.0, 40.0], 10: [12.0, 24.0, 45.0, *[15.0] * 7], 15: [12.4] * 15}
_SIZE, _PITCH, _PAD = 3.0, 4.2, 1.0
_SPACE = 'xmlns:ofd="http://www.ofdspec.org/2016"'
OFD_LAYOUTS = {"ofd_ruled": "all", "ofd_without_lines": "all"}


def _wide(text: str) -> float:
    return sum(_SIZE * (0.5 if ord(char) < 0x2000 else 1.0) for char in text)


def _wrapped(text: str, width: float) -> list[str]:
    lines = [""]
    for char in text:
        if lines[-1] and _wide(lines[-1] + char) > width:
            lines.append("")
        lines[-1] += char
    return lines


@dataclass
class _Paper:
    """Pages being written: their objects, and where the next one goes."""

    chance: Random
    ruled: bool
    pages: list[list[str]] = field(default_factory=lambda: [[]])
    at: float = _TOP

    def turn(self) -> None:
        self.pages.append([])
        self.at = _TOP

    def say(self, text: str) -> None:
        for line in _wrapped(text, 180):
            if self.at + _PITCH > _BOTTOM:
                self.turn()
            self.place(line, _LEFT, self.at)
            self.at += _PITCH + 1
        self.at += 1

    def place(self, text: str, x: float, y: float) -> None:
        """Write a run, with its distances one by one or counted, in its own measure or scaled by a matrix."""
        if not text:
            return
        steps = [_wide(char) for char in text[:-1]]
        scale = self.chance.choice((1.0, 1.0, _SIZE))
        deltas = _counted([step / scale for step in steps]) if self.chance.random() < 0.5 else [
            f"{step / scale:g}" for step in steps
        ]  # fmt: skip
        matrix = "" if scale == 1 else f' CTM="{scale:g} 0 0 {scale:g} 0 0"'
        delta = f' DeltaX="{" ".join(deltas)}"' if deltas else ""
        self.pages[-1].append(
            f'<ofd:TextObject ID="1" Boundary="{x:.3f} {y:.3f} {_wide(text):.3f} {_SIZE}" Font="3" '
            f'Size="{_SIZE / scale:g}"{matrix}><ofd:TextCode X="0" Y="{0.86 * _SIZE / scale:g}"{delta}>'
            f"{escape(text, quote=False)}</ofd:TextCode></ofd:TextObject>"
        )

    def rule(self, x0: float, y0: float, x1: float, y1: float) -> None:
        """Draw a border: a stroke, or a thin filled box."""
        if not self.ruled:
            return
        wide, high = x1 - x0, y1 - y0
        stroke = self.chance.random() < 0.7
        path = f"M 0 0 L {wide:g} {high:g}"
        if not stroke:
            wide, high = max(wide, 0.2), max(high, 0.2)
            path = f"M 0 0 L {wide:g} 0 L {wide:g} {high:g} L 0 {high:g} C"
        kind = 'LineWidth="0.25"' if stroke else 'Stroke="false" Fill="true"'
        self.pages[-1].append(
            f'<ofd:PathObject ID="2" Boundary="{x0:.3f} {y0:.3f} {max(wide, 0.3):.3f} {max(high, 0.3):.3f}" {kind}>'
            f"<ofd:AbbreviatedData>{path}</ofd:AbbreviatedData></ofd:PathObject>"
        )

    def draw(self, drawn: Table) -> None:
        """A table, cut where a page ends: what is merged across the cut is closed there and goes on without text."""
        widths = _WIDTHS[drawn.columns]
        heights = _heights(drawn, widths)
        row = 0
        while row < drawn.rows:
            if self.at + heights[row] > _BOTTOM:
                self.turn()
            end, tops = row, [self.at]
            while end < drawn.rows and tops[-1] + heights[end] <= _BOTTOM:
                tops.append(tops[-1] + heights[end])
                end += 1
            for box in drawn.boxes:
                first, last = max(box.row, row), min(box.row + box.height, end)
                if first < last:
                    self._box(box, tops[first - row], tops[last - row], widths, with_text=box.row >= row)
            self.at, row = tops[-1] + 3, end

    def _box(self, box: Box, top: float, bottom: float, widths: list[float], with_text: bool) -> None:
        left = _LEFT + sum(widths[: box.column])
        right = left + sum(widths[box.column : box.column + box.width])
        for edge in ((left, top, right, top), (left, bottom, right, bottom), (left, top, left, bottom),
                     (right, top, right, bottom)):  # fmt: skip
            self.rule(*edge)
        lines = _wrapped(box.text, right - left - 2 * _PAD) if with_text else []
        at = (top + bottom - len(lines) * _PITCH) / 2 + (_PITCH - _SIZE) / 2
        for line in lines:
            x = (left + right - _wide(line)) / 2 if box.cell else left + _PAD
            self.place(line, x, max(top + 0.3, at))
            at += _PITCH


def _counted(steps: list[float]) -> list[str]:
    """Distances with repetitions counted: `g 5 3` for five times 3."""

    def runs() -> Iterator[tuple[float, int]]:
        at = 0
        while at < len(steps):
            end = at
            while end < len(steps) and steps[end] == steps[at]:
                end += 1
            yield steps[at], end - at
            at = end

    return [f"g {times} {step:g}" if times > 1 else f"{step:g}" for step, times in runs()]


def _heights(drawn: Table, widths: list[float]) -> list[float]:
    """The height of every row, such that each text fits into the rows that its cell covers."""
    heights = [_PITCH + 2 * _PAD] * drawn.rows
    for box in sorted(drawn.boxes, key=lambda each: each.height):
        wide = sum(widths[box.column : box.column + box.width]) - 2 * _PAD
        needed = len(_wrapped(box.text, wide)) * _PITCH + 2 * _PAD
        last = box.row + box.height - 1
        heights[last] += max(0.0, needed - sum(heights[box.row : last + 1]))
    return heights


def ofd_of(form: Filled, chance: Random, ruled: bool = True) -> bytes:
    """Return a report as an OFD file."""
    paper = _Paper(chance, ruled)
    for text in (form.heading, "一、总体情况", *form.above):
        paper.say(text)
    for title, one in zip(TITLES, tables(form), strict=True):
        paper.say(title)
        paper.draw(one)
    for text in ("五、存在的主要问题及改进情况", *form.below[0], "六、其他需要报告的事项", *form.below[1]):
        paper.say(text)
    return _file(paper.pages)


def _file(pages: list[list[str]]) -> bytes:
    declared = '<?xml version="1.0" encoding="UTF-8"?>'
    listed = "".join(f'<ofd:Page ID="{n + 9}" BaseLoc="Pages/Page_{n}/Content.xml"/>' for n in range(len(pages)))
    start = "<ofd:DocBody><ofd:DocInfo/><ofd:DocRoot>/Doc_0/Document.xml</ofd:DocRoot></ofd:DocBody>"
    area = "<ofd:PageArea><ofd:PhysicalBox>0 0 210 297</ofd:PhysicalBox></ofd:PageArea>"
    under = '<ofd:TemplatePage ID="5" BaseLoc="Tpls/Tpl_0/Content.xml"/>'
    parts = {
        "OFD.xml": f'{declared}<ofd:OFD {_SPACE} DocType="OFD" Version="1.1">{start}</ofd:OFD>',
        "Doc_0/Document.xml": f"{declared}<ofd:Document {_SPACE}><ofd:CommonData>{area}{under}</ofd:CommonData>"
        f"<ofd:Pages>{listed}</ofd:Pages></ofd:Document>",
        "Doc_0/Tpls/Tpl_0/Content.xml": f'{declared}<ofd:Page {_SPACE}><ofd:Content><ofd:Layer ID="1"/></ofd:Content>'
        "</ofd:Page>",
    }
    for number, objects in enumerate(pages):
        parts[f"Doc_0/Pages/Page_{number}/Content.xml"] = (
            f'{declared}<ofd:Page {_SPACE}><ofd:Template TemplateID="5"/><ofd:Content><ofd:Layer ID="2">'
            f"{''.join(objects)}</ofd:Layer></ofd:Content></ofd:Page>"
        )
    return packed(parts)


def make_ofd(form: Filled, name: str, seed: int) -> Made:
    """Make a report as OFD."""
    data = ofd_of(form, Random(seed), ruled=name == "ofd_ruled")
    return made(form, name, "ofd", data, OFD_LAYOUTS[name], seed)
