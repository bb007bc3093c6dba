"""Generate many reports from the sample's layouts, with other agencies, years and consistent figures."""

import random
import re
from collections import Counter
from pathlib import Path

from forms import APPLICANTS, CellId, equations, form
from ingest.cells.edition import edition_of
from ingest.identify.reference import agency_types, reference
from ingest.parse import parse
from ingest.read.numbers import PRINTED
from ingest.read.text import read_text

ROOT = Path(__file__).parents[1]
_TITLE = re.compile(r"20\d\d.*公开|公开.*20\d\d")
_NUMBER = re.compile(r"[+-]?\d[\d,.]*")


def figures_that_add_up(edition: int, single_row: bool, chance: random.Random) -> dict[CellId, int]:
    """Return random figures for every cell of a form that satisfy every identity of the form."""
    scale = chance.choice((3, 30, 3000))
    values: dict[CellId, int] = {
        cell: chance.randrange(scale) if chance.random() < 0.5 else 0 for cell in form(edition).cells(single_row)
    }
    for applicant in APPLICANTS:  # received + carried in = processed + carried out, and processed = its outcomes
        outcomes = [
            cell for cell in values
            if cell[1] == applicant
            and cell[0] not in {f"applications.{row}" for row in ("received", "carried_in", "processed", "carried_out")}
        ]  # fmt: skip
        processed = sum(values[cell] for cell in outcomes)
        carried_out = values["applications.carried_out", applicant]
        carried_in = min(values["applications.carried_in", applicant], processed + carried_out)
        values["applications.processed", applicant] = processed
        values["applications.carried_in", applicant] = carried_in
        values["applications.received", applicant] = processed + carried_out - carried_in
    for equation in equations(edition, single_row):
        if equation.check in ("row", "review"):
            values[equation.anchor] = sum(values[cell] for cell, sign in equation.terms if sign > 0)
    return values


class Template:
    """A real report as text, in which the numbers of the tables can be replaced."""

    def __init__(self, text: str) -> None:
        document = read_text(text)
        edition, _ = edition_of(document)
        assert edition is not None
        parsed = parse(document, edition)
        self.edition, self.single_row, self.lines = edition, parsed.single_row, document.lines
        self.cells: dict[int, list[CellId]] = {}
        for cell, fact in parsed.facts.items():
            if fact.state == PRINTED:
                self.cells.setdefault(fact.line, []).append(cell)
        counted = Counter({line: len(_NUMBER.findall(_values(self.lines[line - 1]))) for line in self.cells})
        self.cells = {line: cells for line, cells in self.cells.items() if counted[line] >= len(cells)}
        self.title = next(i for i, line in enumerate(self.lines) if _TITLE.search(line))

    def fill(self, chance: random.Random, agency: str, year: int) -> str:
        """Return the report of another agency on another year with other figures."""
        values = figures_that_add_up(self.edition, self.single_row, chance)
        lines = list(self.lines)
        for number, cells in self.cells.items():
            line = lines[number - 1]
            label, shown = line[: len(line) - len(_values(line))], _values(line)
            queue = [str(values[cell]) for cell in cells]
            lines[number - 1] = label + _NUMBER.sub(lambda m: queue.pop(0) if queue else m[0], shown)  # noqa: B023
        lines[: self.title + 1] = [f"{agency}{year}年政府信息公开工作年度报告"] + [""] * self.title
        return "\n".join(lines)


def _values(line: str) -> str:
    """The part of a line after its last words: its numbers."""
    words = [m.end() for m in re.finditer(r"[㐀-鿿][^\t|]*", line)]
    return line[words[-1] :] if words else line


def templates(folder: Path) -> list[Template]:
    texts = [path.read_text(encoding="utf-8") for path in sorted(folder.rglob("*")) if path.is_file()]
    return [Template(text) for text in texts if _TITLE.search(text)]


def make(folder: Path, count: int, sources: Path, seed: int = 1) -> None:
    """Write `count` reports, 1,000 per folder, cycling through the templates under `sources`."""
    chance = random.Random(seed)
    made = templates(sources)
    counties = [each for each in reference().divisions.units if each.level == "county"]
    organs = [line[0] for kind in agency_types().values() for line in kind.lines if line[0].endswith(("局", "委员会"))]
    for number in range(count):
        template = made[number % len(made)]
        agency = chance.choice(counties).name + chance.choice(organs)
        year = chance.choice((2019, 2020) if template.edition == 2019 else (2021, 2022, 2023, 2024))
        path = folder / f"{number // 1000:03d}" / f"{number:06d}.txt"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(template.fill(chance, agency, year), encoding="utf-8")
